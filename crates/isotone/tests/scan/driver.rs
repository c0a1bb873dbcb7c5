//! A browser for the length of a test.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;

pub(crate) struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Starts chromedriver; `None`, with a line said, where it is not installed.
    pub(crate) fn start() -> Option<Self> {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let child = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        match child {
            Ok(child) => Some(Self { child, port }),
            Err(_) => {
                println!("skipped: chromedriver is not installed");
                None
            }
        }
    }

    /// A window as narrow as a headless browser makes it.
    pub(crate) async fn phone(&self) -> Client {
        let flags = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--window-size=500,900",
        ];
        let capabilities = serde_json::json!({"goog:chromeOptions": {"args": flags}});
        let capabilities = capabilities.as_object().unwrap().clone();
        let address = format!("http://127.0.0.1:{}", self.port);
        for _ in 0..100 {
            let client = ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities.clone())
                .connect(&address)
                .await;
            if let Ok(client) = client {
                return client;
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

pub(crate) async fn fill(browser: &Client, field: &str, value: &str) {
    let input = browser.find(Locator::Css(&format!("[name={field}]"))).await.unwrap();
    input.clear().await.unwrap();
    input.send_keys(value).await.unwrap();
}

pub(crate) async fn value_of(browser: &Client, field: &str) -> String {
    let input = browser.find(Locator::Css(&format!("[name={field}]"))).await.unwrap();
    input.prop("value").await.unwrap().unwrap_or_default()
}

pub(crate) async fn click(browser: &Client, css: &str) {
    let element = browser.find(Locator::Css(css)).await.unwrap();
    // A person scrolls it from under the tabs at the bottom before touching it.
    let middle = "arguments[0].scrollIntoView({block: 'center'})";
    browser.execute(middle, vec![serde_json::to_value(&element).unwrap()]).await.unwrap();
    element.click().await.unwrap();
}

/// Waits until an element shows a text with this part, and gives the whole of it. The page may still be changing: an
/// element of the page before is no error, only not yet the right one.
pub(crate) async fn shows(browser: &Client, css: &str, part: &str) -> String {
    let mut seen = String::new();
    for _ in 0..300 {
        if let Ok(element) = browser.find(Locator::Css(css)).await
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
