//! What intervals.icu has: activities with their files, days of the diary, planned workouts.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;

use super::{Intervals, judged, judged_list};
use crate::providers::port::{
    Failure, Fetched, Found, Item, Listed, Page, Payload, Range, Web, file_in, fingerprint, fingerprint_of,
    id_in, is_about, is_safe, utc_date,
};

pub(super) const ACTIVITY: &str = "activity";
const WELLNESS: &str = "wellness";
/// The calendar of the coming weeks is one item: what a new copy leaves out is no longer planned.
const PLAN: &str = "plan";
const CALENDAR: &str = "calendar";
/// Days of activities in one request.
const CHUNK_DAYS: i32 = 60;
/// How far ahead planned workouts are read, days.
const AHEAD_DAYS: i32 = 28;
/// What is compared to find out that an activity was edited.
const COMPARED: [&str; 6] = ["name", "type", "start_date", "elapsed_time", "moving_time", "distance"];

/// A name that is safe in an address.
pub(super) fn is_name(id: &str) -> bool {
    is_safe(id, 64, b"-")
}

/// Activities of one stretch of days after another, then the diary, then the calendar.
pub(super) async fn list(
    intervals: &Intervals,
    web: &dyn Web,
    access: &str,
    range: Range,
    cursor: Option<&str>,
) -> Result<Page, Failure> {
    // A day of an athlete's own zone may begin and end a day off.
    let (first, last) = (utc_date(range.from, -1), utc_date(range.to, 1));
    // The newest first: an athlete who has just connected looks for those.
    let end = match cursor {
        Some(WELLNESS) => return wellness(intervals, web, access, first, last).await,
        Some(PLAN) => return planned(intervals, web, access, range).await,
        Some(end) => end.parse().unwrap_or(last),
        None => last,
    };
    let begin = end.checked_sub((CHUNK_DAYS - 1).days()).unwrap_or(first).max(first);
    let path = format!("/athlete/0/activities?oldest={begin}&newest={end}");
    let rows: Vec<Value> = judged_list(web.send(intervals.get(access, &path)).await?)?.json()?;
    let mut page = Page { next: Some(WELLNESS.to_owned()), ..Page::default() };
    if first < begin {
        page.next = begin.yesterday().ok().map(|next| next.to_string());
    }
    for row in &rows {
        match id_in(&row["id"]).filter(|id| is_name(id)) {
            // Strava does not let others pass its activities on: only their names are there.
            _ if is_of_strava(row) => {}
            Some(id) => page.items.push(Listed {
                item: Item::new(ACTIVITY, id),
                at: row["start_date"].as_str().and_then(|text| text.parse().ok()),
                version: Some(fingerprint_of(row, &COMPARED)),
            }),
            None => page.unreadable += 1,
        }
    }
    Ok(page)
}

fn is_of_strava(activity: &Value) -> bool {
    activity["source"] == "STRAVA"
}

async fn wellness(
    intervals: &Intervals,
    web: &dyn Web,
    access: &str,
    first: Date,
    last: Date,
) -> Result<Page, Failure> {
    let path = format!("/athlete/0/wellness?oldest={first}&newest={last}");
    let mut page = Page { next: Some(PLAN.to_owned()), ..Page::default() };
    let answer = match judged_list(web.send(intervals.get(access, &path)).await?) {
        Err(failure) => return Page::without(failure, page.next),
        Ok(answer) => answer,
    };
    let rows: Vec<Value> = answer.json()?;
    for row in &rows {
        match row["id"].as_str().filter(|id| id.parse::<Date>().is_ok()) {
            // A weight that is carried over from an earlier day was not weighed.
            Some(id) if row["weight"].is_number() && row["tempWeight"] != true => page.items.push(Listed {
                item: Item::new(WELLNESS, id),
                at: None,
                version: Some(fingerprint_of(row, &["weight"])),
            }),
            Some(_) => {}
            None => page.unreadable += 1,
        }
    }
    Ok(page)
}

