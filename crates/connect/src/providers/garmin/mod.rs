//! Garmin's partner programme: Health API and Activity API.
//!
//! Garmin sends: either the data itself (push) or an address where it is fetched (ping), for many users in one request. What
//! was there before is asked for by `backfill` and arrives in the same way. Written from what implementers publish; Garmin's
//! own documents are for partners only.

mod backfill;
mod link;
mod notice;
mod settings;

use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::port::{
    About, Asked, Code, Consent, Credentials, Door, Failure, Fetched, Found, Granted, Heard, Item, Method,
    Notice, OAuth, Page, Payload, Provider, Range, Request, Settings, SettingsError, TokenEndpoint, Tokens,
    Web, classified, fingerprint, query,
};
use settings::Configured;

/// Garmin as this server's application.
#[derive(Debug)]
pub struct Garmin {
    settings: Configured,
    about: About,
}

/// Makes Garmin from what the operator registered.
///
/// # Errors
/// When a setting is missing or wrong.
pub fn build(settings: &Settings) -> Result<Arc<dyn Provider>, SettingsError> {
    let settings = Configured::of(settings)?;
    let about = settings.about();
    Ok(Arc::new(Garmin { settings, about }))
}

#[derive(Deserialize)]
struct User {
    #[serde(rename = "userId")]
    id: String,
}

impl Garmin {
    fn api(&self, path: &str) -> String {
        format!("{}{path}", self.settings.api)
    }

    async fn token(&self, web: &dyn Web, fields: &[(&str, &str)], now: Timestamp) -> Result<Tokens, Failure> {
        let endpoint = TokenEndpoint {
            provider: self.about.name,
            url: &self.settings.token,
            client: &self.settings.client,
            secret: &self.settings.secret,
            credentials: Credentials::Form,
        };
        Ok(endpoint.ask(web, fields, now).await?.0)
    }

    async fn user(&self, web: &dyn Web, access: &str) -> Result<User, Failure> {
        let asked = Request::get(self.api("/partner-gateway/rest/user/id")).about_access().bearer(access);
        classified(web.send(asked).await?)?.json()
    }

    /// `{"permissions": [...]}`, or the list alone.
    async fn permissions(&self, web: &dyn Web, access: &str) -> Result<Vec<String>, Failure> {
        let asked =
            Request::get(self.api("/partner-gateway/rest/user/permissions")).about_access().bearer(access);
        let answer: Value = classified(web.send(asked).await?)?.json()?;
        let list = answer.get("permissions").unwrap_or(&answer);
        Ok(notice::words(list))
    }
}

impl OAuth for Garmin {
    fn authorize(&self, consent: &Consent<'_>) -> String {
        let fields = query(&[
            ("client_id", &self.settings.client),
            ("response_type", "code"),
            ("state", consent.state),
            ("redirect_uri", consent.redirect),
            ("code_challenge", consent.challenge),
            ("code_challenge_method", "S256"),
        ]);
        format!("{}?{fields}", self.settings.authorize)
    }

    fn exchange<'a>(&'a self, web: &'a dyn Web, code: Code<'a>, now: Timestamp) -> Asked<'a, Granted> {
        Box::pin(async move {
            let fields = [
                ("grant_type", "authorization_code"),
                ("code", code.code),
                ("code_verifier", code.verifier),
                ("redirect_uri", code.redirect),
            ];
            let tokens = self.token(web, &fields, now).await?;
            // Tokens change; this name does not.
            let account = self.user(web, &tokens.access).await?.id;
            let scopes = self.permissions(web, &tokens.access).await?;
            Ok(Granted { account, scopes, tokens })
        })
    }
}

impl Provider for Garmin {
    fn about(&self) -> &About {
        &self.about
    }

    fn door(&self) -> Door<'_> {
        Door::OAuth(self)
    }

    fn refresh<'a>(&'a self, web: &'a dyn Web, refresh: &'a str, now: Timestamp) -> Asked<'a, Tokens> {
        Box::pin(async move {
            self.token(web, &[("grant_type", "refresh_token"), ("refresh_token", refresh)], now).await
        })
    }

    fn revoke<'a>(&'a self, web: &'a dyn Web, tokens: &'a Tokens, _: &'a str) -> Asked<'a, ()> {
        Box::pin(async move {
            let asked = Request::get(self.api("/partner-gateway/rest/user/registration")).about_access();
            let asked = asked.method(Method::Delete).bearer(&tokens.access);
            classified(web.send(asked).await?).map(drop)
        })
    }

    fn probe<'a>(&'a self, web: &'a dyn Web, access: &'a str) -> Asked<'a, ()> {
        Box::pin(async move { self.user(web, access).await.map(drop) })
    }

    fn hear(&self, notice: &Notice<'_>) -> Heard {
        notice::hear(notice, &self.settings)
    }

    /// Fetches what a ping pointed to: summaries as JSON, or the device's own file.
    fn fetch<'a>(
        &'a self,
        web: &'a dyn Web,
        access: &'a str,
        account: &'a str,
        item: &'a Item,
    ) -> Asked<'a, Fetched> {
        Box::pin(async move {
            let link = item.link.as_deref().unwrap_or_default();
            // It was checked when it came; it was stored since.
            if !link::is_ours(link, &self.settings.api) {
                return Err(Failure::Wrong("the address is not one of Garmin's".to_owned()));
            }
            let answer = classified(web.send(Request::get(link).bearer(access)).await?)?;
            if matches!(answer.status, 404 | 410) {
                return Ok(Fetched::Absent);
            }
            let version = fingerprint(&answer.body);
            let payload = if item.kind == notice::FILES {
                Payload::new(format!("garmin-{}.fit", item.id), answer.body)
            } else {
                let rows: Vec<Value> = answer.json()?;
                let bytes = serde_json::json!({ item.kind.as_str(): rows }).to_string().into_bytes();
                let name = format!("garmin-{}.json", item.kind);
                Payload { name, account: Some(account.to_owned()), bytes }
            };
            // What a ping points to is what was known when it was sent, and pings come in any order.
            Ok(Fetched::Found(Found { latest: false, ..Found::whole(version, vec![payload]) }))
        })
    }

    /// Asks for what was there before, which arrives as notices: the pages are empty.
    fn list<'a>(
        &'a self,
        web: &'a dyn Web,
        access: &'a str,
        range: Range,
        cursor: Option<&'a str>,
    ) -> Asked<'a, Page> {
        Box::pin(backfill::ask(self, web, access, range, cursor))
    }
}
