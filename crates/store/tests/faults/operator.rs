//! What an operator or an impatient caller does at the wrong moment: erasing under load, restoring beside what a crash left,
//! a full disk, a move that is killed, callers who go away.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use store::{Change, CollectionName, Commit, Document, DocumentId, Revision, Sqlite, Store, StoreError};

use super::{NOW, SmallDisk, TARGET, WRITERS, commit, open, owner, reports, rounds};
#[cfg(feature = "postgres")]
use super::{cluster, schema, standing};

/// Athletes are erased while others write to them: nobody comes back, nobody waits for the erasure of another.
async fn erased_under_load(store: Arc<dyn Store>, rounds: u64) {
    let (mut refused, mut written) = (0, 0);
    for round in 0..rounds {
        let mut load = tokio::task::JoinSet::new();
        for writer in 0..WRITERS {
            let first = store.commit(commit(writer, 1)).await.unwrap();
            for _ in 0..4 {
                let store = Arc::clone(&store);
                load.spawn(async move {
                    let mut last = Some(first);
                    for n in 2.. {
                        let next = commit(writer, n);
                        // Every other commit insists on the revision it knows.
                        let next = last.filter(|_| n % 2 == 0).map_or(next.clone(), |last| next.at(last));
                        match store.commit(next).await {
                            Ok(revision) => last = Some(revision),
                            Err(StoreError::Conflict { actual: None, .. }) => return n,
                            Err(StoreError::Conflict { actual, .. }) => last = actual,
                            Err(error) => panic!("{error}"),
                        }
                        let _ = store.put_blob(&owner(writer), n.to_le_bytes().to_vec()).await;
                    }
                    0
                });
            }
        }
        tokio::time::sleep(Duration::from_millis(20 + round * 13 % 60)).await;
        for writer in 0..WRITERS {
            store.erase(&owner(writer)).await.unwrap();
        }
        while let Some(ended) = load.join_next().await {
            written += ended.unwrap();
            refused += 1;
        }
        assert_eq!(store.owners().await.unwrap(), [], "round {round}");
        for writer in 0..WRITERS {
            assert_eq!(store.holdings(&owner(writer)).await.unwrap(), store::Holdings::default());
        }
    }
    println!(
        "{} owners erased under load: {written} commits, {refused} writers refused, nobody came back",
        rounds * WRITERS
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_nobody_erased_under_load_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    erased_under_load(open(folder.path().join("isotone.db").to_str().unwrap()).await, rounds(5)).await;
}

#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread")]
async fn postgres_nobody_erased_under_load_comes_back() {
    let Some(target) = cluster::Target::get().await else { return };
    erased_under_load(open(&target.schema(&schema()).await).await, rounds(5)).await;
}

/// While somebody reads for long, an erasure makes nobody wait; when the reader has ended, nothing of it is in the files.
#[tokio::test(flavor = "multi_thread")]
async fn sqlite_an_erasure_beside_a_long_reader_stops_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("isotone.db");
    let store = open(file.to_str().unwrap()).await;
    let secret = "quillfeather".repeat(400);
    let document =
        Document { id: DocumentId::new("secret").unwrap(), span: None, body: json!({"text": secret}).into() };
    let put = vec![Change::Put { collection: reports(), document }];
    store.commit(Commit::creating(owner(1), put)).await.unwrap();
    store.commit(commit(2, 1)).await.unwrap();
    let reader = rusqlite::Connection::open(&file).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    reader.query_row("SELECT count(*) FROM documents", [], |row| row.get::<_, i64>(0)).unwrap();
    store.erase(&owner(1)).await.unwrap();
    for n in 2..200 {
        store.commit(commit(2, n)).await.unwrap();
    }
    let holds = || {
        std::fs::read_dir(folder.path()).unwrap().any(|entry| {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            bytes.windows(12).any(|window| window == b"quillfeather")
        })
    };
    assert!(holds(), "the reader still sees it");
    reader.execute_batch("COMMIT").unwrap();
    for _ in 0..200 {
        if !holds() {
            println!(
                "erased beside a long reader: 199 commits went on; nothing of it in the files afterwards"
            );
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it is still in the files 10 s after the reader ended");
}

/// A backup, and a database that was committed to since.
async fn backup_in(folder: &Path) -> (std::path::PathBuf, Revision) {
    let store = Sqlite::open(&folder.join("before.db")).unwrap();
    store.commit(commit(1, 1)).await.unwrap();
    let backup = folder.join("backup.db");
    store.backup_to(&backup).await.unwrap();
    let mut last = None;
    for n in 2..20 {
        last = Some(store.commit(commit(1, n)).await.unwrap());
    }
    (backup, last.unwrap())
}

/// A crash leaves a log that would be replayed into the restored file.
#[tokio::test]
async fn restoring_beside_what_a_crash_left_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let (backup, last) = backup_in(folder.path()).await;
    let file = folder.path().join("isotone.db");
    let now: Timestamp = NOW.parse().unwrap();
    for left in ["isotone.db", "isotone.db-wal", "isotone.db-shm"] {
        let left = folder.path().join(left);
        std::fs::write(&left, "left by a crash").unwrap();
        let refused = Sqlite::restore(&backup, &file, now).unwrap_err().to_string();
        assert!(refused.contains(left.to_str().unwrap()), "{refused}");
        assert_eq!(std::fs::read_to_string(&left).unwrap(), "left by a crash");
        std::fs::remove_file(left).unwrap();
    }
    std::fs::write(folder.path().join("no-backup.db"), "Dear diary").unwrap();
    Sqlite::restore(&folder.path().join("no-backup.db"), &file, now).unwrap_err();
    assert!(!file.exists() && !folder.path().join("isotone.db.unfinished").exists());
    Sqlite::restore(&backup, &file, now).unwrap();
    let store = Sqlite::open(&file).unwrap();
    assert_eq!(store.list(&owner(1), &reports()).await.unwrap().len(), 1);
    let restored = store.revision(&owner(1)).await.unwrap().unwrap();
    assert!(restored > last, "revisions given since the backup never come again: {restored}");
    println!(
        "restore: refused beside each of three left files; whole and above revision {last} without them"
    );
}

#[tokio::test]
async fn a_full_disk_during_a_restore_leaves_nothing_half() {
    let Some(disk) = SmallDisk::mount() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (backup, _) = backup_in(folder.path()).await;
    let filler = disk.0.path().join("filler");
    let file = disk.0.path().join("isotone.db");
    let now: Timestamp = NOW.parse().unwrap();
    let mut refused = 0;
    // Every amount of room up to enough.
    for kilobytes in (0..400).step_by(8) {
        std::fs::write(&filler, vec![1; (4096 - kilobytes) << 10]).unwrap_or_default();
        match Sqlite::restore(&backup, &file, now) {
            Ok(()) => {
                assert_eq!(
                    Sqlite::open(&file).unwrap().revision(&owner(1)).await.unwrap().map(|r| r.get() > 1),
                    Some(true)
                );
                assert!(refused > 0, "the disk was never full");
                println!(
                    "restore to a full disk: refused {refused} times, nothing left behind; whole once there was room"
                );
                return;
            }
            Err(error) => {
                assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
                let left: Vec<_> = std::fs::read_dir(disk.0.path())
                    .unwrap()
                    .map(|entry| entry.unwrap().file_name())
                    .collect();
                assert_eq!(left, ["filler"], "{error}");
                refused += 1;
            }
        }
        std::fs::remove_file(&filler).unwrap();
    }
    panic!("400 kB were not enough");
}

/// Names the store that is moved from to the process that is to be killed.
const SOURCE: &str = "ISOTONE_FAULT_SOURCE";

/// Not a test: the process that moves until it is killed.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs until it is killed"]
async fn moving() {
    let (Ok(source), Ok(target)) = (std::env::var(SOURCE), std::env::var(TARGET)) else { return };
    let (from, to) = (open(&source).await, open(&target).await);
    println!("moving");
    store::move_all(&*from, &*to).await.unwrap();
    println!("moved");
}

/// A move that is killed at any point is known as unfinished, and run again it makes a copy like the source, although the
/// source is written to and erased from in between.
#[tokio::test(flavor = "multi_thread")]
async fn sqlite_a_move_killed_at_any_point_goes_on() {
    const OWNERS: u64 = 150;
    let folder = tempfile::tempdir().unwrap();
    let (source, target) = (folder.path().join("from.db"), folder.path().join("to.db"));
    let from = open(source.to_str().unwrap()).await;
    for n in 0..OWNERS {
        let key = Change::Reserve {
            namespace: CollectionName::new("mail").unwrap(),
            key: format!("{n}@example.org"),
            id: DocumentId::new("me").unwrap(),
        };
        let mut new = commit(n, 1);
        new.changes.push(key);
        from.commit(new).await.unwrap();
        from.put_blob(&owner(n), vec![7; 3000]).await.unwrap();
    }
    let kills = rounds(20);
    let (mut unfinished, mut kill) = (0, 0);
    while kill < kills {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "operator::moving", "--ignored", "--nocapture"])
            .env(SOURCE, &source)
            .env(TARGET, &target)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        assert!(lines.any(|line| line.contains("moving")), "it begins");
        tokio::time::sleep(Duration::from_millis(kill * 7 % 90)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        kill += 1;
        let to = open(target.to_str().unwrap()).await;
        if !store::is_unfinished_copy(&*to).await.unwrap() {
            // It was quicker than the kill, or killed before it began: the next one begins anew.
            let done = to.owners().await.unwrap();
            assert!(done.is_empty() || done == from.owners().await.unwrap());
            drop(to);
            for ending in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{ending}", target.display()));
            }
            continue;
        }
        unfinished += 1;
        // Meanwhile the source goes on: somebody writes, somebody is erased, and a key goes to somebody else.
        let (writes, gone, heir) = (owner(kill % OWNERS), owner(OWNERS - kill), owner((kill * 31) % 40));
        let note = |n: u64| commit(0, n).changes;
        if from.revision(&writes).await.unwrap().is_some() {
            from.commit(Commit::of(writes, note(kill + 1))).await.unwrap();
        }
        from.erase(&gone).await.unwrap();
        if from.revision(&heir).await.unwrap().is_some() {
            let key = format!("{}@example.org", OWNERS - kill);
            let (namespace, id) = (CollectionName::new("mail").unwrap(), DocumentId::new("me").unwrap());
            from.commit(Commit::of(heir, vec![Change::Reserve { namespace, key, id }])).await.unwrap();
        }
    }
    let to = open(target.to_str().unwrap()).await;
    store::move_all(&*from, &*to).await.unwrap();
    assert!(!store::is_unfinished_copy(&*to).await.unwrap());
    assert_eq!(to.owners().await.unwrap(), from.owners().await.unwrap());
    for owner in from.owners().await.unwrap() {
        assert_eq!(to.revision(&owner).await.unwrap(), from.revision(&owner).await.unwrap());
        let (ours, theirs) = (to.holdings(&owner).await.unwrap(), from.holdings(&owner).await.unwrap());
        assert_eq!((ours.keys, ours.blobs), (theirs.keys, theirs.blobs), "{owner}");
        assert_eq!(to.list(&owner, &reports()).await.unwrap(), from.list(&owner, &reports()).await.unwrap());
    }
    let again = store::move_all(&*from, &*to).await;
    assert_eq!(again, Err(StoreError::NotEmpty), "a finished copy is never written over");
    println!("move killed × {kills}, {unfinished} times half-way: run again, the copy is like its source");
}

