//! All entries of one name together: a series with its exceptions.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use units::Duration;

use super::entry::{Entry, Time, is_floating};
use super::lines::Line;
use super::recurrence::{Rule, Until};
use super::zone::Zone;
use super::{Around, Outcome};
use crate::{EntryVersion, PlannedWorkout, Start, words};

/// No day has more training in it, so a length above is that of several days.
const MOST_IN_A_DAY: Duration = Duration::from_hours(12.0);
/// An entry over more days is a phase of a season, and not a workout on each of them.
const MOST_DAYS: i32 = 14;
/// How far ahead an endless series is expanded.
const AHEAD: SignedDuration = SignedDuration::from_hours(26 * 7 * 24);
/// The most occurrences of a series.
const MOST: usize = 400;
/// How far back a series is expanded.
const BACK: SignedDuration = SignedDuration::from_hours(24);

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
        // What takes back a whole series takes back its occurrences that were changed before.
        if let Some(main) = main.filter(|main| main.is_cancelled() || around.read.cancels) {
            outcome.cancelled += 1;
            outcome.withdraw(self.uid.clone(), main.version(around));
            return;
        }
        let mut replaced = Replaced::default();
        for (which, exception) in self.newest_exceptions(main, around, outcome) {
            self.exception(exception, which, around, outcome, &mut replaced);
        }
        let Some(main) = main else { return };
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

    /// The entries that replace occurrences, with [what they replace](replaces); of several copies of one the newest.
    fn newest_exceptions(
        &self,
        main: Option<&Entry<'a>>,
        around: &Around<'_>,
        outcome: &mut Outcome,
    ) -> Vec<((DateTime, bool), &'e Entry<'a>)> {
        let mut newest: Vec<((DateTime, bool), &'e Entry<'a>)> = Vec::new();
        let mut places: BTreeMap<(DateTime, bool), usize> = BTreeMap::new();
        for entry in &self.exceptions {
            let Some(which) = replaces(entry, main, around, outcome) else { continue };
            let place = *places.entry(which).or_insert(newest.len());
            match newest.get_mut(place) {
                Some((_, known)) if entry.version(around).compare(&known.version(around)).is_ge() => {
                    *known = entry;
                }
                Some(_) => {}
                None => newest.push((which, entry)),
            }
        }
        newest
    }

    /// An occurrence that was moved, changed or cancelled.
    fn exception<'x>(
        &self,
        entry: &'x Entry<'a>,
        (local, from_then_on): (DateTime, bool),
        around: &Around<'_>,
        outcome: &mut Outcome,
        replaced: &mut Replaced<'x, 'a>,
    ) {
        replaced.moments.insert(local);
        let id = self.occurrence(local);
        let is_off = entry.is_cancelled() || around.read.cancels || words::is_rest(&entry.title());
        let start = entry.start(around, outcome);
        if from_then_on {
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
            dates(main, "EXDATE", line, start, around, outcome).into_iter().collect();
        let mut moments = rule.map_or(vec![start.local()], |rule| {
            let floats = is_floating(line) && around.read.zone.is_none();
            moments_of(rule, start, floats, &zone, around.hints.now)
        });
        moments.extend(dates(main, "RDATE", line, start, around, outcome));
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

/// The occurrences of a series that lines of a name list (`EXDATE`, `RDATE`), on the clock of the series.
fn dates(
    entry: &Entry<'_>,
    name: &str,
    series: &Line<'_>,
    start: Time,
    around: &Around<'_>,
    outcome: &mut Outcome,
) -> Vec<DateTime> {
    let lines = entry.lines(name);
    // A period is written with its end or length: `20261205T090000Z/PT1H`.
    let values = lines.flat_map(|line| {
        // vCalendar 1.0 lists them with semicolons.
        let values = line.value.split([',', ';']);
        values.map(move |value| (line, value.split('/').next().unwrap_or_default()))
    });
    let mut dates = Vec::new();
    for (line, value) in values.take(2 * MOST) {
        // What names no zone is on the clock of the series.
        let zone_of = if is_floating(line) { series } else { line };
        let Some(of) = entry.time(zone_of, value, around, outcome) else { continue };
        let added = name == "RDATE" && matches!((start, of), (Time::Moment(..), Time::Moment(..)));
        let local = if added {
            in_zone_of(entry, series, of, around, outcome)
        } else {
            on_clock_of_series(entry, series, start, of, around, outcome)
        };
        dates.push(local);
    }
    dates
}

/// Which occurrence an entry replaces, on the clock of its series, and whether all that follow as well.
fn replaces(
    entry: &Entry<'_>,
    main: Option<&Entry<'_>>,
    around: &Around<'_>,
    outcome: &mut Outcome,
) -> Option<(DateTime, bool)> {
    let line = entry.line("RECURRENCE-ID")?;
    let series = main.and_then(|main| Some((main.line("DTSTART")?, main.start(around, outcome)?)));
    let zone_of = series.filter(|_| is_floating(line)).map_or(line, |(series, _)| series);
    let of = entry.time(zone_of, &line.value, around, outcome)?;
    let local = series
        .map_or(of.local(), |(line, start)| on_clock_of_series(entry, line, start, of, around, outcome));
    let range = line.parameter("RANGE");
    Some((local, range.is_some_and(|range| range.eq_ignore_ascii_case("THISANDFUTURE"))))
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
fn moments_of(
    rule: &Rule,
    start: Time,
    floats: bool,
    zone: &Zone<'_>,
    now: Option<Timestamp>,
) -> Vec<DateTime> {
    let at = |shift: SignedDuration| now.and_then(|now| now.checked_add(shift).ok()).map(|at| zone.local(at));
    let first = start.local();
    let until = rule.until.map(|until| match until {
        Until::Local(local) => local,
        // The last of whole days, written as the midnight of no zone.
        Until::Utc(utc) if matches!(start, Time::Day(_)) && utc.time() == Time::MIDNIGHT => utc,
        // A series without a zone ends on its own clock, although some programs write a `Z` behind it.
        Until::Utc(utc) if floats => utc,
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
            let own = start.local().time();
            let is_off = local.time() != own;
            // Some programs leave the zone of the series out here, or write UTC for none.
            let on_own_clock = is_off && written.time() == own;
            let is_day = is_off && written.time() == Time::MIDNIGHT;
            if on_own_clock || is_day { of_day(written) } else { local }
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
