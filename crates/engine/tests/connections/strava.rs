//! Strava: what arrives, and the traps.

use ::providers::strava::Activity;
use ::providers::{Misbehaviour, Told};
use engine::{ConnectionState, Incoming, Leave};
use jiff::SignedDuration;
use serde_json::json;
use timeline::EventKind;

use crate::house::{ALL, AT_STRAVA, House, ME, PUBLIC, at, incoming};

fn run() -> Activity {
    Activity::run(at("2026-11-30T05:00:00Z"), 1800)
}

#[tokio::test]
async fn an_activity_arrives_with_its_streams() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house.web.world().strava.record(AT_STRAVA, run());
    house.settle().await;
    let events = house.events().await;
    assert_eq!(events.len(), 1);
    let EventKind::Workout(workout) = &events[0].kind else { panic!("{events:?}") };
    assert_eq!(workout.sport, "Run");
    let why = house.engine.why(ME, &events[0].id).await.unwrap();
    assert!(why.observations[0].shape.as_ref().unwrap().trace.is_some(), "the heart rate came too");
    assert_eq!(why.observations[0].source.provider, "strava");
    let replayed = house.engine.replay(ME).await.unwrap();
    assert_eq!((replayed.reports, replayed.differences), (1, vec![]), "the payload was stored as it came");
}

/// What was there before comes too, in pages, and a short page is not the last one.
#[tokio::test]
async fn the_past_is_read_page_by_page() {
    let house = House::new().await;
    for nth in 0..130_i64 {
        let start = at("2025-12-05T05:00:00Z").checked_add(SignedDuration::from_hours(60 * nth)).unwrap();
        house.web.world().strava.record(AT_STRAVA, Activity::run(start, 1200));
    }
    house.connect(&ALL).await;
    house.pass_hours(8).await;
    assert_eq!(house.events().await.len(), 130);
    let backfill = house.connection().await.backfill.unwrap();
    assert_eq!((backfill.found, backfill.finished.is_some()), (130, true));
    assert_eq!(house.web.world().strava.over(), 0, "within Strava's limits");
}

/// Trap 10: the same notice three times, two of them at once, is one activity.
#[tokio::test]
async fn a_notice_that_comes_again_changes_nothing() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house.web.world().strava.record(AT_STRAVA, run());
    let told = house.web.world().take_told();
    for _ in 0..3 {
        house.tell(&told[0]).await;
    }
    house.work().await;
    let (events, asked) = (house.events().await, house.asked("/streams"));
    assert_eq!((events.len(), asked), (1, 1));
    house.tell(&told[0]).await;
    house.work().await;
    assert_eq!(house.events().await, events);
}

/// Trap 11: the notice comes before the streams are worked out.
#[tokio::test]
async fn streams_that_follow_later_are_fetched_later() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house.web.world().strava.record(AT_STRAVA, run().streams_from(at("2026-11-30T06:12:00Z")));
    house.settle().await;
    let trace = async |house: &House| {
        let events = house.events().await;
        let why = house.engine.why(ME, &events[0].id).await.unwrap();
        why.observations[0].shape.as_ref().is_some_and(|shape| shape.trace.is_some())
    };
    assert_eq!(house.lengths().await, [1800.0], "the summary is usable at once");
    assert!(!trace(&house).await);
    house.pass(25).await;
    assert!(trace(&house).await);
    assert_eq!(house.lengths().await, [1800.0]);
}

/// Trap 12: created three times over two minutes, and not found at first.
#[tokio::test]
async fn an_activity_that_is_not_found_yet_is_asked_for_again() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house.web.world().strava.record(AT_STRAVA, run().found_from(at("2026-11-30T06:05:00Z")));
    let told = house.web.world().take_told();
    house.tell(&told[0]).await;
    house.work().await;
    house.pass(1).await;
    house.tell(&told[0]).await;
    house.pass(1).await;
    house.tell(&told[0]).await;
    assert!(house.events().await.is_empty());
    house.pass(10).await;
    assert_eq!(house.lengths().await, [1800.0]);
}

