//! A simulated Garmin: consent with PKCE, pushes and pings of many users at once, the past on request.
//!
//! Written from what implementers of the partner programme publish and from RADAR-base's samples.

use std::collections::BTreeMap;

use connect::providers::{Method, Request, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::world::{self, field, fields};
use crate::{Seed, Told};

/// The address at which the simulated Garmin is reached.
pub const GARMIN: &str = "http://127.0.0.1:1/garmin";

/// The simulated Garmin.
#[derive(Debug)]
pub struct Garmin {
    /// The application's name.
    pub client: String,
    /// The application's secret.
    pub secret: String,
    /// Where it sends its notices: set by hand on Garmin's pages.
    pub callback: Option<String>,
    /// Whether it sends addresses instead of data.
    pub pings: bool,
    /// How requests for the past are answered; 202 and notices if absent.
    pub past: Option<u16>,
    users: BTreeMap<String, User>,
    /// Whose each access token is, or was: found at once among thousands.
    bearers: BTreeMap<String, String>,
    codes: BTreeMap<String, (String, Vec<String>, String)>,
    links: BTreeMap<String, (String, Vec<u8>)>,
    told: Vec<Told>,
}

#[derive(Debug, Default)]
struct User {
    summaries: Vec<(String, Value)>,
    grant: Option<Grant>,
}

#[derive(Debug)]
struct Grant {
    access: String,
    refresh: String,
    permissions: Vec<String>,
    expires: i64,
}

impl Default for Garmin {
    fn default() -> Self {
        Self {
            client: "garmin-client".to_owned(),
            secret: "garmin-secret".to_owned(),
            callback: None,
            pings: false,
            past: None,
            users: BTreeMap::new(),
            bearers: BTreeMap::new(),
            codes: BTreeMap::new(),
            links: BTreeMap::new(),
            told: Vec::new(),
        }
    }
}

/// A run as its summary says.
pub fn run(summary: &str, start: Timestamp, seconds: u32) -> Value {
    json!({
        "summaryId": summary, "activityId": summary.parse::<u64>().unwrap_or(1), "activityType": "RUNNING",
        "activityName": "Lisbon Running", "startTimeInSeconds": start.as_second(),
        "startTimeOffsetInSeconds": 0, "durationInSeconds": seconds, "distanceInMeters": f64::from(seconds) * 3.0,
        "averageHeartRateInBeatsPerMinute": 150, "deviceName": "Garmin Forerunner 965", "manual": false,
    })
}

/// A night as its summary says.
pub fn night(summary: &str, start: Timestamp, seconds: u32, validation: &str) -> Value {
    let end = start.as_second() + i64::from(seconds);
    json!({
        "summaryId": summary, "calendarDate": "2026-11-30", "startTimeInSeconds": start.as_second(),
        "startTimeOffsetInSeconds": 0, "durationInSeconds": seconds, "validation": validation,
        "sleepLevelsMap": {"light": [{"startTimeInSeconds": start.as_second(), "endTimeInSeconds": end}]},
    })
}

impl Garmin {
    /// What the consent page does when the user allows this.
    pub fn consent(&mut self, address: &str, user: &str, permissions: &[&str], seed: &mut Seed) -> String {
        let query = fields(address.split_once('?').map_or("", |(_, query)| query));
        let (redirect, state) = (field(&query, "redirect_uri"), field(&query, "state"));
        let challenge = field(&query, "code_challenge").to_owned();
        let code = seed.token();
        let permissions = permissions.iter().map(|&permission| permission.to_owned()).collect();
        self.users.entry(user.to_owned()).or_default();
        self.codes.insert(code.clone(), (user.to_owned(), permissions, challenge));
        format!("{redirect}?state={state}&code={code}")
    }

    /// The user's watch is synchronised: a summary is made and told.
    pub fn sync(&mut self, user: &str, kind: &str, summary: Value, seed: &mut Seed) {
        let known = self.users.entry(user.to_owned()).or_default();
        known.summaries.push((kind.to_owned(), summary.clone()));
        self.tell(kind, &[(user, summary)], seed);
    }

    /// Sends rows of one kind, of several users, in one request.
    pub fn tell(&mut self, kind: &str, rows: &[(&str, Value)], seed: &mut Seed) {
        let mut sent = Vec::new();
        for (user, row) in rows {
            let mut row = row.clone();
            row["userId"] = json!(user);
            if self.pings {
                let link = self.link(user, Value::from(vec![row]).to_string().into_bytes(), kind, seed);
                row = json!({"userId": user, "callbackURL": link});
            }
            sent.push(row);
        }
        self.send(&json!({ kind: sent }));
    }

    /// Tells of a device's own file, which is fetched at an address.
    pub fn tell_file(&mut self, user: &str, summary: &str, file: Vec<u8>, seed: &mut Seed) {
        let link = self.link(user, file, "activityFile", seed);
        let row = json!({"userId": user, "summaryId": summary, "fileType": "FIT", "callbackURL": link});
        self.send(&json!({ "activityFiles": [row] }));
    }

    /// Sends a body as it is.
    pub fn send(&mut self, body: &Value) {
        let Some(to) = self.callback.clone() else { return };
        let headers = vec![("garmin-client-id".to_owned(), self.client.clone())];
        self.told.push(Told { provider: "garmin", to, headers, body: body.to_string() });
    }

    /// The user ends the access on Garmin's pages.
    pub fn deregister(&mut self, user: &str) {
        if let Some(known) = self.users.get_mut(user) {
            known.grant = None;
        }
        self.send(&json!({ "deregistrations": [{"userId": user}] }));
    }

    /// Whether this server has access to the user.
    pub fn has_access(&self, user: &str) -> bool {
        self.users.get(user).is_some_and(|user| user.grant.is_some())
    }

    fn link(&mut self, user: &str, content: Vec<u8>, kind: &str, seed: &mut Seed) -> String {
        let token = seed.token();
        self.links.insert(token.clone(), (user.to_owned(), content));
        format!("{GARMIN}/wellness-api/rest/{kind}?token={token}")
    }

    pub(crate) fn take_told(&mut self) -> Vec<Told> {
        std::mem::take(&mut self.told)
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
        if path == "/oauth/token" {
            return self.token(&fields(request.body.as_deref().unwrap_or_default()), now, seed);
        }
        let Some(user) = self.bearer(request, now) else {
            return world::json(401, r#"{"error":"unauthorized"}"#);
        };
        match (request.method, path) {
            (Method::Get, "/partner-gateway/rest/user/id") => {
                world::json(200, &json!({ "userId": user }).to_string())
            }
            (Method::Get, "/partner-gateway/rest/user/permissions") => {
                let granted = self.users.get(&user).and_then(|user| user.grant.as_ref());
                let permissions = granted.map(|grant| grant.permissions.clone()).unwrap_or_default();
                world::json(200, &json!({ "permissions": permissions }).to_string())
            }
            (Method::Delete, "/partner-gateway/rest/user/registration") => {
                if let Some(known) = self.users.get_mut(&user) {
                    known.grant = None;
                }
                world::json(204, "")
            }
            (Method::Get, path) => match path.strip_prefix("/wellness-api/rest/backfill/") {
                Some(kind) => self.past(kind, &user, &query, seed),
                None => self.content(&user, &query),
            },
            _ => world::json(404, "{}"),
        }
    }

    fn content(&self, user: &str, query: &[(String, String)]) -> Response {
        match self.links.get(field(query, "token")).filter(|(owner, _)| owner == user) {
            Some((_, content)) => Response {
                status: 200,
                headers: vec![("content-type".to_owned(), "application/octet-stream".to_owned())],
                body: content.clone(),
            },
            None => world::json(404, "{}"),
        }
    }

    /// What was there before is sent as notices, the newest first.
    fn past(&mut self, kind: &str, user: &str, query: &[(String, String)], seed: &mut Seed) -> Response {
        if let Some(status) = self.past {
            return world::json(status, r#"{"errorMessage":"not now"}"#);
        }
        let time = |name: &str| field(query, name).parse::<i64>().unwrap_or(0);
        let (start, end) = (time("summaryStartTimeInSeconds"), time("summaryEndTimeInSeconds"));
        let known = self.users.get(user).map(|user| user.summaries.clone()).unwrap_or_default();
        let of_span = known.into_iter().filter(|(of, summary)| {
            let begun = summary["startTimeInSeconds"].as_i64().unwrap_or(0);
            of == kind && start <= begun && begun < end
        });
        let found: Vec<Value> = of_span.map(|(_, summary)| summary).collect();
        for summary in found.into_iter().rev() {
            self.tell(kind, &[(user, summary)], seed);
        }
        world::json(202, "")
    }

    fn bearer(&self, request: &Request, now: Timestamp) -> Option<String> {
        let header = request.headers.iter().find(|(name, _)| *name == "authorization")?;
        let token = header.1.strip_prefix("Bearer ")?;
        let is_alive = |grant: &Grant| grant.access == token && now.as_second() < grant.expires;
        let id = self.bearers.get(token)?;
        let grant = self.users.get(id)?.grant.as_ref();
        grant.is_some_and(is_alive).then(|| id.clone())
    }

    fn token(&mut self, form: &[(String, String)], now: Timestamp, seed: &mut Seed) -> Response {
        let refused = || world::json(400, r#"{"error":"invalid_grant"}"#);
        if field(form, "client_id") != self.client || field(form, "client_secret") != self.secret {
            return world::json(401, r#"{"error":"invalid_client"}"#);
        }
        let granted = match field(form, "grant_type") {
            "authorization_code" => {
                let found = self.codes.remove(field(form, "code"));
                // The challenge is the hash of the verifier, which a test of the port checks; here it has to be there.
                found
                    .filter(|(_, _, challenge)| {
                        challenge.len() == 43 && field(form, "code_verifier").len() >= 43
                    })
                    .map(|(user, permissions, _)| (user, permissions))
            }
            "refresh_token" => self.users.iter().find_map(|(id, user)| {
                let grant =
                    user.grant.as_ref().filter(|grant| grant.refresh == field(form, "refresh_token"))?;
                Some((id.clone(), grant.permissions.clone()))
            }),
            _ => None,
        };
        let Some((user, permissions)) = granted else { return refused() };
        let life = 86_400;
        let grant = Grant {
            access: seed.token(),
            refresh: seed.token(),
            permissions,
            expires: now.as_second() + life,
        };
        let answer = json!({
            "access_token": grant.access, "refresh_token": grant.refresh, "expires_in": life,
            "token_type": "bearer", "refresh_token_expires_in": 7_775_998,
        });
        self.bearers.insert(grant.access.clone(), user.clone());
        self.users.entry(user).or_default().grant = Some(grant);
        world::json(200, &answer.to_string())
    }
}
