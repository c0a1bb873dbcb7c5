//! The kiosk in a real browser: twenty-five athletes in and out, with a Bluetooth scale and with a keypad, two kiosks at once,
//! the second half without a network. How long each takes is printed, not judged: a busy machine is no slow kiosk.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::bidi::Scale;
use crate::driving::{Browser, Driver, PATIENCE};
use crate::network::Network;
use crate::running::Demo;

/// A squad with a session that begins now, and what its athletes weigh.
struct Field {
    demo: Demo,
    squad: String,
    session: String,
    /// Number, name and usual mass in grams, by athlete.
    athletes: Vec<(u64, String, u32)>,
}

fn ask(url: &str) -> Value {
    ureq::get(url).call().unwrap().body_mut().read_json().unwrap()
}

fn send(url: &str, body: &Value) -> Value {
    ureq::post(url).send_json(body).unwrap().body_mut().read_json().unwrap()
}

impl Field {
    fn new() -> Self {
        let demo = Demo::start();
        let squads = ask(&format!("{}/api/v1/squads", demo.url));
        let squad = squads[0]["id"].as_str().unwrap().to_owned();
        let base = format!("{}/api/v1/squads/{squad}", demo.url);
        let today = ask(&format!("{base}/sessions"));
        let start = today[0]["start"].as_str().unwrap().to_owned();
        let conditions = json!({"sport": "soccer", "duration": "90 min", "air_temperature": "33 °C"});
        let planned = send(
            &format!("{base}/sessions"),
            &json!({"title": "Kiosk", "start": start, "conditions": conditions}),
        );
        let session = planned[0]["id"].as_str().unwrap().to_owned();
        let members = ask(&format!("{base}/members"));
        let athletes = members
            .as_array()
            .unwrap()
            .iter()
            .map(|member| {
                let kg = member["last_mass"]["value"].as_f64().unwrap();
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a body mass in grams"
                )]
                let grams = (kg * 20.0).round() as u32 * 50;
                (member["number"].as_u64().unwrap(), member["name"].as_str().unwrap().to_owned(), grams)
            })
            .collect();
        Self { demo, squad, session, athletes }
    }

    fn base(&self) -> String {
        format!("{}/api/v1/squads/{}", self.demo.url, self.squad)
    }

    fn kiosk(&self, label: &str) -> String {
        let opened =
            send(&format!("{}/kiosks", self.base()), &json!({"session": self.session, "label": label}));
        opened["path"].as_str().unwrap().to_owned()
    }

    /// Board, report, table and log agree on twenty-five athletes weighed twice, each once.
    fn is_right(&self) {
        let base = self.base();
        let board = ask(&format!("{base}/sessions/{}/board", self.session));
        assert_eq!((&board["weighed_in"], &board["weighed_out"]), (&json!(25), &json!(25)), "{board}");
        let mut seen = BTreeMap::new();
        for row in board["rows"].as_array().unwrap() {
            let of = |field: &str| (row[field]["value"].as_f64().unwrap() * 1000.0).round();
            seen.insert(row["number"].as_u64().unwrap(), (of("mass_before"), of("mass_after")));
        }
        for (number, name, grams) in &self.athletes {
            let expected = (f64::from(*grams), f64::from(after(*grams)));
            assert_eq!(seen[number], expected, "{name}");
        }
        let report = ask(&format!("{base}/sessions/{}/report", self.session));
        assert_eq!((&report["attending"], &report["weighed_out"]), (&json!(25), &json!(25)));
        assert_eq!(report["summary"]["measured"], 25);
        let mut table = ureq::get(format!("{base}/sessions/{}/table", self.session)).call().unwrap();
        assert_eq!(
            table.body_mut().read_to_string().unwrap().lines().count(),
            26,
            "a line for each and one above"
        );
        let log = ask(&format!("{base}/audit"));
        let log = log.as_array().unwrap();
        let done: Vec<&str> = log.iter().filter_map(|entry| entry["action"].as_str()).collect();
        assert!(done.contains(&"board") && done.contains(&"report"), "{done:?}");
        for pair in log.windows(2) {
            assert_eq!(pair[0]["hash"], pair[1]["before"], "the log is a chain");
        }
    }
}

/// What an athlete weighs afterwards: a percent less, to 50 g.
fn after(grams: u32) -> u32 {
    (grams - grams / 100) / 50 * 50
}

/// What people did at a kiosk, and how long each athlete took.
#[derive(Default)]
struct Work {
    took: Vec<Duration>,
    taps: u32,
    keys: u32,
}

