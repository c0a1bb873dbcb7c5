//! A squad's session: one plan, and for single athletes only what differs from it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// When the squad trains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedTime {
    /// The planned start.
    pub start: Timestamp,
    /// The planned end.
    pub end: Timestamp,
}

/// What differs for one athlete. Only what was said is stored; the rest follows the plan, also when the plan moves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deviation {
    /// An own start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Timestamp>,
    /// An own end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Timestamp>,
    /// Minutes of the plan that the athlete does, from the start; the rest is skipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// The athlete does not take part. No reason is asked for.
    #[serde(default, skip_serializing_if = "is_false")]
    pub out: bool,
    /// The athlete chose not to be weighed. No reason is asked for.
    #[serde(default, skip_serializing_if = "is_false")]
    pub not_weighed: bool,
    /// The plan that `start` and `end` were given for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_for: Option<PlannedTime>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}

/// What one athlete does: the plan with the deviation laid over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effective {
    /// When the athlete starts.
    pub start: Timestamp,
    /// When the athlete stops.
    pub end: Timestamp,
    /// An own start or end was given for another plan than the present one: it was left as it is, and should be looked at.
    pub no_longer_fits: bool,
}

impl Effective {
    /// How long the athlete trains, in whole minutes.
    pub fn minutes(&self) -> u32 {
        u32::try_from(self.end.duration_since(self.start).as_secs().max(0) / 60).unwrap_or(u32::MAX)
    }
}

/// What an athlete does in a session; `None` for one who does not take part.
///
/// ```
/// use team::session::{Deviation, PlannedTime, effective};
///
/// let plan = PlannedTime { start: "2026-07-01T16:00Z".parse()?, end: "2026-07-01T17:30Z".parse()? };
/// let late = Deviation { start: Some("2026-07-01T16:20Z".parse()?), ..Deviation::default() };
/// assert_eq!(effective(plan, Some(&late)).map(|row| row.minutes()), Some(70));
/// # Ok::<(), jiff::Error>(())
/// ```
pub fn effective(plan: PlannedTime, deviation: Option<&Deviation>) -> Option<Effective> {
    let whole = Effective { start: plan.start, end: plan.end, no_longer_fits: false };
    let Some(deviation) = deviation else { return Some(whole) };
    if deviation.out {
        return None;
    }
    let start = deviation.start.unwrap_or(plan.start);
    let mut end = deviation.end.unwrap_or(plan.end);
    if let Some(minutes) = deviation.minutes {
        let own = jiff::SignedDuration::from_mins(i64::from(minutes));
        end = end.min(start.checked_add(own).unwrap_or(end));
    }
    let own_times = deviation.start.is_some() || deviation.end.is_some();
    let moved = deviation.given_for.is_some_and(|given_for| given_for != plan);
    let no_longer_fits = own_times && (moved || start >= end || start < plan.start || end > plan.end);
    Some(Effective { start, end: end.max(start), no_longer_fits })
}
