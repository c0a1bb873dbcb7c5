//! What can go wrong in a use case, in terms a caller can act on.

use serde::Serialize;
use store::{NameError, StoreError};

/// One field that was not understood, and what would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field as the caller knows it: `mass_before`, `conditions.temperature`.
    pub field: String,
    /// What is wrong and what is accepted.
    pub message: String,
}

impl FieldError {
    /// A field and what is wrong with it.
    pub fn new(field: impl Into<String>, message: impl std::fmt::Display) -> Self {
        Self { field: field.into(), message: message.to_string() }
    }
}

/// Why a use case did not happen. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input does not hold together; every field at fault is named.
    #[error("{}", fields_in_one_line(.0))]
    Invalid(Vec<FieldError>),
    /// There is no such thing.
    #[error("there is no {what} '{id}'{hint}")]
    NotFound {
        /// What was looked for: `athlete`, `receipt`.
        what: &'static str,
        /// The name it was looked for by.
        id: String,
        /// What to do instead, or nothing.
        hint: &'static str,
    },
    /// A file could not be read.
    #[error("{name}: {reason}")]
    Unreadable {
        /// The file's name as it was given.
        name: String,
        /// Why, and what is accepted.
        reason: String,
    },
    /// The caller has not shown what it takes: a wrong password, a link that was used.
    #[error("{0}")]
    Denied(String),
    /// What was asked for could not be handed over: the disk is full, the other side has gone.
    #[error("the archive is not whole: {0}")]
    Output(#[from] std::io::Error),
    /// The input holds something that no database here stores: an identifier that is too long, a file that is too
    /// large. Sending it again does not help.
    #[error("it cannot be stored: {0}")]
    CannotKeep(String),
    /// The program has a defect: the work panicked.
    #[error("the program has a defect: {0}")]
    Defect(String),
    /// The database did not do its part.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Name(name) => Self::CannotKeep(unfit(&name)),
            StoreError::TooLarge { .. } => Self::CannotKeep(error.to_string()),
            other => Self::Store(other),
        }
    }
}

/// What is wrong with an identifier, in one short line whatever it holds.
fn unfit(error: &NameError) -> String {
    let begins: String = error.name.chars().take(40).flat_map(char::escape_default).collect();
    let NameError { kind, most, name } = error;
    format!(
        "the {kind} that begins '{begins}' has {} bytes: use 1 to {most} bytes without control characters",
        name.len()
    )
}

impl Error {
    /// One field at fault.
    pub fn field(field: impl Into<String>, message: impl std::fmt::Display) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }

    /// Whether somebody else committed first: read again, and work the change out anew.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Store(StoreError::Conflict { .. }))
    }

    /// Whether this field is at fault.
    pub fn is_of_field(&self, name: &str) -> bool {
        matches!(self, Self::Invalid(fields) if fields.iter().any(|field| field.field == name))
    }

    /// Nothing of this kind goes by this name.
    pub fn not_found(what: &'static str, id: impl Into<String>) -> Self {
        Self::NotFound { what, id: id.into(), hint: "" }
    }
}

fn fields_in_one_line(fields: &[FieldError]) -> String {
    let lines: Vec<String> = fields.iter().map(|f| format!("{}: {}", f.field, f.message)).collect();
    lines.join("; ")
}
