//! The log: what no device records, typed in, and changed.

use askama::Template;
use axum::extract::{self, Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use engine::{AthleteRecord, LoggedReading, ReadingKind};
use jiff::{SignedDuration, Timestamp};
use timeline::{Kind, Observation};

use super::form::{Field, Form, as_meant, value_of};
use super::show::{of_body, when};
use super::{Fault, Frame, Page, page, prefill};
use crate::fields::Fields;
use crate::language::Language;
use crate::{App, Problem};

/// How far back the log is shown.
const SHOWN: SignedDuration = SignedDuration::from_hours(24 * 30);

/// What the list of suggestions offers.
const WHATS: [&str; 10] = ["run", "ride", "swim", "walk", "hike", "row", "strength", "yoga", "sleep", "nap"];

/// The readings that can be typed.
const READINGS: [&str; 3] = ["drink", "body_mass", "caffeine"];
/// Those that tell how somebody is, which a form has folded.
const FEELING: [&str; 4] = ["thirst", "urine_colour", "motivation", "fatigue"];

#[derive(Template)]
#[template(path = "log.html")]
struct Log {
    frame: Frame,
    id: String,
    alert: String,
    /// What is changed: the name of a reading or of an entry.
    edit: String,
    /// The fields of the readings; none while an entry is changed.
    readings_form: Vec<Field>,
    /// Those of how the athlete is; none while something is changed.
    feeling: Vec<Field>,
    feeling_open: bool,
    /// Whether urine was passed, where that can be said.
    urine_passed: Option<bool>,
    /// The fields of a workout or sleep; none while a reading is changed.
    entry_form: Vec<Field>,
    entry_open: bool,
    /// What can be typed as what it was: the reader's words.
    whats: Vec<String>,
    /// What was logged, the newest first.
    readings: Vec<Row>,
    /// The workouts and sleeps that were typed, the newest first.
    entries: Vec<Row>,
}

/// Something logged as it is shown.
struct Row {
    when: String,
    what: String,
    value: String,
    /// Its name, where it was typed and can be changed and deleted.
    id: Option<String>,
}

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let typed = match (value_of(&asked, "reading"), value_of(&asked, "entry")) {
        (Some(id), _) => prefill::reading(&app.engine.typed_reading(&athlete, id).await?, &record),
        (_, Some(id)) => {
            let mut typed = prefill::entry(&app.engine.typed_entry(&athlete, id).await?, &record);
            for (_, value) in typed.iter_mut().filter(|(name, _)| name == "what") {
                if WHATS.contains(&value.as_str()) {
                    *value = language.t_of("what", value);
                }
            }
            typed
        }
        _ => Vec::new(),
    };
    page(&log_page(&app, &record, language, Form::begun(language, typed)).await?)
}

pub(crate) async fn submit(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    extract::Form(typed): extract::Form<Vec<(String, String)>>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let (back, typed): (Vec<_>, Vec<_>) = typed.into_iter().partition(|(name, _)| name == "back");
    let typed = as_meant(typed);
    match take(&app, &record, language, in_codes(typed.clone(), language)).await {
        Ok(to) => {
            let to = if back.is_empty() { to } else { format!("/a/{athlete}") };
            Ok(Redirect::to(&to).into_response())
        }
        Err(problem) => {
            let status = problem.status_code();
            let form = Form::refused(language, typed, problem);
            let page = page(&log_page(&app, &record, language, form).await?)?;
            Ok((status, page).into_response())
        }
    }
}

/// Takes in what a form says, and tells where it is seen.
async fn take(
    app: &App,
    record: &AthleteRecord,
    language: Language,
    form: Vec<(String, String)>,
) -> Result<String, Problem> {
    let (id, zone) = (&record.id, record.time_zone());
    let (edit, form): (Vec<_>, Vec<_>) = form.into_iter().partition(|(name, _)| name == "edit");
    let edit = edit.into_iter().map(|(_, id)| id).find(|id| !id.is_empty());
    let is_entry = form.iter().any(|(name, _)| name == "what");
    let fields = Fields::typed(form, record.units).spoken(language);
    match (is_entry, edit) {
        (true, Some(edit)) => {
            app.engine.change_entry(id, &edit, &fields.entry(&zone)?).await?;
            Ok(format!("/a/{id}/log#entries"))
        }
        (true, None) => {
            app.engine.enter(id, &fields.entry(&zone)?).await?;
            Ok(format!("/a/{id}/timeline"))
        }
        (false, Some(edit)) => {
            let (at, reading) = fields.reading(&zone)?;
            app.engine.change_reading(id, &edit, at, reading).await?;
            Ok(format!("/a/{id}/log#logged"))
        }
        (false, None) => {
            let (at, readings) = fields.readings(&zone)?;
            app.engine.log_readings(id, at, &readings).await?;
            Ok(format!("/a/{id}/log#logged"))
        }
    }
}

