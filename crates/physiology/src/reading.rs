//! A measured value, or the bound that was all there was to see.

use serde::{Deserialize, Serialize};
use units::Quantity;

/// What an instrument showed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reading")]
pub enum Reading<Q> {
    /// A value with its standard uncertainty.
    Value {
        /// The value.
        value: Q,
        /// Its standard uncertainty.
        uncertainty: Q,
    },
    /// The truth is at least this: a channel was full, an assay at its upper limit.
    AtLeast {
        /// The bound.
        bound: Q,
    },
    /// The truth is at most this: an assay at its lower limit.
    AtMost {
        /// The bound.
        bound: Q,
    },
}

impl<Q: Quantity> Reading<Q> {
    /// A value with its standard uncertainty.
    pub fn value(value: Q, uncertainty: Q) -> Self {
        Self::Value { value, uncertainty }
    }

    /// The number that was read: the value, or the bound.
    pub fn read(&self) -> Q {
        match *self {
            Self::Value { value, .. } => value,
            Self::AtLeast { bound } | Self::AtMost { bound } => bound,
        }
    }

    /// Whether it is a bound and no value.
    pub fn is_bound(&self) -> bool {
        !matches!(self, Self::Value { .. })
    }

    /// The reading through a function that rises evenly with the value.
    pub fn map<R: Quantity>(&self, f: impl Fn(Q) -> R) -> Reading<R> {
        match *self {
            Self::Value { value, uncertainty } => {
                Reading::Value { value: f(value), uncertainty: f(uncertainty) }
            }
            Self::AtLeast { bound } => Reading::AtLeast { bound: f(bound) },
            Self::AtMost { bound } => Reading::AtMost { bound: f(bound) },
        }
    }
}
