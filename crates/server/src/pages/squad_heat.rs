//! Heat of a squad's session: the level now, what it changes, who was told.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use engine::{HeatNow, NewHeatReading};
use serde::Deserialize;
use team::heat::{Origin, Unit};

use super::form::value_of;
use super::squad::{demand, measure, wbgt};
use super::{Fault, Frame, Page, page, refused};
use crate::access::Who;
use crate::language::Language;
use crate::{App, Problem};

#[derive(Template)]
#[template(path = "squad_heat.html")]
struct Heat {
    frame: Frame,
    id: String,
    session: String,
    name: String,
    title: String,
    policies: Vec<Card>,
    /// When, value, by whom.
    readings: Vec<(String, String, String)>,
    problem: String,
}

struct Card {
    id: String,
    title: String,
    shape: &'static str,
    word: String,
    value: String,
    say: String,
    duties: Vec<String>,
    left: String,
    measure: bool,
    forecast: String,
    silent: String,
    acknowledged: bool,
    overruled: String,
    covered: bool,
}

#[derive(Deserialize)]
pub(crate) struct Which {
    session: Option<String>,
}

fn card(heat: &HeatNow, language: Language) -> Card {
    let printed = |value: f64| wbgt(value, heat.unit, language);
    let (shape, action) = demand(heat);
    let (_, low, high) = heat.foreseen.value;
    Card {
        id: heat.policy.clone(),
        title: heat.title.clone(),
        shape,
        word: language.t_of("team-heat", &action),
        value: heat.judgement.value.map_or(String::new(), printed),
        say: heat.say.get(language.code()).cloned().unwrap_or_default(),
        duties: heat.judgement.duties.iter().map(|duty| language.t_of("team-duty", duty)).collect(),
        left: heat
            .judgement
            .left_min
            .map_or(String::new(), |left| language.with("minutes", left).t("team-heat-left")),
        measure: measure(heat),
        forecast: language.with("low", printed(low)).with("high", printed(high)).t("team-heat-forecast"),
        silent: heat.silent.join(", "),
        acknowledged: heat.acknowledged,
        overruled: heat.overruled.clone().unwrap_or_default(),
        covered: heat.band.is_some(),
    }
}

async fn heat(app: &App, language: Language, who: &Who, squad: &str, session: &str) -> Result<Heat, Fault> {
    let (record, role) = app.engine.squad_for(&who.0, squad).await?;
    let found = app.engine.squad_session(squad, session).await?;
    let (readings, decisions) = app.engine.heat_log(squad, &found).await?;
    let policies = app.engine.heat_of(&record, &found, &readings, &decisions);
    let zone = &app.settings.zone;
    let shown = readings.into_iter().rev().map(|reading| {
        let at = language.clock(&reading.reading.at.to_zoned_datetime(zone.clone()));
        let value = format!("{:.1} {}", reading.reading.value, reading.reading.unit.symbol());
        let by = if reading.reading.origin == Origin::OnSite { reading.meter.name } else { String::new() };
        (at, language.number(&value), by)
    });
    Ok(Heat {
        frame: Frame::of_squad(app, (&record.id, &record.name, role), language, "heat"),
        id: record.id,
        session: found.id,
        name: record.name,
        title: found.title,
        policies: policies.iter().map(|heat| card(heat, language)).collect(),
        readings: shown.collect(),
        problem: String::new(),
    })
}

async fn session_of(app: &App, squad: &str, which: Which) -> Result<String, Fault> {
    match which.session {
        Some(session) => Ok(session),
        None => {
            let session = app.engine.present_session(squad).await?;
            Ok(session.ok_or_else(|| engine::Error::field("session", "plan a session first"))?.id)
        }
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    who: Who,
    Path(squad): Path<String>,
    Query(which): Query<Which>,
) -> Page {
    let session = session_of(&app, &squad, which).await?;
    page(&heat(&app, language, &who, &squad, &session).await?)
}

pub(crate) async fn say(
    State(app): State<App>,
    language: Language,
    who: Who,
    Path(squad): Path<String>,
    Query(which): Query<Which>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Page {
    let session = session_of(&app, &squad, which).await?;
    let value = |name: &str| value_of(&typed, name).unwrap_or_default();
    let number = |name: &str| value(name).trim().replace(',', ".").parse::<f64>().ok();
    let outcome = match value("act") {
        "read" => {
            let new = NewHeatReading {
                value: number("value"),
                unit: Some(if value("unit") == "degF" { Unit::Fahrenheit } else { Unit::Celsius }),
                meter: team::heat::Meter {
                    name: value("meter").chars().take(80).collect(),
                    ..Default::default()
                },
                confirmed: value("confirmed") == "yes",
                ..NewHeatReading::default()
            };
            app.engine.read_heat(&squad, &session, &who.0, new).await.map(drop)
        }
        act => {
            let reason = (act == "overrule").then(|| value("reason").to_owned());
            app.engine.decide_heat(&squad, &session, &who.0, value("policy"), reason).await.map(drop)
        }
    };
    match outcome {
        Ok(()) => Ok(Redirect::to(&format!("/squads/{squad}/heat?session={session}")).into_response()),
        Err(error) => {
            let problem = Problem::from(error);
            let status = problem.status_code();
            let mut shown = heat(&app, language, &who, &squad, &session).await?;
            shown.problem = refused(&problem, language);
            Ok((status, page(&shown)?).into_response())
        }
    }
}
