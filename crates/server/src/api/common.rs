//! What is true of many operations and said once: who may, how often, tags, keys, pages, headers of answers.

use axum::http::StatusCode;
use engine::Action;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Required, Response, ResponseBuilder};

use crate::access::policy::{self, Known};
use crate::idempotency;

const PROBLEM: &str = "application/problem+json";

/// Adds to an operation what the layers around its handler do.
pub(super) fn describe(method: &str, path: &str, operation: &mut Operation) {
    problems_are_called_by_their_type(operation);
    files_are_bytes(operation);
    let known = policy::of(&method.to_uppercase(), path);
    if known == Known::Takes(Action::Visit) {
        // No requirement at all, which is more than not to say any.
        operation.security = Some(Vec::new());
    }
    if !path.starts_with("/api/") {
        return;
    }
    if known != Known::Takes(Action::Visit) {
        operation.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>(TOKEN, [])]);
        answer(operation, 401, "Nobody knows who is asking");
        answer(operation, 403, "The caller may not do this; what they may not even see answers 404");
    }
    answer(operation, 429, "Too many requests; `Retry-After` says when the next is answered");
    // What a path cannot mean: an escape that is not UTF-8.
    answer(operation, 400, "The request is not of the documented form");
    if method == "get" && !path.ends_with("/changes") && !path.ends_with("/export") {
        let tags = ObjectBuilder::new().schema_type(Type::String).pattern(Some(TAGS));
        let words = "The `ETag` of an answer that you have; 304 when it is still the answer";
        header(operation, "If-None-Match", words, tags);
        let unchanged = ResponseBuilder::new().description("What you have is still the answer").build();
        operation.responses.responses.insert("304".to_owned(), RefOr::T(unchanged));
        answer_header(
            operation,
            &["200", "304"],
            "ETag",
            "The tag of this answer, for `If-None-Match`",
            &Type::String,
        );
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
            ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255)),
        );
        let words = "`true` when the request was done before and is answered as it was then";
        answer_header(operation, &["200", "201", "202", "204"], "Idempotent-Replayed", words, &Type::Boolean);
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
    if operation.request_body.is_some() {
        answer(operation, 415, "The body is of another type than documented; `Accept` says which are taken");
        answer_header(operation, &["415"], "Accept", "The types that are taken", &Type::String);
    }
    if method == "put" || method == "delete" {
        answer(operation, 409, "Something changed in the same moment");
    }
    if has_parameter(operation, "cursor") {
        let words = "The address of the next page, with `rel=\"next\"`; absent on the last";
        answer_header(operation, &["200"], "Link", words, &Type::String);
    }
    let statuses: Vec<String> = operation.responses.responses.keys().cloned().collect();
    for status in &statuses {
        for (name, words) in RATES {
            answer_header(operation, &[status], name, words, &Type::Integer);
        }
    }
    answer_header(operation, &["429"], "Retry-After", "Seconds until the next is answered", &Type::Integer);
}

/// What every answer says of the caller's requests, where they are counted.
const RATES: [(&str, &str); 3] = [
    ("RateLimit-Limit", "Requests a minute that the caller has; absent where they are not counted"),
    ("RateLimit-Remaining", "How many of them are left"),
    ("RateLimit-Reset", "Seconds until all of them are there again"),
];

/// The form of headers of tags, as [`crate::etag::check`] reads them.
const TAGS: &str = r#"^(\*|(W/)?"[^" ]*"(\s*,\s*(W/)?"[^" ]*")*)$"#;

fn has_parameter(operation: &Operation, name: &str) -> bool {
    let mut parameters = operation.parameters.iter().flatten();
    parameters.any(|parameter| matches!(parameter, RefOr::T(parameter) if parameter.name == name))
}

/// Adds a header to the answers of these statuses, where the operation has them.
fn answer_header(operation: &mut Operation, statuses: &[&str], name: &str, words: &str, kind: &Type) {
    for status in statuses {
        if let Some(RefOr::T(response)) = operation.responses.responses.get_mut(*status) {
            let schema = ObjectBuilder::new().schema_type(kind.clone());
            let header = HeaderBuilder::new().description(Some(words)).schema(Some(schema)).build();
            response.headers.insert(name.to_owned(), RefOr::T(header));
        }
    }
}

/// Answers that are files: bytes, and not a list of numbers.
fn files_are_bytes(operation: &mut Operation) {
    for response in operation.responses.responses.values_mut() {
        let RefOr::T(response) = response else { continue };
        for (kind, content) in &mut response.content {
            let RefOr::T(content) = content else { continue };
            if kind.starts_with("image/") || kind == "application/zip" || kind == "application/pdf" {
                let bytes = SchemaFormat::KnownFormat(KnownFormat::Binary);
                content.schema =
                    Some(ObjectBuilder::new().schema_type(Type::String).format(Some(bytes)).into());
            }
        }
    }
}

/// Problems travel as `application/problem+json`, which the handlers' annotations do not say.
fn problems_are_called_by_their_type(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if !status.starts_with(['4', '5']) {
            continue;
        }
        let said = response.content.shift_remove("application/json");
        let content = said.unwrap_or_else(|| RefOr::T(Content::new(Some(Ref::from_schema_name("Problem")))));
        response.content.insert(PROBLEM.to_owned(), content);
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

fn header(operation: &mut Operation, name: &str, words: &str, schema: ObjectBuilder) {
    let parameter: Parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(words))
        .schema(Some(schema))
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
    document.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>(TOKEN, [])]);
}
