//! Aerobic capacity: what a word for the effort is a share of.

pub(crate) mod estimate;

use serde::{Deserialize, Serialize};
use units::{Duration, Length};

/// The greatest oxygen uptake, mL/(kg·min).
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AerobicCapacity(f64);

/// A capacity that cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CapacityError {
    /// Outside what anybody has.
    #[error("a VO₂max of {0:.0} mL/kg/min cannot be: write one from 15 to 95")]
    Value(f64),
    /// A race that the equations do not know.
    #[error("a race of {0} says nothing of capacity: write one of 5 minutes to 5 hours")]
    Race(Duration),
}

impl AerobicCapacity {
    /// From mL/(kg·min).
    pub const fn from_ml_per_kg_min(value: f64) -> Self {
        Self(value)
    }

    /// In mL/(kg·min).
    pub const fn as_ml_per_kg_min(self) -> f64 {
        self.0
    }

    /// Checks that somebody can have it.
    ///
    /// # Errors
    /// Outside 15 to 95 mL/(kg·min).
    pub fn check(self) -> Result<Self, CapacityError> {
        if (15.0..=95.0).contains(&self.0) { Ok(self) } else { Err(CapacityError::Value(self.0)) }
    }

    /// From a running race of 5 to 300 minutes (daniels-gilbert-1979): the oxygen cost of its pace over the share of
    /// capacity that runners keep up for so long.
    ///
    /// # Errors
    /// When the race was too short or too long for the equations, or nobody runs so.
    ///
    /// ```
    /// use physiology::AerobicCapacity;
    /// use units::{Duration, Length};
    /// // Five kilometres in 20 minutes: the tables give 49.8.
    /// let capacity = AerobicCapacity::of_race(Length::from_km(5.0), Duration::from_minutes(20.0)).unwrap();
    /// assert!((capacity.as_ml_per_kg_min() - 49.8).abs() < 0.1);
    /// ```
    pub fn of_race(distance: Length, time: Duration) -> Result<Self, CapacityError> {
        let minutes = time.as_minutes();
        if !(5.0..=300.0).contains(&minutes) {
            return Err(CapacityError::Race(time));
        }
        let pace = distance.as_m() / minutes;
        let cost = -4.60 + 0.182_258 * pace + 0.000_104 * pace * pace;
        Self(cost / estimate::share_kept_up(minutes)).check()
    }
}
