//! Sign-in by an identity provider, against one that says whatever the test wants.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Form, State};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use connect::openid::{OpenId, OpenIdSettings};
use engine::{Engine, FixedClock, Provider, SeededRandomness};
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use server::{Access, App, Settings};
use sha2::{Digest, Sha256};
use store::Memory;
use tower::ServiceExt;

const NOW: &str = "2026-06-10T08:00:00Z";
const GOOD: &str = "corn field at dusk";

fn now() -> i64 {
    NOW.parse::<Timestamp>().unwrap().as_second()
}

fn key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let file = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, file.as_ref(), &random).unwrap()
}

/// A code that was given out: the proof that must come with it, where it was sent, and the token it is changed for.
struct Given {
    challenge: String,
    redirect: String,
    token: String,
}

struct House {
    issuer: String,
    key: EcdsaKeyPair,
    given: Mutex<HashMap<String, Given>>,
}

impl House {
    async fn open() -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let house = Arc::new(Self { issuer, key: key(), given: Mutex::default() });
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(says))
            .route("/keys", get(keys))
            .route("/token", post(changes))
            .with_state(Arc::clone(&house));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        house
    }

    fn signed(&self, key: &EcdsaKeyPair, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(&json!({"alg": "ES256", "kid": "k"})), part(claims));
        let signature = key.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }

    fn claims(&self, subject: &str, asked: &HashMap<String, String>) -> Value {
        json!({"iss": self.issuer, "sub": subject, "aud": "isotone", "exp": now() + 300, "iat": now(),
            "nonce": asked["nonce"], "email": "ada@example.org", "email_verified": true})
    }
}

async fn says(State(house): State<Arc<House>>) -> Json<Value> {
    let at = |path: &str| format!("{}{path}", house.issuer);
    Json(
        json!({"issuer": house.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "jwks_uri": at("/keys")}),
    )
}

async fn keys(State(house): State<Arc<House>>) -> Json<Value> {
    let point = house.key.public_key().as_ref();
    let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    Json(
        json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": "k", "x": part(&point[1..33]), "y": part(&point[33..])}]}),
    )
}

