//! What goes wrong long after a connection was made: windows that end, accounts that change, lists that never agree, work that
//! cannot be done.

use std::sync::Arc;

use ::providers::strava::Activity;
use ::providers::{Loopback, Misbehaviour};
use connect::providers::build;
use engine::{Clock, Connections, Engine, Keyring, Leave, SeededRandomness};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::house::{ALL, AT_STRAVA, House, ME, at, settings};

const USER: &str = "475";

async fn strava() -> House {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house
}

fn lay(house: &House, provider: &str, address: &str, answer: &Value) {
    house.web.world().others.lay(provider, USER, address, answer);
}

/// An instance that was started with another key: it opens none of the tokens.
fn without_the_key(house: &House, web: &Loopback) -> Engine {
    let keys = Keyring::read("ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=").unwrap();
    let strava = build("strava", &settings()).unwrap();
    let connections = Connections::new([strava], Arc::new(web.clone()), keys);
    Engine::new(Arc::clone(&house.store), Arc::clone(&house.clock) as Arc<dyn Clock>)
        .with_randomness(Arc::new(SeededRandomness::new(99)))
        .with_connections(connections)
}

/// A restored database with another key, a defect, a payload that kills the instance: a job that fails too often is given to
/// nobody any more. The work is not lost with it, and what comes later is not kept waiting.
#[tokio::test]
async fn work_that_could_not_be_done_for_a_day_is_done_when_it_can() {
    let house = strava().await;
    house.web.world().strava.record(AT_STRAVA, Activity::run(at("2026-11-30T05:00:00Z"), 1800));
    house.deliver().await;
    let keyless = without_the_key(&house, &house.web);
    for _ in 0..96 {
        house.forward(SignedDuration::from_mins(30));
        while keyless.work(10).await.unwrap().done > 0 {}
    }
    assert!(house.events().await.is_empty());
    assert_eq!(house.trouble().await, Some("stuck".into()), "the page says that something is wrong");
    // Told while nothing could be done, and listed only afterwards.
    house.pass_hours(30).await;
    assert_eq!((house.lengths().await, house.trouble().await), (vec![1800.0], None));
    let late = Activity::run(at("2026-12-01T05:00:00Z"), 600);
    house.web.world().strava.tells = false;
    house.web.world().strava.record(AT_STRAVA, late);
    house.pass_hours(30).await;
    assert_eq!(house.lengths().await, [1800.0, 600.0], "lists are read again every day");
}

/// A list that writes a number in another way than the item: it would be fetched again with every reading of the list, two
/// requests for each activity of a month.
#[tokio::test]
async fn a_list_that_never_agrees_with_its_items_is_no_storm() {
    let house = House::new().await;
    house.web.world().strava.rounds_lists = true;
    for day in 20..30 {
        let start = at(&format!("2026-11-{day}T05:00:00Z"));
        house.web.world().strava.record(AT_STRAVA, Activity::run(start, 1800));
    }
    house.connect(&ALL).await;
    house.pass_hours(50).await;
    assert_eq!(house.events().await.len(), 10);
    let asked = house.asked("/activities/");
    house.pass_hours(96).await;
    assert_eq!(house.asked("/activities/") - asked, 0);
    // An edit that no notice tells of is seen all the same.
    let last = house.web.world().strava.last(AT_STRAVA).unwrap();
    house.web.world().strava.crop(AT_STRAVA, last, 900);
    house.pass_hours(26).await;
    assert_eq!(house.lengths().await.last(), Some(&900.0));
}

