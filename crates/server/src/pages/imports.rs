//! Imports: files given at once, how far the reading is, and what came of each.

use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use engine::{AthleteRecord, Came, Import, ImportFile, ImportOutcome, ImportState};
use serde::Deserialize;

use super::show::long_when;
use super::{Frame, Page, fault, page};
use crate::language::Language;
use crate::{App, Problem, api};

/// How many imports are listed.
const SHOWN: usize = 20;
/// How many files a page lists.
const FILES: usize = 200;

#[derive(Template)]
#[template(path = "imports.html")]
struct Imports {
    frame: Frame,
    id: String,
    imports: Vec<Row>,
    /// Why nothing was taken in.
    wrong: Vec<String>,
    /// Some import is running: the page looks again by itself.
    running: bool,
}

/// An import as it is shown.
struct Row {
    id: String,
    when: String,
    state: String,
    counts: String,
    percent: u32,
    left: String,
    running: bool,
    cancelled: bool,
}

impl Row {
    fn of(import: &Import, athlete: &AthleteRecord, language: Language) -> Self {
        let counts = import.counts;
        let parts = [
            (counts.read, language.with("count", counts.read).t("imports-read")),
            (counts.recovered, language.with("count", counts.recovered).t("imports-recovered")),
            (counts.known, language.with("count", counts.known).t("imports-known")),
            (counts.refused, language.with("count", counts.refused).t("imports-refused")),
            (counts.left_out, language.with("count", counts.left_out).t("imports-left-out")),
        ];
        let done = language.with("done", import.done).with("files", import.files).t("imports-done");
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
        let percent = (import.progress() * 100.0) as u32;
        Self {
            id: import.id.clone(),
            when: long_when(import.begun, athlete, language),
            state: match import.state {
                ImportState::Running => language.t("imports-running"),
                ImportState::Cancelled => language.t("imports-cancelled"),
                ImportState::Finished => language.t("imports-finished"),
            },
            counts: format!("{done} {}", listed(parts)).trim_end().to_owned(),
            percent,
            left: import
                .left()
                .map(|left| language.with("time", left.in_words()).t("imports-left"))
                .unwrap_or_default(),
            running: import.state == ImportState::Running,
            cancelled: import.state == ImportState::Cancelled,
        }
    }
}

pub(crate) async fn show(State(app): State<App>, language: Language, Path(athlete): Path<String>) -> Page {
    page(&imports_page(&app, &athlete, language, None).await?)
}

async fn imports_page(
    app: &App,
    athlete: &str,
    language: Language,
    problem: Option<Problem>,
) -> Result<Imports, super::Fault> {
    let record = app.engine.athlete(athlete).await?;
    let imports = app.engine.imports(athlete).await?;
    let imports: Vec<Row> =
        imports.iter().take(SHOWN).map(|import| Row::of(import, &record, language)).collect();
    Ok(Imports {
        frame: Frame::of(app, &record, language, "imports"),
        id: record.id,
        running: imports.iter().any(|import| import.running),
        imports,
        wrong: problem.map(|problem| wrong(&problem, language)).unwrap_or_default(),
    })
}

/// What is wrong with the form: each field, or the whole.
fn wrong(problem: &Problem, language: Language) -> Vec<String> {
    match (language, problem.errors.as_slice()) {
        (Language::English, _) | (_, []) => vec![fault::detail(problem, language)],
        (_, errors) => errors.iter().map(|error| language.refusal("imports-wrong", error)).collect(),
    }
}

/// What there is of these, one after the other.
fn listed<const N: usize>(parts: [(usize, String); N]) -> String {
    let some = parts.into_iter().filter(|(number, _)| *number > 0);
    some.map(|(_, said)| said).collect::<Vec<_>>().join(", ")
}

pub(crate) async fn submit(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    form: Multipart,
) -> Page {
    match api::imports::take_in(&app, &athlete, form).await {
        Ok(_) => Ok(Redirect::to(&format!("/a/{athlete}/imports")).into_response()),
        Err(problem) => {
            let status = problem.status_code();
            let page = page(&imports_page(&app, &athlete, language, Some(problem)).await?)?;
            Ok((status, page).into_response())
        }
    }
}

/// What the athlete says to an import.
#[derive(Deserialize)]
pub(crate) struct Said {
    say: String,
}

pub(crate) async fn say(
    State(app): State<App>,
    Path((athlete, import)): Path<(String, String)>,
    Form(said): Form<Said>,
) -> Page {
    app.engine.athlete(&athlete).await?;
    match said.say.as_str() {
        "cancel" => drop(app.engine.cancel_import(&athlete, &import).await?),
        "resume" => drop(app.engine.resume_import(&athlete, &import).await?),
        _ => return Err(Problem::malformed("The form says neither cancel nor resume.").into()),
    }
    Ok(Redirect::to(&format!("/a/{athlete}/imports")).into_response())
}

#[derive(Template)]
#[template(path = "import.html")]
struct Files {
    frame: Frame,
    id: String,
    import: Row,
    files: Vec<File>,
    next: Option<usize>,
}

/// A file of an import as it is shown.
struct File {
    name: String,
    came: String,
    /// What it held.
    held: String,
    /// What the reader of files says of it, in English: it quotes the file.
    notes: Vec<String>,
    bad: bool,
}

impl File {
    fn of(file: ImportFile, language: Language) -> Self {
        let Some(outcome) = file.outcome else {
            let (held, notes) = (String::new(), Vec::new());
            return Self { name: file.name, came: language.t("imports-waits"), held, notes, bad: false };
        };
        let format = outcome.format.as_deref().filter(|_| outcome.came != Came::Known);
        Self {
            came: language.t_of("came", outcome.came.words()),
            held: format
                .map(|format| format!("{format}: {}", contents(&outcome, language)))
                .unwrap_or_default(),
            bad: outcome.came == Came::Refused,
            name: file.name,
            notes: outcome.notes,
        }
    }
}

/// What was in a file.
fn contents(outcome: &ImportOutcome, language: Language) -> String {
    listed([
        (outcome.observations, language.with("count", outcome.observations).t("imports-observations")),
        (outcome.readings, language.with("count", outcome.readings).t("imports-readings")),
        (outcome.planned, language.with("count", outcome.planned).t("imports-planned")),
    ])
}

#[derive(Deserialize)]
pub(crate) struct From {
    from: Option<usize>,
}

pub(crate) async fn files(
    State(app): State<App>,
    language: Language,
    Path((athlete, import)): Path<(String, String)>,
    Query(query): Query<From>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let from = query.from.unwrap_or(0);
    let files = app.engine.import_files(&athlete, &import, from, FILES).await?;
    let import = app.engine.import(&athlete, &import).await?;
    page(&Files {
        frame: Frame::of(&app, &record, language, "imports"),
        id: record.id.clone(),
        next: (from + FILES < import.files).then_some(from + FILES),
        import: Row::of(&import, &record, language),
        files: files.into_iter().map(|file| File::of(file, language)).collect(),
    })
}
