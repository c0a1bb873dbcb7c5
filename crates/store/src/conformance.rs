//! What the words of the port promise, as checks that any store must pass.
//!
//! Each check is given a fresh, empty store and panics with what was broken; run them all with [`check`].

#![expect(clippy::expect_used, clippy::panic, reason = "checks fail by panicking")]

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    Change, CollectionName, Commit, Document, DocumentId, JobId, NewJob, Owner, Revision, Span, Store,
    StoreError,
};

/// Runs every check, each on a store made by `fresh`.
pub async fn check(fresh: impl AsyncFn() -> Arc<dyn Store>) {
    documents_come_back_as_they_were(&*fresh().await).await;
    a_commit_happens_whole_or_not_at_all(&*fresh().await).await;
    of_two_commits_from_one_revision_one_wins(&*fresh().await).await;
    owners_do_not_see_each_other(&*fresh().await).await;
    ranges_are_half_open_and_in_order_of_time(&*fresh().await).await;
    a_key_has_one_holder(&*fresh().await).await;
    blobs_are_named_by_their_bytes(&*fresh().await).await;
    a_job_is_leased_by_one_worker_at_a_time(&*fresh().await).await;
    erasing_leaves_nothing_of_the_owner(&*fresh().await).await;
    large_and_foreign_bodies_survive(&*fresh().await).await;
}

fn owner(name: &str) -> Owner {
    Owner::new(name).expect("a name")
}

fn collection(name: &str) -> CollectionName {
    CollectionName::new(name).expect("a name")
}

fn id(name: &str) -> DocumentId {
    DocumentId::new(name).expect("a name")
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a time")
}

fn put(name: &str, body: Value) -> Change {
    Change::Put { collection: collection("things"), document: Document { id: id(name), span: None, body } }
}

fn put_at(name: &str, start: i64, end: i64) -> Change {
    let span = Some(Span { start: at(start), end: at(end) });
    Change::Put {
        collection: collection("things"),
        document: Document { id: id(name), span, body: json!(name) },
    }
}

async fn body(store: &dyn Store, whose: &str, name: &str) -> Option<Value> {
    store
        .get(&owner(whose), &collection("things"), &id(name))
        .await
        .expect("get")
        .map(|document| document.body)
}

async fn documents_come_back_as_they_were(store: &dyn Store) {
    let written = json!({"v": 1, "number": 0.1 + 0.2, "text": "Zoë 🏃 \"quoted\"", "list": [1, null, true]});
    store.commit(Commit::of(owner("a"), vec![put("x", written.clone())])).await.expect("commit");
    assert_eq!(body(store, "a", "x").await, Some(written));
    assert_eq!(body(store, "a", "y").await, None);
    store.commit(Commit::of(owner("a"), vec![put("x", json!(2)), put("b", json!(3))])).await.expect("commit");
    assert_eq!(body(store, "a", "x").await, Some(json!(2)), "a put replaces");
    let names: Vec<String> = store
        .list(&owner("a"), &collection("things"))
        .await
        .expect("list")
        .iter()
        .map(|document| document.id.to_string())
        .collect();
    assert_eq!(names, ["b", "x"], "a list is in the order of names");
    let delete = Change::Delete { collection: collection("things"), id: id("x") };
    store
        .commit(Commit::of(owner("a"), vec![delete.clone(), delete]))
        .await
        .expect("deleting twice is no error");
    assert_eq!(body(store, "a", "x").await, None);
}

async fn a_commit_happens_whole_or_not_at_all(store: &dyn Store) {
    let reserve =
        |key: &str| Change::Reserve { namespace: collection("mail"), key: key.to_owned(), id: id("x") };
    store.commit(Commit::of(owner("a"), vec![reserve("ada@example.org")])).await.expect("commit");
    let job = NewJob { kind: "k".into(), due: at(0), body: json!({}) };
    let mut clash = Commit::of(owner("b"), vec![put("x", json!(1)), reserve("ada@example.org")]);
    clash.jobs.push(job);
    match store.commit(clash).await {
        Err(StoreError::KeyTaken { namespace, key }) => {
            assert_eq!((namespace.as_str(), key.as_str()), ("mail", "ada@example.org"));
        }
        other => panic!("a taken key must be refused, got {other:?}"),
    }
    assert_eq!(body(store, "b", "x").await, None, "nothing of a refused commit is stored");
    assert_eq!(store.revision(&owner("b")).await.expect("revision"), Revision(0));
    assert!(store.lease(at(9), SignedDuration::from_secs(1), 9).await.expect("lease").is_empty());
}

