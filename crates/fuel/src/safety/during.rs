//! How much may be drunk during a session: S1, A12, A13.

use units::{Duration, Quantity, Volume, VolumeRate};

use super::{Bound, Situation, at_risk};
use crate::{Condition, Limit, Person, Phase, Session, numbers};

/// S1: never above the sweating rate that is supported. For a part of a session both the part's and the whole's hold.
pub(super) fn sweat(situation: &Situation<'_>) -> Option<Bound<Volume>> {
    if situation.phase != Phase::During {
        return None;
    }
    let (rate, why) = supported(situation.person(), situation.session, situation.whole);
    Some(Bound { most: rate * situation.session.duration, why })
}

/// S1: the rate that may be drunk by what is known of the sweat: the median, but no further above the 10th percentile
/// than half of what a body may lose without harm, spread over the whole; a long session of an athlete whom nobody
/// weighed stays at that percentile. With nothing known, what people drink by thirst.
fn supported(person: &Person, session: &Session, whole: &Session) -> (VolumeRate, Limit) {
    let ceiling = &numbers().ceiling;
    let long = whole.duration.as_hours() > ceiling.long_after.value;
    let risk = at_risk(person, whole);
    let slack = match (risk || long, session.sweat_measured) {
        (true, false) => 0.0,
        (true, true) => ceiling.long_slack.value,
        (false, _) => ceiling.unmeasured_slack.value,
    };
    let slack = Volume::of_water(person.body_mass * slack) / whole.duration;
    let of = |session: &Session| match session.sweat_rate {
        Some(rate) => {
            let likely = rate.i80.low.min(rate.median).max(VolumeRate::ZERO) + slack;
            match likely < rate.median {
                true => (likely, Limit::SweatUncertain),
                false => (rate.median, Limit::Sweat),
            }
        }
        None if risk => (VolumeRate::from_l_per_h(ceiling.unknown_risk_hour.value), Limit::SweatUncertain),
        None => (VolumeRate::from_l_per_h(ceiling.unknown_hour.value), Limit::SweatUncertain),
    };
    let (part, all) = (of(session), of(whole));
    if all.0 < part.0 { all } else { part }
}

/// S1: never more than the gut takes in an hour, by the length of the whole.
pub(super) fn gut(situation: &Situation<'_>) -> Option<Bound<Volume>> {
    (situation.phase == Phase::During).then(|| Bound {
        most: cap(situation.person(), situation.whole.duration) * situation.session.duration,
        why: Limit::Gut,
    })
}

/// The most that the gut takes in an hour.
fn cap(person: &Person, duration: Duration) -> VolumeRate {
    let ceiling = &numbers().ceiling;
    let usual = VolumeRate::from_l_per_h(ceiling.hour.value);
    if duration.as_hours() > ceiling.long_after.value {
        return VolumeRate::from_l_per_h(ceiling.long_hour.value);
    }
    let most = VolumeRate::from_l_per_h(ceiling.tested_hour.value);
    person.tested_drinking_rate.map_or(usual, |tested| tested.min(most).max(usual))
}

/// S1 by the clock: two sessions at one time share one gut.
pub(super) fn clock_hour(situation: &Situation<'_>) -> Option<Bound<Volume>> {
    if situation.phase != Phase::During {
        return None;
    }
    let busiest = situation.ledger.busiest_fluid(situation.from, situation.until);
    (busiest > VolumeRate::ZERO).then(|| {
        let left = cap(situation.person(), situation.whole.duration) - busiest;
        Bound { most: left.max(VolumeRate::ZERO) * situation.session.duration, why: Limit::Overlap }
    })
}

/// A12: what an hour of exercise takes of a child.
pub(super) fn child(situation: &Situation<'_>) -> Option<Bound<Volume>> {
    let person = situation.person();
    (situation.phase == Phase::During && person.is_child()).then(|| {
        let ceiling = &numbers().ceiling;
        let by_mass = VolumeRate::from_ml_per_h(ceiling.child_hour_per_kg.value * person.body_mass.as_kg());
        let rate = by_mass.min(VolumeRate::from_l_per_h(ceiling.child_hour.value));
        Bound { most: rate * situation.session.duration, why: Limit::Youth }
    })
}

/// A13, A15: half a litre an hour of a long session with high blood pressure or its medicines.
pub(super) fn condition(situation: &Situation<'_>) -> Option<Bound<Volume>> {
    let long = situation.whole.duration.as_hours() > numbers().ceiling.long_after.value;
    let restricted = situation.person().any(Condition::restricts_sodium);
    (situation.phase == Phase::During && long && restricted).then(|| Bound {
        most: VolumeRate::from_l_per_h(numbers().rest.condition_hour.value) * situation.session.duration,
        why: Limit::Condition,
    })
}
