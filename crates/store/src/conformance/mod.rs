//! What the words of the port promise, as checks that any store must pass.
//!
//! Each check is given a fresh, empty store and panics with what was broken; run them all with [`check`].

#![expect(clippy::expect_used, clippy::panic, reason = "checks fail by panicking")]

mod expectations;
mod jobs;
mod owners;

use std::sync::Arc;
use std::task::Poll;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    BlobId, Change, CollectionName, Commit, Document, DocumentId, Expected, NewJob, Owner, Revision, Span,
    Store, StoreError,
};

/// Runs every check, each on a store made by `fresh`.
pub async fn check(fresh: impl AsyncFn() -> Arc<dyn Store>) {
    documents_come_back_as_they_were(&*fresh().await).await;
    a_commit_happens_whole_or_not_at_all(&*fresh().await).await;
    of_two_commits_from_one_revision_one_wins(&*fresh().await).await;
    revisions_are_told_in_the_order_asked(&*fresh().await).await;
    owners_do_not_see_each_other(&*fresh().await).await;
    of_many_names_those_that_are_there_are_told(&*fresh().await).await;
    pages_follow_each_other(&*fresh().await).await;
    ranges_are_half_open_and_in_order_of_time(&*fresh().await).await;
    a_key_has_one_holder(&*fresh().await).await;
    keys_are_text_of_some_length(&*fresh().await).await;
    blobs_are_named_by_their_bytes(&*fresh().await).await;
    bytes_go_with_a_commit_or_stay(&*fresh().await).await;
    large_and_foreign_bodies_survive(&*fresh().await).await;
    expectations::check(&fresh).await;
    jobs::check(&fresh).await;
    owners::check(&fresh).await;
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
    let document = Document { id: id(name), span: None, body: body.into() };
    Change::Put { collection: collection("things"), document }
}

fn put_at(name: &str, start: i64, end: i64) -> Change {
    let span = Some(Span { start: at(start), end: at(end) });
    Change::Put {
        collection: collection("things"),
        document: Document { id: id(name), span, body: json!(name).into() },
    }
}

fn revision(number: u64) -> Option<Revision> {
    Revision::new(number)
}

/// Commits to an owner, and creates it where it does not exist.
async fn write(store: &dyn Store, whose: &str, changes: Vec<Change>) -> Revision {
    write_with(store, whose, changes, Vec::new()).await
}

/// The same with jobs.
async fn write_with(store: &dyn Store, whose: &str, changes: Vec<Change>, jobs: Vec<NewJob>) -> Revision {
    let commit = match store.revision(&owner(whose)).await.expect("revision") {
        Some(_) => Commit::of(owner(whose), changes),
        None => Commit::creating(owner(whose), changes),
    };
    store.commit(commit.with_jobs(jobs)).await.expect("commit")
}

/// Both answers, asked for at the same time.
async fn both<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (mut a, mut b) = (std::pin::pin!(a), std::pin::pin!(b));
    let (mut one, mut two) = (None, None);
    std::future::poll_fn(move |context| {
        if one.is_none()
            && let Poll::Ready(answer) = a.as_mut().poll(context)
        {
            one = Some(answer);
        }
        if two.is_none()
            && let Poll::Ready(answer) = b.as_mut().poll(context)
        {
            two = Some(answer);
        }
        match (one.take(), two.take()) {
            (Some(one), Some(two)) => Poll::Ready((one, two)),
            unfinished => {
                (one, two) = unfinished;
                Poll::Pending
            }
        }
    })
    .await
}

async fn body(store: &dyn Store, whose: &str, name: &str) -> Option<Value> {
    store
        .get(&owner(whose), &collection("things"), &id(name))
        .await
        .expect("get")
        .map(|document| document.body.read().expect("JSON"))
}

async fn documents_come_back_as_they_were(store: &dyn Store) {
    let written = json!({"v": 1, "number": 0.1 + 0.2, "text": "Zoë 🏃 \"quoted\"", "list": [1, null, true]});
    write(store, "a", vec![put("x", written.clone())]).await;
    assert_eq!(body(store, "a", "x").await, Some(written));
    assert_eq!(body(store, "a", "y").await, None);
    write(store, "a", vec![put("x", json!(2)), put("b", json!(3))]).await;
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
    write(store, "a", vec![delete.clone(), delete]).await;
    assert_eq!(body(store, "a", "x").await, None);
}

