//! Sweat tests.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use utoipa::ToSchema;

use super::Units;
use super::removals::RemovalView;
use super::view::SweatTest;
use crate::cursor::{Paging, Place};
use crate::fields::Fields;
use crate::{App, Problem};

/// A weigh-in and weigh-out, a patch, or both. Conditions that the workout knows need not be given.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct SweatTestBody {
    /// Body mass before; not needed where a patch was worn.
    #[schema(example = "72.4 kg")]
    mass_before: Option<String>,
    /// Body mass after; not needed where a patch was worn.
    #[schema(example = "71.9 kg")]
    mass_after: Option<String>,
    /// Fluid drunk in between; absent when nobody noted it, which is not the same as none.
    #[schema(example = "0.2 L")]
    drunk: Option<String>,
    /// Food eaten in between.
    #[schema(example = "50 g")]
    food: Option<String>,
    /// Urine passed in between; absent when nobody noted it, which is not the same as none.
    #[schema(example = "0 mL")]
    urine: Option<String>,
    /// Stool passed in between.
    stool: Option<String>,
    /// `nude` or `clothed` on the scale.
    clothes: Option<String>,
    /// Where a patch sat; the inner forearm when not told.
    #[schema(example = "ventral-forearm")]
    patch_site: Option<String>,
    /// The skin that sweats into the patch.
    #[schema(example = "0.5 cm²")]
    patch_inlet: Option<String>,
    /// How long sweat entered it; the session when not told.
    #[schema(example = "50 min")]
    patch_time: Option<String>,
    /// The sweat it took up.
    #[schema(example = "48 µL")]
    patch_volume: Option<String>,
    /// Whether the channel was full, so that the volume is a lower bound.
    patch_full: Option<bool>,
    /// Its chloride.
    #[schema(example = "35 mmol/L")]
    patch_chloride: Option<String>,
    /// Photos of the patch, by the names of their readings (`/patch-readings`): they stand for `patch_volume` and
    /// `patch_chloride`, and several of one patch are taken together.
    patch_readings: Option<Vec<String>>,
    /// The weights are right although they show more sweat than almost anyone loses (3.5 L/h), or are far from the body
    /// mass known.
    confirmed: Option<bool>,
    /// The workout it belongs to, if it was recorded.
    event: Option<String>,
    /// When the session began, where no workout says so.
    at: Option<String>,
    /// The sport, where no workout says so.
    #[schema(example = "run")]
    sport: Option<String>,
    /// How long, where no workout says so.
    #[schema(example = "1 h 10 min")]
    duration: Option<String>,
    /// `easy`, `moderate`, `hard` or `max`, where nothing better is known.
    intensity: Option<String>,
    /// Mean power; the effort as a number narrows the interval.
    power: Option<String>,
    /// Mean speed or pace (`5:00 /km`): on foot it tells the effort.
    speed: Option<String>,
    /// Mean grade of a speed on foot.
    grade: Option<String>,
    /// Mean heart rate.
    heart_rate: Option<String>,
    /// A multiple of the metabolic rate at rest.
    met: Option<f64>,
    /// Moving air indoors: `none`, `fan`, `strong-fan` or a speed.
    fan: Option<String>,
    /// `singlet`, `shirt-and-shorts`, `long-sleeves`, `winter`, `padded` or an insulation such as `0.5 clo`.
    clothing: Option<String>,
    /// The temperature of the air.
    #[schema(example = "24 °C")]
    air_temperature: String,
    /// The relative humidity; 50 % when absent.
    #[schema(example = "55 %")]
    relative_humidity: Option<String>,
    /// The wind, 10 m above ground.
    #[schema(example = "10 km/h")]
    wind: Option<String>,
    /// `shade`, `thin-cloud`, `partly-sunny` or `full-sun`.
    sun: Option<String>,
    /// Indoors or out.
    indoors: Option<bool>,
}

