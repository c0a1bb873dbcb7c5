//! A server with accounts, asked as browsers and programs ask it: coming in, staying, asking twice, being told of news.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod forms;
mod letters;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use engine::{Engine, FixedClock, NewToken, Scope, SeededRandomness};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use server::{Access, App, Peer, Settings};
use store::Memory;
use tower::ServiceExt;

const GOOD: &str = "corn field at dusk";

struct Server {
    engine: Engine,
    router: Router,
    app: App,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    /// The cookie that the answer sets, as the browser sends it back.
    fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap().to_owned()
    }
}

impl Server {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::over(Self::engine(), change)
    }

    fn engine() -> Engine {
        let clock = FixedClock("2026-06-10T08:00:00Z".parse().unwrap());
        Engine::new(Arc::new(Memory::default()), Arc::new(clock))
            .with_randomness(Arc::new(SeededRandomness::new(7)))
    }

    fn over(engine: Engine, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings::of(Access::Accounts);
        change(&mut settings);
        let app = App::new(engine.clone(), settings);
        Self { engine, router: server::router(app.clone()), app }
    }

    async fn raw(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> axum::response::Response {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "isotone.test")
            .extension(ConnectInfo(Peer(([192, 0, 2, 1], 1).into())));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap()
    }

    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let answer = self.raw(method, path, headers, body.as_bytes().to_vec()).await;
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, 1 << 24).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// A form that a page of this server sends.
    async fn form(&self, path: &str, cookie: &str, body: &str) -> Answer {
        let headers = [
            ("origin", "http://isotone.test"),
            ("content-type", "application/x-www-form-urlencoded"),
            ("cookie", cookie),
        ];
        self.ask("POST", path, &headers, body).await
    }

    /// Sets the server up in the browser, and gives the cookie of the session.
    async fn set_up(&self) -> String {
        let link = self.engine.set_up_link().await.unwrap().unwrap();
        let body = format!("login=ada&password={}", GOOD.replace(' ', "+"));
        let answer = self.form(&format!("/welcome/{}", link.expose()), "", &body).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::SEE_OTHER, "/"),
            "{}",
            answer.body
        );
        answer.cookie()
    }

    /// Somebody with an athlete and a token that may write.
    async fn with_athlete(&self) -> String {
        let cookie = self.set_up().await;
        let made = self.form("/athletes", &cookie, "name=Ada&body_mass=61+kg").await;
        assert_eq!(made.header("location"), "/a/me/begin#main", "{}", made.body);
        let ada = self.engine.account_by_login("ada").await.unwrap().unwrap();
        let new = NewToken { label: "t".into(), scopes: BTreeSet::from([Scope::Write]), expires: None };
        let (_, secret) = self.engine.make_token(&ada, new).await.unwrap();
        format!("Bearer {}", secret.expose())
    }
}