impl Work {
    fn print(&self, what: &str) {
        let mut took = self.took.clone();
        took.sort();
        let at = |share: usize| took[(took.len() * share / 100).min(took.len() - 1)].as_secs_f64();
        let each = |count: u32| f64::from(count) / f64::from(u32::try_from(took.len()).unwrap());
        println!(
            "{what}: {} weighings, median {:.1} s, p95 {:.1} s, {:.1} taps and {:.1} keys each",
            took.len(),
            at(50),
            at(95),
            each(self.taps),
            each(self.keys)
        );
    }
}

async fn thanked(browser: &Browser, name: &str) {
    let first = name.split(' ').next().unwrap();
    browser.shows("[data-say]", &format!("Thank you, {first}.")).await;
}

/// Touches the tile of an athlete, and lets the scale settle.
async fn on_the_scale(
    browser: &Browser,
    scale: &mut Scale,
    work: &mut Work,
    who: &str,
    name: &str,
    grams: u32,
) {
    let begun = Instant::now();
    browser.click(&format!("[data-tiles] button[data-athlete=\"{who}\"]")).await;
    work.taps += 1;
    for shown in [grams - 800, grams, grams] {
        browser.script("kioskScale.readValue()").await;
        scale.shows(shown);
    }
    thanked(browser, name).await;
    work.took.push(begun.elapsed());
}

/// Types a number, Enter, a mass, Enter.
async fn on_the_keypad(browser: &Browser, work: &mut Work, number: u64, name: &str, grams: u32) {
    let begun = Instant::now();
    let typed = format!("{number}\u{e007}{}\u{e007}", f64::from(grams) / 1000.0);
    work.keys += u32::try_from(typed.chars().count()).unwrap();
    browser.find("body").await.send_keys(&typed).await.unwrap();
    thanked(browser, name).await;
    work.took.push(begun.elapsed());
}

async fn opened(browser: &Browser, url: &str, mode: &str) {
    browser.goto(url).await;
    browser.shows("[data-left]", "to go").await;
    browser.click(&format!("[data-mode={mode}]")).await;
}

