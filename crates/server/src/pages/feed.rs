//! The calendar of an athlete's sessions (RFC 5545), under a private address. Times are instants in UTC, which every program
//! shows by its own clock; names of entries are stable, and the same plan gives the same bytes.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::{AthleteRecord, Feed, FeedEntry, FeedLine, FeedNews};
use jiff::Timestamp;

use super::fault::Fault;
use crate::language::Language;
use crate::{App, etag};

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
    let lines = lines(&record, &feed, &entries);
    let told: Vec<FeedLine> = lines.iter().map(|line| line.line.clone()).collect();
    let news = app.engine.tell_feed(&record.id, &told).await?;
    let text = written(&record, &feed, &lines, &news);
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let tag = format!("\"{:016x}\"", hasher.finish());
    // Proxies that compress make tags weak.
    if let Some(had) = etag::naming(&headers, &header::IF_NONE_MATCH, &tag) {
        return Ok(etag::not_modified(&had));
    }
    let mut answer = text.into_response();
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    answer.headers_mut().extend(HeaderValue::from_str(&tag).ok().map(|value| (header::ETAG, value)));
    Ok(answer)
}

/// An entry, and whether it takes the athlete's time.
struct Entry {
    line: FeedLine,
    busy: bool,
}

/// The entries of the calendar. Their names depend on nothing that moves.
fn lines(record: &AthleteRecord, feed: &Feed, entries: &[FeedEntry]) -> Vec<Entry> {
    let language = language_of(feed);
    let mut lines = Vec::new();
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
        let uid = format!("{}.{}@isotone", session.id, record.id);
        let title = language.title(session);
        let (start, end) = (session.start, session.end());
        lines.push(Entry {
            line: FeedLine { uid, start, end, title: title.clone(), description },
            busy: true,
        });
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
        let mut number = 0;
        let mut before = None;
        for (phase, start, end) in windows {
            number = if before == Some(phase) { number + 1 } else { 1 };
            before = Some(phase);
            let uid = format!("{}.{}.{number}.{}@isotone", session.id, phase.name(), record.id);
            let phase = language.t_of("phase", phase.name());
            let title = language.with("phase", phase).with("title", title.as_str()).t("calendar-feed-window");
            let line = FeedLine { uid, start, end, title, description: String::new() };
            lines.push(Entry { line, busy: false });
        }
    }
    lines
}

fn language_of(feed: &Feed) -> Language {
    Language::of_code(&feed.language).unwrap_or_default()
}

