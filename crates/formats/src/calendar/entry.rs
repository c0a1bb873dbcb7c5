//! An entry of a calendar, and all entries of one name together: a series with its exceptions.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use sport::Named;
use units::Duration;

use super::length::length;
use super::lines::Line;
use super::recurrence::{Rule, Until, moment};
use super::zone::Zone;
use super::{Around, Outcome};
use crate::{EntryVersion, PlannedWorkout, Start, words};

/// No workout lasts longer.
const LONGEST: SignedDuration = SignedDuration::from_hours(5 * 24);
/// No day has more training in it, so a length above is that of several days.
const MOST_IN_A_DAY: Duration = Duration::from_hours(12.0);
/// An entry over more days is a phase of a season, and not a workout on each of them.
const MOST_DAYS: i32 = 14;
/// How far ahead an endless series is expanded.
const AHEAD: SignedDuration = SignedDuration::from_hours(26 * 7 * 24);
/// How far back a series is expanded.
const BACK: SignedDuration = SignedDuration::from_hours(24);
/// The most occurrences of a series.
const MOST: usize = 400;
/// A title is cut here.
const LONGEST_TITLE: usize = 200;

/// An entry: its lines that matter.
pub(super) struct Entry<'a>(Vec<Line<'a>>);

/// A time as an entry gives it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Time {
    /// A day.
    Day(Date),
    /// A local time, and the instant that it is.
    Moment(DateTime, Timestamp),
}

impl Time {
    const MIDNIGHT: jiff::civil::Time = jiff::civil::Time::midnight();

