//! What keeps an instance honest while nobody looks: replay, rebuild, the nightly self-check, jobs that are retried.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::{Arc, Mutex};

use engine::{AthleteChanges, Clock, Engine, Fault, Hints};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::{
    Change, CollectionName, Commit, Document, DocumentId, Job, Memory, NewJob, Owner, Sqlite, Store,
};
use units::Mass;

/// A clock that is set by the test.
struct SetClock(Mutex<Timestamp>);

impl SetClock {
    fn at(time: &str) -> Arc<Self> {
        Arc::new(Self(Mutex::new(time.parse().unwrap())))
    }

    fn forward(&self, by: SignedDuration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

async fn athlete(engine: &Engine, name: &str) {
    let changes = AthleteChanges { body_mass: Some(Mass::from_kg(61.2)), ..AthleteChanges::default() };
    engine.put_athlete(name, changes, &TimeZone::UTC).await.unwrap();
}

/// A run of an hour as a watch exports it, starting on this day of June at this hour.
fn run(day: u32, hour: u32) -> String {
    let point = |minute: u32| {
        let (hour, minute, metres) = (hour + minute / 60, minute % 60, minute * 180);
        format!(
            "<Trackpoint><Time>2026-06-{day:02}T{hour:02}:{minute:02}:00Z</Time>\
             <DistanceMeters>{metres}</DistanceMeters></Trackpoint>"
        )
    };
    let track: String = (0..=60).map(point).collect();
    let start = format!("2026-06-{day:02}T{hour:02}:00:00Z");
    format!(
        "<TrainingCenterDatabase xmlns=\"http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2\"><Activities>\
         <Activity Sport=\"Running\"><Id>{start}</Id><Lap StartTime=\"{start}\">\
         <TotalTimeSeconds>3600</TotalTimeSeconds><Track>{track}</Track></Lap></Activity></Activities>\
         </TrainingCenterDatabase>"
    )
}

async fn import(engine: &Engine, athlete: &str, day: u32, hour: u32) {
    let name = format!("{day}-{hour}.tcx");
    engine.import_recording(athlete, &name, run(day, hour).as_bytes()).await.unwrap();
}

fn ada() -> Owner {
    Owner::new("athlete:ada").unwrap()
}

fn collection(name: &str) -> CollectionName {
    CollectionName::new(name).unwrap()
}

#[tokio::test]
async fn a_replay_finds_no_difference_however_the_reports_came() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Sqlite::open(&folder.path().join("isotone.db")).unwrap());
    let engine = Engine::new(store, SetClock::at("2026-06-30T08:00:00Z"));
    athlete(&engine, "ada").await;
    // Two at a time, neighbours in time: each is reconciled with the other or commits after it.
    for day in [20, 5, 11] {
        tokio::join!(
            import(&engine, "ada", day, 6),
            import(&engine, "ada", day, 7),
            import(&engine, "ada", day, 6)
        );
    }
    let replayed = engine.replay("ada").await.unwrap();
    assert_eq!((replayed.reports, replayed.differences), (6, vec![]));
    assert!(replayed.derived >= 12, "{} derived", replayed.derived);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_taken_under_load_restores_to_a_store_without_a_difference() {
    const ATHLETES: u32 = 6;
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Sqlite::open(&folder.path().join("isotone.db")).unwrap());
    let clock = SetClock::at("2026-06-30T08:00:00Z");
    let engine = Engine::new(Arc::clone(&store) as Arc<dyn Store>, Arc::clone(&clock) as Arc<dyn Clock>);
    for number in 0..ATHLETES {
        athlete(&engine, &format!("a{number}")).await;
    }
    let load = tokio::spawn({
        let engine = engine.clone();
        async move {
            for day in 1..=28 {
                for number in 0..ATHLETES {
                    import(&engine, &format!("a{number}"), day, 6).await;
                }
            }
        }
    });
    let whole = |engine: Engine| async move {
        let mut reports = 0;
        for number in 0..ATHLETES {
            let replayed = engine.replay(&format!("a{number}")).await.unwrap();
            assert_eq!(replayed.differences, vec![]);
            reports += replayed.reports;
        }
        reports
    };
    while engine.replay("a0").await.unwrap().reports < 3 {}
    let file = folder.path().join("backup.db");
    store.backup_to(&file).await.unwrap();
    // The same through the port, as a backup of a database server is made.
    let copy = Arc::new(Memory::default());
    store::move_all(&*store, &*copy).await.unwrap();
    let early = !load.is_finished();
    load.await.unwrap();
    assert!(early, "the backups were taken under load");
    let restored = Arc::new(Sqlite::open(&file).unwrap());
    let all = whole(engine).await;
    for backup in [restored as Arc<dyn Store>, copy as Arc<dyn Store>] {
        let reports = whole(Engine::new(backup, Arc::clone(&clock) as Arc<dyn Clock>)).await;
        assert!((3..all).contains(&reports), "{reports} of {all} reports");
    }
}

