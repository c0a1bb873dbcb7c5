//! Data: where it comes from and how well, taking it away, erasing it.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use engine::{AthleteRecord, SourceHealth};
use serde::Deserialize;

use super::show::when;
use super::{Frame, Page, page};
use crate::App;
use crate::language::Language;

#[derive(Template)]
#[template(path = "data.html")]
struct Data {
    frame: Frame,
    id: String,
    sources: Vec<Source>,
    /// What was typed to confirm an erasure, and was not the athlete's name.
    mistyped: Option<String>,
}

struct Source {
    name: String,
    reports: usize,
    observations: usize,
    recovered: usize,
    last: String,
    last_name: String,
    notes: Vec<String>,
}

impl Source {
    fn of(source: SourceHealth, athlete: &AthleteRecord, language: Language) -> Self {
        Self {
            name: source.format,
            reports: source.reports,
            observations: source.observations,
            recovered: source.recovered,
            last: when(source.last, athlete, language),
            last_name: source.last_name,
            notes: source.last_notes,
        }
    }
}

pub(crate) async fn show(State(app): State<App>, language: Language, Path(athlete): Path<String>) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    page(&data(&app, language, &record, None).await?)
}

async fn data(
    app: &App,
    language: Language,
    record: &AthleteRecord,
    mistyped: Option<String>,
) -> Result<Data, super::Fault> {
    let sources = app.engine.sources(&record.id).await?;
    Ok(Data {
        frame: Frame::of(app, record, language, "data"),
        id: record.id.clone(),
        sources: sources.into_iter().map(|source| Source::of(source, record, language)).collect(),
        mistyped,
    })
}

/// The word that says an erasure is meant.
#[derive(Deserialize)]
pub(crate) struct Confirmation {
    #[serde(default)]
    name: String,
}

pub(crate) async fn erase(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    Form(Confirmation { name }): Form<Confirmation>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    if name.trim() != record.id {
        let page = page(&data(&app, language, &record, Some(name)).await?)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    app.engine.erase(&record.id).await?;
    Ok(Redirect::to("/?erased").into_response())
}
