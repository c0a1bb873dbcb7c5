//! Channels against servers that answer as real ones do.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "notify/apps.rs"]
mod apps;

use std::io::{BufRead, BufReader, Write};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use connect::notify::{
    Address, Answer, Button, Envelope, Guard, MailSettings, Outside, OutsideSettings, PushKeys, Sender,
    new_webhook_secret, webhook_signature,
};
use jiff::Timestamp;
use ring::agreement::{ECDH_P256, EphemeralPrivateKey};
use ring::rand::SystemRandom;
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn envelope() -> Envelope {
    Envelope {
        id: "ada/drink:p-1/1".into(),
        tag: "ada/drink:p-1".into(),
        kind: "drink-before".into(),
        title: "Time to drink".into(),
        body: "There is something to drink 💧".into(),
        language: "en".into(),
        link: "https://isotone.example.org/a/ada".into(),
        actions: vec![Button {
            action: "taken".into(),
            title: "Taken".into(),
            link: "https://isotone.example.org/a/ada/taken".into(),
            fields: vec![("need".into(), "n-1".into())],
        }],
        urgent: true,
        withdrawn: false,
        at: at("2027-06-02T08:00:00Z"),
        useless_after: at("2027-06-02T10:00:00Z"),
        data: json!({"session": "p-1"}),
    }
}

fn keys() -> Arc<PushKeys> {
    Arc::new(PushKeys::read(&PushKeys::generate().unwrap(), Some("mailto:ops@example.org".into())).unwrap())
}

fn outside(server: &MockServer, keys: &Arc<PushKeys>) -> Outside {
    let guard = Guard::allowing([server.address().to_string()]);
    Outside::new(OutsideSettings { guard, push: Some(Arc::clone(keys)), ..OutsideSettings::default() })
        .unwrap()
}

fn browser(server: &MockServer, keys: &PushKeys) -> Address {
    let key = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).unwrap();
    Address::Push {
        endpoint: format!("{}/push/1", server.uri()),
        p256dh: URL_SAFE_NO_PAD.encode(key.compute_public_key().unwrap().as_ref()),
        auth: URL_SAFE_NO_PAD.encode([7; 16]),
        key: keys.public(),
    }
}

#[tokio::test]
async fn traps_17_and_18_a_push_says_how_long_it_is_of_use_and_how_urgent_it_is() {
    let (server, keys) = (MockServer::start().await, keys());
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(201)).mount(&server).await;
    let (outside, browser) = (outside(&server, &keys), browser(&server, &keys));
    assert_eq!(outside.send(&browser, &envelope()).await, Answer::Accepted);
    let calm = Envelope { urgent: false, ..envelope() };
    assert_eq!(outside.send(&browser, &calm).await, Answer::Accepted);
    let requests = server.received_requests().await.unwrap();
    let header = |index: usize, name: &str| requests[index].headers[name].to_str().unwrap().to_owned();
    assert_eq!((header(0, "ttl"), header(0, "urgency")), ("7200".into(), "high".into()));
    assert_eq!(header(1, "urgency"), "normal");
    assert_eq!(header(0, "content-encoding"), "aes128gcm");
    let topic = header(0, "topic");
    assert!(
        topic.len() == 32 && topic.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)),
        "{topic}"
    );
    assert_eq!(topic, header(1, "topic"), "a newer message of the key replaces the one that waits");
    assert!(header(0, "authorization").starts_with("vapid t="));
}

#[tokio::test]
async fn trap_13_only_404_and_410_say_that_a_browser_is_gone() {
    let keys = keys();
    for (status, expected) in [
        (201, "accepted"),
        (400, "refused"),
        (403, "refused"),
        (404, "gone"),
        (410, "gone"),
        (413, "refused"),
        (429, "later"),
        (500, "later"),
        (503, "later"),
    ] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(status).insert_header("retry-after", "120");
        Mock::given(method("POST")).respond_with(answer).mount(&server).await;
        let answer = outside(&server, &keys).send(&browser(&server, &keys), &envelope()).await;
        let said = match &answer {
            Answer::Accepted => "accepted",
            Answer::Gone => "gone",
            Answer::Later { after, .. } => {
                assert_eq!(*after, Some(Duration::from_secs(120)), "trap 9: Retry-After of {status}");
                "later"
            }
            Answer::Refused { .. } => "refused",
        };
        assert_eq!(said, expected, "{status}: {answer:?}");
    }
    // A server that is not there is no reason to forget a browser.
    let server = MockServer::start().await;
    let (outside, browser) = (outside(&server, &keys), browser(&server, &keys));
    drop(server);
    assert!(matches!(outside.send(&browser, &envelope()).await, Answer::Later { .. } | Answer::Gone));
}

