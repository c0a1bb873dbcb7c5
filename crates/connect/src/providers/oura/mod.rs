//! Oura, version 2: sleep and workouts.
//!
//! Written from cloud.ouraring.com/v2/docs and what implementers publish.

mod reading;
mod subscription;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::port::{
    About, Application, Asked, Cadence, Code, Consent, Credentials, Door, Event, Failure, Fetched, Granted,
    Happened, Heard, Item, Listening, Method, Need, Notice, OAuth, Page, Provider, Range, Request, Retention,
    Scope, Settings, SettingsError, Tokens, Web, Window, account, classified, is_signed, name_in, query,
    scopes,
};

const ID: &str = "oura";
const ASKED: &str = "personal daily workout";

/// Oura as this server's application.
#[derive(Debug)]
pub struct Oura {
    application: Application,
    /// Whether a notice without a valid signature is refused.
    signed: bool,
    about: About,
}

/// Makes Oura from what the operator registered.
///
/// # Errors
/// When a setting is missing or wrong.
pub fn build(settings: &Settings) -> Result<Arc<dyn Provider>, SettingsError> {
    settings.only(ID, &["authorize_url", "token_url", "api_url", "signature", "limits"])?;
    let addresses = [
        "https://cloud.ouraring.com/oauth/authorize",
        "https://api.ouraring.com/oauth/token",
        "https://api.ouraring.com",
    ];
    let signed = match settings.option("signature") {
        None | Some("require") => true,
        Some("ignore") => false,
        Some(other) => {
            return Err(SettingsError::Value {
                provider: ID,
                name: "signature".to_owned(),
                value: other.to_owned(),
                accepted: "write require or ignore".to_owned(),
            });
        }
    };
    let about = About {
        id: ID,
        name: "Oura",
        scopes: &[
            Scope { names: &["daily"], need: Need::Required },
            Scope { names: &["workout"], need: Need::Wanted },
        ],
        retention: Retention { keep_raw_days: None, delete_on_revoke: false, shareable: true },
        attribution: None,
        notifies: true,
        rescan: Some(Cadence { hours: 12, days: 14, far_days: 60 }),
        backfill_days: 90,
        windows: vec![Window { seconds: 300, limit: settings.limits(ID, [5000])?[0] }],
    };
    Ok(Arc::new(Oura { application: Application::of(settings, ID, addresses)?, signed, about }))
}

impl Oura {
    async fn account(&self, web: &dyn Web, access: &str) -> Result<String, Failure> {
        let user = self.application.user(web, access, "/v2/usercollection/personal_info").await?;
        account(name_in(&user["id"]).map(str::to_owned))
    }
}

impl OAuth for Oura {
    fn authorize(&self, consent: &Consent<'_>) -> String {
        self.application.authorize(consent, ASKED)
    }

    fn exchange<'a>(&'a self, web: &'a dyn Web, code: Code<'a>, now: Timestamp) -> Asked<'a, Granted> {
        Box::pin(async move {
            let endpoint = self.application.endpoint(self.about.name, Credentials::Form);
            let (tokens, answer) = endpoint.exchange(web, code, now).await?;
            let account = self.account(web, &tokens.access).await?;
            Ok(Granted { account, scopes: scopes(&answer, code.scope.unwrap_or(ASKED)), tokens })
        })
    }
}

impl Provider for Oura {
    fn about(&self) -> &About {
        &self.about
    }

    fn door(&self) -> Door<'_> {
        Door::OAuth(self)
    }

    fn refresh<'a>(&'a self, web: &'a dyn Web, refresh: &'a str, now: Timestamp) -> Asked<'a, Tokens> {
        Box::pin(async move {
            self.application.endpoint(self.about.name, Credentials::Form).renew(web, refresh, now).await
        })
    }

    fn revoke<'a>(&'a self, web: &'a dyn Web, tokens: &'a Tokens, _: &'a str) -> Asked<'a, ()> {
        Box::pin(async move {
            let fields = query(&[("access_token", &tokens.access)]);
            let url = format!("{}/oauth/revoke?{fields}", self.application.api);
            classified(web.send(Request::get(url).method(Method::Post).about_access()).await?).map(drop)
        })
    }

    fn probe<'a>(&'a self, web: &'a dyn Web, access: &'a str) -> Asked<'a, ()> {
        Box::pin(async move { self.account(web, access).await.map(drop) })
    }

    /// The handshake is `GET ?verification_token=…&challenge=…`.
    fn hear(&self, notice: &Notice<'_>) -> Heard {
        if notice.method != "POST" {
            let known =
                notice.field("verification_token") == Some(notice.verify) && !notice.verify.is_empty();
            return match notice.field("challenge") {
                Some(challenge) if known => {
                    Heard { body: json!({ "challenge": challenge }).to_string(), ..Heard::status(200) }
                }
                _ => Heard::refused(401),
            };
        }
        if self.signed {
            let time = notice.header("x-oura-timestamp").unwrap_or_default();
            let said = notice.header("x-oura-signature").unwrap_or_default();
            if !is_signed(said, &self.application.secret, &[time.as_bytes(), notice.body]) {
                return Heard::refused(401);
            }
        }
        let Ok(told) = serde_json::from_slice::<Value>(notice.body) else { return Heard::refused(400) };
        let text = |key: &str| name_in(&told[key]);
        let (Some(account), Some(kind)) = (text("user_id"), text("data_type")) else {
            return Heard::refused(200);
        };
        let what = match text("object_id").filter(|id| reading::is_name(id)) {
            Some(id) if reading::KINDS.contains(&kind) => Happened::Changed(Item::new(kind, id)),
            _ => return Heard::status(200),
        };
        Heard { events: vec![Event { account: account.to_owned(), what }], ..Heard::status(200) }
    }

    fn listen<'a>(
        &'a self,
        web: &'a dyn Web,
        callback: &'a str,
        verify: &'a str,
    ) -> Option<Asked<'a, Listening>> {
        Some(Box::pin(subscription::listen(&self.application, web, callback, verify)))
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
