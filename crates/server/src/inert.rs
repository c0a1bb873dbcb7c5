//! What people write, whatever it is, comes back as text on every page: hostile words are typed into every field of every
//! form, named in every kind of upload and sent in every text field of the API, and every page is then read as a browser
//! reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use engine::{Engine, FixedClock, SeededRandomness};
use serde_json::{Map, Value, json};
use store::Memory;
use tower::ServiceExt;

use crate::access::policy::RULES;
use crate::{Access, App, Settings};

/// Leaves a text, an attribute in either quotes, a text area, a title or a comment, and calls `zz` in four ways if it can.
const HOSTILE: &str =
    "--></title></textarea>\"'><script>zz()</script><img src=x onerror=zz()><a href=javascript:zz()>";

/// The same without the characters that names of files cannot have in a form's header.
const HOSTILE_FILE: &str = "<img src=x onerror=zz()><script>zz()<'script>.tcx";

/// A piece of a page as a browser's tokenizer takes it.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn value(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

fn unescaped(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (escape, plain)| text.replace(escape, plain))
    .replace("&#38;", "&")
    .replace("&amp;", "&")
}

/// The tags of a page, by the rules of HTML's tokenizer for quotes and names; each with where it ends.
fn tags(html: &str) -> Vec<(Tag, usize)> {
    let (bytes, mut found, mut at) = (html.as_bytes(), Vec::new(), 0);
    while let Some(open) = html[at..].find('<') {
        at += open + 1;
        if html[at..].starts_with("!--") {
            at += html[at..].find("-->").unwrap_or(html.len() - at);
            continue;
        }
        if !bytes.get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/') {
            continue;
        }
        let name_end =
            html[at + 1..].find([' ', '\n', '\t', '/', '>']).map_or(html.len(), |end| at + 1 + end);
        let mut tag = Tag { name: html[at..name_end].to_lowercase(), attributes: Vec::new() };
        at = name_end;
        while at < html.len() && bytes[at] != b'>' {
            if bytes[at].is_ascii_whitespace() || bytes[at] == b'/' {
                at += 1;
                continue;
            }
            let end = html[at..].find(['=', ' ', '\n', '\t', '>', '/']).map_or(html.len(), |end| at + end);
            let name = html[at..end.max(at + 1)].to_lowercase();
            at = end.max(at + 1);
            let mut value = String::new();
            if bytes.get(at) == Some(&b'=') {
                at += 1;
                let (from, to) = match bytes.get(at) {
                    Some(&quote @ (b'"' | b'\'')) => {
                        let close =
                            html[at + 1..].find(char::from(quote)).map_or(html.len(), |end| at + 1 + end);
                        (at + 1, close)
                    }
                    _ => (at, html[at..].find([' ', '\n', '\t', '>']).map_or(html.len(), |end| at + end)),
                };
                value = unescaped(&html[from..to]);
                at = if from > at { to + 1 } else { to };
            }
            tag.attributes.push((name, value));
        }
        found.push((tag, at));
    }
    found
}

/// What in a page would run what somebody typed.
fn live(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (tag, end) in tags(html) {
        let name = &tag.name;
        if name == "script" {
            let inside = html[end + 1..].split("</script").next().unwrap_or_default();
            let src = tag.value("src").unwrap_or_default();
            if !inside.trim().is_empty() || !src.starts_with("/assets/") {
                found.push(format!("a script {src:?} {inside:?}"));
            }
        }
        for (attribute, value) in &tag.attributes {
            let address =
                matches!(attribute.as_str(), "href" | "src" | "action" | "formaction" | "xlink:href");
            let scheme = value.trim().to_lowercase();
            if attribute.starts_with("on") || attribute.contains("zz") || attribute == "srcdoc" {
                found.push(format!("<{name} {attribute}={value:?}>"));
            }
            if address && ["javascript:", "data:", "vbscript:"].iter().any(|bad| scheme.starts_with(bad)) {
                found.push(format!("<{name} {attribute}={value:?}>"));
            }
            if attribute == "src" && value == "x" {
                found.push(format!("<{name} src=x>"));
            }
        }
    }
    found
}

struct House {
    router: Router,
    cookie: String,
    /// Pages that were read, and how many of them showed what was typed.
    read: usize,
    showed: BTreeSet<String>,
    faults: Vec<String>,
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
}

