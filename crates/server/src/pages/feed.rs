//! The calendar of an athlete's sessions (RFC 5545), under a private address. Times are instants in UTC, which every program
//! shows by its own clock; names of entries are stable, and the same plan gives the same bytes.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::{AthleteRecord, Feed, FeedEntry};
use jiff::Timestamp;

use super::fault::Fault;
use crate::App;
use crate::language::Language;

/// No line is longer, in bytes (RFC 5545, section 3.1).
const LONGEST: usize = 75;

pub(crate) async fn show(
    State(app): State<App>,
    Path(address): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let secret = address.strip_suffix(".ics").unwrap_or(&address);
    let Some((record, feed, entries)) = app.engine.feed_behind(secret).await? else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let text = written(&record, &feed, &entries);
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let tag = format!("\"{:016x}\"", hasher.finish());
    let value = HeaderValue::from_str(&tag).ok();
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| Some(known) == value.as_ref());
    let mut answer = if known { StatusCode::NOT_MODIFIED.into_response() } else { text.into_response() };
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    answer.headers_mut().extend(value.map(|value| (header::ETAG, value)));
    Ok(answer)
}

fn written(record: &AthleteRecord, feed: &Feed, entries: &[FeedEntry]) -> String {
    let language = Language::of_code(&feed.language).unwrap_or_default();
    let name = language.with("name", record.name.as_str()).t("calendar-feed-name");
    let mut calendar = Lines::default();
    for (key, value) in [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Isotone//Isotone//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("REFRESH-INTERVAL;VALUE=DURATION", "PT4H"),
        ("X-PUBLISHED-TTL", "PT4H"),
    ] {
        calendar.line(key, value);
    }
    calendar.text("X-WR-CALNAME", &name);
    for FeedEntry { session, plan } in entries {
        let needs: Vec<String> = plan
            .iter()
            .flat_map(|plan| &plan.needs)
            .map(|need| {
                let phase = language.t_of("phase", need.phase.name());
                let nutrient = language.t_of("nutrient", need.amount.nutrient().name());
                format!("{phase}: {nutrient} {}", language.band(&need.amount, record.units))
            })
            .collect();
        let description = match needs.is_empty() {
            true => String::new(),
            false => format!("{}\n{}", language.t("calendar-feed-needs"), needs.join("\n")),
        };
        let id = format!("{}.{}@isotone", session.id, record.id);
        let title = language.title(session);
        calendar.event(&id, feed.created, (session.start, session.end()), &title, &description, true);
        if !feed.windows {
            continue;
        }
        let mut windows: Vec<_> = plan
            .iter()
            .flat_map(|plan| &plan.needs)
            .map(|need| (need.phase, need.from, need.until))
            .collect();
        windows.sort();
        windows.dedup();
        for (phase, from, until) in windows {
            let id = format!("{}.{}.{}.{}@isotone", session.id, phase.name(), from.as_second(), record.id);
            let phase = language.t_of("phase", phase.name());
            let said = language.with("phase", phase).with("title", title.as_str()).t("calendar-feed-window");
            calendar.event(&id, feed.created, (from, until), &said, "", false);
        }
    }
    calendar.line("END", "VCALENDAR");
    calendar.0
}

/// A calendar in the making.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A line, folded between characters.
    fn line(&mut self, key: &str, value: &str) {
        let mut length = 0;
        for letter in key.chars().chain([':']).chain(value.chars()) {
            if length + letter.len_utf8() > LONGEST {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(letter);
            length += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A line of text, whose marks are escaped.
    fn text(&mut self, key: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len());
        for letter in value.chars() {
            match letter {
                '\\' | ';' | ',' => escaped.extend(['\\', letter]),
                '\n' => escaped.push_str("\\n"),
                other if other.is_control() => {}
                other => escaped.push(other),
            }
        }
        self.line(key, &escaped);
    }

    fn event(
        &mut self,
        id: &str,
        stamp: Timestamp,
        span: (Timestamp, Timestamp),
        title: &str,
        description: &str,
        busy: bool,
    ) {
        let utc = |at: Timestamp| {
            let mut text = String::new();
            // Writing to a string does not fail.
            let _ = write!(text, "{}", at.strftime("%Y%m%dT%H%M%SZ"));
            text
        };
        self.line("BEGIN", "VEVENT");
        self.text("UID", id);
        self.line("DTSTAMP", &utc(stamp));
        self.line("DTSTART", &utc(span.0));
        self.line("DTEND", &utc(span.1));
        self.text("SUMMARY", title);
        if !description.is_empty() {
            self.text("DESCRIPTION", description);
        }
        self.line("TRANSP", if busy { "OPAQUE" } else { "TRANSPARENT" });
        self.line("END", "VEVENT");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trap_37_lines_are_folded_between_characters_and_marks_escaped() {
        let mut lines = Lines::default();
        lines.text("SUMMARY", &"Água; 💧, a\\b\nc ".repeat(20));
        for line in lines.0.split("\r\n") {
            assert!(line.len() <= LONGEST, "{} bytes: {line}", line.len());
        }
        let unfolded = lines.0.replace("\r\n ", "");
        assert!(unfolded.starts_with("SUMMARY:Água\\; 💧\\, a\\\\b\\nc Água"), "{unfolded}");
    }

    #[test]
    fn trap_37_times_are_instants_in_utc() {
        let mut lines = Lines::default();
        let at: Timestamp = "2027-06-02T10:00:00+02:00".parse().unwrap();
        lines.event("a@isotone", at, (at, at), "Run", "", true);
        assert!(lines.0.contains("DTSTART:20270602T080000Z\r\n"), "{}", lines.0);
    }
}
