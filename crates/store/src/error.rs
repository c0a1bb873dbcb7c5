//! Why the port refused or failed.

use rusqlite::ErrorCode;

use crate::{BlobId, Expected, Revision};

/// Why a store did not do what was asked. After an error nothing of the request is stored.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StoreError {
    /// The owner is not as the commit expects it: somebody else committed first, or it was erased. Read again, and work
    /// the changes out anew.
    #[error("{}", conflict(*expected, *actual))]
    Conflict {
        /// What the commit required.
        expected: Expected,
        /// The revision that the owner is at; `None` when it does not exist.
        actual: Option<Revision>,
    },
    /// A move goes to an empty database, and this one is not.
    #[error("the new database holds data already: name an empty one")]
    NotEmpty,
    /// A move into this database was begun and not ended.
    #[error("this is an unfinished copy, which `isotone move` did not end: run the same move again")]
    UnfinishedCopy,
    /// Another owner holds this key.
    #[error("the {namespace} '{key}' is taken")]
    KeyTaken {
        /// The kind of key.
        namespace: String,
        /// The key.
        key: String,
    },
    /// Another worker has been given this job meanwhile, or it is done.
    #[error("the lease on job {} ran out and the job went to another worker: drop the work", .0.0)]
    LeaseLost(crate::JobId),
    /// A blob has more bytes than a store keeps.
    #[error("a file of {bytes} bytes is too large to keep, {} is the most: split it", BlobId::MOST_BYTES)]
    TooLarge {
        /// How many it has.
        bytes: usize,
    },
    /// A blob is not the bytes its name promises.
    #[error("the stored file {} is damaged: restore it from a backup", .0.as_str())]
    Damaged(BlobId),
    /// A stored body cannot be read as the type asked for.
    #[error("the stored {collection} '{id}' cannot be read: {reason}")]
    Body {
        /// The kind of document.
        collection: String,
        /// Its name.
        id: String,
        /// What the reader found.
        reason: String,
    },
    /// A name that the port does not take.
    #[error(transparent)]
    Name(#[from] crate::NameError),
    /// The database cannot be reached, or cannot take more at the moment.
    #[error("the database is not available at the moment, try again: {0}")]
    Unavailable(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let shared_memory = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
        if error.sqlite_error().is_some_and(|error| error.extended_code == shared_memory) {
            return Self::Unavailable("the disk is full: make room".to_owned());
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Unavailable("the disk is full: make room".to_owned()),
            Some(ErrorCode::DatabaseBusy) => {
                Self::Unavailable("another program holds the database file".to_owned())
            }
            _ => Self::Database(error.to_string()),
        }
    }
}

fn conflict(expected: Expected, actual: Option<Revision>) -> String {
    match (expected, actual) {
        (Expected::At(expected), Some(actual)) => format!(
            "the documents changed meanwhile (expected revision {expected}, found {actual}): read again and retry"
        ),
        (Expected::At(_) | Expected::Exists, _) => {
            "there is no such owner, or it was erased meanwhile: create it first".to_owned()
        }
        (Expected::New | Expected::CopyAt(_), Some(actual)) => {
            format!("there is such an owner already, at revision {actual}: change it, or choose another name")
        }
        (Expected::New | Expected::CopyAt(_), None) => {
            "there was such an owner a moment ago: try again".to_owned()
        }
    }
}
