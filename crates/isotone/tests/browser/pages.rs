//! Every page in a real browser: usable by everybody (axe-core), as narrow as a small phone, without a mouse, without an
//! error of its scripts; a picture of each at phone and desktop width, light and dark.
//! Without axe-core it says in one line that it skips that part.

use std::collections::BTreeMap;

use crate::driving::{Browser, Driver};
use crate::running::Demo;
use crate::serving::Serving;
use fantoccini::key::Key;

/// One address of every kind of page that the first page leads to, by a name for its picture.
pub(crate) fn pages(demo: &Demo) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::from([
        ("nothing-here".to_owned(), "/nowhere".to_owned()),
        ("offline".to_owned(), "/offline".to_owned()),
        ("offline-kept".to_owned(), "/offline/kept".to_owned()),
    ]);
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut next = vec!["/".to_owned()];
    // Pages that only a secret leads to.
    let squad = format!("{}/api/v1/squads/harbour", demo.url);
    // A guardian is asked for an athlete under 18 alone.
    let minor =
        agent.put(format!("{squad}/members/caio")).send_json(serde_json::json!({"born": "2015-05-01"}));
    assert!(minor.unwrap().status().is_success());
    for (name, made, body) in [
        ("kiosk", "/kiosks", serde_json::json!({"session": "today", "label": "Door"})),
        ("consent", "/members/bruna/consent-link", serde_json::json!({"by": "athlete"})),
        ("consent-guardian", "/members/caio/consent-link", serde_json::json!({"by": "guardian"})),
    ] {
        let mut answer = agent.post(format!("{squad}{made}")).send_json(body).unwrap();
        let answer: serde_json::Value = answer.body_mut().read_json().unwrap();
        pages.insert(name.to_owned(), answer["path"].as_str().unwrap().to_owned());
    }
    pages.insert("link-that-does-not-work".to_owned(), "/consent/nothing".to_owned());
    // The page of bottles has more to show once they are planned.
    let planned = agent.put(format!("{squad}/sessions/today/bottles")).send_json(serde_json::json!({}));
    assert!(planned.unwrap().status().is_success(), "the bottles of the demo cannot be planned");
    while let Some(path) = next.pop() {
        let kind = kind(&path);
        if pages.contains_key(&kind) {
            continue;
        }
        let mut answer = agent.get(format!("{}{path}", demo.url)).call().unwrap();
        let is_page = answer
            .headers()
            .get("content-type")
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if !is_page {
            continue;
        }
        let html = answer.body_mut().read_to_string().unwrap();
        pages.insert(kind, path);
        // The demo's athlete first: its pages have everything.
        let mut links: Vec<String> = html.split("href=\"/").skip(1).filter_map(address).collect();
        links.sort_by_key(|link| link.starts_with("/a/ada"));
        next.extend(links);
    }
    pages
}

fn address(after: &str) -> Option<String> {
    let link = after.split(['"', '#']).next()?;
    let followed = !link.contains("/export") && !link.starts_with("assets/") && !link.starts_with("api/v1");
    followed.then(|| format!("/{link}"))
}

/// The kind of a page: its path without names.
fn kind(path: &str) -> String {
    // The same page with an answer on it is another to look at.
    for (asked, name) in [("/plan?date=", "plan-day"), ("/race?start=", "race-planned")] {
        if path.contains(asked) {
            return name.to_owned();
        }
    }
    let path = path.split('?').next().unwrap_or_default();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let named = ["a", "tests", "receipts", "squads"];
    let kept =
        segments.iter().enumerate().filter(|(index, _)| *index == 0 || !named.contains(&segments[index - 1]));
    let words: Vec<&str> = kept.map(|(_, segment)| *segment).collect();
    match words.as_slice() {
        [] => "first".to_owned(),
        ["a"] => "today".to_owned(),
        ["a", "timeline", _] => "timeline-event".to_owned(),
        ["a", rest @ ..] => rest.join("-"),
        all => all.join("-"),
    }
}

