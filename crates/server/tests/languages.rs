//! The pages of what happened, walked in Portuguese and Spanish: not one English text is left on them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use engine::{Engine, FixedClock};
use fluent_syntax::ast::{Entry, PatternElement};
use jiff::{SignedDuration, Timestamp};
use server::{Access, App, Settings};
use store::Memory;
use tower::ServiceExt;

const NOW: &str = "2026-06-10T08:00:00Z";

struct Server {
    router: Router,
    /// Reads what was imported, as the program does beside the server.
    engine: Engine,
}

impl Server {
    fn new() -> Self {
        let clock = FixedClock(NOW.parse().unwrap());
        let engine = Engine::new(Arc::new(Memory::default()), Arc::new(clock));
        let settings = Settings::of(Access::Open);
        Self { router: server::router(App::new(engine.clone(), settings)), engine }
    }

    async fn ask(&self, method: &str, path: &str, language: &str, kind: &str, body: String) -> String {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "isotone.test")
            .header("cookie", format!("language={language}"))
            .header("content-type", kind)
            .body(Body::from(body));
        let answer = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let body = to_bytes(answer.into_body(), 1 << 24).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }

    async fn get(&self, path: &str, language: &str) -> String {
        self.ask("GET", path, language, "text/plain", String::new()).await
    }

    async fn api(&self, path: &str, body: &str) -> serde_json::Value {
        let path = format!("/api/v1/athletes{path}");
        let answer = self.ask("POST", &path, "en", "application/json", body.to_owned()).await;
        serde_json::from_str(&answer).unwrap()
    }

    /// Takes in files, and reads them.
    async fn import(&self, files: &[(&str, String)]) {
        let mut form = String::new();
        for (name, content) in files {
            form += &format!(
                "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n"
            );
        }
        form += "--b--\r\n";
        self.ask("POST", "/a/me/imports", "en", "multipart/form-data; boundary=b", form).await;
        while self.engine.work(10).await.unwrap().done > 0 {}
    }
}

/// A track as a watch writes it, so many hours before now and seconds late.
fn track(hours: i64, late: i64) -> String {
    let now: Timestamp = NOW.parse().unwrap();
    let begun = now - SignedDuration::from_hours(hours) + SignedDuration::from_secs(late);
    let point = |minute: i64| {
        let at = begun + SignedDuration::from_mins(minute);
        let north = 38.7 + 0.002 * f64::from(i32::try_from(minute).unwrap());
        format!("<trkpt lat=\"{north}\" lon=\"-9.1\"><time>{at}</time></trkpt>")
    };
    let points: String = (0..=30).map(point).collect();
    format!("<gpx><trk><type>running</type><trkseg>{points}</trkseg></trk></gpx>")
}

/// The texts of a language that stand alone, and the longer pieces of all its texts.
fn texts(language: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut whole, mut pieces) = (BTreeSet::new(), BTreeSet::new());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("texts").join(language);
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for entry in fluent_syntax::parser::parse(text).unwrap().body {
            let Entry::Message(message) = entry else { continue };
            let elements = message.value.unwrap().elements;
            for element in &elements {
                let PatternElement::TextElement { value } = element else { continue };
                let value = value.trim();
                if elements.len() == 1 && value.chars().count() > 2 {
                    whole.insert(value.to_owned());
                }
                if value.chars().count() >= 12 {
                    pieces.insert(value.to_owned());
                }
            }
        }
    }
    (whole, pieces)
}

/// What a reader sees or hears of a page: the text between its tags, and the attributes that speak. What the page itself
/// marks as English, such as the reason why a file is refused, is left out.
fn spoken(page: &str) -> Vec<String> {
    let mut spoken = Vec::new();
    let mut english = false;
    for piece in page.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        if !tag.is_empty() {
            english = tag.contains("lang=\"en\"");
        }
        for name in ["placeholder", "aria-label", "data-busy"] {
            let attribute = tag.split_once(&format!(" {name}=\""));
            spoken.extend(attribute.and_then(|(_, after)| after.split('"').next()).map(str::to_owned));
        }
        if !english {
            spoken.push(text.replace("&#39;", "'").replace("&#34;", "\"").trim().to_owned());
        }
    }
    spoken
}

/// Forms that are refused: where they go, and their fields.
const WRONG: [(&str, &str); 5] = [
    ("/a/me/log", "body_mass=heavy&at=soon"),
    ("/a/me/plan", "sport=flying&start=soon&duration=long&air_temperature=hot&relative_humidity=wet"),
    ("/a/me/settings", "name=&body_mass=heavy&height=tall&born=young&zone=Moon&bedtime=late&rise=early"),
    (
        "/a/me/scan",
        "sport=flying&at=soon&duration=long&patch_time=some&patch_inlet=small&air_temperature=hot&relative_humidity=wet&mass_before=heavy&mass_after=less",
    ),
    (
        "/a/me/test",
        "sport=flying&at=soon&duration=long&air_temperature=hot&relative_humidity=wet&mass_before=heavy&mass_after=less&drunk=much&urine=some&patch_volume=full&patch_inlet=small&patch_chloride=salty&patch_time=some",
    ),
];

