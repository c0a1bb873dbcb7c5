//! What providers and phones send: notices and uploads. No page, but no part of the API either: its addresses are secrets.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::Incoming;
use serde_json::json;

use crate::{App, Problem};

/// A notice of a provider. Everything of it is stored when this answers, in the words that the provider expects.
pub(crate) async fn hear(
    State(app): State<App>,
    Path((provider, hook)): Path<(String, String)>,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let query = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    let headers = headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect();
    let incoming = Incoming { method: method.as_str().to_owned(), hook, query, headers, body: body.to_vec() };
    match app.engine.hear(&provider, &incoming).await {
        Ok(answered) => {
            let status = StatusCode::from_u16(answered.status).unwrap_or(StatusCode::OK);
            with_json(status, answered.body)
        }
        Err(error @ engine::Error::Store(_)) => {
            tracing::warn!(provider, %error, "a notice could not be stored; the provider sends it again");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// An upload of a phone with its token.
pub(crate) async fn upload(
    State(app): State<App>,
    Path(token): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    match app.engine.upload(&token, &body).await {
        Ok(uploaded) => {
            let answer = json!({
                "observations": uploaded.observations,
                "readings": uploaded.readings,
                "known": uploaded.known,
                "notes": uploaded.notes,
            });
            Ok(with_json(StatusCode::OK, answer.to_string()))
        }
        Err(engine::Error::Denied(words)) => {
            let problem = Problem::new(StatusCode::NOT_FOUND, "unknown-token", "Which phone is this?", words);
            Ok(problem.into_response())
        }
        Err(error) => Ok(Problem::from(error).into_response()),
    }
}

fn with_json(status: StatusCode, body: String) -> Response {
    let mut answer = (status, body).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
