//! The protocol: JSON-RPC 2.0 with the four methods that a server of tools answers, in the versions of 2024-11-05 to
//! 2026-07-28. Up to 2025-11-25 a client begins with `initialize`; from 2026-07-28 on each request says in `_meta` which
//! version it speaks and what its client can do, and there are no sessions.

use axum::http::HeaderValue;
use serde_json::{Map, Value, json};

use super::{Assistant, Call, INSTRUCTIONS, tools};

/// The version without a handshake.
pub(super) const MODERN: &str = "2026-07-28";
/// Those with one, the newest last.
const WITH_HANDSHAKE: [&str; 4] = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];

const VERSION: &str = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";
const SERVER: &str = "io.modelcontextprotocol/serverInfo";

/// How long a client may remember the list of tools, ms.
const REMEMBERED: u64 = 3_600_000;

/// An error of the protocol.
#[derive(Debug, PartialEq)]
pub(super) struct Fault {
    pub(super) code: i32,
    pub(super) message: String,
    data: Value,
}

impl Fault {
    pub(super) const PARSE: i32 = -32700;
    pub(super) const INVALID_REQUEST: i32 = -32600;
    pub(super) const NO_METHOD: i32 = -32601;
    pub(super) const INVALID_PARAMS: i32 = -32602;
    pub(super) const HEADER_MISMATCH: i32 = -32020;
    pub(super) const UNSUPPORTED_VERSION: i32 = -32022;

    pub(super) fn new(code: i32, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: Value::Null }
    }

    /// The answer that carries it.
    pub(super) fn answer(&self, id: &Value) -> Value {
        let mut error = json!({"code": self.code, "message": self.message});
        if !self.data.is_null() {
            error["data"] = self.data.clone();
        }
        json!({"jsonrpc": "2.0", "id": id, "error": error})
    }
}

/// A request.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) id: Value,
    pub(super) method: String,
    pub(super) params: Map<String, Value>,
}

/// What one message is.
#[derive(Debug)]
pub(super) enum Message {
    Request(Request),
    /// It wants no answer.
    Notice,
}

impl Message {
    /// # Errors
    /// When the bytes are no message of the protocol.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let value: Value = serde_json::from_slice(bytes)
            .map_err(|error| Fault::new(Fault::PARSE, format!("the message is not JSON: {error}")))?;
        let Value::Object(mut fields) = value else {
            return Err(Fault::new(Fault::INVALID_REQUEST, "send one JSON object a message"));
        };
        if fields.get("jsonrpc").is_none_or(|version| version != "2.0") {
            return Err(Fault::new(Fault::INVALID_REQUEST, "jsonrpc must be \"2.0\""));
        }
        // A client's answer to a question asks for nothing; this server sends none that is not part of an answer.
        let Some(Value::String(method)) = fields.remove("method") else { return Ok(Self::Notice) };
        let id = match fields.remove("id") {
            None => return Ok(Self::Notice),
            Some(id @ (Value::String(_) | Value::Number(_))) => id,
            Some(_) => return Err(Fault::new(Fault::INVALID_REQUEST, "id must be text or a number")),
        };
        let params = match fields.remove("params") {
            None => Map::new(),
            Some(Value::Object(params)) => params,
            Some(_) => return Err(Fault::new(Fault::INVALID_PARAMS, "params must be an object")),
        };
        Ok(Self::Request(Request { id, method, params }))
    }
}

impl Request {
    fn meta(&self, name: &str) -> Option<&Value> {
        self.params.get("_meta").and_then(|meta| meta.get(name))
    }

    /// The version that the request itself says.
    pub(super) fn version(&self) -> Option<&str> {
        self.meta(VERSION).and_then(Value::as_str)
    }

    /// Whether it is of the version without a handshake.
    ///
    /// # Errors
    /// When it says a version that is not known here, or not what that version wants said.
    fn is_modern(&self) -> Result<bool, Fault> {
        let discovers = self.method == "server/discover";
        match self.version() {
            Some(MODERN) if self.meta(CAPABILITIES).is_some_and(Value::is_object) => Ok(true),
            Some(MODERN) => {
                Err(Fault::new(Fault::INVALID_PARAMS, format!("_meta lacks {CAPABILITIES}, an object")))
            }
            Some(version) if !discovers && WITH_HANDSHAKE.contains(&version) => Ok(false),
            Some(version) => {
                let data = json!({"supported": supported(), "requested": version});
                let message = format!("version {version} is not spoken here");
                Err(Fault { data, ..Fault::new(Fault::UNSUPPORTED_VERSION, message) })
            }
            None if discovers => Err(Fault::new(Fault::INVALID_PARAMS, format!("_meta lacks {VERSION}"))),
            None => Ok(false),
        }
    }
}

