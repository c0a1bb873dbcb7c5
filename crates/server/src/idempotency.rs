//! `Idempotency-Key`: a request sent again is answered again, not done again.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use engine::{KeptAnswer, Keyed, RequestName};

use crate::access::Who;
use crate::{App, Problem};

/// The header.
pub(crate) const NAME: &str = "Idempotency-Key";

/// What these answer holds a secret that is shown once: of it only the fact is kept.
const OF_SECRETS: [&str; 7] = [
    "/api/v1/account/tokens",
    "/api/v1/athletes/{athlete}/channels",
    "/api/v1/athletes/{athlete}/devices",
    "/api/v1/athletes/{athlete}/shares",
    "/api/v1/squads/{squad}/channels",
    "/api/v1/users",
    "/api/v1/users/{user}/link",
];

/// Of what this holds not even a hash is kept: a plain one of a password is a way to guess it. Sent again, it is refused by
/// itself, since the old password is no longer the one.
pub(crate) const OF_PASSWORDS: &str = "/api/v1/account/password";

/// Larger answers are not kept; no answer to a POST is.
const MOST_KEPT: usize = 1 << 20;

/// Looks whether a keyed POST was done before, and keeps the answer of one that was not. Stands behind the gate, so that
/// nobody is answered who might not ask.
pub(crate) async fn once(
    State(app): State<App>,
    who: Who,
    route: MatchedPath,
    params: RawPathParams,
    request: Request,
    next: Next,
) -> Response {
    let keeps = request.method() == Method::POST && route.as_str() != OF_PASSWORDS;
    let key = request.headers().get(NAME).filter(|_| keeps);
    let Some(key) = key else { return next.run(request).await };
    let Ok(key) = key.to_str().map(str::to_owned) else { return wrong_key() };
    if key.is_empty() || key.len() > 255 {
        return wrong_key();
    }
    let athlete = params.iter().find(|(name, _)| *name == "athlete").map(|(_, value)| value.to_owned());
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, app.settings.max_upload).await else { return too_large() };
    let mut fingerprint = format!("{} {}\n", parts.method, parts.uri).into_bytes();
    fingerprint.extend(&body);
    let begun = app.engine.begin_request(&who.0, athlete.as_deref(), &key, &fingerprint).await;
    match begun {
        Ok(Keyed::New(name)) => {
            let answer = next.run(Request::from_parts(parts, Body::from(body)));
            let answer = answer.await;
            kept(&app, &name, answer, OF_SECRETS.contains(&route.as_str())).await
        }
        Ok(Keyed::Done(answer)) => again(answer),
        Ok(Keyed::Other) => {
            let detail = "This Idempotency-Key was used for another request: take a new one for each.";
            Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "key-used",
                "The key belongs to another request",
                detail,
            )
            .into_response()
        }
        Ok(Keyed::UnderWay) => {
            let detail = "The request with this Idempotency-Key is being done, or was cut off before it was answered. \
                          Look whether what it was to make is there, before you send it with another key.";
            Problem::new(StatusCode::CONFLICT, "under-way", "It is being done", detail).into_response()
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

/// Keeps a good answer; what did nothing may be tried again under the same key.
async fn kept(app: &App, name: &RequestName, answer: Response, secret: bool) -> Response {
    let (parts, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let text = std::str::from_utf8(&body).ok().filter(|text| text.len() <= MOST_KEPT);
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let answer = text.filter(|_| parts.status.is_success()).map(|text| KeptAnswer {
        status: parts.status.as_u16(),
        content_type: content_type.unwrap_or_default().to_owned(),
        body: text.to_owned(),
    });
    let answer = answer.map(|answer| if secret { the_fact_alone() } else { answer });
    if let Err(error) = app.engine.finish_request(name, answer).await {
        tracing::warn!(%error, "the answer of a keyed request was not kept");
    }
    Response::from_parts(parts, Body::from(body))
}

/// What is answered to a request for a secret that was sent again.
fn the_fact_alone() -> KeptAnswer {
    let detail = "This was done, and its secret was shown. It is not shown again: revoke it and make another, if it was lost.";
    let problem = Problem::new(StatusCode::CONFLICT, "done", "It was done before", detail);
    KeptAnswer {
        status: problem.status,
        content_type: "application/problem+json".to_owned(),
        body: serde_json::to_string(&problem).unwrap_or_default(),
    }
}

fn again(answer: KeptAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = (status, Bytes::from(answer.body)).into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    if let Ok(kind) = HeaderValue::from_str(&answer.content_type)
        && !answer.content_type.is_empty()
    {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(HeaderName::from_static("idempotent-replayed"), HeaderValue::from_static("true"));
    response
}

fn wrong_key() -> Response {
    Problem::malformed("Idempotency-Key: write 1 to 255 visible characters, a new key for each request.")
        .into_response()
}

fn too_large() -> Response {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "upload",
        "The upload was not accepted",
        "The body is too large.",
    )
    .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::policy::{self, Known};

    #[test]
    fn every_route_whose_answer_is_a_secret_is_a_route() {
        for route in OF_SECRETS.into_iter().chain([OF_PASSWORDS]) {
            assert!(matches!(policy::of("POST", route), Known::Takes(_)), "{route}");
        }
    }
}