async fn of_many_names_those_that_are_there_are_told(store: &dyn Store) {
    let things = collection("things");
    let puts = ["x", "b", "Zoë"].map(|name| put(name, json!(name)));
    write(store, "a", puts.to_vec()).await;
    let asked = ["x", "nobody", "Zoë", "x", "b"].map(id);
    let there = store.present(&owner("a"), &things, &asked).await.expect("present");
    assert_eq!(there, ["Zoë", "b", "x"].map(id), "each once, in the order of names");
    assert_eq!(store.present(&owner("a"), &things, &[]).await.expect("present"), []);
    assert_eq!(store.present(&owner("b"), &things, &asked).await.expect("present"), [], "another owner's");
    assert_eq!(store.present(&owner("a"), &collection("other"), &asked).await.expect("present"), []);
}

async fn revisions_are_told_in_the_order_asked(store: &dyn Store) {
    for (name, commits) in [("a", 1), ("b", 3)] {
        for _ in 0..commits {
            write(store, name, vec![put("x", json!(0))]).await;
        }
    }
    let asked = ["b", "nobody", "a", "b"].map(owner);
    let told = store.revisions(&asked).await.expect("revisions");
    assert_eq!(told, [3, 0, 1, 3].map(revision));
    assert_eq!(store.revisions(&[]).await.expect("revisions"), []);
}

async fn a_commit_happens_whole_or_not_at_all(store: &dyn Store) {
    let reserve =
        |key: &str| Change::Reserve { namespace: collection("mail"), key: key.to_owned(), id: id("x") };
    write(store, "a", vec![reserve("ada@example.org")]).await;
    let job = NewJob { kind: "k".into(), due: at(0), body: json!({}) };
    let mut clash = Commit::creating(owner("b"), vec![put("x", json!(1)), reserve("ada@example.org")]);
    clash.jobs.push(job);
    match store.commit(clash).await {
        Err(StoreError::KeyTaken { namespace, key }) => {
            assert_eq!((namespace.as_str(), key.as_str()), ("mail", "ada@example.org"));
        }
        other => panic!("a taken key must be refused, got {other:?}"),
    }
    assert_eq!(body(store, "b", "x").await, None, "nothing of a refused commit is stored");
    assert_eq!(store.revision(&owner("b")).await.expect("revision"), None);
    assert!(store.lease(at(9), SignedDuration::from_secs(1), 9).await.expect("lease").is_empty());
}

async fn of_two_commits_from_one_revision_one_wins(store: &dyn Store) {
    let first = write(store, "a", vec![put("x", json!(0))]).await;
    assert_eq!(Some(first), revision(1));
    let attempt = |value: i32| store.commit(Commit::of(owner("a"), vec![put("x", json!(value))]).at(first));
    let (one, two) = both(attempt(1), attempt(2)).await;
    let outcomes = [one, two];
    let wins = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(wins, 1, "exactly one of {outcomes:?} may win");
    for outcome in outcomes {
        if let Err(error) = outcome {
            let conflict = StoreError::Conflict { expected: Expected::At(first), actual: revision(2) };
            assert_eq!(error, conflict);
        }
    }
    assert_eq!(store.revision(&owner("a")).await.expect("revision"), revision(2));
}

async fn owners_do_not_see_each_other(store: &dyn Store) {
    write(store, "a", vec![put("x", json!("a's"))]).await;
    write(store, "b", vec![put("x", json!("b's"))]).await;
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
    write(store, "a", changes).await;
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
    write(store, "a", vec![reserve(), reserve()]).await;
    assert_eq!(store.holder(&mail, ada).await.expect("holder"), Some((owner("a"), id("me"))));
    write(store, "b", vec![release()]).await;
    assert!(store.holder(&mail, ada).await.expect("holder").is_some(), "only the holder can release");
    write(store, "a", vec![release()]).await;
    write(store, "b", vec![reserve()]).await;
    assert_eq!(store.holder(&mail, ada).await.expect("holder"), Some((owner("b"), id("me"))));
}

