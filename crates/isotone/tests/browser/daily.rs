//! What an athlete does on a day: languages, one tap and its undoing, sliders, pantry, and the first minutes of a newcomer.

use std::time::Duration;

use fantoccini::Locator;
use serde_json::json;

use crate::driving::{Browser, Driver, PATIENCE};
use crate::running::Demo;

const PAGES: [&str; 11] = [
    "/",
    "/a/ada",
    "/a/ada/plan",
    "/a/ada/profile",
    "/a/ada/what-if",
    "/a/ada/catalogue",
    "/a/ada/settings",
    "/a/ada/test",
    "/a/ada/more",
    "/a/ada/timeline",
    "/squads/harbour",
];

async fn count(browser: &Browser, css: &str) -> usize {
    browser.client.find_all(Locator::Css(css)).await.unwrap().len()
}

/// Brings an element to the middle of the screen, as a thumb would, and taps it: a phone's tabs lie over the lowest part.
async fn tap(browser: &Browser, css: &str) {
    browser.script(&format!("document.querySelector({css:?}).scrollIntoView({{block: 'center'}})")).await;
    browser.click(css).await;
}

/// Waits until so many elements are there.
async fn counts(browser: &Browser, css: &str, wanted: usize) {
    let mut seen = 0;
    for _ in 0..PATIENCE {
        seen = count(browser, css).await;
        if seen == wanted {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{css} is there {seen} times, not {wanted}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_speak_the_language_of_the_browser_and_then_the_one_that_is_chosen() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let browser = driver.browser().await;
    browser.devtools("Network.enable", &json!({}));
    let headers = json!({"headers": {"Accept-Language": "pt-BR,pt;q=0.9,en;q=0.8"}});
    browser.devtools("Network.setExtraHTTPHeaders", &headers);
    for path in PAGES {
        browser.goto(&format!("{}{path}", demo.url)).await;
        let language = browser.script("return document.documentElement.lang").await;
        assert_eq!(language, "pt", "{path}");
        browser.shows("footer", "não é um diagnóstico").await;
        let text = browser.find("main").await.text().await.unwrap();
        for key in ["frame-", "reason-", "flag-", "field-", "{ $", "amount-"] {
            assert!(!text.contains(key), "{path} shows the key of a text: {key}");
        }
    }
    browser.goto(&format!("{}/a/ada", demo.url)).await;
    browser.shows(".rail [aria-current]", "Hoje").await;
    let rate = browser.shows(".num .v", "L/h").await;
    assert!(rate.contains(',') && !rate.contains('.'), "a decimal comma: {rate}");
    tap(&browser, "footer button[value=es]").await;
    browser.shows(".rail [aria-current]", "Hoy").await;
    browser.goto(&format!("{}/a/ada/plan", demo.url)).await;
    browser.shows("details:has(#new) h2", "Planificar una sesión").await;
    tap(&browser, ".acts a[href='#new']").await;
    browser.fill("duration", "mucho").await;
    tap(&browser, "#new form > button").await;
    browser.shows("#duration-wrong", "por ejemplo 1 h 30 min").await;
    browser.goto(&format!("{}/a/ada/settings", demo.url)).await;
    tap(&browser, "footer button[value=en]").await;
    browser.shows("h1", "Settings").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_tap_says_taken_and_another_takes_it_back() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let browser = driver.browser().await;
    browser.screen(390, 844);
    browser.goto(&format!("{}/a/ada/plan", demo.url)).await;
    tap(&browser, ".week-line").await;
    browser.shows(".phase h3", "Before").await;
    let all = count(&browser, ".phase .tick").await;
    assert!(all > 2, "{all} needs can be ticked");
    counts(&browser, ".tick.on", 0).await;
    tap(&browser, ".phase details > summary").await;
    tap(&browser, ".phase .tick").await;
    // What was opened stays open, so that the next one can be ticked.
    counts(&browser, ".phase details[open] .tick.on", 1).await;
    browser.client.refresh().await.unwrap();
    counts(&browser, ".tick.on", 1).await;
    tap(&browser, ".phase details:has(.tick.on) > summary").await;
    tap(&browser, ".tick.on").await;
    counts(&browser, ".tick.on", 0).await;
    tap(&browser, ".phase .had-it").await;
    browser.shows(".phase.done h3", "Before").await;
    tap(&browser, ".phase.done .had-it").await;
    counts(&browser, ".phase.done", 0).await;
    browser.close().await;
}

fn page_of(demo: &Demo, path: &str, language: &str) -> String {
    let asked = ureq::get(format!("{}{path}", demo.url)).header("accept-language", language);
    asked.call().unwrap().body_mut().read_to_string().unwrap()
}

/// The days that the week of the plan leads to.
fn planned_dates(demo: &Demo) -> std::collections::BTreeSet<String> {
    let week = page_of(demo, "/a/ada/plan", "en");
    week.split("/a/ada/plan?date=").skip(1).map(|after| after[..10].to_owned()).collect()
}

#[test]
fn a_day_of_the_plan_begins_with_what_to_do_and_not_with_its_date() {
    let demo = Demo::start();
    let dates = planned_dates(&demo);
    assert!(dates.len() > 2, "{dates:?}");
    for date in dates {
        let page = page_of(&demo, &format!("/a/ada/plan?date={date}"), "en");
        let said = page.split_once("<h1>").unwrap().1.split("</h1>").next().unwrap().to_owned();
        let acts = ["Drink ", "Eat ", "Nothing to time", "Too hot"];
        assert!(acts.iter().any(|act| said.starts_with(act)), "{date} says: {said}");
        assert!(!said.contains(&date[..4]), "{date} has a date as its headline: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_the_plan_fits_three_screens_of_a_phone() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let browser = driver.browser().await;
    browser.screen(390, 844);
    for date in planned_dates(&demo) {
        browser.goto(&format!("{}/a/ada/plan?date={date}", demo.url)).await;
        let height = browser.script("return document.documentElement.scrollHeight").await;
        // It was 4,600 px for one session and 6,500 px for two.
        let most = if count(&browser, ".session").await == 1 { 2_500 } else { 3_100 };
        assert!(height.as_u64().unwrap() <= most, "{date} is {height} px long");
    }
    browser.close().await;
}

#[test]
fn the_hot_run_of_july_is_found_by_words_in_each_language() {
    let demo = Demo::start();
    for (language, typed) in [("en", "hot run july"), ("pt", "corrida quente julho"), ("es", "calor julio")] {
        let query = typed.replace(' ', "+");
        let page = page_of(&demo, &format!("/a/ada/timeline?q={query}"), language);
        assert!(page.contains("Half marathon in the heat"), "{typed} does not find it");
        assert!(!page.contains("class=\"why night\""), "a sleep is no run: {typed}");
    }
    for typed in ["tested", "over+2+h"] {
        let page = page_of(&demo, &format!("/a/ada/timeline?q={typed}"), "en");
        assert!(page.contains("class=\"event\""), "{typed} finds nothing");
    }
    let page = page_of(&demo, "/a/ada/timeline", "en");
    assert!(
        page.contains("class=\"why night\"") && !page.contains("event sleep"),
        "nights are in the header of their day"
    );
}

#[test]
fn a_tap_works_without_script() {
    let demo = Demo::start();
    let week =
        ureq::get(format!("{}/a/ada/plan", demo.url)).call().unwrap().body_mut().read_to_string().unwrap();
    let date = week.split_once("/a/ada/plan?date=").unwrap().1[..10].to_owned();
    let address = format!("{}/a/ada/plan?date={date}", demo.url);
    let taken = format!("{}/a/ada/taken", demo.url);
    let page = || ureq::get(&address).call().unwrap().body_mut().read_to_string().unwrap();
    let hidden = |page: &str, name: &str| {
        let after = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap().1.to_owned();
        after[..after.find('"').unwrap()].to_owned()
    };
    let before = page();
    let (session, need) = (hidden(&before, "session"), hidden(&before, "need"));
    assert!(!before.contains("tick on"));
    let form = [("session", session.as_str()), ("need", need.as_str())];
    let answer = ureq::post(&taken).send_form(form).unwrap();
    assert_eq!(answer.status(), 200, "it leads back to the page");
    assert!(page().contains("tick on"));
    ureq::post(&taken).send_form([("need", need.as_str()), ("undo", "1")]).unwrap();
    assert!(!page().contains("tick on"));
}

#[tokio::test(flavor = "multi_thread")]
async fn sliders_show_at_once_what_a_warmer_session_would_take() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let browser = driver.browser().await;
    browser.screen(1200, 844);
    browser.goto(&format!("{}/a/ada/what-if?temperature=10", demo.url)).await;
    let cool = browser.shows("#outcome dd", "L/h").await;
    let slide = "const s = document.querySelector('[name=temperature]'); s.value = 36; \
                 s.dispatchEvent(new Event('input', {bubbles: true}));";
    browser.script(slide).await;
    browser.shows("#o-temperature", "36").await;
    // The label follows at once, the outcome when the server has answered.
    let mut warm = cool.clone();
    for _ in 0..PATIENCE {
        warm = browser.shows("#outcome dd", "L/h").await;
        if warm != cool {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let number = |text: &str| text.split_whitespace().next().unwrap().parse::<f64>().unwrap();
    assert!(number(&warm) > number(&cool), "{cool} at 10 °C, {warm} at 36 °C");
    tap(&browser, "#outcome a.button").await;
    browser.shows("details[open]:has(#new) h2", "Plan a session").await;
    let air = browser.find("#air_temperature").await;
    assert_eq!(air.prop("value").await.unwrap().as_deref(), Some("36"), "as it was set");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_race_is_planned_leg_by_leg_and_what_is_wrong_with_a_leg_is_said() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let browser = driver.browser().await;
    browser.screen(390, 844);
    browser.goto(&format!("{}/a/ada/race", demo.url)).await;
    browser.click(".lead a").await;
    browser.shows(".leg h2", "Swim").await;
    browser.shows(".leg p", "Nothing can be had here").await;
    browser.shows(".leg:nth-of-type(2) .needs", "carbohydrate").await;
    browser.shows(".leg:nth-of-type(3) .picks", "×").await;
    let fluid = browser.shows(".leg:nth-of-type(2) .needs .fluid .amount", "L").await;
    assert!(!fluid.is_empty());

    browser.shows("h1", "Ride: ").await;
    browser.click("#legs > summary").await;
    browser.fill("duration-2", "long").await;
    browser.click("form.race > button").await;
    browser.shows("fieldset .error", "Duration").await;
    let kept = browser.find("[name=name-2]").await.prop("value").await.unwrap();
    assert_eq!(kept.as_deref(), Some("Ride"), "what was typed is still there");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_at_home_and_an_item_of_ones_own_are_found_again() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let browser = driver.browser().await;
    browser.screen(390, 844);
    let address = format!("{}/a/ada/catalogue", demo.url);
    browser.goto(&format!("{address}?q=banana")).await;
    browser.shows(".item h2", "anana").await;
    let home = ".item button[value=home]";
    let pressed = browser.find(home).await.attr("aria-pressed").await.unwrap();
    assert_eq!(pressed.as_deref(), Some("false"));
    tap(&browser, home).await;
    counts(&browser, &format!("{home}[aria-pressed=true]"), 1).await;
    browser.goto(&format!("{address}?only=home")).await;
    browser.shows("#items", "anana").await;

    browser.goto(&address).await;
    tap(&browser, "#own summary").await;
    browser.fill("item_name", "Grandma's rice cake").await;
    browser.fill("item_carbohydrate", "thirty").await;
    tap(&browser, "#own form > button").await;
    browser.shows("#item_carbohydrate-wrong", "thirty").await;
    browser.fill("item_carbohydrate", "30 g").await;
    browser.fill("item_sodium", "80 mg").await;
    tap(&browser, "#own form > button").await;
    // It is sent before another page is asked for.
    counts(&browser, "#item_carbohydrate-wrong", 0).await;
    browser.goto(&format!("{address}?only=own")).await;
    browser.shows(".item", "Grandma's rice cake").await;
    browser.shows(".amounts", "30 g").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_begins_with_a_name_and_a_mass_and_sets_what_is_known_of_them() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let browser = driver.browser().await;
    browser.screen(390, 844);
    browser.goto(&format!("{}/", demo.url)).await;
    browser.fill("name", "Kim").await;
    browser.fill("body_mass", "much").await;
    tap(&browser, "#me button").await;
    browser.shows("#body_mass-wrong", "much").await;
    // A number alone is in the units that were chosen.
    browser.fill("body_mass", "64").await;
    tap(&browser, "#me button").await;
    browser.shows("h1", "What do you do most?").await;
    let address = browser.client.current_url().await.unwrap();
    let me = address.as_str().split("/begin").next().unwrap().to_owned();
    tap(&browser, ".ways a").await;
    browser.shows("h1", "When do you get up").await;
    tap(&browser, "form.narrow .main").await;
    browser.shows("#outcome dd", "L/h").await;
    browser.goto(&format!("{me}/settings")).await;
    tap(&browser, "#days > summary").await;
    // As a browser without fields for the time of day would send it.
    browser.script("document.querySelector('#bedtime').type = 'text'").await;
    browser.fill("bedtime", "25 o'clock").await;
    tap(&browser, "#days button").await;
    browser.shows("#bedtime-wrong", "22:30").await;
    browser.fill("bedtime", "23:15").await;
    // What is set in one group is saved by the button of another: nothing that was typed is lost.
    tap(&browser, "#conditions > summary").await;
    tap(&browser, "input[value=kidney-disease]").await;
    tap(&browser, "#conditions button").await;
    browser.shows("#conditions .flag[role=status]", "Saved").await;
    browser.shows("#conditions > summary", "Kidney disease").await;
    let bedtime = browser.find("#bedtime").await;
    assert_eq!(bedtime.prop("value").await.unwrap().as_deref(), Some("23:15"));
    browser.goto(&format!("{me}/plan")).await;
    browser.fill("duration", "2 h").await;
    tap(&browser, "#new summary").await;
    browser.fill("air_temperature", "28 °C").await;
    tap(&browser, "#new form > button").await;
    browser.shows(".flag.stop:not([data-offline])", "your clinician").await;
    counts(&browser, ".phase", 0).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bars_on_a_pack_are_read_without_the_browsers_help() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let browser = driver.browser().await;
    browser.goto(&format!("{}/a/ada/catalogue", demo.url)).await;
    // EAN-13 by its definition: guards, six digits of two alphabets, five modules in the middle, six digits.
    let draw = "const L = ['0001101','0011001','0010011','0111101','0100011','0110001','0101111','0111011','0110111','0001011']; \
        const R = L.map(x => [...x].map(c => 1 - c).join('')), G = R.map(x => [...x].reverse().join('')); \
        const bits = (code, first) => '101' + [...code.slice(1, 7)].map((d, i) => (first[i] === 'L' ? L : G)[d]).join('') \
          + '01010' + [...code.slice(7)].map(d => R[d]).join('') + '101'; \
        const drawn = (bits, blur) => { \
          const canvas = new OffscreenCanvas(460, 200), context = canvas.getContext('2d'); \
          context.fillStyle = '#ddd'; context.fillRect(0, 0, 460, 200); context.filter = `blur(${blur}px)`; context.fillStyle = '#222'; \
          [...bits].forEach((bit, at) => { if (bit === '1') context.fillRect(40 + at * 4, 20, 4, 160); }); \
          return Barcode.find(context.getImageData(0, 0, 460, 200)); }; \
        const code = bits('4006381333931', 'LGLLGG'); \
        return [drawn(code, 0), drawn(code, 1), drawn([...code].reverse().join(''), 0), drawn(code.replace('0011', '1100'), 0), drawn('', 0)]";
    let read = browser.script(draw).await;
    assert_eq!(read, json!(["4006381333931", "4006381333931", "4006381333931", null, null]));
    assert_eq!(browser.errors(), Vec::<String>::new());
    browser.close().await;
}
