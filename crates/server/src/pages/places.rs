//! Suggestions for a place that is being typed, from the list of cities.

use axum::Json;
use axum::extract::Query;
use serde::{Deserialize, Serialize};

/// How many are suggested.
const MOST: usize = 8;

#[derive(Deserialize)]
pub(crate) struct Asking {
    #[serde(default)]
    q: String,
}

/// A place that can be typed, and its zone.
#[derive(Serialize)]
pub(crate) struct Suggestion {
    name: String,
    zone: &'static str,
}

pub(crate) async fn suggest(Query(asking): Query<Asking>) -> Json<Vec<Suggestion>> {
    let typed: String = asking.q.chars().take(60).collect();
    let found = engine::places_like(&typed, MOST);
    Json(found.iter().map(|place| Suggestion { name: place.words(), zone: place.zone }).collect())
}
