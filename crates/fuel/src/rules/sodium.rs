//! N and A11: sodium during and after.

use units::{Sodium, Volume};

use crate::{Condition, Person, Range, Session, numbers};

/// N1 to N3: during a session in which `drinking` is planned to be drunk. 400 to 1100 mg per litre where the session
/// calls for it, up to that where it does not.
pub(crate) fn during(person: &Person, whole: &Session, drinking: Volume) -> Range<Sodium> {
    let numbers = &numbers().sodium;
    if person.any(Condition::restricts_sodium) {
        return Range::none();
    }
    let heavy = whole.sweat_rate.is_some_and(|rate| rate.median.as_l_per_h() >= numbers.heavy.value);
    let called_for = whole.duration.as_hours() >= numbers.long.value || heavy || person.salty_sweat;
    let per_litre = |mg: f64| Sodium::from_mg(mg * drinking.as_l());
    let least = if called_for { per_litre(numbers.per_litre_least.value) } else { Sodium::ZERO };
    Range::of(least, per_litre(numbers.per_litre_most.value))
}

/// A6, A11: after a session, for what is drunk then. More than half a litre comes with sodium; when the next session is
/// near and the loss was weighed, with that of a drink for it.
pub(crate) fn after(fluid: Range<Volume>, salted: bool) -> Option<Range<Sodium>> {
    let after = &numbers().after;
    if fluid.max.as_ml() <= after.sodium_from.value {
        return None;
    }
    let per_litre = |mg: f64, of: Volume| Sodium::from_mg(mg * of.as_l());
    let least = match salted {
        true => per_litre(after.sodium_soon_least.value, fluid.min),
        false => per_litre(after.sodium_least.value, fluid.target),
    };
    Some(Range::of(least, per_litre(after.sodium_most.value, fluid.max)))
}
