//! A real browser for tests: Chromium behind chromedriver, with what a test asks of it beyond WebDriver.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::bidi::Bidi;
use crate::websocket::WebSocket;

/// How often something is looked for, a tenth of a second apart, before it is given up: a busy machine is no fault.
pub(crate) const PATIENCE: u32 = 900;

/// The process that drives browsers.
pub(crate) struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Starts chromedriver; without it, says in one line that the test skips.
    pub(crate) fn start() -> Option<Self> {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let child = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(child) = child else {
            println!("skipped: chromedriver is not installed");
            return None;
        };
        Some(Self { child, port })
    }

    /// A browser window that speaks English.
    pub(crate) async fn browser(&self) -> Browser {
        self.browser_with(&[]).await
    }

    /// The same with Bluetooth, which Chromium has on Linux only when asked for it, and a connection to simulate devices by.
    pub(crate) async fn browser_with_bluetooth(&self) -> (Browser, Bidi) {
        let browser = self.browser_with(&["--enable-features=WebBluetooth"]).await;
        let session = browser.session.rsplit('/').next().unwrap().to_owned();
        (browser, Bidi::connect(self.port, &session))
    }

    async fn browser_with(&self, more: &[&str]) -> Browser {
        let flags = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--lang=en",
            "--window-size=1280,900",
        ];
        let flags: Vec<&str> = flags.iter().chain(more).copied().collect();
        let capabilities = json!({
            "goog:chromeOptions": {"args": flags},
            "goog:loggingPrefs": {"browser": "ALL"},
            // A busy machine takes its time over a large page.
            "timeouts": {"script": 300_000, "pageLoad": 300_000},
        });
        let mut capabilities = capabilities.as_object().unwrap().clone();
        if !more.is_empty() {
            capabilities.insert("webSocketUrl".to_owned(), true.into());
        }
        let address = format!("http://127.0.0.1:{}", self.port);
        for _ in 0..PATIENCE {
            let client = ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities.clone())
                .connect(&address)
                .await;
            if let Ok(client) = client {
                let session = client.session_id().await.unwrap().unwrap();
                return Browser { client, session: format!("{address}/session/{session}") };
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no browser could be started on {address}");
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A browser window.
pub(crate) struct Browser {
    pub(crate) client: Client,
    session: String,
}

impl Browser {
    pub(crate) async fn goto(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    pub(crate) async fn close(self) {
        self.client.close().await.unwrap();
    }

    /// A command of `WebDriver` in this session.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Value {
        let answer = ureq::post(format!("{}/{path}", self.session)).send_json(body);
        answer.unwrap().body_mut().read_json::<Value>().unwrap()["value"].take()
    }

    /// A command of the Chrome DevTools Protocol.
    pub(crate) fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.post("goog/cdp/execute", &json!({"cmd": command, "params": parameters}))
    }

    /// Allows this site what it would ask for: `notifications`.
    pub(crate) fn allow(&self, permission: &str) {
        self.post("permissions", &json!({"descriptor": {"name": permission}, "state": "granted"}));
    }

    /// What a script in the service worker of the page answers with. It may wait for promises.
    pub(crate) fn in_worker(&self, script: &str) -> Value {
        let options = self.client.capabilities().unwrap()["goog:chromeOptions"]["debuggerAddress"].clone();
        let port: u16 = options.as_str().unwrap().rsplit(':').next().unwrap().parse().unwrap();
        let list = ureq::get(format!("http://127.0.0.1:{port}/json/list")).call();
        let list: Value = list.unwrap().body_mut().read_json().unwrap();
        let worker = list.as_array().unwrap().iter().find(|target| target["type"] == "service_worker");
        let address =
            worker.unwrap_or_else(|| panic!("no worker runs: {list}"))["webSocketDebuggerUrl"].clone();
        let path = address.as_str().unwrap().splitn(4, '/').nth(3).unwrap();
        let mut socket = WebSocket::connect(port, &format!("/{path}"));
        let parameters = json!({"expression": script, "awaitPromise": true, "returnByValue": true});
        socket.send(&json!({"id": 1, "method": "Runtime.evaluate", "params": parameters}));
        loop {
            let message = socket.message();
            if message["id"] == 1 {
                assert!(message["result"]["exceptionDetails"].is_null(), "{script}: {message}");
                return message["result"]["result"]["value"].clone();
            }
        }
    }

    /// Makes the window a screen of this size; windows themselves do not get as small as a phone.
    pub(crate) fn screen(&self, width: u32, height: u32) {
        let screen = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.devtools("Emulation.setDeviceMetricsOverride", &screen);
    }

    /// `light` or `dark`, and at once: a colour on its way from the one to the other is neither.
    pub(crate) fn scheme(&self, scheme: &str) {
        let features = json!({"features": [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]});
        self.devtools("Emulation.setEmulatedMedia", &features);
    }

    /// What the pages reported as errors since this was asked last.
    pub(crate) fn errors(&self) -> Vec<String> {
        let entries = self.post("se/log", &json!({"type": "browser"}));
        let entries = entries.as_array().unwrap().iter();
        let severe = entries.filter(|entry| entry["level"] == "SEVERE");
        severe.map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }

    /// What the page's own script answers with.
    pub(crate) async fn script(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// A picture of the whole page at this width, among the others in `target/screenshots`.
    pub(crate) async fn picture(&self, name: &str, width: u32) {
        let height = self.script("return Math.ceil(document.documentElement.scrollHeight)").await;
        let height = u32::try_from(height.as_u64().unwrap()).unwrap();
        self.screen(width, height.clamp(800, 6000));
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        let picture = self.client.screenshot().await.unwrap();
        std::fs::write(folder.join(format!("{name}.png")), picture).unwrap();
    }

    /// What axe-core finds wrong with the page, a line for each place; `None` where it is not installed.
    pub(crate) async fn axe(&self) -> Option<Vec<String>> {
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../tests/browser/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(file).ok()?;
        self.script(&format!("{axe}; window.axe = axe;")).await;
        let run = "const done = arguments[arguments.length - 1]; \
                   axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations.flatMap( \
                   v => v.nodes.map(n => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`))), e => done([String(e)]))";
        let found = self.client.execute_async(run, Vec::new()).await.unwrap();
        Some(found.as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect())
    }

    pub(crate) async fn find(&self, css: &str) -> Element {
        self.client.find(Locator::Css(css)).await.unwrap()
    }

    /// Touches an element; the one that took its place, if the page drew it anew meanwhile.
    pub(crate) async fn click(&self, css: &str) {
        for _ in 0..5 {
            match self.touch(css).await {
                Err(error) if error.is_stale_element_reference() => {}
                touched => return touched.unwrap(),
            }
        }
        panic!("{css} is drawn anew all the time");
    }

    async fn touch(&self, css: &str) -> Result<(), CmdError> {
        let element = self.find(css).await;
        // A person scrolls it from under the tabs at the bottom before touching it.
        let middle = "arguments[0].scrollIntoView({block: 'center'})";
        self.client.execute(middle, vec![serde_json::to_value(&element).unwrap()]).await?;
        element.click().await
    }

    pub(crate) async fn fill(&self, field: &str, value: &str) {
        let input = self.find(&format!("[name={field}]")).await;
        input.clear().await.unwrap();
        input.send_keys(value).await.unwrap();
    }

    /// Waits until an element shows a text with this part, and gives the whole of it. The page may still be changing: an
    /// element of the page before is no error, only not yet the right one.
    pub(crate) async fn shows(&self, css: &str, part: &str) -> String {
        let mut seen = String::new();
        for _ in 0..PATIENCE {
            if let Ok(element) = self.client.find(Locator::Css(css)).await
                && let Ok(text) = element.text().await
            {
                if text.contains(part) {
                    return text;
                }
                seen = text;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{css} shows {seen:?}, not {part:?}");
    }

    /// Presses keys, as a person without a mouse does.
    pub(crate) async fn keys(&self, keys: &str) {
        let at = self.client.active_element().await.unwrap();
        at.send_keys(keys).await.unwrap();
    }

    /// Presses the tabulator: WebDriver would take it for a file's name where a file field has the focus.
    fn tab(&self) {
        for event in ["keyDown", "keyUp"] {
            let key = json!({"type": event, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9});
            self.devtools("Input.dispatchKeyEvent", &key);
        }
    }

    /// Goes on with the tabulator until what has the focus fits the selector.
    pub(crate) async fn tab_to(&self, css: &str) {
        let there = format!("return document.activeElement.matches({})", json!(css));
        for _ in 0..150 {
            self.tab();
            if self.script(&there).await == true {
                let outlined = "const s = getComputedStyle(document.activeElement); \
                                return s.outlineStyle !== 'none' || s.boxShadow !== 'none'";
                assert_eq!(self.script(outlined).await, true, "{css} does not show that it has the focus");
                return;
            }
        }
        panic!("the tabulator does not lead to {css}");
    }
}
