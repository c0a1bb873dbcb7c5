//! The reader chooses a language; the browser remembers it.

use axum::Form;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::language::{COOKIE, Language};

#[derive(Deserialize)]
pub(crate) struct Choice {
    language: String,
    #[serde(default)]
    back: String,
}

pub(crate) async fn choose(Form(choice): Form<Choice>) -> Response {
    let language = Language::of_code(&choice.language).unwrap_or_default();
    let year = 365 * 24 * 3600;
    let cookie = format!("{COOKIE}={}; Path=/; Max-Age={year}; SameSite=Lax; HttpOnly", language.code());
    ([(header::SET_COOKIE, cookie)], Redirect::to(own_address(&choice.back))).into_response()
}

/// The address to go back to, where it is one of this server.
fn own_address(back: &str) -> &str {
    let own = back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '\r', '\n']);
    if own { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn the_way_back_stays_on_this_server() {
        assert_eq!(own_address("/a/ada/plan?date=2026-06-11"), "/a/ada/plan?date=2026-06-11");
        for other in
            ["https://evil.example", "//evil.example", "/\\evil.example", "", "/a\r\nSet-Cookie: b=c"]
        {
            assert_eq!(own_address(other), "/", "{other}");
        }
    }
}
