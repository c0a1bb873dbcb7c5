//! Workouts: what one observation says, which observations are of one workout, and which field comes from where.

mod assign;
mod compared;
mod copies;
mod cover;
pub(crate) mod entry;
mod legs;
mod merge;
mod outing;
mod pair;
mod relation;
mod veto;

use serde::{Deserialize, Serialize};
use units::{Duration, Energy, Frequency, Length, Power, Temperature};

use crate::{Span, SportFamily};

pub(crate) use assign::{components, workouts};
pub(crate) use compared::Compared;
pub(crate) use relation::{LONGEST_REACH, related};

/// What an observation says of a workout. Absent fields were not observed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Workout {
    /// The sport as the source names it.
    pub sport: String,
    /// The athlete's own title.
    pub name: Option<String>,
    /// Time without pauses.
    pub timer: Option<Duration>,
    /// Distance.
    pub distance: Option<Length>,
    /// Metres climbed.
    pub ascent: Option<Length>,
    /// Mean heart rate.
    pub mean_heart_rate: Option<Frequency>,
    /// Highest heart rate.
    pub max_heart_rate: Option<Frequency>,
    /// What measured the heart rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heart_rate_sensor: Option<HeartRateSensor>,
    /// Mean power, measured.
    pub mean_power: Option<Power>,
    /// Energy spent, as the source estimates it.
    pub energy: Option<Energy>,
    /// Mean of the device's own sensor: warmed by skin and sun, and never taken for the air's.
    pub device_temperature: Option<Temperature>,
    /// When it was interrupted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Span>,
}

/// What measures a heart rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeartRateSensor {
    /// Light through the skin of the wrist.
    Optical,
    /// A strap on the chest.
    Strap,
}

impl Workout {
    /// The family of its sport.
    pub fn family(&self) -> SportFamily {
        SportFamily::of(&self.sport)
    }

    /// Whether its distance was not measured along the ground.
    pub fn is_indoor(&self) -> bool {
        sport::named(&self.sport).is_some_and(|named| named.indoor)
    }
}
