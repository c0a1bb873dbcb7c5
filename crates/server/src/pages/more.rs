//! The rest of an athlete's pages, for the phone's last tab.

use askama::Template;
use axum::extract::{Path, State};

use super::{Frame, Page, icons, page};
use crate::App;
use crate::access::is_within;
use crate::language::Language;

#[derive(Template)]
#[template(path = "more.html")]
struct More {
    frame: Frame,
    /// Address, icon, name and what it is for.
    pages: Vec<(String, String, String, String)>,
}

/// The pages behind the last tab: the end of the address, which is the key of their texts too, and the icon.
const PAGES: [(&str, &str); 10] = [
    ("profile", "profile"),
    ("trends", "trends"),
    ("test", "scale"),
    ("log", "meal"),
    ("catalogue", "pantry"),
    ("connections", "connect"),
    ("notifications", "bell"),
    ("sharing", "share"),
    ("settings", "settings"),
    ("data", "folder"),
];

pub(crate) async fn show(State(app): State<App>, language: Language, Path(athlete): Path<String>) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let of = |(key, icon): (&str, &str)| {
        let address = format!("/a/{}/{key}", record.id);
        (address, icons::icon(icon), language.t_of("frame", key), language.t_of("more", key))
    };
    let frame = Frame::of(&app, &record, language, "you");
    let within = |(key, _): &(&str, &str)| is_within(frame.may(), &format!("/a/{{athlete}}/{key}"));
    let pages = PAGES.into_iter().filter(within).map(of).collect();
    page(&More { frame, pages })
}
