//! Trends: whether the athlete is changing, in charts over six weeks, six months or all of it.

use askama::Template;
use axum::extract::{Path, Query, State};
use engine::{AthleteRecord, LoggedReading, ReadingKind, SweatTestRecord};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use timeline::Event;
use units::{Quantity, UnitSystem};

use super::chart::{Plot, decimals as decimals_of, levels};
use super::{Frame, Page, page};
use crate::App;
use crate::access::Seen;
use crate::language::Language;

#[derive(Template)]
#[template(path = "trends.html")]
struct Trends {
    frame: Frame,
    id: String,
    said: String,
    /// The spans to choose from: key, words, whether it is chosen.
    spans: Vec<(&'static str, String, bool)>,
    figures: Vec<Figure>,
    /// What has nothing to show yet, and what would tell.
    missing: Vec<String>,
}

/// A chart with what it finds.
struct Figure {
    class: &'static str,
    title: String,
    about: String,
    svg: String,
    /// The same numbers as a table.
    rows: Vec<(String, String)>,
}

#[derive(Default, Deserialize)]
pub(crate) struct Asking {
    #[serde(default)]
    span: String,
}

const SPANS: [(&str, i64); 3] = [("6w", 42), ("6m", 183), ("all", 36_500)];

/// A reading over time: the instant, and the value as it is drawn.
type Point = (Timestamp, f64);

/// What the charts are drawn in.
struct Around<'a> {
    record: &'a AthleteRecord,
    language: Language,
    from: Timestamp,
    now: Timestamp,
}

pub(crate) async fn show(
    State(app): State<App>,
    Seen(engine): Seen,
    language: Language,
    Path(athlete): Path<String>,
    Query(asking): Query<Asking>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let now = app.engine.now();
    let (key, days) = SPANS.into_iter().find(|(key, _)| *key == asking.span).unwrap_or(SPANS[0]);
    let from = now.saturating_sub(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MIN);
    let events = engine.events(&athlete, from, now).await?;
    let readings = app.engine.readings(&athlete, from, now).await?;
    let tests = app.engine.sweat_tests(&athlete).await?;
    let tests: Vec<&SweatTestRecord> = tests.iter().filter(|test| test.at >= from).collect();
    // All of it begins with what is there.
    let first = events.first().map(|event| event.span.start);
    let first = [first, readings.first().map(|reading| reading.at), tests.first().map(|test| test.at)];
    let from = if key == "all" { first.into_iter().flatten().min().unwrap_or(from) } else { from };
    let around = Around { record: &record, language, from, now };
    let all = [
        ("rate", around.rate(&tests)),
        ("mass", around.mass(&readings, &tests)),
        ("sodium", around.sodium(&tests)),
        ("loss", around.loss(&tests)),
        ("hours", around.hours(&events)),
        ("sleep", around.sleep(&events)),
    ];
    let missing = all.iter().filter(|(_, figure)| figure.is_none());
    let missing = missing.map(|(key, _)| language.t_of("trends-missing", key)).collect();
    let figures: Vec<Figure> = all.into_iter().filter_map(|(_, figure)| figure).collect();
    let said = figures.first().map_or_else(|| language.t("trends-nothing"), |figure| figure.title.clone());
    page(&Trends {
        frame: Frame::of(&app, &record, language, "trends"),
        id: record.id.clone(),
        said,
        spans: SPANS.map(|(each, _)| (each, language.t_of("trends-span", each), each == key)).to_vec(),
        figures,
        missing,
    })
}

