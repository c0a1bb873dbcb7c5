//! Body mass: groups of measures, page by page, and what is subscribed.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Withings, judged};
use crate::providers::port::{
    Failure, Fetched, Found, Item, Listed, Page, Payload, Range, Web, fingerprint_of, number_in,
};

const WEIGHT: &str = "weight";
/// What is compared to find out that a weighing was edited or given to another user.
const COMPARED: [&str; 4] = ["attrib", "date", "modified", "measures"];

async fn groups(
    withings: &Withings,
    web: &dyn Web,
    access: &str,
    span: (i64, i64),
    offset: Option<&str>,
) -> Result<Value, Failure> {
    let (start, end) = (span.0.to_string(), span.1.to_string());
    let mut fields = vec![
        ("action", "getmeas"),
        ("meastypes", "1"),
        ("category", "1"),
        ("startdate", &*start),
        ("enddate", &*end),
    ];
    fields.extend(offset.map(|offset| ("offset", offset)));
    judged(web.send(withings.post("/measure", access, &fields).about_data()).await?)
}

fn rows(body: &Value) -> &[Value] {
    body["measuregrps"].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// An item's name holds when it was weighed, so that it can be found again.
fn name(group: &Value) -> Option<String> {
    Some(format!("{}-{}", number_in(&group["grpid"])?, number_in(&group["date"])?))
}

pub(super) async fn list(
    withings: &Withings,
    web: &dyn Web,
    access: &str,
    range: Range,
    cursor: Option<&str>,
) -> Result<Page, Failure> {
    let body = groups(withings, web, access, (range.from.as_second(), range.to.as_second()), cursor).await?;
    let more = body["more"] == true || number_in(&body["more"]).as_deref() == Some("1");
    let next = more.then(|| number_in(&body["offset"])).flatten();
    // An offset that stays where it was would never end.
    let mut page = Page { next: next.filter(|next| Some(next.as_str()) != cursor), ..Page::default() };
    for group in rows(&body) {
        match name(group) {
            Some(id) => page.items.push(Listed {
                item: Item::new(WEIGHT, id),
                at: number_in(&group["date"]).and_then(|at| Timestamp::from_second(at.parse().ok()?).ok()),
                version: Some(fingerprint_of(group, &COMPARED)),
            }),
            None => page.unreadable += 1,
        }
    }
    Ok(page)
}

pub(super) async fn fetch(
    withings: &Withings,
    web: &dyn Web,
    access: &str,
    item: &Item,
) -> Result<Fetched, Failure> {
    let at = item.id.rsplit_once('-').and_then(|(_, at)| at.parse::<i64>().ok());
    let at = at.ok_or_else(|| Failure::Wrong("the item's name is none".to_owned()))?;
    let body = groups(withings, web, access, (at - 1, at + 1), None).await?;
    let group = rows(&body).iter().find(|group| name(group).as_deref() == Some(item.id.as_str()));
    let Some(group) = group else { return Ok(Fetched::Absent) };
    let bytes = json!({"body": {"measuregrps": [group]}}).to_string().into_bytes();
    let payload = Payload::new(format!("withings-{}.json", item.id), bytes);
    Ok(Fetched::Found(Found::whole(fingerprint_of(group, &COMPARED), vec![payload])))
}

/// The addresses to which notices about body mass are sent.
pub(super) async fn subscriptions(
    withings: &Withings,
    web: &dyn Web,
    access: &str,
) -> Result<Vec<String>, Failure> {
    let body =
        judged(web.send(withings.post("/notify", access, &[("action", "list"), ("appli", "1")])).await?)?;
    let profiles = body["profiles"].as_array().map(Vec::as_slice).unwrap_or_default();
    Ok(profiles.iter().filter_map(|profile| profile["callbackurl"].as_str()).map(str::to_owned).collect())
}
