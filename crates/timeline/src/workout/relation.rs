//! Which observations can matter to each other: what is not related, however far, never meets in a rule.

use jiff::SignedDuration;
use units::Duration;

use super::compared::Compared;
use super::entry::Entry;
use super::pair::{self, alike};
use crate::Quality;

/// No rule reaches farther than this from the start of an observation, except by the athlete's word.
pub(crate) const LONGEST_REACH: SignedDuration = SignedDuration::from_hours(27);
/// Parts of an outing lie no farther apart; starts that lie nearer than this are compared.
const NEAR: Duration = Duration::from_minutes(30.0);
/// How far from the day's recording a mistyped entry may lie.
const SAME_DAY: Duration = Duration::from_hours(12.0);

/// Whether any rule may find anything of the two workouts together: a superset of all rules' conditions. Series are compared
/// here, or a commuter's days, each as long as the one before, would be one chain through all years.
pub(crate) fn related<'a>(a: &Entry<'a>, b: &Entry<'a>, compared: &Compared<'a>) -> bool {
    let near = a.spans().any(|x| b.spans().any(|y| x.gap(&y) <= NEAR));
    near || pair::is_same_recording(a, b)
        || is_family(a, b)
        || may_be_mistyped(a, b)
        || !a.source.is_same_device(&b.source) && pair::may_be_shifted(a, b)
        || pair::same_series(a, b, compared).is_some()
}

fn is_family(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    let parent_of = |child: &Entry<'_>, parent: &Entry<'_>| child.parent.as_deref() == Some(&parent.id);
    parent_of(a, b) || parent_of(b, a) || a.parent.is_some() && a.parent == b.parent
}

/// Whether one was typed, the other recorded within half a day, of the same sport and length.
pub(super) fn may_be_mistyped(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    let typed = |o: &Entry<'_>| o.source.quality == Quality::Manual;
    typed(a) != typed(b)
        && a.span.start_distance(&b.span) <= SAME_DAY
        && a.family == b.family
        && alike(a.span.duration().as_seconds(), b.span.duration().as_seconds(), pair::NEAR_DURATION)
}
