//! What came of one file of an import.

use serde::{Deserialize, Serialize};

use crate::{Error, ImportedRecording};

/// What came of one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportOutcome {
    /// In a word.
    pub came: Came,
    /// The format it is in, where it was read.
    pub format: Option<String>,
    /// How many workouts and sleeps it holds.
    pub observations: usize,
    /// How many body masses and drinks were taken from it.
    pub readings: usize,
    /// How many planned workouts were taken from it.
    pub planned: usize,
    /// Of an archive, how many files in it are no recordings.
    pub left_out: usize,
    /// Why it was refused, or what to know about the reading.
    pub notes: Vec<String>,
}

/// What came of one file, in a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Came {
    /// It was read whole.
    #[default]
    Read,
    /// It is damaged, and was read as far as it goes.
    Recovered,
    /// It had come before: nothing changed.
    Known,
    /// It was refused.
    Refused,
    /// It is an archive, and was opened.
    Unpacked,
}

impl Came {
    /// Every one, for who puts them into other languages.
    pub const ALL: [Self; 5] = [Self::Read, Self::Recovered, Self::Known, Self::Refused, Self::Unpacked];

    /// The word, which is its name in documents and keys of texts too.
    pub fn words(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Recovered => "recovered",
            Self::Known => "known",
            Self::Refused => "refused",
            Self::Unpacked => "unpacked",
        }
    }
}

impl ImportOutcome {
    /// What came of a recording that was taken in, or why it was not; failures of the database are not the file's.
    ///
    /// # Errors
    /// When the database failed.
    pub fn of(taken: Result<ImportedRecording, Error>) -> Result<Self, Error> {
        match taken {
            Ok(imported) => Ok(Self {
                came: match &imported {
                    imported if imported.known => Came::Known,
                    imported if imported.report.recovered => Came::Recovered,
                    _ => Came::Read,
                },
                format: Some(imported.report.format),
                observations: imported.report.observations.len(),
                readings: imported.readings,
                planned: imported.planned,
                left_out: 0,
                notes: imported.report.notes,
            }),
            Err(Error::Unreadable { reason, .. }) => Ok(Self::refused(reason)),
            Err(error @ (Error::Invalid(_) | Error::CannotKeep(_))) => Ok(Self::refused(error.to_string())),
            Err(error) => Err(error),
        }
    }

    pub(super) fn refused(reason: String) -> Self {
        Self { came: Came::Refused, notes: vec![reason], ..Self::default() }
    }

    /// What was in the file, in words: `2 observations, 1 reading`; empty where there was nothing.
    pub fn contents(&self) -> String {
        let parts = [
            (self.observations, "observation"),
            (self.readings, "reading"),
            (self.planned, "planned workout"),
        ];
        let said = parts.into_iter().filter(|(number, _)| *number > 0).map(|(number, what)| {
            let plural = if number == 1 { "" } else { "s" };
            format!("{number} {what}{plural}")
        });
        said.collect::<Vec<_>>().join(", ")
    }
}
