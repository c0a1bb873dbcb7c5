//! How much caffeine may be had: S5, S6.

use units::{Caffeine, Duration, Quantity};

use super::{Bound, Situation};
use crate::day::between;
use crate::{Condition, Limit, numbers};

fn bound(most: Caffeine) -> Bound<Caffeine> {
    Bound { most, why: Limit::Caffeine }
}

/// S5: none under 18 or at an unknown age, none with a condition that speaks against it.
pub(super) fn person(situation: &Situation<'_>) -> Option<Bound<Caffeine>> {
    let person = situation.person();
    let adult = person.age_years.is_some_and(|age| age >= 18.0);
    (!adult || person.any(Condition::excludes_caffeine)).then(|| bound(Caffeine::ZERO))
}

/// S5: a single dose, by body mass too.
pub(super) fn dose(situation: &Situation<'_>) -> Option<Bound<Caffeine>> {
    let caffeine = &numbers().caffeine;
    let by_mass = Caffeine::from_mg(caffeine.single_per_kg.value * situation.person().body_mass.as_kg());
    Some(bound(Caffeine::from_mg(caffeine.single.value).min(by_mass)))
}

/// S5: what the local day leaves of its most, all sources counted.
pub(super) fn whole_day(situation: &Situation<'_>) -> Option<Bound<Caffeine>> {
    let same =
        situation.caffeine.iter().filter(|dose| situation.day.same_day(dose.at, situation.session.start));
    let taken: Caffeine = same.map(|dose| dose.amount).sum();
    Some(bound((Caffeine::from_mg(numbers().caffeine.day.value) - taken).max(Caffeine::ZERO)))
}

/// S6, K2: what still fits before the next bedtime.
pub(super) fn bedtime(situation: &Situation<'_>) -> Option<Bound<Caffeine>> {
    let caffeine = &numbers().caffeine;
    let start = situation.session.start;
    let day = Duration::from_hours(24.0);
    let beds = situation.day.sleep.iter().map(|sleep| between(start, sleep.bed));
    let to_bed = beds.filter(|time| *time >= Duration::ZERO && *time < day).reduce(Quantity::min)?;
    let hours = to_bed.as_hours() + caffeine.lead.value;
    if hours < caffeine.cut_off_least.value {
        return Some(bound(Caffeine::ZERO));
    }
    if hours >= caffeine.cut_off_most.value {
        return None;
    }
    Some(bound(Caffeine::from_mg((hours - caffeine.cut_off.value) / caffeine.cut_off_per_mg.value)))
}
