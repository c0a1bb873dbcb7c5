//! The main job in a real browser: a file and two weights are dropped on the page, and the way leads to a receipt.
//!
//! Needs `chromedriver` and Chromium; without them it says in one line that it skips.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod running;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use running::Demo;

struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    fn start() -> Option<Self> {
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

    async fn browser(&self, width: u32) -> Client {
        let flags = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            &format!("--window-size={width},900"),
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

/// A FIT file of a run, written by the test: no recording of a real person is kept in the project.
fn fit_file(folder: &Path) -> PathBuf {
    let mut data = vec![0x40, 0, 0, 0, 0, 2, 0, 1, 0, 4, 4, 0x86, 0x00, 4];
    data.extend(1_140_000_000_u32.to_le_bytes());
    data.extend([0x41, 0, 0, 18, 0, 5, 2, 4, 0x86, 7, 4, 0x86, 8, 4, 0x86, 9, 4, 0x86, 5, 1, 0]);
    data.push(0x01);
    for value in [1_140_000_000_u32, 4_200_000, 4_200_000, 1_300_000] {
        data.extend(value.to_le_bytes());
    }
    data.push(1);
    let mut file = vec![12, 0x10, 0, 0];
    file.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
    file.extend(b".FIT");
    file.extend(data);
    let checksum = file.iter().fold(0_u16, |crc, &byte| {
        (0..8).fold(crc ^ u16::from(byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xA001 } else { crc >> 1 })
    });
    file.extend(checksum.to_le_bytes());
    let path = folder.join("run.fit");
    std::fs::write(&path, file).unwrap();
    path
}

async fn fill(browser: &Client, field: &str, value: &str) {
    let input = browser.find(Locator::Css(&format!("[name={field}]"))).await.unwrap();
    input.clear().await.unwrap();
    input.send_keys(value).await.unwrap();
}

/// Waits until an element shows a text with this part, and gives the whole of it. The page may still be changing: an
/// element of the page before is no error, only not yet the right one.
async fn shows(browser: &Client, css: &str, part: &str) -> String {
    let mut seen = String::new();
    for _ in 0..100 {
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

#[tokio::test(flavor = "multi_thread")]
async fn a_file_and_two_weights_dropped_on_the_page_end_in_a_plan_with_receipts() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let folder = tempfile::tempdir().unwrap();
    let browser = driver.browser(1200).await;
    browser.goto(&format!("{}/", demo.url)).await.unwrap();
    shows(&browser, "h1", "What to drink and eat").await;
    shows(&browser, ".banner", "simulated").await;

    browser.goto(&format!("{}/a/ada/test", demo.url)).await.unwrap();
    let file = browser.find(Locator::Css("input[type=file]")).await.unwrap();
    file.send_keys(fit_file(folder.path()).to_str().unwrap()).await.unwrap();
    fill(&browser, "mass_before", "61.2").await;
    fill(&browser, "mass_after", "60.4 kg").await;
    fill(&browser, "drunk", "0.3 L").await;
    fill(&browser, "air_temperature", "24 °C").await;
    browser.find(Locator::Css("form button")).await.unwrap().click().await.unwrap();
    shows(&browser, "[role=alert]", "Not stored yet").await;
    let page = browser.source().await.unwrap();
    assert!(page.contains("has no unit"), "the fault is named beside its field");

    let file = browser.find(Locator::Css("input[type=file]")).await.unwrap();
    file.send_keys(fit_file(folder.path()).to_str().unwrap()).await.unwrap();
    fill(&browser, "mass_before", "61.2 kg").await;
    browser.find(Locator::Css("form button")).await.unwrap().click().await.unwrap();
    let rate = shows(&browser, "#rate", "L/h").await;
    shows(&browser, ".lead", "1 h 10 min").await;

    browser.find(Locator::Css("#rate a")).await.unwrap().click().await.unwrap();
    shows(&browser, "h1", "Whole-body sweating rate").await;
    assert_eq!(shows(&browser, ".figure", "L/h").await, rate);

    browser.goto(&format!("{}/a/ada/plan", demo.url)).await.unwrap();
    fill(&browser, "start", "2126-06-11 07:00").await;
    fill(&browser, "sport", "run").await;
    fill(&browser, "duration", "2 h").await;
    fill(&browser, "air_temperature", "28 °C").await;
    browser.find(Locator::Css("#new button")).await.unwrap().click().await.unwrap();
    shows(&browser, ".lead", "11 June 2126").await;
    shows(&browser, ".needs", "fluid").await;
    let receipt = browser.find(Locator::Css(".needs a.amount")).await.unwrap();
    receipt.click().await.unwrap();
    shows(&browser, "dl.facts", "Rule").await;
    browser.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_is_wider_than_a_small_phone() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let browser = driver.browser(500).await;
    // Windows do not get this small; a frame does.
    for path in
        ["/", "/a/ada", "/a/ada/timeline", "/a/ada/profile", "/a/ada/plan", "/a/ada/test", "/squads/harbour"]
    {
        browser.goto(&format!("{}{path}", demo.url)).await.unwrap();
        let wider = "document.body.style.maxWidth = '360px'; document.documentElement.style.width = '360px'; \
                     return [...document.querySelectorAll('main > *, main .card')].filter(e => e.getBoundingClientRect().width > 361).length";
        let wide = browser.execute(wider, vec![]).await.unwrap();
        assert_eq!(wide, 0, "{path} has parts wider than 360 px");
    }
    browser.close().await.unwrap();
}
