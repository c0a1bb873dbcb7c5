//! The port to words: texts for people lie with the pages, in three languages.

use jiff::tz::TimeZone;
use reminders::What;
use units::UnitSystem;

/// Something to put into words.
#[derive(Debug)]
pub struct Saying<'a> {
    /// The code of the reader's language.
    pub language: &'a str,
    /// The zone of its times.
    pub zone: &'a TimeZone,
    /// The units of its amounts.
    pub units: UnitSystem,
    /// What is said.
    pub what: &'a What,
    /// Whether amounts, times and names may be shown: on a lock screen anybody reads them.
    pub details: bool,
    /// Items to pack, with their counts; only with details.
    pub items: &'a [String],
}

/// A message in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The title.
    pub title: String,
    /// The text.
    pub body: String,
}

/// What a button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Say that it was taken.
    Taken,
    /// Open the form for a weight.
    Weigh,
    /// Open the plan.
    Open,
}

impl Act {
    /// Its name in payloads and keys of texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Weigh => "weigh",
            Self::Open => "open",
        }
    }
}

/// Puts messages into words.
pub trait Wording: Send + Sync {
    /// A message.
    fn say(&self, saying: &Saying<'_>) -> Words;

    /// What a button says.
    fn button(&self, language: &str, act: Act) -> String;
}

/// Says only what a message is about: for programs without pages.
pub(super) struct Codes;

impl Wording for Codes {
    fn say(&self, saying: &Saying<'_>) -> Words {
        match saying.what {
            What::Message(message) => {
                Words { title: message.kind.code().to_owned(), body: message.key.clone() }
            }
            What::Withdrawn { shown, .. } => Words { title: "withdrawn".to_owned(), body: shown.key.clone() },
        }
    }

    fn button(&self, _: &str, act: Act) -> String {
        act.code().to_owned()
    }
}
