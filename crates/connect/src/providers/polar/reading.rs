//! Exercises with their files, and nights.

use jiff::civil::Date;
use serde_json::Value;

use super::Polar;
use crate::providers::port::{
    Failure, Fetched, Found, Item, Listed, Page, Payload, Request, Web, classified, classified_list, file_in,
    fingerprint_of, id_in, is_about, is_safe,
};

pub(super) const EXERCISE: &str = "exercise";
const NIGHT: &str = "night";
const NIGHTS: &str = "nights";
const OF_AN_EXERCISE: [&str; 4] = ["start_time", "duration", "sport", "distance"];
const OF_A_NIGHT: [&str; 2] = ["sleep_start_time", "sleep_end_time"];

/// A name that is safe in an address.
pub(super) fn is_name(id: &str) -> bool {
    is_safe(id, 64, b"")
}

/// Everything of the last four weeks, without pages.
pub(super) async fn list(
    polar: &Polar,
    web: &dyn Web,
    access: &str,
    cursor: Option<&str>,
) -> Result<Page, Failure> {
    if cursor == Some(NIGHTS) {
        let answer = match classified_list(web.send(polar.application.get(access, "/v3/users/sleep")).await?)
        {
            Err(failure) => return Page::without(failure, None),
            Ok(answer) => answer,
        };
        let mut page = Page::default();
        if answer.status == 204 {
            return Ok(page);
        }
        let body: Value = answer.json()?;
        for row in body["nights"].as_array().map(Vec::as_slice).unwrap_or_default() {
            match row["date"].as_str().filter(|date| date.parse::<Date>().is_ok()) {
                Some(date) => page.items.push(Listed {
                    item: Item::new(NIGHT, date),
                    at: row["sleep_start_time"].as_str().and_then(|text| text.parse().ok()),
                    version: Some(fingerprint_of(row, &OF_A_NIGHT)),
                }),
                None => page.unreadable += 1,
            }
        }
        return Ok(page);
    }
    let answer = match classified_list(web.send(polar.application.get(access, "/v3/exercises")).await?) {
        Err(failure) => return Page::without(failure, Some(NIGHTS.to_owned())),
        Ok(answer) => answer,
    };
    let rows: Vec<Value> = if answer.status == 204 { Vec::new() } else { answer.json()? };
    let mut page = Page { next: Some(NIGHTS.to_owned()), ..Page::default() };
    for row in &rows {
        match id_in(&row["id"]).filter(|id| is_name(id)) {
            Some(id) => page.items.push(Listed {
                item: Item::new(EXERCISE, id),
                at: None,
                version: Some(fingerprint_of(row, &OF_AN_EXERCISE)),
            }),
            None => page.unreadable += 1,
        }
    }
    Ok(page)
}

pub(super) async fn fetch(
    polar: &Polar,
    web: &dyn Web,
    access: &str,
    item: &Item,
) -> Result<Fetched, Failure> {
    let (path, key, compared) = if item.kind == NIGHT {
        (format!("/v3/users/sleep/{}", item.id), "polar_night", &OF_A_NIGHT[..])
    } else {
        (format!("/v3/exercises/{}", item.id), "polar_exercise", &OF_AN_EXERCISE[..])
    };
    let answer = classified(web.send(polar.application.get(access, &path)).await?)?;
    if matches!(answer.status, 204 | 404 | 410) {
        return Ok(Fetched::Absent);
    }
    let row: Value = answer.json()?;
    let bytes = [format!("{{\"{key}\":").as_bytes(), &answer.body, b"}"].concat();
    let summary = Payload::new(format!("polar-{}.json", item.id), bytes);
    let found = Found::whole(fingerprint_of(&row, compared), vec![summary]);
    if item.kind == NIGHT {
        is_about(&row, "date", &item.id)?;
        return Ok(Fetched::Found(found));
    }
    is_about(&row, "id", &item.id)?;
    let request = Request {
        headers: vec![("accept", "*/*".to_owned())],
        ..polar.application.get(access, &format!("{path}/fit"))
    };
    let file = file_in(web.send(request.bearer(access)).await);
    Ok(Fetched::Found(found.with_file(format!("polar-{}.fit", item.id), file)))
}