    fn local(self) -> DateTime {
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
                | "X-MICROSOFT-CDO-ALLDAYEVENT"
        )
    }

    fn line(&self, name: &str) -> Option<&Line<'a>> {
        self.0.iter().find(|line| line.name == name)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.line(name)?.text()
    }

    /// What is said of it, line by line.
    fn description(&self) -> Option<String> {
        self.line("DESCRIPTION")?.paragraphs()
    }

    fn uid(&self) -> Option<String> {
        self.text("UID")
    }

    fn title(&self) -> String {
        let title = self.text("SUMMARY").unwrap_or_else(|| "Workout".to_owned());
        title.chars().take(LONGEST_TITLE).collect()
    }

    /// The sport that its title names, or else its categories, or the platform's line for it.
    pub(super) fn sport(&self) -> Option<Named> {
        let title = self.text("SUMMARY").and_then(|title| sport::named(&title));
        let categories = || sport::named(&self.text("CATEGORIES")?);
        title.or_else(categories).or_else(|| words::named_sport(&self.description()?))
    }

    /// Whether it tells of a workout that was done.
    fn is_done(&self) -> bool {
        self.description().is_some_and(|description| words::is_done(&description))
    }

    /// Which version of the entry it is. In a published feed `DTSTAMP` is the time at which the feed was made (RFC 5545,
    /// 3.8.7.2), which says nothing of the entry.
    fn version(&self, around: &Around<'_>) -> EntryVersion {
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

    fn is_cancelled(&self) -> bool {
        self.line("STATUS").is_some_and(|line| line.value.trim().eq_ignore_ascii_case("CANCELLED"))
    }

    /// `20260601T063000Z`, with a zone beside it, or in the athlete's zone; or a date alone.
    fn time(&self, line: &Line<'_>, value: &str, around: &Around<'_>, outcome: &mut Outcome) -> Option<Time> {
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
    fn zone<'z>(&self, line: &Line<'_>, around: &Around<'z>, outcome: &mut Outcome) -> Zone<'z> {
        let own = || Zone::Known(around.zone.clone());
        // A calendar that names one zone for all of its times means it where a time names none.
        let of_calendar = || around.read.zones.find(around.read.zone.as_deref()?);
        if line.value.trim().ends_with(['Z', 'z']) {
            return Zone::Known(jiff::tz::TimeZone::UTC);
        }
        let Some(name) = line.parameter("TZID") else { return of_calendar().unwrap_or_else(own) };
        around.read.zones.find(name).unwrap_or_else(|| {
            if !outcome.unknown_zones.iter().any(|known| known == name) && outcome.unknown_zones.len() < 20 {
                outcome.unknown_zones.push(name.to_owned());
            }
            own()
        })
    }

    fn start(&self, around: &Around<'_>, outcome: &mut Outcome) -> Option<Time> {
        let line = self.line("DTSTART")?;
        let start = self.time(line, &line.value, around, outcome)?;
        let is_day = self.is_of_whole_days(start, around, outcome);
        Some(if is_day { Time::Day(start.local().date()) } else { start })
    }

    /// Whether a time is the midnight with which an entry of whole days begins, as Outlook writes them.
    fn is_of_whole_days(&self, start: Time, around: &Around<'_>, outcome: &mut Outcome) -> bool {
        let is_midnight = |local: DateTime| local.time() == Time::MIDNIGHT;
        if !matches!(start, Time::Moment(..)) || !is_midnight(start.local()) {
            return false;
        }
        let said = self.line("X-MICROSOFT-CDO-ALLDAYEVENT");
        let end = self.line("DTEND").and_then(|line| self.time(line, &line.value, around, outcome));
        let until_midnight =
            end.is_some_and(|end| is_midnight(end.local()) && end.local().date() > start.local().date());
        let days = || length(&self.line("DURATION")?.value);
        let of_days = days().is_some_and(|length| length.is_positive() && length.as_secs() % 86_400 == 0);
        said.is_some_and(|line| line.value.trim().eq_ignore_ascii_case("TRUE")) || until_midnight || of_days
    }

    /// The occurrences of a series that lines of a name list (`EXDATE`, `RDATE`), on the clock of the series.
    fn dates(
        &self,
        name: &str,
        series: &Line<'_>,
        start: Time,
        around: &Around<'_>,
        outcome: &mut Outcome,
    ) -> Vec<DateTime> {
        let lines = self.0.iter().filter(|line| line.name == name);
        // A period is written with its end or length: `20261205T090000Z/PT1H`.
        let values = lines.flat_map(|line| {
            // vCalendar 1.0 lists them with semicolons.
            let values = line.value.split([',', ';']);
            values.map(move |value| (line, value.split('/').next().unwrap_or_default()))
        });
        let mut dates = Vec::new();
        for (line, value) in values.take(2 * MOST) {
            let Some(of) = self.time(line, value, around, outcome) else { continue };
            let added = name == "RDATE" && matches!((start, of), (Time::Moment(..), Time::Moment(..)));
            let local = if added {
                in_zone_of(self, series, of, around, outcome)
            } else {
                on_clock_of_series(self, series, start, of, around, outcome)
            };
            dates.push(local);
        }
        dates
    }

    /// How many days an entry of whole days goes over.
    fn days(&self, start: Time, around: &Around<'_>, outcome: &mut Outcome) -> i32 {
        let Time::Day(first) = start else { return 1 };
        let end = self.line("DTEND").and_then(|line| self.time(line, &line.value, around, outcome));
        let until = end.map(Time::local).filter(|end| end.time() == Time::MIDNIGHT);
        let said = || i32::try_from(length(&self.line("DURATION")?.value)?.as_secs() / 86_400).ok();
        until.map(|end| (end.date() - first).get_days()).or_else(said).unwrap_or(1).max(1)
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
        let end = self.line("DTEND").and_then(|line| self.time(line, &line.value, around, outcome));
        let until = match end {
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

    fn planned(
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

/// All entries of one name: the series, and what replaces occurrences of it.
pub(super) struct Group<'a, 'e> {
    uid: Option<String>,
    main: Vec<&'e Entry<'a>>,
    exceptions: Vec<&'e Entry<'a>>,
}

impl<'a, 'e> Group<'a, 'e> {
    /// Entries by name, in the order of their first; those without a name stand alone.
    pub(super) fn of(entries: &'e [Entry<'a>]) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for entry in entries {
            let uid = entry.uid();
            let place = uid.as_ref().and_then(|uid| known.get(uid).copied()).unwrap_or_else(|| {
                groups.push(Self { uid: uid.clone(), main: Vec::new(), exceptions: Vec::new() });
                if let Some(uid) = uid {
                    known.insert(uid, groups.len() - 1);
                }
                groups.len() - 1
            });
            let group = &mut groups[place];
            let of =
                if entry.line("RECURRENCE-ID").is_some() { &mut group.exceptions } else { &mut group.main };
            of.push(entry);
        }
        groups
    }

    pub(super) fn plan(&self, around: &Around<'_>, outcome: &mut Outcome) {
        // Of several copies in one file the newest counts.
        let main = self.main.iter().enumerate().max_by_key(|(index, entry)| {
            let EntryVersion { sequence, stamp } = entry.version(around);
            (sequence, stamp, *index)
        });
        let main = main.map(|(_, main)| *main);
        let mut replaced = Replaced::default();
        for exception in &self.exceptions {
            self.exception(exception, main, around, outcome, &mut replaced);
        }
        let Some(main) = main else { return };
        if main.is_cancelled() || around.read.cancels {
            outcome.cancelled += 1;
            outcome.withdraw(self.uid.clone(), main.version(around));
            return;
        }
        if words::is_rest(&main.title()) {
            outcome.rest += 1;
            outcome.withdraw(self.uid.clone(), main.version(around));
            return;
        }
        // Its plan, if there was one, stays with what was taken for it.
        if main.is_done() {
            outcome.done += 1;
            return;
        }
        let Some(start) = main.start(around, outcome) else {
            outcome.untimed += 1;
            return;
        };
        let days = main.days(start, around, outcome);
        if main.sport().is_some() && (days > MOST_DAYS || days > 2 && words::is_phase(&main.title())) {
            outcome.phases += 1;
            outcome.withdraw(self.uid.clone(), main.version(around));
            return;
        }
        let rule = match main.line("RRULE").map(|line| Rule::read(&line.value)) {
            Some(Some(rule)) => Some(rule),
            None if main.line("RDATE").is_some() => None,
            unread => {
                if unread.is_some() {
                    outcome.not_repeated.push(main.title());
                }
                let planned = main.planned(self.uid.clone(), start, around, outcome);
                outcome.planned.extend(planned.into_iter().flat_map(|planned| self.each_day(planned, days)));
                return;
            }
        };
        self.series(main, start, rule.as_ref(), around, outcome, &replaced);
    }

    /// A workout for each day of an entry that goes over several (a camp, a stage race). What it says of their length is said
    /// of a day, or, where no day has so much, of all of them together.
    fn each_day(&self, planned: PlannedWorkout, days: i32) -> Vec<PlannedWorkout> {
        let Some(Start::Day(first)) = planned.start.filter(|_| days > 1) else { return vec![planned] };
        let duration =
            planned.duration.map(|whole| if whole > MOST_IN_A_DAY { whole / f64::from(days) } else { whole });
        let on = |day: i32| {
            let date = first.checked_add(jiff::Span::new().days(day)).ok()?;
            let id = if day == 0 { planned.id.clone() } else { self.occurrence(date.at(0, 0, 0, 0)) };
            Some(PlannedWorkout { id, start: Some(Start::Day(date)), duration, ..planned.clone() })
        };
        (0..days).filter_map(on).collect()
    }

    /// An occurrence that was moved, changed or cancelled.
    fn exception<'x>(
        &self,
        entry: &'x Entry<'a>,
        main: Option<&Entry<'a>>,
        around: &Around<'_>,
        outcome: &mut Outcome,
        replaced: &mut Replaced<'x, 'a>,
    ) {
        let Some(line) = entry.line("RECURRENCE-ID") else { return };
        let Some(of) = entry.time(line, &line.value, around, outcome) else { return };
        let series = main.and_then(|main| Some((main.line("DTSTART")?, main.start(around, outcome)?)));
        let local = series
            .map_or(of.local(), |(line, start)| on_clock_of_series(entry, line, start, of, around, outcome));
        replaced.moments.insert(local);
        let id = self.occurrence(local);
        let is_off = entry.is_cancelled() || around.read.cancels || words::is_rest(&entry.title());
        let start = entry.start(around, outcome);
        if line.parameter("RANGE").is_some_and(|range| range.eq_ignore_ascii_case("THISANDFUTURE")) {
            let by = start.map(|start| start.local().duration_since(local));
            let entry = Some(entry).filter(|_| !is_off);
            replaced.from_then_on.push(Change { from: local, by: by.unwrap_or_default(), entry });
        }
        if is_off {
            outcome.withdraw(id, entry.version(around));
            return;
        }
        if let Some(start) = start {
            let planned = entry.planned(id, start, around, outcome);
            let days = entry.days(start, around, outcome).min(MOST_DAYS);
            outcome.planned.extend(planned.into_iter().flat_map(|planned| self.each_day(planned, days)));
        }
    }

    /// The name of an occurrence: the series' and the local time at which the rule has it.
    fn occurrence(&self, local: DateTime) -> Option<String> {
        self.uid.as_ref().map(|uid| format!("{uid}/{}", local.strftime("%Y%m%dT%H%M%S")))
    }

    fn series(
        &self,
        main: &Entry<'a>,
        start: Time,
        rule: Option<&Rule>,
        around: &Around<'_>,
        outcome: &mut Outcome,
        replaced: &Replaced<'_, 'a>,
    ) {
        let Some(line) = main.line("DTSTART") else { return };
        let zone = main.zone(line, around, outcome);
        let excepted: BTreeSet<DateTime> =
            main.dates("EXDATE", line, start, around, outcome).into_iter().collect();
        let mut moments =
            rule.map_or(vec![start.local()], |rule| moments_of(rule, start, &zone, around.hints.now));
        moments.extend(main.dates("RDATE", line, start, around, outcome));
        moments.sort_unstable();
        moments.dedup();
        moments.truncate(2 * MOST);
        for local in moments {
            let id = self.occurrence(local);
            if replaced.moments.contains(&local) {
                continue;
            }
            let change =
                replaced.from_then_on.iter().filter(|change| change.from <= local).max_by_key(|c| c.from);
            let entry = change.map_or(Some(main), |change| change.entry);
            let Some(entry) = entry.filter(|_| !excepted.contains(&local)) else {
                outcome.withdraw(id, main.version(around));
                continue;
            };
            let moved = change.map_or(Some(local), |change| local.checked_add(change.by).ok());
            let at = moved.and_then(|local| match start {
                Time::Day(_) => Some(Time::Day(local.date())),
                Time::Moment(..) => zone.instant(local).map(|at| Time::Moment(local, at)),
            });
            let first = if change.is_some() { entry.start(around, outcome) } else { Some(start) };
            let Some((at, first)) = at.zip(first) else { continue };
            let planned = occurrence(entry, id, first, at, around, outcome);
            let named = planned.is_some();
            let days = if named { entry.days(first, around, outcome) } else { 1 };
            outcome.planned.extend(planned.into_iter().flat_map(|planned| self.each_day(planned, days)));
            // A series without a sport is said to be left out once.
            if !named {
                break;
            }
        }
    }
}

/// What replaces occurrences of a series.
#[derive(Default)]
struct Replaced<'e, 'a> {
    /// The occurrences that have an entry of their own.
    moments: BTreeSet<DateTime>,
    /// Entries that hold from an occurrence on (`RANGE=THISANDFUTURE`).
    from_then_on: Vec<Change<'e, 'a>>,
}

/// A change of an occurrence and all after it.
struct Change<'e, 'a> {
    from: DateTime,
    /// By how much they are moved.
    by: SignedDuration,
    /// What they are; none where they are cancelled.
    entry: Option<&'e Entry<'a>>,
}

/// The moments that a rule has, on the clock of the series. A series that ends by itself is taken whole, as far as it has
/// no more than [`MOST`]; a longer or an endless one from today on.
fn moments_of(rule: &Rule, start: Time, zone: &Zone<'_>, now: Option<Timestamp>) -> Vec<DateTime> {
    let at = |shift: SignedDuration| now.and_then(|now| now.checked_add(shift).ok()).map(|at| zone.local(at));
    let first = start.local();
    let until = rule.until.map(|until| match until {
        Until::Local(local) => local,
        // The last of whole days, written as the midnight of no zone.
        Until::Utc(utc) if matches!(start, Time::Day(_)) && utc.time() == Time::MIDNIGHT => utc,
        Until::Utc(utc) => {
            jiff::tz::TimeZone::UTC.to_timestamp(utc).map_or(utc, |instant| zone.local(instant))
        }
    });
    let recent = at(-BACK).unwrap_or(first);
    if rule.is_finite() {
        let whole = rule.moments(first, first, until.unwrap_or(DateTime::MAX), MOST);
        if whole.len() < MOST {
            return whole;
        }
    }
    let ahead = at(AHEAD).or_else(|| first.checked_add(AHEAD).ok()).unwrap_or(first);
    rule.moments(first, recent, until.map_or(ahead, |until| until.min(ahead)), MOST)
}

/// One occurrence of a series: as long as the first.
fn occurrence(
    main: &Entry<'_>,
    id: Option<String>,
    first: Time,
    at: Time,
    around: &Around<'_>,
    outcome: &mut Outcome,
) -> Option<PlannedWorkout> {
    let planned = main.planned(id, first, around, outcome)?;
    let start = match at {
        Time::Day(date) => Start::Day(date),
        Time::Moment(_, at) => Start::At(at),
    };
    Some(PlannedWorkout { start: Some(start), ..planned })
}

/// The occurrence that a time means, as the clock of the series shows it, whatever zone it is written in. A day alone, or
/// a midnight at which the series never is, means the occurrence of that day.
fn on_clock_of_series(
    entry: &Entry<'_>,
    series: &Line<'_>,
    start: Time,
    time: Time,
    around: &Around<'_>,
    outcome: &mut Outcome,
) -> DateTime {
    let of_day = |local: DateTime| local.date().to_datetime(start.local().time());
    match (start, time) {
        (_, time @ Time::Day(_)) => of_day(time.local()),
        // Exchange writes the days of a series of whole days as their midnights.
        (Time::Day(_), Time::Moment(written, at)) => {
            let is_midnight = written.time() == Time::MIDNIGHT;
            of_day(if is_midnight { written } else { entry.zone(series, around, outcome).local(at) })
        }
        (Time::Moment(..), Time::Moment(written, at)) => {
            let local = entry.zone(series, around, outcome).local(at);
            let is_day = written.time() == Time::MIDNIGHT && local.time() != start.local().time();
            if is_day { of_day(written) } else { local }
        }
    }
}

/// A time as the clock of the series shows it, whatever zone it is written in.
fn in_zone_of(
    entry: &Entry<'_>,
    series: &Line<'_>,
    time: Time,
    around: &Around<'_>,
    outcome: &mut Outcome,
) -> DateTime {
    match time {
        Time::Day(date) => date.at(0, 0, 0, 0),
        Time::Moment(_, at) => entry.zone(series, around, outcome).local(at),
    }
}
