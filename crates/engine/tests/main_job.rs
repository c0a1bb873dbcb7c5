//! The main job, from a recording and two weights to what to drink and eat, through the use cases.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use engine::{AthleteChanges, ConditionsInput, Engine, Error, FixedClock, NewPlannedSession, NewSweatTest};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use physiology::weigh_in::{Clothes, WeighIn};
use store::Memory;
use units::{Duration, Fraction, Mass, Temperature, Volume};

fn engine() -> Engine {
    let now: Timestamp = "2026-06-10T08:00:00Z".parse().unwrap();
    Engine::new(Arc::new(Memory::default()), Arc::new(FixedClock(now)))
}

async fn with_athlete() -> Engine {
    let engine = engine();
    let changes = AthleteChanges { body_mass: Some(Mass::from_kg(72.4)), ..AthleteChanges::default() };
    engine.put_athlete("me", changes, &TimeZone::UTC).await.unwrap();
    engine
}

fn weights(before: f64, after: f64) -> WeighIn {
    WeighIn {
        mass_before: Mass::from_kg(before),
        mass_after: Mass::from_kg(after),
        drunk: Some(Volume::from_l(0.2)),
        food: Mass::ZERO,
        urine: None,
        stool: Mass::ZERO,
        clothes: Clothes::Nude,
    }
}

fn run() -> ConditionsInput {
    ConditionsInput {
        sport: Some("run".into()),
        duration: Some(Duration::from_hours(1.5)),
        air_temperature: Some(Temperature::from_celsius(24.0)),
        relative_humidity: Some(Fraction::from_percent(55.0)),
        ..ConditionsInput::default()
    }
}

#[tokio::test]
async fn every_number_of_a_plan_can_be_explained() {
    let engine = with_athlete().await;
    let new = NewSweatTest {
        event: None,
        at: None,
        conditions: run(),
        weigh_in: Some(weights(72.4, 71.2)),
        patches: Vec::new(),
        confirmed: false,
    };
    let test = engine.take_sweat_test("me", new).await.unwrap();
    let start = "2026-06-11T07:00:00Z".parse().unwrap();
    engine.plan_session("me", NewPlannedSession { title: None, start, conditions: run() }).await.unwrap();
    let plan = engine.next_session("me").await.unwrap().unwrap();
    assert_eq!(plan.prediction.tests, 1);
    assert!(plan.needs.len() >= 5, "{:?}", plan.needs);
    assert!(plan.baskets.iter().all(|basket| basket.basket.is_some()), "{:?}", plan.baskets);
    let shown = plan.needs.iter().map(|need| need.receipt.clone());
    let shown = shown.chain(plan.prediction.receipts.iter().map(|receipt| receipt.id.clone()));
    for id in shown.chain(test.receipts().map(|receipt| receipt.id.clone())) {
        let receipt = engine.explain("me", id.as_str()).await.unwrap();
        assert!(!receipt.inputs.is_empty() && !receipt.sources.is_empty(), "{receipt}");
        for source in &receipt.sources {
            assert!(evidence::register().get(source).is_some(), "{source} is not in the register");
        }
        for input in receipt.inputs.iter().filter_map(|input| input.receipt.as_ref()) {
            engine.explain("me", input.as_str()).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_refused_test_stores_nothing_and_names_every_field() {
    let engine = with_athlete().await;
    let conditions = ConditionsInput { sport: Some("quidditch".into()), ..ConditionsInput::default() };
    let new = NewSweatTest {
        event: None,
        at: None,
        conditions,
        weigh_in: Some(weights(72.4, 7.2)),
        patches: Vec::new(),
        confirmed: false,
    };
    let Err(Error::Invalid(fields)) = engine.take_sweat_test("me", new).await else { panic!("refused") };
    let names: Vec<&str> = fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(names, ["sport", "duration", "air_temperature", "mass_after"]);
    assert_eq!(engine.sweat_tests("me").await.unwrap(), []);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_stores_nothing() {
    let engine = with_athlete().await;
    let error = engine.import_recording("me", "run.fit", b"Dear diary").await.unwrap_err();
    assert!(error.to_string().starts_with("run.fit: this is a text file"), "{error}");
    let all = (Timestamp::MIN, Timestamp::MAX);
    assert_eq!(engine.events("me", all.0, all.1).await.unwrap(), []);
}

#[tokio::test]
async fn the_demo_is_the_same_every_time_and_says_that_it_is_simulated() {
    let (one, two) = (engine(), engine());
    for engine in [&one, &two] {
        engine.fill_demo(&TimeZone::UTC).await.unwrap();
    }
    let athletes = one.athletes().await.unwrap();
    assert_eq!(athletes.len(), 26);
    assert!(athletes.iter().all(|athlete| athlete.simulated));
    let all = (Timestamp::MIN, Timestamp::MAX);
    let events = one.events("ada", all.0, all.1).await.unwrap();
    assert_eq!(events, two.events("ada", all.0, all.1).await.unwrap());
    assert!(events.len() > 80 && events.iter().all(|event| event.simulated), "{}", events.len());
    assert!(one.sweat_tests("ada").await.unwrap().len() >= 3);
    let (_, members) = one.readable_members(&engine::Caller::Open, "harbour").await.unwrap();
    assert_eq!(members.len(), 25);
    assert!(members.iter().any(|(_, tests)| *tests == 0) && members.iter().any(|(_, tests)| *tests > 0));
}
