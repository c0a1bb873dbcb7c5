//! ntfy: a topic that apps follow. A newer message of the same sequence replaces the earlier one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::digest::{SHA256, digest};
use serde_json::json;

use super::net::{Net, Post};
use super::{Answer, Envelope};

/// A text of more bytes than these would be turned into an attached file.
const MOST_BYTES: usize = 4096;

/// A topic.
pub(super) struct Topic<'a> {
    pub(super) server: &'a str,
    pub(super) topic: &'a str,
    pub(super) token: Option<&'a str>,
}

impl Topic<'_> {
    /// Why it cannot be sent to; nothing where it can.
    pub(super) fn check(&self, net: &Net) -> Result<(), String> {
        let server = net.check(self.server)?;
        // JSON is taken at the root alone: below it, it would be shown as it is.
        if server.path() != "/" || server.query().is_some() {
            return Err(
                "write the server alone, such as https://ntfy.sh, and the topic in its own field".to_owned()
            );
        }
        let fits = (16..=64).contains(&self.topic.len())
            && self.topic.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        // Whoever guesses the topic reads what is sent to it.
        if !fits && self.token.is_none() {
            let words =
                "write a topic of 16 to 64 letters, digits, - or _ that nobody can guess, or give a token";
            return Err(words.to_owned());
        }
        Ok(())
    }

    pub(super) async fn send(&self, net: &Net, envelope: &Envelope) -> Answer {
        let sequence = BASE64.encode(&digest(&SHA256, envelope.tag.as_bytes()).as_ref()[..12]);
        let actions: Vec<_> = envelope
            .actions
            .iter()
            .filter(|button| button.link.starts_with("http"))
            // A button that sends needs the person's browser session: it opens the page instead.
            .map(|button| json!({"action": "view", "label": button.title, "url": if button.fields.is_empty() { &button.link } else { &envelope.link }}))
            .take(3)
            .collect();
        let mut message = json!({
            "topic": self.topic,
            "title": envelope.title,
            "message": &envelope.body[..envelope.body.floor_char_boundary(MOST_BYTES)],
            // 2 makes no sound: there is nothing to do about what is taken back.
            "priority": if envelope.withdrawn { 2 } else if envelope.urgent { 4 } else { 3 },
            "sequence_id": sequence,
            "actions": actions,
        });
        if envelope.link.starts_with("http") {
            message["click"] = envelope.link.as_str().into();
        }
        let mut headers = vec![("content-type", "application/json".to_owned())];
        if let Some(token) = self.token {
            headers.push(("authorization", format!("Bearer {token}")));
        }
        let url = self.server.trim_end_matches('/').to_owned();
        let post = Post {
            method: reqwest::Method::POST,
            url: &url,
            headers,
            body: message.to_string().into_bytes(),
        };
        match net.send(post).await {
            Ok(said) => said.answer(false),
            Err(answer) => answer,
        }
    }
}
