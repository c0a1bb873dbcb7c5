//! Garmin's partner programme: pushes and pings of many users, replaced summaries, the past on request, and the traps.

use ::providers::Misbehaviour;
use ::providers::garmin::{night, run};
use engine::{ConnectionState, Leave};
use jiff::Timestamp;
use serde_json::json;
use timeline::{Choice, EventKind, Field};
use units::Length;

use crate::house::{ALL, AT_STRAVA, House, ME, at};

const USER: &str = "garmin-user-1";
const EVERYTHING: [&str; 3] = ["ACTIVITY_EXPORT", "HEALTH_EXPORT", "HISTORICAL_DATA_EXPORT"];

async fn connected() -> House {
    let house = House::new().await;
    house.connect_garmin(USER, &EVERYTHING).await;
    house.pass(2).await;
    house
}

fn sync(house: &House, kind: &str, summary: serde_json::Value) {
    let world = &mut *house.web.world();
    world.garmin.sync(USER, kind, summary, &mut world.seed);
}

fn morning() -> Timestamp {
    at("2026-11-30T05:00:00Z")
}

#[tokio::test]
async fn summaries_arrive_by_push_and_by_ping() {
    for pings in [false, true] {
        let house = connected().await;
        house.web.world().garmin.pings = pings;
        sync(&house, "activities", run("101", morning(), 1800));
        sync(&house, "sleeps", night("x-night", at("2026-11-29T22:00:00Z"), 25_200, "AUTO_FINAL"));
        house.settle().await;
        assert_eq!(house.lengths().await, [25_200.0, 1800.0], "pings: {pings}");
        assert_eq!(house.engine.replay(ME).await.unwrap().differences, vec![]);
    }
}

/// Trap 10: the same record again, and then a longer version, is one night.
#[tokio::test]
async fn a_summary_that_comes_again_replaces_and_is_never_added() {
    let house = connected().await;
    let short = night("x1", at("2026-11-29T22:00:00Z"), 7200, "AUTO_TENTATIVE");
    let long = night("x1", at("2026-11-29T22:00:00Z"), 27_000, "AUTO_FINAL");
    for summary in [&short, &short, &long, &short] {
        sync(&house, "sleeps", summary.clone());
    }
    house.settle().await;
    assert_eq!(house.lengths().await, [27_000.0], "the settled one counts, whichever came last");
}

/// Traps 9 and 26: two users of one summaryId, an unknown one and bad rows in one request.
#[tokio::test]
async fn a_batch_gives_each_user_their_own_and_loses_no_good_row() {
    let house = connected().await;
    {
        let world = &mut *house.web.world();
        let (ours, other) = (run("7", morning(), 1800), run("7", at("2026-11-28T05:00:00Z"), 3600));
        let rows = [(USER, ours), ("stranger", other), (USER, json!({"summaryId": "8"})), (USER, json!({}))];
        world.garmin.tell("activities", &rows, &mut world.seed);
    }
    house.settle().await;
    assert_eq!(house.lengths().await, [1800.0]);
    let counts = house.engine.notice_counts();
    assert_eq!((counts.unknown, counts.refused), (1, 1));
}

