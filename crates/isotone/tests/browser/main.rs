//! The pages in a real browser, over a demo that runs for the length of each test.
//!
//! Needs `chromedriver` and Chromium; without them each test says in one line that it skips.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod bidi;
mod connecting;
mod daily;
mod driving;
mod inert;
mod kiosk;
mod main_job;
mod merging;
mod network;
mod notifications;
mod offline;
mod pages;
mod passkeys;
#[path = "../running/mod.rs"]
mod running;
mod serving;
mod websocket;
