//! The observations behind an event, and why each belongs to it.

use timeline::{Event, Link, Role};

use super::asked::percent;
use crate::language::Language;

/// An observation behind an event.
pub(super) struct Source {
    pub(super) observation: String,
    pub(super) name: String,
    pub(super) why: String,
    /// Its page at the provider, and what the link is called.
    pub(super) page: Option<(String, &'static str)>,
}

/// An observation as the page shows it.
pub(super) fn source(link: &Link, event: &Event, language: Language) -> Source {
    let role = language.t_of("role", link.role.code());
    let rule = language.t_of("rule", link.rule.code());
    let why = language.with("role", role).with("rule", rule).t("timeline-why");
    let fits = match link.role {
        Role::Anchor => String::new(),
        _ => language.with("percent", percent(link.score)).t("timeline-fits"),
    };
    let off = link.span.map_or(0, |span| span.start.duration_since(event.span.start).as_secs());
    Source {
        observation: link.observation.clone(),
        name: called(link, language),
        why: format!("{why}{fits}{}", apart(off, language)),
        page: connect::providers::page_of(&link.observation),
    }
}

/// How far its start lies from the event's; nothing where it does not.
fn apart(seconds: i64, language: Language) -> String {
    let (early, size) = (seconds < 0, seconds.abs());
    match size {
        0 => String::new(),
        1..60 if early => language.with("count", size).t("timeline-seconds-earlier"),
        1..60 => language.with("count", size).t("timeline-seconds-later"),
        _ if early => language.with("count", size / 60).t("timeline-minutes-earlier"),
        _ => language.with("count", size / 60).t("timeline-minutes-later"),
    }
}

/// What a person would call the observation: where it came from, and the device.
fn called(link: &Link, language: Language) -> String {
    let provider = match link.source.provider.as_str() {
        "typed" => language.t("timeline-typed"),
        provider => provider.to_owned(),
    };
    match &link.source.device {
        Some(device) => format!("{provider} · {device}"),
        None => provider,
    }
}

/// The same, by the observation's name.
pub(super) fn short(observation: &str, event: &Event, language: Language) -> String {
    let link = event.all_links().find(|link| link.observation == observation);
    link.map_or_else(|| observation.to_owned(), |link| called(link, language))
}
