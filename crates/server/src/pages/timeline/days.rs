//! What happened as the page lists it: weeks of days, each workout with its facts.

use std::collections::BTreeMap;

use engine::{AthleteRecord, ExpectedLoss, LoggedReading, ReadingKind, SweatTestRecord};
use jiff::civil::Date;
use timeline::{Event, EventKind, SleepRole};

use super::behind::{Source, short, source};
use crate::language::Language;
use crate::pages::icons;
use crate::pages::show::time;

/// A week with its totals.
pub(super) struct Week {
    pub(super) title: String,
    pub(super) total: String,
    pub(super) days: Vec<Day>,
    /// Its first day, a Monday.
    pub(super) begins: Date,
    /// Only its sums are seen until it is opened.
    pub(super) folded: bool,
    seconds: f64,
    sessions: usize,
}

pub(super) struct Day {
    pub(super) date: String,
    pub(super) words: String,
    /// The sleeps that ended on it, which stand in its header.
    pub(super) nights: Vec<Row>,
    pub(super) events: Vec<Row>,
}

/// A workout, a sleep, or a sweat test that no recording belongs to.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) sleep: bool,
    /// A sleep beside the main one, which says so.
    pub(super) aside: bool,
    pub(super) icon: String,
    pub(super) title: String,
    pub(super) detail: String,
    pub(super) duration: String,
    pub(super) right: String,
    /// The sweat that it likely cost, where the profile gives it.
    pub(super) lost: String,
    /// The length of its bar, in hundredths of three hours.
    pub(super) share: u32,
    /// How hard it was, 1 to 5, for the tone of the bar.
    pub(super) tone: u8,
    /// The test that was made: its name and what it says.
    pub(super) tested: Option<(String, String)>,
    /// Line by line what is known of it.
    pub(super) facts: Vec<(String, String)>,
    pub(super) flags: Vec<String>,
    pub(super) legs: Vec<String>,
    pub(super) links: Vec<Source>,
    pub(super) fields: Vec<(String, String)>,
    /// Several observations stand behind it: which of them counts can be said.
    pub(super) several: bool,
    /// The middle of it, as a form writes it.
    pub(super) middle: String,
    /// It is an event, which can be overruled; not a test alone.
    pub(super) event: bool,
}

/// What the rows are made from.
pub(super) struct Known<'a> {
    pub(super) athlete: &'a AthleteRecord,
    pub(super) language: Language,
    pub(super) today: Date,
    pub(super) expected: &'a BTreeMap<String, ExpectedLoss>,
    pub(super) tests: &'a [SweatTestRecord],
    pub(super) readings: &'a [LoggedReading],
}

/// The date that an event belongs to: a sleep to the day of waking.
pub(super) fn date_of(event: &Event, athlete: &AthleteRecord) -> Date {
    let at = if event.sleep().is_some() { event.span.end } else { event.span.start };
    at.to_zoned_datetime(athlete.time_zone()).date()
}

/// A date in words, with its year where that is not this one.
pub(super) fn dated(date: Date, today: Date, language: Language) -> String {
    if date.year() == today.year() { language.day(date) } else { language.long_day(date) }
}

/// The events in weeks, the newest first; tests without a recording among them.
pub(super) fn weeks(events: &[&Event], alone: &[&SweatTestRecord], known: &Known<'_>) -> Vec<Week> {
    let mut rows: Vec<(jiff::Timestamp, Date, f64, Row)> = events
        .iter()
        .map(|event| {
            let moving = if event.sleep().is_some() { 0.0 } else { event.span.duration().as_seconds() };
            (event.span.start, date_of(event, known.athlete), moving, row(event, known))
        })
        .collect();
    rows.extend(alone.iter().map(|test| {
        let date = test.at.to_zoned_datetime(known.athlete.time_zone()).date();
        (test.at, date, test.conditions.duration.as_seconds(), of_test(test, known))
    }));
    rows.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    let mut weeks: Vec<Week> = Vec::new();
    for (_, date, seconds, row) in rows {
        let begins =
            date.saturating_sub(jiff::Span::new().days(i64::from(date.weekday().to_monday_zero_offset())));
        if weeks.last().is_none_or(|week| week.begins != begins) {
            let (title, total, days) = (String::new(), String::new(), Vec::new());
            weeks.push(Week { title, total, days, begins, folded: false, seconds: 0.0, sessions: 0 });
        }
        let Some(week) = weeks.last_mut() else { continue };
        if seconds > 0.0 {
            week.seconds += seconds;
            week.sessions += 1;
        }
        let key = date.to_string();
        if week.days.last().is_none_or(|day| day.date != key) {
            let words = dated(date, known.today, known.language);
            week.days.push(Day { date: key.clone(), words, nights: Vec::new(), events: Vec::new() });
        }
        if let Some(day) = week.days.last_mut() {
            let list = if row.sleep { &mut day.nights } else { &mut day.events };
            list.push(row);
        }
    }
    for week in &mut weeks {
        let ends = week.begins.saturating_add(jiff::Span::new().days(6));
        let language = known.language;
        week.title = language.days(week.begins, ends, known.today);
        // Of a week of nights alone there is nothing to add up.
        if week.sessions == 0 {
            continue;
        }
        let time = units::Duration::from_seconds(week.seconds).in_words();
        week.total = language.with("time", time).with("count", week.sessions).t("timeline-week-total");
    }
    weeks
}

