//! Phones that upload: Health Auto Export's JSON, the shortcut's, and what goes wrong with them.

use engine::{Engine, ReadingKind};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::house::{House, ME};

async fn phone(house: &House) -> String {
    let (device, secret) = house.engine.make_device(ME, "my iPhone").await.unwrap();
    assert!(secret.expose().starts_with("isu_"));
    assert!(!format!("{device:?}").contains(secret.expose()));
    secret.expose().to_owned()
}

async fn masses(engine: &Engine) -> Vec<f64> {
    let readings = engine.readings(ME, Timestamp::MIN, Timestamp::MAX).await.unwrap();
    let mass = |kind: &ReadingKind| match kind {
        ReadingKind::BodyMass { mass } => Some(mass.as_kg()),
        _ => None,
    };
    readings.iter().filter_map(|reading| mass(&reading.reading)).collect()
}

fn exported(workouts: &Value, metrics: &Value) -> Vec<u8> {
    json!({"data": {"workouts": workouts, "metrics": metrics}}).to_string().into_bytes()
}

fn run(id: &str, end: &str, seconds: u32) -> Value {
    json!({"id": id, "name": "Corrida", "start": "2026-11-29 07:00:00 +0000", "end": end, "duration": seconds,
           "isIndoor": false})
}

#[tokio::test]
async fn what_health_auto_export_posts_is_on_the_timeline() {
    let house = House::new().await;
    let token = phone(&house).await;
    let body = exported(
        &json!([run("4B1C", "2026-11-29 07:30:00 +0000", 1800)]),
        &json!([
            {"name": "weight_body_mass", "units": "kg", "data": [{"date": "2026-11-29 06:30:00 +0000", "qty": 70.25}]},
            {"name": "sleep_analysis", "units": "hr", "data": [
                {"startDate": "2026-11-28 23:00:00 +0000", "endDate": "2026-11-29 02:00:00 +0000", "qty": 3,
                 "value": "Core", "source": "Watch"},
                {"startDate": "2026-11-29 02:00:00 +0000", "endDate": "2026-11-29 06:00:00 +0000", "qty": 4,
                 "value": "Deep", "source": "Watch"}]},
        ]),
    );
    let uploaded = house.engine.upload(&token, &body).await.unwrap();
    assert_eq!((uploaded.observations, uploaded.readings, uploaded.known), (2, 1, false));
    assert_eq!(house.lengths().await, [25_200.0, 1800.0]);
    assert_eq!(masses(&house.engine).await, [70.25]);
    let again = house.engine.upload(&token, &body).await.unwrap();
    assert!(again.known, "the same again changes nothing");
    assert_eq!(house.events().await.len(), 2);
    let device = house.engine.devices(ME).await.unwrap().pop().unwrap();
    assert_eq!((device.uploads, device.seen.is_some()), (2, true));
}

/// Trap 39: two workouts of a day stay two; one that was sent at minute ten is replaced by the whole.
#[tokio::test]
async fn a_workout_sent_too_early_is_replaced_and_two_runs_stay_two() {
    let house = House::new().await;
    let token = phone(&house).await;
    let upload = async |workouts: Value| {
        house.engine.upload(&token, &exported(&workouts, &json!([]))).await.unwrap();
    };
    upload(json!([run("A", "2026-11-29 07:10:00 +0000", 600)])).await;
    house.forward(jiff::SignedDuration::from_mins(50));
    upload(json!([run("A", "2026-11-29 08:00:00 +0000", 3600)])).await;
    assert_eq!(house.lengths().await, [3600.0]);
    let second = json!({"id": "B", "name": "Corrida", "start": "2026-11-29 08:20:00 +0000",
                        "end": "2026-11-29 08:40:00 +0000", "duration": 1200});
    upload(json!([second])).await;
    assert_eq!(house.lengths().await, [3600.0, 1200.0]);
}

/// Trap 36: a day that was sent in part is sent again whole: samples are replaced, never added.
#[tokio::test]
async fn a_day_sent_again_adds_only_what_is_new() {
    let house = House::new().await;
    let token = phone(&house).await;
    let day = |rows: Value| {
        exported(&json!([]), &json!([{"name": "weight_body_mass", "units": "kg", "data": rows}]))
    };
    let first = json!({"date": "2026-11-29 06:30:00 +0000", "qty": 70.0});
    let late = json!({"date": "2026-11-29 21:00:00 +0000", "qty": 69.2});
    house.engine.upload(&token, &day(json!([first]))).await.unwrap();
    house.engine.upload(&token, &day(json!([first, late]))).await.unwrap();
    assert_eq!(masses(&house.engine).await, [70.0, 69.2]);
}

/// Trap 38: rows of another shape spoil neither the others nor the upload.
#[tokio::test]
async fn odd_rows_are_left_out_and_the_others_are_taken() {
    let house = House::new().await;
    let token = phone(&house).await;
    let body = exported(
        &json!([7, null, {"id": "x"}, run("C", "2026-11-29 07:30:00 +0000", 1800)]),
        &json!([
            {"name": "weight_body_mass", "units": "kg", "data": [
                {"date": 1_764_398_000, "qty": 70.0}, {"date": "2026-11-29 06:30:00 +0000", "qty": 71.0},
                {"date": "2026-11-29 06:31:00 +0000", "qty": 9e14}, "row", null]},
            {"name": "step_count"}, null,
        ]),
    );
    let uploaded = house.engine.upload(&token, &body).await.unwrap();
    assert_eq!(house.lengths().await, [1800.0]);
    assert!(masses(&house.engine).await.contains(&71.0), "{uploaded:?}");
    assert!(masses(&house.engine).await.iter().all(|kg| *kg < 350.0));
}

