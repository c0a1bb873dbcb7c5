//! What the rules leave to the athlete.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::worded::worded;
use crate::{Rule, Span};

/// Something that the rules do not decide by themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Its name, made of what it is about.
    pub id: String,
    /// The observation that it is about.
    pub observation: String,
    /// When that was.
    pub span: Span,
    /// It is about sleep.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sleep: bool,
    /// What is in question.
    pub matter: Matter,
}

/// What is in question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "matter")]
pub enum Matter {
    /// It may be of one event with another observation.
    SameWorkout {
        /// The other.
        other: String,
        /// The rule that nearly joins them.
        rule: Rule,
        /// How well they fit, 0–1.
        score: f64,
    },
    /// It was typed for another time, but is as long as what a device recorded that day.
    TypedForAnotherTime {
        /// What the device recorded.
        other: String,
    },
    /// Its time cannot be; it is on no timeline until the athlete says when it was.
    Misstamped {
        /// Why it cannot be.
        why: Misstamp,
        /// When it may have begun.
        proposal: Option<Timestamp>,
    },
    /// A better source was worn and saw the athlete awake.
    Contradicted {
        /// The better source's observation.
        by: String,
    },
    /// It is a copy of what the athlete discarded.
    Discarded {
        /// What was discarded.
        copy_of: String,
    },
}

/// Why a time cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Misstamp {
    /// 1024 weeks before it came, to the month: the count of weeks of the satellites rolled over.
    WeekRollover,
    /// After it came.
    Future,
    /// Before there were such recordings.
    TooEarly,
    /// Longer than any workout or sleep.
    TooLong,
}

worded! {
    Misstamp {
        WeekRollover = "week-rollover": "it is stamped 1024 weeks before it came: the device's count of weeks rolled over";
        Future = "future": "it is stamped later than it came";
        TooEarly = "too-early": "it is stamped before 1995";
        TooLong = "too-long": "it is longer than any workout or sleep";
    }
}

impl Question {
    pub(crate) fn new(observation: &str, span: Span, matter: Matter) -> Self {
        let id = match &matter {
            Matter::SameWorkout { other, .. } | Matter::TypedForAnotherTime { other } => {
                format!("{observation}+{other}")
            }
            Matter::Misstamped { .. } => format!("{observation}+time"),
            Matter::Contradicted { .. } => format!("{observation}+awake"),
            Matter::Discarded { .. } => format!("{observation}+discarded"),
        };
        Self { id, observation: observation.to_owned(), span, sleep: false, matter }
    }

    /// The observations that it is about.
    pub fn about(&self) -> Vec<&str> {
        let other = match &self.matter {
            Matter::SameWorkout { other, .. } | Matter::TypedForAnotherTime { other } => Some(other),
            Matter::Contradicted { by } => Some(by),
            Matter::Discarded { copy_of } => Some(copy_of),
            Matter::Misstamped { .. } => None,
        };
        std::iter::once(self.observation.as_str()).chain(other.map(String::as_str)).collect()
    }

    pub(crate) fn of_sleep(self) -> Self {
        Self { sleep: true, ..self }
    }
}
