//! Apps of an operator's own, against servers that answer as the public documentation of Firebase and Apple says.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use connect::notify::{Address, Answer, Apns, Envelope, Fcm, Guard, Outside, OutsideSettings, Sender};
use jiff::SignedDuration;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair,
    RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use serde_json::{Value, json};
use wiremock::matchers::{body_string_contains, header, method, path, path_regex};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A key that was made for these tests and opens nothing.
const RSA: &str = include_str!("throwaway-rsa.pem");

/// A message with amounts in what it was made of.
fn envelope() -> Envelope {
    Envelope { data: json!({"session": "p-1", "fluid_ml": [300, 500]}), ..super::envelope() }
}

fn outside(server: &MockServer, fcm: Option<Fcm>, apns: Option<Apns>) -> Outside {
    let guard = Guard::allowing([server.address().to_string()]);
    Outside::new(OutsideSettings { guard, fcm, apns, ..OutsideSettings::default() }).unwrap()
}

fn fcm(server: &MockServer) -> Fcm {
    let account = json!({
        "type": "service_account", "project_id": "isotone-test", "private_key_id": "k-1", "private_key": RSA,
        "client_email": "push@isotone-test.iam.gserviceaccount.com", "token_uri": format!("{}/token", server.uri()),
    });
    Fcm::read(&account.to_string()).unwrap().at(&server.uri())
}

fn android() -> Address {
    Address::Fcm { token: "c".repeat(152) }
}

/// Google's token endpoint, and the endpoint of messages.
async fn google(server: &MockServer, message: ResponseTemplate) {
    let token = json!({"access_token": "ya29.secret", "expires_in": 3599, "token_type": "Bearer"});
    Mock::given(method("POST"))
        .and(path("/token"))
        .respond_with(ResponseTemplate::new(200).set_body_json(token))
        .mount(server)
        .await;
    Mock::given(method("POST"))
        .and(path("/v1/projects/isotone-test/messages:send"))
        .respond_with(message)
        .mount(server)
        .await;
}

/// The header, the claims, the signed text and the signature of a token.
fn read(token: &str) -> (Value, Value, String, Vec<u8>) {
    let parts: Vec<&str> = token.split('.').collect();
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
    let json = |part: &str| serde_json::from_slice::<Value>(&decode(part)).unwrap();
    (json(parts[0]), json(parts[1]), format!("{}.{}", parts[0], parts[1]), decode(parts[2]))
}

#[tokio::test]
async fn an_android_app_gets_a_message_by_an_access_token_that_is_asked_for_once() {
    let server = MockServer::start().await;
    google(&server, ResponseTemplate::new(200).set_body_json(json!({"name": "projects/x/messages/1"}))).await;
    let outside = outside(&server, Some(fcm(&server)), None);
    for _ in 0..2 {
        assert_eq!(outside.send(&android(), &envelope()).await, Answer::Accepted);
    }
    let requests = server.received_requests().await.unwrap();
    let paths: Vec<&str> = requests.iter().map(|request| request.url.path()).collect();
    let send = "/v1/projects/isotone-test/messages:send";
    assert_eq!(paths, ["/token", send, send]);
    let form = String::from_utf8(requests[0].body.clone()).unwrap();
    let (grant, assertion) = form.split_once("&assertion=").unwrap();
    assert_eq!(grant, "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer");
    let (header, claims, text, signature) = read(assertion);
    assert_eq!(header, json!({"alg": "RS256", "typ": "JWT", "kid": "k-1"}));
    assert_eq!(claims["iss"], "push@isotone-test.iam.gserviceaccount.com");
    assert_eq!(claims["aud"], format!("{}/token", server.uri()));
    assert_eq!(claims["scope"], "https://www.googleapis.com/auth/firebase.messaging");
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3600);
    let der = RSA.lines().filter(|line| !line.starts_with("---")).collect::<String>();
    let pair = RsaKeyPair::from_pkcs8(&STANDARD.decode(der).unwrap()).unwrap();
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public().as_ref())
        .verify(text.as_bytes(), &signature)
        .unwrap();
    assert_eq!(requests[1].headers["authorization"], "Bearer ya29.secret");
    let body: Value = serde_json::from_slice(&requests[1].body).unwrap();
    let message = &body["message"];
    assert_eq!(message["android"]["ttl"], "7200s");
    assert_eq!(message["android"]["priority"], "HIGH");
    assert_eq!(message["android"]["collapse_key"], message["android"]["notification"]["tag"]);
    assert_eq!(message["notification"]["body"], "There is something to drink 💧");
    assert!(message["data"].as_object().unwrap().values().all(Value::is_string));
    assert!(!body.to_string().contains("fluid_ml"), "what it was made of stays here: {body}");
}

