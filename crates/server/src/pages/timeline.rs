//! The timeline: days with workouts and sleeps, newest first; why each is as it is, and what the athlete says to it.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use engine::{AthleteRecord, Overrule};
use jiff::SignedDuration;
use jiff::civil::DateTime;
use serde::Deserialize;
use timeline::{Choice, Decision, Event, EventKind, Link, Matter, Question, Role, SleepRole};
use units::Quantity;

use super::show::time;
use super::{Fault, Frame, Page, page};
use crate::language::Language;
use crate::{App, Problem};

#[derive(Template)]
#[template(path = "timeline.html")]
struct Timeline {
    frame: Frame,
    id: String,
    questions: Vec<Asked>,
    days: Vec<Day>,
    decisions: Vec<(String, String)>,
    rested: Nights,
}

/// Sleep beside the sessions after it.
struct Nights {
    days: usize,
    needed: usize,
    /// Each link in words, and whether it is clear.
    links: Vec<(String, bool)>,
}

/// A question, and the two observations that an answer is about.
struct Asked {
    when: String,
    words: String,
    observation: String,
    other: String,
    /// When it may have begun, where its clock was wrong.
    proposal: String,
    /// It can only be accepted as it is.
    aside: bool,
}

struct Day {
    date: String,
    events: Vec<Row>,
}

struct Row {
    id: String,
    sleep: bool,
    title: String,
    detail: String,
    right: String,
    flags: Vec<&'static str>,
    legs: Vec<String>,
    links: Vec<Source>,
    fields: Vec<(&'static str, String)>,
    /// Several observations stand behind it: which of them counts can be said.
    several: bool,
    /// The middle of it, as a form writes it.
    middle: String,
}

/// An observation behind an event.
struct Source {
    observation: String,
    name: String,
    why: String,
}

pub(crate) async fn show(State(app): State<App>, language: Language, Path(athlete): Path<String>) -> Page {
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
        let at = if event.sleep().is_some() { event.span.end } else { event.span.start };
        let date = language.long_day(at.to_zoned_datetime(record.time_zone()).date());
        if days.last().is_none_or(|day| day.date != date) {
            days.push(Day { date, events: Vec::new() });
        }
        if let Some(day) = days.last_mut() {
            day.events.push(row(event, &record, language));
        }
    }
    let questions = app.engine.questions(&athlete).await?;
    let decisions = app.engine.decisions(&athlete).await?;
    let rested = app.engine.rested(&athlete).await?;
    let links = rested.links.iter().map(|link| (link.words(), link.clear)).collect();
    page(&Timeline {
        rested: Nights { days: rested.days, needed: rested.needed, links },
        frame: Frame::of(&app, &record, language, "timeline"),
        id: record.id.clone(),
        questions: questions.iter().take(10).map(|question| asked(question, &record)).collect(),
        days,
        decisions: decisions.iter().take(20).map(|decision| (decision.id.clone(), words(decision))).collect(),
    })
}

/// What the athlete says.
#[derive(Deserialize)]
pub(crate) struct Said {
    say: String,
    #[serde(default)]
    event: String,
    #[serde(default)]
    observation: String,
    #[serde(default)]
    other: String,
    #[serde(default)]
    at: String,
    #[serde(default)]
    decision: String,
}

pub(crate) async fn say(State(app): State<App>, Path(athlete): Path<String>, Form(said): Form<Said>) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let Said { say, event, observation, other, at, decision } = said;
    let engine = &app.engine;
    let instant = || {
        let civil =
            || at.parse::<DateTime>().ok().and_then(|time| record.time_zone().to_timestamp(time).ok());
        at.parse::<jiff::Timestamp>().ok().or_else(civil).ok_or_else(|| {
            let message = format!("'{at}' is not a time: write it such as 2026-06-11 07:00");
            Fault::from(Problem::invalid(vec![engine::FieldError::new("at", message)]))
        })
    };
    match say.as_str() {
        "undo" => engine.undecide(&athlete, &decision).await?,
        "discard" => drop(engine.overrule(&athlete, &event, Overrule::Discard).await?),
        "split" => drop(engine.overrule(&athlete, &event, Overrule::SplitHere { at: instant()? }).await?),
        "use" => {
            let word = Overrule::UseSource { observation, field: None };
            drop(engine.overrule(&athlete, &event, word).await?);
        }
        "not-same" if other.is_empty() => {
            drop(engine.overrule(&athlete, &event, Overrule::NotSame { observation }).await?);
        }
        "not-same" => {
            drop(engine.decide(&athlete, vec![Choice::NotSame { a: observation, b: other }]).await?);
        }
        "same" => drop(engine.decide(&athlete, vec![Choice::Same { a: observation, b: other }]).await?),
        "restamp" => {
            drop(engine.decide(&athlete, vec![Choice::Restamp { observation, start: instant()? }]).await?);
        }
        "accept" => drop(engine.decide(&athlete, vec![Choice::Accept { observation }]).await?),
        _ => return Err(Problem::malformed("The form says nothing that the timeline knows.").into()),
    }
    Ok(Redirect::to(&format!("/a/{athlete}/timeline")).into_response())
}

