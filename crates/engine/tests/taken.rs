//! What the athlete says to have taken changes what is planned next.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use engine::{
    AthleteChanges, ConditionsInput, Engine, FixedClock, NewPlannedSession, Portion, ReadingKind, SessionPlan,
};
use fuel::{Band, Phase};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::Memory;
use units::{Duration, Mass, Temperature, Volume};

const START: &str = "2026-06-11T16:00:00Z";

fn at(hours: i64) -> Timestamp {
    START.parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
}

/// An athlete with a two-hour run in the heat, two hours from now; seen again after so many hours.
async fn planned() -> (Arc<Memory>, String) {
    let store = Arc::new(Memory::default());
    let engine = seen(&store, -2);
    let changes = AthleteChanges {
        name: Some("Kim".into()),
        body_mass: Some(Mass::from_kg(70.0)),
        born: Some(1990),
        ..Default::default()
    };
    engine.put_athlete("kim", changes, &TimeZone::UTC).await.unwrap();
    let conditions = ConditionsInput {
        sport: Some("run".into()),
        duration: Some(Duration::from_hours(2.0)),
        air_temperature: Some(Temperature::from_celsius(28.0)),
        ..Default::default()
    };
    let new = NewPlannedSession { title: None, start: at(0), conditions };
    let session = engine.plan_session("kim", new).await.unwrap();
    (store, session.id)
}

fn seen(store: &Arc<Memory>, hours: i64) -> Engine {
    Engine::new(store.clone(), Arc::new(FixedClock(at(hours))))
}

async fn plan(engine: &Engine) -> SessionPlan {
    let date = at(0).to_zoned_datetime(TimeZone::UTC).date();
    engine.day_plan("kim", Some(date)).await.unwrap().sessions.remove(0)
}

fn fluid(plan: &SessionPlan, phase: Phase) -> Option<Volume> {
    plan.needs.iter().find_map(|need| match need.amount {
        Band::Fluid(range) if need.phase == phase => Some(range.target),
        _ => None,
    })
}

fn need(plan: &SessionPlan, phase: Phase, nutrient: &str) -> String {
    let of = |need: &&fuel::Need| need.phase == phase && need.amount.nutrient().name() == nutrient;
    plan.needs.iter().find(of).unwrap().id.clone()
}

#[tokio::test]
async fn who_drank_less_than_planned_is_told_to_drink_more_afterwards() {
    let (store, session) = planned().await;
    let before = plan(&seen(&store, -2)).await;
    let after = |plan: &SessionPlan| fluid(plan, Phase::After).unwrap_or_default();
    let as_planned = after(&before);
    let over = seen(&store, 3);
    assert_eq!(after(&plan(&over).await), as_planned, "nothing was said");
    // Carbohydrate alone was ticked: what was drunk is unknown, and unknown is not nothing.
    let gel = need(&before, Phase::During, "carbohydrate");
    over.say_taken("kim", &session, std::slice::from_ref(&gel)).await.unwrap();
    let unknown = plan(&over).await;
    assert!(after(&unknown) <= as_planned);
    assert_eq!(fluid(&unknown, Phase::During), None, "what is over is not planned again");
    assert_eq!(unknown.taken.len(), 1);
    over.unsay_taken("kim", &[gel]).await.unwrap();
    // A mouthful in two hours: more is offered afterwards.
    let volume = Volume::from_ml(50.0);
    let during = before.session.start + SignedDuration::from_mins(5);
    over.log_reading("kim", Some(during), ReadingKind::Drink { volume }).await.unwrap();
    assert!(after(&plan(&over).await) > as_planned);
}

#[tokio::test]
async fn a_need_is_met_once_however_often_it_is_said() {
    let (store, session) = planned().await;
    let engine = seen(&store, -1);
    let before = plan(&engine).await;
    let most = before.needs.iter().find_map(|need| match need.amount {
        Band::Caffeine(range) => Some(range.max),
        _ => None,
    });
    let name = need(&before, Phase::Before, "caffeine");
    let taken = engine.say_taken("kim", &session, std::slice::from_ref(&name)).await.unwrap();
    assert_eq!(Some(taken[0].portion), most.map(Portion::Caffeine), "of caffeine, what is allowed");
    assert!(engine.say_taken("kim", &session, &[name]).await.unwrap().is_empty());
    assert_eq!(plan(&engine).await.taken, taken);
}

#[tokio::test]
async fn a_need_that_is_not_in_the_plan_cannot_be_taken() {
    let (store, session) = planned().await;
    let wrong = seen(&store, -1).say_taken("kim", &session, &["nonsense".to_owned()]).await;
    assert!(matches!(wrong, Err(engine::Error::NotFound { what: "need", .. })));
}
