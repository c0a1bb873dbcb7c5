//! What one report says happened.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use units::Duration;

use crate::{Sleep, Source, Span, Trace, Workout};

/// What one report says happened: a workout or a stretch of sleep, from one source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// The observation's name: stable over every arrival and revision of the same recording (rule R0).
    pub id: String,
    /// Which revision of it this is; the greatest counts.
    #[serde(default)]
    pub revision: u64,
    /// Who observed.
    pub source: Source,
    /// When.
    pub span: Span,
    /// What.
    pub kind: Kind,
    /// What to keep in mind about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traits: Vec<Trait>,
    /// The offsets from UTC that were in force, where the source says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offsets: Option<Offsets>,
    /// A name that every copy of the same recording bears, wherever it comes from: the device's stamp, an id that one
    /// platform handed to another (rule R1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<String>,
    /// The observation of which it is a leg.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// When it first came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<Timestamp>,
    /// When earlier revisions said it was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Span>,
    /// What tells this recording from another of the same time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<Box<Shape>>,
}

/// A workout or sleep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum Kind {
    /// A workout.
    Workout(Workout),
    /// A stretch of sleep.
    Sleep(Sleep),
}

/// Offsets from UTC, seconds east.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Offsets {
    /// At the start.
    pub start: i32,
    /// At the end.
    pub end: i32,
}

/// What tells one recording from another: how it was divided, where it began and ended, how it ran.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shape {
    /// How long each lap was.
    pub laps: Vec<Duration>,
    /// Where it began.
    pub first: Option<Position>,
    /// Where it ended.
    pub last: Option<Position>,
    /// What was measured, thinned out.
    pub trace: Option<Trace>,
}

/// A place on the earth, degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// The mean radius of the earth, m (IUGG).
const EARTH_RADIUS: f64 = 6_371_008.8;

impl Position {
    /// The way along the great circle, m (haversine).
    pub fn distance(self, other: Self) -> f64 {
        let (from, to) = (self.latitude.to_radians(), other.latitude.to_radians());
        let half_latitude = (to - from) / 2.0;
        let half_longitude = (other.longitude - self.longitude).to_radians() / 2.0;
        let chord = half_latitude.sin().powi(2) + from.cos() * to.cos() * half_longitude.sin().powi(2);
        2.0 * EARTH_RADIUS * chord.sqrt().min(1.0).asin()
    }
}

/// Something to keep in mind about an observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trait {
    /// The file broke off; it was read up to the break.
    Truncated,
    /// Made by the demo.
    Simulated,
    /// On a virtual course: its positions are not on this earth.
    Virtual,
    /// Its own figures disagree about when it was.
    SpanConflict,
    /// One leg of a multisport recording.
    Leg,
    /// Only the time without pauses is known, so that the end is a lower bound.
    EndUnsure,
    /// The time of the start is hidden and stands for the day only.
    StartHidden,
    /// Its local time came without a zone and happened twice that night; the earlier is meant until shown otherwise.
    Ambiguous,
    /// Copied from a companion: not the athlete's own heart or legs.
    Companion,
    /// Withdrawn at its source; what it said counts no more.
    Deleted,
}

impl Observation {
    /// An observation of which nothing more is known.
    pub fn of(id: impl Into<String>, source: Source, span: Span, kind: Kind) -> Self {
        Self {
            id: id.into(),
            revision: 0,
            source,
            span,
            kind,
            traits: Vec::new(),
            offsets: None,
            recording: None,
            parent: None,
            received: None,
            earlier: Vec::new(),
            shape: None,
        }
    }

    /// Whether it has a trait.
    pub fn is(&self, which: Trait) -> bool {
        self.traits.contains(&which)
    }

    /// The workout, if it is one.
    pub fn workout(&self) -> Option<&Workout> {
        match &self.kind {
            Kind::Workout(workout) => Some(workout),
            Kind::Sleep(_) => None,
        }
    }

    /// The sleep, if it is one.
    pub fn sleep(&self) -> Option<&Sleep> {
        match &self.kind {
            Kind::Workout(_) => None,
            Kind::Sleep(sleep) => Some(sleep),
        }
    }

    /// The revision that says that the source withdrew it. Only what is needed to know it again remains.
    #[must_use]
    pub fn deleted(&self) -> Self {
        let kind = match &self.kind {
            Kind::Workout(workout) => {
                Kind::Workout(Workout { sport: workout.sport.clone(), ..Workout::default() })
            }
            Kind::Sleep(_) => Kind::Sleep(Sleep::default()),
        };
        Self { revision: self.revision + 1, traits: vec![Trait::Deleted], shape: None, kind, ..self.clone() }
    }

    /// The same recording with another start (a clock put right).
    #[must_use]
    pub fn restamped(&self, start: Timestamp) -> Self {
        let by = start.duration_since(self.span.start);
        let shift = |span: &mut Span| {
            *span = Span { start: moved_by(span.start, by), end: moved_by(span.end, by) };
        };
        let mut moved = self.clone();
        shift(&mut moved.span);
        match &mut moved.kind {
            Kind::Workout(workout) => workout.pauses.iter_mut().for_each(shift),
            Kind::Sleep(sleep) => {
                sleep.stages.iter_mut().map(|stage| &mut stage.span).for_each(shift);
                sleep.worn.iter_mut().for_each(shift);
            }
        }
        if let Some(trace) = moved.shape.as_mut().and_then(|shape| shape.trace.as_mut()) {
            trace.start = moved_by(trace.start, by);
        }
        moved
    }

    /// The stretch over all times that it has, or once had, or may have: where to look for it.
    pub fn reach(&self) -> Span {
        self.spans().fold(self.span, |reach, span| reach.hull(&span))
    }

    /// Every span that it has, or once had, or may have.
    pub(crate) fn spans(&self) -> impl Iterator<Item = Span> + '_ {
        let hour = SignedDuration::from_hours(1);
        let later = Span { start: moved_by(self.span.start, hour), end: moved_by(self.span.end, hour) };
        let ambiguous = self.is(Trait::Ambiguous).then_some(later);
        std::iter::once(self.span).chain(self.earlier.iter().copied()).chain(ambiguous)
    }

    pub(crate) fn trace(&self) -> Option<&Trace> {
        self.shape.as_ref()?.trace.as_ref()
    }
}

/// The instant, moved; at the ends of time it stays where it is.
fn moved_by(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(at)
}
