//! Work to do later: at least once, by one worker at a time.

use jiff::Timestamp;
use serde_json::Value;

use crate::Owner;

/// A job that a commit leaves behind.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    /// What is to be done: `notify`, `fetch-weather`.
    pub kind: String,
    /// Not before this instant.
    pub due: Timestamp,
    /// What the worker needs to know.
    pub body: Value,
}

/// The name of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// A job that a worker holds until it says how it went, or until its lease runs out.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its name.
    pub id: JobId,
    /// Whose it is.
    pub owner: Owner,
    /// What is to be done.
    pub kind: String,
    /// When it became due.
    pub due: Timestamp,
    /// What the worker needs to know.
    pub body: Value,
    /// How often it has been leased, this time included.
    pub attempts: u32,
}
