//! What is expected of a session.

use physiology::Prediction;
use serde::Serialize;
use units::UnitSystem;
use utoipa::ToSchema;

use super::advice::Advice;
use super::amount::{Quantity, Uncertain, quantity, uncertain};
use super::{by_rule, name_of};

/// What is expected of a session.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Expectation {
    /// Whole-body sweating rate.
    rate: Uncertain,
    /// Sweat lost.
    loss: Uncertain,
    /// Whole-body sweat sodium.
    sodium_concentration: Uncertain,
    /// Sodium lost.
    sodium_loss: Uncertain,
    /// Body mass lost if nothing were drunk, at the median.
    undrunk_mass_loss: Quantity,
    /// What heat balance alone expects.
    expected_by_heat_balance: Quantity,
    /// How many sweat tests speak.
    tests: usize,
    /// Where the conditions leave the evidence.
    flags: Vec<Advice>,
}

impl Expectation {
    pub(crate) fn of(prediction: &Prediction, system: UnitSystem) -> Self {
        let by = |rule| by_rule(&prediction.receipts, rule);
        Self {
            rate: uncertain(&prediction.rate, by("sweat-profile.rate"), system),
            loss: uncertain(&prediction.loss, by("sweat-profile.loss"), system),
            sodium_concentration: uncertain(
                &prediction.sodium_concentration,
                by("sweat-profile.sodium"),
                system,
            ),
            sodium_loss: uncertain(&prediction.sodium_loss, by("sweat-profile.sodium-loss"), system),
            undrunk_mass_loss: quantity(prediction.undrunk_mass_loss, system),
            expected_by_heat_balance: quantity(prediction.expected, system),
            tests: prediction.tests,
            flags: prediction.flags.iter().map(|flag| Advice::said(name_of(flag), flag.words())).collect(),
        }
    }
}
