//! The tools that change something: what would be done is said first, and done only when it is confirmed.
//!
//! The confirmation is a code over the tool, its arguments and the very question, so a yes to one change confirms no other,
//! and one given before the plan changed has to be given again. It is no secret: what a caller may do is decided by the
//! token. It keeps an assistant from changing something in one step.

use std::fmt::Write as _;

use axum::http::Method;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::Answer;
use super::api::{Api, Athlete, escaped};
use super::read::{day, of_session, prediction};
use super::tools::Change;
use super::words::{amount, clock, list, text};

/// What comes of a call.
pub(super) enum Step {
    /// It was done.
    Done(Answer),
    /// It was not done: this is to be asked first, and the code stands for yes.
    Ask { question: String, code: String },
}

/// A change that is ready to be made.
struct Ready {
    /// What would be done, in words for the athlete.
    question: String,
    method: Method,
    path: String,
    body: Option<Value>,
    /// What is said when it was done.
    done: &'static str,
}

pub(super) async fn step(
    api: &Api<'_>,
    change: Change,
    arguments: &Map<String, Value>,
    given: Option<&str>,
) -> Result<Step, String> {
    let athlete = api.athlete(arguments).await?;
    let ready = match change {
        Change::PlanSession => plan_session(api, &athlete, arguments).await,
        Change::CancelSession => cancel_session(api, &athlete, arguments).await,
        Change::MarkTaken => mark_taken(api, &athlete, arguments).await,
        Change::LogBodyMass => Ok(log_body_mass(&athlete, arguments)),
    }?;
    let code = code(change, arguments, &athlete, &ready.question);
    if given != Some(code.as_str()) {
        return Ok(Step::Ask { question: ready.question, code });
    }
    let made = api.change(&athlete, ready.method, &ready.path, ready.body.as_ref()).await?;
    Ok(Step::Done(Answer { text: ready.done.to_owned(), data: json!({"changed": true, "result": made}) }))
}

fn code(change: Change, arguments: &Map<String, Value>, athlete: &Athlete, question: &str) -> String {
    let mut without = arguments.clone();
    without.remove("confirmation");
    let whole = json!([format!("{change:?}"), athlete.path, without, question]);
    let hash = Sha256::digest(whole.to_string().as_bytes());
    hash[..6].iter().fold(String::new(), |mut code, byte| {
        let _ = write!(code, "{byte:02x}");
        code
    })
}

fn said<'a>(arguments: &'a Map<String, Value>, name: &str) -> &'a str {
    arguments.get(name).and_then(Value::as_str).unwrap_or_default()
}

async fn plan_session(
    api: &Api<'_>,
    athlete: &Athlete,
    arguments: &Map<String, Value>,
) -> Result<Ready, String> {
    let mut question = format!("Plan this session for {}?\n", athlete.name);
    let mut body = of_session(arguments);
    for name in ["title", "start", "place"] {
        if let Some(value) = arguments.get(name) {
            body[name] = value.clone();
        }
    }
    for (name, value) in body.as_object().into_iter().flatten() {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let _ = writeln!(question, "- {}: {value}", name.replace('_', " "));
    }
    // A session that does not hold together is refused before anyone is asked about it.
    if arguments.contains_key("air_temperature") {
        question.push_str(&prediction(api, athlete, &of_session(arguments)).await?.0);
    }
    let path = "planned-sessions".to_owned();
    Ok(Ready { question, method: Method::POST, path, body: Some(body), done: "The session is planned." })
}

async fn cancel_session(
    api: &Api<'_>,
    athlete: &Athlete,
    arguments: &Map<String, Value>,
) -> Result<Ready, String> {
    let id = said(arguments, "session");
    let sessions = api.of(athlete, "planned-sessions?limit=1000").await?;
    let found = sessions.as_array().into_iter().flatten().find(|session| text(session, "id") == id);
    let session = found.ok_or_else(|| format!("There is no planned session '{id}': get_plan names them."))?;
    let question = format!(
        "Cancel {} of {} at {}? Its needs and reminders go with it.",
        text(session, "title"),
        athlete.name,
        clock(&session["start"], &athlete.zone, None)
    );
    let path = format!("planned-sessions/{}", escaped(id));
    Ok(Ready { question, method: Method::DELETE, path, body: None, done: "The session is cancelled." })
}

async fn mark_taken(
    api: &Api<'_>,
    athlete: &Athlete,
    arguments: &Map<String, Value>,
) -> Result<Ready, String> {
    let (date, plan) = day(api, athlete, arguments).await?;
    let id = said(arguments, "session");
    let planned = list(&plan, "sessions").find(|planned| text(&planned["session"], "id") == id);
    let planned =
        planned.ok_or_else(|| format!("On {date} there is no session '{id}': get_plan names them."))?;
    let mut question = format!("Note that {} took this?\n", athlete.name);
    let needs = arguments.get("needs").cloned().unwrap_or_default();
    for name in needs.as_array().into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        let need = list(planned, "needs").find(|need| text(need, "id") == name);
        let need =
            need.ok_or_else(|| format!("The plan of {date} has no need '{name}': get_plan names them."))?;
        let from = clock(&need["from"], &athlete.zone, Some(date));
        let _ = writeln!(question, "- {} of {} ({from})", amount(&need["target"]), text(need, "nutrient"));
    }
    let body = Some(json!({"session": id, "needs": needs}));
    Ok(Ready { question, method: Method::POST, path: "taken".to_owned(), body, done: "Noted as taken." })
}

fn log_body_mass(athlete: &Athlete, arguments: &Map<String, Value>) -> Ready {
    let mut body = json!({"body_mass": said(arguments, "body_mass")});
    let at = said(arguments, "at");
    if !at.is_empty() {
        body["at"] = json!(at);
    }
    let when = if at.is_empty() { "now" } else { at };
    let question = format!(
        "Store a body mass of {} for {}, weighed {when}?",
        said(arguments, "body_mass"),
        athlete.name
    );
    Ready {
        question,
        method: Method::POST,
        path: "readings".to_owned(),
        body: Some(body),
        done: "The body mass is stored.",
    }
}
