//! Web Push: the message encrypted for the browser (RFC 8291), the sender known by a key (VAPID, RFC 8292).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jiff::{SignedDuration, Timestamp};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::digest::{SHA256, digest};
use ring::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;

use super::net::{Net, Post};
use super::{Answer, Envelope, jwt};

/// The most bytes of text that push services take: 4096 with what encryption adds.
const MOST_BYTES: usize = 3993;
/// How long a signature is good. A day is refused by services whose clocks differ a little.
const SIGNED_FOR: SignedDuration = SignedDuration::from_hours(12);
/// A signature with less than this left is made anew.
const RENEWED_BEFORE: SignedDuration = SignedDuration::from_hours(1);
/// The push services of browsers, by the ends of their names.
const SERVICES: [&str; 5] = [
    "fcm.googleapis.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
    "web.push.samsungosp.com",
];
/// The version of what the service worker reads.
const VERSION: u32 = 1;

/// The key by which push services know this server. Browsers subscribe with its public half: another key ends every
/// subscription.
pub struct PushKeys {
    pair: EcdsaKeyPair,
    /// Who to write to about abuse: `mailto:` or `https:`.
    contact: Option<String>,
    signed: Mutex<HashMap<String, (Timestamp, String)>>,
}

impl std::fmt::Debug for PushKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("PushKeys").field(&self.public()).finish()
    }
}

impl PushKeys {
    /// A new key, as it is stored (PKCS #8, base64url).
    ///
    /// # Errors
    /// In words, when the system gives no random bytes.
    pub fn generate() -> Result<String, String> {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        made.map(|key| BASE64.encode(key.as_ref())).map_err(|_| "the system gives no random bytes".to_owned())
    }

    /// The key that was stored. `contact` goes out with each message; Apple refuses some (see [`is_accepted_contact`]).
    ///
    /// # Errors
    /// In words, when it is no key.
    pub fn read(stored: &str, contact: Option<String>) -> Result<Self, String> {
        let wrong = || "the stored push key is damaged".to_owned();
        let bytes = BASE64.decode(stored.trim()).map_err(|_| wrong())?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &bytes, &SystemRandom::new());
        Ok(Self { pair: pair.map_err(|_| wrong())?, contact, signed: Mutex::default() })
    }

    /// The public half, as browsers take it.
    pub fn public(&self) -> String {
        BASE64.encode(self.pair.public_key().as_ref())
    }

    /// The header that says who sends, for one push service. The signature is kept while it is good.
    fn authorization(&self, origin: &str, now: Timestamp) -> Result<String, String> {
        let mut signed = self.signed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((until, header)) = signed.get(origin)
            && until.duration_since(now) > RENEWED_BEFORE
            && until.duration_since(now) <= SIGNED_FOR
        {
            return Ok(header.clone());
        }
        let until = now.saturating_add(SIGNED_FOR).unwrap_or(Timestamp::MAX);
        let mut claims = json!({"aud": origin, "exp": until.as_second()});
        if let Some(contact) = &self.contact {
            claims["sub"] = contact.as_str().into();
        }
        let sign = |text: &[u8]| Ok(self.pair.sign(&SystemRandom::new(), text)?.as_ref().to_vec());
        let token = jwt::signed(&json!({"typ": "JWT", "alg": "ES256"}), &claims, sign)?;
        let header = format!("vapid t={token}, k={}", self.public());
        // Endpoints are typed: their number is bounded.
        if signed.len() >= 1000 {
            signed.clear();
        }
        signed.insert(origin.to_owned(), (until, header.clone()));
        Ok(header)
    }
}

