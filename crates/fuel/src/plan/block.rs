//! Sessions without a pause between them, taken as one.

use evidence::Estimate;
use units::{Duration, Volume, VolumeRate};

use crate::Session;
use crate::day::between;
use crate::rules::gap::Gap;

/// M0: sessions less than a quarter of an hour apart are one, with one cap and one 2 % budget on the mass at its start.
pub(super) struct Block {
    /// The place of its first session among those of the day.
    pub(super) first: usize,
    /// All of it as one session.
    pub(super) session: Session,
    /// The time from its end to the session after it.
    pub(super) next: Option<Duration>,
}

impl Block {
    /// The block that the session at a place is part of; the sessions are in the order of time.
    pub(super) fn of(sessions: &[&Session], index: usize) -> Self {
        let joined = |later: usize| {
            Gap::of(Some(between(sessions[later - 1].end(), sessions[later].start))) == Gap::Continued
        };
        let first = (1..=index).rev().find(|later| !joined(*later)).unwrap_or(0);
        let end = (index + 1..sessions.len()).find(|later| !joined(*later)).unwrap_or(sessions.len());
        let parts = &sessions[first..end];
        let duration = parts.iter().fold(Duration::ZERO, |sum, part| sum + part.duration);
        let mean = |of: &dyn Fn(&Estimate<VolumeRate>) -> VolumeRate| {
            let lost =
                parts.iter().filter_map(|part| part.sweat_rate.as_ref().map(|rate| of(rate) * part.duration));
            lost.fold(Volume::ZERO, |sum, part| sum + part) / duration
        };
        let interval = |of: fn(&Estimate<VolumeRate>) -> units::Interval<VolumeRate>| units::Interval {
            low: mean(&|rate| of(rate).low),
            high: mean(&|rate| of(rate).high),
        };
        let known = parts.iter().all(|part| part.sweat_rate.is_some());
        let session = Session {
            start: sessions[first].start,
            duration,
            intensity: parts.iter().map(|part| part.intensity).max().unwrap_or(sessions[index].intensity),
            sweat_rate: known.then(|| Estimate {
                median: mean(&|rate| rate.median),
                i50: interval(|rate| rate.i50),
                i80: interval(|rate| rate.i80),
                i95: interval(|rate| rate.i95),
            }),
            sweat_measured: parts.iter().all(|part| part.sweat_measured),
            mass_gained: parts.iter().any(|part| part.gained_mass()),
            ..sessions[index].clone()
        };
        let next = sessions.get(end).map(|next| between(sessions[end - 1].end(), next.start));
        Self { first, session, next }
    }
}
