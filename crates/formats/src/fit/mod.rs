//! FIT, the format of the watch's own files.
//!
//! Our own decoder: it keeps what stands before a break, reads files chained one after another, and needs of each
//! message only the fields that the timeline uses.

mod activity;
mod body;
mod crc;
mod message;
mod names;
mod records;
mod time;

use crate::{Decoded, Note};
use message::Reader;

/// Why a FIT file holds nothing to use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FitError {
    /// It breaks off before the first message.
    #[error("the FIT file breaks off at byte {at} ({reason}), before anything useful: export it again")]
    Broken {
        /// Where.
        at: usize,
        /// Why.
        reason: String,
    },
    /// It is whole, but records no workout.
    #[error("the FIT file records no workout (it is {kind}): give an activity file")]
    NoWorkout {
        /// What it is.
        kind: String,
    },
    /// Its times cannot be.
    #[error("the FIT file's times cannot be right ({0}): set the clock of the device and correct the file")]
    Times(String),
}

/// Whether the bytes begin as a FIT file does.
pub fn looks_like(bytes: &[u8]) -> bool {
    bytes.len() >= 12 && matches!(bytes[0], 12 | 14) && &bytes[8..12] == b".FIT"
}

/// Reads a FIT file, or several chained in one.
///
/// # Errors
/// When it holds no workout, or breaks before one.
pub fn decode(bytes: &[u8]) -> Result<Decoded, FitError> {
    let mut reader = Reader::new(bytes);
    let messages = reader.read_all();
    let mut notes = Vec::new();
    if let Some((at, reason)) = reader.broken() {
        notes.push(Note::Truncated { at, reason: reason.to_owned() });
    } else if !reader.checksums_fit() {
        notes.push(Note::Checksum);
    }
    let mut observations = body::sleeps(&messages, bytes);
    let (readings, planned) = (body::masses(&messages), body::planned(&messages));
    match activity::observations(&messages, bytes, &mut notes) {
        Ok(workouts) => observations.extend(workouts),
        Err(_) if !(observations.is_empty() && readings.is_empty() && planned.is_empty()) => {}
        Err(error) => return Err(error),
    }
    Ok(Decoded { observations, readings, planned, notes, ..Decoded::of("FIT") })
}
