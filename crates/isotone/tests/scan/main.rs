//! The scan page in a real browser, and the form it sends: a photo of a patch ends as a sweat test with its receipt; a
//! photo without one is answered with what to do, and nothing that was typed is lost.
//!
//! Needs `chromedriver` and Chromium; without them the tests with a browser say in one line that they skip.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod driver;
#[path = "../running/mod.rs"]
mod running;

use std::path::{Path, PathBuf};

use driver::{Driver, click, fill, shows, value_of};
use fantoccini::{Client, Locator};
use patch::Layout;
use patch::render::level::{Level, State};
use patch::render::{Expected, Mishap, Rendered, photo};
use running::Demo;

/// A photo in which both fill and chloride can be read: the first of these seeds that drew one.
fn readable() -> Rendered {
    let good = |of: &Rendered| {
        let usual = of.circumstances.content.state == State::Normal && of.truth.volume_ul > 20.0;
        usual && of.truth.fill == Expected::Value && of.truth.assay == Expected::Value
    };
    (40..50).map(|seed| photo(Layout::reference(), Level::Easy, seed, None)).find(good).unwrap()
}

fn file(folder: &Path, name: &str, photo: &Rendered) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, photo.jpeg()).unwrap();
    path
}

async fn shoot(browser: &Client, photo: &Path) {
    let field = browser.find(Locator::Css("#photo")).await.unwrap();
    field.send_keys(photo.to_str().unwrap()).await.unwrap();
}

/// The number at the head of a text such as `71.3 µL`.
fn number(text: &str) -> f64 {
    text.split_whitespace().next().unwrap().parse().unwrap()
}

async fn fact(browser: &Client, name: &str) -> f64 {
    let path = format!("//dt[text()='{name}']/following-sibling::dd[1]");
    let text = browser.find(Locator::XPath(&path)).await.unwrap().text().await.unwrap();
    number(&text)
}

