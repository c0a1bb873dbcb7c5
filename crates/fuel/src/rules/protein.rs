//! P: protein after a session and before sleep.

use units::{Duration, Protein};

use super::gap::Gap;
use crate::{Person, Range};

/// P1: after. A quarter to 0.3 g/kg, 20 to 40 g; more for older people; in a tournament it may wait.
pub(crate) fn after(person: &Person, gap: Gap) -> Range<Protein> {
    let grams = |low: f64, high: f64| Range::of(Protein::from_g(low), Protein::from_g(high));
    let kg = person.body_mass.as_kg();
    if person.is_child() {
        return grams(0.0, 15.0);
    }
    match gap {
        Gap::Continued => Range::none(),
        Gap::Tournament => grams(0.0, 20.0),
        _ if person.is_older() => grams(25.0, 40.0),
        _ => grams((0.25 * kg).clamp(20.0, 40.0), (0.3 * kg).clamp(25.0, 40.0)),
    }
}

/// P2: 30 to 40 g half an hour before sleep after evening strength training; optional after earlier. Casein is a
/// preference, not a requirement (P3).
pub(crate) fn before_sleep(person: &Person, strength: bool, to_bed: Option<Duration>) -> Range<Protein> {
    let Some(to_bed) =
        to_bed.filter(|time| strength && !person.is_minor() && *time <= Duration::from_hours(16.0))
    else {
        return Range::none();
    };
    let least = if to_bed <= Duration::from_hours(3.0) { 30.0 } else { 0.0 };
    // 0.6 g per kg is plenty for a light person.
    let most = (0.6 * person.body_mass.as_kg()).clamp(20.0, 40.0);
    Range::of(Protein::from_g(f64::min(least, most)), Protein::from_g(most))
}