#[tokio::test]
async fn the_first_person_sets_the_server_up_signs_out_and_in_again() {
    let server = Server::new();
    let anonymous = server.ask("GET", "/a/me/plan?date=2026-06-11", &[], "").await;
    assert_eq!(anonymous.status, StatusCode::SEE_OTHER);
    assert_eq!(anonymous.header("location"), "/sign-in?next=/a/me/plan%3Fdate%3D2026-06-11");
    assert!(server.ask("GET", "/sign-in", &[], "").await.body.contains("one-time link"));
    let cookie = server.set_up().await;
    let home = server.ask("GET", "/", &[("cookie", &cookie)], "").await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.body.contains("/account"), "the account is a link away");
    let account = server.ask("GET", "/account", &[("cookie", &cookie)], "").await;
    assert!(account.body.contains("ada") && account.body.contains("an unnamed program"), "{}", account.body);
    let out = server.form("/sign-out", &cookie, "").await;
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(server.ask("GET", "/", &[("cookie", &cookie)], "").await.status, StatusCode::SEE_OTHER);
    let body = format!("login=ADA&next=//evil.example&password={}", GOOD.replace(' ', "+"));
    let back = server.form("/sign-in", "", &body).await;
    assert_eq!((back.status, back.header("location")), (StatusCode::SEE_OTHER, "/"));
    assert!(back.header("set-cookie").contains("HttpOnly; SameSite=Lax"));
    assert_eq!(server.ask("GET", "/", &[("cookie", &back.cookie())], "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_cookie_over_https_is_secure_and_bound_to_the_host() {
    let server = Server::with(|settings| settings.behind_proxy = true);
    server.set_up().await;
    let headers = [
        ("origin", "https://isotone.test"),
        ("x-forwarded-proto", "https"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let body = format!("login=ada&password={}", GOOD.replace(' ', "+"));
    let answer = server.ask("POST", "/sign-in", &headers, &body).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-isotone=") && cookie.ends_with("; Secure"), "{cookie}");
}

#[tokio::test]
async fn a_burst_of_guesses_gets_no_more_than_five() {
    let server = Server::new();
    server.set_up().await;
    let guesses = (0..60).map(|number| {
        let body = format!("login=ada&password=guess+number+{number}");
        let server = &server;
        async move { server.form("/sign-in", "", &body).await.status }
    });
    let statuses = futures_util::future::join_all(guesses).await;
    let checked = statuses.iter().filter(|status| **status == StatusCode::FORBIDDEN).count();
    let waited = statuses.iter().filter(|status| **status == StatusCode::TOO_MANY_REQUESTS).count();
    assert_eq!((checked, waited), (5, 55));
}

#[tokio::test]
async fn the_present_password_cannot_be_guessed_in_a_session_and_signing_in_is_not_locked_by_it() {
    let server = Server::new();
    let cookie = server.set_up().await;
    let headers = [("origin", "http://isotone.test"), ("cookie", cookie.as_str())];
    let mut statuses = Vec::new();
    for number in 0..6 {
        let body = json!({"old_password": format!("guess number {number}"), "password": "barley at sunrise"});
        let answer = server.ask("POST", "/api/v1/account/password", &headers, &body.to_string()).await;
        statuses.push(answer.status.as_u16());
    }
    assert_eq!(statuses, [422, 422, 422, 422, 422, 429]);
    assert_eq!(server.ask("GET", "/account", &[("cookie", &cookie)], "").await.status, StatusCode::OK);
    let body = format!("login=ada&password={}", GOOD.replace(' ', "+"));
    assert_eq!(server.form("/sign-in", "", &body).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_sixth_wrong_password_is_told_when_to_come_back() {
    let server = Server::new();
    server.set_up().await;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(server.form("/sign-in", "", "login=ada&password=barley").await.status);
    }
    assert_eq!(
        statuses,
        [StatusCode::FORBIDDEN; 5].into_iter().chain([StatusCode::TOO_MANY_REQUESTS]).collect::<Vec<_>>()
    );
    let right = format!("login=ada&password={}", GOOD.replace(' ', "+"));
    let waiting = server.form("/sign-in", "", &right).await;
    assert_eq!(waiting.status, StatusCode::TOO_MANY_REQUESTS, "the right password waits too");
    assert_eq!(waiting.header("retry-after"), "1");
    assert!(waiting.header("set-cookie").is_empty());
}

#[tokio::test]
async fn a_request_with_a_key_happens_once() {
    let server = Server::new();
    let token = server.with_athlete().await;
    let post = async |key: &str, body: &str| {
        let headers = [("authorization", token.as_str()), ("idempotency-key", key)];
        server.ask("POST", "/api/v1/athletes/me/sweat-tests", &headers, body).await
    };
    let weights =
        json!({"sport": "run", "duration": "70 min", "air_temperature": "24 °C", "mass_before": "61.2 kg",
        "mass_after": "60.4 kg"})
        .to_string();
    let refused = post("k-1", &weights.replace("61.2 kg", "61.2")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "what did nothing leaves its key free");
    let first = post("k-1", &weights).await;
    let again = post("k-1", &weights).await;
    assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::CREATED), "{}", first.body);
    assert_eq!(first.body, again.body);
    assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), ("", "true"));
    let other = post("k-1", &weights.replace("61.2", "61.3")).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(other.json()["type"], "urn:isotone:problem:key-used");
    let headers = [("authorization", token.as_str())];
    let tests = server.ask("GET", "/api/v1/athletes/me/sweat-tests", &headers, "").await.json();
    assert_eq!(tests.as_array().unwrap().len(), 1);
    assert_eq!(post("", &weights).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_secret_is_shown_once_whatever_key_it_was_asked_for_with() {
    let server = Server::new();
    let cookie = server.set_up().await;
    let headers = [("origin", "http://isotone.test"), ("cookie", cookie.as_str()), ("idempotency-key", "k")];
    let make = || {
        server.ask("POST", "/api/v1/account/tokens", &headers, r#"{"label": "watch", "scopes": ["read"]}"#)
    };
    let (first, again) = (make().await, make().await);
    assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::CONFLICT), "{}", again.body);
    let secret = first.json()["token"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("iso_") && !again.body.contains(&secret));
    let listed = server.ask("GET", "/api/v1/account/tokens", &headers[1..2], "").await;
    assert_eq!(listed.json().as_array().unwrap().len(), 1, "and it was made once");
    assert!(!listed.body.contains(&secret));
}

#[tokio::test]
async fn what_the_caller_has_is_not_sent_and_what_they_have_not_seen_is_not_overwritten() {
    let server = Server::new();
    let token = server.with_athlete().await;
    let path = "/api/v1/athletes/me";
    let with = |name: &'static str, value: &str| [("authorization", token.clone()), (name, value.to_owned())];
    let ask = async |method: &str, path: &str, headers: [(&str, String); 2], body: &str| {
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        server.ask(method, path, &headers, body).await
    };
    let seen = ask("GET", path, with("x", ""), "").await;
    let tag = seen.header("etag").to_owned();
    assert!(tag.starts_with("\"r"), "{tag}");
    let same = ask("GET", path, with("if-none-match", &tag), "").await;
    assert_eq!((same.status, same.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    let put = ask("PUT", path, with("if-match", &tag), r#"{"height": "1.7 m"}"#).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.body);
    let late = ask("PUT", path, with("if-match", &tag), r#"{"height": "1.8 m"}"#).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    let now = ask("GET", path, with("if-none-match", put.header("etag")), "").await;
    assert_eq!(now.status, StatusCode::NOT_MODIFIED, "the tag of what was put is that of what is there");
    assert_eq!(ask("GET", path, with("if-none-match", &tag), "").await.status, StatusCode::OK);
    // What follows from more than the athlete's documents is tagged by what it says.
    let plan = ask("GET", "/api/v1/athletes/me/plan", with("x", ""), "").await;
    let again = ask("GET", "/api/v1/athletes/me/plan", with("if-none-match", plan.header("etag")), "").await;
    assert_eq!((plan.status, again.status), (StatusCode::OK, StatusCode::NOT_MODIFIED));
}

#[tokio::test]
async fn a_long_list_comes_in_pages() {
    let server = Server::new();
    let token = server.with_athlete().await;
    let headers = [("authorization", token.as_str())];
    for hour in 10..17 {
        let drink =
            json!({"drink": format!("{hour}0 ml"), "at": format!("2026-06-09T{hour}:00:00Z")}).to_string();
        let kept = server.ask("POST", "/api/v1/athletes/me/readings", &headers, &drink).await;
        assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.body);
    }
    let (mut path, mut seen, mut pages) = ("/api/v1/athletes/me/readings?limit=3".to_owned(), Vec::new(), 0);
    loop {
        let page = server.ask("GET", &path, &headers, "").await;
        seen.extend(
            page.json().as_array().unwrap().iter().map(|reading| reading["at"].as_str().unwrap().to_owned()),
        );
        pages += 1;
        let Some(next) = page.header("link").strip_prefix('<').and_then(|link| link.split_once('>')) else {
            break;
        };
        assert_eq!(next.1, "; rel=\"next\"");
        path = next.0.to_owned();
    }
    assert_eq!((pages, seen.len()), (3, 7), "{seen:?}");
    assert!(seen.is_sorted());
    for wrong in ["limit=0", "limit=1001", "limit=many", "cursor=nonsense"] {
        let refused = server.ask("GET", &format!("/api/v1/athletes/me/readings?{wrong}"), &headers, "").await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn every_answer_says_what_is_left_and_one_too_many_waits() {
    let server = Server::with(|settings| settings.requests_per_minute = Some(3));
    let mut left = Vec::new();
    for _ in 0..4 {
        let answer = server.ask("GET", "/api/v1/sources", &[], "").await;
        left.push((answer.status.as_u16(), answer.header("ratelimit-remaining").to_owned()));
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            assert_eq!((answer.header("retry-after"), answer.header("ratelimit-limit")), ("20", "3"));
        }
    }
    let expected = [(200, "2"), (200, "1"), (200, "0"), (429, "0")];
    assert_eq!(left, expected.map(|(status, left)| (status, left.to_owned())));
    assert_eq!(
        server.ask("GET", "/health", &[], "").await.status,
        StatusCode::OK,
        "load balancers are not counted"
    );
}

#[tokio::test]
async fn news_come_as_they_happen_and_end_with_the_right_to_them() {
    use futures_util::StreamExt;
    let server = Server::new();
    let token = server.with_athlete().await;
    let path = "/api/v1/athletes/me/changes";
    let headers = [("authorization", token.as_str())];
    let answer = server.raw("GET", path, &headers, Vec::new()).await;
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut news = answer.into_body().into_data_stream();
    let mut next =
        async || news.next().await.map(|piece| String::from_utf8(piece.unwrap().to_vec()).unwrap());
    let first = next().await.unwrap();
    assert!(first.contains("event: change") && first.contains("id: "), "{first}");
    server.ask("POST", "/api/v1/athletes/me/readings", &headers, r#"{"drink": "500 ml"}"#).await;
    let second = next().await.unwrap();
    assert!(second.contains("event: change") && second != first, "{second}");
    let ada = server.engine.account_by_login("ada").await.unwrap().unwrap();
    let id = server.engine.tokens(&ada.id).await.unwrap()[0].id.clone();
    server.engine.revoke_token(&ada.id, &id).await.unwrap();
    // Something has to change: what is said again as it was is no news.
    let change = engine::AthleteChanges { salty_sweat: Some(true), ..engine::AthleteChanges::default() };
    server.engine.put_athlete("me", change, &TimeZone::UTC).await.unwrap();
    assert_eq!(next().await, None, "a revoked token hears of nothing more");
    server.app.stop();
}

#[tokio::test]
async fn a_link_that_was_shared_opens_the_pages_until_it_is_taken_back() {
    let server = Server::new();
    let cookie = server.set_up().await;
    server.form("/athletes", &cookie, "name=Ada&body_mass=61+kg").await;
    let made = server.form("/a/me/sharing", &cookie, "label=physio&level=read").await;
    let link = made.body.split("http://isotone.test").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let opened = server.ask("GET", &link, &[], "").await;
    assert_eq!((opened.status, opened.header("location")), (StatusCode::SEE_OTHER, "/a/me"));
    let guest = opened.cookie();
    assert_eq!(server.ask("GET", "/a/me", &[("cookie", &guest)], "").await.status, StatusCode::OK);
    let sharing = server.ask("GET", "/a/me/sharing", &[("cookie", &guest)], "").await;
    assert_eq!(sharing.status, StatusCode::FORBIDDEN, "a guest does not share on");
    let share =
        server.engine.grants("me").await.unwrap().into_iter().find(|grant| grant.id.starts_with("link-"));
    let revoke = format!("/a/me/sharing/{}/revoke", share.unwrap().id);
    assert_eq!(server.form(&revoke, &cookie, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(server.ask("GET", "/a/me", &[("cookie", &guest)], "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(server.ask("GET", &link, &[], "").await.status, StatusCode::NOT_FOUND);
}

/// What the forms of a page are sent to, besides the language.
fn forms(page: &str) -> Vec<&str> {
    let tags = page.split("<form").skip(1).filter_map(|rest| rest.split('>').next());
    tags.filter(|tag| tag.contains("method=\"post\"") && !tag.contains("action=\"/language\"")).collect()
}

#[tokio::test]
async fn the_source_of_a_page_holds_no_form_that_its_reader_may_not_send() {
    let server = Server::new();
    let cookie = server.set_up().await;
    server.form("/athletes", &cookie, "name=Ada&body_mass=61+kg").await;
    let tomorrow = server.engine.now().strftime("%Y-%m-%d 23:00").to_string().replace(' ', "+");
    let planned = format!("sport=run&duration=2+h&start={tomorrow}&air_temperature=28+C&intensity=hard");
    let planned = server.form("/a/me/plan", &cookie, &planned).await;
    assert_eq!(planned.status, StatusCode::SEE_OTHER, "{}", planned.body);
    let day = planned.header("location").split('#').next().unwrap().to_owned();
    let mut guests = Vec::new();
    for level in ["read", "plan"] {
        let made = server.form("/a/me/sharing", &cookie, &format!("label={level}&level={level}")).await;
        let link =
            made.body.split("http://isotone.test").nth(1).unwrap().split('<').next().unwrap().to_owned();
        guests.push(server.ask("GET", &link, &[], "").await.cookie());
    }
    let day = day.as_str();
    let log = "/a/me/log";
    for page in [
        "/a/me",
        "/a/me/plan",
        day,
        "/a/me/timeline",
        log,
        "/a/me/test",
        "/a/me/scan",
        "/a/me/imports",
        "/a/me/catalogue",
        "/a/me/removed",
        "/a/me/race",
        "/a/me/what-if",
        "/a/me/profile",
    ] {
        let seen = server.ask("GET", page, &[("cookie", &guests[0])], "").await;
        assert_eq!(seen.status, StatusCode::OK, "{page}");
        assert_eq!(forms(&seen.body), Vec::<&str>::new(), "{page}");
    }
    let seen = |page: &'static str, cookie: String| {
        let server = &server;
        async move { server.ask("GET", page, &[("cookie", &cookie)], "").await.body }
    };
    assert_eq!(forms(&seen(log, guests[1].clone()).await), Vec::<&str>::new(), "who plans does not log");
    assert!(!forms(&seen("/a/me/plan", guests[1].clone()).await).is_empty(), "who plans may plan");
    assert!(!forms(&seen(log, cookie).await).is_empty(), "the athlete may log");
}

#[tokio::test]
async fn a_password_is_changed_by_whoever_knows_it_and_of_it_nothing_is_kept_under_a_key() {
    let server = Server::new();
    let cookie = server.set_up().await;
    let headers =
        [("origin", "http://isotone.test"), ("cookie", cookie.as_str()), ("idempotency-key", "k-1")];
    let change = json!({"old_password": GOOD, "password": "barley at sunrise"}).to_string();
    let first = server.ask("POST", "/api/v1/account/password", &headers, &change).await;
    assert_eq!(first.status, StatusCode::NO_CONTENT, "{}", first.body);
    let again = server.ask("POST", "/api/v1/account/password", &headers, &change).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (StatusCode::UNPROCESSABLE_ENTITY, ""));
    assert_eq!(again.json()["errors"][0]["field"], "old_password");
    assert!(server.engine.sign_in("ada", "barley at sunrise").await.is_ok());
    let other = server.ask("POST", "/api/v1/squads", &headers, r#"{"name": "Team"}"#).await;
    assert_eq!(other.status, StatusCode::CREATED, "the key is as good as new: {}", other.body);
}

#[tokio::test]
async fn an_account_reads_in_its_language_wherever_it_is_signed_in() {
    let server = Server::new();
    let cookie = server.set_up().await;
    let headers = [("origin", "http://isotone.test"), ("cookie", cookie.as_str()), ("accept-language", "es")];
    let seen = async |path: &str| {
        let page = server.ask("GET", path, &headers[1..], "").await;
        (page.header("content-language").to_owned(), page.body.contains("<html lang=\"pt\""))
    };
    assert_eq!(seen("/").await, ("es".to_owned(), false), "without a word of the account the browser says");
    let put = server.ask("PUT", "/api/v1/account", &headers, r#"{"language": "pt"}"#).await;
    assert_eq!(
        (put.status, put.json()["language"].as_str().unwrap()),
        (StatusCode::OK, "pt"),
        "{}",
        put.body
    );
    assert_eq!(seen("/").await, ("pt".to_owned(), true));
    assert_eq!(seen("/nowhere").await.0, "es", "outside of every route nobody is known");
    let back = server.ask("PUT", "/api/v1/account", &headers, r#"{"language": "browser"}"#).await;
    assert_eq!((back.status, &back.json()["language"]), (StatusCode::OK, &Value::Null));
    assert_eq!(seen("/").await.0, "es");
    let wrong = server.ask("PUT", "/api/v1/account", &headers, r#"{"language": "tlh"}"#).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let chosen = server.form("/language", &cookie, "language=es").await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER);
    let ada = server.engine.account_by_login("ada").await.unwrap().unwrap();
    assert_eq!(ada.language.as_deref(), Some("es"), "the buttons of a page say it to the account");
    for (path, fields, said) in [
        ("/account/password", "old_password=wrong&password=barley+at+noon+again", "Esta no es la contraseña"),
        ("/account/tokens", "label=&scopes=read", "Escribe para quién"),
        ("/users", "login=a+b", "Escribe una dirección de correo"),
    ] {
        let refused = server.form(path, &cookie, fields).await;
        assert!(refused.body.contains(said), "{path}: {}", refused.body);
    }
}

const INERT: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

#[tokio::test]
async fn what_people_type_comes_back_as_text() {
    let server = Server::new();
    let cookie = server.set_up().await;
    let typed = INERT.replace('<', "%3C").replace('>', "%3E").replace('"', "%22").replace(' ', "+");
    server.form("/athletes", &cookie, &format!("name={typed}&body_mass=61+kg")).await;
    server.form("/account/tokens", &cookie, &format!("label={typed}&scopes=read")).await;
    server.form("/squads", &cookie, &format!("name={typed}")).await;
    server.form("/a/me/sharing", &cookie, &format!("label={typed}&level=read")).await;
    let planned =
        format!("title={typed}&start=2026-06-11+07:00&sport=run&duration=1+h&air_temperature=24+%C2%B0C");
    let planned = server.form("/a/me/plan", &cookie, &planned).await;
    assert_eq!(planned.status, StatusCode::SEE_OTHER, "{}", planned.body);
    let squad = server.engine.account_by_login("ada").await.unwrap().unwrap().squads[0].clone();
    let mut shown = 0;
    for path in [
        "/",
        "/account",
        "/a/me",
        "/a/me/plan",
        "/a/me/timeline",
        "/a/me/profile",
        "/a/me/test",
        "/a/me/sharing",
        "/users",
        &format!("/squads/{squad}"),
        &format!("/sign-in?next=/{typed}"),
        &format!("/{typed}"),
    ] {
        let page = server.ask("GET", path, &[("cookie", &cookie)], "").await;
        assert!(
            !page.body.contains("<script>alert") && !page.body.contains("<img src=x"),
            "{path}: {}",
            page.body
        );
        shown += usize::from(page.body.contains("alert(1)"));
        assert!(page.header("content-security-policy").contains("script-src 'self'"), "{path}");
    }
    assert!(shown >= 6, "the text was shown on {shown} pages only");
    // Refused forms show what was typed again.
    let login = server.form("/sign-in", "", &format!("login={typed}&password=x")).await;
    let user = server.form("/users", &cookie, &format!("login={typed}&admin=false")).await;
    let form = server.form("/a/me/sharing", &cookie, &format!("to={typed}&level=read")).await;
    let test = server.form("/a/me/plan", &cookie, &format!("title={typed}&sport={typed}")).await;
    for answer in [login, user, form, test] {
        assert!(
            answer.body.contains("alert(1)") && !answer.body.contains("<script>alert"),
            "{}",
            answer.body
        );
    }
}

#[tokio::test]
async fn bodies_that_are_too_large_or_of_the_wrong_kind_are_refused_and_nothing_is_kept() {
    let server = Server::new();
    let token = server.with_athlete().await;
    let form = |name: &str, bytes: &[u8]| {
        let head =
            format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        [head.as_bytes(), bytes, b"\r\n--x--\r\n"].concat()
    };
    let send = async |kind: &str, key: Option<&str>, body: Vec<u8>| {
        let mut headers = vec![("authorization", token.as_str()), ("content-type", kind)];
        headers.extend(key.map(|key| ("idempotency-key", key)));
        server.raw("POST", "/api/v1/athletes/me/recordings", &headers, body).await.status()
    };
    let multipart = "multipart/form-data; boundary=x";
    assert_eq!(send(multipart, None, form("run.fit", b"Dear diary")).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send(multipart, None, form("run.exe", b"MZ\x90\x00")).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        send(multipart, None, form("run.fit", &vec![0; 2 << 20])).await,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    let keyed = send(multipart, Some("k"), form("run.fit", &vec![0; 2 << 20])).await;
    assert_eq!(keyed, StatusCode::PAYLOAD_TOO_LARGE);
    let bomb = {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        for _ in 0..300 {
            std::io::Write::write_all(&mut gz, &vec![0; 1 << 20]).unwrap();
        }
        gz.finish().unwrap()
    };
    assert_eq!(send(multipart, None, form("run.fit.gz", &bomb)).await, StatusCode::PAYLOAD_TOO_LARGE);
    let large = Server::with(|settings| settings.max_upload = 8 << 20);
    let token = large.with_athlete().await;
    let headers = [("authorization", token.as_str()), ("content-type", multipart)];
    let answer =
        large.raw("POST", "/api/v1/athletes/me/recordings", &headers, form("run.fit.gz", &bomb)).await;
    let (status, body) = (answer.status(), to_bytes(answer.into_body(), 1 << 20).await.unwrap());
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(String::from_utf8_lossy(&body).contains("unfolds to more than"), "{body:?}");
    assert_eq!(send("application/json", None, b"{}".to_vec()).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send(multipart, None, b"--y--".to_vec()).await, StatusCode::BAD_REQUEST);
    let headers = [("authorization", token.as_str())];
    let timeline = server.ask("GET", "/api/v1/athletes/me/timeline", &headers, "").await;
    assert_eq!(timeline.body, "[]");
}

#[tokio::test]
async fn a_stolen_token_of_an_administrator_makes_nobody_able_to_come_in() {
    let server = Server::new();
    server.set_up().await;
    let ada = server.engine.account_by_login("ada").await.unwrap().unwrap();
    let new = NewToken { label: "stolen".into(), scopes: BTreeSet::from([Scope::Admin]), expires: None };
    let (_, secret) = server.engine.make_token(&ada, new).await.unwrap();
    let bearer = format!("Bearer {}", secret.expose());
    let headers = [("authorization", bearer.as_str())];
    let link = format!("/api/v1/users/{}/link", ada.id);
    assert_eq!(server.ask("POST", &link, &headers, "").await.status, StatusCode::FORBIDDEN);
    let add = json!({"login": "eve", "admin": true}).to_string();
    assert_eq!(server.ask("POST", "/api/v1/users", &headers, &add).await.status, StatusCode::FORBIDDEN);
    assert_eq!(server.ask("GET", "/api/v1/users", &headers, "").await.status, StatusCode::OK);
}
