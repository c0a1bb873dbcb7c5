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

use crate::{App, Problem};

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

/// Stands at the end of the tag of a compressed answer, inside its quotes: other bytes are another representation.
const COMPRESSED: &str = "+gzip\"";

/// The tag of a header (`If-None-Match`, `If-Match`) that names what has this tag, compressed or not; `*` names everything.
pub(crate) fn naming(headers: &HeaderMap, name: &header::HeaderName, tag: &str) -> Option<String> {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    let mut named = lines.flat_map(|line| tags(line).unwrap_or_default());
    let found = named.find(|one| {
        // A proxy that compresses by itself makes a tag weak. It still names the same revision.
        let one = one.strip_prefix("W/").unwrap_or(one);
        one == "*"
            || one == tag
            || one.strip_suffix(COMPRESSED).is_some_and(|one| tag.strip_suffix('"') == Some(one))
    })?;
    Some(if found == "*" { tag.to_owned() } else { found.to_owned() })
}

/// The tags of a line (RFC 9110, §8.8.3); nothing when it is not of that form.
fn tags(line: &str) -> Option<Vec<&str>> {
    let mut rest = line.trim();
    let mut tags = Vec::new();
    if rest == "*" {
        return Some(vec![rest]);
    }
    while !rest.is_empty() {
        let opaque = rest.strip_prefix("W/").unwrap_or(rest).strip_prefix('"')?;
        let length = rest.len() - opaque.len() + opaque.find('"')? + 1;
        let (tag, more) = rest.split_at(length);
        if tag.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
            return None;
        }
        tags.push(tag);
        let more = more.trim_start();
        rest = if more.is_empty() { more } else { more.strip_prefix(',')?.trim_start() };
    }
    (!tags.is_empty()).then_some(tags)
}

/// Refuses headers of tags that are not of their form, such as a tag without its quotes.
///
/// # Errors
/// A problem with the accepted form.
pub(crate) fn check(headers: &HeaderMap) -> Result<(), Problem> {
    for name in [header::IF_NONE_MATCH, header::IF_MATCH] {
        let read = |line: &HeaderValue| line.to_str().ok().and_then(tags).is_some();
        if !headers.get_all(&name).into_iter().all(read) {
            let detail = format!(
                "{name}: write an ETag as it was given, with its quotes, such as \"r12-0.1.0-3\", or *"
            );
            return Err(Problem::malformed(detail));
        }
    }
    Ok(())
}

/// Gives a compressed answer a tag of its own.
pub(crate) async fn of_encoding(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    if answer.headers().contains_key(header::CONTENT_ENCODING)
        && let Some(tag) = answer.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok())
        && let Some(tag) = tag.strip_suffix('"')
        && let Ok(tag) = HeaderValue::try_from(format!("{tag}{COMPRESSED}"))
    {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    answer
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
        && let Some(had) = naming(&headers, &header::IF_NONE_MATCH, tag)
    {
        return not_modified(&had);
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
    if let Some(had) = naming(headers, &header::IF_NONE_MATCH, &tag) {
        return not_modified(&had);
    }
    tagged(Response::from_parts(parts, Body::from(bytes)), &tag)
}

fn tagged(mut answer: Response, tag: &str) -> Response {
    if let Ok(tag) = HeaderValue::from_str(tag) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    answer
}

/// Says that what the caller has under this tag is still the answer.
pub(crate) fn not_modified(tag: &str) -> Response {
    let mut answer = tagged(StatusCode::NOT_MODIFIED.into_response(), tag);
    // As on the answer itself, which there would be by encoding.
    answer.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    answer
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

    fn headers(name: &header::HeaderName, lines: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name.clone(), HeaderValue::from_static(line));
        }
        headers
    }

    #[test]
    fn a_tag_is_found_in_a_list_weak_or_strong_compressed_or_not() {
        let given = headers(&header::IF_NONE_MATCH, &["\"a\", W/\"b\"", "\"c+gzip\",\"d,e\""]);
        for (tag, named) in [
            ("\"a\"", Some("\"a\"")),
            ("\"b\"", Some("W/\"b\"")),
            ("\"c\"", Some("\"c+gzip\"")),
            ("\"d,e\"", Some("\"d,e\"")),
            ("\"d\"", None),
            ("a", None),
        ] {
            assert_eq!(naming(&given, &header::IF_NONE_MATCH, tag).as_deref(), named, "{tag}");
        }
        let any = headers(&header::IF_NONE_MATCH, &["*"]);
        assert_eq!(naming(&any, &header::IF_NONE_MATCH, "\"x\"").as_deref(), Some("\"x\""));
    }

    #[test]
    fn a_tag_without_its_quotes_is_refused_with_the_form() {
        for good in ["*", "\"a\"", "W/\"a\"", "\"a\", \"b\"", "\"\"", "\"a\" ,W/\"b,c\""] {
            assert!(check(&headers(&header::IF_NONE_MATCH, &[good])).is_ok(), "{good}");
        }
        for bad in ["", "a", "\"a", "a\"", "\"a\" \"b\"", "w/\"a\"", "\"a\",*", "\"a b\"", ",", "\"a\",,"] {
            for name in [header::IF_NONE_MATCH, header::IF_MATCH] {
                let refused = check(&headers(&name, &[bad])).unwrap_err();
                assert!(
                    refused.status == 400 && refused.detail.contains(name.as_str()),
                    "{bad}: {refused:?}"
                );
            }
        }
        assert!(check(&HeaderMap::new()).is_ok());
    }
}