#[tokio::test]
async fn an_activity_that_never_appears_is_given_up() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    let ghost = run().found_from(at("2030-01-01T00:00:00Z"));
    house.web.world().strava.record(AT_STRAVA, ghost);
    house.pass(60).await;
    let asked = house.asked("/activities/9");
    assert_eq!(asked, 4);
    house.pass(60).await;
    assert_eq!(house.asked("/activities/9"), asked);
}

/// Trap 13: with `activity:read`, turning an activity to Only me looks like a deletion, and back like a creation.
#[tokio::test]
async fn a_private_activity_is_hidden_and_comes_back_with_the_athlete_s_own_edits() {
    let house = House::new().await;
    house.connect(&PUBLIC).await;
    house.settle().await;
    let id = house.web.world().strava.record(AT_STRAVA, run());
    house.settle().await;
    let before = house.events().await;
    house.web.world().strava.set_private(AT_STRAVA, id, true);
    house.settle().await;
    assert!(house.events().await.is_empty(), "hidden at once");
    house.pass(3).await;
    house.web.world().strava.set_private(AT_STRAVA, id, false);
    house.settle().await;
    let after = house.events().await;
    assert_eq!((after.len(), &after[0].id, after[0].span), (1, &before[0].id, before[0].span));
    // Delete, create and delete within seconds, in any order: what is fetched counts.
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        for private in [true, false, true] {
            house.web.world().strava.set_private(AT_STRAVA, id, private);
        }
        let told = house.web.world().take_told();
        for at in order {
            house.tell(&told[at]).await;
        }
        house.work().await;
        assert!(house.events().await.is_empty(), "{order:?}");
        house.web.world().strava.set_private(AT_STRAVA, id, false);
        house.settle().await;
        assert_eq!(house.lengths().await, [1800.0], "{order:?}");
    }
}

#[tokio::test]
async fn with_the_wider_scope_a_private_activity_stays() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    let id = house.web.world().strava.record(AT_STRAVA, run());
    house.settle().await;
    house.web.world().strava.set_private(AT_STRAVA, id, true);
    house.settle().await;
    assert_eq!(house.lengths().await, [1800.0]);
}

/// Trap 14: a crop raises no notice; the list is read again every day.
#[tokio::test]
async fn a_crop_that_is_not_announced_is_found() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    let id = house.web.world().strava.record(AT_STRAVA, run());
    house.settle().await;
    house.web.world().strava.crop(AT_STRAVA, id, 1500);
    house.pass_hours(25).await;
    assert_eq!(house.lengths().await, [1500.0]);
    let asked = house.asked("/activities/9");
    house.pass_hours(48).await;
    assert_eq!(house.asked("/activities/9"), asked, "what did not change is not fetched again");
}

/// Late uploads of old workouts: the list is by the start of the activity, not by when it was uploaded.
#[tokio::test]
async fn a_late_upload_without_a_notice_is_found_and_a_deletion_too() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house.web.world().strava.tells = false;
    let late = Activity::run(at("2026-11-20T05:00:00Z"), 3000);
    let id = house.web.world().strava.record(AT_STRAVA, late);
    house.pass_hours(25).await;
    assert_eq!(house.lengths().await, [3000.0]);
    assert_eq!(house.connection().await.unannounced, 1, "trap 8: the notices are silent, and that is seen");
    house.web.world().strava.delete(AT_STRAVA, id);
    house.pass_hours(25).await;
    assert!(house.events().await.is_empty());
}

/// Trap 15: notices are unsigned. A forged one destroys nothing while the token works.
#[tokio::test]
async fn a_forged_notice_destroys_nothing() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    let id = house.web.world().strava.record(AT_STRAVA, run());
    house.settle().await;
    let before = house.events().await;
    let to = house.web.world().strava.subscription.clone().unwrap().1;
    let forged = |object: &str, id: u64, aspect: &str, updates: serde_json::Value| Told {
        provider: "strava",
        to: to.clone(),
        headers: vec![],
        body: json!({"object_type": object, "object_id": id, "aspect_type": aspect, "owner_id": AT_STRAVA,
                     "updates": updates})
        .to_string(),
    };
    for notice in [
        forged("athlete", AT_STRAVA, "update", json!({"authorized": "false"})),
        forged("athlete", AT_STRAVA, "delete", json!({})),
        forged("activity", id, "delete", json!({})),
        forged("activity", 1, "create", json!({})),
    ] {
        house.tell(&notice).await;
    }
    house.pass(30).await;
    assert_eq!(house.events().await, before);
    assert_eq!(house.state().await, ConnectionState::Active);
}

