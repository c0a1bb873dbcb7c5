//! Garmin's Personal API: an athlete's own data, with a key that the athlete makes in Garmin Connect. It is asked; it does not
//! tell.
//!
//! Written from developer.garmin.com's pages and two public clients (garmin-connect-personal-api-python 1.0.0, gcpapi-sync
//! 0.1.20261022).

mod reading;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::port::{
    About, AccessKey, Asked, Cadence, Door, Failure, Fetched, Granted, Heard, Item, Method, Notice, Page,
    Provider, Range, Request, Retention, Settings, SettingsError, Tokens, Web, Window, classified,
};

const ID: &str = "garmin-personal";
/// A token that does not say when it ends lives for a day, s.
const USUAL_LIFE: i64 = 24 * 3600;

/// Garmin's Personal API.
#[derive(Debug)]
pub struct GarminPersonal {
    api: String,
    about: About,
}

/// Makes the Personal API; nothing has to be registered.
///
/// # Errors
/// When a setting is wrong.
pub fn build(settings: &Settings) -> Result<Arc<dyn Provider>, SettingsError> {
    settings.only(ID, &["api_url", "limits"])?;
    let [minute, hour] = settings.limits(ID, [20, 600])?;
    let about = About {
        id: ID,
        name: "Garmin (personal key)",
        scopes: &[],
        retention: Retention { keep_raw_days: None, delete_on_revoke: false, shareable: true },
        attribution: Some("Data from Garmin"),
        notifies: false,
        rescan: Some(Cadence { hours: 1, days: 7, far_days: 60 }),
        backfill_days: 90,
        // Garmin publishes no limit, and answers bursts with 429.
        windows: vec![Window { seconds: 60, limit: minute }, Window { seconds: 3600, limit: hour }],
    };
    let api = settings.address(ID, "api_url", "https://personal.connectapi.garmin.com")?;
    Ok(Arc::new(GarminPersonal { api, about }))
}

impl GarminPersonal {
    fn get(&self, access: &str, path: &str) -> Request {
        Request::get(format!("{}{path}", self.api)).bearer(access)
    }

    /// The key is exchanged for a token of a day, again and again.
    async fn token(&self, web: &dyn Web, key: &str, now: Timestamp) -> Result<Tokens, Failure> {
        let path = "/personalapitoken-service/personal-api/personal-api-key/token";
        let request = Request::get(format!("{}{path}", self.api))
            .about_access()
            .method(Method::Post)
            .header("authorization", format!("ApiKey {key}"));
        let answer = web.send(request).await?;
        if matches!(answer.status, 400 | 401 | 403) {
            let words = "Garmin does not accept this key: it may have ended (30 to 365 days)";
            return Err(Failure::Refused(words.to_owned()));
        }
        let answer = classified(answer)?;
        let access = String::from_utf8_lossy(&answer.body).trim().trim_matches('"').to_owned();
        let is_token = access.split('.').count() == 3 && access.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_token {
            return Err(Failure::Outage("the answer is no token".to_owned()));
        }
        let expires = end_of(&access).or_else(|| now.checked_add(SignedDuration::from_secs(USUAL_LIFE)).ok());
        Ok(Tokens { access, refresh: Some(key.to_owned()), expires })
    }

    async fn account(&self, web: &dyn Web, access: &str) -> Result<String, Failure> {
        let asked = self.get(access, "/userprofile-service/userprofile/settings").about_access();
        let settings: Value = classified(web.send(asked).await?)?.json()?;
        let name = settings["displayName"].as_str().filter(|name| !name.is_empty() && name.len() <= 100);
        name.map(str::to_owned).ok_or_else(|| Failure::Outage("the answer names no user".to_owned()))
    }
}

/// When a token ends, as its middle part says.
fn end_of(token: &str) -> Option<Timestamp> {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    Timestamp::from_second(claims["exp"].as_i64()?).ok()
}

impl AccessKey for GarminPersonal {
    fn enter<'a>(&'a self, web: &'a dyn Web, key: &'a str, now: Timestamp) -> Asked<'a, Granted> {
        Box::pin(async move {
            if key.len() > 4000 || !key.bytes().all(|byte| byte.is_ascii_graphic()) || key.is_empty() {
                return Err(Failure::Refused("a key is one word without blanks".to_owned()));
            }
            let tokens = self.token(web, key, now).await?;
            let account = self.account(web, &tokens.access).await?;
            Ok(Granted { account, scopes: Vec::new(), tokens })
        })
    }
}

impl Provider for GarminPersonal {
    fn about(&self) -> &About {
        &self.about
    }

    fn door(&self) -> Door<'_> {
        Door::Key(self)
    }

    fn refresh<'a>(&'a self, web: &'a dyn Web, refresh: &'a str, now: Timestamp) -> Asked<'a, Tokens> {
        Box::pin(self.token(web, refresh, now))
    }

    /// The key is the athlete's own, and is deleted in Garmin Connect.
    fn revoke<'a>(&'a self, _: &'a dyn Web, _: &'a Tokens, _: &'a str) -> Asked<'a, ()> {
        Box::pin(async { Ok(()) })
    }

    fn probe<'a>(&'a self, web: &'a dyn Web, access: &'a str) -> Asked<'a, ()> {
        Box::pin(async move { self.account(web, access).await.map(drop) })
    }

    fn hear(&self, _: &Notice<'_>) -> Heard {
        Heard::refused(404)
    }

    fn fetch<'a>(
        &'a self,
        web: &'a dyn Web,
        access: &'a str,
        _: &'a str,
        item: &'a Item,
    ) -> Asked<'a, Fetched> {
        Box::pin(reading::fetch(self, web, access, item))
    }

    fn list<'a>(
        &'a self,
        web: &'a dyn Web,
        access: &'a str,
        range: Range,
        cursor: Option<&'a str>,
    ) -> Asked<'a, Page> {
        Box::pin(reading::list(self, web, access, range, cursor))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_when_it_ends() {
        // {"exp":1764570000}
        let token = "e30.eyJleHAiOjE3NjQ1NzAwMDB9.c2ln";
        assert_eq!(end_of(token), Timestamp::from_second(1_764_570_000).ok());
        assert_eq!(end_of("no.token.here"), None);
    }
}
