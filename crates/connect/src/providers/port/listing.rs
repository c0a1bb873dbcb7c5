//! What lists of several providers have in common: two kinds one after the other, days, names that go into an address.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// A place in a list of two kinds, each read page by page: `workout:`, `workout:TOKEN`, then `sleep:`.
pub(crate) struct Turn<'a> {
    /// The kind whose turn it is.
    pub(crate) kind: &'a str,
    /// The provider's word for the page; empty for the first one.
    pub(crate) token: &'a str,
    second: Option<&'static str>,
}

impl<'a> Turn<'a> {
    /// The place that a cursor names; the beginning without one.
    pub(crate) fn at(cursor: Option<&'a str>, [first, second]: [&'static str; 2]) -> Self {
        let (kind, token) = cursor.and_then(|cursor| cursor.split_once(':')).unwrap_or((first, ""));
        Self { kind, token, second: (kind == first).then_some(second) }
    }

    /// The cursor of the second kind, where it is still to come.
    pub(crate) fn next_kind(&self) -> Option<String> {
        self.second.map(|second| format!("{second}:"))
    }

    /// The cursor after a page that names the next one with this word, or none.
    pub(crate) fn next(&self, token: Option<&str>) -> Option<String> {
        let more = token.filter(|next| !next.is_empty() && *next != self.token);
        more.map(|next| format!("{}:{next}", self.kind)).or_else(|| self.next_kind())
    }
}

/// The date in UTC, so many days later.
pub(crate) fn utc_date(at: Timestamp, days: i32) -> Date {
    let date = at.to_zoned_datetime(TimeZone::UTC).date();
    date.checked_add(days.days()).unwrap_or(date)
}

/// Whether a provider's name for an item is safe in an address: ASCII letters and digits, and these bytes besides.
pub(crate) fn is_safe(name: &str, most: usize, besides: &[u8]) -> bool {
    (1..=most).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || besides.contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [&str; 2] = ["workout", "sleep"];

    #[test]
    fn the_second_kind_follows_the_last_page_of_the_first() {
        let first = Turn::at(None, KINDS);
        assert_eq!(
            (first.kind, first.token, first.next(Some("b")).as_deref()),
            ("workout", "", Some("workout:b"))
        );
        let second = Turn::at(Some("workout:b"), KINDS);
        assert_eq!(second.next(Some("b")).as_deref(), Some("sleep:"), "a page that names itself is the last");
        assert_eq!(second.next(None).as_deref(), Some("sleep:"));
        let sleep = Turn::at(Some("sleep:"), KINDS);
        assert_eq!((sleep.next(Some("c")).as_deref(), sleep.next(Some(""))), (Some("sleep:c"), None));
    }

    #[test]
    fn a_name_that_leads_elsewhere_is_not_safe() {
        assert!(is_safe("a-1", 3, b"-") && !is_safe("a-12", 3, b"-") && !is_safe("a-1", 3, b""));
        assert!(!is_safe("", 3, b"-") && !is_safe("../x", 64, b"-.") && !is_safe("é", 64, b"-"));
    }
}