/// Trap 15, the other half: a real withdrawal is confirmed and deletes what the agreement says.
#[tokio::test]
async fn a_real_withdrawal_ends_the_connection_and_deletes() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house.web.world().strava.record(AT_STRAVA, run());
    house.settle().await;
    house.web.world().strava.withdraw(AT_STRAVA);
    house.pass(3).await;
    assert_eq!(house.state().await, ConnectionState::Ended);
    assert_nothing_left(&house).await;
    // The account can be connected again, by anybody.
    house.connect(&ALL).await;
    house.settle().await;
    assert_eq!(house.lengths().await, [1800.0]);
}

async fn assert_nothing_left(house: &House) {
    let owner = store::Owner::new(format!("athlete:{ME}")).unwrap();
    let whole = store::Whole::read(&*house.store, &owner).await.unwrap();
    let left: Vec<&str> = whole.documents.iter().map(|(collection, _)| collection.as_str()).collect();
    for collection in [
        "reports",
        "observations",
        "events",
        "questions",
        "connection-items",
        "connection-secrets",
        "connection-work",
    ] {
        assert!(!left.contains(&collection), "{collection} is left");
    }
    assert!(whole.holdings.blobs.is_empty(), "the payloads are left");
}

#[tokio::test]
async fn disconnecting_deletes_here_and_ends_the_access_there() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house.web.world().strava.record(AT_STRAVA, run());
    house.settle().await;
    // Strava's agreement demands the deletion, whatever is asked.
    house.engine.disconnect(ME, "strava", Leave::Keep).await.unwrap();
    house.work().await;
    assert_eq!(house.state().await, ConnectionState::Ended);
    assert!(!house.web.world().strava.has_access(AT_STRAVA));
    assert_nothing_left(&house).await;
}

/// Trap 5: an answer under way when the athlete disconnects writes nothing afterwards.
#[tokio::test]
async fn an_answer_that_comes_after_the_end_is_not_stored() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house.web.world().strava.record(AT_STRAVA, run());
    house.deliver().await;
    let gate = house.web.hold("/activities/9");
    let engine = house.engine.clone();
    let fetching = tokio::spawn(async move { engine.work(1).await });
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    house.engine.disconnect(ME, "strava", Leave::Delete).await.unwrap();
    gate.add_permits(10);
    fetching.await.unwrap().unwrap();
    house.work().await;
    assert_nothing_left(&house).await;
}

/// Trap 16: the application is switched off. No athlete's access is touched, and it goes on by itself.
#[tokio::test]
async fn an_application_that_is_switched_off_costs_nobody_the_access() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house.web.world().strava.active = false;
    house.web.world().strava.record(AT_STRAVA, run());
    house.pass(5).await;
    assert_eq!(
        (house.state().await, house.trouble().await),
        (ConnectionState::Active, Some("blocked".into()))
    );
    let health = house.engine.provider_health().await.unwrap();
    let strava = health.iter().find(|provider| provider.id == "strava").unwrap();
    assert!(strava.blocked.as_ref().unwrap().contains("inactive"), "{health:?}");
    let asked = house.asked("/activities/");
    house.pass(30).await;
    assert_eq!(house.asked("/activities/"), asked, "it is left alone");
    house.web.world().strava.active = true;
    house.pass_hours(3).await;
    assert_eq!(house.lengths().await, [1800.0]);
    assert_eq!(house.trouble().await, None);
}

/// Trap 16: too many athletes, a page at consent. Nothing is connected, and trying again works.
#[tokio::test]
async fn a_page_instead_of_consent_connects_nothing() {
    let house = House::new().await;
    house.web.world().faults.next(1, "/oauth/token", Misbehaviour::Page(403));
    let error = house.connect_as(ME, AT_STRAVA, &ALL).await.unwrap_err();
    assert!(error.to_string().contains("Strava did not connect"), "{error}");
    assert!(house.engine.connections(ME).await.unwrap().is_empty());
    house.connect(&ALL).await;
}

