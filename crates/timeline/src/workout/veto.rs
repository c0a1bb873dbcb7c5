//! What two recordings of one workout cannot be, whatever their times.

use super::compared::Compared;
use super::entry::Entry;
use crate::{Quality, SportFamily, Trait};

/// Overlap (as a share of the union) from which a walk noticed by itself may be the run that was recorded.
const WALK_THAT_RAN: f64 = 0.9;

/// Whether the sports can be one.
pub(super) fn sports_differ(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    let (x, y) = (a.family, b.family);
    let on_foot =
        matches!((x, y), (SportFamily::Run, SportFamily::Walk) | (SportFamily::Walk, SportFamily::Run));
    let by_itself = a.source.quality == Quality::AutoDetected || b.source.quality == Quality::AutoDetected;
    let walk_that_ran = on_foot && by_itself && a.span.intersection_over_union(&b.span) >= WALK_THAT_RAN;
    !x.goes_with(y) && !walk_that_ran
}

/// Whether one device cannot have recorded both.
pub(super) fn one_device(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    a.source.is_same_device(&b.source)
}

/// Whether both were on this earth, and mostly more than a kilometre apart.
pub(super) fn elsewhere<'a>(a: &Entry<'a>, b: &Entry<'a>, compared: &Compared<'a>) -> bool {
    !a.is(Trait::Virtual) && !b.is(Trait::Virtual) && compared.are_elsewhere(a, b)
}