/// The sport of a workout, as one of ours where it is.
pub(super) fn icon_of(event: &Event) -> &'static str {
    match &event.kind {
        EventKind::Workout(workout) => match workout.sport.parse::<physiology::Sport>() {
            Ok(sport) => icons::of_sport(sport),
            Err(_) => icons::of_sport_key(&workout.sport.to_lowercase()),
        },
        EventKind::Sleep(_) => "sleep",
    }
}

/// A workout or sleep with its facts.
pub(super) fn row(event: &Event, known: &Known<'_>) -> Row {
    let (athlete, language) = (known.athlete, known.language);
    let clock = |instant| time(instant, athlete, language);
    let span = language.with("from", clock(event.span.start)).with("until", clock(event.span.end));
    let span = span.t("timeline-span");
    let several = event.links.len() > 1;
    let half = event.span.end.duration_since(event.span.start) / 2;
    let middle = (event.span.start + half).to_zoned_datetime(athlete.time_zone());
    let fields = event.fields.iter().filter(|_| several);
    let mut row = Row {
        id: event.id.clone(),
        sleep: event.sleep().is_some(),
        aside: event.sleep().is_some_and(|sleep| sleep.role != SleepRole::Main),
        icon: icons::icon(icon_of(event)),
        title: String::new(),
        detail: span.clone(),
        duration: event.span.duration().in_words(),
        right: String::new(),
        lost: String::new(),
        share: share(event.span.duration()),
        tone: 3,
        tested: None,
        facts: Vec::new(),
        flags: event.flags.iter().map(|flag| language.t_of("event-flag", flag.code())).collect(),
        legs: Vec::new(),
        links: event.all_links().map(|link| source(link, event, language)).collect(),
        fields: fields
            .map(|source| {
                let field = language.t_of("event-field", source.field.code());
                (field, short(&source.observation, event, language))
            })
            .collect(),
        several,
        middle: middle.strftime("%Y-%m-%dT%H:%M").to_string(),
        event: true,
    };
    match &event.kind {
        EventKind::Workout(workout) => of_workout(&mut row, event, workout, &span, known),
        EventKind::Sleep(sleep) => {
            row.title = match sleep.role {
                SleepRole::Main => language.t("timeline-sleep"),
                SleepRole::Second => language.t("timeline-second-sleep"),
                SleepRole::Nap => language.t("timeline-nap"),
            };
            row.duration = sleep.asleep.in_words();
        }
    }
    row
}

