//! Withings: body mass from a scale.
//!
//! Every answer has HTTP status 200 and says inside whether it is one. Notices are unsigned and name a span of time only:
//! the list is read again. Written from developer.withings.com.

mod measure;
mod settings;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::port::{
    About, Asked, Code, Consent, Credentials, Door, Event, Failure, Fetched, Granted, Happened, Heard, Item,
    Notice, OAuth, Page, Provider, Range, Request, Response, Settings, SettingsError, TokenEndpoint, Tokens,
    Web, account, classified, id_in, number_in, query, scopes,
};
use settings::{ASKED, Configured};

/// Withings as this server's application.
#[derive(Debug)]
pub struct Withings {
    settings: Configured,
    about: About,
}

/// Makes Withings from what the operator registered.
///
/// # Errors
/// When a setting is missing or wrong.
pub fn build(settings: &Settings) -> Result<Arc<dyn Provider>, SettingsError> {
    let settings = Configured::of(settings)?;
    let about = settings.about();
    Ok(Arc::new(Withings { settings, about }))
}

/// What is inside an answer, or what its inner status means (developer.withings.com, response status).
fn judged(answer: Response) -> Result<Value, Failure> {
    let mut answer: Value = classified(answer)?.json()?;
    let error = answer["error"].as_str().unwrap_or_default().chars().take(200).collect::<String>();
    match number_in(&answer["status"]).and_then(|status| status.parse::<i64>().ok()) {
        Some(0) => Ok(answer["body"].take()),
        Some(100..=102 | 200 | 401) => Err(Failure::Unauthorised),
        Some(214 | 277 | 2553..=2555) => Err(Failure::MissingScope(error)),
        Some(601) => Err(Failure::Quota { retry_after: None }),
        Some(503) => Err(Failure::Wrong(format!("503 {error}"))),
        Some(status @ (522 | 523 | 525 | 526 | 531..=533 | 602 | 700 | 1051..=1054 | 5000..)) => {
            Err(Failure::Outage(format!("status {status} {error}")))
        }
        Some(status) => Err(Failure::Wrong(format!("{status} {error}"))),
        None => Err(Failure::Outage("the answer says no status".to_owned())),
    }
}

impl Withings {
    fn post(&self, path: &str, access: &str, fields: &[(&str, &str)]) -> Request {
        Request::form(format!("{}{path}", self.settings.api), fields).bearer(access)
    }

    /// Codes live for half a minute, and one that is too old is answered with 503 inside 200.
    async fn token(
        &self,
        web: &dyn Web,
        fields: &[(&str, &str)],
        now: Timestamp,
    ) -> Result<(Tokens, Value), Failure> {
        let url = format!("{}/v2/oauth2", self.settings.api);
        let own = [
            ("action", "requesttoken"),
            ("client_id", &*self.settings.client),
            ("client_secret", &*self.settings.secret),
        ];
        let answer = web.send(Request::form(&url, &[&own[..], fields].concat())).await?;
        let body = match judged(answer) {
            // The application's own words are wrong: no athlete's access has ended.
            Err(Failure::Wrong(why)) if why.contains("client") || why.contains("secret") => {
                return Err(Failure::Blocked(format!("Withings does not accept client and secret: {why}")));
            }
            Err(Failure::Wrong(_) | Failure::Unauthorised | Failure::MissingScope(_)) => {
                return Err(Failure::Refused("Withings does not accept the token or code".to_owned()));
            }
            body => body?,
        };
        let endpoint = TokenEndpoint {
            provider: self.about.name,
            url: &url,
            client: &self.settings.client,
            secret: &self.settings.secret,
            credentials: Credentials::Form,
        };
        Ok((endpoint.tokens(&body, now)?, body))
    }
}

impl OAuth for Withings {
    fn authorize(&self, consent: &Consent<'_>) -> String {
        let fields = query(&[
            ("response_type", "code"),
            ("client_id", &self.settings.client),
            ("scope", ASKED),
            ("redirect_uri", consent.redirect),
            ("state", consent.state),
        ]);
        format!("{}?{fields}", self.settings.authorize)
    }

    fn exchange<'a>(&'a self, web: &'a dyn Web, code: Code<'a>, now: Timestamp) -> Asked<'a, Granted> {
        Box::pin(async move {
            let fields =
                [("grant_type", "authorization_code"), ("code", code.code), ("redirect_uri", code.redirect)];
            let (tokens, body) = self.token(web, &fields, now).await?;
            Ok(Granted { account: account(id_in(&body["userid"]))?, scopes: scopes(&body, ASKED), tokens })
        })
    }
}

impl Provider for Withings {
    fn about(&self) -> &About {
        &self.about
    }

