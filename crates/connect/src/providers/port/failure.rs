//! Why a provider did not give what was asked for.

use jiff::{SignedDuration, Timestamp};

use super::Response;

/// Why a provider did not give what was asked for. Each kind has its own remedy: an outage is never taken for a quota, and
/// neither for a withdrawn access.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No answer, a server error, a page instead of data, half an answer: try again later.
    #[error("the provider could not be reached: {0}")]
    Outage(String),
    /// Too many requests (HTTP 429).
    #[error("the provider is limiting requests")]
    Quota {
        /// How long it asked to be left alone, if it said so.
        retry_after: Option<SignedDuration>,
    },
    /// Our own budget is spent, or another instance is refreshing the token: try again at this time.
    #[error("requests to the provider continue at {0}")]
    NotNow(Timestamp),
    /// The access token is not accepted (HTTP 401): refresh it.
    #[error("the provider does not accept the access token")]
    Unauthorised,
    /// The refresh token, the code or the key is not accepted: the athlete has to connect again.
    #[error("the provider does not accept this access any more: {0}")]
    Refused(String),
    /// The athlete did not allow this.
    #[error("the athlete did not allow this: {0}")]
    MissingScope(String),
    /// The provider has switched off the application itself. No athlete's access is affected.
    #[error("the provider refuses this server's application: {0}")]
    Blocked(String),
    /// The settings or the request are wrong in a way that no repetition puts right.
    #[error("the provider refused the request: {0}")]
    Wrong(String),
    /// The item belongs to another account.
    #[error("the item belongs to another account of the provider")]
    Foreign,
}

/// The answer, if it is a success, or what its status means where a provider has no rule of its own. A missing item
/// (404, 410) is given back as it is.
///
/// # Errors
/// By status: 401 is [`Failure::Unauthorised`], 403 [`Failure::MissingScope`], 429 [`Failure::Quota`], 3xx and another 4xx
/// [`Failure::Wrong`], everything else [`Failure::Outage`].
pub fn classified(answer: Response) -> Result<Response, Failure> {
    match answer.status {
        200..=299 if is_page(&answer) => Err(Failure::Outage("a page instead of data".to_owned())),
        200..=299 | 404 | 410 => Ok(answer),
        // Not followed: the access token would go elsewhere.
        300..=399 => {
            Err(Failure::Wrong(format!("{}: the provider has moved to another address", answer.status)))
        }
        401 => Err(Failure::Unauthorised),
        403 if is_page(&answer) => Err(Failure::Outage("a page instead of data (403)".to_owned())),
        403 => Err(Failure::MissingScope(start_of(&answer))),
        429 => {
            let wait = answer.header("retry-after").and_then(|said| {
                crate::http::retry_after(said, answer.header("date"), jiff::Timestamp::now())
            });
            let retry_after = wait
                .and_then(|wait| SignedDuration::try_from(wait).ok())
                .filter(|wait| wait.as_secs() <= 86_400);
            Err(Failure::Quota { retry_after })
        }
        400..=499 => Err(Failure::Wrong(format!("{} {}", answer.status, start_of(&answer)))),
        status => Err(Failure::Outage(format!("status {status}"))),
    }
}

/// The answer to a question for a list: there is one as long as its address is right, so that a missing one is an address that
/// was retired, and not an empty list.
///
/// # Errors
/// As [`classified`]; also [`Failure::Wrong`] for 404 and 410.
pub(crate) fn classified_list(answer: Response) -> Result<Response, Failure> {
    let answer = classified(answer)?;
    if matches!(answer.status, 404 | 410) {
        return Err(Failure::Wrong(format!("{}: there is no such list", answer.status)));
    }
    Ok(answer)
}

/// Whether an answer is a page for people, of the provider or of a proxy before it. Other things begin with `<` too: a
/// recording may be XML, with or without a line that says so.
fn is_page(answer: &Response) -> bool {
    let start = answer.body.trim_ascii_start();
    let begins = |word: &[u8]| start.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"))
        || [&b"<!doctype html"[..], b"<html", b"<head", b"<body"].into_iter().any(begins)
}

/// The start of an answer, for a person to read.
pub(crate) fn start_of(answer: &Response) -> String {
    let text = String::from_utf8_lossy(&answer.body[..answer.body.len().min(300)]).into_owned();
    text.chars().filter(|letter| !letter.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, kind: &str, body: &str) -> Response {
        let headers = vec![("content-type".to_owned(), kind.to_owned())];
        Response { status, headers, body: body.as_bytes().to_vec() }
    }

    #[test]
    fn outage_quota_and_access_are_told_apart() {
        let of = |status, kind, body| classified(answer(status, kind, body));
        assert!(of(200, "application/json", "{}").is_ok());
        assert!(matches!(of(200, "text/html; charset=utf-8", "<html>"), Err(Failure::Outage(_))));
        assert!(matches!(of(502, "text/html", "<html>"), Err(Failure::Outage(_))));
        assert!(matches!(of(597, "text/plain", ""), Err(Failure::Outage(_))));
        assert!(matches!(of(302, "text/plain", ""), Err(Failure::Wrong(_))), "it is not followed");
        assert!(matches!(of(401, "application/json", "{}"), Err(Failure::Unauthorised)));
        assert!(matches!(of(403, "text/html", "<html>"), Err(Failure::Outage(_))));
        assert!(matches!(of(403, "application/json", "{}"), Err(Failure::MissingScope(_))));
        assert_eq!(of(429, "application/json", "{}"), Err(Failure::Quota { retry_after: None }));
        assert_eq!(of(404, "application/json", "{}").unwrap().status, 404);
    }

    #[test]
    fn a_recording_in_xml_is_no_page() {
        let of = |kind, body| classified(answer(200, kind, body));
        for file in
            ["<?xml version=\"1.0\"?><gpx>", "<gpx>", "  <TrainingCenterDatabase xmlns=\"x\">", "<kml>", "<"]
        {
            assert!(of("application/octet-stream", file).is_ok(), "{file}");
        }
        for page in ["<html>", "\n<!DOCTYPE html><title>", "<HTML lang=en>", "<head>"] {
            assert!(matches!(of("application/octet-stream", page), Err(Failure::Outage(_))), "{page}");
        }
        assert!(matches!(of("text/html", "<gpx>"), Err(Failure::Outage(_))));
    }

    #[test]
    fn a_wait_that_is_asked_for_is_understood_and_an_absurd_one_is_not() {
        for (said, understood) in
            [("14", Some(14)), ("0", Some(0)), ("-3", None), ("9999999999", None), ("soon", None)]
        {
            let mut limited = answer(429, "application/json", "{}");
            limited.headers.push(("retry-after".to_owned(), said.to_owned()));
            let retry_after = understood.map(SignedDuration::from_secs);
            assert_eq!(classified(limited), Err(Failure::Quota { retry_after }), "{said}");
        }
    }
}
