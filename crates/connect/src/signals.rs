//! Signals: what happened in the product, for the operator's own analytics. Off unless asked for.
//!
//! A [`Signal`] names an event of a closed list, a person by a pseudonym, and nothing else: no amounts, no coordinates, no
//! names. The list is `docs/signals.json`. A [`Sink`] takes it: an HTTP service in the form of Segment (RudderStack takes the same)
//! or of PostHog, or a file of JSON lines. Each signal has a name that stays the same at every try, by which the receiver counts
//! it once.

use std::future::Future;
use std::io::Write as _;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::notify::{Answer, Guard, Net, Post};

/// Something that happened in the product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Its name, the same at every try: a UUID.
    pub id: String,
    /// What happened, such as `Test Taken`.
    pub event: String,
    /// Whose, by a pseudonym.
    pub person: String,
    /// When.
    pub at: Timestamp,
}

/// A signal on its way.
pub type Delivering<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

/// Takes signals.
pub trait Sink: Send + Sync {
    /// Delivers a signal. Every failure is an [`Answer`], within a bounded time.
    fn deliver<'a>(&'a self, signal: &'a Signal) -> Delivering<'a>;
}

/// Where signals go.
pub struct Signals {
    form: Form,
}

enum Form {
    Segment { net: Net, url: String, authorization: String },
    PostHog { net: Net, url: String, key: String },
    Lines(Mutex<PathBuf>),
}

impl std::fmt::Debug for Signals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signals(…)")
    }
}

impl Signals {
    /// The sink that a setting names: `segment:https://rudder.example.org`, `posthog:https://eu.i.posthog.com` or
    /// `file:/var/log/isotone-signals.jsonl`. `key` is the write key of a service.
    ///
    /// # Errors
    /// In words, what is expected.
    pub fn new(place: &str, key: Option<&str>) -> Result<Self, String> {
        let expected = "write segment:https://…, posthog:https://… or file:/path/signals.jsonl";
        let (kind, rest) = place.split_once(':').ok_or(expected)?;
        if kind == "file" && !rest.is_empty() {
            return Ok(Self { form: Form::Lines(Mutex::new(PathBuf::from(rest))) });
        }
        let url: reqwest::Url = rest.parse().map_err(|_| expected.to_owned())?;
        let host = url.host_str().ok_or(expected)?;
        // The operator names it: it may be inside the operator's network, with http there.
        let net = Net::new(Guard::allowing([host.to_owned()]))?;
        let url = rest.trim_end_matches('/');
        let key = key
            .map(str::trim)
            .filter(|key| !key.is_empty())
            .ok_or("signals_key: write the key of the service")?;
        let form = match kind {
            "segment" => Form::Segment {
                net,
                url: format!("{url}/v1/batch"),
                authorization: format!("Basic {}", BASE64.encode(format!("{key}:"))),
            },
            "posthog" => Form::PostHog { net, url: format!("{url}/batch/"), key: key.to_owned() },
            _ => return Err(expected.to_owned()),
        };
        Ok(Self { form })
    }

    fn body(&self, signal: &Signal) -> Value {
        let Signal { id, event, person, at } = signal;
        match &self.form {
            Form::Segment { .. } => json!({"batch": [{
                "type": "track", "event": event, "messageId": id, "anonymousId": person, "timestamp": at,
                // Without it services take the server's own address for the person's.
                "context": {"ip": "0.0.0.0"}, "properties": {}
            }]}),
            Form::PostHog { key, .. } => json!({"api_key": key, "batch": [{
                "event": event, "uuid": id, "distinct_id": person, "timestamp": at,
                "properties": {"$geoip_disable": true, "$ip": null, "$process_person_profile": false}
            }]}),
            Form::Lines(_) => json!({"event": event, "id": id, "person": person, "at": at}),
        }
    }
}

impl Sink for Signals {
    fn deliver<'a>(&'a self, signal: &'a Signal) -> Delivering<'a> {
        Box::pin(async move {
            let body = self.body(signal).to_string();
            let (net, url, authorization) = match &self.form {
                Form::Segment { net, url, authorization } => (net, url, Some(authorization.clone())),
                Form::PostHog { net, url, .. } => (net, url, None),
                Form::Lines(path) => return append(path, &body),
            };
            let mut headers = vec![("content-type", "application/json".to_owned())];
            headers.extend(authorization.map(|authorization| ("authorization", authorization)));
            let post = Post { method: reqwest::Method::POST, url, headers, body: body.into_bytes() };
            match net.send(post).await {
                Ok(said) => said.answer(false),
                Err(answer) => answer,
            }
        })
    }
}

/// Appends a line, whole.
fn append(path: &Mutex<PathBuf>, line: &str) -> Answer {
    let path = path.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let written = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(&*path)
        .and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()));
    match written {
        Ok(()) => Answer::Accepted,
        Err(error) => Answer::Later { after: None, why: format!("{}: {error}", path.display()) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal() -> Signal {
        Signal {
            id: "0b8f0a3e-5a0c-4a52-9d0b-4a3a7d1f2c11".into(),
            event: "Test Taken".into(),
            person: "p-1f".into(),
            at: "2026-06-10T08:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn trap_33_the_address_of_the_server_is_taken_for_nobodys_place() {
        let posthog = Signals::new("posthog:https://eu.i.posthog.com", Some("phc_1")).unwrap();
        let body = posthog.body(&signal());
        assert_eq!(body["batch"][0]["properties"]["$geoip_disable"], true);
        let segment = Signals::new("segment:https://rudder.example.org", Some("k")).unwrap();
        assert_eq!(segment.body(&signal())["batch"][0]["context"]["ip"], "0.0.0.0");
    }

    #[test]
    fn trap_34_the_same_signal_again_has_the_same_bytes() {
        for (place, key) in [
            ("segment:https://r.example.org", Some("k")),
            ("posthog:https://p.example.org", Some("k")),
            ("file:/x", None),
        ] {
            let sink = Signals::new(place, key).unwrap();
            assert_eq!(sink.body(&signal()).to_string(), sink.body(&signal()).to_string(), "{place}");
            assert!(sink.body(&signal()).to_string().contains(&signal().id), "{place}");
        }
    }

    #[test]
    fn what_is_no_place_is_refused_in_words() {
        for (place, key) in
            [("", None), ("segment:", Some("k")), ("file:", None), ("other:https://x.example", Some("k"))]
        {
            assert!(Signals::new(place, key).unwrap_err().starts_with("write segment"), "{place}");
        }
        assert!(Signals::new("posthog:https://x.example", None).unwrap_err().starts_with("signals_key"));
    }

    #[tokio::test]
    async fn lines_are_appended() {
        let path = std::env::temp_dir().join(format!("isotone-signals-{}.jsonl", std::process::id()));
        let sink = Signals::new(&format!("file:{}", path.display()), None).unwrap();
        for _ in 0..2 {
            assert_eq!(sink.deliver(&signal()).await, Answer::Accepted);
        }
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(lines.len() == 2 && lines[0] == lines[1] && lines[0]["event"] == "Test Taken");
    }
}
