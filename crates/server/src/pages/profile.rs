//! The sweat profile: the band over temperature, the tests, what to test next.

use askama::Template;
use axum::extract::{Path, State};
use units::Quantity;

use super::chart;
use super::show::when;
use super::{Frame, Page, page};
use crate::App;

#[derive(Template)]
#[template(path = "profile.html")]
struct Profile {
    frame: Frame,
    id: String,
    sport: String,
    chart: String,
    rows: Vec<[String; 4]>,
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

pub(crate) async fn show(State(app): State<App>, Path(athlete): Path<String>) -> Page {
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
        when: when(test.at, record),
        what: format!("{}, {}", test.conditions.sport.words(), test.conditions.duration.in_words()),
        weather: format!(
            "{}, {}",
            test.conditions.air_temperature.display(system),
            test.conditions.relative_humidity.display(system)
        ),
        rate: test.result.rate.display(system),
    };
    page(&Profile {
        frame: Frame::of(&app, record, "profile"),
        id: record.id.clone(),
        sport: sport.words().to_lowercase(),
        chart: chart::band(&view.curve.points, &view.tests, sport, system),
        rows: rows.collect(),
        tests: view.tests.iter().rev().map(test).collect(),
        advice: view.advice.clone(),
    })
}
