//! A server below a folder of a host: every address that leaves it is below that folder, and leads back into it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use engine::{Engine, SystemClock};
use server::{Access, App, Settings};
use store::Memory;
use tower::ServiceExt;

const FOLDER: &str = "/club/isotone";

struct Server {
    router: Router,
    engine: Engine,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Server {
    fn new(access: Access, change: impl FnOnce(&mut Settings)) -> Self {
        let engine = Engine::new(Arc::new(Memory::default()), Arc::new(SystemClock));
        let mut settings = Settings { sub_path: FOLDER.into(), ..Settings::of(access) };
        change(&mut settings);
        Self { router: server::router(App::new(engine.clone(), settings)), engine }
    }

    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", "club.example");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer =
            self.router.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, 1 << 24).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask("GET", path, headers, "").await
    }

    async fn form(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let form = ("content-type", "application/x-www-form-urlencoded");
        let headers: Vec<_> = headers.iter().copied().chain([form]).collect();
        self.ask("POST", path, &headers, body).await
    }
}

impl Answer {
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).unwrap().to_str().unwrap()
    }

    /// The addresses on this host that a page holds, wherever they stand.
    fn addresses(&self) -> BTreeSet<&str> {
        let parts = self.body.split("=\"").skip(1).filter_map(|rest| rest.split('"').next());
        parts.filter(|value| value.starts_with('/')).collect()
    }
}

#[tokio::test]
async fn all_pages_reach_each_other_below_the_folder() {
    let server = Server::new(Access::Open, |_| {});
    let made = server.form(&format!("{FOLDER}/athletes"), &[], "name=Ada&body_mass=61+kg").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    assert!(made.header(header::LOCATION).starts_with("/club/isotone/a/"));
    let (mut seen, mut waiting) = (BTreeSet::new(), vec![FOLDER.to_owned(), format!("{FOLDER}/")]);
    while let Some(path) = waiting.pop() {
        let path = path.split('#').next().unwrap().replace("&amp;", "&");
        if !seen.insert(path.clone()) || path.contains("/export") || path.contains("/changes") {
            continue;
        }
        let page = server.get(&path, &[]).await;
        // An address may be that of a form alone.
        assert_ne!(page.status, StatusCode::NOT_FOUND, "{path}");
        if page.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.to_str().unwrap().contains("html"))
        {
            for address in page.addresses() {
                assert!(address.starts_with("/club/isotone/"), "{address} on {path}");
                waiting.push(address.to_owned());
            }
        }
    }
    assert!(seen.len() > 20, "only {} addresses", seen.len());
}

#[tokio::test]
async fn a_proxy_that_removes_the_folder_is_served_the_same() {
    let server = Server::new(Access::Open, |_| {});
    let page = server.get("/", &[]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.addresses().iter().all(|address| address.starts_with("/club/isotone/")));
    assert_eq!(server.get("/health", &[]).await.status, StatusCode::OK);
    assert_eq!(server.get("/club/isotonic/", &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_installed_app_stays_below_the_folder() {
    let server = Server::new(Access::Open, |_| {});
    let manifest = server.get("/club/isotone/manifest.webmanifest", &[]).await;
    let manifest: serde_json::Value = serde_json::from_str(&manifest.body).unwrap();
    for key in ["id", "start_url", "scope"] {
        assert_eq!(manifest[key], "/club/isotone/", "{key}");
    }
    let icon = manifest["icons"][0]["src"].as_str().unwrap();
    assert_eq!(server.get(icon, &[]).await.status, StatusCode::OK, "{icon}");
    // Scripts know the folder by their own address: no path from the root is written in them.
    let worker = server.get("/club/isotone/sw.js", &[]).await.body;
    assert!(worker.contains("BASE + path") && !worker.contains("register(\"/"));
    let offline = server.get("/club/isotone/assets/offline.js", &[]).await.body;
    assert!(offline.contains("${BASE}/sw.js"));
}

#[tokio::test]
async fn a_person_signs_in_and_the_session_is_sent_to_nobody_else_on_the_host() {
    let server = Server::new(Access::Accounts, |settings| settings.behind_proxy = true);
    let https = ("x-forwarded-proto", "https");
    let link = server.engine.set_up_link().await.unwrap().unwrap();
    let welcome = format!("{FOLDER}/welcome/{}", link.expose());
    let made = server.form(&welcome, &[https], "login=ada&password=correct+horse+battery+staple").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let cookie = made.header(header::SET_COOKIE);
    assert!(cookie.starts_with("__Secure-isotone=") && cookie.contains("; Path=/club/isotone;"), "{cookie}");
    assert!(cookie.contains("; Secure"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    assert_eq!(
        server.get("/club/isotone/account", &[https, ("cookie", cookie)]).await.status,
        StatusCode::OK
    );
    let refused = server.get("/club/isotone/account", &[https, ("accept", "text/html")]).await;
    assert_eq!(refused.header(header::LOCATION), "/club/isotone/sign-in?next=/account");
    // The language is chosen on a page, to which the reader goes back.
    let page = ("referer", "https://club.example/club/isotone/sign-in?next=/account");
    let chosen = server.form("/club/isotone/language", &[https, page], "language=pt").await;
    assert_eq!(chosen.header(header::LOCATION), "/club/isotone/sign-in?next=/account");
}

#[tokio::test]
async fn links_that_are_handed_out_lead_to_where_people_reach_the_server() {
    for (public, expected) in [
        (None, "http://club.example/club/isotone/share/"),
        (Some("https://iso.example/x/"), "https://iso.example/x/share/"),
    ] {
        let server = Server::new(Access::Open, |settings| settings.public_url = public.map(str::to_owned));
        let begun = server.form(&format!("{FOLDER}/athletes"), &[], "name=Ada&body_mass=61+kg").await;
        let sharing = format!("{}/sharing", begun.header(header::LOCATION).rsplit_once("/begin").unwrap().0);
        let page = server.form(&sharing, &[], "label=coach&level=read").await;
        assert!(page.body.contains(expected), "{expected}: {}", page.body);
    }
}
