//! Several people at once: nobody's change is lost, nobody is turned away, nobody erased comes back.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::sync::Arc;

use engine::{AthleteChanges, Caller, Engine, Error, FixedClock, KeptAnswer, Keyed, ReadingKind};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::{Holdings, Owner, Sqlite, Store};
use units::{Length, Mass, Volume};

fn now() -> Timestamp {
    "2026-06-10T08:00:00Z".parse().unwrap()
}

fn engine(folder: &Path) -> (Arc<Sqlite>, Engine) {
    let store = Arc::new(Sqlite::open(&folder.join("isotone.db")).unwrap());
    (store.clone(), Engine::new(store, Arc::new(FixedClock(now()))))
}

async fn athlete(engine: &Engine, name: &str) {
    let changes = AthleteChanges { body_mass: Some(Mass::from_kg(61.2)), ..AthleteChanges::default() };
    engine.put_athlete(name, changes, &TimeZone::UTC).await.unwrap();
}

/// A run of an hour as a watch exports it, on this day of May.
fn run(day: usize) -> String {
    let point = |minute: usize| {
        let (hour, left, metres) = (7 + minute / 60, minute % 60, minute * 180);
        format!(
            "<Trackpoint><Time>2026-05-{day:02}T{hour:02}:{left:02}:00Z</Time>\
             <DistanceMeters>{metres}</DistanceMeters></Trackpoint>"
        )
    };
    let track: String = (0..=60).map(point).collect();
    let start = format!("2026-05-{day:02}T07:00:00Z");
    format!(
        "<TrainingCenterDatabase xmlns=\"http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2\"><Activities>\
         <Activity Sport=\"Running\"><Id>{start}</Id><Lap StartTime=\"{start}\">\
         <TotalTimeSeconds>3600</TotalTimeSeconds><Track>{track}</Track></Lap></Activity></Activities>\
         </TrainingCenterDatabase>"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_changes_to_an_athlete_at_once_neither_is_lost() {
    const PAIRS: usize = 40;
    let folder = tempfile::tempdir().unwrap();
    let (_, engine) = engine(folder.path());
    for pair in 0..PAIRS {
        let name = format!("a{pair}");
        athlete(&engine, &name).await;
        let change = |changes: AthleteChanges| {
            let (engine, name) = (engine.clone(), name.clone());
            tokio::spawn(async move { engine.put_athlete(&name, changes, &TimeZone::UTC).await.unwrap() })
        };
        let without =
            change(AthleteChanges { pantry: Some(vec!["banana".into()]), ..AthleteChanges::default() });
        let tall =
            change(AthleteChanges { height: Some(Length::from_cm(171.0)), ..AthleteChanges::default() });
        without.await.unwrap();
        tall.await.unwrap();
        let record = engine.athlete(&name).await.unwrap();
        assert_eq!(
            (&record.pantry[..], record.height),
            (&["banana".to_owned()][..], Some(Length::from_cm(171.0)))
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_is_on_its_way_does_not_bring_an_erased_athlete_back() {
    let folder = tempfile::tempdir().unwrap();
    let (store, engine) = engine(folder.path());
    let ada = Owner::new("athlete:ada").unwrap();
    for round in 0..8 {
        athlete(&engine, "ada").await;
        let mut on_their_way = tokio::task::JoinSet::new();
        for day in 1..20 {
            let engine = engine.clone();
            on_their_way.spawn(async move {
                let name = format!("{day}.tcx");
                let imported = engine.import_recording("ada", &name, run(day).as_bytes()).await;
                let drunk = ReadingKind::Drink { volume: Volume::from_ml(500.0) };
                let logged = engine.log_reading("ada", None, drunk).await;
                let heavier =
                    AthleteChanges { height: Some(Length::from_cm(171.0)), ..AthleteChanges::default() };
                let put = engine.put_athlete("ada", heavier, &TimeZone::UTC).await;
                for error in [imported.err(), logged.err()].into_iter().flatten() {
                    assert!(matches!(error, Error::NotFound { .. }), "{error}");
                }
                // A new athlete needs a body mass.
                assert!(matches!(put, Ok(_) | Err(Error::Invalid(_) | Error::NotFound { .. })));
            });
        }
        while engine.events("ada", Timestamp::MIN, Timestamp::MAX).await.unwrap().len() <= round {
            tokio::task::yield_now().await;
        }
        engine.erase("ada").await.unwrap();
        while let Some(one) = on_their_way.join_next().await {
            one.unwrap();
        }
        assert!(matches!(engine.athlete("ada").await, Err(Error::NotFound { .. })));
        assert_eq!(store.revision(&ada).await.unwrap(), None);
        assert_eq!(store.holdings(&ada).await.unwrap(), Holdings::default());
    }
}

/// Whoever remembers the revision of an erased athlete remembers none of the next athlete of that name.
#[tokio::test]
async fn a_new_athlete_begins_above_every_erased_one() {
    let folder = tempfile::tempdir().unwrap();
    let (_, engine) = engine(folder.path());
    athlete(&engine, "ada").await;
    let drunk = ReadingKind::Drink { volume: Volume::from_ml(500.0) };
    engine.log_reading("ada", None, drunk).await.unwrap();
    let before = engine.revision("ada").await.unwrap();
    engine.erase("ada").await.unwrap();
    assert_eq!(engine.revision("ada").await.unwrap(), 0);
    athlete(&engine, "ada").await;
    assert!(engine.revision("ada").await.unwrap() > before);
    let changes = AthleteChanges { body_mass: Some(Mass::from_kg(55.0)), ..AthleteChanges::default() };
    let stale = engine.put_athlete_at("ada", changes, &TimeZone::UTC, Some(before)).await.unwrap_err();
    assert!(stale.is_conflict(), "{stale}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn requests_with_keys_wait_their_turn() {
    let folder = tempfile::tempdir().unwrap();
    let (_, engine) = engine(folder.path());
    athlete(&engine, "ada").await;
    let requests: Vec<_> = (0..40)
        .map(|number| {
            let engine = engine.clone();
            tokio::spawn(async move {
                let key = format!("key-{number}");
                let begun = engine.begin_request(&Caller::Open, Some("ada"), &key, b"drink").await.unwrap();
                let Keyed::New(name) = begun else { unreachable!("{begun:?}") };
                let drunk = ReadingKind::Drink { volume: Volume::from_ml(500.0) };
                engine.log_reading("ada", None, drunk).await.unwrap();
                let answer =
                    KeptAnswer { status: 201, content_type: "text/plain".into(), body: number.to_string() };
                engine.finish_request(&name, Some(answer)).await.unwrap();
            })
        })
        .collect();
    for request in requests {
        request.await.unwrap();
    }
    for number in 0..40 {
        let again =
            engine.begin_request(&Caller::Open, Some("ada"), &format!("key-{number}"), b"drink").await;
        let Keyed::Done(answer) = again.unwrap() else { unreachable!("it was done") };
        assert_eq!(answer.body, number.to_string());
    }
}
