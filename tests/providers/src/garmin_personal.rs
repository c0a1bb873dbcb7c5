//! A simulated Personal API of Garmin: a key, a token of a day, activities with their files in an archive, nights, weights.
//!
//! Written from two public clients of it.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use connect::providers::{Method, Request, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::Seed;
use crate::world::{self, field, fields};

/// The address at which the simulated Personal API is reached.
pub const GARMIN_PERSONAL: &str = "http://127.0.0.1:1/garmin-personal";

/// The simulated Personal API.
#[derive(Debug, Default)]
pub struct GarminPersonal {
    users: BTreeMap<String, User>,
    tokens: BTreeMap<String, (String, i64)>,
}

/// A user, with one key.
#[derive(Debug, Default)]
pub struct User {
    activities: BTreeMap<u64, (Value, Option<Vec<u8>>)>,
    nights: BTreeMap<String, Value>,
    weights: BTreeMap<String, Vec<Value>>,
}

impl User {
    /// An activity, perhaps with its file.
    pub fn record(&mut self, id: u64, start: Timestamp, seconds: u32, file: Option<Vec<u8>>) {
        let text = start.strftime("%Y-%m-%dT%H:%M:%S.0").to_string();
        let activity = json!({
            "activityId": id, "activityName": "Lisbon Running", "startTimeGMT": text, "startTimeLocal": text,
            "activityType": {"typeId": 1, "typeKey": "running"}, "duration": seconds, "elapsedDuration": seconds,
            "distance": f64::from(seconds) * 3.0, "averageHR": 150.0, "maxHR": 171.0, "ownerId": 1,
        });
        self.activities.insert(id, (activity, file));
    }

    /// Removes an activity; nothing tells of it.
    pub fn delete(&mut self, id: u64) {
        self.activities.remove(&id);
    }

    /// A night as it stands now.
    pub fn sleep(&mut self, day: &str, start: Timestamp, seconds: i64, confirmed: &str) {
        let (from, to) = (start.as_millisecond(), start.as_millisecond() + seconds * 1000);
        let night = json!({
            "id": from, "userProfilePK": 1, "calendarDate": day, "sleepTimeSeconds": seconds,
            "sleepWindowConfirmationType": confirmed, "sleepStartTimestampGMT": from, "sleepEndTimestampGMT": to,
            "sleepStartTimestampLocal": from, "sleepEndTimestampLocal": to,
        });
        self.nights.insert(day.to_owned(), night);
    }

    /// A weighing.
    pub fn weigh(&mut self, day: &str, at: Timestamp, grams: f64) {
        let text = at.strftime("%Y-%m-%dT%H:%M:%S.000+00:00").to_string();
        let metric =
            json!({"calendarDate": day, "weight": grams, "timestampGMT": text, "sourceType": "INDEX_SCALE"});
        self.weights.entry(day.to_owned()).or_default().push(metric);
    }

    /// The user deletes the weighings of a day that show this.
    pub fn take_back(&mut self, day: &str, grams: f64) {
        if let Some(all) = self.weights.get_mut(day) {
            all.retain(|metric| metric["weight"] != json!(grams));
        }
    }
}

impl GarminPersonal {
    /// The user of this key, made when there is none.
    pub fn user(&mut self, key: &str) -> &mut User {
        self.users.entry(key.to_owned()).or_default()
    }

    /// The key ends.
    pub fn end(&mut self, key: &str) {
        self.users.remove(key);
        self.tokens.retain(|_, (of, _)| of != key);
    }

