//! Calendars that a coach or a platform publishes at an address.

use std::time::Duration;

use crate::http;

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

/// Fetches the calendar at an address; `webcal://` means `https://`.
///
/// # Errors
/// When it is no address, nobody answers, or the answer is no success or too long.
pub async fn fetch(address: &str) -> Result<Vec<u8>, CalendarError> {
    let url = address.replacen("webcal://", "https://", 1);
    let no_address = || CalendarError::Address(address.to_owned());
    if !is_address(&url) {
        return Err(no_address());
    }
    let url = reqwest::Url::parse(&url).map_err(|_| no_address())?;
    let client = http::client(TIMEOUT, REDIRECTS).map_err(CalendarError::Unreachable)?;
    let unreachable = |error: reqwest::Error| CalendarError::Unreachable(error.without_url().to_string());
    let mut answer = client.get(url).send().await.map_err(unreachable)?;
    if !answer.status().is_success() {
        return Err(CalendarError::Unreachable(format!("the answer was {}", answer.status())));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > MOST_BYTES {
            return Err(CalendarError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
