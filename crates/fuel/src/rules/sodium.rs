//! N: sodium during.

use units::{Duration, SodiumRate, VolumeRate};

use crate::{Condition, Person, Range, Session};

/// Sodium per litre drunk (DGE 2020), mg/L.
const LEAST: f64 = 400.0;
const MOST: f64 = 1100.0;
/// From here on a session or a sweating rate calls for sodium (N1).
const LONG: Duration = Duration::from_hours(2.0);
const HEAVY: VolumeRate = VolumeRate::from_l_per_h(1.2);

/// N1–N3: 400 to 1100 mg per litre drunk where the session calls for it, up to that where it does not, never above what
/// is sweated, and none added where a condition forbids it.
pub(crate) fn during(person: &Person, session: &Session, drinking: VolumeRate) -> Range<SodiumRate> {
    if person.conditions.iter().any(|condition| Condition::restricts_sodium(*condition)) {
        return Range::none();
    }
    let sweating = session.sweat_rate.map(|rate| rate.median);
    let called_for =
        session.duration >= LONG || sweating.is_some_and(|rate| rate >= HEAVY) || person.salty_sweat;
    let per_litre = |mg: f64| SodiumRate::from_mg_per_h(mg * drinking.as_l_per_h());
    let range = Range::of(if called_for { per_litre(LEAST) } else { SodiumRate::ZERO }, per_litre(MOST));
    lost(session).map_or(range, |lost| range.at_most(lost))
}

/// The sodium that is expected to be sweated in an hour.
pub(crate) fn lost(session: &Session) -> Option<SodiumRate> {
    Some(session.sweat_sodium?.median * session.sweat_rate?.median)
}
