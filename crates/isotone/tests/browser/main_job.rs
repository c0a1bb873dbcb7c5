//! The main job: a file and two weights are dropped on the page, and the way leads to a receipt.

use std::path::{Path, PathBuf};

use crate::driving::Driver;
use crate::running::Demo;

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

#[tokio::test(flavor = "multi_thread")]
async fn a_file_and_two_weights_dropped_on_the_page_end_in_a_plan_with_receipts() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let folder = tempfile::tempdir().unwrap();
    let browser = driver.browser().await;
    browser.goto(&format!("{}/", demo.url)).await;
    browser.shows("h1", "What to drink and eat").await;
    browser.shows("footer", "simulated").await;

    browser.goto(&format!("{}/a/ada/test", demo.url)).await;
    let file = browser.find("input[type=file]").await;
    file.send_keys(fit_file(folder.path()).to_str().unwrap()).await.unwrap();
    browser.fill("mass_before", "612").await;
    browser.fill("mass_after", "60.4 kg").await;
    browser.fill("drunk", "0.3 L").await;
    browser.fill("air_temperature", "24 °C").await;
    browser.click("form button").await;
    browser.shows("[role=alert]", "Not stored yet").await;
    let page = browser.client.source().await.unwrap();
    assert!(page.contains("mass_before-wrong"), "the fault is named beside its field");
    // The recording is kept, and what was likely meant is one tap away.
    browser.shows("#kept-recording", "run").await;
    browser.fill("mass_before", "61.2").await;
    browser.click("#weigh > button.main").await;
    let rate = browser.shows("#rate", "L/h").await;
    browser.shows(".lead", "1 h 10 min").await;

    browser.click("#rate a").await;
    browser.shows("main .eyebrow", "Whole-body sweating rate").await;
    assert_eq!(browser.shows("h1 .figure", "L/h").await, rate);

    browser.goto(&format!("{}/a/ada/plan#new", demo.url)).await;
    browser.script("document.querySelector('#start').value = '2126-06-11T07:00'").await;
    browser.fill("duration", "2 h").await;
    browser.click("#new summary").await;
    browser.fill("air_temperature", "28 °C").await;
    browser.click("#new form > button").await;
    browser.shows("main .eyebrow", "11 June 2126").await;
    browser.shows(".phase .amounts", "mL").await;
    browser.click(".phase .amounts a").await;
    browser.script("document.querySelectorAll('details').forEach(more => more.open = true)").await;
    browser.shows("dl.facts.left", "Rule").await;
    browser.close().await;
}
