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
mod workout;

use std::collections::BTreeMap;

use timeline::{Observation, Span};

use crate::{Decoded, Hints, Note};
use message::{File, Reader};
pub use workout::{Workout, WorkoutStep};

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
    /// It counts seconds since the device was switched on.
    #[error(
        "the FIT file has no dates (the device did not know them): say when it began with --start (field 'start'), such as \"2026-06-11 07:00\""
    )]
    Undated,
    /// It says what to do, not when.
    #[error(
        "the FIT file plans a workout ({title}), but does not say when: give --start (field 'start'), such as \"2026-06-11 07:00\""
    )]
    Unscheduled {
        /// What it plans.
        title: String,
    },
    /// It holds the weights of several users of a scale.
    #[error(
        "the FIT file holds weights of {users} users of the scale: say whose with --account (field 'account'), such as {example}"
    )]
    SeveralUsers {
        /// How many.
        users: usize,
        /// One of them.
        example: String,
    },
}

/// Whether the bytes begin as a FIT file does.
pub fn looks_like(bytes: &[u8]) -> bool {
    bytes.len() >= 12 && matches!(bytes[0], 12 | 14) && &bytes[8..12] == b".FIT"
}

/// Reads a FIT file, or several chained in one.
///
/// # Errors
/// When it holds nothing to use, or breaks before.
pub fn decode(bytes: &[u8], hints: &Hints) -> Result<Decoded, FitError> {
    let mut reader = Reader::new(bytes);
    let mut decoded = Decoded::of("FIT");
    let mut refused = None;
    while let Some(file) = reader.next_file() {
        // Of several files only the last can break off.
        if let Some((at, reason)) = reader.broken() {
            decoded.notes.push(Note::Truncated { at, reason: reason.to_owned() });
        }
        match decode_one(file, hints, &mut decoded.notes) {
            Ok(one) => {
                decoded.observations.extend(one.observations);
                decoded.readings.extend(one.readings);
                decoded.planned.extend(one.planned);
            }
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    if reader.broken().is_none() && !reader.checksums_fit() {
        decoded.notes.insert(0, Note::Checksum);
    }
    one_of_each(&mut decoded.observations);
    match refused {
        Some(error) if decoded.is_empty() => Err(error),
        None if decoded.is_empty() => Err(activity::nothing(&[], &[], &decoded.notes)),
        _ => Ok(decoded),
    }
}

/// The same recording chained twice is one. Devices that give all their files one stamp (a clock that was never set) record
/// more than one: these are told apart by when they began.
fn one_of_each(observations: &mut Vec<Observation>) {
    let mut met: BTreeMap<String, Span> = BTreeMap::new();
    observations.retain_mut(|observation| {
        match met.get(&observation.id) {
            Some(span) if *span == observation.span => return false,
            Some(_) => {
                observation.id = format!("{}@{}", observation.id, observation.span.start);
                observation.recording = None;
            }
            None => {}
        }
        met.insert(observation.id.clone(), observation.span).is_none()
    });
}

/// One file of those that are chained.
fn decode_one(mut file: File<'_>, hints: &Hints, notes: &mut Vec<Note>) -> Result<Decoded, FitError> {
    if time::is_undated(&file) {
        time::date(&mut file, hints.start.ok_or(FitError::Undated)?);
    }
    records::dated(&mut file.records);
    let (messages, bytes) = (&file.messages, file.bytes);
    let mut observations = body::sleeps(messages, bytes);
    let (readings, planned) = (body::masses(messages, hints)?, body::planned(messages, hints)?);
    match activity::observations(messages, &file.records, bytes, notes) {
        Ok(workouts) => observations.extend(workouts),
        Err(_) if !(observations.is_empty() && readings.is_empty() && planned.is_empty()) => {}
        Err(error) => return Err(error),
    }
    Ok(Decoded { observations, readings, planned, ..Decoded::of("FIT") })
}
