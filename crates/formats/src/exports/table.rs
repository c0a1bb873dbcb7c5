//! Tables of comma-separated values (RFC 4180), also with semicolons.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use timeline::{Offsets, Span};

/// A larger table is not read; one with ten thousand activities has 5 MB.
const LARGEST: usize = 64 << 20;
/// More columns are no export's.
const MOST_COLUMNS: usize = 200;
/// More rows are not read: forty years of five a day.
const MOST_ROWS: usize = 75_000;

/// A table with a header.
pub(super) struct Table {
    /// The names of the columns, in small letters. Names may repeat.
    header: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

impl Table {
    /// Reads a table; `None` when the text is none.
    pub(super) fn read(text: &[u8]) -> Option<Self> {
        if text.len() > LARGEST {
            return None;
        }
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        let first = text.split(|byte| *byte == b'\n').next()?;
        let count = |of: u8| first.iter().filter(|byte| **byte == of).count();
        let delimiter = if count(b';') > count(b',') { b';' } else { b',' };
        if count(delimiter) == 0 {
            return None;
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text);
        let header: Vec<String> = reader.headers().ok()?.iter().map(str::to_lowercase).collect();
        if header.len() > MOST_COLUMNS {
            return None;
        }
        // A row that is no text is left out; it does not spoil the others.
        let rows = reader.records().filter_map(Result::ok).take(MOST_ROWS).collect();
        Some(Self { header, rows })
    }

    /// Whether it has all of these columns.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.column(name).is_some())
    }

    /// The number of the first column of this name.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// The number of the last column of this name: platforms repeat a rounded column in its exact unit.
    pub(super) fn last_column(&self, name: &str) -> Option<usize> {
        self.header.iter().rposition(|column| column == name)
    }

    /// The names of the columns.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let columns: BTreeMap<&str, usize> =
            self.header.iter().enumerate().rev().map(|(number, name)| (name.as_str(), number)).collect();
        let columns = std::rc::Rc::new(columns);
        self.rows.iter().map(move |cells| Row { columns: std::rc::Rc::clone(&columns), cells })
    }
}

/// A row of a table.
pub(super) struct Row<'a> {
    columns: std::rc::Rc<BTreeMap<&'a str, usize>>,
    cells: &'a csv::StringRecord,
}

impl<'a> Row<'a> {
    /// What stands in a column, unless that is nothing.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.at(*self.columns.get(name)?)
    }

    /// What stands in a column by its number.
    pub(super) fn at(&self, column: usize) -> Option<&'a str> {
        self.cells.get(column).filter(|text| !text.is_empty())
    }

    /// A number, with a decimal point or comma.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        number(self.text(name)?)
    }

    pub(super) fn positive(&self, name: &str) -> Option<f64> {
        self.number(name).filter(|number| *number > 0.0)
    }

    /// A number above zero by its column.
    pub(super) fn positive_at(&self, column: usize) -> Option<f64> {
        number(self.at(column)?).filter(|number| *number > 0.0)
    }
}

/// `12360.4`, `12360,4`. A point and a comma in one number are not guessed at.
fn number(text: &str) -> Option<f64> {
    let text = if text.contains('.') { text.to_owned() } else { text.replacen(',', ".", 1) };
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// From one time to another, if a workout or a night can last so long.
pub(super) fn span(start: Timestamp, end: Timestamp) -> Option<Span> {
    (start < end && end.duration_since(start) <= SignedDuration::from_hours(5 * 24))
        .then_some(Span { start, end })
}

/// `2026-07-26 17:47:03`, with a `T` or a fraction too: a local time.
pub(super) fn local(text: &str) -> Option<DateTime> {
    text.trim().replacen(' ', "T", 1).parse().ok()
}

/// The same in a zone.
pub(super) fn local_in(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_timestamp(local(text)?).ok()
}

/// `2026-05-30 06:00:00+0000`, `2026-10-04T12:54:29Z`, `2026-10-04T22:40:00.000+02:00`.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    text.trim().replacen(' ', "T", 1).parse().ok()
}

/// `UTC+02:00`, `UTCZ`, `-05:00`, `+0200`.
pub(super) fn offset(text: &str) -> Option<Offset> {
    let text = text.trim().trim_start_matches("UTC");
    if matches!(text, "Z" | "") {
        return Some(Offset::UTC);
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let digits = digits.replace(':', "");
    let (hours, minutes) = digits.split_at_checked(2)?;
    let minutes: i32 = if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
    Offset::from_seconds(sign * (hours.parse::<i32>().ok()? * 3600 + minutes * 60)).ok()
}

/// One offset for the whole of an observation.
pub(super) fn offsets(offset: Offset) -> Offsets {
    Offsets { start: offset.seconds(), end: offset.seconds() }
}
