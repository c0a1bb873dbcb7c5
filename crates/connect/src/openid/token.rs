//! ID tokens (OpenID Connect Core 1.0, §3.1.3.7) and the keys they are signed with (RFC 7515, 7517, 7518): a function of
//! the token, the provider's keys and what is expected.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey, VerificationAlgorithm,
};
use serde::Deserialize;

use super::Subject;

/// A provider's published keys.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Keys {
    keys: Vec<Key>,
}

/// One of them, as far as it can sign what is taken here; keys of other kinds are passed over.
#[derive(Clone, Debug, Deserialize)]
struct Key {
    kty: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    alg: Option<String>,
    #[serde(default, rename = "use")]
    purpose: Option<String>,
    #[serde(default)]
    crv: Option<String>,
    #[serde(default)]
    n: Option<String>,
    #[serde(default)]
    e: Option<String>,
    #[serde(default)]
    x: Option<String>,
    #[serde(default)]
    y: Option<String>,
}

/// What an ID token has to be about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a str,
    pub(super) nonce: &'a str,
    pub(super) now: Timestamp,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    /// Extensions that must be understood; none is.
    #[serde(default)]
    crit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    #[serde(default)]
    azp: Option<String>,
    exp: f64,
    iat: f64,
    #[serde(default)]
    nbf: Option<f64>,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(flatten)]
    names: Names,
}

/// What a person may like to be called.
#[derive(Default, Deserialize)]
pub(super) struct Names {
    #[serde(default)]
    preferred_username: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    name: Option<String>,
}

