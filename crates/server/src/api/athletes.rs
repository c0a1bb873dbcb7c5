//! Athletes.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use units::UnitSystem;
use utoipa::ToSchema;

use super::Units;
use super::view::Athlete;
use crate::fields::Fields;
use crate::{App, Problem};

/// All athletes.
#[utoipa::path(
    get, path = "/api/v1/athletes", tag = "athletes",
    params(("units" = Option<String>, Query, description = "metric, us-customary or imperial")),
    responses((status = 200, body = Vec<Athlete>), (status = 400, body = Problem))
)]
pub(crate) async fn list(State(app): State<App>, units: Units) -> Result<Json<Vec<Athlete>>, Problem> {
    let athletes = app.engine.athletes().await?;
    Ok(Json(athletes.iter().map(|athlete| Athlete::of(athlete, units.or(athlete.units))).collect()))
}

/// One athlete.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}", tag = "athletes",
    params(("athlete" = String, Path), ("units" = Option<String>, Query)),
    responses((status = 200, body = Athlete), (status = 404, body = Problem))
)]
pub(crate) async fn get(
    State(app): State<App>,
    Path(athlete): Path<String>,
    units: Units,
) -> Result<Json<Athlete>, Problem> {
    let athlete = app.engine.athlete(&athlete).await?;
    Ok(Json(Athlete::of(&athlete, units.or(athlete.units))))
}

/// Changes to an athlete. Each field is optional; a new athlete needs `body_mass`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct AthleteBody {
    /// The name for people.
    name: Option<String>,
    /// Body mass.
    #[schema(example = "72.4 kg")]
    body_mass: Option<String>,
    /// Height.
    #[schema(example = "1.78 m")]
    height: Option<String>,
    /// `female` or `male`.
    sex: Option<String>,
    /// Year of birth.
    #[schema(example = 1990)]
    born: Option<i16>,
    /// Has trained in heat in the last weeks.
    heat_acclimated: Option<bool>,
    /// Conditions and medicines: `hypertension`, `kidney-disease`, …
    conditions: Option<Vec<String>>,
    /// Foods that baskets must not contain: `milk`, `gluten`.
    without: Option<Vec<String>>,
    /// `metric`, `us-customary` or `imperial`.
    units: Option<String>,
    /// A zone of the tz database.
    #[schema(example = "Europe/Lisbon")]
    zone: Option<String>,
}

/// Makes or changes an athlete.
#[utoipa::path(
    put, path = "/api/v1/athletes/{athlete}", tag = "athletes",
    params(("athlete" = String, Path)), request_body = AthleteBody,
    responses((status = 200, body = Athlete), (status = 400, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn put(
    State(app): State<App>,
    Path(athlete): Path<String>,
    body: Bytes,
) -> Result<Json<Athlete>, Problem> {
    let changes = Fields::of_json(&body, UnitSystem::UsCustomary)?.athlete()?;
    let record = app.engine.put_athlete(&athlete, changes, &app.settings.zone).await?;
    Ok(Json(Athlete::of(&record, record.units)))
}
