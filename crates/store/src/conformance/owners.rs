//! What is promised of an owner as a whole.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::json;

use super::{at, body, collection, id, owner, put, write, write_with};
use crate::{Change, Key, NewJob, Store};

pub(super) async fn check(fresh: &impl AsyncFn() -> Arc<dyn Store>) {
    erasing_leaves_nothing_of_the_owner(&*fresh().await).await;
    holdings_name_everything(&*fresh().await).await;
    owners_come_in_pages(&*fresh().await).await;
    a_change_wakes_those_who_wait_for_it(&*fresh().await).await;
}

async fn erasing_leaves_nothing_of_the_owner(store: &dyn Store) {
    for whose in ["a", "b"] {
        let key = Change::Reserve { namespace: collection("mail"), key: whose.to_owned(), id: id("x") };
        let job = NewJob { kind: whose.to_owned(), due: at(0), body: json!({}) };
        write_with(store, whose, vec![put("x", json!(whose)), key], vec![job]).await;
    }
    let blob = store.put_blob(&owner("a"), b"photo".to_vec()).await.expect("put");
    store.erase(&owner("a")).await.expect("erase");
    assert_eq!(body(store, "a", "x").await, None);
    assert_eq!(store.revision(&owner("a")).await.expect("revision"), None);
    assert_eq!(store.holder(&collection("mail"), "a").await.expect("holder"), None);
    assert_eq!(store.blob(&owner("a"), &blob).await.expect("blob"), None);
    assert_eq!(store.owners().await.expect("owners"), [owner("b")]);
    let jobs = store.lease(at(1), SignedDuration::from_secs(1), 9).await.expect("lease");
    assert_eq!(jobs.iter().map(|job| job.kind.as_str()).collect::<Vec<_>>(), ["b"]);
    assert_eq!(body(store, "b", "x").await, Some(json!("b")));
}

async fn holdings_name_everything(store: &dyn Store) {
    let (namespace, key) = (collection("mail"), "ada@example.org".to_owned());
    let reserve = Change::Reserve { namespace: namespace.clone(), key: key.clone(), id: id("me") };
    let other = Change::Put {
        collection: collection("others"),
        document: crate::Document { id: id("y"), span: None, body: json!(1).into() },
    };
    let job = NewJob { kind: "k".to_owned(), due: at(5), body: json!({"n": 1}) };
    write_with(store, "a", vec![other, put("x", json!(2)), put("z", json!(3)), reserve], vec![job]).await;
    let blob = store.put_blob(&owner("a"), b"photo".to_vec()).await.expect("put");
    write(store, "b", vec![put("x", json!(1))]).await;

    let holdings = store.holdings(&owner("a")).await.expect("holdings");
    assert_eq!(holdings.collections, [collection("others"), collection("things")]);
    assert_eq!(holdings.keys, [Key { namespace, key, id: id("me") }]);
    assert_eq!(holdings.blobs, [blob]);
    assert_eq!(
        holdings.jobs.iter().map(|job| (job.kind.as_str(), job.due)).collect::<Vec<_>>(),
        [("k", at(5))]
    );
    let nothing = store.holdings(&owner("c")).await.expect("holdings");
    assert_eq!(nothing, crate::Holdings::default());
}

async fn owners_come_in_pages(store: &dyn Store) {
    let names = ["athlete:b", "athlete:a", "squad:é", "athlete:B", "instance:self"];
    for name in names {
        write(store, name, vec![put("x", json!(name))]).await;
    }
    let mut seen = Vec::new();
    loop {
        let page = store.owners_after(seen.last(), 2).await.expect("page");
        assert!(page.len() <= 2);
        if page.is_empty() {
            break;
        }
        seen.extend(page);
    }
    let ordered = ["athlete:B", "athlete:a", "athlete:b", "instance:self", "squad:é"].map(owner);
    assert_eq!(seen, ordered, "each once, names in the order of their bytes");
    let after = owner("athlete:");
    let athletes = store.owners_after(Some(&after), 3).await.expect("page");
    assert_eq!(athletes, ordered[..3], "the name asked after need not be there");
    assert_eq!(store.owners().await.expect("owners"), ordered);
}

async fn a_change_wakes_those_who_wait_for_it(store: &dyn Store) {
    let first = write(store, "a", vec![put("x", json!(1))]).await;
    let patience = Duration::from_secs(10);
    let news = tokio::time::timeout(patience, store.changed(&owner("a"), None)).await;
    assert_eq!(news.expect("what has changed already is answered at once").expect("changed"), Some(first));
    let mut waiting = store.changed(&owner("a"), Some(first));
    let early = tokio::time::timeout(Duration::from_millis(50), waiting.as_mut()).await;
    assert!(early.is_err(), "nothing has changed yet");
    let second = write(store, "a", vec![put("x", json!(2))]).await;
    let news = tokio::time::timeout(patience, waiting).await;
    assert_eq!(news.expect("a commit wakes").expect("changed"), Some(second));
}
