//! A value with its uncertainty.

use serde::{Deserialize, Serialize};
use units::{Interval, Quantity, UnitSystem};

/// The share of cases in which the truth lies inside an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// One in two.
    Half,
    /// Four in five: what pages show by default.
    FourFifths,
    /// Nineteen in twenty: what safety texts use.
    NineteenTwentieths,
}

impl Confidence {
    /// The share as a percentage.
    pub fn percent(self) -> u8 {
        match self {
            Self::Half => 50,
            Self::FourFifths => 80,
            Self::NineteenTwentieths => 95,
        }
    }
}

/// A value as it should be believed: its median and three intervals around it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate<Q> {
    /// As likely too high as too low.
    pub median: Q,
    /// Holds the truth in one case of two.
    pub i50: Interval<Q>,
    /// Holds the truth in four cases of five.
    pub i80: Interval<Q>,
    /// Holds the truth in nineteen cases of twenty.
    pub i95: Interval<Q>,
}

impl<Q: Quantity> Estimate<Q> {
    /// A value known exactly.
    pub fn exact(value: Q) -> Self {
        let point = Interval { low: value, high: value };
        Self { median: value, i50: point, i80: point, i95: point }
    }

    /// The interval of this confidence.
    pub fn interval(&self, confidence: Confidence) -> Interval<Q> {
        match confidence {
            Confidence::Half => self.i50,
            Confidence::FourFifths => self.i80,
            Confidence::NineteenTwentieths => self.i95,
        }
    }

    /// Median and interval ends mapped by a monotone function.
    pub fn map<R: Quantity>(self, f: impl Fn(Q) -> R) -> Estimate<R> {
        Estimate {
            median: f(self.median),
            i50: self.i50.map(&f),
            i80: self.i80.map(&f),
            i95: self.i95.map(&f),
        }
    }

    /// Prints as `0.90 L/h (0.72–1.12 L/h)` with the four-in-five interval.
    pub fn display(&self, system: UnitSystem) -> String {
        format!("{} ({})", self.median.display(system), self.i80.display(system))
    }
}
