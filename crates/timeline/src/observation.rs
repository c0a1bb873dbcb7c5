//! What one report says happened.

use serde::{Deserialize, Serialize};
use units::{Duration, Energy, Frequency, Length, Power, Temperature};

use crate::{Source, Span, SportFamily};

/// What one report says happened: a workout or a stretch of sleep, from one source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// The observation's name: stable over every arrival and revision of the same recording (rule R0).
    pub id: String,
    /// Which revision of it this is; the greatest counts.
    #[serde(default)]
    pub revision: u64,
    /// Who observed.
    pub source: Source,
    /// When.
    pub span: Span,
    /// What.
    pub kind: Kind,
    /// What to keep in mind about it.
    #[serde(default)]
    pub traits: Vec<Trait>,
}

/// A workout or sleep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum Kind {
    /// A workout.
    Workout(Workout),
    /// A stretch of sleep.
    Sleep(Sleep),
}

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
    /// Mean power, measured.
    pub mean_power: Option<Power>,
    /// Energy spent, as the source estimates it.
    pub energy: Option<Energy>,
    /// Mean of the device's own sensor: warmed by skin and sun, and never taken for the air's.
    pub device_temperature: Option<Temperature>,
}

impl Workout {
    /// The family of its sport.
    pub fn family(&self) -> SportFamily {
        SportFamily::of(&self.sport)
    }
}

/// What an observation says of sleep.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sleep {
    /// Time asleep, where stages were told apart; otherwise the span counts.
    pub asleep: Option<Duration>,
    /// The source called it a nap.
    pub nap: bool,
}

/// Something to keep in mind about an observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trait {
    /// The file broke off; it was read up to the break.
    Truncated,
    /// Made by the demo.
    Simulated,
    /// On a virtual course: its positions are not on this earth.
    Virtual,
    /// Its own figures disagree about when it was.
    SpanConflict,
    /// One leg of a multisport recording.
    Leg,
}
