//! Bytes in, observations out. Pure: no I/O, bounded memory, and no input makes it panic.
//!
//! [`decode`] looks at what a file is, never at what its name says. A file that breaks off is read up to the break;
//! what was left out is said in the notes.

mod apple_health;
mod archive;
mod calendar;
mod decode;
mod encoding;
mod exports;
pub mod fit;
mod gpx;
mod hash;
mod holes;
mod json;
mod planned;
mod reading;
mod tcx;
mod track;
mod words;
mod xml;

pub use apple_health::decode as decode_apple_health;
pub use archive::Parts;
pub use calendar::{CalendarError, looks_like as is_calendar};
pub use decode::{DecodeError, Decoded, Note, decode, decode_with, pack};
pub use exports::TableError;
pub use json::{Hints, JsonError};
pub use planned::{EntryVersion, Feed, PlannedEffort, PlannedWorkout, Start, Withdrawn};
pub use reading::Reading;
pub use track::NoWorkout;
pub use xml::XmlError;

pub(crate) use hash::short_hash;
