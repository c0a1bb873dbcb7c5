//! Apple's push service over HTTP/2: for whoever builds an app for iOS. Written from Apple's public documentation, and tried only against
//! our own servers.

use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde::Deserialize;
use serde_json::json;

use super::net::{Net, Post};
use super::web_push::fitted;
use super::{Answer, Envelope, jwt};

/// Where messages are sent: to apps of the store, and to those that are being built.
const ENDPOINT: &str = "https://api.push.apple.com";
const SANDBOX: &str = "https://api.sandbox.push.apple.com";
/// A token is renewed no more often than every 20 minutes and no later than every 60.
const RENEWED_AFTER: SignedDuration = SignedDuration::from_mins(40);
/// The most bytes of a message.
const MOST_BYTES: usize = 4096;

/// An operator's key, as the file of the setting holds it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    /// The file `AuthKey_….p8` as a text.
    key: String,
    key_id: String,
    team_id: String,
    /// The bundle of the app.
    topic: String,
    #[serde(default)]
    sandbox: bool,
}

/// The key by which Apple knows the maker of an app.
pub struct Apns {
    pair: EcdsaKeyPair,
    key_id: String,
    team_id: String,
    topic: String,
    endpoint: String,
    /// The token, and when it was made.
    signed: Mutex<Option<(Timestamp, String)>>,
}

/// Prints no key.
impl std::fmt::Debug for Apns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Apns").field(&self.topic).finish()
    }
}

impl Apns {
    /// A key by the file of the setting (JSON).
    ///
    /// # Errors
    /// In words, when it is none.
    pub fn read(file: &str) -> Result<Self, String> {
        let expected =
            "apns: give a JSON file with key (the text of AuthKey_….p8), key_id, team_id and topic";
        let account: Account = serde_json::from_str(file).map_err(|_| expected.to_owned())?;
        let der = jwt::key_of_pem(&account.key).ok_or(expected)?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der, &SystemRandom::new());
        let Account { key_id, team_id, topic, sandbox, .. } = account;
        Ok(Self {
            pair: pair.map_err(|_| "apns: the key is damaged".to_owned())?,
            key_id,
            team_id,
            topic,
            endpoint: if sandbox { SANDBOX } else { ENDPOINT }.to_owned(),
            signed: Mutex::default(),
        })
    }

    /// The same at another address, for tests.
    #[must_use]
    pub fn at(self, endpoint: &str) -> Self {
        Self { endpoint: endpoint.trim_end_matches('/').to_owned(), ..self }
    }

    /// Why a device token cannot be sent to; nothing where it can.
    pub(super) fn check(token: &str) -> Result<(), String> {
        let fits = (64..=200).contains(&token.len()) && token.chars().all(|c| c.is_ascii_hexdigit());
        fits.then_some(()).ok_or_else(|| "write the device token as 64 to 200 hexadecimal digits".to_owned())
    }

    /// Sends by a way out that speaks HTTP/2.
    pub(super) async fn send(&self, net: &Net, token: &str, envelope: &Envelope) -> Answer {
        let bearer = match self.bearer(envelope.at) {
            Ok(bearer) => bearer,
            Err(why) => return Answer::refused(why),
        };
        let headers = vec![
            ("authorization", format!("bearer {bearer}")),
            ("apns-topic", self.topic.clone()),
            ("apns-push-type", "alert".to_owned()),
            ("apns-priority", if envelope.urgent { "10" } else { "5" }.to_owned()),
            ("apns-expiration", envelope.useless_after.as_second().max(1).to_string()),
            ("apns-collapse-id", BASE64.encode(&digest(&SHA256, envelope.tag.as_bytes()).as_ref()[..24])),
            ("content-type", "application/json".to_owned()),
        ];
        let url = format!("{}/3/device/{token}", self.endpoint);
        let post = Post { method: reqwest::Method::POST, url: &url, headers, body: message(envelope) };
        match net.send(post).await {
            Ok(said) if said.status == 410 => Answer::Gone,
            // It is too old by Apple's clock, or the key is wrong: the next try makes another one, and the operator may put the key
            // right while the message is of use.
            Ok(said) if said.status == 403 && said.text.contains("ProviderToken") => {
                *self.signed.lock().unwrap_or_else(PoisonError::into_inner) = None;
                Answer::later(format!("status 403: {}", said.text))
            }
            Ok(said) => said.answer(false),
            Err(answer) => answer,
        }
    }

    /// The provider's token, kept while it is good.
    fn bearer(&self, now: Timestamp) -> Result<String, String> {
        let mut signed = self.signed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((made, token)) = &*signed
            && now.duration_since(*made).abs() < RENEWED_AFTER
        {
            return Ok(token.clone());
        }
        let header = json!({"alg": "ES256", "kid": self.key_id});
        let claims = json!({"iss": self.team_id, "iat": now.as_second()});
        let sign = |text: &[u8]| Ok(self.pair.sign(&SystemRandom::new(), text)?.as_ref().to_vec());
        let token = jwt::signed(&header, &claims, sign)?;
        *signed = Some((now, token.clone()));
        Ok(token)
    }
}

/// The message: what the device shows, and beside it what the app needs to know.
fn message(envelope: &Envelope) -> Vec<u8> {
    fitted(&envelope.body, MOST_BYTES, |body| {
        let mut aps = json!({"alert": {"title": envelope.title, "body": body}});
        match envelope.withdrawn {
            // There is nothing to do about what is taken back.
            true => aps["interruption-level"] = "passive".into(),
            false => aps["sound"] = "default".into(),
        }
        let message = json!({
            "aps": aps,
            "id": envelope.id, "tag": envelope.tag, "kind": envelope.kind, "link": envelope.link,
            "withdrawn": envelope.withdrawn,
        });
        message.to_string().into_bytes()
    })
}
