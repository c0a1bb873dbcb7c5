//! Sports, and what each means for heat: its METs, clothing, own airflow, and how its measured sweating rates sit.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

macro_rules! sports {
    ($($(#[$meta:meta])* $variant:ident = $key:literal),+ $(,)?) => {
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
        }
    };
}

sports! {
    /// Running outdoors.
    Run = "run",
    /// Running on a treadmill.
    Treadmill = "treadmill",
    /// Cycling outdoors.
    Ride = "ride",
    /// Cycling on a trainer.
    IndoorRide = "indoor-ride",
    /// Several endurance sports in one go.
    Triathlon = "triathlon",
    /// Rowing and paddling.
    Row = "row",
    /// Cross-country and roller skiing.
    CrossCountrySki = "cross-country-ski",
    /// Walking.
    Walk = "walk",
    /// Hiking.
    Hike = "hike",
    /// Soccer and sports of its kind.
    Soccer = "soccer",
    /// Field hockey.
    FieldHockey = "field-hockey",
    /// Ice hockey in full equipment.
    IceHockey = "ice-hockey",
    /// Team handball.
    Handball = "handball",
    /// Lacrosse.
    Lacrosse = "lacrosse",
    /// Rugby.
    Rugby = "rugby",
    /// American football in pads.
    AmericanFootball = "american-football",
    /// Basketball and netball.
    Basketball = "basketball",
    /// Volleyball.
    Volleyball = "volleyball",
    /// Baseball, softball, cricket.
    Baseball = "baseball",
    /// Tennis and racket sports outdoors.
    Tennis = "tennis",
    /// Squash, badminton and racket sports indoors.
    Squash = "squash",
    /// Combat sports.
    Combat = "combat",
    /// Strength and studio training.
    Gym = "gym",
    /// Swimming.
    Swim = "swim",
    /// Water polo.
    WaterPolo = "water-polo",
    /// Skiing downhill.
    AlpineSki = "alpine-ski",
    /// Skating on ice or wheels.
    Skate = "skate",
    /// Climbing.
    Climb = "climb",
    /// Golf.
    Golf = "golf",
    /// A sport not listed.
    Other = "other",
}

/// What the table says of a sport.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SportEntry {
    pub(crate) words: String,
    pub(crate) also: Vec<String>,
    pub(crate) met: f64,
    /// The activity's code in the Compendium, for whoever checks the MET.
    pub(crate) code: String,
    pub(crate) work_share: f64,
    pub(crate) clo: f64,
    pub(crate) own_air: f64,
    pub(crate) limb_speed: f64,
    pub(crate) shift: f64,
    pub(crate) shift_sd: f64,
    pub(crate) group: String,
    #[serde(default)]
    pub(crate) indoor: bool,
}

static TABLE: LazyLock<BTreeMap<Sport, SportEntry>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the table is part of the program and a test reads it")]
    toml::from_str(include_str!("../data/sports.toml")).expect("data/sports.toml")
});

/// A sport nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{name}' is not a known sport: write one of {}", known())]
pub struct SportError {
    /// What was typed.
    pub name: String,
}

fn known() -> String {
    Sport::ALL.iter().map(|sport| sport.key()).collect::<Vec<_>>().join(", ")
}

impl Sport {
    pub(crate) fn entry(self) -> &'static SportEntry {
        &TABLE[&self]
    }

    /// The sport in words: `Run`, `Indoor ride`.
    pub fn words(self) -> &'static str {
        &self.entry().words
    }

    /// The Compendium code of the activity that the sport's MET is taken from.
    pub fn compendium_code(self) -> &'static str {
        &self.entry().code
    }

    /// Whether it is done in water, where sweat does not evaporate.
    pub fn is_in_water(self) -> bool {
        matches!(self, Self::Swim | Self::WaterPolo)
    }

    /// Whether pace and grade tell the effort.
    pub fn is_on_foot(self) -> bool {
        matches!(self, Self::Run | Self::Treadmill | Self::Walk | Self::Hike)
    }

    /// Whether the sport is usually done indoors.
    pub fn is_indoor(self) -> bool {
        self.entry().indoor
    }
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
    /// use physiology::Sport;
    /// assert_eq!("Trail_Running".parse(), Ok(Sport::Run));
    /// assert_eq!("VirtualRide".parse(), Ok(Sport::IndoorRide));
    /// assert!("quidditch".parse::<Sport>().is_err());
    /// ```
    fn from_str(name: &str) -> Result<Self, SportError> {
        let typed = bare(name);
        let names = |sport: &Sport, entry: &SportEntry| {
            bare(sport.key()) == typed || entry.also.iter().any(|also| bare(also) == typed)
        };
        TABLE
            .iter()
            .find(|(sport, entry)| !typed.is_empty() && names(sport, entry))
            .map(|(sport, _)| *sport)
            .ok_or_else(|| SportError { name: name.to_owned() })
    }
}

fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_every_sport_and_no_name_means_two() {
        let mut names = BTreeMap::new();
        for &sport in Sport::ALL {
            let entry = sport.entry();
            for name in entry.also.iter().map(String::as_str).chain([sport.key()]) {
                if let Some(other) = names.insert(bare(name), sport) {
                    assert_eq!(other, sport, "{name}");
                }
            }
            assert!(entry.met > 0.0 && (0.0..0.3).contains(&entry.work_share) && !entry.code.is_empty());
        }
    }
}
