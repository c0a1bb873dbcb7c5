//! Sports, and the names that people, devices and platforms give them.
//!
//! This is the only place that turns a name into a sport: sweat tests, planned sessions, the timeline and calendars all
//! ask [`named`].

mod family;
mod kind;
mod names;
mod words;

pub use family::SportFamily;
pub use kind::{Sport, SportError};
pub use names::{Named, named};
pub use words::words;
