//! intervals.icu: activities with the files that were uploaded, body mass of the wellness diary, planned workouts.
//!
//! Athletes type the API key of their settings page, or consent where the operator has an application. Written from the
//! forum's API thread, the integration cookbook and the OpenAPI document.

mod reading;
mod settings;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::port::{
    About, AccessKey, Asked, Code, Consent, Credentials, Door, Event, Failure, Fetched, Granted, Happened,
    Heard, Item, Method, Notice, OAuth, Page, Provider, Range, Request, Response, Settings, SettingsError,
    TokenEndpoint, Tokens, Web, account, basic, classified, id_in, is_same, query, scopes,
};
use settings::{ASKED, Configured};

/// intervals.icu, with a key or as this server's application.
#[derive(Debug)]
pub struct Intervals {
    settings: Configured,
    about: About,
}

/// Makes intervals.icu from what the operator registered; nothing has to be.
///
/// # Errors
/// When a setting is wrong.
pub fn build(settings: &Settings) -> Result<Arc<dyn Provider>, SettingsError> {
    let settings = Configured::of(settings)?;
    let about = settings.about();
    Ok(Arc::new(Intervals { settings, about }))
}

impl Intervals {
    /// A request for data: with a key as the password of `API_KEY`, or with a token.
    fn get(&self, access: &str, path: &str) -> Request {
        let request = Request::get(format!("{}{path}", self.settings.api));
        match self.settings.application {
            Some(_) => request.bearer(access),
            None => request.header("authorization", basic("API_KEY", access)),
        }
    }

    /// The account behind a key or a token.
    async fn account(&self, web: &dyn Web, access: &str) -> Result<String, Failure> {
        let athlete: Value = judged(web.send(self.get(access, "/athlete/0")).await?)?.json()?;
        account(id_in(&athlete["id"]))
    }

    fn application(&self) -> Result<(&str, &str), Failure> {
        let known = self.settings.application.as_ref().map(|(client, secret)| (&**client, &**secret));
        known.ok_or_else(|| Failure::Wrong("athletes connect with a key here".to_owned()))
    }
}

/// A success, or what the status means: a key that was changed is answered with 401 or 403.
fn judged(answer: Response) -> Result<Response, Failure> {
    let text = String::from_utf8_lossy(&answer.body);
    if answer.status == 403 && text.contains("Access denied") {
        return Err(Failure::Unauthorised);
    }
    drop(text);
    classified(answer)
}

/// The same for a list: a missing one was retired.
fn judged_list(answer: Response) -> Result<Response, Failure> {
    match judged(answer)? {
        Response { status: 404 | 410, .. } => Err(Failure::Wrong("there is no such list".to_owned())),
        answer => Ok(answer),
    }
}

impl AccessKey for Intervals {
    fn enter<'a>(&'a self, web: &'a dyn Web, key: &'a str, _: Timestamp) -> Asked<'a, Granted> {
        Box::pin(async move {
            let is_key =
                (8..=100).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if !is_key {
                let words =
                    "a key is one word of letters and digits, from the foot of intervals.icu's settings page";
                return Err(Failure::Refused(words.to_owned()));
            }
            let account = match self.account(web, key).await {
                Err(Failure::Unauthorised) => {
                    return Err(Failure::Refused("intervals.icu does not accept this key".to_owned()));
                }
                account => account?,
            };
            let tokens = Tokens { access: key.to_owned(), refresh: None, expires: None };
            Ok(Granted { account, scopes: Vec::new(), tokens })
        })
    }
}

impl OAuth for Intervals {
    fn authorize(&self, consent: &Consent<'_>) -> String {
        let client = self.settings.application.as_ref().map_or("", |(client, _)| client);
        let fields = query(&[
            ("client_id", client),
            ("redirect_uri", consent.redirect),
            ("scope", ASKED),
            ("state", consent.state),
        ]);
        format!("{}?{fields}", self.settings.authorize)
    }

    fn exchange<'a>(&'a self, web: &'a dyn Web, code: Code<'a>, now: Timestamp) -> Asked<'a, Granted> {
        Box::pin(async move {
            let (client, secret) = self.application()?;
            let endpoint = TokenEndpoint {
                provider: self.about.name,
                url: &self.settings.token,
                client,
                secret,
                credentials: Credentials::Form,
            };
            let fields = [("grant_type", "authorization_code"), ("code", code.code)];
            let (tokens, answer) = endpoint.ask(web, &fields, now).await?;
            let account = match id_in(&answer["athlete"]["id"]) {
                Some(id) => id,
                None => self.account(web, &tokens.access).await?,
            };
            Ok(Granted { account, scopes: scopes(&answer, code.scope.unwrap_or(ASKED)), tokens })
        })
    }
}