/// Whether every push service takes this contact. Apple answers `BadJwtToken` to hosts that are not public and to an address
/// with a space.
///
/// ```
/// # use connect::notify::is_accepted_contact;
/// assert!(is_accepted_contact("mailto:ops@example.org"));
/// assert!(!is_accepted_contact("https://localhost:8737"));
/// ```
pub fn is_accepted_contact(contact: &str) -> bool {
    if contact.chars().any(char::is_whitespace) {
        return false;
    }
    let host = match contact.split_once(':') {
        Some(("mailto", address)) => {
            address.rsplit_once('@').filter(|(name, _)| !name.is_empty()).map(|(_, host)| host)
        }
        Some(("https", rest)) => {
            rest.strip_prefix("//").and_then(|rest| rest.split(['/', '?', '#']).next()).map(|host| {
                host.rsplit_once(':')
                    .filter(|(_, port)| port.chars().all(|c| c.is_ascii_digit()))
                    .map_or(host, |(name, _)| name)
            })
        }
        _ => None,
    };
    let Some(host) = host.map(str::to_ascii_lowercase) else { return false };
    let inside = ["localhost", "local", "invalid", "test", "example", "internal", "lan"];
    let label = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && host.split('.').all(label)
        && !inside.contains(&last)
        && !last.chars().all(|c| c.is_ascii_digit())
}

/// What is known of a browser that subscribed.
pub(super) struct Subscription<'a> {
    pub(super) endpoint: &'a str,
    pub(super) p256dh: &'a str,
    pub(super) auth: &'a str,
    pub(super) key: &'a str,
}

impl Subscription<'_> {
    /// Why it cannot be sent to; nothing where it can. `others` are the push services that the operator named.
    pub(super) fn check(&self, net: &Net, others: &[String]) -> Result<(), String> {
        let url = net.check(self.endpoint)?;
        let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
        let port = url.port_or_known_default().unwrap_or(443);
        let of = |service: &str| host == service || host.ends_with(&format!(".{service}"));
        let known = SERVICES.iter().any(|service| of(service)) && port == 443;
        if !known && !others.iter().any(|other| of(&other.to_ascii_lowercase())) && !net.allows(&host, port) {
            return Err(format!(
                "'{host}' is no push service known here. The operator can allow it by the setting push_hosts"
            ));
        }
        let decoded = |text: &str| BASE64.decode(text.trim_end_matches('=')).unwrap_or_default();
        let point = decoded(self.p256dh);
        if point.len() != 65 || point[0] != 4 || decoded(self.auth).len() != 16 {
            return Err("the browser's keys are damaged: subscribe again".to_owned());
        }
        Ok(())
    }

    pub(super) async fn send(
        &self,
        net: &Net,
        keys: &PushKeys,
        others: &[String],
        envelope: &Envelope,
    ) -> Answer {
        if let Err(why) = self.check(net, others) {
            return Answer::refused(why);
        }
        // Another key than the browser subscribed with is refused by every service, and the browser will ask again.
        if self.key != keys.public() {
            return Answer::Gone;
        }
        let prepared = || {
            let url: reqwest::Url =
                self.endpoint.parse().map_err(|_| "the endpoint is no address".to_owned())?;
            let authorization = keys.authorization(&url.origin().ascii_serialization(), envelope.at)?;
            Ok::<_, String>((authorization, encrypted(self.p256dh, self.auth, &payload(envelope))?))
        };
        let (authorization, body) = match prepared() {
            Ok(prepared) => prepared,
            Err(why) => return Answer::refused(why),
        };
        let topic = BASE64.encode(&digest(&SHA256, envelope.tag.as_bytes()).as_ref()[..24]);
        let headers = vec![
            ("authorization", authorization),
            ("content-encoding", "aes128gcm".to_owned()),
            ("content-type", "application/octet-stream".to_owned()),
            ("ttl", envelope.lifetime().as_secs().to_string()),
            ("topic", topic),
            ("urgency", if envelope.urgent { "high" } else { "normal" }.to_owned()),
        ];
        let post = Post { method: reqwest::Method::POST, url: self.endpoint, headers, body };
        match net.send(post).await {
            Ok(said) => said.answer(true),
            Err(answer) => answer,
        }
    }
}

/// What the service worker reads, and what a browser without one understands by itself (declarative Web Push). It is cut to
/// what push services take, on a character.
pub(super) fn payload(envelope: &Envelope) -> Vec<u8> {
    let with = |body: &str| {
        let notification = json!({
            "title": envelope.title,
            "body": body,
            "lang": envelope.language,
            "tag": envelope.tag,
            "navigate": envelope.link,
            "actions": envelope.actions.iter().map(|button| json!({"action": button.action, "title": button.title, "navigate": button.link})).collect::<Vec<_>>(),
            "data": {"id": envelope.id, "link": envelope.link, "buttons": envelope.actions, "until": envelope.useless_after.as_millisecond(), "withdrawn": envelope.withdrawn},
        });
        json!({"web_push": 8030, "v": VERSION, "notification": notification}).to_string().into_bytes()
    };
    fitted(&envelope.body, MOST_BYTES, with)
}

