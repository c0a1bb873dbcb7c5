//! Lists in pages: `?limit=&cursor=`, and the address of the next page in the header `Link`.

use std::fmt::Write as _;

use axum::Json;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{App, Problem};

/// A page without `limit`.
const USUAL: usize = 200;

/// The longest page.
pub(crate) const MOST: usize = 1000;

/// What a list is asked for.
pub(crate) struct Paging {
    limit: usize,
    /// The last item of the page before.
    pub(crate) after: Option<Place>,
    uri: Uri,
}

/// Where in a list in the order of time an item stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// When it began.
    pub(crate) at: Timestamp,
    /// Its name, which decides between items of the same instant.
    pub(crate) id: String,
}

impl Place {
    fn text(&self) -> String {
        // Readable on purpose, but nothing to build on: docs/api.md says so.
        format!("{}.{}.{}", self.at.as_second(), self.at.subsec_nanosecond(), self.id)
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let (seconds, nanoseconds) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let at = Timestamp::new(seconds, nanoseconds).ok()?;
        Some(Self { at, id: parts.next()?.to_owned() })
    }
}

/// A text as it stands in an address.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => encoded.push(byte.into()),
            // Writing into a string cannot fail.
            other => drop(write!(encoded, "%{other:02X}")),
        }
    }
    encoded
}

#[derive(Deserialize)]
struct Asked {
    limit: Option<usize>,
    cursor: Option<String>,
}

impl FromRequestParts<App> for Paging {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Query(asked) = Query::<Asked>::from_request_parts(parts, app)
            .await
            .map_err(|error| Problem::malformed(format!("limit: {}", error.body_text())))?;
        let limit = asked.limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            return Err(Problem::malformed(format!("limit: write a number from 1 to {MOST}")));
        }
        let wrong = || Problem::malformed("cursor: follow the address in the header Link of the page before");
        let after = asked.cursor.map(|text| Place::read(&text).ok_or_else(wrong)).transpose()?;
        Ok(Self { limit, after, uri: parts.uri.clone() })
    }
}

impl Paging {
    /// How many items to look for: one more than the page shows, to know whether there is another page.
    pub(crate) fn most(&self) -> usize {
        self.limit + 1
    }

    /// From which instant on to look.
    pub(crate) fn from(&self, from: Timestamp) -> Timestamp {
        self.after.as_ref().map_or(from, |after| after.at.max(from))
    }

    /// The page of these items, which stand in the order of their places and may begin before the cursor.
    pub(crate) fn page<T, V: Serialize>(
        &self,
        items: impl IntoIterator<Item = T>,
        place: impl Fn(&T) -> Place,
        view: impl Fn(&T) -> V,
    ) -> Response {
        let after = self.after.as_ref();
        let mut items = items.into_iter().filter(|item| after.is_none_or(|after| place(item) > *after));
        let mut shown = Vec::new();
        let mut last = None;
        for item in items.by_ref().take(self.limit) {
            shown.push(view(&item));
            last = Some(place(&item));
        }
        let more = items.next().is_some();
        let mut answer = Json(shown).into_response();
        if let Some(last) = last.filter(|_| more)
            && let Ok(link) = HeaderValue::from_str(&self.next(&last))
        {
            answer.headers_mut().insert(header::LINK, link);
        }
        answer
    }

    fn next(&self, last: &Place) -> String {
        let kept = self.uri.query().unwrap_or_default().split('&');
        let kept = kept.filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
        let cursor = format!("cursor={}", encoded(&last.text()));
        let query: Vec<&str> = kept.chain([cursor.as_str()]).collect();
        format!("<{}?{}>; rel=\"next\"", self.uri.path(), query.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(second: i64, id: &str) -> Place {
        Place { at: Timestamp::new(second, 0).unwrap(), id: id.to_owned() }
    }

    fn paging(limit: usize, after: Option<Place>) -> Paging {
        Paging { limit, after, uri: "/list?units=us&cursor=old".parse().unwrap() }
    }

    #[test]
    fn pages_follow_each_other_without_gap_or_repetition() {
        // Two items of one instant, so that a page may end between them.
        let items = [place(1, "a"), place(2, "b"), place(2, "c"), place(3, "d"), place(4, "e")];
        let mut after = None;
        let mut seen = Vec::new();
        for _ in 0..5 {
            let paging = paging(2, after.clone());
            let from = paging.from(Timestamp::MIN);
            let found = items.iter().filter(|item| item.at >= from).cloned();
            let answer = paging.page(found, Clone::clone, |item| item.id.clone());
            let link = answer.headers().get(header::LINK).map(|link| link.to_str().unwrap().to_owned());
            let shown = items.iter().filter(|item| after.as_ref().is_none_or(|after| *item > after)).take(2);
            seen.extend(shown.cloned());
            let Some(link) = link else { break };
            assert!(
                link.starts_with("</list?units=us&cursor=") && link.ends_with(">; rel=\"next\""),
                "{link}"
            );
            let text = link.split("cursor=").nth(1).unwrap().split('>').next().unwrap();
            after = Place::read(text);
        }
        assert_eq!(seen, items);
    }

    #[test]
    fn a_cursor_comes_back_as_it_was_and_nonsense_is_none() {
        let whole = Place { at: "2026-06-10T08:00:00.123456Z".parse().unwrap(), id: "e-1.2".into() };
        assert_eq!(Place::read(&whole.text()), Some(whole));
        for nonsense in ["", "1", "1.2", "x.0.a", "1.x.a", "99999999999999.0.a"] {
            assert_eq!(Place::read(nonsense), None, "{nonsense}");
        }
    }
}
