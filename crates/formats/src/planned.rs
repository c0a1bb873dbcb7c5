//! Workouts that somebody means to do.

use jiff::Timestamp;
use units::Duration;

/// A planned workout, as a calendar or a workout file says it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedWorkout {
    /// The name that its calendar knows it by; the same name later means the same workout changed.
    pub id: Option<String>,
    /// Its title.
    pub title: String,
    /// The sport, as far as the title or file says.
    pub sport: String,
    /// When it starts; workout files do not say.
    pub start: Option<Timestamp>,
    /// How long it lasts, where that is said.
    pub duration: Option<Duration>,
    /// Where it is, in the calendar's words.
    pub place: Option<String>,
}