pub(crate) async fn too_wide(browser: &Browser) -> Vec<String> {
    let wide = browser
        .script(
            "const most = document.documentElement.clientWidth; \
             if (document.documentElement.scrollWidth <= most) return []; \
             return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > most + 1 \
             && !e.closest('.scroll')).slice(0, 5).map(e => e.outerHTML.slice(0, 100))",
        )
        .await;
    wide.as_array().unwrap().iter().map(ToString::to_string).collect()
}

/// What is wrong with a page on a phone and a desktop, light and dark, with a picture of each; and whether axe-core looked.
async fn looked_at(browser: &Browser, name: &str, url: &str) -> (Vec<String>, bool) {
    let mut faults = Vec::new();
    let mut by_axe = true;
    browser.goto(url).await;
    for (width, height, device) in [(390, 844, "phone"), (1280, 900, "desktop")] {
        for scheme in ["light", "dark"] {
            browser.screen(width, height);
            browser.scheme(scheme);
            // Each width and each scheme once.
            if (device == "phone") == (scheme == "light") {
                match browser.axe().await {
                    Some(found) => {
                        let of = |f| format!("{name} ({device}, {scheme}): {f}");
                        faults.extend(found.into_iter().map(of));
                    }
                    None => by_axe = false,
                }
            }
            browser.picture(&format!("{name}-{device}-{scheme}"), width).await;
        }
    }
    browser.screen(360, 740);
    faults.extend(too_wide(browser).await.into_iter().map(|f| format!("{name} is wider than 360 px: {f}")));
    faults.extend(browser.errors().into_iter().map(|error| format!("{name}: {error}")));
    (faults, by_axe)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_usable_by_everybody_and_on_a_small_phone() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let browser = driver.browser().await;
    let pages = pages(&demo);
    for some in [
        "first",
        "today",
        "timeline",
        "timeline-event",
        "test",
        "profile",
        "plan",
        "plan-day",
        "race-planned",
        "what-if",
        "race",
        "catalogue",
        "settings",
        "more",
        "add",
        "log",
        "trends",
        "data",
        "receipts",
        "squads",
        "squads-bottles",
        "squads-team",
        "validation",
    ] {
        assert!(pages.contains_key(some), "no link leads to {some}: {:?}", pages.keys());
    }
    let mut faults = Vec::new();
    let mut without_axe = false;
    for (name, path) in &pages {
        println!("{name}: {path}");
        let (found, by_axe) = looked_at(&browser, name, &format!("{}{path}", demo.url)).await;
        without_axe |= !by_axe;
        let missing = ["nothing-here", "link-that-does-not-work"].contains(&name.as_str());
        faults.extend(found.into_iter().filter(|fault| !(missing && fault.contains("404"))));
    }
    if without_axe {
        println!("skipped: axe-core is not installed (npm ci in tests/browser)");
    }
    println!("{} pages looked at: {:?}", pages.len(), pages.keys());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    browser.close().await;
}

/// Pages that only a server with accounts has: the way in, the account, the people.
#[tokio::test(flavor = "multi_thread")]
async fn the_way_in_and_the_account_are_usable_by_everybody() {
    let Some(driver) = Driver::start() else { return };
    let server = Serving::start();
    let browser = driver.browser().await;
    let at = |path: &str| format!("{}{path}", server.url);
    let mut faults = Vec::new();
    faults.extend(looked_at(&browser, "welcome", &server.link).await.0);
    browser.fill("login", "ada").await;
    browser.fill("password", "corn field at dusk").await;
    browser.click("main form button").await;
    browser.shows("h1", "What to drink").await;
    for (name, path) in [("first-of-an-account", "/"), ("account", "/account"), ("users", "/users")] {
        faults.extend(looked_at(&browser, name, &at(path)).await.0);
    }
    browser.goto(&at("/account")).await;
    browser.click("#sessions form[action='/sign-out'] button").await;
    browser.shows("h1", "Sign in").await;
    faults.extend(looked_at(&browser, "sign-in", &at("/sign-in")).await.0);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    browser.close().await;
}

