//! Activities with their FIT files, nights, body mass.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use super::GarminPersonal;
use crate::providers::port::{
    Failure, Fetched, Found, Item, Listed, Page, Payload, Range, Request, Web, classified, classified_list,
    file_in, fingerprint, fingerprint_of, is_about, number_in, utc_date,
};

const ACTIVITY: &str = "activity";
const NIGHT: &str = "night";
const WEIGHTS: &str = "weights";
/// Activities of a page: more are refused.
const ROWS: usize = 40;
/// No athlete has more pages; a list that never ends does not keep us for ever.
const MOST_PAGES: usize = 250;
/// Days of nights and weights in one request.
const CHUNK_DAYS: i32 = 28;
/// And a night, which comes again when it is settled.
const OF_A_NIGHT: [&str; 4] =
    ["sleepStartTimestampGMT", "sleepEndTimestampGMT", "sleepTimeSeconds", "sleepWindowConfirmationType"];

/// `activities:40`, then `nights:2026-11-01`, then `weights:2026-11-01`.
pub(super) async fn list(
    garmin: &GarminPersonal,
    web: &dyn Web,
    access: &str,
    range: Range,
    cursor: Option<&str>,
) -> Result<Page, Failure> {
    let (first, last) = (utc_date(range.from, -1), utc_date(range.to, 0));
    match cursor.and_then(|cursor| cursor.split_once(':')) {
        None => activities(garmin, web, access, range, 0).await,
        Some(("nights", day)) => {
            nights(garmin, web, access, day.parse().unwrap_or(first), (first, last)).await
        }
        Some(("weights", day)) => weights(garmin, web, access, day.parse().unwrap_or(first), last).await,
        Some((_, skipped)) => activities(garmin, web, access, range, skipped.parse().unwrap_or(0)).await,
    }
}

async fn activities(
    garmin: &GarminPersonal,
    web: &dyn Web,
    access: &str,
    range: Range,
    skipped: usize,
) -> Result<Page, Failure> {
    let path = format!("/activitylist-service/activities/search/activities?start={skipped}&limit={ROWS}");
    let rows: Vec<Value> = classified_list(web.send(garmin.get(access, &path)).await?)?.json()?;
    let mut page = Page::default();
    let mut oldest = None;
    for row in &rows {
        let at = row["startTimeGMT"].as_str().and_then(utc);
        oldest = at.or(oldest);
        match number_in(&row["activityId"]) {
            // A leg of a multisport activity is in its parent's file.
            Some(_) if number_in(&row["parentId"]).is_some() => {}
            Some(_) if at.is_some_and(|at| at < range.from || range.to <= at) => {}
            Some(id) => page.items.push(Listed {
                item: Item::new(ACTIVITY, id),
                at,
                version: Some(version(row, row)),
            }),
            None => page.unreadable += 1,
        }
    }
    let next = skipped + rows.len();
    let is_over = rows.is_empty() || oldest.is_some_and(|at| at < range.from) || next >= ROWS * MOST_PAGES;
    page.next = Some(if is_over {
        format!("nights:{}", utc_date(range.from, -1))
    } else {
        format!("activities:{next}")
    });
    Ok(page)
}

/// What an edit changes, as far as lists and details write it alike: times to the second, lengths to a whole number.
fn version(activity: &Value, figures: &Value) -> String {
    let start = figures["startTimeGMT"].as_str().and_then(utc);
    let whole = |key: &str| figures[key].as_f64().map(f64::round);
    let all = json!([
        activity["activityName"],
        start.map(Timestamp::as_second),
        whole("duration"),
        whole("distance")
    ]);
    fingerprint(all.to_string().as_bytes())
}

/// `2026-11-30 06:00:00` or with a `T` and a fraction: UTC.
fn utc(text: &str) -> Option<Timestamp> {
    let text = text.replacen(' ', "T", 1);
    let civil: jiff::civil::DateTime = text.trim_end_matches('Z').parse().ok()?;
    TimeZone::UTC.to_timestamp(civil).ok()
}

async fn nights(
    garmin: &GarminPersonal,
    web: &dyn Web,
    access: &str,
    begin: Date,
    (first, last): (Date, Date),
) -> Result<Page, Failure> {
    let end = begin.checked_add((CHUNK_DAYS - 1).days()).unwrap_or(last).min(last);
    let path = format!(
        "/sleep-service/sleep/dailySleepSummariesByDate?fromDate={begin}&toDate={end}&startDate={begin}&endDate={end}"
    );
    let answer = match classified_list(web.send(garmin.get(access, &path)).await?) {
        Err(failure) => return Page::without(failure, Some(format!("weights:{first}"))),
        Ok(answer) => answer,
    };
    let rows: Vec<Value> = if answer.body.is_empty() { Vec::new() } else { answer.json()? };
    let mut page = Page::default();
    for row in &rows {
        let night = row.get("dailySleepDTO").unwrap_or(row);
        let day = night["calendarDate"].as_str().filter(|day| day.parse::<Date>().is_ok());
        match (day, night["sleepStartTimestampGMT"].is_null()) {
            // A day without a night.
            (Some(_), true) => {}
            (Some(day), false) => page.items.push(Listed {
                item: Item::new(NIGHT, day),
                at: None,
                version: Some(fingerprint_of(night, &OF_A_NIGHT)),
            }),
            (None, _) => page.unreadable += 1,
        }
    }
    page.next = Some(match end.tomorrow() {
        Ok(next) if end < last => format!("nights:{next}"),
        _ => format!("weights:{first}"),
    });
    Ok(page)
}

