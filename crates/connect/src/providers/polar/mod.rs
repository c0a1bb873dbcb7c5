//! Polar AccessLink, version 3: exercises with their FIT files, nights.
//!
//! Polar tells nothing of a withdrawn access: requests are refused from then on. Written from polar.com/accesslink-api and
//! what implementers publish.

mod reading;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::port::{
    About, Application, Asked, Cadence, Code, Consent, Credentials, Door, Event, Failure, Fetched, Granted,
    Happened, Heard, Item, Method, Need, Notice, OAuth, Page, Provider, Range, Request, Retention, Scope,
    Secret, Settings, SettingsError, Tokens, Web, Window, account, classified, id_in, is_signed, number_in,
};

const ID: &str = "polar";
const ASKED: &str = "accesslink.read_all";

/// Polar as this server's application.
#[derive(Debug)]
pub struct Polar {
    application: Application,
    /// What notices are signed with; shown once when the webhook is made.
    webhook_secret: Option<Secret>,
    about: About,
}

/// Makes Polar from what the operator registered.
///
/// # Errors
/// When a setting is missing or wrong.
pub fn build(settings: &Settings) -> Result<Arc<dyn Provider>, SettingsError> {
    settings.only(ID, &["authorize_url", "token_url", "api_url", "webhook_secret", "limits"])?;
    let addresses = [
        "https://flow.polar.com/oauth2/authorization",
        "https://polarremote.com/v2/oauth2/token",
        "https://www.polaraccesslink.com",
    ];
    let [quarter, day] = settings.limits(ID, [500, 5000])?;
    let about = About {
        id: ID,
        name: "Polar",
        scopes: &[Scope { names: &["accesslink.read_all"], need: Need::Required }],
        retention: Retention { keep_raw_days: None, delete_on_revoke: false, shareable: true },
        attribution: None,
        notifies: true,
        // Fewer days than the list has: what leaves its four weeks, and cannot be had by its name either, was not deleted.
        rescan: Some(Cadence { hours: 6, days: 21, far_days: 21 }),
        // No more is listed.
        backfill_days: 28,
        windows: vec![Window { seconds: 15 * 60, limit: quarter }, Window { seconds: 24 * 3600, limit: day }],
    };
    Ok(Arc::new(Polar {
        application: Application::of(settings, ID, addresses)?,
        webhook_secret: settings.hidden("webhook_secret"),
        about,
    }))
}

impl OAuth for Polar {
    fn authorize(&self, consent: &Consent<'_>) -> String {
        self.application.authorize(consent, ASKED)
    }

    fn exchange<'a>(&'a self, web: &'a dyn Web, code: Code<'a>, now: Timestamp) -> Asked<'a, Granted> {
        Box::pin(async move {
            let endpoint = self.application.endpoint(self.about.name, Credentials::Basic);
            let (tokens, answer) = endpoint.exchange(web, code, now).await?;
            let account = account(id_in(&answer["x_user_id"]))?;
            // A user has to be registered once; a second time is a conflict, and as good.
            let register = Request::json(
                format!("{}/v3/users", self.application.api),
                &json!({ "member-id": format!("isotone-{account}") }),
            );
            let registered = web.send(register.bearer(&tokens.access)).await?;
            if registered.status != 409 {
                classified(registered)?;
            }
            Ok(Granted { account, scopes: vec![ASKED.to_owned()], tokens })
        })
    }
}

impl Provider for Polar {
    fn about(&self) -> &About {
        &self.about
    }

    fn door(&self) -> Door<'_> {
        Door::OAuth(self)
    }

    /// Tokens live for years and are not renewed.
    fn refresh<'a>(&'a self, _: &'a dyn Web, _: &'a str, _: Timestamp) -> Asked<'a, Tokens> {
        Box::pin(async { Err(Failure::Refused("the access was ended at Polar".to_owned())) })
    }

    fn revoke<'a>(&'a self, web: &'a dyn Web, tokens: &'a Tokens, account: &'a str) -> Asked<'a, ()> {
        Box::pin(async move {
            let request = self.application.get(&tokens.access, &format!("/v3/users/{account}"));
            classified(web.send(request.method(Method::Delete).about_access()).await?).map(drop)
        })
    }

    fn probe<'a>(&'a self, web: &'a dyn Web, access: &'a str) -> Asked<'a, ()> {
        Box::pin(async move {
            let request = self.application.get(access, "/v3/exercises").about_access();
            classified(web.send(request).await?).map(drop)
        })
    }

    /// `{"event": "EXERCISE", "user_id": 475, "entity_id": "aQlC83", "url": …}`: the address is not followed. A webhook that
    /// fails for a week is switched off.
    fn hear(&self, notice: &Notice<'_>) -> Heard {
        let Ok(told) = serde_json::from_slice::<Value>(notice.body) else { return Heard::status(200) };
        if told["event"] == "PING" {
            return Heard::status(200);
        }
        if let Some(secret) = &self.webhook_secret {
            let said = notice.header("polar-webhook-signature").unwrap_or_default();
            if !is_signed(said, secret.expose(), &[notice.body]) {
                return Heard::refused(401);
            }
        }
        let Some(account) = number_in(&told["user_id"]) else {
            return Heard::refused(200);
        };
        let what = match (told["event"].as_str(), id_in(&told["entity_id"])) {
            (Some("EXERCISE"), Some(id)) if reading::is_name(&id) => {
                Happened::Changed(Item::new(reading::EXERCISE, id))
            }
            (Some("EXERCISE" | "SLEEP"), _) => Happened::Somewhere,
            _ => return Heard::status(200),
        };
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
        _: Range,
        cursor: Option<&'a str>,
    ) -> Asked<'a, Page> {
        Box::pin(reading::list(self, web, access, cursor))
    }
}

#[cfg(test)]
mod tests {
    use super::super::port::{hex, hmac_sha256};
    use super::*;

    #[test]
    fn a_notice_is_believed_with_its_signature_only() {
        let mut settings =
            Settings { client: Some("c".into()), secret: Some("s".into()), ..Settings::default() };
        settings.options.insert("webhook_secret".into(), "w".into());
        let polar = build(&settings).unwrap();
        let body =
            br#"{"event":"EXERCISE","user_id":475,"entity_id":"aQlC83","url":"http://169.254.169.254/"}"#;
        let heard = |signature: String| {
            let headers = [("polar-webhook-signature".to_owned(), signature)];
            polar.hear(&Notice {
                method: "POST",
                query: &[],
                headers: &headers,
                body,
                verify: "",
                subscription: None,
            })
        };
        let good = heard(hex(&hmac_sha256("w", &[body])));
        assert_eq!(
            good.events[0].what,
            Happened::Changed(Item::new("exercise", "aQlC83")),
            "the address is not followed"
        );
        assert_eq!(heard("00".into()).status, 401);
    }
}
