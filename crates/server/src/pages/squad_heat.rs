//! Heat of a squad's session: the level now, what it changes, who was told.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use engine::{HeatNow, NewHeatReading};
use serde::Deserialize;
use team::heat::{IndexKind, Origin, Unit, policy};

use super::form::value_of;
use super::squad::{demand, foreseen, measure, of_index};
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
    /// Indices that policies ask for and air and humidity make.
    by_air: Vec<&'static str>,
    /// Whether a policy asks for a level that its body publishes.
    by_level: bool,
}

struct Card {
    id: String,
    /// The band that is shown, and decided about.
    band: String,
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
    let printed = |value: f64| of_index(value, heat.unit, language);
    let (shape, action) = demand(heat);
    Card {
        id: heat.policy.clone(),
        band: heat.band.clone().unwrap_or_default(),
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
        forecast: foreseen(heat, language),
        silent: heat.silent.iter().map(|what| silent(what, language)).collect::<Vec<_>>().join(", "),
        acknowledged: heat.acknowledged,
        overruled: heat.overruled.clone().unwrap_or_default(),
        covered: heat.band.is_some(),
    }
}

/// The indices that air and humidity make, with their names in forms.
const BY_AIR: [(IndexKind, &str); 3] = [
    (IndexKind::Model, "model"),
    (IndexKind::HeatIndex, "heat-index"),
    (IndexKind::AirTemperature, "air-temperature"),
];

/// The index of a name among those that air and humidity make.
fn by_air(name: &str) -> Option<IndexKind> {
    BY_AIR.into_iter().find(|(_, known)| *known == name).map(|(kind, _)| kind)
}

/// Whether one of the policies asks for an index.
fn asked(policies: &[HeatNow], kind: IndexKind) -> bool {
    policies.iter().filter_map(|heat| policy(&heat.policy)).any(|policy| policy.takes(kind))
}

async fn heat(app: &App, language: Language, who: &Who, squad: &str, session: &str) -> Result<Heat, Fault> {
    let (record, role) = app.engine.squad_for(&who.0, squad).await?;
    let found = app.engine.squad_session(squad, session).await?;
    let log = app.engine.heat_log(squad, &found).await?;
    let policies = app.engine.heat_of(&record, &found, &log);
    let zone = &app.settings.zone;
    let shown = log.readings.into_iter().rev().map(|reading| {
        let at = language.clock(&reading.reading.at.to_zoned_datetime(zone.clone()));
        let value = format!("{:.1} {}", reading.reading.value, reading.reading.unit.symbol());
        let value = value.trim_end();
        let by = if reading.reading.origin == Origin::OnSite { reading.meter.name } else { String::new() };
        (at, language.number(value), by)
    });
    Ok(Heat {
        frame: Frame::of_squad(app, (&record.id, &record.name, role), language, "heat"),
        id: record.id,
        session: found.id,
        name: record.name,
        title: found.title,
        policies: policies.iter().map(|heat| card(heat, language)).collect(),
        readings: shown.collect(),
        by_air: BY_AIR
            .into_iter()
            .filter(|(kind, _)| asked(&policies, *kind))
            .map(|(_, name)| name)
            .collect(),
        by_level: asked(&policies, IndexKind::Typed),
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
                unit: Some(match value("unit") {
                    "degF" => Unit::Fahrenheit,
                    "level" => Unit::Level,
                    _ => Unit::Celsius,
                }),
                air: number("air"),
                relative_humidity: number("relative_humidity"),
                kind: by_air(value("kind")).or((value("unit") == "level").then_some(IndexKind::Typed)),
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
            let seen = Some(value("band")).filter(|band| !band.is_empty());
            app.engine.decide_heat(&squad, &session, &who.0, value("policy"), seen, reason).await.map(drop)
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

/// What a policy says nothing of, which its file names in English, in the reader's words where there are some.
fn silent(what: &str, language: Language) -> String {
    let words = what.to_lowercase();
    let words: Vec<&str> =
        words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    language.instead("team-silent", &words.join("-"), what)
}