async fn of_two_commits_from_one_revision_one_wins(store: &dyn Store) {
    let first = store.commit(Commit::of(owner("a"), vec![put("x", json!(0))])).await.expect("commit");
    assert_eq!(first, Revision(1));
    let attempt = |value: i32| store.commit(Commit::of(owner("a"), vec![put("x", json!(value))]).at(first));
    // Both are on their way before either is answered.
    let (one, two) = (attempt(1), attempt(2));
    let outcomes = [one.await, two.await];
    let wins = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(wins, 1, "exactly one of {outcomes:?} may win");
    for outcome in outcomes {
        if let Err(error) = outcome {
            assert!(
                matches!(error, StoreError::Conflict { expected: Revision(1), actual: Revision(2) }),
                "{error}"
            );
        }
    }
    assert_eq!(store.revision(&owner("a")).await.expect("revision"), Revision(2));
}

async fn owners_do_not_see_each_other(store: &dyn Store) {
    store.commit(Commit::of(owner("a"), vec![put("x", json!("a's"))])).await.expect("commit");
    store.commit(Commit::of(owner("b"), vec![put("x", json!("b's"))])).await.expect("commit");
    assert_eq!(body(store, "a", "x").await, Some(json!("a's")));
    assert_eq!(body(store, "b", "x").await, Some(json!("b's")));
    assert_eq!(store.list(&owner("c"), &collection("things")).await.expect("list"), []);
    assert_eq!(store.owners().await.expect("owners"), [owner("a"), owner("b")]);
}

async fn ranges_are_half_open_and_in_order_of_time(store: &dyn Store) {
    let changes = vec![
        put_at("ends at the start", 0, 10),
        put_at("reaches in", 5, 11),
        put_at("b starts at the start", 10, 12),
        put_at("a starts at the start", 10, 12),
        put_at("instant at the start", 10, 10),
        put_at("covers all", -5, 100),
        put_at("starts at the end", 20, 30),
        put("timeless", json!(0)),
    ];
    store.commit(Commit::of(owner("a"), changes)).await.expect("commit");
    let found = store.range(&owner("a"), &collection("things"), at(10), at(20)).await.expect("range");
    let names: Vec<&str> = found.iter().map(|document| document.id.as_str()).collect();
    let expected = [
        "covers all",
        "reaches in",
        "a starts at the start",
        "b starts at the start",
        "instant at the start",
    ];
    assert_eq!(names, expected);
    assert_eq!(found[0].span, Some(Span { start: at(-5), end: at(100) }));
}

async fn a_key_has_one_holder(store: &dyn Store) {
    let (mail, ada) = (collection("mail"), "ada@example.org");
    let reserve = || Change::Reserve { namespace: mail.clone(), key: ada.to_owned(), id: id("me") };
    let release = || Change::Release { namespace: mail.clone(), key: ada.to_owned() };
    store
        .commit(Commit::of(owner("a"), vec![reserve(), reserve()]))
        .await
        .expect("one's own key again is no error");
    assert_eq!(store.holder(&mail, ada).await.expect("holder"), Some((owner("a"), id("me"))));
    store.commit(Commit::of(owner("b"), vec![release()])).await.expect("commit");
    assert!(store.holder(&mail, ada).await.expect("holder").is_some(), "only the holder can release");
    store.commit(Commit::of(owner("a"), vec![release()])).await.expect("commit");
    store.commit(Commit::of(owner("b"), vec![reserve()])).await.expect("a released key is free");
    assert_eq!(store.holder(&mail, ada).await.expect("holder"), Some((owner("b"), id("me"))));
}