#[tokio::test]
async fn a_rebuild_names_what_was_tampered_with_and_puts_it_right() {
    let store = Arc::new(Memory::default());
    let engine = Engine::new(Arc::clone(&store) as Arc<dyn Store>, SetClock::at("2026-06-30T08:00:00Z"));
    athlete(&engine, "ada").await;
    for day in 1..=4 {
        import(&engine, "ada", day, 6).await;
    }
    let before = documents(&store).await;

    let observations = store.list(&ada(), &collection("observations")).await.unwrap();
    let events = store.list(&ada(), &collection("events")).await.unwrap();
    let with = |document: &Document, field: &str, value: &str| {
        let mut body: serde_json::Value = document.body.read().unwrap();
        *body.pointer_mut(field).unwrap() = json!(value);
        Document { body: body.into(), ..document.clone() }
    };
    let longer = with(&observations[1], "/span/end", "2026-06-02T09:00:00Z");
    let left_over = Document { id: DocumentId::new("e-nobody").unwrap(), ..events[0].clone() };
    let left_over_body = with(&left_over, "/id", "e-nobody");
    let tamper = vec![
        Change::Delete { collection: collection("observations"), id: observations[0].id.clone() },
        Change::Put { collection: collection("observations"), document: longer.clone() },
        Change::Put { collection: collection("events"), document: left_over_body },
    ];
    store.commit(Commit::of(ada(), tamper)).await.unwrap();

    let found = engine.rebuild("ada").await.unwrap().differences;
    let named = |collection: &str, id: &DocumentId, fault| {
        let same =
            |d: &&engine::Difference| d.collection == collection && d.id == id.as_str() && d.fault == fault;
        assert!(found.iter().any(|d| same(&d)), "{collection} {id} {fault:?} is not in {found:?}");
    };
    named("observations", &observations[0].id, Fault::Missing);
    named("observations", &longer.id, Fault::Changed);
    named("events", &left_over.id, Fault::LeftOver);
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(engine.replay("ada").await.unwrap().differences, vec![]);
    assert_eq!(documents(&store).await, before, "as if nothing had happened");
}

async fn documents(store: &Memory) -> Vec<Document> {
    let mut all = Vec::new();
    for name in ["reports", "observations", "events"] {
        all.extend(store.list(&ada(), &collection(name)).await.unwrap());
    }
    all
}

#[tokio::test]
async fn the_nightly_self_check_runs_once_a_night_on_one_of_many_instances() {
    let (store, clock) = (Arc::new(Memory::default()), SetClock::at("2026-06-30T08:00:00Z"));
    let instance = || Engine::new(Arc::clone(&store) as Arc<dyn Store>, Arc::clone(&clock) as Arc<dyn Clock>);
    let instances = [instance(), instance(), instance()];
    for number in 0..120 {
        let name = format!("a{number:03}");
        athlete(&instances[0], &name).await;
        import(&instances[0], &name, 3, 6).await;
    }
    for instance in &instances {
        instance.schedule().await.unwrap();
    }
    let all_work = async || {
        let mut done = 0;
        loop {
            let mut now = 0;
            for instance in &instances {
                let worked = instance.work(1).await.unwrap();
                assert!(worked.failed.is_empty() && worked.overtaken == 0, "{worked:?}");
                now += worked.done;
            }
            if now == 0 {
                return done;
            }
            done += now;
        }
    };
    assert_eq!(all_work().await, 0, "the night has not come");
    clock.forward(SignedDuration::from_hours(20));
    assert_eq!(all_work().await, 3, "fifty athletes, fifty, and twenty");
    let check = instances[0].last_self_check().await.unwrap().unwrap();
    assert_eq!((check.athletes, check.differences, check.failed.len()), (120, 0, 0));
    assert!(check.finished.is_some());

    // The clock set back an hour brings no second check of the same night.
    clock.forward(SignedDuration::from_hours(-2));
    assert_eq!(all_work().await, 0);
    clock.forward(SignedDuration::from_hours(26));
    assert_eq!(all_work().await, 3, "the next night");
    let next = &instances[0].schedules().await.unwrap()[0];
    assert_eq!(next.next.to_string(), "2026-07-03T03:00:00Z");
}

