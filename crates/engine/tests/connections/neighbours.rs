//! What real providers do beside the traps that are listed: parts that fail alone, clocks and lives that differ, ends that come
//! in the middle of something else.

use ::providers::garmin::night;
use ::providers::strava::Activity;
use ::providers::{Misbehaviour, fit_run};
use engine::ConnectionState;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::house::{ALL, AT_STRAVA, House, ME, at, start};

const USER: &str = "475";

fn run() -> Activity {
    Activity::run(at("2026-11-30T05:00:00Z"), 1800)
}

async fn strava() -> House {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house
}

fn lay(house: &House, provider: &str, address: &str, answer: &Value) {
    house.web.world().others.lay(provider, USER, address, answer);
}

async fn has_trace(house: &House) -> bool {
    let events = house.events().await;
    let why = house.engine.why(ME, &events[0].id).await.unwrap();
    why.observations.iter().any(|o| o.shape.as_ref().is_some_and(|shape| shape.trace.is_some()))
}

/// The operator's secret is wrong, or was changed at the provider: that is not the end of any athlete's access.
#[tokio::test]
async fn a_secret_that_the_provider_does_not_accept_costs_nobody_the_access() {
    let house = strava().await;
    house.forward(SignedDuration::from_hours(7));
    let changed = std::mem::replace(&mut house.web.world().strava.secret, "another".into());
    house.web.world().strava.record(AT_STRAVA, run());
    house.pass_hours(6).await;
    let state = (house.state().await, house.trouble().await);
    assert_eq!(state, (ConnectionState::Active, Some("blocked".into())));
    house.web.world().strava.secret = changed;
    house.pass_hours(3).await;
    assert_eq!((house.lengths().await, house.trouble().await), (vec![1800.0], None));
}

/// Whatever stands before the token endpoint refuses without a reason (403): nothing is given up because of that.
#[tokio::test]
async fn a_token_endpoint_that_is_shut_off_loses_nothing() {
    let house = strava().await;
    house.forward(SignedDuration::from_hours(7));
    house.web.world().faults.next(3, "/oauth/token", Misbehaviour::Status(403, "{}".into()));
    house.web.world().strava.record(AT_STRAVA, run());
    house.pass(30).await;
    assert_eq!((house.state().await, house.lengths().await), (ConnectionState::Active, vec![1800.0]));
}

/// An access token that lives for less than our margin is not renewed for every request.
#[tokio::test]
async fn a_short_life_is_no_storm_of_refreshes() {
    let house = House::new().await;
    house.web.world().others.life = Some(120);
    lay(&house, "whoop", "/v2/user/profile/basic", &json!({"user_id": "475"}));
    lay(&house, "whoop", "/v2/activity/sleep", &json!({"records": []}));
    let rows: Vec<Value> = (10..28)
        .map(|day| {
            json!({"id": format!("aa-{day}"), "user_id": 475, "start": format!("2026-11-{day}T05:00:00Z"), "updated_at": "1",
                   "end": format!("2026-11-{day}T05:30:00Z"), "score_state": "SCORED", "sport_name": "running"})
        })
        .collect();
    for row in &rows {
        lay(&house, "whoop", &format!("/v2/activity/workout/{}", row["id"].as_str().unwrap()), row);
    }
    lay(&house, "whoop", "/v2/activity/workout", &json!({ "records": rows }));
    house.connect_other("whoop", USER).await;
    house.settle().await;
    assert_eq!(house.events().await.len(), 18);
    assert_eq!(house.asked("/token"), 1, "one exchange, and its token is used");
}

/// The summary is there and its streams cannot be had: it is on the timeline at once, and the streams follow.
#[tokio::test]
async fn streams_that_fail_do_not_keep_the_summary() {
    let house = strava().await;
    let evening = at("2026-11-30T18:00:00Z");
    house.web.world().faults.until(evening, "/streams", Misbehaviour::Page(502));
    house.web.world().strava.record(AT_STRAVA, run());
    house.settle().await;
    assert_eq!(house.lengths().await, [1800.0]);
    assert!(!has_trace(&house).await);
    assert_eq!(house.trouble().await, Some("outage".into()));
    house.pass_hours(15).await;
    assert!(has_trace(&house).await, "however long it took");
    assert_eq!((house.lengths().await, house.trouble().await), (vec![1800.0], None));
}

