//! What the embedded database promises beyond the port: durability, many writers, a clear answer to a wrong file.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use serde_json::json;
use store::{
    Change, CollectionName, Commit, Document, DocumentId, Expected, Memory, Moved, NewJob, Owner, Revision,
    Sqlite, Store, StoreError, move_all,
};

fn put(n: u64) -> Change {
    let id = DocumentId::new(format!("{n:05}")).unwrap();
    Change::Put {
        collection: CollectionName::new("things").unwrap(),
        document: Document { id, span: None, body: json!({"n": n}).into() },
    }
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("isotone.db");
    let owner = Owner::new("athlete:ada").unwrap();
    {
        let store = Sqlite::open(&file).unwrap();
        store.commit(Commit::creating(owner.clone(), vec![put(0)])).await.unwrap();
        for n in 1..50 {
            store.commit(Commit::of(owner.clone(), vec![put(n)])).await.unwrap();
        }
    }
    let store = Sqlite::open(&file).unwrap();
    assert_eq!(store.revision(&owner).await.unwrap(), Revision::new(50));
    assert_eq!(store.list(&owner, &CollectionName::new("things").unwrap()).await.unwrap().len(), 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_writers_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Sqlite::open(&folder.path().join("isotone.db")).unwrap());
    for owner in 0..8 {
        let owner = Owner::new(format!("athlete:{owner}")).unwrap();
        store.commit(Commit::creating(owner, Vec::new())).await.unwrap();
    }
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
        assert_eq!(store.revision(&owner).await.unwrap(), Revision::new(8 * 20 + 1));
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

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_is_whole_and_opens() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Sqlite::open(&folder.path().join("isotone.db")).unwrap());
    let owner = Owner::new("athlete:ada").unwrap();
    let things = CollectionName::new("things").unwrap();
    store.commit(Commit::creating(owner.clone(), vec![put(0)])).await.unwrap();
    for n in 1..200 {
        store.commit(Commit::of(owner.clone(), vec![put(n)])).await.unwrap();
    }
    let load = tokio::spawn({
        let (store, owner) = (Arc::clone(&store), owner.clone());
        async move {
            for n in 200..400 {
                store.commit(Commit::of(owner.clone(), vec![put(n)])).await.unwrap();
            }
        }
    });
    let file = folder.path().join("backup.db");
    store.backup_to(&file).await.unwrap();
    load.await.unwrap();
    let copy = Sqlite::open(&file).unwrap();
    let revision = copy.revision(&owner).await.unwrap().map_or(0, Revision::get);
    assert!((200..=400).contains(&revision), "{revision}");
    let documents = copy.list(&owner, &things).await.unwrap().len();
    assert_eq!(documents as u64, revision, "one moment of the store, not two");
    let again = store.backup_to(&file).await.unwrap_err().to_string();
    assert!(again.contains("is there already"), "{again}");
}

#[tokio::test]
async fn everything_moves_to_another_store() {
    let folder = tempfile::tempdir().unwrap();
    let from = Sqlite::open(&folder.path().join("isotone.db")).unwrap();
    let namespace = CollectionName::new("mail").unwrap();
    for n in 0..3 {
        let owner = Owner::new(format!("athlete:{n}")).unwrap();
        let id = DocumentId::new("me").unwrap();
        let reserve = Change::Reserve { namespace: namespace.clone(), key: format!("{n}@example.org"), id };
        let mut commit = Commit::creating(owner.clone(), vec![put(n), put(n + 1), reserve]);
        commit.jobs.push(NewJob { kind: "k".into(), due: jiff::Timestamp::UNIX_EPOCH, body: json!(n) });
        from.commit(commit).await.unwrap();
        from.put_blob(&owner, vec![7; 1000]).await.unwrap();
    }
    let to = Memory::default();
    let moved = move_all(&from, &to).await.unwrap();
    assert_eq!(moved, Moved { owners: 3, documents: 6, blobs: 3, keys: 3, jobs: 3 });
    for owner in from.owners().await.unwrap() {
        let (old, new) = (from.holdings(&owner).await.unwrap(), to.holdings(&owner).await.unwrap());
        assert_eq!((&old.collections, &old.keys, &old.blobs), (&new.collections, &new.keys, &new.blobs));
        for collection in &old.collections {
            let documents = from.list(&owner, collection).await.unwrap();
            assert_eq!(to.list(&owner, collection).await.unwrap(), documents);
        }
    }
    let again = move_all(&from, &to).await.unwrap_err();
    assert_eq!(again, StoreError::NotEmpty, "a second move would overwrite");
}

/// Every commit writes the same number twice: a copy of two moments would show two numbers.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_under_load_is_of_one_moment_of_each_owner() {
    const OWNERS: u64 = 20;
    let folder = tempfile::tempdir().unwrap();
    let from = Arc::new(Sqlite::open(&folder.path().join("isotone.db")).unwrap());
    let (left, right) = (CollectionName::new("left").unwrap(), CollectionName::new("right").unwrap());
    let pair = |owner: u64, n: u64| {
        let put = |collection: &CollectionName| Change::Put {
            collection: collection.clone(),
            document: Document { id: DocumentId::new("n").unwrap(), span: None, body: json!(n).into() },
        };
        Commit::of(Owner::new(format!("athlete:{owner:02}")).unwrap(), vec![put(&left), put(&right)])
    };
    for owner in 0..OWNERS {
        from.commit(Commit { expected: Expected::New, ..pair(owner, 0) }).await.unwrap();
    }
    let load: Vec<Commit> = (1..2000).map(|n| pair(n % OWNERS, n)).collect();
    let writing = tokio::spawn({
        let from = Arc::clone(&from);
        async move {
            for commit in load {
                from.commit(commit).await.unwrap();
            }
        }
    });
    let to = Memory::default();
    move_all(&*from, &to).await.unwrap();
    assert!(!writing.is_finished(), "the copy was made under load");
    writing.await.unwrap();
    for owner in to.owners().await.unwrap() {
        let (left, right) = (to.list(&owner, &left).await.unwrap(), to.list(&owner, &right).await.unwrap());
        assert_eq!(left, right, "{owner}");
    }
}
