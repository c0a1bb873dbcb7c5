//! An entry of a calendar.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use sport::Named;
use units::Duration;

use super::html;
use super::length::length;
use super::lines::Line;
use super::recurrence::moment;
use super::zone::Zone;
use super::{Around, Outcome};
use crate::{EntryVersion, PlannedWorkout, Start, words};

/// No workout lasts longer.
const LONGEST: SignedDuration = SignedDuration::from_hours(5 * 24);
/// A title is cut here.
const LONGEST_TITLE: usize = 200;
/// What programs call the mark of an entry of whole days.
const ALL_DAY: [&str; 3] =
    ["X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT", "X-FUNAMBOL-ALLDAY"];

/// An entry: its lines that matter.
pub(super) struct Entry<'a>(Vec<Line<'a>>);

/// A time as an entry gives it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Time {
    /// A day.
    Day(Date),
    /// A local time, and the instant that it is.
    Moment(DateTime, Timestamp),
}

impl Time {
    pub(super) const MIDNIGHT: jiff::civil::Time = jiff::civil::Time::midnight();

    pub(super) fn local(self) -> DateTime {
        match self {
            Self::Day(date) => date.at(0, 0, 0, 0),
            Self::Moment(local, _) => local,
        }
    }
}

impl<'a> Entry<'a> {
    pub(super) fn of(lines: Vec<Line<'a>>) -> Self {
        Self(lines)
    }

    /// Whether something is read from lines of this name.
    pub(super) fn uses(name: &str) -> bool {
        matches!(
            name,
            "UID"
                | "SUMMARY"
                | "DESCRIPTION"
                | "CATEGORIES"
                | "LOCATION"
                | "GEO"
                | "DTSTART"
                | "DTEND"
                | "DURATION"
                | "RRULE"
                | "RDATE"
                | "EXDATE"
                | "RECURRENCE-ID"
                | "STATUS"
                | "SEQUENCE"
                | "LAST-MODIFIED"
                | "DTSTAMP"
                | "X-APPLE-STRUCTURED-LOCATION"
        ) || ALL_DAY.contains(&name)
    }

