//! Receipts.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::Value;

use super::Units;
use super::schema::ReceiptView;
use crate::{App, Problem};

/// How a number was made: equation or rule, inputs with units, sources, model version, uncertainty.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/receipts/{receipt}", tag = "receipts",
    params(("athlete" = String, Path), ("receipt" = String, Path), ("units" = Option<String>, Query)),
    responses((status = 200, body = ReceiptView), (status = 404, body = Problem))
)]
pub(crate) async fn get(
    State(app): State<App>,
    Path((athlete, receipt)): Path<(String, String)>,
    units: Units,
) -> Result<Json<Value>, Problem> {
    let system = units.or(app.engine.athlete(&athlete).await?.units);
    let receipt = app.engine.explain(&athlete, &receipt).await?.localised(system);
    Ok(Json(serde_json::to_value(receipt).unwrap_or_default()))
}
