//! The protocol over HTTP ("Streamable HTTP"), without sessions: one request, one answer in JSON, on any instance.
//!
//! The names that this server answers to and the origins of pages are checked for every route by `guard`, tokens by the gate.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::Value;

use super::Assistant;
use super::protocol::{Fault, MODERN, Message, Request, is_spoken};
use crate::App;

/// The route for assistants.
pub(crate) fn route(app: &App, api: Router) -> Router<App> {
    let assistant = Assistant { app: app.clone(), api, athlete: None };
    Router::new().route("/mcp", post(answer).with_state(assistant))
}

async fn answer(State(assistant): State<Assistant>, headers: HeaderMap, body: Bytes) -> Response {
    let request = match Message::read(&body) {
        Ok(Message::Request(request)) => request,
        Ok(Message::Notice) => return StatusCode::ACCEPTED.into_response(),
        Err(fault) => return refused(&fault, &Value::Null),
    };
    if let Err(fault) = agrees(&headers, &request) {
        return refused(&fault, &request.id);
    }
    match assistant.respond(&request, headers.get(header::AUTHORIZATION).cloned()).await {
        Ok(answer) => axum::Json(answer).into_response(),
        Err(fault) => refused(&fault, &request.id),
    }
}

fn refused(fault: &Fault, id: &Value) -> Response {
    let status = match fault.code {
        Fault::NO_METHOD => StatusCode::NOT_FOUND,
        _ => StatusCode::BAD_REQUEST,
    };
    (status, axum::Json(fault.answer(id))).into_response()
}

/// Refuses a request whose headers, by which proxies route, say something other than its body.
fn agrees(headers: &HeaderMap, request: &Request) -> Result<(), Fault> {
    let said = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let mismatch = |name: &str| {
        Err(Fault::new(Fault::HEADER_MISMATCH, format!("the header {name} does not say what the body says")))
    };
    if request.method != "initialize"
        && let Some(version) = said("mcp-protocol-version")
    {
        match request.version() {
            Some(own) if own != version => return mismatch("MCP-Protocol-Version"),
            None if version == MODERN => return mismatch("MCP-Protocol-Version"),
            None if !is_spoken(version) => {
                return Err(Fault::new(Fault::INVALID_REQUEST, "MCP-Protocol-Version is not spoken here"));
            }
            _ => {}
        }
    }
    if said("mcp-method").is_some_and(|method| method != request.method) {
        return mismatch("Mcp-Method");
    }
    let name = request.params.get("name").and_then(Value::as_str);
    if said("mcp-name").is_some_and(|said| Some(said) != name) {
        return mismatch("Mcp-Name");
    }
    Ok(())
}
