//! What files say beside workouts and sleep.

use jiff::Timestamp;
use units::{Mass, Volume};

/// Something measured or logged at an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reading {
    /// The athlete was weighed.
    BodyMass {
        /// When.
        at: Timestamp,
        /// How heavy.
        mass: Mass,
    },
    /// Somebody was weighed, and it is not sure who or when: a scale that several people use, a diary that names only a day.
    UnsureBodyMass {
        /// When.
        at: Timestamp,
        /// How heavy.
        mass: Mass,
    },
    /// The athlete drank.
    Drink {
        /// When.
        at: Timestamp,
        /// How much.
        volume: Volume,
    },
}