/// From yesterday on, for some weeks.
fn calendar(around: Timestamp) -> String {
    let (first, last) = (utc_date(around, -2), utc_date(around, AHEAD_DAYS));
    format!("/athlete/0/events?category=WORKOUT&oldest={first}&newest={last}")
}

async fn planned(intervals: &Intervals, web: &dyn Web, access: &str, range: Range) -> Result<Page, Failure> {
    let path = calendar(range.to);
    let answer = match judged_list(web.send(intervals.get(access, &path)).await?) {
        Err(failure) => return Page::without(failure, None),
        Ok(answer) => answer,
    };
    answer.json::<Vec<Value>>()?;
    let item = Item { link: Some(path), ..Item::new(PLAN, CALENDAR) };
    let version = Some(fingerprint(&answer.body));
    Ok(Page { items: vec![Listed { item, at: None, version }], ..Page::default() })
}

pub(super) async fn fetch(
    intervals: &Intervals,
    web: &dyn Web,
    access: &str,
    account: &str,
    item: &Item,
) -> Result<Fetched, Failure> {
    match item.kind.as_str() {
        PLAN => {
            let path = item.link.as_deref().filter(|path| path.starts_with("/athlete/0/events?"));
            let path = path.ok_or_else(|| Failure::Wrong("the item says no span".to_owned()))?;
            let answer = judged(web.send(intervals.get(access, path)).await?)?;
            answer.json::<Vec<Value>>()?;
            let version = fingerprint(&answer.body);
            let head = format!("{{\"intervals_athlete\":{},\"events\":", Value::from(account));
            let bytes = [head.as_bytes(), &answer.body, b"}"].concat();
            Ok(found(version, vec![Payload::new("intervals-calendar.json".to_owned(), bytes)]))
        }
        WELLNESS => {
            let path = format!("/athlete/0/wellness/{}", item.id);
            let answer = judged(web.send(intervals.get(access, &path)).await?)?;
            if matches!(answer.status, 404 | 410) {
                return Ok(Fetched::Absent);
            }
            let day: Value = answer.json()?;
            let version = fingerprint_of(&day, &["weight"]);
            let bytes = [b"{\"intervals_wellness\":".as_slice(), &answer.body, b"}"].concat();
            Ok(found(version, vec![Payload::new(format!("intervals-{}.json", item.id), bytes)]))
        }
        _ => activity(intervals, web, access, account, item).await,
    }
}

async fn activity(
    intervals: &Intervals,
    web: &dyn Web,
    access: &str,
    account: &str,
    item: &Item,
) -> Result<Fetched, Failure> {
    if !is_name(&item.id) {
        return Err(Failure::Wrong("the item's name is none".to_owned()));
    }
    let path = format!("/activity/{}", item.id);
    let answer = judged(web.send(intervals.get(access, &path)).await?)?;
    if matches!(answer.status, 404 | 410) {
        return Ok(Fetched::Absent);
    }
    let activity: Value = answer.json()?;
    if id_in(&activity["icu_athlete_id"]).is_some_and(|owner| owner != account) {
        return Err(Failure::Foreign);
    }
    is_about(&activity, "id", &item.id)?;
    let version = fingerprint_of(&activity, &COMPARED);
    if is_of_strava(&activity) {
        return Ok(found(version, Vec::new()));
    }
    let bytes = [b"{\"intervals_activity\":".as_slice(), &answer.body, b"}"].concat();
    let summary = Payload::new(format!("intervals-{}.json", item.id), bytes);
    // What the device or the athlete uploaded, as it was.
    let path = format!("/activity/{}/file", item.id);
    let file = file_in(web.send(intervals.get(access, &path)).await.and_then(judged));
    let kind = activity["file_type"].as_str().filter(|kind| is_name(kind)).unwrap_or("fit");
    let name = format!("intervals-{}.{kind}", item.id);
    Ok(Fetched::Found(Found::whole(version, vec![summary]).with_file(name, file)))
}

fn found(version: String, payloads: Vec<Payload>) -> Fetched {
    Fetched::Found(Found::whole(version, payloads))
}
