//! Sign-in with another's accounts: OpenID Connect, by the authorization code flow with PKCE, state and nonce.
//!
//! What an identity provider hands over is believed only as far as its ID token shows: signed by one of the provider's
//! published keys, made for this client, for this very question, and not over (`token.rs`).
//!
//! People are shown what to do in a few words. What went wrong, down to the cause, is logged here, for whoever runs the server.

mod error;
mod token;

use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use ring::{digest, hmac};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::http;
pub use error::OpenIdError;
use error::{answer_of, failure, refusal};
use token::Keys;

/// Which provider, and as whom it knows this server.
#[derive(Clone)]
pub struct OpenIdSettings {
    /// The provider's address, exactly as it calls itself: `https://accounts.example`.
    pub issuer: String,
    /// The name it gave this server.
    pub client: String,
    /// The secret it gave this server.
    pub secret: String,
}

/// Who somebody is at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The provider.
    pub issuer: String,
    /// The provider's unchanging name for the person. Nothing else tells people apart: addresses change hands.
    pub subject: String,
    /// What the person may like to be called here: the preferred name or the address. It proves nothing.
    pub called: Option<String>,
}

/// What one sign-in asks with. All of it follows from a secret that only the person's browser holds, so that an answer is
/// worth nothing in another browser and nothing has to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Comes back with the answer.
    pub state: String,
    /// Comes back inside the ID token.
    pub nonce: String,
    verifier: String,
}

impl Ask {
    /// What follows from a browser's secret.
    pub fn of(secret: &str) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let part = |name: &str| URL_SAFE_NO_PAD.encode(hmac::sign(&key, name.as_bytes()));
        Self { state: part("state"), nonce: part("nonce"), verifier: part("verifier") }
    }

    fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, self.verifier.as_bytes()))
    }
}

/// A provider.
pub struct OpenId {
    settings: OpenIdSettings,
    client: reqwest::Client,
    known: Mutex<Option<Known>>,
}

impl std::fmt::Debug for OpenId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenId").field("issuer", &self.settings.issuer).finish_non_exhaustive()
    }
}

/// What a provider says of itself.
#[derive(Clone, Debug, Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// Whether it says in every answer whose answer it is (RFC 9207).
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

#[derive(Clone)]
struct Known {
    metadata: Metadata,
    keys: Keys,
    since: Timestamp,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    #[serde(default)]
    access_token: Option<String>,
}

/// What the provider says of a person when it is asked.
#[derive(Deserialize)]
struct UserInfo {
    sub: String,
    #[serde(flatten)]
    names: token::Names,
}

/// With what a browser comes back, beside its secret.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// Where it was to come back to.
    pub redirect: &'a str,
    /// What can be changed for an ID token.
    pub code: &'a str,
    /// The provider, where it says so (RFC 9207).
    pub issuer: Option<&'a str>,
}

/// A person waits for it.
const TIMEOUT: Duration = Duration::from_secs(15);
/// What a provider says of itself and its keys is asked again after so long,
const FRESH: SignedDuration = SignedDuration::from_hours(1);
/// and no sooner than this for a key that is not known.
const FRESH_ENOUGH: SignedDuration = SignedDuration::from_secs(30);
/// No answer of a provider is longer.
const MOST_BYTES: usize = 1 << 20;

impl OpenId {
    /// A provider. It is not asked anything yet.
    ///
    /// # Errors
    /// In words, when the address is none, or the client cannot be set up.
    pub fn new(settings: OpenIdSettings) -> Result<Self, String> {
        if !is_safe(&settings.issuer) || settings.issuer.contains(['?', '#']) {
            return Err(format!(
                "'{}' is no issuer: write an address such as https://accounts.example; http is taken on this machine only",
                settings.issuer
            ));
        }
        let client = http::client(TIMEOUT, 0)?;
        Ok(Self { settings, client, known: Mutex::new(None) })
    }

    /// The provider's address.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// Where a person is sent, to come back to `redirect`.
    ///
    /// # Errors
    /// When the provider does not say where. The cause is logged.
    pub async fn address(&self, ask: &Ask, redirect: &str, now: Timestamp) -> Result<String, OpenIdError> {
        let known = self.known(now, FRESH).await.inspect_err(|error| self.log(error))?;
        let endpoint = known.metadata.authorization_endpoint;
        let joint = if endpoint.contains('?') { '&' } else { '?' };
        let query = form(&[
            ("response_type", "code"),
            ("scope", "openid profile email"),
            ("client_id", &self.settings.client),
            ("redirect_uri", redirect),
            ("state", &ask.state),
            ("nonce", &ask.nonce),
            ("code_challenge", &ask.challenge()),
            ("code_challenge_method", "S256"),
        ]);
        Ok(format!("{endpoint}{joint}{query}"))
    }

    /// Who came back with this answer.
    ///
    /// # Errors
    /// When the answer is another provider's, the provider does not take the code, or its ID token shows nothing. The cause
    /// is logged.
    pub async fn subject(
        &self,
        ask: &Ask,
        answer: Answer<'_>,
        now: Timestamp,
    ) -> Result<Subject, OpenIdError> {
        self.vouched(ask, answer, now).await.inspect_err(|error| self.log(error))
    }

