//! What is true of many operations and said once: who may, how often, tags, keys, pages.

use axum::http::StatusCode;
use engine::Action;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Required, Response, ResponseBuilder};

use crate::access::policy::{self, Known};
use crate::idempotency;

const PROBLEM: &str = "application/problem+json";

/// Adds to an operation what the layers around its handler do.
pub(super) fn describe(method: &str, path: &str, operation: &mut Operation) {
    problems_are_called_by_their_type(operation);
    if !path.starts_with("/api/") {
        return;
    }
    let known = policy::of(&method.to_uppercase(), path);
    if known != Known::Takes(Action::Visit) {
        operation.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>(TOKEN, [])]);
        answer(operation, 401, "Nobody knows who is asking");
        answer(operation, 403, "The caller may not do this; what they may not even see answers 404");
    }
    answer(operation, 429, "Too many requests; `Retry-After` says when the next is answered");
    // What a path cannot mean: an escape that is not UTF-8.
    answer(operation, 400, "The request is not of the documented form");
    if method == "get" && !path.ends_with("/changes") && !path.ends_with("/export") {
        header(
            operation,
            "If-None-Match",
            "The `ETag` of an answer that you have; 304 when it is still the answer",
        );
        let unchanged = ResponseBuilder::new().description("What you have is still the answer").build();
        operation.responses.responses.insert("304".to_owned(), RefOr::T(unchanged));
    }
    if path.contains("{athlete}") || path.contains("{squad}") {
        answer(operation, 404, "There is no such thing, or none for you");
        answer(operation, 422, "A field or a name cannot be meant");
    }
    if method == "post" && path != idempotency::OF_PASSWORDS {
        header(
            operation,
            idempotency::NAME,
            "A key of your own, new for each request; sent again within 24 hours, the request is answered as before and not done again",
        );
    }
    if method == "post" {
        answer(
            operation,
            409,
            "A request with this key is under way, or something changed in the same moment",
        );
        answer(operation, 422, "A field cannot be meant, or the key belongs to another request");
        answer(operation, 413, "The body is too large");
    }
    let takes_files = matches!(
        &operation.request_body,
        Some(RefOr::T(body)) if body.content.contains_key("multipart/form-data")
    );
    if takes_files {
        answer(operation, 415, "The body is no form with files");
    }
    if method == "put" || method == "delete" {
        answer(operation, 409, "Something changed in the same moment");
    }
}

/// Problems travel as `application/problem+json`, which the handlers' annotations do not say.
fn problems_are_called_by_their_type(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with(['4', '5'])
            && let Some(content) = response.content.shift_remove("application/json")
        {
            response.content.insert(PROBLEM.to_owned(), content);
        }
    }
}

fn answer(operation: &mut Operation, status: u16, words: &str) {
    let known = operation.responses.responses.entry(status.to_string());
    let response = known.or_insert_with(|| RefOr::T(problem(words)));
    if let RefOr::T(response) = response
        && is_reason_alone(status, &response.description)
    {
        response.description = words.to_owned();
    }
}

/// A description that says no more than the status does.
fn is_reason_alone(status: u16, words: &str) -> bool {
    StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()) == Some(words)
}

fn problem(words: &str) -> Response {
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new().description(words).content(PROBLEM, content).build()
}

fn header(operation: &mut Operation, name: &str, words: &str) {
    let parameter: Parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(words))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build();
    operation.parameters.get_or_insert_default().push(RefOr::T(parameter));
}

/// The name of the way to come in.
const TOKEN: &str = "token";

/// Adds how a program shows who it is.
pub(super) fn describe_tokens(document: &mut OpenApi) {
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("iso_…")
        .description(Some("An API token, made on the account page. Servers that are open to everybody, as the demo is, ask for none."))
        .build();
    let components = document.components.get_or_insert_default();
    components.security_schemes.insert(TOKEN.to_owned(), RefOr::T(SecurityScheme::Http(scheme)));
}
