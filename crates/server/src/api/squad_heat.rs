//! Heat of a squad's session: readings, what its policies demand, who was told.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use engine::NewHeatReading;
use serde::Deserialize;
use serde_json::{Value, json};

use super::squads::read;
use crate::access::Who;
use crate::{App, Problem};

/// The policies that come with the program, with their sources and bands.
#[utoipa::path(
    get, path = "/api/v1/heat-policies", tag = "squads", responses((status = 200, body = Vec<Object>))
)]
pub(crate) async fn policies() -> Json<Value> {
    let all = team::heat::shipped().iter().map(|policy| {
        json!({
            "id": policy.id, "title": policy.title, "body": policy.body, "version": policy.version, "url": policy.url,
            "hash": policy.hash, "silent": policy.silent, "conflicts": policy.conflicts, "applies": policy.applies,
            "index": policy.index, "bands": policy.bands,
        })
    });
    Json(all.collect())
}

/// What the squad's policies say of a session now, strictest first, with its readings and decisions.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/sessions/{session}/heat", tag = "squads",
    params(("squad" = String, Path), ("session" = String, Path)),
    responses((status = 200, body = Object), (status = 404, body = Problem))
)]
pub(crate) async fn now(
    State(app): State<App>,
    Path((squad, session)): Path<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let record = app.engine.squad(&squad).await?;
    let found = app.engine.squad_session(&squad, &session).await?;
    let log = app.engine.heat_log(&squad, &found).await?;
    let policies = app.engine.heat_of(&record, &found, &log);
    Ok(Json(json!({"policies": policies, "readings": log.readings, "decisions": log.decisions})))
}

/// Stores a reading: `value` and `unit` (`degC`, `degF`), or `natural_wet_bulb`, `globe` and `air` in °C, or `air` and
/// `relative_humidity` (with `kind` `heat-index` or `model`, and `wind` in m/s); `meter`, `exposure`.
#[utoipa::path(
    post, path = "/api/v1/squads/{squad}/sessions/{session}/heat", tag = "squads",
    params(("squad" = String, Path), ("session" = String, Path)), request_body = Object,
    responses(
        (status = 201, body = Object), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn reading(
    State(app): State<App>,
    Path((squad, session)): Path<(String, String)>,
    who: Who,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let new: NewHeatReading = read(&body)?;
    let stored = app.engine.read_heat(&squad, &session, &who.0, new).await?;
    Ok((StatusCode::CREATED, Json(serde_json::to_value(stored).unwrap_or_default())))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionBody {
    policy: String,
    /// The band that the person saw.
    #[serde(default)]
    band: Option<String>,
    #[serde(default)]
    overruled: Option<String>,
}

/// Acknowledges what a policy demands, or overrules it with a reason: `policy`, `overruled`, and the `band` that was seen, by
/// which a decision is refused where a hotter one was reached meanwhile.
#[utoipa::path(
    post, path = "/api/v1/squads/{squad}/sessions/{session}/heat/decisions", tag = "squads",
    params(("squad" = String, Path), ("session" = String, Path)), request_body = Object,
    responses(
        (status = 201, body = Object), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn decide(
    State(app): State<App>,
    Path((squad, session)): Path<(String, String)>,
    who: Who,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let new: DecisionBody = read(&body)?;
    let DecisionBody { policy, band, overruled } = new;
    let decided = app.engine.decide_heat(&squad, &session, &who.0, &policy, band.as_deref(), overruled);
    let decision = decided.await?;
    Ok((StatusCode::CREATED, Json(serde_json::to_value(decision).unwrap_or_default())))
}
