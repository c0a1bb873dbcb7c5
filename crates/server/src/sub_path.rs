//! A server behind a reverse proxy that gives it one folder of a host, such as `https://club.example/isotone/`.
//!
//! Handlers and templates know only paths from the root. Requests lose the folder before they are routed, and answers gain it
//! in `Location`, `Link`, cookies and the attributes of pages that hold addresses. Scripts derive it from their own address.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;

/// A folder of a host: empty, or `/` and names without a `/` at the end.
pub(crate) type SubPath = Arc<str>;

/// The same routes, reached below this folder. A proxy that removes the folder itself is served too.
pub(crate) fn below(sub_path: &SubPath, inner: Router) -> Router {
    if sub_path.is_empty() {
        return inner;
    }
    let requests = from_fn_with_state(Arc::clone(sub_path), inwards);
    Router::new().fallback_service(ServiceBuilder::new().layer(requests).service(inner))
}

/// Takes the folder out of the request's address, and reads the cookies that [`outwards`] named.
async fn inwards(State(sub_path): State<SubPath>, mut request: Request, next: Next) -> Response {
    if let Some(uri) = without(&sub_path, request.uri()) {
        *request.uri_mut() = uri;
    }
    let headers = request.headers_mut();
    rewrite(headers, &header::COOKIE, |cookies| Some(cookies.replace("__Secure-isotone", "__Host-isotone")));
    rewrite(headers, &header::REFERER, |page| {
        let host = page.find("://")? + 3;
        let path = host + page[host..].find('/')?;
        let inside = inside(&sub_path, &page[path..])?;
        Some(format!("{}{inside}", &page[..path]))
    });
    next.run(request).await
}

fn without(sub_path: &str, uri: &Uri) -> Option<Uri> {
    let inside = inside(sub_path, uri.path_and_query()?.as_str())?;
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(inside.parse::<PathAndQuery>().ok()?);
    Uri::from_parts(parts).ok()
}

/// The path below the folder, when it is below it.
fn inside(sub_path: &str, path: &str) -> Option<String> {
    let rest = path.strip_prefix(sub_path)?;
    match rest.chars().next() {
        None => Some("/".to_owned()),
        Some('/') => Some(rest.to_owned()),
        Some('?') => Some(format!("/{rest}")),
        Some(_) => None,
    }
}

/// Puts the folder before the addresses in an answer.
pub(crate) async fn outwards(State(sub_path): State<SubPath>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if sub_path.is_empty() {
        return response;
    }
    let headers = response.headers_mut();
    rewrite(headers, &header::LOCATION, |to| is_own_path(to).then(|| format!("{sub_path}{to}")));
    rewrite(headers, &header::LINK, |link| Some(link.replace("</", &format!("<{sub_path}/"))));
    // The prefix `__Host-` asks for `Path=/`, and whatever else is served by the host would be sent the session.
    rewrite(headers, &header::SET_COOKIE, |cookie| {
        Some(cookie.replacen("__Host-", "__Secure-", 1).replacen("Path=/;", &format!("Path={sub_path};"), 1))
    });
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("text/html") {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // Pages are made whole in memory, so that this copies what is there already.
    let Ok(page) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(page_below(&sub_path, &page)))
}

fn is_own_path(address: &str) -> bool {
    address.starts_with('/') && !address.starts_with("//")
}

fn rewrite(headers: &mut HeaderMap, name: &HeaderName, change: impl Fn(&str) -> Option<String>) {
    if !headers.contains_key(name) {
        return;
    }
    let changed: Vec<HeaderValue> = headers
        .get_all(name)
        .iter()
        .map(|value| {
            let new = value.to_str().ok().and_then(&change).and_then(|text| HeaderValue::try_from(text).ok());
            new.unwrap_or_else(|| value.clone())
        })
        .collect();
    headers.remove(name);
    for value in changed {
        headers.append(name.clone(), value);
    }
}

/// Attributes of pages that hold addresses; those whose names begin with `data-` do too when they begin with `/`.
const ADDRESSES: [&[u8]; 4] = [b"href", b"src", b"action", b"formaction"];

/// Puts the folder before each address of this server in a page. Text and values of attributes are escaped, so that `="` is
/// only ever the template's own.
fn page_below(sub_path: &str, page: &[u8]) -> Vec<u8> {
    const MARK: &[u8] = b"=\"/";
    let mut made = Vec::with_capacity(page.len() + 64 * sub_path.len());
    let mut from = 0;
    while let Some(found) = page[from..].windows(MARK.len()).position(|window| window == MARK) {
        let equals = from + found;
        let slash = equals + MARK.len() - 1;
        made.extend_from_slice(&page[from..slash]);
        let name = page[..equals].rsplit(u8::is_ascii_whitespace).next().unwrap_or_default();
        let address = ADDRESSES.contains(&name) || name.starts_with(b"data-");
        if address && page.get(slash + 1) != Some(&b'/') {
            made.extend_from_slice(sub_path.as_bytes());
        }
        made.push(b'/');
        from = slash + 1;
    }
    made.extend_from_slice(&page[from..]);
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_server_gain_the_folder() {
        let page = r#"<a href="/a/me?x=1">1</a><a href="https://x.example/"></a><a href="//x"></a><form action="/"><input value="/a">
            <p data-look="/a/me/scan" title="/x">a=&#34;/b</p><img alt="" src="/assets/i.svg">"#;
        let expected = r#"<a href="/club/iso/a/me?x=1">1</a><a href="https://x.example/"></a><a href="//x"></a><form action="/club/iso/"><input value="/a">
            <p data-look="/club/iso/a/me/scan" title="/x">a=&#34;/b</p><img alt="" src="/club/iso/assets/i.svg">"#;
        assert_eq!(String::from_utf8(page_below("/club/iso", page.as_bytes())).unwrap(), expected);
    }

    #[test]
    fn a_request_loses_the_folder_and_a_name_that_only_begins_like_it_stays() {
        for (given, expected) in [
            ("/iso", Some("/")),
            ("/iso/", Some("/")),
            ("/iso?x=1", Some("/?x=1")),
            ("/iso/a/me?x=%2F", Some("/a/me?x=%2F")),
            ("/iso/iso/a", Some("/iso/a")),
            ("/isotone/a", None),
            ("/a/iso", None),
        ] {
            assert_eq!(inside("/iso", given).as_deref(), expected, "{given}");
        }
    }
}