/// Trap 17: the athlete unticks the boxes.
#[tokio::test]
async fn a_scope_that_was_not_granted_is_named_and_is_no_end_of_the_access() {
    let house = House::new().await;
    house.connect(&["read"]).await;
    house.pass(5).await;
    let connection = house.connection().await;
    assert_eq!(connection.state, ConnectionState::Active);
    assert_eq!(house.engine.missing_scopes(&connection), ["activity:read", "activity:read_all"]);
    assert_eq!(house.trouble().await, Some("missing-scope".into()));
    house.connect(&ALL).await;
    house.web.world().strava.record(AT_STRAVA, run());
    house.settle().await;
    assert_eq!(house.lengths().await, [1800.0]);
    assert_eq!(house.trouble().await, None);
}

/// Traps 18 and 19: the span is the header's, whatever the streams leave out, and a jump in them is no pause.
#[tokio::test]
async fn streams_that_were_cut_or_are_sparse_do_not_move_the_workout() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    let sparse = json!({
        "time": {"data": [184, 190, 700, 707, 1500], "series_type": "time"},
        "heartrate": {"data": [140, 141, 150, 151, 149], "series_type": "time"},
    });
    house.web.world().strava.record(AT_STRAVA, run().with_streams(sparse));
    house.settle().await;
    let events = house.events().await;
    assert_eq!(events[0].span.start, at("2026-11-30T05:00:00Z"));
    assert_eq!(house.lengths().await, [1800.0]);
    let EventKind::Workout(workout) = &events[0].kind else { panic!("{events:?}") };
    assert!(workout.pauses.is_empty(), "{:?}", workout.pauses);
}

/// Trap 20: streams of typed and indoor activities are answered with 404.
#[tokio::test]
async fn an_activity_without_streams_is_whole() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house.web.world().strava.record(AT_STRAVA, Activity::typed(at("2026-11-29T05:00:00Z"), 1200));
    house.web.world().strava.record(AT_STRAVA, run().without_streams());
    house.pass(90).await;
    assert_eq!(house.lengths().await, [1200.0, 1800.0]);
    assert_eq!(house.asked("/streams"), 1, "a typed one has none, and 404 is an answer");
}

/// Trap 21: a sport nobody has heard of, or none, spoils neither itself nor its page.
#[tokio::test]
async fn an_unheard_of_sport_is_a_workout_all_the_same() {
    let house = House::new().await;
    for (day, sport) in
        [(20, json!("WaterSport")), (21, json!("Quidditch")), (22, json!(null)), (23, json!("Run"))]
    {
        let start = at(&format!("2026-11-{day}T05:00:00Z"));
        let odd = Activity::run(start, 1200).with("sport_type", sport.clone()).with("type", sport);
        house.web.world().strava.record(AT_STRAVA, odd);
    }
    house.connect(&ALL).await;
    house.pass(30).await;
    assert_eq!(house.events().await.len(), 4);
}

/// Trap 22: few requests, no headers, and something happens during the backfill.
#[tokio::test]
async fn the_past_leaves_room_for_what_happens_now() {
    let house = House::new().await;
    {
        let world = &mut *house.web.world();
        world.strava.limits = [20, 1000];
        world.strava.tells_usage = false;
        for day in 1..=28 {
            let start = at(&format!("2026-11-{day:02}T05:00:00Z"));
            world.strava.record(AT_STRAVA, Activity::run(start, 1200));
        }
    }
    let mut settings = crate::house::settings();
    settings.options.insert("limits".into(), "20,1000".into());
    let engine = crate::house::instance(&house.web, &house.store, &house.clock, &settings, 9);
    let house = House { engine, ..house };
    house.connect(&ALL).await;
    house.pass(2).await;
    assert!(house.events().await.len() < 20, "the past waits for the next window");
    house.web.world().strava.record(AT_STRAVA, run());
    house.settle().await;
    assert!(house.lengths().await.contains(&1800.0), "what happened now is there");
    house.pass_hours(3).await;
    assert_eq!(house.events().await.len(), 29, "the rest came without being asked again");
    assert_eq!(house.web.world().strava.over(), 0);
}

