//! A simulated Withings: errors inside answers with status 200, codes that live for half a minute, a scale for a household.
//!
//! Written from developer.withings.com.

use std::collections::BTreeMap;

use connect::providers::{Request, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::world::{self, field, fields};
use crate::{Seed, Told};

/// The address at which the simulated Withings is reached.
pub const WITHINGS: &str = "http://127.0.0.1:1/withings";
/// A code lives so long, s.
const CODE_LIFE: i64 = 30;
/// An access token lives so long, s.
const LIFE: i64 = 10_800;

/// The simulated Withings.
#[derive(Debug)]
pub struct Withings {
    /// The application's name.
    pub client: String,
    /// The application's secret.
    pub secret: String,
    /// Groups of a page.
    pub rows: usize,
    /// Whether it drops subscriptions without a word.
    pub forgets_subscriptions: bool,
    users: BTreeMap<String, User>,
    /// Whose each access token is, or was: found at once among thousands.
    bearers: BTreeMap<String, String>,
    codes: BTreeMap<String, (String, i64)>,
    told: Vec<Told>,
    next: i64,
}

#[derive(Debug, Default)]
struct User {
    groups: Vec<Value>,
    grant: Option<(String, String, i64)>,
    callbacks: Vec<String>,
}

impl Default for Withings {
    fn default() -> Self {
        Self {
            client: "withings-client".to_owned(),
            secret: "withings-secret".to_owned(),
            rows: 100,
            forgets_subscriptions: false,
            users: BTreeMap::new(),
            bearers: BTreeMap::new(),
            codes: BTreeMap::new(),
            told: Vec::new(),
            next: 4_716_596_681,
        }
    }
}

impl Withings {
    /// What the consent page does when the user allows it.
    pub fn consent(&mut self, address: &str, user: &str, now: Timestamp, seed: &mut Seed) -> String {
        let query = fields(address.split_once('?').map_or("", |(_, query)| query));
        let (redirect, state) = (field(&query, "redirect_uri"), field(&query, "state"));
        let code = seed.token();
        self.users.entry(user.to_owned()).or_default();
        self.codes.insert(code.clone(), (user.to_owned(), now.as_second()));
        format!("{redirect}?state={state}&code={code}")
    }

    /// Somebody steps on the scale: attribution 0 is certainly the user, 1 perhaps somebody else of the household.
    pub fn weigh(&mut self, user: &str, at: Timestamp, grams: i64, attrib: i64) {
        let id = self.next;
        self.next += 1;
        let group = json!({
            "grpid": id, "attrib": attrib, "date": at.as_second(), "created": at.as_second() + 2,
            "modified": at.as_second() + 2, "category": 1, "deviceid": "aa", "hash_deviceid": "aa", "model": "Body+",
            "measures": [{"value": grams, "type": 1, "unit": -3, "algo": 0, "fm": 131}], "comment": null,
        });
        self.users.entry(user.to_owned()).or_default().groups.push(group);
        self.tell(user, at);
    }

    /// The user deletes every weighing of this mass in the application, which is told.
    pub fn delete(&mut self, user: &str, grams: i64, now: Timestamp) {
        if let Some(known) = self.users.get_mut(user) {
            known.groups.retain(|group| group["measures"][0]["value"] != grams);
        }
        self.tell(user, now);
    }

    /// Whether this server still has access to the user.
    pub fn has_access(&self, user: &str) -> bool {
        self.users.get(user).is_some_and(|user| user.grant.is_some())
    }

    /// The user removes the application.
    pub fn withdraw(&mut self, user: &str) {
        if let Some(known) = self.users.get_mut(user) {
            known.grant = None;
            known.callbacks.clear();
        }
    }

    /// Where notices of the user are sent.
    pub fn callbacks(&self, user: &str) -> &[String] {
        self.users.get(user).map(|user| user.callbacks.as_slice()).unwrap_or_default()
    }

    fn tell(&mut self, user: &str, at: Timestamp) {
        let Some(known) = self.users.get_mut(user) else { return };
        if self.forgets_subscriptions {
            known.callbacks.clear();
        }
        for to in known.callbacks.clone() {
            let body =
                format!("userid={user}&startdate={}&enddate={}&appli=1", at.as_second(), at.as_second() + 1);
            let headers = vec![("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())];
            self.told.push(Told { provider: "withings", to, headers, body });
        }
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
        let form = fields(request.body.as_deref().unwrap_or_default());
        if rest == "/v2/oauth2" {
            return self.token(&form, now, seed);
        }
        let Some(user) = self.bearer(request, now) else {
            return inner(
                401,
                &json!({}),
                "XRequestID: Not provided invalid_token: The access token provided is invalid",
            );
        };
        match (rest, field(&form, "action")) {
            ("/measure", "getmeas") => self.measures(&user, &form),
            ("/notify", "list") => {
                let known = self.users.get(&user).map(|user| user.callbacks.clone()).unwrap_or_default();
                let profiles: Vec<Value> =
                    known.iter().map(|url| json!({"appli": 1, "callbackurl": url, "comment": ""})).collect();
                inner(0, &json!({ "profiles": profiles }), "")
            }
            ("/notify", "subscribe") => {
                let url = field(&form, "callbackurl").to_owned();
                self.users.entry(user).or_default().callbacks.push(url);
                inner(0, &json!({}), "")
            }
            ("/notify", "revoke") => {
                let url = field(&form, "callbackurl");
                self.users.entry(user).or_default().callbacks.retain(|known| known != url);
                inner(0, &json!({}), "")
            }
            _ => inner(2554, &json!({}), "Unknown action"),
        }
    }

    fn measures(&self, user: &str, form: &[(String, String)]) -> Response {
        let number = |name: &str, or: i64| field(form, name).parse::<i64>().unwrap_or(or);
        let (start, end) = (number("startdate", 0), number("enddate", i64::MAX));
        let offset = usize::try_from(number("offset", 0)).unwrap_or(0);
        let groups = self.users.get(user).map(|user| user.groups.as_slice()).unwrap_or_default();
        let mut found: Vec<&Value> = groups
            .iter()
            .filter(|group| group["date"].as_i64().is_some_and(|at| start <= at && at <= end))
            .collect();
        found.sort_by_key(|group| std::cmp::Reverse(group["date"].as_i64()));
        let page: Vec<&&Value> = found.iter().skip(offset).take(self.rows).collect();
        let mut body = json!({"updatetime": 1, "timezone": "Europe/Lisbon", "measuregrps": page});
        if offset + self.rows < found.len() {
            body["more"] = json!(1);
            body["offset"] = json!(offset + self.rows);
        }
        inner(0, &body, "")
    }

    fn bearer(&self, request: &Request, now: Timestamp) -> Option<String> {
        let header = request.headers.iter().find(|(name, _)| *name == "authorization")?;
        let token = header.1.strip_prefix("Bearer ")?;
        let is = |user: &User| {
            user.grant.as_ref().is_some_and(|(access, _, end)| access == token && now.as_second() < *end)
        };
        let id = self.bearers.get(token)?;
        self.users.get(id).is_some_and(is).then(|| id.clone())
    }

    fn token(&mut self, form: &[(String, String)], now: Timestamp, seed: &mut Seed) -> Response {
        if field(form, "client_id") != self.client || field(form, "client_secret") != self.secret {
            return inner(503, &json!({}), "Invalid Params: invalid client_id/client_secret");
        }
        let user = match field(form, "grant_type") {
            "authorization_code" => {
                let known = self.codes.remove(field(form, "code"));
                known.filter(|(_, made)| now.as_second() - made <= CODE_LIFE).map(|(user, _)| user)
            }
            "refresh_token" => {
                let token = field(form, "refresh_token");
                let is = |user: &User| user.grant.as_ref().is_some_and(|(_, refresh, _)| refresh == token);
                self.users.iter().find(|(_, user)| is(user)).map(|(id, _)| id.clone())
            }
            _ => None,
        };
        let Some(user) = user else { return inner(503, &json!({}), "Invalid Params: invalid code") };
        let (access, refresh) = (seed.token(), seed.token());
        let body = json!({"userid": user, "access_token": access, "refresh_token": refresh, "expires_in": LIFE,
                          "scope": "user.metrics", "token_type": "Bearer"});
        self.bearers.insert(access.clone(), user.clone());
        self.users.entry(user).or_default().grant = Some((access, refresh, now.as_second() + LIFE));
        inner(0, &body, "")
    }
}

/// An answer with its status inside.
fn inner(status: i64, body: &Value, error: &str) -> Response {
    let mut answer = json!({ "status": status, "body": body });
    if status != 0 {
        answer["error"] = json!(error);
    }
    world::json(200, &answer.to_string())
}
