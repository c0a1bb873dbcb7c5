//! The whole way of a reminder: allowed, planned, sent at its minute, shown, tapped; and nothing of what was cancelled.
//!
//! The server is one of this process, by a clock that the test moves: a day of reminders takes seconds, and a message that comes
//! at another minute than its own is seen.
//!
//! The push service is a listener of this test, since Chromium's own needs the network: the page's subscription is one that
//! the test made, with keys of the browser's own making. What arrives is decrypted by the browser (RFC 8291 over WebCrypto)
//! and handed to the service worker by the DevTools protocol. A click that a script makes is not a trusted one: what the
//! worker does is its own, the window that it would open is opened by the test.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use connect::notify::{Guard, Outside, OutsideSettings};
use engine::{Clock, Engine};
use jiff::{SignedDuration, Timestamp, Unit};
use serde_json::{Value, json};
use server::{Access, App, PatientListener, Peer, Settings, Texts};

use crate::driving::{Browser, Driver, PATIENCE};

/// A clock that is moved by hand.
#[derive(Clone)]
struct Hand(Arc<Mutex<Timestamp>>);

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// A server by such a clock, whose worker works when the test says so.
struct House {
    url: String,
    engine: Engine,
    clock: Hand,
}

impl House {
    /// Starts one that may send to this host.
    async fn open(host: String) -> Self {
        // From the present on: browsers close what is past by their own clock.
        let now = Timestamp::now().round(Unit::Minute).unwrap();
        let clock = Hand(Arc::new(Mutex::new(now)));
        let engine = Engine::new(Arc::new(store::Memory::default()), Arc::new(clock.clone()));
        let keys = Arc::new(engine.push_keys(None).await.unwrap());
        let (public, guard) = (keys.public(), Guard::allowing([host]));
        let outside = OutsideSettings { guard, push: Some(keys), ..OutsideSettings::default() };
        let engine =
            engine.with_messages(Arc::new(Outside::new(outside).unwrap()), Arc::new(Texts), Some(public));
        let router = server::router(App::new(engine.clone(), Settings::of(Access::Open)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let service = router.into_make_service_with_connect_info::<Peer>();
        tokio::spawn(async move { axum::serve(PatientListener::new(listener), service).await });
        Self { url, engine, clock }
    }

    /// Does the jobs that are due, and lets a minute pass.
    async fn minute(&self) {
        assert!(self.engine.work(50).await.unwrap().failed.is_empty());
        self.engine.sent().await;
        let next = self.clock.now() + SignedDuration::from_mins(1);
        *self.clock.0.lock().unwrap() = next;
    }
}

/// What a push service was sent.
struct Push {
    urgency: String,
    body: Vec<u8>,
}

/// A push service that takes everything.
fn push_service() -> (u16, Receiver<Push>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (send, receive) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            // One connection may bring several.
            while let Some(push) = request(&mut reader) {
                let _ = send.send(push);
                let answer = "HTTP/1.1 201 Created\r\nLocation: /m/1\r\nContent-Length: 0\r\n\r\n";
                if stream.write_all(answer.as_bytes()).is_err() {
                    break;
                }
            }
        }
    });
    (port, receive)
}

fn request(reader: &mut impl BufRead) -> Option<Push> {
    let (mut length, mut urgency) = (0, String::new());
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().unwrap(),
                "urgency" => value.trim().clone_into(&mut urgency),
                _ => {}
            }
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Push { urgency, body })
}

/// Gives the pages a subscription at the test's own service. Its private key stays with the browser.
fn subscribed_at(browser: &Browser, port: u16) {
    let script = r#"(() => {
        const endpoint = "http://127.0.0.1:PORT/push/this-browser";
        const buffer = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
        const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
        const of = (kept) => ({
            endpoint,
            options: { applicationServerKey: buffer(kept.server) },
            getKey: (name) => buffer(name === "auth" ? kept.auth : kept.open),
            unsubscribe: async () => { localStorage.removeItem("push"); return true; },
        });
        PushManager.prototype.getSubscription = async () => {
            const kept = localStorage.getItem("push");
            return kept ? of(JSON.parse(kept)) : null;
        };
        PushManager.prototype.subscribe = async (options) => {
            const before = localStorage.getItem("push");
            if (before) return of(JSON.parse(before));
            const curve = { name: "ECDH", namedCurve: "P-256" };
            const keys = await crypto.subtle.generateKey(curve, true, ["deriveBits"]);
            const kept = {
                server: text(options.applicationServerKey.buffer ?? options.applicationServerKey),
                auth: text(crypto.getRandomValues(new Uint8Array(16))),
                open: text(await crypto.subtle.exportKey("raw", keys.publicKey)),
                closed: await crypto.subtle.exportKey("jwk", keys.privateKey),
            };
            localStorage.setItem("push", JSON.stringify(kept));
            return of(kept);
        };
    })()"#;
    let source = script.replace("PORT", &port.to_string());
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({"source": source}));
}