async fn pages_follow_each_other(store: &dyn Store) {
    let names = ["b", "a", "é", "B", "a/1"];
    let changes = names.iter().map(|name| put(name, json!(name))).collect();
    write(store, "a", changes).await;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = store.page(&owner("a"), &collection("things"), after.as_ref(), 2).await.expect("page");
        assert!(page.len() <= 2);
        let Some(last) = page.last() else { break };
        after = Some(last.id.clone());
        seen.extend(page.iter().map(|document| document.id.to_string()));
    }
    assert_eq!(seen, ["B", "a", "a/1", "b", "é"], "every document once, names in the order of their bytes");
}

async fn keys_are_text_of_some_length(store: &dyn Store) {
    for key in ["", "with\0nothing", &"long".repeat(200)] {
        let reserve = Change::Reserve { namespace: collection("mail"), key: key.to_owned(), id: id("x") };
        let refused = store.commit(Commit::creating(owner("a"), vec![reserve])).await;
        assert!(matches!(refused, Err(StoreError::Name(_))), "{key:?} was taken: {refused:?}");
        assert_eq!(store.holder(&collection("mail"), key).await.expect("looking is no error"), None);
    }
    assert_eq!(store.revision(&owner("a")).await.expect("revision"), None);
}

async fn blobs_are_named_by_their_bytes(store: &dyn Store) {
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    write(store, "a", vec![put("x", json!(0))]).await;
    let name = store.put_blob(&owner("a"), bytes.clone()).await.expect("put");
    assert_eq!(store.put_blob(&owner("a"), bytes.clone()).await.expect("put again"), name);
    assert_eq!(store.blob(&owner("a"), &name).await.expect("get"), Some(bytes));
    assert_eq!(store.blob(&owner("b"), &name).await.expect("get"), None, "another's blob is not to be had");
}

async fn bytes_go_with_a_commit_or_stay(store: &dyn Store) {
    let before = write(store, "a", vec![put("x", json!(0))]).await;
    write(store, "b", vec![put("x", json!(0))]).await;
    let other = BlobId::of(b"never stored");
    let mut names = Vec::new();
    for bytes in [b"first", b"other"] {
        names.push(store.put_blob(&owner("a"), bytes.to_vec()).await.expect("put"));
    }
    names.sort();
    let asked = [names.clone(), names.clone(), vec![other]].concat();
    assert_eq!(store.present_blobs(&owner("a"), &asked).await.expect("look"), names);
    assert_eq!(store.present_blobs(&owner("b"), &asked).await.expect("look"), [], "another's");
    let gone = || vec![Change::Forget(names[0].clone()), put("x", json!(1))];

    store.commit(Commit::of(owner("b"), gone())).await.expect("nothing to forget");
    write(store, "a", vec![put("y", json!(0))]).await;
    let late = store.commit(Commit::of(owner("a"), gone()).at(before)).await;
    assert!(matches!(late, Err(StoreError::Conflict { .. })), "{late:?}");
    assert_eq!(
        store.present_blobs(&owner("a"), &names).await.expect("look"),
        names,
        "nothing of it happened"
    );
    for _ in 0..2 {
        let revision = store.revision(&owner("a")).await.expect("revision").expect("it exists");
        store.commit(Commit::of(owner("a"), gone()).at(revision)).await.expect("forget, and again");
        assert_eq!(store.blob(&owner("a"), &names[0]).await.expect("get"), None);
        assert_eq!(store.present_blobs(&owner("a"), &names).await.expect("look"), names[1..]);
    }
}

async fn large_and_foreign_bodies_survive(store: &dyn Store) {
    let large: Vec<f64> = (0..100_000).map(|n| f64::from(n) / 3.0).collect();
    let name = "naïve/名前 %_'\"";
    let change = Change::Put {
        collection: collection("things"),
        document: Document { id: id(name), span: None, body: json!(large).into() },
    };
    write(store, "Ä:'; DROP TABLE documents", vec![change]).await;
    let back = body(store, "Ä:'; DROP TABLE documents", name).await.expect("the document");
    assert_eq!(back, json!(large));
}
