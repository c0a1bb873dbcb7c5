//! Withings: a scale, and a household that shares it.

use ::providers::fit_run;
use engine::{ConnectionState, Leave};
use jiff::SignedDuration;

use crate::house::{House, ME, SESSION, at, returning};

const USER: &str = "363";

async fn connected() -> House {
    let house = House::new().await;
    house.web.world().withings.weigh(USER, at("2026-11-20T06:00:00Z"), 70_100, 0);
    house.connect_withings(USER).await;
    house.pass(3).await;
    house
}

fn weigh(house: &House, time: &str, grams: i64, attrib: i64) {
    house.web.world().withings.weigh(USER, at(time), grams, attrib);
}

#[tokio::test]
async fn a_weighing_arrives_without_typing() {
    let house = connected().await;
    assert_eq!(house.masses().await, ["70.1"], "what was there before");
    assert_eq!(house.web.world().withings.callbacks(USER).len(), 1, "subscribed for this user");
    weigh(&house, "2026-11-30T06:04:00Z", 70_250, 0);
    house.pass(2).await;
    assert_eq!(house.masses().await, ["70.1", "70.2"]);
    house.web.world().withings.delete(USER, 70_250, at("2026-11-30T06:10:00Z"));
    house.pass(5).await;
    assert_eq!(house.masses().await, ["70.1"], "one that the athlete deleted there goes");
}

/// Trap 40: a shared scale. What may be somebody else's, and what cannot be the athlete's, enters no sweat test.
#[tokio::test]
async fn the_weighings_around_a_workout_are_offered_and_those_of_others_are_not() {
    let house = connected().await;
    let begun = at("2026-11-29T07:00:00Z");
    house.engine.import_recording(ME, "run.fit", &fit_run(begun, 3600)).await.unwrap();
    for (time, grams, attrib) in [
        ("2026-11-29T05:30:00Z", 70_900, 0),
        ("2026-11-29T06:30:00Z", 70_400, 0),
        ("2026-11-29T06:50:00Z", 90_400, 1),
        ("2026-11-29T06:55:00Z", 71_300, 1),
        ("2026-11-29T08:02:00Z", 90_200, 0),
        ("2026-11-29T08:03:00Z", 71_000, 3),
        ("2026-11-29T08:10:00Z", 69_300, 0),
        ("2026-11-29T09:30:00Z", 70_000, 0),
    ] {
        weigh(&house, time, grams, attrib);
    }
    house.pass(5).await;
    let event = house.events().await.pop().unwrap();
    let around = house.engine.weighed_around(ME, &event).await.unwrap();
    let at = |reading: Option<engine::LoggedReading>| reading.unwrap().at.to_string();
    assert_eq!(at(around.before), "2026-11-29T06:30:00Z");
    assert_eq!(at(around.after), "2026-11-29T08:10:00Z");
    let masses = house.masses().await;
    assert_eq!(masses.iter().filter(|mass| mass.ends_with('?')).count(), 3, "{masses:?}");
    let record = house.engine.athlete(ME).await.unwrap();
    assert_eq!(record.body_mass.as_kg(), 70.0, "a scale does not change what the athlete said");
}

/// Trap 41: a code lives for half a minute, and its end is an answer with status 200.
#[tokio::test]
async fn a_code_that_is_too_old_connects_nothing_and_trying_again_works() {
    let house = House::new().await;
    let redirect = "https://isotone.test/connections/withings/return";
    let errand = house.engine.begin_consent(ME, "withings", SESSION, redirect).await.unwrap();
    let back = {
        let world = &mut *house.web.world();
        world.withings.consent(&errand.address, USER, world.now, &mut world.seed)
    };
    house.forward(SignedDuration::from_secs(31));
    let error = house.engine.finish_consent("withings", SESSION, &returning(&back)).await.unwrap_err();
    assert!(error.to_string().contains("Withings did not connect"), "{error}");
    house.connect_withings(USER).await;
    assert_eq!(house.state().await, ConnectionState::Active);
}

/// Trap 41: too much is said inside an answer with status 200; it waits for the next window.
#[tokio::test]
async fn too_much_inside_an_answer_waits() {
    let house = connected().await;
    let limited = ::providers::Misbehaviour::Status(200, r#"{"status":601,"body":{}}"#.into());
    house.web.world().faults.next(1, "/measure", limited);
    weigh(&house, "2026-11-30T06:04:00Z", 70_250, 0);
    house.settle().await;
    assert_eq!(house.trouble().await.as_deref(), Some("quota"));
    let asked = house.asked("/measure");
    house.settle().await;
    assert_eq!(house.asked("/measure"), asked, "nothing is asked before the window ends");
    house.pass(3).await;
    assert_eq!((house.masses().await.len(), house.trouble().await), (2, None));
}

/// Trap 42: a subscription is dropped without a word; the list finds what was not told, and subscribes again.
#[tokio::test]
async fn a_dropped_subscription_is_made_again() {
    let house = connected().await;
    house.web.world().withings.forgets_subscriptions = true;
    weigh(&house, "2026-11-30T06:04:00Z", 70_250, 0);
    house.settle().await;
    assert_eq!(house.masses().await.len(), 1);
    house.web.world().withings.forgets_subscriptions = false;
    house.pass_hours(7).await;
    assert_eq!(house.masses().await.len(), 2);
    assert_eq!(house.web.world().withings.callbacks(USER).len(), 1);
}

#[tokio::test]
async fn an_access_that_was_ended_there_asks_the_athlete_and_one_ended_here_is_quiet() {
    let house = connected().await;
    house.web.world().withings.withdraw(USER);
    house.pass_hours(20).await;
    assert_eq!(house.state().await, ConnectionState::NeedsConsent);
    assert_eq!(house.masses().await.len(), 1, "nothing is deleted");
    house.connect_withings(USER).await;
    house.pass(2).await;
    house.engine.disconnect(ME, "withings", Leave::Delete).await.unwrap();
    house.work().await;
    assert_eq!(house.web.world().withings.callbacks(USER), &[] as &[String]);
    assert_eq!(house.masses().await, Vec::<String>::new());
}
