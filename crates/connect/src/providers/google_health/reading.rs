//! Data points: exercises and sleep.

use jiff::Timestamp;
use serde_json::Value;

use super::GoogleHealth;
use crate::providers::port::{
    Failure, Fetched, Found, Item, Listed, Page, Payload, Range, Turn, Web, classified, classified_list,
    encoded, fingerprint, is_safe,
};

/// What is read, in Google's words.
pub(super) const KINDS: [&str; 2] = ["exercise", "sleep"];

/// The last part of a data point's name.
fn name(point: &Value) -> Option<&str> {
    let id = point["name"].as_str()?.rsplit('/').next()?;
    is_safe(id, 200, b"-_.").then_some(id)
}

fn version(point: &Value, kind: &str) -> String {
    fingerprint(point[kind].to_string().as_bytes())
}

/// `exercise:`, `exercise:TOKEN`, then `sleep:`. Lists take no range: what lies outside is left out here.
pub(super) async fn list(
    google: &GoogleHealth,
    web: &dyn Web,
    access: &str,
    range: Range,
    cursor: Option<&str>,
) -> Result<Page, Failure> {
    let turn = Turn::at(cursor, KINDS);
    let Turn { kind, token, .. } = turn;
    let mut path = format!("/v4/users/me/dataTypes/{kind}/dataPoints?pageSize=200");
    if kind == KINDS[1] {
        let filter = format!("sleep.interval.end_time >= \"{}\"", range.from);
        path.push_str("&filter=");
        path.push_str(&encoded(&filter));
    }
    if !token.is_empty() {
        path.push_str("&pageToken=");
        path.push_str(&encoded(token));
    }
    let mut page = Page::default();
    let answer = match classified_list(web.send(google.application.get(access, &path)).await?) {
        Err(failure) => return Page::without(failure, turn.next_kind()),
        Ok(answer) => answer,
    };
    let body: Value = answer.json()?;
    for point in body["dataPoints"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let at =
            point[kind]["interval"]["startTime"].as_str().and_then(|text| text.parse::<Timestamp>().ok());
        match name(point) {
            Some(_) if at.is_some_and(|at| at < range.from || range.to <= at) => {}
            Some(id) => {
                page.items.push(Listed {
                    item: Item::new(kind, id),
                    at,
                    version: Some(version(point, kind)),
                });
            }
            None => page.unreadable += 1,
        }
    }
    page.next = turn.next(body["nextPageToken"].as_str());
    Ok(page)
}

pub(super) async fn fetch(
    google: &GoogleHealth,
    web: &dyn Web,
    access: &str,
    item: &Item,
) -> Result<Fetched, Failure> {
    if !KINDS.contains(&item.kind.as_str()) {
        return Err(Failure::Wrong("the item's kind is none".to_owned()));
    }
    let path = format!("/v4/users/me/dataTypes/{}/dataPoints/{}", item.kind, encoded(&item.id));
    let answer = classified(web.send(google.application.get(access, &path)).await?)?;
    if matches!(answer.status, 404 | 410) {
        return Ok(Fetched::Absent);
    }
    let point: Value = answer.json()?;
    if name(&point) != Some(item.id.as_str()) {
        return Err(Failure::Outage("the answer is about something else".to_owned()));
    }
    let bytes = [b"{\"google_point\":".as_slice(), &answer.body, b"}"].concat();
    let payload = Payload::new(format!("google-{}.json", item.id), bytes);
    Ok(Fetched::Found(Found::whole(version(&point, &item.kind), vec![payload])))
}
