//! Webhooks, signed as Standard Webhooks says: one request for each message, the same name however often it is sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::json;

use super::net::{Net, Post};
use super::{Answer, Envelope, News};

/// What a secret begins with.
const PREFIX: &str = "whsec_";

/// A new secret.
///
/// # Errors
/// In words, when the system gives no random bytes.
pub fn new_secret() -> Result<String, String> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| "the system gives no random bytes".to_owned())?;
    Ok(format!("{PREFIX}{}", BASE64.encode(bytes)))
}

fn key(secret: &str) -> Result<Vec<u8>, String> {
    let bytes = secret.strip_prefix(PREFIX).and_then(|text| BASE64.decode(text).ok());
    let fits = bytes.filter(|bytes| (24..=64).contains(&bytes.len()));
    fits.ok_or_else(|| "write a secret of whsec_ and 24 to 64 bytes in base64".to_owned())
}

/// The header `webhook-signature`: a signature by each secret of a message's name, the seconds of when it is sent, and its
/// bytes.
///
/// # Errors
/// In words, when a secret is none.
pub fn signature(secrets: &[&str], id: &str, seconds: i64, body: &[u8]) -> Result<String, String> {
    let mut text = format!("{id}.{seconds}.").into_bytes();
    text.extend_from_slice(body);
    let by = |secret: &&str| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key(secret)?);
        Ok(format!("v1,{}", BASE64.encode(hmac::sign(&key, &text))))
    };
    let signatures: Vec<String> = secrets.iter().map(by).collect::<Result<_, String>>()?;
    Ok(signatures.join(" "))
}

/// A name as a header takes it, and without full stops: they separate what is signed, and people choose parts of names.
fn header_safe(id: &str) -> String {
    let mut safe = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b':' | b'-' | b'_' => {
                safe.push(char::from(byte));
            }
            other => safe.push_str(&format!("%{other:02X}")),
        }
    }
    safe
}

/// A program that takes messages.
pub(super) struct Hook<'a> {
    pub(super) url: &'a str,
    pub(super) secrets: Vec<&'a str>,
}

impl Hook<'_> {
    /// Why it cannot be sent to; nothing where it can.
    pub(super) fn check(&self, net: &Net) -> Result<(), String> {
        net.check(self.url)?;
        self.secrets.iter().try_for_each(|secret| key(secret).map(drop))
    }

    pub(super) async fn send(&self, net: &Net, envelope: &Envelope) -> Answer {
        let body = json!({
            "type": if envelope.withdrawn { "message.withdrawn".to_owned() } else { format!("message.{}", envelope.kind) },
            "timestamp": envelope.at,
            "data": {
                "tag": envelope.tag,
                "title": envelope.title,
                "body": envelope.body,
                "link": envelope.link,
                "language": envelope.language,
                "useless_after": envelope.useless_after,
                "facts": envelope.data,
            },
        });
        self.post(net, &envelope.id, envelope.at.as_second(), body.to_string().into_bytes()).await
    }

    pub(super) async fn tell(&self, net: &Net, news: &News) -> Answer {
        let body = json!({"type": news.kind, "timestamp": news.at, "data": news.data});
        self.post(net, &news.id, news.sent.as_second(), body.to_string().into_bytes()).await
    }

    /// Sends bytes under a name. A receiver refuses seconds that are not about now: they are those of this very try.
    async fn post(&self, net: &Net, id: &str, seconds: i64, body: Vec<u8>) -> Answer {
        let id = header_safe(id);
        let signature = match signature(&self.secrets, &id, seconds, &body) {
            Ok(signature) => signature,
            Err(why) => return Answer::refused(why),
        };
        let headers = vec![
            ("content-type", "application/json".to_owned()),
            ("webhook-id", id),
            ("webhook-timestamp", seconds.to_string()),
            ("webhook-signature", signature),
        ];
        match net.send(Post { method: reqwest::Method::POST, url: self.url, headers, body }).await {
            Ok(said) => said.answer(said.status == 410),
            Err(answer) => answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification, by which its libraries are tested.
    #[test]
    fn a_message_is_signed_as_the_standard_says() {
        let body = br#"{"test": 2432232314}"#;
        let signed = signature(
            &["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            body,
        );
        assert_eq!(signed.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn trap_56_the_name_of_a_request_is_ascii_and_has_no_full_stop() {
        assert_eq!(header_safe("ada/drink:p-1/2"), "ada/drink:p-1/2");
        assert_eq!(header_safe("josé.changed.7.hook"), "jos%C3%A9%2Echanged%2E7%2Ehook");
    }

    #[test]
    fn trap_38_while_the_secret_is_changed_both_sign() {
        let (new, old) = (new_secret().unwrap(), new_secret().unwrap());
        let both = signature(&[&new, &old], "m", 1, b"{}").unwrap();
        let parts: Vec<&str> = both.split(' ').collect();
        assert_eq!(
            parts,
            [signature(&[&new], "m", 1, b"{}").unwrap(), signature(&[&old], "m", 1, b"{}").unwrap()]
        );
        for wrong in ["", "whsec_", "whsec_c2hvcnQ=", "secret"] {
            assert!(signature(&[wrong], "m", 1, b"{}").is_err());
        }
    }
}
