//! The sources register and the catalogue.

use axum::Json;
use axum::extract::State;
use engine::ValidationSize;
use evidence::register;
use serde::Serialize;
use serde_json::Value;
use units::UnitSystem;
use utoipa::ToSchema;

use super::Units;
use super::schema::{ItemView, ValidationView};
use super::timeline::local;
use crate::access::Who;
use crate::{App, Problem};

/// A source.
#[derive(Serialize, ToSchema)]
pub(crate) struct SourceView {
    /// Its key, as receipts name it.
    #[schema(example = "barnes-2019")]
    id: String,
    /// Who and when.
    cite: String,
    /// What it is.
    title: String,
    /// Where it can be read.
    link: Option<String>,
    /// How much of it was read.
    status: String,
    /// What to keep in mind about it.
    note: Option<String>,
}

/// The sources behind equations, coefficients and rules.
#[utoipa::path(get, path = "/api/v1/sources", tag = "receipts", responses((status = 200, body = Vec<SourceView>)))]
pub(crate) async fn sources() -> Json<Vec<SourceView>> {
    let view = |(id, source): (&evidence::SourceId, &evidence::Source)| SourceView {
        id: id.to_string(),
        cite: source.cite.clone(),
        title: source.title.clone(),
        link: source.link.clone(),
        status: source.status.words().to_owned(),
        note: source.note.clone(),
    };
    Json(register().iter().map(view).collect())
}

/// The catalogue: items with what a serving holds, and how well that is known. Absent amounts are unknown, not zero.
#[utoipa::path(
    get, path = "/api/v1/catalogue", tag = "plans", params(("units" = Option<String>, Query)),
    responses((status = 200, body = Vec<ItemView>), (status = 400, body = Problem))
)]
pub(crate) async fn catalogue(units: Units) -> Json<Value> {
    Json(local(&fuel::Catalogue::built_in().items(), units.or(UnitSystem::Metric)))
}

/// The model of the sweat profile in use: every parameter with value, unit, meaning, source and status, and the report of
/// its fit, if it was fitted.
#[utoipa::path(get, path = "/api/v1/model", tag = "sweat", responses((status = 200, body = Object)))]
pub(crate) async fn model(State(app): State<App>) -> Result<Json<Value>, Problem> {
    let model = app.engine.model().await?;
    Ok(Json(serde_json::to_value(&*model).unwrap_or_default()))
}

/// Small enough to be worked out while one waits.
const ASKED: ValidationSize = ValidationSize { athletes: 1000, refits: 0, seed: 1 };

/// How good the numbers are: sources reproduced, simulated athletes, and the tests of those the caller may see.
#[utoipa::path(get, path = "/api/v1/validation", tag = "sweat", responses((status = 200, body = ValidationView)))]
pub(crate) async fn validation(State(app): State<App>, who: Who) -> Result<Json<Value>, Problem> {
    let validation = app.engine.validate(&who.0, ASKED).await?;
    Ok(Json(serde_json::to_value(&validation).unwrap_or_default()))
}
