//! Consent on the athlete's own phone: what is asked, by whom, until when; given and withdrawn.

use std::collections::BTreeSet;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use engine::{By, ConsentGiven};

use super::fault::no_link;
use super::form::value_of;
use super::{Fault, Frame, Page, page, refused};
use crate::api::name_of;
use crate::language::Language;
use crate::{App, Problem};

#[derive(Template)]
#[template(path = "consent.html")]
struct Consent {
    frame: Frame,
    link: String,
    squad: String,
    reason: String,
    name: String,
    guardian: bool,
    born: String,
    /// Consented to, until when.
    until: String,
    holds: bool,
    /// What is still missing.
    missing: String,
    problem: String,
    version: &'static str,
}

async fn shown(
    app: &App,
    language: Language,
    link: String,
    problem: Option<Problem>,
) -> Result<Consent, Fault> {
    let asked = app.engine.consent_asked(&link).await.map_err(no_link)?;
    let live = asked.consent.as_ref().filter(|consent| consent.withdrawn.is_none());
    Ok(Consent {
        until: live.map_or(String::new(), |consent| {
            language.long_day(consent.expires.to_zoned_datetime(app.settings.zone.clone()).date())
        }),
        holds: live.is_some(),
        missing: match asked.missing {
            Some(why) if live.is_some() => language.t_of("team-consent", &name_of(why)),
            _ => String::new(),
        },
        frame: Frame::plain(app, language),
        link,
        squad: asked.squad,
        reason: asked.reason,
        name: asked.name,
        guardian: asked.by == By::Guardian,
        born: asked.born.map_or(String::new(), |born| born.to_string()),
        problem: problem.map_or(String::new(), |problem| refused(&problem, language)),
        version: asked.text_version,
    })
}

pub(crate) async fn show(State(app): State<App>, language: Language, Path(link): Path<String>) -> Page {
    page(&shown(&app, language, link, None).await?)
}

pub(crate) async fn say(
    State(app): State<App>,
    language: Language,
    Path(link): Path<String>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Page {
    let value = |name: &str| value_of(&typed, name);
    let outcome = match value("withdraw") {
        Some(_) => app.engine.withdraw_consent(&link).await,
        None => {
            let scopes: BTreeSet<String> =
                typed.iter().filter(|(field, _)| field == "scope").map(|(_, value)| value.clone()).collect();
            let given = ConsentGiven {
                scopes,
                born: value("born").and_then(|text| text.parse().ok()),
                language: language.code().to_owned(),
                expires: None,
            };
            app.engine.consent(&link, given).await
        }
    };
    match outcome {
        Ok(_) => Ok(Redirect::to(&format!("/consent/{link}")).into_response()),
        Err(error) => {
            let problem = Problem::from(error);
            let status = problem.status_code();
            Ok((status, page(&shown(&app, language, link, Some(problem)).await?)?).into_response())
        }
    }
}
