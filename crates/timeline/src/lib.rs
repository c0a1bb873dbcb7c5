//! One timeline from many trackers.
//!
//! Each source reports an [`Observation`]; [`reconcile`] makes [`Event`]s of them by stated rules, so that a run
//! recorded by the watch, the phone and the cloud is one run. Nothing is thrown away: an event links to every
//! observation behind it with the rule that joined them, and events can be made anew from the observations at any time.
//!
//! Here are the rules R0 (identity), R2 (overlap), R3 (near start) and the vetoes of sport and device for workouts, and
//! joining, matching and classifying for sleep.

mod event;
mod observation;
mod reconcile;
mod sleep;
mod source;
mod span;
mod sport;
mod workout;

pub use event::{Event, EventKind, Link, Role, Rule, SleepPeriod, SleepRole};
pub use observation::{Kind, Observation, Sleep, Trait, Workout};
pub use reconcile::reconcile;
pub use source::{Quality, Source};
pub use span::Span;
pub use sport::SportFamily;
