//! What goes from one session to the next.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use units::{Caffeine, Carbohydrate, Duration, Quantity, Sodium, Volume};

use super::Plan;
use crate::day::{between, earlier};
use crate::rules::gap::Gap;
use crate::{Band, Phase, Session, numbers};

/// What a session starts with from those before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Carried {
    /// Fluid not yet drunk back; it counts against the 2 % of this session.
    pub fluid_deficit: Volume,
    /// Sodium lost and not yet replaced; shown, never chased.
    pub sodium_deficit: Sodium,
    /// Carbohydrate that a whole refuelling would still have taken: stores are partly filled, never said to be full.
    pub carbohydrate_short: Carbohydrate,
    /// Caffeine of the day so far, as far as it is planned.
    pub caffeine: Caffeine,
    /// Carbohydrate planned in the three hours before: what the gut still holds.
    pub gut_load: Carbohydrate,
}

/// Carbohydrate planned within the three hours before an instant: what the gut still holds.
pub(super) fn gut_load(plan: &Plan, at: Timestamp) -> Carbohydrate {
    let since = earlier(at, Duration::from_hours(3.0));
    let recent = plan.needs.iter().filter(|need| need.until > since && need.from < at);
    recent.fold(Carbohydrate::ZERO, |sum, need| match need.amount {
        Band::Carbohydrate(range) if need.until <= at => sum + range.target,
        _ => sum,
    })
}

/// Sodium lost and not planned back, and carbohydrate that four hours of refuelling would hold beyond what is planned.
/// After a night both begin anew.
pub(super) fn shortfalls(
    plan: &Plan,
    session: &Session,
    before: &Carried,
    next: Option<Duration>,
) -> (Sodium, Carbohydrate) {
    if Gap::of(next) >= Gap::Overnight {
        return (Sodium::ZERO, Carbohydrate::ZERO);
    }
    let own = || plan.needs.iter().filter(|need| need.session == session.id);
    let had = session.done.map_or(Sodium::ZERO, |done| done.sodium);
    let salt = had
        + own().fold(Sodium::ZERO, |sum, need| match need.amount {
            Band::Sodium(range) => sum + range.target,
            _ => sum,
        });
    let lost = match (session.sweat_rate, session.sweat_sodium) {
        (Some(rate), Some(sodium)) => sodium.median * (rate.median * session.duration),
        _ => Sodium::ZERO,
    };
    let sodium = (before.sodium_deficit + lost - salt).max(Sodium::ZERO);
    // Four hours by the clock are a whole refuelling (C3); a shorter gap holds its share of that.
    let short = own().filter(|need| need.phase == Phase::After).find_map(|need| match need.amount {
        Band::Carbohydrate(range) => {
            let whole = numbers().gap.window.value;
            let hours = between(need.from, need.until).as_hours().clamp(0.25, whole);
            Some(range.target * (whole / hours - 1.0))
        }
        _ => None,
    });
    (sodium, short.unwrap_or_default())
}
