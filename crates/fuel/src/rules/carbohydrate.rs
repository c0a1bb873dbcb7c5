//! C: carbohydrate before, during and after.

use units::{Carbohydrate, CarbohydrateRate, Duration, Mass};

use super::gap::Gap;
use crate::{Intensity, Person, Range};

const RINSE_OR_NONE: Duration = Duration::from_minutes(30.0);
const SHORT: Duration = Duration::from_minutes(75.0);
const LONG: Duration = Duration::from_hours(2.5);
const HOUR: Duration = Duration::from_hours(1.0);

/// C2: before. One to four g/kg in the four hours before a session of more than an hour; children half as much.
pub(crate) fn before(person: &Person, duration: Duration) -> Range<Carbohydrate> {
    if duration <= HOUR {
        return Range::none();
    }
    let kg = person.body_mass.as_kg();
    let (low, high) = if person.is_child() { (0.0, 2.0) } else { (1.0, 4.0) };
    let range = Range::of(Carbohydrate::from_g(low * kg), Carbohydrate::from_g(high * kg));
    // A usual pre-session meal lies nearer the low end.
    Range { target: Carbohydrate::from_g((low + 0.3 * (high - low)) * kg), ..range }
}

/// C1, C6: during, by duration and intensity.
pub(crate) fn during(
    person: &Person,
    duration: Duration,
    intensity: Intensity,
    gap: Gap,
) -> Range<CarbohydrateRate> {
    let rate = |low: f64, high: f64| {
        Range::of(CarbohydrateRate::from_g_per_h(low), CarbohydrateRate::from_g_per_h(high))
    };
    // In a tournament the matches add up.
    let adds_up = matches!(gap, Gap::Continued | Gap::Tournament) && duration > RINSE_OR_NONE;
    match duration {
        d if d <= RINSE_OR_NONE => Range::none(),
        d if d <= SHORT && adds_up => rate(30.0, 60.0),
        d if d <= SHORT => rate(0.0, 30.0),
        d if d < LONG || intensity == Intensity::Easy => rate(30.0, 60.0),
        _ if person.trained_gut => rate(90.0, 120.0),
        _ => rate(60.0, 90.0),
    }
}

/// C3, C4: after. By the clock when the next session is near, with meals when it is not.
pub(crate) fn after(mass: Mass, gap: Gap, time: Option<Duration>) -> Range<Carbohydrate> {
    let per_kg = |low: f64, high: f64| {
        Range::of(Carbohydrate::from_g(low * mass.as_kg()), Carbohydrate::from_g(high * mass.as_kg()))
    };
    // Only the first four hours are refuelled by the clock.
    let hours = time.map_or(4.0, Duration::as_hours).clamp(0.0, 4.0);
    match gap {
        Gap::Continued => Range::none(),
        Gap::Tournament => per_kg(0.6 * hours, hours),
        Gap::Merged | Gap::Rapid => per_kg(hours, 1.2 * hours),
        Gap::Overnight => per_kg(1.0, 1.2),
        Gap::Open => per_kg(0.0, 1.0),
    }
}
