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
    /// use timeline::SportFamily;
    /// assert_eq!(SportFamily::of("VirtualRide"), SportFamily::Ride);
    /// assert_eq!(SportFamily::of("Trail Run"), SportFamily::Run);
    /// ```
    pub fn of(name: &str) -> Self {
        let bare: String =
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let has = |words: &[&str]| words.iter().any(|word| bare.contains(word));
        // More telling words first: `nordic walking` walks, `rowing machine` rows, `multisport` is none of its parts.
        if has(&["multisport", "triathlon", "duathlon"]) {
            Self::Multisport
        } else if has(&["swim", "openwater"]) {
            Self::Swim
        } else if has(&["walk", "hik", "snowshoe", "mountaineer"]) {
            Self::Walk
        } else if has(&["ski", "snowboard"]) {
            Self::Ski
        } else if has(&["rowing", "paddl", "kayak", "canoe"]) || bare == "row" || bare == "indoorrow" {
            Self::Row
        } else if has(&["run", "treadmill", "jog"]) {
            Self::Run
        } else if has(&["ride", "cycl", "bik", "spin"]) {
            Self::Ride
        } else if has(&[
            "strength", "yoga", "weight", "crossfit", "hiit", "pilates", "gym", "training", "workout",
        ]) {
            Self::Gym
        } else if has(&[
            "ball",
            "soccer",
            "tennis",
            "rugby",
            "hockey",
            "squash",
            "badminton",
            "padel",
            "cricket",
        ]) {
            Self::Game
        } else {
            Self::Other
        }
    }

    /// Whether observations of these families can be of one workout.
    pub fn goes_with(self, other: Self) -> bool {
        self == other || self == Self::Other || other == Self::Other
    }
}
