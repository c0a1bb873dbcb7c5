//! K: how much caffeine may be taken. None is ever required.

use units::{Caffeine, Duration, Mass, Quantity};

/// EFSA: a single dose and a day's dose of a healthy adult.
const SINGLE: Caffeine = Caffeine::from_mg(200.0);
const PER_KG_MG: f64 = 3.0;
pub(crate) const DAY: Caffeine = Caffeine::from_mg(400.0);
/// A dose is taken about an hour before the session.
const LEAD: Duration = Duration::from_hours(1.0);
/// Less is no dose.
const LEAST: Caffeine = Caffeine::from_mg(50.0);

/// K1: the single dose that the body and what was already taken today leave.
pub(crate) fn single(mass: Mass, taken: Caffeine) -> Caffeine {
    let left = (DAY - taken).max(Caffeine::ZERO);
    Caffeine::from_mg(PER_KG_MG * mass.as_kg()).min(SINGLE).min(left)
}

/// K2: how long before bed a dose must be taken (through both points of Gardiner et al.).
pub(crate) fn cut_off(dose: Caffeine) -> Duration {
    Duration::from_hours((4.54 + 0.0398 * dose.as_mg()).clamp(6.0, 14.0))
}

/// The dose that still fits before bed, if any of use does. `start_to_bed` runs from the start of the session.
pub(crate) fn before_bed(dose: Caffeine, start_to_bed: Option<Duration>) -> Caffeine {
    let Some(start_to_bed) = start_to_bed else { return dose };
    let time = start_to_bed + LEAD;
    if time >= cut_off(dose) {
        return dose;
    }
    let fits = Caffeine::from_mg((time.as_hours() - 4.54) / 0.0398).min(dose);
    if fits >= LEAST && time >= cut_off(fits) { fits } else { Caffeine::ZERO }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cut_off_table() {
        for (mg, hours) in [(50.0, 6.5), (80.0, 7.7), (100.0, 8.5), (150.0, 10.5), (200.0, 12.5)] {
            assert!((cut_off(Caffeine::from_mg(mg)).as_hours() - hours).abs() < 0.06, "{mg} mg");
        }
    }
}
