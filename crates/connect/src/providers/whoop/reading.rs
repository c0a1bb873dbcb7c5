//! Workouts and sleep, page by page.

use serde_json::Value;

use super::Whoop;
use crate::providers::port::{
    Failure, Fetched, Found, Item, Listed, Page, Payload, Range, Turn, Web, classified, classified_list,
    encoded, fingerprint_of, is_about, is_safe,
};

pub(super) const WORKOUT: &str = "workout";
pub(super) const SLEEP: &str = "sleep";
const COMPARED: [&str; 2] = ["updated_at", "score_state"];

/// A name that is safe in an address.
pub(super) fn is_name(id: &str) -> bool {
    is_safe(id, 64, b"-")
}

/// `workout:`, `workout:TOKEN`, then `sleep:`.
pub(super) async fn list(
    whoop: &Whoop,
    web: &dyn Web,
    access: &str,
    range: Range,
    cursor: Option<&str>,
) -> Result<Page, Failure> {
    let turn = Turn::at(cursor, [WORKOUT, SLEEP]);
    let Turn { kind, token, .. } = turn;
    let mut path = format!("/v2/activity/{kind}?limit=25&start={}&end={}", range.from, range.to);
    if !token.is_empty() {
        path.push_str("&nextToken=");
        path.push_str(&encoded(token));
    }
    let mut page = Page::default();
    let answer = match classified_list(web.send(whoop.application.get(access, &path)).await?) {
        Err(failure) => return Page::without(failure, turn.next_kind()),
        Ok(answer) => answer,
    };
    let body: Value = answer.json()?;
    for row in body["records"].as_array().map(Vec::as_slice).unwrap_or_default() {
        match row["id"].as_str().filter(|id| is_name(id)) {
            Some(id) => page.items.push(Listed {
                item: Item::new(kind, id),
                at: row["start"].as_str().and_then(|text| text.parse().ok()),
                version: Some(fingerprint_of(row, &COMPARED)),
            }),
            None => page.unreadable += 1,
        }
    }
    page.next = turn.next(body["next_token"].as_str());
    Ok(page)
}

pub(super) async fn fetch(
    whoop: &Whoop,
    web: &dyn Web,
    access: &str,
    item: &Item,
) -> Result<Fetched, Failure> {
    if !matches!(item.kind.as_str(), WORKOUT | SLEEP) || !is_name(&item.id) {
        return Err(Failure::Wrong("the item's name is none".to_owned()));
    }
    let path = format!("/v2/activity/{}/{}", item.kind, item.id);
    let answer = classified(web.send(whoop.application.get(access, &path)).await?)?;
    if matches!(answer.status, 404 | 410) {
        return Ok(Fetched::Absent);
    }
    let row: Value = answer.json()?;
    is_about(&row, "id", &item.id)?;
    let bytes = [format!("{{\"whoop_{}\":", item.kind).as_bytes(), &answer.body, b"}"].concat();
    let payload = Payload::new(format!("whoop-{}.json", item.id), bytes);
    // It is told again when it is scored; if that telling is lost, it is asked again.
    let complete = !row["score_state"].as_str().is_some_and(|state| state.starts_with("PENDING"));
    let found = Found::whole(fingerprint_of(&row, &COMPARED), vec![payload]);
    Ok(Fetched::Found(Found { complete, ..found }))
}
