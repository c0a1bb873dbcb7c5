//! The tools that read.

use std::fmt::Write as _;

use axum::http::Method;
use jiff::civil::Date;
use jiff::{Span, ToSpan as _};
use serde_json::{Map, Value, json};

use super::Answer;
use super::api::{Api, Athlete, escaped};
use super::tools::{OF_SESSION, Read};
use super::words::{amount, clock, expectation, flags, list, need, receipt, text};

/// The longest stretch of a timeline, days, and its most events.
const LONGEST_STRETCH: i64 = 92;
const MOST_EVENTS: usize = 200;

pub(super) async fn answer(
    api: &Api<'_>,
    read: Read,
    arguments: &Map<String, Value>,
) -> Result<Answer, String> {
    match read {
        Read::Athletes => athletes(api).await,
        Read::Plan => plan(api, arguments).await,
        Read::Needs => needs(api, arguments).await,
        Read::Profile => profile(api, arguments).await,
        Read::Timeline => timeline(api, arguments).await,
        Read::Receipt => explained(api, arguments).await,
        Read::Prediction => predicted(api, arguments).await,
    }
}

async fn athletes(api: &Api<'_>) -> Result<Answer, String> {
    let all = api.get("athletes").await?;
    let all = all.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut words = format!("{} athletes\n", all.len());
    let mut data = Vec::new();
    for athlete in all {
        let _ = writeln!(
            words,
            "- {}: {}, zone {}",
            text(athlete, "id"),
            text(athlete, "name"),
            text(athlete, "zone")
        );
        data.push(json!({"id": athlete["id"], "name": athlete["name"], "zone": athlete["zone"], "units": athlete["units"]}));
    }
    Ok(Answer { text: words, data: json!({"athletes": data}) })
}

/// The plan of the day that the arguments name.
pub(super) async fn day(
    api: &Api<'_>,
    athlete: &Athlete,
    arguments: &Map<String, Value>,
) -> Result<(Date, Value), String> {
    let date = api.date(arguments, "date", athlete)?;
    Ok((date, api.of(athlete, &format!("plan?date={date}")).await?))
}

fn heading(date: Date, athlete: &Athlete, plan: &Value) -> String {
    let zone = athlete.zone.iana_name().unwrap_or("UTC");
    let mut words = format!("{date}, {} (times in {zone})\n", athlete.name);
    if let Some(problem) = plan["problem"].as_str() {
        let _ = writeln!(words, "The day has no amounts: {problem}");
    }
    if list(plan, "sessions").next().is_none() {
        words.push_str("No session is planned on this day, so there is no amount to give.\n");
    }
    words
}

async fn plan(api: &Api<'_>, arguments: &Map<String, Value>) -> Result<Answer, String> {
    let athlete = api.athlete(arguments).await?;
    let (date, plan) = day(api, &athlete, arguments).await?;
    let mut words = heading(date, &athlete, &plan);
    for planned in list(&plan, "sessions") {
        session(planned, &athlete, date, &mut words);
    }
    for total in list(&plan, "totals") {
        let _ = writeln!(
            words,
            "The whole day, meals included: {}, {} to {}, aim for {}; receipt {}",
            text(total, "nutrient"),
            amount(&total["min"]),
            amount(&total["max"]),
            amount(&total["target"]),
            text(total, "receipt")
        );
    }
    words.push_str(text(&plan, "disclaimer"));
    Ok(Answer { text: words, data: plan })
}

fn session(planned: &Value, athlete: &Athlete, date: Date, words: &mut String) {
    let (session, zone) = (&planned["session"], &athlete.zone);
    let _ = writeln!(
        words,
        "\n{} ({}), {} {} {} at {}; air {}, humidity {} ({})",
        text(session, "title"),
        text(session, "id"),
        text(session, "intensity"),
        text(session, "sport"),
        amount(&session["duration"]),
        clock(&session["start"], zone, Some(date)),
        amount(&session["air_temperature"]),
        amount(&session["relative_humidity"]),
        text(session, "weather"),
    );
    flags(planned, words);
    expectation(&planned["prediction"], words);
    words.push_str("Needs:\n");
    for wanted in list(planned, "needs") {
        let _ = writeln!(words, "{}", need(wanted, zone, Some(date)));
    }
    for taken in list(planned, "taken") {
        let _ = writeln!(words, "- taken: {} {}", text(taken, "need"), amount(&taken["amount"]));
    }
    for basket in list(planned, "baskets") {
        let items: Vec<String> = list(basket, "picks")
            .map(|pick| {
                format!(
                    "{} × {} ({})",
                    pick["servings"].as_f64().unwrap_or_default(),
                    text(pick, "name"),
                    text(pick, "serving")
                )
            })
            .collect();
        let water = basket["water"].is_object().then(|| format!("water {}", amount(&basket["water"])));
        let all: Vec<String> = items.into_iter().chain(water).collect();
        if !all.is_empty() {
            let _ = writeln!(words, "Items for {}: {}", text(basket, "phase"), all.join(", "));
        }
        for what in ["gaps", "notes", "clashes"] {
            for line in list(basket, what).filter_map(Value::as_str) {
                let _ = writeln!(words, "- {what}: {line}");
            }
        }
    }
}

