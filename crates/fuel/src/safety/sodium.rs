//! How much sodium may be had: S9, S12, N2.

use units::{Sodium, SodiumRate};

use super::{Bound, Situation};
use crate::{Condition, Limit, Phase, Session, numbers};

/// S9: none is added where a condition forbids it; at rest there is that of an ordinary meal.
pub(super) fn condition(situation: &Situation<'_>) -> Option<Bound<Sodium>> {
    situation.person().any(Condition::restricts_sodium).then(|| {
        let meal = Sodium::from_mg(numbers().after.ordinary_meal.value);
        Bound { most: if situation.resting() { meal } else { Sodium::ZERO }, why: Limit::Condition }
    })
}

/// S12: sodium comes with fluid, in no stronger drink than the strongest that is usual.
pub(super) fn per_litre(situation: &Situation<'_>) -> Option<Bound<Sodium>> {
    let most = match situation.phase {
        Phase::During => numbers().sodium.per_litre_most.value,
        _ => numbers().after.sodium_most.value,
    };
    let fluid = situation.beside.fluid?;
    Some(Bound { most: Sodium::from_mg(most * fluid.as_l()), why: Limit::SodiumPerLitre })
}

/// S12: an hour of a session.
pub(super) fn per_hour(situation: &Situation<'_>) -> Option<Bound<Sodium>> {
    (situation.phase == Phase::During).then(|| Bound {
        most: SodiumRate::from_mg_per_h(numbers().sodium.hour_most.value) * situation.session.duration,
        why: Limit::SodiumPerLitre,
    })
}

/// N2: never more than is sweated, in the part and in the whole.
pub(super) fn loss(situation: &Situation<'_>) -> Option<Bound<Sodium>> {
    if situation.phase != Phase::During {
        return None;
    }
    let rates = [lost(situation.session), lost(situation.whole)].into_iter().flatten();
    let rate = rates.reduce(units::Quantity::min)?;
    Some(Bound { most: rate * situation.session.duration, why: Limit::SodiumLost })
}

/// The sodium that is expected to be sweated in an hour.
fn lost(session: &Session) -> Option<SodiumRate> {
    Some(session.sweat_sodium?.median * session.sweat_rate?.median)
}
