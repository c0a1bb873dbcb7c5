//! The timeline: days with workouts and sleeps, newest first; why each is as it is, and what the athlete says to it.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use engine::{AthleteRecord, Overrule};
use jiff::SignedDuration;
use jiff::civil::DateTime;
use serde::Deserialize;
use timeline::{Choice, Event, EventKind, SleepRole};

use super::show::time;
use super::{Fault, Frame, Page, page};
use crate::access::Seen;
use crate::language::Language;
use crate::{App, Problem};

mod asked;
mod behind;

use asked::{Asked, asked, decided};
use behind::{Source, short, source};

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
    flags: Vec<String>,
    legs: Vec<String>,
    links: Vec<Source>,
    fields: Vec<(String, String)>,
    /// Several observations stand behind it: which of them counts can be said.
    several: bool,
    /// The middle of it, as a form writes it.
    middle: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    Seen(engine): Seen,
    language: Language,
    Path(athlete): Path<String>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let now = app.engine.now();
    let weeks = SignedDuration::from_hours(24 * 7 * 8);
    let mut events = engine.events(&athlete, now - weeks, now + weeks).await?;
    if events.is_empty() {
        // An old recording is news too, when there is nothing newer.
        events = engine.events(&athlete, jiff::Timestamp::MIN, jiff::Timestamp::MAX).await?;
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
    let questions = engine.questions(&athlete).await?;
    let decisions = engine.decisions(&athlete).await?;
    let rested = engine.rested(&athlete).await?;
    let links = rested.links.iter().map(|link| (rested_link(link, language), link.clear)).collect();
    page(&Timeline {
        rested: Nights { days: rested.days, needed: rested.needed, links },
        frame: Frame::of(&app, &record, language, "timeline"),
        id: record.id.clone(),
        questions: questions.iter().take(10).map(|question| asked(question, &record, language)).collect(),
        days,
        decisions: decisions
            .iter()
            .take(20)
            .map(|decision| (decision.id.clone(), decided(&decision.choice, &record, language)))
            .collect(),
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

fn row(event: &Event, athlete: &AthleteRecord, language: Language) -> Row {
    let clock = |instant| time(instant, athlete, language);
    let span = language.with("from", clock(event.span.start)).with("until", clock(event.span.end));
    let span = span.t("timeline-span");
    let in_sport = |sport: &str, what: String| {
        language.with("sport", language.sport_as_recorded(sport)).with("what", what).t("timeline-in-sport")
    };
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
        flags: event.flags.iter().map(|flag| language.t_of("event-flag", flag.code())).collect(),
        legs: Vec::new(),
        links: event.all_links().map(|link| source(link, event, language)).collect(),
        fields: fields
            .map(|source| {
                let field = language.t_of("event-field", source.field.code());
                (field, short(&source.observation, event, language))
            })
            .collect(),
        several,
        middle: middle.strftime("%Y-%m-%dT%H:%M").to_string(),
    };
    match &event.kind {
        EventKind::Workout(workout) => {
            let distance = |workout: &timeline::Workout| {
                workout.distance.map(|distance| language.quantity(distance, athlete.units))
            };
            let heart = workout
                .mean_heart_rate
                .map(|rate| language.with("rate", format!("{:.0}", rate.as_per_min())).t("timeline-bpm"));
            let facts = [Some(event.span.duration().in_words()), distance(workout), heart];
            row.title = workout.name.clone().unwrap_or_else(|| language.sport_as_recorded(&workout.sport));
            row.detail = in_sport(&workout.sport, span);
            row.right = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            let leg = |leg: &timeline::Leg| {
                let length = leg.span.duration().in_words();
                let facts = std::iter::once(length).chain(distance(&leg.workout));
                in_sport(&leg.workout.sport, facts.collect::<Vec<_>>().join(", "))
            };
            row.legs = event.legs.iter().map(leg).collect();
        }
        EventKind::Sleep(sleep) => {
            row.title = match sleep.role {
                SleepRole::Main => language.t("timeline-sleep"),
                SleepRole::Second => language.t("timeline-second-sleep"),
                SleepRole::Nap => language.t("timeline-nap"),
            };
            row.right = language.with("time", sleep.asleep.in_words()).t("timeline-asleep");
        }
    }
    row
}

/// How sleep and the sessions after it go together, in a sentence.
fn rested_link(link: &timeline::RestedLink, language: Language) -> String {
    let [effect, low, high] = link.effect().map(|share| language.number(&share));
    let night = language.t_of("night", link.night.code());
    let sessions = language.t_of("sessions", link.sessions.code());
    let said = language.with("night", night).with("sessions", sessions);
    let said = said.with("effect", effect).with("low", low).with("high", high);
    let said = said.t("timeline-link");
    if link.clear { said } else { said + &language.t("timeline-link-unclear") }
}
