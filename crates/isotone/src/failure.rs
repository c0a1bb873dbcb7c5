//! What a command says when it did not do its work: one line, with what to do.

use crate::config::ConfigError;

/// Why a command did not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A use case refused.
    #[error("{}", in_flags(.0))]
    Engine(#[from] engine::Error),
    /// A file cannot be read.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The system did not do its part.
    #[error(transparent)]
    System(#[from] std::io::Error),
    /// The database cannot be opened.
    #[error("the data in {place} cannot be used: {source}")]
    Store {
        /// Which folder or server.
        place: String,
        /// Why.
        source: store::StoreError,
    },
    /// An argument cannot be meant.
    #[error("{0}")]
    Argument(String),
    /// An import refused some of its files. Why is said for each.
    #[error("{refused} of {files} files were refused")]
    SomeRefused {
        /// How many were refused.
        refused: usize,
        /// Of how many.
        files: usize,
    },
    /// An import refused every one of its files.
    #[error("{files} of {files} files were refused")]
    AllRefused {
        /// How many.
        files: usize,
    },
}

impl Failure {
    /// The exit code: 2 when the command failed, 3 and 4 when it worked but refused some or all of the files it was given.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::SomeRefused { .. } => 3,
            Self::AllRefused { .. } => 4,
            _ => 2,
        }
    }
}

/// The same fields go by their flags on the command line.
fn in_flags(error: &engine::Error) -> String {
    let engine::Error::Invalid(fields) = error else { return error.to_string() };
    let lines: Vec<String> =
        fields.iter().map(|field| format!("{}: {}", flag(&field.field), field.message)).collect();
    lines.join("\n         ")
}

fn flag(field: &str) -> String {
    match field {
        "mass_before" => "--before".to_owned(),
        "mass_after" => "--after".to_owned(),
        "air_temperature" => "--temperature".to_owned(),
        "relative_humidity" => "--humidity".to_owned(),
        other => format!("--{}", other.replace('_', "-")),
    }
}