/// Thirty impatient callers wait for a row that somebody has locked, and go away: everybody else is served.
#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread")]
async fn postgres_callers_who_go_away_take_no_connection_with_them() {
    let Some(target) = cluster::Target::get().await else { return };
    let url = target.schema(&schema()).await;
    let store = open(&url).await;
    for writer in 0..WRITERS {
        store.commit(commit(writer, 1)).await.unwrap();
    }
    let (holder, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    holder.batch_execute("BEGIN; SELECT FROM partitions WHERE owner = 'athlete:0' FOR UPDATE").await.unwrap();
    let rounds = rounds(2);
    for round in 0..rounds {
        for _ in 0..30 {
            let impatient = tokio::time::timeout(Duration::from_millis(20), store.commit(commit(0, 2)));
            assert!(impatient.await.is_err(), "the row is locked");
        }
        for writer in 1..WRITERS {
            let patience = Duration::from_secs(10);
            let others = async {
                store.commit(commit(writer, round + 2)).await.unwrap();
                store.list(&owner(writer), &reports()).await.unwrap();
                store.owners_after(None, 1).await.unwrap();
            };
            tokio::time::timeout(patience, others).await.expect("everybody else is served");
        }
    }
    holder.batch_execute("ROLLBACK").await.unwrap();
    store.commit(commit(0, 2)).await.unwrap();
    let reports = standing(&*store, 0).await.1.len();
    println!(
        "{} callers went away before a locked row: everybody else was served, {reports} reports there",
        rounds * 30
    );
}
