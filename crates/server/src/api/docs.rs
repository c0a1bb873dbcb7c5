//! The OpenAPI document, and the same for reading.

use std::sync::Arc;

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::Value;
use utoipa::openapi::OpenApi;

use crate::App;

/// `/api/v1/openapi.json` and `/api/docs`.
pub(crate) fn routes(document: OpenApi) -> Router<App> {
    let document = Arc::new(serde_json::to_value(document).unwrap_or_default());
    let page = Page::of(&document).render().unwrap_or_default();
    let json = move || {
        let document = Arc::clone(&document);
        async move { Json((*document).clone()) }
    };
    let html = move || {
        let page = page.clone();
        async move { Html(page).into_response() as Response }
    };
    Router::new().route("/api/v1/openapi.json", get(json)).route("/api/docs", get(html))
}

#[derive(Template)]
#[template(path = "api_docs.html")]
struct Page {
    description: String,
    operations: Vec<Operation>,
}

struct Operation {
    method: String,
    path: String,
    summary: String,
    anchor: String,
    fields: Vec<Field>,
    answers: String,
    example: String,
}

struct Field {
    name: String,
    place: String,
    required: bool,
    words: String,
    example: String,
}

impl Page {
    fn of(document: &Value) -> Self {
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if operation.is_object() && operation.get("responses").is_some() {
                    operations.push(Operation::of(document, path, method, operation));
                }
            }
        }
        let description = document["info"]["description"].as_str().unwrap_or_default().replace('`', "");
        Self { description, operations }
    }
}

impl Operation {
    fn of(document: &Value, path: &str, method: &str, operation: &Value) -> Self {
        let mut fields: Vec<Field> =
            operation["parameters"].as_array().into_iter().flatten().map(Field::of_parameter).collect();
        fields.extend(body_fields(document, operation));
        let answers =
            operation["responses"].as_object().into_iter().flatten().map(|(status, _)| status.as_str());
        let answers = answers.collect::<Vec<_>>().join(", ");
        Self {
            example: example(path, method, &fields),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(operation, "summary"),
            anchor: format!("{method}{}", path.replace(['/', '{', '}'], "-")),
            fields,
            answers,
        }
    }
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

impl Field {
    fn of_parameter(parameter: &Value) -> Self {
        Self {
            name: text(parameter, "name"),
            place: text(parameter, "in"),
            required: parameter["required"].as_bool().unwrap_or(false),
            words: text(parameter, "description"),
            example: String::new(),
        }
    }
}

fn body_fields(document: &Value, operation: &Value) -> Vec<Field> {
    let content = operation["requestBody"]["content"].as_object().and_then(|content| content.values().next());
    let reference = content.and_then(|content| content["schema"]["$ref"].as_str()).unwrap_or_default();
    let name = reference.rsplit('/').next().unwrap_or_default();
    let schema = &document["components"]["schemas"][name];
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let field = |(name, property): (&String, &Value)| Field {
        name: name.clone(),
        place: "body".to_owned(),
        required: required.contains(&name.as_str()),
        words: text(property, "description"),
        example: match &property["example"] {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        },
    };
    schema["properties"].as_object().into_iter().flatten().map(field).collect()
}

/// A command that can be pasted into a terminal.
fn example(path: &str, method: &str, fields: &[Field]) -> String {
    let path = path.replace("{athlete}", "me").replace("{squad}", "harbour");
    let mut command = format!("curl http://127.0.0.1:8737{path}");
    if method != "get" {
        command = format!("curl -X {} http://127.0.0.1:8737{path}", method.to_uppercase());
    }
    let shown = fields.iter().filter(|field| field.place == "body" && !field.example.is_empty());
    let body: Vec<String> = shown.map(|field| format!("\"{}\": \"{}\"", field.name, field.example)).collect();
    if fields.iter().any(|field| field.name == "file") {
        command.push_str(" -F file=@run.fit");
    } else if !body.is_empty() {
        command = format!("{command} \\\n  --json '{{{}}}'", body.join(", "));
    }
    command
}
