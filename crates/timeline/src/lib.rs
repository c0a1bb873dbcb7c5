//! One timeline from many trackers.
//!
//! Each source reports an [`Observation`]; [`reconcile`] makes [`Event`]s of them by stated rules, so that a run
//! recorded by the watch, the phone and the cloud is one run. Nothing is thrown away: an event links to every
//! observation behind it with the rule that joined them, says which field comes from which, and can be made anew from
//! the observations at any time. What the rules cannot settle is a [`Question`]; what the athlete says to it is a
//! [`Decision`], which holds for good.
//!
//! Workouts are matched by the rules R0 to R9 (in `workout`), sleep is joined, matched and classified (in `sleep`).
//! [`Neighbourhood`] does the same for what a few new observations can change, and gives exactly what a rebuild of
//! everything would.

mod decision;
mod event;
mod neighbourhood;
mod observation;
mod prepare;
mod question;
mod reconcile;
mod rested;
mod sleep;
mod source;
mod span;
mod trace;
mod worded;
mod workout;

pub use ::sport::SportFamily;
pub use decision::{Choice, Decision};
pub use event::{Event, EventKind, Field, FieldSource, Flag, Leg, Link, Role, Rule};
pub use neighbourhood::{Neighbourhood, Settled};
pub use observation::{Kind, Observation, Offsets, Position, Shape, Trait};
pub use prepare::merge_revisions;
pub use question::{Matter, Misstamp, Question};
pub use reconcile::{Reconciled, reconcile};
pub use rested::{
    Interval, LEAST_DAYS, Link as RestedLink, OfNight, OfSessions, Rested, SOURCES as RESTED_SOURCES, rested,
};
pub use sleep::{Sleep, SleepPeriod, SleepRole, Stage, StageSpan, Standing};
pub use source::{Quality, Source};
pub use span::Span;
pub use trace::{Channel, EVERY, Sample, Trace, TraceBuilder};
pub use workout::{HeartRateSensor, Workout};
