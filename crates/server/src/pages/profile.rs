//! The sweat profile: the band over temperature, the tests, what to test next.

use askama::Template;
use axum::extract::{Path, State};
use units::Quantity;

use super::chart;
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
    chart: String,
    rows: Vec<[String; 4]>,
    learning: Vec<[String; 3]>,
    sodium: String,
    sodium_band: String,
    sodium_receipt: String,
    sodium_words: String,
    tests: Vec<TestRow>,
    advice: Vec<String>,
}

struct TestRow {
    id: String,
    when: String,
    what: String,
    weather: String,
    rate: String,
}

pub(crate) async fn show(State(app): State<App>, language: Language, Path(athlete): Path<String>) -> Page {
    let view = app.engine.profile_view(&athlete).await?;
    let record = &view.athlete;
    let system = record.units;
    let sport = view.curve.session.sport;
    let rows = view.curve.points.iter().step_by(2).map(|point| {
        [
            point.air_temperature.display(system),
            point.median.display(system),
            point.i80.display(system),
            point.expected.display(system),
        ]
    });
    let test = |test: &engine::SweatTestRecord| TestRow {
        id: test.id.clone(),
        when: when(test.at, record, language),
        what: format!("{}, {}", test.conditions.sport.words(), test.conditions.duration.in_words()),
        weather: format!(
            "{}, {}",
            test.conditions.air_temperature.display(system),
            test.conditions.relative_humidity.display(system)
        ),
        rate: test.rate().map_or_else(|| "sodium only".to_owned(), |rate| rate.display(system)),
    };
    page(&Profile {
        frame: Frame::of(&app, record, language, "profile"),
        id: record.id.clone(),
        sport: sport.words().to_lowercase(),
        chart: chart::band(&view.curve.points, &view.tests, sport, system),
        rows: rows.collect(),
        learning: view.learning.iter().map(|step| learnt(step, system)).collect(),
        sodium: view.sodium.concentration.median.display(system),
        sodium_band: view.sodium.concentration.i80.display(system),
        sodium_receipt: view.sodium.receipt.to_string(),
        sodium_words: match view.sodium.measurements {
            0 => {
                format!("Never measured: this is the range of athletes in {}.", sport.words().to_lowercase())
            }
            1 => format!("From 1 patch; {}.", view.sodium.class),
            many => format!("From {many} patches; {}.", view.sodium.class),
        },
        tests: view.tests.iter().rev().map(test).collect(),
        advice: view.advice.clone(),
    })
}

/// After how many tests, what was expected, and how wide.
fn learnt(step: &engine::LearningStep, system: units::UnitSystem) -> [String; 3] {
    let after = match step.tests {
        0 => "Before any test".to_owned(),
        1 => "After 1 test".to_owned(),
        many => format!("After {many} tests"),
    };
    [after, step.rate.median.display(system), step.rate.i80.display(system)]
}