fn written(
    record: &AthleteRecord,
    feed: &Feed,
    entries: &[Entry],
    news: &BTreeMap<String, FeedNews>,
) -> String {
    let name = language_of(feed).with("name", record.name.as_str()).t("calendar-feed-name");
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
    for Entry { line, busy } in entries {
        if let Some(news) = news.get(&line.uid) {
            calendar.event(&line.uid, news, &line.description, *busy);
        }
    }
    for (uid, news) in news.iter().filter(|(_, news)| news.cancelled) {
        calendar.event(uid, news, "", false);
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

    fn event(&mut self, uid: &str, news: &FeedNews, description: &str, busy: bool) {
        let utc = |at: Timestamp| at.strftime("%Y%m%dT%H%M%SZ").to_string();
        self.line("BEGIN", "VEVENT");
        self.text("UID", uid);
        self.line("SEQUENCE", &news.sequence.to_string());
        self.line("DTSTAMP", &utc(news.changed));
        self.line("LAST-MODIFIED", &utc(news.changed));
        self.line("DTSTART", &utc(news.start));
        self.line("DTEND", &utc(news.end));
        self.text("SUMMARY", &news.title);
        if !description.is_empty() {
            self.text("DESCRIPTION", description);
        }
        self.line("STATUS", if news.cancelled { "CANCELLED" } else { "CONFIRMED" });
        self.line("TRANSP", if busy { "OPAQUE" } else { "TRANSPARENT" });
        // A window rings when it opens, with or without a network.
        if !busy && !news.cancelled {
            self.line("BEGIN", "VALARM");
            self.line("ACTION", "DISPLAY");
            self.text("DESCRIPTION", &news.title);
            self.line("TRIGGER", "PT0S");
            self.line("END", "VALARM");
        }
        self.line("END", "VEVENT");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::body::{Body, to_bytes};
    use engine::{AthleteChanges, ConditionsInput, Engine, FixedClock, NewPlannedSession};
    use jiff::tz::TimeZone;
    use store::Memory;
    use tower::ServiceExt;
    use units::{Duration, Mass, Temperature};

    use super::*;
    use crate::{Access, Settings};

    #[test]
    fn trap_37_lines_are_folded_between_characters_and_marks_escaped() {
        let mut lines = Lines::default();
        lines.text("SUMMARY", &"Água; 💧, a\\b\r\nc ".repeat(20));
        for line in lines.0.split("\r\n") {
            assert!(line.len() <= LONGEST, "{} bytes: {line}", line.len());
        }
        let unfolded = lines.0.replace("\r\n ", "");
        assert!(unfolded.starts_with("SUMMARY:Água\\; 💧\\, a\\\\b\\nc Água"), "{unfolded}");
    }

    fn run(start: &str) -> NewPlannedSession {
        NewPlannedSession {
            title: Some("Run".into()),
            start: start.parse().unwrap(),
            conditions: ConditionsInput {
                sport: Some("run".into()),
                duration: Some(Duration::from_hours(1.5)),
                air_temperature: Some(Temperature::from_celsius(26.0)),
                ..ConditionsInput::default()
            },
        }
    }

    async fn ada() -> (Engine, axum::Router) {
        let clock = FixedClock("2026-06-10T08:00:00Z".parse().unwrap());
        let engine = Engine::new(Arc::new(Memory::default()), Arc::new(clock));
        let server = crate::router(App::new(engine.clone(), Settings::of(Access::Open)));
        let changes = AthleteChanges { body_mass: Some(Mass::from_kg(70.0)), ..AthleteChanges::default() };
        engine.put_athlete("ada", changes, &TimeZone::UTC).await.unwrap();
        (engine, server)
    }

    #[tokio::test]
    async fn trap_58_a_calendar_that_was_compressed_on_the_way_is_known_again() {
        let (engine, server) = ada().await;
        engine.plan_session("ada", run("2026-06-11T10:00:00Z")).await.unwrap();
        let address = engine.make_feed("ada", true, "en").await.unwrap();
        let asked = async |had: Option<String>| {
            let path = format!("/calendar/{}.ics", address.expose());
            let mut request = axum::http::Request::get(path)
                .header("host", "isotone.test")
                .header("accept-encoding", "gzip");
            if let Some(had) = had {
                request = request.header("if-none-match", had);
            }
            server.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
        };
        let first = asked(None).await;
        let tag = first.headers()["etag"].to_str().unwrap().to_owned();
        for had in [tag.clone(), format!("W/{tag}"), tag.replace("+gzip", "")] {
            assert_eq!(asked(Some(had.clone())).await.status(), StatusCode::NOT_MODIFIED, "{had}");
        }
        engine.plan_session("ada", run("2026-06-12T10:00:00Z")).await.unwrap();
        assert_eq!(asked(Some(tag)).await.status(), StatusCode::OK);
    }

    async fn fetched(server: &axum::Router, address: &str) -> String {
        let request =
            axum::http::Request::get(format!("/calendar/{address}.ics")).header("host", "isotone.test");
        let answer = server.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let bytes = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap().replace("\r\n ", "")
    }

    /// The value of a key in each entry.
    fn values(feed: &str, key: &str) -> Vec<String> {
        let values = feed.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        values.map(str::to_owned).collect()
    }

    #[tokio::test]
    async fn trap_37_a_feed_is_the_same_twice_and_tells_moves_and_cancellations_under_the_same_names() {
        let (engine, server) = ada().await;
        let session = engine.plan_session("ada", run("2026-06-11T10:00:00Z")).await.unwrap();
        let address = engine.make_feed("ada", true, "en").await.unwrap();
        let first = fetched(&server, address.expose()).await;
        assert_eq!(first, fetched(&server, address.expose()).await);
        assert!(values(&first, "DTSTART").contains(&"20260611T100000Z".to_owned()), "{first}");
        let uids = values(&first, "UID");
        assert_eq!(
            values(&first, "TRIGGER").len(),
            uids.len() - 1,
            "trap 29: windows ring without a network"
        );
        assert!(uids.len() >= 3 && values(&first, "SEQUENCE").iter().all(|number| number == "0"), "{first}");

        engine.change_session("ada", &session.id, run("2026-06-11T12:00:00Z")).await.unwrap();
        let moved = fetched(&server, address.expose()).await;
        assert_eq!(values(&moved, "UID"), uids, "{moved}");
        let number = |feed: &str| {
            let place =
                values(feed, "UID").iter().position(|uid| uid.starts_with(&format!("{}.ada", session.id)));
            values(feed, "SEQUENCE")[place.unwrap()].clone()
        };
        assert_eq!(number(&moved), "1", "{moved}");
        assert!(values(&moved, "DTSTART").contains(&"20260611T120000Z".to_owned()), "{moved}");

        engine.cancel_session("ada", &session.id).await.unwrap();
        let cancelled = fetched(&server, address.expose()).await;
        assert!(values(&cancelled, "STATUS").iter().all(|status| status == "CANCELLED"), "{cancelled}");
        assert_eq!(values(&cancelled, "UID").len(), uids.len());
        assert_eq!(number(&cancelled), "2", "{cancelled}");
    }
}