fn supported() -> Vec<&'static str> {
    WITH_HANDSHAKE.into_iter().chain([MODERN]).collect()
}

/// Whether this version is spoken here.
pub(super) fn is_spoken(version: &str) -> bool {
    version == MODERN || WITH_HANDSHAKE.contains(&version)
}

fn about_us() -> Value {
    json!({"name": "isotone", "title": "Isotone", "version": env!("CARGO_PKG_VERSION")})
}

impl Assistant {
    /// Answers a request.
    ///
    /// # Errors
    /// When the protocol does not allow it.
    pub(super) async fn respond(
        &self,
        request: &Request,
        authorization: Option<HeaderValue>,
    ) -> Result<Value, Fault> {
        let modern = request.method != "initialize" && request.is_modern()?;
        let mut result = match request.method.as_str() {
            "initialize" => handshake(&request.params),
            "server/discover" => json!({
                "supportedVersions": supported(), "capabilities": {"tools": {}}, "instructions": INSTRUCTIONS,
                "_meta": {SERVER: about_us()}, "ttlMs": REMEMBERED, "cacheScope": "private"
            }),
            "ping" if !modern => json!({}),
            "tools/list" => {
                let mut result = json!({"tools": tools::all()});
                if modern {
                    (result["ttlMs"], result["cacheScope"]) = (json!(REMEMBERED), json!("private"));
                }
                result
            }
            "tools/call" => self.called(request, modern, authorization).await?,
            other => return Err(Fault::new(Fault::NO_METHOD, format!("there is no method '{other}' here"))),
        };
        if modern && result.get("resultType").is_none() {
            result["resultType"] = json!("complete");
        }
        Ok(json!({"jsonrpc": "2.0", "id": request.id, "result": result}))
    }

    async fn called(
        &self,
        request: &Request,
        modern: bool,
        authorization: Option<HeaderValue>,
    ) -> Result<Value, Fault> {
        let params = &request.params;
        let wrong = |words: String| Fault::new(Fault::INVALID_PARAMS, words);
        let name =
            params.get("name").and_then(Value::as_str).ok_or_else(|| wrong("name is missing".to_owned()))?;
        let none = Map::new();
        let arguments = match params.get("arguments") {
            None | Some(Value::Null) => &none,
            Some(Value::Object(arguments)) => arguments,
            Some(_) => return Err(wrong("arguments must be an object".to_owned())),
        };
        let elicits = request.meta(CAPABILITIES).is_some_and(|client| client.get("elicitation").is_some());
        let call = Call {
            name,
            arguments,
            can_ask: modern && elicits,
            state: params.get("requestState").and_then(Value::as_str),
            responses: params.get("inputResponses"),
        };
        self.call(&call, authorization).await.ok_or_else(|| wrong(format!("there is no tool '{name}'")))
    }
}

/// The answer to a client that begins with a handshake: the version that it asks for, or the newest of those with one.
fn handshake(params: &Map<String, Value>) -> Value {
    let asked = params.get("protocolVersion").and_then(Value::as_str).unwrap_or_default();
    let version = WITH_HANDSHAKE.into_iter().find(|known| *known == asked).unwrap_or(WITH_HANDSHAKE[3]);
    json!({
        "protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": about_us(),
        "instructions": INSTRUCTIONS
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_is_refused_with_the_codes_of_the_standard() {
        for (bytes, code) in [
            ("{", Fault::PARSE),
            ("[]", Fault::INVALID_REQUEST),
            ("{\"id\":1,\"method\":\"ping\"}", Fault::INVALID_REQUEST),
            ("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", Fault::INVALID_REQUEST),
            ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[1]}", Fault::INVALID_PARAMS),
        ] {
            assert_eq!(Message::read(bytes.as_bytes()).unwrap_err().code, code, "{bytes}");
        }
        let notice = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
        assert!(matches!(Message::read(notice.as_bytes()), Ok(Message::Notice)));
    }

    #[test]
    fn a_client_gets_the_version_it_asks_for_or_the_newest_that_fits() {
        let version = |asked: &str| {
            let params = json!({"protocolVersion": asked});
            handshake(params.as_object().unwrap())["protocolVersion"].as_str().unwrap().to_owned()
        };
        for known in WITH_HANDSHAKE {
            assert_eq!(version(known), known);
        }
        assert_eq!(version("2030-01-01"), "2025-11-25");
    }
}
