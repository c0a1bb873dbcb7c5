//! Two recordings of one run: uploaded together, merged, told apart by the athlete, and merged again.

use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::Locator;

use crate::driving::{Browser, Driver, PATIENCE};
use crate::running::Demo;

/// A track of yesterday's run, as one of two devices wrote it.
fn track(folder: &Path, name: &str, seconds_late: i32) -> PathBuf {
    let begun = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(30);
    let point = |minute: i32| {
        let at = begun + jiff::SignedDuration::from_secs(i64::from(minute * 60 + seconds_late));
        let at = at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        format!("<trkpt lat=\"{}\" lon=\"-9.1\"><time>{at}</time></trkpt>", 38.7 + 0.002 * f64::from(minute))
    };
    let points: String = (0..=30).map(point).collect();
    let path = folder.join(format!("{name}.gpx"));
    let track =
        format!("<gpx><trk><name>{name}</name><type>running</type><trkseg>{points}</trkseg></trk></gpx>");
    std::fs::write(&path, track).unwrap();
    path
}

const LOOPS: &str = "//article[.//h3[contains(., 'Ferry loop')]]";

/// Waits until the timeline shows the run as this many events.
async fn shown_as(browser: &Browser, events: usize) {
    for _ in 0..PATIENCE {
        if browser.client.find_all(Locator::XPath(LOOPS)).await.is_ok_and(|found| found.len() == events) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the run is not shown as {events} events");
}

/// Why the two are one event, once a touch has opened it. The page may draw the event anew at any moment.
async fn why(browser: &Browser) -> String {
    let read = async || {
        let event = browser.client.find(Locator::XPath(LOOPS)).await?;
        if event.find(Locator::Css("details[open]")).await.is_err() {
            event.find(Locator::Css("summary")).await?.click().await?;
        }
        event.find(Locator::Css("details[open].why")).await?.text().await
    };
    for _ in 0..PATIENCE {
        if let Ok(text) = read().await
            && !text.is_empty()
        {
            return text;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it does not open");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_recordings_become_one_event_until_the_athlete_says_otherwise_and_takes_it_back() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let folder = tempfile::tempdir().unwrap();
    let browser = driver.browser().await;
    browser.screen(390, 844);
    browser.goto(&format!("{}/a/ada/imports", demo.url)).await;
    let files = [track(folder.path(), "Ferry loop", 0), track(folder.path(), "Ferry loop again", 4)];
    let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
    browser.find("input[type=file]").await.send_keys(&files.join("\n")).await.unwrap();
    browser.click("form.card > button").await;
    // The page looks again by itself until all is read.
    browser.shows("#imports li", "Done").await;
    browser.shows("#imports li", "2 of 2 files. 2 read").await;

    browser.goto(&format!("{}/a/ada/timeline", demo.url)).await;
    shown_as(&browser, 1).await;
    // A phone's tabs lie over the lowest part of the screen: a thumb would bring it to the middle first.
    let middle = "for (const h of document.querySelectorAll('article h3')) if (h.textContent.includes('Ferry loop')) h.scrollIntoView({block: 'center'})";
    browser.script(middle).await;
    let why = why(&browser).await;
    assert!(why.contains("Why one event") && why.contains("the same sport over the same time"), "{why}");
    browser.picture("timeline-why-phone", 390).await;
    let event = browser.client.find(Locator::XPath(LOOPS)).await.unwrap();
    event.find(Locator::Css("button[value='not-same']")).await.unwrap().click().await.unwrap();

    shown_as(&browser, 2).await;
    browser.shows("#decisions", "What you decided").await;
    browser.click("button[value='undo']").await;
    shown_as(&browser, 1).await;
    browser.close().await;
}