/// Trap 22: the provider takes fewer than we believe, and says so with 429 alone.
#[tokio::test]
async fn too_many_requests_wait_for_the_next_window() {
    let house = House::new().await;
    {
        let world = &mut *house.web.world();
        world.strava.limits = [20, 1000];
        world.strava.tells_usage = false;
        for day in 1..=20 {
            let start = at(&format!("2026-11-{day:02}T05:00:00Z"));
            world.strava.record(AT_STRAVA, Activity::run(start, 1200));
        }
    }
    house.connect(&ALL).await;
    house.pass_hours(4).await;
    assert_eq!(house.events().await.len(), 20);
    let over = house.web.world().strava.over();
    assert!(over <= 5, "{over} requests beyond the limit in sixteen windows");
}

/// Trap 23: the server has moved. The old subscription is removed, and a new one made.
#[tokio::test]
async fn a_subscription_for_an_old_address_is_replaced() {
    let house = House::new().await;
    let ours = house.web.world().strava.subscription.clone().unwrap().1;
    house.web.world().strava.subscription = Some((7, "https://old.example/hook".into()));
    assert_eq!(house.engine.listen().await.unwrap(), vec![]);
    assert_eq!(house.web.world().strava.subscription.clone().unwrap().1, ours);
    let asked = house.asked("push_subscriptions");
    house.engine.listen().await.unwrap();
    assert_eq!(house.asked("push_subscriptions"), asked + 1, "one that is right is left alone");
}

/// Trap 24: a proxy's page is neither a quota nor the end of the access; a day of it loses nothing and ends in no storm.
#[tokio::test]
async fn a_day_of_outage_loses_nothing() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    let tomorrow = at("2026-12-01T06:00:00Z");
    for status in [502, 597] {
        house.web.world().faults.until(tomorrow, "/api/v3/", Misbehaviour::Page(status));
    }
    for hour in 0..10 {
        let start = at("2026-11-30T05:00:00Z").checked_add(SignedDuration::from_hours(hour)).unwrap();
        house.web.world().strava.record(AT_STRAVA, Activity::run(start, 1200));
        house.settle().await;
    }
    house.pass_hours(23).await;
    assert_eq!(house.trouble().await, Some("outage".into()));
    let during = house.asked("/api/v3/activities");
    assert!(during < 10 * 40, "{during} requests in a day of outage");
    house.pass_hours(4).await;
    assert_eq!(house.events().await.len(), 10);
    assert_eq!((house.state().await, house.trouble().await), (ConnectionState::Active, None));
    assert_eq!(house.web.world().strava.over(), 0);
}

/// Half an answer and JSON of another shape are outages, and leave nothing behind.
#[tokio::test]
async fn half_an_answer_is_asked_for_again() {
    let empty = Misbehaviour::Status(200, String::new());
    for what in [
        Misbehaviour::Half,
        Misbehaviour::WrongShape,
        Misbehaviour::Cut,
        Misbehaviour::Unreachable,
        Misbehaviour::Page(200),
        empty,
    ] {
        let house = House::new().await;
        house.connect(&ALL).await;
        house.settle().await;
        house.web.world().faults.next(1, "/activities/9", what.clone());
        house.web.world().strava.record(AT_STRAVA, run());
        house.pass(3).await;
        assert_eq!(house.lengths().await, [1800.0], "{what:?}");
        let replayed = house.engine.replay(ME).await.unwrap();
        assert_eq!((replayed.reports, replayed.differences), (1, vec![]), "{what:?}");
    }
}

/// Trap 34: an evening workout that is tomorrow in UTC is one workout, however often the list is read.
#[tokio::test]
async fn an_evening_workout_is_not_there_twice() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    let evening = Activity::run(at("2026-11-30T01:30:00Z"), 1800)
        .with("start_date_local", json!("2026-11-29T19:30:00Z"))
        .with("timezone", json!("(GMT-06:00) America/Chicago"));
    house.web.world().strava.record(AT_STRAVA, evening);
    house.pass_hours(50).await;
    assert_eq!(house.lengths().await, [1800.0]);
    let EventKind::Workout(_) = &house.events().await[0].kind else { panic!() };
    let why = house.engine.why(ME, &house.events().await[0].id).await.unwrap();
    assert_eq!(why.observations[0].offsets.unwrap().start, -6 * 3600, "the zone counts, not the false Z");
}

