//! The other providers: one way of consent and tokens for all of them, and answers that are laid out.
//!
//! What they have in common is simulated; what each answers is written into the test from its contract.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use connect::providers::{Method, Request, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::Seed;
use crate::world::{self, field, fields};

/// The address at which they are reached, before `/polar` and so on.
pub const OTHERS: &str = "http://127.0.0.1:1/others";

/// The other providers.
#[derive(Debug, Default)]
pub struct Others {
    /// Whether refresh tokens are refused, as Google does a week after a consent in testing.
    pub refuses_refresh: bool,
    /// How long access tokens live, s; for ever if absent.
    pub life: Option<i64>,
    codes: BTreeMap<String, (String, String)>,
    grants: BTreeMap<(String, String), Grant>,
    /// Whose each access token is, or was: found at once among thousands.
    bearers: BTreeMap<String, (String, String)>,
    answers: BTreeMap<(String, String, String), Vec<u8>>,
}

#[derive(Debug)]
struct Grant {
    access: String,
    refresh: String,
    end: Option<i64>,
}

impl Others {
    /// What the consent page does when the user allows everything.
    pub fn consent(&mut self, address: &str, provider: &str, user: &str, seed: &mut Seed) -> String {
        let query = fields(address.split_once('?').map_or("", |(_, query)| query));
        let (redirect, state) = (field(&query, "redirect_uri"), field(&query, "state"));
        let code = seed.token();
        self.codes.insert(code.clone(), (provider.to_owned(), user.to_owned()));
        format!("{redirect}?state={state}&code={code}")
    }

    /// What is answered to the user's requests for an address, with or without its query.
    pub fn lay(&mut self, provider: &str, user: &str, address: &str, answer: &Value) {
        self.lay_file(provider, user, address, answer.to_string().into_bytes());
    }

    /// The same for a file.
    pub fn lay_file(&mut self, provider: &str, user: &str, address: &str, file: Vec<u8>) {
        self.answers.insert((provider.to_owned(), user.to_owned(), address.to_owned()), file);
    }

    /// Takes an answer away.
    pub fn take_away(&mut self, provider: &str, user: &str, address: &str) {
        self.answers.remove(&(provider.to_owned(), user.to_owned(), address.to_owned()));
    }

    /// The user ends the access; nothing is told.
    pub fn withdraw(&mut self, provider: &str, user: &str) {
        self.grants.remove(&(provider.to_owned(), user.to_owned()));
    }

    /// Whether this server has access to the user.
    pub fn has_access(&self, provider: &str, user: &str) -> bool {
        self.grants.contains_key(&(provider.to_owned(), user.to_owned()))
    }

    /// Answers a request; `rest` is its address behind the host.
    pub(crate) fn answer(
        &mut self,
        rest: &str,
        request: &Request,
        now: Timestamp,
        seed: &mut Seed,
    ) -> Response {
        let (provider, path) = rest.trim_start_matches('/').split_once('/').unwrap_or((rest, ""));
        if path == "token" {
            return self.token(&fields(request.body.as_deref().unwrap_or_default()), now, seed);
        }
        if path.starts_with("v2/webhook/subscription") {
            return world::json(200, if request.method == Method::Get { "[]" } else { "{}" });
        }
        let Some(user) = self.bearer(provider, request, now) else { return world::json(401, "{}") };
        let address = format!("/{path}");
        if request.method == Method::Delete {
            self.withdraw(provider, &user);
            return world::json(204, "");
        }
        let plain = address.split('?').next().unwrap_or_default().to_owned();
        let key = |address: &str| (provider.to_owned(), user.clone(), address.to_owned());
        match self.answers.get(&key(&address)).or_else(|| self.answers.get(&key(&plain))) {
            Some(answer) if answer.starts_with(b"{") || answer.starts_with(b"[") => {
                world::json(200, &String::from_utf8_lossy(answer))
            }
            Some(file) => world::file(file.clone()),
            None => world::json(404, "{}"),
        }
    }

    fn bearer(&self, provider: &str, request: &Request, now: Timestamp) -> Option<String> {
        let header = request.headers.iter().find(|(name, _)| *name == "authorization")?;
        let token = header.1.strip_prefix("Bearer ")?;
        let is = |grant: &Grant| grant.access == token && grant.end.is_none_or(|end| now.as_second() < end);
        let whose = self.bearers.get(token).filter(|(of, _)| of == provider)?;
        self.grants.get(whose).is_some_and(is).then(|| whose.1.clone())
    }

    fn token(&mut self, form: &[(String, String)], now: Timestamp, seed: &mut Seed) -> Response {
        let refused = || world::json(400, r#"{"error":"invalid_grant"}"#);
        let of = match field(form, "grant_type") {
            "authorization_code" => self.codes.remove(field(form, "code")),
            _ if self.refuses_refresh => None,
            _ => {
                let token = field(form, "refresh_token");
                self.grants.iter().find(|(_, grant)| grant.refresh == token).map(|(of, _)| of.clone())
            }
        };
        let Some((provider, user)) = of else { return refused() };
        // Some tokens say whose they are.
        let claims = URL_SAFE_NO_PAD.encode(json!({"user": user, "jti": seed.token()}).to_string());
        let grant = Grant {
            access: format!("e30.{claims}.c2ln"),
            refresh: seed.token(),
            end: self.life.map(|life| now.as_second() + life),
        };
        let mut answer = json!({"access_token": grant.access, "refresh_token": grant.refresh, "token_type": "bearer",
                                "x_user_id": user.parse::<u64>().unwrap_or(1)});
        if let Some(life) = self.life {
            answer["expires_in"] = json!(life);
        }
        self.bearers.insert(grant.access.clone(), (provider.clone(), user.clone()));
        self.grants.insert((provider, user), grant);
        world::json(200, &answer.to_string())
    }
}
