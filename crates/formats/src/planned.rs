//! Workouts that somebody means to do.

use jiff::Timestamp;
use jiff::civil::Date;
use sport::Sport;
use timeline::Position;
use units::Duration;

pub use crate::words::PlannedEffort;

/// When a planned workout starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// At an instant.
    At(Timestamp),
    /// Some time on a day.
    Day(Date),
}

/// A planned workout, as a calendar or a workout file says it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedWorkout {
    /// The name that its calendar knows it by; the same name later means the same workout changed. Occurrences of a
    /// series have the series' name and their own time.
    pub id: Option<String>,
    /// The name of the entry or of the series that it is an occurrence of.
    pub uid: Option<String>,
    /// Which version of the entry it is; a copy of an older one does not count.
    pub sequence: i64,
    /// Its title.
    pub title: String,
    /// The sport that the title or the file says.
    pub sport: Sport,
    /// Whether it is to be done indoors, as far as the title says.
    pub indoors: bool,
    /// How hard it is meant to be, where the title says.
    pub effort: Option<PlannedEffort>,
    /// When it starts; workout files do not say.
    pub start: Option<Start>,
    /// How long it lasts, where that is said.
    pub duration: Option<Duration>,
    /// Where it is, in the calendar's words.
    pub place: Option<String>,
    /// Where it is on the map.
    pub position: Option<Position>,
}

/// A calendar of which copies come again and again: what a new copy leaves out is no longer planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// What tells it from other feeds.
    pub id: String,
    /// What it is called.
    pub name: String,
}