impl Provider for Intervals {
    fn about(&self) -> &About {
        &self.about
    }

    fn door(&self) -> Door<'_> {
        if self.settings.application.is_some() { Door::OAuth(self) } else { Door::Key(self) }
    }

    /// Neither keys nor tokens end by themselves.
    fn refresh<'a>(&'a self, _: &'a dyn Web, _: &'a str, _: Timestamp) -> Asked<'a, Tokens> {
        Box::pin(async { Err(Failure::Refused("the access was ended at intervals.icu".to_owned())) })
    }

    /// A key is the athlete's own and stays; an application is disconnected.
    fn revoke<'a>(&'a self, web: &'a dyn Web, tokens: &'a Tokens, _: &'a str) -> Asked<'a, ()> {
        Box::pin(async move {
            if self.settings.application.is_none() {
                return Ok(());
            }
            let request = self.get(&tokens.access, "/disconnect-app").method(Method::Delete).about_access();
            match judged(web.send(request).await?) {
                Ok(_) | Err(Failure::Unauthorised) => Ok(()),
                Err(failure) => Err(failure),
            }
        })
    }

    fn probe<'a>(&'a self, web: &'a dyn Web, access: &'a str) -> Asked<'a, ()> {
        Box::pin(async move { self.account(web, access).await.map(drop) })
    }

    /// It repeats what is answered with anything but 200, 204 included.
    fn hear(&self, notice: &Notice<'_>) -> Heard {
        if notice.method != "POST" {
            return Heard::status(200);
        }
        let Ok(told) = serde_json::from_slice::<Value>(notice.body) else { return Heard::refused(400) };
        if let Some(secret) = &self.settings.webhook_secret {
            let said = told["secret"].as_str().unwrap_or_default();
            if !is_same(said.as_bytes(), secret.as_bytes()) {
                return Heard::refused(401);
            }
        }
        let mut heard = Heard::status(200);
        for event in told["events"].as_array().map(Vec::as_slice).unwrap_or_default() {
            match id_in(&event["athlete_id"]) {
                Some(account) => heard.events.push(Event { account, what: what(event) }),
                None => heard.refused += 1,
            }
        }
        heard
    }

    fn fetch<'a>(
        &'a self,
        web: &'a dyn Web,
        access: &'a str,
        account: &'a str,
        item: &'a Item,
    ) -> Asked<'a, Fetched> {
        Box::pin(reading::fetch(self, web, access, account, item))
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

fn what(event: &Value) -> Happened {
    let id = id_in(&event["activity"]["id"]).or_else(|| id_in(&event["activity_id"]));
    match id.filter(|id| reading::is_name(id)) {
        Some(id) => Happened::Changed(Item::new(reading::ACTIVITY, id)),
        None if event["type"] == "APP_SCOPE_CHANGED" => Happened::Revoked,
        None => Happened::Somewhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(body: &str) -> Heard {
        let mut settings =
            Settings { client: Some("c".into()), secret: Some("s".into()), ..Settings::default() };
        settings.options.insert("webhook_secret".into(), "word".into());
        let notice = Notice {
            method: "POST",
            query: &[],
            headers: &[],
            body: body.as_bytes(),
            verify: "",
            subscription: None,
        };
        build(&settings).unwrap().hear(&notice)
    }

    #[test]
    fn a_notice_names_what_changed_or_has_the_list_read() {
        let body = r#"{"secret": "word", "events": [
            {"athlete_id": "i1", "type": "ACTIVITY_UPLOADED", "activity": {"id": "i55"}},
            {"athlete_id": "i2", "type": "CALENDAR_UPDATED"}, {"type": "WELLNESS_UPDATED"}]}"#;
        let heard = heard(body);
        assert_eq!((heard.status, heard.events.len(), heard.refused), (200, 2, 1));
        assert_eq!(heard.events[0].what, Happened::Changed(Item::new("activity", "i55")));
        assert_eq!(heard.events[1].what, Happened::Somewhere);
    }

    #[test]
    fn another_word_is_not_believed() {
        assert_eq!(heard(r#"{"secret": "other", "events": [{"athlete_id": "i1"}]}"#).status, 401);
        assert_eq!(heard("{").status, 400);
    }
}
