//! Garmin's notices: `{"activities": [{"userId": …, …}, …], …}`, of many users and kinds at once.

use serde_json::{Value, json};

use super::link;
use super::settings::Configured;
use crate::providers::port::{Event, Happened, Heard, Item, Notice, Payload, fingerprint, id_in};

/// The kinds of which something is used. The others are acknowledged.
const USED: [&str; 6] =
    ["activities", "activityDetails", "manuallyUpdatedActivities", "moveIQActivities", "sleeps", "bodyComps"];
/// The kind of a device's own files, which come as addresses only.
pub(super) const FILES: &str = "activityFiles";

/// A notice that is not answered with 200 is repeated for a week, and after a month of them Garmin stops for good: what
/// cannot be read is counted, row by row, and answered with 200 all the same.
pub(super) fn hear(notice: &Notice<'_>, settings: &Configured) -> Heard {
    if notice.method != "POST" {
        return Heard::status(200);
    }
    // An identifier, not a secret; a wrong one is somebody else's notice.
    if notice.header("garmin-client-id").is_some_and(|client| client != settings.client) {
        return Heard::refused(401);
    }
    let Ok(Value::Object(kinds)) = serde_json::from_slice(notice.body) else { return Heard::refused(200) };
    let mut heard = Heard::status(200);
    for (kind, rows) in &kinds {
        let Value::Array(rows) = rows else {
            heard.refused += 1;
            continue;
        };
        for row in rows {
            match event(kind, row, settings) {
                Ok(Some(event)) => heard.events.push(event),
                Ok(None) => {}
                Err(Unbelievable) => heard.refused += 1,
            }
        }
    }
    heard
}

/// A row that cannot be read, or points elsewhere.
struct Unbelievable;

fn event(kind: &str, row: &Value, settings: &Configured) -> Result<Option<Event>, Unbelievable> {
    let account = id_in(&row["userId"]).ok_or(Unbelievable)?;
    let what = match kind {
        "deregistrations" => Happened::Revoked,
        "userPermissionsChange" => Happened::Permissions(words(&row["permissions"])),
        _ if kind == FILES || USED.contains(&kind) => match row["callbackURL"].as_str() {
            Some(address) => {
                if !link::is_ours(address, &settings.api) {
                    return Err(Unbelievable);
                }
                let id = name(row).filter(|_| kind == FILES).unwrap_or_else(|| link::name(address));
                Happened::Changed(Item { kind: kind.to_owned(), id, link: Some(address.to_owned()) })
            }
            None if kind == FILES => return Err(Unbelievable),
            None => {
                let id = name(row).ok_or(Unbelievable)?;
                let payload = Payload {
                    name: format!("garmin-{kind}.json"),
                    account: Some(account.clone()),
                    bytes: json!({ kind: [row] }).to_string().into_bytes(),
                };
                Happened::Sent { item: Item::new(kind, id), payload }
            }
        },
        _ => return Ok(None),
    };
    Ok(Some(Event { account, what }))
}

/// A summary's name is unique for its user only.
fn name(row: &Value) -> Option<String> {
    id_in(&row["summaryId"]).or_else(|| id_in(&row["activityId"]))
}

/// A list of words.
pub(super) fn words(list: &Value) -> Vec<String> {
    let all = list.as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

pub(super) fn digest_of(text: &str) -> String {
    fingerprint(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::port::Settings;

    fn heard(body: &str, headers: &[(String, String)]) -> Heard {
        let settings =
            Settings { client: Some("us".into()), secret: Some("s".into()), ..Settings::default() };
        let settings = Configured::of(&settings).unwrap();
        let notice = Notice {
            method: "POST",
            query: &[],
            headers,
            body: body.as_bytes(),
            verify: "",
            subscription: None,
        };
        hear(&notice, &settings)
    }

    /// Traps 9 and 26: a batch is split by user, the same summaryId of two users is two items, and a bad row spoils no other.
    #[test]
    fn a_batch_is_split_by_user_and_a_bad_row_spoils_no_other() {
        let body = r#"{"activities": [
            {"userId": "a", "summaryId": "x1", "startTimeInSeconds": 1764460800, "durationInSeconds": 60},
            {"userId": "b", "summaryId": "x1", "startTimeInSeconds": 1764460800, "durationInSeconds": 90},
            {"summaryId": "nobody's"}, 7, null, {"userId": "a"}],
            "dailies": [{"userId": "a", "summaryId": "d"}], "sleeps": "none"}"#;
        let heard = heard(body, &[]);
        assert_eq!((heard.status, heard.refused), (200, 5));
        let accounts: Vec<&str> = heard.events.iter().map(|event| event.account.as_str()).collect();
        assert_eq!(accounts, ["a", "b"]);
        for event in &heard.events {
            let Happened::Sent { item, payload } = &event.what else { panic!("{event:?}") };
            assert_eq!((item.kind.as_str(), item.id.as_str()), ("activities", "x1"));
            let text = String::from_utf8_lossy(&payload.bytes);
            let other = if event.account == "a" { r#""userId":"b""# } else { r#""userId":"a""# };
            assert!(!text.contains(other), "{text}");
        }
    }

    #[test]
    fn a_ping_says_where_and_a_deregistration_that() {
        let body = r#"{"activityFiles": [{"userId": "a", "summaryId": "9", "fileType": "FIT",
            "callbackURL": "https://apis.garmin.com/wellness-api/rest/activityFile?id=9&token=t"},
            {"userId": "a", "summaryId": "8", "callbackURL": "https://evil.test/f"}],
            "deregistrations": [{"userId": "a"}],
            "userPermissionsChange": [{"userId": "a", "permissions": ["ACTIVITY_EXPORT"]}]}"#;
        let heard = heard(body, &[]);
        assert_eq!((heard.events.len(), heard.refused), (3, 1));
        let whats: Vec<&Happened> = heard.events.iter().map(|event| &event.what).collect();
        assert!(whats.contains(&&Happened::Revoked));
        assert!(whats.contains(&&Happened::Permissions(vec!["ACTIVITY_EXPORT".into()])));
        assert!(whats.iter().any(|what| matches!(what, Happened::Changed(item) if item.id == "9")));
    }

    #[test]
    fn what_is_not_garmin_s_is_counted() {
        for body in ["", "[]", "{", "7"] {
            assert_eq!((heard(body, &[]).status, heard(body, &[]).refused), (200, 1), "{body}");
        }
        let other = [("garmin-client-id".to_owned(), "them".to_owned())];
        assert_eq!(heard("{}", &other).status, 401);
    }
}
