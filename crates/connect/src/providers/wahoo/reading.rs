//! Workouts, page by page, and their files.

use jiff::Timestamp;
use reqwest::Url;
use serde_json::Value;

use super::Wahoo;
use crate::providers::port::{
    Failure, Fetched, Found, Item, Listed, Page, Payload, Range, Request, Web, classified, classified_list,
    file_in, fingerprint_of, is_about, number_in,
};

pub(super) const WORKOUT: &str = "workout";
const ROWS: usize = 50;
/// No athlete has more pages; a list that never ends does not keep us for ever.
const MOST_PAGES: u32 = 200;
const COMPARED: [&str; 3] = ["updated_at", "name", "starts"];

/// The totals in the answer are not believed: it is read until a page is empty, or older than the range.
pub(super) async fn list(
    wahoo: &Wahoo,
    web: &dyn Web,
    access: &str,
    range: Range,
    cursor: Option<&str>,
) -> Result<Page, Failure> {
    let number = cursor.and_then(|cursor| cursor.parse::<u32>().ok()).unwrap_or(1);
    let path = format!("/v1/workouts?page={number}&per_page={ROWS}");
    let body: Value = classified_list(web.send(wahoo.application.get(access, &path)).await?)?.json()?;
    let rows = body["workouts"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut page = Page::default();
    let mut newest: Option<Timestamp> = None;
    for row in rows {
        let at = row["starts"].as_str().and_then(|text| text.parse::<Timestamp>().ok());
        newest = newest.max(at);
        match number_in(&row["id"]) {
            // What has no summary is planned.
            Some(_) if !row["workout_summary"].is_object() => {}
            Some(_) if at.is_some_and(|at| at < range.from || range.to <= at) => {}
            Some(id) => page.items.push(Listed {
                item: Item::new(WORKOUT, id),
                at,
                version: Some(fingerprint_of(row, &COMPARED)),
            }),
            None => page.unreadable += 1,
        }
    }
    let older = newest.is_some_and(|newest| newest < range.from);
    page.next = (!rows.is_empty() && !older && number < MOST_PAGES).then(|| (number + 1).to_string());
    Ok(page)
}

pub(super) async fn fetch(
    wahoo: &Wahoo,
    web: &dyn Web,
    access: &str,
    item: &Item,
) -> Result<Fetched, Failure> {
    let path = format!("/v1/workouts/{}", item.id);
    let answer = classified(web.send(wahoo.application.get(access, &path)).await?)?;
    if matches!(answer.status, 404 | 410) {
        return Ok(Fetched::Absent);
    }
    let row: Value = answer.json()?;
    is_about(&row, "id", &item.id)?;
    if !row["workout_summary"].is_object() {
        return Ok(Fetched::Absent);
    }
    let bytes = [b"{\"wahoo_workout\":".as_slice(), &answer.body, b"}"].concat();
    let summary = Payload::new(format!("wahoo-{}.json", item.id), bytes);
    let mut found = Found::whole(fingerprint_of(&row, &COMPARED), vec![summary]);
    let link = row["workout_summary"]["file"]["url"].as_str();
    // The file is public to whoever knows its address: it is fetched without a token, from Wahoo's own hosts only.
    if let Some(link) = link.filter(|link| is_ours(link, &wahoo.application.api)) {
        let request = Request { headers: vec![("accept", "*/*".to_owned())], ..Request::get(link) };
        let file = file_in(web.send(request).await);
        found = found.with_file(format!("wahoo-{}.fit", item.id), file);
    }
    Ok(Fetched::Found(Found { complete: link.is_some(), ..found }))
}

/// Whether a file lies at Wahoo, or where this server's settings say that Wahoo is.
fn is_ours(link: &str, api: &str) -> bool {
    let (Ok(link), Ok(api)) = (Url::parse(link), Url::parse(api)) else { return false };
    if !link.username().is_empty() || link.password().is_some() {
        return false;
    }
    let same = link.scheme() == api.scheme()
        && link.host_str() == api.host_str()
        && link.port_or_known_default() == api.port_or_known_default();
    let host = link.host_str().unwrap_or_default();
    let is_wahoo = host == "cdn.wahooligan.com" || host == "api.wahooligan.com";
    same || (is_wahoo && link.scheme() == "https" && link.port().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Trap 25, of another provider.
    #[test]
    fn a_file_elsewhere_is_not_fetched() {
        let api = "https://api.wahooligan.com";
        assert!(is_ours("https://cdn.wahooligan.com/wahoo-cloud/production/uploads/1.fit", api));
        for link in [
            "http://cdn.wahooligan.com/1.fit",
            "https://cdn.wahooligan.com.evil.test/1.fit",
            "https://user@cdn.wahooligan.com/1.fit",
            "https://cdn.wahooligan.com:8443/1.fit",
            "http://169.254.169.254/latest",
            "file:///etc/passwd",
            "x",
        ] {
            assert!(!is_ours(link, api), "{link}");
        }
    }
}
