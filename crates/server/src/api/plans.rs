//! The plan of a day.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::{SessionPlanView, TotalView};
use super::{Query, Units};
use crate::language::Language;
use crate::pages::as_text;
use crate::{App, Problem};

#[derive(Deserialize)]
pub(crate) struct OfDay {
    date: Option<Date>,
}

/// A day planned.
#[derive(Serialize, ToSchema)]
pub(crate) struct Plan {
    /// The local date.
    #[schema(example = "2026-06-11")]
    date: String,
    /// The sessions that start on it.
    sessions: Vec<SessionPlanView>,
    /// What the day as a whole asks for, meals included; nothing on a day without a session.
    totals: Vec<TotalView>,
    /// Why the day has no amounts, where it cannot be planned; the sessions are listed all the same.
    problem: Option<String>,
    /// What a plan is and is not.
    disclaimer: &'static str,
}

/// What to drink and eat on a day, and when.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/plan", tag = "plans",
    params(
        ("athlete" = String, Path), ("units" = Option<String>, Query),
        ("date" = Option<String>, Query, description = "A local date such as 2026-06-11; today when absent")
    ),
    responses((status = 200, body = Plan), (status = 404, body = Problem))
)]
pub(crate) async fn get(
    State(app): State<App>,
    Path(athlete): Path<String>,
    Query(of): Query<OfDay>,
    units: Units,
) -> Result<Json<Plan>, Problem> {
    let system = units.or(app.engine.athlete(&athlete).await?.units);
    let plan = app.engine.day_plan(&athlete, of.date).await?;
    app.engine.plan_viewed(&athlete).await?;
    let sessions = plan.sessions.iter().map(|session| SessionPlanView::of(session, system)).collect();
    let totals = plan.totals.iter().map(|total| TotalView::of(total, system)).collect();
    let (date, problem) = (plan.date.to_string(), plan.problem);
    Ok(Json(Plan { date, sessions, totals, problem, disclaimer: fuel::DISCLAIMER }))
}

/// The same as plain text, in the language of `Accept-Language`: for a note, a message or a race card. It ends with the items to
/// pack.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/plan/text", tag = "plans",
    params(
        ("athlete" = String, Path), ("units" = Option<String>, Query),
        ("date" = Option<String>, Query, description = "A local date such as 2026-06-11; today when absent")
    ),
    responses(
        (status = 200, content_type = "text/plain", body = String), (status = 404, body = Problem)
    )
)]
pub(crate) async fn text(
    State(app): State<App>,
    Path(athlete): Path<String>,
    Query(of): Query<OfDay>,
    units: Units,
    language: Language,
) -> Result<Response, Problem> {
    let mut record = app.engine.athlete(&athlete).await?;
    record.units = units.or(record.units);
    let plan = app.engine.day_plan(&athlete, of.date).await?;
    app.engine.plan_viewed(&athlete).await?;
    let text = as_text::of_day(&plan, &record, language, app.engine.now());
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}
