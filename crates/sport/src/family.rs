//! Families of sports: within a family two names can mean one workout.

use serde::{Deserialize, Serialize};

/// A family of sports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SportFamily {
    /// Run, trail, treadmill, track.
    Run,
    /// Road, mountain, gravel, indoor, virtual rides.
    Ride,
    /// Pool and open water.
    Swim,
    /// Walk and hike.
    Walk,
    /// Rowing and paddling, water and indoor.
    Row,
    /// Skiing of any kind.
    Ski,
    /// Strength, yoga and studio training.
    Gym,
    /// Ball games and racket sports.
    Game,
    /// Several sports in one recording.
    Multisport,
    /// Not known, or of no family; goes with any.
    Other,
}

impl SportFamily {
    /// The family of a sport as devices and providers name it (`trail_running`, `VirtualRide`, `lap_swimming`).
    ///
    /// ```
    /// use sport::SportFamily;
    /// assert_eq!(SportFamily::of("VirtualRide"), SportFamily::Ride);
    /// assert_eq!(SportFamily::of("Trail Run"), SportFamily::Run);
    /// assert_eq!(SportFamily::of("Corrida longa"), SportFamily::Run);
    /// assert_eq!(SportFamily::of("Brunch"), SportFamily::Other);
    /// ```
    pub fn of(name: &str) -> Self {
        crate::named(name).map_or(Self::Other, |named| named.family)
    }

    /// Whether observations of these families can be of one workout.
    pub fn goes_with(self, other: Self) -> bool {
        self == other || self == Self::Other || other == Self::Other
    }
}
