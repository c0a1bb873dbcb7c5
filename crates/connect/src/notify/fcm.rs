//! Firebase Cloud Messaging, HTTP v1: for whoever builds an app for Android. Written from Google's public documentation, and tried only
//! against our own servers.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::net::{Net, Post, Said};
use super::web_push::fitted;
use super::{Answer, Envelope, jwt};

/// Where messages are sent.
const ENDPOINT: &str = "https://fcm.googleapis.com";
const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";
/// How long the assertion is good by which an access token is asked for; Google takes no longer one.
const ASSERTED_FOR: SignedDuration = SignedDuration::from_hours(1);
/// An access token with less than this left is asked for anew.
const RENEWED_BEFORE: SignedDuration = SignedDuration::from_mins(5);
/// The most bytes of a message.
const MOST_BYTES: usize = 4000;

/// The service account of a Firebase project, as Google hands it out.
#[derive(Deserialize)]
struct Account {
    project_id: String,
    client_email: String,
    private_key: String,
    private_key_id: String,
    token_uri: String,
}

/// A Firebase project that messages are sent through.
pub struct Fcm {
    account: Account,
    key: RsaKeyPair,
    endpoint: String,
    /// The access token, and until when it is good.
    access: Mutex<Option<(Timestamp, String)>>,
}

/// Prints no key.
impl std::fmt::Debug for Fcm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Fcm").field(&self.account.project_id).finish()
    }
}

#[derive(Deserialize)]
struct Access {
    access_token: String,
    expires_in: i64,
}

impl Fcm {
    /// A project by the file of its service account (JSON).
    ///
    /// # Errors
    /// In words, when it is none.
    pub fn read(file: &str) -> Result<Self, String> {
        let expected = "fcm: give the JSON file of a service account, as the Firebase console hands it out";
        let account: Account = serde_json::from_str(file).map_err(|_| expected.to_owned())?;
        let der = jwt::key_of_pem(&account.private_key).ok_or(expected)?;
        let key = RsaKeyPair::from_pkcs8(&der).map_err(|_| "fcm: the private key is damaged".to_owned())?;
        Ok(Self { account, key, endpoint: ENDPOINT.to_owned(), access: Mutex::default() })
    }

    /// The same at another address, for tests.
    #[must_use]
    pub fn at(self, endpoint: &str) -> Self {
        Self { endpoint: endpoint.trim_end_matches('/').to_owned(), ..self }
    }

    /// Why a registration token cannot be sent to; nothing where it can.
    pub(super) fn check(token: &str) -> Result<(), String> {
        let fits = (32..=4096).contains(&token.len()) && token.chars().all(|c| c.is_ascii_graphic());
        fits.then_some(()).ok_or_else(|| "write the registration token that Firebase gave the app".to_owned())
    }

    pub(super) async fn send(&self, net: &Net, token: &str, envelope: &Envelope) -> Answer {
        let access = match self.access(net, envelope.at).await {
            Ok(access) => access,
            Err(answer) => return answer,
        };
        let url = format!("{}/v1/projects/{}/messages:send", self.endpoint, self.account.project_id);
        let headers = vec![
            ("authorization", format!("Bearer {access}")),
            ("content-type", "application/json".to_owned()),
        ];
        let post = Post { method: reqwest::Method::POST, url: &url, headers, body: message(token, envelope) };
        match net.send(post).await {
            Ok(said) if said.status == 401 => {
                // Many find out at once, and the first of them may have asked anew already.
                self.access.lock().await.take_if(|(_, refused)| *refused == access);
                Answer::later(format!("status 401: {}", said.text))
            }
            Ok(said) if is_unregistered(&said) => Answer::Gone,
            Ok(said) => said.answer(false),
            Err(answer) => answer,
        }
    }

    /// An access token, kept while it is good.
    async fn access(&self, net: &Net, now: Timestamp) -> Result<String, Answer> {
        // Whoever comes meanwhile waits for the one that asks.
        let mut access = self.access.lock().await;
        if let Some((until, token)) = &*access
            && until.duration_since(now) > RENEWED_BEFORE
            && until.duration_since(now) <= ASSERTED_FOR
        {
            return Ok(token.clone());
        }
        let Account { client_email, private_key_id, token_uri, .. } = &self.account;
        let until = now.saturating_add(ASSERTED_FOR).unwrap_or(Timestamp::MAX);
        let header = json!({"alg": "RS256", "typ": "JWT", "kid": private_key_id});
        let claims = json!({
            "iss": client_email, "scope": SCOPE, "aud": token_uri, "iat": now.as_second(), "exp": until.as_second(),
        });
        let sign = |text: &[u8]| {
            let mut signature = vec![0; self.key.public().modulus_len()];
            self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature)?;
            Ok(signature)
        };
        let assertion = jwt::signed(&header, &claims, sign).map_err(Answer::refused)?;
        let body =
            format!("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}");
        let headers = vec![("content-type", "application/x-www-form-urlencoded".to_owned())];
        let post = Post { method: reqwest::Method::POST, url: token_uri, headers, body: body.into_bytes() };
        let said = net.send(post).await?;
        let given = serde_json::from_slice::<Access>(&said.body).ok().filter(|_| said.status == 200);
        // An operator may put the account right while the message is of use.
        let refused =
            || Answer::later(format!("Google gives no access: status {}: {}", said.status, said.text));
        let Access { access_token, expires_in } = given.ok_or_else(refused)?;
        let until = now.saturating_add(SignedDuration::from_secs(expires_in.clamp(0, 3600))).unwrap_or(now);
        *access = Some((until, access_token.clone()));
        Ok(access_token)
    }
}

/// Whether the app is gone from the device: of all answers only this one says so.
fn is_unregistered(said: &Said) -> bool {
    let body: Value = serde_json::from_slice(&said.body).unwrap_or_default();
    let details = body["error"]["details"].as_array().into_iter().flatten();
    said.status == 404 && details.into_iter().any(|detail| detail["errorCode"] == "UNREGISTERED")
}

/// The message: the words, and for the app what it is about and where a tap leads. All values of `data` are strings.
fn message(token: &str, envelope: &Envelope) -> Vec<u8> {
    let key = BASE64.encode(&digest(&SHA256, envelope.tag.as_bytes()).as_ref()[..24]);
    fitted(&envelope.body, MOST_BYTES, |body| {
        let message = json!({
            "token": token,
            "notification": {"title": envelope.title, "body": body},
            "data": {
                "id": envelope.id, "tag": envelope.tag, "kind": envelope.kind, "link": envelope.link,
                "withdrawn": envelope.withdrawn.to_string(), "language": envelope.language,
            },
            "android": {
                "collapse_key": key,
                "ttl": format!("{}s", envelope.lifetime().as_secs()),
                "priority": if envelope.urgent { "HIGH" } else { "NORMAL" },
                "notification": {"tag": key},
            },
        });
        json!({"message": message}).to_string().into_bytes()
    })
}
