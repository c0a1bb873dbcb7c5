//! Suunto: workouts with their FIT files.
//!
//! Written from apizone.suunto.com and what implementers publish.

mod reading;

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::Value;

use super::port::{
    About, Application, Asked, Cadence, Code, Consent, Credentials, Door, Event, Fetched, Granted, Happened,
    Heard, Item, Notice, OAuth, Page, Provider, Range, Request, Retention, Secret, Settings, SettingsError,
    Tokens, Web, Window, account, classified, is_signed, name_in, query,
};

const ID: &str = "suunto";

/// Suunto as this server's application.
#[derive(Debug)]
pub struct Suunto {
    application: Application,
    /// The key of the subscription in Suunto's portal, sent with every request.
    subscription_key: Secret,
    /// What notices are signed with.
    webhook_secret: Option<Secret>,
    about: About,
}

/// Makes Suunto from what the operator registered.
///
/// # Errors
/// When a setting is missing or wrong.
pub fn build(settings: &Settings) -> Result<Arc<dyn Provider>, SettingsError> {
    settings.only(
        ID,
        &["authorize_url", "token_url", "api_url", "subscription_key", "webhook_secret", "limits"],
    )?;
    let addresses = [
        "https://cloudapi-oauth.suunto.com/oauth/authorize",
        "https://cloudapi-oauth.suunto.com/oauth/token",
        "https://cloudapi.suunto.com",
    ];
    let subscription_key = settings.hidden("subscription_key").ok_or(SettingsError::Missing {
        provider: ID,
        name: "subscription_key",
        what: "the key of your subscription at apizone.suunto.com",
    })?;
    let about = About {
        id: ID,
        name: "Suunto",
        scopes: &[],
        retention: Retention { keep_raw_days: None, delete_on_revoke: false, shareable: true },
        attribution: None,
        notifies: true,
        rescan: Some(Cadence { hours: 24, days: 30, far_days: 90 }),
        backfill_days: 365,
        windows: vec![Window { seconds: 60, limit: settings.limits(ID, [10])?[0] }],
    };
    Ok(Arc::new(Suunto {
        application: Application::of(settings, ID, addresses)?,
        subscription_key,
        webhook_secret: settings.hidden("webhook_secret"),
        about,
    }))
}

impl Suunto {
    fn get(&self, access: &str, path: &str) -> Request {
        self.application
            .get(access, path)
            .header("ocp-apim-subscription-key", self.subscription_key.expose().to_owned())
    }
}

/// The user's name, in the middle part of the token.
fn user_of(token: &str) -> Option<String> {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    name_in(&claims["user"]).map(str::to_owned)
}

impl OAuth for Suunto {
    fn authorize(&self, consent: &Consent<'_>) -> String {
        self.application.authorize(consent, "workout")
    }

    fn exchange<'a>(&'a self, web: &'a dyn Web, code: Code<'a>, now: Timestamp) -> Asked<'a, Granted> {
        Box::pin(async move {
            let endpoint = self.application.endpoint(self.about.name, Credentials::Basic);
            let (tokens, answer) = endpoint.exchange(web, code, now).await?;
            let named = answer["user"].as_str().map(str::to_owned).or_else(|| user_of(&tokens.access));
            Ok(Granted { account: account(named)?, scopes: Vec::new(), tokens })
        })
    }
}

impl Provider for Suunto {
    fn about(&self) -> &About {
        &self.about
    }

    fn door(&self) -> Door<'_> {
        Door::OAuth(self)
    }

    fn refresh<'a>(&'a self, web: &'a dyn Web, refresh: &'a str, now: Timestamp) -> Asked<'a, Tokens> {
        Box::pin(async move {
            self.application.endpoint(self.about.name, Credentials::Basic).renew(web, refresh, now).await
        })
    }

    fn revoke<'a>(&'a self, web: &'a dyn Web, tokens: &'a Tokens, _: &'a str) -> Asked<'a, ()> {
        Box::pin(async move {
            let place = self.application.token.trim_end_matches("/token");
            let fields = query(&[("client_id", &self.application.client)]);
            let request = Request::get(format!("{place}/deauthorize?{fields}")).about_access();
            classified(web.send(request.bearer(&tokens.access)).await?).map(drop)
        })
    }

    fn probe<'a>(&'a self, web: &'a dyn Web, access: &'a str) -> Asked<'a, ()> {
        Box::pin(async move {
            let request = self.get(access, "/v3/workouts?limit=1").about_access();
            classified(web.send(request).await?).map(drop)
        })
    }

    /// `{"type": "WORKOUT_CREATED", "username": …, "workout": {"workoutKey": …}}`. What it holds of the workout is not used.
    fn hear(&self, notice: &Notice<'_>) -> Heard {
        if let Some(secret) = &self.webhook_secret {
            let said = notice.header("x-hmac-sha256-signature").unwrap_or_default();
            if !is_signed(said, secret.expose(), &[notice.body]) {
                return Heard::refused(401);
            }
        }
        let Ok(told) = serde_json::from_slice::<Value>(notice.body) else { return Heard::refused(200) };
        let Some(account) = name_in(&told["username"]) else {
            return Heard::refused(200);
        };
        let key = told["workout"]["workoutKey"].as_str().or_else(|| told["workoutid"].as_str());
        let what = match (told["type"].as_str(), key.filter(|key| reading::is_name(key))) {
            (Some("WORKOUT_CREATED") | None, Some(key)) => {
                Happened::Changed(Item::new(reading::WORKOUT, key))
            }
            (Some("WORKOUT_CREATED"), None) => Happened::Somewhere,
            _ => return Heard::status(200),
        };
        Heard { events: vec![Event { account: account.to_owned(), what }], ..Heard::status(200) }
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
    fn a_token_names_its_user() {
        let claims = URL_SAFE_NO_PAD.encode(r#"{"user":"ada","sub":"x"}"#);
        assert_eq!(user_of(&format!("e30.{claims}.s")).as_deref(), Some("ada"));
        assert_eq!(user_of("no"), None);
    }
}