/// Fills the rest of the form for a session of fifty minutes, keeps the test, and gives its local rate and chloride.
async fn keep(browser: &Client) -> (f64, f64) {
    fill(browser, "patch_time", "50").await;
    fill(browser, "air_temperature", "24 °C").await;
    let another = browser.find(Locator::Css("select[name=event] option[value='']")).await.unwrap();
    another.click().await.unwrap();
    fill(browser, "sport", "run").await;
    fill(browser, "duration", "55 min").await;
    click(browser, "form.scan button").await;
    shows(browser, "#rate", "L/h").await;
    (fact(browser, "Local rate").await, fact(browser, "Chloride in the patch").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_on_the_scan_page_ends_as_a_sweat_test_with_its_receipt() {
    let Some(driver) = Driver::start() else { return };
    let (demo, folder) = (Demo::start(), tempfile::tempdir().unwrap());
    let rendered = readable();
    let browser = driver.phone().await;
    browser.goto(&format!("{}/a/ada/test", demo.url)).await.unwrap();
    click(&browser, "a[href='/a/ada/scan']").await;
    shoot(&browser, &file(folder.path(), "patch.jpg", &rendered)).await;
    // What it shows is there before anything else is typed.
    let seen = shows(&browser, "#seen dl", "µL").await;
    assert!(seen.contains("mmol/L"), "{seen}");
    let (rate, chloride) = keep(&browser).await;
    // From 1 cm² in 50 minutes, as the page shows it: to two digits after the point.
    let expected = rendered.truth.volume_ul / 50.0;
    assert!((rate - expected).abs() < 0.02, "{rate} mg/cm²/min of {expected}");
    let off = chloride - rendered.truth.chloride;
    assert!(off.abs() < 8.0, "{chloride} mmol/L of {}", rendered.truth.chloride);
    // The receipt leads back to the photo.
    let test = browser.current_url().await.unwrap().path().rsplit('/').next().unwrap().to_owned();
    let test: serde_json::Value = ureq::get(format!("{}/api/v1/athletes/ada/sweat-tests/{test}", demo.url))
        .call()
        .unwrap()
        .body_mut()
        .read_json()
        .unwrap();
    let receipt = test["patches"][0]["rate"]["receipt"].as_str().unwrap().to_owned();
    browser.goto(&format!("{}/a/ada/receipts/{receipt}", demo.url)).await.unwrap();
    for (title, link) in [
        ("Whole-body sweating rate from the patch", "local rate"),
        ("Local sweating rate", "sweat in the patch"),
    ] {
        shows(&browser, "main .eyebrow", title).await;
        let inputs = format!("//*[contains(text(), '{link}')]/following::a[1]");
        browser.find(Locator::XPath(&inputs)).await.unwrap().click().await.unwrap();
    }
    shows(&browser, "main .eyebrow", "Sweat in the patch, by its photo").await;
    shows(&browser, "main", "patch.jpg").await;
    browser.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_without_a_patch_is_answered_with_advice_and_the_form_is_kept() {
    let Some(driver) = Driver::start() else { return };
    let (demo, folder) = (Demo::start(), tempfile::tempdir().unwrap());
    let nothing = photo(Layout::reference(), Level::Easy, 3, Some(Mishap::NoPatch));
    let browser = driver.phone().await;
    browser.goto(&format!("{}/a/ada/scan", demo.url)).await.unwrap();
    fill(&browser, "patch_time", "47").await;
    shoot(&browser, &file(folder.path(), "arm.jpg", &nothing)).await;
    // "I see no patch: fill …", or that it is blurred: an arm alone has no sharp edge.
    shows(&browser, "#seen .flag", ": ").await;
    assert_eq!(value_of(&browser, "patch_time").await, "47");
    // Sent without a photo that was read, the page comes back as it was.
    fill(&browser, "air_temperature", "31 °C").await;
    click(&browser, "form.scan button").await;
    shows(&browser, "[role=alert]", "Not kept yet").await;
    assert_eq!(value_of(&browser, "patch_time").await, "47");
    assert_eq!(value_of(&browser, "air_temperature").await, "31 °C");
    // The retake does it.
    shoot(&browser, &file(folder.path(), "patch.jpg", &readable())).await;
    shows(&browser, "#seen dl", "µL").await;
    keep(&browser).await;
    browser.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_phone_goes_round_a_squad() {
    let Some(driver) = Driver::start() else { return };
    let (demo, folder) = (Demo::start(), tempfile::tempdir().unwrap());
    let browser = driver.phone().await;
    browser.goto(&format!("{}/squads/harbour", demo.url)).await.unwrap();
    click(&browser, "nav.tabs a[href='/squads/harbour/scan']").await;
    shows(&browser, "h1", "Whose patch is next?").await;
    click(&browser, ".whose a").await;
    shoot(&browser, &file(folder.path(), "patch.jpg", &readable())).await;
    shows(&browser, "#seen dl", "µL").await;
    fill(&browser, "patch_time", "50").await;
    fill(&browser, "air_temperature", "24 °C").await;
    let another = browser.find(Locator::Css("select[name=event] option[value='']")).await.unwrap();
    another.click().await.unwrap();
    fill(&browser, "sport", "run").await;
    fill(&browser, "duration", "55 min").await;
    click(&browser, "form.scan button").await;
    shows(&browser, "[role=status]:not([data-offline])", "the test is kept").await;
    assert!(browser.current_url().await.unwrap().path().ends_with("/squads/harbour/scan"));
    browser.close().await.unwrap();
}

/// What a browser without script sends, and what comes back.
fn send(demo: &Demo, fields: &[(&str, &str)], photo: &[u8]) -> (u16, String, String) {
    let mut form = Vec::new();
    for (name, value) in fields {
        form.extend(
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes(),
        );
    }
    form.extend(b"--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"patch.jpg\"\r\n\r\n");
    form.extend(photo);
    form.extend(b"\r\n--x--\r\n");
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().new_agent();
    let request = agent
        .post(format!("{}/a/ada/scan", demo.url))
        .header("content-type", "multipart/form-data; boundary=x");
    let mut answer = request.send(&form[..]).unwrap();
    let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    (answer.status().as_u16(), to, answer.body_mut().read_to_string().unwrap())
}

#[test]
fn the_form_works_without_script_and_keeps_a_photo_that_was_read() {
    let demo = Demo::start();
    let photo = readable().jpeg();
    let session = [("sport", "run"), ("duration", "55 min"), ("air_temperature", "24 °C")];
    let (status, _, page) = send(&demo, &session, &photo);
    assert_eq!(status, 422);
    assert!(page.contains("write how long sweat entered the patch"));
    let kept = page.split("name=\"patch_readings\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(kept.len(), 64, "the photo need not be taken again: {kept}");
    let again = [&session[..], &[("patch_time", "50 min"), ("patch_readings", kept)]].concat();
    let (status, to, page) = send(&demo, &again, b"");
    assert_eq!(status, 303, "{page}");
    assert!(to.starts_with("/a/ada/tests/t-"), "{to}");
}

#[test]
fn a_photo_of_the_public_set_is_read_as_it_is() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/patch");
    let others = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/data/patch");
    let Some(folder) = [shared, others].into_iter().find(|folder| folder.is_dir()) else {
        println!("skipped: ../shared is not there");
        return;
    };
    let demo = Demo::start();
    let photo = std::fs::read(folder.join("p0001.jpg")).unwrap();
    let session = [("sport", "run"), ("duration", "55 min"), ("air_temperature", "24 °C")];
    let (_, _, page) = send(&demo, &session, &photo);
    // Its truth, by the table beside it.
    assert!(page.contains("71.3 µL"), "the page does not show 71.3 µL");
}
