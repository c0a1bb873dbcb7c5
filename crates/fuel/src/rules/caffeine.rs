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

/// The line through both points of Gardiner et al. 2023, and the ends between which it is used.
const CUT_OFF_HOURS: f64 = 4.54;
const CUT_OFF_HOURS_PER_MG: f64 = 0.0398;
const SHORTEST_CUT_OFF: Duration = Duration::from_hours(6.0);
const LONGEST_CUT_OFF: Duration = Duration::from_hours(14.0);

/// K1: the single dose that the body and what was already taken today leave.
pub(crate) fn single(mass: Mass, taken: Caffeine) -> Caffeine {
    let left = (DAY - taken).max(Caffeine::ZERO);
    Caffeine::from_mg(PER_KG_MG * mass.as_kg()).min(SINGLE).min(left)
}

/// K2: how long before bed a dose must be taken (through both points of Gardiner et al.).
pub(crate) fn cut_off(dose: Caffeine) -> Duration {
    let hours = CUT_OFF_HOURS + CUT_OFF_HOURS_PER_MG * dose.as_mg();
    Duration::from_hours(hours).max(SHORTEST_CUT_OFF).min(LONGEST_CUT_OFF)
}

/// The dose that still fits before bed, if any of use does. `start_to_bed` runs from the start of the session.
pub(crate) fn before_bed(dose: Caffeine, start_to_bed: Option<Duration>) -> Caffeine {
    // What is left of the day may be less than a dose, near bed or not.
    if dose < LEAST {
        return Caffeine::ZERO;
    }
    let Some(start_to_bed) = start_to_bed else { return dose };
    let time = start_to_bed + LEAD;
    if time >= cut_off(dose) {
        return dose;
    }
    // The cut-off turned round; it is never less than six hours, however small the dose.
    let fits = Caffeine::from_mg((time.as_hours() - CUT_OFF_HOURS) / CUT_OFF_HOURS_PER_MG).min(dose);
    if fits >= LEAST && time >= SHORTEST_CUT_OFF { fits } else { Caffeine::ZERO }
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
