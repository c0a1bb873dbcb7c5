//! What no list of the last days shows: times in which this server was off, watches that are synchronised late, readings that
//! broke off; and answers that say less than what is known.

use ::providers::Misbehaviour;
use ::providers::garmin::night;
use ::providers::strava::Activity;
use engine::ConnectionState;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::house::{ALL, AT_STRAVA, House, ME, at};

const KEY: &str = "gcp_0123456789";
const USER: &str = "363";

async fn garmin_personal() -> House {
    let house = House::new().await;
    house.web.world().garmin_personal.user(KEY).record(101, at("2026-11-29T05:00:00Z"), 1800, None);
    house.engine.connect_with_key(ME, "garmin-personal", KEY).await.unwrap();
    house.pass(20).await;
    assert_eq!(house.lengths().await, [1800.0]);
    house
}

async fn strava() -> House {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house
}

/// The server of a self-hoster stands still for a month. The list is read hourly, a week back: the weeks before that would
/// never be asked for.
#[tokio::test]
async fn the_weeks_in_which_the_server_was_off_are_read_too() {
    let house = garmin_personal().await;
    house.web.world().garmin_personal.user(KEY).record(102, at("2026-12-03T05:00:00Z"), 600, None);
    house.web.world().garmin_personal.user(KEY).record(103, at("2026-12-29T05:00:00Z"), 900, None);
    house.forward(SignedDuration::from_hours(24 * 30));
    house.pass(45).await;
    assert_eq!(house.lengths().await, [1800.0, 600.0, 900.0]);
    house.pass_hours(2).await;
    let begun = house.connection().await.backfill.unwrap().from;
    assert!(begun > at("2026-12-22T00:00:00Z"), "the gap is read once, and not from {begun} on for ever");
}

/// The provider does not list anything for longer than its list goes back: what is read first afterwards is that time.
#[tokio::test]
async fn an_outage_that_is_longer_than_the_list_leaves_no_hole() {
    let house = garmin_personal().await;
    house.web.world().faults.always("/activitylist-service", Misbehaviour::Status(400, "{}".into()));
    house.pass_hours(24 * 2).await;
    house.web.world().garmin_personal.user(KEY).record(102, at("2026-12-03T05:00:00Z"), 600, None);
    house.pass_hours(24 * 12).await;
    assert_eq!(house.lengths().await, [1800.0]);
    house.web.world().faults.clear();
    house.pass_hours(12).await;
    assert_eq!(house.lengths().await, [1800.0, 600.0]);
}

/// A watch lies in a drawer for twelve days and is synchronised then: no notice tells of it, and the list of the last week
/// does not show it.
#[tokio::test]
async fn a_watch_that_is_synchronised_late_is_not_forgotten() {
    let house = garmin_personal().await;
    house.web.world().garmin_personal.user(KEY).record(90, at("2026-11-17T05:00:00Z"), 700, None);
    house.pass_hours(4).await;
    assert_eq!(house.lengths().await.len(), 1, "hourly, only the last days are read");
    house.pass_hours(24).await;
    assert_eq!(house.lengths().await, [700.0, 1800.0]);
}

/// A scale that was without a network tells of a weighing that is older than the list of the last days.
#[tokio::test]
async fn a_notice_of_something_old_is_looked_up_where_it_says() {
    let house = House::new().await;
    house.connect_withings(USER).await;
    house.pass(3).await;
    house.web.world().withings.weigh(USER, at("2026-10-20T06:00:00Z"), 70_400, 0);
    house.pass(5).await;
    assert_eq!(house.masses().await, ["70.4"]);
    // Afterwards the list is read as ever.
    assert!(house.connection().await.backfill.unwrap().from < at("2026-10-20T00:00:00Z"));
    house.pass_hours(7).await;
    assert!(house.connection().await.backfill.unwrap().from > at("2026-11-14T00:00:00Z"));
}

/// The first reading of the past breaks off: it is taken up again where it began, and not at the last month.
#[tokio::test]
async fn a_first_reading_that_broke_off_is_taken_up_again() {
    let house = House::new().await;
    house.web.world().strava.record(AT_STRAVA, Activity::run(at("2026-03-01T05:00:00Z"), 1200));
    house.web.world().faults.always("/athlete/activities", Misbehaviour::Status(400, "{}".into()));
    house.connect(&ALL).await;
    house.pass_hours(4).await;
    assert!(house.connection().await.backfill.unwrap().partial);
    house.web.world().faults.clear();
    house.pass_hours(30).await;
    assert_eq!(house.lengths().await, [1200.0]);
}

