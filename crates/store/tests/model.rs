//! Whatever is done to a store, in whatever order, it answers like the reference in memory.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::cell::Cell;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use store::{
    BlobId, Change, CollectionName, Commit, Document, DocumentId, Expected, Job, JobId, Memory, NewJob,
    Owner, Revision, Span, Sqlite, Store, StoreError,
};

#[cfg(feature = "postgres")]
mod cluster;

/// Something done to a store. Jobs are named by their place among those leased last.
#[derive(Clone, Debug)]
enum Deed {
    Commit(Commit, Option<Finish>),
    Lease { now: Timestamp, lease: i64, most: usize },
    Complete(usize),
    GiveBack(usize, Timestamp),
    Revive(usize, Timestamp),
    PutBlob(Owner, Vec<u8>),
    Present(Owner, Vec<BlobId>),
    Erase(Owner),
    Range(Owner, Timestamp, Timestamp),
}

#[derive(Clone, Copy, Debug)]
struct Finish {
    leased: usize,
    stale: bool,
}

fn owner() -> impl Strategy<Value = Owner> {
    prop::sample::select(vec!["a", "b", "Ä 'x"]).prop_map(|name| Owner::new(name).unwrap())
}

fn collection() -> impl Strategy<Value = CollectionName> {
    prop::sample::select(vec!["c", "d"]).prop_map(|name| CollectionName::new(name).unwrap())
}

fn id() -> impl Strategy<Value = DocumentId> {
    prop::sample::select(vec!["x", "y", "Z", "é", "x/1"]).prop_map(|name| DocumentId::new(name).unwrap())
}

/// Few instants, so that edges meet; some between two microseconds, some before 1970.
fn instant() -> impl Strategy<Value = Timestamp> {
    (-1_i64..3, prop::sample::select(vec![0, 999, 1000]))
        .prop_map(|(second, nanos)| Timestamp::new(second, if second < 0 { -nanos } else { nanos }).unwrap())
}

fn body() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<f64>().prop_map(|number| json!({"v": 1, "number": number})),
        any::<i64>().prop_map(|number| json!({"v": 1, "number": number, "none": null})),
        any::<String>().prop_map(|text| json!({"v": 1, "text": text, "list": [text, true]})),
    ]
}

/// Few, so that what is forgotten was often stored.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => prop::sample::select(vec![b"".to_vec(), b"run".to_vec(), vec![7; 3000]]),
        1 => any::<Vec<u8>>(),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    let key = prop::sample::select(vec!["k1", "k2", "ü@example.org", "\u{7}"]).prop_map(str::to_owned);
    let span = prop_oneof![
        Just(None),
        (instant(), instant()).prop_map(|(a, b)| Some(Span::between(a, b))),
        instant().prop_map(|instant| Some(Span { start: instant, end: instant })),
    ];
    prop_oneof![
        6 => (collection(), id(), span, body()).prop_map(|(collection, id, span, body)| Change::Put {
            collection,
            document: Document { id, span, body: body.into() }
        }),
        2 => (collection(), id()).prop_map(|(collection, id)| Change::Delete { collection, id }),
        2 => (collection(), key.clone(), id())
            .prop_map(|(namespace, key, id)| Change::Reserve { namespace, key, id }),
        1 => (collection(), key).prop_map(|(namespace, key)| Change::Release { namespace, key }),
        1 => bytes().prop_map(|bytes| Change::Forget(BlobId::of(&bytes))),
    ]
}

fn commit() -> impl Strategy<Value = Commit> {
    let job = (instant(), body()).prop_map(|(due, body)| NewJob { kind: "k".to_owned(), due, body });
    let revision = || (1..6_u64).prop_map(|number| Revision::new(number).unwrap());
    let expected = prop_oneof![
        3 => Just(Expected::New),
        3 => Just(Expected::Exists),
        2 => revision().prop_map(Expected::At),
        1 => revision().prop_map(Expected::CopyAt),
    ];
    let (changes, jobs) = (prop::collection::vec(change(), 0..5), prop::collection::vec(job, 0..3));
    (owner(), expected, changes, jobs).prop_map(|(owner, expected, changes, jobs)| Commit {
        owner,
        expected,
        changes,
        jobs,
    })
}

fn deed() -> impl Strategy<Value = Deed> {
    let finish = prop::option::weighted(
        0.3,
        (0..4_usize, any::<bool>()).prop_map(|(leased, stale)| Finish { leased, stale }),
    );
    prop_oneof![
        8 => (commit(), finish).prop_map(|(commit, finish)| Deed::Commit(commit, finish)),
        4 => (instant(), 0..5_i64, 0..4_usize).prop_map(|(now, lease, most)| Deed::Lease { now, lease, most }),
        1 => (0..4_usize).prop_map(Deed::Complete),
        1 => (0..4_usize, instant()).prop_map(|(job, due)| Deed::GiveBack(job, due)),
        1 => (0..4_usize, instant()).prop_map(|(job, due)| Deed::Revive(job, due)),
        2 => (owner(), bytes()).prop_map(|(owner, bytes)| Deed::PutBlob(owner, bytes)),
        1 => (owner(), prop::collection::vec(bytes(), 0..4))
            .prop_map(|(owner, all)| Deed::Present(owner, all.iter().map(|bytes| BlobId::of(bytes)).collect())),
        1 => owner().prop_map(Deed::Erase),
        6 => (owner(), instant(), instant()).prop_map(|(owner, from, to)| Deed::Range(owner, from, to)),
    ]
}

