//! How sure an amount is, and what keeps it from being more.

use units::Quantity;

use super::Writer;
use crate::rules::hydration;
use crate::{Band, Confidence, Limit, Phase};

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
                } else if width > CLOSE {
                    Confidence::Medium
                } else {
                    of_rule
                }
            }
            _ => of_rule,
        };
        of_rule.min(of_sweat)
    }

    pub(super) fn limited_by(&self, phase: Phase, amount: &Band) -> Option<Limit> {
        let session = self.session;
        match (phase, amount) {
            (Phase::During, Band::Fluid(range)) => {
                let cap = hydration::cap(&self.day.person, session.duration) * session.duration;
                let sweat = session.sweat_rate.map(|rate| rate.median * session.duration);
                match sweat {
                    _ if session.gained_mass() => Some(Limit::MassGained),
                    Some(sweat) if sweat <= cap && range.max >= sweat => Some(Limit::Sweat),
                    _ if range.max >= cap => Some(Limit::Gut),
                    _ => None,
                }
            }
            (Phase::During, Band::Carbohydrate(range)) => {
                let hourly = range.max.as_g() / session.duration.as_hours();
                (hourly >= 90.0 - 1e-6).then_some(Limit::Gut)
            }
            (Phase::During, Band::Sodium(_)) => Some(Limit::SodiumPerLitre),
            (Phase::Before, Band::Caffeine(_)) => Some(Limit::Caffeine),
            _ => None,
        }
    }
}

/// Rules that are arithmetic on published ones, and wait for a dietitian's signature.
const DERIVED: [&str; 9] = ["H4", "H6", "N2", "C4", "M1", "M2", "M4", "P3", "K2"];
/// Upper over lower end of the 80 % interval of the sweating rate: known closely, and loosely.
const CLOSE: f64 = 1.7;
const LOOSE: f64 = 2.6;
