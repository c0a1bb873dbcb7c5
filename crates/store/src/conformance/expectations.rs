//! What is promised of a commit's expectation: only creation creates, and nothing brings an erased owner back.

use std::sync::Arc;

use serde_json::json;

use super::{body, both, collection, id, owner, put, revision, write};
use crate::{Change, Commit, Expected, NewJob, Revision, Store, StoreError};

pub(super) async fn check(fresh: &impl AsyncFn() -> Arc<dyn Store>) {
    only_creation_creates_an_owner(&*fresh().await).await;
    an_owner_is_created_once(&*fresh().await).await;
    nothing_on_its_way_brings_an_erased_owner_back(&*fresh().await).await;
    revisions_never_restart(&*fresh().await).await;
    of_a_creation_and_an_erasure_at_once_one_comes_last(&*fresh().await).await;
    a_copy_keeps_its_revision(&*fresh().await).await;
    a_blob_needs_its_owner(&*fresh().await).await;
}

fn conflict(expected: Expected, actual: Option<Revision>) -> Result<Revision, StoreError> {
    Err(StoreError::Conflict { expected, actual })
}

/// A commit that touches every kind of thing an owner has.
fn all_kinds() -> Commit {
    let reserve =
        Change::Reserve { namespace: collection("mail"), key: "ada@example.org".to_owned(), id: id("x") };
    let release = Change::Release { namespace: collection("mail"), key: "bob@example.org".to_owned() };
    let delete = Change::Delete { collection: collection("things"), id: id("y") };
    let job = NewJob { kind: "k".into(), due: super::at(0), body: json!({}) };
    let changes = vec![put("x", json!(1)), put("z", json!(2)), delete, reserve, release];
    Commit::of(owner("a"), changes).with_jobs(vec![job])
}

/// Commits of every shape to an owner that does not exist are refused, and leave nothing.
async fn refused(store: &dyn Store, expected: Expected) {
    let plain = Commit::of(owner("a"), vec![put("x", json!(1))]);
    let deleting =
        Commit::of(owner("a"), vec![Change::Delete { collection: collection("things"), id: id("x") }]);
    for commit in [plain, deleting, all_kinds()] {
        let refused = store.commit(Commit { expected, ..commit }).await;
        assert_eq!(refused, conflict(expected, None));
    }
    assert_eq!(body(store, "a", "x").await, None);
    assert_eq!(store.holder(&collection("mail"), "ada@example.org").await.expect("holder"), None);
    assert_eq!(store.owners().await.expect("owners"), []);
    assert_eq!(store.holdings(&owner("a")).await.expect("holdings"), crate::Holdings::default());
}

async fn only_creation_creates_an_owner(store: &dyn Store) {
    refused(store, Expected::Exists).await;
    refused(store, Expected::At(Revision::FIRST)).await;
    let made = store.commit(Commit { expected: Expected::New, ..all_kinds() }).await;
    assert_eq!(made, Ok(Revision::FIRST));
    assert_eq!(body(store, "a", "x").await, Some(json!(1)));
}

async fn an_owner_is_created_once(store: &dyn Store) {
    let create = |value: i32| store.commit(Commit::creating(owner("a"), vec![put("x", json!(value))]));
    let (one, two) = both(create(1), create(2)).await;
    let outcomes = [one, two];
    assert!(outcomes.contains(&Ok(Revision::FIRST)), "{outcomes:?}");
    assert!(outcomes.contains(&conflict(Expected::New, Some(Revision::FIRST))), "{outcomes:?}");
    let copy = Commit { expected: Expected::CopyAt(Revision::FIRST), ..Commit::of(owner("a"), Vec::new()) };
    let refused = store.commit(copy.clone()).await;
    assert_eq!(refused, conflict(copy.expected, Some(Revision::FIRST)));
}

