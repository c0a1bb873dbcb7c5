//! Google Health, the successor of Fitbit's interface: exercises and sleep.
//!
//! Written from what implementers publish of developers.google.com/health. Notices hold no data and are answered with 204.

mod reading;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::port::{
    About, Application, Asked, Cadence, Code, Consent, Credentials, Door, Event, Failure, Fetched, Granted,
    Happened, Heard, Item, Need, Notice, OAuth, Page, Provider, Range, Request, Retention, Scope, Secret,
    Settings, SettingsError, Tokens, Web, Window, account, classified, is_same, name_in, scopes,
};

const ID: &str = "google-health";
const ACTIVITY: &str = "https://www.googleapis.com/auth/googlehealth.activity_and_fitness.readonly";
const SLEEP: &str = "https://www.googleapis.com/auth/googlehealth.sleep.readonly";

/// Google Health as this server's application.
#[derive(Debug)]
pub struct GoogleHealth {
    application: Application,
    revoke: String,
    /// The word in the header of its notices.
    webhook_secret: Option<Secret>,
    about: About,
}

/// Makes Google Health from what the operator registered.
///
/// # Errors
/// When a setting is missing or wrong.
pub fn build(settings: &Settings) -> Result<Arc<dyn Provider>, SettingsError> {
    settings
        .only(ID, &["authorize_url", "token_url", "api_url", "revoke_url", "webhook_secret", "limits"])?;
    let addresses = [
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        "https://health.googleapis.com",
    ];
    let about = About {
        id: ID,
        name: "Google Health",
        scopes: &[
            Scope { names: &[ACTIVITY], need: Need::Required },
            Scope { names: &[SLEEP], need: Need::Wanted },
        ],
        retention: Retention { keep_raw_days: None, delete_on_revoke: false, shareable: true },
        attribution: None,
        notifies: true,
        rescan: Some(Cadence { hours: 6, days: 14, far_days: 60 }),
        backfill_days: 90,
        windows: vec![Window { seconds: 60, limit: settings.limits(ID, [100])?[0] }],
    };
    Ok(Arc::new(GoogleHealth {
        application: Application::of(settings, ID, addresses)?,
        revoke: settings.address(ID, "revoke_url", "https://oauth2.googleapis.com/revoke")?,
        webhook_secret: settings.hidden("webhook_secret"),
        about,
    }))
}

impl GoogleHealth {
    async fn account(&self, web: &dyn Web, access: &str) -> Result<String, Failure> {
        let user = self.application.user(web, access, "/v4/users/me/identity").await?;
        account(name_in(&user["healthUserId"]).map(str::to_owned))
    }
}

impl OAuth for GoogleHealth {
    /// A refresh token is given only with offline access, and again only when the page is shown again.
    fn authorize(&self, consent: &Consent<'_>) -> String {
        let page = self.application.authorize(consent, &format!("{ACTIVITY} {SLEEP}"));
        format!("{page}&access_type=offline&prompt=consent&include_granted_scopes=true")
    }

    fn exchange<'a>(&'a self, web: &'a dyn Web, code: Code<'a>, now: Timestamp) -> Asked<'a, Granted> {
        Box::pin(async move {
            let endpoint = self.application.endpoint(self.about.name, Credentials::Form);
            let (tokens, answer) = endpoint.exchange(web, code, now).await?;
            let account = self.account(web, &tokens.access).await?;
            Ok(Granted { account, scopes: scopes(&answer, code.scope.unwrap_or_default()), tokens })
        })
    }
}

