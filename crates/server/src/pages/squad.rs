//! The squad's board: who needs what at the next session.

use askama::Template;
use axum::extract::{Path, State};
use engine::BoardRow;
use fuel::{Nutrient, Phase};

use super::show::when;
use super::{Frame, Page, page};
use crate::App;
use crate::language::Language;

#[derive(Template)]
#[template(path = "squad.html")]
struct Squad {
    frame: Frame,
    id: String,
    name: String,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    name: String,
    next: String,
    rate: String,
    band: String,
    fluid: String,
    sodium: String,
    tests: usize,
    alert: bool,
    /// The member's plan could not be made.
    unplanned: bool,
}

pub(crate) async fn show(
    State(app): State<App>,
    language: Language,
    who: crate::access::Who,
    Path(squad): Path<String>,
) -> Page {
    let (squad, rows) = app.engine.squad_board(&who.0, &squad).await?;
    page(&Squad {
        frame: Frame::of_squad(&app, &squad.id, &squad.name, language, "board"),
        id: squad.id,
        name: squad.name,
        rows: rows.iter().map(|each| row(each, language)).collect(),
    })
}

fn row(row: &BoardRow, language: Language) -> Row {
    let system = row.athlete.units;
    let during = |nutrient| {
        let needs = row.next.iter().flat_map(|next| &next.needs);
        let need =
            needs.into_iter().find(|need| need.phase == Phase::During && need.amount.nutrient() == nutrient);
        need.map_or("–".to_owned(), |need| language.band(&need.amount, system))
    };
    let rate = row.next.as_ref().map(|next| next.prediction.rate);
    Row {
        id: row.athlete.id.clone(),
        name: row.athlete.name.clone(),
        next: row.next.as_ref().map_or("–".to_owned(), |next| {
            format!("{}, {}", language.title(&next.session), when(next.session.start, &row.athlete, language))
        }),
        rate: rate.map_or("–".to_owned(), |rate| language.quantity(rate.median, system)),
        band: rate.map_or(String::new(), |rate| language.interval(&rate.i80, system)),
        fluid: during(Nutrient::Fluid),
        sodium: during(Nutrient::Sodium),
        tests: row.tests,
        unplanned: row.problem.is_some(),
        alert: row.next.iter().flat_map(|next| &next.flags).any(|flag| flag.is_stop()),
    }
}
