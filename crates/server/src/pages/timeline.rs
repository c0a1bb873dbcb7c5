//! The timeline: the last week in a sentence, a month of icons, a search in words, and days with workouts and sleeps, newest
//! first; why each is as it is, and what the athlete says to it.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use engine::Overrule;
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use timeline::{Choice, Event, EventKind};

use super::{Fault, Frame, Page, icons, page};
use crate::access::Seen;
use crate::language::Language;
use crate::{App, Problem};

mod asked;
mod behind;
mod days;
pub(crate) mod event;
mod month;
mod search;

use asked::{Asked, asked, decided};
use days::{Known, Week, date_of, weeks};
use month::{Month, month_of};
use search::{Found, Search};

/// So many weeks are seen with their days; of the earlier ones their sums, and the rest at a touch.
const UNFOLDED: usize = 2;

/// How many events a search shows.
const MOST_FOUND: usize = 120;

#[derive(Template)]
#[template(path = "timeline.html")]
struct Timeline {
    frame: Frame,
    id: String,
    /// The last week, or what was found, in a sentence.
    said: String,
    query: String,
    month: Month,
    /// Sports to choose from: icon, how many, the search for it, whether it is chosen.
    sports: Vec<(String, usize, String, bool)>,
    /// How many were tested.
    tested: usize,
    questions: Vec<Asked>,
    weeks: Vec<Week>,
    /// Nothing was ever recorded.
    empty: bool,
    decisions: Vec<(String, String)>,
    rested: Nights,
    /// What providers ask to be shown with their data.
    credits: String,
}

/// Sleep beside the sessions after it.
struct Nights {
    days: usize,
    needed: usize,
    /// Each link in words, and whether it is clear.
    links: Vec<(String, bool)>,
}

/// What is asked for.
#[derive(Default, Deserialize)]
pub(crate) struct Asking {
    #[serde(default)]
    q: String,
    #[serde(default)]
    month: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    Seen(engine): Seen,
    language: Language,
    Path(athlete): Path<String>,
    Query(asking): Query<Asking>,
) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let now = app.engine.now();
    let zone = record.time_zone();
    let today = now.to_zoned_datetime(zone.clone()).date();
    let query: String = asking.q.trim().chars().take(200).collect();
    let search = Search::read(&query, language);
    let chosen = month_of(&asking.month);
    let first = chosen.unwrap_or(today).first_of_month();
    let at = |date: Date| zone.to_timestamp(date.to_datetime(jiff::civil::Time::midnight())).unwrap_or(now);
    let ahead = now + SignedDuration::from_hours(24 * 56);
    let month = (at(first), at(first.saturating_add(jiff::Span::new().months(1))));
    let recent = now - SignedDuration::from_hours(24 * 42);
    let (from, to) = match (search.is_empty(), chosen) {
        (false, _) => (Timestamp::MIN, Timestamp::MAX),
        (true, Some(_)) => month,
        (true, None) => (recent.min(month.0), ahead),
    };
    let mut events = engine.events(&athlete, from, to).await?;
    let mut empty = false;
    if events.is_empty() && search.is_empty() && chosen.is_none() {
        // An old recording is news too, when there is nothing newer.
        events = engine.events(&athlete, Timestamp::MIN, Timestamp::MAX).await?;
        empty = events.is_empty();
    }
    let tests = app.engine.sweat_tests(&athlete).await?;
    let expected = app.engine.expected_losses(&athlete, &events).await?;
    let span = (
        events.first().map_or(from, |event| event.span.start),
        events.last().map_or(to, |event| event.span.end),
    );
    let readings = app.engine.readings(&athlete, span.0, span.1).await?;
    let known =
        Known { athlete: &record, language, today, expected: &expected, tests: &tests, readings: &readings };
    let fits = |event: &&Event| {
        search.is_empty()
            || found(event, &known).is_some_and(|(found, text)| search.fits(&Found { text: &text, ..found }))
    };
    let shown_from =
        if search.is_empty() && chosen.is_none() { now - SignedDuration::from_hours(24 * 28) } else { from };
    let all = search.is_empty() && chosen.is_none() && events.iter().all(|event| event.span.end < shown_from);
    let mut shown: Vec<&Event> =
        events.iter().filter(|event| all || event.span.end >= shown_from).filter(fits).collect();
    let found_count = shown.len();
    if shown.len() > MOST_FOUND {
        shown.drain(..found_count - MOST_FOUND);
    }
    let of_event = |id: &str| expected.values().any(|expected| expected.test.as_deref() == Some(id));
    let alone = tests.iter().filter(|test| {
        test.event.is_none()
            && !of_event(&test.id)
            && (search.is_empty() || search.asks_for_tests())
            && test.at >= shown_from.max(from)
            && test.at < to
    });
    let alone: Vec<_> = alone.collect();
    let mut weeks = weeks(&shown, &alone, &known);
    if search.is_empty() && chosen.is_none() {
        weeks.iter_mut().skip(UNFOLDED).for_each(|week| week.folded = true);
    }
    let questions = engine.questions(&athlete).await?;
    let decisions = engine.decisions(&athlete).await?;
    let rested = engine.rested(&athlete).await?;
    let links = rested.links.iter().map(|link| (rested_link(link, language), link.clear)).collect();
    let said = match (search.is_empty(), chosen) {
        (false, _) => language.with("count", found_count).t("timeline-found"),
        (true, Some(_)) => language.with("time", total(&events, month)).t("timeline-month-total"),
        (true, None) => last_week(&events, now, language),
    };
    // Of a search, the month of the newest that was found.
    let newest = shown.last().filter(|_| !search.is_empty()).map(|event| date_of(event, &record));
    let first = newest.unwrap_or(first).first_of_month();
    let of_month: Vec<&Event> = match search.is_empty() {
        true => events.iter().collect(),
        false => shown.iter().copied().filter(|event| date_of(event, &record) >= first).collect(),
    };
    page(&Timeline {
        credits: credits(&app, &shown),
        rested: Nights { days: rested.days, needed: rested.needed, links },
        frame: Frame::of(&app, &record, language, "timeline"),
        id: record.id.clone(),
        said,
        month: Month::of(first, of_month.into_iter(), &record, today, language),
        sports: sports(&shown, &query, language),
        tested: expected.values().filter(|expected| expected.test.is_some()).count(),
        query,
        questions: questions.iter().take(10).map(|question| asked(question, &record, language)).collect(),
        weeks,
        empty,
        decisions: decisions
            .iter()
            .take(20)
            .map(|decision| (decision.id.clone(), decided(&decision.choice, &record, language)))
            .collect(),
    })
}