/// Trap 35: the shortcut's numbers, as its region writes them.
#[tokio::test]
async fn a_shortcut_sends_the_weight() {
    let house = House::new().await;
    let token = phone(&house).await;
    let send = async |body: &str| house.engine.upload(&token, body.as_bytes()).await;
    send(r#"{"body_mass": "62,45", "unit": "kg", "at": "2026-11-30T06:00:00+01:00"}"#).await.unwrap();
    send(r#"{"body_mass": "62,45", "unit": "kg", "at": "2026-11-30T06:00:00+01:00"}"#).await.unwrap();
    assert_eq!(masses(&house.engine).await, [62.45], "sent twice is one");
    assert!(send(r#"{"body_mass": "1,234"}"#).await.is_err());
    assert!(send(r#"{"body_mass": "62", "at": "2031-01-01T00:00:00Z"}"#).await.is_err());
    assert_eq!(masses(&house.engine).await, [62.45]);
}

#[tokio::test]
async fn a_token_that_is_not_known_stores_nothing_and_a_removed_one_neither() {
    let house = House::new().await;
    let token = phone(&house).await;
    let body = exported(&json!([run("D", "2026-11-29 07:30:00 +0000", 1800)]), &json!([]));
    for wrong in ["", "isu_", "isu_0000000000000000000000000000000000000000000", &token[..token.len() - 1]] {
        assert!(matches!(house.engine.upload(wrong, &body).await, Err(engine::Error::Denied(_))), "{wrong}");
    }
    let device = house.engine.devices(ME).await.unwrap().pop().unwrap();
    house.engine.remove_device(ME, &device.id).await.unwrap();
    assert!(house.engine.upload(&token, &body).await.is_err());
    assert!(house.events().await.is_empty());
}

/// Steps and the like would be sent for ever if they were refused; what is no JSON is.
#[tokio::test]
async fn what_is_of_no_use_is_taken_note_of_and_garbage_is_refused() {
    let house = House::new().await;
    let token = phone(&house).await;
    let steps = exported(&json!([]), &json!([{"name": "step_count", "units": "count", "data": []}]));
    let uploaded = house.engine.upload(&token, &steps).await.unwrap();
    assert_eq!((uploaded.observations, uploaded.readings, uploaded.notes.len()), (0, 0, 1));
    for garbage in [&b""[..], b"{", b"\xff\xfe", b"hello", b"<html>"] {
        assert!(house.engine.upload(&token, garbage).await.is_err(), "{garbage:?}");
    }
}

/// Trap 37: a night of totals, or without a watch's stages, is taken and said.
#[tokio::test]
async fn nights_without_stages_are_pointed_out() {
    let house = House::new().await;
    let token = phone(&house).await;
    let night =
        |rows: Value| exported(&json!([]), &json!([{"name": "sleep_analysis", "units": "hr", "data": rows}]));
    let row = |value: &str, source: &str| {
        json!({"startDate": "2026-11-28 23:00:00 +0000", "endDate": "2026-11-29 06:00:00 +0000", "qty": 7,
               "value": value, "source": source})
    };
    let phone_only = house.engine.upload(&token, &night(json!([row("In Bed", "iPhone")]))).await.unwrap();
    assert!(phone_only.notes.iter().any(|note| note.contains("without stages")), "{phone_only:?}");
    let totals = json!([{"totalSleep": 6.5, "sleepStart": "2026-11-27 23:00:00 +0000", "source": "Watch",
                         "sleepEnd": "2026-11-28 06:00:00 +0000"}]);
    let totals = house.engine.upload(&token, &night(totals)).await.unwrap();
    assert!(totals.notes.iter().any(|note| note.contains("totals")), "{totals:?}");
    let both = json!([row("In Bed", "iPhone"), row("Core", "Watch")]);
    let whole = house.engine.upload(&token, &night(both)).await.unwrap();
    assert_eq!(whole.notes, Vec::<String>::new());
}

/// What Open Wearables' SDK sends is taken at the same address.
#[tokio::test]
async fn an_upload_in_the_shape_of_open_wearables_is_on_the_timeline() {
    let house = House::new().await;
    let token = phone(&house).await;
    let run = json!({"id": "801B68D7", "type": "running", "startDate": "2026-11-29T07:00:00Z",
        "endDate": "2026-11-29T07:30:00Z", "zoneOffset": "+00:00", "values": [{"type": "duration", "unit": "s", "value": 1800}]});
    let mass = json!({"type": "HKQuantityTypeIdentifierBodyMass", "unit": "kg", "value": 70.2,
        "startDate": "2026-11-29T06:40:00Z", "endDate": "2026-11-29T06:40:00Z"});
    let body = json!({"provider": "apple", "sdkVersion": "1.0", "syncTimestamp": "2026-11-29T08:00:00Z",
        "data": {"records": [mass], "sleep": [], "workouts": [run]}})
    .to_string();
    let uploaded = house.engine.upload(&token, body.as_bytes()).await.unwrap();
    assert_eq!((uploaded.observations, uploaded.readings), (1, 1));
    // Health Auto Export tells of the same workout under the same id: it is one.
    let again = json!([{"id": "801B68D7", "name": "Running", "start": "2026-11-29 07:00:00 +0000",
                        "end": "2026-11-29 07:30:00 +0000", "duration": 1800}]);
    house.engine.upload(&token, &exported(&again, &json!([]))).await.unwrap();
    assert_eq!(house.lengths().await, [1800.0]);
    assert_eq!(masses(&house.engine).await, [70.2]);
}