impl Provider for GoogleHealth {
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
            let token = tokens.refresh.as_deref().unwrap_or(&tokens.access);
            let answer = web.send(Request::form(&self.revoke, &[("token", token)])).await?;
            // A token that had ended already.
            if answer.status == 400 {
                return Ok(());
            }
            classified(answer).map(drop)
        })
    }

    fn probe<'a>(&'a self, web: &'a dyn Web, access: &'a str) -> Asked<'a, ()> {
        Box::pin(async move { self.account(web, access).await.map(drop) })
    }

    /// The handshake is two requests: with the secret it wants 2xx, without it 4xx. Notices are an array; anything but 204 is
    /// repeated for a week.
    fn hear(&self, notice: &Notice<'_>) -> Heard {
        let said = notice.header("authorization").unwrap_or_default();
        let expected = self.webhook_secret.as_ref().map(|secret| format!("Bearer {}", secret.expose()));
        if expected.is_none_or(|expected| !is_same(said.as_bytes(), expected.as_bytes())) {
            return Heard::refused(401);
        }
        let told = match serde_json::from_slice::<Value>(notice.body) {
            // One notice alone may come without the list around it.
            Ok(told) if told["data"].is_object() => Ok(Value::Array(vec![told])),
            told => told,
        };
        match told {
            Ok(Value::Array(rows)) => {
                let mut heard = Heard::status(204);
                for row in &rows {
                    match name_in(&row["data"]["healthUserId"]) {
                        Some(account)
                            if reading::KINDS.contains(&row["data"]["dataType"].as_str().unwrap_or("")) =>
                        {
                            let what = began(&row["data"]).map_or(Happened::Somewhere, Happened::Since);
                            heard.events.push(Event { account: account.to_owned(), what });
                        }
                        Some(_) => {}
                        None => heard.refused += 1,
                    }
                }
                heard
            }
            Ok(told) if told["type"] == "verification" => Heard::status(200),
            _ => Heard::refused(204),
        }
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

/// When what a notice tells of began, where it says so: `{"intervals": [{"physicalTimeInterval": {"startTime": …}}]}`.
fn began(data: &Value) -> Option<Timestamp> {
    let intervals = data["intervals"].as_array().map(Vec::as_slice).unwrap_or_default();
    let start = |interval: &Value| interval["physicalTimeInterval"]["startTime"].as_str()?.parse().ok();
    intervals.iter().filter_map(start).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Traps 1: the handshake, and 204 for notices.
    #[test]
    fn the_handshake_wants_both_answers_and_notices_204() {
        let mut settings =
            Settings { client: Some("c".into()), secret: Some("s".into()), ..Settings::default() };
        settings.options.insert("webhook_secret".into(), "word".into());
        assert!(!format!("{settings:?}").contains("word"), "an option that is a secret is not printed");
        let google = build(&settings).unwrap();
        let heard = |body: &str, word: &str| {
            let headers = [("authorization".to_owned(), word.to_owned())];
            google.hear(&Notice {
                method: "POST",
                query: &[],
                headers: &headers,
                body: body.as_bytes(),
                verify: "",
                subscription: None,
            })
        };
        assert_eq!(heard(r#"{"type":"verification"}"#, "Bearer word").status, 200);
        assert_eq!(heard(r#"{"type":"verification"}"#, "").status, 401);
        let notices = r#"[{"data":{"healthUserId":"u1","operation":"UPSERT","dataType":"exercise"}},
            {"data":{"healthUserId":"u1","dataType":"steps"}},{"data":{}}]"#;
        let told = heard(notices, "Bearer word");
        assert_eq!((told.status, told.events.len(), told.refused), (204, 1, 1));
        let alone = r#"{"data":{"healthUserId":"u1","operation":"UPSERT","dataType":"sleep"}}"#;
        let told = heard(alone, "Bearer word");
        assert_eq!((told.status, told.events.len(), told.refused), (204, 1, 0));
        let late = r#"[{"data":{"healthUserId":"u1","dataType":"sleep","intervals":[
            {"physicalTimeInterval":{"startTime":"2026-10-02T22:00:00Z"}},
            {"physicalTimeInterval":{"startTime":"2026-10-01T22:00:00Z"}}, 7]}}]"#;
        let since = "2026-10-01T22:00:00Z".parse().unwrap();
        assert_eq!(heard(late, "Bearer word").events[0].what, Happened::Since(since));
    }
}
