//! Every input of the fuelling rules can be set by the use cases that the faces call.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::{
    AthleteChanges, ConditionsInput, Engine, FixedClock, NewPlannedSession, NewSweatTest, ReadingKind,
};
use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use physiology::Intensity;
use physiology::weigh_in::WeighIn;
use serde_json::Value;
use store::Memory;
use units::{Caffeine, Duration, Mass, Temperature, Volume, VolumeRate};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The leaves of a document: where, and the values found there. Entries of lists share a place.
fn leaves(value: &Value, place: &str, found: &mut BTreeMap<String, BTreeSet<String>>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                leaves(field, &format!("{place}.{name}"), found);
            }
        }
        Value::Array(entries) => entries.iter().for_each(|entry| leaves(entry, &format!("{place}[]"), found)),
        leaf => drop(found.entry(place.to_owned()).or_default().insert(leaf.to_string())),
    }
}

fn inputs(day: &fuel::Day) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    leaves(&serde_json::to_value(day).unwrap(), "day", &mut found);
    // A unit says nothing.
    found.retain(|place, _| !place.ends_with(".unit"));
    found
}

struct Case {
    store: Arc<Memory>,
}

impl Case {
    async fn of(athlete: AthleteChanges) -> Self {
        let case = Self { store: Arc::new(Memory::default()) };
        case.at("2026-05-20T08:00:00Z").put_athlete("me", athlete, &TimeZone::UTC).await.unwrap();
        case
    }

    fn at(&self, now: &str) -> Engine {
        Engine::new(self.store.clone(), Arc::new(FixedClock(at(now))))
    }

    async fn log(&self, when: &str, reading: ReadingKind) {
        self.at(when).log_reading("me", None, reading).await.unwrap();
    }

    async fn plan(&self, start: &str, conditions: ConditionsInput) -> String {
        let new = NewPlannedSession { title: None, start: at(start), conditions };
        self.at("2026-06-09T12:00:00Z").plan_session("me", new).await.unwrap().id
    }
}

fn conditions(sport: &str, hours: f64, celsius: f64) -> ConditionsInput {
    ConditionsInput {
        sport: Some(sport.into()),
        duration: Some(Duration::from_hours(hours)),
        air_temperature: Some(Temperature::from_celsius(celsius)),
        ..ConditionsInput::default()
    }
}

/// The least that can be told.
async fn nothing_told() -> fuel::Day {
    let mass = AthleteChanges { body_mass: Some(Mass::from_kg(70.0)), ..AthleteChanges::default() };
    let case = Case::of(mass).await;
    case.plan("2026-06-11T10:00:00Z", conditions("run", 1.0, 20.0)).await;
    case.at("2026-06-11T06:00:00Z").day_for_rules("me", Some(date(2026, 6, 11))).await.unwrap()
}

/// Everything that can be told.
async fn everything_told() -> fuel::Day {
    let case = Case::of(AthleteChanges {
        body_mass: Some(Mass::from_kg(71.0)),
        born: Some(1990),
        conditions: Some(vec![fuel::Condition::Nsaid]),
        heat_acclimated: Some(true),
        trained_gut: Some(true),
        tested_drinking_rate: Some(VolumeRate::from_l_per_h(1.1)),
        salty_sweat: Some(true),
        bedtime: Some("21:30:00".parse().unwrap()),
        rise: Some("05:30:00".parse().unwrap()),
        ..AthleteChanges::default()
    })
    .await;
    let weigh_in = WeighIn {
        mass_before: Mass::from_kg(71.0),
        mass_after: Mass::from_kg(70.0),
        drunk: Some(Volume::from_l(0.3)),
        urine: Some(Volume::ZERO),
        ..WeighIn::default()
    };
    let test = NewSweatTest {
        event: None,
        at: Some(at("2026-06-01T08:00:00Z")),
        conditions: conditions("run", 1.0, 22.0),
        weigh_in: Some(weigh_in),
        patches: Vec::new(),
        confirmed: false,
    };
    case.at("2026-06-02T08:00:00Z").take_sweat_test("me", test).await.unwrap();
    let measured = ConditionsInput {
        intensity: Some(Intensity::Hard),
        wbgt: Some(Temperature::from_celsius(26.0)),
        ..conditions("ride", 2.0, 24.0)
    };
    let ride = case.plan("2026-06-10T08:00:00Z", measured).await;
    case.plan("2026-06-10T15:00:00Z", conditions("gym", 1.0, 21.0)).await;
    let race = ConditionsInput { intensity: Some(Intensity::Max), ..conditions("run", 2.0, 18.0) };
    case.plan("2026-06-11T09:00:00Z", race).await;
    for morning in ["2026-06-07T05:40:00Z", "2026-06-08T05:40:00Z", "2026-06-09T05:40:00Z"] {
        case.log(morning, ReadingKind::BodyMass { mass: Mass::from_kg(71.0) }).await;
    }
    case.log("2026-06-10T05:40:00Z", ReadingKind::BodyMass { mass: Mass::from_kg(70.0) }).await;
    case.log("2026-06-10T05:41:00Z", ReadingKind::Thirst { score: 6 }).await;
    case.log("2026-06-10T05:42:00Z", ReadingKind::UrineColour { score: 7 }).await;
    case.log("2026-06-10T06:00:00Z", ReadingKind::Caffeine { amount: Caffeine::from_mg(80.0) }).await;
    let engine = case.at("2026-06-10T07:30:00Z");
    let plan = engine.day_plan("me", Some(date(2026, 6, 10))).await.unwrap();
    let of_ride = plan.sessions.iter().filter(|plan| plan.session.id == ride).flat_map(|plan| &plan.needs);
    let needs: Vec<String> = of_ride.map(|need| need.id.clone()).collect();
    case.at("2026-06-10T10:00:00Z").say_taken("me", &ride, &needs).await.unwrap();
    case.log("2026-06-10T07:50:00Z", ReadingKind::BodyMass { mass: Mass::from_kg(70.2) }).await;
    case.log("2026-06-10T09:00:00Z", ReadingKind::Drink { volume: Volume::from_ml(700.0) }).await;
    case.log("2026-06-10T10:10:00Z", ReadingKind::BodyMass { mass: Mass::from_kg(70.6) }).await;
    case.log("2026-06-10T10:20:00Z", ReadingKind::UrinePassed).await;
    case.at("2026-06-10T11:00:00Z").day_for_rules("me", Some(date(2026, 6, 10))).await.unwrap()
}

#[tokio::test]
async fn every_input_of_the_rules_is_reachable() {
    let (nothing, everything) = (inputs(&nothing_told().await), inputs(&everything_told().await));
    let places: BTreeSet<&String> = nothing.keys().chain(everything.keys()).collect();
    // What is absent in one session and told in another is told.
    let is_told_within = |place: &str| everything.keys().any(|told| told.starts_with(&format!("{place}.")));
    let unreachable: Vec<&&String> = places
        .iter()
        .filter(|place| !is_told_within(place) && nothing.get(**place) == everything.get(**place))
        .collect();
    assert!(unreachable.is_empty(), "no face can set {unreachable:?}");
    let never: Vec<&String> = everything
        .iter()
        .filter(|(place, found)| !is_told_within(place) && found.iter().all(|value| value == "null"))
        .map(|it| it.0)
        .collect();
    assert!(never.is_empty(), "no face can set {never:?}");
}
