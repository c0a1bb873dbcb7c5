//! What was planned so far, by the clock: limits of an hour, of four hours and of a day hold across needs.

use jiff::Timestamp;
use units::{Carbohydrate, CarbohydrateRate, Duration, Quantity, Volume, VolumeRate};

use super::Situation;
use super::plasma::{self, Body};
use crate::day::{between, earlier, later};
use crate::{Band, Phase, Session};

/// The most of each need so far, taken evenly over its window.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    entries: Vec<Entry>,
    /// What left and entered the body in the sessions so far, and when the last of them ended.
    body: Body,
    exercised: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    phase: Phase,
    from: Timestamp,
    until: Timestamp,
    fluid: Volume,
    carbohydrate: Carbohydrate,
}

impl Entry {
    fn time(&self) -> Duration {
        between(self.from, self.until)
    }

    fn touches(&self, from: Timestamp, until: Timestamp) -> bool {
        self.from < until && from < self.until
    }

    /// The fluid that falls into a stretch of time.
    fn fluid_within(&self, from: Timestamp, until: Timestamp) -> Volume {
        let shared = between(self.from.max(from), self.until.min(until)).max(Duration::ZERO);
        match self.time() > Duration::ZERO {
            true => self.fluid * (shared / self.time()),
            false if from <= self.from && self.until <= until => self.fluid,
            false => Volume::ZERO,
        }
    }
}

impl Ledger {
    /// Enters an amount.
    pub(crate) fn enter(&mut self, phase: Phase, from: Timestamp, until: Timestamp, amount: &Band) {
        let (fluid, carbohydrate) = match amount {
            Band::Fluid(range) => (range.max, Carbohydrate::ZERO),
            Band::Carbohydrate(range) => (Volume::ZERO, range.max),
            Band::Sodium(_) | Band::Protein(_) | Band::Caffeine(_) => return,
        };
        self.entries.push(Entry { phase, from, until, fluid, carbohydrate });
    }

    /// Enters a session that is over, with what was drunk in it and the mass it took by a scale.
    pub(crate) fn done(&mut self, session: &Session, drunk: Volume, weighed: Option<Volume>) {
        let (phase, from, until) = (Phase::During, session.start, session.end());
        self.entries.push(Entry { phase, from, until, fluid: drunk, carbohydrate: Carbohydrate::ZERO });
        self.body_at(session.start).enter(session, drunk, weighed, 0.0);
        self.exercised = Some(until);
    }

    /// Enters what a session takes out of the body when `drunk` is drunk in it as planned.
    pub(crate) fn exercised(&mut self, session: &Session, drunk: Volume, salt: f64) {
        self.body_at(session.start).enter(session, drunk, None, salt);
        self.exercised = Some(session.end());
    }

    /// Enters what is drunk at rest after a session.
    pub(crate) fn drunk_at_rest(&mut self, most: Volume, salt: f64) {
        self.body.drink(most, salt);
    }

    fn body_at(&mut self, start: Timestamp) -> &mut Body {
        if self.exercised.is_none_or(|since| plasma::rested(since, start)) {
            self.body = Body::default();
        }
        &mut self.body
    }

    /// What left and entered the body since it last rested.
    pub(super) fn body(&self, situation: &Situation<'_>) -> Body {
        let start = situation.session.start;
        match (situation.phase, self.exercised) {
            (Phase::During, Some(since)) if plasma::rested(since, start) => Body::default(),
            _ => self.body,
        }
    }

    /// How much still fits into the window of a situation, if no stretch as long as `span` is to hold more than `most`.
    pub(super) fn room(
        &self,
        situation: &Situation<'_>,
        span: Duration,
        most: Volume,
        at_rest: bool,
    ) -> Volume {
        let (from, until) = (situation.from, situation.until);
        let counted = |entry: &&Entry| !at_rest || entry.phase != Phase::During;
        let near = |entry: &&Entry| entry.until > earlier(from, span) && entry.from < later(until, span);
        let entries: Vec<&Entry> = self.entries.iter().filter(counted).filter(near).collect();
        // What a stretch holds changes its slope only where a window begins or ends at one of its own ends.
        let ends = entries.iter().flat_map(|entry| [entry.from, entry.until]).chain([from, until]);
        let starts = ends.flat_map(|end| [end, earlier(end, span)]);
        let own = situation.time();
        let room = starts.filter_map(|start| {
            let end = later(start, span);
            let shared = situation.within(start, end);
            let share = match own > Duration::ZERO {
                true => shared / own,
                false if start <= from && until <= end => 1.0,
                false => 0.0,
            };
            let held: Volume = entries.iter().map(|entry| entry.fluid_within(start, end)).sum();
            (share > 0.0).then(|| (most - held).max(Volume::ZERO) * (1.0 / share))
        });
        room.reduce(Quantity::min).unwrap_or(most)
    }

    /// The highest rate of drinking planned for other sessions within a stretch of time.
    pub(super) fn busiest_fluid(&self, from: Timestamp, until: Timestamp) -> VolumeRate {
        let rate = |entry: &Entry| entry.fluid / entry.time();
        self.busiest(from, until, |entry| rate(entry).as_l_per_h(), VolumeRate::from_l_per_h)
    }

    /// The highest rate of carbohydrate planned for other sessions within a stretch of time.
    pub(super) fn busiest_carbohydrate(&self, from: Timestamp, until: Timestamp) -> CarbohydrateRate {
        let rate = |entry: &Entry| entry.carbohydrate / entry.time();
        self.busiest(from, until, |entry| rate(entry).as_g_per_h(), CarbohydrateRate::from_g_per_h)
    }

    fn busiest<R>(
        &self,
        from: Timestamp,
        until: Timestamp,
        rate: impl Fn(&Entry) -> f64,
        of: impl Fn(f64) -> R,
    ) -> R {
        let during = |entry: &&Entry| {
            entry.phase == Phase::During && entry.touches(from, until) && entry.time() > Duration::ZERO
        };
        let here: Vec<&Entry> = self.entries.iter().filter(during).collect();
        let at = |instant: Timestamp| -> f64 {
            let now = here.iter().filter(|entry| entry.from <= instant && instant < entry.until);
            now.map(|entry| rate(entry)).sum()
        };
        let starts = here.iter().map(|entry| entry.from.max(from)).chain([from]);
        of(starts.map(at).fold(0.0, f64::max))
    }
}
