//! Strava, API v3.
//!
//! Written from developers.strava.com (authentication, webhooks, rate limits) and the published swagger document. A notice
//! holds no data: the present state of the activity is fetched, and what a notice says of it is not believed.

mod activity;
mod notice;
mod settings;
mod subscription;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::port::{
    About, Asked, Code, Consent, Door, Failure, Fetched, Granted, Heard, Item, Listening, Notice, OAuth,
    Page, Provider, Range, Request, Response, Settings, SettingsError, Tokens, Usage, Web, account,
    classified, life_in, number_in, query,
};
use settings::{Configured, RevokeStyle};

/// Strava as this server's application.
#[derive(Debug)]
pub struct Strava {
    settings: Configured,
    about: About,
}

/// Makes Strava from what the operator registered.
///
/// # Errors
/// When a setting is missing or wrong.
pub fn build(settings: &Settings) -> Result<Arc<dyn Provider>, SettingsError> {
    let settings = Configured::of(settings)?;
    let about = settings.about();
    Ok(Arc::new(Strava { settings, about }))
}

/// The page of an activity on Strava: wherever its data is shown, there is a link to it (Strava's brand guidelines).
pub(super) fn page_of(observation: &str) -> Option<(String, &'static str)> {
    let id = observation.strip_prefix("strava:")?;
    let is_id = !id.is_empty() && id.len() <= 20 && id.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then(|| (format!("https://www.strava.com/activities/{id}"), "View on Strava"))
}

/// The tokens in an answer. How long they live counts from here: `expires_at` is by Strava's clock, which may not be ours.
fn tokens(answer: &Value, now: Timestamp) -> Result<Tokens, Failure> {
    let text = |key: &str| answer[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let access = text("access_token");
    let access = access.ok_or_else(|| Failure::Outage("the answer holds no access token".to_owned()))?;
    let by_their_clock = || number_in(&answer["expires_at"])?.parse().ok();
    let expires = match life_in(answer) {
        Some(life) => now.checked_add(life).ok(),
        None => by_their_clock().and_then(|at| Timestamp::from_second(at).ok()),
    };
    // The refresh token stays the same where none is sent.
    Ok(Tokens { access, refresh: text("refresh_token"), expires })
}

impl Strava {
    fn api(&self, path: &str) -> String {
        format!("{}{path}", self.settings.api)
    }

    async fn token(&self, web: &dyn Web, fields: &[(&str, &str)]) -> Result<Value, Failure> {
        let mut all = vec![("client_id", &*self.settings.client), ("client_secret", &*self.settings.secret)];
        all.extend_from_slice(fields);
        let answer = web.send(Request::form(&self.settings.token, &all)).await?;
        match answer.status {
            // The client or its secret: no athlete's access has ended.
            400 | 401 if String::from_utf8_lossy(&answer.body).contains("\"Application\"") => {
                Err(Failure::Blocked("Strava does not accept client and secret".to_owned()))
            }
            // A token or code that is not accepted; with a body that may say nothing more.
            400 | 401 => Err(Failure::Refused("Strava does not accept the token or code".to_owned())),
            _ => judged(answer)?.json(),
        }
    }

    /// The account behind a token.
    async fn account(&self, web: &dyn Web, access: &str) -> Result<String, Failure> {
        let answer = web.send(Request::get(self.api("/athlete")).bearer(access)).await?;
        account(number_in(&judged(answer)?.json::<Value>()?["id"]))
    }
}

/// A success, or what the status means at Strava.
fn judged(answer: Response) -> Result<Response, Failure> {
    let body = String::from_utf8_lossy(&answer.body);
    // {"errors":[{"resource":"Application","field":"Status","code":"Inactive"}]}: the subscription of the application's
    // owner lapsed, or it has more athletes than it may.
    let application =
        answer.status == 403 && (body.contains("\"Application\"") || body.trim_start().starts_with('<'));
    if application {
        return Err(Failure::Blocked(
            "Strava says that this application is inactive or has too many athletes".to_owned(),
        ));
    }
    // A scope that was not granted: 401 with a field that names it, not the end of the access.
    if answer.status == 401 && body.contains("_permission") {
        return Err(Failure::MissingScope("activity:read".to_owned()));
    }
    drop(body);
    classified(answer)
}

impl OAuth for Strava {
    fn authorize(&self, consent: &Consent<'_>) -> String {
        let fields = query(&[
            ("client_id", &self.settings.client),
            ("redirect_uri", consent.redirect),
            ("response_type", "code"),
            ("approval_prompt", if consent.again { "force" } else { "auto" }),
            ("scope", "read,activity:read,activity:read_all"),
            ("state", consent.state),
        ]);
        format!("{}?{fields}", self.settings.authorize)
    }

    fn exchange<'a>(&'a self, web: &'a dyn Web, code: Code<'a>, now: Timestamp) -> Asked<'a, Granted> {
        Box::pin(async move {
            let fields = [("code", code.code), ("grant_type", "authorization_code")];
            let answer = self.token(web, &fields).await?;
            let tokens = tokens(&answer, now)?;
            let account = match number_in(&answer["athlete"]["id"]) {
                Some(account) => account,
                None => self.account(web, &tokens.access).await?,
            };
            let scopes = code.scope.unwrap_or_default().split([',', ' ']).filter(|scope| !scope.is_empty());
            Ok(Granted { account, scopes: scopes.map(str::to_owned).collect(), tokens })
        })
    }
}

