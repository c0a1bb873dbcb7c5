//! Wahoo Cloud: workouts with their FIT files.
//!
//! Written from cloud-api.wahooligan.com. At most ten access tokens of a user are valid at a time, so a token is renewed only
//! when it is needed.

mod reading;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::port::{
    About, Application, Asked, Cadence, Code, Consent, Credentials, Door, Event, Failure, Fetched, Granted,
    Happened, Heard, Item, Method, Need, Notice, OAuth, Page, Provider, Range, Response, Retention, Scope,
    Secret, Settings, SettingsError, Tokens, Usage, Web, Window, account, classified, is_same, number_in,
};

const ID: &str = "wahoo";
const ASKED: &str = "user_read workouts_read offline_data";

/// Wahoo as this server's application.
#[derive(Debug)]
pub struct Wahoo {
    application: Application,
    /// The word in its notices.
    webhook_secret: Option<Secret>,
    about: About,
}

/// Makes Wahoo from what the operator registered.
///
/// # Errors
/// When a setting is missing or wrong.
pub fn build(settings: &Settings) -> Result<Arc<dyn Provider>, SettingsError> {
    settings.only(ID, &["authorize_url", "token_url", "api_url", "webhook_secret", "limits"])?;
    let addresses = [
        "https://api.wahooligan.com/oauth/authorize",
        "https://api.wahooligan.com/oauth/token",
        "https://api.wahooligan.com",
    ];
    // Those of an application in its sandbox; a reviewed one has 200, 1000 and 5000.
    let [minutes, hour, day] = settings.limits(ID, [25, 100, 250])?;
    let about = About {
        id: ID,
        name: "Wahoo",
        scopes: &[
            Scope { names: &["workouts_read"], need: Need::Required },
            Scope { names: &["offline_data"], need: Need::Wanted },
        ],
        retention: Retention { keep_raw_days: None, delete_on_revoke: false, shareable: true },
        attribution: None,
        notifies: true,
        rescan: Some(Cadence { hours: 24, days: 30, far_days: 90 }),
        backfill_days: 365,
        windows: vec![
            Window { seconds: 300, limit: minutes },
            Window { seconds: 3600, limit: hour },
            Window { seconds: 24 * 3600, limit: day },
        ],
    };
    Ok(Arc::new(Wahoo {
        application: Application::of(settings, ID, addresses)?,
        webhook_secret: settings.hidden("webhook_secret"),
        about,
    }))
}

impl Wahoo {
    async fn account(&self, web: &dyn Web, access: &str) -> Result<String, Failure> {
        let user = self.application.user(web, access, "/v1/user").await?;
        account(number_in(&user["id"]))
    }
}

impl OAuth for Wahoo {
    fn authorize(&self, consent: &Consent<'_>) -> String {
        self.application.authorize(consent, ASKED)
    }

    fn exchange<'a>(&'a self, web: &'a dyn Web, code: Code<'a>, now: Timestamp) -> Asked<'a, Granted> {
        Box::pin(async move {
            let endpoint = self.application.endpoint(self.about.name, Credentials::Form);
            let (tokens, answer) = endpoint.exchange(web, code, now).await?;
            let account = self.account(web, &tokens.access).await?;
            Ok(Granted { account, scopes: super::port::scopes(&answer, ASKED), tokens })
        })
    }
}

impl Provider for Wahoo {
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
            let request = self.application.get(&tokens.access, "/v1/permissions").method(Method::Delete);
            classified(web.send(request.about_access()).await?).map(drop)
        })
    }

    fn probe<'a>(&'a self, web: &'a dyn Web, access: &'a str) -> Asked<'a, ()> {
        Box::pin(async move { self.account(web, access).await.map(drop) })
    }

    /// `{"event_type": "workout_summary", "webhook_token": …, "user": {"id": …}, "workout_summary": {"workout": {"id": …}}}`.
    /// What is not answered with 200 is repeated for three days.
    fn hear(&self, notice: &Notice<'_>) -> Heard {
        let Ok(told) = serde_json::from_slice::<Value>(notice.body) else { return Heard::refused(200) };
        if let Some(secret) = &self.webhook_secret {
            let said = told["webhook_token"].as_str().unwrap_or_default();
            if !is_same(said.as_bytes(), secret.expose().as_bytes()) {
                return Heard::refused(401);
            }
        }
        let Some(account) = number_in(&told["user"]["id"]) else { return Heard::refused(200) };
        let what = match number_in(&told["workout_summary"]["workout"]["id"]) {
            Some(id) => Happened::Changed(Item::new(reading::WORKOUT, id)),
            None => Happened::Somewhere,
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
        range: Range,
        cursor: Option<&'a str>,
    ) -> Asked<'a, Page> {
        Box::pin(reading::list(self, web, access, range, cursor))
    }

    /// `X-RateLimit-Remaining: 4999, 999, 199`, the day first.
    fn usage(&self, answer: &Response) -> Vec<Usage> {
        let numbers = |name: &str| -> Vec<u32> {
            let text = answer.header(name).unwrap_or_default();
            text.split(',').map_while(|part| part.trim().parse().ok()).collect()
        };
        let (limits, left) = (numbers("x-ratelimit-limit"), numbers("x-ratelimit-remaining"));
        let both = limits.iter().zip(left).rev().zip(&self.about.windows);
        both.map(|((limit, left), window)| Usage {
            seconds: window.seconds,
            limit: Some(*limit),
            used: limit.saturating_sub(left),
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_provider_s_count_is_read_from_the_longest_window_on() {
        let settings = Settings { client: Some("c".into()), secret: Some("s".into()), ..Settings::default() };
        let headers = vec![
            ("x-ratelimit-limit".to_owned(), "5000, 1000, 200".to_owned()),
            ("x-ratelimit-remaining".to_owned(), "4800, 800, 0".to_owned()),
        ];
        let usage = build(&settings).unwrap().usage(&Response { status: 200, headers, body: vec![] });
        let read: Vec<(u32, u32)> = usage.iter().map(|usage| (usage.seconds, usage.used)).collect();
        assert_eq!(read, [(300, 200), (3600, 200), (86_400, 200)]);
    }
}