async fn nothing_on_its_way_brings_an_erased_owner_back(store: &dyn Store) {
    let last = write(store, "a", vec![put("x", json!(1))]).await;
    store.erase(&owner("a")).await.expect("erase");
    refused(store, Expected::Exists).await;
    for stale in [last, Revision::FIRST] {
        refused(store, Expected::At(stale)).await;
    }
    // The same, on its way while the owner is erased: whichever comes first, nothing is left.
    for round in 0..20 {
        let last = write(store, "a", vec![put("x", json!(round))]).await;
        let commit = all_kinds();
        let commit = if round % 2 == 0 { commit.at(last) } else { commit };
        let erasing = store.erase(&owner("a"));
        let writing = both(store.commit(commit), store.put_blob(&owner("a"), vec![1; 100]));
        let (erased, (committed, stored)) = if round % 4 < 2 {
            both(erasing, writing).await
        } else {
            let (written, erased) = both(writing, erasing).await;
            (erased, written)
        };
        erased.expect("erase");
        for refused in [committed.err(), stored.err()].into_iter().flatten() {
            assert!(matches!(refused, StoreError::Conflict { actual: None, .. }), "{refused}");
        }
        assert_eq!(store.owners().await.expect("owners"), [], "round {round}");
        assert_eq!(store.holdings(&owner("a")).await.expect("holdings"), crate::Holdings::default());
    }
}

/// Whoever holds a revision of an erased owner holds none of the next owner of that name, nor of any new one.
async fn revisions_never_restart(store: &dyn Store) {
    for n in 0..5 {
        write(store, "a", vec![put("x", json!(n))]).await;
    }
    assert_eq!(store.highest_erased().await.expect("highest"), 0);
    store.erase(&owner("a")).await.expect("erase");
    store.erase(&owner("a")).await.expect("erasing twice is no error");
    assert_eq!(store.highest_erased().await.expect("highest"), 5);
    assert_eq!(Some(write(store, "a", vec![put("x", json!(0))]).await), revision(6));
    assert_eq!(Some(write(store, "b", vec![put("x", json!(0))]).await), revision(6));
    for stale in 1..=5 {
        let expected = Expected::At(revision(stale).expect("a revision"));
        let refused = store.commit(Commit { expected, ..all_kinds() }).await;
        assert_eq!(refused, conflict(expected, revision(6)));
    }
    store.erase(&owner("b")).await.expect("erase");
    assert_eq!(store.highest_erased().await.expect("highest"), 6);
    store.raise_highest_erased(3).await.expect("raise");
    assert_eq!(store.highest_erased().await.expect("highest"), 6, "it is never lowered");
    store.raise_highest_erased(100).await.expect("raise");
    assert_eq!(Some(write(store, "c", vec![put("x", json!(0))]).await), revision(101));
}

async fn of_a_creation_and_an_erasure_at_once_one_comes_last(store: &dyn Store) {
    let mut last = 0;
    for round in 0..20 {
        let before = match store.revision(&owner("a")).await.expect("revision") {
            Some(revision) => revision,
            None => write(store, "a", vec![put("x", json!(round))]).await,
        };
        assert!(before.get() > last, "round {round}: {before} after {last}");
        let create = store.commit(Commit::creating(owner("a"), vec![put("x", json!(0))]));
        let (erased, created) = both(store.erase(&owner("a")), create).await;
        erased.expect("erase");
        last = before.get();
        match created {
            Ok(revision) => assert!(revision > before, "round {round}: {revision} after {before}"),
            Err(error) => assert_eq!(Err(error), conflict(Expected::New, Some(before))),
        }
    }
}

async fn a_copy_keeps_its_revision(store: &dyn Store) {
    let copy = |whose: &str, number: u64| {
        let expected = Expected::CopyAt(revision(number).expect("a revision"));
        let commit = Commit { expected, ..Commit::of(owner(whose), vec![put("x", json!(number))]) };
        store.commit(commit)
    };
    assert_eq!(copy("a", 40).await.ok(), revision(40));
    assert_eq!(Some(write(store, "a", vec![put("x", json!(0))]).await), revision(41));
    store.erase(&owner("a")).await.expect("erase");
    assert_eq!(copy("a", 3).await.ok(), revision(3), "whatever was erased in a store that is being filled");
}

async fn a_blob_needs_its_owner(store: &dyn Store) {
    let refused = store.put_blob(&owner("a"), b"photo".to_vec()).await;
    assert_eq!(refused, Err(StoreError::Conflict { expected: Expected::Exists, actual: None }));
    write(store, "a", Vec::new()).await;
    let blob = store.put_blob(&owner("a"), b"photo".to_vec()).await.expect("put");
    store.erase(&owner("a")).await.expect("erase");
    assert!(store.put_blob(&owner("a"), b"photo".to_vec()).await.is_err(), "an upload outlives no erasure");
    assert_eq!(store.blob(&owner("a"), &blob).await.expect("blob"), None);
}
