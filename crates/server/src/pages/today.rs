//! Today: the next session and what to take, then what happened last.

use askama::Template;
use axum::extract::{Path, State};
use engine::{AthleteRecord, MorningCheck, SessionPlan};
use jiff::{SignedDuration, Timestamp};
use timeline::EventKind;

use super::session::SessionCard;
use super::show::{of_body, when};
use super::{Frame, Page, page};
use crate::App;
use crate::access::Seen;
use crate::language::Language;

#[derive(Template)]
#[template(path = "today.html")]
struct Today {
    frame: Frame,
    id: String,
    date: String,
    /// Today cannot be planned.
    unplanned: bool,
    /// The sessions of today that something is still to be had for, else the next one to come.
    cards: Vec<SessionCard>,
    /// The morning check can still be made.
    check_due: bool,
    /// What was checked this morning, in words.
    checked: String,
    /// Two markers or more point to too little water.
    dry: bool,
    mass: String,
    last_workout: String,
    last_sleep: String,
    tests: usize,
}

impl Today {
    /// The page that a tap on it comes back to.
    fn back(&self) -> &'static str {
        "today"
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    Seen(engine): Seen,
    language: Language,
    Path(athlete): Path<String>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let now = app.engine.now();
    let today = now.to_zoned_datetime(record.time_zone()).date();
    let day = app.engine.day_plan(&athlete, Some(today)).await?;
    let mut plans: Vec<SessionPlan> = day.sessions.into_iter().filter(|plan| is_open(plan, now)).collect();
    if plans.is_empty() {
        plans.extend(app.engine.next_session(&athlete).await?);
    }
    let check = engine.morning_check(&athlete).await?;
    let (last_workout, last_sleep) = last(&engine, &record, language, now).await?;
    page(&Today {
        frame: Frame::of(&app, &record, language, "today"),
        id: record.id.clone(),
        date: language.long_day(today),
        unplanned: day.problem.is_some(),
        cards: plans.iter().map(|plan| SessionCard::of(plan, &record, language, now)).collect(),
        check_due: check.due && !check.is_begun(),
        checked: checked(&check, &record, language),
        dry: check.signs.is_dry(),
        mass: of_body(&record, || language.quantity(record.body_mass, record.units)),
        last_workout,
        last_sleep,
        tests: app.engine.sweat_tests(&athlete).await?.len(),
    })
}

/// What the morning check says so far, in one line.
fn checked(check: &MorningCheck, record: &AthleteRecord, language: Language) -> String {
    let mass = check.body_mass.map(|mass| of_body(record, || language.quantity(mass, record.units)));
    let colour = check.urine_colour.map(|score| language.with("score", score).t("today-check-colour"));
    let thirst = check.thirst.map(|score| language.with("score", score).t("today-check-thirst"));
    [mass, colour, thirst].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The session has not ended, or the time after it has not.
fn is_open(plan: &SessionPlan, now: Timestamp) -> bool {
    plan.session.end() > now || plan.needs.iter().any(|need| need.until > now)
}

/// The last workout and the last sleep in words, of two weeks.
async fn last(
    engine: &engine::Engine,
    record: &AthleteRecord,
    language: Language,
    now: Timestamp,
) -> Result<(String, String), engine::Error> {
    let recent = engine.events(&record.id, now - SignedDuration::from_hours(24 * 14), now).await?;
    let workout = recent.iter().rev().find_map(|event| match &event.kind {
        EventKind::Workout(workout) => {
            let sport = || match workout.sport.parse() {
                Ok(sport) => language.sport(sport),
                Err(_) => workout.sport.clone(),
            };
            let name = workout.name.clone().unwrap_or_else(sport);
            let at = when(event.span.start, record, language);
            Some(format!("{name}, {at}, {}", event.span.duration().in_words()))
        }
        EventKind::Sleep(_) => None,
    });
    let sleep = recent.iter().rev().find_map(|event| match &event.kind {
        EventKind::Sleep(sleep) => {
            let said = language.with("asleep", sleep.asleep.in_words());
            Some(said.with("up", when(event.span.end, record, language)).t("today-slept"))
        }
        EventKind::Workout(_) => None,
    });
    Ok((workout.unwrap_or_default(), sleep.unwrap_or_default()))
}