    /// Answers a request; `rest` is its address behind the host.
    pub(crate) fn answer(
        &mut self,
        rest: &str,
        request: &Request,
        now: Timestamp,
        seed: &mut Seed,
    ) -> Response {
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let query = fields(query);
        let header = request.headers.iter().find(|(name, _)| *name == "authorization");
        let header = header.map(|(_, value)| value.as_str()).unwrap_or_default();
        if path == "/personalapitoken-service/personal-api/personal-api-key/token" {
            let key = header.strip_prefix("ApiKey ").unwrap_or_default();
            if request.method != Method::Post || !self.users.contains_key(key) {
                return world::json(401, r#"{"message":"HTTP 401 Unauthorized"}"#);
            }
            let end = now.as_second() + 86_400;
            let claims = URL_SAFE_NO_PAD.encode(json!({"exp": end, "jti": seed.token()}).to_string());
            let token = format!("e30.{claims}.c2ln");
            self.tokens.insert(token.clone(), (key.to_owned(), end));
            return world::file(token.into_bytes());
        }
        let token = header.strip_prefix("Bearer ").unwrap_or_default();
        let known = self.tokens.get(token).filter(|(_, end)| now.as_second() < *end);
        let Some(user) = known.and_then(|(key, _)| self.users.get(key)) else {
            return world::json(401, "{}");
        };
        data(user, path, &query)
    }
}

fn data(user: &User, path: &str, query: &[(String, String)]) -> Response {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let number = |name: &str, or: usize| field(query, name).parse::<usize>().unwrap_or(or);
    match parts.as_slice() {
        ["userprofile-service", "userprofile", "settings"] => {
            world::json(200, r#"{"displayName":"ada-runs","timeZone":"Europe/Lisbon"}"#)
        }
        ["activitylist-service", "activities", "search", "activities"] => {
            // The newest first.
            let mut rows: Vec<&Value> = user.activities.values().map(|(activity, _)| activity).collect();
            rows.sort_by_key(|row| std::cmp::Reverse(row["startTimeGMT"].as_str()));
            let rows: Vec<&Value> =
                rows.into_iter().skip(number("start", 0)).take(number("limit", 20).min(45)).collect();
            world::json(200, &json!(rows).to_string())
        }
        ["activity-service", "activity", id] => match found(user, id) {
            Some((activity, _)) => {
                let whole = json!({"activityId": activity["activityId"], "activityName": activity["activityName"],
                    "activityTypeDTO": activity["activityType"], "summaryDTO": activity});
                world::json(200, &whole.to_string())
            }
            None => world::json(404, "{}"),
        },
        ["download-service", "files", "activity", id] => match found(user, id) {
            Some((_, Some(file))) => world::file(file.clone()),
            _ => world::json(404, "{}"),
        },
        ["sleep-service", "sleep", "dailySleepSummariesByDate"] => {
            let (from, to) = (field(query, "startDate"), field(query, "endDate"));
            let within = |day: &&String| from <= day.as_str() && day.as_str() <= to;
            let rows: Vec<&Value> =
                user.nights.iter().filter(|(day, _)| within(day)).map(|(_, night)| night).collect();
            world::json(200, &json!(rows).to_string())
        }
        ["sleep-service", "sleep", "dailySleep"] => match user.nights.get(field(query, "date")) {
            Some(night) => world::json(200, &night.to_string()),
            None => world::json(404, "{}"),
        },
        ["weight-service", "weight", "range", from, to] => {
            let within = |day: &&String| *from <= day.as_str() && day.as_str() <= *to;
            let days: Vec<Value> = user
                .weights
                .iter()
                .filter(|(day, _)| within(day))
                .map(|(day, all)| {
                    let shown =
                        all.iter().filter(|_| field(query, "includeAll") == "true").collect::<Vec<_>>();
                    json!({"summaryDate": day, "numOfWeightEntries": all.len(), "latestWeight": all.last(),
                           "allWeightMetrics": shown})
                })
                .collect();
            world::json(200, &json!({ "dailyWeightSummaries": days }).to_string())
        }
        _ => world::json(404, "{}"),
    }
}

fn found<'a>(user: &'a User, id: &str) -> Option<&'a (Value, Option<Vec<u8>>)> {
    user.activities.get(&id.parse::<u64>().ok()?)
}