/// Trap 28: the summary in seconds, details and the file hours later: usable at once, and one workout in the end.
#[tokio::test]
async fn details_that_follow_later_are_of_the_same_workout() {
    let house = connected().await;
    sync(&house, "activities", run("101", morning(), 1800));
    house.settle().await;
    assert_eq!(house.lengths().await, [1800.0]);
    house.pass_hours(3).await;
    let samples: Vec<_> = (0..18)
        .map(
            |step| json!({"startTimeInSeconds": morning().as_second() + step * 100, "heartRate": 140 + step}),
        )
        .collect();
    let details = json!({"summaryId": "101-detail", "activityId": 101, "summary": run("101", morning(), 1800),
                         "samples": samples});
    sync(&house, "activityDetails", details);
    house.settle().await;
    assert_eq!(house.lengths().await, [1800.0]);
    let why = house.engine.why(ME, &house.events().await[0].id).await.unwrap();
    assert!(why.observations.iter().any(|o| o.shape.as_ref().is_some_and(|shape| shape.trace.is_some())));
    // The athlete says whose word counts; the file of the next day changes nothing of that.
    let summary = Choice::Use { observation: "garmin:101".to_owned(), field: Some(Field::Distance) };
    house.engine.decide(ME, vec![summary]).await.unwrap();
    house.pass_hours(24).await;
    {
        let world = &mut *house.web.world();
        world.garmin.tell_file(USER, "101", ::providers::fit_run(morning(), 1830), &mut world.seed);
    }
    house.settle().await;
    let events = house.events().await;
    assert_eq!(events.len(), 1, "{events:?}");
    let why = house.engine.why(ME, &events[0].id).await.unwrap();
    assert!(why.observations.iter().any(|o| o.source.provider == "file"), "the file came too");
    assert_eq!(house.lengths().await, [1830.0], "the end that was unsure is known");
    let EventKind::Workout(workout) = &events[0].kind else { panic!("{events:?}") };
    assert_eq!(
        workout.distance,
        Some(Length::from_m(5400.0)),
        "as the athlete said, though the file says 5490 m"
    );
}

/// Trap 33: the same workout by two ways, with another offset and another sport, is one event that names both.
#[tokio::test]
async fn a_workout_on_garmin_and_strava_is_one_event() {
    let house = connected().await;
    house.connect(&ALL).await;
    house.settle().await;
    sync(&house, "activities", run("101", morning(), 1800));
    let copy = ::providers::strava::Activity::run(morning(), 1800)
        .with("start_date_local", json!("2026-11-30T02:00:00Z"))
        .with("sport_type", json!("TrailRun"));
    house.web.world().strava.record(AT_STRAVA, copy);
    house.settle().await;
    let events = house.events().await;
    assert_eq!(events.len(), 1, "{events:?}");
    let why = house.engine.why(ME, &events[0].id).await.unwrap();
    let mut sources: Vec<&str> = why.observations.iter().map(|o| o.source.provider.as_str()).collect();
    sources.sort_unstable();
    assert_eq!(sources, ["garmin", "strava"]);
    // Strava goes, Garmin stays, and with it the event.
    house.engine.disconnect(ME, "strava", Leave::Keep).await.unwrap();
    house.work().await;
    assert_eq!(house.lengths().await, [1800.0]);
    let why = house.engine.why(ME, &house.events().await[0].id).await.unwrap();
    assert!(why.observations.iter().all(|o| o.source.provider == "garmin"));
}

/// The past arrives backwards, as notices.
#[tokio::test]
async fn what_was_there_before_is_asked_for_and_arrives_backwards() {
    let house = House::new().await;
    for day in 10..16 {
        let start = at(&format!("2026-11-{day}T05:00:00Z"));
        sync(&house, "activities", run(&format!("{day}"), start, 1800));
    }
    house.web.world().take_told();
    house.connect_garmin(USER, &EVERYTHING).await;
    house.pass(30).await;
    assert_eq!(house.events().await.len(), 6);
    assert!(house.connection().await.backfill.unwrap().finished.is_some());
}

/// Trap 27: each refusal of the past means something else, and none is the end of the access.
#[tokio::test]
async fn a_refused_past_is_no_end_of_the_access() {
    for (status, trouble) in [(401, None), (409, None), (412, Some("missing-scope"))] {
        let house = House::new().await;
        house.web.world().garmin.past = Some(status);
        house.connect_garmin(USER, &EVERYTHING[..2]).await;
        house.pass(30).await;
        assert_eq!(house.state().await, ConnectionState::Active, "{status}");
        assert_eq!(house.trouble().await.as_deref(), trouble, "{status}");
        assert!(house.asked("/backfill/") <= 8, "{status}: {} requests", house.asked("/backfill/"));
        sync(&house, "activities", run("101", morning(), 1800));
        house.settle().await;
        assert_eq!(house.lengths().await, [1800.0], "{status}: what happens now still comes");
    }
}

