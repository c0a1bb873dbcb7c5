//! One day of the plan: its sentence, its hours, and each session with what it needs.

use askama::Template;
use axum::response::Response;
use engine::DayPlan;
use jiff::civil::Date;

use super::headline;
use crate::App;
use crate::language::Language;
use crate::pages::as_text::{self, AsText};
use crate::pages::session::SessionCard;
use crate::pages::today::{Total, acts, totals};
use crate::pages::{Fault, Frame, chart, page};

#[derive(Template)]
#[template(path = "plan_day.html")]
struct OneDay {
    frame: Frame,
    id: String,
    /// The date as addresses have it.
    date: String,
    /// The date in words.
    day: String,
    /// How many sessions, and how long they are together.
    load: String,
    said: String,
    strip: String,
    cards: Vec<SessionCard>,
    totals: Vec<Total>,
    /// The day cannot be planned.
    unplanned: bool,
    as_text: AsText,
}

impl OneDay {
    /// The page that a tap on it comes back to.
    fn back(&self) -> &'static str {
        "plan"
    }
}

pub(super) async fn show(
    app: &App,
    language: Language,
    athlete: &str,
    date: Date,
) -> Result<Response, Fault> {
    let record = app.engine.athlete(athlete).await?;
    let now = app.engine.now();
    let day = app.engine.day_plan(athlete, Some(date)).await?;
    let cards = SessionCard::of_day(&day, &record, language, now);
    let acts: Vec<acts::Act> =
        day.sessions.iter().flat_map(|plan| acts::acts(plan, &record, language)).collect();
    let said = headline::Day { plans: &day.sessions, acts: &acts, athlete: &record, language }.sentence();
    let (text, list) = as_text::of_cards(&day, &cards, record.units, language);
    let link = format!("/api/v1/athletes/{}/plan/text?date={date}", record.id);
    page(&OneDay {
        frame: Frame::of(app, &record, language, "plan"),
        id: record.id.clone(),
        date: date.to_string(),
        day: language.long_day(date),
        load: load(&day, language),
        said,
        strip: chart::today(&day.sessions, &record, language, now, record.awake(date)),
        totals: totals(&day, &record, language),
        unplanned: day.problem.is_some(),
        as_text: AsText::of(language.long_day(date), text, &list, link, language),
        cards,
    })
}

/// How much the day holds; nothing where it holds one session, which says it itself.
fn load(day: &DayPlan, language: Language) -> String {
    match day.sessions.len() {
        0 | 1 => String::new(),
        _ => super::load(std::slice::from_ref(day), language),
    }
}
