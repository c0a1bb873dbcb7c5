//! An old and a new instance beside each other on one database: the documents of a release, frozen as it wrote them, are
//! read and written by this version while the old one goes on writing.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use engine::{ConditionsInput, Engine, FixedClock, NewPlannedSession};
use jiff::Timestamp;
use serde_json::{Value, json};
use store::{
    BlobId, Change, CollectionName, Commit, Document, DocumentId, Owner, Span, Sqlite, Store, StoreError,
};
use units::{Duration, Fraction, Temperature};

/// What the release before wrote for one athlete: three recordings, a sweat test, two planned sessions.
const RELEASE_0_1_0: &str = include_str!("fixtures/release-0.1.0.json");

const ATHLETES: usize = 8;

struct Release {
    blobs: Vec<String>,
    changes: Vec<Change>,
}

impl Release {
    fn read() -> Self {
        let fixture: Value = serde_json::from_str(RELEASE_0_1_0).unwrap();
        let blobs = serde_json::from_value(fixture["blobs"].clone()).unwrap();
        let changes = fixture["documents"].as_array().unwrap().iter().map(as_written).collect();
        Self { blobs, changes }
    }

    /// The documents as a later release may write them: with fields that this one does not know.
    fn with_unknown_fields(&self) -> Vec<Change> {
        let mut changes = self.changes.clone();
        for change in &mut changes {
            if let Change::Put { document, .. } = change {
                let mut body: Value = document.body.read().unwrap();
                body["v"] = json!(2);
                body["of_next_year"] = json!({"kind": "unknown", "list": [1, 2, 3]});
                document.body = body.into();
            }
        }
        changes
    }

    async fn store(&self, store: &dyn Store, changes: &[Change], owner: &Owner) {
        store.commit(Commit::creating(owner.clone(), changes.to_vec())).await.unwrap();
        for blob in &self.blobs {
            store.put_blob(owner, blob.clone().into_bytes()).await.unwrap();
        }
    }
}

fn as_written(document: &Value) -> Change {
    let text = |field: &str| document[field].as_str().unwrap().to_owned();
    let instant =
        |index: usize| Timestamp::from_microsecond(document["span"][index].as_i64().unwrap()).unwrap();
    let span = (!document["span"].is_null()).then(|| Span { start: instant(0), end: instant(1) });
    let document =
        Document { id: DocumentId::new(text("id")).unwrap(), span, body: document["body"].clone().into() };
    Change::Put { collection: CollectionName::new(text("collection")).unwrap(), document }
}

fn owner(number: usize) -> Owner {
    Owner::new(format!("athlete:a{number}")).unwrap()
}

/// The old instance: reads where the athlete stands and writes its documents in its own shape, until told to stop.
async fn old_instance(
    store: Arc<dyn Store>,
    changes: Vec<Change>,
    written: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
) {
    while !stop.load(Ordering::Relaxed) {
        let turn = written.fetch_add(1, Ordering::Relaxed);
        let owner = owner(turn % ATHLETES);
        let at = store.revision(&owner).await.unwrap().unwrap();
        let one = vec![changes[turn % changes.len()].clone()];
        match store.commit(Commit::of(owner, one).at(at)).await {
            // It reads again and retries, as it always did.
            Ok(_) | Err(StoreError::Conflict { .. }) => {}
            Err(error) => unreachable!("the old instance saw {error}"),
        }
    }
}

/// Everything that a face asks the new instance for.
async fn use_everything(engine: &Engine, release: &Release, number: usize) -> Result<usize, engine::Error> {
    let athlete = &format!("a{number}");
    assert_eq!(engine.athlete(athlete).await?.body_mass.as_kg(), 61.2);
    assert_eq!(engine.events(athlete, Timestamp::MIN, Timestamp::MAX).await?.len(), release.blobs.len());
    assert!(!engine.sweat_tests(athlete).await?.is_empty());
    engine.profile_view(athlete).await?;
    let conditions = ConditionsInput {
        sport: Some("run".into()),
        duration: Some(Duration::from_hours(1.5)),
        air_temperature: Some(Temperature::from_celsius(24.0)),
        relative_humidity: Some(Fraction::from_percent(55.0)),
        ..ConditionsInput::default()
    };
    let start = "2126-06-12T07:00:00Z".parse().unwrap();
    let planned = engine.plan_session(athlete, NewPlannedSession { title: None, start, conditions }).await?;
    engine.day_plan(athlete, Some(jiff::civil::date(2126, 6, 12))).await?;
    engine.cancel_session(athlete, &planned.id).await?;
    let again = engine.import_recording(athlete, "again.tcx", release.blobs[0].as_bytes()).await?;
    assert!(again.known, "the release before took in the same file");
    Ok(8)
}

async fn beside_each_other(changes: Vec<Change>) {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(Sqlite::open(&folder.path().join("isotone.db")).unwrap());
    let release = Release::read();
    for number in 0..ATHLETES {
        release.store(&*store, &changes, &owner(number)).await;
    }
    let now: Timestamp = "2126-06-10T08:00:00Z".parse().unwrap();
    let engine = Engine::new(Arc::clone(&store), Arc::new(FixedClock(now)));
    let stop = Arc::new(AtomicBool::new(false));
    let written = Arc::new(AtomicUsize::new(0));
    let old =
        tokio::spawn(old_instance(Arc::clone(&store), changes, Arc::clone(&written), Arc::clone(&stop)));
    let mut asked = 0;
    // On a loaded machine the old instance is scheduled seldom: both go on until both have done enough to meet.
    for number in (0..ATHLETES).cycle() {
        asked += use_everything(&engine, &release, number).await.unwrap();
        if asked > 100 && written.load(Ordering::Relaxed) > 50 {
            break;
        }
    }
    stop.store(true, Ordering::Relaxed);
    old.await.unwrap();
    let replayed = engine.replay("a0").await.unwrap();
    // This release reads more out of the same reports: what the one before kept of them differs until it is rebuilt,
    // and nothing is missing or left over.
    let changed = |d: &engine::Difference| d.fault == engine::Fault::Changed;
    assert!(replayed.differences.iter().all(changed), "{replayed:?}");
    engine.rebuild("a0").await.unwrap();
    assert_eq!(engine.replay("a0").await.unwrap().differences, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_release_before_writes_on_while_this_one_answers() {
    beside_each_other(Release::read().changes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_release_writes_on_while_this_one_answers() {
    beside_each_other(Release::read().with_unknown_fields()).await;
}

#[test]
fn blobs_of_the_release_before_have_the_same_names() {
    let release = Release::read();
    let reports = release.changes.iter().filter_map(|change| match change {
        Change::Put { collection, document } if collection.as_str() == "reports" => {
            Some(document.id.as_str())
        }
        _ => None,
    });
    for id in reports {
        assert!(release.blobs.iter().any(|blob| BlobId::of(blob.as_bytes()).as_str() == id), "{id}");
    }
}
