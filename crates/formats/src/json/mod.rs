//! JSON as providers and uploaders write it, told apart by its shape.

mod field;
mod fitbit;
mod garmin_connect;
mod garmin_export;
mod garmin_push;
mod google_fit;
mod google_health;
mod health_auto_export;
mod intervals;
mod nights;
mod open_wearables;
mod oura;
mod polar;
mod polar_export;
mod samples;
mod strava;
mod suunto;
mod value;
mod wahoo;
mod whoop;
mod withings;

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use value::{Unread, Value};

use crate::{DecodeError, Decoded};

/// A larger document is not read: it is held whole in memory, and its tree beside it.
const LARGEST: usize = 64 << 20;

/// What a file does not say of itself and the athlete may add.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// When the recording began, where the file has only seconds since then.
    pub start: Option<Timestamp>,
    /// Whose records to take, where the file holds those of several users of the provider.
    pub account: Option<String>,
    /// The time at which it is read: endless series of a calendar are expanded from here on.
    pub now: Option<Timestamp>,
    /// The subscription that a calendar is a whole copy of, whatever the calendar calls itself.
    pub feed: Option<String>,
}

/// Why a JSON document holds nothing to use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// It is not JSON.
    #[error("the JSON document breaks off or is malformed ({0}): export it again")]
    Malformed(String),
    /// It is too large.
    #[error(
        "the JSON document is too large to be read in little memory ({} MB, or some million values, are the most): export a shorter time",
        LARGEST >> 20
    )]
    TooLarge,
    /// It is known, but has nothing for a timeline.
    #[error("this is {what}: it has no workout, sleep, body mass or drink")]
    Nothing {
        /// What it is.
        what: &'static str,
    },
    /// It is known, but what it says cannot be told for sure.
    #[error("this is {what}, which {why}: {instead}")]
    Unclear {
        /// What it is.
        what: &'static str,
        /// What is not clear about it.
        why: &'static str,
        /// What to give instead.
        instead: &'static str,
    },
    /// It says how long after the start, but not when that was.
    #[error(
        "the streams say nothing of when they began: give --start (field 'start'), such as 2025-02-24T00:15:21Z, or the activity with them as {{\"activity\": …, \"streams\": …}}"
    )]
    Undated,
    /// It holds the records of several users.
    #[error(
        "the document holds records of {users} users: say whose with --account (field 'account'), such as {example}"
    )]
    SeveralUsers {
        /// How many.
        users: usize,
        /// One of them.
        example: String,
    },
    /// It holds none of the user's.
    #[error("the document holds no records of {account}: give one of its users' names")]
    NotOf {
        /// The user asked for.
        account: String,
    },
}

/// Whether the bytes begin as a JSON document does.
pub(crate) fn looks_like(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(512)];
    crate::decode::looks_like_json(String::from_utf8_lossy(head).trim_start_matches('\u{feff}').trim_start())
}

/// Reads a document. `None` when it is JSON, but of no provider that is known.
pub(crate) fn decode(
    name: &str,
    bytes: &[u8],
    hints: &Hints,
    zone: &TimeZone,
) -> Result<Option<Decoded>, DecodeError> {
    if bytes.len() > LARGEST {
        return Err(JsonError::TooLarge.into());
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = without_nan(bytes);
    let document = Value::read(&text).map_err(|unread| match unread {
        Unread::TooLarge => JsonError::TooLarge,
        Unread::Malformed(error) => JsonError::Malformed(error.to_string()),
    })?;
    let found = intervals::decode(&document, zone)
        .or_else(|| withings::decode(&document))
        .or_else(|| polar::decode(&document, zone))
        .or_else(|| wahoo::decode(&document))
        .or_else(|| oura::decode(&document))
        .or_else(|| whoop::decode(&document))
        .or_else(|| suunto::decode(&document))
        .or_else(|| google_health::decode(&document))
        .or_else(|| open_wearables::decode(&document))
        .or_else(|| strava::decode(name, bytes, &document, hints))
        .or_else(|| garmin_connect::decode(&document))
        .or_else(|| garmin_push::decode(&document, hints))
        .or_else(|| health_auto_export::decode(&document))
        .or_else(|| garmin_export::decode(&document, zone))
        .or_else(|| fitbit::decode(&document, zone))
        .or_else(|| google_fit::decode(&document))
        .or_else(|| polar_export::decode(&document))
        .or_else(|| known_but_useless(&document));
    found.transpose().map_err(DecodeError::from)
}

/// The text with `null` where programs write `NaN`, which is no JSON, for a value that was not measured.
fn without_nan(text: &[u8]) -> Cow<'_, [u8]> {
    const NAN: &[u8] = b"NaN";
    if !text.windows(NAN.len()).any(|word| word == NAN) {
        return Cow::Borrowed(text);
    }
    let mut clean = Vec::with_capacity(text.len() + text.len() / 4);
    let (mut at, mut quoted) = (0, false);
    while let Some(&byte) = text.get(at) {
        if !quoted && text[at..].starts_with(NAN) {
            clean.extend_from_slice(b"null");
            at += NAN.len();
            continue;
        }
        match byte {
            b'"' => quoted = !quoted,
            // What is escaped in a string does not end it.
            b'\\' if quoted => {
                clean.push(byte);
                at += 1;
                let Some(&escaped) = text.get(at) else { break };
                clean.push(escaped);
                at += 1;
                continue;
            }
            _ => {}
        }
        clean.push(byte);
        at += 1;
    }
    Cow::Owned(clean)
}

/// Documents of the same sources that have nothing for a timeline.
fn known_but_useless(document: &Value<'_>) -> Option<Result<Decoded, JsonError>> {
    let has = |key: &str| document.get(key).is_some();
    let what = if has("hourly") && has("latitude") {
        "a weather forecast or archive"
    } else if has("heartRateData") || has("route") {
        "a fragment of a workout"
    } else {
        return None;
    };
    Some(Err(JsonError::Nothing { what }))
}
