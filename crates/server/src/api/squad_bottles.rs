//! Bottles of a squad's session: the plan, its lists, its labels.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use engine::{BottleWishes, Portion};
use serde::Deserialize;
use serde_json::Value;

use super::squads::{read, shown_in};
use super::{Query, Units};
use crate::access::Who;
use crate::language::{Language, Toward};
use crate::pdf::labels::{self, Label, Sheet, initials};
use crate::{App, Problem, pdf};

/// The bottles of a session as the caller's role sees them: recipes and how to mix them, the bottles of each athlete and why, what
/// to buy, what stands in which crate, and what another recipe would bring. Without `made` nothing is planned yet.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/sessions/{session}/bottles", tag = "squads",
    params(("squad" = String, Path), ("session" = String, Path), ("units" = Option<String>, Query)),
    responses((status = 200, body = Object), (status = 404, body = Problem))
)]
pub(crate) async fn show(
    State(app): State<App>,
    Path((squad, session)): Path<(String, String)>,
    who: Who,
    units: Units,
) -> Result<Json<Value>, Problem> {
    let sheet = app.engine.bottles(&who.0, &squad, &session).await?;
    Ok(shown_in(&sheet, units.or(sheet.units)))
}

/// Plans the bottles of a session anew: `recipes_most` (1 to 4), `bottle_ml`, `bottles_most` of one athlete, `spare_percent`,
/// `crate_holds`, `items` (powders of the catalogue; sugar and salt when absent). The plan is proven best; bottles keep their names.
#[utoipa::path(
    put, path = "/api/v1/squads/{squad}/sessions/{session}/bottles", tag = "squads",
    params(("squad" = String, Path), ("session" = String, Path), ("units" = Option<String>, Query)),
    request_body = Object,
    responses(
        (status = 200, body = Object), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)
    )
)]
pub(crate) async fn plan(
    State(app): State<App>,
    Path((squad, session)): Path<(String, String)>,
    who: Who,
    units: Units,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let wishes: BottleWishes = read(&body)?;
    let sheet = app.engine.plan_bottles(&who.0, &squad, &session, wishes).await?;
    Ok(shown_in(&sheet, units.or(sheet.units)))
}

/// Who is named on labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Names {
    /// The name.
    #[default]
    Full,
    /// Its first letters.
    Initials,
    /// The number alone.
    None,
}

#[derive(Deserialize)]
pub(crate) struct LabelQuery {
    sheet: Option<String>,
    start: Option<usize>,
    #[serde(default)]
    names: Names,
    #[serde(default)]
    calibrate: bool,
}

/// Labels for the bottles as PDF, printed at 100 %: `sheet` of `L7160`, `L7163`, `5160`, `62x29`; `start` at the first label of a
/// sheet that is still there, counted from 1; `names` of `full`, `initials`, `none`; `calibrate=true` for a page with outlines.
#[utoipa::path(
    get, path = "/api/v1/squads/{squad}/sessions/{session}/labels", tag = "squads",
    params(
        ("squad" = String, Path), ("session" = String, Path), ("sheet" = Option<String>, Query),
        ("start" = Option<usize>, Query), ("names" = Option<String>, Query), ("calibrate" = Option<bool>, Query)
    ),
    responses(
        (status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 400, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(crate) async fn print(
    State(app): State<App>,
    Path((squad, session)): Path<(String, String)>,
    who: Who,
    language: Language,
    Query(query): Query<LabelQuery>,
) -> Result<Response, Problem> {
    let name = query.sheet.as_deref().unwrap_or("L7160");
    let known: Vec<&str> = labels::SHEETS.iter().map(|sheet| sheet.name).collect();
    let sheet = Sheet::named(name).ok_or_else(|| {
        engine::Error::field("sheet", format!("'{name}' is not one of {}", known.join(", ")))
    })?;
    let start = query.start.unwrap_or(1);
    if !(1..=sheet.holds()).contains(&start) {
        let message = format!("a sheet of {} has the labels 1 to {}", sheet.name, sheet.holds());
        return Err(engine::Error::field("start", message).into());
    }
    if query.calibrate {
        let document = labels::calibration(sheet, &language.t("team-labels-calibrate"), language);
        return Ok(pdf::answer(document, sheet.name));
    }
    let all = app.engine.bottle_labels(&who.0, &squad, &session).await?;
    let found = app.engine.squad_session(&squad, &session).await?;
    let units = app.engine.squad(&squad).await?.settings.units;
    let date = found.time.start.to_zoned_datetime(app.settings.zone.clone()).date();
    let printed: Vec<Label> = all
        .iter()
        .map(|label| Label {
            number: label.number.map_or_else(|| "–".to_owned(), |number| number.to_string()),
            name: match query.names {
                Names::Full => label.name.clone(),
                Names::Initials => initials(&label.name),
                Names::None => String::new(),
            },
            recipe: label.recipe.clone(),
            place: label.place,
            fill: language
                .with("bottle", label.of.0)
                .with("of", label.of.1)
                .with("fill", language.measured(&filled(label.fill_ml), Toward::Less, units))
                .t_of("team-label", if label.fill_ml < label.bottle_ml { "line" } else { "full" }),
            session: format!("{} · {}", found.title, labels::dated(date)),
            contains: label
                .contains
                .iter()
                .map(|food| language.t_of("without", food))
                .collect::<Vec<_>>()
                .join(", "),
            code: format!("ISO1:{}", label.id),
        })
        .collect();
    let title = language.with("session", found.title.clone()).t("team-labels-title");
    Ok(pdf::answer(labels::labels(sheet, start, &printed, &title, language), "labels"))
}

/// How far a bottle is filled.
fn filled(ml: u32) -> Portion {
    Portion::Fluid(units::Volume::from_ml(f64::from(ml)))
}
