//! Where an athlete's data comes from.

use axum::Json;
use axum::extract::Path;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Problem;
use crate::access::Seen;

/// One kind of source and how it does.
#[derive(Serialize, ToSchema)]
pub(crate) struct SourceHealthView {
    /// The format that its reports are in.
    #[schema(example = "FIT")]
    format: String,
    /// How many reports came.
    reports: usize,
    /// How many workouts, sleeps and other observations they tell of.
    observations: usize,
    /// How many were damaged, and read as far as they go.
    recovered: usize,
    /// When the last one came.
    #[schema(value_type = String, format = DateTime)]
    last: Timestamp,
    /// The file's name of the last one.
    last_name: String,
    /// What was to know about reading the last one.
    last_notes: Vec<String>,
}

/// The sources of an athlete's recordings, the one that was last heard of first.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/sources", tag = "recordings", params(("athlete" = String, Path)),
    responses((status = 200, body = Vec<SourceHealthView>), (status = 404, body = Problem))
)]
pub(crate) async fn list(
    Seen(engine): Seen,
    Path(athlete): Path<String>,
) -> Result<Json<Vec<SourceHealthView>>, Problem> {
    let sources = engine.sources(&athlete).await?.into_iter();
    let view = |source: engine::SourceHealth| SourceHealthView {
        format: source.format,
        reports: source.reports,
        observations: source.observations,
        recovered: source.recovered,
        last: source.last,
        last_name: source.last_name,
        last_notes: source.last_notes,
    };
    Ok(Json(sources.map(view).collect()))
}
