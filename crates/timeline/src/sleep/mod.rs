//! Sleep: what one observation says, and how pieces and sources become sleep periods.

mod classify;
mod episode;
mod habit;
mod night;
mod stages;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use units::Duration;

use crate::decision::Decisions;
use crate::{Event, Observation, Question, Span};

pub(crate) use habit::LOOK_BACK_DAYS;

/// What an observation says of sleep.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sleep {
    /// Time asleep, where it is told apart but its stages are not; otherwise the stages, or the span, count.
    pub asleep: Option<Duration>,
    /// The source called it a nap; the athlete's own word when typed.
    pub nap: bool,
    /// The stages, in any order; what no stage covers is not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<StageSpan>,
    /// When the source was worn, around the sleep too; nothing if that is not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub worn: Vec<Span>,
    /// How settled it is.
    pub standing: Standing,
    /// It is time in bed, not sleep.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub in_bed: bool,
}

/// A stage of sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// In bed; not known to be asleep.
    InBed,
    /// Asleep in a stage not told.
    Asleep,
    /// Awake in between.
    Awake,
    /// Core or light sleep.
    Core,
    /// Rapid eye movements.
    Rem,
    /// Deep sleep.
    Deep,
}

impl Stage {
    /// Whether it is sleep.
    pub fn is_asleep(self) -> bool {
        !matches!(self, Self::InBed | Self::Awake)
    }
}

/// A stretch of one stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StageSpan {
    /// The stage.
    pub stage: Stage,
    /// When.
    #[serde(flatten)]
    pub span: Span,
}

/// How settled an observation of sleep is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// The source will send it again.
    Tentative,
    /// The source has settled it, or does not say.
    #[default]
    Final,
    /// The athlete confirmed or edited it.
    Confirmed,
}

/// A sleep period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SleepPeriod {
    /// Time asleep.
    pub asleep: Duration,
    /// Time awake between first falling asleep and last waking, as far as observed.
    #[serde(default)]
    pub awake: Duration,
    /// Time asleep as a share of the time in bed, if that is known, else of the span.
    #[serde(default)]
    pub efficiency: f64,
    /// Deep sleep, where stages are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deep: Option<Duration>,
    /// Sleep with rapid eye movements, where stages are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rem: Option<Duration>,
    /// What kind of sleep.
    pub role: SleepRole,
    /// The local date of waking, to which the sleep belongs.
    #[serde(default)]
    pub day: Date,
}

/// What kind of sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SleepRole {
    /// The main one of its sleep day.
    Main,
    /// Another of three hours or more.
    Second,
    /// Under three hours and not the main one.
    Nap,
}

/// The sleep periods of these observations, and the questions they leave. `workouts` are the times of workouts.
pub(crate) fn sleeps(
    observations: &[&Observation],
    workouts: &[Span],
    decisions: &Decisions<'_>,
    zone: &TimeZone,
) -> (Vec<Event>, Vec<Question>) {
    let mut questions = Vec::new();
    let pieces = night::without_discarded(observations, decisions, &mut questions);
    let habit = habit::Habit::of(&pieces, zone);
    let episodes = episode::episodes(&pieces, decisions, &habit);
    let nights = night::nights(episodes, decisions, &habit, &mut questions);
    let questions = questions.into_iter().map(Question::of_sleep).collect();
    (classify::events(&nights, workouts, &habit, decisions), questions)
}