async fn log_page(app: &App, record: &AthleteRecord, language: Language, form: Form) -> Result<Log, Fault> {
    let form = form.for_athlete(record);
    let now = app.engine.now();
    let from = now.checked_sub(SHOWN).unwrap_or(Timestamp::MIN);
    let logged = app.engine.readings(&record.id, from, Timestamp::MAX).await?;
    let entries = app.engine.entries(&record.id, from, Timestamp::MAX).await?;
    let entry = |entry: &Observation| {
        let what = match &entry.kind {
            Kind::Workout(workout) => workout.sport.clone(),
            Kind::Sleep(sleep) if sleep.nap => "nap".to_owned(),
            Kind::Sleep(_) => "sleep".to_owned(),
        };
        Row {
            when: when(entry.span.start, record, language),
            what: if WHATS.contains(&what.as_str()) { language.t_of("what", &what) } else { what },
            value: entry.span.duration().in_words(),
            id: Some(entry.id.clone()),
        }
    };
    let edit = form.was("edit").to_owned();
    let of_entry = !form.was("what").is_empty() || !form.was("start").is_empty();
    // Of a reading that is changed, its own field alone.
    let of_reading: Vec<&'static str> = match logged.iter().find(|logged| logged.id == edit) {
        Some(logged) => {
            READINGS.into_iter().chain(FEELING).filter(|name| field_of(&logged.reading) == *name).collect()
        }
        None => READINGS.to_vec(),
    };
    let passed = edit.is_empty() || logged.iter().any(|known| known.id == edit && is_passed(&known.reading));
    Ok(Log {
        frame: Frame::of(app, record, language, "log"),
        id: record.id.clone(),
        alert: form.alert(),
        readings_form: if edit.is_empty() || !of_entry {
            readings_form(&form, of_reading.into_iter().chain(["at"]), record)
        } else {
            Vec::new()
        },
        feeling: if edit.is_empty() { readings_form(&form, FEELING, record) } else { Vec::new() },
        feeling_open: form.any_wrong(&FEELING),
        urine_passed: passed.then(|| !form.was("urine_passed").is_empty()),
        entry_form: if edit.is_empty() || of_entry { entry_form(&form) } else { Vec::new() },
        entry_open: of_entry,
        edit,
        whats: WHATS.map(|what| language.t_of("what", what)).into(),
        readings: logged.iter().rev().take(50).map(|reading| row(reading, record, language)).collect(),
        entries: entries.iter().rev().take(50).map(entry).collect(),
    })
}

/// The field of a form that says a reading.
fn field_of(reading: &ReadingKind) -> &'static str {
    match reading {
        ReadingKind::BodyMass { .. } => "body_mass",
        ReadingKind::Drink { .. } => "drink",
        ReadingKind::Motivation { .. } => "motivation",
        ReadingKind::Fatigue { .. } => "fatigue",
        ReadingKind::Thirst { .. } => "thirst",
        ReadingKind::UrineColour { .. } => "urine_colour",
        ReadingKind::Caffeine { .. } => "caffeine",
        ReadingKind::UrinePassed => "urine_passed",
    }
}

fn is_passed(reading: &ReadingKind) -> bool {
    matches!(reading, ReadingKind::UrinePassed)
}

fn readings_form(
    form: &Form,
    names: impl IntoIterator<Item = &'static str>,
    record: &AthleteRecord,
) -> Vec<Field> {
    let language = form.language;
    let scale = |from: u8, to: u8| -> Vec<(String, String)> {
        let scores = (from..=to).map(|score| (score.to_string(), score.to_string()));
        std::iter::once((String::new(), "–".to_owned())).chain(scores).collect()
    };
    let field = |name: &'static str| {
        let field = labelled(form, name);
        match name {
            "body_mass" => {
                let mass =
                    if record.hides_body_numbers { units::Mass::from_kg(70.4) } else { record.body_mass };
                field.example(language.quantity(mass, record.units))
            }
            "drink" => field.example(language.quantity(units::Volume::from_ml(500.0), record.units)),
            "caffeine" => field.example("80 mg"),
            "thirst" => field.one_of(scale(0, 9)),
            "urine_colour" => field.one_of(scale(1, 8)),
            "motivation" | "fatigue" => field.one_of(scale(1, 5)),
            _ => field,
        }
    };
    names.into_iter().map(field).collect()
}

/// A field under the label that the log gives it.
fn labelled(form: &Form, name: &'static str) -> Field {
    let language = form.language;
    let code = match name {
        "body_mass" => "mass",
        "drink" => "drunk",
        "urine_colour" => "urine-colour",
        "at" => "when",
        "start" => "began",
        "duration" => "lasted",
        "title" => "name",
        other => other,
    };
    let hint = match name {
        "distance" | "title" => language.t("log-optional"),
        _ => language.known("log", &format!("{code}-hint")).unwrap_or_default(),
    };
    form.field_by("log-wrong", name, language.t_of("log", code), hint)
}

fn entry_form(form: &Form) -> Vec<Field> {
    let field = |name| labelled(form, name);
    vec![
        field("what").example(form.language.t("log-what-example")).listed("whats").required(),
        field("start").required(),
        field("duration").example("90 min").required(),
        field("distance").example("12 km"),
        field("title"),
    ]
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
