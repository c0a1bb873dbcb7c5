//! What an athlete has connected, and the phones that upload.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use engine::{Connection, Device, Leave};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Query;
use crate::{App, Problem};

/// A connection with a provider.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConnectionView {
    /// The provider.
    #[schema(example = "strava")]
    provider: String,
    /// `active`, `needs-consent` (the athlete has to connect again), `leaving` or `ended`.
    #[schema(example = "active")]
    state: &'static str,
    /// The scopes that the athlete granted, in the provider's words.
    scopes: Vec<String>,
    /// The scopes that the athlete did not grant.
    missing: Vec<&'static str>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    connected: Timestamp,
    /// When the provider last told or gave anything.
    #[schema(value_type = Option<String>, format = DateTime)]
    heard: Option<Timestamp>,
    /// How many items came in.
    items: u64,
    /// How many items could not be read and were left out.
    unreadable: u64,
    /// What went wrong last: `outage`, `quota`, `blocked`, `missing-scope`, `refused`, `wrong`.
    #[schema(example = "outage")]
    trouble: Option<String>,
    /// Whether the list of what was there before is being read.
    reading: bool,
    /// The words that have to be shown with its data.
    attribution: Option<&'static str>,
}

/// The connections of an athlete.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/connections", tag = "recordings", params(("athlete" = String, Path)),
    responses((status = 200, body = Vec<ConnectionView>), (status = 404, body = Problem))
)]
pub(crate) async fn list(
    State(app): State<App>,
    Path(athlete): Path<String>,
) -> Result<Json<Vec<ConnectionView>>, Problem> {
    let connections = app.engine.connections(&athlete).await?;
    let view = |connection: Connection| {
        let about = app.engine.providers().find(|provider| provider.about().id == connection.provider);
        ConnectionView {
            missing: app.engine.missing_scopes(&connection),
            attribution: about.and_then(|provider| provider.about().attribution),
            state: connection.state.code(),
            reading: connection.backfill.is_some_and(|backfill| backfill.finished.is_none()),
            provider: connection.provider,
            scopes: connection.scopes,
            connected: connection.connected,
            heard: connection.heard,
            items: connection.items,
            unreadable: connection.unreadable,
            trouble: connection.trouble.map(|trouble| trouble.code),
        }
    };
    Ok(Json(connections.into_iter().map(view).collect()))
}

/// What becomes of the data.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
pub(crate) struct Leaving {
    /// `keep` or `delete`; a provider's agreement may demand the latter whatever is asked.
    data: Option<String>,
}

/// Ends a connection. The provider is told in the background.
#[utoipa::path(
    delete, path = "/api/v1/athletes/{athlete}/connections/{provider}", tag = "recordings",
    params(("athlete" = String, Path), ("provider" = String, Path), Leaving),
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn disconnect(
    State(app): State<App>,
    Path((athlete, provider)): Path<(String, String)>,
    Query(leaving): Query<Leaving>,
) -> Result<StatusCode, Problem> {
    let leave = match leaving.data.as_deref() {
        None | Some("keep") => Leave::Keep,
        Some("delete") => Leave::Delete,
        Some(_) => return Err(engine::Error::field("data", "write keep or delete").into()),
    };
    app.engine.disconnect(&athlete, &provider, leave).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A phone that uploads.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceView {
    /// Its name in addresses.
    id: String,
    /// What the athlete calls it.
    #[schema(example = "my iPhone")]
    label: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// When it last sent anything.
    #[schema(value_type = Option<String>, format = DateTime)]
    seen: Option<Timestamp>,
    /// How many uploads came.
    uploads: u64,
    /// The path to which it posts, once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/upload/isu_…")]
    path: Option<String>,
}

impl DeviceView {
    fn of(device: Device, path: Option<String>) -> Self {
        let Device { id, label, created, seen, uploads, .. } = device;
        Self { id, label, created, seen, uploads, path }
    }
}

/// The phones that upload, the newest first.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/devices", tag = "recordings", params(("athlete" = String, Path)),
    responses((status = 200, body = Vec<DeviceView>), (status = 404, body = Problem))
)]
pub(crate) async fn devices(
    State(app): State<App>,
    Path(athlete): Path<String>,
) -> Result<Json<Vec<DeviceView>>, Problem> {
    let devices = app.engine.devices(&athlete).await?;
    Ok(Json(devices.into_iter().map(|device| DeviceView::of(device, None)).collect()))
}

/// A phone to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDevice {
    /// What the athlete calls it.
    #[schema(example = "my iPhone")]
    label: String,
}

/// Adds a phone. The path to which it posts is shown this once.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/devices", tag = "recordings", params(("athlete" = String, Path)),
    request_body = NewDevice,
    responses(
        (status = 201, body = DeviceView), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn add_device(
    State(app): State<App>,
    Path(athlete): Path<String>,
    body: axum::body::Bytes,
) -> Result<(StatusCode, Json<DeviceView>), Problem> {
    app.engine.athlete(&athlete).await?;
    let new: NewDevice =
        serde_json::from_slice(&body).map_err(|error| engine::Error::field("label", error))?;
    let (device, secret) = app.engine.make_device(&athlete, &new.label).await?;
    let path = format!("{}/upload/{}", app.settings.sub_path, secret.expose());
    Ok((StatusCode::CREATED, Json(DeviceView::of(device, Some(path)))))
}

/// Removes a phone: what it sends from now on is refused, what it sent stays.
#[utoipa::path(
    delete, path = "/api/v1/athletes/{athlete}/devices/{device}", tag = "recordings",
    params(("athlete" = String, Path), ("device" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn remove_device(
    State(app): State<App>,
    Path((athlete, device)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    app.engine.athlete(&athlete).await?;
    app.engine.remove_device(&athlete, &device).await?;
    Ok(StatusCode::NO_CONTENT)
}
