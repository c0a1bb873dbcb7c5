//! Workouts and their files.

use jiff::Timestamp;
use serde_json::Value;

use super::Suunto;
use crate::providers::port::{
    Failure, Fetched, Found, Item, Listed, Page, Payload, Range, Web, classified, classified_list, file_in,
    fingerprint_of, is_safe,
};

pub(super) const WORKOUT: &str = "workout";
const ROWS: usize = 50;
const COMPARED: [&str; 4] = ["startTime", "stopTime", "totalTime", "totalDistance"];

/// A name that is safe in an address.
pub(super) fn is_name(id: &str) -> bool {
    is_safe(id, 64, b"")
}

pub(super) async fn list(
    suunto: &Suunto,
    web: &dyn Web,
    access: &str,
    range: Range,
    cursor: Option<&str>,
) -> Result<Page, Failure> {
    let offset = cursor.and_then(|cursor| cursor.parse::<usize>().ok()).unwrap_or(0);
    let since = range.from.as_millisecond();
    let path = format!("/v3/workouts?since={since}&limit={ROWS}&offset={offset}");
    let body: Value = classified_list(web.send(suunto.get(access, &path)).await?)?.json()?;
    let rows = body["payload"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut page = Page::default();
    for row in rows {
        match row["workoutKey"].as_str().filter(|key| is_name(key)) {
            Some(key) => page.items.push(Listed {
                item: Item::new(WORKOUT, key),
                at: row["startTime"].as_i64().and_then(|at| Timestamp::from_millisecond(at).ok()),
                version: Some(fingerprint_of(row, &COMPARED)),
            }),
            None => page.unreadable += 1,
        }
    }
    let next = offset + rows.len();
    page.next = (!rows.is_empty() && next < 20_000).then(|| next.to_string());
    Ok(page)
}

/// The detail is one object where a list has an array.
pub(super) async fn fetch(
    suunto: &Suunto,
    web: &dyn Web,
    access: &str,
    item: &Item,
) -> Result<Fetched, Failure> {
    let path = format!("/v3/workouts/{}", item.id);
    let answer = classified(web.send(suunto.get(access, &path)).await?)?;
    if matches!(answer.status, 404 | 410) {
        return Ok(Fetched::Absent);
    }
    let body: Value = answer.json()?;
    let payload = body.get("payload").unwrap_or(&body);
    let mut row = payload.as_array().and_then(|all| all.first()).unwrap_or(payload).clone();
    if !row.is_object() || row["startTime"].is_null() {
        return Err(Failure::Outage("the answer holds no workout".to_owned()));
    }
    row["workoutKey"] = Value::from(item.id.as_str());
    let bytes = serde_json::json!({ "suunto_workout": row }).to_string().into_bytes();
    let summary = Payload::new(format!("suunto-{}.json", item.id), bytes);
    let file = file_in(web.send(suunto.get(access, &format!("{path}/fit"))).await);
    // Its end and its file follow some minutes later.
    let complete = row["stopTime"].is_number() && matches!(file, Ok(Some(_)));
    let found = Found::whole(fingerprint_of(&row, &COMPARED), vec![summary]);
    let found = found.with_file(format!("suunto-{}.fit", item.id), file);
    Ok(Fetched::Found(Found { complete, ..found }))
}