async fn polar(file: Vec<u8>) -> House {
    let house = House::new().await;
    let run = json!({"id": "2AC312F", "sport": "RUNNING", "start_time": "2026-11-29T07:00:00",
                     "start_time_utc_offset": 120, "duration": "PT30M"});
    lay(&house, "polar", "/v3/users", &json!({}));
    lay(&house, "polar", "/v3/exercises", &json!([run]));
    lay(&house, "polar", "/v3/exercises/2AC312F", &run);
    lay(&house, "polar", "/v3/users/sleep", &json!({"nights": []}));
    house.web.world().others.lay_file("polar", USER, "/v3/exercises/2AC312F/fit", file);
    house
}

async fn sources(house: &House) -> Vec<String> {
    let events = house.events().await;
    let why = house.engine.why(ME, &events[0].id).await.unwrap();
    let mut all: Vec<String> = why.observations.iter().map(|o| o.source.provider.clone()).collect();
    all.sort();
    all
}

/// One address refuses a token that works at all others: that is no end of the access.
#[tokio::test]
async fn one_address_that_refuses_the_token_is_not_the_end_of_it() {
    let house = polar(fit_run(at("2026-11-29T05:00:00Z"), 1800)).await;
    house.web.world().faults.always("/fit", Misbehaviour::Status(401, "{}".into()));
    house.connect_other("polar", USER).await;
    house.pass_hours(12).await;
    assert_eq!((house.state().await, house.lengths().await), (ConnectionState::Active, vec![1800.0]));
    let asked = house.asked("/fit");
    house.pass_hours(72).await;
    assert_eq!((house.state().await, house.asked("/fit") - asked), (ConnectionState::Active, 0));

    let house = strava().await;
    house.web.world().strava.record(AT_STRAVA, Activity::run(at("2026-11-28T05:00:00Z"), 600));
    house.settle().await;
    house.web.world().strava.record(AT_STRAVA, run());
    house.web.world().faults.always("/activities/9000000002?", Misbehaviour::Status(401, "{}".into()));
    house.pass_hours(30).await;
    assert_eq!((house.state().await, house.lengths().await), (ConnectionState::Active, vec![600.0]));
    assert!(house.asked("/oauth/token") < 20, "{}", house.asked("/oauth/token"));
}

/// A file that came in half is asked for again, and replaced by the whole.
#[tokio::test]
async fn half_a_file_is_asked_for_again() {
    let house = polar(fit_run(at("2026-11-29T05:00:00Z"), 1800)).await;
    house.web.world().faults.next(1, "/fit", Misbehaviour::Half);
    house.connect_other("polar", USER).await;
    house.pass(10).await;
    assert_eq!(house.asked("/fit"), 2);
    assert_eq!(
        (sources(&house).await, house.lengths().await),
        (vec!["file".into(), "polar".into()], vec![1800.0])
    );
    house.pass_hours(24).await;
    assert_eq!(house.asked("/fit"), 2, "it is whole");
}

/// JSON of another shape, from any of them, is asked for again and not stored as if it were the item.
#[tokio::test]
async fn an_answer_about_something_else_is_asked_for_again() {
    for what in [Misbehaviour::WrongShape, Misbehaviour::Page(200), Misbehaviour::Status(200, String::new())]
    {
        let house = polar(Vec::new()).await;
        house.web.world().faults.next(1, "/v3/exercises/2AC312F", what.clone());
        house.connect_other("polar", USER).await;
        house.pass(3).await;
        assert_eq!(house.lengths().await, [1800.0], "{what:?}");
    }
}

