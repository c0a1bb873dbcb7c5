//! Strava's activities: one with its streams, and lists.

use jiff::Timestamp;
use serde_json::Value;

use super::{Strava, judged};
use crate::providers::port::{
    Failure, Fetched, Found, Item, Listed, Page, Payload, Range, Request, Web, hex, is_about, number_in,
    query,
};

/// The streams that are used.
const STREAMS: &str =
    "time,distance,latlng,altitude,velocity_smooth,heartrate,cadence,watts,temp,moving,grade_smooth";
/// Rows of a page; Strava takes at most 200.
const ROWS: &str = "100";
/// No athlete has more pages in a range; a list that never ends does not keep us for ever.
const MOST_PAGES: u32 = 500;
/// What is compared to find out that an activity was edited: in lists as in details.
const COMPARED: [&str; 10] = [
    "name",
    "sport_type",
    "start_date",
    "elapsed_time",
    "moving_time",
    "distance",
    "total_elevation_gain",
    "manual",
    "trainer",
    "external_id",
];

pub(super) async fn fetch(
    strava: &Strava,
    web: &dyn Web,
    access: &str,
    account: &str,
    item: &Item,
) -> Result<Fetched, Failure> {
    let place = strava.api(&format!("/activities/{}", item.id));
    let asked = Request::get(format!("{place}?include_all_efforts=false")).bearer(access);
    let detail = judged(web.send(asked).await?)?;
    if matches!(detail.status, 404 | 410) {
        return Ok(Fetched::Absent);
    }
    let activity: Value = detail.json()?;
    // An activity that another athlete made visible to this one is not this one's.
    let owner = number_in(&activity["athlete"]["id"]);
    if owner.is_some_and(|owner| owner != account) {
        return Err(Failure::Foreign);
    }
    is_about(&activity, "id", &item.id)?;
    let streams = match activity["manual"].as_bool() {
        Some(true) => Ok(Streams::None),
        _ => streams(strava, web, access, &item.id).await,
    };
    let (mut complete, mut failed) = (true, None);
    let bytes = match streams {
        Ok(Streams::Whole(streams)) => {
            [b"{\"activity\":".as_slice(), &detail.body, b",\"streams\":", &streams, b"}"].concat()
        }
        Ok(Streams::None) => detail.body,
        Ok(Streams::Pending) => {
            complete = false;
            detail.body
        }
        // The same token was good for the summary just before.
        Err(Failure::Unauthorised) => {
            failed = Some(Failure::Wrong("the streams are refused".to_owned()));
            detail.body
        }
        // The summary is worth having until the streams can be had.
        Err(failure) => {
            failed = Some(failure);
            detail.body
        }
    };
    let payload = Payload::new(format!("strava-{}.json", item.id), bytes);
    Ok(Fetched::Found(Found { complete, failed, ..Found::whole(version(&activity), vec![payload]) }))
}

enum Streams {
    /// As they came.
    Whole(Vec<u8>),
    /// The activity has none: typed, or indoors without a sensor.
    None,
    /// Strava has not worked them out yet.
    Pending,
}

async fn streams(strava: &Strava, web: &dyn Web, access: &str, id: &str) -> Result<Streams, Failure> {
    let fields = query(&[("keys", STREAMS), ("key_by_type", "true")]);
    let place = strava.api(&format!("/activities/{id}/streams?{fields}"));
    let answer = judged(web.send(Request::get(place).bearer(access)).await?)?;
    if matches!(answer.status, 404 | 410) {
        return Ok(Streams::None);
    }
    let streams: Value = answer.json()?;
    let is_there = streams["time"]["data"].as_array().is_some_and(|times| times.len() >= 2);
    Ok(if is_there { Streams::Whole(answer.body) } else { Streams::Pending })
}

pub(super) async fn list(
    strava: &Strava,
    web: &dyn Web,
    access: &str,
    range: Range,
    cursor: Option<&str>,
) -> Result<Page, Failure> {
    let number = cursor.and_then(|cursor| cursor.parse::<u32>().ok()).unwrap_or(1);
    // `after` leaves out an activity that begins at that very second.
    let (after, before) = (range.from.as_second() - 1, range.to.as_second());
    let fields = query(&[
        ("after", &after.to_string()),
        ("before", &before.to_string()),
        ("page", &number.to_string()),
        ("per_page", ROWS),
    ]);
    let asked = Request::get(strava.api(&format!("/athlete/activities?{fields}"))).bearer(access);
    let answer = judged(web.send(asked).await?)?;
    let rows: Vec<Value> = answer.json()?;
    // A short page is not the last one: activities that may not be seen are taken out of full pages.
    let more = !rows.is_empty() && number < MOST_PAGES;
    let mut page = Page { next: more.then(|| (number + 1).to_string()), ..Page::default() };
    for row in &rows {
        // One row that cannot be read does not spoil the page.
        match number_in(&row["id"]) {
            Some(id) => page.items.push(Listed {
                item: Item::new("activity", id),
                at: row["start_date"].as_str().and_then(|text| text.parse::<Timestamp>().ok()),
                version: Some(version(row)),
            }),
            None => page.unreadable += 1,
        }
    }
    Ok(page)
}

/// A digest of what an edit changes.
fn version(activity: &Value) -> String {
    let mut digest = ring::digest::Context::new(&ring::digest::SHA256);
    for key in COMPARED {
        digest.update(key.as_bytes());
        digest.update(activity.get(key).unwrap_or(&Value::Null).to_string().as_bytes());
    }
    hex(&digest.finish().as_ref()[..12])
}