async fn needs(api: &Api<'_>, arguments: &Map<String, Value>) -> Result<Answer, String> {
    let athlete = api.athlete(arguments).await?;
    let (date, plan) = day(api, &athlete, arguments).await?;
    let mut words = heading(date, &athlete, &plan);
    let mut open: Vec<Value> = Vec::new();
    for planned in list(&plan, "sessions") {
        flags(planned, &mut words);
        let is_taken = |id: &str| list(planned, "taken").any(|taken| text(taken, "need") == id);
        for wanted in list(planned, "needs").filter(|need| !is_taken(text(need, "id"))) {
            let mut wanted = wanted.clone();
            wanted["session"] = planned["session"]["id"].clone();
            open.push(wanted);
        }
    }
    open.sort_by(|a, b| text(a, "from").cmp(text(b, "from")));
    for wanted in &open {
        let _ = writeln!(words, "{}", need(wanted, &athlete.zone, Some(date)));
    }
    words.push_str(text(&plan, "disclaimer"));
    Ok(Answer { text: words, data: json!({"date": plan["date"], "needs": open}) })
}

async fn profile(api: &Api<'_>, arguments: &Map<String, Value>) -> Result<Answer, String> {
    let athlete = api.athlete(arguments).await?;
    let profile = api.of(&athlete, "sweat-profile").await?;
    let mut words = format!("{}: {} sweat tests\n", athlete.name, profile["tests"]);
    let _ = writeln!(
        words,
        "An hour of {} at 50 % humidity, sweat rate (80 % interval):",
        text(&profile, "sport")
    );
    for point in list(&profile, "curve") {
        let _ = writeln!(
            words,
            "- at {}: {} ({} to {})",
            amount(&point["air_temperature"]),
            amount(&point["median"]),
            amount(&point["low"]),
            amount(&point["high"])
        );
    }
    let _ = writeln!(
        words,
        "Sweat sodium: {} from {} patches",
        amount(&profile["sodium_concentration"]),
        profile["sodium_measurements"]
    );
    for advice in list(&profile, "advice").filter_map(Value::as_str) {
        let _ = writeln!(words, "- {advice}");
    }
    Ok(Answer { text: words, data: profile })
}

async fn timeline(api: &Api<'_>, arguments: &Map<String, Value>) -> Result<Answer, String> {
    let athlete = api.athlete(arguments).await?;
    let last = api.date(arguments, "to", &athlete)?;
    let first = match arguments.contains_key("from") {
        true => api.date(arguments, "from", &athlete)?,
        false => last.saturating_sub(6.days()),
    };
    let days = first.until(last).map_or(-1, |span: Span| i64::from(span.get_days()));
    if !(0..=LONGEST_STRETCH).contains(&days) {
        return Err(format!("Ask for at most {LONGEST_STRETCH} days, the first before the last."));
    }
    let midnight =
        |date: Date| date.to_zoned_datetime(athlete.zone.clone()).map(|at| at.timestamp().to_string());
    let (from, to) = (midnight(first), midnight(last.saturating_add(1.day())));
    let (Ok(from), Ok(to)) = (from, to) else { return Err("The days are out of range.".to_owned()) };
    let events = api.of(&athlete, &format!("timeline?from={from}&to={to}&limit={MOST_EVENTS}")).await?;
    let all = events.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut words = format!("{first} to {last}, {}: {} events\n", athlete.name, all.len());
    for event in all {
        let (kind, span) = (&event["kind"], &event["span"]);
        let (start, end) =
            (clock(&span["start"], &athlete.zone, None), clock(&span["end"], &athlete.zone, None));
        let _ = write!(words, "- {} {start} to {end}", text(kind, "what"));
        for field in ["sport", "name"] {
            if let Some(said) = kind[field].as_str() {
                let _ = write!(words, ", {said}");
            }
        }
        for (name, field) in [("without pauses", "timer"), ("distance", "distance"), ("asleep", "asleep")] {
            if kind[field].is_object() {
                let _ = write!(words, ", {name} {}", amount(&kind[field]));
            }
        }
        let flags: Vec<&str> = list(event, "flags").filter_map(Value::as_str).collect();
        let _ = match flags.is_empty() {
            true => writeln!(words, " ({})", text(event, "id")),
            false => writeln!(words, " ({}; flags: {})", text(event, "id"), flags.join(", ")),
        };
    }
    if all.len() == MOST_EVENTS {
        words.push_str("There are more: ask for fewer days.\n");
    }
    Ok(Answer { text: words, data: json!({"events": events}) })
}

async fn explained(api: &Api<'_>, arguments: &Map<String, Value>) -> Result<Answer, String> {
    let athlete = api.athlete(arguments).await?;
    let id = arguments.get("receipt").and_then(Value::as_str).unwrap_or_default();
    let found = api.of(&athlete, &format!("receipts/{}", escaped(id))).await?;
    Ok(Answer { text: receipt(&found), data: found })
}

/// The parts of the arguments that describe a session.
pub(super) fn of_session(arguments: &Map<String, Value>) -> Value {
    let known = arguments.iter().filter(|(name, _)| OF_SESSION.contains(&name.as_str()));
    Value::Object(known.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// What a session would take: the words and the data.
pub(super) async fn prediction(
    api: &Api<'_>,
    athlete: &Athlete,
    session: &Value,
) -> Result<(String, Value), String> {
    let prediction = api.change(athlete, Method::POST, "predictions", Some(session)).await?;
    let mut words = String::new();
    expectation(&prediction, &mut words);
    Ok((words, prediction))
}

async fn predicted(api: &Api<'_>, arguments: &Map<String, Value>) -> Result<Answer, String> {
    let athlete = api.athlete(arguments).await?;
    let (words, data) = prediction(api, &athlete, &of_session(arguments)).await?;
    Ok(Answer { text: format!("{}\n{words}", athlete.name), data })
}
