//! Stretches of time and how they lie to each other.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use units::Duration;

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Its first instant.
    pub start: Timestamp,
    /// The instant after its last.
    pub end: Timestamp,
}

impl Span {
    /// The stretch between two instants, whichever is given first.
    pub fn between(a: Timestamp, b: Timestamp) -> Self {
        Self { start: a.min(b), end: a.max(b) }
    }

    /// How long it is.
    pub fn duration(&self) -> Duration {
        seconds(self.start, self.end)
    }

    /// How long both last together.
    pub fn overlap(&self, other: &Self) -> Duration {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        if start < end { seconds(start, end) } else { Duration::ZERO }
    }

    /// Overlap as a share of the union; 0 for two instants.
    pub fn intersection_over_union(&self, other: &Self) -> f64 {
        let overlap = self.overlap(other);
        share(overlap, self.duration() + other.duration() - overlap)
    }

    /// Overlap as a share of the shorter.
    pub fn containment(&self, other: &Self) -> f64 {
        let shorter = if self.duration() < other.duration() { self.duration() } else { other.duration() };
        share(self.overlap(other), shorter)
    }

    /// How far the starts lie apart.
    pub fn start_distance(&self, other: &Self) -> Duration {
        distance(self.start, other.start)
    }

    /// How far the ends lie apart.
    pub fn end_distance(&self, other: &Self) -> Duration {
        distance(self.end, other.end)
    }

    /// The time between the end of the earlier and the start of the later; none when they touch or overlap.
    pub fn gap(&self, other: &Self) -> Duration {
        let (end, start) = (self.end.min(other.end), self.start.max(other.start));
        if end < start { seconds(end, start) } else { Duration::ZERO }
    }

    /// The shortest stretch that holds both.
    #[must_use]
    pub fn hull(&self, other: &Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

fn seconds(from: Timestamp, to: Timestamp) -> Duration {
    Duration::from_seconds(to.duration_since(from).as_secs_f64())
}

fn distance(a: Timestamp, b: Timestamp) -> Duration {
    seconds(a.min(b), a.max(b))
}

fn share(part: Duration, whole: Duration) -> f64 {
    if whole > Duration::ZERO { part / whole } else { 0.0 }
}
