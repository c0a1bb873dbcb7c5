//! What messages are derived from.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::Settings;

/// What is known of an athlete that bears on messages.
#[derive(Clone, Debug)]
pub struct Situation {
    /// What the athlete wants to hear.
    pub settings: Settings,
    /// The zone the athlete lives in.
    pub zone: TimeZone,
    /// The planned sessions of yesterday, today and tomorrow.
    pub sessions: Vec<Session>,
    /// What else the athlete is to be told.
    pub notices: Vec<Notice>,
}

impl Situation {
    /// Nothing is planned, and there is nothing to tell.
    pub fn of(settings: Settings, zone: TimeZone) -> Self {
        Self { settings, zone, sessions: Vec::new(), notices: Vec::new() }
    }
}

/// A planned session, with what it needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Session {
    /// Its name.
    pub id: String,
    /// What the athlete calls it.
    pub title: String,
    /// When it starts.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// The windows in which something is to be had; none where no amounts can be given.
    pub windows: Vec<Window>,
    /// A body mass before it is known.
    pub weighed_before: bool,
    /// A body mass after it is known.
    pub weighed_after: bool,
    /// When and by how much the forecast changed its fluid, mL, where that [is to be told](crate::is_told_of_forecast).
    pub forecast_changed: Option<(Timestamp, i32)>,
}

/// When something is to be had, seen from the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// In the hours before.
    Before,
    /// During.
    During,
    /// In the hours after.
    After,
    /// Before sleep.
    BeforeSleep,
}

/// A window in which something is to be had.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// When, seen from the session.
    pub phase: Phase,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// The least and the most fluid, mL; absent where none is asked for.
    pub fluid_ml: Option<(u32, u32)>,
    /// The needs, by their names.
    pub needs: Vec<String>,
    /// All of them were met.
    pub taken: bool,
}

/// Something to tell that is no session's.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// A provider refuses the access since `since`.
    Reconnect {
        /// The provider's name in documents.
        provider: String,
        /// Its name for people.
        name: String,
        /// Since when.
        since: Timestamp,
    },
    /// Two recordings might be one.
    Duplicate {
        /// The question's name.
        question: String,
        /// When the later of both began.
        at: Timestamp,
    },
}
