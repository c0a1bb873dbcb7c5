//! Recordings, and the timeline made of them.

use axum::Json;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use timeline::Event;
use utoipa::ToSchema;

use super::Units;
use crate::{App, Problem};

/// What came of a recording.
#[derive(Serialize, ToSchema)]
pub(crate) struct Imported {
    /// The report's name: the hash of its bytes.
    report: String,
    /// The format it is in.
    #[schema(example = "FIT")]
    format: String,
    /// Whether the same bytes had come before; nothing changed then.
    known: bool,
    /// What to know about the reading.
    notes: Vec<String>,
    /// The events that the recording is now part of.
    #[schema(value_type = Vec<Object>)]
    events: Vec<Value>,
}

/// A file.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body")]
pub(crate) struct RecordingBody {
    /// The file as the watch or the platform exports it.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Takes in a recording. The same file twice changes nothing.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/recordings", tag = "recordings",
    params(("athlete" = String, Path)),
    request_body(content = RecordingBody, content_type = "multipart/form-data"),
    responses(
        (status = 201, body = Imported), (status = 200, body = Imported, description = "The file was known"),
        (status = 400, body = Problem), (status = 413, description = "The file is too large"), (status = 422, body = Problem)
    )
)]
pub(crate) async fn import(
    State(app): State<App>,
    Path(athlete): Path<String>,
    units: Units,
    mut form: Multipart,
) -> Result<(StatusCode, Json<Imported>), Problem> {
    let own = app.engine.athlete(&athlete).await?.units;
    while let Some(part) = form.next_field().await.map_err(too_large)? {
        if part.name() == Some("file") {
            let name = part.file_name().unwrap_or("recording").to_owned();
            let bytes = part.bytes().await.map_err(too_large)?;
            let imported = app.engine.import_recording(&athlete, &name, &bytes).await?;
            let status = if imported.known { StatusCode::OK } else { StatusCode::CREATED };
            let answer = Imported {
                report: imported.report.id,
                format: imported.report.format,
                known: imported.known,
                notes: imported.report.notes,
                events: imported.events.iter().map(|event| local(event, units.or(own))).collect(),
            };
            return Ok((status, Json(answer)));
        }
    }
    Err(Problem::malformed("The form has no field 'file': send the recording in one."))
}

/// What a body that broke off or is too large means.
#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
pub(crate) fn too_large(error: axum::extract::multipart::MultipartError) -> Problem {
    let detail = format!("{}: {}", error.status(), error.body_text());
    Problem::new(error.status(), "upload", "The upload was not accepted", detail)
}

fn local(event: &Event, system: units::UnitSystem) -> Value {
    let mut value = serde_json::to_value(event).unwrap_or_default();
    units::localise(&mut value, system);
    value
}

#[derive(Deserialize)]
pub(crate) struct Range {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

/// What happened.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/timeline", tag = "recordings",
    params(
        ("athlete" = String, Path), ("units" = Option<String>, Query),
        ("from" = Option<String>, Query, description = "From this instant on"),
        ("to" = Option<String>, Query, description = "Up to, not including, this instant")
    ),
    responses((status = 200, body = Vec<Object>, description = "Events in the order of time"), (status = 404, body = Problem))
)]
pub(crate) async fn timeline(
    State(app): State<App>,
    Path(athlete): Path<String>,
    Query(range): Query<Range>,
    units: Units,
) -> Result<Json<Vec<Value>>, Problem> {
    let own = app.engine.athlete(&athlete).await?.units;
    let (from, to) = (range.from.unwrap_or(Timestamp::MIN), range.to.unwrap_or(Timestamp::MAX));
    let events = app.engine.events(&athlete, from, to).await?;
    Ok(Json(events.iter().map(|event| local(event, units.or(own))).collect()))
}
