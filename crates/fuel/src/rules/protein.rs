//! P: protein after a session and before sleep.

use units::{Duration, Protein};

use super::gap::Gap;
use crate::{Person, Range, numbers};

/// P1: after. A quarter to 0.3 g/kg, 20 to 40 g; more for older people; in a tournament it may wait.
pub(crate) fn after(person: &Person, gap: Gap) -> Range<Protein> {
    let numbers = &numbers().protein;
    let grams = |low: f64, high: f64| Range::of(Protein::from_g(low), Protein::from_g(high));
    let kg = person.body_mass.as_kg();
    let (least, usual, most) = (numbers.least.value, numbers.usual.value, numbers.most.value);
    if person.is_child() {
        return grams(0.0, numbers.child_most.value);
    }
    match gap {
        Gap::Continued => Range::none(),
        Gap::Tournament => grams(0.0, numbers.tournament_most.value),
        _ if person.is_older() => grams(usual, most),
        _ => grams(
            (numbers.dose_least.value * kg).clamp(least, most),
            (numbers.dose_most.value * kg).clamp(usual, most),
        ),
    }
}

/// P2: 30 to 40 g half an hour before sleep after evening strength training; optional after earlier. Casein is a
/// preference, not a requirement (P3).
pub(crate) fn before_sleep(person: &Person, strength: bool, to_bed: Option<Duration>) -> Range<Protein> {
    let numbers = &numbers().protein;
    let counts = |time: &Duration| time.as_hours() <= numbers.bed_day.value;
    let Some(to_bed) = to_bed.filter(counts).filter(|_| strength && !person.is_minor()) else {
        return Range::none();
    };
    let evening = to_bed.as_hours() <= numbers.bed_evening.value;
    let least = if evening { numbers.bed_least.value } else { 0.0 };
    let by_mass = numbers.bed_per_kg.value * person.body_mass.as_kg();
    let most = by_mass.clamp(numbers.least.value, numbers.bed_most.value);
    Range::of(Protein::from_g(f64::min(least, most)), Protein::from_g(most))
}
