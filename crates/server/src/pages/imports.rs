//! Imports: files given at once, how far the reading is, and what came of each.

use askama::Template;
use axum::Form;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use engine::{AthleteRecord, Came, Import, ImportFile, ImportState};
use serde::Deserialize;

use super::{Frame, Page, page};
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
    problem: Option<Problem>,
    /// Some import is running: the page looks again by itself.
    running: bool,
}

/// An import as it is shown.
struct Row {
    id: String,
    when: String,
    state: &'static str,
    counts: String,
    percent: u32,
    left: String,
    running: bool,
    cancelled: bool,
}

impl Row {
    fn of(import: &Import, athlete: &AthleteRecord) -> Self {
        let counts = import.counts;
        let parts = [
            (counts.read, "read"),
            (counts.recovered, "recovered"),
            (counts.known, "known already"),
            (counts.refused, "refused"),
            (counts.left_out, "no recordings"),
        ];
        let said = parts.into_iter().filter(|(number, _)| *number > 0);
        let said: Vec<String> = said.map(|(number, what)| format!("{number} {what}")).collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
        let percent = (import.progress() * 100.0) as u32;
        Self {
            id: import.id.clone(),
            when: import
                .begun
                .to_zoned_datetime(athlete.time_zone())
                .strftime("%a %-d %B %Y, %H:%M")
                .to_string(),
            state: match import.state {
                ImportState::Running => "Reading",
                ImportState::Cancelled => "Stopped",
                ImportState::Finished => "Done",
            },
            counts: format!("{} of {} files. {}", import.done, import.files, said.join(", ")),
            percent,
            left: import.left().map(|left| format!("about {} left", left.in_words())).unwrap_or_default(),
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
    let imports: Vec<Row> = imports.iter().take(SHOWN).map(|import| Row::of(import, &record)).collect();
    Ok(Imports {
        frame: Frame::of(app, &record, language, "timeline"),
        id: record.id,
        running: imports.iter().any(|import| import.running),
        imports,
        problem,
    })
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
    came: &'static str,
    /// What it held.
    held: String,
    notes: Vec<String>,
    bad: bool,
}

impl File {
    fn of(file: ImportFile) -> Self {
        let Some(outcome) = file.outcome else {
            let (held, notes) = (String::new(), Vec::new());
            return Self { name: file.name, came: "waits", held, notes, bad: false };
        };
        let format = outcome.format.as_deref().filter(|_| outcome.came != Came::Known);
        Self {
            came: outcome.came.words(),
            held: format.map(|format| format!("{format}: {}", outcome.contents())).unwrap_or_default(),
            bad: outcome.came == Came::Refused,
            name: file.name,
            notes: outcome.notes,
        }
    }
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
        frame: Frame::of(&app, &record, language, "timeline"),
        id: record.id.clone(),
        next: (from + FILES < import.files).then_some(from + FILES),
        import: Row::of(&import, &record),
        files: files.into_iter().map(File::of).collect(),
    })
}
