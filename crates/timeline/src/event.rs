//! What happened, once.

use serde::{Deserialize, Serialize};
use units::Duration;

use crate::{Source, Span, Workout};

/// One physical happening, reconciled from one or more observations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The event's name: that of its anchor observation.
    pub id: String,
    /// When it was: the anchor's span, or that of all joined pieces of sleep.
    pub span: Span,
    /// What it was.
    pub kind: EventKind,
    /// The observations behind it, the anchor first.
    pub links: Vec<Link>,
    /// Made by the demo.
    #[serde(default)]
    pub simulated: bool,
}

/// A workout or a sleep period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum EventKind {
    /// A workout, each field from the best observation that has it.
    Workout(Workout),
    /// A sleep period.
    Sleep(SleepPeriod),
}

/// A sleep period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SleepPeriod {
    /// Time asleep.
    pub asleep: Duration,
    /// What kind of sleep.
    pub role: SleepRole,
}

/// What kind of sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SleepRole {
    /// The longest of its sleep day.
    Main,
    /// Another of three hours or more.
    Second,
    /// Under three hours and not the longest.
    Nap,
}

/// Why an observation belongs to an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// The observation.
    pub observation: String,
    /// Its source.
    pub source: Source,
    /// What it is to the event.
    pub role: Role,
    /// The rule that joined it.
    pub rule: Rule,
    /// How well it fits, 0–1.
    pub score: f64,
}

/// What an observation is to its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The best one: it names the event and gives its time.
    Anchor,
    /// Another recording of the same.
    Duplicate,
    /// Another piece of the same sleep.
    Piece,
}

/// A rule of reconciliation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Rule {
    /// The same recording by its name.
    R0,
    /// Spans that overlap.
    R2,
    /// Starts that lie close together, where a span is not to be trusted.
    R3,
    /// Pieces of sleep of one source with a short gap.
    S3,
    /// Sleep of two sources that overlaps.
    S4,
}

impl Rule {
    /// The rule in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::R0 => "its own recording",
            Self::R2 => "the same sport over the same time",
            Self::R3 => "started within three minutes and lasted as long",
            Self::S3 => "no more than an hour awake in between",
            Self::S4 => "the same sleep seen by another source",
        }
    }
}
