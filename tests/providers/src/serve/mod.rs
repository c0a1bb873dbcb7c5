//! The providers behind a port: their interfaces, their pages of consent, and a page on which things happen.

mod deeds;
mod page;

use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method as HttpMethod, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response as HttpResponse};
use connect::providers::{Internet, Method, Request, Web, query};
use jiff::Timestamp;
use tokio::net::TcpListener;

use crate::fault::DELAY;
use crate::world::{field, fields};
use crate::{Loopback, Told, World};

pub use deeds::{AT_GARMIN, AT_STRAVA, AT_WITHINGS, GARMIN_KEY, PERMISSIONS};

/// Where a [`World`] believes to be.
const INSIDE: &str = "http://127.0.0.1:1";
/// A notice that is not taken is sent again after so long, s.
const AGAIN: [u64; 3] = [1, 5, 30];

/// A world behind a port.
#[derive(Clone)]
pub struct Simulator {
    world: Loopback,
    out: Arc<Internet>,
    base: Arc<str>,
}

impl Simulator {
    /// This world, reached at `base`: `http://127.0.0.1:8738`.
    ///
    /// # Errors
    /// In words, when nothing can be sent from here.
    pub fn new(world: World, base: &str) -> Result<Self, String> {
        Ok(Self { world: Loopback::to(world), out: Arc::new(Internet::new()?), base: base.into() })
    }

    /// The world, with its clock at the present.
    pub fn world(&self) -> MutexGuard<'_, World> {
        let mut world = self.world.world();
        world.now = Timestamp::now();
        world
    }

    /// The address of a part of it: `/strava`.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Sends what the providers tell. What is not taken is sent again some times.
    pub fn deliver(&self) {
        for told in self.world().take_told() {
            let (out, base) = (Arc::clone(&self.out), Arc::clone(&self.base));
            tokio::spawn(async move {
                for wait in std::iter::once(0).chain(AGAIN) {
                    tokio::time::sleep(Duration::from_secs(wait)).await;
                    let answer = out.send(notice(&told, &base)).await;
                    if answer.is_ok_and(|answer| answer.status < 300) {
                        return;
                    }
                }
            });
        }
    }

    /// Whether an address answers the handshake of a subscription as Strava wants it: within two seconds, with the challenge.
    async fn shakes_hands(&self, form: &[(String, String)]) -> bool {
        let challenge = self.world().seed.token();
        let asked = query(&[
            ("hub.mode", "subscribe"),
            ("hub.challenge", &challenge),
            ("hub.verify_token", said(form, "verify_token")),
        ]);
        let request = Request::get(format!("{}?{asked}", said(form, "callback_url")));
        let answer = tokio::time::timeout(Duration::from_secs(2), self.out.send(request)).await;
        answer.is_ok_and(|answer| {
            answer.is_ok_and(|answer| {
                let said: Option<serde_json::Value> = serde_json::from_slice(&answer.body).ok();
                answer.status == 200 && said.is_some_and(|said| said["hub.challenge"] == challenge.as_str())
            })
        })
    }

    /// Answers on this port for ever.
    ///
    /// # Errors
    /// When the port cannot be listened to.
    pub async fn serve(self, listener: TcpListener) -> std::io::Result<()> {
        axum::serve(listener, Router::new().fallback(answer).with_state(self)).await
    }
}

fn notice(told: &Told, base: &str) -> Request {
    let mut request = Request::get(&told.to).method(Method::Post);
    for name in ["content-type", "garmin-client-id"] {
        let value = told.headers.iter().find(|(known, _)| known == name);
        request.headers.extend(value.map(|(_, value)| (name, value.clone())));
    }
    request.body = Some(told.body.replace(INSIDE, base));
    request
}

async fn answer(
    State(simulator): State<Simulator>,
    method: HttpMethod,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> HttpResponse {
    let (path, query) = (uri.path(), uri.query().unwrap_or_default());
    let body = String::from_utf8_lossy(&body).into_owned();
    match (&method, path) {
        (&HttpMethod::GET, "/") => return page::html(page::what_happens(&simulator)),
        (&HttpMethod::GET, "/run.fit") => {
            let file = deeds::last_run(&simulator);
            return ([(header::CONTENT_TYPE, "application/octet-stream")], file).into_response();
        }
        (&HttpMethod::POST, "/deed") => {
            deeds::does(&simulator, &fields(&body));
            simulator.deliver();
            return Redirect::to("/").into_response();
        }
        (&HttpMethod::GET, path) if deeds::is_consent(path) => {
            return page::html(page::consent(path, query));
        }
        (&HttpMethod::POST, path) if deeds::is_consent(path) => {
            let form = fields(&body);
            let back = deeds::consents(&simulator, path, query, &form);
            return Redirect::to(&back).into_response();
        }
        _ => {}
    }
    if method == HttpMethod::POST && path == "/strava/api/v3/push_subscriptions" {
        let refused = r#"{"message":"Bad Request","errors":[{"resource":"PushSubscription","field":"callback url","code":"GET to callback URL does not return 200"}]}"#;
        if !simulator.shakes_hands(&fields(&body)).await {
            return (StatusCode::BAD_REQUEST, [(header::CONTENT_TYPE, "application/json")], refused)
                .into_response();
        }
    }
    let method = match method {
        HttpMethod::POST => Method::Post,
        HttpMethod::DELETE => Method::Delete,
        _ => Method::Get,
    };
    let mut request = Request::get(format!("{INSIDE}{uri}")).method(method);
    request.headers.clear();
    for name in ["authorization", "content-type", "accept"] {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        request.headers.extend(value.map(|value| (name, value.to_owned())));
    }
    request.body = (!body.is_empty()).then_some(body);
    let answered = simulator.world().answer(&request);
    simulator.deliver();
    let Some(answered) = answered else {
        // As near to a cut connection as an answer comes.
        return StatusCode::BAD_GATEWAY.into_response();
    };
    let seconds = answered.header(DELAY).and_then(|seconds| seconds.parse().ok()).unwrap_or(0);
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let status = StatusCode::from_u16(answered.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut response = (status, answered.body).into_response();
    for (name, value) in answered.headers {
        if let (Ok(name), Ok(value)) =
            (name.parse::<axum::http::HeaderName>(), value.parse::<axum::http::HeaderValue>())
        {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// What a form says under a name.
fn said<'a>(form: &'a [(String, String)], name: &str) -> &'a str {
    field(form, name)
}