/// A page of the list that cannot be had: the next readings of the last days do not wait for it.
#[tokio::test]
async fn a_list_that_cannot_be_read_to_its_end_stops_no_later_one() {
    let house = House::new().await;
    house.web.world().faults.always("page=2", Misbehaviour::Status(400, "{}".into()));
    for hour in 0..110_i64 {
        let start = at("2026-11-01T05:00:00Z").checked_add(SignedDuration::from_hours(6 * hour)).unwrap();
        house.web.world().strava.record(AT_STRAVA, Activity::run(start, 600));
    }
    house.connect(&ALL).await;
    house.pass_hours(4).await;
    let backfill = house.connection().await.backfill.unwrap();
    assert!(backfill.finished.is_some() && backfill.partial, "{backfill:?}");
    assert_eq!(house.connection().await.scanned, None, "it was not read whole");
    house.web.world().faults.clear();
    house.pass_hours(48).await;
    assert_eq!(house.events().await.len(), 110);
    assert_eq!((house.connection().await.scanned.is_some(), house.trouble().await), (true, None));
}

/// Pages that name one another for ever are left after a while.
#[tokio::test]
async fn a_list_without_an_end_is_left() {
    let house = House::new().await;
    lay(&house, "whoop", "/v2/user/profile/basic", &json!({"user_id": 475}));
    lay(&house, "whoop", "/v2/activity/workout", &json!({"records": [], "next_token": "a"}));
    let from = start() - SignedDuration::from_hours(24 * 90);
    let to = start() + SignedDuration::from_hours(24);
    for (token, next) in [("a", "b"), ("b", "a")] {
        let address = format!("/v2/activity/workout?limit=25&start={from}&end={to}&nextToken={token}");
        lay(&house, "whoop", &address, &json!({"records": [], "next_token": next}));
    }
    house.connect_other("whoop", USER).await;
    for _ in 0..2100 {
        house.forward(SignedDuration::from_secs(1));
        house.work().await;
    }
    let backfill = house.connection().await.backfill.unwrap();
    assert!(backfill.finished.is_some() && backfill.partial, "{backfill:?}");
    assert_eq!(house.asked("/v2/activity/workout"), 2000);
}

/// The access is withdrawn while the past is read, and the notice comes when the refusals have been noticed already: what the
/// agreement demands is deleted all the same.
#[tokio::test]
async fn a_withdrawal_that_is_told_late_deletes_all_the_same() {
    let house = House::new().await;
    for day in 1..=28 {
        let start = at(&format!("2026-11-{day:02}T05:00:00Z"));
        house.web.world().strava.record(AT_STRAVA, Activity::run(start, 1200));
    }
    house.connect(&ALL).await;
    house.engine.work(10).await.unwrap();
    house.web.world().strava.withdraw(AT_STRAVA);
    let told = house.web.world().take_told().pop().unwrap();
    house.pass_hours(2).await;
    assert_eq!(house.state().await, ConnectionState::NeedsConsent);
    assert!(!house.events().await.is_empty(), "refusals alone delete nothing");
    house.tell(&told).await;
    house.pass(5).await;
    assert_eq!((house.state().await, house.events().await.len()), (ConnectionState::Ended, 0));
}

/// Pings come in any order, too: what they point to is what was known when they were sent.
#[tokio::test]
async fn an_older_ping_does_not_undo_a_newer_one() {
    let house = House::new().await;
    house.connect_garmin("garmin-user-1", &["ACTIVITY_EXPORT", "HEALTH_EXPORT"]).await;
    house.pass(2).await;
    house.web.world().garmin.pings = true;
    let begun = at("2026-11-29T22:00:00Z");
    for night in [night("x1", begun, 27_000, "AUTO_FINAL"), night("x1", begun, 7200, "AUTO_TENTATIVE")] {
        let world = &mut *house.web.world();
        world.garmin.sync("garmin-user-1", "sleeps", night, &mut world.seed);
    }
    house.settle().await;
    assert_eq!(house.lengths().await, [27_000.0]);
    assert_eq!(house.engine.replay(ME).await.unwrap().differences, vec![]);
}

