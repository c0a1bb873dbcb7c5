//! Polar, Wahoo, Oura, WHOOP, Suunto and Google Health, as far as their public documents go.

use ::providers::fit_run;
use engine::{ConnectionState, Leave};
use serde_json::{Value, json};

use crate::house::{House, ME, at};

const USER: &str = "475";

fn lay(house: &House, provider: &str, address: &str, answer: &Value) {
    house.web.world().others.lay(provider, USER, address, answer);
}

async fn tell(house: &House, provider: &str, headers: &[(&str, &str)], body: &Value) -> u16 {
    let hook = house.engine.hook(provider).await.unwrap();
    let incoming = engine::Incoming {
        method: "POST".to_owned(),
        hook: hook.rsplit('/').next().unwrap_or_default().to_owned(),
        query: Vec::new(),
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        body: body.to_string().into_bytes(),
    };
    house.engine.hear(provider, &incoming).await.unwrap().status
}

fn exercise(id: &str, local: &str) -> Value {
    json!({"id": id, "device": "Polar Vantage", "sport": "RUNNING", "start_time": local,
           "start_time_utc_offset": 120, "duration": "PT30M", "distance": 5400})
}

async fn polar() -> House {
    let house = House::new().await;
    let run = exercise("2AC312F", "2026-11-29T07:00:00");
    lay(&house, "polar", "/v3/users", &json!({}));
    lay(&house, "polar", "/v3/exercises", &json!([run]));
    lay(&house, "polar", "/v3/exercises/2AC312F", &run);
    let file = fit_run(at("2026-11-29T05:00:00Z"), 1800);
    house.web.world().others.lay_file("polar", USER, "/v3/exercises/2AC312F/fit", file);
    let night = json!({"date": "2026-11-29", "sleep_start_time": "2026-11-28T23:00:00+02:00",
                       "sleep_end_time": "2026-11-29T06:00:00+02:00", "light_sleep": 20_000, "deep_sleep": 3600});
    lay(&house, "polar", "/v3/users/sleep", &json!({"nights": [night]}));
    lay(&house, "polar", "/v3/users/sleep/2026-11-29", &night);
    house.connect_other("polar", USER).await;
    house.pass(5).await;
    house
}

#[tokio::test]
async fn polar_s_exercises_come_with_their_file_and_nights_too() {
    let house = polar().await;
    assert_eq!(house.lengths().await, [25_200.0, 1800.0]);
    let run = house.events().await.pop().unwrap();
    let why = house.engine.why(ME, &run.id).await.unwrap();
    let mut sources: Vec<&str> = why.observations.iter().map(|o| o.source.provider.as_str()).collect();
    sources.sort_unstable();
    assert_eq!(sources, ["file", "polar"]);
    // A notice names the exercise; its address is not followed.
    let second = exercise("9ZZ", "2026-11-30T07:00:00");
    lay(&house, "polar", "/v3/exercises/9ZZ", &second);
    let told =
        json!({"event": "EXERCISE", "user_id": 475, "entity_id": "9ZZ", "url": "http://127.0.0.1:1/evil"});
    assert_eq!(tell(&house, "polar", &[], &told).await, 200);
    house.work().await;
    assert_eq!(house.lengths().await.len(), 3);
    assert_eq!(house.asked("/evil"), 0);
    house.engine.disconnect(ME, "polar", Leave::Delete).await.unwrap();
    house.work().await;
    assert!(!house.web.world().others.has_access("polar", USER));
    assert!(house.events().await.is_empty());
}

/// Trap 43: Polar tells nothing of the end; requests are refused for ever. The athlete is asked, nothing is deleted, and
/// nothing is asked any more.
#[tokio::test]
async fn a_silent_end_at_polar_asks_the_athlete_and_stops() {
    let house = polar().await;
    house.web.world().others.withdraw("polar", USER);
    house.pass_hours(20).await;
    assert_eq!(house.state().await, ConnectionState::NeedsConsent);
    assert_eq!(house.lengths().await.len(), 2);
    let asked = house.web.world().asked.len();
    house.pass_hours(48).await;
    assert_eq!(house.web.world().asked.len(), asked);
}

