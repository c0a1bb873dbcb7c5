//! Answers kept while nothing they depend on changes. A plan is the same until its athlete, or what belongs to everybody,
//! is at another revision; asking for the revisions takes microseconds, making the plan a thousand times as long.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use engine::Revisions;
use jiff::{SignedDuration, Timestamp};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::App;
use crate::access::Onlooker;
use crate::etag::{naming, not_modified};

/// The routes whose answers are made of one athlete's documents and what belongs to everybody.
const ROUTES: [&str; 2] = ["/api/v1/athletes/{athlete}/plan", "/api/v1/athletes/{athlete}/timeline"];

/// Plans look ahead: without a change they may lag behind the clock by this much.
const FRESH: SignedDuration = SignedDuration::from_secs(30);

/// How many bytes of answers are kept.
const ROOM: u64 = 32 << 20;

/// Larger answers are made anew each time.
const LARGEST: usize = 1 << 20;

/// The answers kept, by address.
pub(crate) struct Remembered(Cache<String, Answer, Bytewise>);

#[derive(Clone)]
struct Answer {
    made_of: Revisions,
    at: Timestamp,
    headers: HeaderMap,
    body: Bytes,
}

#[derive(Clone)]
struct Bytewise;

impl Weighter<String, Answer> for Bytewise {
    fn weight(&self, address: &String, answer: &Answer) -> u64 {
        (address.len() + answer.body.len()) as u64 + 500
    }
}

impl Default for Remembered {
    fn default() -> Self {
        Self(Cache::with_weighter(1_000, ROOM, Bytewise))
    }
}

/// Answers from memory where nothing has changed. Comes after the gate: who may not see an answer is not given it here either.
pub(crate) async fn while_unchanged(
    State(app): State<App>,
    route: MatchedPath,
    parameters: RawPathParams,
    request: Request,
    next: Next,
) -> Response {
    let kept = *request.method() == Method::GET && ROUTES.contains(&route.as_str());
    let athlete = parameters.iter().find(|(name, _)| *name == "athlete").map(|(_, value)| value);
    let (true, Some(athlete)) = (kept, athlete) else { return next.run(request).await };
    // Before the answer is made: a change meanwhile must not be missed.
    let Ok(made_of) = app.engine.revisions(athlete).await else { return next.run(request).await };
    let now = app.engine.now();
    let address = request.uri().path_and_query().map_or("", PathAndQuery::as_str);
    // Others than the athlete may be shown less.
    let whose = if request.extensions().get::<Onlooker>().is_some() { "onlooker " } else { "" };
    let address = format!("{whose}{address}");
    if let Some(answer) = app.remembered.0.get(&address)
        && answer.made_of == made_of
        && now.duration_since(answer.at).abs() < FRESH
    {
        let tag = answer.headers.get(header::ETAG).and_then(|tag| tag.to_str().ok());
        let had = tag.and_then(|tag| naming(request.headers(), &header::IF_NONE_MATCH, tag));
        return match had {
            Some(had) => not_modified(&had),
            None => (answer.headers, answer.body).into_response(),
        };
    }
    let (parts, body) = next.run(request).await.into_parts();
    if parts.status != StatusCode::OK {
        return Response::from_parts(parts, body);
    }
    match to_bytes(body, usize::MAX).await {
        Ok(body) => {
            if body.len() <= LARGEST {
                let answer = Answer { made_of, at: now, headers: parts.headers.clone(), body: body.clone() };
                app.remembered.0.insert(address, answer);
            }
            Response::from_parts(parts, Body::from(body))
        }
        Err(error) => {
            tracing::error!(%error, "an answer broke off while it was made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
