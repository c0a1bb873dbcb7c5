//! A range in which a value lies.

use serde::{Deserialize, Serialize};

use crate::{Quantity, UnitSystem};

/// A closed range from `low` to `high`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval<Q> {
    /// The lower end.
    pub low: Q,
    /// The upper end.
    pub high: Q,
}

impl<Q: Quantity> Interval<Q> {
    /// The range between two values, whichever is given first.
    pub fn between(a: Q, b: Q) -> Self {
        if a <= b { Self { low: a, high: b } } else { Self { low: b, high: a } }
    }

    /// Whether `value` lies inside, ends included.
    pub fn contains(&self, value: Q) -> bool {
        self.low <= value && value <= self.high
    }

    /// The nearest value inside the range.
    pub fn clamp(&self, value: Q) -> Q {
        value.max(self.low).min(self.high)
    }

    /// Both ends mapped by a monotone function.
    pub fn map<R: Quantity>(self, f: impl Fn(Q) -> R) -> Interval<R> {
        Interval::between(f(self.low), f(self.high))
    }

    /// Prints as `0.72–1.12 L/h`, both ends in the unit that suits the upper one.
    pub fn display(&self, system: UnitSystem) -> String {
        let (unit, decimals) = self.high.customary(system);
        let show = |value: Q| crate::number::fixed(unit.of_base(value.base()), decimals);
        format!("{}–{} {}", show(self.low), show(self.high), unit.symbol)
    }
}
