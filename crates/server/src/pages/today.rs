//! Today: the next session and what to take, then what happened last.

use askama::Template;
use axum::extract::{Path, State};
use jiff::SignedDuration;
use timeline::EventKind;

use super::show::{SessionCard, when};
use super::{Frame, Page, page};
use crate::App;
use crate::language::Language;

#[derive(Template)]
#[template(path = "today.html")]
struct Today {
    frame: Frame,
    id: String,
    next: Option<SessionCard>,
    last_workout: String,
    last_sleep: String,
    tests: usize,
}

pub(crate) async fn show(State(app): State<App>, language: Language, Path(athlete): Path<String>) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let next = app.engine.next_session(&athlete).await?;
    let now = app.engine.now();
    let recent = app.engine.events(&athlete, now - SignedDuration::from_hours(24 * 14), now).await?;
    let last_workout = recent.iter().rev().find_map(|event| match &event.kind {
        EventKind::Workout(workout) => {
            let name = workout.name.clone().unwrap_or_else(|| workout.sport.clone());
            Some(format!(
                "{name}, {}, {}",
                when(event.span.start, &record, language),
                event.span.duration().in_words()
            ))
        }
        EventKind::Sleep(_) => None,
    });
    let last_sleep = recent.iter().rev().find_map(|event| match &event.kind {
        EventKind::Sleep(sleep) => Some(format!(
            "{} asleep, up at {}",
            sleep.asleep.in_words(),
            when(event.span.end, &record, language)
        )),
        EventKind::Workout(_) => None,
    });
    page(&Today {
        frame: Frame::of(&app, &record, language, "today"),
        id: record.id.clone(),
        next: next.map(|next| SessionCard::of(&next, &record, language)),
        last_workout: last_workout.unwrap_or_default(),
        last_sleep: last_sleep.unwrap_or_default(),
        tests: app.engine.sweat_tests(&athlete).await?.len(),
    })
}