impl Provider for Strava {
    fn about(&self) -> &About {
        &self.about
    }

    fn door(&self) -> Door<'_> {
        Door::OAuth(self)
    }

    fn refresh<'a>(&'a self, web: &'a dyn Web, refresh: &'a str, now: Timestamp) -> Asked<'a, Tokens> {
        Box::pin(async move {
            let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
            tokens(&self.token(web, &fields).await?, now)
        })
    }

    fn revoke<'a>(&'a self, web: &'a dyn Web, tokens: &'a Tokens, _: &'a str) -> Asked<'a, ()> {
        Box::pin(async move {
            let request = match self.settings.style {
                RevokeStyle::Deauthorize => Request::form(&self.settings.revoke, &[]).bearer(&tokens.access),
                RevokeStyle::Revoke => Request::form(&self.settings.revoke, &[("token", &tokens.access)])
                    .header("authorization", self.settings.basic()),
            };
            let answer = web.send(request).await?;
            match answer.status {
                // The access had ended already.
                400 | 401 if self.settings.style == RevokeStyle::Revoke => Ok(()),
                404 => Ok(()),
                _ => judged(answer).map(drop),
            }
        })
    }

    fn probe<'a>(&'a self, web: &'a dyn Web, access: &'a str) -> Asked<'a, ()> {
        Box::pin(async move { self.account(web, access).await.map(drop) })
    }

    fn hear(&self, notice: &Notice<'_>) -> Heard {
        notice::hear(notice, &self.settings)
    }

    fn listen<'a>(
        &'a self,
        web: &'a dyn Web,
        callback: &'a str,
        verify: &'a str,
    ) -> Option<Asked<'a, Listening>> {
        Some(Box::pin(subscription::listen(self, web, callback, verify)))
    }

    fn fetch<'a>(
        &'a self,
        web: &'a dyn Web,
        access: &'a str,
        account: &'a str,
        item: &'a Item,
    ) -> Asked<'a, Fetched> {
        Box::pin(activity::fetch(self, web, access, account, item))
    }

    fn list<'a>(
        &'a self,
        web: &'a dyn Web,
        access: &'a str,
        range: Range,
        cursor: Option<&'a str>,
    ) -> Asked<'a, Page> {
        Box::pin(activity::list(self, web, access, range, cursor))
    }

    /// `X-ReadRateLimit-Usage: 12,340`; an answer without these headers is counted by us alone.
    fn usage(&self, answer: &Response) -> Vec<Usage> {
        let numbers = |name: &str| -> Vec<u32> {
            let text = answer.header(name).unwrap_or_default();
            text.split(',').map_while(|part| part.trim().parse().ok()).collect()
        };
        let used = numbers("x-readratelimit-usage");
        let limits = numbers("x-readratelimit-limit");
        self.about
            .windows
            .iter()
            .zip(used)
            .enumerate()
            .map(|(at, (window, used))| Usage {
                seconds: window.seconds,
                limit: limits.get(at).copied(),
                used,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Clocks that differ: a token is not used up when it comes, nor believed for longer than it lives.
    #[test]
    fn a_token_lives_as_long_as_it_says_whatever_the_clocks() {
        let now = at("2026-11-30T06:00:00Z");
        let behind = json!({"access_token": "a", "refresh_token": "r", "expires_at": 1_764_000_000, "expires_in": 21_600});
        let read = tokens(&behind, now).unwrap();
        assert_eq!((read.expires, read.refresh.as_deref()), (Some(at("2026-11-30T12:00:00Z")), Some("r")));
        let short = tokens(&json!({"access_token": "a", "expires_at": "1796040000"}), now).unwrap();
        assert_eq!((short.expires, short.refresh), (Some(at("2026-11-30T12:00:00Z")), None));
        assert!(tokens(&json!({"unexpected": [true]}), now).is_err());
    }
}