impl Names {
    /// The first that is there.
    pub(super) fn first(self) -> Option<String> {
        let names = [self.preferred_username, self.email, self.name].into_iter().flatten();
        names.into_iter().find(|name| !name.trim().is_empty())
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Why a token is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// No published key may have signed it.
    #[error("it is signed with a key that the provider does not publish")]
    UnknownKey,
    /// The key that should have signed it did not.
    #[error("its signature is wrong")]
    WrongSignature,
    /// It is signed in a way that is not taken here: neither `none`, nor what shares a secret.
    #[error("it is signed by '{0}'; choose one of {known} at the provider", known = ALGORITHMS.map(|known| known.name).join(", "))]
    Algorithm(String),
    /// Something else is wrong with it.
    #[error("{0}")]
    Token(&'static str),
}

impl Refusal {
    /// Whether the provider may have changed its keys since they were asked for.
    pub(super) fn may_be_of_a_new_key(&self) -> bool {
        matches!(self, Self::UnknownKey | Self::WrongSignature)
    }
}

impl From<&'static str> for Refusal {
    fn from(words: &'static str) -> Self {
        Self::Token(words)
    }
}

/// A way to sign: its name, and what key it takes.
struct Algorithm {
    name: &'static str,
    kty: &'static str,
    crv: Option<&'static str>,
    how: How,
}

/// How a signature is checked.
#[derive(Clone, Copy)]
enum How {
    Rsa(&'static RsaParameters),
    /// A point of two coordinates.
    Curve(&'static dyn VerificationAlgorithm),
    /// A point of one.
    Edwards,
}

const fn rsa(name: &'static str, parameters: &'static RsaParameters) -> Algorithm {
    Algorithm { name, kty: "RSA", crv: None, how: How::Rsa(parameters) }
}

const fn curve(name: &'static str, crv: &'static str, how: &'static dyn VerificationAlgorithm) -> Algorithm {
    Algorithm { name, kty: "EC", crv: Some(crv), how: How::Curve(how) }
}

const fn edwards(name: &'static str) -> Algorithm {
    Algorithm { name, kty: "OKP", crv: Some("Ed25519"), how: How::Edwards }
}

/// What is taken (RFC 7518, section 3.1; RFC 8037; `Ed25519` is RFC 9864's name for what was EdDSA).
const ALGORITHMS: [Algorithm; 10] = [
    rsa("RS256", &RSA_PKCS1_2048_8192_SHA256),
    rsa("RS384", &RSA_PKCS1_2048_8192_SHA384),
    rsa("RS512", &RSA_PKCS1_2048_8192_SHA512),
    rsa("PS256", &RSA_PSS_2048_8192_SHA256),
    rsa("PS384", &RSA_PSS_2048_8192_SHA384),
    rsa("PS512", &RSA_PSS_2048_8192_SHA512),
    curve("ES256", "P-256", &ECDSA_P256_SHA256_FIXED),
    curve("ES384", "P-384", &ECDSA_P384_SHA384_FIXED),
    edwards("EdDSA"),
    edwards("Ed25519"),
];

impl Algorithm {
    fn named(name: &str) -> Option<Self> {
        ALGORITHMS.into_iter().find(|known| known.name == name)
    }
}

/// Clocks may differ by this.
const LEEWAY: SignedDuration = SignedDuration::from_mins(1);

/// Who a token is about, when it is believed; else why not.
pub(super) fn subject(token: &str, keys: &Keys, expected: &Expected<'_>) -> Result<Subject, Refusal> {
    let (signed, signature) = token.rsplit_once('.').ok_or("it is no signed token")?;
    let (header, claims) = signed.split_once('.').ok_or("it is no signed token")?;
    let header: Header = part(header)?;
    if header.crit.is_some() {
        return Err("it asks for what is not understood".into());
    }
    let Some(algorithm) = Algorithm::named(&header.alg) else {
        return Err(Refusal::Algorithm(
            header.alg.chars().filter(char::is_ascii_alphanumeric).take(20).collect(),
        ));
    };
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| "its signature cannot be read")?;
    let mut fitting = keys.keys.iter().filter(|key| key.fits(&header, &algorithm)).peekable();
    if fitting.peek().is_none() {
        return Err(Refusal::UnknownKey);
    }
    if !fitting.any(|key| key.signed(&algorithm, signed.as_bytes(), &signature)) {
        return Err(Refusal::WrongSignature);
    }
    let claims: Claims = part(claims)?;
    claims.check(expected)?;
    Ok(Subject { issuer: claims.iss, subject: claims.sub, called: claims.names.first() })
}

fn part<T: for<'a> Deserialize<'a>>(text: &str) -> Result<T, &'static str> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| "it cannot be read")?;
    serde_json::from_slice(&bytes).map_err(|_| "it lacks what an ID token has")
}

impl Claims {
    fn check(&self, expected: &Expected<'_>) -> Result<(), &'static str> {
        if self.iss != expected.issuer {
            return Err("it is from another provider");
        }
        let (ours, several) = match &self.aud {
            Audience::One(one) => (one == expected.client, false),
            Audience::Many(many) => (many.iter().any(|one| one == expected.client), many.len() > 1),
        };
        if !ours {
            return Err("it is for another client");
        }
        match &self.azp {
            Some(party) if party != expected.client => return Err("it is for another client"),
            None if several => return Err("it is for several clients and does not say which"),
            _ => {}
        }
        let now = expected.now.as_second() as f64;
        let leeway = LEEWAY.as_secs() as f64;
        if self.exp + leeway <= now {
            return Err("it is over");
        }
        if self.iat - leeway > now || self.nbf.is_some_and(|from| from - leeway > now) {
            return Err("it is from the future");
        }
        if self.nonce.as_deref() != Some(expected.nonce) {
            return Err("it answers another question");
        }
        if self.sub.is_empty() || self.sub.len() > 255 {
            return Err("it does not say who it is about");
        }
        Ok(())
    }
}

impl Key {
    /// Whether it may have signed what this header stands over.
    fn fits(&self, header: &Header, algorithm: &Algorithm) -> bool {
        let named = header.kid.is_none() || header.kid == self.kid;
        let signs = self.purpose.as_deref().is_none_or(|purpose| purpose == "sig");
        let kind =
            self.kty == algorithm.kty && (algorithm.crv.is_none() || self.crv.as_deref() == algorithm.crv);
        // The two names of a signature by Ed25519 are one way to sign.
        let same = |alg: &str| {
            alg == header.alg
                || (algorithm.kty == "OKP" && Algorithm::named(alg).is_some_and(|known| known.kty == "OKP"))
        };
        named && signs && kind && self.alg.as_deref().is_none_or(same)
    }

