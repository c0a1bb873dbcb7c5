//! What the embedded database promises beyond the port: durability, many writers, a clear answer to a wrong file.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use serde_json::json;
use store::{Change, CollectionName, Commit, Document, DocumentId, Owner, Revision, Sqlite, Store};

fn put(n: u64) -> Change {
    let id = DocumentId::new(format!("{n:05}")).unwrap();
    Change::Put {
        collection: CollectionName::new("things").unwrap(),
        document: Document { id, span: None, body: json!({"n": n}) },
    }
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("isotone.db");
    let owner = Owner::new("athlete:ada").unwrap();
    {
        let store = Sqlite::open(&file).unwrap();
        for n in 0..50 {
            store.commit(Commit::of(owner.clone(), vec![put(n)])).await.unwrap();
        }
    }
    let store = Sqlite::open(&file).unwrap();
    assert_eq!(store.revision(&owner).await.unwrap(), Revision(50));
    assert_eq!(store.list(&owner, &CollectionName::new("things").unwrap()).await.unwrap().len(), 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_writers_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Sqlite::open(&folder.path().join("isotone.db")).unwrap());
    let writers = (0..64).map(|writer| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let owner = Owner::new(format!("athlete:{}", writer % 8)).unwrap();
            for n in 0..20 {
                store.commit(Commit::of(owner.clone(), vec![put(writer * 100 + n)])).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let mut documents = 0;
    for owner in store.owners().await.unwrap() {
        assert_eq!(store.revision(&owner).await.unwrap(), Revision(8 * 20));
        documents += store.list(&owner, &CollectionName::new("things").unwrap()).await.unwrap().len();
    }
    assert_eq!(documents, 64 * 20);
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("isotone.db");
    std::fs::write(&file, "Dear diary, today I ran ten kilometres and drank half a litre.".repeat(20))
        .unwrap();
    let error = Sqlite::open(&file).err().unwrap();
    assert!(error.to_string().contains("not a database"), "{error}");
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("Dear diary"));
}
