//! The three unit systems a person may live in.

use serde::{Deserialize, Serialize};

/// The units a person reads and types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitSystem {
    /// Kilograms, litres, kilometres, degrees Celsius.
    #[default]
    Metric,
    /// Pounds, US fluid ounces, miles, degrees Fahrenheit.
    UsCustomary,
    /// Pounds, imperial fluid ounces, miles, degrees Celsius (as the British Isles mix them).
    Imperial,
}

impl UnitSystem {
    /// All systems, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Metric, Self::UsCustomary, Self::Imperial];

    /// The name used in settings and in `?units=`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Metric => "metric",
            Self::UsCustomary => "us-customary",
            Self::Imperial => "imperial",
        }
    }

    /// Reads a system's name: `metric`, `us` or `us-customary`, `imperial` or `uk`.
    ///
    /// ```
    /// assert_eq!(units::UnitSystem::named("US"), Some(units::UnitSystem::UsCustomary));
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "metric" | "si" => Some(Self::Metric),
            "us" | "us-customary" | "us_customary" => Some(Self::UsCustomary),
            "imperial" | "uk" => Some(Self::Imperial),
            _ => None,
        }
    }
}
