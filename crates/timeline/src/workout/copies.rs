//! Copies of one recording under different stamps.

use std::collections::BTreeMap;

use super::compared::Compared;
use super::entry::Entry;
use super::pair;

/// For each observation, the copies of its recording that say another time. Where a file was stamped minutes late and a
/// platform has the same figures at the true time, the platform's copy finds the other devices of that workout.
pub(super) struct Copies<'a>(BTreeMap<&'a str, Vec<Entry<'a>>>);

impl<'a> Copies<'a> {
    /// The copies among these observations.
    pub(super) fn among(entries: &[Entry<'a>], compared: &Compared<'a>) -> Self {
        let mut copies: BTreeMap<&'a str, Vec<Entry<'a>>> = BTreeMap::new();
        // Of two there is no third to speak for either.
        if entries.len() > 2 {
            for (place, a) in entries.iter().enumerate() {
                for b in &entries[place + 1..] {
                    if pair::is_restamped_copy(a, b, compared) {
                        copies.entry(&a.observation.id).or_default().push(*b);
                        copies.entry(&b.observation.id).or_default().push(*a);
                    }
                }
            }
        }
        Self(copies)
    }

    /// Those of an observation, in the order of time.
    pub(super) fn of(&self, entry: &Entry<'_>) -> &[Entry<'a>] {
        self.0.get(entry.id.as_str()).map_or(&[], Vec::as_slice)
    }
}
