//! HTTP as providers use it: plain requests and answers, and the port that carries them.

use std::fmt::Write as _;
use std::future::Future;
use std::pin::Pin;

use serde::de::DeserializeOwned;

use super::Failure;

/// What is done at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Send.
    Post,
    /// Replace.
    Put,
    /// Remove.
    Delete,
}

/// Whether a request counts against the provider's budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It reads data.
    Data,
    /// It is about access or subscriptions.
    Access,
}

/// A request to a provider.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// What is done.
    pub method: Method,
    /// Where.
    pub url: String,
    /// Headers, names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent.
    pub body: Option<String>,
    /// Whether it counts.
    pub purpose: Purpose,
}

impl Request {
    /// A request for data.
    pub fn get(url: impl Into<String>) -> Self {
        let headers = vec![("accept", "application/json".to_owned())];
        Self { method: Method::Get, url: url.into(), headers, body: None, purpose: Purpose::Data }
    }

    /// A form that is sent, about access.
    pub fn form(url: impl Into<String>, fields: &[(&str, &str)]) -> Self {
        let mut request = Self::get(url).about_access();
        request.method = Method::Post;
        request.headers.push(("content-type", "application/x-www-form-urlencoded".to_owned()));
        request.body = Some(query(fields));
        request
    }

    /// JSON that is sent, about access.
    pub fn json(url: impl Into<String>, body: &serde_json::Value) -> Self {
        let mut request = Self::get(url).about_access();
        request.method = Method::Post;
        request.headers.push(("content-type", "application/json".to_owned()));
        request.body = Some(body.to_string());
        request
    }

    /// The same request, for data: it counts.
    #[must_use]
    pub fn about_data(mut self) -> Self {
        self.purpose = Purpose::Data;
        self
    }

    /// The same request with another method.
    #[must_use]
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// The same request, which does not count as data.
    #[must_use]
    pub fn about_access(mut self) -> Self {
        self.purpose = Purpose::Access;
        self
    }

    /// The same request with an access token.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    /// The same request with a header more; its name is in lower case.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Prints neither headers nor what follows a question mark: both may be secrets.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = self.url.split('?').next().unwrap_or_default();
        write!(f, "{:?} {place}", self.method)
    }
}

/// An answer of a provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// What was sent back.
    pub body: Vec<u8>,
}

impl Response {
    /// The value of a header; `name` is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    /// [`Failure::Outage`] when it is none: half an answer, or a page instead of data.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_slice(&self.body)
            .map_err(|error| Failure::Outage(format!("the answer is not the JSON expected: {error}")))
    }
}

/// An answer on its way.
pub type Sent<'a> = Pin<Box<dyn Future<Output = Result<Response, Failure>> + Send + 'a>>;

/// Carries requests to providers.
pub trait Web: Send + Sync {
    /// Sends a request. Every answer is an `Ok`, whatever its status; [`Failure::Outage`] is none at all, and
    /// [`Failure::NotNow`] that the budget is spent.
    fn send(&self, request: Request) -> Sent<'_>;
}

/// Fields as the query of an address, or as a form.
pub fn query(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    pairs.join("&")
}

/// Text in an address or a form (RFC 3986, section 2.3).
pub fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            all.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(all, "%{byte:02X}");
        }
        all
    })
}