impl House {
    async fn new() -> Self {
        let clock = FixedClock("2026-06-10T08:00:00Z".parse().unwrap());
        let engine = Engine::new(Arc::new(Memory::default()), Arc::new(clock))
            .with_randomness(Arc::new(SeededRandomness::new(3)));
        let settings = Settings::of(Access::Accounts);
        let router = crate::router(App::new(engine.clone(), settings));
        let link = engine.set_up_link().await.unwrap().unwrap();
        // A name to sign in with has no spaces, and may be anything else.
        let login = HOSTILE.replace(' ', "/");
        let account = engine.use_link(link.expose(), &login, "corn field at dusk").await.unwrap();
        let session = engine.begin_session(&account.id, HOSTILE).await.unwrap();
        let cookie = format!("isotone={}", session.expose());
        Self { router, cookie, read: 0, showed: BTreeSet::new(), faults: Vec::new() }
    }

    async fn ask(&self, method: &str, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "isotone.test")
            .header("origin", "http://isotone.test")
            .header("cookie", &self.cookie)
            .header("content-type", kind)
            .extension(ConnectInfo(crate::Peer(([192, 0, 2, 1], 1).into())));
        let answer = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body =
            String::from_utf8_lossy(&to_bytes(answer.into_body(), 1 << 26).await.unwrap()).into_owned();
        Answer { status, headers, body }
    }

    /// Reads an answer as a browser would.
    fn judge(&mut self, what: &str, answer: &Answer) {
        assert!(!answer.status.is_server_error(), "{what} answered {}: {}", answer.status, answer.body);
        let kind = answer.header("content-type");
        if answer.header("x-content-type-options") != "nosniff" {
            self.faults.push(format!("{what}: a browser may guess what {kind:?} is"));
        }
        if !answer.header("content-security-policy").contains("script-src 'self'") {
            self.faults.push(format!("{what}: no policy against scripts"));
        }
        if kind.starts_with("text/html") {
            self.read += 1;
            if answer.body.contains("zz()") {
                self.showed.insert(what.to_owned());
            }
            self.faults.extend(live(&answer.body).into_iter().map(|fault| format!("{what}: {fault}")));
        } else if answer.body.contains("zz()") {
            let inert = ["application/json", "application/problem+json", "application/zip", "text/plain"];
            if !inert.iter().any(|inert| kind.starts_with(inert)) {
                self.faults.push(format!("{what}: what was typed comes back as {kind:?}"));
            }
        }
    }

    async fn api(&mut self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.ask(method, path, "application/json", body.to_string().into_bytes()).await;
        self.judge(&format!("{method} {path}"), &answer);
        assert!(answer.status.is_success(), "{method} {path}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap_or(Value::Null)
    }

    async fn upload(&mut self, path: &str, field: &str, file: &str, bytes: &[u8]) -> Answer {
        let head =
            format!("--xx\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{file}\"\r\n\r\n");
        let body = [head.as_bytes(), bytes, b"\r\n--xx--\r\n"].concat();
        let answer = self.ask("POST", path, "multipart/form-data; boundary=xx", body).await;
        self.judge(&format!("POST {path} of {file}"), &answer);
        answer
    }

    async fn page(&mut self, path: &str) -> String {
        let answer = self.ask("GET", path, "", Vec::new()).await;
        self.judge(path, &answer);
        answer.body
    }
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Files that carry hostile words wherever their formats have room for words.
fn files() -> Vec<(&'static str, String)> {
    let words = xml(HOSTILE);
    let points: String = (0..30)
        .map(|minute| {
            format!(
                "<Trackpoint><Time>2026-06-08T07:{minute:02}:00Z</Time><DistanceMeters>{}</DistanceMeters></Trackpoint>",
                minute * 180
            )
        })
        .collect();
    let tcx = format!(
        "<TrainingCenterDatabase xmlns=\"http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2\"><Activities>\
         <Activity Sport=\"{words}\"><Id>2026-06-08T07:00:00Z</Id><Lap StartTime=\"2026-06-08T07:00:00Z\">\
         <TotalTimeSeconds>1800</TotalTimeSeconds><Track>{points}</Track></Lap><Notes>{words}</Notes>\
         <Creator><Name>{words}</Name></Creator></Activity></Activities></TrainingCenterDatabase>"
    );
    let points: String = (0..30)
        .map(|minute| {
            format!(
                "<trkpt lat=\"38.7{minute:02}\" lon=\"-9.1\"><ele>3</ele><time>2026-06-07T07:{minute:02}:00Z</time></trkpt>"
            )
        })
        .collect();
    let gpx = format!(
        "<gpx version=\"1.1\" creator=\"{words}\" xmlns=\"http://www.topografix.com/GPX/1/1\"><metadata><name>{words}</name>\
         </metadata><trk><name>{words}</name><type>{words}</type><trkseg>{points}</trkseg></trk></gpx>"
    );
    let ics = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{HOSTILE}\r\nBEGIN:VEVENT\r\nUID:1@x\r\nDTSTAMP:20260601T000000Z\r\n\
         DTSTART:20260611T070000Z\r\nDTEND:20260611T083000Z\r\nSUMMARY:Run {HOSTILE}\r\nLOCATION:{HOSTILE}\r\n\
         END:VEVENT\r\nEND:VCALENDAR\r\n"
    );
    vec![("tcx", tcx), ("gpx", gpx), ("ics", ics)]
}

