//! Without a network: the last seen plan opens, a weigh-in typed then is sent later exactly once, and nothing is kept of a
//! person who has signed out.

use std::time::Duration;

use crate::driving::{Browser, Driver, PATIENCE};
use crate::network::Network;
use crate::running::Demo;
use serde_json::Value;

fn tests_of_ada(demo: &Demo) -> usize {
    let mut answer = ureq::get(format!("{}/api/v1/athletes/ada/sweat-tests", demo.url)).call().unwrap();
    let tests: Value = answer.body_mut().read_json().unwrap();
    tests.as_array().map_or_else(|| tests["items"].as_array().unwrap().len(), Vec::len)
}

/// Opens a page and waits until the service worker stands behind it.
async fn installed(browser: &Browser, url: &str) {
    browser.goto(url).await;
    for _ in 0..PATIENCE {
        if browser.script("return !!navigator.serviceWorker.controller").await == true {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no service worker stands behind the page");
}

async fn weigh_in(browser: &Browser, after: &str) {
    browser.fill("mass_before", "61.2 kg").await;
    browser.fill("mass_after", after).await;
    browser.fill("drunk", "0.3 L").await;
    browser.fill("air_temperature", "24 °C").await;
    browser.script("for (const d of document.querySelectorAll('details')) d.open = true").await;
    browser.fill("sport", "run").await;
    browser.fill("duration", "1 h").await;
    browser.click("form[enctype] button:not([type=button])").await;
}

/// Waits until nothing waits to be sent.
async fn all_sent(browser: &Browser) {
    for _ in 0..PATIENCE {
        let waiting =
            browser.client.execute_async("Queue.all().then(e => arguments[0](e.length))", Vec::new()).await;
        if waiting.is_ok_and(|waiting| waiting == 0) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("something still waits to be sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_seen_plan_opens_and_a_late_weigh_in_is_sent_once() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let network = Network::to(&demo.url);
    let browser = driver.browser().await;
    let at = |path: &str| format!("{}{path}", network.url);
    installed(&browser, &at("/")).await;
    browser.goto(&at("/a/ada/plan")).await;
    let plan = browser.shows(".week-line", "up to").await;
    browser.goto(&at("/a/ada/test")).await;
    browser.shows("h1", "Weigh in").await;
    let before = tests_of_ada(&demo);

    network.cut();
    browser.goto(&at("/a/ada/plan")).await;
    assert_eq!(browser.shows(".week-line", "up to").await, plan);
    browser.shows("[data-offline=seen]", "As last seen").await;
    browser.goto(&at("/a/ada/profile")).await;
    browser.shows("h1", "No network").await;
    browser.goto(&at("/a/ada/test")).await;
    weigh_in(&browser, "60.4 kg").await;
    browser.shows("h1", "Kept").await;
    assert_eq!(tests_of_ada(&demo), before);

    network.mend();
    browser.goto(&at("/a/ada")).await;
    all_sent(&browser).await;
    assert_eq!(tests_of_ada(&demo), before + 1);
    browser.goto(&at("/a/ada")).await;
    all_sent(&browser).await;
    assert_eq!(tests_of_ada(&demo), before + 1, "once is enough");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weigh_in_whose_answer_was_lost_is_still_one() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let network = Network::to(&demo.url);
    let browser = driver.browser().await;
    let at = |path: &str| format!("{}{path}", network.url);
    installed(&browser, &at("/")).await;
    browser.goto(&at("/a/ada/test")).await;
    let before = tests_of_ada(&demo);
    network.lose_answers();
    weigh_in(&browser, "60.3 kg").await;
    browser.shows("h1", "Kept").await;
    assert_eq!(tests_of_ada(&demo), before + 1, "the request arrived");
    network.mend();
    browser.goto(&at("/a/ada")).await;
    all_sent(&browser).await;
    assert_eq!(tests_of_ada(&demo), before + 1, "and is known again");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_athlete_who_is_gone_no_page_is_left_behind() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let network = Network::to(&demo.url);
    let browser = driver.browser().await;
    let at = |path: &str| format!("{}{path}", network.url);
    installed(&browser, &at("/")).await;
    browser.goto(&at("/a/ada/profile")).await;
    browser.goto(&at("/a/ada/plan")).await;
    browser.shows(".week-line", "up to").await;

    ureq::delete(format!("{}/api/v1/athletes/ada", demo.url)).call().unwrap();
    browser.goto(&at("/a/ada/plan")).await;
    network.cut();
    for page in ["/a/ada/plan", "/a/ada/profile"] {
        browser.goto(&at(page)).await;
        browser.shows("h1", "No network").await;
    }
    browser.close().await;
}