/// A message whose text is cut, on a character, until the whole has no more bytes than these; or without a text.
pub(super) fn fitted(text: &str, most: usize, with: impl Fn(&str) -> Vec<u8>) -> Vec<u8> {
    let mut body = text;
    loop {
        let whole = with(body);
        if whole.len() <= most || body.is_empty() {
            return whole;
        }
        // Escapes make a text longer, never shorter: taking out as many bytes as are too many is enough or too little.
        let mut end = body.len().saturating_sub((whole.len() - most).div_ceil(6).max(1));
        while !body.is_char_boundary(end) {
            end -= 1;
        }
        body = &body[..end];
    }
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn expand<const N: usize>(prk: &Prk, info: &[&[u8]]) -> Result<[u8; N], ring::error::Unspecified> {
    let mut out = [0; N];
    prk.expand(info, Length(N))?.fill(&mut out)?;
    Ok(out)
}

/// Encrypts for a browser, as one record (RFC 8188).
pub(super) fn encrypted(p256dh: &str, auth: &str, text: &[u8]) -> Result<Vec<u8>, String> {
    let decode = |text: &str| {
        BASE64.decode(text.trim_end_matches('=')).map_err(|_| "the browser's keys are damaged".to_owned())
    };
    let (theirs, auth) = (decode(p256dh)?, decode(auth)?);
    let failed = |_| "the browser's keys are damaged".to_owned();
    let random = SystemRandom::new();
    let mine = EphemeralPrivateKey::generate(&ECDH_P256, &random).map_err(failed)?;
    let public = mine.compute_public_key().map_err(failed)?;
    let mut salt = [0; 16];
    random.fill(&mut salt).map_err(failed)?;
    let peer = UnparsedPublicKey::new(&ECDH_P256, &theirs);
    agree_ephemeral(mine, &peer, |shared| sealed(shared, &theirs, public.as_ref(), &auth, &salt, text))
        .map_err(failed)?
        .map_err(failed)
}

/// Everything after the agreement on a secret.
fn sealed(
    shared: &[u8],
    theirs: &[u8],
    mine: &[u8],
    auth: &[u8],
    salt: &[u8; 16],
    text: &[u8],
) -> Result<Vec<u8>, ring::error::Unspecified> {
    let input: [u8; 32] =
        expand(&Salt::new(HKDF_SHA256, auth).extract(shared), &[b"WebPush: info\0", theirs, mine])?;
    let prk = Salt::new(HKDF_SHA256, salt).extract(&input);
    let key: [u8; 16] = expand(&prk, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce: [u8; 12] = expand(&prk, &[b"Content-Encoding: nonce\0"])?;
    let mut record = text.to_vec();
    // The last record, without padding.
    record.push(2);
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key)?);
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record)?;
    let mut whole = salt.to_vec();
    whole.extend(4096_u32.to_be_bytes());
    whole.push(65);
    whole.extend(mine);
    whole.extend(record);
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn envelope(body: &str) -> Envelope {
        Envelope {
            id: "drink:p-1/1".into(),
            tag: "drink:p-1".into(),
            kind: "drink-before".into(),
            title: "Time to drink".into(),
            body: body.into(),
            language: "en".into(),
            link: "https://isotone.example.org/a/ada".into(),
            actions: Vec::new(),
            urgent: true,
            withdrawn: false,
            at: at("2027-06-02T08:00:00Z"),
            useless_after: at("2027-06-02T10:00:00Z"),
            data: serde_json::Value::Null,
        }
    }

    /// RFC 8291, section 5 and appendix A.
    #[test]
    fn a_message_is_encrypted_as_the_standard_says() {
        let decode = |text: &str| BASE64.decode(text).unwrap();
        let whole = sealed(
            &decode("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs"),
            &decode(
                "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            ),
            &decode(
                "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
            ),
            &decode("BTBZMqHH6r4Tts7J_aSIgg"),
            &decode("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap(),
            b"When I grow up, I want to be a watermelon",
        );
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w\
                        EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(BASE64.encode(whole.unwrap()), expected);
    }

    #[test]
    fn trap_15_a_signature_is_good_for_twelve_hours_and_for_one_service() {
        let keys =
            PushKeys::read(&PushKeys::generate().unwrap(), Some("mailto:ops@example.org".into())).unwrap();
        let claims = |header: &str| -> serde_json::Value {
            let text = header.split('.').nth(1).unwrap();
            serde_json::from_slice(&BASE64.decode(text).unwrap()).unwrap()
        };
        let now = at("2027-06-02T08:00:00Z");
        let one = keys.authorization("https://push.example.org", now).unwrap();
        let other = keys.authorization("https://fcm.googleapis.com:8443", now).unwrap();
        assert_eq!(claims(&one)["aud"], "https://push.example.org");
        assert_eq!(claims(&other)["aud"], "https://fcm.googleapis.com:8443");
        assert_eq!(claims(&one)["exp"], now.as_second() + 12 * 3600);
        assert_eq!(claims(&one)["sub"], "mailto:ops@example.org");
        let soon = now + SignedDuration::from_hours(1);
        assert_eq!(keys.authorization("https://push.example.org", soon).unwrap(), one, "it is kept");
        for changed in [now + SignedDuration::from_hours(13), now - SignedDuration::from_hours(13)] {
            let anew = keys.authorization("https://push.example.org", changed).unwrap();
            assert_eq!(claims(&anew)["exp"], changed.as_second() + 12 * 3600, "the clock was set");
        }
    }

    #[test]
    fn trap_14_contacts_that_apple_refuses_are_known() {
        for accepted in [
            "mailto:ops@example.org",
            "https://isotone.example.org",
            "https://isotone.example.org:8443/about",
        ] {
            assert!(is_accepted_contact(accepted), "{accepted}");
        }
        for refused in [
            "",
            "mailto:",
            "mailto: ops@example.org",
            "mailto:@example.org",
            "mailto:a@localhost",
            "mailto:a@box.local",
            "https://localhost",
            "https://localhost:8737",
            "https://isotone.invalid",
            "http://isotone.example.org",
            "https://192.168.1.4",
            "https://[::1]",
            "ops@example.org",
            "mailto:ops@ example.org",
        ] {
            assert!(!is_accepted_contact(refused), "{refused}");
        }
    }

    #[test]
    fn trap_17_the_lifetime_is_the_time_left_and_never_nothing() {
        assert_eq!(envelope("").lifetime().as_secs(), 7200);
        let late = Envelope { useless_after: at("2027-06-02T07:00:00Z"), ..envelope("") };
        assert_eq!(late.lifetime().as_secs(), 1);
    }

    #[test]
    fn trap_19_long_texts_are_cut_on_a_character_and_fit() {
        for letter in ["a", "ã", "💧", "\"", "\u{1}"] {
            for count in [10, 3000, 3990, 5000] {
                let whole = payload(&envelope(&letter.repeat(count)));
                assert!(whole.len() <= MOST_BYTES, "{} bytes of {letter:?}", whole.len());
                let value: serde_json::Value = serde_json::from_slice(&whole).unwrap();
                let body = value["notification"]["body"].as_str().unwrap();
                assert!(body.chars().all(|c| letter.contains(c)) && !body.is_empty());
                if count == 5000 {
                    assert!(
                        whole.len() > MOST_BYTES - 100,
                        "cut to {} bytes, further than needed",
                        whole.len()
                    );
                }
            }
        }
    }

    #[test]
    fn trap_23_one_body_serves_workers_and_browsers_without_one() {
        let value: serde_json::Value = serde_json::from_slice(&payload(&envelope("Drink now"))).unwrap();
        assert_eq!(value["web_push"], 8030);
        assert_eq!(value["v"], 1, "trap 30: a worker knows what it does not understand");
        let notification = &value["notification"];
        assert_eq!(notification["tag"], "drink:p-1");
        assert!(notification["navigate"].as_str().unwrap().starts_with("https://"));
    }
}
