//! What a request of the API must look like before its handler reads it: the type of its body, the form of its tags.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::HttpBody;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi, RefOr};

use crate::{Problem, etag};

/// Which types of bodies the operations of each route take, by their methods, as the document says.
#[derive(Clone)]
pub(crate) struct MediaTypes(Arc<BTreeMap<String, ByMethod>>);

/// Methods, each with the types that its operation takes.
type ByMethod = Vec<(&'static str, Vec<String>)>;

impl MediaTypes {
    /// Those of this document.
    pub(crate) fn of(document: &OpenApi) -> Self {
        let mut types: BTreeMap<String, ByMethod> = BTreeMap::new();
        for (path, item) in &document.paths.paths {
            for (method, operation) in [("POST", &item.post), ("PUT", &item.put), ("DELETE", &item.delete)] {
                if let Some(taken) = operation.as_ref().and_then(taken) {
                    types.entry(path.clone()).or_default().push((method, taken));
                }
            }
        }
        Self(Arc::new(types))
    }

    /// Refuses a body of a type that the operation does not take. A body without a type is read as the documented one.
    fn refusal(&self, route: &str, request: &Request) -> Option<Response> {
        let given =
            request.headers().get(header::CONTENT_TYPE).filter(|_| !request.body().is_end_stream())?;
        let (_, taken) =
            self.0.get(route)?.iter().find(|(method, _)| *method == request.method().as_str())?;
        let given = given.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if taken.iter().any(|kind| kind.eq_ignore_ascii_case(given)) {
            return None;
        }
        Some(wrong_type(given, &taken.join(", ")))
    }
}

/// The types of an operation's body, where a program has to say which it is: JSON and forms. Text is text under any name.
fn taken(operation: &Operation) -> Option<Vec<String>> {
    let Some(RefOr::T(body)) = &operation.request_body else { return None };
    let types: Vec<String> = body.content.keys().cloned().collect();
    let told_apart = ["application/json", "multipart/form-data"];
    types.iter().all(|kind| told_apart.contains(&kind.as_str())).then_some(types)
}

fn wrong_type(given: &str, taken: &str) -> Response {
    let detail = format!("The body is '{given}' by its Content-Type. Send it as {taken}.");
    let title = "The body is of another type";
    let mut answer =
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", title, detail).into_response();
    if let Ok(taken) = HeaderValue::from_str(taken) {
        answer.headers_mut().insert(header::ACCEPT, taken);
    }
    answer
}

/// Lets requests of the documented form through. What is refused before a handler runs is a problem like any other.
pub(crate) async fn well_formed(
    State(types): State<MediaTypes>,
    route: MatchedPath,
    request: Request,
    next: Next,
) -> Response {
    if let Err(problem) = etag::check(request.headers()) {
        return problem.into_response();
    }
    if let Some(refused) = types.refusal(route.as_str(), &request) {
        return refused;
    }
    let answer = next.run(request).await;
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let bare = answer.status().is_client_error() && kind.is_some_and(|kind| kind.starts_with("text/plain"));
    if bare { in_form(answer.status()).into_response() } else { answer }
}

/// The problem of a request whose body could not be read at all.
fn in_form(status: StatusCode) -> Problem {
    let (title, detail) = match status {
        StatusCode::PAYLOAD_TOO_LARGE => ("The upload was not accepted", "The body is too large."),
        _ => ("The request is not of the documented form", "The body or the address cannot be read."),
    };
    let kind = if status == StatusCode::PAYLOAD_TOO_LARGE { "upload" } else { "malformed" };
    Problem::new(status, kind, title, detail)
}
