//! One bounded way out: no redirects, a time limit, answers cut off.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::{Answer, Guard};
use crate::http;

/// A channel that takes longer is tried again.
const TIMEOUT: Duration = Duration::from_secs(10);
/// No more of an answer is read: its status says what matters.
const MOST_BYTES: usize = 16 << 10;
/// The longest wait that a channel may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);

/// What is sent to a channel.
pub(crate) struct Post<'a> {
    pub(crate) method: reqwest::Method,
    pub(crate) url: &'a str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

/// What came back.
pub(crate) struct Said {
    pub(super) status: u16,
    /// How long to wait, where it said so.
    pub(super) after: Option<Duration>,
    /// The first bytes of the answer.
    pub(super) body: Vec<u8>,
    /// The beginning of it, for people.
    pub(super) text: String,
}

impl Said {
    /// The usual meaning of a status. Nothing but 404 and 410 says that a receiver is gone, and only of channels for which
    /// that is so.
    pub(crate) fn answer(&self, gone: bool) -> Answer {
        let why = || format!("status {}: {}", self.status, self.text);
        match self.status {
            200..=299 => Answer::Accepted,
            404 | 410 if gone => Answer::Gone,
            410 => Answer::Refused { why: why() },
            408 | 425 | 429 | 500..=599 => Answer::Later { after: self.after, why: why() },
            300..=399 => {
                Answer::Refused { why: format!("status {}: redirects are not followed", self.status) }
            }
            _ => Answer::Refused { why: why() },
        }
    }
}

/// A client that is guarded.
#[derive(Clone, Debug)]
pub(crate) struct Net {
    client: reqwest::Client,
    guard: Guard,
}

impl Net {
    pub(crate) fn new(guard: Guard) -> Result<Self, String> {
        let client = http::guarded(TIMEOUT, Arc::new(guard.clone()))?;
        Ok(Self { client, guard })
    }

    /// The same, speaking HTTP/2 alone.
    pub(super) fn http2(guard: Guard) -> Result<Self, String> {
        let client = http::guarded_http2(TIMEOUT, Arc::new(guard.clone()))?;
        Ok(Self { client, guard })
    }

    /// Why an address cannot be sent to; nothing where it can.
    pub(super) fn check(&self, url: &str) -> Result<reqwest::Url, String> {
        let url: reqwest::Url =
            url.parse().map_err(|_| "write an address such as https://example.org/hook".to_owned())?;
        self.guard.check(&url)?;
        Ok(url)
    }

    pub(super) fn allows(&self, host: &str, port: u16) -> bool {
        self.guard.allows(host, port)
    }

    /// Sends, and reads no more of the answer than is needed.
    pub(crate) async fn send(&self, post: Post<'_>) -> Result<Said, Answer> {
        let url = self.check(post.url).map_err(Answer::refused)?;
        let mut request = self.client.request(post.method, url).body(post.body);
        for (name, value) in post.headers {
            request = request.header(name, value);
        }
        // The address may hold a secret.
        let failed = |error: reqwest::Error| Answer::later(causes(&error.without_url()));
        let mut response = request.send().await.map_err(failed)?;
        let status = response.status().as_u16();
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        let after = header("retry-after")
            .and_then(|said| http::retry_after(said, header("date"), Timestamp::now()))
            .map(|wait| wait.min(LONGEST_WAIT));
        let mut body = Vec::new();
        while body.len() < MOST_BYTES {
            // What was said by then counts; a body that is cut off changes nothing of the status.
            let Ok(Some(chunk)) = response.chunk().await else { break };
            body.extend_from_slice(&chunk);
        }
        let text = String::from_utf8_lossy(&body).chars().filter(|c| !c.is_control()).take(200).collect();
        Ok(Said { status, after, body, text })
    }
}

/// An error with what is behind it: "error sending request" alone helps nobody.
fn causes(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    words
}

/// The host of an address.
pub(super) fn host_of(url: &str) -> Option<String> {
    Some(url.parse::<reqwest::Url>().ok()?.host_str()?.to_owned())
}