    fn signed(&self, algorithm: &Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let bytes = |part: &Option<String>| URL_SAFE_NO_PAD.decode(part.as_deref()?).ok();
        let right = || match algorithm.how {
            How::Rsa(parameters) => {
                let key = RsaPublicKeyComponents { n: bytes(&self.n)?, e: bytes(&self.e)? };
                key.verify(parameters, message, signature).ok()
            }
            How::Curve(curve) => {
                let (x, y) = (bytes(&self.x)?, bytes(&self.y)?);
                UnparsedPublicKey::new(curve, [&[4][..], &x, &y].concat()).verify(message, signature).ok()
            }
            How::Edwards => UnparsedPublicKey::new(&ED25519, bytes(&self.x)?).verify(message, signature).ok(),
        };
        right().is_some()
    }
}

#[cfg(test)]
mod tests {
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
    use serde_json::{Value, json};

    use super::*;

    const NOW: i64 = 1_780_000_000;

    fn expected() -> Expected<'static> {
        let now = Timestamp::from_second(NOW).unwrap();
        Expected { issuer: "https://accounts.example", client: "isotone", nonce: "n-1", now }
    }

    fn claims() -> Value {
        json!({"iss": "https://accounts.example", "sub": "248289761001", "aud": "isotone", "exp": NOW + 300,
            "iat": NOW, "nonce": "n-1", "email": "ada@example.org"})
    }

    struct Provider {
        es256: EcdsaKeyPair,
        eddsa: Ed25519KeyPair,
    }

    impl Provider {
        fn new() -> Self {
            let random = SystemRandom::new();
            let file = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
            let es256 =
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, file.as_ref(), &random).unwrap();
            let file = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
            Self { es256, eddsa: Ed25519KeyPair::from_pkcs8(file.as_ref()).unwrap() }
        }

        fn keys(&self) -> Keys {
            let point = self.es256.public_key().as_ref();
            let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
            let keys = json!({"keys": [
                {"kty": "EC", "crv": "P-256", "kid": "e", "use": "sig", "x": encoded(&point[1..33]), "y": encoded(&point[33..])},
                {"kty": "OKP", "crv": "Ed25519", "kid": "o", "x": encoded(self.eddsa.public_key().as_ref())},
                {"kty": "oct", "kid": "s", "k": "c2VjcmV0"},
            ]});
            serde_json::from_value(keys).unwrap()
        }

        fn signs(&self, header: &Value, claims: &Value) -> String {
            let encoded = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            let signed = format!("{}.{}", encoded(header), encoded(claims));
            let signature = match header["alg"].as_str().unwrap() {
                "EdDSA" | "Ed25519" => self.eddsa.sign(signed.as_bytes()).as_ref().to_vec(),
                _ => self.es256.sign(&SystemRandom::new(), signed.as_bytes()).unwrap().as_ref().to_vec(),
            };
            format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
        }
    }

    #[test]
    fn a_token_of_the_provider_says_who_it_is() {
        let provider = Provider::new();
        for header in [
            json!({"alg": "ES256", "kid": "e"}),
            json!({"alg": "EdDSA", "kid": "o"}),
            json!({"alg": "Ed25519", "kid": "o"}),
            json!({"alg": "ES256"}),
        ] {
            let token = provider.signs(&header, &claims());
            let found = subject(&token, &provider.keys(), &expected()).unwrap();
            let called = Some("ada@example.org".to_owned());
            assert_eq!(
                found,
                Subject { issuer: "https://accounts.example".into(), subject: "248289761001".into(), called }
            );
        }
    }