#[tokio::test]
async fn trap_16_a_browser_of_another_key_is_asked_to_subscribe_again() {
    let (server, keys, other) = (MockServer::start().await, keys(), keys());
    let browser = browser(&server, &other);
    assert_eq!(outside(&server, &keys).send(&browser, &envelope()).await, Answer::Gone);
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn trap_12_redirects_are_not_followed_and_long_answers_are_cut_off() {
    let (server, keys) = (MockServer::start().await, keys());
    let away = ResponseTemplate::new(307).insert_header("location", "/elsewhere");
    Mock::given(path("/hook")).respond_with(away).mount(&server).await;
    let long = ResponseTemplate::new(400).set_body_string("x".repeat(4 << 20));
    Mock::given(path("/long")).respond_with(long).mount(&server).await;
    let hook = |at: &str| Address::Webhook {
        url: format!("{}/{at}", server.uri()),
        secret: new_webhook_secret().unwrap(),
        previous: None,
    };
    let outside = outside(&server, &keys);
    let answer = outside.send(&hook("hook"), &envelope()).await;
    assert!(matches!(&answer, Answer::Refused { why } if why.contains("redirects")), "{answer:?}");
    let Answer::Refused { why } = outside.send(&hook("long"), &envelope()).await else { panic!("refused") };
    assert!(why.len() < 300, "{} bytes", why.len());
    let requests = server.received_requests().await.unwrap();
    assert!(requests.iter().all(|request| request.url.path() != "/elsewhere"));
}

#[tokio::test]
async fn trap_12_addresses_inside_are_refused_before_anything_is_sent() {
    let guarded = Outside::new(OutsideSettings { push: Some(keys()), ..OutsideSettings::default() }).unwrap();
    let keys = keys();
    for inside in [
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/x",
        "https://100.64.0.1/x",
        "http://example.org/x",
    ] {
        let hook =
            Address::Webhook { url: inside.into(), secret: new_webhook_secret().unwrap(), previous: None };
        assert!(guarded.check(&hook).is_err(), "{inside}");
        assert!(matches!(guarded.send(&hook, &envelope()).await, Answer::Refused { .. }), "{inside}");
    }
    // A host that is public but no push service.
    let stranger = Address::Push {
        endpoint: "https://example.org/push".into(),
        p256dh: String::new(),
        auth: String::new(),
        key: keys.public(),
    };
    assert!(guarded.check(&stranger).unwrap_err().contains("push service"));
}

#[tokio::test]
async fn trap_38_a_webhook_is_signed_over_its_bytes_under_the_same_name_each_time() {
    let (server, keys) = (MockServer::start().await, keys());
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    let secret = new_webhook_secret().unwrap();
    let hook =
        Address::Webhook { url: format!("{}/hook", server.uri()), secret: secret.clone(), previous: None };
    let outside = outside(&server, &keys);
    let again = Envelope { at: at("2027-06-02T08:06:00Z"), ..envelope() };
    for letter in [envelope(), again] {
        assert_eq!(outside.send(&hook, &letter).await, Answer::Accepted);
    }
    let requests = server.received_requests().await.unwrap();
    let mut seconds = Vec::new();
    for request in &requests {
        let header = |name: &str| request.headers[name].to_str().unwrap();
        assert_eq!(header("webhook-id"), "ada/drink:p-1/1");
        let sent: i64 = header("webhook-timestamp").parse().unwrap();
        let expected = webhook_signature(&[&secret], header("webhook-id"), sent, &request.body).unwrap();
        assert_eq!(header("webhook-signature"), expected);
        seconds.push(sent);
    }
    assert_eq!(seconds[1] - seconds[0], 360, "a retry is signed at its own time");
}

#[tokio::test]
async fn trap_32_ntfy_takes_a_topic_that_cannot_be_guessed_and_says_when_it_has_had_enough() {
    let (server, keys) = (MockServer::start().await, keys());
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(200))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(429)).mount(&server).await;
    let topic = |topic: &str| Address::Ntfy { server: server.uri(), topic: topic.into(), token: None };
    let outside = outside(&server, &keys);
    assert!(outside.check(&topic("training")).is_err());
    let long = topic("isotone-0123456789abcdef0123456789abcdef");
    assert_eq!(outside.send(&long, &envelope()).await, Answer::Accepted);
    assert!(matches!(outside.send(&long, &envelope()).await, Answer::Later { .. }));
    let requests = server.received_requests().await.unwrap();
    let first: Value = serde_json::from_slice(&requests[0].body).unwrap();
    assert_eq!(first["topic"], "isotone-0123456789abcdef0123456789abcdef");
    assert_eq!(first["priority"], 4);
    assert_eq!(first["click"], "https://isotone.example.org/a/ada");
    assert!(first["sequence_id"].as_str().is_some_and(|id| id.len() == 16), "{first}");
}

