//! The rest of an athlete's pages, for the phone's last tab.

use askama::Template;
use axum::extract::{Path, State};

use super::{Frame, Page, page};
use crate::App;
use crate::language::Language;

#[derive(Template)]
#[template(path = "more.html")]
struct More {
    frame: Frame,
    /// Address, name and what it is for.
    pages: Vec<(String, String, String)>,
}

/// The pages behind the last tab: the end of the address, and the key of their texts.
const PAGES: [(&str, &str); 7] = [
    ("profile", "profile"),
    ("what-if", "what-if"),
    ("race", "race"),
    ("catalogue", "catalogue"),
    ("connections", "connections"),
    ("data", "data"),
    ("settings", "settings"),
];

pub(crate) async fn show(State(app): State<App>, language: Language, Path(athlete): Path<String>) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let of = |(path, key): (&str, &str)| {
        (format!("/a/{}/{path}", record.id), language.t_of("frame", key), language.t_of("more", key))
    };
    let pages = PAGES.into_iter().map(of).collect();
    page(&More { frame: Frame::of(&app, &record, language, "more"), pages })
}
