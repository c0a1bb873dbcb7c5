//! Passkeys with a browser's own authenticator: made on the account page, used to sign in, removed. And the language, which
//! an account remembers on every device.

use serde_json::json;

use crate::driving::{Browser, Driver, PATIENCE};
use crate::pages::too_wide;
use crate::serving::Serving;

const GOOD: &str = "corn field at dusk";

async fn sign_out(browser: &Browser, server: &Serving) {
    browser.goto(&format!("{}/account", server.url)).await;
    browser.click("#sessions form[action='/sign-out'] button").await;
    browser.shows("h1", "Sign in").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_made_signs_in_and_is_removed() {
    let Some(driver) = Driver::start() else { return };
    let server = Serving::start();
    let browser = driver.browser().await;
    browser.goto(&server.link).await;
    browser.fill("login", "ada").await;
    browser.fill("password", GOOD).await;
    browser.click("main form button").await;
    browser.shows("h1", "What to drink").await;

    let authenticator = json!({
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
        "isUserConsenting": true, "isUserVerified": true,
    });
    browser.post("webauthn/authenticator", &authenticator);
    browser.goto(&format!("{}/account#passkeys", server.url)).await;
    browser.fill("passkey_label", "my <b>phone</b>").await;
    browser.click("form[data-passkey=new] button").await;
    browser.shows("#passkeys li strong", "my <b>phone</b>").await;
    for width in [360, 1280] {
        browser.screen(width, 800);
        let faults = browser.axe().await.unwrap_or_default();
        assert!(faults.is_empty(), "the account page at {width} px: {}", faults.join("\n"));
        assert_eq!(too_wide(&browser).await, Vec::<String>::new(), "the account page at {width} px");
    }

    sign_out(&browser, &server).await;
    browser.goto(&format!("{}/sign-in?next=/account", server.url)).await;
    let faults = browser.axe().await.unwrap_or_default();
    assert!(faults.is_empty(), "the sign-in page: {}", faults.join("\n"));
    browser.click("form[data-passkey=sign-in] button").await;
    browser.shows("h1", "ada").await;
    let used = browser.shows("#passkeys li .small", "Last used").await;
    assert!(!used.contains("never"), "{used}");

    browser.click("#passkeys li button").await;
    browser.shows("#passkeys", "Make a passkey").await;
    sign_out(&browser, &server).await;
    browser.click("form[data-passkey=sign-in] button").await;
    browser.shows("form[data-passkey=sign-in] [role=alert]", "opens no account here").await;
    // The refusal of a passkey is the one answer that a browser notes as an error.
    let errors: Vec<String> = browser.errors().into_iter().filter(|error| !error.contains("403")).collect();
    assert_eq!(errors, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_that_was_chosen_once_is_spoken_on_every_device() {
    let Some(driver) = Driver::start() else { return };
    let server = Serving::start();
    let first = driver.browser().await;
    first.goto(&server.link).await;
    first.fill("login", "ada").await;
    first.fill("password", GOOD).await;
    first.click("main form button").await;
    first.shows("h1", "What to drink").await;
    first.click("form[action='/language'] button[value=pt]").await;
    let lang = "return document.documentElement.lang";
    for _ in 0..PATIENCE {
        if first.script(lang).await == "pt" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    first.close().await;
    let second = driver.browser().await;
    second.goto(&format!("{}/sign-in", server.url)).await;
    assert_eq!(second.script(lang).await, "en", "a browser that nobody is known in says its own");
    second.fill("login", "ada").await;
    second.fill("password", GOOD).await;
    second.click("form[action='/sign-in'] button").await;
    second.shows("#main h1", "O que beber").await;
    assert_eq!(second.script(lang).await, "pt");
    second.close().await;
}
