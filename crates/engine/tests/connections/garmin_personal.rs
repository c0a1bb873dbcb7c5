//! Garmin's Personal API: a key that ends, files, nights and weights by asking.

use ::providers::fit_run;
use engine::{ConnectionState, Leave};
use timeline::Choice;

use crate::house::{House, ME, at};

const KEY: &str = "gcp_0123456789";

async fn connected() -> House {
    let house = House::new().await;
    let begun = at("2026-11-29T05:00:00Z");
    {
        let world = &mut *house.web.world();
        let user = world.garmin_personal.user(KEY);
        user.record(101, begun, 1800, Some(fit_run(begun, 1800)));
        user.record(102, at("2026-11-28T17:00:00Z"), 2400, None);
        user.sleep("2026-11-29", at("2026-11-28T22:00:00Z"), 25_200, "auto_confirmed_final");
        user.weigh("2026-11-29", at("2026-11-29T06:30:00Z"), 70_300.0);
    }
    house.engine.connect_with_key(ME, "garmin-personal", KEY).await.unwrap();
    house.pass(20).await;
    house
}

#[tokio::test]
async fn activities_nights_and_weights_are_read_with_a_key() {
    let house = connected().await;
    assert_eq!(house.lengths().await, [2400.0, 25_200.0, 1800.0]);
    assert_eq!(house.masses().await, ["70.3"]);
    let run = house.events().await.pop().unwrap();
    let why = house.engine.why(ME, &run.id).await.unwrap();
    assert!(why.observations.iter().any(|o| o.source.provider == "file"), "the device's own file");
    // A night that is settled later replaces the first telling.
    let begun = at("2026-11-28T21:45:00Z");
    house.web.world().garmin_personal.user(KEY).sleep("2026-11-29", begun, 27_000, "manually_confirmed");
    house.pass_hours(2).await;
    assert_eq!(house.lengths().await, [2400.0, 27_000.0, 1800.0]);
    assert_eq!(house.engine.replay(ME).await.unwrap().differences, vec![]);
}

/// Garmin gives the latest weighing of a day unless it is asked for all: the one before the workout would be missing.
#[tokio::test]
async fn every_weighing_of_a_day_comes() {
    let house = connected().await;
    let after = at("2026-11-29T08:10:00Z");
    house.web.world().garmin_personal.user(KEY).weigh("2026-11-29", after, 69_100.0);
    house.pass_hours(5).await;
    assert_eq!(house.masses().await, ["70.3", "69.1"]);
}

/// Trap 30: a deletion is told to nobody: the list shows it. What the athlete hid stays hidden.
#[tokio::test]
async fn an_activity_that_vanishes_from_the_list_goes() {
    let house = connected().await;
    house.web.world().garmin_personal.user(KEY).delete(102);
    house.pass_hours(3).await;
    assert_eq!(house.lengths().await, [25_200.0, 1800.0]);
    let run = house.events().await.pop().unwrap();
    for link in run.all_links() {
        let hidden = Choice::Discard { observation: link.observation.clone() };
        house.engine.decide(ME, vec![hidden]).await.unwrap();
    }
    assert_eq!(house.lengths().await, [25_200.0]);
    // It is edited there, and comes again.
    let begun = at("2026-11-29T05:00:00Z");
    house.web.world().garmin_personal.user(KEY).record(101, begun, 2100, Some(fit_run(begun, 1800)));
    house.pass_hours(3).await;
    assert_eq!(house.lengths().await, [25_200.0]);
}

/// A key ends after some months: the athlete is asked, nothing is deleted, and no storm of requests follows.
#[tokio::test]
async fn a_key_that_has_ended_asks_for_another() {
    let house = connected().await;
    house.web.world().garmin_personal.end(KEY);
    house.pass_hours(40).await;
    assert_eq!(house.state().await, ConnectionState::NeedsConsent);
    assert_eq!(house.lengths().await.len(), 3);
    let asked = house.web.world().asked.len();
    house.pass_hours(48).await;
    assert_eq!(house.web.world().asked.len(), asked);
    let begun = at("2026-12-01T05:00:00Z");
    house.web.world().garmin_personal.user("another").record(103, begun, 600, None);
    house.engine.connect_with_key(ME, "garmin-personal", "another").await.unwrap();
    house.pass(20).await;
    assert!(house.lengths().await.contains(&600.0));
    house.engine.disconnect(ME, "garmin-personal", Leave::Keep).await.unwrap();
    house.work().await;
    assert_eq!(house.state().await, ConnectionState::Ended);
}
