//! The token endpoint of a provider that follows RFC 6749, as nearly all of them do.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{Code, Consent, Failure, Request, Settings, SettingsError, Tokens, Web, classified, query};

/// No access token lives longer than this, s.
const LONGEST: i64 = 10 * 366 * 86_400;

/// How the application shows who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Credentials {
    /// As fields of the form.
    Form,
    /// In the header (`Authorization: Basic`).
    Basic,
}

/// Where codes and refresh tokens are exchanged, and as whom.
pub(crate) struct TokenEndpoint<'a> {
    /// The provider's name for people.
    pub(crate) provider: &'static str,
    /// The address.
    pub(crate) url: &'a str,
    /// The application's name.
    pub(crate) client: &'a str,
    /// The application's secret.
    pub(crate) secret: &'a str,
    /// How they are shown.
    pub(crate) credentials: Credentials,
}

impl TokenEndpoint<'_> {
    /// Exchanges the code that an athlete came back with, at the address they came back to.
    ///
    /// # Errors
    /// As [`ask`](Self::ask).
    pub(crate) async fn exchange(
        &self,
        web: &dyn Web,
        code: Code<'_>,
        now: Timestamp,
    ) -> Result<(Tokens, Value), Failure> {
        let fields =
            [("grant_type", "authorization_code"), ("code", code.code), ("redirect_uri", code.redirect)];
        self.ask(web, &fields, now).await
    }

    /// Renews an access.
    ///
    /// # Errors
    /// As [`ask`](Self::ask).
    pub(crate) async fn renew(
        &self,
        web: &dyn Web,
        refresh: &str,
        now: Timestamp,
    ) -> Result<Tokens, Failure> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        Ok(self.ask(web, &fields, now).await?.0)
    }

    /// Exchanges a code or a refresh token: the new tokens, and the whole answer for what else it holds.
    ///
    /// # Errors
    /// [`Failure::Refused`] when the code or token is not accepted, [`Failure::Blocked`] when the application is not.
    pub(crate) async fn ask(
        &self,
        web: &dyn Web,
        fields: &[(&str, &str)],
        now: Timestamp,
    ) -> Result<(Tokens, Value), Failure> {
        let own = [("client_id", self.client), ("client_secret", self.secret)];
        let request = match self.credentials {
            Credentials::Form => Request::form(self.url, &[&own[..], fields].concat()),
            Credentials::Basic => {
                Request::form(self.url, fields).header("authorization", basic(self.client, self.secret))
            }
        };
        let answer = web.send(request).await?;
        if matches!(answer.status, 400 | 401) {
            let text = String::from_utf8_lossy(&answer.body);
            if text.contains("invalid_client") || text.contains("unauthorized_client") {
                return Err(Failure::Blocked(format!("{} does not accept client and secret", self.provider)));
            }
            return Err(Failure::Refused(format!("{} does not accept the token or code", self.provider)));
        }
        let answer: Value = classified(answer)?.json()?;
        Ok((self.tokens(&answer, now)?, answer))
    }

    /// The tokens in an answer: `access_token`, and where there are, `refresh_token` and `expires_in`.
    pub(crate) fn tokens(&self, answer: &Value, now: Timestamp) -> Result<Tokens, Failure> {
        let text = |key: &str| answer[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let access = text("access_token").ok_or_else(|| {
            Failure::Outage(format!("the answer of {} holds no access token", self.provider))
        })?;
        Ok(Tokens {
            access,
            refresh: text("refresh_token"),
            expires: life_in(answer).and_then(|life| now.checked_add(life).ok()),
        })
    }
}

/// A provider's application as the operator registered it, at the usual addresses or others. The secret is printed by
/// nothing.
pub(crate) struct Application {
    /// The application's name.
    pub(crate) client: String,
    /// The application's secret.
    pub(crate) secret: String,
    /// The consent page.
    pub(crate) authorize: String,
    /// Where codes and refresh tokens are exchanged.
    pub(crate) token: String,
    /// Where data is.
    pub(crate) api: String,
}

impl std::fmt::Debug for Application {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Application").field("api", &self.api).finish_non_exhaustive()
    }
}

impl Application {
    /// Reads it: client and secret, and the addresses of consent page, token endpoint and data where they differ from these.
    pub(crate) fn of(
        settings: &Settings,
        provider: &'static str,
        [authorize, token, api]: [&str; 3],
    ) -> Result<Self, SettingsError> {
        let (client, secret) = settings.client(provider)?;
        Ok(Self {
            client,
            secret,
            authorize: settings.address(provider, "authorize_url", authorize)?,
            token: settings.address(provider, "token_url", token)?,
            api: settings.address(provider, "api_url", api)?,
        })
    }

    /// The address of the consent page, with what every provider wants to know.
    pub(crate) fn authorize(&self, consent: &Consent<'_>, scope: &str) -> String {
        let fields = query(&[
            ("response_type", "code"),
            ("client_id", &self.client),
            ("redirect_uri", consent.redirect),
            ("scope", scope),
            ("state", consent.state),
        ]);
        format!("{}?{fields}", self.authorize)
    }

