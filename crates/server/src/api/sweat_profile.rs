//! The sweat profile, and what it expects of a session.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use physiology::{Foresight, Variable};
use serde::Serialize;
use utoipa::ToSchema;

use super::Units;
use super::view::{Expectation, Quantity, quantity};
use crate::fields::Fields;
use crate::{App, Problem};

/// One temperature of the curve.
#[derive(Serialize, ToSchema)]
pub(crate) struct Point {
    /// The temperature of the air.
    air_temperature: Quantity,
    /// What the profile expects.
    median: Quantity,
    /// The lower end of the four-in-five interval.
    low: Quantity,
    /// Its upper end.
    high: Quantity,
    /// What heat balance alone expects.
    expected_by_heat_balance: Quantity,
}

/// The sweat profile.
#[derive(Serialize, ToSchema)]
pub(crate) struct Profile {
    /// How many sweat tests speak.
    tests: usize,
    /// The sport of the curve, the one tested most.
    sport: String,
    /// The sweating rate of an hour over air temperature, at 50 % humidity.
    curve: Vec<Point>,
    /// How the tests narrowed what is expected of the curve's session.
    learning: Vec<Learning>,
    /// Whole-body sweat sodium, the median.
    sodium_concentration: Quantity,
    /// How many patches speak of sodium; with none it is that of the sport.
    sodium_measurements: usize,
    /// Why to test again, and where it would teach most.
    advice: Vec<String>,
}

/// What was expected after so many tests.
#[derive(Serialize, ToSchema)]
pub(crate) struct Learning {
    /// How many tests.
    tests: usize,
    /// The rate expected.
    median: Quantity,
    /// The lower end of the four-in-five interval.
    low: Quantity,
    /// Its upper end.
    high: Quantity,
}

/// The sweat profile.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/sweat-profile", tag = "sweat",
    params(("athlete" = String, Path), ("units" = Option<String>, Query)),
    responses((status = 200, body = Profile), (status = 404, body = Problem))
)]
pub(crate) async fn get(
    State(app): State<App>,
    Path(athlete): Path<String>,
    units: Units,
) -> Result<Json<Profile>, Problem> {
    let view = app.engine.profile_view(&athlete).await?;
    let system = units.or(view.athlete.units);
    let point = |point: &engine::CurvePoint| Point {
        air_temperature: quantity(point.air_temperature, system),
        median: quantity(point.median, system),
        low: quantity(point.i80.low, system),
        high: quantity(point.i80.high, system),
        expected_by_heat_balance: quantity(point.expected, system),
    };
    Ok(Json(Profile {
        tests: view.tests.len(),
        sport: view.curve.session.sport.key().to_owned(),
        curve: view.curve.points.iter().map(point).collect(),
        learning: view
            .learning
            .iter()
            .map(|step| Learning {
                tests: step.tests,
                median: quantity(step.rate.median, system),
                low: quantity(step.rate.i80.low, system),
                high: quantity(step.rate.i80.high, system),
            })
            .collect(),
        sodium_concentration: quantity(view.sodium.concentration.median, system),
        sodium_measurements: view.sodium.measurements,
        advice: view.advice.iter().map(ToString::to_string).collect(),
    }))
}

/// A session and its conditions.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct SessionBody {
    /// The sport.
    #[schema(example = "run")]
    sport: String,
    /// How long.
    #[schema(example = "1 h 30 min")]
    duration: String,
    /// `easy`, `moderate`, `hard` or `max`; moderate when absent.
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
    #[schema(example = "28 °C")]
    air_temperature: String,
    /// The relative humidity; 50 % when absent.
    #[schema(example = "60 %")]
    relative_humidity: Option<String>,
    /// The wind, 10 m above ground.
    wind: Option<String>,
    /// `shade`, `thin-cloud`, `partly-sunny` or `full-sun`.
    sun: Option<String>,
    /// Indoors or out.
    indoors: Option<bool>,
}

/// What to expect of a session.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/predictions", tag = "sweat",
    params(("athlete" = String, Path), ("units" = Option<String>, Query)), request_body = SessionBody,
    responses(
        (status = 200, body = Expectation), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn predict(
    State(app): State<App>,
    Path(athlete): Path<String>,
    units: Units,
    body: Bytes,
) -> Result<Json<Expectation>, Problem> {
    let system = units.or(app.engine.athlete(&athlete).await?.units);
    let conditions = Fields::of_json(&body, system)?.session()?.resolve(None)?;
    let prediction = app.engine.predict(&athlete, &conditions, Foresight::Known).await?;
    Ok(Json(Expectation::of(&prediction, system)))
}

/// A curve over one input of a session.
#[derive(Serialize, ToSchema)]
pub(crate) struct WhatIf {
    /// What is varied.
    #[schema(example = "air-temperature")]
    variable: String,
    /// The unit of its values.
    #[schema(example = "°C")]
    unit: String,
    /// From the lowest value to the highest; empty where the session has no such input.
    points: Vec<WhatIfPoint>,
}

/// One value of a what-if.
#[derive(Serialize, ToSchema)]
pub(crate) struct WhatIfPoint {
    /// The value of the varied input.
    at: f64,
    /// The sweating rate expected.
    rate: Quantity,
    /// The lower end of the four-in-five interval.
    low: Quantity,
    /// Its upper end.
    high: Quantity,
    /// The sweat lost over the session.
    loss: Quantity,
    /// The sodium lost over the session.
    sodium_loss: Quantity,
}

/// One input of a session varied over its range, everything else held. `variable` is `air-temperature`,
/// `relative-humidity`, `air-speed`, `duration`, `speed`, `power`, `clothing` or `body-mass`.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/what-if/{variable}", tag = "sweat",
    params(("athlete" = String, Path), ("variable" = String, Path), ("units" = Option<String>, Query)),
    request_body = SessionBody,
    responses(
        (status = 200, body = WhatIf), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn what_if(
    State(app): State<App>,
    Path((athlete, variable)): Path<(String, String)>,
    units: Units,
    body: Bytes,
) -> Result<Json<WhatIf>, Problem> {
    let system = units.or(app.engine.athlete(&athlete).await?.units);
    let named = Variable::ALL.into_iter().find(|known| known.key() == variable);
    let Some(chosen) = named else {
        let known = Variable::ALL.map(Variable::key).join(", ");
        return Err(Problem::invalid(vec![engine::FieldError::new(
            "variable",
            format!("write one of {known}"),
        )]));
    };
    let conditions = Fields::of_json(&body, system)?.session()?.resolve(None)?;
    let curve = app.engine.what_if(&athlete, &conditions, chosen, POINTS).await?;
    let point = |point: &physiology::CurvePoint| WhatIfPoint {
        at: point.at,
        rate: quantity(point.prediction.rate.median, system),
        low: quantity(point.prediction.rate.i80.low, system),
        high: quantity(point.prediction.rate.i80.high, system),
        loss: quantity(point.prediction.loss.median, system),
        sodium_loss: quantity(point.prediction.sodium_loss.median, system),
    };
    Ok(Json(WhatIf {
        variable,
        unit: chosen.unit().to_owned(),
        points: curve.points.iter().map(point).collect(),
    }))
}

/// Enough for a smooth line.
const POINTS: usize = 41;