/// Waits until all is sent.
async fn sent(browser: &Browser) {
    browser.script("dispatchEvent(new Event('online'))").await;
    for _ in 0..PATIENCE {
        if browser.script("return document.querySelector('[data-waiting]').hidden").await == true {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let said = browser
        .script(
            "return [...document.querySelectorAll('[data-waiting], [data-banner]')].map(e => e.textContent)",
        )
        .await;
    panic!("something still waits to be sent: {said}; {:?}", browser.errors());
}

/// No mass stands in the page, in its source or in what a screen reader is told.
async fn is_blind(browser: &Browser, grams: u32) {
    let page = browser.script("return document.documentElement.outerHTML").await;
    let page = page.as_str().unwrap();
    for shown in [format!("{:.2}", f64::from(grams) / 1000.0), format!("{:.1} kg", f64::from(grams) / 1000.0)]
    {
        assert!(!page.contains(&shown), "the page holds {shown}");
    }
}

fn ids(field: &Field) -> BTreeMap<u64, String> {
    let members = ask(&format!("{}/members", field.base()));
    let members = members.as_array().unwrap().iter();
    members
        .map(|one| (one["number"].as_u64().unwrap(), one["athlete"].as_str().unwrap().to_owned()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_five_athletes_are_weighed_by_a_bluetooth_scale_and_a_second_kiosk() {
    let Some(driver) = Driver::start() else { return };
    let field = Field::new();
    let ids = ids(&field);
    let network = Network::to(&field.demo.url);
    let (first, bidi) = driver.browser_with_bluetooth().await;
    let second = driver.browser().await;
    let local = |path: String| format!("{}{path}", network.url);
    let paths = [field.kiosk("Door"), field.kiosk("Tablet 2")].map(local);
    opened(&first, &paths[0], "in").await;
    if first.script("return !navigator.bluetooth").await == true {
        println!("skipped: this browser has no Bluetooth");
        return;
    }
    opened(&second, &paths[1], "in").await;
    let mut scale = Scale::near(bidi);
    first.click("[data-act=bluetooth]").await;
    scale.connect();
    first.shows("[data-say]", "The scale is connected").await;

    let (mut by_scale, mut by_keypad) = (Work::default(), Work::default());
    for (index, (number, name, grams)) in field.athletes.iter().enumerate() {
        if index % 2 == 0 {
            on_the_scale(&first, &mut scale, &mut by_scale, &ids[number], name, *grams).await;
        } else {
            on_the_keypad(&second, &mut by_keypad, *number, name, *grams).await;
        }
    }
    is_blind(&first, field.athletes[24].2).await;
    // The network goes; athletes come back to whichever kiosk is free.
    network.cut();
    for browser in [&first, &second] {
        browser.click("[data-mode=out]").await;
    }
    for (index, (number, name, grams)) in field.athletes.iter().enumerate() {
        if index % 2 == 1 {
            on_the_scale(&first, &mut scale, &mut by_scale, &ids[number], name, after(*grams)).await;
        } else {
            on_the_keypad(&second, &mut by_keypad, *number, name, after(*grams)).await;
        }
    }
    network.mend();
    for browser in [&first, &second] {
        sent(browser).await;
    }
    by_scale.print("Bluetooth scale");
    by_keypad.print("keypad beside it");
    field.is_right();
    // A scale that is switched off is said, and digits go on.
    scale.vanish();
    first.shows("[data-banner]", "disconnected").await;
    first.close().await;
    second.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_five_athletes_are_weighed_by_a_keypad() {
    let Some(driver) = Driver::start() else { return };
    let field = Field::new();
    let network = Network::to(&field.demo.url);
    let browser = driver.browser().await;
    opened(&browser, &format!("{}{}", network.url, field.kiosk("Door")), "in").await;
    let mut work = Work::default();
    for (number, name, grams) in &field.athletes {
        on_the_keypad(&browser, &mut work, *number, name, *grams).await;
    }
    network.cut();
    browser.click("[data-mode=out]").await;
    for (number, name, grams) in &field.athletes {
        on_the_keypad(&browser, &mut work, *number, name, after(*grams)).await;
    }
    network.mend();
    sent(&browser).await;
    work.print("keypad");
    field.is_right();
    browser.close().await;
}

/// A sheet that hides things from small screens once hid the key that confirms a weight.
#[tokio::test(flavor = "multi_thread")]
async fn every_key_is_there_on_every_screen() {
    let Some(driver) = Driver::start() else { return };
    let field = Field::new();
    let browser = driver.browser().await;
    let kiosk = format!("{}{}", field.demo.url, field.kiosk("Door"));
    for (width, height) in [(360, 740), (768, 1024), (1023, 768), (1280, 800)] {
        browser.screen(width, height);
        opened(&browser, &kiosk, "in").await;
        let hidden = browser
            .script(
                "return [...document.querySelectorAll('[data-key]')].filter(key => !key.offsetWidth) \
                 .map(key => key.dataset.key)",
            )
            .await;
        assert_eq!(hidden, json!([]), "keys that cannot be seen at {width} px");
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_refuses_is_kept_for_the_practitioner_and_holds_up_nobody() {
    let Some(driver) = Driver::start() else { return };
    let field = Field::new();
    let ids = ids(&field);
    let browser = driver.browser().await;
    opened(&browser, &format!("{}{}", field.demo.url, field.kiosk("Door")), "in").await;
    let mut work = Work::default();
    let [first, second] = [&field.athletes[0], &field.athletes[1]];
    // Consent ends after the tablet got the names.
    let by = json!({"by": "athlete"});
    let link = send(&format!("{}/members/{}/consent-link", field.base(), ids[&first.0]), &by);
    let link = link["path"].as_str().unwrap().replace("/consent/", "/api/v1/consents/");
    ureq::delete(format!("{}{link}", field.demo.url)).call().unwrap();
    for (number, name, grams) in [first, second] {
        on_the_keypad(&browser, &mut work, *number, name, *grams).await;
    }
    browser.shows("[data-banner]", "refused").await;
    browser.shows("[data-kept-title]", "only on this device: 1").await;
    browser.click("[data-kept] summary").await;
    browser.shows("[data-kept-who]", &first.1).await;
    is_blind(&browser, first.2).await;
    sent(&browser).await;
    let board = ask(&format!("{}/sessions/{}/board", field.base(), field.session));
    assert_eq!(board["weighed_in"], 1, "the other one is stored");
    // The raw weighing is on the tablet, with the reason.
    let kept = "return Object.values(localStorage).map(text => JSON.parse(text).refused ?? []).flat()";
    let kept = browser.script(kept).await;
    assert_eq!(kept[0]["what"]["mass"], format!("{} g", first.2), "{kept}");
    assert!(kept[0]["refused"].as_str().unwrap().contains("consent"), "{kept}");
    // The cause is gone: it is sent again, as it was weighed.
    let given = json!({"scopes": ["weigh", "profile"], "born": "2000-02-29"});
    send(&format!("{}{link}", field.demo.url), &given);
    browser.click("[data-act=send-again]").await;
    for _ in 0..PATIENCE {
        let board = ask(&format!("{}/sessions/{}/board", field.base(), field.session));
        if board["weighed_in"] == 2 {
            assert_eq!(browser.script("return document.querySelector('[data-kept]').hidden").await, true);
            browser.close().await;
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the weighing was not sent again: {:?}", browser.errors());
}
