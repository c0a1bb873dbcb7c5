//! Sessions of a squad: plans, deviations, boards, kiosks, weighings.

use std::convert::Infallible;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, Sse};
use engine::{ConditionsInput, Extent, KioskEntry, NewSquadSession, SessionChanges, SessionView};
use futures_util::Stream;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use team::session::{Deviation, PlannedTime};

use super::changes::{self, Of};
use super::squads::{read, shown, shown_in};
use super::{Query, Units};
use crate::access::Who;
use crate::{App, Problem};

#[derive(Deserialize)]
pub(crate) struct Range {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

/// The sessions of a squad in a range of time: two weeks back to four weeks ahead when absent.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/sessions", tag = "squads",
    params(
        ("squad" = String, Path), ("from" = Option<String>, Query), ("to" = Option<String>, Query),
        ("units" = Option<String>, Query)
    ),
    responses((status = 200, body = Vec<Object>), (status = 400, body = Problem), (status = 404, body = Problem))
)]
pub(crate) async fn list(
    State(app): State<App>,
    Path(squad): Path<String>,
    Query(range): Query<Range>,
    units: Units,
) -> Result<Json<Value>, Problem> {
    let hours = |hours| jiff::SignedDuration::from_hours(hours);
    let now = app.engine.now();
    let from = range.from.unwrap_or_else(|| now - hours(14 * 24));
    let to = range.to.unwrap_or_else(|| now + hours(28 * 24));
    let sessions = app.engine.squad_sessions(&squad, from, to).await?;
    Ok(shown(&sessions.iter().map(SessionView::of).collect::<Vec<_>>(), &units))
}

