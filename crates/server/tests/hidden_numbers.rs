//! Whoever chose not to see figures of the body finds none on their own pages, in no language and no page source.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use engine::{Engine, FixedClock};
use serde_json::{Value, json};
use server::{Access, App, Settings};
use store::Memory;
use tower::ServiceExt;

/// Masses as the pages write them.
const WEIGHED: [&str; 3] = ["61.4 kg", "60.9 kg", "60.2 kg"];

async fn ask(server: &Router, method: &str, path: &str, body: String) -> (StatusCode, String) {
    let request = Request::builder().method(method).uri(path).header("host", "isotone.test");
    let request = request.header("accept", "text/html,application/json");
    let answer = server.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 1 << 24).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

async fn send(server: &Router, method: &str, path: &str, body: &Value) -> Value {
    let (status, answer) = ask(server, method, &format!("/api/v1/{path}"), body.to_string()).await;
    assert!(status.is_success(), "{method} {path}: {status} {answer}");
    serde_json::from_str(&answer).unwrap_or(Value::Null)
}

/// An athlete with a weighing, a sweat test that lost over two percent, and a session today.
async fn server() -> Router {
    let clock = FixedClock("2026-06-10T08:00:00Z".parse().unwrap());
    let engine = Engine::new(Arc::new(Memory::default()), Arc::new(clock));
    let server = server::router(App::new(engine, Settings::of(Access::Open)));
    send(&server, "POST", "athletes", &json!({"name": "Ada", "body_mass": "61.4 kg"})).await;
    let test = json!({"at": "2026-06-08 07:00", "sport": "run", "duration": "75 min", "air_temperature": "27 °C",
        "mass_before": "60.9 kg", "mass_after": "59.4 kg", "drunk": "0.2 L", "clothes": "nude"});
    send(&server, "POST", "athletes/me/sweat-tests", &test).await;
    send(&server, "POST", "athletes/me/readings", &json!({"body_mass": "60.2 kg"})).await;
    let session =
        json!({"start": "2026-06-10 18:00", "sport": "run", "duration": "2 h", "air_temperature": "28 °C"});
    send(&server, "POST", "athletes/me/planned-sessions", &session).await;
    server
}

/// Every page of the athlete that can be reached from Today by following links, with its source.
async fn pages(server: &Router) -> Vec<(String, String)> {
    let mut seen = BTreeSet::new();
    let mut left =
        vec!["/a/me".to_owned(), "/a/me/settings".into(), "/a/me/log".into(), "/a/me/what-if".into()];
    let mut pages = Vec::new();
    while let Some(path) = left.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let (status, source) = ask(server, "GET", &path, String::new()).await;
        if status != StatusCode::OK {
            continue;
        }
        let links = source.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let own =
            links.filter(|link| link.starts_with("/a/me") && !link.contains('?') && !link.contains('#'));
        left.extend(own.map(str::to_owned));
        pages.push((path, source));
    }
    pages
}

#[tokio::test]
async fn no_page_shows_a_mass_to_whoever_chose_not_to_see_it() {
    let server = server().await;
    let shown: Vec<String> = pages(&server).await.into_iter().map(|(_, source)| source).collect();
    let without_a_choice = WEIGHED.iter().filter(|mass| shown.iter().any(|source| source.contains(*mass)));
    assert!(without_a_choice.count() >= 2, "the pages show masses, or this test looks for nothing");

    send(&server, "PUT", "athletes/me", &json!({"hides_body_numbers": true})).await;
    let hidden = pages(&server).await;
    assert!(hidden.iter().any(|(path, _)| path.contains("/receipts/")), "receipts are walked too");
    for (path, source) in &hidden {
        for mass in WEIGHED {
            assert!(!source.contains(mass), "{path} shows {mass}");
        }
        assert!(!source.contains("59.4 kg"), "{path} shows the mass after the test");
        let energy = source.find("kcal").map(|at| &source[at.saturating_sub(120)..at + 20]);
        assert_eq!(energy, None, "{path} shows energy");
    }
    // Another system of units says the same thing.
    send(&server, "PUT", "athletes/me", &json!({"units": "us-customary"})).await;
    for (path, source) in pages(&server).await {
        for pounds in ["135.4 lb", "134.3 lb", "132.7 lb", "131.0 lb"] {
            assert!(!source.contains(pounds), "{path} shows {pounds} lb");
        }
    }
    // What the form does not say is kept.
    let settings =
        "name=Ada&units=metric&zone=UTC&bedtime=22:30&rise=06:30&body_mass=&hides_body_numbers=true";
    let request = Request::builder().method("POST").uri("/a/me/settings").header("host", "isotone.test");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = server.clone().oneshot(request.body(Body::from(settings)).unwrap()).await.unwrap();
    assert!(!answer.status().is_client_error(), "{}", answer.status());
    let athlete = send(&server, "GET", "athletes/me", &Value::Null).await;
    assert_eq!(athlete["hides_body_numbers"], true);
    assert!(athlete["body_mass"].to_string().contains("60.2"), "{athlete}");
}