    pub(super) fn line(&self, name: &str) -> Option<&Line<'a>> {
        self.0.iter().find(|line| line.name == name)
    }

    /// All lines of a name.
    pub(super) fn lines<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Line<'a>> {
        self.0.iter().filter(move |line| line.name == name)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.line(name)?.text()
    }

    /// What is said of it, line by line.
    fn description(&self) -> Option<String> {
        self.line("DESCRIPTION")?.paragraphs().map(html::as_text)
    }

    pub(super) fn uid(&self) -> Option<String> {
        self.text("UID")
    }

    pub(super) fn title(&self) -> String {
        let title = self.text("SUMMARY").unwrap_or_else(|| "Workout".to_owned());
        title.chars().take(LONGEST_TITLE).collect()
    }

    /// The sport that its title names, or else its categories, or the platform's line for it.
    pub(super) fn sport(&self) -> Option<Named> {
        let title = self.text("SUMMARY").filter(|title| !words::is_errand(title));
        let title = title.and_then(|title| sport::named(&title));
        let categories = || sport::named(&self.text("CATEGORIES")?);
        title.or_else(categories).or_else(|| words::named_sport(&self.description()?))
    }

    /// Whether it tells of a workout that was done.
    pub(super) fn is_done(&self) -> bool {
        self.description().is_some_and(|description| words::is_done(&description))
    }

    /// Which version of the entry it is. In a published feed `DTSTAMP` is the time at which the feed was made (RFC 5545,
    /// 3.8.7.2), which says nothing of the entry.
    pub(super) fn version(&self, around: &Around<'_>) -> EntryVersion {
        let stamp = |name: &str| {
            let utc = self.line(name)?.value.trim().trim_end_matches(['Z', 'z']).to_owned();
            jiff::tz::TimeZone::UTC.to_timestamp(moment(&utc)?).ok()
        };
        let made = || stamp("DTSTAMP").filter(|_| around.read.method.as_deref() != Some("PUBLISH"));
        EntryVersion {
            sequence: self.text("SEQUENCE").and_then(|text| text.parse().ok()).unwrap_or(0),
            stamp: stamp("LAST-MODIFIED").or_else(made),
        }
    }

    /// Whether it was called off, by its status or, as Outlook and Google write it, by its title.
    pub(super) fn is_cancelled(&self) -> bool {
        let said = self.line("STATUS").map(|line| line.value.trim().to_ascii_uppercase());
        matches!(said.as_deref(), Some("CANCELLED" | "CANCELED")) || words::is_cancelled(&self.title())
    }

    /// A value of the line as its type says: a time that is said to be a date is one.
    pub(super) fn time(
        &self,
        line: &Line<'_>,
        value: &str,
        around: &Around<'_>,
        outcome: &mut Outcome,
    ) -> Option<Time> {
        let time = self.written(line, value, around, outcome)?;
        let is_date = line.parameter("VALUE").is_some_and(|kind| kind.eq_ignore_ascii_case("DATE"));
        Some(if is_date { Time::Day(time.local().date()) } else { time })
    }

    /// `20260601T063000Z`, with a zone beside it, or in the athlete's zone; or a date alone.
    fn written(
        &self,
        line: &Line<'_>,
        value: &str,
        around: &Around<'_>,
        outcome: &mut Outcome,
    ) -> Option<Time> {
        let value = value.trim();
        // Some programs write ISO 8601 with all its signs.
        if value.as_bytes().get(4) == Some(&b'-') {
            let utc = |at: Timestamp| Time::Moment(jiff::tz::Offset::UTC.to_datetime(at), at);
            let day = || Some(Time::Day(Date::strptime("%Y-%m-%d", value).ok()?));
            let local = || {
                let local: DateTime = value.parse().ok()?;
                Some(Time::Moment(local, self.zone(line, around, outcome).instant(local)?))
            };
            return value.parse().ok().map(utc).or_else(day).or_else(local);
        }
        if value.len() == 8 {
            return Date::strptime("%Y%m%d", value).ok().map(Time::Day);
        }
        if let Some(utc) = value.strip_suffix(['Z', 'z']) {
            let local = moment(utc)?;
            let at = jiff::tz::TimeZone::UTC.to_timestamp(local).ok()?;
            return Some(Time::Moment(local, at));
        }
        let local = moment(value)?;
        Some(Time::Moment(local, self.zone(line, around, outcome).instant(local)?))
    }

    /// The zone that a line names, else the athlete's.
    pub(super) fn zone<'z>(&self, line: &Line<'_>, around: &Around<'z>, outcome: &mut Outcome) -> Zone<'z> {
        let own = || Zone::Known(around.zone.clone());
        if line.value.trim().ends_with(['Z', 'z']) {
            return Zone::Known(jiff::tz::TimeZone::UTC);
        }
        // A calendar that names one zone for all of its times means it where a time names none.
        let named = line.parameter("TZID").filter(|name| !name.is_empty());
        let Some(name) = named.or(around.read.zone.as_deref()) else { return own() };
        around.read.zones.find(name).unwrap_or_else(|| {
            if !outcome.unknown_zones.iter().any(|known| known == name) && outcome.unknown_zones.len() < 20 {
                outcome.unknown_zones.push(name.to_owned());
            }
            own()
        })
    }

    pub(super) fn start(&self, around: &Around<'_>, outcome: &mut Outcome) -> Option<Time> {
        let line = self.line("DTSTART")?;
        let start = self.time(line, &line.value, around, outcome)?;
        Some(self.whole_day(start, around, outcome).map_or(start, Time::Day))
    }

    /// When it ends. An end without a zone is in that of the start.
    fn end(&self, around: &Around<'_>, outcome: &mut Outcome) -> Option<Time> {
        let (line, start) = (self.line("DTEND")?, self.line("DTSTART")?);
        let zone_of = if is_floating(line) { start } else { line };
        self.time(zone_of, &line.value, around, outcome)
    }

    /// The first day of an entry of whole days that begins with a time, as Outlook writes them: with their midnight.
    fn whole_day(&self, start: Time, around: &Around<'_>, outcome: &mut Outcome) -> Option<Date> {
        let Time::Moment(local, _) = start else { return None };
        let is_midnight = |local: DateTime| local.time() == Time::MIDNIGHT;
        let marks = self.0.iter().filter(|line| ALL_DAY.contains(&line.name.as_str()));
        let is_marked = marks.into_iter().any(|line| matches!(line.value.trim(), "TRUE" | "true" | "1"));
        if !is_midnight(local) {
            // A midnight of another zone, written in UTC: the day that the most of it lies in.
            let noon = || local.checked_add(SignedDuration::from_hours(12)).ok();
            return noon().map(DateTime::date).filter(|_| is_marked);
        }
        let end = self.end(around, outcome);
        let until_midnight =
            end.is_some_and(|end| is_midnight(end.local()) && end.local().date() > local.date());
        let days = || length(&self.line("DURATION")?.value);
        let of_days = days().is_some_and(|length| length.is_positive() && length.as_secs() % 86_400 == 0);
        (is_marked || until_midnight || of_days).then(|| local.date())
    }

    /// How many days an entry of whole days goes over.
    pub(super) fn days(&self, start: Time, around: &Around<'_>, outcome: &mut Outcome) -> i32 {
        let Time::Day(first) = start else { return 1 };
        let end = self.end(around, outcome).map(Time::local);
        let begun = self.line("DTSTART").and_then(|line| self.time(line, &line.value, around, outcome));
        // Midnights of another zone lie as many days apart as those of this one.
        let aside =
            begun.map_or(SignedDuration::ZERO, |begun| begun.local().time().duration_since(Time::MIDNIGHT));
        let until =
            end.and_then(|end| end.checked_sub(aside).ok()).filter(|end| end.time() == Time::MIDNIGHT);
        let begun = begun.map_or(first, |begun| begun.local().date());
        let said = || i32::try_from(length(&self.line("DURATION")?.value)?.as_secs() / 86_400).ok();
        until.map(|end| (end.date() - begun).get_days()).or_else(said).unwrap_or(1).max(1)
    }

    /// How long it lasts, as its end, its length or its words say. A day's entry lasts as its words say.
    fn length(&self, start: Time, around: &Around<'_>, outcome: &mut Outcome) -> Option<Duration> {
        let of_words = || {
            let description = self.description();
            let named = description.as_deref().and_then(words::named_duration);
            let title = || words::duration(&self.title());
            named.or_else(title).or_else(|| words::duration(description.as_deref()?))
        };
        let Time::Moment(_, at) = start else { return of_words() };
        let until = match self.end(around, outcome) {
            Some(Time::Moment(_, end)) => Some(end.duration_since(at)),
            _ => None,
        };
        let said = until.or_else(|| length(&self.line("DURATION")?.value));
        let said = said.filter(|said| said.is_positive() && *said <= LONGEST);
        said.map(|said| Duration::from_seconds(said.as_secs_f64())).or_else(of_words)
    }

    /// `GEO:38.72;-9.14`, or Apple's `geo:38.72,-9.14`.
    fn position(&self) -> Option<timeline::Position> {
        let text = self.line("GEO").or_else(|| self.line("X-APPLE-STRUCTURED-LOCATION"))?;
        let text = text.value.trim().trim_start_matches("geo:").replace("\\;", ";").replace("\\,", ",");
        let (latitude, longitude) = text.split_once([';', ','])?;
        let both = (latitude.trim().parse().ok()?, longitude.trim().parse().ok()?);
        crate::track::on_earth(&both).then_some(timeline::Position { latitude: both.0, longitude: both.1 })
    }

    pub(super) fn planned(
        &self,
        id: Option<String>,
        start: Time,
        around: &Around<'_>,
        outcome: &mut Outcome,
    ) -> Option<PlannedWorkout> {
        let (title, named) = (self.title(), self.sport());
        // Structure without a sport counts in a calendar of one sport.
        let usual =
            || around.usual.filter(|_| words::effort(&title).is_some() && words::is_structured(&title));
        let Some(named) = named.or_else(usual) else {
            outcome.no_sport.push(title);
            return None;
        };
        let duration = self.length(start, around, outcome);
        Some(PlannedWorkout {
            id,
            uid: self.uid(),
            version: self.version(around),
            sport: named.sport,
            indoors: named.indoor,
            effort: words::effort(&title),
            start: Some(match start {
                Time::Day(date) => Start::Day(date),
                Time::Moment(_, at) => Start::At(at),
            }),
            duration,
            place: self.text("LOCATION"),
            position: self.position(),
            title,
        })
    }
}

/// Whether a line says its time without any zone.
pub(super) fn is_floating(line: &Line<'_>) -> bool {
    let value = line.value.trim();
    let is_zoned =
        value.ends_with(['Z', 'z']) || value.get(19..).is_some_and(|rest| rest.contains(['+', '-']));
    !is_zoned && line.parameter("TZID").is_none_or(str::is_empty)
}
