//! Races, leg by leg.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use engine::StartList;
use serde::Serialize;
use utoipa::ToSchema;

use super::Units;
use super::view::{Advice, BasketView, NeedView};
use crate::{App, Problem};

/// A start list.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body")]
pub(crate) struct RaceBody {
    /// The start in the athlete's own zone.
    #[schema(example = "2026-06-14T08:00")]
    start: String,
    /// The legs in order, at most forty.
    leg: Vec<LegBody>,
}

/// A stretch between two places where something can be had.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body")]
pub(crate) struct LegBody {
    /// Its name.
    #[schema(example = "Bike")]
    name: String,
    /// The sport.
    #[schema(example = "ride")]
    sport: String,
    /// How long it is planned to take.
    #[schema(example = "2 h 40 min")]
    duration: String,
    /// `easy`, `moderate`, `hard` or `max`; as hard as a race when absent.
    intensity: Option<String>,
    /// The temperature of the air.
    #[schema(example = "26 °C")]
    air_temperature: String,
    /// The relative humidity; 50 % when absent.
    #[schema(example = "60 %")]
    relative_humidity: Option<String>,
    /// The wind, 10 m above ground.
    wind: Option<String>,
    /// `shade`, `thin-cloud`, `partly-sunny` or `full-sun`. When absent the heat is that of full sun by day.
    sun: Option<String>,
    /// The wet-bulb globe temperature, where somebody measured it.
    wbgt: Option<String>,
    /// Nothing can be had on it, as in a swim.
    closed: Option<bool>,
    /// What is on offer where it begins, by names in the catalogue; anything when absent.
    offers: Option<Vec<String>>,
    /// What the bottles hold.
    #[schema(example = "1.5 L")]
    bottles: Option<String>,
    /// How many gels, bars and the like the pockets hold.
    #[schema(example = 6)]
    pieces: Option<u32>,
}

/// A race planned.
#[derive(Serialize, ToSchema)]
pub(crate) struct RaceView {
    /// The legs in order.
    legs: Vec<LegView>,
    /// What to know beside the numbers.
    flags: Vec<Advice>,
}

/// A leg with what it needs.
#[derive(Serialize, ToSchema)]
pub(crate) struct LegView {
    /// Its name.
    name: String,
    /// When it begins.
    from: String,
    /// When it ends.
    until: String,
    /// Its share of what the race needs; the receipts are those of the whole race.
    needs: Vec<NeedView>,
    /// What to take where it begins; nothing where nothing can be had, or where what is on offer does not do.
    take: Option<BasketView>,
    /// Why what is on offer does not do.
    clashes: Vec<String>,
}

/// What to take where, leg by leg. Nothing is stored but receipts.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/race-plans", tag = "plans",
    params(("athlete" = String, Path), ("units" = Option<String>, Query)), request_body = RaceBody,
    responses(
        (status = 200, body = RaceView), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn plan(
    State(app): State<App>,
    Path(athlete): Path<String>,
    units: Units,
    body: Bytes,
) -> Result<Json<RaceView>, Problem> {
    let system = units.or(app.engine.athlete(&athlete).await?.units);
    let list: StartList = serde_json::from_slice(&body)
        .map_err(|error| Problem::malformed(format!("The body is no start list: {error}.")))?;
    let plan = app.engine.race_plan(&athlete, &list).await?;
    let leg = |leg: &fuel::LegPlan| LegView {
        name: leg.name.clone(),
        from: leg.from.to_string(),
        until: leg.until.to_string(),
        needs: leg.needs.iter().map(|need| NeedView::of(need, system)).collect(),
        take: leg
            .take
            .as_ref()
            .and_then(|take| take.as_ref().ok())
            .map(|basket| BasketView::of_basket("during", basket, system)),
        clashes: match &leg.take {
            Some(Err(infeasible)) => infeasible.clashes.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        },
    };
    Ok(Json(RaceView {
        legs: plan.legs.iter().map(leg).collect(),
        flags: plan.flags.iter().map(Advice::of).collect(),
    }))
}