/// What the core says in English of wrong fields, and of where a patch sits.
const OF_THE_CORE: [&str; 5] = ["such as", "Write ", "write ", "nner forearm", "pper back"];

/// The fields of a form as one with files is sent.
fn parts(fields: &str) -> String {
    let one = |field: &str| {
        let (name, value) = field.split_once('=').unwrap();
        format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    fields.split('&').map(one).collect::<String>() + "--b--\r\n"
}

#[tokio::test]
async fn what_happened_is_told_without_a_word_of_english() {
    let server = Server::new();
    server.api("", r#"{"name": "Ada", "body_mass": "61 kg"}"#).await;
    let torn = track(60, 0);
    server
        .import(&[
            ("loop.gpx", track(30, 0)),
            ("again.gpx", track(30, 4)),
            ("future.gpx", track(-50, 0)),
            ("torn.gpx", torn[..torn.len() * 2 / 3].to_owned()),
            ("notes.txt", "no recording".to_owned()),
        ])
        .await;
    server.import(&[("loop.gpx", track(30, 0))]).await;
    for entry in [
        r#"{"what": "sleep", "start": "2026-06-08 23:00", "duration": "7 h 30 min"}"#,
        r#"{"what": "nap", "start": "2026-06-09 15:00", "duration": "40 min"}"#,
        r#"{"what": "run", "start": "2026-06-07 07:00", "duration": "1 h", "distance": "10 km"}"#,
    ] {
        let events = server.api("/me/entries", entry).await;
        assert!(events[0]["id"].is_string(), "{events}");
    }
    let gone = server
        .api("/me/entries", r#"{"what": "ride", "start": "2026-06-06 07:00", "duration": "1 h"}"#)
        .await;
    let path = format!("/me/timeline/{}/overrule", gone[0]["id"].as_str().unwrap());
    server.api(&path, r#"{"say": "discard"}"#).await;
    let logged = "body_mass=70.4+kg&drink=500+mL&motivation=4&fatigue=2";
    server.ask("POST", "/a/me/log", "en", "application/x-www-form-urlencoded", logged.to_owned()).await;

    let english = server.get("/a/me/timeline", "en").await;
    for there in ["Why one event", "What you decided", "For you to decide", "names the event", "Nap"] {
        assert!(english.contains(there), "the walk meets: {there}");
    }
    let imports = server.get("/a/me/imports", "en").await;
    let mut pages = vec!["/a/me/timeline".to_owned(), "/a/me/imports".to_owned(), "/a/me/log".to_owned()];
    pages.extend(imports.split("href=\"").filter_map(|link| {
        let link = link.split('"').next()?;
        link.starts_with("/a/me/imports/").then(|| link.to_owned())
    }));
    assert_eq!(pages.len(), 5, "{pages:?}");
    for also in
        ["", "/plan", "/profile", "/what-if", "/catalogue", "/settings", "/test", "/scan", "/more", "/data"]
    {
        pages.push(format!("/a/me{also}"));
    }
    pages.push("/validation".to_owned());
    let (whole, pieces) = texts("en");
    for language in ["pt", "es"] {
        let (own, own_pieces) = texts(language);
        let mut read = Vec::new();
        for (path, fields) in WRONG {
            let (kind, body) = match path {
                "/a/me/scan" | "/a/me/test" => ("multipart/form-data; boundary=b", parts(fields)),
                _ => ("application/x-www-form-urlencoded", fields.replace(' ', "+")),
            };
            let page = server.ask("POST", path, language, kind, body).await;
            assert!(page.contains("aria-invalid"), "{path} refuses {fields}: {page}");
            read.push((path, page));
        }
        for path in &pages {
            read.push((path, server.get(path, language).await));
        }
        for (path, page) in read {
            assert!(page.contains(&format!("<html lang=\"{language}\">")), "{path}");
            for text in spoken(&page) {
                let said = whole.contains(&text) && !own.contains(&text);
                assert!(
                    !said && !OF_THE_CORE.iter().any(|word| text.contains(word)),
                    "{path} in {language} says {text:?}"
                );
                let mut left = pieces.difference(&own_pieces).filter(|piece| text.contains(piece.as_str()));
                assert_eq!(left.next(), None, "{path} in {language} says {text:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_workout_is_typed_in_the_readers_words() {
    let server = Server::new();
    server.api("", r#"{"name": "Ada", "body_mass": "61 kg"}"#).await;
    let kind = "application/x-www-form-urlencoded";
    for (language, what, start, minutes) in
        [("pt", "Sono", "2026-06-08+23:00", 420), ("es", "siesta", "2026-06-09+15:00", 40)]
    {
        let form = format!("what={what}&start={start}&duration={minutes}+min");
        server.ask("POST", "/a/me/log", language, kind, form).await;
    }
    let events = server.get("/api/v1/athletes/me/timeline", "en").await;
    assert!(!events.contains("workout\":{"), "both are sleeps: {events}");
    let timeline = server.get("/a/me/timeline", "pt").await;
    assert!(timeline.contains(">Sono</span>") && timeline.contains(">Sesta</span>"), "{timeline}");
}
