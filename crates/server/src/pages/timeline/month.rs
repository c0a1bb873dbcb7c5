//! A month of days with the icons of what was done on them.

use std::collections::BTreeMap;

use engine::AthleteRecord;
use jiff::civil::Date;
use timeline::Event;

use super::days::{date_of, icon_of};
use crate::language::Language;
use crate::pages::icons;

/// A month as a calendar.
pub(super) struct Month {
    pub(super) title: String,
    /// The first letters of the days of the week.
    pub(super) weekdays: Vec<String>,
    pub(super) days: Vec<Cell>,
    /// `2026-10`, the month before, and the one after where it has begun.
    pub(super) before: String,
    pub(super) after: Option<String>,
}

/// A day of it.
pub(super) struct Cell {
    pub(super) day: i8,
    /// Where its day stands on the page; nothing where nothing was done.
    pub(super) anchor: String,
    pub(super) icons: Vec<String>,
    /// It belongs to the month before or after.
    pub(super) out: bool,
    pub(super) today: bool,
    /// For those who hear it.
    pub(super) words: String,
}

impl Month {
    pub(super) fn of<'a>(
        first: Date,
        events: impl Iterator<Item = &'a Event>,
        athlete: &AthleteRecord,
        today: Date,
        language: Language,
    ) -> Self {
        let mut done: BTreeMap<Date, Vec<&'static str>> = BTreeMap::new();
        for event in events.filter(|event| event.sleep().is_none()) {
            done.entry(date_of(event, athlete)).or_default().push(icon_of(event));
        }
        let days = |count: i64| jiff::Span::new().days(count);
        let first = first.first_of_month();
        let begins = first.saturating_sub(days(i64::from(first.weekday().to_monday_zero_offset())));
        let last = first.last_of_month();
        let cells = 7 * ((last.since(begins).map_or(34, |span| span.get_days()) / 7) + 1);
        let cell = |offset: i32| {
            let date = begins.saturating_add(days(i64::from(offset)));
            let sports = done.get(&date).map(Vec::as_slice).unwrap_or_default();
            Cell {
                day: date.day(),
                anchor: if sports.is_empty() { String::new() } else { format!("d-{date}") },
                icons: sports.iter().take(2).map(|icon| icons::icon(icon)).collect(),
                out: date.month() != first.month(),
                today: date == today,
                words: language.long_day(date),
            }
        };
        let after = first.saturating_add(jiff::Span::new().months(1));
        let name = language.t_of("calendar-month", &first.month().to_string());
        Self {
            title: if first.year() == today.year() {
                capital(&name)
            } else {
                format!("{} {}", capital(&name), first.year())
            },
            weekdays: (1..=7_u8)
                .map(|day| {
                    let name = language.t_of("calendar-weekday-long", &day.to_string());
                    name.chars().take(1).flat_map(char::to_uppercase).collect()
                })
                .collect(),
            days: (0..cells).map(cell).collect(),
            before: key(first.saturating_sub(jiff::Span::new().months(1))),
            after: (after <= today).then(|| key(after)),
        }
    }
}

fn key(date: Date) -> String {
    date.strftime("%Y-%m").to_string()
}

/// The month of `2026-10`.
pub(super) fn month_of(typed: &str) -> Option<Date> {
    format!("{typed}-01").parse().ok()
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
