//! What was deleted or changed in the last month, each with its undoing; and where pages send what is to be deleted.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use engine::{Former, Removal};

use super::form::value_of;
use super::show::long_when;
use super::{Frame, Page, page};
use crate::language::Language;
use crate::{App, Problem};

#[derive(Template)]
#[template(path = "removed.html")]
struct Removed {
    frame: Frame,
    id: String,
    rows: Vec<Row>,
}

/// A deletion or change as it is shown.
struct Row {
    id: String,
    /// What it was, and of when.
    what: String,
    /// That it was deleted or changed, and when.
    gone: String,
}

pub(crate) async fn show(State(app): State<App>, language: Language, Path(athlete): Path<String>) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let row = |removal: Removal| {
        let when = long_when(removal.at, &record, language);
        let of = long_when(removal.former.at(), &record, language);
        let what = match &removal.former {
            Former::Reading(reading) => language.t_of("logged", reading.reading.code()),
            other => language.t_of("removed", other.code()),
        };
        let gone = if removal.replaced_by.is_some() { "removed-changed" } else { "removed-deleted" };
        Row {
            id: removal.id,
            what: language.with("what", what).with("when", of).t("removed-of"),
            gone: language.with("when", when).t(gone),
        }
    };
    let rows = app.engine.removals(&athlete).await?.into_iter().map(row).collect();
    page(&Removed { frame: Frame::of(&app, &record, language, "removed"), id: record.id.clone(), rows })
}

/// `undo` names a removal; `delete` says of what kind `id` is. Leads to the list, where either can be undone.
pub(crate) async fn say(
    State(app): State<App>,
    Path(athlete): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    app.engine.athlete(&athlete).await?;
    let value = |name: &str| value_of(&form, name);
    let id = value("id").unwrap_or_default();
    let engine = &app.engine;
    match (value("undo"), value("delete")) {
        (Some(removal), _) => engine.undo(&athlete, removal).await?,
        (_, Some("sweat-test")) => engine.delete_sweat_test(&athlete, id).await?,
        (_, Some("reading")) => engine.delete_reading(&athlete, id).await?,
        (_, Some("entry")) => engine.delete_entry(&athlete, id).await?,
        _ => return Err(Problem::malformed("The form says neither undo nor delete.").into()),
    };
    let to = if value("back") == Some("plan") { "plan" } else { "removed" };
    Ok(Redirect::to(&format!("/a/{athlete}/{to}")).into_response())
}