    #[test]
    fn every_other_token_is_refused_for_what_is_wrong_with_it() {
        let provider = Provider::new();
        for (field, value, says) in [
            ("iss", json!("https://accounts.example/"), "another provider"),
            ("iss", json!("https://evil.example"), "another provider"),
            ("aud", json!("other"), "another client"),
            ("aud", json!(["other"]), "another client"),
            ("aud", json!(["isotone", "other"]), "does not say which"),
            ("azp", json!("other"), "another client"),
            ("exp", json!(NOW - 61), "it is over"),
            ("iat", json!(NOW + 61), "from the future"),
            ("nbf", json!(NOW + 61), "from the future"),
            ("nonce", json!("n-2"), "another question"),
            ("nonce", Value::Null, "another question"),
            ("sub", json!(""), "who it is about"),
            ("sub", Value::Null, "lacks what an ID token has"),
            ("exp", Value::Null, "lacks what an ID token has"),
        ] {
            let mut claims = claims();
            claims[field] = value;
            let token = provider.signs(&json!({"alg": "ES256", "kid": "e"}), &claims);
            let refused = subject(&token, &provider.keys(), &expected()).unwrap_err().to_string();
            assert!(refused.contains(says), "{claims}: {refused}");
        }
        let mut several = claims();
        several["aud"] = json!(["isotone", "other"]);
        several["azp"] = json!("isotone");
        several["exp"] = json!(NOW - 59);
        let token = provider.signs(&json!({"alg": "ES256", "kid": "e"}), &several);
        assert!(subject(&token, &provider.keys(), &expected()).is_ok(), "clocks differ by a minute");
    }

    #[test]
    fn signatures_that_prove_nothing_are_refused() {
        let provider = Provider::new();
        let token = provider.signs(&json!({"alg": "ES256", "kid": "e"}), &claims());
        let judged = |token: &str| subject(token, &provider.keys(), &expected()).unwrap_err().to_string();
        let strangers = Provider::new().signs(&json!({"alg": "ES256", "kid": "e"}), &claims());
        assert_eq!(judged(&strangers), "its signature is wrong");
        let (signed, _) = token.rsplit_once('.').unwrap();
        assert_eq!(judged(&format!("{signed}.")), "its signature is wrong");
        let mut other = claims();
        other["sub"] = json!("somebody else");
        let (header, rest) = token.split_once('.').unwrap();
        let (_, signature) = rest.split_once('.').unwrap();
        let swapped = format!("{header}.{}.{signature}", URL_SAFE_NO_PAD.encode(other.to_string()));
        assert_eq!(judged(&swapped), "its signature is wrong");
        for (alg, kid) in [("none", ""), ("HS256", "s"), ("ES512", "e"), ("<b>", "e")] {
            let refused = judged(&provider.signs(&json!({"alg": alg, "kid": kid}), &claims()));
            assert!(
                refused.starts_with("it is signed by '") && refused.contains("RS256, RS384"),
                "{alg}: {refused}"
            );
            assert!(!refused.contains('<'));
        }
        for header in [
            json!({"alg": "ES256", "kid": "unknown"}),
            json!({"alg": "ES256", "kid": "o"}),
            json!({"alg": "RS256", "kid": "e"}),
        ] {
            let refused = judged(&provider.signs(&header, &claims()));
            assert_eq!(refused, Refusal::UnknownKey.to_string(), "{header}");
        }
        let critical = json!({"alg": "ES256", "kid": "e", "crit": ["exp"]});
        assert_eq!(judged(&provider.signs(&critical, &claims())), "it asks for what is not understood");
        for nothing in ["", "a.b", "..", "a.b.c.d"] {
            judged(nothing);
        }
    }

    #[test]
    fn rsa_signatures_are_those_of_the_standard() {
        // RFC 7515, appendix A.2.
        let key = json!({"keys": [{"kty": "RSA", "e": "AQAB", "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}]});
        let keys: Keys = serde_json::from_value(key).unwrap();
        let signed = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let signature = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let rs256 = Algorithm::named("RS256").unwrap();
        assert!(keys.keys[0].signed(&rs256, signed.as_bytes(), &signature));
        assert!(!keys.keys[0].signed(&rs256, &signed.as_bytes()[1..], &signature));
        for other in ["RS384", "PS256"] {
            assert!(!keys.keys[0].signed(&Algorithm::named(other).unwrap(), signed.as_bytes(), &signature));
        }
    }
}