/// Trap 47: the totals lie; pages are read until one is empty.
#[tokio::test]
async fn wahoo_s_pages_are_read_to_the_end() {
    let house = House::new().await;
    lay(&house, "wahoo", "/v1/user", &json!({"id": 475}));
    let begin = at("2026-11-29T05:00:00Z");
    let mut number = 0;
    for page in 1..=3 {
        let rows: Vec<Value> = (0..10)
            .map(|row| {
                number += 1;
                let start = begin - jiff::SignedDuration::from_hours(24 * ((page - 1) * 10 + row));
                let workout = json!({"id": number, "starts": start, "minutes": 10, "name": "Ride", "workout_type_id": 0,
                    "updated_at": "2026-11-29T06:00:00Z",
                    "workout_summary": {"duration_total_accum": "600.00", "duration_active_accum": "600.00"}});
                lay(&house, "wahoo", &format!("/v1/workouts/{number}"), &workout);
                workout
            })
            .collect();
        let body = json!({"workouts": rows, "total": 10, "page": page, "per_page": 50});
        lay(&house, "wahoo", &format!("/v1/workouts?page={page}&per_page=50"), &body);
    }
    lay(&house, "wahoo", "/v1/workouts", &json!({"workouts": [], "total": 10}));
    house.connect_other("wahoo", USER).await;
    // The budget of an application in its sandbox: it takes its time.
    house.pass_hours(26).await;
    assert_eq!(house.events().await.len(), 30);
    let worst = house.engine.provider_health().await.unwrap();
    let wahoo = worst.iter().find(|provider| provider.id == "wahoo").unwrap();
    assert!(wahoo.windows.iter().all(|window| window.used <= window.limit), "{wahoo:?}");
}

/// Trap 47: a workout is told before its end is known; the whole one replaces it.
#[tokio::test]
async fn suunto_s_workout_without_an_end_is_replaced_by_the_whole() {
    let house = House::new().await;
    lay(&house, "suunto", "/v3/workouts", &json!({"error": null, "payload": []}));
    house.connect_other("suunto", USER).await;
    house.pass(2).await;
    let start = at("2026-11-30T05:00:00Z").as_millisecond();
    let row = |stop: Value| {
        json!({"payload": {"workoutKey": "k1", "workoutId": 7, "activityId": 1, "startTime": start, "stopTime": stop,
                           "totalTime": 1800.0, "timeOffsetInMinutes": 0}})
    };
    lay(&house, "suunto", "/v3/workouts/k1", &row(Value::Null));
    let told = json!({"type": "WORKOUT_CREATED", "username": USER, "workout": {"workoutKey": "k1"}});
    assert_eq!(tell(&house, "suunto", &[], &told).await, 200);
    house.work().await;
    assert_eq!(house.lengths().await, [1800.0]);
    lay(&house, "suunto", "/v3/workouts/k1", &row(json!(start + 2_100_000)));
    let file = fit_run(at("2026-11-30T05:00:00Z"), 2100);
    house.web.world().others.lay_file("suunto", USER, "/v3/workouts/k1/fit", file);
    house.pass(10).await;
    assert_eq!(house.lengths().await, [2100.0]);
}

fn sleep(id: &str, kind: &str, from: &str, to: &str) -> Value {
    json!({"id": id, "type": kind, "bedtime_start": from, "bedtime_end": to, "day": "2026-11-30"})
}

/// Trap 45: a nap that is listed before the night is no night, and the last day is tomorrow.
#[tokio::test]
async fn oura_s_night_is_the_long_sleep() {
    let house = House::new().await;
    lay(&house, "oura", "/v2/usercollection/personal_info", &json!({"id": "u-1"}));
    let nap = sleep("nap-1", "sleep", "2026-11-30T05:00:00+00:00", "2026-11-30T05:40:00+00:00");
    let night = sleep("night-1", "long_sleep", "2026-11-29T20:00:00+00:00", "2026-11-30T02:30:00+00:00");
    lay(&house, "oura", "/v2/usercollection/sleep", &json!({"data": [nap, night], "next_token": null}));
    lay(&house, "oura", "/v2/usercollection/workout", &json!({"data": [], "next_token": null}));
    for row in [&nap, &night] {
        let id = row["id"].as_str().unwrap();
        lay(&house, "oura", &format!("/v2/usercollection/sleep/{id}"), row);
    }
    house.connect_other("oura", USER).await;
    house.pass(5).await;
    let roles: Vec<String> = house
        .events()
        .await
        .iter()
        .filter_map(|event| event.sleep().map(|sleep| format!("{:?}", sleep.role)))
        .collect();
    assert_eq!(roles, ["Main", "Nap"]);
    assert!(house.asked("end_date=2026-12-0") > 0, "the last day asked for is after today");
}

