//! An activity of the simulated Strava.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// An activity: what the detail says, its streams, and how it misbehaves.
#[derive(Clone, Debug)]
pub struct Activity {
    detail: Map<String, Value>,
    streams: Option<Value>,
    /// The streams are empty before this.
    pub streams_from: Option<Timestamp>,
    /// It is not found before this.
    pub found_from: Option<Timestamp>,
}

impl Activity {
    /// A run with streams every ten seconds.
    pub fn run(start: Timestamp, seconds: u32) -> Self {
        let local = start.to_string();
        let detail = json!({
            "name": "Morning Run", "type": "Run", "sport_type": "Run",
            "start_date": start.to_string(), "start_date_local": local,
            "timezone": "(GMT+00:00) Europe/Lisbon", "utc_offset": 0.0,
            "elapsed_time": seconds, "moving_time": seconds,
            "distance": f64::from(seconds) * 3.0, "total_elevation_gain": 42.0,
            "average_heartrate": 150.0, "max_heartrate": 171.0, "has_heartrate": true,
            "average_temp": 24, "device_name": "Garmin Forerunner 965", "device_watts": false,
            "manual": false, "trainer": false, "commute": false, "private": false, "visibility": "everyone",
            "flagged": false, "from_accepted_tag": false, "upload_id": start.as_second(), "external_id": format!("garmin_push_{}", start.as_second()),
            "start_latlng": [38.7, -9.1], "end_latlng": [38.71, -9.11],
        });
        let times: Vec<u32> = (0..=seconds / 10).map(|step| step * 10).collect();
        let stream = |data: Value| json!({"data": data, "series_type": "time", "original_size": times.len(), "resolution": "high"});
        let streams = json!({
            "time": stream(json!(times)),
            "heartrate": stream(times.iter().map(|time| 140 + time % 20).collect()),
            "distance": stream(times.iter().map(|time| f64::from(*time) * 3.0).collect()),
        });
        Self { detail: object(detail), streams: Some(streams), streams_from: None, found_from: None }
    }

    /// A workout that the athlete typed: it has no streams.
    pub fn typed(start: Timestamp, seconds: u32) -> Self {
        let mut typed = Self::run(start, seconds);
        typed.streams = None;
        for (field, value) in
            [("manual", json!(true)), ("upload_id", Value::Null), ("external_id", Value::Null)]
        {
            typed.set(field, value);
        }
        typed
    }

    /// The same without streams, which are answered with 404: indoors, without a sensor.
    #[must_use]
    pub fn without_streams(mut self) -> Self {
        self.streams = None;
        self.set("trainer", json!(true));
        self
    }

    /// The same with other streams.
    #[must_use]
    pub fn with_streams(mut self, streams: Value) -> Self {
        self.streams = Some(streams);
        self
    }

    /// The same with another value of a field.
    #[must_use]
    pub fn with(mut self, field: &str, value: Value) -> Self {
        self.set(field, value);
        self
    }

    /// The same with streams that are empty before this.
    #[must_use]
    pub fn streams_from(mut self, at: Timestamp) -> Self {
        self.streams_from = Some(at);
        self
    }

    /// The same, not found before this.
    #[must_use]
    pub fn found_from(mut self, at: Timestamp) -> Self {
        self.found_from = Some(at);
        self
    }

    /// Another value of a field.
    pub fn set(&mut self, field: &str, value: Value) {
        self.detail.insert(field.to_owned(), value);
    }

    pub(super) fn is_private(&self) -> bool {
        self.detail["private"] == json!(true)
    }

    pub(super) fn start(&self) -> i64 {
        let text = self.detail["start_date"].as_str().unwrap_or_default();
        text.parse::<Timestamp>().map_or(0, Timestamp::as_second)
    }

    pub(super) fn summary(&self, id: u64, athlete: u64) -> Value {
        let mut summary = self.detail.clone();
        summary.insert("id".to_owned(), json!(id));
        summary.insert("athlete".to_owned(), json!({"id": athlete, "resource_state": 1}));
        summary.insert("resource_state".to_owned(), json!(2));
        Value::Object(summary)
    }

    pub(super) fn whole(&self, id: u64, athlete: u64) -> Value {
        let mut detail = object(self.summary(id, athlete));
        detail.insert("resource_state".to_owned(), json!(3));
        detail.insert("calories".to_owned(), json!(512.0));
        detail.insert("description".to_owned(), json!("felt warm"));
        detail.insert("laps".to_owned(), json!([{"elapsed_time": self.detail["elapsed_time"]}]));
        Value::Object(detail)
    }

    /// `None` where there are none at all.
    pub(super) fn streams(&self, now: Timestamp) -> Option<Value> {
        let streams = self.streams.clone()?;
        let ready = self.streams_from.is_none_or(|from| from <= now);
        Some(if ready { streams } else { json!({}) })
    }

    pub(super) fn is_found(&self, now: Timestamp) -> bool {
        self.found_from.is_none_or(|from| from <= now)
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
