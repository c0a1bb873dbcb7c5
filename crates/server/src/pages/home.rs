//! The first page: who is here, or how to begin.

use askama::Template;
use axum::extract::State;

use super::{Frame, Page, page};
use crate::App;
use crate::access::Who;
use crate::language::Language;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    athletes: Vec<(String, String)>,
    squads: Vec<(String, String, usize)>,
}

pub(crate) async fn show(State(app): State<App>, language: Language, who: Who) -> Page {
    let squads = app.engine.squads_of(&who.0).await?;
    let in_squad = |id: &String| squads.iter().any(|squad| squad.members.contains(id));
    let athletes = app.engine.athletes_of(&who.0).await?;
    let alone = athletes.into_iter().filter(|athlete| !in_squad(&athlete.id));
    page(&Home {
        frame: Frame::plain(&app, language),
        athletes: alone.map(|athlete| (athlete.id, athlete.name)).collect(),
        squads: squads
            .iter()
            .map(|squad| (squad.id.clone(), squad.name.clone(), squad.members.len()))
            .collect(),
    })
}
