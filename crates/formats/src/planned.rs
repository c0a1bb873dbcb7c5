//! Workouts that somebody means to do.

use std::cmp::Ordering;

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

/// A version of a calendar's entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntryVersion {
    /// How often the calendar changed the entry, as far as it counts (`SEQUENCE`).
    pub sequence: i64,
    /// When this version was made, where the calendar says; it decides between versions of one number.
    pub stamp: Option<Timestamp>,
}

impl EntryVersion {
    /// Whether this version is newer than another one (`Greater`), older, or neither, as far as both say.
    pub fn compare(&self, other: &Self) -> Ordering {
        let made = self.stamp.zip(other.stamp).map_or(Ordering::Equal, |(own, other)| own.cmp(&other));
        self.sequence.cmp(&other.sequence).then(made)
    }
}

/// A planned workout, or a series of them, that is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// Its name, as [`PlannedWorkout::id`] or [`PlannedWorkout::uid`] gives it.
    pub name: String,
    /// The version that takes it back.
    pub version: EntryVersion,
}

impl Withdrawn {
    /// Whether it takes back the entry of this name, or of the series `uid`.
    pub fn is_of(&self, name: &Option<String>, uid: &Option<String>) -> bool {
        [name, uid].into_iter().flatten().any(|of| *of == self.name)
    }
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
    pub version: EntryVersion,
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
