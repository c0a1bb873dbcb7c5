//! The real web.

use std::time::Duration;

use super::{Failure, Method, Request, Response, Sent, Web};
use crate::http;

/// An answer that takes longer is none. Leases on tokens last longer than this.
const TIMEOUT: Duration = Duration::from_secs(20);
/// A longer answer is cut off: the longest recordings are some tens of megabytes.
const MOST_BYTES: usize = 64 << 20;

/// Sends requests over the network. Redirects are not followed: an access token goes to the host it is meant for.
#[derive(Clone, Debug)]
pub struct Internet(reqwest::Client);

impl Internet {
    /// A client that trusts what the system trusts.
    ///
    /// # Errors
    /// In words, when the system has no certificates to trust or the client cannot be set up.
    pub fn new() -> Result<Self, String> {
        Ok(Self(http::client(TIMEOUT, 0)?))
    }
}

impl Web for Internet {
    fn send(&self, request: Request) -> Sent<'_> {
        Box::pin(async move {
            // The address may hold a secret.
            let unreachable = |error: reqwest::Error| Failure::Outage(error.without_url().to_string());
            let mut sending = match request.method {
                Method::Get => self.0.get(&request.url),
                Method::Post => self.0.post(&request.url),
                Method::Put => self.0.put(&request.url),
                Method::Delete => self.0.delete(&request.url),
            };
            for (name, value) in &request.headers {
                sending = sending.header(*name, value);
            }
            if let Some(body) = request.body {
                sending = sending.body(body);
            }
            let mut answer = sending.send().await.map_err(unreachable)?;
            let text = |value: &reqwest::header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
            let headers = answer
                .headers()
                .iter()
                .map(|(name, value)| (name.as_str().to_owned(), text(value)))
                .collect();
            let mut body = Vec::new();
            while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
                if body.len() + chunk.len() > MOST_BYTES {
                    return Err(Failure::Outage(format!("the answer is over {} MB", MOST_BYTES >> 20)));
                }
                body.extend_from_slice(&chunk);
            }
            Ok(Response { status: answer.status().as_u16(), headers, body })
        })
    }
}