async fn weights(
    garmin: &GarminPersonal,
    web: &dyn Web,
    access: &str,
    begin: Date,
    last: Date,
) -> Result<Page, Failure> {
    let end = begin.checked_add((CHUNK_DAYS - 1).days()).unwrap_or(last).min(last);
    // Only the latest of each day comes otherwise, and not the one before the workout.
    let path = format!("/weight-service/weight/range/{begin}/{end}?includeAll=true");
    let answer = match classified_list(web.send(garmin.get(access, &path)).await?) {
        Err(failure) => return Page::without(failure, None),
        Ok(answer) => answer,
    };
    let mut page = Page::default();
    if !answer.body.is_empty() {
        let body: Value = answer.json()?;
        let days = body["dailyWeightSummaries"].as_array().map(Vec::as_slice).unwrap_or_default();
        for day in days {
            match day["summaryDate"].as_str().filter(|day| day.parse::<Date>().is_ok()) {
                Some(date) => page.items.push(Listed {
                    item: Item::new(WEIGHTS, date),
                    at: None,
                    version: Some(fingerprint(day["allWeightMetrics"].to_string().as_bytes())),
                }),
                None => page.unreadable += 1,
            }
        }
    }
    page.next = end.tomorrow().ok().filter(|_| end < last).map(|next| format!("weights:{next}"));
    Ok(page)
}

pub(super) async fn fetch(
    garmin: &GarminPersonal,
    web: &dyn Web,
    access: &str,
    item: &Item,
) -> Result<Fetched, Failure> {
    match item.kind.as_str() {
        NIGHT => {
            let path = format!("/sleep-service/sleep/dailySleep?date={}", item.id);
            let answer = classified(web.send(garmin.get(access, &path)).await?)?;
            if matches!(answer.status, 204 | 404 | 410) {
                return Ok(Fetched::Absent);
            }
            let body: Value = answer.json()?;
            let night = body.get("dailySleepDTO").unwrap_or(&body);
            let version = fingerprint_of(night, &OF_A_NIGHT);
            let bytes = if body.get("dailySleepDTO").is_some() {
                answer.body
            } else {
                json!({ "dailySleepDTO": body }).to_string().into_bytes()
            };
            Ok(found(version, vec![Payload::new(format!("garmin-night-{}.json", item.id), bytes)]))
        }
        WEIGHTS => {
            let path = format!("/weight-service/weight/range/{0}/{0}?includeAll=true", item.id);
            let answer = classified(web.send(garmin.get(access, &path)).await?)?;
            if matches!(answer.status, 204 | 404 | 410) {
                return Ok(Fetched::Absent);
            }
            let body: Value = answer.json()?;
            let days = body["dailyWeightSummaries"].as_array().map(Vec::as_slice).unwrap_or_default();
            let Some(day) = days.iter().find(|day| day["summaryDate"] == item.id.as_str()) else {
                return Ok(Fetched::Absent);
            };
            let version = fingerprint(day["allWeightMetrics"].to_string().as_bytes());
            Ok(found(version, vec![Payload::new(format!("garmin-weights-{}.json", item.id), answer.body)]))
        }
        _ => activity(garmin, web, access, &item.id).await,
    }
}

/// The summary and the device's own file, in the archive that Garmin packs it in.
async fn activity(
    garmin: &GarminPersonal,
    web: &dyn Web,
    access: &str,
    id: &str,
) -> Result<Fetched, Failure> {
    let answer =
        classified(web.send(garmin.get(access, &format!("/activity-service/activity/{id}"))).await?)?;
    if matches!(answer.status, 404 | 410) {
        return Ok(Fetched::Absent);
    }
    let activity: Value = answer.json()?;
    is_about(&activity, "activityId", id)?;
    // Details have the figures of the list inside.
    let figures = activity.get("summaryDTO").unwrap_or(&activity);
    let version = version(&activity, figures);
    let payloads = vec![Payload::new(format!("garmin-{id}.json"), answer.body)];
    let file = Request {
        headers: vec![("accept", "application/x-zip-compressed".to_owned())],
        ..garmin.get(access, &format!("/download-service/files/activity/{id}"))
    };
    // A typed activity has none.
    let file = file_in(web.send(file.bearer(access)).await);
    let found = Found::whole(version, payloads).with_file(format!("garmin-{id}.zip"), file);
    Ok(Fetched::Found(found))
}

fn found(version: String, payloads: Vec<Payload>) -> Fetched {
    Fetched::Found(Found::whole(version, payloads))
}
