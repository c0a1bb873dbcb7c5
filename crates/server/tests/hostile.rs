//! Nothing that can be sent to any route makes the server fail: no answer of 500 and above, and each refusal of the API is
//! a problem document. `fuzz/fuzz_targets/routes.rs` asks the same with a fuzzer's bytes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "hostile/requests.rs"]
#[expect(unreachable_pub, reason = "the fuzz target uses the same file")]
mod requests;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use engine::{Engine, FixedClock, SeededRandomness};
use requests::{Dice, Surface};
use serde_json::{Value, json};
use server::{Access, App, Settings};
use store::Memory;
use tower::ServiceExt;

/// A server that is open to whoever reaches it.
fn server() -> Router {
    let clock = FixedClock("2026-06-10T08:00:00Z".parse().unwrap());
    let engine = Engine::new(Arc::new(Memory::default()), Arc::new(clock))
        .with_randomness(Arc::new(SeededRandomness::new(7)));
    server::router(App::new(engine, Settings::of(Access::Open)))
}

async fn send(server: &Router, method: &str, path: &str, body: &Value) -> (StatusCode, Value) {
    let request = Request::builder().method(method).uri(path).header("host", "isotone.test");
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    let answer = server.clone().oneshot(request.body(body).unwrap()).await.unwrap();
    let status = answer.status();
    let bytes = to_bytes(answer.into_body(), 1 << 24).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

/// An athlete with a test and a planned session, and the names of what there is.
async fn settled(server: &Router) -> Vec<String> {
    let athletes = "/api/v1/athletes";
    send(server, "POST", athletes, &json!({"name": "Ada", "body_mass": "61 kg", "born": 1990})).await;
    let test = json!({
        "sport": "run", "duration": "70 min", "air_temperature": "24 °C", "mass_before": "61.2 kg",
        "mass_after": "60.3 kg",
    });
    let session =
        json!({"start": "2026-06-10 18:00", "sport": "run", "duration": "2 h", "air_temperature": "28 °C"});
    let mut known = vec!["me".to_owned()];
    for (path, body) in [("sweat-tests", test), ("planned-sessions", session)] {
        let (status, made) = send(server, "POST", &format!("{athletes}/me/{path}"), &body).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        known.extend(made["id"].as_str().map(str::to_owned));
    }
    known
}

/// Bytes that look random and are the same for a seed (splitmix64).
fn bytes(seed: u64) -> impl Iterator<Item = u8> {
    let mut state = seed;
    std::iter::repeat_with(move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)).to_be_bytes()
    })
    .flatten()
}

#[tokio::test]
async fn no_request_to_any_route_makes_the_server_fail() {
    let surface = Surface::new();
    let servers =
        std::env::var("ISOTONE_HOSTILE_SERVERS").ok().and_then(|count| count.parse().ok()).unwrap_or(6);
    let mut failures = Vec::new();
    for seed in 0..servers {
        let server = server();
        let known = settled(&server).await;
        let mut dice = Dice(bytes(seed));
        for number in 0..200 {
            let request = surface.request(&mut dice, &known);
            let line = format!("seed {seed}, request {number}: {} {}", request.method(), request.uri());
            let for_programs = request.uri().path().starts_with("/api/");
            let (parts, body) = request.into_parts();
            let sent = to_bytes(body, 1 << 20).await.unwrap();
            let request = Request::from_parts(parts, Body::from(sent.clone()));
            let answer = server.clone().oneshot(request).await.unwrap();
            let (parts, body) = answer.into_parts();
            let body = to_bytes(body, 1 << 24).await.unwrap();
            let kind = parts.headers.get("content-type").map_or("", |kind| kind.to_str().unwrap());
            let refused = parts.status.is_client_error() && for_programs;
            if parts.status.is_server_error() || refused && kind != "application/problem+json" {
                let (sent, body) = (String::from_utf8_lossy(&sent), String::from_utf8_lossy(&body));
                failures.push(format!("{line}\n{sent}\n{} {body}", parts.status));
            }
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n\n"));
}

#[tokio::test]
async fn dates_centuries_away_are_refused_by_their_field() {
    let server = server();
    settled(&server).await;
    for (method, path, body, field) in [
        ("GET", "/api/v1/athletes/me/plan?date=9999-12-30", Value::Null, "date"),
        ("GET", "/api/v1/athletes/me/plan?date=-009999-01-01", Value::Null, "date"),
        (
            "POST",
            "/api/v1/athletes/me/planned-sessions",
            json!({"start": "9999-12-30T20:00:00Z", "sport": "run", "duration": "2 h", "air_temperature": "28 °C"}),
            "start",
        ),
        (
            "POST",
            "/api/v1/athletes/me/readings",
            json!({"at": "-009999-01-02T02:00:00Z", "body_mass": "61 kg"}),
            "at",
        ),
        ("PUT", "/api/v1/athletes/me", json!({"born": -32768}), "born"),
    ] {
        let (status, problem) = send(&server, method, path, &body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {problem}");
        assert_eq!(problem["errors"][0]["field"], field, "{path}: {problem}");
    }
}

#[tokio::test]
async fn a_number_that_is_none_is_refused_with_one_that_is() {
    let server = server();
    settled(&server).await;
    let session =
        |met: &str| json!({"start": "2126-06-11T08:00", "sport": "run", "duration": "1 h", "met": met});
    for (method, path, body, example) in [
        ("PUT", "/api/v1/athletes/me", json!({"born": "1990-01-01"}), "1990"),
        ("PUT", "/api/v1/athletes/me", json!({"vo2max": "high"}), "48.5"),
        ("POST", "/api/v1/athletes/me/planned-sessions", session("nine"), "8.3"),
    ] {
        let (status, problem) = send(&server, method, path, &body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {problem}");
        let said = problem["errors"][0]["message"].as_str().unwrap();
        assert!(said.ends_with(&format!("such as {example}")), "{said}");
    }
    let (_, problem) =
        send(&server, "PUT", "/api/v1/athletes/me", &json!({"conditions": ["pregnancy"]})).await;
    let said = problem["errors"][0]["message"].as_str().unwrap();
    assert!(said.starts_with("'pregnancy' is not known here: write any of hypertension, "), "{said}");
}
