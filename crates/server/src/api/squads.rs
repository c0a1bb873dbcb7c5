//! Squads.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use units::{Mass, UnitSystem};
use utoipa::ToSchema;

use super::Units;
use super::view::{Athlete, SessionPlanView};
use crate::access::Who;
use crate::fields::Fields;
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

impl Squad {
    fn of(squad: engine::SquadRecord) -> Self {
        Self { id: squad.id, name: squad.name, members: squad.members, simulated: squad.simulated }
    }
}

/// A squad to be made.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct SquadBody {
    /// The name for people.
    #[schema(example = "First team")]
    name: String,
    /// Athletes of the caller's own to be made with it; none when absent.
    members: Option<Vec<MemberBody>>,
}

/// An athlete to be made with a squad.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it documents the form of the body, which is read field by field")]
pub(crate) struct MemberBody {
    /// The name for people.
    #[schema(example = "Kim Example")]
    name: String,
    /// Body mass.
    #[schema(example = "64 kg")]
    body_mass: String,
}

/// Makes a squad with the caller as its practitioner, and its athletes, where some are given: they are the caller's own. Its
/// `id` is the code by which others consent to be in it.
#[utoipa::path(
    post, path = "/api/v1/squads", tag = "squads", request_body = SquadBody,
    responses(
        (status = 201, body = Squad), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn found(
    State(app): State<App>,
    who: Who,
    body: Bytes,
) -> Result<(StatusCode, Json<Squad>), Problem> {
    let (name, members) = Fields::of_json(&body, UnitSystem::Metric)?.squad()?;
    let squad = if members.is_empty() {
        app.engine.found_squad(&who.account()?.id, &name).await?
    } else {
        let zone = &app.settings.zone;
        app.engine.gather_squad(&who.0, &name, &members, zone, UnitSystem::Metric).await?
    };
    Ok((StatusCode::CREATED, Json(Squad::of(squad))))
}

/// One athlete of the board.
#[derive(Serialize, ToSchema)]
pub(crate) struct Row {
    /// The athlete.
    athlete: Athlete,
    /// How many sweat tests the athlete has.
    tests: usize,
    /// The next session with its needs; its baskets are in the athlete's own plan.
    next: Option<SessionPlanView>,
    /// Why there is no plan, where it could not be made; the rows of the others do not depend on it.
    problem: Option<String>,
}

/// The squads of which the caller is a practitioner.
#[utoipa::path(get, path = "/api/v1/squads", tag = "squads", responses((status = 200, body = Vec<Squad>)))]
pub(crate) async fn list(State(app): State<App>, who: Who) -> Result<Json<Vec<Squad>>, Problem> {
    let squads = app.engine.squads_of(&who.0).await?;
    Ok(Json(squads.into_iter().map(Squad::of).collect()))
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
    who: Who,
    units: Units,
) -> Result<Json<Vec<Row>>, Problem> {
    let system = units.or(UnitSystem::Metric);
    let (_, rows) = app.engine.squad_board(&who.0, &squad).await?;
    let row = |row: &engine::BoardRow| Row {
        athlete: Athlete::of(&row.athlete, system),
        tests: row.tests,
        next: row.next.as_ref().map(|next| SessionPlanView::of(next, system)),
        problem: row.problem.clone(),
    };
    Ok(Json(rows.iter().map(row).collect()))
}

impl Fields {
    /// A squad to be made: its name, and a name and a body mass for each of its athletes.
    pub(crate) fn squad(mut self) -> Result<(String, Vec<(String, Mass)>), Problem> {
        let name = self.needed("name");
        let members = self.objects("members").unwrap_or_default();
        let mut read = Vec::new();
        for (index, mut member) in members.into_iter().enumerate() {
            let (name, mass) = (member.needed("name"), member.required::<Mass>("body_mass"));
            match (member.finish(None), name, mass) {
                (Ok(()), Some(name), Some(mass)) => read.push((name, mass)),
                (Err(problem), ..) => {
                    for error in problem.errors {
                        self.refuse(&format!("members[{index}].{}", error.field), error.message);
                    }
                }
                (Ok(()), ..) => self.refuse(&format!("members[{index}]"), "write a name and a body mass"),
            }
        }
        self.finish(None)?;
        Ok((name.unwrap_or_default(), read))
    }
}