    fn door(&self) -> Door<'_> {
        Door::OAuth(self)
    }

    fn refresh<'a>(&'a self, web: &'a dyn Web, refresh: &'a str, now: Timestamp) -> Asked<'a, Tokens> {
        Box::pin(async move {
            let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
            Ok(self.token(web, &fields, now).await?.0)
        })
    }

    /// Its public interface ends no access: what is subscribed is taken back, and the athlete removes the application in
    /// Withings' own settings.
    fn revoke<'a>(&'a self, web: &'a dyn Web, tokens: &'a Tokens, _: &'a str) -> Asked<'a, ()> {
        Box::pin(async move {
            for callback in measure::subscriptions(self, web, &tokens.access).await? {
                let fields = [("action", "revoke"), ("callbackurl", &*callback), ("appli", "1")];
                judged(web.send(self.post("/notify", &tokens.access, &fields)).await?)?;
            }
            Ok(())
        })
    }

    fn probe<'a>(&'a self, web: &'a dyn Web, access: &'a str) -> Asked<'a, ()> {
        Box::pin(async move { measure::subscriptions(self, web, access).await.map(drop) })
    }

    /// `userid=…&appli=1&startdate=…&enddate=…`, unsigned. The address is probed with HEAD first.
    fn hear(&self, notice: &Notice<'_>) -> Heard {
        if notice.method != "POST" {
            return Heard::status(200);
        }
        let text = String::from_utf8_lossy(notice.body);
        let field = |name: &str| {
            let pair =
                text.split('&').find_map(|part| part.trim().split_once('=').filter(|(of, _)| *of == name));
            pair.map(|(_, value)| value.to_owned())
        };
        let account = field("userid").filter(|id| (1..=32).contains(&id.len()));
        let Some(account) = account.filter(|id| id.bytes().all(|byte| byte.is_ascii_digit())) else {
            return Heard::refused(200);
        };
        // Other kinds of data are not asked for.
        let what = match (field("appli").as_deref(), field("action").as_deref()) {
            (Some("1"), _) => {
                let since = field("startdate").and_then(|at| Timestamp::from_second(at.parse().ok()?).ok());
                since.map_or(Happened::Somewhere, Happened::Since)
            }
            (_, Some("unlink" | "delete")) => Happened::Revoked,
            _ => return Heard::status(200),
        };
        Heard { events: vec![Event { account, what }], ..Heard::status(200) }
    }

    fn listen_for<'a>(
        &'a self,
        web: &'a dyn Web,
        access: &'a str,
        callback: &'a str,
    ) -> Option<Asked<'a, ()>> {
        Some(Box::pin(async move {
            let known = measure::subscriptions(self, web, access).await?;
            if known.iter().any(|known| known == callback) {
                return Ok(());
            }
            let fields = [("action", "subscribe"), ("callbackurl", callback), ("appli", "1")];
            judged(web.send(self.post("/notify", access, &fields)).await?).map(drop)
        }))
    }

    fn fetch<'a>(
        &'a self,
        web: &'a dyn Web,
        access: &'a str,
        _: &'a str,
        item: &'a Item,
    ) -> Asked<'a, Fetched> {
        Box::pin(measure::fetch(self, web, access, item))
    }

    fn list<'a>(
        &'a self,
        web: &'a dyn Web,
        access: &'a str,
        range: Range,
        cursor: Option<&'a str>,
    ) -> Asked<'a, Page> {
        Box::pin(measure::list(self, web, access, range, cursor))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn withings() -> Arc<dyn Provider> {
        build(&Settings { client: Some("c".into()), secret: Some("s".into()), ..Settings::default() })
            .unwrap()
    }

    fn heard(method: &str, body: &str) -> Heard {
        withings().hear(&Notice {
            method,
            query: &[],
            headers: &[],
            body: body.as_bytes(),
            verify: "",
            subscription: None,
        })
    }

    /// Trap 42: the address is probed with HEAD, and notices are forms without a signature.
    #[test]
    fn a_notice_has_the_list_read_again() {
        assert_eq!(heard("HEAD", "").status, 200);
        let heard_it = heard("POST", "userid=363&startdate=1764480000&enddate=1764480001&appli=1");
        let since = Happened::Since(Timestamp::from_second(1_764_480_000).unwrap());
        assert_eq!(heard_it.events, [Event { account: "363".into(), what: since }]);
        let undated = heard("POST", "userid=363&startdate=soon&appli=1");
        assert_eq!(undated.events[0].what, Happened::Somewhere);
        assert_eq!(heard("POST", "userid=363&appli=4").events, []);
        assert_eq!(heard("POST", "userid=../x&appli=1").refused, 1);
        assert_eq!(heard("POST", "userid=363&appli=46&action=unlink").events[0].what, Happened::Revoked);
    }

    /// Trap 41: the status is inside.
    #[test]
    fn an_answer_is_judged_by_what_is_inside() {
        let of =
            |body: &str| judged(Response { status: 200, headers: vec![], body: body.as_bytes().to_vec() });
        assert!(of(r#"{"status":0,"body":{}}"#).is_ok());
        assert_eq!(of(r#"{"status":401,"body":{}}"#), Err(Failure::Unauthorised));
        assert_eq!(of(r#"{"status":601}"#), Err(Failure::Quota { retry_after: None }));
        assert!(matches!(of(r#"{"status":503,"error":"Invalid Params"}"#), Err(Failure::Wrong(_))));
        assert!(matches!(of(r#"{"status":2555}"#), Err(Failure::MissingScope(_))));
        assert!(matches!(of(r#"{"status":522}"#), Err(Failure::Outage(_))));
        assert!(matches!(of("{}"), Err(Failure::Outage(_))));
    }
}
