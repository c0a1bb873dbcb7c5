//! What every answer carries and every changing request must show, whatever the route.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::App;
use crate::cors;
use crate::language::Language;
use crate::pages::in_words;
use crate::problem::Problem;

/// Everything a page needs comes from this server; scripts and styles are never inline.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What browsers are told with every answer.
static SECURITY: [(HeaderName, HeaderValue); 4] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];

/// The names by which a machine calls itself.
const THIS_MACHINE: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Answers requests under this server's name that its own pages or programs sent, and sees to the words of problems and the
/// headers of all answers.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    // Probes and Prometheus ask by the address of the machine, whatever the server is called.
    let probe = matches!(request.uri().path(), "/health" | "/ready" | "/metrics");
    let known = if probe { Ok(()) } else { known_host(&app, request.headers()) };
    let refused = known.and_then(|()| same_origin(&app, &request));
    let mut response = match refused {
        Ok(()) => {
            let asked_in = Language::of_request(request.headers());
            in_words(&app, asked_in, next.run(request).await)
        }
        Err(problem) => problem.into_response(),
    };
    for (name, value) in &SECURITY {
        response.headers_mut().insert(name, value.clone());
    }
    response
}

/// Refuses requests under a name that is not this server's: another site's name that was made to point here would
/// otherwise let that site's page read everything.
fn known_host(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    match &app.settings.hosts {
        Some(hosts) if !answers_to(host, hosts) => {
            let detail = format!(
                "This server does not answer to the name '{host}'. Open it as localhost, or set hosts (ISOTONE_HOSTS) to \
                 the name that the reverse proxy passes on."
            );
            Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, "unknown-host", "Not this server", detail))
        }
        _ => Ok(()),
    }
}

/// The name in a `Host` header, without the port.
pub(crate) fn name_of(host: &str) -> &str {
    // The port follows the last colon, unless that colon is inside an IPv6 address.
    match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) && !name.is_empty() => name,
        _ => host,
    }
}

fn answers_to(host: &str, hosts: &[String]) -> bool {
    let name = name_of(host);
    let own = THIS_MACHINE.iter().copied().chain(hosts.iter().map(String::as_str));
    own.into_iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// Refuses changing requests that another site's page sent from this browser, and says which origin was expected. A page of a
/// listed origin may, with a token.
fn same_origin(app: &App, request: &Request) -> Result<(), Problem> {
    match *request.method() {
        Method::GET | Method::HEAD | Method::OPTIONS => Ok(()),
        _ if cors::shows_a_token(app, request) => Ok(()),
        _ => check_origin(request.headers()),
    }
}

fn check_origin(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let host = text(header::HOST).unwrap_or_default();
    // Programs send neither of the two headers; browsers send one of them at least on requests that change something.
    let Some(origin) = text(header::ORIGIN) else {
        return match headers.get("sec-fetch-site").and_then(|site| site.to_str().ok()) {
            Some("cross-site" | "same-site") => Err(cross_origin("another site", host)),
            _ => Ok(()),
        };
    };
    let of_host = origin.split_once("://").map(|(_, rest)| rest);
    if of_host == Some(host) && !host.is_empty() {
        return Ok(());
    }
    Err(cross_origin(origin, host))
}

fn cross_origin(origin: &str, host: &str) -> Problem {
    let detail = format!(
        "The request came from a page of '{origin}', but this server answers as '{host}'. Open the page under that \
         address, or let the reverse proxy pass the Host header on unchanged."
    );
    Problem::new(StatusCode::FORBIDDEN, "cross-origin", "Another site's page may not do this", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(origin: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("isotone.local:8737"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        }
        headers
    }

    #[test]
    fn the_servers_own_pages_and_programs_may_change_things() {
        assert!(check_origin(&headers(Some("http://isotone.local:8737"))).is_ok());
        assert!(check_origin(&headers(None)).is_ok());
    }

    #[test]
    fn a_name_that_was_made_to_point_here_is_not_answered_to() {
        let hosts = vec!["isotone.example".to_owned()];
        for host in [
            "localhost:8737",
            "127.0.0.1:1",
            "[::1]:8737",
            "LOCALHOST",
            "isotone.example",
            "isotone.example:443",
        ] {
            assert!(answers_to(host, &hosts), "{host}");
        }
        for host in [
            "evil.example:8737",
            "",
            "127.0.0.1.evil.example",
            "localhost.evil.example:80",
            "xisotone.example",
        ] {
            assert!(!answers_to(host, &hosts), "{host}");
        }
    }

    #[test]
    fn another_sites_page_may_not_and_is_told_the_expected_host() {
        for origin in
            ["http://evil.example", "null", "http://isotone.local", "http://isotone.local:8737.evil.example"]
        {
            let problem = check_origin(&headers(Some(origin))).unwrap_err();
            assert_eq!(problem.status, 403, "{origin}");
            assert!(problem.detail.contains("isotone.local:8737"));
        }
    }
}
