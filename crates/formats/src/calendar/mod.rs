//! Calendars (iCalendar, RFC 5545): workouts that a coach or a platform planned.
//!
//! Only what names a sport in whole words is a workout; the rest is left out and counted. Series are expanded ahead, moved
//! and cancelled occurrences replace those of the rule, and zones are those that the calendar means.

mod entry;
mod html;
mod length;
mod lines;
mod recurrence;
mod series;
mod zone;

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use sport::{Named, SportFamily};

use crate::{Decoded, EntryVersion, Feed, Hints, Note, PlannedWorkout, Withdrawn, short_hash};
use entry::Entry;
use lines::{Line, lines};
use series::Group;
use zone::Zones;

/// A calendar has no more entries than a few years of training.
const MOST: usize = 20_000;
/// No calendar has more planned workouts, series expanded.
const MOST_PLANNED: usize = 5000;
/// No entry has more lines that matter.
const MOST_LINES: usize = 500;
/// A larger calendar is not read.
const LARGEST: usize = 32 << 20;
/// How many titles are named of those left out.
const NAMED: usize = 5;

/// Why a calendar holds nothing to use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// It is not well formed.
    #[error("the calendar breaks off before its first entry: export it again as iCalendar (.ics)")]
    Malformed,
    /// It has more entries than training has.
    #[error("the calendar has over {MOST} entries or {} MB: export a shorter time", LARGEST >> 20)]
    TooMany,
    /// None of its entries is a workout.
    #[error(
        "none of the calendar's {entries} entries is a workout: a title such as \"Run 45 min\" names its sport ({examples})"
    )]
    NoWorkout {
        /// How many it has.
        entries: usize,
        /// Some of their titles.
        examples: String,
    },
}

/// Whether the bytes begin as a calendar (iCalendar) does.
pub fn looks_like(bytes: &[u8]) -> bool {
    let head = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    head.len() >= 15 && head[..15].eq_ignore_ascii_case(b"BEGIN:VCALENDAR")
}

/// The bytes with lines unfolded where they are no UTF-8 because a fold cuts a letter in two (RFC 5545, 3.1).
pub(crate) fn unfolded(bytes: &[u8]) -> Cow<'_, [u8]> {
    if std::str::from_utf8(bytes).is_ok() {
        return Cow::Borrowed(bytes);
    }
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let fold = [&b"\r\n "[..], b"\r\n\t", b"\n ", b"\n\t"]
            .into_iter()
            .find(|fold| bytes[at..].starts_with(fold));
        match fold {
            Some(fold) => at += fold.len(),
            None => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    Cow::Owned(plain)
}

/// Reads the workouts of a calendar. Times without a zone are in `zone`; series are expanded from `hints.now` on.
pub(crate) fn decode(bytes: &[u8], hints: &Hints, zone: &TimeZone) -> Result<Decoded, CalendarError> {
    if bytes.len() > LARGEST {
        return Err(CalendarError::TooMany);
    }
    let text = String::from_utf8_lossy(bytes);
    let read = Calendar::read(&text)?;
    let mut decoded = Decoded::of("iCalendar");
    if read.cut_off {
        decoded.notes.push(Note::Truncated { at: bytes.len(), reason: "it ends inside an entry".to_owned() });
    }
    let usual = read.usual_sport();
    let mut outcome = Outcome::default();
    let entries = read.entries.len();
    for group in Group::of(&read.entries) {
        group.plan(&Around { read: &read, hints, zone, usual }, &mut outcome);
        if outcome.planned.len() >= MOST_PLANNED {
            break;
        }
    }
    outcome.planned.truncate(MOST_PLANNED);
    outcome.notes(&mut decoded.notes);
    decoded.planned = outcome.planned;
    decoded.withdrawn = outcome.withdrawn;
    let subscribed = hints.feed.clone().filter(|_| !read.cut_off);
    let name = || read.name.clone().unwrap_or_default();
    let feed = subscribed.map(|id| Feed { id, name: name() });
    // An empty copy of a calendar that is followed says that nothing is planned any more.
    let says_something = feed.is_some();
    decoded.feed = feed.or_else(|| read.feed());
    if decoded.planned.is_empty() && decoded.withdrawn.is_empty() && !says_something {
        let examples = outcome.no_sport.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
        return Err(CalendarError::NoWorkout { entries, examples });
    }
    Ok(decoded)
}

/// A calendar as it is written.
#[derive(Default)]
struct Calendar<'a> {
    entries: Vec<Entry<'a>>,
    zones: Zones,
    /// The whole calendar takes its entries back (`METHOD:CANCEL`).
    cancels: bool,
    /// What it is called, and by whom it is made.
    name: Option<String>,
    maker: String,
    method: Option<String>,
    /// The zone that it is in (`X-WR-TIMEZONE`).
    zone: Option<String>,
    cut_off: bool,
}

