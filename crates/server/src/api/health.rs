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

/// The process runs, its database answers, and it is not about to stop.
#[utoipa::path(
    get, path = "/ready", tag = "operations",
    responses((status = 200, body = Health), (status = 503, body = Problem))
)]
pub(crate) async fn ready(State(app): State<App>) -> Result<Json<Health>, Problem> {
    if app.operations.draining() {
        let detail = "It answers what is under way; ask another.";
        return Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "draining",
            "This server is about to stop",
            detail,
        ));
    }
    app.engine.ready().await?;
    Ok(ok())
}

/// What the server has done since it started, in Prometheus' text format: how many requests to each route, how long they
/// took, jobs. Requests are counted by route and status, never by whom or about whom.
#[utoipa::path(
    get, path = "/metrics", tag = "operations",
    responses((status = 200, body = String, content_type = "text/plain"))
)]
pub(crate) async fn metrics(State(app): State<App>) -> ([(HeaderName, &'static str); 1], String) {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], app.operations.exposition())
}