/// What a push says: decrypted by the browser (RFC 8188, RFC 8291).
async fn opened(browser: &Browser, push: &Push) -> Value {
    let script = r#"
        const done = arguments[arguments.length - 1];
        const body = new Uint8Array(arguments[0]);
        const kept = JSON.parse(localStorage.getItem("push"));
        const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
        const join = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));
        const words = (text) => new TextEncoder().encode(text);
        const hkdf = async (salt, secret, info, length) => {
            const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
            const how = { name: "HKDF", hash: "SHA-256", salt, info };
            return new Uint8Array(await crypto.subtle.deriveBits(how, key, 8 * length));
        };
        (async () => {
            const curve = { name: "ECDH", namedCurve: "P-256" };
            const salt = body.slice(0, 16), theirs = body.slice(21, 21 + body[20]), sealed = body.slice(21 + body[20]);
            const own = await crypto.subtle.importKey("jwk", kept.closed, curve, false, ["deriveBits"]);
            const other = await crypto.subtle.importKey("raw", theirs, curve, false, []);
            const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: other }, own, 256));
            const info = join(words("WebPush: info\0"), bytes(kept.open), theirs);
            const secret = await hkdf(bytes(kept.auth), shared, info, 32);
            const key = await hkdf(salt, secret, words("Content-Encoding: aes128gcm\0"), 16);
            const iv = await hkdf(salt, secret, words("Content-Encoding: nonce\0"), 12);
            const aes = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
            const plain = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, aes, sealed));
            return new TextDecoder().decode(plain.slice(0, plain.lastIndexOf(2)));
        })().then(done, (error) => done(`not opened: ${error}`));
    "#;
    let text = browser.client.execute_async(script, vec![json!(push.body)]).await.unwrap();
    serde_json::from_str(text.as_str().unwrap()).unwrap_or_else(|_| panic!("{text}"))
}

/// Hands a message to the browser, as a push service would, until it is shown: one that comes while the worker is being
/// started is lost on a busy machine.
async fn is_shown(browser: &Browser, message: &Value, origin: &str) {
    let tag = &message["notification"]["tag"];
    let deliver = json!({"origin": origin, "registrationId": "0", "data": message.to_string()});
    browser.devtools("ServiceWorker.enable", &json!({}));
    let script = "const done = arguments[arguments.length - 1]; \
                  navigator.serviceWorker.ready.then(r => r.getNotifications()).then(all => done(all.map(n => n.tag)))";
    for attempt in 0..PATIENCE {
        if attempt % 50 == 0 {
            browser.devtools("ServiceWorker.deliverPushMessage", &deliver);
        }
        let tags = browser.client.execute_async(script, Vec::new()).await.unwrap();
        if tags.as_array().unwrap().iter().any(|shown| shown == tag) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{tag} is not shown");
}

/// Taps a message, or a button of it; the address that the worker would open a window with.
fn tap(browser: &Browser, tag: &str, action: &str) -> Option<String> {
    let script = format!(
        "(async () => {{
            const [notification] = await self.registration.getNotifications({{ tag: {} }});
            const event = new NotificationEvent('notificationclick', {{ notification, action: {} }});
            const ends = [];
            // The worker waits as for a click of a person's; a script's own would be refused that, and a new window.
            Object.defineProperty(event, 'waitUntil', {{ value: (end) => ends.push(end) }});
            let path = null;
            Object.defineProperty(self.clients, 'openWindow', {{ value: async (to) => {{ path = to; }}, configurable: true }});
            self.dispatchEvent(event);
            await Promise.all(ends);
            return path;
        }})()",
        json!(tag),
        json!(action)
    );
    browser.in_worker(&script).as_str().map(str::to_owned)
}

fn ask(url: &str) -> Value {
    ureq::get(url).call().unwrap().body_mut().read_json().unwrap()
}

fn send(url: &str, body: &Value) -> Value {
    ureq::post(url).send_json(body).unwrap().body_mut().read_json().unwrap()
}

