//! The database server keeps the promises of the port.

#![cfg(feature = "postgres")]

mod cluster;

use std::process::Command;
use std::sync::Arc;

use cluster::{Cluster, Target};
use store::{
    Change, CollectionName, Commit, Document, DocumentId, NewJob, Owner, Postgres, Revision, Store,
    StoreError, conformance,
};

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    let Some(target) = Target::get().await else { return };
    let url = target.schema("conformance").await;
    let store = Arc::new(Postgres::connect(&url, 4).await.unwrap());
    conformance::check(async || {
        cluster::empty(&url).await;
        Arc::clone(&store) as Arc<dyn Store>
    })
    .await;
}

/// Names the server to a process that trusts its certificate.
const TARGET: &str = "ISOTONE_TLS_TARGET";

#[tokio::test(flavor = "multi_thread")]
async fn an_encrypted_connection_goes_to_a_server_that_is_vouched_for() {
    let Some(mut cluster) = Cluster::start().await else { return };
    let Some(certificate) = cluster.encrypt().await else { return };
    let url = cluster.schema("tls").await.replace("sslmode=disable", "sslmode=require");
    let refused = Postgres::connect(&url, 1).await.err().unwrap().to_string();
    assert!(
        refused.contains("certificate"),
        "an unknown certificate is refused, and said to be why: {refused}"
    );
    // Whom to trust is a setting of the process.
    let trusting = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "connects_encrypted", "--ignored"])
        .env(TARGET, &url)
        .env("SSL_CERT_FILE", certificate)
        .output()
        .unwrap();
    assert!(trusting.status.success(), "{}", String::from_utf8_lossy(&trusting.stdout));
}

/// Not a test: the process that the test above starts.
#[tokio::test]
#[ignore = "wants a server"]
async fn connects_encrypted() {
    let Ok(url) = std::env::var(TARGET) else { return };
    assert_eq!(Postgres::connect(&url, 1).await.unwrap().owners().await.unwrap(), []);
}

/// Commits that arrive while others are under way share transactions: what is refused leaves its company alone.
#[tokio::test(flavor = "multi_thread")]
async fn commits_that_arrive_together_pass_or_are_refused_each_for_itself() {
    let Some(target) = Target::get().await else { return };
    let url = target.schema("together").await;
    let store = Arc::new(Postgres::connect(&url, 8).await.unwrap());
    let owner = |n: u64| Owner::new(format!("athlete:{n}")).unwrap();
    for n in 0..200 {
        store.commit(Commit::creating(owner(n), vec![])).await.unwrap();
    }
    let other = Postgres::connect(&url, 4).await.unwrap();
    let commits = (0..200).map(|n| {
        let document = Document {
            id: DocumentId::new("one").unwrap(),
            span: None,
            body: serde_json::json!({"n": n}).into(),
        };
        let put = Change::Put { collection: CollectionName::new("reports").unwrap(), document };
        // Every third one was worked out from a revision that never was.
        let at = Revision::new(if n % 3 == 0 { 7 } else { 1 }).unwrap();
        let job = NewJob { kind: "derive".into(), due: jiff::Timestamp::UNIX_EPOCH, body: n.into() };
        let (store, commit) =
            (Arc::clone(&store), Commit::of(owner(n), vec![put]).with_jobs(vec![job]).at(at));
        tokio::spawn(async move { (n, store.commit(commit).await) })
    });
    for commit in commits.collect::<Vec<_>>() {
        let (n, outcome) = commit.await.unwrap();
        match n % 3 {
            0 => assert!(
                matches!(outcome, Err(StoreError::Conflict { actual: Some(_), .. })),
                "{n}: {outcome:?}"
            ),
            _ => assert_eq!(outcome, Ok(Revision::new(2).unwrap()), "{n}"),
        }
    }
    let jobs =
        other.lease(jiff::Timestamp::UNIX_EPOCH, jiff::SignedDuration::from_mins(5), 1000).await.unwrap();
    let mut numbers: Vec<u64> = jobs.iter().map(|job| job.body.as_u64().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..200).filter(|n| n % 3 != 0).collect::<Vec<u64>>(), "each once");
    // They are ended together too, by whoever holds them; one that another worker was given is refused alone.
    let ends = jobs.iter().map(|job| {
        let attempt = if job.body == 1 { 9 } else { job.attempts };
        let finish = Change::Finish { job: job.id, attempt };
        let (store, commit, of) =
            (Arc::clone(&store), Commit::of(job.owner.clone(), vec![finish]), job.clone());
        tokio::spawn(async move { (of, store.commit(commit).await) })
    });
    for end in ends.collect::<Vec<_>>() {
        let (job, outcome) = end.await.unwrap();
        match job.body == 1 {
            true => assert_eq!(outcome, Err(StoreError::LeaseLost(job.id))),
            false => assert_eq!(outcome, Ok(Revision::new(3).unwrap())),
        }
    }
    assert_eq!(store.revision(&owner(1)).await.unwrap(), Revision::new(2), "nothing of what was refused");
}

/// A plan is made once for each connection, perhaps while a table is empty: it may not read the whole table later.
#[tokio::test(flavor = "multi_thread")]
async fn no_table_is_read_whole_however_small_it_was_at_first() {
    let Some(mut cluster) = Cluster::start().await else { return };
    let url = cluster.schema("plans").await;
    let store = Postgres::connect(&url, 4).await.unwrap();
    let (things, now) = (CollectionName::new("things").unwrap(), jiff::Timestamp::UNIX_EPOCH);
    for n in 0..100 {
        let owner = Owner::new(format!("athlete:{n}")).unwrap();
        let document =
            Document { id: DocumentId::new("one").unwrap(), span: None, body: serde_json::json!({}).into() };
        let put = Change::Put { collection: things.clone(), document };
        let job = NewJob { kind: "derive".into(), due: now, body: n.into() };
        store.commit(Commit::creating(owner.clone(), vec![put]).with_jobs(vec![job])).await.unwrap();
        store.list(&owner, &things).await.unwrap();
        if n % 2 == 0 {
            let leased = store.lease(now, jiff::SignedDuration::from_secs(60), 1).await.unwrap();
            store.complete(leased[0].id).await.unwrap();
        }
    }
    // A server counts what a connection read when that ends.
    drop(store);
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let sql = "SELECT relname, seq_scan, idx_scan FROM pg_stat_user_tables
               WHERE relname IN ('documents', 'partitions', 'jobs', 'keys', 'blobs') AND schemaname = 'plans'";
    for _ in 0..100 {
        let tables = client.query(sql, &[]).await.unwrap();
        let scans: Vec<(String, i64, i64)> =
            tables.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
        let read = |name: &str| scans.iter().find(|of| of.0 == name).map_or(0, |of| of.2);
        if read("partitions") >= 100 && read("jobs") >= 100 {
            // Each index that is made reads its table once.
            assert!(scans.iter().all(|(_, whole, _)| *whole < 10), "read whole: {scans:?}");
            cluster.kill();
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the server counts nothing");
}
