//! Calendars that an athlete follows.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use engine::CalendarSubscription;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{App, Problem};

/// A calendar that the server looks at every six hours, and how it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct CalendarView {
    /// Its name in addresses.
    #[schema(example = "c-1f0a9c3b5d7e2468")]
    id: String,
    /// The host that serves it. The whole address is not shown: it may hold a secret.
    #[schema(example = "www.trainingpeaks.com")]
    host: String,
    /// Since when it is followed.
    #[schema(value_type = String, format = DateTime)]
    added: Timestamp,
    /// When it answered last.
    #[schema(value_type = Option<String>, format = DateTime)]
    checked: Option<Timestamp>,
    /// When it was last read.
    #[schema(value_type = Option<String>, format = DateTime)]
    read: Option<Timestamp>,
    /// When it is looked at next.
    #[schema(value_type = String, format = DateTime)]
    next: Timestamp,
    /// How often in a row it did not answer, or could not be read.
    failures: u32,
    /// Why, the last time.
    #[schema(
        example = "the calendar could not be fetched (the answer was 404): check the address and try again"
    )]
    problem: Option<String>,
    /// How many planned workouts the last copy had.
    planned: usize,
    /// What to know about the reading of the last copy.
    notes: Vec<String>,
}

impl From<CalendarSubscription> for CalendarView {
    fn from(of: CalendarSubscription) -> Self {
        Self {
            host: of.host().to_owned(),
            id: of.id,
            added: of.added,
            checked: of.checked,
            read: of.read,
            next: of.next,
            failures: of.failures,
            problem: of.problem,
            planned: of.planned,
            notes: of.notes,
        }
    }
}

/// The calendars that an athlete follows, the oldest first.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/calendars", tag = "recordings", params(("athlete" = String, Path)),
    responses((status = 200, body = Vec<CalendarView>), (status = 404, body = Problem))
)]
pub(crate) async fn list(
    State(app): State<App>,
    Path(athlete): Path<String>,
) -> Result<Json<Vec<CalendarView>>, Problem> {
    let calendars = app.engine.subscriptions(&athlete).await?;
    Ok(Json(calendars.into_iter().map(CalendarView::from).collect()))
}

/// A calendar to be followed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCalendar {
    /// Its address, `https://` or `webcal://`, as the platform publishes it.
    #[schema(example = "webcal://www.trainingpeaks.com/ical/0123456789.ics")]
    address: String,
}

/// Follows a calendar: the server looks at it soon, and every six hours from then on. What a new copy leaves out is no longer
/// planned. The same address again is looked at again at once.
#[utoipa::path(
    post, path = "/api/v1/athletes/{athlete}/calendars", tag = "recordings", params(("athlete" = String, Path)),
    request_body = NewCalendar,
    responses(
        (status = 201, body = CalendarView), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn add(
    State(app): State<App>,
    Path(athlete): Path<String>,
    body: axum::body::Bytes,
) -> Result<(StatusCode, Json<CalendarView>), Problem> {
    app.engine.athlete(&athlete).await?;
    let new: NewCalendar =
        serde_json::from_slice(&body).map_err(|error| engine::Error::field("address", error))?;
    let calendar = app.engine.subscribe(&athlete, &new.address).await?;
    Ok((StatusCode::CREATED, Json(calendar.into())))
}

/// Ends following a calendar. What it planned for the future is taken out, unless the athlete changed it.
#[utoipa::path(
    delete, path = "/api/v1/athletes/{athlete}/calendars/{calendar}", tag = "recordings",
    params(("athlete" = String, Path), ("calendar" = String, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub(crate) async fn remove(
    State(app): State<App>,
    Path((athlete, calendar)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    app.engine.unsubscribe(&athlete, &calendar).await?;
    Ok(StatusCode::NO_CONTENT)
}