/// A zone in which it is about noon, so that no hour is a quiet one.
fn zone_of_noon(now: Timestamp) -> jiff::tz::Offset {
    let hour = now.to_zoned_datetime(jiff::tz::TimeZone::UTC).hour();
    jiff::tz::Offset::constant(12 - hour)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_comes_at_its_minute_and_counts_when_it_is_tapped() {
    let Some(driver) = Driver::start() else { return };
    let (port, pushes) = push_service();
    let house = House::open(format!("127.0.0.1:{port}")).await;
    let (url, api) = (&house.url, format!("{}/api/v1/athletes", house.url));
    let now = house.clock.now();
    let offset = zone_of_noon(now);
    // The names of fixed zones have the sign of the west.
    let zone = format!("Etc/GMT{:+}", -offset.seconds() / 3600);
    let person = |name: &str| {
        let made = send(&api, &json!({"name": name, "body_mass": "61 kg", "zone": zone}));
        made["id"].as_str().unwrap().to_owned()
    };
    let (bea, cleo) = (person("Bea"), person("Cleo"));
    let browser = driver.browser().await;
    subscribed_at(&browser, port);
    browser.goto(&format!("{url}/a/{bea}/notifications")).await;
    browser.allow("notifications");
    for athlete in [&bea, &cleo] {
        browser.goto(&format!("{url}/a/{athlete}/notifications")).await;
        browser.shows("#device [data-allow]", "").await;
        browser.click("#device [data-allow]").await;
        browser.shows("#channels .tag", "browser").await;
    }

    let due = now + SignedDuration::from_mins(3);
    let session = |start: Timestamp| {
        let start = start.to_zoned_datetime(offset.to_time_zone());
        json!({"start": start.strftime("%Y-%m-%dT%H:%M").to_string(), "sport": "run", "duration": "1 h",
            "intensity": "hard", "air_temperature": "28 °C", "relative_humidity": "60 %"})
    };
    let plan = |athlete: &str, start: Timestamp| {
        let planned = send(&format!("{api}/{athlete}/planned-sessions"), &session(start));
        planned["id"].as_str().unwrap().to_owned()
    };
    let cancel = |athlete: &str, session: &str| {
        ureq::delete(format!("{api}/{athlete}/planned-sessions/{session}")).call().unwrap();
    };
    // Bea weighs herself half an hour before. One session is cancelled, the other begins a minute later.
    let half_an_hour = SignedDuration::from_mins(30);
    let cancelled = plan(&bea, due + half_an_hour - SignedDuration::from_mins(1));
    cancel(&bea, &cancelled);
    let run = plan(&bea, due + half_an_hour);
    // Cleo's session moves to where its first drink is due at the same minute.
    let first = due + SignedDuration::from_hours(24);
    let moved = plan(&cleo, first);
    let date = first.to_zoned_datetime(offset.to_time_zone()).date();
    let before = ask(&format!("{api}/{cleo}/plan?date={date}"));
    let needs = before["sessions"][0]["needs"].as_array().unwrap().iter();
    let opens: Vec<Timestamp> = needs
        .filter(|need| need["phase"] == "before")
        .map(|need| need["from"].as_str().unwrap().parse().unwrap())
        .collect();
    let lead = first.duration_since(*opens.iter().min().unwrap());
    ureq::put(format!("{api}/{cleo}/planned-sessions/{moved}")).send_json(session(due + lead)).unwrap();

    let weigh = format!("{bea}/weigh-before:{run}");
    let drink = format!("{cleo}/drink:{moved}");
    let mut said = Vec::new();
    while house.clock.now() <= due {
        let minute = house.clock.now();
        house.minute().await;
        for push in pushes.try_iter() {
            assert!(!push.urgency.is_empty());
            let message = opened(&browser, &push).await;
            let tag = message["notification"]["tag"].as_str().unwrap().to_owned();
            assert!(!tag.contains(&cancelled), "it was cancelled: {message}");
            assert!((tag != weigh && tag != drink) || minute == due, "{tag} at {minute}");
            is_shown(&browser, &message, &format!("{url}/")).await;
            said.push(tag);
        }
    }
    assert!(said.contains(&weigh) && said.contains(&drink), "{said:?}");

    // *Taken* counts, without a page.
    let taken = || {
        let plan = ask(&format!("{api}/{cleo}/plan"));
        let sessions = plan["sessions"].as_array().unwrap().iter();
        sessions.map(|session| session["taken"].as_array().unwrap().len()).sum::<usize>()
    };
    assert_eq!(taken(), 0);
    assert_eq!(tap(&browser, &drink, "taken"), None, "no window is opened");
    assert!(taken() > 0);
    // The worker sees it within a second.
    house.minute().await;
    // The other opens the form for a weight.
    let path = tap(&browser, &weigh, "").unwrap();
    browser.goto(&format!("{url}{path}")).await;
    let anchor = path.split_once('#').unwrap().1;
    assert!(browser.find(&format!("#{anchor} [name=body_mass]")).await.is_displayed().await.unwrap());

    // A session that is cancelled now is taken back where something of it was shown, and nothing else of it comes.
    cancel(&bea, &run);
    cancel(&cleo, &moved);
    for _ in 0..180 {
        house.minute().await;
    }
    for push in pushes.try_iter() {
        let message = opened(&browser, &push).await;
        let notification = &message["notification"];
        assert_eq!(notification["data"]["withdrawn"], true, "{message}");
        assert!(said.iter().any(|tag| notification["tag"] == tag.as_str()), "{message}");
        assert_ne!(notification["tag"], drink.as_str(), "what was taken needs no word");
    }
    assert_eq!(browser.errors(), Vec::<String>::new());
    browser.close().await;
}
