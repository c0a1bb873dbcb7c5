//! The log: what no device records, typed in.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use engine::{AthleteRecord, LoggedReading, ReadingKind};
use jiff::{SignedDuration, Timestamp};
use units::Quantity;

use super::{Frame, Page, page};
use crate::fields::Fields;
use crate::language::Language;
use crate::{App, Problem};

/// How far back the log is shown.
const SHOWN: SignedDuration = SignedDuration::from_hours(24 * 30);

#[derive(Template)]
#[template(path = "log.html")]
struct Log {
    frame: Frame,
    id: String,
    form: Vec<(String, String)>,
    problem: Option<Problem>,
    /// What was logged, the newest first: when, what, how much.
    readings: Vec<(String, &'static str, String)>,
    mass: String,
    drink: String,
}

impl Log {
    fn was(&self, field: &str) -> &str {
        self.form.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value.as_str())
    }

    fn wrong(&self, field: &str) -> &str {
        let errors = self.problem.iter().flat_map(|problem| &problem.errors);
        errors.into_iter().find(|error| error.field == field).map_or("", |error| error.message.as_str())
    }
}

pub(crate) async fn show(State(app): State<App>, language: Language, Path(athlete): Path<String>) -> Page {
    page(&log_page(&app, &athlete, language, Vec::new(), None).await?)
}

pub(crate) async fn submit(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    match take(&app, &record, form.clone()).await {
        Ok(to) => Ok(Redirect::to(&to).into_response()),
        Err(problem) => {
            let status = problem.status_code();
            let page = page(&log_page(&app, &athlete, language, form, Some(problem)).await?)?;
            Ok((status, page).into_response())
        }
    }
}

/// Takes in what a form says, and tells where it is seen.
async fn take(app: &App, record: &AthleteRecord, form: Vec<(String, String)>) -> Result<String, Problem> {
    let id = &record.id;
    let is_entry = form.iter().any(|(name, _)| name == "what");
    let fields = Fields::of_form(form, record.units);
    if is_entry {
        app.engine.enter(id, &fields.entry(&record.time_zone())?).await?;
        return Ok(format!("/a/{id}/timeline"));
    }
    let (at, readings) = fields.readings(&record.time_zone())?;
    app.engine.log_readings(id, at, &readings).await?;
    Ok(format!("/a/{id}/log"))
}

async fn log_page(
    app: &App,
    athlete: &str,
    language: Language,
    form: Vec<(String, String)>,
    problem: Option<Problem>,
) -> Result<Log, super::Fault> {
    let record = app.engine.athlete(athlete).await?;
    let now = app.engine.now();
    let from = now.checked_sub(SHOWN).unwrap_or(Timestamp::MIN);
    let logged = app.engine.readings(athlete, from, Timestamp::MAX).await?;
    Ok(Log {
        frame: Frame::of(app, &record, language, "timeline"),
        id: record.id.clone(),
        form,
        problem,
        readings: logged.iter().rev().take(50).map(|reading| row(reading, &record)).collect(),
        mass: units::Mass::from_kg(70.4).display(record.units),
        drink: units::Volume::from_ml(500.0).display(record.units),
    })
}

fn row(logged: &LoggedReading, athlete: &AthleteRecord) -> (String, &'static str, String) {
    let when = logged.at.to_zoned_datetime(athlete.time_zone()).strftime("%a %-d %B, %H:%M").to_string();
    let value = match logged.reading {
        ReadingKind::BodyMass { mass } => mass.display(athlete.units),
        ReadingKind::Drink { volume } => volume.display(athlete.units),
        ReadingKind::Motivation { score } | ReadingKind::Fatigue { score } => format!("{score} of 5"),
    };
    (when, logged.reading.words(), value)
}
