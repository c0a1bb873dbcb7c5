//! What is handed over of a squad's session: the report, its coach's edition, cards, tables.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use engine::{Edition, TableFor};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::squads::shown_in;
use super::{Query, Units};
use crate::access::Who;
use crate::language::Language;
use crate::pages::squad_report;
use crate::{App, Problem, pdf};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Format {
    #[default]
    Json,
    Pdf,
}

#[derive(Deserialize)]
pub(crate) struct ReportQuery {
    #[serde(default)]
    edition: Edition,
    #[serde(default)]
    format: Format,
}

/// The report of a session as the caller's role sees it: `edition` of `own` or `coach` (neither masses nor shares, to be handed
/// over), `format` of `json` or `pdf` (one side of A4). Reading it is noted.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/sessions/{session}/report", tag = "squads",
    params(
        ("squad" = String, Path), ("session" = String, Path), ("edition" = Option<String>, Query),
        ("format" = Option<String>, Query), ("units" = Option<String>, Query)
    ),
    responses(
        (status = 200, description = "The report",
         content((Object = "application/json"), (Vec<u8> = "application/pdf"))),
        (status = 400, body = Problem), (status = 404, body = Problem)
    )
)]
pub(crate) async fn report(
    State(app): State<App>,
    Path((squad, session)): Path<(String, String)>,
    who: Who,
    language: Language,
    units: Units,
    Query(query): Query<ReportQuery>,
) -> Result<Response, Problem> {
    let report = app.engine.session_report(&who.0, &squad, &session, query.edition).await?;
    Ok(match query.format {
        Format::Json => shown_in(&report, units.or(report.units)).into_response(),
        Format::Pdf => {
            let document = squad_report::document(&report, language, &app.settings.zone);
            pdf::answer(document, if query.edition == Edition::Coach { "coach" } else { "report" })
        }
    })
}

/// A card for each athlete as PDF, four to a page: before, during and after, one reason, a code that leads to their own data.
/// For roles that see masses.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/sessions/{session}/cards", tag = "squads",
    params(("squad" = String, Path), ("session" = String, Path)),
    responses(
        (status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 404, body = Problem)
    )
)]
pub(crate) async fn cards(
    State(app): State<App>,
    Path((squad, session)): Path<(String, String)>,
    who: Who,
    language: Language,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let report = app.engine.session_report(&who.0, &squad, &session, Edition::Own).await?;
    let bottles = app.engine.bottles(&who.0, &squad, &session).await?;
    let root = crate::access::link_to(&app, &headers, "");
    Ok(pdf::answer(squad_report::cards(&report, &bottles, &root, language), "cards"))
}

#[derive(Deserialize)]
pub(crate) struct SeasonQuery {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

/// A season as the caller's role sees it: tests of each athlete in cool, mild and hot air, rates, how well they were foreseen,
/// flags of a hundred sessions, sessions in the heat. The last year when no range is given.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/season", tag = "squads",
    params(
        ("squad" = String, Path), ("from" = Option<String>, Query), ("to" = Option<String>, Query),
        ("units" = Option<String>, Query)
    ),
    responses(
        (status = 200, body = Object), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn season(
    State(app): State<App>,
    Path(squad): Path<String>,
    who: Who,
    units: Units,
    Query(query): Query<SeasonQuery>,
) -> Result<Json<Value>, Problem> {
    let (from, to) = squad_report::season_range(&app, query.from, query.to);
    let season = app.engine.season(&who.0, &squad, from, to).await?;
    Ok(shown_in(&season, units.or(season.units)))
}

/// Who of the athlete's squads read which class of data, newest first.
#[utoipa::path(
    get, path = "/api/v1/athletes/{athlete}/squad-reads", tag = "squads", params(("athlete" = String, Path)),
    responses((status = 200, body = Vec<Object>), (status = 404, body = Problem))
)]
pub(crate) async fn reads(
    State(app): State<App>,
    Path(athlete): Path<String>,
) -> Result<Json<Vec<engine::AthleteRead>>, Problem> {
    app.engine.athlete(&athlete).await?;
    Ok(Json(app.engine.reads_of(&athlete).await?))
}

#[derive(Deserialize)]
pub(crate) struct TableQuery {
    #[serde(default, rename = "for")]
    written_for: TableFor,
}

/// A session as comma-separated values, a row for each athlete who took part: `for` of `plain`, or `ams` for
/// athlete-management systems (dates as `01/07/2026`). Columns that the caller's role does not see are absent.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/sessions/{session}/table", tag = "squads",
    params(("squad" = String, Path), ("session" = String, Path), ("for" = Option<String>, Query)),
    responses(
        (status = 200, content_type = "text/csv", body = String), (status = 400, body = Problem),
        (status = 404, body = Problem)
    )
)]
pub(crate) async fn table(
    State(app): State<App>,
    Path((squad, session)): Path<(String, String)>,
    who: Who,
    Query(query): Query<TableQuery>,
) -> Result<Response, Problem> {
    let zone = &app.settings.zone;
    let table = app.engine.session_table(&who.0, &squad, &session, query.written_for, zone).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"session.csv\""),
    ];
    Ok((headers, table).into_response())
}
