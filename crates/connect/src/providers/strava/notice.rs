//! Strava's webhook: the handshake and the events.

use jiff::Timestamp;
use ring::hmac;
use serde::Deserialize;
use serde_json::{Value, json};

use super::settings::Configured;
use crate::providers::port::{Event, Happened, Heard, Item, Notice, number_in};

/// An event as Strava sends it. What `updates` says of an activity is not used.
#[derive(Deserialize)]
struct Told {
    object_type: String,
    object_id: Value,
    aspect_type: String,
    owner_id: Value,
    #[serde(default)]
    subscription_id: Value,
    #[serde(default)]
    updates: Value,
}

pub(super) fn hear(notice: &Notice<'_>, settings: &Configured) -> Heard {
    match notice.method {
        "GET" => handshake(notice),
        "HEAD" => Heard::status(200),
        _ => event(notice, settings),
    }
}

/// `GET ?hub.mode=subscribe&hub.challenge=…&hub.verify_token=…`, answered with the challenge.
fn handshake(notice: &Notice<'_>) -> Heard {
    let known = notice.field("hub.verify_token") == Some(notice.verify) && !notice.verify.is_empty();
    match notice.field("hub.challenge") {
        Some(challenge) if known => {
            Heard { body: json!({ "hub.challenge": challenge }).to_string(), ..Heard::status(200) }
        }
        _ => Heard::refused(403),
    }
}

/// Strava repeats what is not answered with 200: what cannot be read is answered so too, and counted.
fn event(notice: &Notice<'_>, settings: &Configured) -> Heard {
    if settings.signed && !is_signed(notice, &settings.secret) {
        return Heard::refused(401);
    }
    let Ok(told) = serde_json::from_slice::<Told>(notice.body) else { return Heard::refused(400) };
    let ours = notice.subscription.zip(number_in(&told.subscription_id));
    if ours.is_some_and(|(known, said)| known != said) {
        return Heard::refused(200);
    }
    let (Some(account), Some(object)) = (number_in(&told.owner_id), number_in(&told.object_id)) else {
        return Heard::refused(400);
    };
    let what = match told.object_type.as_str() {
        "activity" => Happened::Changed(Item::new("activity", object)),
        "athlete" if withdrawn(&told) => Happened::Revoked,
        _ => return Heard::status(200),
    };
    let event = Event { account, what };
    Heard { events: vec![event], ..Heard::status(200) }
}

/// The access was withdrawn: an `update` of the athlete with `"authorized": "false"`. The documents have seen it as a
/// truth value too, and implementations as a `delete`; either way it is checked before anything is deleted.
fn withdrawn(told: &Told) -> bool {
    let authorized = &told.updates["authorized"];
    let says_false = authorized.as_bool() == Some(false) || authorized.as_str() == Some("false");
    says_false || told.aspect_type == "delete"
}

/// `X-Strava-Signature: t=1750000000,v1=<hex of HMAC-SHA256(secret, "t.body")>`. Sources disagree on whether Strava sends
/// it, so it is asked for by a setting only.
fn is_signed(notice: &Notice<'_>, secret: &str) -> bool {
    let Some(header) = notice.header("x-strava-signature") else { return false };
    let part =
        |name: &str| header.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
    let (Some(time), Some(signature)) = (part("t"), part("v1")) else { return false };
    let is_time = time.parse().is_ok_and(|seconds| Timestamp::from_second(seconds).is_ok());
    let Some(signature) = bytes_of_hex(signature).filter(|_| is_time) else { return false };
    let signed = [time.as_bytes(), b".", notice.body].concat();
    hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), &signed, &signature).is_ok()
}

