//! The sweat profile: the band over temperature and over duration, the tests, what to test next.

use askama::Template;
use axum::extract::{Path, State};
use engine::{ProfileView, SweatTestRecord};
use units::{Duration, UnitSystem, VolumeRate};

use super::chart::{self, Point};
use super::show::when;
use super::{Frame, Page, page};
use crate::App;
use crate::language::Language;

#[derive(Template)]
#[template(path = "profile.html")]
struct Profile {
    frame: Frame,
    id: String,
    sport: String,
    /// What an hour costs, in a sentence, and of which hour that is.
    said: String,
    said_of: String,
    over_temperature: String,
    temperatures: Vec<[String; 4]>,
    over_duration: String,
    durations: Vec<[String; 4]>,
    learning: Vec<[String; 3]>,
    sodium: String,
    sodium_band: String,
    sodium_receipt: String,
    sodium_words: String,
    tests: Vec<TestRow>,
    advice: Vec<String>,
    /// What the recordings show of aerobic capacity, where none was told.
    capacity: Option<String>,
}

struct TestRow {
    id: String,
    when: String,
    what: String,
    weather: String,
    rate: String,
    band: String,
}

pub(crate) async fn show(State(app): State<App>, language: Language, Path(athlete): Path<String>) -> Page {
    let view = app.engine.profile_view(&athlete).await?;
    let (record, system) = (&view.athlete, view.athlete.units);
    let (said, said_of) = said(&view, language);
    let sport = view.curve.session.sport;
    let of_sport = || view.tests.iter().filter(|test| test.conditions.sport == sport);
    let (by_temperature, by_duration) = (temperatures(&view), durations(&view));
    let warm: Vec<(f64, &SweatTestRecord)> =
        of_sport().map(|test| (test.conditions.air_temperature.as_celsius(), test)).collect();
    let long: Vec<(f64, &SweatTestRecord)> =
        of_sport().map(|test| (test.conditions.duration.as_minutes(), test)).collect();
    let air = |at: f64| language.quantity(units::Temperature::from_celsius(at), system);
    let time = |at: f64| Duration::from_minutes(at).in_words();
    let axes = (chart::temperatures(system, language), chart::durations(language));
    let sodium = &view.sodium;
    let class = language.t_of("saltiness", sodium.class.code());
    page(&Profile {
        frame: Frame::of(&app, record, language, "profile"),
        id: record.id.clone(),
        sport: language.sport_within(sport),
        said,
        said_of,
        over_temperature: chart::band(&by_temperature, &axes.0, &warm, system, language),
        temperatures: rows(&by_temperature, 2, system, language, air),
        over_duration: chart::band(&by_duration, &axes.1, &long, system, language),
        durations: rows(&by_duration, 2, system, language, time),
        learning: view.learning.iter().map(|step| learnt(step, system, language)).collect(),
        sodium: language.quantity(sodium.concentration.median, system),
        sodium_band: language.interval(&sodium.concentration.i80, system),
        sodium_receipt: sodium.receipt.to_string(),
        sodium_words: match sodium.measurements {
            0 => language.with("sport", language.sport_within(sport)).t("profile-sodium-unknown"),
            many => language.with("count", many).with("class", class).t("profile-sodium-known"),
        },
        tests: view.tests.iter().rev().map(|test| row(test, record, language)).collect(),
        advice: view.advice.iter().map(|advice| language.advice(advice, &view.tests, record)).collect(),
        capacity: record.capacity_estimate.map(|estimate| capacity(&estimate, language)),
    })
}

/// What the athlete sweats in an hour of mild air, and of which hour that is. Without a test it is what people of this size
/// sweat, and is said so.
fn said(view: &ProfileView, language: Language) -> (String, String) {
    let (session, system) = (&view.curve.session, view.athlete.units);
    let Some(newest) = view.learning.last() else { return (language.t("profile-title"), String::new()) };
    let rate = language.quantity(newest.rate.median, system).replace(' ', "\u{a0}");
    let known = if newest.tests == 0 { "untested" } else { "tested" };
    let said = language.with("rate", rate).t_of("profile-said", known);
    let hour = language
        .with("sport", language.sport(session.sport))
        .with("air", language.quantity(session.air_temperature, system))
        .with("humidity", language.quantity(session.relative_humidity, system))
        .with("band", language.interval(&newest.rate.i80, system));
    (said, hour.t("profile-said-of"))
}

/// The capacity that recordings show, as a range of four in five.
fn capacity(estimate: &physiology::CapacityEstimate, language: Language) -> String {
    let whole =
        |value: physiology::AerobicCapacity| language.number(&format!("{:.0}", value.as_ml_per_kg_min()));
    let (low, high) = estimate.i80();
    let said = language.with("median", whole(estimate.capacity)).with("low", whole(low));
    said.with("high", whole(high)).with("count", estimate.recordings).t("profile-capacity")
}

fn temperatures(view: &ProfileView) -> Vec<Point> {
    let point = |point: &engine::CurvePoint| Point {
        at: point.air_temperature.as_celsius(),
        median: point.median,
        i80: point.i80,
        i95: point.i95,
        expected: point.expected,
    };
    view.curve.points.iter().map(point).collect()
}

fn durations(view: &ProfileView) -> Vec<Point> {
    let point = |point: &physiology::CurvePoint| Point {
        at: point.at,
        median: point.prediction.rate.median,
        i80: point.prediction.rate.i80,
        i95: point.prediction.rate.i95,
        expected: point.prediction.expected,
    };
    view.over_duration.iter().map(point).collect()
}

/// The numbers of a chart, for who cannot see it.
fn rows(
    points: &[Point],
    every: usize,
    system: UnitSystem,
    language: Language,
    at: impl Fn(f64) -> String,
) -> Vec<[String; 4]> {
    let number = |rate: VolumeRate| language.quantity(rate, system);
    let row = |point: &Point| {
        let band = language.interval(&point.i80, system);
        [at(point.at), number(point.median), band, number(point.expected)]
    };
    points.iter().step_by(every).map(row).collect()
}

fn row(test: &SweatTestRecord, record: &engine::AthleteRecord, language: Language) -> TestRow {
    let (conditions, system) = (&test.conditions, record.units);
    TestRow {
        id: test.id.clone(),
        when: when(test.at, record, language),
        what: format!("{}, {}", language.sport(conditions.sport), conditions.duration.in_words()),
        weather: format!(
            "{}, {}",
            language.quantity(conditions.air_temperature, system),
            language.quantity(conditions.relative_humidity, system)
        ),
        rate: match test.rate() {
            Some(rate) => language.quantity(rate.median, system),
            None => language.t("profile-sodium-only"),
        },
        band: test.rate().map(|rate| language.interval(&rate.i80, system)).unwrap_or_default(),
    }
}

/// After how many tests, what was expected, and how wide.
fn learnt(step: &engine::LearningStep, system: UnitSystem, language: Language) -> [String; 3] {
    let after = match step.tests {
        0 => language.t("profile-before-any-test"),
        many => language.with("count", many).t("profile-after-tests"),
    };
    [after, language.quantity(step.rate.median, system), language.interval(&step.rate.i80, system)]
}