/// Polar lists four weeks, and knows nothing older by its name: what leaves that window was not deleted.
#[tokio::test]
async fn what_leaves_the_window_of_a_list_was_not_deleted() {
    let house = House::new().await;
    let run = json!({"id": "2AC312F", "sport": "RUNNING", "start_time": "2026-11-29T07:00:00",
                     "start_time_utc_offset": 120, "duration": "PT30M"});
    let night = json!({"date": "2026-11-29", "sleep_start_time": "2026-11-28T23:00:00+02:00",
                       "sleep_end_time": "2026-11-29T06:00:00+02:00", "light_sleep": 20_000, "deep_sleep": 3600});
    lay(&house, "polar", "/v3/users", &json!({}));
    lay(&house, "polar", "/v3/exercises", &json!([run]));
    lay(&house, "polar", "/v3/exercises/2AC312F", &run);
    lay(&house, "polar", "/v3/users/sleep", &json!({"nights": [night]}));
    lay(&house, "polar", "/v3/users/sleep/2026-11-29", &night);
    house.connect_other("polar", USER).await;
    house.pass(5).await;
    assert_eq!(house.lengths().await.len(), 2);
    // 27 days later, by the calendar of Polar's server.
    house.forward(SignedDuration::from_hours(26 * 24));
    house.pass_hours(12).await;
    lay(&house, "polar", "/v3/exercises", &json!([]));
    lay(&house, "polar", "/v3/users/sleep", &json!({"nights": []}));
    house.web.world().others.take_away("polar", USER, "/v3/exercises/2AC312F");
    house.web.world().others.take_away("polar", USER, "/v3/users/sleep/2026-11-29");
    house.pass_hours(60).await;
    assert_eq!(house.lengths().await.len(), 2);
}

/// After an end that kept the data the athlete connects another account: its lists know nothing of the first one's.
#[tokio::test]
async fn another_account_takes_nothing_of_the_one_before() {
    let house = House::new().await;
    house.connect_withings(USER).await;
    let weighed = at("2026-11-29T06:00:00Z");
    house.web.world().withings.weigh(USER, weighed, 70_200, 0);
    house.pass(5).await;
    house.engine.disconnect(ME, "withings", Leave::Keep).await.unwrap();
    house.pass(5).await;
    house.connect_withings("900").await;
    house.web.world().withings.weigh("900", at("2026-11-30T06:00:00Z"), 70_400, 0);
    house.pass_hours(30).await;
    assert_eq!(house.masses().await, ["70.2", "70.4"]);
}

/// A list that is empty all at once may be an outage that answers politely: nothing is deleted because of one such list.
#[tokio::test]
async fn a_list_that_is_empty_all_at_once_deletes_nothing() {
    let house = House::new().await;
    house.connect_withings(USER).await;
    for (day, grams) in [(27, 70_100), (28, 70_200), (29, 70_300)] {
        house.web.world().withings.weigh(USER, at(&format!("2026-11-{day}T06:00:00Z")), grams, 0);
    }
    house.pass(10).await;
    assert_eq!(house.masses().await.len(), 3);
    let nothing = json!({"status": 0, "body": {"measuregrps": [], "more": 0}}).to_string();
    let until = at("2026-11-30T14:00:00Z");
    house.web.world().faults.until(until, "/measure", Misbehaviour::Status(200, nothing));
    house.pass_hours(7).await;
    assert_eq!(house.masses().await.len(), 3, "while it lasts");
    house.pass_hours(14).await;
    assert_eq!(house.masses().await.len(), 3);
}

/// With the tokens gone nobody could end the access any more: the provider would go on telling about somebody who was erased.
#[tokio::test]
async fn whoever_is_erased_is_unknown_at_the_provider_too() {
    let house = strava().await;
    let erasure = house.engine.erase(ME).await.unwrap();
    assert!(erasure.untold.is_empty());
    assert!(!house.web.world().strava.has_access(AT_STRAVA));

    // A provider that is down keeps nobody from being erased; it is said that it does not know.
    let house = strava().await;
    house.web.world().faults.always("/oauth/deauthorize", Misbehaviour::Page(502));
    let erasure = house.engine.erase(ME).await.unwrap();
    assert_eq!(erasure.untold, ["strava"]);
    assert!(house.engine.connections(ME).await.is_err());
}

/// Work whose job is gone does not stand in the way of what is told later.
#[tokio::test]
async fn work_whose_job_was_lost_is_begun_again() {
    let house = strava().await;
    let id = house.web.world().strava.record(AT_STRAVA, Activity::run(at("2026-11-30T05:00:00Z"), 1800));
    house.deliver().await;
    let leased = house.store.lease(house.engine.now(), SignedDuration::from_mins(5), 100).await.unwrap();
    for job in leased.iter().filter(|job| job.body.to_string().contains("activity")) {
        house.store.complete(job.id).await.unwrap();
    }
    house.forward(SignedDuration::from_hours(7));
    house.work().await;
    assert!(house.events().await.is_empty());
    house.web.world().strava.rename(AT_STRAVA, id, "Threshold");
    house.settle().await;
    assert_eq!(house.lengths().await, [1800.0]);
}
