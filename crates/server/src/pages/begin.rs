//! The first minutes of an athlete: what they do most and when they sleep, one question a screen, each of which can be
//! skipped, and then a first number.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use physiology::Sport;
use serde::Deserialize;

use super::form::value_of;
use super::{Frame, Page, icons, page};
use crate::App;
use crate::fields::Fields;
use crate::language::Language;

/// What most people do; the rest is one tap away.
const USUAL: [Sport; 6] = [Sport::Run, Sport::Ride, Sport::Swim, Sport::Gym, Sport::Soccer, Sport::Walk];

#[derive(Template)]
#[template(path = "begin.html")]
struct Begin {
    frame: Frame,
    id: String,
    /// The sport that was chosen; nothing before it was asked.
    sport: Option<String>,
    /// Key, icon and name.
    sports: Vec<(&'static str, String, String)>,
    rise: String,
    bedtime: String,
}

#[derive(Default, Deserialize)]
pub(crate) struct Asking {
    sport: Option<String>,
}

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    Query(asking): Query<Asking>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let clock = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
    let known = asking.sport.map(|sport| sport.parse::<Sport>().map_or("run", Sport::key).to_owned());
    page(&Begin {
        frame: Frame::of(&app, &record, language, "you"),
        id: record.id.clone(),
        sport: known,
        sports: USUAL
            .map(|sport| (sport.key(), icons::icon(icons::of_sport(sport)), language.sport(sport)))
            .to_vec(),
        rise: clock(record.rise),
        bedtime: clock(record.bedtime),
    })
}

/// The hours of getting up and going to bed; what cannot be read stays as it is, for the settings have it too.
pub(crate) async fn save(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    axum::Form(typed): axum::Form<Vec<(String, String)>>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let sport = value_of(&typed, "sport").and_then(|sport| sport.parse::<Sport>().ok());
    let hours = typed.into_iter().filter(|(name, _)| name == "rise" || name == "bedtime");
    if let Ok(changes) = Fields::typed(hours, record.units).spoken(language).athlete() {
        app.engine.put_athlete(&athlete, changes, &app.settings.zone).await?;
    }
    let sport = sport.unwrap_or(Sport::Run).key();
    Ok(Redirect::to(&format!("/a/{athlete}/what-if?sport={sport}")).into_response())
}