fn of_workout(row: &mut Row, event: &Event, workout: &timeline::Workout, span: &str, known: &Known<'_>) {
    let (athlete, language) = (known.athlete, known.language);
    let system = athlete.units;
    let in_sport = |sport: &str, what: String| {
        language.with("sport", language.sport_as_recorded(sport)).with("what", what).t("timeline-in-sport")
    };
    let distance =
        |workout: &timeline::Workout| workout.distance.map(|distance| language.quantity(distance, system));
    let bpm =
        |rate: units::Frequency| language.with("rate", format!("{:.0}", rate.as_per_min())).t("timeline-bpm");
    row.title = workout.name.clone().unwrap_or_else(|| language.sport_as_recorded(&workout.sport));
    row.detail = in_sport(&workout.sport, span.to_owned());
    row.right = distance(workout).or(workout.mean_heart_rate.map(bpm)).unwrap_or_default();
    row.tone = workout.mean_heart_rate.map_or(3, tone);
    let leg = |leg: &timeline::Leg| {
        let length = leg.span.duration().in_words();
        let facts = std::iter::once(length).chain(distance(&leg.workout));
        in_sport(&leg.workout.sport, facts.collect::<Vec<_>>().join(", "))
    };
    row.legs = event.legs.iter().map(leg).collect();
    let fact = |key: &'static str, value: Option<String>| {
        value.map(|value| (language.t_of("event-fact", key), value))
    };
    let drunk: f64 = drunk(event, known);
    let expected = known.expected.get(&event.id);
    row.lost = expected.map_or_else(String::new, |expected| {
        language.with("amount", language.expected(expected.loss.median, system)).t("timeline-lost")
    });
    let loss = expected.map(|expected| {
        let median = language.expected(expected.loss.median, system);
        let said = language
            .with("amount", median)
            .with("range", language.expected_range_of(expected.loss.median, &expected.loss.i80, system));
        let said = said.with("air", language.quantity(expected.air_temperature, system));
        said.t_of("timeline-loss", if expected.assumed { "assumed" } else { "known" })
    });
    let sodium = expected.map(|expected| {
        let median = language.expected(expected.sodium.median, system);
        let said = language
            .with("amount", median)
            .with("range", language.expected_range_of(expected.sodium.median, &expected.sodium.i80, system));
        said.t("timeline-sodium")
    });
    let stood = expected.and_then(|expected| Some(event.span.duration() - expected.in_motion?));
    let rest = stood.filter(|stood| stood.as_minutes() >= 1.0).map(units::Duration::in_words);
    let test = expected.and_then(|expected| expected.test.as_ref());
    let test = test.and_then(|id| known.tests.iter().find(|test| test.id == *id));
    row.tested = test.map(|test| {
        let rate = test.rate().map(|rate| language.quantity(rate.median, system)).unwrap_or_default();
        (test.id.clone(), language.with("rate", rate).t("timeline-tested"))
    });
    row.facts = [
        fact("distance", distance(workout)),
        fact("heart-rate", workout.mean_heart_rate.map(bpm)),
        fact("greatest-heart-rate", workout.max_heart_rate.map(bpm)),
        fact("power", workout.mean_power.map(|power| language.quantity(power, system))),
        fact("ascent", workout.ascent.map(|ascent| language.quantity(ascent, system))),
        fact("loss", loss),
        fact("sodium", sodium),
        fact("rest", rest),
        fact("drunk", (drunk > 0.0).then(|| language.quantity(units::Volume::from_l(drunk), system))),
    ]
    .into_iter()
    .flatten()
    .collect();
}

/// Litres drunk while it lasted, as far as they were logged.
fn drunk(event: &Event, known: &Known<'_>) -> f64 {
    let within =
        known.readings.iter().filter(|logged| event.span.start <= logged.at && logged.at <= event.span.end);
    within
        .filter_map(|logged| match logged.reading {
            ReadingKind::Drink { volume } => Some(volume.as_l()),
            _ => None,
        })
        .sum()
}

/// A test that no recording belongs to.
fn of_test(test: &SweatTestRecord, known: &Known<'_>) -> Row {
    let language = known.language;
    let rate =
        test.rate().map(|rate| language.quantity(rate.median, known.athlete.units)).unwrap_or_default();
    Row {
        id: test.id.clone(),
        sleep: false,
        aside: false,
        icon: icons::icon(icons::of_sport(test.conditions.sport)),
        title: language.sport(test.conditions.sport),
        detail: time(test.at, known.athlete, language),
        duration: test.conditions.duration.in_words(),
        right: String::new(),
        lost: String::new(),
        share: share(test.conditions.duration),
        tone: 3,
        tested: Some((test.id.clone(), language.with("rate", rate).t("timeline-tested"))),
        facts: Vec::new(),
        flags: Vec::new(),
        legs: Vec::new(),
        links: Vec::new(),
        fields: Vec::new(),
        several: false,
        middle: String::new(),
        event: false,
    }
}

/// The length of the bar: hundredths of three hours.
fn share(duration: units::Duration) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share from 2 to 100")]
    let share = (duration.as_minutes() / 1.8).clamp(2.0, 100.0) as u32;
    share
}

/// How hard a mean heart rate is, as the tone of a bar. It orders sessions and is no zone of anybody's.
fn tone(rate: units::Frequency) -> u8 {
    match rate.as_per_min() {
        ..110.0 => 1,
        ..130.0 => 2,
        ..145.0 => 3,
        ..160.0 => 4,
        _ => 5,
    }
}
