//! The dates that the program works with: those of people alive, with room for arithmetic around them.

use jiff::Timestamp;
use jiff::civil::{Date, date};

use crate::Error;

/// The first date that can be asked for or recorded.
pub const FIRST_DATE: Date = date(1900, 1, 1);

/// The date after the last one.
pub const END_OF_DATES: Date = date(2200, 1, 1);

fn refused(field: &str, given: impl std::fmt::Display) -> Error {
    Error::field(field, format!("{given} is too far away: write a date from {FIRST_DATE} to 2199-12-31"))
}

/// Refuses a date that is centuries away, with the field that it stands in. Days before and after it can be counted without
/// leaving the calendar.
///
/// # Errors
/// When it is before [`FIRST_DATE`], or not before [`END_OF_DATES`].
///
/// ```
/// use jiff::civil::date;
///
/// assert!(engine::check_date("date", date(2026, 6, 11)).is_ok());
/// assert!(engine::check_date("date", date(9999, 12, 30)).is_err());
/// ```
pub fn check_date(field: &str, date: Date) -> Result<Date, Error> {
    if (FIRST_DATE..END_OF_DATES).contains(&date) { Ok(date) } else { Err(refused(field, date)) }
}

/// The same for an instant, by its date in UTC.
///
/// # Errors
/// As [`check_date`].
pub fn check_instant(field: &str, at: Timestamp) -> Result<Timestamp, Error> {
    let date = at.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    if (FIRST_DATE..END_OF_DATES).contains(&date) { Ok(at) } else { Err(refused(field, at)) }
}