impl Around<'_> {
    fn x(&self, at: Timestamp) -> f64 {
        at.duration_since(self.from).as_secs_f64() / 86_400.0
    }

    fn days(&self) -> f64 {
        self.x(self.now).max(1.0)
    }

    fn day(&self, at: Timestamp) -> String {
        let date = at.to_zoned_datetime(self.record.time_zone()).date();
        let today = self.now.to_zoned_datetime(self.record.time_zone()).date();
        let month: String =
            self.language.t_of("calendar-month", &date.month().to_string()).chars().take(3).collect();
        match date.year() == today.year() {
            true => format!("{} {month}", date.day()),
            false => format!("{month} {}", date.year()),
        }
    }

    /// A chart of this extent, with its levels and four dates below.
    fn plot(&self, (low, high): (f64, f64), decimals: usize, label: &str) -> Plot {
        let levels = levels(low, high);
        let ends = (levels.first().copied().unwrap_or(low), levels.last().copied().unwrap_or(high));
        let decimals = decimals_of(&levels, decimals);
        let named: Vec<(f64, String)> = levels
            .iter()
            .map(|level| (*level, self.language.number(&format!("{level:.decimals$}"))))
            .collect();
        let marks: Vec<(f64, String)> = (0..=3)
            .map(|part| {
                let hours = self.now.duration_since(self.from).as_hours() * part / 3;
                let at = self.from + SignedDuration::from_hours(hours);
                (self.x(at), self.day(at))
            })
            .collect();
        Plot::new((0.0, self.days()), ends, label).lines(&named).marks(&marks)
    }

    /// Points with a line through their means of seven days.
    fn drawn(&self, points: &[Point], decimals: usize, title: &str, unit: &str, zero: bool) -> Plot {
        let values = || points.iter().map(|(_, value)| *value);
        let (low, high) = (values().fold(f64::MAX, f64::min), values().fold(f64::MIN, f64::max));
        // What hardly changes is not drawn as if it did.
        let room = (0.02 * high - (high - low)).max(0.0) / 2.0;
        let (low, high) = (low - room, high + room);
        let mut plot = self.plot((if zero { 0.0 } else { low }, high), decimals, title);
        for (at, value) in points {
            let words =
                format!("{}, {} {unit}", self.day(*at), self.language.number(&format!("{value:.decimals$}")));
            plot = plot.point((self.x(*at), *value), None, "faint", &words);
        }
        let line: Vec<(f64, f64)> =
            points.iter().map(|(at, _)| (self.x(*at), mean_before(points, *at))).collect();
        let newest = line.last().copied();
        plot = plot.line(&line);
        match newest {
            Some((x, y)) => plot.words((x, y), &self.language.number(&format!("{y:.decimals$}"))),
            None => plot,
        }
    }

    fn rows(&self, points: &[Point], decimals: usize, unit: &str) -> Vec<(String, String)> {
        let row = |(at, value): &Point| {
            (self.day(*at), format!("{} {unit}", self.language.number(&format!("{value:.decimals$}"))))
        };
        points.iter().rev().take(60).map(row).collect()
    }

    fn about(&self, key: &str, unit: &str) -> String {
        self.language.with("unit", unit).t_of("trends-about", key)
    }

    /// Whether a quantity went up, down or stayed: the mean of the last seven days against that of the first.
    fn moved(&self, key: &'static str, points: &[Point], least: f64, say: impl Fn(f64) -> String) -> String {
        let (Some((first, _)), Some((last, _))) = (points.first(), points.last()) else {
            return String::new();
        };
        let begun = mean_before(points, *first + SignedDuration::from_hours(24 * 7));
        let now = mean_before(points, *last);
        let said = self.language.with("now", say(now)).with("change", say((now - begun).abs()));
        let how = if now - begun > least {
            "up"
        } else if begun - now > least {
            "down"
        } else {
            "steady"
        };
        said.t_of("trends", &format!("{key}-{how}"))
    }

    fn rate(&self, tests: &[&SweatTestRecord]) -> Option<Figure> {
        let (unit, _) = units::VolumeRate::from_l_per_h(1.0).customary(self.record.units);
        let of = |rate: units::VolumeRate| unit.of_base(rate.base());
        let decimals = if self.record.units == UnitSystem::Metric { 2 } else { 0 };
        let rates: Vec<(Timestamp, f64, f64, f64)> = tests
            .iter()
            .filter_map(|test| {
                let rate = test.rate()?;
                Some((test.at, of(rate.median), of(rate.i80.low), of(rate.i80.high)))
            })
            .collect();
        let (at, newest, ..) = *rates.last()?;
        let title = self
            .language
            .with("count", rates.len())
            .with(
                "rate",
                format!("{} {}", self.language.number(&format!("{newest:.decimals$}")), unit.symbol),
            )
            .t("trends-rate");
        let most = rates.iter().map(|(.., high)| *high).fold(0.0, f64::max);
        let mut plot = self.plot((0.0, most), if decimals == 2 { 1 } else { 0 }, &title);
        let points: Vec<Point> = rates.iter().map(|(at, median, ..)| (*at, *median)).collect();
        for (at, median, low, high) in &rates {
            let words =
                format!("{}, {}", self.day(*at), self.language.number(&format!("{median:.decimals$}")));
            plot = plot.point((self.x(*at), *median), Some((*low, *high)), "dot", &words);
        }
        plot = plot.words((self.x(at), newest), &self.language.number(&format!("{newest:.decimals$}")));
        let rows = self.rows(&points, decimals, unit.symbol);
        Some(Figure { class: "fluid", title, about: self.about("rate", unit.symbol), svg: plot.svg(), rows })
    }

    fn mass(&self, readings: &[LoggedReading], tests: &[&SweatTestRecord]) -> Option<Figure> {
        if self.record.hides_body_numbers {
            return None;
        }
        let (unit, _) = self.record.body_mass.customary(self.record.units);
        let weighed = readings.iter().filter_map(|logged| match logged.reading {
            ReadingKind::BodyMass { mass } => Some((logged.at, unit.of_base(mass.base()))),
            _ => None,
        });
        let before = tests
            .iter()
            .filter_map(|test| Some((test.at, unit.of_base(test.weigh_in.as_ref()?.mass_before.base()))));
        let mut points: Vec<Point> = weighed.chain(before).collect();
        points.sort_by_key(|(at, _)| *at);
        if points.len() < 2 {
            return None;
        }
        let say = |value: f64| format!("{} {}", self.language.number(&format!("{value:.1}")), unit.symbol);
        let title = self.moved("mass", &points, 0.006 * unit.of_base(self.record.body_mass.base()), say);
        let plot = self.drawn(&points, 1, &title, unit.symbol, false);
        let rows = self.rows(&points, 1, unit.symbol);
        Some(Figure { class: "rest", title, about: self.about("mass", unit.symbol), svg: plot.svg(), rows })
    }

    fn sodium(&self, tests: &[&SweatTestRecord]) -> Option<Figure> {
        let measured = tests.iter().filter_map(|test| {
            let sodium = test.patches.first()?.result.sodium?;
            let of = |value: units::SodiumConcentration| value.as_mmol_per_l();
            Some((test.at, of(sodium.median), of(sodium.i80.low), of(sodium.i80.high)))
        });
        let measured: Vec<(Timestamp, f64, f64, f64)> = measured.collect();
        let (at, newest, ..) = *measured.last()?;
        let title = self.language.with("amount", format!("{newest:.0} mmol/L")).t("trends-sodium");
        let most = measured.iter().map(|(.., high)| *high).fold(0.0, f64::max);
        let mut plot = self.plot((0.0, most), 0, &title);
        for (at, median, low, high) in &measured {
            plot = plot.point(
                (self.x(*at), *median),
                Some((*low, *high)),
                "dot",
                &format!("{}, {median:.0}", self.day(*at)),
            );
        }
        plot = plot.words((self.x(at), newest), &format!("{newest:.0}"));
        let points: Vec<Point> = measured.iter().map(|(at, median, ..)| (*at, *median)).collect();
        let rows = self.rows(&points, 0, "mmol/L");
        Some(Figure { class: "sodium", title, about: self.about("sodium", "mmol/L"), svg: plot.svg(), rows })
    }

    fn loss(&self, tests: &[&SweatTestRecord]) -> Option<Figure> {
        if self.record.hides_body_numbers {
            return None;
        }
        let lost =
            tests.iter().filter_map(|test| Some((test.at, -test.result.as_ref()?.mass_change.as_percent())));
        let points: Vec<Point> = lost.map(|(at, share)| (at, share.abs())).collect();
        if points.is_empty() {
            return None;
        }
        let past = points.iter().filter(|(_, share)| *share > 2.0).count();
        let title = self.language.with("past", past).with("count", points.len()).t("trends-loss");
        let most = points.iter().map(|(_, share)| *share).fold(2.4, f64::max);
        let mut plot = self.plot((0.0, most), 0, &title).limit(2.0, &self.language.t("trends-two-percent"));
        for (at, share) in &points {
            let class = if *share > 2.0 { "dot full" } else { "dot" };
            let words = format!("{}, {} %", self.day(*at), self.language.number(&format!("{share:.1}")));
            plot = plot.point((self.x(*at), *share), None, class, &words);
        }
        let rows = self.rows(&points, 1, "%");
        Some(Figure { class: "rest", title, about: self.about("loss", "%"), svg: plot.svg(), rows })
    }

    fn hours(&self, events: &[Event]) -> Option<Figure> {
        let week = SignedDuration::from_hours(24 * 7);
        #[expect(clippy::cast_possible_truncation, reason = "weeks of a life")]
        let count = ((self.days() / 7.0).ceil() as i32).clamp(1, 60);
        // Of a long time each column is several weeks.
        let weeks = (self.days() / 7.0 / f64::from(count)).max(1.0);
        let within = |ago: i32| {
            let (until, from) = (self.now - week * ago, self.now - week * (ago + 1));
            let some = events.iter().filter(|event| {
                event.sleep().is_none() && from < event.span.start && event.span.start <= until
            });
            some.map(|event| event.span.duration().as_hours()).sum::<f64>()
        };
        let points: Vec<Point> =
            (0..count).rev().map(|ago| (self.now - week * ago - week / 2, within(ago))).collect();
        if points.iter().all(|(_, hours)| *hours <= 0.0) {
            return None;
        }
        let last = points.last().map_or(0.0, |(_, hours)| *hours);
        let time = units::Duration::from_hours(last).in_words();
        let title = self.language.with("time", time.as_str()).t("trends-hours");
        let most = points.iter().map(|(_, hours)| *hours).fold(1.0, f64::max);
        let mut plot = self.plot((0.0, most), 0, &title);
        let width = (70.0 / f64::from(count) / weeks).clamp(0.8, 11.0);
        for (index, (at, hours)) in points.iter().enumerate() {
            let newest = index + 1 == points.len();
            let words = format!("{}, {}", self.day(*at), units::Duration::from_hours(*hours).in_words());
            plot = plot.column((self.x(*at), *hours), width, newest, &words);
        }
        let rows = self.rows(&points, 1, "h");
        Some(Figure { class: "rest", title, about: self.about("hours", "h"), svg: plot.svg(), rows })
    }

    fn sleep(&self, events: &[Event]) -> Option<Figure> {
        let nights = events.iter().filter_map(|event| {
            let sleep = event.sleep()?;
            (sleep.role == timeline::SleepRole::Main).then(|| (event.span.end, sleep.asleep.as_hours()))
        });
        let points: Vec<Point> = nights.collect();
        if points.len() < 3 {
            return None;
        }
        let say = |hours: f64| units::Duration::from_hours(hours).in_words();
        let title = self.moved("sleep", &points, 0.33, say);
        let plot = self.drawn(&points, 0, &title, "h", false);
        let rows = self.rows(&points, 1, "h");
        Some(Figure { class: "rest", title, about: self.about("sleep", "h"), svg: plot.svg(), rows })
    }
}

/// The mean of the seven days up to an instant.
fn mean_before(points: &[Point], at: Timestamp) -> f64 {
    let from = at - SignedDuration::from_hours(24 * 7);
    let (sum, count) = points
        .iter()
        .filter(|(each, _)| from < *each && *each <= at)
        .fold((0.0, 0.0), |(sum, count), (_, value)| (sum + value, count + 1.0));
    if count > 0.0 { sum / count } else { points.first().map_or(0.0, |(_, value)| *value) }
}