#[tokio::test]
async fn the_self_check_tells_who_differs() {
    let (store, clock) = (Arc::new(Memory::default()), SetClock::at("2026-06-30T08:00:00Z"));
    let engine = Engine::new(Arc::clone(&store) as Arc<dyn Store>, Arc::clone(&clock) as Arc<dyn Clock>);
    athlete(&engine, "ada").await;
    import(&engine, "ada", 3, 6).await;
    let events = store.list(&ada(), &collection("events")).await.unwrap();
    let delete = Change::Delete { collection: collection("events"), id: events[0].id.clone() };
    store.commit(Commit::of(ada(), vec![delete])).await.unwrap();
    engine.schedule().await.unwrap();
    clock.forward(SignedDuration::from_hours(20));
    assert_eq!(engine.work(5).await.unwrap().done, 1);
    let check = engine.last_self_check().await.unwrap().unwrap();
    assert_eq!(check.differences, 1);
    let (athlete, difference) = &check.found[0];
    assert_eq!((athlete.as_str(), difference.fault), ("ada", Fault::Missing));
}

#[tokio::test]
async fn an_upload_that_was_given_up_leaves_no_bytes_behind() {
    let (store, clock) = (Arc::new(Memory::default()), SetClock::at("2026-06-30T08:00:00Z"));
    let engine = Engine::new(Arc::clone(&store) as Arc<dyn Store>, Arc::clone(&clock) as Arc<dyn Clock>);
    athlete(&engine, "ada").await;
    import(&engine, "ada", 3, 6).await;
    let named = store.holdings(&ada()).await.unwrap().blobs;
    for name in ["given-up", "sent-again"] {
        engine.stage("ada", name, name.as_bytes().to_vec()).await.unwrap();
    }
    engine.schedule().await.unwrap();
    let night = async || {
        clock.forward(SignedDuration::from_hours(24));
        let worked = engine.work(5).await.unwrap();
        assert!(worked.failed.is_empty(), "{worked:?}");
        store.holdings(&ada()).await.unwrap().blobs
    };
    assert_eq!(night().await.len(), named.len() + 2, "they may be of an upload on its way");
    assert_eq!(night().await.len(), named.len() + 2);
    let again = engine.stage("ada", "sent-again", b"sent-again".to_vec()).await.unwrap();
    assert_eq!(night().await.len(), named.len() + 1, "what was sent again stays, the other goes");
    engine.begin_import("ada", vec![again], Hints::default()).await.unwrap();
    night().await;
    assert_eq!(night().await.len(), named.len() + 1, "an import names it now");
    assert_eq!(engine.last_self_check().await.unwrap().unwrap().failed, []);
}

#[tokio::test]
async fn a_job_that_fails_again_and_again_waits_for_a_person_who_can_retry_it() {
    let (store, clock) = (Arc::new(Memory::default()), SetClock::at("2026-06-30T08:00:00Z"));
    let engine = Engine::new(Arc::clone(&store) as Arc<dyn Store>, Arc::clone(&clock) as Arc<dyn Clock>);
    let job = NewJob { kind: "of-next-year".into(), due: clock.now(), body: json!({"n": 7}) };
    store.commit(Commit::creating(ada(), vec![]).with_jobs(vec![job])).await.unwrap();
    for attempt in 1..=Job::MOST_ATTEMPTS {
        let worked = engine.work(5).await.unwrap();
        let [(job, error)] = &worked.failed[..] else { panic!("attempt {attempt}: {worked:?}") };
        assert_eq!(job.attempts, attempt);
        assert!(error.to_string().contains("of-next-year"), "{error}");
        clock.forward(SignedDuration::from_hours(1));
    }
    assert_eq!(engine.work(5).await.unwrap().failed.len(), 0, "given to nobody any more");
    let waiting = engine.poisoned_jobs().await.unwrap();
    assert_eq!((waiting.len(), &waiting[0].body), (1, &json!({"n": 7})));

    let unknown = engine.retry_job(4711).await.unwrap_err().to_string();
    assert!(unknown.contains("4711") && unknown.contains("isotone jobs"), "{unknown}");
    engine.retry_job(waiting[0].id.0).await.unwrap();
    assert!(engine.poisoned_jobs().await.unwrap().is_empty());
    assert_eq!(engine.work(5).await.unwrap().failed.len(), 1, "it is tried again");
}