/// The same deeds with no two jobs due at one microsecond: which of those goes first is each store's own affair, since a
/// cluster numbers the jobs of each node by itself.
fn apart(deeds: Vec<Deed>) -> Vec<Deed> {
    let mut count = 0;
    // Steps of two: the instants themselves lie one microsecond apart.
    let mut earlier = |due: Timestamp| {
        let step = SignedDuration::from_micros(2 * count);
        count += 1;
        due - step
    };
    let of = |deed| match deed {
        Deed::Commit(mut commit, finish) => {
            commit.jobs.iter_mut().for_each(|job| job.due = earlier(job.due));
            Deed::Commit(commit, finish)
        }
        Deed::GiveBack(job, due) => Deed::GiveBack(job, earlier(due)),
        Deed::Revive(job, due) => Deed::Revive(job, earlier(due)),
        other => other,
    };
    deeds.into_iter().map(of).collect()
}

/// A store under test with what it leased last: its own names of jobs are its own affair.
struct Subject {
    store: Arc<dyn Store>,
    leased: Vec<Job>,
}

/// What a job says, whatever its name.
fn told(jobs: &[Job]) -> Vec<String> {
    jobs.iter()
        .map(|job| format!("{} {} {} {} {}", job.owner, job.kind, job.due, job.body, job.attempts))
        .collect()
}

impl Subject {
    fn of(store: Arc<dyn Store>) -> Self {
        Self { store, leased: Vec::new() }
    }

    fn leased(&self, place: usize) -> (JobId, u32) {
        self.leased.get(place).map_or((JobId(1 << 40), 1), |job| (job.id, job.attempts))
    }

    async fn does(&mut self, deed: Deed) -> String {
        let store = &self.store;
        match deed {
            Deed::Commit(mut commit, finish) => {
                if let Some(Finish { leased, stale }) = finish {
                    let (job, attempts) = self.leased(leased);
                    commit.changes.insert(0, Change::Finish { job, attempt: attempts + u32::from(stale) });
                }
                match store.commit(commit).await {
                    Err(StoreError::LeaseLost(_)) => "lease lost".to_owned(),
                    outcome => format!("{outcome:?}"),
                }
            }
            Deed::Lease { now, lease, most } => {
                self.leased = store.lease(now, SignedDuration::from_secs(lease), most).await.unwrap();
                format!("{:?}", told(&self.leased))
            }
            Deed::Complete(job) => format!("{:?}", store.complete(self.leased(job).0).await),
            Deed::GiveBack(job, due) => format!("{:?}", store.give_back(self.leased(job).0, due).await),
            Deed::Revive(job, due) => format!("{:?}", store.revive(self.leased(job).0, due).await),
            Deed::PutBlob(owner, bytes) => format!("{:?}", store.put_blob(&owner, bytes).await),
            Deed::Present(owner, blobs) => format!("{:?}", store.present_blobs(&owner, &blobs).await),
            Deed::Erase(owner) => format!("{:?}", store.erase(&owner).await),
            Deed::Range(owner, from, to) => {
                let collection = CollectionName::new("c").unwrap();
                format!("{:?}", store.range(&owner, &collection, from, to).await)
            }
        }
    }

    /// Everything there is, in words.
    async fn everything(&self) -> String {
        let mut all = String::new();
        for owner in self.store.owners().await.unwrap() {
            let holdings = self.store.holdings(&owner).await.unwrap();
            all += &format!("{owner} {:?} {:?}\n", self.store.revision(&owner).await.unwrap(), holdings.keys);
            all += &format!("{:?} {:?}\n", holdings.blobs, told(&holdings.jobs));
            for collection in &holdings.collections {
                all += &format!("{:?}\n", self.store.list(&owner, collection).await.unwrap());
            }
            for blob in &holdings.blobs {
                let bytes = self.store.blob(&owner, blob).await.unwrap().unwrap();
                assert_eq!(BlobId::of(&bytes), *blob);
            }
        }
        all += &format!("{}\n", self.store.highest_erased().await.unwrap());
        let stuck = self.store.poisoned(Timestamp::MAX).await.unwrap();
        format!("{all}{:?}", told(&stuck))
    }
}

async fn agree(store: Arc<dyn Store>, deeds: Vec<Deed>) -> Result<(), TestCaseError> {
    let mut reference = Subject::of(Arc::new(Memory::default()));
    let mut subject = Subject::of(store);
    for (step, deed) in deeds.into_iter().enumerate() {
        let what = format!("step {step}: {deed:?}");
        prop_assert_eq!(subject.does(deed.clone()).await, reference.does(deed).await, "{}", what);
    }
    prop_assert_eq!(subject.everything().await, reference.everything().await);
    Ok(())
}

fn check(cases: u32, fresh: impl AsyncFn() -> Arc<dyn Store>, runtime: &tokio::runtime::Runtime) {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 500, ..Config::default() };
    let outcome = TestRunner::new(config)
        .run(&prop::collection::vec(deed(), 1..25).prop_map(apart), |deeds| {
            runtime.block_on(async { agree(fresh().await, deeds).await })
        });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn sqlite_answers_like_the_reference() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let count = Cell::new(0);
    let fresh = async || {
        count.set(count.get() + 1);
        let file = folder.path().join(format!("{}.db", count.get()));
        Arc::new(Sqlite::open(&file).unwrap()) as Arc<dyn Store>
    };
    check(150, fresh, &runtime);
}

#[cfg(feature = "postgres")]
#[test]
fn postgres_answers_like_the_reference() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let Some(cluster) = runtime.block_on(cluster::Target::get()) else { return };
    let url = runtime.block_on(cluster.schema("model"));
    let store = Arc::new(runtime.block_on(store::Postgres::connect(&url, 2)).unwrap());
    let fresh = async || {
        cluster::empty(&url).await;
        Arc::clone(&store) as Arc<dyn Store>
    };
    check(150, fresh, &runtime);
}
