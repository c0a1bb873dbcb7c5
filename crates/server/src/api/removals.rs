//! What was deleted or changed in the last month, and undoing it.

use axum::Json;
use axum::extract::{Path, State};
use engine::Removal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{App, Problem};

/// A deletion, or a change, that can be undone within a month.
#[derive(Serialize, ToSchema)]
pub(crate) struct RemovalView {
    /// Its name.
    #[schema(example = "r-3f9a0c12de")]
    id: String,
    /// When it was deleted or changed.
    #[schema(example = "2026-06-11T07:00:00Z")]
    at: String,
    /// What it was: `sweat-test`, `reading`, `entry`, `planned-session` or `taken`.
    #[schema(example = "reading")]
    what: String,
    /// Its name among its kind.
    of: String,
    /// The time it is about.
    #[schema(example = "2026-06-10T07:00:00Z")]
    about: String,
    /// What is there instead, of a change.
    replaced_by: Option<String>,
}

impl From<Removal> for RemovalView {
    fn from(removal: Removal) -> Self {
        Self {
            at: removal.at.to_string(),
            what: removal.former.code().to_owned(),
            of: removal.former.id().to_owned(),
            about: removal.former.at().to_string(),
            id: removal.id,
            replaced_by: removal.replaced_by,
        }
    }
}

/// What was deleted or changed in the last month, the newest first.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/removals", tag = "timeline", params(("athlete" = String, Path)),
    responses((status = 200, body = Vec<RemovalView>), (status = 404, body = Problem))
)]
pub(crate) async fn list(
    State(app): State<App>,
    Path(athlete): Path<String>,
) -> Result<Json<Vec<RemovalView>>, Problem> {
    let removals = app.engine.removals(&athlete).await?;
    Ok(Json(removals.into_iter().map(RemovalView::from).collect()))
}

/// Undoes a deletion or a change: what was is put back. What is there instead is put aside in its turn.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/removals/{removal}/undo", tag = "timeline",
    params(("athlete" = String, Path), ("removal" = String, Path)),
    responses((status = 200, body = RemovalView), (status = 404, body = Problem))
)]
pub(crate) async fn undo(
    State(app): State<App>,
    Path((athlete, removal)): Path<(String, String)>,
) -> Result<Json<RemovalView>, Problem> {
    app.engine.athlete(&athlete).await?;
    Ok(Json(app.engine.undo(&athlete, &removal).await?.into()))
}
