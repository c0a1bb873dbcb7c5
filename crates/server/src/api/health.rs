//! Health, for whoever runs the server.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{App, Problem};

/// How the server is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`.
    #[schema(example = "ok")]
    status: String,
    /// The version of the program.
    version: String,
    /// The version of the models.
    model: String,
}

fn ok() -> Json<Health> {
    Json(Health {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        model: evidence::MODEL_VERSION.to_owned(),
    })
}

/// The process runs.
#[utoipa::path(get, path = "/health", tag = "operations", responses((status = 200, body = Health)))]
pub(crate) async fn health() -> Json<Health> {
    ok()
}

/// The process runs and its database answers.
#[utoipa::path(
    get, path = "/ready", tag = "operations",
    responses((status = 200, body = Health), (status = 503, body = Problem))
)]
pub(crate) async fn ready(State(app): State<App>) -> Result<Json<Health>, Problem> {
    app.engine.ready().await?;
    Ok(ok())
}

/// What the server has done since it started, in Prometheus' text format: how many requests to each route, how long they
/// took, jobs. Requests are counted by route and status, never by whom or about whom.
#[utoipa::path(
    get, path = "/metrics", tag = "operations",
    responses(
        (status = 200, body = String, content_type = "text/plain"),
        (status = 404, body = Problem, description = "This server does not count")
    )
)]
pub(crate) async fn metrics(
    State(app): State<App>,
) -> Result<([(HeaderName, &'static str); 1], String), Problem> {
    let tell = app.metrics.as_ref().ok_or_else(|| {
        Problem::new(
            StatusCode::NOT_FOUND,
            "no-metrics",
            "There is nothing here",
            "This server does not count.",
        )
    })?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], tell()))
}
