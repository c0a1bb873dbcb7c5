//! Sign-in with another's accounts: OpenID Connect, by the authorization code flow with PKCE, state and nonce.
//!
//! What an identity provider hands over is believed only as far as its ID token shows: signed by one of the provider's
//! published keys, made for this client, for this very question, and not over (`token.rs`).

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

/// Why somebody is not let in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenIdError {
    /// The provider does not answer as it should.
    #[error("the identity provider does not answer as it should: {0}")]
    Unreachable(String),
    /// What came back does not show who it is.
    #[error("what the identity provider said was not accepted: {0}")]
    Refused(&'static str),
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
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
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
                "'{}' is no issuer: write an address such as https://accounts.example",
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
    /// When the provider does not say where.
    pub async fn address(&self, ask: &Ask, redirect: &str, now: Timestamp) -> Result<String, OpenIdError> {
        let endpoint = self.known(now, FRESH).await?.metadata.authorization_endpoint;
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

    /// Who came back with this code.
    ///
    /// # Errors
    /// When the provider does not take the code, or its ID token shows nothing.
    pub async fn subject(
        &self,
        ask: &Ask,
        redirect: &str,
        code: &str,
        now: Timestamp,
    ) -> Result<Subject, OpenIdError> {
        let known = self.known(now, FRESH).await?;
        let token = self.exchanged(&known.metadata, ask, redirect, code).await?;
        let expected = token::Expected {
            issuer: &self.settings.issuer,
            client: &self.settings.client,
            nonce: &ask.nonce,
            now,
        };
        match token::subject(&token, &known.keys, &expected) {
            // Providers change their keys: one that is not known may be new.
            Err(token::UNKNOWN_KEY) => {
                let keys = self.known(now, FRESH_ENOUGH).await?.keys;
                token::subject(&token, &keys, &expected)
            }
            judged => judged,
        }
        .map_err(OpenIdError::Refused)
    }

    /// Changes a code for an ID token.
    async fn exchanged(
        &self,
        metadata: &Metadata,
        ask: &Ask,
        redirect: &str,
        code: &str,
    ) -> Result<String, OpenIdError> {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect),
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
        Ok(answered::<Tokens>(request).await?.id_token)
    }

    /// What the provider says of itself, no older than this.
    async fn known(&self, now: Timestamp, fresh: SignedDuration) -> Result<Known, OpenIdError> {
        let kept = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept.filter(|kept| now.duration_since(kept.since) < fresh) {
            return Ok(kept);
        }
        let address =
            format!("{}/.well-known/openid-configuration", self.settings.issuer.trim_end_matches('/'));
        let metadata: Metadata = answered(self.client.get(address)).await?;
        if metadata.issuer != self.settings.issuer {
            return Err(OpenIdError::Unreachable(format!("it calls itself '{}'", metadata.issuer)));
        }
        for address in [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri] {
            if !is_safe(address) {
                return Err(OpenIdError::Unreachable(format!("'{address}' is not reached by https")));
            }
        }
        let keys = answered(self.client.get(&metadata.jwks_uri)).await?;
        let known = Known { metadata, keys, since: now };
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }
}

async fn answered<T: DeserializeOwned>(request: reqwest::RequestBuilder) -> Result<T, OpenIdError> {
    let unreachable = |error: reqwest::Error| OpenIdError::Unreachable(error.without_url().to_string());
    let mut answer = request.send().await.map_err(unreachable)?;
    if !answer.status().is_success() {
        return Err(OpenIdError::Unreachable(format!("the answer was {}", answer.status())));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > MOST_BYTES {
            return Err(OpenIdError::Unreachable("the answer is too long".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    serde_json::from_slice(&body).map_err(|error| OpenIdError::Unreachable(error.to_string()))
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
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_hangs_on_the_browsers_secret_and_no_part_tells_another() {
        let (ask, other) = (Ask::of("secret"), Ask::of("secret~link"));
        assert_eq!(ask, Ask::of("secret"));
        let parts = [&ask.state, &ask.nonce, &ask.verifier, &other.state, &other.nonce, &other.verifier];
        for (index, part) in parts.iter().enumerate() {
            assert_eq!(part.len(), 43);
            assert!(!parts[..index].contains(part));
        }
    }

    #[test]
    fn the_proof_of_a_code_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned();
        let ask = Ask { verifier, ..Ask::of("") };
        assert_eq!(ask.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn providers_are_reached_by_https_or_on_this_machine() {
        for (address, safe) in [
            ("https://accounts.example", true),
            ("http://127.0.0.1:9000/realm", true),
            ("http://localhost", true),
            ("http://accounts.example", false),
            ("http://localhost.evil.example", false),
            ("http://127.0.0.1.evil.example", false),
            ("https://", false),
            ("file:///etc/passwd", false),
            ("", false),
        ] {
            assert_eq!(is_safe(address), safe, "{address}");
        }
    }
}
