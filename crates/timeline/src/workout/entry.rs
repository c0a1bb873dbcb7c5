//! An observation of a workout, with what every rule asks of it.

use std::cmp::{Ordering, Reverse};
use std::ops::Deref;

use crate::{Observation, SportFamily, Trait, Workout};

/// An observation known to be of a workout.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) observation: &'a Observation,
    pub(crate) workout: &'a Workout,
    pub(crate) family: SportFamily,
}

impl<'a> Entry<'a> {
    pub(crate) fn of(observation: &'a Observation) -> Option<Self> {
        let workout = observation.workout()?;
        Some(Self { observation, workout, family: workout.family() })
    }

    /// The better the observation, the earlier: its quality, then the athlete's own devices before a virtual world, then
    /// whether its device is known, then how much it says; the earlier in time and name among equals.
    pub(super) fn by_rank(&self, other: &Self) -> Ordering {
        let rank = |entry: &Self| {
            let source = &entry.source;
            let known = Reverse(source.device.is_some());
            (Reverse(source.quality), entry.is(Trait::Virtual), known, Reverse(entry.richness()))
        };
        rank(self)
            .cmp(&rank(other))
            .then_with(|| self.span.cmp(&other.span))
            .then_with(|| self.id.cmp(&other.id))
    }

    fn richness(&self) -> usize {
        let workout = self.workout;
        let said = [
            workout.timer.is_some(),
            workout.distance.is_some(),
            workout.ascent.is_some(),
            workout.mean_heart_rate.is_some(),
            workout.mean_power.is_some(),
            workout.energy.is_some(),
            self.observation.trace().is_some(),
        ];
        said.into_iter().filter(|said| *said).count()
    }
}

impl Deref for Entry<'_> {
    type Target = Observation;

    fn deref(&self) -> &Observation {
        self.observation
    }
}