/// Trap 31, the other half: what was taken away is given back, and nothing is left to complain of.
#[tokio::test]
async fn a_permission_that_is_given_back_is_no_trouble_any_more() {
    let house = House::new().await;
    house
        .connect_garmin("garmin-user-1", &["ACTIVITY_EXPORT", "HEALTH_EXPORT", "HISTORICAL_DATA_EXPORT"])
        .await;
    house.pass(2).await;
    for (permissions, trouble) in [(json!([]), Some("missing-scope")), (json!(["ACTIVITY_EXPORT"]), None)] {
        let change =
            json!({"userPermissionsChange": [{"userId": "garmin-user-1", "permissions": permissions}]});
        house.web.world().garmin.send(&change);
        house.settle().await;
        assert_eq!(house.trouble().await.as_deref(), trouble);
    }
}

/// One of two weighings of a day is deleted: the day stays, the weighing goes.
#[tokio::test]
async fn a_weighing_that_is_taken_back_goes_alone() {
    let house = House::new().await;
    {
        let world = &mut *house.web.world();
        let user = world.garmin_personal.user("gcp_0123456789");
        user.weigh("2026-11-29", at("2026-11-29T06:30:00Z"), 70_300.0);
        user.weigh("2026-11-29", at("2026-11-29T06:32:00Z"), 93_000.0);
    }
    house.engine.connect_with_key(ME, "garmin-personal", "gcp_0123456789").await.unwrap();
    house.pass(20).await;
    assert_eq!(house.masses().await, ["70.3", "93.0"]);
    house.web.world().garmin_personal.user("gcp_0123456789").take_back("2026-11-29", 93_000.0);
    house.pass_hours(2).await;
    assert_eq!(house.masses().await, ["70.3"]);
}

/// An activity that is edited every day: no payload is older than the agreement lets it be, and the number does not grow.
#[tokio::test]
async fn payloads_of_an_activity_that_is_edited_again_and_again_go_in_time() {
    let house = strava().await;
    let id = house.web.world().strava.record(AT_STRAVA, run());
    house.settle().await;
    let owner = store::Owner::new(format!("athlete:{ME}")).unwrap();
    for day in 0..20 {
        if day == 3 {
            house.web.world().strava.crop(AT_STRAVA, id, 1500);
        }
        house.web.world().strava.rename(AT_STRAVA, id, &format!("Run {day}"));
        house.pass_hours(24).await;
        let blobs = house.store.holdings(&owner).await.unwrap().blobs.len();
        assert!(blobs <= 9, "{blobs} on day {day}");
        assert_eq!(house.engine.replay(ME).await.unwrap().differences, vec![], "day {day}");
    }
    assert_eq!(house.lengths().await, [1500.0]);
    house.pass_hours(24 * 9).await;
    assert_eq!(house.store.holdings(&owner).await.unwrap().blobs.len(), 0);
    let replayed = house.engine.replay(ME).await.unwrap();
    assert_eq!((replayed.reports, replayed.differences), (1, vec![]));
}

/// One thing that fails for ever is asked for more and more rarely, and the others come.
#[tokio::test]
async fn one_item_that_never_comes_costs_little() {
    let house = strava().await;
    house.web.world().faults.always("/activities/9000000001?", Misbehaviour::Status(500, String::new()));
    house.web.world().strava.record(AT_STRAVA, run());
    house.pass_hours(24 * 10).await;
    let asked = house.asked("/activities/9000000001?");
    assert!(asked < 100, "{asked} requests in ten days");
    house.web.world().strava.record(AT_STRAVA, Activity::run(at("2026-12-10T05:00:00Z"), 600));
    house.settle().await;
    assert_eq!(house.lengths().await, [600.0]);
}

/// Under maintenance, with a word on how long: nothing is asked before that, whoever wants something.
#[tokio::test]
async fn a_provider_under_maintenance_is_left_alone_for_as_long_as_it_asks() {
    let house = strava().await;
    house.web.world().faults.next(1, "/api/v3/", Misbehaviour::Maintenance(3600));
    for day in [20, 22, 24] {
        let begun = at(&format!("2026-11-{day}T05:00:00Z"));
        house.web.world().strava.record(AT_STRAVA, Activity::run(begun, 600));
    }
    house.settle().await;
    let asked = house.asked("/api/v3/");
    house.pass(58).await;
    assert_eq!((house.asked("/api/v3/") - asked, house.state().await), (0, ConnectionState::Active));
    house.pass(10).await;
    assert_eq!(house.lengths().await, [600.0; 3]);
}