async fn blobs_are_named_by_their_bytes(store: &dyn Store) {
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let name = store.put_blob(&owner("a"), bytes.clone()).await.expect("put");
    assert_eq!(store.put_blob(&owner("a"), bytes.clone()).await.expect("put again"), name);
    assert_eq!(store.blob(&owner("a"), &name).await.expect("get"), Some(bytes));
    assert_eq!(store.blob(&owner("b"), &name).await.expect("get"), None, "another's blob is not to be had");
}

async fn a_job_is_leased_by_one_worker_at_a_time(store: &dyn Store) {
    let minute = SignedDuration::from_mins(1);
    let job = |kind: &str, due| NewJob { kind: kind.to_owned(), due: at(due), body: json!({"n": due}) };
    let mut commit = Commit::of(owner("a"), vec![]);
    commit.jobs = vec![job("second", 200), job("first", 100), job("later", 900)];
    store.commit(commit).await.expect("commit");
    assert!(store.lease(at(99), minute, 9).await.expect("lease").is_empty(), "not before it is due");
    let leased = store.lease(at(200), minute, 9).await.expect("lease");
    let kinds: Vec<&str> = leased.iter().map(|job| job.kind.as_str()).collect();
    assert_eq!(kinds, ["first", "second"], "in the order in which they fell due");
    assert!(
        store.lease(at(201), minute, 9).await.expect("lease").is_empty(),
        "a leased job is not given twice"
    );
    store.complete(leased[0].id).await.expect("complete");
    store.give_back(leased[1].id, at(400)).await.expect("give back");
    assert!(store.lease(at(399), minute, 9).await.expect("lease").is_empty());
    let again = store.lease(at(400), minute, 9).await.expect("lease");
    assert_eq!((again.len(), again[0].attempts), (1, 2), "what was given back comes again");
    let after_death = store.lease(at(460), minute, 9).await.expect("lease");
    assert_eq!((after_death.len(), after_death[0].attempts), (1, 3), "a lease that ran out frees the job");
    store.complete(JobId(u64::MAX >> 1)).await.expect("completing an unknown job is no error");
}

async fn erasing_leaves_nothing_of_the_owner(store: &dyn Store) {
    for whose in ["a", "b"] {
        let key = Change::Reserve { namespace: collection("mail"), key: whose.to_owned(), id: id("x") };
        let mut commit = Commit::of(owner(whose), vec![put("x", json!(whose)), key]);
        commit.jobs.push(NewJob { kind: whose.to_owned(), due: at(0), body: json!({}) });
        store.commit(commit).await.expect("commit");
    }
    let blob = store.put_blob(&owner("a"), b"photo".to_vec()).await.expect("put");
    store.erase(&owner("a")).await.expect("erase");
    assert_eq!(body(store, "a", "x").await, None);
    assert_eq!(store.revision(&owner("a")).await.expect("revision"), Revision(0));
    assert_eq!(store.holder(&collection("mail"), "a").await.expect("holder"), None);
    assert_eq!(store.blob(&owner("a"), &blob).await.expect("blob"), None);
    assert_eq!(store.owners().await.expect("owners"), [owner("b")]);
    let jobs = store.lease(at(1), SignedDuration::from_secs(1), 9).await.expect("lease");
    assert_eq!(jobs.iter().map(|job| job.kind.as_str()).collect::<Vec<_>>(), ["b"]);
    assert_eq!(body(store, "b", "x").await, Some(json!("b")));
}

async fn large_and_foreign_bodies_survive(store: &dyn Store) {
    let large: Vec<f64> = (0..100_000).map(|n| f64::from(n) / 3.0).collect();
    let name = "naïve/名前 %_'\"";
    let change = Change::Put {
        collection: collection("things"),
        document: Document { id: id(name), span: None, body: json!(large) },
    };
    store.commit(Commit::of(owner("Ä:'; DROP TABLE documents"), vec![change])).await.expect("commit");
    let back = body(store, "Ä:'; DROP TABLE documents", name).await.expect("the document");
    assert_eq!(back, json!(large));
}