/// All sweat tests, in the order of time.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/sweat-tests", tag = "sweat",
    params(
        ("athlete" = String, Path), ("units" = Option<String>, Query),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 1000, description = "At most so many; 200 when absent"),
        ("cursor" = Option<String>, Query, description = "From the address in the header `Link` of the page before")
    ),
    responses(
        (status = 200, body = Vec<SweatTest>, description = "`Link` leads to the next page"),
        (status = 404, body = Problem)
    )
)]
pub(crate) async fn list(
    State(app): State<App>,
    Path(athlete): Path<String>,
    paging: Paging,
    units: Units,
) -> Result<Response, Problem> {
    let own = app.engine.athlete(&athlete).await?.units;
    let tests = app.engine.sweat_tests(&athlete).await?;
    let place = |test: &engine::SweatTestRecord| Place { at: test.at, id: test.id.clone() };
    Ok(paging.page(tests, place, |test| SweatTest::of(test, units.or(own))))
}

/// One sweat test.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/sweat-tests/{test}", tag = "sweat",
    params(("athlete" = String, Path), ("test" = String, Path), ("units" = Option<String>, Query)),
    responses((status = 200, body = SweatTest), (status = 404, body = Problem))
)]
pub(crate) async fn get(
    State(app): State<App>,
    Path((athlete, test)): Path<(String, String)>,
    units: Units,
) -> Result<Json<SweatTest>, Problem> {
    let own = app.engine.athlete(&athlete).await?.units;
    let test = app.engine.sweat_test(&athlete, &test).await?;
    Ok(Json(SweatTest::of(&test, units.or(own))))
}

/// Takes a sweat test.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/sweat-tests", tag = "sweat",
    params(("athlete" = String, Path), ("units" = Option<String>, Query)), request_body = SweatTestBody,
    responses(
        (status = 201, body = SweatTest), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn take(
    State(app): State<App>,
    Path(athlete): Path<String>,
    units: Units,
    body: Bytes,
) -> Result<(StatusCode, Json<SweatTest>), Problem> {
    let record = app.engine.athlete(&athlete).await?;
    let system = units.or(record.units);
    let (fields, zone) = (Fields::of_json(&body, system)?, record.time_zone());
    let test = if fields.has("patch_readings") {
        let scan = fields.scan(&zone)?;
        app.engine.take_scanned_sweat_test(&athlete, scan.new, &scan.readings, scan.worn).await?
    } else {
        app.engine.take_sweat_test(&athlete, fields.sweat_test(&zone, None)?).await?
    };
    Ok((StatusCode::CREATED, Json(SweatTest::of(&test, system))))
}

/// Takes a sweat test again in place of this one. The former can be put back within a month.
#[utoipa::path(
    put, path = "/api/v1/athletes/{athlete}/sweat-tests/{test}", tag = "sweat",
    params(("athlete" = String, Path), ("test" = String, Path), ("units" = Option<String>, Query)),
    request_body = SweatTestBody,
    responses(
        (status = 200, body = SweatTest), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn change(
    State(app): State<App>,
    Path((athlete, test)): Path<(String, String)>,
    units: Units,
    body: Bytes,
) -> Result<Json<SweatTest>, Problem> {
    let record = app.engine.athlete(&athlete).await?;
    let system = units.or(record.units);
    let new = Fields::of_json(&body, system)?.sweat_test(&record.time_zone(), None)?;
    let test = app.engine.change_sweat_test(&athlete, &test, new).await?;
    Ok(Json(SweatTest::of(&test, system)))
}

/// Deletes a sweat test. It can be put back within a month.
#[utoipa::path(
    delete, path = "/api/v1/athletes/{athlete}/sweat-tests/{test}", tag = "sweat",
    params(("athlete" = String, Path), ("test" = String, Path)),
    responses((status = 200, body = RemovalView), (status = 404, body = Problem))
)]
pub(crate) async fn delete(
    State(app): State<App>,
    Path((athlete, test)): Path<(String, String)>,
) -> Result<Json<RemovalView>, Problem> {
    app.engine.athlete(&athlete).await?;
    Ok(Json(app.engine.delete_sweat_test(&athlete, &test).await?.into()))
}
