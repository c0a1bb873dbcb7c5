//! Calendars that a coach or a platform publishes at an address: fetched once for a person at the command line, or again and
//! again by a server, for somebody who typed the address and must not reach into the server's own network by it.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{StatusCode, Url, header};

use crate::http;
use crate::notify::Guard;

/// A longer calendar is not fetched.
const MOST_BYTES: usize = 8 << 20;
/// No answer within this long is none.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Platforms move their calendars about.
const REDIRECTS: usize = 5;

/// Why a calendar was not fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// It is no address.
    #[error("'{0}' is no calendar address: write one that begins with https:// or webcal://")]
    Address(String),
    /// Nobody answered as hoped.
    #[error("the calendar could not be fetched ({0}): check the address and try again")]
    Unreachable(String),
    /// The address leads where a server must not go.
    #[error("{0}")]
    Forbidden(String),
    /// It is too long.
    #[error("the calendar is over {} MB: subscribe to a shorter one", MOST_BYTES >> 20)]
    TooLong,
}

/// Whether the text is an address of a calendar rather than a file.
///
/// ```
/// assert!(connect::calendar::is_address("webcal://example.org/plan.ics"));
/// assert!(!connect::calendar::is_address("plan.ics"));
/// ```
pub fn is_address(text: &str) -> bool {
    ["https://", "http://", "webcal://"].iter().any(|scheme| text.starts_with(scheme))
}

/// What a server said of the calendar it sent: given back, it answers whether that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The `ETag`.
    pub etag: Option<String>,
    /// The `Last-Modified`.
    pub last_modified: Option<String>,
}

/// A calendar that was asked for again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// It is as it was.
    Unchanged,
    /// It is new, or its server does not tell.
    Changed {
        /// The calendar.
        bytes: Vec<u8>,
        /// What to ask with the next time.
        validators: Validators,
    },
}

/// A calendar on its way.
pub type Fetching<'a> = Pin<Box<dyn Future<Output = Result<Fetched, CalendarError>> + Send + 'a>>;

/// Calendars by their addresses, for a server.
pub trait Calendars: Send + Sync {
    /// The address as it is stored (`webcal://` becomes `https://`), if the server may fetch it.
    ///
    /// # Errors
    /// When it is no address, or leads into a private network.
    fn check(&self, address: &str) -> Result<String, CalendarError>;

    /// Fetches a calendar, unless it is as it was.
    fn fetch<'a>(&'a self, address: &'a str, known: &'a Validators) -> Fetching<'a>;
}

/// No calendars: of a server that fetches nothing.
#[derive(Clone, Copy, Debug)]
pub struct NoCalendars;

impl Calendars for NoCalendars {
    fn check(&self, _: &str) -> Result<String, CalendarError> {
        Err(CalendarError::Forbidden("this server fetches no calendars: upload the file instead".to_owned()))
    }

    fn fetch<'a>(&'a self, address: &'a str, _: &'a Validators) -> Fetching<'a> {
        Box::pin(async move { self.check(address).map(|_| Fetched::Unchanged) })
    }
}

/// Calendars of the public internet, and of hosts that the operator allows.
#[derive(Clone, Debug)]
pub struct PublicCalendars {
    client: reqwest::Client,
    guard: Guard,
}

impl PublicCalendars {
    /// Calendars that this guard lets through.
    ///
    /// # Errors
    /// In words, when the system has no certificates to trust.
    pub fn new(guard: Guard) -> Result<Self, String> {
        Ok(Self { client: http::guarded(TIMEOUT, Arc::new(guard.clone()))?, guard })
    }

    fn url(&self, address: &str) -> Result<Url, CalendarError> {
        let url = parse(address)?;
        self.guard.check(&url).map_err(CalendarError::Forbidden)?;
        Ok(url)
    }

    async fn get(&self, address: &str, known: &Validators) -> Result<Fetched, CalendarError> {
        let mut url = self.url(address)?;
        for _ in 0..=REDIRECTS {
            let mut request = self.client.get(url.clone()).header(header::ACCEPT, "text/calendar, */*;q=0.1");
            if let Some(etag) = &known.etag {
                request = request.header(header::IF_NONE_MATCH, etag);
            }
            if let Some(modified) = &known.last_modified {
                request = request.header(header::IF_MODIFIED_SINCE, modified);
            }
            let answer = request.send().await.map_err(unreachable)?;
            let text =
                |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
            match answer.status() {
                StatusCode::NOT_MODIFIED => return Ok(Fetched::Unchanged),
                status if status.is_redirection() => {
                    let to = text(header::LOCATION).and_then(|to| url.join(&to).ok());
                    let to =
                        to.ok_or_else(|| CalendarError::Unreachable(format!("the answer was {status}")))?;
                    // Each address on the way is judged as the first.
                    url = self.url(to.as_str()).map_err(|error| match error {
                        // An address on the way may hold a secret, as the first.
                        CalendarError::Address(_) => {
                            CalendarError::Unreachable("it leads to no address".to_owned())
                        }
                        other => other,
                    })?;
                }
                status if status.is_success() => {
                    let validators =
                        Validators { etag: text(header::ETAG), last_modified: text(header::LAST_MODIFIED) };
                    return Ok(Fetched::Changed { bytes: body(answer).await?, validators });
                }
                status => return Err(CalendarError::Unreachable(format!("the answer was {status}"))),
            }
        }
        Err(CalendarError::Unreachable(format!("it leads on more than {REDIRECTS} times")))
    }
}