/// What a reader sees or types on a page: the text between its tags and what stands in its fields. What is marked as English
/// or as quoted from somebody is left out, as are the names of languages.
fn read_of(page: &str) -> Vec<String> {
    let mut read = Vec::new();
    // How deep the element that is marked as English stands, where one does.
    let (mut depth, mut english) = (0_usize, None);
    let body = page.split_once("<body").map_or(page, |(_, body)| body);
    for piece in body.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        let is_void = ["input", "meta", "link", "br", "hr", "img"].contains(&name.as_str());
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
            english = english.filter(|of| depth > *of);
        } else if !tag.ends_with('/') && !is_void && !tag.starts_with('!') {
            let others = ["script", "code", "q"].contains(&name.as_str());
            if english.is_none() && (tag.contains("lang=\"en\"") || others) {
                english = Some(depth);
            }
            depth += 1;
        }
        if english.is_some() {
            continue;
        }
        let typed = name == "input"
            && !["hidden", "checkbox", "radio", "range"]
                .iter()
                .any(|kind| tag.contains(&format!("type=\"{kind}\"")));
        for attribute in ["placeholder", "aria-label", "value"] {
            if attribute == "value" && !typed {
                continue;
            }
            let value =
                tag.split_once(&format!(" {attribute}=\"")).and_then(|(_, after)| after.split('"').next());
            read.extend(value.map(str::to_owned));
        }
        read.push(text.trim().to_owned());
    }
    read.retain(|text| !text.is_empty());
    read
}

/// What the demo's people and publishers call things, and names that are the same in every language.
const NAMES_OF_THE_DEMO: [&str; 4] =
    ["Run in the heat", "Half marathon in the heat", "Georgia high schools: heat and humidity", "Isotone"];

/// Words of English that no sentence of another language of ours has.
const ENGLISH: [&str; 12] =
    ["the", "and", "with", "your", "you", "from", "which", "none", "is", "are", "of", "this"];

