//! The log: what no device records, typed in.

use askama::Template;
use axum::extract::{self, Path, State};
use axum::response::{IntoResponse, Redirect};
use engine::{AthleteRecord, LoggedReading, ReadingKind};
use jiff::{SignedDuration, Timestamp};
use timeline::{Kind, Observation};

use super::form::Form;
use super::show::{of_body, when};
use super::{Frame, Page, page};
use crate::fields::Fields;
use crate::language::Language;
use crate::{App, Problem};

/// How far back the log is shown.
const SHOWN: SignedDuration = SignedDuration::from_hours(24 * 30);

/// What the list of suggestions offers.
const WHATS: [&str; 10] = ["run", "ride", "swim", "walk", "hike", "row", "strength", "yoga", "sleep", "nap"];

#[derive(Template)]
#[template(path = "log.html")]
struct Log {
    frame: Frame,
    id: String,
    form: Form,
    /// What can be typed as what it was: the reader's words.
    whats: Vec<String>,
    /// What was logged, the newest first.
    readings: Vec<Row>,
    /// The workouts and sleeps that were typed, the newest first.
    entries: Vec<Row>,
    mass: String,
    drink: String,
}

/// Something logged as it is shown.
struct Row {
    when: String,
    what: String,
    value: String,
    /// Its name, where it was typed and can be deleted.
    id: Option<String>,
}

impl Log {
    fn was(&self, field: &str) -> &str {
        self.form.was(field)
    }

    /// What is wrong with a field: in English as the core said it, otherwise what the field accepts.
    fn wrong(&self, field: &str) -> String {
        self.form.wrong_by("log-wrong", field)
    }
}

pub(crate) async fn show(State(app): State<App>, language: Language, Path(athlete): Path<String>) -> Page {
    page(&log_page(&app, &athlete, language, Form::empty(language)).await?)
}

pub(crate) async fn submit(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    extract::Form(typed): extract::Form<Vec<(String, String)>>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let (back, typed): (Vec<_>, Vec<_>) = typed.into_iter().partition(|(name, _)| name == "back");
    match take(&app, &record, in_codes(typed.clone(), language)).await {
        Ok(to) => {
            let to = if back.is_empty() { to } else { format!("/a/{athlete}") };
            Ok(Redirect::to(&to).into_response())
        }
        Err(problem) => {
            let status = problem.status_code();
            let form = Form::refused(language, typed, problem);
            let page = page(&log_page(&app, &athlete, language, form).await?)?;
            Ok((status, page).into_response())
        }
    }
}

/// Takes in what a form says, and tells where it is seen.
async fn take(app: &App, record: &AthleteRecord, form: Vec<(String, String)>) -> Result<String, Problem> {
    let id = &record.id;
    let is_entry = form.iter().any(|(name, _)| name == "what");
    let fields = Fields::typed(form, record.units);
    if is_entry {
        app.engine.enter(id, &fields.entry(&record.time_zone())?).await?;
        return Ok(format!("/a/{id}/timeline"));
    }
    let (at, readings) = fields.readings(&record.time_zone())?;
    app.engine.log_readings(id, at, &readings).await?;
    Ok(format!("/a/{id}/log"))
}

async fn log_page(app: &App, athlete: &str, language: Language, form: Form) -> Result<Log, super::Fault> {
    let record = app.engine.athlete(athlete).await?;
    let form = form.for_athlete(&record);
    let now = app.engine.now();
    let from = now.checked_sub(SHOWN).unwrap_or(Timestamp::MIN);
    let logged = app.engine.readings(athlete, from, Timestamp::MAX).await?;
    let entries = app.engine.entries(athlete, from, Timestamp::MAX).await?;
    let entry = |entry: &Observation| {
        let what = match &entry.kind {
            Kind::Workout(workout) => workout.sport.clone(),
            Kind::Sleep(sleep) if sleep.nap => "nap".to_owned(),
            Kind::Sleep(_) => "sleep".to_owned(),
        };
        Row {
            when: when(entry.span.start, &record, language),
            what: if WHATS.contains(&what.as_str()) { language.t_of("what", &what) } else { what },
            value: entry.span.duration().in_words(),
            id: Some(entry.id.clone()),
        }
    };
    Ok(Log {
        frame: Frame::of(app, &record, language, "log"),
        id: record.id.clone(),
        form,
        whats: WHATS.map(|what| language.t_of("what", what)).into(),
        readings: logged.iter().rev().take(50).map(|reading| row(reading, &record, language)).collect(),
        entries: entries.iter().rev().take(50).map(entry).collect(),
        mass: language.quantity(units::Mass::from_kg(70.4), record.units),
        drink: language.quantity(units::Volume::from_ml(500.0), record.units),
    })
}

/// What was typed in the reader's words, as the core knows it: `corrida` is `run`.
fn in_codes(typed: Vec<(String, String)>, language: Language) -> Vec<(String, String)> {
    let known = |(name, value): (String, String)| match language.code_of("what", WHATS, &value) {
        Some(what) if name == "what" => (name, what.to_owned()),
        _ => (name, value),
    };
    typed.into_iter().map(known).collect()
}

fn row(logged: &LoggedReading, athlete: &AthleteRecord, language: Language) -> Row {
    let value = match logged.reading {
        ReadingKind::BodyMass { mass } => of_body(athlete, || language.quantity(mass, athlete.units)),
        ReadingKind::Drink { volume } => language.quantity(volume, athlete.units),
        ReadingKind::Motivation { score } | ReadingKind::Fatigue { score } => {
            language.with("score", score).t("log-score")
        }
        ReadingKind::Thirst { score } => language.with("score", score).t("log-score-thirst"),
        ReadingKind::UrineColour { score } => language.with("score", score).t("log-score-urine"),
        ReadingKind::Caffeine { amount } => language.quantity(amount, athlete.units),
        ReadingKind::UrinePassed => String::new(),
    };
    Row {
        when: when(logged.at, athlete, language),
        what: language.t_of("logged", logged.reading.code()),
        value,
        id: logged.is_typed().then(|| logged.id.clone()),
    }
}
