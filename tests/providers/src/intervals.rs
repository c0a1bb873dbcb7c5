//! A simulated intervals.icu: a key, activities with their files, the diary, the calendar.
//!
//! Written from the forum's API thread and the integration cookbook.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use connect::providers::{Method, Request, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::world::{self, field, fields};

/// The address at which the simulated intervals.icu is reached.
pub const INTERVALS: &str = "http://127.0.0.1:1/intervals";

/// The simulated intervals.icu.
#[derive(Debug, Default)]
pub struct Intervals {
    /// Its athletes, by key.
    athletes: BTreeMap<String, Athlete>,
}

/// An athlete.
#[derive(Debug, Default)]
pub struct Athlete {
    id: String,
    activities: BTreeMap<String, (Value, Option<Vec<u8>>)>,
    wellness: BTreeMap<String, Value>,
    events: Vec<Value>,
}

impl Athlete {
    /// An activity, perhaps with the file that was uploaded.
    pub fn record(&mut self, id: &str, activity: Value, file: Option<Vec<u8>>) {
        let mut activity = activity;
        activity["id"] = json!(id);
        activity["icu_athlete_id"] = json!(self.id);
        self.activities.insert(id.to_owned(), (activity, file));
    }

    /// Removes an activity, of which nothing is told.
    pub fn delete(&mut self, id: &str) {
        self.activities.remove(id);
    }

    /// A day of the diary.
    pub fn write(&mut self, day: &str, row: Value) {
        let mut row = row;
        row["id"] = json!(day);
        self.wellness.insert(day.to_owned(), row);
    }

    /// The calendar.
    pub fn plan(&mut self, events: Vec<Value>) {
        self.events = events;
    }
}

/// A run as its activity says.
pub fn run(start: Timestamp, seconds: u32) -> Value {
    let text = start.to_string();
    json!({
        "name": "Morning run", "type": "Run", "source": "OAUTH_CLIENT", "start_date": text,
        "start_date_local": text.trim_end_matches('Z'), "elapsed_time": seconds, "moving_time": seconds,
        "distance": f64::from(seconds) * 3.0, "average_heartrate": 148, "file_type": "fit",
        "external_id": format!("{}", start.as_second()),
    })
}

impl Intervals {
    /// The athlete with this key, made when there is none.
    pub fn athlete(&mut self, key: &str) -> &mut Athlete {
        let id = format!("i{}", self.athletes.len() + 1);
        self.athletes.entry(key.to_owned()).or_insert_with(|| Athlete { id, ..Athlete::default() })
    }

    /// The athlete makes another key.
    pub fn change_key(&mut self, old: &str, new: &str) {
        if let Some(athlete) = self.athletes.remove(old) {
            self.athletes.insert(new.to_owned(), athlete);
        }
    }

    /// Answers a request; `rest` is its address behind the host.
    pub(crate) fn answer(&self, rest: &str, request: &Request) -> Response {
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let query = fields(query);
        let Some(athlete) = key(request).and_then(|key| self.athletes.get(&key)) else {
            return world::json(403, r#"{"status":403,"error":"Access denied"}"#);
        };
        if request.method != Method::Get {
            return world::json(405, "{}");
        }
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let within = |date: &str| field(&query, "oldest") <= date && date <= field(&query, "newest");
        match parts.as_slice() {
            ["athlete", "0"] => world::json(200, &json!({"id": athlete.id, "name": "Ada"}).to_string()),
            ["athlete", "0", "activities"] => {
                let local = |activity: &Value| {
                    activity["start_date_local"]
                        .as_str()
                        .unwrap_or_default()
                        .get(..10)
                        .unwrap_or_default()
                        .to_owned()
                };
                let rows: Vec<&Value> = athlete
                    .activities
                    .values()
                    .map(|(activity, _)| activity)
                    .filter(|a| within(&local(a)))
                    .collect();
                world::json(200, &json!(rows).to_string())
            }
            ["athlete", "0", "wellness"] => {
                let rows: Vec<&Value> =
                    athlete.wellness.iter().filter(|(day, _)| within(day)).map(|(_, row)| row).collect();
                world::json(200, &json!(rows).to_string())
            }
            ["athlete", "0", "wellness", day] => match athlete.wellness.get(*day) {
                Some(row) => world::json(200, &row.to_string()),
                None => world::json(404, "{}"),
            },
            ["athlete", "0", "events"] => world::json(200, &json!(athlete.events).to_string()),
            ["activity", id] => match athlete.activities.get(*id) {
                Some((activity, _)) => world::json(200, &activity.to_string()),
                None => world::json(404, r#"{"status":404,"error":"Activity not found"}"#),
            },
            ["activity", id, "file"] => match athlete.activities.get(*id) {
                Some((_, Some(file))) => world::file(file.clone()),
                _ => world::json(404, "{}"),
            },
            _ => world::json(404, "{}"),
        }
    }
}

/// The key in `Authorization: Basic`, whose user is `API_KEY`.
fn key(request: &Request) -> Option<String> {
    let header = request.headers.iter().find(|(name, _)| *name == "authorization")?;
    let plain = STANDARD.decode(header.1.strip_prefix("Basic ")?).ok()?;
    Some(String::from_utf8(plain).ok()?.strip_prefix("API_KEY:")?.to_owned())
}