/// The same activity under the account of somebody else, or under a wrong address: nothing is stored that is not the
/// athlete's.
#[tokio::test]
async fn notices_about_strangers_and_at_wrong_addresses_store_nothing() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house.web.world().strava.athlete(5);
    let id = house.web.world().strava.record(5, run());
    let to = house.web.world().strava.subscription.clone().unwrap().1;
    let notice = |owner: u64, to: &str| Told {
        provider: "strava",
        to: to.to_owned(),
        headers: vec![],
        body: json!({"object_type": "activity", "object_id": id, "aspect_type": "create", "owner_id": owner})
            .to_string(),
    };
    assert_eq!(house.tell(&notice(5, &to)).await, 200, "a stranger's is answered");
    assert_eq!(house.tell(&notice(AT_STRAVA, &to)).await, 200, "another's activity under our athlete's name");
    let wrong = incoming(&notice(AT_STRAVA, "https://isotone.test/connections/strava/notices/guessed"));
    assert!(house.engine.hear("strava", &wrong).await.is_err());
    let long = Incoming { body: vec![b' '; 17 << 20], ..incoming(&notice(AT_STRAVA, &to)) };
    assert!(house.engine.hear("strava", &long).await.is_err());
    house.pass(30).await;
    assert!(house.events().await.is_empty());
    let counts = house.engine.notice_counts();
    assert_eq!((counts.unknown, counts.refused), (1, 2));
}

/// Payloads go after seven days; what was read from them stays, and so does its replay.
#[tokio::test]
async fn payloads_are_deleted_after_a_week_and_the_workout_stays() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house.web.world().strava.record(AT_STRAVA, run());
    house.settle().await;
    let owner = store::Owner::new(format!("athlete:{ME}")).unwrap();
    assert_eq!(house.store.holdings(&owner).await.unwrap().blobs.len(), 1);
    house.pass_hours(24 * 9).await;
    assert!(house.store.holdings(&owner).await.unwrap().blobs.is_empty());
    assert_eq!(house.lengths().await, [1800.0]);
    assert_eq!(house.engine.replay(ME).await.unwrap().differences, vec![]);
}

/// What the athlete gives as well, after that, is the athlete's own: it is kept for good.
#[tokio::test]
async fn a_deleted_payload_that_the_athlete_gives_is_kept() {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    house.web.world().strava.record(AT_STRAVA, run());
    house.settle().await;
    let owner = store::Owner::new(format!("athlete:{ME}")).unwrap();
    let blob = house.store.holdings(&owner).await.unwrap().blobs.remove(0);
    let bytes = house.store.blob(&owner, &blob).await.unwrap().unwrap();
    house.pass_hours(24 * 9).await;
    assert!(house.store.holdings(&owner).await.unwrap().blobs.is_empty());
    let given = house.engine.import_recording(ME, "activity.json", &bytes).await.unwrap();
    assert!(given.known);
    house.pass_hours(24 * 9).await;
    assert_eq!(house.store.blob(&owner, &blob).await.unwrap(), Some(bytes));
    house.engine.disconnect(ME, "strava", Leave::Delete).await.unwrap();
    house.work().await;
    assert_eq!(house.lengths().await, [1800.0]);
    assert_eq!(house.engine.replay(ME).await.unwrap().differences, vec![]);
}

/// From 1 June 2027 the access is ended at another address, with the client's credentials.
#[tokio::test]
async fn access_is_ended_in_the_way_of_2027_too() {
    let mut settings = crate::house::settings();
    settings.options.insert("revoke_style".into(), "revoke".into());
    settings.options.insert("revoke_url".into(), format!("{}/oauth/revoke", ::providers::STRAVA));
    let house = House::with(settings, 3).await;
    house.connect(&ALL).await;
    house.settle().await;
    house.engine.disconnect(ME, "strava", Leave::Delete).await.unwrap();
    house.work().await;
    assert!(!house.web.world().strava.has_access(AT_STRAVA));
    assert_eq!(house.state().await, ConnectionState::Ended);
}
