//! Amounts with their units.

use evidence::Estimate;
use serde::Serialize;
use units::{Measure, UnitSystem};
use utoipa::ToSchema;

/// A number with its unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Quantity {
    /// The reading.
    #[schema(example = 1.23)]
    value: f64,
    /// The unit's symbol.
    #[schema(example = "L/h")]
    unit: String,
}

pub(crate) fn quantity<Q: units::Quantity>(quantity: Q, system: UnitSystem) -> Quantity {
    let Measure { value, unit } = Measure::in_system(quantity, system);
    // Nine digits: no binary dust such as 0.30000000000000004.
    Quantity { value: format!("{value:.8e}").parse().unwrap_or(value), unit }
}

/// A range.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Ends {
    /// Its lower end.
    low: Quantity,
    /// Its upper end.
    high: Quantity,
}

/// A value as it should be believed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Uncertain {
    /// As likely too high as too low.
    median: Quantity,
    /// Holds the truth in 50 of 100 cases.
    i50: Ends,
    /// Holds the truth in 80 of 100 cases.
    i80: Ends,
    /// Holds the truth in 95 of 100 cases.
    i95: Ends,
    /// The receipt.
    #[schema(example = "r-4f0c2a91d3be")]
    receipt: String,
}

pub(crate) fn uncertain<Q: units::Quantity>(
    estimate: &Estimate<Q>,
    receipt: &str,
    system: UnitSystem,
) -> Uncertain {
    let ends = |interval: units::Interval<Q>| Ends {
        low: quantity(interval.low, system),
        high: quantity(interval.high, system),
    };
    Uncertain {
        median: quantity(estimate.median, system),
        i50: ends(estimate.i50),
        i80: ends(estimate.i80),
        i95: ends(estimate.i95),
        receipt: receipt.to_owned(),
    }
}