#[tokio::test]
async fn traps_50_51_and_57_ntfy_takes_a_server_alone_and_a_text_that_stays_a_text() {
    let (server, keys) = (MockServer::start().await, keys());
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    let outside = outside(&server, &keys);
    let at = |place: &str| Address::Ntfy {
        server: format!("{}{place}", server.uri()),
        topic: "isotone-0123456789abcdef0123456789abcdef".into(),
        token: None,
    };
    for place in ["/training", "/?auth=x"] {
        let refused = outside.check(&at(place)).unwrap_err();
        assert!(refused.contains("the server alone"), "{place}: {refused}");
    }
    assert_eq!((outside.check(&at("")), outside.check(&at("/"))), (Ok(()), Ok(())));
    let title = "Hora de beber água 💧";
    let long = Envelope { title: title.into(), body: "💧".repeat(2000), withdrawn: true, ..envelope() };
    assert_eq!(outside.send(&at("/"), &long).await, Answer::Accepted);
    let sent: Value = serde_json::from_slice(&server.received_requests().await.unwrap()[0].body).unwrap();
    assert_eq!(sent["message"].as_str().unwrap().len(), 4096, "whole characters");
    assert_eq!((&sent["title"], &sent["priority"]), (&json!(title), &json!(2)), "trap 44: without a sound");
}

/// A mail server that answers `AUTH` and `RCPT` so, for one connection after the other.
fn mail_server(auth: &'static str, rcpt: &'static str) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let mut say = |words: &str| stream.write_all(format!("{words}\r\n").as_bytes()).is_ok();
            say("220 mail.example.org");
            while let Some(Ok(line)) = lines.next() {
                let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
                let answer = match word.as_str() {
                    "EHLO" => "250-mail.example.org\r\n250 AUTH PLAIN",
                    "AUTH" => auth,
                    "RCPT" => rcpt,
                    "QUIT" => "221 bye",
                    _ => "250 ok",
                };
                if !say(answer) || word == "QUIT" {
                    break;
                }
            }
        }
    });
    port
}

#[tokio::test]
async fn trap_52_a_password_that_the_mail_server_refuses_is_no_refusal_of_the_message() {
    let mail = Address::Mail { to: "ada@example.org".into() };
    for (auth, rcpt, expected) in [
        ("535 5.7.8 bad credentials", "250 ok", "later"),
        ("534 5.7.9 application-specific password required", "250 ok", "later"),
        ("235 ok", "550 5.1.1 no such user", "refused"),
        ("235 ok", "530 5.7.0 authentication required", "later"),
        ("235 ok", "450 4.2.0 greylisted", "later"),
        // Trap 67: a full mailbox.
        ("235 ok", "552 5.2.2 over quota", "later"),
    ] {
        let settings = MailSettings {
            server: format!("smtp://user:old@127.0.0.1:{}?tls=none", mail_server(auth, rcpt)),
            from: "Isotone <isotone@example.org>".into(),
            host: None,
            certificate: None,
        };
        let outside =
            Outside::new(OutsideSettings { mail: Some(settings), ..OutsideSettings::default() }).unwrap();
        let answer = outside.send(&mail, &envelope()).await;
        let said = match &answer {
            Answer::Later { .. } => "later",
            Answer::Refused { .. } => "refused",
            _ => "taken",
        };
        assert_eq!(said, expected, "{auth}, {rcpt}: {answer:?}");
    }
}