impl<'a> Calendar<'a> {
    fn read(text: &'a str) -> Result<Self, CalendarError> {
        let mut calendar = Self::default();
        let mut open: Vec<String> = Vec::new();
        let mut collected: Vec<Line<'a>> = Vec::new();
        for line in lines(text) {
            let value = line.value.trim().to_ascii_uppercase();
            match line.name.as_str() {
                "BEGIN" => {
                    if matches!(value.as_str(), "VEVENT" | "VTIMEZONE") {
                        collected.clear();
                    } else if open.iter().any(|part| part == "VTIMEZONE") && collected.len() < MOST_LINES {
                        collected.push(line);
                    }
                    // Nested deeper than any calendar, the rest is passed over.
                    if open.len() < 8 {
                        open.push(value);
                    }
                }
                "END" => {
                    let _ = open.pop();
                    match value.as_str() {
                        "VEVENT" => {
                            if calendar.entries.len() >= MOST {
                                return Err(CalendarError::TooMany);
                            }
                            calendar.entries.push(Entry::of(std::mem::take(&mut collected)));
                        }
                        "VTIMEZONE" => calendar.zones.define(&std::mem::take(&mut collected)),
                        _ => {}
                    }
                }
                _ => match open.last().map(String::as_str) {
                    Some("VCALENDAR") => calendar.header(&line),
                    // An alarm's trigger and length are not the workout's.
                    Some("VEVENT") if collected.len() < MOST_LINES && Entry::uses(&line.name) => {
                        collected.push(line);
                    }
                    Some("VTIMEZONE" | "STANDARD" | "DAYLIGHT") if collected.len() < MOST_LINES => {
                        collected.push(line);
                    }
                    _ => {}
                },
            }
        }
        calendar.cut_off = !open.is_empty();
        if calendar.cut_off && calendar.entries.is_empty() {
            return Err(CalendarError::Malformed);
        }
        Ok(calendar)
    }

    fn header(&mut self, line: &Line<'_>) {
        match line.name.as_str() {
            "METHOD" => {
                self.cancels = line.value.trim().eq_ignore_ascii_case("CANCEL");
                self.method = Some(line.value.trim().to_ascii_uppercase());
            }
            "X-WR-TIMEZONE" => self.zone = line.text(),
            "X-WR-CALNAME" => self.name = line.text(),
            "PRODID" => self.maker = line.text().unwrap_or_default(),
            _ => {}
        }
    }

    /// The feed that this is a copy of; a single invitation is of none.
    fn feed(&self) -> Option<Feed> {
        let published = self.method.as_deref().is_none_or(|method| method == "PUBLISH");
        let name = self.name.as_ref().filter(|_| published && !self.cut_off)?;
        Some(Feed { id: short_hash(format!("{}\n{name}", self.maker).as_bytes()), name: name.clone() })
    }

    /// The sport that nearly all entries of a training calendar name, for those that name none.
    fn usual_sport(&self) -> Option<Named> {
        let mut families: BTreeMap<SportFamily, (usize, Named)> = BTreeMap::new();
        let mut all = 0;
        for named in self.entries.iter().filter_map(Entry::sport) {
            all += 1;
            families.entry(named.family).or_insert((0, named)).0 += 1;
        }
        let (count, named) = families.into_values().max_by_key(|(count, _)| *count)?;
        (count >= 3 && count * 5 >= all * 4).then_some(named)
    }
}

/// What an entry is read with.
struct Around<'a> {
    read: &'a Calendar<'a>,
    hints: &'a Hints,
    zone: &'a TimeZone,
    usual: Option<Named>,
}

/// What came of the entries.
#[derive(Default)]
struct Outcome {
    planned: Vec<PlannedWorkout>,
    withdrawn: Vec<Withdrawn>,
    no_sport: Vec<String>,
    rest: usize,
    done: usize,
    cancelled: usize,
    untimed: usize,
    phases: usize,
    not_repeated: Vec<String>,
    unknown_zones: Vec<String>,
}

impl Outcome {
    fn withdraw(&mut self, name: Option<String>, version: EntryVersion) {
        self.withdrawn.extend(name.map(|name| Withdrawn { name, version }));
    }

    /// What the athlete should know of what was left out.
    fn notes(&self, notes: &mut Vec<Note>) {
        let entries =
            |count: usize| if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") };
        let mut left_out = |count: usize, reason: String| {
            if count > 0 {
                notes.push(Note::LeftOut { name: entries(count), reason });
            }
        };
        let titles: Vec<String> =
            self.no_sport.iter().take(NAMED).map(|title| format!("'{title}'")).collect();
        let more = if self.no_sport.len() > NAMED { " …" } else { "" };
        left_out(self.no_sport.len(), format!("no word of a sport ({}{more})", titles.join(", ")));
        left_out(self.rest, "rest days".to_owned());
        left_out(self.done, "already done".to_owned());
        left_out(self.cancelled, "cancelled".to_owned());
        left_out(self.untimed, "no date that can be read".to_owned());
        left_out(self.phases, "weeks or phases of training: plan their sessions one by one".to_owned());
        for name in &self.not_repeated {
            let reason = "it repeats in a way that is not understood; only the first was taken".to_owned();
            notes.push(Note::LeftOut { name: name.clone(), reason });
        }
        for zone in &self.unknown_zones {
            notes.push(Note::UnknownZone { zone: zone.clone() });
        }
    }
}
