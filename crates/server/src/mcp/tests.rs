//! The tools over HTTP, as an assistant asks them.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use engine::{AthleteChanges, Caller, Engine, FixedClock, NewToken, Scope};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use store::Memory;
use tower::ServiceExt;
use units::Mass;

use crate::{Access, App, Settings};

/// A server on which Ada has a session tomorrow.
struct House {
    router: Router,
    engine: Engine,
    token: String,
}

impl House {
    async fn with(scope: Scope) -> Self {
        let clock = FixedClock("2026-06-10T20:00:00Z".parse().unwrap());
        let engine = Engine::new(Arc::new(Memory::default()), Arc::new(clock));
        let ada = engine.add_account("ada", false).await.unwrap();
        let session = engine.begin_session(&ada.id, "").await.unwrap();
        let person = engine.person_of_session(session.expose()).await.unwrap();
        let changes = AthleteChanges {
            name: Some("Ada".into()),
            body_mass: Some(Mass::from_kg(61.4)),
            zone: Some("Europe/Lisbon".into()),
            ..AthleteChanges::default()
        };
        let caller = Caller::Met { person, link: None };
        let athlete = engine.create_athlete(&caller, changes, &TimeZone::UTC).await.unwrap().id;
        let new = NewToken { label: "t".into(), scopes: BTreeSet::from([scope]), expires: None };
        let token = engine.make_token(&ada, new).await.unwrap().1.expose().to_owned();
        let new = NewToken { label: "own".into(), scopes: BTreeSet::from([Scope::Own]), expires: None };
        let own = engine.make_token(&ada, new).await.unwrap().1.expose().to_owned();
        let router = crate::router(App::new(engine.clone(), Settings::of(Access::Accounts)));
        let house = Self { router, engine, token };
        let session = json!({"title": "Long run", "start": "2026-06-11 07:00", "sport": "run", "duration": "2 h",
            "air_temperature": "28 °C"});
        let path = format!("/api/v1/athletes/{athlete}/planned-sessions");
        let (status, body) = house.post(&path, &own, &session).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        house
    }

    async fn post(&self, path: &str, token: &str, body: &Value) -> (StatusCode, Value) {
        let request = Request::post(path)
            .header("host", "isotone.test")
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("authorization", format!("Bearer {token}"));
        let request = request.body(Body::from(body.to_string())).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), 1 << 22).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// Calls a tool: whether it refused, its words, its data.
    async fn call(&self, tool: &str, arguments: Value) -> (bool, String, Value) {
        let params = json!({"name": tool, "arguments": arguments});
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
        let (status, answer) = self.post("/mcp", &self.token, &body).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let result = &answer["result"];
        let text = result["content"][0]["text"].as_str().unwrap_or_default().to_owned();
        (result["isError"] == true, text, result["structuredContent"].clone())
    }
}

/// Every amount of a text, such as `1.42 L`.
fn amounts(text: &str) -> BTreeSet<String> {
    let words: Vec<&str> = text.split([' ', '\n', ',', ';', '(', ')']).collect();
    let unit = |word: &str| matches!(word, "L" | "mL" | "L/h" | "mg" | "mmol/L" | "g");
    words.windows(2).filter(|pair| unit(pair[1])).map(|pair| pair.join(" ")).collect()
}

#[tokio::test]
async fn what_to_drink_tomorrow_is_answered_with_range_interval_and_receipt() {
    let house = House::with(Scope::Read).await;
    let (refused, text, data) = house.call("get_plan", json!({"date": "tomorrow"})).await;
    assert!(!refused, "{text}");
    assert!(text.starts_with("2026-06-11, Ada (times in Europe/Lisbon)"), "{text}");
    assert!(text.contains("at 07:00"), "in the athlete's zone: {text}");
    assert!(text.contains("80 % interval") && text.contains("receipt r-"), "{text}");
    assert!(text.contains(fuel::DISCLAIMER));
    // No number that the API did not give.
    let api = data.to_string();
    for amount in amounts(&text) {
        let (number, _) = amount.split_once(' ').unwrap();
        let Ok(shown) = number.parse::<f64>() else { continue };
        let near = |value: &f64| (value - shown).abs() <= 0.005 * value.abs().max(1.0);
        // Amounts in words, such as a reason, are copied as they are.
        let given = api.contains(&amount) || values(&data).iter().any(near);
        assert!(given, "{amount} is not in the answer of the API");
    }
    let need = &data["sessions"][0]["needs"][0];
    let (refused, text, receipt) = house.call("explain_number", json!({"receipt": need["receipt"]})).await;
    assert!(!refused && text.contains("equation:") && receipt["id"] == need["receipt"], "{text}");
}

