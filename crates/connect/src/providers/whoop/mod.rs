//! WHOOP, version 2: workouts and sleep.
//!
//! Written from developer.whoop.com and what implementers publish.

mod reading;

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::Value;

use super::port::{
    About, Application, Asked, Cadence, Code, Consent, Credentials, Door, Event, Failure, Fetched, Granted,
    Happened, Heard, Item, Method, Need, Notice, OAuth, Page, Provider, Range, Retention, Scope, Settings,
    SettingsError, Tokens, Web, Window, account, classified, hmac_sha256, id_in, is_same, number_in, scopes,
};

const ID: &str = "whoop";
const ASKED: &str = "offline read:profile read:workout read:sleep";

/// WHOOP as this server's application.
#[derive(Debug)]
pub struct Whoop {
    application: Application,
    about: About,
}

/// Makes WHOOP from what the operator registered.
///
/// # Errors
/// When a setting is missing or wrong.
pub fn build(settings: &Settings) -> Result<Arc<dyn Provider>, SettingsError> {
    settings.only(ID, &["authorize_url", "token_url", "api_url", "limits"])?;
    let addresses = [
        "https://api.prod.whoop.com/oauth/oauth2/auth",
        "https://api.prod.whoop.com/oauth/oauth2/token",
        "https://api.prod.whoop.com/developer",
    ];
    let [minute, day] = settings.limits(ID, [100, 10_000])?;
    let about = About {
        id: ID,
        name: "WHOOP",
        scopes: &[
            Scope { names: &["read:workout"], need: Need::Required },
            Scope { names: &["read:sleep"], need: Need::Wanted },
        ],
        retention: Retention { keep_raw_days: None, delete_on_revoke: false, shareable: true },
        attribution: None,
        notifies: true,
        rescan: Some(Cadence { hours: 12, days: 14, far_days: 60 }),
        backfill_days: 90,
        windows: vec![Window { seconds: 60, limit: minute }, Window { seconds: 24 * 3600, limit: day }],
    };
    Ok(Arc::new(Whoop { application: Application::of(settings, ID, addresses)?, about }))
}

impl Whoop {
    async fn account(&self, web: &dyn Web, access: &str) -> Result<String, Failure> {
        let user = self.application.user(web, access, "/v2/user/profile/basic").await?;
        account(number_in(&user["user_id"]))
    }
}

impl OAuth for Whoop {
    fn authorize(&self, consent: &Consent<'_>) -> String {
        self.application.authorize(consent, ASKED)
    }

    fn exchange<'a>(&'a self, web: &'a dyn Web, code: Code<'a>, now: Timestamp) -> Asked<'a, Granted> {
        Box::pin(async move {
            let endpoint = self.application.endpoint(self.about.name, Credentials::Form);
            let (tokens, answer) = endpoint.exchange(web, code, now).await?;
            let account = self.account(web, &tokens.access).await?;
            Ok(Granted { account, scopes: scopes(&answer, ASKED), tokens })
        })
    }
}

impl Provider for Whoop {
    fn about(&self) -> &About {
        &self.about
    }

    fn door(&self) -> Door<'_> {
        Door::OAuth(self)
    }

    fn refresh<'a>(&'a self, web: &'a dyn Web, refresh: &'a str, now: Timestamp) -> Asked<'a, Tokens> {
        Box::pin(async move {
            let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh), ("scope", "offline")];
            let endpoint = self.application.endpoint(self.about.name, Credentials::Form);
            Ok(endpoint.ask(web, &fields, now).await?.0)
        })
    }

    fn revoke<'a>(&'a self, web: &'a dyn Web, tokens: &'a Tokens, _: &'a str) -> Asked<'a, ()> {
        Box::pin(async move {
            let request = self.application.get(&tokens.access, "/v2/user/access").method(Method::Delete);
            classified(web.send(request.about_access()).await?).map(drop)
        })
    }

    fn probe<'a>(&'a self, web: &'a dyn Web, access: &'a str) -> Asked<'a, ()> {
        Box::pin(async move { self.account(web, access).await.map(drop) })
    }

    /// Signed with the application's secret over the time and the body. The id of a recovery is that of its sleep.
    fn hear(&self, notice: &Notice<'_>) -> Heard {
        if notice.method != "POST" {
            return Heard::status(200);
        }
        let time = notice.header("x-whoop-signature-timestamp").unwrap_or_default();
        let expected =
            STANDARD.encode(hmac_sha256(&self.application.secret, &[time.as_bytes(), notice.body]));
        let said = notice.header("x-whoop-signature").unwrap_or_default();
        if time.is_empty() || !is_same(said.as_bytes(), expected.as_bytes()) {
            return Heard::refused(401);
        }
        let Ok(told) = serde_json::from_slice::<Value>(notice.body) else { return Heard::refused(400) };
        let id = id_in(&told["id"]).filter(|id| reading::is_name(id));
        let account = number_in(&told["user_id"]);
        let (Some(account), Some(id)) = (account, id) else { return Heard::refused(200) };
        let kind = match told["type"].as_str().and_then(|kind| kind.split('.').next()) {
            Some("workout") => reading::WORKOUT,
            Some("sleep") => reading::SLEEP,
            // Nothing of it is used.
            _ => return Heard::status(200),
        };
        let what = Happened::Changed(Item::new(kind, id));
        Heard { events: vec![Event { account, what }], ..Heard::status(200) }
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

    /// Trap 4: the id of a recovery is that of a sleep, and nothing is asked under it.
    #[test]
    fn a_notice_is_signed_and_a_recovery_asks_nothing() {
        let settings = Settings { client: Some("c".into()), secret: Some("s".into()), ..Settings::default() };
        let whoop = build(&settings).unwrap();
        let heard = |body: &str, secret: &str| {
            let signature = STANDARD.encode(hmac_sha256(secret, &[b"1764480000000", body.as_bytes()]));
            let headers = [
                ("x-whoop-signature".to_owned(), signature),
                ("x-whoop-signature-timestamp".to_owned(), "1764480000000".to_owned()),
            ];
            whoop.hear(&Notice {
                method: "POST",
                query: &[],
                headers: &headers,
                body: body.as_bytes(),
                verify: "",
                subscription: None,
            })
        };
        let sleep =
            r#"{"user_id": 10129, "id": "550e8400-e29b-41d4-a716-446655440000", "type": "sleep.updated"}"#;
        assert_eq!(heard(sleep, "s").events.len(), 1);
        assert_eq!(heard(sleep, "x").status, 401);
        let recovery = sleep.replace("sleep.updated", "recovery.updated");
        assert_eq!((heard(&recovery, "s").status, heard(&recovery, "s").events.len()), (200, 0));
    }
}
