//! What can be added, one link each: the page behind the + of a phone.

use askama::Template;
use axum::extract::{Path, State};

use super::{Frame, Page, icons, page};
use crate::App;
use crate::access::is_within;
use crate::language::Language;

#[derive(Template)]
#[template(path = "add.html")]
struct Add {
    frame: Frame,
    /// Address, icon, name and what it is for.
    ways: Vec<(String, String, String, String)>,
}

/// The key of its texts, the end of its address, and its icon; what is done most comes first.
const WAYS: [(&str, &str, &str); 6] = [
    ("drink", "log#readings", "fluid"),
    ("weigh", "log#readings", "scale"),
    ("test", "test", "profile"),
    ("scan", "scan", "patch"),
    ("session", "plan#new", "plan"),
    ("recording", "imports", "timeline"),
];

pub(crate) async fn show(State(app): State<App>, language: Language, Path(athlete): Path<String>) -> Page {
    let record = app.engine.athlete(&athlete).await?;
    let way = |(key, path, icon): (&str, &str, &str)| {
        let address = format!("/a/{}/{path}", record.id);
        (address, icons::icon(icon), language.t_of("add", key), language.t_of("add-what", key))
    };
    let frame = Frame::of(&app, &record, language, "add");
    let within = |(_, path, _): &(&str, &str, &str)| {
        let page = path.split('#').next().unwrap_or_default();
        is_within(frame.may(), &format!("/a/{{athlete}}/{page}"))
    };
    let ways = WAYS.into_iter().filter(within).map(way).collect();
    page(&Add { frame, ways })
}
