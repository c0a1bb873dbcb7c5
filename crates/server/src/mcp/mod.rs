//! The server of the Model Context Protocol (MCP), by which assistants read plans and, after asking, change them.
//!
//! Each tool is one or two requests to the API with the caller's own token, so an assistant sees and may do what its token
//! may. Nothing is computed here: every number in an answer is one that the API gave, with its interval, its flags and its
//! receipt. Tools that change something ask first ([`change`]).
//!
//! The [protocol] is a page of our own: the official SDK brings fifteen crates, among them features of `serde` that have
//! everything built anew, for the four methods that a server of tools without sessions needs. Official clients are held
//! against it in `tests/peers/assistants.py`.

mod api;
mod change;
mod hidden;
mod http;
mod protocol;
mod read;
mod stdio;
#[cfg(test)]
mod tests;
mod tools;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use serde_json::{Map, Value, json};

use self::api::Api;
use self::change::Step;
use self::tools::Act;
use crate::App;

pub(crate) use http::route;
pub use stdio::serve as serve_on_stdio;

/// What assistants are told about this server before they use it.
const INSTRUCTIONS: &str = "Isotone knows what an athlete should drink and eat around training, and why. Rules for answers: \
     1. Use only numbers that a tool gave in this conversation; never estimate, extrapolate, add up or convert amounts \
     yourself, and say so when a tool has no number. 2. Give each amount with its range and each expectation with its \
     interval, and name its receipt (r-…); explain_number shows how a number was made. 3. Say flags and limits before \
     amounts, and never advise more than the stated maximum. 4. Ask the athlete before you change anything; only the \
     athlete's own yes is a confirmation. 5. This is not medical advice: with symptoms, refer to a physician.";

/// The name of the answer to a request for confirmation.
const CONFIRM: &str = "confirm";

/// What one tool answers: words for the model, and the same as data.
struct Answer {
    text: String,
    data: Value,
}

/// The tools over one API.
#[derive(Clone)]
pub(crate) struct Assistant {
    app: App,
    api: Router,
    /// The athlete meant when a tool names none.
    athlete: Option<Arc<str>>,
}

/// A call of a tool.
struct Call<'a> {
    name: &'a str,
    arguments: &'a Map<String, Value>,
    /// The client can put a question to its person in the middle of a call.
    can_ask: bool,
    /// What came back with the person's answer to such a question.
    state: Option<&'a str>,
    responses: Option<&'a Value>,
}

impl Assistant {
    /// The result of a call, in the form of the protocol; nothing where there is no such tool.
    async fn call(&self, call: &Call<'_>, authorization: Option<HeaderValue>) -> Option<Value> {
        let act = tools::named(call.name)?;
        // What a tool refuses is for the assistant to read, so it is an answer and no error of the protocol.
        let answered = self.answer(act, call, authorization).await;
        Some(
            answered
                .unwrap_or_else(|why| json!({"content": [{"type": "text", "text": why}], "isError": true})),
        )
    }

    async fn answer(
        &self,
        act: Act,
        call: &Call<'_>,
        authorization: Option<HeaderValue>,
    ) -> Result<Value, String> {
        let api = Api::new(&self.api, authorization, self.athlete.as_deref(), self.app.engine.now());
        let act = match act {
            Act::Read(read) => return Ok(read::answer(&api, read, call.arguments).await?.shown()),
            Act::Change(act) => act,
        };
        let given = confirmation(call)?;
        Ok(match change::step(&api, act, call.arguments, given.as_deref()).await? {
            Step::Done(answer) => answer.shown(),
            Step::Ask { question, code } if call.can_ask => ask(&question, &code),
            Step::Ask { question, code } => first_ask(&question, &code),
        })
    }
}

/// The code that stands for the athlete's yes: in the arguments, or with the answer to what the client asked.
fn confirmation(call: &Call<'_>) -> Result<Option<String>, String> {
    let Some(response) = call.responses.and_then(|responses| responses.get(CONFIRM)) else {
        return Ok(call.arguments.get("confirmation").and_then(Value::as_str).map(str::to_owned));
    };
    if response["action"] == "accept" && response["content"][CONFIRM] == true {
        return Ok(call.state.map(str::to_owned));
    }
    Err("The athlete said no. Nothing was changed.".to_owned())
}

/// Lets the client ask its person.
fn ask(question: &str, code: &str) -> Value {
    let schema = json!({
        "type": "object",
        "properties": {CONFIRM: {"type": "boolean", "title": "Yes, do this"}},
        "required": [CONFIRM]
    });
    let params = json!({"mode": "form", "message": question, "requestedSchema": schema});
    json!({
        "resultType": "input_required",
        "inputRequests": {CONFIRM: {"method": "elicitation/create", "params": params}},
        "requestState": code
    })
}

/// Tells the assistant to ask, where the client cannot.
fn first_ask(question: &str, code: &str) -> Value {
    let text = format!(
        "Nothing was changed yet. Ask the athlete:\n\n{question}\n\nOnly after the athlete's own yes, call this tool again \
         with the same arguments and confirmation \"{code}\"."
    );
    let data = json!({"changed": false, "question": question, "confirmation": code});
    Answer { text, data }.shown()
}

impl Answer {
    fn shown(self) -> Value {
        json!({
            "content": [{"type": "text", "text": self.text}],
            "structuredContent": self.data,
            "isError": false
        })
    }
}
