//! The requests that the simulated Strava answers.

use connect::providers::{Method, Request, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Grant, Strava};
use crate::Seed;
use crate::world::{self, field, fields};

/// An access token lives six hours.
const LIFE: i64 = 6 * 3600;

impl Strava {
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
        let form = fields(request.body.as_deref().unwrap_or_default());
        match (request.method, path) {
            (Method::Post, "/oauth/token") => self.token(&form, now, seed),
            (Method::Post, "/oauth/deauthorize") => self.deauthorize(request, now),
            (Method::Post, "/oauth/revoke") => self.revoke(request, &form),
            (_, path) if path.starts_with("/api/v3/push_subscriptions") => {
                self.subscriptions(request.method, path, &query, &form)
            }
            (Method::Get, path) => {
                self.read(path.strip_prefix("/api/v3").unwrap_or(path), request, &query, now)
            }
            _ => error(404, "Resource Not Found"),
        }
    }

    fn token(&mut self, form: &[(String, String)], now: Timestamp, seed: &mut Seed) -> Response {
        if field(form, "client_id") != self.client || field(form, "client_secret") != self.secret {
            return fault(401, "Application", "client_id", "invalid");
        }
        let (athlete, scopes) = match field(form, "grant_type") {
            "authorization_code" => match self.codes.remove(field(form, "code")) {
                Some(granted) => granted,
                None => return fault(400, "RequestToken", "code", "invalid"),
            },
            "refresh_token" => {
                let token = field(form, "refresh_token");
                let earlier = self.spent.get(token).filter(|_| self.forgives_reuse);
                let known = self.athletes.iter().find_map(|(id, athlete)| {
                    let grant = athlete.grant.as_ref()?;
                    (grant.refresh == token || earlier == Some(id)).then(|| (*id, grant.scopes.clone()))
                });
                match known {
                    Some(known) => {
                        self.spent.insert(token.to_owned(), known.0);
                        known
                    }
                    None => return fault(400, "RefreshToken", "refresh_token", "invalid"),
                }
            }
            _ => return fault(400, "Application", "grant_type", "invalid"),
        };
        // The old pair ends at once.
        let grant =
            Grant { scopes, access: seed.token(), refresh: seed.token(), expires: now.as_second() + LIFE };
        let mut answer = json!({
            "token_type": "Bearer", "expires_at": grant.expires, "expires_in": LIFE,
            "refresh_token": grant.refresh, "access_token": grant.access,
        });
        if field(form, "grant_type") == "authorization_code" {
            answer["athlete"] = json!({"id": athlete, "firstname": "Ada"});
        }
        self.bearers.insert(grant.access.clone(), athlete);
        self.athlete(athlete).grant = Some(grant);
        world::json(200, &answer.to_string())
    }

    /// Whose access token the request bears.
    fn bearer(&self, request: &Request, now: Timestamp) -> Option<u64> {
        let header = request.headers.iter().find(|(name, _)| *name == "authorization")?;
        let token = header.1.strip_prefix("Bearer ")?;
        let is_alive = |grant: &Grant| grant.access == token && now.as_second() < grant.expires;
        let id = self.bearers.get(token)?;
        let grant = self.athletes.get(id)?.grant.as_ref();
        grant.is_some_and(is_alive).then_some(*id)
    }

    fn deauthorize(&mut self, request: &Request, now: Timestamp) -> Response {
        let Some(athlete) = self.bearer(request, now) else {
            return fault(401, "Athlete", "access_token", "invalid");
        };
        self.athlete(athlete).grant = None;
        world::json(200, r#"{"access_token":"revoked"}"#)
    }

    /// As of 1 June 2027 (RFC 7009): the client's credentials, and any of the two tokens.
    fn revoke(&mut self, request: &Request, form: &[(String, String)]) -> Response {
        let basic = request
            .headers
            .iter()
            .any(|(name, value)| *name == "authorization" && value.starts_with("Basic "));
        if !basic {
            return fault(401, "Application", "client_id", "invalid");
        }
        let token = field(form, "token");
        for athlete in self.athletes.values_mut() {
            if athlete.grant.as_ref().is_some_and(|grant| grant.access == token || grant.refresh == token) {
                athlete.grant = None;
            }
        }
        world::json(200, "")
    }

    fn subscriptions(
        &mut self,
        method: Method,
        path: &str,
        query: &[(String, String)],
        form: &[(String, String)],
    ) -> Response {
        let given = if form.is_empty() { query } else { form };
        if field(given, "client_id") != self.client || field(given, "client_secret") != self.secret {
            return fault(401, "Application", "client_id", "invalid");
        }
        match method {
            Method::Get => {
                let all: Vec<Value> = self
                    .subscription
                    .iter()
                    .map(|(id, url)| json!({"id": id, "callback_url": url, "application_id": 4711}))
                    .collect();
                world::json(200, &Value::from(all).to_string())
            }
            Method::Post if self.subscription.is_some() => {
                fault(400, "PushSubscription", "callback url", "already exists")
            }
            Method::Post => {
                let id = 120_475 + self.next % 7;
                self.subscription = Some((id, field(form, "callback_url").to_owned()));
                world::json(201, &json!({ "id": id }).to_string())
            }
            Method::Put => error(405, "Method Not Allowed"),
            Method::Delete => {
                let gone = self.subscription.take_if(|(id, _)| path.ends_with(&format!("/{id}")));
                if gone.is_some() { world::json(204, "") } else { error(404, "Record Not Found") }
            }
        }
    }

    fn read(
        &mut self,
        path: &str,
        request: &Request,
        query: &[(String, String)],
        now: Timestamp,
    ) -> Response {
        if !self.active {
            return fault(403, "Application", "Status", "Inactive");
        }
        let within = self.count(now);
        let mut answer = if !within {
            error(429, "Rate Limit Exceeded")
        } else if let Some(athlete) = self.bearer(request, now) {
            self.data(path, athlete, query, now)
        } else {
            fault(401, "Athlete", "access_token", "invalid")
        };
        if self.tells_usage {
            let [(_, quarter), (_, day)] = self.used;
            let [most, most_of_day] = self.limits;
            for (name, value) in [
                ("x-ratelimit-limit", format!("{},{}", most * 2, most_of_day * 2)),
                ("x-ratelimit-usage", format!("{quarter},{day}")),
                ("x-readratelimit-limit", format!("{most},{most_of_day}")),
                ("x-readratelimit-usage", format!("{quarter},{day}")),
            ] {
                answer.headers.push((name.to_owned(), value));
            }
        }
        answer
    }

    fn data(&self, path: &str, athlete: u64, query: &[(String, String)], now: Timestamp) -> Response {
        let Some(known) = self.athletes.get(&athlete) else { return error(404, "Record Not Found") };
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let reads = known
            .grant
            .as_ref()
            .is_some_and(|grant| grant.scopes.iter().any(|scope| scope.starts_with("activity:read")));
        if path != "/athlete" && !reads {
            return fault(401, "AccessToken", "activity:read_permission", "missing");
        }
        match parts.as_slice() {
            ["athlete"] => world::json(200, &json!({"id": athlete, "resource_state": 2}).to_string()),
            ["athlete", "activities"] => {
                let number = |name: &str, or: i64| field(query, name).parse().unwrap_or(or);
                let (after, before) = (number("after", 0), number("before", i64::MAX));
                let mut all: Vec<(i64, Value)> = known
                    .activities
                    .iter()
                    .filter(|(_, activity)| {
                        activity.is_found(now) && self.may_see(athlete, activity.is_private())
                    })
                    .map(|(id, activity)| (activity.start(), activity.summary(*id, athlete)))
                    .filter(|(start, _)| after < *start && *start < before)
                    .collect();
                all.sort_by_key(|(start, _)| *start);
                let rows = usize::try_from(number("per_page", 30).clamp(1, 200)).unwrap_or(30);
                let skipped = usize::try_from(number("page", 1).max(1) - 1).unwrap_or(0) * rows;
                let mut page: Vec<Value> =
                    all.into_iter().skip(skipped).take(rows).map(|(_, row)| row).collect();
                for row in page.iter_mut().filter(|_| self.rounds_lists) {
                    row["distance"] = json!(row["distance"].as_f64().map(|metres| metres + 0.4));
                }
                world::json(200, &Value::from(page).to_string())
            }
            ["activities", id, rest @ ..] => {
                let found =
                    id.parse::<u64>().ok().and_then(|id| known.activities.get(&id).map(|of| (id, of)));
                let found = found.filter(|(_, activity)| {
                    activity.is_found(now) && self.may_see(athlete, activity.is_private())
                });
                let Some((id, activity)) = found else { return error(404, "Record Not Found") };
                match rest {
                    [] => world::json(200, &activity.whole(id, athlete).to_string()),
                    ["streams"] => match activity.streams(now) {
                        Some(streams) => world::json(200, &streams.to_string()),
                        None => error(404, "Record Not Found"),
                    },
                    _ => error(404, "Record Not Found"),
                }
            }
            _ => error(404, "Record Not Found"),
        }
    }
}

fn error(status: u16, message: &str) -> Response {
    world::json(status, &json!({"message": message, "errors": []}).to_string())
}

fn fault(status: u16, resource: &str, of: &str, code: &str) -> Response {
    let errors = json!([{"resource": resource, "field": of, "code": code}]);
    world::json(status, &json!({"message": "Bad Request", "errors": errors}).to_string())
}