/// Trap 25: an address that is not Garmin's is not fetched.
#[tokio::test]
async fn an_address_in_a_ping_that_is_not_garmin_s_is_not_fetched() {
    let house = connected().await;
    let asked = house.web.world().asked.len();
    for address in [
        "http://127.0.0.1/wellness-api/rest/activities",
        "https://apis.garmin.com.evil.test/wellness-api/rest/x",
    ] {
        house.web.world().garmin.send(&json!({"activities": [{"userId": USER, "callbackURL": address}]}));
    }
    house.settle().await;
    assert_eq!(house.web.world().asked.len(), asked);
    assert_eq!(house.engine.notice_counts().refused, 2);
}

/// Trap 31: the permissions change; what came before stays.
#[tokio::test]
async fn permissions_that_change_are_noted_and_delete_nothing() {
    let house = connected().await;
    sync(&house, "activities", run("101", morning(), 1800));
    house.settle().await;
    let change = json!({"userPermissionsChange": [{"userId": USER, "permissions": []}]});
    house.web.world().garmin.send(&change);
    house.settle().await;
    assert!(house.engine.missing_scopes(&house.connection().await).contains(&"ACTIVITY_EXPORT"));
    assert_eq!(house.lengths().await, [1800.0]);
}

/// A deregistration is checked, ends the connection, and keeps the data, as Garmin's agreement allows.
#[tokio::test]
async fn a_deregistration_is_believed_only_when_the_access_is_gone() {
    let house = connected().await;
    sync(&house, "activities", run("101", morning(), 1800));
    house.settle().await;
    house.web.world().garmin.send(&json!({"deregistrations": [{"userId": USER}]}));
    house.settle().await;
    assert_eq!(house.state().await, ConnectionState::Active, "it was forged");
    house.web.world().garmin.deregister(USER);
    house.pass(5).await;
    assert_eq!(house.state().await, ConnectionState::Ended);
    assert_eq!(house.lengths().await, [1800.0]);
}

#[tokio::test]
async fn disconnecting_ends_the_registration_and_deletes_where_asked() {
    for (leave, left) in [(Leave::Keep, 1), (Leave::Delete, 0)] {
        let house = connected().await;
        sync(&house, "activities", run("101", morning(), 1800));
        house.settle().await;
        house.web.world().faults.next(1, "/user/registration", Misbehaviour::Page(502));
        house.engine.disconnect(ME, "garmin", leave).await.unwrap();
        house.pass(5).await;
        assert!(!house.web.world().garmin.has_access(USER));
        assert_eq!(house.state().await, ConnectionState::Ended);
        assert_eq!(house.events().await.len(), left, "{leave:?}");
    }
}

/// Trap 29: one night is listed twice, a piece of 42 minutes inside it, in either order: it is one sleep.
#[tokio::test]
async fn a_piece_inside_a_night_of_the_same_source_is_the_same_sleep() {
    let whole = night("w", at("2026-11-29T22:00:00Z"), 20_580, "AUTO_FINAL");
    let piece = night("p", at("2026-11-30T02:00:00Z"), 2520, "AUTO_FINAL");
    for pair in [[&whole, &piece], [&piece, &whole]] {
        let house = connected().await;
        for summary in pair {
            sync(&house, "sleeps", summary.clone());
            house.settle().await;
        }
        assert_eq!(house.lengths().await, [20_580.0]);
    }
}

/// Trap 32: the device that recorded it is named wherever the workout came from.
#[tokio::test]
async fn the_device_is_named_even_when_strava_passed_the_workout_on() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house.web.world().strava.record(AT_STRAVA, ::providers::strava::Activity::run(morning(), 1800));
    house.settle().await;
    let why = house.engine.why(ME, &house.events().await[0].id).await.unwrap();
    assert_eq!(why.observations[0].source.device.as_deref(), Some("garmin forerunner 965"));
}
