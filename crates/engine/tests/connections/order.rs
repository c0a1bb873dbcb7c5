//! Order independence: events, faults and restarts in any order end in the same timeline as a clean run.

use ::providers::strava::Activity;
use ::providers::{Misbehaviour, Seed, Told};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use timeline::Span;

use crate::house::{ALL, AT_STRAVA, House, at, incoming, instance, settings};

/// What the athlete does, in this order, whatever happens to the notices of it.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Record(usize),
    Rename(usize),
    Crop(usize),
    Delete(usize),
    Hide(usize),
    Show(usize),
}

const DEEDS: [Deed; 12] = [
    Deed::Record(0),
    Deed::Record(1),
    Deed::Rename(0),
    Deed::Record(2),
    Deed::Crop(1),
    Deed::Hide(2),
    Deed::Record(3),
    Deed::Delete(0),
    Deed::Show(2),
    Deed::Record(4),
    Deed::Crop(4),
    Deed::Rename(3),
];

fn does(house: &House, deed: Deed, ids: &mut Vec<u64>) {
    let strava = &mut house.web.world().strava;
    match deed {
        Deed::Record(at) => {
            let start = start_of(at);
            let seconds = 1200 + 60 * u32::try_from(at).unwrap();
            ids.push(strava.record(AT_STRAVA, Activity::run(start, seconds)));
        }
        Deed::Rename(at) => strava.rename(AT_STRAVA, ids[at], "Threshold"),
        Deed::Crop(at) => strava.crop(AT_STRAVA, ids[at], 900),
        Deed::Delete(at) => strava.delete(AT_STRAVA, ids[at]),
        Deed::Hide(at) => strava.set_private(AT_STRAVA, ids[at], true),
        Deed::Show(at) => strava.set_private(AT_STRAVA, ids[at], false),
    }
}

fn start_of(at: usize) -> Timestamp {
    let hours = SignedDuration::from_hours(26 * i64::try_from(at).unwrap());
    self::at("2026-11-22T05:00:00Z").checked_add(hours).unwrap()
}

/// What the timeline says in the end: when, how long, what, which title.
async fn timeline(house: &House) -> Vec<(Span, String)> {
    let events = house.events().await;
    events.iter().map(|event| (event.span, format!("{:?}", event.kind))).collect()
}

async fn clean() -> Vec<(Span, String)> {
    let house = House::new().await;
    house.connect(&ALL).await;
    house.settle().await;
    let mut ids = Vec::new();
    for deed in DEEDS {
        does(&house, deed, &mut ids);
        house.pass(2).await;
    }
    house.pass_hours(26).await;
    timeline(&house).await
}

/// One schedule: notices are dropped, doubled, held back and shuffled, requests fail, instances die in the middle of their
/// work and new ones start.
async fn scheduled(seed: u64) -> Vec<(Span, String)> {
    let mut chance = Seed::new(seed);
    let mut house = House::with(settings(), seed + 1).await;
    house.connect(&ALL).await;
    let mut ids = Vec::new();
    let mut held: Vec<Told> = Vec::new();
    for deed in DEEDS {
        does(&house, deed, &mut ids);
        for notice in house.web.world().take_told() {
            match chance.below(6) {
                0 => {}
                1 => held.extend([notice.clone(), notice]),
                _ => held.push(notice),
            }
        }
        chance.shuffle(&mut held);
        for _ in 0..chance.below(held.len() + 1) {
            let Some(notice) = held.pop() else { break };
            house.engine.hear("strava", &incoming(&notice)).await.unwrap();
        }
        if chance.one_in(3) {
            let what = match chance.below(8) {
                0 => Misbehaviour::Page(502),
                1 => Misbehaviour::Limited(Some(30)),
                2 => Misbehaviour::Limited(None),
                3 => Misbehaviour::Half,
                4 => Misbehaviour::Cut,
                5 => Misbehaviour::WrongShape,
                6 => Misbehaviour::Status(404, json!({"message": "Record Not Found"}).to_string()),
                _ => Misbehaviour::Unreachable,
            };
            let times = 1 + u32::try_from(chance.below(3)).unwrap();
            house.web.world().faults.next(times, "/api/v3/", what);
        }
        if chance.one_in(6) {
            let world = &mut *house.web.world();
            world.strava.cut_short(AT_STRAVA, &mut world.seed);
        }
        if chance.one_in(3) {
            // An instance dies between two steps of its work: its job is under a lease that runs out.
            let dying = house.engine.clone();
            let steps = chance.below(40);
            let mut work = Box::pin(async move { dying.work(5).await.map(drop) });
            for _ in 0..steps {
                let done = std::future::poll_fn(|context| {
                    std::task::Poll::Ready(work.as_mut().poll(context).is_ready())
                });
                if done.await {
                    break;
                }
                tokio::task::yield_now().await;
            }
            drop(work);
            house.engine = instance(&house.web, &house.store, &house.clock, &settings(), seed + 77);
        } else if chance.one_in(2) {
            let _ = house.engine.work(chance.below(8)).await.unwrap();
        }
        house.forward(SignedDuration::from_secs(i64::try_from(chance.below(400)).unwrap()));
    }
    house.web.world().faults.clear();
    house.pass_hours(52).await;
    assert_eq!(house.web.world().strava.over(), 0, "seed {seed}: within the budget");
    timeline(&house).await
}

/// How many schedules are tried; ISOTONE_SCHEDULES asks for more.
fn schedules() -> u64 {
    std::env::var("ISOTONE_SCHEDULES").ok().and_then(|text| text.parse().ok()).unwrap_or(60)
}

#[tokio::test]
async fn every_schedule_ends_in_the_timeline_of_a_clean_run() {
    let clean = clean().await;
    assert_eq!(clean.len(), 4, "five were recorded and one deleted: {clean:?}");
    for seed in 0..schedules() {
        assert_eq!(scheduled(seed).await, clean, "seed {seed}");
    }
}
