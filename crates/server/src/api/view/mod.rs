//! The shapes of answers, in the reader's units.

mod advice;
mod amount;
mod athlete;
mod basket;
mod expectation;
mod need;
mod patch_reading;
mod session;
mod sweat_test;

use evidence::Receipt;
use serde::Serialize;

pub(crate) use advice::Advice;
pub(crate) use amount::{Quantity, Uncertain, quantity, uncertain};
pub(crate) use athlete::Athlete;
pub(crate) use basket::BasketView;
pub(crate) use expectation::Expectation;
pub(crate) use need::{NeedView, TakenView, TotalView};
pub(crate) use patch_reading::PatchReading;
pub(crate) use session::{Planned, SessionPlanView};
pub(crate) use sweat_test::SweatTest;

/// The receipt made by this rule.
fn by_rule<'a>(receipts: &'a [Receipt], rule: &str) -> &'a str {
    receipts.iter().find(|receipt| receipt.rule == rule).map_or("", |receipt| receipt.id.as_str())
}

/// The name of a value of an enumeration in documents: `no-consent`.
pub(crate) fn name_of(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
