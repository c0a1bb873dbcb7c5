//! The timeline: days with workouts and sleeps, newest first.

use askama::Template;
use axum::extract::{Path, State};
use engine::AthleteRecord;
use jiff::SignedDuration;
use timeline::{Event, EventKind, SleepRole};
use units::Quantity;

use super::show::time;
use super::{Frame, Page, page};
use crate::App;

#[derive(Template)]
#[template(path = "timeline.html")]
struct Timeline {
    frame: Frame,
    id: String,
    days: Vec<Day>,
}

struct Day {
    date: String,
    events: Vec<Row>,
}

struct Row {
    sleep: bool,
    title: String,
    detail: String,
    right: String,
    why: Vec<String>,
}

pub(crate) async fn show(State(app): State<App>, Path(athlete): Path<String>) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let now = app.engine.now();
    let weeks = SignedDuration::from_hours(24 * 7 * 8);
    let mut events = app.engine.events(&athlete, now - weeks, now + weeks).await?;
    if events.is_empty() {
        // An old recording is news too, when there is nothing newer.
        events = app.engine.events(&athlete, jiff::Timestamp::MIN, jiff::Timestamp::MAX).await?;
    }
    let mut days: Vec<Day> = Vec::new();
    for event in events.iter().rev() {
        // A sleep belongs to the day of waking.
        let at = if matches!(event.kind, EventKind::Sleep(_)) { event.span.end } else { event.span.start };
        let date = at.to_zoned_datetime(record.time_zone()).strftime("%A %-d %B %Y").to_string();
        if days.last().is_none_or(|day| day.date != date) {
            days.push(Day { date, events: Vec::new() });
        }
        if let Some(day) = days.last_mut() {
            day.events.push(row(event, &record));
        }
    }
    page(&Timeline { frame: Frame::of(&app, &record, "timeline"), id: record.id.clone(), days })
}

fn row(event: &Event, athlete: &AthleteRecord) -> Row {
    let span = format!("{} to {}", time(event.span.start, athlete), time(event.span.end, athlete));
    let why = event.links.iter().filter(|_| event.links.len() > 1);
    let why = why
        .map(|link| format!("{} ({}): {}", link.source.provider, link.observation, link.rule.words()))
        .collect();
    match &event.kind {
        EventKind::Workout(workout) => {
            let distance = workout.distance.map(|distance| distance.display(athlete.units));
            let heart = workout.mean_heart_rate.map(|rate| format!("{:.0} bpm", rate.as_per_min()));
            Row {
                sleep: false,
                title: workout.name.clone().unwrap_or_else(|| workout.sport.clone()),
                detail: format!("{}, {span}", workout.sport),
                right: [Some(event.span.duration().in_words()), distance, heart]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" · "),
                why,
            }
        }
        EventKind::Sleep(sleep) => Row {
            sleep: true,
            title: match sleep.role {
                SleepRole::Main => "Sleep".to_owned(),
                SleepRole::Second => "Second sleep".to_owned(),
                SleepRole::Nap => "Nap".to_owned(),
            },
            detail: span,
            right: format!("{} asleep", sleep.asleep.in_words()),
            why,
        },
    }
}
