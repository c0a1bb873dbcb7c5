//! Exports of whole accounts: what platforms hand out when somebody asks for their own data.
//!
//! Their recordings (FIT, TCX, GPX) are read as any others. What is here are the tables beside them, which have what the
//! recordings lack: titles, workouts that were typed, nights, body mass. Each is read on its own and reconciled like
//! everything else; the timeline joins a row with its recording.
//!
//! A platform is one module: which tables it writes, told by their headers, and how a row reads. Its JSON files are in
//! [`json`](crate::json). Only what public samples or descriptions of an export agree on is read.

mod google_health;
mod layout;
mod oura;
mod strava;
mod table;
mod whoop;
mod withings;

use jiff::tz::TimeZone;

use crate::{DecodeError, Decoded};

pub(crate) use layout::Layout;
use table::Table;

/// Why a table holds nothing to use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// It is known, but has nothing for a timeline.
    #[error("this is {what}: it has no workout, sleep, body mass or drink that can be read")]
    Nothing {
        /// What it is.
        what: &'static str,
    },
    /// A unit or a language is not known.
    #[error("this is {what}, but {why}")]
    Unclear {
        /// What it is.
        what: &'static str,
        /// What is not known, and what to do.
        why: &'static str,
    },
}

/// Reads a table of a known platform; times without a zone are in `zone`. `None` when it is no table, or of no platform
/// that is known.
pub(crate) fn decode(text: &[u8], zone: &TimeZone) -> Option<Result<Decoded, DecodeError>> {
    let table = Table::read(text)?;
    let read = strava::decode(&table)
        .or_else(|| whoop::decode(&table))
        .or_else(|| withings::decode(&table, zone))
        .or_else(|| oura::decode(&table))
        .or_else(|| google_health::decode(&table))?;
    Some(read.map_err(DecodeError::from))
}

/// What was read of a table, or that there was nothing in it.
fn some(decoded: Decoded, what: &'static str) -> Result<Decoded, TableError> {
    if decoded.is_empty() { Err(TableError::Nothing { what }) } else { Ok(decoded) }
}
