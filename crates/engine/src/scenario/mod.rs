//! Scenarios: an athlete, a day and what the plan must say, as data.
//!
//! A [`Scenario`] is read from a file (`scenarios/` holds those that every checkout runs), played on an empty in-memory
//! store with the clock at the times it names, through the same use cases that the faces call, and judged. Clinicians
//! and dietitians can read and write them without Rust; `isotone plan --scenario FILE` plays one.

mod expect;
mod given;
mod play;

use jiff::civil::{Date, DateTime};
use serde::Deserialize;

pub use expect::{Expectations, Verdict};
pub(crate) use given::FixedSweat;
pub use given::{GivenReading, GivenSession, GivenTest};
pub use play::{Outcome, Played};

use crate::{AthleteChanges, StartList};

/// A scenario.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it is, in one line.
    pub title: String,
    /// Where it comes from and what it guards.
    pub about: String,
    /// The rule that is not built yet; the scenario is then played, but not judged.
    #[serde(default)]
    pub waits_for: Option<String>,
    /// The present, in the athlete's zone.
    pub now: DateTime,
    /// The local date whose plan is judged; that of the first session when absent.
    #[serde(default)]
    pub date: Option<Date>,
    /// The athlete, in the fields of `PUT /api/v1/athletes/{athlete}`; the zone is UTC when absent.
    pub athlete: AthleteChanges,
    /// Sweat tests taken before.
    #[serde(default, rename = "test")]
    pub tests: Vec<GivenTest>,
    /// What was logged.
    #[serde(default, rename = "log")]
    pub log: Vec<GivenReading>,
    /// The sessions planned.
    #[serde(default, rename = "session")]
    pub sessions: Vec<GivenSession>,
    /// A race instead of sessions.
    #[serde(default)]
    pub race: Option<StartList>,
    /// What the plan must say.
    pub expect: Expectations,
}