    async fn vouched(&self, ask: &Ask, answer: Answer<'_>, now: Timestamp) -> Result<Subject, OpenIdError> {
        let known = self.known(now, FRESH).await?;
        match answer.issuer {
            Some(issuer) if issuer != self.settings.issuer => {
                return Err(OpenIdError::refused("the answer is from another provider"));
            }
            // Whoever left it out may be somebody between the two (RFC 9207, section 2.4).
            None if known.metadata.authorization_response_iss_parameter_supported => {
                return Err(OpenIdError::refused("the answer does not say which provider it is from"));
            }
            _ => {}
        }
        let tokens = self.exchanged(&known.metadata, ask, answer).await?;
        let expected = token::Expected {
            issuer: &self.settings.issuer,
            client: &self.settings.client,
            nonce: &ask.nonce,
            now,
        };
        let mut judged = token::subject(&tokens.id_token, &known.keys, &expected);
        // Providers change their keys, and some keep the name of one: another may have taken its place.
        if judged.as_ref().is_err_and(token::Refusal::may_be_of_a_new_key) {
            let keys = self.known(now, FRESH_ENOUGH).await?.keys;
            judged = token::subject(&tokens.id_token, &keys, &expected);
        }
        let mut subject = judged.map_err(|refusal| OpenIdError::refused(&refusal.to_string()))?;
        if subject.called.is_none() {
            // A name is a convenience: without one a person gets in too.
            let named = self.name_of(&known.metadata, &tokens, &subject.subject).await;
            subject.called = named.inspect_err(|error| self.log(error)).unwrap_or_default();
        }
        Ok(subject)
    }

    /// What somebody is called whose ID token does not say it.
    async fn name_of(
        &self,
        metadata: &Metadata,
        tokens: &Tokens,
        subject: &str,
    ) -> Result<Option<String>, OpenIdError> {
        let (Some(endpoint), Some(token)) = (&metadata.userinfo_endpoint, &tokens.access_token) else {
            return Ok(None);
        };
        let request = self.client.get(endpoint).bearer_auth(token).header("accept", "application/json");
        let info: UserInfo = answered("the name of the person", request).await?;
        // The access token may be another person's (OpenID Connect Core, section 5.3.2).
        if info.sub != subject {
            return Err(OpenIdError::refused("the name it gave is of another person"));
        }
        Ok(info.names.first())
    }

    /// Changes a code for an ID token.
    async fn exchanged(
        &self,
        metadata: &Metadata,
        ask: &Ask,
        answer: Answer<'_>,
    ) -> Result<Tokens, OpenIdError> {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", answer.code),
            ("redirect_uri", answer.redirect),
            ("code_verifier", &ask.verifier),
        ];
        // Without a word of the provider, basic authentication is what it takes (RFC 8414, section 2).
        let methods = metadata.token_endpoint_auth_methods_supported.as_deref();
        let basic =
            methods.is_none_or(|methods| methods.iter().any(|method| method == "client_secret_basic"));
        let mut request = self.client.post(&metadata.token_endpoint);
        if basic {
            let pair = format!("{}:{}", encoded(&self.settings.client), encoded(&self.settings.secret));
            request = request.header("authorization", format!("Basic {}", STANDARD.encode(pair)));
        } else {
            fields.extend([("client_id", &*self.settings.client), ("client_secret", &*self.settings.secret)]);
        }
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json")
            .body(form(&fields));
        answered("the ID token", request).await
    }

    /// What the provider says of itself, no older than this.
    async fn known(&self, now: Timestamp, fresh: SignedDuration) -> Result<Known, OpenIdError> {
        let kept = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept.filter(|kept| now.duration_since(kept.since) < fresh) {
            return Ok(kept);
        }
        let address =
            format!("{}/.well-known/openid-configuration", self.settings.issuer.trim_end_matches('/'));
        let metadata: Metadata = answered("its description", self.client.get(address)).await?;
        if metadata.issuer != self.settings.issuer {
            let words = format!(
                "it calls itself '{}', and openid_issuer is '{}': write its own word for itself there",
                metadata.issuer, self.settings.issuer
            );
            return Err(OpenIdError::unreachable("it calls itself by another name", words));
        }
        let endpoints = [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri];
        for address in endpoints.into_iter().chain(&metadata.userinfo_endpoint) {
            if !is_safe(address) {
                let detail = format!("'{address}' is reached neither by https nor on this machine");
                return Err(OpenIdError::unreachable("it is not reached by https", detail));
            }
        }
        let keys = answered("its keys", self.client.get(&metadata.jwks_uri)).await?;
        let known = Known { metadata, keys, since: now };
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }

    fn log(&self, error: &OpenIdError) {
        tracing::warn!(
            issuer = self.settings.issuer,
            cause = error.detail(),
            "a sign-in by the identity provider failed"
        );
    }
}

/// Asks the provider for something, named for the log.
async fn answered<T: DeserializeOwned>(
    what: &str,
    request: reqwest::RequestBuilder,
) -> Result<T, OpenIdError> {
    let mut answer = request.send().await.map_err(|error| failure(what, error))?;
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| failure(what, error))? {
        if body.len() + chunk.len() > MOST_BYTES {
            return Err(answer_of(what, "is too long"));
        }
        body.extend_from_slice(&chunk);
    }
    if !answer.status().is_success() {
        return Err(refusal(what, answer.status(), &body));
    }
    serde_json::from_slice(&body).map_err(|error| answer_of(what, &format!("cannot be read: {error}")))
}

/// Reached by https, or on this machine.
fn is_safe(address: &str) -> bool {
    let local = ["http://127.0.0.1", "http://[::1]", "http://localhost"];
    let after = |start: &str| {
        address.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    };
    address.strip_prefix("https://").is_some_and(|rest| !rest.is_empty())
        || local.iter().any(|start| after(start))
}

fn form(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    pairs.join("&")
}

/// Text in an address or a form.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            all.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(all, "%{byte:02X}");
        }
        all
    })
}

#[cfg(test)]
mod tests;
