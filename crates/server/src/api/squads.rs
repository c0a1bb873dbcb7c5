//! Squads.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use units::UnitSystem;
use utoipa::ToSchema;

use super::Units;
use super::view::{Athlete, SessionPlanView};
use crate::{App, Problem};

/// A squad.
#[derive(Serialize, ToSchema)]
pub(crate) struct Squad {
    /// The name in addresses.
    id: String,
    /// The name for people.
    name: String,
    /// The athletes in it.
    members: Vec<String>,
    /// Made by the demo.
    simulated: bool,
}

/// One athlete of the board.
#[derive(Serialize, ToSchema)]
pub(crate) struct Row {
    /// The athlete.
    athlete: Athlete,
    /// How many sweat tests the athlete has.
    tests: usize,
    /// The next session with its needs.
    next: Option<SessionPlanView>,
}

/// All squads.
#[utoipa::path(get, path = "/api/v1/squads", tag = "squads", responses((status = 200, body = Vec<Squad>)))]
pub(crate) async fn list(State(app): State<App>) -> Result<Json<Vec<Squad>>, Problem> {
    let squads = app.engine.squads().await?;
    let view = |squad: engine::SquadRecord| Squad {
        id: squad.id,
        name: squad.name,
        members: squad.members,
        simulated: squad.simulated,
    };
    Ok(Json(squads.into_iter().map(view).collect()))
}

/// The squad's board: each athlete's next session and needs.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/board", tag = "squads",
    params(("squad" = String, Path), ("units" = Option<String>, Query)),
    responses((status = 200, body = Vec<Row>), (status = 404, body = Problem))
)]
pub(crate) async fn board(
    State(app): State<App>,
    Path(squad): Path<String>,
    units: Units,
) -> Result<Json<Vec<Row>>, Problem> {
    let system = units.or(UnitSystem::Metric);
    let (_, rows) = app.engine.squad_board(&engine::Caller::Open, &squad).await?;
    let row = |row: &engine::BoardRow| Row {
        athlete: Athlete::of(&row.athlete, system),
        tests: row.tests,
        next: row.next.as_ref().map(|next| SessionPlanView::of(next, system)),
    };
    Ok(Json(rows.iter().map(row).collect()))
}
