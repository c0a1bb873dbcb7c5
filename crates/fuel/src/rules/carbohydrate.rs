//! C: carbohydrate before, during and after.

use units::{Carbohydrate, CarbohydrateRate, Duration, Mass};

use super::gap::Gap;
use crate::{Intensity, Person, Range, Session, numbers};

/// C2: before. One to four g/kg in the four hours before a session of more than an hour; children half as much. A short
/// easy session requires none.
pub(crate) fn before(person: &Person, session: &Session) -> Range<Carbohydrate> {
    let numbers = &numbers().carbohydrate;
    if session.duration.as_minutes() <= numbers.before_from.value {
        return Range::none();
    }
    let kg = person.body_mass.as_kg();
    let easy =
        session.intensity == Intensity::Easy && session.duration.as_hours() < numbers.before_easy_from.value;
    let low = if person.is_child() || easy { 0.0 } else { numbers.before_least.value };
    let high = if person.is_child() { numbers.before_child.value } else { numbers.before_most.value };
    let range = Range::of(Carbohydrate::from_g(low * kg), Carbohydrate::from_g(high * kg));
    // A usual pre-session meal lies nearer the low end.
    let usual = low + numbers.before_usual.value * (high - low);
    Range { target: Carbohydrate::from_g(usual * kg), ..range }
}

/// C1, C6: during, by duration and intensity. What is more than 60 g/h was never tried on anybody under 18, and nothing is
/// required of a child.
pub(crate) fn during(person: &Person, whole: &Session, gap: Gap) -> Range<CarbohydrateRate> {
    let numbers = &numbers().carbohydrate;
    let rate = |low: f64, high: f64| {
        Range::of(CarbohydrateRate::from_g_per_h(low), CarbohydrateRate::from_g_per_h(high))
    };
    let any = || rate(numbers.any_least.value, numbers.any_most.value);
    let (minutes, hours) = (whole.duration.as_minutes(), whole.duration.as_hours());
    // In a tournament the matches add up.
    let adds_up = matches!(gap, Gap::Continued | Gap::Tournament) && minutes > numbers.none_up_to.value;
    let gentle = whole.intensity == Intensity::Easy
        || (whole.intensity == Intensity::Moderate && hours > numbers.ultra.value && !person.trained_gut);
    if minutes <= numbers.none_up_to.value {
        Range::none()
    } else if person.is_child() {
        rate(0.0, numbers.child_most.value)
    } else if minutes <= numbers.rinse_up_to.value {
        if adds_up { any() } else { rate(0.0, numbers.rinse_most.value) }
    } else if hours < numbers.long.value || gentle || person.is_minor() {
        any()
    } else if person.trained_gut {
        rate(numbers.mixed_most.value, numbers.trained_most.value)
    } else {
        rate(numbers.any_most.value, numbers.mixed_most.value)
    }
}

/// C3, C4, M1: after. By the clock when the next session is near, with meals when it is not.
pub(crate) fn after(mass: Mass, gap: Gap, time: Option<Duration>) -> Range<Carbohydrate> {
    let numbers = &numbers().carbohydrate;
    let per_kg = |low: f64, high: f64| {
        Range::of(Carbohydrate::from_g(low * mass.as_kg()), Carbohydrate::from_g(high * mass.as_kg()))
    };
    // Only the first hours are refuelled by the clock.
    let hours = time.map_or(f64::INFINITY, Duration::as_hours).clamp(0.0, numbers.refuel_hours.value);
    let (least, most) = (numbers.refuel_least.value, numbers.refuel_most.value);
    match gap {
        Gap::Continued => Range::none(),
        Gap::Tournament => {
            per_kg(numbers.tournament_least.value * hours, numbers.tournament_most.value * hours)
        }
        Gap::Merged | Gap::Rapid => per_kg(least * hours, most * hours),
        Gap::Overnight => per_kg(least, most),
        Gap::Open => per_kg(0.0, least),
    }
}