/// A notice without a name comes while a long list is read, after the page that it would have stood on.
#[tokio::test]
async fn a_notice_that_comes_while_the_list_is_read_does_not_wait_for_hours() {
    let house = House::new().await;
    house.web.world().withings.rows = 1;
    for (day, grams) in [(26, 70_100), (27, 70_200), (28, 70_300)] {
        house.web.world().withings.weigh(USER, at(&format!("2026-11-{day}T06:00:00Z")), grams, 0);
    }
    house.connect_withings(USER).await;
    house.work().await;
    assert_eq!(house.masses().await.len(), 1, "the first page");
    house.web.world().withings.weigh(USER, at("2026-11-30T06:01:00Z"), 70_900, 0);
    house.settle().await;
    house.pass(15).await;
    assert_eq!(house.masses().await, ["70.1", "70.2", "70.3", "70.9"]);
}

/// An edit, or a new release of the provider, makes an answer that cannot be read: what was read before stays, and the next
/// answer that can be read replaces it.
#[tokio::test]
async fn an_answer_that_cannot_be_read_takes_nothing_away() {
    let house = strava().await;
    let id = house.web.world().strava.record(AT_STRAVA, Activity::run(at("2026-11-30T05:00:00Z"), 1800));
    house.settle().await;
    let set = |value: Value, name: &str| {
        let strava = &mut house.web.world().strava;
        let activity = strava.athlete(AT_STRAVA).activities.get_mut(&id).unwrap();
        activity.set("elapsed_time", value);
        strava.rename(AT_STRAVA, id, name);
    };
    set(Value::Null, "Threshold");
    house.pass(70).await;
    assert_eq!(house.lengths().await, [1800.0]);
    set(json!(1500), "Tempo");
    house.settle().await;
    assert_eq!(house.lengths().await, [1500.0]);
    assert_eq!(house.engine.replay(ME).await.unwrap().differences, vec![]);
}

/// The refresh token has ended, and the athlete has yet to connect again. Garmin goes on sending, with the data inside: it
/// will not send it a second time.
#[tokio::test]
async fn what_is_sent_while_the_access_has_to_be_renewed_is_kept() {
    let house = House::new().await;
    house.connect_garmin("garmin-user-1", &["ACTIVITY_EXPORT", "HEALTH_EXPORT"]).await;
    house.pass(2).await;
    house.forward(SignedDuration::from_hours(30));
    house.web.world().faults.always("/oauth/token", Misbehaviour::Status(400, "{}".into()));
    let sleeps = |name: &str, start: &str, seconds, pings| {
        let world = &mut *house.web.world();
        world.garmin.pings = pings;
        let night = night(name, at(start), seconds, "AUTO_FINAL");
        world.garmin.sync("garmin-user-1", "sleeps", night, &mut world.seed);
    };
    sleeps("x1", "2026-11-29T22:00:00Z", 25_200, true);
    house.pass(40).await;
    assert_eq!(house.state().await, ConnectionState::NeedsConsent);
    sleeps("x2", "2026-11-30T22:00:00Z", 27_000, false);
    house.pass(2).await;
    assert_eq!(house.lengths().await, [27_000.0]);
    assert_eq!(house.state().await, ConnectionState::NeedsConsent, "the athlete is asked all the same");
    assert_eq!(house.trouble().await.as_deref(), Some("refused"));
}

/// One workout stands twice at Strava: the watch's own upload, and the file uploaded by hand.
#[tokio::test]
async fn a_workout_that_stands_twice_at_one_provider_is_one_event() {
    let house = strava().await;
    let begun = at("2026-11-30T05:00:00Z");
    let first = house.web.world().strava.record(AT_STRAVA, Activity::run(begun, 1800).without_streams());
    let again = Activity::run(begun, 1800).without_streams().with("external_id", json!("activity.fit"));
    let second = house.web.world().strava.record(AT_STRAVA, again);
    house.settle().await;
    assert_eq!(house.lengths().await, [1800.0]);
    house.web.world().strava.delete(AT_STRAVA, first);
    house.pass(5).await;
    assert_eq!(house.lengths().await, [1800.0], "the other one is still there");
    house.web.world().strava.delete(AT_STRAVA, second);
    house.pass(5).await;
    assert_eq!(house.lengths().await, [0.0; 0]);
}