/// Puts hostile words wherever somebody's words are kept.
async fn write_everywhere(house: &mut House) -> Vec<(&'static str, String)> {
    let of = "/api/v1/athletes/me";
    house.api("POST", "/api/v1/athletes", &json!({"name": HOSTILE, "body_mass": "61 kg"})).await;
    for (ending, file) in files() {
        let answer = house
            .upload(
                &format!("{of}/recordings"),
                "file",
                &HOSTILE_FILE.replace("tcx", ending),
                file.as_bytes(),
            )
            .await;
        assert!(answer.status.is_success(), "{ending}: {}", answer.body);
    }
    house.upload("/a/me/imports", "file", HOSTILE_FILE, b"no recording").await;
    let entry = json!({"what": "run", "start": "2026-06-06 07:00", "duration": "1 h", "title": HOSTILE});
    house.api("POST", &format!("{of}/entries"), &entry).await;
    let session = json!({"title": HOSTILE, "start": "2026-06-10 18:00", "sport": "run", "duration": "1 h",
        "air_temperature": "24 °C"});
    house.api("POST", &format!("{of}/planned-sessions"), &session).await;
    let item =
        format!("item_name={0}&item_serving={0}&item_carbohydrate=22+g&say=add", form_encoded(HOSTILE));
    let added = house.ask("POST", "/a/me/catalogue", FORM, item.into_bytes()).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    let squad = house.api("POST", "/api/v1/squads", &json!({"name": HOSTILE})).await;
    let squad = squad["id"].as_str().unwrap().to_owned();
    house.api("POST", &format!("{of}/shares"), &json!({"squad": squad, "level": "read"})).await;
    house.api("POST", &format!("{of}/shares"), &json!({"label": HOSTILE, "level": "read"})).await;
    house.api("POST", "/api/v1/account/tokens", &json!({"label": HOSTILE, "scopes": ["read"]})).await;
    house.api("POST", "/api/v1/users", &json!({"login": HOSTILE.replace(' ', "+")})).await;
    let test = json!({"sport": "run", "duration": "70 min", "air_temperature": "24 °C", "mass_before": "61.2 kg",
        "mass_after": "60.4 kg"});
    let test = house.api("POST", &format!("{of}/sweat-tests"), &test).await;
    let receipt = test["rate"]["receipt"].as_str().unwrap().to_owned();
    let import = house.page("/a/me/imports").await;
    let import = import.split("/a/me/imports/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    vec![
        ("{athlete}", "me".to_owned()),
        ("{squad}", squad),
        ("{test}", test["id"].as_str().unwrap().to_owned()),
        ("{receipt}", receipt),
        ("{import}", import.to_owned()),
        ("{name}", "style.css".to_owned()),
    ]
}

const FORM: &str = "application/x-www-form-urlencoded";

fn form_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A form of a page: where it is sent, whether with files, and its fields: name, value, whether somebody types it.
struct SentForm {
    action: String,
    files: bool,
    fields: Vec<(String, String, bool)>,
}

