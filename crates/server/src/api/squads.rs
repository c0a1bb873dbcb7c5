//! Squads: made, listed, their decisions and roles.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use units::{Mass, UnitSystem};
use utoipa::ToSchema;

use super::Units;
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

/// The squads of which the caller is a practitioner.
#[utoipa::path(get, path = "/api/v1/squads", tag = "squads", responses((status = 200, body = Vec<Squad>)))]
pub(crate) async fn list(State(app): State<App>, who: Who) -> Result<Json<Vec<Squad>>, Problem> {
    let squads = app.engine.squads_of(&who.0).await?;
    Ok(Json(squads.into_iter().map(Squad::of).collect()))
}

/// The squad's board about the present session, as the caller's role sees it: fields that the role does not see are absent.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/board", tag = "squads",
    params(("squad" = String, Path), ("units" = Option<String>, Query)),
    responses((status = 200, body = Object), (status = 404, body = Problem))
)]
pub(crate) async fn board(
    State(app): State<App>,
    Path(squad): Path<String>,
    who: Who,
    units: Units,
) -> Result<Json<Value>, Problem> {
    let board = app.engine.board(&who.0, &squad, None).await?;
    Ok(shown_in(&board, units.or(board.units)))
}

/// What the squad decided, and the caller's role in it.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/settings", tag = "squads", params(("squad" = String, Path)),
    responses((status = 200, body = Object), (status = 404, body = Problem))
)]
pub(crate) async fn settings(
    State(app): State<App>,
    Path(squad): Path<String>,
    who: Who,
) -> Result<Json<Value>, Problem> {
    let (record, role) = app.engine.squad_for(&who.0, &squad).await?;
    Ok(Json(serde_json::json!({
        "id": record.id, "name": record.name, "role": role, "reason": record.settings.reason,
        "policies": record.settings.policies, "axis": record.settings.axis, "bottle_ml": record.settings.bottle_ml,
        "coach_sees_share": record.settings.sight.coach_sees_share, "units": record.settings.units,
    })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingsBody {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    policies: Vec<String>,
    #[serde(default)]
    axis: Option<String>,
    #[serde(default)]
    bottle_ml: Option<u32>,
    #[serde(default)]
    coach_sees_share: bool,
    /// Those from before, where it is absent.
    #[serde(default)]
    units: Option<UnitSystem>,
}

/// Changes what the squad decided: `reason`, `policies`, `axis`, `bottle_ml`, `coach_sees_share`, `units` (`metric`,
/// `us-customary`, `imperial`).
#[utoipa::path(
    put, path = "/api/v1/squads/{squad}/settings", tag = "squads", params(("squad" = String, Path)),
    request_body = Object,
    responses(
        (status = 200, body = Object), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn decide(
    state: State<App>,
    path: Path<String>,
    who: Who,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let new: SettingsBody = read(&body)?;
    let before = state.engine.squad(&path).await?.settings.units;
    let changed = engine::SquadSettings {
        roles: std::collections::BTreeMap::new(),
        sight: team::sight::SightRules { coach_sees_share: new.coach_sees_share },
        reason: new.reason,
        policies: new.policies,
        axis: new.axis,
        bottle_ml: new.bottle_ml,
        units: new.units.unwrap_or(before),
    };
    state.engine.change_squad_settings(&path, changed).await?;
    settings(state, path, who).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleBody {
    login: String,
    role: Option<team::sight::Role>,
}

/// Gives a person a role: `login`, and `role` of `scientist`, `dietitian`, `trainer`, `kit`, `coach`, `helper`, or `null` to take
/// it away.
#[utoipa::path(
    put, path = "/api/v1/squads/{squad}/roles", tag = "squads", params(("squad" = String, Path)),
    request_body = Object,
    responses(
        (status = 204), (status = 400, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(crate) async fn give_role(
    State(app): State<App>,
    Path(squad): Path<String>,
    who: Who,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    who.account()?;
    let new: RoleBody = read(&body)?;
    app.engine.give_role(&squad, &new.login, new.role).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The log of who read which class of data, oldest first; each entry carries the hash of the one before it.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/audit", tag = "squads", params(("squad" = String, Path)),
    responses((status = 200, body = Vec<Object>), (status = 404, body = Problem))
)]
pub(crate) async fn audit(
    State(app): State<App>,
    Path(squad): Path<String>,
) -> Result<Json<Vec<engine::AuditEntry>>, Problem> {
    Ok(Json(app.engine.audit(&squad).await?))
}

/// An answer in the reader's units.
pub(crate) fn shown(answer: &impl Serialize, units: &Units) -> Json<Value> {
    shown_in(answer, units.or(UnitSystem::Metric))
}

/// An answer in a system of units: the one that was asked for, else the squad's.
pub(crate) fn shown_in(answer: &impl Serialize, system: UnitSystem) -> Json<Value> {
    let mut value = serde_json::to_value(answer).unwrap_or_default();
    units::localise(&mut value, system);
    Json(value)
}

/// A body in JSON; what is wrong with it names the place.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| Problem::malformed(format!("The body: {error}.")))
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
