//! Sleep and workouts.

use serde_json::Value;

use super::Oura;
use crate::providers::port::{
    Failure, Fetched, Found, Item, Listed, Page, Payload, Range, Turn, Web, classified, classified_list,
    encoded, fingerprint_of, is_about, is_safe, utc_date,
};

/// What is read, in Oura's words.
pub(super) const KINDS: [&str; 2] = ["sleep", "workout"];
const COMPARED: [&str; 7] = [
    "type",
    "bedtime_start",
    "bedtime_end",
    "sleep_phase_5_min",
    "start_datetime",
    "end_datetime",
    "activity",
];

/// A name that is safe in an address.
pub(super) fn is_name(id: &str) -> bool {
    is_safe(id, 100, b"-")
}

/// `sleep:`, `sleep:TOKEN`, then `workout:`. The last day is tomorrow: one that ends today shows nothing of tonight.
pub(super) async fn list(
    oura: &Oura,
    web: &dyn Web,
    access: &str,
    range: Range,
    cursor: Option<&str>,
) -> Result<Page, Failure> {
    let turn = Turn::at(cursor, KINDS);
    let Turn { kind, token, .. } = turn;
    let (first, last) = (utc_date(range.from, -1), utc_date(range.to, 1));
    let mut path = format!("/v2/usercollection/{kind}?start_date={first}&end_date={last}");
    if !token.is_empty() {
        path.push_str("&next_token=");
        path.push_str(&encoded(token));
    }
    let mut page = Page::default();
    let answer = match classified_list(web.send(oura.application.get(access, &path)).await?) {
        Err(failure) => return Page::without(failure, turn.next_kind()),
        Ok(answer) => answer,
    };
    let body: Value = answer.json()?;
    for row in body["data"].as_array().map(Vec::as_slice).unwrap_or_default() {
        match row["id"].as_str().filter(|id| is_name(id)) {
            Some(id) => page.items.push(Listed {
                item: Item::new(kind, id),
                at: ["bedtime_start", "start_datetime"]
                    .iter()
                    .find_map(|key| row[key].as_str()?.parse().ok()),
                version: Some(fingerprint_of(row, &COMPARED)),
            }),
            None => page.unreadable += 1,
        }
    }
    page.next = turn.next(body["next_token"].as_str());
    Ok(page)
}

pub(super) async fn fetch(oura: &Oura, web: &dyn Web, access: &str, item: &Item) -> Result<Fetched, Failure> {
    if !KINDS.contains(&item.kind.as_str()) || !is_name(&item.id) {
        return Err(Failure::Wrong("the item's name is none".to_owned()));
    }
    let path = format!("/v2/usercollection/{}/{}", item.kind, item.id);
    let answer = classified(web.send(oura.application.get(access, &path)).await?)?;
    if matches!(answer.status, 404 | 410) {
        return Ok(Fetched::Absent);
    }
    let row: Value = answer.json()?;
    is_about(&row, "id", &item.id)?;
    // A sleep that the athlete deleted stays, with another type.
    if row["type"] == "deleted" {
        return Ok(Fetched::Absent);
    }
    let bytes = [format!("{{\"oura_{}\":", item.kind).as_bytes(), &answer.body, b"}"].concat();
    let payload = Payload::new(format!("oura-{}.json", item.id), bytes);
    Ok(Fetched::Found(Found::whole(fingerprint_of(&row, &COMPARED), vec![payload])))
}
