//! Imports: many files in one upload, read in the background.

use axum::Json;
use axum::extract::{Multipart, Path, State};
use axum::http::{StatusCode, header};
use engine::{Hints, Import, ImportCounts, ImportFile, ImportState};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::recordings::too_large;
use super::schema::{ImportCountsView, ImportFileView};
use super::{Query, Upload};
use crate::fields::Fields;
use crate::{App, Problem};

/// How many files one answer lists, unless asked for fewer.
const MOST_LISTED: usize = 500;

/// An import and how far it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportBody {
    /// Its name.
    #[schema(example = "20261124-080000")]
    id: String,
    /// When it was given.
    #[schema(value_type = String)]
    begun: Timestamp,
    /// `running`, `cancelled` or `finished`.
    #[schema(value_type = String, example = "running")]
    state: ImportState,
    /// How many files there are, those in archives once they are opened.
    files: usize,
    /// How many of them are done.
    done: usize,
    /// How much is done, 0 to 1.
    #[schema(example = 0.4)]
    progress: f64,
    /// How many seconds the rest may take, going by what is done.
    seconds_left: Option<f64>,
    /// What came of the files: `read`, `recovered`, `known`, `refused`, `unpacked`, and in archives `left_out`.
    #[schema(value_type = ImportCountsView)]
    counts: ImportCounts,
    /// When the last was done.
    #[schema(value_type = Option<String>)]
    finished: Option<Timestamp>,
}

impl From<Import> for ImportBody {
    fn from(import: Import) -> Self {
        Self {
            progress: import.progress(),
            seconds_left: import.left().map(units::Duration::as_seconds),
            id: import.id,
            begun: import.begun,
            state: import.state,
            files: import.files,
            done: import.done,
            counts: import.counts,
            finished: import.finished,
        }
    }
}

/// Files.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body")]
pub(crate) struct ImportRequest {
    /// When the recordings began, for streams and watches that do not say.
    start: Option<String>,
    /// Whose records to take, of files that hold several users'.
    account: Option<String>,
    /// The files as the watch or the platform exports them, as many parts of this name as there are files; archives too.
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<u8>,
}

/// Takes in many files at once. They are kept, and read in the background, the newest name first; ask the import how far it
/// is.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/imports", tag = "recordings", params(("athlete" = String, Path)),
    request_body(content = ImportRequest, content_type = "multipart/form-data"),
    responses(
        (status = 202, body = ImportBody, description = "The files are kept and will be read; `Location` names the import"),
        (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 413, description = "The files are too large together"), (status = 422, body = Problem)
    )
)]
pub(crate) async fn begin(
    State(app): State<App>,
    Path(athlete): Path<String>,
    Upload(form): Upload,
) -> Result<(StatusCode, [(header::HeaderName, String); 1], Json<ImportBody>), Problem> {
    let import = take_in(&app, &athlete, form).await?;
    let location = format!("/api/v1/athletes/{athlete}/imports/{}", import.id);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(import.into())))
}

/// Begins the import of the files in a form.
pub(crate) async fn take_in(app: &App, athlete: &str, mut form: Multipart) -> Result<Import, Problem> {
    let record = app.engine.athlete(athlete).await?;
    let (mut hints, mut files) = (Hints::default(), Vec::new());
    while let Some(part) = form.next_field().await.map_err(too_large)? {
        match part.name() {
            Some("start") => {
                let fields = [("start".to_owned(), part.text().await.map_err(too_large)?)];
                let mut fields = Fields::of_form(fields, record.units);
                hints.start = fields.instant("start", &record.time_zone());
                fields.finish(None)?;
            }
            Some("account") => {
                let account = part.text().await.map_err(too_large)?;
                hints.account = Some(account).filter(|account| !account.trim().is_empty());
            }
            Some("file") => {
                let name = part.file_name().unwrap_or("recording").to_owned();
                let bytes = part.bytes().await.map_err(too_large)?;
                // A form without a chosen file sends one without name and content.
                if !(name.is_empty() && bytes.is_empty()) {
                    files.push(app.engine.stage(athlete, &name, bytes.to_vec()).await?);
                }
            }
            _ => {}
        }
    }
    Ok(app.engine.begin_import(athlete, files, hints).await?)
}

/// The imports, the newest first.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/imports", tag = "recordings", params(("athlete" = String, Path)),
    responses((status = 200, body = Vec<ImportBody>), (status = 404, body = Problem))
)]
pub(crate) async fn list(
    State(app): State<App>,
    Path(athlete): Path<String>,
) -> Result<Json<Vec<ImportBody>>, Problem> {
    let imports = app.engine.imports(&athlete).await?;
    Ok(Json(imports.into_iter().map(ImportBody::from).collect()))
}

/// One import and how far it is.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/imports/{import}", tag = "recordings",
    params(("athlete" = String, Path), ("import" = String, Path)),
    responses((status = 200, body = ImportBody), (status = 404, body = Problem))
)]
pub(crate) async fn get(
    State(app): State<App>,
    Path((athlete, import)): Path<(String, String)>,
) -> Result<Json<ImportBody>, Problem> {
    app.engine.athlete(&athlete).await?;
    Ok(Json(app.engine.import(&athlete, &import).await?.into()))
}

/// Stops an import after the file under way. What was read stays.
#[utoipa::path(
    delete, path = "/api/v1/athletes/{athlete}/imports/{import}", tag = "recordings",
    params(("athlete" = String, Path), ("import" = String, Path)),
    responses((status = 200, body = ImportBody), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn cancel(
    State(app): State<App>,
    Path((athlete, import)): Path<(String, String)>,
) -> Result<Json<ImportBody>, Problem> {
    app.engine.athlete(&athlete).await?;
    Ok(Json(app.engine.cancel_import(&athlete, &import).await?.into()))
}

/// Goes on with an import that was stopped.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/imports/{import}/resume", tag = "recordings",
    params(("athlete" = String, Path), ("import" = String, Path)),
    responses((status = 202, body = ImportBody), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn resume(
    State(app): State<App>,
    Path((athlete, import)): Path<(String, String)>,
) -> Result<(StatusCode, Json<ImportBody>), Problem> {
    app.engine.athlete(&athlete).await?;
    Ok((StatusCode::ACCEPTED, Json(app.engine.resume_import(&athlete, &import).await?.into())))
}

#[derive(Deserialize)]
pub(crate) struct FilesQuery {
    from: Option<usize>,
    most: Option<usize>,
}

/// The files of an import with what came of each, in the order in which they are read.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/imports/{import}/files", tag = "recordings",
    params(
        ("athlete" = String, Path), ("import" = String, Path),
        ("from" = Option<usize>, Query, description = "The number of the first file listed, from 0"),
        ("most" = Option<usize>, Query, description = "How many are listed, at most 500")
    ),
    responses(
        (status = 200, body = Vec<ImportFileView>),
        (status = 404, body = Problem)
    )
)]
pub(crate) async fn files(
    State(app): State<App>,
    Path((athlete, import)): Path<(String, String)>,
    Query(query): Query<FilesQuery>,
) -> Result<Json<Vec<ImportFile>>, Problem> {
    app.engine.athlete(&athlete).await?;
    let most = query.most.unwrap_or(MOST_LISTED).min(MOST_LISTED);
    Ok(Json(app.engine.import_files(&athlete, &import, query.from.unwrap_or(0), most).await?))
}
