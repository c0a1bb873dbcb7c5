//! Photos of sweat patches.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderName, StatusCode, header};
use engine::PhotoRefused;
use utoipa::ToSchema;

use super::recordings::too_large;
use super::view::PatchReading;
use super::{Units, Upload};
use crate::{App, FieldProblem, Problem};

/// A photo.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body")]
pub(crate) struct PhotoBody {
    /// The photo as the phone took it: JPEG, PNG or HEIC, at most 64 megapixels.
    #[schema(value_type = String, format = Binary)]
    photo: Vec<u8>,
}

/// Reads a photo of a patch without keeping it.
#[utoipa::path(
    post, path = "/api/v1/patch-readings", tag = "sweat",
    params(("units" = Option<String>, Query)),
    request_body(content = PhotoBody, content_type = "multipart/form-data"),
    responses(
        (status = 200, body = PatchReading), (status = 400, body = Problem),
        (status = 413, description = "The photo is too large"),
        (status = 422, body = Problem, description = "The photo is refused; the type ends in the reason, the detail says what to do")
    )
)]
pub(crate) async fn read(
    State(app): State<App>,
    units: Units,
    Upload(form): Upload,
) -> Result<Json<PatchReading>, Problem> {
    let (name, bytes) = photo_of(form).await?;
    let reading = read_photo(&app, &name, bytes).await?;
    Ok(Json(PatchReading::of(&reading, units.or(units::UnitSystem::Metric))))
}

/// Reads a photo of a patch and keeps it as it came. The same photo twice changes nothing. It becomes a sweat test by
/// naming the reading in `patch_readings` there.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/patch-readings", tag = "sweat",
    params(("athlete" = String, Path), ("units" = Option<String>, Query)),
    request_body(content = PhotoBody, content_type = "multipart/form-data"),
    responses(
        (status = 201, body = PatchReading), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 413, description = "The photo is too large"),
        (status = 422, body = Problem, description = "The photo is refused; the type ends in the reason, the detail says what to do")
    )
)]
pub(crate) async fn take(
    State(app): State<App>,
    Path(athlete): Path<String>,
    units: Units,
    Upload(form): Upload,
) -> Result<(StatusCode, Json<PatchReading>), Problem> {
    let record = app.engine.athlete(&athlete).await?;
    let (name, bytes) = photo_of(form).await?;
    let reading = read_photo(&app, &name, bytes.clone()).await?;
    let reading = app.engine.keep_patch_reading(&athlete, reading, &bytes).await?;
    Ok((StatusCode::CREATED, Json(PatchReading::of(&reading, units.or(record.units)))))
}

/// A reading that was kept.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/patch-readings/{reading}", tag = "sweat",
    params(("athlete" = String, Path), ("reading" = String, Path), ("units" = Option<String>, Query)),
    responses((status = 200, body = PatchReading), (status = 404, body = Problem))
)]
pub(crate) async fn get(
    State(app): State<App>,
    Path((athlete, reading)): Path<(String, String)>,
    units: Units,
) -> Result<Json<PatchReading>, Problem> {
    let own = app.engine.athlete(&athlete).await?.units;
    let reading = app.engine.patch_reading(&athlete, &reading).await?;
    Ok(Json(PatchReading::of(&reading, units.or(own))))
}

/// How large a photo is drawn, by its longer side in pixels.
pub(crate) const DRAWN_PX: usize = 900;

/// The photo of a reading that was kept, with what was found drawn over it.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/patch-readings/{reading}/drawn", tag = "sweat",
    params(("athlete" = String, Path), ("reading" = String, Path)),
    responses(
        (status = 200, content_type = "image/png", body = Vec<u8>), (status = 404, body = Problem)
    )
)]
pub(crate) async fn drawn(
    State(app): State<App>,
    Path((athlete, reading)): Path<(String, String)>,
) -> Result<([(HeaderName, &'static str); 1], Vec<u8>), Problem> {
    app.engine.athlete(&athlete).await?;
    let png = app.engine.drawn_patch_photo(&athlete, &reading, DRAWN_PX).await?;
    Ok(([(header::CONTENT_TYPE, "image/png")], png))
}

/// The photo of a form, with its name.
async fn photo_of(mut form: Multipart) -> Result<(String, Bytes), Problem> {
    while let Some(part) = form.next_field().await.map_err(too_large)? {
        if part.name() == Some("photo") {
            let name = part.file_name().unwrap_or("photo").to_owned();
            return Ok((name, part.bytes().await.map_err(too_large)?));
        }
    }
    Err(Problem::malformed("The form has no field 'photo': send the photo in one."))
}

/// Reads a photo, off the threads that answer requests.
pub(crate) async fn read_photo(app: &App, name: &str, bytes: Bytes) -> Result<engine::PatchReading, Problem> {
    app.engine.read_photo_apart(name, bytes).await?.map_err(refusal)
}

fn refusal(PhotoRefused(refusal): PhotoRefused) -> Problem {
    let (kind, advice) = (format!("photo:{}", refusal.code()), refusal.to_string());
    let errors = vec![FieldProblem { field: "photo".to_owned(), message: advice.clone() }];
    let title = "The photo cannot be read";
    Problem { errors, ..Problem::new(StatusCode::UNPROCESSABLE_ENTITY, &kind, title, advice) }
}

/// The reason for which a photo was refused, where a problem is about that.
pub(crate) fn refused_for(problem: &Problem) -> Option<&str> {
    problem.kind.strip_prefix("urn:isotone:problem:photo:")
}
