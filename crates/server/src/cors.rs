//! Pages of other origins that may use the API with a token (CORS), as the setting `origins` lists them.
//!
//! Only tokens: what a cookie may do is done by this server's own pages alone. No answer allows credentials, and a changing
//! request of another origin without `Authorization` is refused, so a cookie that a browser sends along does nothing.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::App;
use crate::access::is_api;

/// What a browser is told before it sends a request, and how long it may remember it.
static BEFORE: [(HeaderName, HeaderValue); 3] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, POST, PUT, DELETE")),
    (
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(
            "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, \
             MCP-Protocol-Version, Mcp-Method, Mcp-Name",
        ),
    ),
    (header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600")),
];

/// What a page may read beside the body of an answer.
static WITH_ANSWER: [(HeaderName, HeaderValue); 1] = [(
    header::ACCESS_CONTROL_EXPOSE_HEADERS,
    HeaderValue::from_static(
        "ETag, Link, Location, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, WWW-Authenticate",
    ),
)];

/// Whether a page of this origin may use the API with a token.
pub(crate) fn is_allowed(app: &App, headers: &HeaderMap) -> bool {
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    origin.is_some_and(|origin| app.settings.origins.iter().any(|known| known == origin))
}

/// Whether a changing request of another origin shows a token rather than a cookie.
pub(crate) fn shows_a_token(app: &App, request: &Request) -> bool {
    is_for_programs(request.uri().path())
        && request.headers().contains_key(header::AUTHORIZATION)
        && is_allowed(app, request.headers())
}

fn is_for_programs(path: &str) -> bool {
    is_api(path) || path == "/mcp"
}

/// Answers what a browser asks before it sends a request, and tells it what the page may read.
pub(crate) async fn cors(State(app): State<App>, request: Request, next: Next) -> Response {
    if app.settings.origins.is_empty() || !is_for_programs(request.uri().path()) {
        return next.run(request).await;
    }
    let origin =
        request.headers().get(header::ORIGIN).cloned().filter(|_| is_allowed(&app, request.headers()));
    let asks = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut answer = match &origin {
        Some(_) if asks => StatusCode::NO_CONTENT.into_response(),
        _ => next.run(request).await,
    };
    let headers = answer.headers_mut();
    // A cache must not give one origin's answer to another.
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = origin else { return answer };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    let told: &[(HeaderName, HeaderValue)] = if asks { &BEFORE } else { &WITH_ANSWER };
    for (name, value) in told {
        headers.insert(name, value.clone());
    }
    answer
}

/// An origin as browsers send it, such as `https://app.example.org`.
///
/// # Errors
/// In words, what is expected.
pub fn checked_origin(text: &str) -> Result<String, String> {
    let expected =
        || format!("'{text}' is no origin: write one such as https://app.example.org, without a path");
    let text = text.trim();
    let (scheme, rest) = text.split_once("://").ok_or_else(expected)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    // Everything, `null` and plain http from elsewhere would let any page in between use a token it sees.
    let local = rest == "localhost" || rest.starts_with("localhost:") || rest.starts_with("127.0.0.1");
    let fits =
        !rest.is_empty() && rest.chars().all(plain) && (scheme == "https" || (scheme == "http" && local));
    if fits { Ok(format!("{scheme}://{}", rest.to_ascii_lowercase())) } else { Err(expected()) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::Router;
    use axum::body::Body;
    use axum::http::Response;
    use engine::{Engine, FixedClock};
    use store::Memory;
    use tower::ServiceExt;

    use super::*;
    use crate::{Access, Settings};

    const APP: &str = "https://app.example.org";

    fn server(origins: &[&str]) -> Router {
        let clock = FixedClock("2026-06-10T08:00:00Z".parse().unwrap());
        let engine = Engine::new(Arc::new(Memory::default()), Arc::new(clock));
        let origins = origins.iter().map(|origin| (*origin).to_owned()).collect();
        crate::router(App::new(engine, Settings { origins, ..Settings::of(Access::Accounts) }))
    }

    async fn ask(server: &Router, method: &str, path: &str, headers: &[(&str, &str)]) -> Response<Body> {
        let mut request =
            axum::http::Request::builder().method(method).uri(path).header("host", "isotone.test");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        server.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    fn told<'a>(answer: &'a Response<Body>, name: &str) -> Option<&'a str> {
        answer.headers().get(name).map(|value| value.to_str().unwrap())
    }

    #[tokio::test]
    async fn a_listed_origin_may_ask_with_a_token_and_read_the_answer() {
        let server = server(&[APP]);
        let asked = [("origin", APP), ("access-control-request-method", "PUT")];
        let before = ask(&server, "OPTIONS", "/api/v1/athletes/ada", &asked).await;
        assert_eq!(before.status(), 204);
        assert_eq!(told(&before, "access-control-allow-origin"), Some(APP));
        assert!(told(&before, "access-control-allow-headers").unwrap().contains("Authorization"));
        assert_eq!(told(&before, "access-control-allow-credentials"), None);
        let token = ("authorization", "Bearer iso_wrong");
        let answer = ask(&server, "POST", "/api/v1/athletes", &[("origin", APP), token]).await;
        assert_eq!(answer.status(), 401, "the token is looked at");
        assert_eq!(told(&answer, "access-control-allow-origin"), Some(APP));
        assert!(told(&answer, "vary").is_some());
    }

    #[tokio::test]
    async fn a_cookie_from_another_origin_does_nothing() {
        let server = server(&[APP]);
        let cookie = ("cookie", "isotone=anything");
        for path in ["/api/v1/athletes", "/athletes"] {
            let answer = ask(&server, "POST", path, &[("origin", APP), cookie]).await;
            assert_eq!(answer.status(), 403, "{path}");
        }
    }

    #[tokio::test]
    async fn an_origin_that_is_not_listed_is_told_nothing() {
        for server in [server(&[]), server(&[APP])] {
            for origin in [
                "https://evil.example",
                "null",
                "https://app.example.org.evil.example",
                "http://app.example.org",
            ] {
                let asked = [("origin", origin), ("access-control-request-method", "POST")];
                let answer = ask(&server, "OPTIONS", "/api/v1/athletes", &asked).await;
                assert_eq!(told(&answer, "access-control-allow-origin"), None, "{origin}");
                let token = ("authorization", "Bearer iso_wrong");
                let answer = ask(&server, "POST", "/api/v1/athletes", &[("origin", origin), token]).await;
                assert_eq!(answer.status(), 403, "{origin}");
            }
        }
    }

    #[test]
    fn origins_are_checked_when_the_server_starts() {
        assert_eq!(checked_origin(" https://App.example.org ").unwrap(), APP);
        assert_eq!(checked_origin("http://localhost:5173").unwrap(), "http://localhost:5173");
        for wrong in
            ["*", "null", "app.example.org", "https://", "https://a.example/path", "http://app.example.org"]
        {
            assert!(checked_origin(wrong).is_err(), "{wrong}");
        }
    }
}
