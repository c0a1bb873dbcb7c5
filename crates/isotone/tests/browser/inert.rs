//! Hostile words in a real browser: whatever was typed, uploaded or sent is shown, and nothing of it runs, although the test
//! takes away the policy that would stop it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::driving::{Browser, Driver};
use crate::pages::pages;
use crate::running::Demo;

/// Leaves texts, attributes, text areas, titles and comments, and calls `zz` if it can.
const HOSTILE: &str =
    "--></title></textarea>\"'><script>zz()</script><img src=x onerror=zz()><svg onload=zz()>";

/// The same for the name of a file, which has no slash.
const FILE: &str = "<img src=x onerror=zz()>.tcx";

fn send(demo: &Demo, method: &str, path: &str, body: &Value) {
    let url = format!("{}/api/v1/{path}", demo.url);
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut answer = match method {
        "PUT" => agent.put(url).send_json(body).unwrap(),
        _ => agent.post(url).send_json(body).unwrap(),
    };
    let (status, said) = (answer.status(), answer.body_mut().read_to_string().unwrap());
    assert!(status.is_success(), "{method} {path}: {status} {said}");
}

/// A recording whose own words are hostile.
fn recording() -> String {
    let words =
        HOSTILE.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let point = |minute: u32| {
        format!(
            "<Trackpoint><Time>2026-06-08T07:{minute:02}:00Z</Time><DistanceMeters>{}</DistanceMeters></Trackpoint>",
            minute * 180
        )
    };
    let track: String = (0..30).map(point).collect();
    format!(
        "<TrainingCenterDatabase xmlns=\"http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2\"><Activities>\
         <Activity Sport=\"{words}\"><Id>2026-06-08T07:00:00Z</Id><Lap StartTime=\"2026-06-08T07:00:00Z\">\
         <TotalTimeSeconds>1800</TotalTimeSeconds><Track>{track}</Track></Lap><Notes>{words}</Notes>\
         <Creator><Name>{words}</Name></Creator></Activity></Activities></TrainingCenterDatabase>"
    )
}

async fn ran(browser: &Browser) -> u64 {
    // Whatever a page would run has had its turn once its images have come or failed.
    tokio::time::sleep(Duration::from_millis(100)).await;
    browser.script("return window.ran").await.as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_anybody_wrote_runs_in_a_browser_without_a_policy_against_it() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let now = engine::Clock::now(&engine::SystemClock).to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let (soon, ago) = (now.tomorrow().unwrap(), now.saturating_sub(jiff::Span::new().days(2)));
    send(&demo, "PUT", "athletes/ada", &json!({"name": HOSTILE}));
    let session = json!({"title": HOSTILE, "start": format!("{soon} 05:00"), "sport": "run", "duration": "1 h",
        "air_temperature": "24 °C"});
    send(&demo, "POST", "athletes/ada/planned-sessions", &session);
    let entry = json!({"what": "run", "start": format!("{ago} 04:00"), "duration": "1 h", "title": HOSTILE});
    send(&demo, "POST", "athletes/ada/entries", &entry);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE);
    std::fs::write(&file, recording()).unwrap();

    let browser = driver.browser().await;
    browser.devtools("Page.setBypassCSP", &json!({"enabled": true}));
    let counts = "window.ran = 0; window.zz = () => { window.ran += 1; };";
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({"source": counts}));
    // What is typed into a form of the page.
    browser.goto(&format!("{}/a/ada/catalogue", demo.url)).await;
    browser.script("for (const d of document.querySelectorAll('details')) d.open = true").await;
    for field in ["item_name", "item_serving"] {
        browser.fill(field, HOSTILE).await;
    }
    browser.fill("item_carbohydrate", "22 g").await;
    browser.click("form:has([name=item_name]) button").await;
    browser.goto(&format!("{}/a/ada/catalogue?only=own", demo.url)).await;
    browser.shows("main", "zz()").await;
    assert_eq!(ran(&browser).await, 0);
    // What a file is called and says.
    browser.goto(&format!("{}/a/ada/imports", demo.url)).await;
    browser.find("input[type=file]").await.send_keys(file.to_str().unwrap()).await.unwrap();
    assert_eq!(ran(&browser).await, 0, "the name of a chosen file ran");
    browser.click("form[enctype] button:not([type=button])").await;
    browser.shows("main", "1 of 1 files").await;

    let mut addresses: Vec<String> = pages(&demo).into_values().collect();
    addresses.extend(
        [
            "catalogue?only=own",
            &format!("plan?date={soon}"),
            "timeline",
            "imports",
            "log",
            "settings",
            "data",
            "scan",
        ]
        .map(|page| format!("/a/ada/{page}")),
    );
    addresses.push(format!("/a/ada/catalogue?q={0}", HOSTILE.replace(' ', "%20").replace('#', "%23")));
    let mut showed = 0;
    for address in &addresses {
        browser.goto(&format!("{}{address}", demo.url)).await;
        assert_eq!(ran(&browser).await, 0, "{address} runs what somebody wrote");
        let text = browser.script("return document.documentElement.innerHTML.includes('zz()')").await;
        showed += usize::from(text == true);
    }
    println!("{} pages opened, {showed} of them show hostile words", addresses.len());
    assert!(showed >= 15, "hostile words were seen on {showed} of {} pages only", addresses.len());

    // And this test would have seen it: the browser has no policy, and what is put in raw runs.
    browser.script("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=zz()>')").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(ran(&browser).await > 0, "nothing would have run anyway");
    browser.close().await;
}
