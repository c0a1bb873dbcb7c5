//! The median.

use std::cmp::Ordering;

/// The median, the upper one of two; the values lose their order, which is quicker than sorting them. Nothing of none.
pub(crate) fn median<T: Copy>(values: &mut [T], order: impl FnMut(&T, &T) -> Ordering) -> Option<T> {
    let at = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable_by(at, order).1)
}