/// A workout as the search sees it, with the text it is searched by.
fn found(event: &Event, known: &Known<'_>) -> Option<(Found<'static>, String)> {
    let EventKind::Workout(workout) = &event.kind else { return None };
    let expected = known.expected.get(&event.id);
    let sport = known.language.sport_as_recorded(&workout.sport);
    let text = format!("{} {sport} {}", workout.name.as_deref().unwrap_or_default(), workout.sport);
    let found = Found {
        date: date_of(event, known.athlete),
        minutes: event.span.duration().as_minutes(),
        km: workout.distance.map(units::Length::as_km),
        air: expected
            .filter(|expected| !expected.assumed)
            .map(|expected| expected.air_temperature.as_celsius()),
        tested: expected.is_some_and(|expected| expected.test.is_some()),
        text: "",
    };
    Some((found, text))
}

/// The sports among the events, the most frequent first.
fn sports(shown: &[&Event], query: &str, language: Language) -> Vec<(String, usize, String, bool)> {
    let mut counted: Vec<(&'static str, usize, String)> = Vec::new();
    for event in shown.iter().filter(|event| event.sleep().is_none()) {
        let EventKind::Workout(workout) = &event.kind else { continue };
        let icon = days::icon_of(event);
        match counted.iter_mut().find(|(known, ..)| *known == icon) {
            Some((_, count, _)) => *count += 1,
            None => counted.push((icon, 1, language.sport_as_recorded(&workout.sport))),
        }
    }
    counted.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
    let chip = |(icon, count, word): (&'static str, usize, String)| {
        let chosen = query.eq_ignore_ascii_case(&word);
        (icons::small(icon), count, word, chosen)
    };
    counted.into_iter().take(6).map(chip).collect()
}

/// The time trained among these events within `from..to`.
fn total(events: &[Event], (from, to): (Timestamp, Timestamp)) -> String {
    units::Duration::from_seconds(trained(events, from, to)).in_words()
}

fn trained(events: &[Event], from: Timestamp, to: Timestamp) -> f64 {
    let within = events
        .iter()
        .filter(|event| event.sleep().is_none() && from <= event.span.start && event.span.start < to);
    within.map(|event| event.span.duration().as_seconds()).sum()
}

/// What was trained in the last seven days, and whether that is much.
fn last_week(events: &[Event], now: Timestamp, language: Language) -> String {
    let week = SignedDuration::from_hours(24 * 7);
    let hours = |ago: i32| trained(events, now - week * (ago + 1), now - week * ago);
    let last = hours(0);
    if last <= 0.0 {
        return language.t("timeline-none-last-week");
    }
    let time = units::Duration::from_seconds(last).in_words();
    let before: Vec<f64> = (1..6).map(hours).collect();
    let known = before.iter().filter(|hours| **hours > 0.0).count();
    if known >= 3 && before.iter().all(|other| *other < last) {
        language.with("time", time).t("timeline-most-last-week")
    } else {
        language.with("time", time).t("timeline-last-week")
    }
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

/// What the providers behind these events ask to be shown with their data.
fn credits(app: &App, shown: &[&Event]) -> String {
    let is_behind = |provider: &str| {
        shown.iter().any(|event| event.all_links().any(|link| link.source.provider == provider))
    };
    let abouts = app.engine.providers().map(|provider| provider.about());
    let credits: std::collections::BTreeSet<&str> =
        abouts.filter(|about| is_behind(about.id)).filter_map(|about| about.attribution).collect();
    credits.into_iter().collect::<Vec<_>>().join(" · ")
}
