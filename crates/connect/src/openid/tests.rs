use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use wiremock::matchers::{header, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

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

const NOW: i64 = 1_780_000_000;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(NOW + second).unwrap()
}

/// A provider that says what the test wants.
struct House {
    server: MockServer,
    door: OpenId,
    ask: Ask,
}

fn key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let file = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, file.as_ref(), &random).unwrap()
}

impl House {
    async fn open(more: Value) -> Self {
        let server = MockServer::start().await;
        let to = |place: &str| format!("{}{place}", server.uri());
        let mut metadata = json!({"issuer": server.uri(), "authorization_endpoint": to("/authorize"),
            "token_endpoint": to("/token"), "jwks_uri": to("/keys"), "userinfo_endpoint": to("/me")});
        metadata.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        let house = Self {
            door: OpenId::new(OpenIdSettings {
                issuer: server.uri(),
                client: "isotone".into(),
                secret: "s:cret".into(),
            })
            .unwrap(),
            ask: Ask::of("secret"),
            server,
        };
        house.answers("/.well-known/openid-configuration", metadata).await;
        house
    }

    async fn answers(&self, place: &str, body: Value) {
        let answer = ResponseTemplate::new(200).set_body_json(body);
        Mock::given(path(place)).respond_with(answer).mount(&self.server).await;
    }

    async fn publishes(&self, key: &EcdsaKeyPair) {
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let point = key.public_key().as_ref();
        let keys = json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": "k", "x": part(&point[1..33]), "y": part(&point[33..])}]});
        self.answers("/keys", keys).await;
    }

    async fn gives(&self, key: &EcdsaKeyPair, more: Value) {
        let mut claims = json!({"iss": self.server.uri(), "sub": "7", "aud": "isotone", "exp": NOW + 900, "iat": NOW,
            "nonce": self.ask.nonce});
        claims.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(&json!({"alg": "ES256", "kid": "k"})), part(&claims));
        let signature = key.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
        let token = format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()));
        self.answers("/token", json!({"id_token": token, "access_token": "opens", "token_type": "Bearer"}))
            .await;
    }

    async fn enters(&self, issuer: Option<&str>, second: i64) -> Result<Subject, OpenIdError> {
        let answer = Answer { redirect: "http://here/return", code: "c", issuer };
        self.door.subject(&self.ask, answer, at(second)).await
    }
}

#[tokio::test]
async fn keys_are_asked_for_anew_when_one_took_the_place_and_the_name_of_another() {
    let house = House::open(Value::Null).await;
    let (old, new) = (key(), key());
    Mock::given(path("/me")).respond_with(ResponseTemplate::new(404)).mount(&house.server).await;
    house.publishes(&old).await;
    house.gives(&old, Value::Null).await;
    assert_eq!(house.enters(None, 0).await.unwrap().subject, "7");
    house.server.reset().await;
    let to = |place: &str| format!("{}{place}", house.server.uri());
    let metadata = json!({"issuer": house.server.uri(), "authorization_endpoint": to("/authorize"),
        "token_endpoint": to("/token"), "jwks_uri": to("/keys")});
    house.answers("/.well-known/openid-configuration", metadata).await;
    house.publishes(&new).await;
    house.gives(&new, Value::Null).await;
    // Not for every token that somebody made up: half a minute must have passed.
    let refused = house.enters(None, 10).await.unwrap_err().to_string();
    assert!(refused.ends_with("its signature is wrong"), "{refused}");
    assert_eq!(house.enters(None, 60).await.unwrap().subject, "7");
}

#[tokio::test]
async fn a_name_that_the_token_lacks_is_asked_for_and_taken_only_of_the_same_person() {
    let (signs, named) = (key(), json!({"sub": "7", "name": "Ada L."}));
    let stranger = json!({"sub": "8", "name": "Eve"});
    for (told, called) in [(named, Some("Ada L.")), (stranger, None), (json!({"name": "Eve"}), None)] {
        let house = House::open(Value::Null).await;
        house.publishes(&signs).await;
        house.gives(&signs, Value::Null).await;
        let answer = ResponseTemplate::new(200).set_body_json(&told);
        let asked = Mock::given(path("/me")).and(header("authorization", "Bearer opens"));
        asked.respond_with(answer).expect(1).mount(&house.server).await;
        assert_eq!(house.enters(None, 0).await.unwrap().called.as_deref(), called, "{told}");
    }
    // What the token says is enough.
    let house = House::open(Value::Null).await;
    house.publishes(&signs).await;
    house.gives(&signs, json!({"email": "ada@example.org"})).await;
    Mock::given(path("/me")).respond_with(ResponseTemplate::new(500)).expect(0).mount(&house.server).await;
    assert_eq!(house.enters(None, 0).await.unwrap().called.as_deref(), Some("ada@example.org"));
}

#[tokio::test]
async fn an_answer_says_whose_it_is_where_the_provider_says_it_always_does() {
    let signs = key();
    for (announced, given, taken) in
        [(true, true, true), (true, false, false), (false, false, true), (false, true, true)]
    {
        let house = House::open(json!({"authorization_response_iss_parameter_supported": announced})).await;
        house.publishes(&signs).await;
        house.gives(&signs, json!({"email": "ada@example.org"})).await;
        let issuer = house.server.uri();
        let entered = house.enters(Some(issuer.as_str()).filter(|_| given), 0).await;
        assert_eq!(entered.is_ok(), taken, "{announced} {given}: {entered:?}");
        let elsewhere = house.enters(Some("https://evil.example"), 0).await.unwrap_err().to_string();
        assert!(elsewhere.ends_with("the answer is from another provider"), "{elsewhere}");
    }
}
