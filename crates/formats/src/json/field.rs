//! Fields of JSON objects.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use timeline::Span;
use units::Duration;

use super::Value;

/// A finite number.
pub(super) fn number(object: &Value<'_>, key: &str) -> Option<f64> {
    let value = object.get(key)?;
    value.as_f64().or_else(|| value.as_str()?.parse().ok()).filter(|number: &f64| number.is_finite())
}

/// A number above zero.
pub(super) fn positive(object: &Value<'_>, key: &str) -> Option<f64> {
    number(object, key).filter(|number| *number > 0.0)
}

/// A text that is not empty.
pub(super) fn text<'a>(object: &'a Value<'_>, key: &str) -> Option<&'a str> {
    object.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// A name: a text or a number.
pub(super) fn name(object: &Value<'_>, key: &str) -> Option<String> {
    let value = object.get(key)?;
    value.as_str().map(str::to_owned).or_else(|| value.number_text())
}

/// The objects of a list.
pub(super) fn list<'a, 't>(object: &'a Value<'t>, key: &str) -> &'a [Value<'t>] {
    object.get(key).and_then(Value::as_array).unwrap_or_default()
}

/// Seconds since 1970, as an instant.
pub(super) fn seconds(object: &Value<'_>, key: &str) -> Option<Timestamp> {
    of_millis(number(object, key)? * 1000.0)
}

/// Milliseconds since 1970, as an instant.
pub(super) fn millis(object: &Value<'_>, key: &str) -> Option<Timestamp> {
    of_millis(number(object, key)?)
}

fn of_millis(millis: f64) -> Option<Timestamp> {
    #[expect(clippy::cast_possible_truncation, reason = "a cast saturates, and the range is checked")]
    Timestamp::from_millisecond(millis.round() as i64).ok()
}

/// The instant of a time of UTC, written with or without `Z`, with a blank or a `T`.
pub(super) fn utc(text: &str) -> Option<Timestamp> {
    let text = text.trim().replacen(' ', "T", 1);
    text.parse::<Timestamp>().ok().or_else(|| TimeZone::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok())
}

/// From an instant on for some seconds.
pub(super) fn lasting(start: Timestamp, seconds: f64) -> Option<Span> {
    let length = jiff::SignedDuration::try_from_secs_f64(seconds).ok()?;
    let end = start.checked_add(length).ok()?;
    (start < end).then_some(Span { start, end })
}

/// The span if a workout can last so long.
pub(super) fn plausible(span: Span) -> Option<Span> {
    (span.start < span.end && span.duration() <= crate::track::LONGEST).then_some(span)
}

/// Seconds as a length of time.
pub(super) fn length(object: &Value<'_>, key: &str) -> Option<Duration> {
    positive(object, key).map(Duration::from_seconds)
}

/// An instant written with its offset, and the offset: `2026-11-30T06:00:00+01:00`. `Z` says nothing of where it was.
pub(super) fn zoned(object: &Value, key: &str) -> Option<(Timestamp, Option<i32>)> {
    let text = text(object, key)?;
    let at = text.parse::<Timestamp>().ok()?;
    Some((at, offset(text.get(text.len().checked_sub(6)?..)?)))
}

/// `+01:00` or `-0500` as seconds east.
pub(super) fn offset(text: &str) -> Option<i32> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let digits = digits.replace(':', "");
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i32>().ok();
    let (hours, minutes) = (number(0..2)?, number(2..4).unwrap_or(0));
    (hours <= 18 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}
