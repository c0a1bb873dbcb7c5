//! The sources register and the catalogue.

use axum::Json;
use evidence::register;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

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
#[utoipa::path(get, path = "/api/v1/catalogue", tag = "plans", responses((status = 200, body = Vec<Object>)))]
pub(crate) async fn catalogue() -> Json<Value> {
    Json(serde_json::to_value(fuel::Catalogue::built_in().items()).unwrap_or_default())
}