/// Trap 44: the list of one kind is retired. The other goes on, nothing of the first is deleted, and it is visible.
#[tokio::test]
async fn a_list_that_was_retired_is_seen_and_deletes_nothing() {
    let house = House::new().await;
    lay(&house, "whoop", "/v2/user/profile/basic", &json!({"user_id": 475}));
    let run = json!({"id": "aa-1", "user_id": 475, "start": "2026-11-29T05:00:00Z", "end": "2026-11-29T05:30:00Z",
                     "updated_at": "1", "score_state": "SCORED", "sport_name": "running", "timezone_offset": "+00:00"});
    let night = json!({"id": "bb-1", "user_id": 475, "start": "2026-11-28T22:00:00Z", "end": "2026-11-29T04:00:00Z",
                       "updated_at": "1", "score_state": "SCORED", "nap": false, "timezone_offset": "+00:00"});
    lay(&house, "whoop", "/v2/activity/workout", &json!({"records": [run]}));
    lay(&house, "whoop", "/v2/activity/sleep", &json!({"records": [night]}));
    lay(&house, "whoop", "/v2/activity/workout/aa-1", &run);
    lay(&house, "whoop", "/v2/activity/sleep/bb-1", &night);
    house.connect_other("whoop", USER).await;
    house.pass(5).await;
    assert_eq!(house.lengths().await, [21_600.0, 1800.0]);
    let scanned = house.connection().await.scanned;
    house.web.world().others.take_away("whoop", USER, "/v2/activity/sleep");
    house.web.world().others.take_away("whoop", USER, "/v2/activity/sleep/bb-1");
    house.pass_hours(13).await;
    assert_eq!(house.lengths().await, [21_600.0, 1800.0], "what cannot be listed is not taken for deleted");
    assert_eq!(house.trouble().await.as_deref(), Some("wrong"));
    assert_eq!(house.connection().await.scanned, scanned, "the list was not read whole");
}

/// Trap 46: in testing, Google's refresh token ends after a week. The athlete is asked once; the hole is filled afterwards.
#[tokio::test]
async fn google_s_access_that_ends_after_a_week_is_asked_for_once_and_the_hole_is_filled() {
    let house = House::new().await;
    house.web.world().others.life = Some(3600);
    lay(&house, "google-health", "/v4/users/me/identity", &json!({"healthUserId": "h-1"}));
    let point = |id: &str, day: &str| {
        json!({"name": format!("users/h-1/dataTypes/exercise/dataPoints/{id}"), "exercise": {
            "interval": {"startTime": format!("{day}T05:00:00Z"), "endTime": format!("{day}T05:30:00Z")},
            "exerciseType": "RUNNING"}})
    };
    let lay_points = |points: &[(&str, &str)]| {
        let all: Vec<Value> = points.iter().map(|(id, day)| point(id, day)).collect();
        lay(
            &house,
            "google-health",
            "/v4/users/me/dataTypes/exercise/dataPoints",
            &json!({"dataPoints": all}),
        );
        for (id, day) in points {
            let address = format!("/v4/users/me/dataTypes/exercise/dataPoints/{id}");
            lay(&house, "google-health", &address, &point(id, day));
        }
    };
    lay_points(&[("a", "2026-11-29")]);
    lay(&house, "google-health", "/v4/users/me/dataTypes/sleep/dataPoints", &json!({}));
    house.connect_other("google-health", USER).await;
    house.pass(5).await;
    assert_eq!(house.events().await.len(), 1);
    house.web.world().others.refuses_refresh = true;
    house.pass_hours(30).await;
    assert_eq!(house.state().await, ConnectionState::NeedsConsent);
    lay_points(&[("a", "2026-11-29"), ("b", "2026-12-02")]);
    house.pass_hours(72).await;
    assert_eq!(house.events().await.len(), 1, "nothing is deleted, nothing comes");
    house.web.world().others.refuses_refresh = false;
    house.connect_other("google-health", USER).await;
    house.pass(5).await;
    assert_eq!((house.events().await.len(), house.trouble().await), (2, None));
}
