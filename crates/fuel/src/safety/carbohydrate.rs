//! How much carbohydrate may be had: S11, S13, and the lead that a meal needs.

use units::{Carbohydrate, CarbohydrateRate, Quantity};

use super::{Bound, Situation};
use crate::day::between;
use crate::{Limit, Person, Phase, numbers};

/// S11: what the gut takes in an hour, more only where it was trained to.
fn hourly(person: &Person) -> CarbohydrateRate {
    let numbers = &numbers().carbohydrate;
    let trained = person.trained_gut && !person.is_minor();
    CarbohydrateRate::from_g_per_h(if trained {
        numbers.trained_most.value
    } else {
        numbers.mixed_most.value
    })
}

pub(super) fn per_hour(situation: &Situation<'_>) -> Option<Bound<Carbohydrate>> {
    (situation.phase == Phase::During)
        .then(|| Bound { most: hourly(situation.person()) * situation.session.duration, why: Limit::Gut })
}

/// S11 by the clock: two sessions at one time share one gut.
pub(super) fn clock_hour(situation: &Situation<'_>) -> Option<Bound<Carbohydrate>> {
    if situation.phase != Phase::During {
        return None;
    }
    let busiest = situation.ledger.busiest_carbohydrate(situation.from, situation.until);
    (busiest > CarbohydrateRate::ZERO).then(|| {
        let left = (hourly(situation.person()) - busiest).max(CarbohydrateRate::ZERO);
        Bound { most: left * situation.session.duration, why: Limit::Overlap }
    })
}

/// S13: evidence above an hour's 60 g is of adults only; children need little.
pub(super) fn youth(situation: &Situation<'_>) -> Option<Bound<Carbohydrate>> {
    let (person, numbers) = (situation.person(), &numbers().carbohydrate);
    let rate = if person.is_child() { numbers.child_most.value } else { numbers.youth_most.value };
    (situation.phase == Phase::During && person.is_minor()).then(|| Bound {
        most: CarbohydrateRate::from_g_per_h(rate) * situation.session.duration,
        why: Limit::Youth,
    })
}

/// C2: about a gram per kilogram for each hour that is left before the start.
pub(super) fn lead(situation: &Situation<'_>) -> Option<Bound<Carbohydrate>> {
    (situation.phase == Phase::Before).then(|| {
        let hours = between(situation.from, situation.session.start).as_hours().max(0.0);
        let per_kg = numbers().carbohydrate.before_per_hour.value * hours;
        Bound { most: Carbohydrate::from_g(per_kg * situation.person().body_mass.as_kg()), why: Limit::Lead }
    })
}