async fn changes(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> (StatusCode, Json<Value>) {
    let no = |why: &str| (StatusCode::BAD_REQUEST, Json(json!({"error": why})));
    if headers.get("authorization").unwrap().to_str().unwrap()
        != format!("Basic {}", STANDARD.encode("isotone:s%3Acret"))
    {
        return no("invalid_client");
    }
    let Some(given) = house.given.lock().unwrap().remove(&form["code"]) else { return no("invalid_grant") };
    let proof = URL_SAFE_NO_PAD.encode(Sha256::digest(form["code_verifier"].as_bytes()));
    if proof != given.challenge
        || form["redirect_uri"] != given.redirect
        || form["grant_type"] != "authorization_code"
    {
        return no("invalid_grant");
    }
    (StatusCode::OK, Json(json!({"id_token": given.token, "access_token": "a", "token_type": "Bearer"})))
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn location(&self) -> &str {
        self.headers.get("location").map_or("", |to| to.to_str().unwrap())
    }

    /// A cookie that it sets, as the browser sends it back.
    fn cookie(&self, name: &str) -> Option<String> {
        let set = self.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
        set.filter_map(|line| line.split(';').next())
            .find(|pair| {
                pair.split_once('=').is_some_and(|(known, value)| known == name && !value.is_empty())
            })
            .map(str::to_owned)
    }
}

struct Server {
    engine: Engine,
    router: Router,
    house: Arc<House>,
}

impl Server {
    async fn new(makes_accounts: bool) -> Self {
        let house = House::open().await;
        let settings = OpenIdSettings {
            issuer: house.issuer.clone(),
            client: "isotone".into(),
            secret: "s:cret".into(),
        };
        let provider = Provider {
            door: Arc::new(OpenId::new(settings).unwrap()),
            name: "The club".into(),
            makes_accounts,
        };
        let engine = Engine::new(Arc::new(Memory::default()), Arc::new(FixedClock(NOW.parse().unwrap())))
            .with_randomness(Arc::new(SeededRandomness::new(9)))
            .with_provider(provider);
        let settings = Settings::of(Access::Accounts);
        let router = server::router(App::new(engine.clone(), settings));
        let link = engine.set_up_link().await.unwrap().unwrap();
        engine.use_link(link.expose(), "ada@example.org", GOOD).await.unwrap();
        Self { engine, router, house }
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder()
            .uri(path)
            .header("host", "isotone.test")
            .extension(ConnectInfo(server::Peer(([192, 0, 2, 1], 1).into())));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = to_bytes(answer.into_body(), 1 << 22).await.unwrap();
        Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    async fn session(&self) -> String {
        let ada = self.engine.account_by_login("ada@example.org").await.unwrap().unwrap();
        format!("isotone={}", self.engine.begin_session(&ada.id, "").await.unwrap().expose())
    }

    /// Begins a sign-in: what the provider is asked, and what the browser keeps.
    async fn begin(&self, path: &str, headers: &[(&str, &str)]) -> (HashMap<String, String>, String) {
        let answer = self.get(path, headers).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let (to, query) = answer.location().split_once('?').unwrap();
        assert_eq!(to, format!("{}/authorize", self.house.issuer));
        let decoded = |text: &str| {
            let bytes = text.replace("%3A", ":").replace("%2F", "/").replace("%20", " ");
            assert!(!bytes.contains('%'), "{bytes}");
            bytes
        };
        let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap());
        let asked: HashMap<String, String> =
            pairs.map(|(name, value)| (name.into(), decoded(value))).collect();
        assert_eq!(
            (asked["response_type"].as_str(), asked["code_challenge_method"].as_str()),
            ("code", "S256")
        );
        assert_eq!(asked["redirect_uri"], "http://isotone.test/sign-in/openid/return");
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"));
        (asked, answer.cookie("isotone-openid").unwrap())
    }

    /// The provider gives out a code for a token.
    fn code(&self, asked: &HashMap<String, String>, token: String) -> String {
        let code = format!("c-{}", self.house.given.lock().unwrap().len());
        let (challenge, redirect) = (asked["code_challenge"].clone(), asked["redirect_uri"].clone());
        self.house.given.lock().unwrap().insert(code.clone(), Given { challenge, redirect, token });
        code
    }

    async fn back(&self, code: &str, state: &str, cookie: &str) -> Answer {
        let path = format!("/sign-in/openid/return?code={code}&state={state}&iss={}", self.house.issuer);
        self.get(&path, &[("cookie", cookie)]).await
    }

    /// A whole sign-in of a person whom the provider calls so.
    async fn sign_in(&self, subject: &str) -> Answer {
        let (asked, cookie) = self.begin("/sign-in/openid?next=/account", &[]).await;
        let token = self.house.signed(&self.house.key, &self.house.claims(subject, &asked));
        let code = self.code(&asked, token);
        self.back(&code, &asked["state"], &cookie).await
    }

    /// The same, of a person who chose how the provider calls them.
    async fn sign_in_as(&self, subject: &str, called: &str) -> Answer {
        let (asked, cookie) = self.begin("/sign-in/openid?next=/account", &[]).await;
        let mut claims = self.house.claims(subject, &asked);
        claims["preferred_username"] = json!(called);
        claims["email_verified"] = json!(false);
        let code = self.code(&asked, self.house.signed(&self.house.key, &claims));
        self.back(&code, &asked["state"], &cookie).await
    }

    async fn link(&self, subject: &str, session: &str) -> Answer {
        let headers = [("cookie", session), ("sec-fetch-site", "same-origin")];
        let (asked, kept) = self.begin("/account/openid", &headers).await;
        let token = self.house.signed(&self.house.key, &self.house.claims(subject, &asked));
        let code = self.code(&asked, token);
        self.back(&code, &asked["state"], &format!("{kept}; {session}")).await
    }
}

fn is_refused(answer: &Answer, says: &str) {
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{says}: {}", answer.body);
    assert!(answer.body.contains(says), "{says}: {}", answer.body);
    assert_eq!(answer.cookie("isotone"), None, "{says}: somebody was let in");
}

#[tokio::test]
async fn an_account_is_entered_by_the_identity_it_was_linked_with_and_by_no_address() {
    let server = Server::new(false).await;
    // The provider vouches for the very address that Ada signs in with here. That links nobody.
    is_refused(&server.sign_in("248289761001").await, "No account here is linked");
    let session = server.session().await;
    let linked = server.link("248289761001", &session).await;
    assert_eq!((linked.status, linked.location()), (StatusCode::SEE_OTHER, "/account"), "{}", linked.body);
    let shown = server.get("/account", &[("cookie", &session)]).await;
    assert!(shown.body.contains("The club"), "the account page says what it is linked with");

    let entered = server.sign_in("248289761001").await;
    assert_eq!((entered.status, entered.location()), (StatusCode::SEE_OTHER, "/account"), "{}", entered.body);
    let cookie = entered.cookie("isotone").unwrap();
    let account = server.get("/account", &[("cookie", &cookie)]).await;
    assert!(account.status == StatusCode::OK && account.body.contains("ada@example.org"));
    is_refused(&server.sign_in("somebody else").await, "No account here is linked");

    let ben = server.engine.add_account("ben", false).await.unwrap();
    let bens = format!("isotone={}", server.engine.begin_session(&ben.id, "").await.unwrap().expose());
    is_refused(&server.link("248289761001", &bens).await, "Another account here is linked");
    assert!(server.engine.identities(&ben.id).await.unwrap().is_empty());

    let ada = server.engine.account_by_login("ada@example.org").await.unwrap().unwrap();
    let identity = server.engine.identities(&ada.id).await.unwrap().remove(0);
    server.engine.unlink_identity(&ada.id, &identity.id).await.unwrap();
    is_refused(&server.sign_in("248289761001").await, "No account here is linked");
}

#[tokio::test]
async fn a_token_that_does_not_show_who_it_is_lets_nobody_in() {
    let server = Server::new(true).await;
    let session = server.session().await;
    assert_eq!(server.link("1", &session).await.status, StatusCode::SEE_OTHER);
    let stranger = key();
    let with = |asked: &HashMap<String, String>, field: &str, value: Value| {
        let mut claims = server.house.claims("1", asked);
        claims[field] = value;
        server.house.signed(&server.house.key, &claims)
    };
    for (lie, says) in [
        ("nonce", "it answers another question"),
        ("aud", "it is for another client"),
        ("exp", "it is over"),
        ("iss", "it is from another provider"),
        ("signature", "its signature is wrong"),
        ("none", "it is signed by &#39;none&#39;"),
    ] {
        let (asked, cookie) = server.begin("/sign-in/openid", &[]).await;
        let token = match lie {
            "nonce" => with(&asked, "nonce", json!("of another sign-in")),
            "aud" => with(&asked, "aud", json!("another client")),
            "exp" => with(&asked, "exp", json!(now() - 61)),
            "iss" => with(&asked, "iss", json!("https://evil.example")),
            "signature" => server.house.signed(&stranger, &server.house.claims("1", &asked)),
            _ => {
                let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
                format!("{}.{}.", part(json!({"alg": "none"})), part(server.house.claims("1", &asked)))
            }
        };
        let code = server.code(&asked, token);
        is_refused(&server.back(&code, &asked["state"], &cookie).await, says);
    }
}

#[tokio::test]
async fn an_answer_is_worth_nothing_in_another_browser_or_to_another_question() {
    let server = Server::new(true).await;
    let (asked, cookie) = server.begin("/sign-in/openid", &[]).await;
    let good = server.house.signed(&server.house.key, &server.house.claims("1", &asked));
    let code = server.code(&asked, good.clone());
    let not_begun = "was not begun in this browser";
    is_refused(&server.back(&code, &asked["state"], "").await, not_begun);
    is_refused(&server.back(&code, "another", &cookie).await, not_begun);
    let (other, others) = server.begin("/sign-in/openid", &[]).await;
    is_refused(&server.back(&code, &asked["state"], &others).await, not_begun);
    // Somebody's own code, put into the way back of somebody else: the provider wants the proof that belongs to it.
    is_refused(&server.back(&code, &other["state"], &others).await, "does not answer as it should");
    let path =
        format!("/sign-in/openid/return?code={code}&state={}&iss=https://evil.example", asked["state"]);
    is_refused(&server.get(&path, &[("cookie", &cookie)]).await, "the answer is from another provider");
    let path = format!("/sign-in/openid/return?error=%3Cscript%3Ezz()&state={}", asked["state"]);
    let denied = server.get(&path, &[("cookie", &cookie)]).await;
    is_refused(&denied, "let nobody in");
    assert!(!denied.body.contains("zz()"));

    let code = server.code(&asked, good);
    assert_eq!(server.back(&code, &asked["state"], &cookie).await.status, StatusCode::SEE_OTHER);
    is_refused(&server.back(&code, &asked["state"], &cookie).await, "does not answer as it should");

    let session = server.session().await;
    for from in ["cross-site", "same-site", "none"] {
        let sent = server.get("/account/openid", &[("cookie", &session), ("sec-fetch-site", from)]).await;
        assert_eq!(sent.location(), "/account#openid", "nobody is sent to link an account from {from}");
    }
    let headers = [("cookie", session.as_str()), ("sec-fetch-site", "same-origin")];
    let (asked, kept) = server.begin("/account/openid", &headers).await;
    let token = server.house.signed(&server.house.key, &server.house.claims("2", &asked));
    let code = server.code(&asked, token);
    is_refused(&server.back(&code, &asked["state"], &kept).await, "is not signed in any more");
}

#[tokio::test]
async fn whoever_the_provider_knows_gets_an_account_where_the_server_says_so() {
    let server = Server::new(true).await;
    let first = server.sign_in("new here").await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    let accounts = server.engine.accounts().await.unwrap();
    assert_eq!(accounts.len(), 2, "the address is Ada's name here, and the account is another");
    let new = accounts.iter().find(|account| account.login != "ada@example.org").unwrap();
    assert!(!new.admin && !new.has_password() && new.login.starts_with("somebody-"), "{new:?}");
    assert_eq!(server.sign_in("new here").await.status, StatusCode::SEE_OTHER);
    assert_eq!(server.engine.accounts().await.unwrap().len(), 2, "the second time it is there already");
    let identity = server.engine.identities(&new.id).await.unwrap().remove(0);
    let refused = server.engine.unlink_identity(&new.id, &identity.id).await.unwrap_err().to_string();
    assert!(refused.contains("nothing else would let you in"), "{refused}");
}

#[tokio::test]
async fn nobody_gets_the_name_of_another_by_choosing_it_at_the_provider() {
    let server = Server::new(true).await;
    let entered = server.sign_in_as("a stranger", "coach@club.org").await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.body);
    // A share addressed to the coach's name would reach the stranger.
    assert!(server.engine.account_by_login("coach@club.org").await.unwrap().is_none());
    let accounts = server.engine.accounts().await.unwrap();
    assert!(accounts.iter().any(|account| account.login.starts_with("somebody-")), "{accounts:?}");
}