fn forms(path: &str, html: &str) -> Vec<SentForm> {
    let mut forms: Vec<SentForm> = Vec::new();
    let mut open = false;
    let mut select = String::new();
    for (tag, _) in tags(html) {
        let value = |name: &str| tag.value(name).unwrap_or_default().to_owned();
        match tag.name.as_str() {
            "form" => {
                open = value("method").eq_ignore_ascii_case("post");
                let action = Some(value("action")).filter(|action| !action.is_empty());
                let action = action.unwrap_or_else(|| path.to_owned());
                if open {
                    forms.push(SentForm {
                        action,
                        files: value("enctype").starts_with("multipart"),
                        fields: vec![],
                    });
                }
            }
            "/form" => open = false,
            "select" => select = value("name"),
            "option" if open && !select.is_empty() => {
                let field = (std::mem::take(&mut select), value("value"), false);
                forms.last_mut().unwrap().fields.push(field);
            }
            "input" | "textarea" if open && tag.value("name").is_some() => {
                let typed =
                    !matches!(value("type").as_str(), "hidden" | "file" | "checkbox" | "radio" | "submit");
                forms.last_mut().unwrap().fields.push((value("name"), value("value"), typed));
            }
            "button" if open && tag.value("name").is_some() => {
                forms.last_mut().unwrap().fields.push((value("name"), value("value"), false));
            }
            _ => {}
        }
    }
    forms
}

#[tokio::test]
async fn what_anybody_wrote_is_text_on_every_page_and_in_every_form_that_is_refused() {
    let mut house = House::new().await;
    let names = write_everywhere(&mut house).await;
    let filled = |route: &str| {
        names.iter().fold(route.to_owned(), |path, (placeholder, name)| path.replace(placeholder, name))
    };
    let mut seen: BTreeMap<String, Vec<SentForm>> = BTreeMap::new();
    // Every page there is, by the policy's table: a new one is read here without being told of.
    for rule in RULES.iter().filter(|rule| rule.method == "GET" && !rule.route.ends_with("/changes")) {
        let path = filled(rule.route);
        // What nobody has is asked for by a hostile name, which the answer names again.
        let path = path
            .split('/')
            .map(|part| if part.starts_with('{') { form_encoded(HOSTILE) } else { part.to_owned() })
            .collect::<Vec<_>>()
            .join("/");
        let html = house.page(&path).await;
        seen.insert(path.clone(), forms(&path, &html));
    }
    for path in [
        format!("/{}", form_encoded(HOSTILE)),
        format!("/sign-in?next={}", form_encoded(HOSTILE)),
        format!("/a/me/catalogue?q={0}&slot={0}&only={0}", form_encoded(HOSTILE)),
        format!("/a/me/plan?title={0}&sport={0}&start={0}&date={0}", form_encoded(HOSTILE)),
        format!("/a/me/what-if?sport={0}&duration={0}&air_temperature={0}", form_encoded(HOSTILE)),
        format!("/a/me/scan?squad={}", form_encoded(HOSTILE)),
        "/a/me/catalogue?only=own".to_owned(),
        "/a/me/plan?date=2026-06-10".to_owned(),
        "/a/me/plan?date=2026-06-11".to_owned(),
    ] {
        house.page(&path).await;
    }
    let shown: Vec<String> = house.showed.iter().cloned().collect();
    for page in
        ["/", "/account", "/users", "/a/me", "/a/me/timeline", "/a/me/data", "/a/me/sharing", "/a/me/plan"]
    {
        assert!(shown.iter().any(|path| path == page), "{page} shows nothing of what was typed: {shown:?}");
    }
    for page in ["/squads/", "/a/me/imports/", "/a/me/catalogue?only=own", "/a/me/plan?date=2026-06-11"] {
        assert!(shown.iter().any(|path| path.starts_with(page)), "{page}… shows nothing of it: {shown:?}");
    }

    let (mut sent, mut again) = (BTreeSet::new(), BTreeSet::new());
    for form in seen.into_values().flatten() {
        if !form.fields.iter().any(|(_, _, typed)| *typed) && !form.files {
            continue;
        }
        for hostile in form.fields.iter().filter(|(_, _, typed)| *typed) {
            let value = |field: &(String, String, bool)| {
                let own = field.0 == hostile.0;
                if own { HOSTILE.to_owned() } else { field.1.clone() }
            };
            let body = if form.files {
                let part = |field: &(String, String, bool)| {
                    format!(
                        "--xx\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n",
                        field.0,
                        value(field)
                    )
                };
                format!("{}--xx--\r\n", form.fields.iter().map(part).collect::<String>())
            } else {
                let pair =
                    |field: &(String, String, bool)| format!("{}={}", field.0, form_encoded(&value(field)));
                form.fields.iter().map(pair).collect::<Vec<_>>().join("&")
            };
            let kind = if form.files { "multipart/form-data; boundary=xx" } else { FORM };
            let answer = house.ask("POST", &form.action, kind, body.into_bytes()).await;
            let what = format!("POST {} with {}", form.action, hostile.0);
            house.judge(&what, &answer);
            if answer.body.contains("zz()") {
                again.insert(what.clone());
            }
            sent.insert(what);
        }
        if form.files {
            for field in ["file", "photo"] {
                house.upload(&form.action, field, HOSTILE_FILE, b"neither this nor that").await;
            }
        }
    }
    // What the forms may have changed is read once more.
    for page in [
        "/",
        "/account",
        "/users",
        "/a/me",
        "/a/me/settings",
        "/a/me/timeline",
        "/a/me/plan",
        "/a/me/sharing",
    ] {
        house.page(page).await;
    }
    println!(
        "{} pages read, {} showed it, {} fields of forms sent, {} showed it again",
        house.read,
        house.showed.len(),
        sent.len(),
        again.len()
    );
    assert!(sent.len() >= 60 && again.len() >= 30, "too few fields were found: {sent:?}");
    assert!(house.faults.is_empty(), "{}", house.faults.join("\n"));
}

