//! Calendars (iCalendar): workouts that a coach or a platform planned.

use icalendar::parser::{Component, read_calendar, unfold};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use units::Duration;

use crate::{Decoded, Note, PlannedWorkout};

/// A calendar has no more entries than a few years of training.
const MOST: usize = 20_000;
/// No workout lasts longer.
const LONGEST: SignedDuration = SignedDuration::from_hours(5 * 24);

/// Why a calendar holds nothing to use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// It is not well formed.
    #[error("the calendar is malformed or breaks off: export it again as iCalendar (.ics)")]
    Malformed,
    /// It has more entries than training has.
    #[error("the calendar has over {MOST} entries: export a shorter time")]
    TooMany,
    /// None of its entries has a time of day.
    #[error(
        "none of the calendar's {entries} entries has a start with a time of day: plan workouts with their times"
    )]
    Untimed {
        /// How many it has.
        entries: usize,
    },
}

/// Whether the bytes begin as a calendar does.
pub(crate) fn looks_like(bytes: &[u8]) -> bool {
    let head = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    head.len() >= 15 && head[..15].eq_ignore_ascii_case(b"BEGIN:VCALENDAR")
}

/// Reads the entries that have a time of day. Times without a zone are in `zone`.
pub(crate) fn decode(bytes: &[u8], zone: &TimeZone) -> Result<Decoded, CalendarError> {
    let text = String::from_utf8_lossy(bytes);
    let text = unfold(text.trim_start_matches('\u{feff}').trim_start());
    let calendar = read_calendar(&text).map_err(|_| CalendarError::Malformed)?;
    let entries: Vec<&Component<'_>> = calendar
        .components
        .iter()
        .filter(|component| component.name.as_str().eq_ignore_ascii_case("VEVENT"))
        .collect();
    if entries.len() > MOST {
        return Err(CalendarError::TooMany);
    }
    let mut decoded = Decoded::of("iCalendar");
    let mut left_out = 0;
    for entry in &entries {
        match planned(entry, zone) {
            Some(planned) => decoded.planned.push(planned),
            None => left_out += 1,
        }
        if entry.find_prop("RRULE").is_some() {
            let name = value(entry, "SUMMARY").unwrap_or_default();
            let reason = "it repeats; only the first was taken".to_owned();
            decoded.notes.push(Note::LeftOut { name, reason });
        }
    }
    if decoded.planned.is_empty() {
        return Err(CalendarError::Untimed { entries: entries.len() });
    }
    if left_out > 0 {
        let reason = "cancelled, or without a time of day".to_owned();
        decoded.notes.push(Note::LeftOut { name: format!("{left_out} entries"), reason });
    }
    Ok(decoded)
}

fn planned(entry: &Component<'_>, zone: &TimeZone) -> Option<PlannedWorkout> {
    if value(entry, "STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")) {
        return None;
    }
    let start = instant(entry, "DTSTART", zone)?;
    let until = instant(entry, "DTEND", zone).map(|end| end.duration_since(start));
    let said = || value(entry, "DURATION")?.parse::<SignedDuration>().ok();
    let length = until.or_else(said).filter(|length| length.is_positive() && *length <= LONGEST);
    let title = value(entry, "SUMMARY").unwrap_or_else(|| "Workout".to_owned());
    Some(PlannedWorkout {
        id: value(entry, "UID"),
        sport: title.clone(),
        title,
        start: Some(start),
        duration: length.map(|length| Duration::from_seconds(length.as_secs_f64())),
        place: value(entry, "LOCATION"),
    })
}

/// The value of a property, its escapes undone.
fn value(entry: &Component<'_>, name: &str) -> Option<String> {
    let raw = entry.find_prop(name)?.val.as_str().trim();
    let plain = raw.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";");
    Some(plain.replace("\\\\", "\\")).filter(|text| !text.is_empty())
}

/// `20260601T063000Z`, with a zone beside it, or in the athlete's zone; a date alone is no time.
fn instant(entry: &Component<'_>, name: &str, zone: &TimeZone) -> Option<Timestamp> {
    let property = entry.find_prop(name)?;
    let text = property.val.as_str().trim();
    let civil = |text: &str| DateTime::strptime("%Y%m%dT%H%M%S", text).ok();
    if let Some(utc) = text.strip_suffix('Z') {
        return TimeZone::UTC.to_timestamp(civil(utc)?).ok();
    }
    let named = property.params.iter().find(|param| param.key.as_str().eq_ignore_ascii_case("TZID"));
    let named = named.and_then(|param| TimeZone::get(param.val.as_ref()?.as_str().trim_matches('"')).ok());
    named.as_ref().unwrap_or(zone).to_timestamp(civil(text)?).ok()
}