/// Plans a session for everybody: `title`, `start`, `conditions` (as of a planned session), `weeks` in a row.
#[utoipa::path(
    post, path = "/api/v1/squads/{squad}/sessions", tag = "squads",
    params(("squad" = String, Path), ("units" = Option<String>, Query)), request_body = Object,
    responses(
        (status = 201, body = Vec<Object>), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn plan(
    State(app): State<App>,
    Path(squad): Path<String>,
    units: Units,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let new: NewSquadSession = read(&body)?;
    let new = NewSquadSession { zone: Some(app.settings.zone.clone()), ..new };
    let sessions = app.engine.plan_squad_session(&squad, new).await?;
    Ok((StatusCode::CREATED, shown(&sessions.iter().map(SessionView::of).collect::<Vec<_>>(), &units)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeBody {
    #[serde(default)]
    start: Option<Timestamp>,
    #[serde(default)]
    end: Option<Timestamp>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    conditions: Option<ConditionsInput>,
    #[serde(default, rename = "for")]
    extent: Extent,
}

/// Changes a session: `start` and `end`, `title`, `conditions` (as of a planned session: weather that is known now). `for` of
/// `this`, `following` or `all` sessions planned with it that did not begin yet and were not moved by themselves; each keeps its
/// day and takes the time of the clock. Athletes with times of their own keep them, and their rows are marked.
#[utoipa::path(
    put, path = "/api/v1/squads/{squad}/sessions/{session}", tag = "squads",
    params(("squad" = String, Path), ("session" = String, Path), ("units" = Option<String>, Query)),
    request_body = Object,
    responses(
        (status = 200, body = Object), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn shift(
    State(app): State<App>,
    Path((squad, session)): Path<(String, String)>,
    units: Units,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let new: ChangeBody = read(&body)?;
    let time = match (new.start, new.end) {
        (Some(start), Some(end)) => Some(PlannedTime { start, end }),
        (None, None) => None,
        _ => return Err(engine::Error::field("end", "write both start and end").into()),
    };
    let changes = SessionChanges {
        time,
        title: new.title,
        conditions: new.conditions,
        extent: new.extent,
        zone: Some(app.settings.zone.clone()),
    };
    let session = app.engine.change_squad_session(&squad, &session, changes).await?;
    Ok(shown(&SessionView::of(&session), &units))
}

#[derive(Deserialize)]
pub(crate) struct CancelQuery {
    #[serde(default, rename = "for")]
    extent: Extent,
}

/// Cancels a session, `for` of `this`, `following` or `all` that were planned with it. One at which somebody was weighed stays.
#[utoipa::path(
    delete, path = "/api/v1/squads/{squad}/sessions/{session}", tag = "squads",
    params(("squad" = String, Path), ("session" = String, Path), ("for" = Option<String>, Query)),
    responses(
        (status = 200, body = Object), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn cancel(
    State(app): State<App>,
    Path((squad, session)): Path<(String, String)>,
    Query(query): Query<CancelQuery>,
) -> Result<Json<Value>, Problem> {
    let cancelled = app.engine.cancel_squad_session(&squad, &session, query.extent).await?;
    Ok(Json(json!({"cancelled": cancelled})))
}

/// Says what differs for one athlete: `start`, `end`, `minutes`, `out`, `not_weighed`.
#[utoipa::path(
    put, path = "/api/v1/squads/{squad}/sessions/{session}/deviations/{member}", tag = "squads",
    params(("squad" = String, Path), ("session" = String, Path), ("member" = String, Path)), request_body = Object,
    responses((status = 204), (status = 400, body = Problem), (status = 404, body = Problem))
)]
pub(crate) async fn deviate(
    State(app): State<App>,
    Path((squad, session, member)): Path<(String, String, String)>,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let deviation: Deviation = read(&body)?;
    app.engine.deviate(&squad, &session, &member, Some(deviation)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The athlete follows the plan again.
#[utoipa::path(
    delete, path = "/api/v1/squads/{squad}/sessions/{session}/deviations/{member}", tag = "squads",
    params(("squad" = String, Path), ("session" = String, Path), ("member" = String, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub(crate) async fn follow(
    State(app): State<App>,
    Path((squad, session, member)): Path<(String, String, String)>,
) -> Result<StatusCode, Problem> {
    app.engine.deviate(&squad, &session, &member, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The board about one session, as the caller's role sees it.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/sessions/{session}/board", tag = "squads",
    params(("squad" = String, Path), ("session" = String, Path), ("units" = Option<String>, Query)),
    responses((status = 200, body = Object), (status = 404, body = Problem))
)]
pub(crate) async fn board(
    State(app): State<App>,
    Path((squad, session)): Path<(String, String)>,
    who: Who,
    units: Units,
) -> Result<Json<Value>, Problem> {
    let board = app.engine.board(&who.0, &squad, Some(&session)).await?;
    Ok(shown_in(&board, units.or(board.units)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entries {
    /// The sender's clock when it sent them.
    #[serde(default)]
    sent_at: Option<Timestamp>,
    entries: Vec<KioskEntry>,
}

/// Stores weighings, bottles, urine, food and clothes of a session: `entries`, each with an `id` of the sender's by which it is
/// stored once. What is far from usual is stored and asked about; it counts when it is read a second time. `moved` and `void`
/// correct another event of the session; nothing that was weighed is deleted.
#[utoipa::path(
    post, path = "/api/v1/squads/{squad}/sessions/{session}/weighings", tag = "squads",
    params(("squad" = String, Path), ("session" = String, Path)), request_body = Object,
    responses(
        (status = 200, body = Object), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn weigh(
    State(app): State<App>,
    Path((squad, session)): Path<(String, String)>,
    who: Who,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let Entries { entries, .. } = read(&body)?;
    let stored = app.engine.squad_entries(&squad, &session, who.0.signature(), entries).await?;
    Ok(Json(json!({"entries": stored})))
}

/// What was weighed and noted in a session, as it arrived, in the order of time: what to name in a correction. To correct, store
/// an entry of the kind `moved` (its `athlete` is whose the `event` was) or `void`, with a `reason`.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/sessions/{session}/weighings", tag = "squads",
    params(("squad" = String, Path), ("session" = String, Path), ("units" = Option<String>, Query)),
    responses((status = 200, body = Vec<Object>), (status = 404, body = Problem))
)]
pub(crate) async fn weighings(
    State(app): State<App>,
    Path((squad, session)): Path<(String, String)>,
    who: Who,
    units: Units,
) -> Result<Json<Value>, Problem> {
    Ok(shown(&app.engine.weighings(&who.0, &squad, &session).await?, &units))
}

/// Closes a session: weights become what is usual for each athlete, good balances sweat tests.
#[utoipa::path(
    post, path = "/api/v1/squads/{squad}/sessions/{session}/close", tag = "squads",
    params(("squad" = String, Path), ("session" = String, Path)),
    responses((status = 200, body = Object), (status = 404, body = Problem))
)]
pub(crate) async fn close(
    State(app): State<App>,
    Path((squad, session)): Path<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let tests = app.engine.close_squad_session(&squad, &session).await?;
    Ok(Json(json!({"sweat_tests": tests})))
}

/// The kiosks that work now.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/kiosks", tag = "squads", params(("squad" = String, Path)),
    responses((status = 200, body = Vec<Object>), (status = 404, body = Problem))
)]
pub(crate) async fn kiosks(
    State(app): State<App>,
    Path(squad): Path<String>,
) -> Result<Json<Value>, Problem> {
    let kiosks = app.engine.kiosks(&squad).await?;
    let shown = kiosks.iter().map(|kiosk| {
        json!({"id": kiosk.id, "label": kiosk.label, "session": kiosk.session, "expires": kiosk.expires})
    });
    Ok(Json(shown.collect()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KioskBody {
    session: String,
    #[serde(default)]
    label: String,
}

/// Opens a kiosk for a session, for 24 hours at most. Its address may send weights and read none.
#[utoipa::path(
    post, path = "/api/v1/squads/{squad}/kiosks", tag = "squads", params(("squad" = String, Path)),
    request_body = Object,
    responses(
        (status = 201, body = Object), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn open_kiosk(
    State(app): State<App>,
    Path(squad): Path<String>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let new: KioskBody = read(&body)?;
    let (kiosk, secret) = app.engine.open_kiosk(&squad, &new.session, &new.label).await?;
    let path = format!("/kiosk/{}", secret.expose());
    let answer = json!({"id": kiosk.id, "expires": kiosk.expires, "path": path, "token": secret.expose()});
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Closes a kiosk at once.
#[utoipa::path(
    delete, path = "/api/v1/squads/{squad}/kiosks/{kiosk}", tag = "squads",
    params(("squad" = String, Path), ("kiosk" = String, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub(crate) async fn close_kiosk(
    State(app): State<App>,
    Path((squad, kiosk)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    app.engine.close_kiosk(&squad, &kiosk).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a kiosk works with: names, numbers, and the range of weights that is not asked about. No weight.
#[utoipa::path(
    get, path = "/api/v1/kiosks/{token}", tag = "squads", params(("token" = String, Path)),
    responses((status = 200, body = Object), (status = 404, body = Problem))
)]
pub(crate) async fn bundle(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Json<Value>, Problem> {
    let bundle = app.engine.kiosk_bundle(&token).await?;
    Ok(Json(serde_json::to_value(bundle).unwrap_or_default()))
}

/// Stores what a kiosk sends: `sent_at` by its clock, and `entries`, each once.
#[utoipa::path(
    post, path = "/api/v1/kiosks/{token}/entries", tag = "squads", params(("token" = String, Path)),
    request_body = Object,
    responses(
        (status = 200, body = Object), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn entries(
    State(app): State<App>,
    Path(token): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let Entries { sent_at, entries } = read(&body)?;
    let sent_at = sent_at.unwrap_or_else(|| app.engine.now());
    let stored = app.engine.kiosk_entries(&token, sent_at, entries).await?;
    Ok(Json(json!({"entries": stored})))
}

/// An event `change` with the new revision, whenever something of the squad's changes: ask for the board then.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/changes", tag = "squads",
    params(
        ("squad" = String, Path),
        ("Last-Event-ID" = Option<String>, Header, description = "The last revision seen")
    ),
    responses(
        (status = 200, content_type = "text/event-stream", body = String,
         description = "`event: change`, `id` and `data` the revision"),
        (status = 404, body = Problem)
    )
)]
pub(crate) async fn changes(
    State(app): State<App>,
    Path(squad): Path<String>,
    who: Who,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    app.engine.squad(&squad).await?;
    Ok(changes::news(app, who, Of::Squad(squad), &headers))
}
