//! `ETag`, `If-None-Match`, `If-Match`: nothing is sent that the caller has, and nobody overwrites what they have not seen.
//!
//! What follows from an athlete's documents alone is tagged with their revision, and not even worked out when the caller
//! has it. What also follows from the clock, the weather or the model is worked out and tagged with its hash.

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::App;

/// What follows from an athlete's documents alone.
const OF_DOCUMENTS: [&str; 10] = [
    "/api/v1/athletes/{athlete}",
    "/api/v1/athletes/{athlete}/timeline",
    "/api/v1/athletes/{athlete}/timeline/{event}",
    "/api/v1/athletes/{athlete}/questions",
    "/api/v1/athletes/{athlete}/decisions",
    "/api/v1/athletes/{athlete}/readings",
    "/api/v1/athletes/{athlete}/sweat-tests",
    "/api/v1/athletes/{athlete}/sweat-tests/{test}",
    "/api/v1/athletes/{athlete}/planned-sessions",
    "/api/v1/athletes/{athlete}/receipts/{receipt}",
];

/// Answers of this size and less are hashed.
const MOST_HASHED: usize = 8 << 20;

/// The tag of everything that follows from an athlete's documents at this revision.
pub(crate) fn tag(revision: u64) -> String {
    format!("\"r{revision}-{}-{}\"", env!("CARGO_PKG_VERSION"), evidence::MODEL_VERSION)
}

/// Whether a header of tags holds this one; `*` holds every one.
pub(crate) fn holds(headers: &HeaderMap, name: header::HeaderName, tag: &str) -> bool {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|one| {
        let one = one.trim();
        one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
    })
}

/// Tags the answers of the API to GET, and spares those the caller has.
pub(crate) async fn conditional(
    State(app): State<App>,
    route: MatchedPath,
    params: RawPathParams,
    request: Request,
    next: Next,
) -> Response {
    // What is handed over piece by piece is not gathered up to be hashed.
    let streamed = ["/changes", "/export"].iter().any(|end| route.as_str().ends_with(end));
    if !matches!(*request.method(), Method::GET | Method::HEAD) || streamed {
        return next.run(request).await;
    }
    let headers = request.headers().clone();
    let athlete = params.iter().find(|(name, _)| *name == "athlete").map(|(_, value)| value);
    let by_revision = match athlete.filter(|_| OF_DOCUMENTS.contains(&route.as_str())) {
        // Read before the answer is worked out: a commit in between makes the tag too old, never too new.
        Some(athlete) => app.engine.revision(athlete).await.ok().map(tag),
        None => None,
    };
    if let Some(tag) = &by_revision
        && headers.contains_key(header::IF_NONE_MATCH)
        && holds(&headers, header::IF_NONE_MATCH, tag)
    {
        return not_modified(tag);
    }
    let answer = next.run(request).await;
    if answer.status() != StatusCode::OK {
        return answer;
    }
    match by_revision {
        Some(tag) => tagged(answer, &tag),
        None => by_hash(answer, &headers).await,
    }
}

async fn by_hash(answer: Response, headers: &HeaderMap) -> Response {
    let (parts, body) = answer.into_parts();
    let Ok(bytes) = to_bytes(body, MOST_HASHED).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let hash: String = Sha256::digest(&bytes).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{hash}\"");
    if holds(headers, header::IF_NONE_MATCH, &tag) {
        return not_modified(&tag);
    }
    tagged(Response::from_parts(parts, Body::from(bytes)), &tag)
}

fn tagged(mut answer: Response, tag: &str) -> Response {
    if let Ok(tag) = HeaderValue::from_str(tag) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    answer
}

pub(crate) fn not_modified(tag: &str) -> Response {
    tagged(StatusCode::NOT_MODIFIED.into_response(), tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::policy;

    #[test]
    fn every_route_that_is_tagged_by_revision_is_a_route() {
        for route in OF_DOCUMENTS {
            assert!(matches!(policy::of("GET", route), policy::Known::Takes(_)), "{route}");
        }
    }

    #[test]
    fn a_tag_is_found_in_a_list_weak_or_strong() {
        let mut headers = HeaderMap::new();
        headers.append(header::IF_NONE_MATCH, HeaderValue::from_static("\"a\", W/\"b\""));
        headers.append(header::IF_NONE_MATCH, HeaderValue::from_static("\"c\""));
        for (tag, held) in [("\"a\"", true), ("\"b\"", true), ("\"c\"", true), ("\"d\"", false), ("a", false)]
        {
            assert_eq!(holds(&headers, header::IF_NONE_MATCH, tag), held, "{tag}");
        }
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("*"));
        assert!(holds(&headers, header::IF_NONE_MATCH, "\"anything\""));
    }
}
