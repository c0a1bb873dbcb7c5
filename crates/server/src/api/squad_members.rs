//! Members of a squad: rosters, changes, consent.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use engine::{By, ConsentGiven, MemberChanges, Method};
use serde::Deserialize;
use serde_json::{Value, json};
use team::roster::{Answers, DateOrder, MassUnit};

use super::squads::{read, shown};
use super::{Query, Units};
use crate::access::Who;
use crate::{App, Problem};

/// The members, as the caller's role sees them.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/members", tag = "squads",
    params(("squad" = String, Path), ("units" = Option<String>, Query)),
    responses((status = 200, body = Vec<Object>), (status = 404, body = Problem))
)]
pub(crate) async fn list(
    State(app): State<App>,
    Path(squad): Path<String>,
    who: Who,
    units: Units,
) -> Result<Json<Value>, Problem> {
    Ok(shown(&app.engine.members_seen(&who.0, &squad).await?, &units))
}

#[derive(Deserialize)]
pub(crate) struct RosterQuery {
    #[serde(default)]
    store: bool,
    mass_unit: Option<MassUnit>,
    date_order: Option<DateOrder>,
    #[serde(default)]
    without_shared_numbers: bool,
}

/// Reads a roster (CSV, TSV, semicolons; any usual encoding) and says what storing it would do; stores new and changed rows with
/// `store=true`. What the file does not say is asked once for the whole file.
#[utoipa::path(
    post, path = "/api/v1/squads/{squad}/roster", tag = "squads",
    params(
        ("squad" = String, Path), ("store" = Option<bool>, Query), ("mass_unit" = Option<String>, Query),
        ("date_order" = Option<String>, Query), ("without_shared_numbers" = Option<bool>, Query)
    ),
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = 200, body = Object), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn roster(
    State(app): State<App>,
    Path(squad): Path<String>,
    Query(query): Query<RosterQuery>,
    who: Who,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let answers = Answers {
        mass_unit: query.mass_unit,
        date_order: query.date_order,
        without_shared_numbers: query.without_shared_numbers,
    };
    let zone = &app.settings.zone;
    let outcome = app.engine.import_roster(&who.0, &squad, &body, &answers, query.store, zone).await?;
    let counts: Vec<(&str, usize)> = ["new", "changed", "same", "asked", "refused"]
        .into_iter()
        .map(|fate| (fate, outcome.count(fate)))
        .collect();
    let counts: serde_json::Map<String, Value> =
        counts.into_iter().map(|(fate, count)| (fate.to_owned(), count.into())).collect();
    Ok(Json(json!({
        "header": outcome.header, "questions": outcome.questions, "unused": outcome.unused, "rows": outcome.rows,
        "stored": outcome.stored, "counts": counts,
    })))
}

/// Changes a member: `name`, `number`, `position`, `groups`, `availability`, `must_not_train`, `blind`, `born`, `archived`.
#[utoipa::path(
    put, path = "/api/v1/squads/{squad}/members/{member}", tag = "squads",
    params(("squad" = String, Path), ("member" = String, Path)), request_body = Object,
    responses(
        (status = 204), (status = 400, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(crate) async fn change(
    State(app): State<App>,
    Path((squad, member)): Path<(String, String)>,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let changes: MemberChanges = read(&body)?;
    app.engine.change_member(&squad, &member, changes).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsentBody {
    by: By,
    scopes: std::collections::BTreeSet<String>,
    #[serde(default)]
    born: Option<jiff::civil::Date>,
    #[serde(default)]
    language: String,
}

/// Notes consent that was given on paper: `by` (`athlete`, `guardian`), `scopes`, `born`.
#[utoipa::path(
    post, path = "/api/v1/squads/{squad}/members/{member}/consent", tag = "squads",
    params(("squad" = String, Path), ("member" = String, Path)), request_body = Object,
    responses(
        (status = 204), (status = 400, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(crate) async fn consent(
    State(app): State<App>,
    Path((squad, member)): Path<(String, String)>,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let ConsentBody { by, scopes, born, language } = read(&body)?;
    let given = ConsentGiven { scopes, born, language, expires: None };
    app.engine.note_consent(&squad, &member, by, Method::Paper, given).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkBody {
    by: By,
}

/// Makes a link by which the athlete, or a guardian, consents on their own phone. It is shown once.
#[utoipa::path(
    post, path = "/api/v1/squads/{squad}/members/{member}/consent-link", tag = "squads",
    params(("squad" = String, Path), ("member" = String, Path)), request_body = Object,
    responses(
        (status = 201, body = Object), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn consent_link(
    State(app): State<App>,
    Path((squad, member)): Path<(String, String)>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let LinkBody { by } = read(&body)?;
    let secret = app.engine.consent_link(&squad, &member, by).await?;
    Ok((StatusCode::CREATED, Json(json!({"path": format!("/consent/{}", secret.expose())}))))
}

/// What a consent link asks: the squad, its reason, what was consented to.
#[utoipa::path(
    get, path = "/api/v1/consents/{link}", tag = "squads", params(("link" = String, Path)),
    responses((status = 200, body = Object), (status = 404, body = Problem))
)]
pub(crate) async fn asked(State(app): State<App>, Path(link): Path<String>) -> Result<Json<Value>, Problem> {
    let asked = app.engine.consent_asked(&link).await?;
    Ok(Json(serde_json::to_value(asked).unwrap_or_default()))
}

/// Consents by a link: `scopes` of `weigh`, `profile`, `photo`, `research`; `born`; `language`.
#[utoipa::path(
    post, path = "/api/v1/consents/{link}", tag = "squads", params(("link" = String, Path)), request_body = Object,
    responses(
        (status = 200, body = Object), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn give(
    State(app): State<App>,
    Path(link): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let given: ConsentGiven = read(&body)?;
    let asked = app.engine.consent(&link, given).await?;
    Ok(Json(serde_json::to_value(asked).unwrap_or_default()))
}

/// Withdraws consent by a link. It holds at once.
#[utoipa::path(
    delete, path = "/api/v1/consents/{link}", tag = "squads", params(("link" = String, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub(crate) async fn withdraw(
    State(app): State<App>,
    Path(link): Path<String>,
) -> Result<StatusCode, Problem> {
    app.engine.withdraw_consent(&link).await?;
    Ok(StatusCode::NO_CONTENT)
}