    /// Where codes and refresh tokens are exchanged.
    pub(crate) fn endpoint(&self, provider: &'static str, credentials: Credentials) -> TokenEndpoint<'_> {
        TokenEndpoint { provider, url: &self.token, client: &self.client, secret: &self.secret, credentials }
    }

    /// What the provider says of the user whose access it is.
    ///
    /// # Errors
    /// Whatever the answer means.
    pub(crate) async fn user(&self, web: &dyn Web, access: &str, path: &str) -> Result<Value, Failure> {
        classified(web.send(self.get(access, path).about_access()).await?)?.json()
    }

    /// A request for data.
    pub(crate) fn get(&self, access: &str, path: &str) -> Request {
        Request::get(format!("{}{path}", self.api)).bearer(access)
    }
}

/// The value of a header `Authorization: Basic …`.
pub(crate) fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

/// The account that an answer names.
///
/// # Errors
/// [`Failure::Outage`] when it names none.
pub(crate) fn account(named: Option<String>) -> Result<String, Failure> {
    named.ok_or_else(|| Failure::Outage("the answer names no user".to_owned()))
}

/// An identifier, which some providers write as a number, some as text, and some as either from one release to the next: at
/// most a hundred printable characters.
pub(crate) fn id_in(value: &Value) -> Option<String> {
    let id = match value {
        Value::Number(id) if id.is_u64() => id.to_string(),
        Value::String(id) => id.clone(),
        _ => return None,
    };
    let fits = (1..=100).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then_some(id)
}

/// An identifier that is a whole number, written as one or as text.
pub(crate) fn number_in(value: &Value) -> Option<String> {
    id_in(value).filter(|id| id.len() <= 30 && id.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether an answer is about the item that was asked for; it is an outage otherwise: JSON of another shape, or the answer to
/// another question.
///
/// # Errors
/// [`Failure::Outage`] when it is not.
pub(crate) fn is_about(row: &Value, key: &str, id: &str) -> Result<(), Failure> {
    if id_in(&row[key]).as_deref() == Some(id) {
        return Ok(());
    }
    Err(Failure::Outage("the answer is about something else".to_owned()))
}

/// How long an access token lives, as an answer says: seconds, as a number or as text.
pub(crate) fn life_in(answer: &Value) -> Option<SignedDuration> {
    let said = &answer["expires_in"];
    let seconds = said.as_f64().or_else(|| said.as_str()?.trim().parse().ok())?;
    #[expect(clippy::cast_possible_truncation, reason = "a cast saturates, and the range is checked")]
    let seconds = seconds as i64;
    Some(SignedDuration::from_secs(seconds.clamp(0, LONGEST)))
}

/// A name of a provider's in an answer or a notice: text of at most a hundred bytes.
pub(crate) fn name_in(value: &Value) -> Option<&str> {
    value.as_str().filter(|name| (1..=100).contains(&name.len()))
}

/// The scopes in an answer, `"read write"` or `"read,write"`; those asked for where it names none.
pub(crate) fn scopes(answer: &Value, asked: &str) -> Vec<String> {
    let granted = answer["scope"].as_str().filter(|scope| !scope.trim().is_empty()).unwrap_or(asked);
    granted.split([',', ' ']).filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ENDPOINT: TokenEndpoint<'static> = TokenEndpoint {
        provider: "Test",
        url: "http://127.0.0.1:1/token",
        client: "c",
        secret: "s",
        credentials: Credentials::Basic,
    };

    #[test]
    fn tokens_are_read_with_or_without_an_end() {
        let now: Timestamp = "2026-11-30T06:00:00Z".parse().unwrap();
        let tokens = ENDPOINT.tokens(&json!({"access_token": "a", "expires_in": 3600}), now).unwrap();
        assert_eq!(tokens.expires, Some("2026-11-30T07:00:00Z".parse().unwrap()));
        assert_eq!(tokens.refresh, None);
        let tokens = ENDPOINT.tokens(&json!({"access_token": "a", "refresh_token": "r"}), now).unwrap();
        assert_eq!((tokens.expires, tokens.refresh.as_deref()), (None, Some("r")));
        assert!(ENDPOINT.tokens(&json!({"access_token": ""}), now).is_err());
        let in_text = json!({"access_token": "a", "expires_in": "3600"});
        assert!(ENDPOINT.tokens(&in_text, now).unwrap().expires.is_some(), "a number in text is one");
        let absurd = json!({"access_token": "a", "expires_in": i64::MAX});
        assert!(ENDPOINT.tokens(&absurd, now).is_ok(), "a life beyond the calendar is no panic");
    }

    /// Identifiers beyond 2^53 lose no digit, and are read whether they are numbers or text.
    #[test]
    fn identifiers_are_numbers_or_text() {
        let long: Value = serde_json::from_str("9007199254740993").unwrap();
        assert_eq!(number_in(&long).as_deref(), Some("9007199254740993"));
        assert_eq!(number_in(&json!("18446744073709551617")).as_deref(), Some("18446744073709551617"));
        for other in [json!(null), json!(-7), json!(1.5), json!("1.5"), json!("../7"), json!(""), json!([7])]
        {
            assert_eq!(number_in(&other), None, "{other}");
        }
        assert_eq!(id_in(&json!("aQlC83")).as_deref(), Some("aQlC83"));
        assert_eq!(id_in(&json!("a b")), None);
        assert!(is_about(&json!({"id": 7}), "id", "7").is_ok());
        assert!(is_about(&json!({"unexpected": [true]}), "id", "7").is_err());
    }

    #[test]
    fn scopes_are_read_in_both_spellings() {
        assert_eq!(scopes(&json!({"scope": "a b"}), "x"), ["a", "b"]);
        assert_eq!(scopes(&json!({"scope": "a,b"}), "x"), ["a", "b"]);
        assert_eq!(scopes(&json!({}), "x y"), ["x", "y"]);
    }
}
