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
        if line.value.trim().ends_with(['Z', 'z']) {
            return Zone::Known(jiff::tz::TimeZone::UTC);
        }
        let Some(name) = line.parameter("TZID") else { return own() };
        around.read.zones.find(name).unwrap_or_else(|| {
            if !outcome.unknown_zones.iter().any(|known| known == name) && outcome.unknown_zones.len() < 20 {
                outcome.unknown_zones.push(name.to_owned());
            }
            own()
        })
    }

    fn start(&self, around: &Around<'_>, outcome: &mut Outcome) -> Option<Time> {
        let line = self.line("DTSTART")?;
        self.time(line, &line.value, around, outcome)
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
        let mut replaced = BTreeSet::new();
        for exception in &self.exceptions {
            self.exception(exception, around, outcome, &mut replaced);
        }
        let Some((_, main)) = main else { return };
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
        let Some(rule) = main.line("RRULE") else {
            let planned = main.planned(self.uid.clone(), start, around, outcome);
            outcome.planned.extend(planned);
            return;
        };
        let Some(rule) = Rule::read(&rule.value) else {
            outcome.not_repeated.push(main.title());
            let planned = main.planned(self.uid.clone(), start, around, outcome);
            outcome.planned.extend(planned);
            return;
        };
        self.series(main, start, &rule, around, outcome, &replaced);
    }

    /// An occurrence that was moved, changed or cancelled.
    fn exception(
        &self,
        entry: &Entry<'a>,
        around: &Around<'_>,
        outcome: &mut Outcome,
        replaced: &mut BTreeSet<DateTime>,
    ) {
        let Some(line) = entry.line("RECURRENCE-ID") else { return };
        let Some(of) = entry.time(line, &line.value, around, outcome) else { return };
        let series = self.main.last().and_then(|main| main.line("DTSTART"));
        let local = series.map_or(of.local(), |line| in_zone_of(entry, line, of, around, outcome));
        replaced.insert(local);
        let id = self.occurrence(local);
        if entry.is_cancelled() || around.read.cancels || words::is_rest(&entry.title()) {
            outcome.withdraw(id, entry.version(around));
            return;
        }
        if let Some(start) = entry.start(around, outcome) {
            let planned = entry.planned(id, start, around, outcome);
            outcome.planned.extend(planned);
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
        rule: &Rule,
        around: &Around<'_>,
        outcome: &mut Outcome,
        replaced: &BTreeSet<DateTime>,
    ) {
        let Some(line) = main.line("DTSTART") else { return };
        let zone = main.zone(line, around, outcome);
        let now = around.hints.now;
        let at =
            |shift: SignedDuration| now.and_then(|now| now.checked_add(shift).ok()).map(|at| zone.local(at));
        // A series that ends by itself is taken whole; an endless one from today on.
        let first = start.local();
        let ahead = || first.checked_add(AHEAD).ok();
        let from = at(-BACK).filter(|_| !rule.is_finite()).unwrap_or(first);
        let to = at(AHEAD).filter(|_| !rule.is_finite()).or_else(ahead).unwrap_or(first);
        let to = if rule.is_finite() { DateTime::MAX } else { to };
        let until = rule.until.map(|until| match until {
            Until::Local(local) => local,
            Until::Utc(utc) => {
                jiff::tz::TimeZone::UTC.to_timestamp(utc).map_or(utc, |instant| zone.local(instant))
            }
        });
        let to = until.map_or(to, |until| until.min(to));
        let excepted: BTreeSet<DateTime> = main
            .0
            .iter()
            .filter(|line| line.name == "EXDATE")
            .flat_map(|line| line.value.split(',').map(move |value| (line, value)))
            .filter_map(|(exdate, value)| {
                let of = main.time(exdate, value, around, outcome)?;
                Some(in_zone_of(main, line, of, around, outcome))
            })
            .collect();
        let mut moments = rule.moments(first, from, to, MOST);
        for line in main.0.iter().filter(|line| line.name == "RDATE") {
            let more = line.value.split(',').filter_map(|value| main.time(line, value, around, outcome));
            moments.extend(more.map(Time::local));
        }
        let skipped = |moment: &DateTime| {
            let day = moment.date().at(0, 0, 0, 0);
            replaced.contains(moment)
                || excepted.contains(moment)
                || excepted.contains(&day) && day == *moment
        };
        for local in moments {
            let id = self.occurrence(local);
            if skipped(&local) {
                outcome.withdraw(id.filter(|_| !replaced.contains(&local)), main.version(around));
                continue;
            }
            let at = match start {
                Time::Day(_) => Some(Time::Day(local.date())),
                Time::Moment(..) => zone.instant(local).map(|at| Time::Moment(local, at)),
            };
            let Some(at) = at else { continue };
            let planned = occurrence(main, id, start, at, around, outcome);
            let named = planned.is_some();
            outcome.planned.extend(planned);
            // A series without a sport is said to be left out once.
            if !named {
                break;
            }
        }
    }
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