#[tokio::test]
async fn only_unregistered_says_that_an_android_app_is_gone() {
    let error = |status: u16, code: &str| {
        let kind = "type.googleapis.com/google.firebase.fcm.v1.FcmError";
        let body = json!({"error": {"code": status, "details": [{"@type": kind, "errorCode": code}]}});
        ResponseTemplate::new(status).set_body_json(body).insert_header("retry-after", "60")
    };
    for (status, code, expected) in [
        (404, "UNREGISTERED", "gone"),
        (404, "NOT_FOUND", "refused"),
        (400, "INVALID_ARGUMENT", "refused"),
        (403, "SENDER_ID_MISMATCH", "refused"),
        (401, "THIRD_PARTY_AUTH_ERROR", "later"),
        (429, "QUOTA_EXCEEDED", "later"),
        (500, "INTERNAL", "later"),
        (503, "UNAVAILABLE", "later"),
    ] {
        let server = MockServer::start().await;
        google(&server, error(status, code)).await;
        let answer = outside(&server, Some(fcm(&server)), None).send(&android(), &envelope()).await;
        let said = match &answer {
            Answer::Accepted => "accepted",
            Answer::Gone => "gone",
            Answer::Refused { .. } => "refused",
            Answer::Later { after, .. } => {
                assert!(status == 401 || *after == Some(Duration::from_secs(60)), "{code}: {after:?}");
                "later"
            }
        };
        assert_eq!(said, expected, "{status} {code}");
    }
    // A service account that Google does not take any more: the operator may put it right.
    let server = MockServer::start().await;
    let refused = ResponseTemplate::new(400).set_body_json(json!({"error": "invalid_grant"}));
    Mock::given(method("POST")).and(path("/token")).respond_with(refused).mount(&server).await;
    let answer = outside(&server, Some(fcm(&server)), None).send(&android(), &envelope()).await;
    assert!(matches!(&answer, Answer::Later { why, .. } if why.contains("invalid_grant")), "{answer:?}");
}

#[tokio::test]
async fn trap_55_a_token_that_was_refused_late_does_not_end_the_one_that_came_after_it() {
    let server = MockServer::start().await;
    for (token, times) in [("one", 1), ("two", 9)] {
        let token = json!({"access_token": token, "expires_in": 3599});
        let given = ResponseTemplate::new(200).set_body_json(token);
        Mock::given(path("/token")).respond_with(given).up_to_n_times(times).mount(&server).await;
    }
    let late = Address::Fcm { token: "d".repeat(152) };
    for (phone, delay) in [("cccc", 0), ("dddd", 400)] {
        let refused = ResponseTemplate::new(401).set_delay(Duration::from_millis(delay));
        let by = Mock::given(header("authorization", "Bearer one")).and(body_string_contains(phone));
        by.respond_with(refused).mount(&server).await;
    }
    let taken = ResponseTemplate::new(200);
    Mock::given(header("authorization", "Bearer two")).respond_with(taken).mount(&server).await;
    let outside = outside(&server, Some(fcm(&server)), None);
    let (android, message) = (android(), envelope());
    let again = async {
        assert!(matches!(outside.send(&android, &message).await, Answer::Later { .. }));
        outside.send(&android, &message).await
    };
    let (late, again) = tokio::join!(outside.send(&late, &message), again);
    assert!(matches!(late, Answer::Later { .. }) && again == Answer::Accepted, "{late:?}, {again:?}");
    assert_eq!(outside.send(&android, &message).await, Answer::Accepted);
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.iter().filter(|request| request.url.path() == "/token").count(), 2);
}

fn pem(der: &[u8]) -> String {
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der))
}

fn apns(server: &MockServer, der: &[u8]) -> Apns {
    let file =
        json!({"key": pem(der), "key_id": "ABC123DEFG", "team_id": "DEF123GHIJ", "topic": "org.example.app"});
    Apns::read(&file.to_string()).unwrap().at(&server.uri())
}

fn iphone() -> Address {
    Address::Apns { token: "0a1b".repeat(16) }
}

