//! Planned sessions.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::DrinkSteps;
use jiff::Timestamp;
use units::UnitSystem;
use utoipa::ToSchema;

use super::Units;
use super::view::Planned;
use crate::cursor::{Paging, Place};
use crate::fields::Fields;
use crate::language::Language;
use crate::{App, Problem};

/// A session to be planned.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct PlannedBody {
    /// What the athlete calls it; the sport when absent.
    title: Option<String>,
    /// When it starts: an instant, or a civil time in the athlete's zone.
    #[schema(example = "2026-06-11 07:00")]
    start: String,
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
    /// The temperature of the air; may be left out where a place is given.
    #[schema(example = "28 °C")]
    air_temperature: Option<String>,
    /// Degrees north and east; the weather that is not typed is asked for this place.
    place: Option<String>,
    /// The relative humidity; 50 % when absent.
    relative_humidity: Option<String>,
    /// The wind, 10 m above ground.
    wind: Option<String>,
    /// `shade`, `thin-cloud`, `partly-sunny` or `full-sun`. When absent the heat is that of full sun by day.
    sun: Option<String>,
    /// The wet-bulb globe temperature, where somebody measured it.
    wbgt: Option<String>,
    /// Indoors or out.
    indoors: Option<bool>,
}

/// All planned sessions, in the order of time.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/planned-sessions", tag = "plans",
    params(
        ("athlete" = String, Path), ("units" = Option<String>, Query),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 1000, description = "At most so many; 200 when absent"),
        ("cursor" = Option<String>, Query, description = "From the address in the header `Link` of the page before")
    ),
    responses(
        (status = 200, body = Vec<Planned>, description = "`Link` leads to the next page"),
        (status = 404, body = Problem)
    )
)]
pub(crate) async fn list(
    State(app): State<App>,
    Path(athlete): Path<String>,
    paging: Paging,
    units: Units,
) -> Result<Response, Problem> {
    let system = units.or(app.engine.athlete(&athlete).await?.units);
    let from = paging.from(Timestamp::MIN);
    let sessions = app.engine.planned_sessions(&athlete, from, Timestamp::MAX).await?;
    let place = |session: &engine::PlannedSession| Place { at: session.start, id: session.id.clone() };
    Ok(paging.page(sessions, place, |session| Planned::of(session, system)))
}

/// Plans a session. Planning the same start again replaces it.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/planned-sessions", tag = "plans",
    params(("athlete" = String, Path), ("units" = Option<String>, Query)), request_body = PlannedBody,
    responses(
        (status = 201, body = Planned), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn plan(
    State(app): State<App>,
    Path(athlete): Path<String>,
    units: Units,
    body: Bytes,
) -> Result<(StatusCode, Json<Planned>), Problem> {
    let record = app.engine.athlete(&athlete).await?;
    let system = units.or(record.units);
    let new = Fields::of_json(&body, system)?.planned_session(&record.time_zone())?;
    let session = app.engine.plan_session(&athlete, new).await?;
    Ok((StatusCode::CREATED, Json(Planned::of(&session, system))))
}

/// Changes a planned session: its time, its conditions, its title. It keeps its name, and what was taken for it.
#[utoipa::path(
    put, path = "/api/v1/athletes/{athlete}/planned-sessions/{session}", tag = "plans",
    params(("athlete" = String, Path), ("session" = String, Path), ("units" = Option<String>, Query)),
    request_body = PlannedBody,
    responses(
        (status = 200, body = Planned), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn change(
    State(app): State<App>,
    Path((athlete, session)): Path<(String, String)>,
    units: Units,
    body: Bytes,
) -> Result<Json<Planned>, Problem> {
    let record = app.engine.athlete(&athlete).await?;
    let system = units.or(record.units);
    let new = Fields::of_json(&body, system)?.planned_session(&record.time_zone())?;
    let session = app.engine.change_session(&athlete, &session, new).await?;
    Ok(Json(Planned::of(&session, system)))
}

/// Takes a planned session out, with what was taken for it; it need not be there. It can be put back within a month.
#[utoipa::path(
    delete, path = "/api/v1/athletes/{athlete}/planned-sessions/{session}", tag = "plans",
    params(("athlete" = String, Path), ("session" = String, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub(crate) async fn cancel(
    State(app): State<App>,
    Path((athlete, session)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    app.engine.cancel_session(&athlete, &session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The session as a FIT workout for a watch. Its steps last a quarter of an hour; what to drink in each stands in its notes, which
/// watches show when a step begins, in the language of `Accept-Language`.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/planned-sessions/{session}/workout", tag = "plans",
    params(("athlete" = String, Path), ("session" = String, Path), ("units" = Option<String>, Query)),
    responses(
        (status = 200, content_type = "application/vnd.ant.fit", body = Vec<u8>), (status = 404, body = Problem)
    )
)]
pub(crate) async fn workout(
    State(app): State<App>,
    Path((athlete, session)): Path<(String, String)>,
    units: Units,
    language: Language,
) -> Result<Response, Problem> {
    let record = app.engine.athlete(&athlete).await?;
    let system = units.or(record.units);
    let plan = app.engine.session_plan(&athlete, &session).await?;
    let note = plan.drink_steps().map_or(String::new(), |drink| step_note(drink, language, system));
    let file = plan.to_fit(&language.t("session-fit-step"), &note, app.engine.now());
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.ant.fit"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"isotone-workout.fit\""),
    ];
    Ok((headers, file).into_response())
}

/// What a watch shows at the beginning of a step.
fn step_note(drink: DrinkSteps, language: Language, system: UnitSystem) -> String {
    let (amount, minutes) = (language.quantity(drink.fluid, system), drink.minutes);
    let drunk = language.with("amount", amount).with("minutes", minutes).t("session-fit-drink");
    if drink.to_eat.as_g() < 1.0 {
        return drunk;
    }
    let eaten = language.with("amount", language.quantity(drink.to_eat, system)).t("session-fit-eat");
    format!("{drunk} {eaten}")
}
