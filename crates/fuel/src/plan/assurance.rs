//! How sure an amount is.

use units::Quantity;

use super::Writer;
use crate::{Band, Confidence};

impl Writer<'_> {
    /// By the rule's origin, and for fluid and sodium by how closely the sweat is known.
    pub(super) fn confidence(&self, amount: &Band, rules: &[&str]) -> Confidence {
        let derived = rules.iter().any(|rule| DERIVED.contains(rule));
        let of_rule = if derived { Confidence::Medium } else { Confidence::High };
        let of_sweat = match (amount, self.session.sweat_rate) {
            (Band::Fluid(_) | Band::Sodium(_), None) => Confidence::Low,
            (Band::Fluid(_) | Band::Sodium(_), Some(rate)) => {
                let width = rate.i80.high.base() / rate.i80.low.base().max(f64::MIN_POSITIVE);
                if width > LOOSE {
                    Confidence::Low
                } else if width > CLOSE || !self.session.sweat_measured {
                    Confidence::Medium
                } else {
                    of_rule
                }
            }
            _ => of_rule,
        };
        of_rule.min(of_sweat)
    }
}

/// Rules that are arithmetic on published ones, and wait for a dietitian's signature.
const DERIVED: [&str; 16] =
    ["H4", "H6", "N2", "C4", "M1", "M2", "M4", "P3", "K2", "A2", "A3", "A6", "A7", "A8", "A10", "A13"];
/// Upper over lower end of the 80 % interval of the sweating rate: known closely, and loosely.
const CLOSE: f64 = 1.7;
const LOOSE: f64 = 2.6;