/// Every number of a value.
fn values(value: &Value) -> Vec<f64> {
    match value {
        Value::Number(number) => number.as_f64().into_iter().collect(),
        Value::Array(all) => all.iter().flat_map(values).collect(),
        Value::Object(all) => all.values().flat_map(values).collect(),
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn a_day_without_a_session_has_no_amount() {
    let house = House::with(Scope::Read).await;
    let (refused, text, _) = house.call("get_plan", json!({"date": "2026-06-20"})).await;
    assert!(!refused && text.contains("no amount to give"), "{text}");
    assert!(amounts(&text).is_empty(), "{text}");
    let (refused, text, _) = house.call("get_plan", json!({"date": "next week"})).await;
    assert!(refused && text.contains("write today, tomorrow"), "{text}");
}

#[tokio::test]
async fn every_reading_tool_answers() {
    let house = House::with(Scope::Read).await;
    let session = json!({"sport": "run", "duration": "1 h", "air_temperature": "30 °C"});
    for (tool, arguments) in [
        ("list_athletes", json!({})),
        ("get_needs", json!({"date": "tomorrow"})),
        ("get_sweat_profile", json!({})),
        ("get_timeline", json!({})),
        ("predict_session", session),
    ] {
        let (refused, text, data) = house.call(tool, arguments).await;
        assert!(!refused && !text.is_empty() && data.is_object(), "{tool}: {text}");
    }
    let (refused, text, _) = house.call("get_timeline", json!({"from": "2020-01-01"})).await;
    assert!(refused && text.contains("at most 92 days"), "{text}");
}

#[tokio::test]
async fn a_change_is_asked_about_first_and_a_yes_is_for_that_change_alone() {
    let house = House::with(Scope::Write).await;
    let planned = |day: &str| json!({"start": format!("{day} 18:00"), "sport": "run", "duration": "1 h", "air_temperature": "24 °C"});
    let count = || async {
        let (_, _, data) = house.call("get_plan", json!({"date": "2026-06-12"})).await;
        data["sessions"].as_array().unwrap().len()
    };
    let (refused, text, asked) = house.call("plan_session", planned("2026-06-12")).await;
    assert!(!refused && text.contains("Nothing was changed yet"), "{text}");
    assert!(text.contains("80 % interval"), "what it would take is said before: {text}");
    assert_eq!(count().await, 0);

    let mut other = planned("2026-06-13");
    other["confirmation"] = asked["confirmation"].clone();
    let (_, text, data) = house.call("plan_session", other).await;
    assert!(data["changed"] == false, "another day's yes: {text}");

    let mut confirmed = planned("2026-06-12");
    confirmed["confirmation"] = asked["confirmation"].clone();
    let (refused, text, data) = house.call("plan_session", confirmed).await;
    assert!(!refused && data["changed"] == true, "{text}");
    assert_eq!(count().await, 1);
}

#[tokio::test]
async fn a_token_that_may_only_read_changes_nothing() {
    let house = House::with(Scope::Read).await;
    let arguments =
        json!({"start": "2026-06-12 18:00", "sport": "run", "duration": "1 h", "air_temperature": "24 °C"});
    let (_, _, asked) = house.call("plan_session", arguments.clone()).await;
    let mut confirmed = arguments;
    confirmed["confirmation"] = asked["confirmation"].clone();
    let (refused, text, _) = house.call("plan_session", confirmed).await;
    assert!(refused && text.contains("this token may not"), "{text}");
}

#[tokio::test]
async fn what_does_not_hold_together_is_refused_before_anyone_is_asked() {
    let house = House::with(Scope::Write).await;
    let arguments =
        json!({"start": "2026-06-12 18:00", "sport": "run", "duration": "1", "air_temperature": "24 °C"});
    let (refused, text, _) = house.call("plan_session", arguments).await;
    assert!(refused && text.contains("duration"), "{text}");
    let (refused, text, _) = house.call("cancel_session", json!({"session": "p-1"})).await;
    assert!(refused && text.contains("get_plan names them"), "{text}");
}

#[tokio::test]
async fn an_athlete_who_hides_figures_of_the_body_hears_none() {
    let house = House::with(Scope::Own).await;
    let athlete =
        house.call("list_athletes", json!({})).await.2["athletes"][0]["id"].as_str().unwrap().to_owned();
    let (_, text, data) = house.call("get_plan", json!({"date": "tomorrow"})).await;
    assert!(data.to_string().contains("undrunk_mass_loss\":{"), "this test looks for something: {text}");
    let hide = AthleteChanges { hides_body_numbers: Some(true), ..AthleteChanges::default() };
    house.engine.put_athlete(&athlete, hide, &TimeZone::UTC).await.unwrap();
    let (_, text, data) = house.call("get_plan", json!({"date": "tomorrow"})).await;
    let all = format!("{text}{data}");
    let shown = ["61.4 kg", "\"unit\":\"kg\"", "undrunk_mass_loss\":{", "kcal"];
    assert!(!shown.iter().any(|figure| all.contains(figure)), "{all}");
}

#[tokio::test]
async fn trap_39_a_page_of_another_origin_and_a_caller_without_a_token_are_refused() {
    let house = House::with(Scope::Read).await;
    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}});
    assert_eq!(house.post("/mcp", "iso_wrong", &list).await.0, StatusCode::UNAUTHORIZED);
    let (status, answer) = house.post("/mcp", &house.token, &list).await;
    assert_eq!(status, StatusCode::OK, "a name that is not this machine's: {answer}");
    assert!(answer["result"]["tools"].as_array().unwrap().len() >= 10, "{answer}");
    let request = Request::post("/mcp")
        .header("host", "isotone.test")
        .header("origin", "https://evil.example")
        .header("authorization", format!("Bearer {}", house.token))
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream");
    let request = request.body(Body::from(list.to_string())).unwrap();
    assert_eq!(house.router.clone().oneshot(request).await.unwrap().status(), StatusCode::FORBIDDEN);
}