fn asked(question: &Question, athlete: &AthleteRecord) -> Asked {
    let when = question.span.start.to_zoned_datetime(athlete.time_zone()).strftime("%a %-d %B %Y, %H:%M");
    let (words, other, proposal, aside) = match &question.matter {
        Matter::SameWorkout { other, rule, score } => {
            let words =
                format!("Two recordings may be one workout: {} ({:.0} %).", rule.words(), score * 100.0);
            (words, other.clone(), String::new(), false)
        }
        Matter::TypedForAnotherTime { other } => {
            let words = "You typed a workout as long as one that a device recorded at another time that day. One workout?";
            (words.to_owned(), other.clone(), String::new(), false)
        }
        Matter::Misstamped { why, proposal } => {
            let begun = proposal.map(|start| start.to_string()).unwrap_or_default();
            (format!("A recording is not shown: {}.", why.words()), String::new(), begun, true)
        }
        Matter::Contradicted { by } => {
            let words =
                "A sleep is not shown: a better source was worn and saw you awake. Show it with that one?";
            (words.to_owned(), by.clone(), String::new(), false)
        }
        Matter::Discarded { .. } => {
            let words = "A recording is not shown: it is a copy of one that you discarded.";
            (words.to_owned(), String::new(), String::new(), true)
        }
    };
    Asked { when: when.to_string(), words, observation: question.observation.clone(), other, proposal, aside }
}

/// A decision in words.
fn words(decision: &Decision) -> String {
    match &decision.choice {
        Choice::Same { a, b } => format!("{a} and {b} are the same"),
        Choice::NotSame { a, b } => format!("{a} and {b} are not the same"),
        Choice::Split { observation, at } => format!("{observation} is two, the second from {at}"),
        Choice::Use { observation, field: Some(field) } => {
            format!("take the {} from {observation}", field.words())
        }
        Choice::Use { observation, field: None } => format!("take time and fields from {observation}"),
        Choice::Discard { observation } => format!("do not show {observation}"),
        Choice::Restamp { observation, start } => format!("{observation} began {start}"),
        Choice::Accept { observation } => format!("{observation} is right as it is"),
    }
}

fn row(event: &Event, athlete: &AthleteRecord, language: Language) -> Row {
    let span = format!(
        "{} to {}",
        time(event.span.start, athlete, language),
        time(event.span.end, athlete, language)
    );
    let several = event.links.len() > 1;
    let fields = event.fields.iter().filter(|_| several);
    let half = event.span.end.duration_since(event.span.start) / 2;
    let middle = (event.span.start + half).to_zoned_datetime(athlete.time_zone());
    let mut row = Row {
        id: event.id.clone(),
        sleep: event.sleep().is_some(),
        title: String::new(),
        detail: span.clone(),
        right: String::new(),
        flags: event.flags.iter().map(|flag| flag.words()).collect(),
        legs: Vec::new(),
        links: event.all_links().map(|link| source(link, event)).collect(),
        fields: fields.map(|source| (source.field.words(), short(&source.observation, event))).collect(),
        several,
        middle: middle.strftime("%Y-%m-%dT%H:%M").to_string(),
    };
    match &event.kind {
        EventKind::Workout(workout) => {
            let distance = workout.distance.map(|distance| distance.display(athlete.units));
            let heart = workout.mean_heart_rate.map(|rate| format!("{:.0} bpm", rate.as_per_min()));
            let facts = [Some(event.span.duration().in_words()), distance, heart];
            row.title = workout.name.clone().unwrap_or_else(|| workout.sport.clone());
            row.detail = format!("{}, {span}", workout.sport);
            row.right = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            let leg = |leg: &timeline::Leg| {
                let distance =
                    leg.workout.distance.map(|distance| format!(", {}", distance.display(athlete.units)));
                format!(
                    "{}, {}{}",
                    leg.workout.sport,
                    leg.span.duration().in_words(),
                    distance.unwrap_or_default()
                )
            };
            row.legs = event.legs.iter().map(leg).collect();
        }
        EventKind::Sleep(sleep) => {
            row.title = match sleep.role {
                SleepRole::Main => "Sleep",
                SleepRole::Second => "Second sleep",
                SleepRole::Nap => "Nap",
            }
            .to_owned();
            row.right = format!("{} asleep", sleep.asleep.in_words());
        }
    }
    row
}

fn source(link: &Link, event: &Event) -> Source {
    let role = match link.role {
        Role::Anchor => "names the event",
        Role::Duplicate => "another recording",
        Role::Piece => "another piece",
        Role::Leg => "a leg",
        Role::Evidence => "noticed by itself",
        Role::Cover => "covers the outing",
        Role::InBed => "time in bed",
    };
    let off = link.span.map_or(0, |span| span.start.duration_since(event.span.start).as_secs());
    let off = match off {
        0 => String::new(),
        seconds if seconds.abs() < 60 => format!(", {} s {}", seconds.abs(), way(seconds)),
        seconds => format!(", {} min {}", seconds.abs() / 60, way(seconds)),
    };
    let fits =
        if link.role == Role::Anchor { String::new() } else { format!(", fits {:.0} %", link.score * 100.0) };
    Source {
        observation: link.observation.clone(),
        name: called(link),
        why: format!("{role}: {}{fits}{off}", link.rule.words()),
    }
}

fn way(seconds: i64) -> &'static str {
    if seconds < 0 { "earlier" } else { "later" }
}

/// What a person would call the observation: where it came from, and the device.
fn called(link: &Link) -> String {
    match &link.source.device {
        Some(device) => format!("{} · {device}", link.source.provider),
        None => link.source.provider.clone(),
    }
}

fn short(observation: &str, event: &Event) -> String {
    let link = event.all_links().find(|link| link.observation == observation);
    link.map_or_else(|| observation.to_owned(), called)
}