impl Calendars for PublicCalendars {
    fn check(&self, address: &str) -> Result<String, CalendarError> {
        self.url(address).map(String::from)
    }

    fn fetch<'a>(&'a self, address: &'a str, known: &'a Validators) -> Fetching<'a> {
        Box::pin(self.get(address, known))
    }
}

/// The address; `webcal://` means `https://`.
fn parse(address: &str) -> Result<Url, CalendarError> {
    let address = address.trim();
    let no_address = || CalendarError::Address(address.to_owned());
    let url = address.replacen("webcal://", "https://", 1);
    if !is_address(&url) {
        return Err(no_address());
    }
    Url::parse(&url).map_err(|_| no_address())
}

/// Without the address: it may hold a secret.
fn unreachable(error: reqwest::Error) -> CalendarError {
    CalendarError::Unreachable(error.without_url().to_string())
}

async fn body(mut answer: reqwest::Response) -> Result<Vec<u8>, CalendarError> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > MOST_BYTES {
            return Err(CalendarError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Fetches the calendar at an address; `webcal://` means `https://`.
///
/// # Errors
/// When it is no address, nobody answers, or the answer is no success or too long.
pub async fn fetch(address: &str) -> Result<Vec<u8>, CalendarError> {
    let url = parse(address)?;
    let client = http::client(TIMEOUT, REDIRECTS).map_err(CalendarError::Unreachable)?;
    let answer = client.get(url).send().await.map_err(unreachable)?;
    if !answer.status().is_success() {
        return Err(CalendarError::Unreachable(format!("the answer was {}", answer.status())));
    }
    body(answer).await
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::sync::mpsc::{Receiver, channel};

    use super::*;

    /// A server on this machine that gives these answers, one to a connection, and tells what it was asked.
    fn server(answers: Vec<String>) -> (u16, Receiver<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (asked, told) = channel();
        std::thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 4096];
                let length = stream.read(&mut request).unwrap();
                asked.send(String::from_utf8_lossy(&request[..length]).to_lowercase()).unwrap();
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        (port, told)
    }

    fn calendars(port: u16) -> PublicCalendars {
        PublicCalendars::new(Guard::allowing([format!("127.0.0.1:{port}")])).unwrap()
    }

    #[tokio::test]
    async fn a_calendar_is_fetched_again_only_when_it_changed() {
        let whole = "HTTP/1.1 200 OK\r\nETag: \"7\"\r\nContent-Length: 15\r\nConnection: close\r\n\r\nBEGIN:VCALENDAR";
        let same = "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n";
        let (port, told) = server(vec![whole.to_owned(), same.to_owned()]);
        let (calendars, address) = (calendars(port), format!("http://127.0.0.1:{port}/secret.ics"));
        let first = calendars.fetch(&address, &Validators::default()).await.unwrap();
        let Fetched::Changed { bytes, validators } = first else { panic!("{first:?}") };
        assert_eq!((bytes.as_slice(), validators.etag.as_deref()), (&b"BEGIN:VCALENDAR"[..], Some("\"7\"")));
        assert!(!told.recv().unwrap().contains("if-none-match"));
        assert_eq!(calendars.fetch(&address, &validators).await, Ok(Fetched::Unchanged));
        assert!(told.recv().unwrap().contains("if-none-match: \"7\""));
    }

    #[tokio::test]
    async fn no_address_and_no_way_on_leads_into_a_private_network() {
        let away =
            "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nConnection: close\r\n\r\n";
        let (port, _told) = server(vec![away.to_owned()]);
        let led =
            calendars(port).fetch(&format!("http://127.0.0.1:{port}/a.ics"), &Validators::default()).await;
        assert!(matches!(led, Err(CalendarError::Forbidden(_))), "{led:?}");
        let strict = PublicCalendars::new(Guard::default()).unwrap();
        for address in [
            "https://127.0.0.1/a.ics",
            "https://router.lan/a.ics",
            "http://example.org/a.ics",
            "https://[::1]/",
        ] {
            assert!(matches!(strict.check(address), Err(CalendarError::Forbidden(_))), "{address}");
        }
        assert!(matches!(strict.check("plan.ics"), Err(CalendarError::Address(_))));
        let stored = strict.check(" webcal://example.org/a.ics ");
        assert_eq!(stored.as_deref(), Ok("https://example.org/a.ics"));
    }
}