#[tokio::test]
async fn an_iphone_gets_a_message_over_http_2_with_a_token_of_forty_minutes() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path_regex("^/3/device/[0-9a-f]{64}$"))
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    let outside = outside(&server, None, Some(apns(&server, der.as_ref())));
    let later =
        |minutes: i64| Envelope { at: envelope().at + SignedDuration::from_mins(minutes), ..envelope() };
    for minutes in [0, 39, 41] {
        assert_eq!(outside.send(&iphone(), &later(minutes)).await, Answer::Accepted);
    }
    let requests = server.received_requests().await.unwrap();
    let header = |index: usize, name: &str| requests[index].headers[name].to_str().unwrap().to_owned();
    assert_eq!(header(0, "apns-topic"), "org.example.app");
    assert_eq!((header(0, "apns-push-type"), header(0, "apns-priority")), ("alert".into(), "10".into()));
    assert_eq!(header(0, "apns-expiration"), envelope().useless_after.as_second().to_string());
    assert!(header(0, "apns-collapse-id").len() <= 64);
    assert_eq!(header(0, "apns-collapse-id"), header(2, "apns-collapse-id"));
    assert_eq!(header(0, "authorization"), header(1, "authorization"), "renewed at most every 20 minutes");
    assert_ne!(header(1, "authorization"), header(2, "authorization"), "and within an hour");
    let bearer = header(0, "authorization");
    let (head, claims, text, signature) = read(bearer.strip_prefix("bearer ").unwrap());
    assert_eq!(head, json!({"alg": "ES256", "kid": "ABC123DEFG"}));
    assert_eq!(claims, json!({"iss": "DEF123GHIJ", "iat": envelope().at.as_second()}));
    let random = SystemRandom::new();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.as_ref(), &random).unwrap();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref())
        .verify(text.as_bytes(), &signature)
        .unwrap();
    let body: Value = serde_json::from_slice(&requests[0].body).unwrap();
    assert_eq!(body["aps"]["alert"]["title"], "Time to drink");
    assert!(!body.to_string().contains("fluid_ml"));
    assert_eq!(body["aps"]["sound"], "default");
    let long = Envelope { body: "Água 💧".repeat(1000), withdrawn: true, ..envelope() };
    assert_eq!(outside.send(&iphone(), &long).await, Answer::Accepted);
    let last = server.received_requests().await.unwrap().pop().unwrap().body;
    assert!(last.len() <= 4096);
    let last: Value = serde_json::from_slice(&last).unwrap();
    assert_eq!(last["aps"].get("sound"), None, "trap 44: what is taken back makes no sound");
}

#[tokio::test]
async fn only_410_says_that_an_iphone_is_gone() {
    let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    for (status, reason, expected) in [
        (410, "Unregistered", "gone"),
        (400, "BadDeviceToken", "refused"),
        (403, "InvalidProviderToken", "later"),
        (403, "ExpiredProviderToken", "later"),
        (413, "PayloadTooLarge", "refused"),
        (429, "TooManyRequests", "later"),
        (500, "InternalServerError", "later"),
        (503, "Shutdown", "later"),
    ] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(status).set_body_json(json!({"reason": reason}));
        Mock::given(method("POST")).respond_with(answer).mount(&server).await;
        let answer =
            outside(&server, None, Some(apns(&server, der.as_ref()))).send(&iphone(), &envelope()).await;
        let said = match answer {
            Answer::Accepted => "accepted",
            Answer::Gone => "gone",
            Answer::Refused { .. } => "refused",
            Answer::Later { .. } => "later",
        };
        assert_eq!(said, expected, "{status} {reason}");
    }
}

#[tokio::test]
async fn keys_and_tokens_that_are_none_are_refused_in_words() {
    assert!(Fcm::read("{}").unwrap_err().starts_with("fcm: "));
    assert!(Apns::read("-----BEGIN PRIVATE KEY-----").unwrap_err().starts_with("apns: "));
    let server = MockServer::start().await;
    let without = outside(&server, None, None);
    assert!(without.check(&android()).unwrap_err().contains("operator"));
    assert_eq!(without.offers(), ["ntfy", "webhook"]);
    let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    let with = outside(&server, Some(fcm(&server)), Some(apns(&server, der.as_ref())));
    assert_eq!(with.offers(), ["ntfy", "fcm", "apns", "webhook"]);
    assert_eq!((with.check(&android()), with.check(&iphone())), (Ok(()), Ok(())));
    for token in ["../../../etc", "", "0a1b\n"] {
        assert!(with.check(&Address::Apns { token: token.into() }).is_err(), "{token:?}");
        assert!(with.check(&Address::Fcm { token: token.into() }).is_err(), "{token:?}");
    }
}
