//! Recordings.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::{StatusCode, header};
use engine::{Hints, ImportedRecording};
use serde::Serialize;
use serde_json::Value;
use units::UnitSystem;
use utoipa::ToSchema;

use super::schema::TimelineEvent;
use super::timeline::local;
use super::{Units, Upload};
use crate::fields::Fields;
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
    /// Whether the file was damaged and read as far as it goes.
    recovered: bool,
    /// How many body masses and drinks were taken from it just now.
    readings: usize,
    /// How many planned workouts were taken from it just now.
    planned: usize,
    /// What to know about the reading.
    notes: Vec<String>,
    /// The events that the recording is now part of.
    #[schema(value_type = Vec<TimelineEvent>)]
    events: Vec<Value>,
}

/// A file.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body")]
pub(crate) struct RecordingBody {
    /// When the recording began, for streams that do not say.
    start: Option<String>,
    /// Whose records to take, of a file that holds several users'.
    account: Option<String>,
    /// The file as the watch or the platform exports it.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Takes in a recording. The same file twice changes nothing. Apps that post JSON themselves (the automations of Health
/// Auto Export) may send it as the body, without a form.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/recordings", tag = "recordings",
    params(("athlete" = String, Path)),
    request_body(content((RecordingBody = "multipart/form-data"), (Object = "application/json"))),
    responses(
        (status = 201, body = Imported), (status = 200, body = Imported, description = "The file was known"),
        (status = 400, body = Problem), (status = 413, description = "The file is too large"), (status = 422, body = Problem)
    )
)]
pub(crate) async fn import(
    State(app): State<App>,
    Path(athlete): Path<String>,
    units: Units,
    request: Request,
) -> Result<(StatusCode, Json<Imported>), Problem> {
    let record = app.engine.athlete(&athlete).await?;
    let answer = |imported: ImportedRecording| {
        let status = if imported.known { StatusCode::OK } else { StatusCode::CREATED };
        (status, Json(Imported::of(imported, units.or(record.units))))
    };
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/json")) {
        let bytes = Bytes::from_request(request, &()).await;
        let bytes = bytes.map_err(|error| refused(error.status(), &error.body_text()))?;
        let imported = app.engine.import_with(&athlete, "body.json", &bytes, &Hints::default()).await?;
        return Ok(answer(imported));
    }
    let Upload(mut form) = Upload::from_request(request, &app).await?;
    let (mut hints, mut file) = (Hints::default(), None);
    while let Some(part) = form.next_field().await.map_err(too_large)? {
        match part.name() {
            Some("start") => {
                let text = part.text().await.map_err(too_large)?;
                let fields = [("start".to_owned(), text)];
                let mut fields = Fields::of_form(fields, record.units);
                hints.start = fields.instant("start", &record.time_zone());
                fields.finish(None)?;
            }
            Some("account") => hints.account = Some(part.text().await.map_err(too_large)?),
            Some("file") if file.is_some() => {
                let detail = "The form has several fields 'file': send one, or all of them to /imports.";
                return Err(Problem::malformed(detail));
            }
            Some("file") => {
                let name = part.file_name().unwrap_or("recording").to_owned();
                file = Some((name, part.bytes().await.map_err(too_large)?));
            }
            _ => {}
        }
    }
    let missing = || Problem::malformed("The form has no field 'file': send the recording in one.");
    let (name, bytes) = file.ok_or_else(missing)?;
    Ok(answer(app.engine.import_with(&athlete, &name, &bytes, &hints).await?))
}

impl Imported {
    fn of(imported: ImportedRecording, system: UnitSystem) -> Self {
        Self {
            report: imported.report.id,
            format: imported.report.format,
            known: imported.known,
            recovered: imported.report.recovered,
            readings: imported.readings,
            planned: imported.planned,
            notes: imported.report.notes,
            events: imported.events.iter().map(|event| local(event, system)).collect(),
        }
    }
}

fn refused(status: StatusCode, reason: &str) -> Problem {
    Problem::new(status, "upload", "The upload was not accepted", format!("{status}: {reason}"))
}

/// What a body that broke off or is too large means.
#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
pub(crate) fn too_large(error: axum::extract::multipart::MultipartError) -> Problem {
    let detail = format!("{}: {}", error.status(), error.body_text());
    Problem::new(error.status(), "upload", "The upload was not accepted", detail)
}