#[test]
fn the_demo_says_nothing_in_english_and_no_point_before_decimals_to_other_readers() {
    let demo = Demo::start();
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut items: Vec<String> =
        fuel::Catalogue::built_in().items().iter().map(|item| item.name.clone()).collect();
    items.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let mut faults = Vec::new();
    // The description of the API and the report of the command line are in English.
    let pages =
        pages(&demo).into_iter().filter(|(name, _)| !name.contains("docs") && name != "validation-report");
    for (name, path) in pages {
        for language in ["pt", "es"] {
            let asked = agent.get(format!("{}{path}", demo.url)).header("accept-language", language);
            let page = asked.call().unwrap().body_mut().read_to_string().unwrap();
            for text in read_of(&page) {
                let mut said = text.clone();
                for known in NAMES_OF_THE_DEMO.iter().copied().chain(items.iter().map(String::as_str)) {
                    said = said.replace(known, "");
                }
                let lower = said.to_lowercase();
                let mut words = lower.split(|c: char| !c.is_alphanumeric());
                if let Some(word) = words.find(|word| ENGLISH.contains(word)) {
                    faults.push(format!("{name} in {language} says '{word}': {text}"));
                }
                let digits: Vec<char> = said.chars().collect();
                let point = digits
                    .windows(3)
                    .any(|of| of[0].is_ascii_digit() && of[1] == '.' && of[2].is_ascii_digit());
                if point && !said.contains("http") && !said.contains("127.0.0.1") {
                    faults.push(format!("{name} in {language} has a decimal point: {text}"));
                }
            }
        }
    }
    faults.dedup();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The labels of charts that leave their chart, or lie on one another.
async fn collisions(browser: &Browser) -> Vec<String> {
    let found = browser
        .script(
            "const said = []; \
             for (const svg of document.querySelectorAll('main svg[role=img]')) { \
               const frame = svg.getBoundingClientRect(); \
               if (!frame.width) continue; \
               const labels = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]) \
                 .filter(([words, box]) => words.trim() && box.width); \
               labels.forEach(([words, box], index) => { \
                 if (box.left < frame.left - 2 || box.right > Math.max(frame.right, innerWidth) + 2) said.push(`${words} is cut off`); \
                 for (const [other, its] of labels.slice(index + 1)) { \
                   const over = Math.min(box.right, its.right) - Math.max(box.left, its.left); \
                   const high = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top); \
                   if (over > 1 && high > 3) said.push(`${words} lies on ${other}`); \
                 } \
               }); \
             } \
             return said.slice(0, 8)",
        )
        .await;
    found.as_array().unwrap().iter().map(ToString::to_string).collect()
}

/// Words of tabs, buttons and the hero that are cut off by their own box.
async fn cut_off(browser: &Browser) -> Vec<String> {
    let found = browser
        .script(
            "return [...document.querySelectorAll('.tabs a, .hero, .hero *, button, .button, .tag, .chip')] \
               .filter(e => e.clientWidth && e.checkVisibility() && !e.closest('svg, .sr, .scroll') && !e.matches('.sr')) \
               .filter(e => getComputedStyle(e).display !== 'inline' && e.scrollWidth > e.clientWidth + 2) \
               .slice(0, 5).map(e => e.outerHTML.slice(0, 100))",
        )
        .await;
    found.as_array().unwrap().iter().map(ToString::to_string).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_charts_are_read_on_a_small_phone_and_with_large_text() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let browser = driver.browser().await;
    let pages = pages(&demo);
    let mut faults = Vec::new();
    for (name, path) in &pages {
        for (width, size) in [(320, "100%"), (390, "200%"), (768, "100%"), (1280, "100%")] {
            browser.screen(width, 900);
            browser.goto(&format!("{}{path}", demo.url)).await;
            browser.script(&format!("document.documentElement.style.fontSize = '{size}'")).await;
            let at = |fault: String| format!("{name} at {width} px, text {size}: {fault}");
            faults.extend(collisions(&browser).await.into_iter().map(at));
            faults.extend(too_wide(&browser).await.into_iter().map(at));
            faults.extend(cut_off(&browser).await.into_iter().map(at));
            browser.picture(&format!("{name}-{width}-{}", size.trim_end_matches('%')), width).await;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    browser.close().await;
}

/// What is not needed now is folded; a link to a day in it opens it.
#[tokio::test(flavor = "multi_thread")]
async fn long_pages_are_folded_and_a_link_into_them_opens_them() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let browser = driver.browser().await;
    browser.screen(390, 844);
    // The timeline is longest on a Sunday, with two whole weeks.
    for (path, most) in [("plan", 2_600), ("timeline", 4_200), ("log", 1_500), ("sharing", 1_600)] {
        browser.goto(&format!("{}/a/ada/{path}", demo.url)).await;
        let height = browser.script("return document.documentElement.scrollHeight").await;
        assert!(height.as_u64().unwrap() < most, "{path} is {height} px long on a phone");
    }
    browser.goto(&format!("{}/a/ada/timeline", demo.url)).await;
    let day = browser.script("return document.querySelector('details.weekof .day').id").await;
    let day = day.as_str().unwrap();
    browser.goto(&format!("{}/a/ada/timeline#{day}", demo.url)).await;
    let heading = browser.shows(&format!("[id='{day}'] h3"), " ").await;
    assert!(!heading.is_empty(), "the week of {day} is still folded");
    browser.close().await;
}

/// After a session the scales say what to drink. What was the most to drink in it stood beside "no more drinks".
#[test]
fn the_board_does_not_advise_two_amounts_to_one_athlete() {
    let demo = Demo::start();
    let squad = |what: &str| {
        let url = format!("{}/squads/harbour{what}", demo.url);
        ureq::get(url).call().unwrap().body_mut().read_to_string().unwrap()
    };
    let board = squad("");
    let rows: Vec<&str> =
        board.split("<li class=").skip(1).filter(|row| row.contains("weighed out")).collect();
    assert!(rows.iter().any(|row| row.contains("No more drinks")), "the demo has one who drank too much");
    for row in rows {
        let row = row.split("</li>").next().unwrap_or_default();
        assert!(!row.contains("up to"), "the most of a session that is over: {row}");
    }
}

/// The link that an athlete is to scan, with its long address, on the phone of a practitioner.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_for_consent_fits_a_phone() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let browser = driver.browser().await;
    browser.screen(360, 740);
    browser.goto(&format!("{}/squads/harbour/team", demo.url)).await;
    browser.click(".of-member summary").await;
    browser.click("button[value=link]").await;
    browser.shows("section.qr pre", "/consent/").await;
    assert_eq!(too_wide(&browser).await, Vec::<String>::new());
    let out = "const card = document.querySelector('section.qr').getBoundingClientRect(); \
               return [...document.querySelectorAll('section.qr > *')] \
               .filter(e => e.getBoundingClientRect().right > card.right).map(e => e.tagName)";
    assert_eq!(browser.script(out).await, serde_json::json!([]), "parts that leave their card");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_goes_without_a_mouse() {
    let Some(driver) = Driver::start() else { return };
    let demo = Demo::start();
    let browser = driver.browser().await;
    let enter = char::from(Key::Enter).to_string();
    browser.goto(&format!("{}/a/ada", demo.url)).await;
    browser.tab_to(".skip").await;
    browser.tab_to(".rail a[href$='/test']").await;
    browser.keys(&enter).await;
    browser.shows("h1", "Weigh in").await;
    browser.tab_to("[name=mass_before]").await;
    browser.keys("61.2 kg").await;
    browser.tab_to("details:has([name=sport]) > summary").await;
    browser.keys(&enter).await;
    for (field, value) in [
        ("sport", "run"),
        ("duration", "1 h 10 min"),
        ("air_temperature", "24 °C"),
        ("mass_after", "60.4 kg"),
        ("drunk", "0.3 L"),
    ] {
        browser.tab_to(&format!("[name={field}]")).await;
        browser.keys(value).await;
    }
    browser.tab_to("form[enctype] button:not([type=button])").await;
    browser.keys(&enter).await;
    let rate = browser.shows("#rate", "L/h").await;
    browser.tab_to("#rate a").await;
    browser.keys(&enter).await;
    assert_eq!(browser.shows(".figure", "L/h").await, rate, "the number and its receipt");

    browser.tab_to(".rail a[href$='/plan']").await;
    browser.keys(&enter).await;
    browser.shows(".rail [aria-current]", "Plan").await;
    browser.tab_to(".acts a[href='#new']").await;
    browser.keys(&enter).await;
    browser.tab_to("#new [name=duration]").await;
    browser.keys("2 h").await;
    browser.tab_to("#new summary").await;
    browser.keys(&enter).await;
    browser.tab_to("#new [name=air_temperature]").await;
    browser.keys("28 °C").await;
    browser.tab_to("#new form > button").await;
    browser.keys(&enter).await;
    browser.shows(".phase .amounts", "mL").await;
    browser.tab_to(".phase details > summary").await;
    browser.keys(&enter).await;
    browser.tab_to(".phase button.tick").await;
    browser.keys(&enter).await;
    browser.shows(".phase li.taken .why", "Taken").await;

    browser.tab_to(".rail a[href$='/log']").await;
    browser.keys(&enter).await;
    browser.shows("h1", "What did you drink").await;
    browser.tab_to("[name=drink]").await;
    browser.keys("200").await;
    browser.keys(&enter).await;
    browser.shows("#logged li", "200 mL").await;
    assert_eq!(browser.errors(), Vec::<String>::new());
    browser.close().await;
}
