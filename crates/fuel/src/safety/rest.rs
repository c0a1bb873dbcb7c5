//! How much may be drunk at rest: A7 to A10, with A12 and A13 for the people they are about.

use units::{Duration, Quantity, Volume, VolumeRate};

use super::{Bound, Situation, at_risk};
use crate::day::{earlier, later};
use crate::{Condition, Limit, Phase, numbers};

/// The most an hour at rest, and why.
fn hourly(situation: &Situation<'_>) -> (VolumeRate, Limit) {
    let rest = &numbers().rest;
    let person = situation.person();
    let of = |litres: f64, per_kg: f64| {
        VolumeRate::from_l_per_h(litres).min(VolumeRate::from_ml_per_h(per_kg * person.body_mass.as_kg()))
    };
    let risk = at_risk(person, situation.whole);
    let urine = situation.session.done.is_some_and(|done| done.urine_passed);
    let usual = if situation.salted && !risk {
        of(rest.salted_hour.value, rest.salted_hour_per_kg.value)
    } else if risk && !urine {
        of(rest.risk_hour.value, rest.risk_hour_per_kg.value)
    } else {
        of(rest.hour.value, rest.hour_per_kg.value)
    };
    let mut tightest = (usual, Limit::HourAtRest);
    if person.is_child() {
        let child = of(rest.child_hour.value, rest.child_hour_per_kg.value);
        if child < tightest.0 {
            tightest = (child, Limit::Youth);
        }
    }
    let condition = VolumeRate::from_l_per_h(rest.condition_hour.value);
    if person.any(Condition::restricts_sodium) && condition < tightest.0 {
        tightest = (condition, Limit::Condition);
    }
    tightest
}

/// A7: hour by hour.
pub(super) fn hour(situation: &Situation<'_>) -> Option<Bound<Volume>> {
    situation.resting().then(|| {
        let (rate, why) = hourly(situation);
        Bound { most: rate * situation.time(), why }
    })
}

/// A7: the last half hour before a session is for sips.
pub(super) fn sips(situation: &Situation<'_>) -> Option<Bound<Volume>> {
    let start = situation.leads_to.filter(|_| situation.resting())?;
    let rest = &numbers().rest;
    let from = earlier(start, Duration::from_minutes(rest.sips_minutes.value));
    stretch(situation, (from, start), Volume::from_ml(rest.sips.value), Limit::Sips)
}

/// A10: little in the last hour before bed.
pub(super) fn before_bed(situation: &Situation<'_>) -> Option<Bound<Volume>> {
    let hour = Duration::from_hours(1.0);
    let little = Volume::from_ml(numbers().rest.before_bed.value);
    let stretches = situation.day.sleep.iter().filter(|_| situation.resting());
    let bounds = stretches.filter_map(|sleep| {
        // Whoever is up at night goes to bed after what is planned.
        let late = sleep.bed <= situation.from && situation.from < sleep.rise;
        let bed = if late && situation.phase != Phase::Before { situation.until } else { sleep.bed };
        stretch(situation, (earlier(bed, hour), bed), little, Limit::Bedtime)
    });
    bounds.reduce(|least, bound| if bound.most < least.most { bound } else { least })
}

/// A10: no more than a large glass or two in the first hour after getting up.
pub(super) fn on_rising(situation: &Situation<'_>) -> Option<Bound<Volume>> {
    let hour = Duration::from_hours(1.0);
    let most = Volume::from_ml(numbers().rest.on_rising.value);
    let stretches = situation.day.sleep.iter().filter(|_| situation.resting());
    let bounds = stretches
        .filter_map(|sleep| stretch(situation, (sleep.rise, later(sleep.rise, hour)), most, Limit::Rising));
    bounds.reduce(|least, bound| if bound.most < least.most { bound } else { least })
}

/// An allowance for a stretch of time, and the hourly limit for what is left of the window; nothing where the window
/// does not touch the stretch.
fn stretch(
    situation: &Situation<'_>,
    (from, until): (jiff::Timestamp, jiff::Timestamp),
    allowance: Volume,
    why: Limit,
) -> Option<Bound<Volume>> {
    let touched = situation.within(from, until);
    (touched > Duration::ZERO).then(|| {
        let outside = situation.time() - touched;
        Bound { most: allowance + hourly(situation).0 * outside, why }
    })
}

/// A8: any four hours at rest.
pub(super) fn four_hours(situation: &Situation<'_>) -> Option<Bound<Volume>> {
    if !situation.resting() {
        return None;
    }
    let (rest, person) = (&numbers().rest, situation.person());
    let (litres, per_kg) = match (situation.weighed(), at_risk(person, situation.whole)) {
        (true, _) => (rest.four_hours_weighed.value, rest.four_hours_weighed_per_kg.value),
        (false, true) => (rest.four_hours_risk.value, rest.four_hours_risk_per_kg.value),
        (false, false) => (rest.four_hours.value, rest.four_hours_per_kg.value),
    };
    let usual = Volume::from_l(litres).min(Volume::from_ml(per_kg * person.body_mass.as_kg()));
    let condition = Volume::from_l(rest.condition_four_hours.value);
    let (most, why) = match person.any(Condition::restricts_sodium) && condition < usual {
        true => (condition, Limit::Condition),
        false => (usual, Limit::FourHours),
    };
    let room = situation.ledger.room(situation, Duration::from_hours(4.0), most, true);
    Some(Bound { most: room, why })
}

/// A9: any 24 hours, all phases together.
pub(super) fn whole_day(situation: &Situation<'_>) -> Option<Bound<Volume>> {
    let rest = &numbers().rest;
    let by_mass = Volume::from_ml(rest.day_per_kg.value * situation.person().body_mass.as_kg());
    let most = Volume::from_l(rest.day.value).min(by_mass);
    let room = situation.ledger.room(situation, Duration::from_hours(24.0), most, false);
    Some(Bound { most: room, why: Limit::WholeDay })
}