/// The text fields of a schema, those of nested objects too.
fn text_fields(document: &Value, schema: &Value, found: &mut BTreeSet<String>) {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return text_fields(document, &document["components"]["schemas"][name], found);
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        found.insert(name.clone());
        text_fields(document, field, found);
    }
}

#[tokio::test]
async fn every_text_field_of_the_api_is_answered_as_data_and_never_as_a_page() {
    let mut house = House::new().await;
    let names = write_everywhere(&mut house).await;
    let document = serde_json::to_value(crate::openapi()).unwrap();
    let mut sent = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["post", "put"] {
            let content = &item[method]["requestBody"]["content"];
            let Some(schema) = content.get("application/json").map(|json| &json["schema"]) else { continue };
            let mut fields = BTreeSet::new();
            text_fields(&document, schema, &mut fields);
            let filled = names.iter().fold(path.clone(), |path, (from, to)| path.replace(from, to));
            let filled = filled.split('/').map(|part| if part.starts_with('{') { "none" } else { part });
            let filled = filled.collect::<Vec<_>>().join("/");
            let all: Map<String, Value> = fields.iter().map(|name| (name.clone(), HOSTILE.into())).collect();
            let lists: Map<String, Value> =
                fields.iter().map(|name| (name.clone(), json!([HOSTILE]))).collect();
            let one = fields.iter().map(|name| Map::from_iter([(name.clone(), Value::from(HOSTILE))]));
            for body in one.chain([all, lists, Map::from_iter([(HOSTILE.to_owned(), Value::from(HOSTILE))])])
            {
                let bytes = Value::Object(body).to_string().into_bytes();
                let answer = house.ask(&method.to_uppercase(), &filled, "application/json", bytes).await;
                house.judge(&format!("{method} {filled}"), &answer);
                let kind = answer.header("content-type").to_owned();
                let empty = answer.body.is_empty();
                assert!(empty || kind.starts_with("application/"), "{method} {filled} answered {kind}");
                sent += 1;
            }
        }
    }
    assert!(sent > 100, "only {sent} bodies were sent");
    println!("{sent} bodies sent");
    assert!(house.faults.is_empty(), "{}", house.faults.join("\n"));
}

#[test]
fn this_test_sees_what_a_browser_would_run() {
    for (html, is_live) in [
        ("<p>&lt;script&gt;zz()&lt;/script&gt;</p>", false),
        ("<input value=\"&quot; onfocus=zz()\">", false),
        ("<script src=\"/assets/app.js\"></script>", false),
        ("<p title='a>b' class=x>onload=zz()</p>", false),
        ("<script>zz()</script>", true),
        ("<script src=//evil.example/x.js></script>", true),
        ("<input value=\"\" onfocus=zz() x=\"\">", true),
        ("<p title='x' onmouseover='zz()'>", true),
        ("<a href=\" JavaScript:zz()\">", true),
        ("<a href=\"java&#38;x\">", false),
        ("<img src=x>", true),
        ("<svg/onload=zz()>", true),
        ("<iframe srcdoc=\"&lt;p&gt;\">", true),
    ] {
        assert_eq!(!live(html).is_empty(), is_live, "{html}: {:?}", live(html));
    }
}
