//! Connecting simulated providers: consent, a workout that arrives by itself and by hand, and what goes when the athlete leaves.

use std::time::Duration;

use serde_json::Value;

use crate::driving::{Browser, Driver, PATIENCE};
use crate::running::Demo;

fn get(url: &str) -> Value {
    ureq::get(url).call().unwrap().body_mut().read_json().unwrap()
}

/// Makes something happen on the simulated providers' page.
fn deed(providers: &str, deed: &str) {
    let answer = ureq::post(format!("{providers}/deed")).send_form([("do", deed)]);
    assert!(answer.is_ok(), "{answer:?}");
}

/// Connects a provider: its button, its page of consent, and back.
async fn connect(browser: &Browser, demo: &Demo, provider: &str) {
    browser.goto(&format!("{}/a/ada/connections", demo.url)).await;
    browser.click(&format!("#{provider} a.button")).await;
    browser.shows("h1", "Simulated").await;
    browser.click("#allow").await;
    browser.shows("#devices h2", "Phones").await;
    browser.shows(&format!("#{provider}"), "Connected on").await;
}

/// The workouts on the page, by name.
async fn events(browser: &Browser) -> Vec<String> {
    let script =
        "return [...document.querySelectorAll('article.event:not(.sleep)')].map(all => all.id.slice(2))";
    let all = browser.script(script).await;
    all.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

/// The workout that is not among those before; it has another name once an earlier source has joined it or left it.
async fn newest(browser: &Browser, before: &[String]) -> String {
    events(browser).await.into_iter().find(|event| !before.contains(event)).unwrap_or_default()
}

/// The sources of an event, by the API; none where there is no event of this name any more.
fn sources(demo: &Demo, event: &str) -> Vec<String> {
    let found = ureq::get(format!("{}/api/v1/athletes/ada/timeline/{event}", demo.url)).call();
    let Ok(mut found) = found else { return Vec::new() };
    let why: Value = found.body_mut().read_json().unwrap();
    let all = why["observations"].as_array().unwrap().iter();
    let mut sources: Vec<String> =
        all.map(|o| o["source"]["provider"].as_str().unwrap().to_owned()).collect();
    sources.sort();
    sources
}

fn upload(demo: &Demo, file: &[u8]) {
    let head = b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"run.fit\"\r\n\r\n";
    let body = [head.as_slice(), file, b"\r\n--x--\r\n"].concat();
    let request = ureq::post(format!("{}/api/v1/athletes/ada/recordings", demo.url));
    let answer = request.header("content-type", "multipart/form-data; boundary=x").send(&body[..]);
    assert!(answer.is_ok(), "{answer:?}");
}

/// Waits until something is so.
async fn until(what: &str, so: impl AsyncFn() -> bool) {
    for _ in 0..PATIENCE {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("in vain: {what}");
}

fn reading(demo: &Demo) -> bool {
    let all = get(&format!("{}/api/v1/athletes/ada/connections", demo.url));
    all.as_array().unwrap().iter().any(|connection| connection["reading"] == true)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_on_two_providers_and_in_a_file_is_one_event_that_appears_by_itself() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::launch(&["--providers"]);
    let providers = demo.providers.clone().unwrap();
    let browser = driver.browser().await;
    connect(&browser, &demo, "strava").await;
    connect(&browser, &demo, "garmin").await;
    browser.picture("connections", 1280).await;
    until("the past is read", async || !reading(&demo)).await;
    // Items of the past are still on their way when the list has been read.
    let count = || get(&format!("{}/api/v1/athletes/ada/connections", demo.url))[1]["items"].clone();
    until("the past has come", async || count() == 10).await;

    browser.goto(&format!("{}/a/ada/timeline", demo.url)).await;
    browser.script("window.here = true").await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = events(&browser).await;
    deed(&providers, "run");
    until("the run is on the page", async || events(&browser).await.len() == before.len() + 1).await;
    assert_eq!(browser.script("return window.here === true").await, true, "the page was not loaded again");

    // The watch's own file, uploaded as well.
    until("both say it", async || sources(&demo, &newest(&browser, &before).await) == ["garmin", "strava"])
        .await;
    let file = ureq::get(format!("{providers}/run.fit")).call().unwrap().body_mut().read_to_vec().unwrap();
    upload(&demo, &file);
    let all = ["file", "garmin", "strava"];
    until("all three say it", async || sources(&demo, &newest(&browser, &before).await) == all).await;
    assert_eq!(events(&browser).await.len(), before.len() + 1);
    // The page names all three, links to Strava as its brand rules ask, and credits both.
    browser.goto(&format!("{}/a/ada/timeline", demo.url)).await;
    let details = format!("article[id='e-{}'] details", newest(&browser, &before).await);
    browser.script(&format!("document.querySelector(\"{details}\").open = true")).await;
    let why = browser.shows(&details, "View on Strava").await;
    for source in ["garmin", "strava", "file"] {
        assert!(why.to_lowercase().contains(source), "{why}");
    }
    browser.goto(&format!("{}/a/ada/timeline", demo.url)).await;
    browser.shows("#credits", "Powered by Strava").await;

    // Strava's agreement demands that its data goes; the others' stays.
    browser.goto(&format!("{}/a/ada/connections", demo.url)).await;
    browser.click("#strava summary").await;
    browser.click("#strava form button").await;
    browser.shows("#devices h2", "Phones").await;
    until("Strava's part is gone", async || {
        browser.goto(&format!("{}/a/ada/timeline", demo.url)).await;
        sources(&demo, &newest(&browser, &before).await) == ["file", "garmin"]
    })
    .await;
    browser.goto(&format!("{}/a/ada/timeline", demo.url)).await;
    assert!(!browser.client.source().await.unwrap().contains("Powered by Strava"));

    // Garmin's lets the athlete choose. What goes is what came from Garmin; the athlete's own file stays, and the event with it.
    browser.goto(&format!("{}/a/ada/connections", demo.url)).await;
    browser.script("document.querySelector('#garmin select[name=data]').value = 'delete'").await;
    browser.click("#garmin summary").await;
    browser.click("#garmin form button").await;
    browser.shows("#devices h2", "Phones").await;
    until("Garmin's part is gone", async || {
        browser.goto(&format!("{}/a/ada/timeline", demo.url)).await;
        sources(&demo, &newest(&browser, &before).await) == ["file"]
    })
    .await;
    browser.close().await;
}