fn bytes_of_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits
        .map(|pair| {
            u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?, 16).ok()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::port::Settings;

    fn settings(signature: &str) -> Configured {
        let mut settings =
            Settings { client: Some("7".into()), secret: Some("s3".into()), ..Settings::default() };
        settings.options.insert("signature".into(), signature.into());
        Configured::of(&settings).unwrap()
    }

    fn heard(body: &str) -> Heard {
        hear(&notice("POST", &[], &[], body), &settings("ignore"))
    }

    fn notice<'a>(
        method: &'a str,
        query: &'a [(String, String)],
        headers: &'a [(String, String)],
        body: &'a str,
    ) -> Notice<'a> {
        Notice { method, query, headers, body: body.as_bytes(), verify: "agreed", subscription: Some("5") }
    }

    fn of(account: &str, what: Happened) -> Vec<Event> {
        vec![Event { account: account.to_owned(), what }]
    }

    #[test]
    fn the_handshake_is_answered_with_the_challenge_and_only_for_the_word_agreed_on() {
        for (word, status, body) in
            [("agreed", 200, r#"{"hub.challenge":"15f7"}"#), ("other", 403, ""), ("", 403, "")]
        {
            let query = [("hub.mode", "subscribe"), ("hub.challenge", "15f7"), ("hub.verify_token", word)]
                .map(|(name, value)| (name.to_owned(), value.to_owned()));
            let heard = hear(&notice("GET", &query, &[], ""), &settings("ignore"));
            assert_eq!((heard.status, heard.body.as_str()), (status, body), "{word}");
        }
    }

    /// Every aspect leads to the present state: what `updates` says is not applied.
    #[test]
    fn an_event_of_an_activity_asks_for_its_present_state() {
        for aspect in ["create", "update", "delete"] {
            let body = format!(
                r#"{{"object_type":"activity","object_id":1360128428,"aspect_type":"{aspect}","owner_id":134815,
                    "updates":{{"title":"Messy"}},"subscription_id":5,"event_time":1516126040}}"#
            );
            let what = Happened::Changed(Item::new("activity", "1360128428"));
            assert_eq!(heard(&body).events, of("134815", what), "{aspect}");
        }
    }

    /// Identifiers beyond 2^53, and identifiers as text, lose no digit.
    #[test]
    fn long_identifiers_are_read_to_the_last_digit() {
        for id in ["9007199254740993", "\"9007199254740993\""] {
            let body = format!(
                r#"{{"object_type":"activity","object_id":{id},"aspect_type":"create","owner_id":"134815","subscription_id":"5"}}"#
            );
            let what = Happened::Changed(Item::new("activity", "9007199254740993"));
            assert_eq!(heard(&body).events, of("134815", what), "{id}");
        }
    }

    #[test]
    fn a_withdrawn_access_is_understood_in_every_form_it_was_seen_in() {
        for (aspect, updates) in
            [("update", r#"{"authorized":"false"}"#), ("update", r#"{"authorized":false}"#), ("delete", "{}")]
        {
            let body = format!(
                r#"{{"object_type":"athlete","object_id":1,"aspect_type":"{aspect}","owner_id":1,"updates":{updates},"subscription_id":5}}"#
            );
            assert_eq!(heard(&body).events, of("1", Happened::Revoked), "{aspect} {updates}");
        }
        let change = r#"{"object_type":"athlete","object_id":1,"aspect_type":"update","owner_id":1,"updates":{"weight":"70"}}"#;
        assert_eq!(heard(change), Heard::status(200), "another change of the athlete is nothing to do");
    }

    #[test]
    fn what_is_not_strava_s_is_counted_and_nothing_comes_of_it() {
        let another = r#"{"object_type":"activity","object_id":1,"aspect_type":"create","owner_id":1,"subscription_id":6}"#;
        for (body, status) in
            [(another, 200), ("{", 400), ("", 400), ("[]", 400), (r#"{"object_type":"activity"}"#, 400)]
        {
            let heard = heard(body);
            assert_eq!((heard.status, heard.refused, heard.events.len()), (status, 1, 0), "{body}");
        }
    }

    #[test]
    fn a_signature_is_checked_where_the_operator_asks_for_it() {
        let body = r#"{"object_type":"activity","object_id":1,"aspect_type":"create","owner_id":1,"subscription_id":5}"#;
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"s3");
        let tag = hmac::sign(&key, format!("1750000000.{body}").as_bytes());
        let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let header = |value: String| [("x-strava-signature".to_owned(), value)];
        let signed = header(format!("t=1750000000,v1={hex}"));
        assert_eq!(hear(&notice("POST", &[], &signed, body), &settings("require")).status, 200);
        for wrong in [
            format!("t=1750000001,v1={hex}"),
            format!("v1={hex}"),
            "t=1750000000,v1=zz".to_owned(),
            String::new(),
        ] {
            let heard = hear(&notice("POST", &[], &header(wrong.clone()), body), &settings("require"));
            assert_eq!((heard.status, heard.events.len()), (401, 0), "{wrong}");
        }
    }
}
