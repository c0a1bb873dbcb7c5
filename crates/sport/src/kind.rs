//! The sports that the models tell apart.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::named;

macro_rules! sports {
    ($($(#[$meta:meta])* $variant:ident = $key:literal, $words:literal $(, $indoor:ident)?);+ $(;)?) => {
        /// A sport, as far as the models tell sports apart.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Sport { $($(#[$meta])* #[serde(rename = $key)] $variant),+ }

        impl Sport {
            /// Every sport, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The key in tables, documents and the API.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),+ }
            }

            /// The sport in English: `Run`, `Indoor ride`.
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $words),+ }
            }

            /// Whether the sport is usually done indoors.
            pub fn is_indoor(self) -> bool {
                match self { $(Self::$variant => false $(|| sports!(@ $indoor))?),+ }
            }
        }
    };
    (@ indoor) => { true };
}

sports! {
    /// Running outdoors.
    Run = "run", "Run";
    /// Running on a treadmill.
    Treadmill = "treadmill", "Treadmill run", indoor;
    /// Cycling outdoors.
    Ride = "ride", "Ride";
    /// Cycling on a trainer.
    IndoorRide = "indoor-ride", "Indoor ride", indoor;
    /// Several endurance sports in one go.
    Triathlon = "triathlon", "Triathlon";
    /// Rowing and paddling.
    Row = "row", "Row";
    /// Cross-country and roller skiing.
    CrossCountrySki = "cross-country-ski", "Cross-country ski";
    /// Walking.
    Walk = "walk", "Walk";
    /// Hiking.
    Hike = "hike", "Hike";
    /// Soccer and sports of its kind.
    Soccer = "soccer", "Soccer";
    /// Field hockey.
    FieldHockey = "field-hockey", "Field hockey";
    /// Ice hockey in full equipment.
    IceHockey = "ice-hockey", "Ice hockey", indoor;
    /// Team handball.
    Handball = "handball", "Handball", indoor;
    /// Lacrosse.
    Lacrosse = "lacrosse", "Lacrosse";
    /// Rugby.
    Rugby = "rugby", "Rugby";
    /// American football in pads.
    AmericanFootball = "american-football", "American football";
    /// Basketball and netball.
    Basketball = "basketball", "Basketball", indoor;
    /// Volleyball.
    Volleyball = "volleyball", "Volleyball";
    /// Baseball, softball, cricket.
    Baseball = "baseball", "Baseball";
    /// Tennis and racket sports outdoors.
    Tennis = "tennis", "Tennis";
    /// Squash, badminton and racket sports indoors.
    Squash = "squash", "Squash or badminton", indoor;
    /// Combat sports.
    Combat = "combat", "Combat sport", indoor;
    /// Strength and studio training.
    Gym = "gym", "Gym", indoor;
    /// Swimming.
    Swim = "swim", "Swim";
    /// Water polo.
    WaterPolo = "water-polo", "Water polo";
    /// Skiing downhill.
    AlpineSki = "alpine-ski", "Alpine ski";
    /// Skating on ice or wheels.
    Skate = "skate", "Skate";
    /// Climbing.
    Climb = "climb", "Climb";
    /// Golf.
    Golf = "golf", "Golf";
    /// A sport not listed.
    Other = "other", "Other sport";
}

impl Sport {
    /// Whether it is done in water, where sweat does not evaporate.
    pub fn is_in_water(self) -> bool {
        matches!(self, Self::Swim | Self::WaterPolo)
    }

    /// Whether pace and grade tell the effort.
    pub fn is_on_foot(self) -> bool {
        matches!(self, Self::Run | Self::Treadmill | Self::Walk | Self::Hike)
    }
}

/// A name that is no known sport's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{name}' is not a known sport: write one of {}", known())]
pub struct SportError {
    /// What was typed.
    pub name: String,
}

fn known() -> String {
    Sport::ALL.iter().map(|sport| sport.key()).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Sport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

impl FromStr for Sport {
    type Err = SportError;

    /// Reads a sport's key or one of the names that people, devices and providers give it.
    ///
    /// ```
    /// use sport::Sport;
    /// assert_eq!("Trail_Running".parse(), Ok(Sport::Run));
    /// assert_eq!("VirtualRide".parse(), Ok(Sport::IndoorRide));
    /// assert!("quidditch".parse::<Sport>().is_err());
    /// ```
    fn from_str(name: &str) -> Result<Self, SportError> {
        named(name).map(|named| named.sport).ok_or_else(|| SportError { name: name.to_owned() })
    }
}
