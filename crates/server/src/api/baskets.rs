//! Baskets for typed amounts, and items of one's own.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use engine::ItemFormat;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::Units;
use super::schema::ItemView;
use super::timeline::local;
use super::view::BasketView;
use crate::fields::Fields;
use crate::{App, Problem};

/// The least and the most of each nutrient; what is absent is not asked for.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct BasketBody {
    /// `before`, `during`, `after`, `bedtime`, `snack` or `meal`; during when absent.
    slot: Option<String>,
    /// Over how long it is had: above 60 g of carbohydrate an hour a third must be fructose.
    #[schema(example = "2 h")]
    over: Option<String>,
    /// The least fluid.
    #[schema(example = "800 mL")]
    fluid_min: Option<String>,
    /// The most fluid.
    fluid_max: Option<String>,
    /// The least sodium.
    sodium_min: Option<String>,
    /// The most sodium.
    sodium_max: Option<String>,
    /// The least carbohydrate.
    #[schema(example = "60 g")]
    carbohydrate_min: Option<String>,
    /// The most carbohydrate.
    #[schema(example = "90 g")]
    carbohydrate_max: Option<String>,
    /// The least protein.
    protein_min: Option<String>,
    /// The most protein.
    protein_max: Option<String>,
}

/// A basket, or why there is none.
#[derive(Serialize, ToSchema)]
pub(crate) struct BasketAnswer {
    /// The best: the fewest items, then the fewest servings, then what is liked, cheaper, nearer to the targets.
    best: Option<BasketView>,
    /// Others, best first, none of which shares an item with it or with another.
    alternatives: Vec<BasketView>,
    /// The smallest set of limits that clash, when nothing fits.
    clashes: Vec<String>,
}

/// The best basket for typed amounts, with up to five others.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/baskets", tag = "plans",
    params(("athlete" = String, Path), ("units" = Option<String>, Query)), request_body = BasketBody,
    responses(
        (status = 200, body = BasketAnswer), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn choose(
    State(app): State<App>,
    Path(athlete): Path<String>,
    units: Units,
    body: Bytes,
) -> Result<Json<BasketAnswer>, Problem> {
    let system = units.or(app.engine.athlete(&athlete).await?.units);
    let (amounts, slot, over) = Fields::of_json(&body, system)?.basket()?;
    let answer = app.engine.basket(&athlete, amounts, slot, over, 5).await?;
    let view = |basket: &fuel::basket::Basket| BasketView::of_basket(slot.name(), basket, system);
    Ok(Json(BasketAnswer {
        best: answer.best.as_ref().ok().map(view),
        alternatives: answer.alternatives.iter().map(view).collect(),
        clashes: answer
            .best
            .err()
            .iter()
            .flat_map(|infeasible| &infeasible.clashes)
            .map(ToString::to_string)
            .collect(),
    }))
}

/// The catalogue with the athlete's own items in it. Absent amounts are unknown, not zero.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/items", tag = "plans",
    params(("athlete" = String, Path), ("units" = Option<String>, Query)),
    responses((status = 200, body = Vec<ItemView>), (status = 400, body = Problem), (status = 404, body = Problem))
)]
pub(crate) async fn items(
    State(app): State<App>,
    Path(athlete): Path<String>,
    units: Units,
) -> Result<Json<Value>, Problem> {
    let system = units.or(app.engine.athlete(&athlete).await?.units);
    let catalogue = app.engine.catalogue(&athlete).await?;
    Ok(Json(local(&catalogue.items(), system)))
}

/// The names of the items taken in.
#[derive(Serialize, ToSchema)]
pub(crate) struct Added {
    /// Their names in the catalogue.
    items: Vec<String>,
}

/// Takes in items of the athlete's own: the JSON of Open Food Facts or of USDA FoodData Central, or a table in the form of
/// the project's catalogue. Items whose figures contradict each other are refused, all of them together.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/items", tag = "plans",
    params(("athlete" = String, Path)), request_body = String,
    responses((status = 201, body = Added), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn add(
    State(app): State<App>,
    Path(athlete): Path<String>,
    body: Bytes,
) -> Result<(StatusCode, Json<Added>), Problem> {
    let text =
        std::str::from_utf8(&body).map_err(|_| Problem::malformed("The body must be text in UTF-8."))?;
    let items = app.engine.add_items(&athlete, text, ItemFormat::of(text)).await?;
    Ok((StatusCode::CREATED, Json(Added { items })))
}

/// Takes an item of the athlete's own out; it need not be there. Those of the project's catalogue stay.
#[utoipa::path(
    delete, path = "/api/v1/athletes/{athlete}/items/{item}", tag = "plans",
    params(("athlete" = String, Path), ("item" = String, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub(crate) async fn remove(
    State(app): State<App>,
    Path((athlete, item)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    app.engine.remove_item(&athlete, &item).await?;
    Ok(StatusCode::NO_CONTENT)
}
