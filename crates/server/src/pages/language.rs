//! The reader chooses a language: the account of whoever is signed in remembers it, on every device; and this browser, for
//! whoever is not.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::Fault;
use crate::App;
use crate::access::Who;
use crate::language::{COOKIE, Language};

#[derive(Deserialize)]
pub(crate) struct Choice {
    language: String,
}

/// Remembers the language and goes back to the page it was chosen on.
pub(crate) async fn choose(
    State(app): State<App>,
    who: Who,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Result<Response, Fault> {
    let language = Language::of_code(&choice.language).unwrap_or_default();
    if let Some(account) = who.0.account() {
        app.engine.set_language(&account.id, Some(language.code())).await?;
    }
    let year = 365 * 24 * 3600;
    let cookie = format!("{COOKIE}={}; Path=/; Max-Age={year}; SameSite=Lax; HttpOnly", language.code());
    let referer = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(own_address(referer))).into_response())
}

/// The address of a page without its host, so that the way back stays on this server whoever sent the reader here.
fn own_address(page: &str) -> &str {
    let path = page.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    let own = |path: &&str| !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    path.filter(own).unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn the_way_back_stays_on_this_server() {
        let here = "http://localhost:8737/a/ada/plan?date=2026-06-11";
        assert_eq!(own_address(here), "/a/ada/plan?date=2026-06-11");
        assert_eq!(own_address("https://evil.example/a"), "/a");
        for other in ["https://evil.example", "http://h//evil.example", "http://h/\\evil.example", ""] {
            assert_eq!(own_address(other), "/", "{other}");
        }
    }
}
