//! What was acknowledged is there after the worst; what is there is there once.
//!
//! Each test kills something under load several times, then counts. `ISOTONE_FAULT_ROUNDS` sets how often.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[cfg(feature = "postgres")]
#[path = "../cluster/mod.rs"]
mod cluster;
mod operator;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use store::{
    Change, CollectionName, Commit, Document, DocumentId, NewJob, Owner, Revision, Sqlite, Store, StoreError,
};
use tokio::task::JoinHandle;

const WRITERS: u64 = 8;

/// Names the store to the process that is to be killed.
const TARGET: &str = "ISOTONE_FAULT_TARGET";

fn rounds(usual: u64) -> u64 {
    std::env::var("ISOTONE_FAULT_ROUNDS").map_or(usual, |rounds| rounds.parse().unwrap())
}

async fn open(target: &str) -> Arc<dyn Store> {
    #[cfg(feature = "postgres")]
    if target.starts_with("postgres:") {
        return Arc::new(store::Postgres::connect(target, 8).await.unwrap());
    }
    Arc::new(Sqlite::open(Path::new(target)).unwrap())
}

/// A schema of each test's own: they run at the same time, perhaps on one server.
#[cfg(feature = "postgres")]
fn schema() -> String {
    static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    format!("faults_{}_{count}", std::process::id())
}

fn owner(writer: u64) -> Owner {
    Owner::new(format!("athlete:{writer}")).unwrap()
}

fn reports() -> CollectionName {
    CollectionName::new("reports").unwrap()
}

/// The writer's commit number `n`: a report and the job that follows from it.
fn commit(writer: u64, n: u64) -> Commit {
    let document = Document {
        id: DocumentId::new(format!("{n:08}")).unwrap(),
        span: None,
        body: json!({"n": n}).into(),
    };
    let changes = vec![Change::Put { collection: reports(), document }];
    let jobs = vec![NewJob { kind: "derive".into(), due: Timestamp::UNIX_EPOCH, body: json!(n) }];
    let commit = if n == 1 { Commit::creating } else { Commit::of };
    commit(owner(writer), changes).with_jobs(jobs)
}

/// Whether a writer insists on the revision it worked from.
#[derive(Clone, Copy)]
enum Insists {
    /// Always: after a kill, its predecessor's last commit may still be on its way.
    Always,
    /// Every other writer: what is applied twice without insisting shows as a second job.
    EveryOther,
}

/// Commits one after the other, telling each that was acknowledged, until something ends it.
async fn write(store: Arc<dyn Store>, writer: u64, insists: Insists, tell: impl Fn(u64)) -> StoreError {
    let insists = matches!(insists, Insists::Always) || writer.is_multiple_of(2);
    let mut last = store.revision(&owner(writer)).await.unwrap();
    loop {
        let number = last.map_or(1, |last| last.get() + 1);
        let next = commit(writer, number);
        let next = match last {
            Some(last) if insists => next.at(last),
            _ => next,
        };
        match store.commit(next).await {
            Ok(revision) => {
                tell(number);
                last = Some(revision);
            }
            Err(StoreError::Conflict { actual, .. }) => last = actual,
            Err(error) => return error,
        }
    }
}

/// Counts what is there, and compares with what was acknowledged. Answers with the number of reports.
async fn audit(store: &dyn Store, acknowledged: &BTreeMap<u64, u64>) -> u64 {
    let mut all = 0;
    for writer in 0..WRITERS {
        let (revision, reports, jobs) = standing(store, writer).await;
        let told = acknowledged.get(&writer).copied().unwrap_or(0);
        assert!(revision >= told, "writer {writer}: {told} acknowledged, {revision} there");
        every_one_once("report", writer, &reports, revision);
        every_one_once("job", writer, &jobs, revision);
        all += revision;
    }
    all
}

/// The number that a document gives in this field.
fn number(document: &Document, field: &str) -> u64 {
    document.body.read::<serde_json::Value>().unwrap()[field].as_u64().unwrap()
}

/// The revision of a writer's owner, its reports and its jobs, all of one moment: the last commit of a writer that was
/// ended may still be on its way.
async fn standing(store: &dyn Store, writer: u64) -> (u64, Vec<u64>, Vec<u64>) {
    loop {
        let revision = store.revision(&owner(writer)).await.unwrap();
        let found = store.list(&owner(writer), &reports()).await.unwrap();
        let jobs = store.holdings(&owner(writer)).await.unwrap().jobs;
        if store.revision(&owner(writer)).await.unwrap() == revision {
            let found = found.iter().map(|report| number(report, "n")).collect();
            let jobs = jobs.iter().map(|job| job.body.as_u64().unwrap()).collect();
            return (revision.map_or(0, Revision::get), found, jobs);
        }
    }
}

fn every_one_once(what: &str, writer: u64, found: &[u64], most: u64) {
    if let Some((n, found)) = (1..).zip(found).find(|(n, found)| n != *found) {
        panic!("writer {writer}: {what} {found} in the place of {what} {n}");
    }
    assert_eq!(found.len() as u64, most, "writer {writer}: {what}s");
}

/// Not a test: the process that the tests below start and kill.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs until it is killed"]
async fn ingest() {
    let Ok(target) = std::env::var(TARGET) else { return };
    let store = open(&target).await;
    let writers = (0..WRITERS).map(|writer| {
        let tell = move |n| {
            let mut out = std::io::stdout().lock();
            writeln!(out, "ack {writer} {n}").and_then(|()| out.flush()).unwrap();
        };
        tokio::spawn(write(Arc::clone(&store), writer, Insists::Always, tell))
    });
    for writer in writers.collect::<Vec<_>>() {
        // Only the kill ends a writer, unless something is wrong.
        let error = writer.await.unwrap();
        eprintln!("a writer ended: {error}");
    }
}

/// Starts a process that ingests, kills it `after` the first acknowledgement, and notes what it had acknowledged.
fn ingest_and_kill(target: &str, after: Duration, acknowledged: &mut BTreeMap<u64, u64>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "ingest", "--ignored", "--nocapture"])
        .env(TARGET, target)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut note = |line: String| {
        // The line that the kill cut in two was not told whole.
        let words: Vec<&str> = line.split_whitespace().collect();
        let ["ack", writer, n] = words[..] else { return false };
        acknowledged.insert(writer.parse().unwrap(), n.parse().unwrap());
        true
    };
    while !note(lines.next().unwrap()) {}
    let killer = std::thread::spawn(move || {
        std::thread::sleep(after);
        child.kill().unwrap();
        child.wait().unwrap();
    });
    for line in lines {
        note(line);
    }
    killer.join().unwrap();
}

async fn kill_nine(target: &str, rounds: u64) {
    let mut acknowledged = BTreeMap::new();
    for round in 0..rounds {
        let (target, mut told) = (target.to_owned(), std::mem::take(&mut acknowledged));
        let after = Duration::from_millis(5 + round * 37 % 120);
        acknowledged = tokio::task::spawn_blocking(move || {
            ingest_and_kill(&target, after, &mut told);
            told
        })
        .await
        .unwrap();
    }
    let reports = audit(&*open(target).await, &acknowledged).await;
    let told: u64 = acknowledged.values().sum();
    println!(
        "kill -9 × {rounds}: {told} commits acknowledged, {reports} there, each with its job, none twice"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_survives_kill_nine() {
    let folder = tempfile::tempdir().unwrap();
    kill_nine(folder.path().join("isotone.db").to_str().unwrap(), rounds(5)).await;
}

#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread")]
async fn postgres_survives_kill_nine_of_an_instance() {
    let Some(cluster) = cluster::Target::get().await else { return };
    kill_nine(&cluster.schema(&schema()).await, rounds(5)).await;
}

/// Writers at work on a store, and what was acknowledged to them.
struct Load {
    store: Arc<dyn Store>,
    acknowledged: Arc<Mutex<BTreeMap<u64, u64>>>,
    writers: Vec<JoinHandle<StoreError>>,
}

impl Load {
    fn on(store: &Arc<dyn Store>) -> Self {
        let acknowledged = Arc::new(Mutex::new(BTreeMap::new()));
        let writer = |writer| {
            let acknowledged = Arc::clone(&acknowledged);
            let tell = move |n| {
                acknowledged.lock().unwrap().insert(writer, n);
            };
            tokio::spawn(write(Arc::clone(store), writer, Insists::EveryOther, tell))
        };
        let writers = (0..WRITERS).map(writer).collect();
        Self { store: Arc::clone(store), acknowledged, writers }
    }

    /// Waits until every writer has had one more commit acknowledged.
    #[cfg(feature = "postgres")]
    async fn everybody_gets_through(&self) {
        let before = self.acknowledged.lock().unwrap().clone();
        let after = |writer| self.acknowledged.lock().unwrap().get(&writer).copied();
        while (0..WRITERS).any(|writer| after(writer) <= before.get(&writer).copied()) {
            assert!(!self.writers.iter().any(JoinHandle::is_finished), "a writer ended");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Ends the load, and says how much was acknowledged and how much is there.
    #[cfg(feature = "postgres")]
    async fn end_without_errors(self) -> String {
        for writer in self.writers {
            if !writer.is_finished() {
                writer.abort();
            }
            match writer.await {
                Ok(error) => panic!("a client saw an error: {error}"),
                Err(aborted) => assert!(aborted.is_cancelled()),
            }
        }
        let acknowledged = self.acknowledged.lock().unwrap().clone();
        let there = audit(&*self.store, &acknowledged).await;
        let told: u64 = acknowledged.values().sum();
        format!("{told} commits acknowledged, {there} there, no client saw an error")
    }
}

/// The server crashes under load: clients wait it out, and see no error.
#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread")]
async fn postgres_clients_wait_out_a_crash_of_the_server() {
    let Some(mut cluster) = cluster::Cluster::start().await else { return };
    let load = Load::on(&open(&cluster.schema(&schema()).await).await);
    let rounds = rounds(2);
    for _ in 0..rounds {
        tokio::time::sleep(Duration::from_secs(1)).await;
        cluster.crash().await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    println!("server crashed × {rounds}: {}", load.end_without_errors().await);
}

/// The primary dies under load and the standby takes its place: clients find it, and see no error.
#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread")]
async fn postgres_clients_follow_a_failover() {
    let Some(mut cluster) = cluster::Cluster::start().await else { return };
    let url = cluster.schema(&schema()).await;
    let standby = cluster.standby().await;
    let url = url.replace("/postgres?", &format!(",127.0.0.1:{}/postgres?", standby.port()));
    let load = Load::on(&open(&url).await);
    tokio::time::sleep(Duration::from_millis(500)).await;
    cluster.kill();
    let before: u64 = load.acknowledged.lock().unwrap().values().sum();
    standby.promote().await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    let after: u64 = load.acknowledged.lock().unwrap().values().sum();
    assert!(after > before, "writing went on at the standby");
    println!("primary killed, standby promoted: {}", load.end_without_errors().await);
}

/// A file system of a few megabytes, when the test may make one.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self(folder));
        }
        println!("skipped: mounting a small file system takes root");
        None
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // At worst a small file system stays mounted.
        let _ = Command::new("umount").arg("--lazy").arg(self.0.path()).status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_and_passes() {
    let Some(disk) = SmallDisk::mount() else { return };
    let filler = disk.0.path().join("filler");
    std::fs::write(&filler, vec![1; 2 << 20]).unwrap();
    let store = open(disk.0.path().join("isotone.db").to_str().unwrap()).await;
    let Load { store, acknowledged, writers } = Load::on(&store);
    for writer in writers {
        let error = writer.await.unwrap();
        assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
    }
    let acknowledged = acknowledged.lock().unwrap().clone();
    let told: u64 = acknowledged.values().sum();
    let reports = audit(&*store, &acknowledged).await;
    assert_eq!(reports, told, "a commit that was refused is not there");
    std::fs::remove_file(filler).unwrap();
    for (writer, n) in acknowledged {
        store.commit(commit(writer, n + 1)).await.expect("there is room again");
    }
    println!("disk full: {told} commits acknowledged, {reports} there; with room again, writing went on");
}

/// A way to the server that can be cut at any moment, so that an answer under way is lost.
#[cfg(feature = "postgres")]
struct Cable {
    port: u16,
    cut: tokio::sync::watch::Sender<u64>,
}

#[cfg(feature = "postgres")]
impl Cable {
    async fn to(server: u16) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (cut, cuts) = tokio::sync::watch::channel(0);
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let mut cuts = cuts.clone();
                cuts.mark_unchanged();
                tokio::spawn(async move {
                    let Ok(mut far) = tokio::net::TcpStream::connect(("127.0.0.1", server)).await else {
                        return;
                    };
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                        _ = cuts.changed() => {}
                    }
                });
            }
        });
        Self { port, cut }
    }

    /// Cuts every connection there is. What the server was already sent, it does; nobody hears of it.
    fn cut(&self) {
        self.cut.send_modify(|cuts| *cuts += 1);
    }
}

/// The connection breaks in the middle of commits: what had arrived is not done a second time, and no client sees it.
#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread")]
async fn postgres_commits_happen_once_though_the_connection_is_cut() {
    let Some(cluster) = cluster::Target::get().await else { return };
    let url = cluster.schema(&schema()).await;
    let cable = Cable::to(cluster.port()).await;
    let through = url.replace(&format!(":{}/", cluster.port()), &format!(":{}/", cable.port));
    assert_ne!(through, url);
    let load = Load::on(&open(&through).await);
    let rounds = rounds(40);
    for round in 0..rounds {
        // Every writer has got through since the cut before, or a slow machine would use up the patience of one.
        load.everybody_gets_through().await;
        tokio::time::sleep(Duration::from_millis(round * 7 % 50)).await;
        cable.cut();
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    println!("connections cut × {rounds}: {}", load.end_without_errors().await);
}

/// The worst order: the first copy of a commit that names no revision waits in the server, its connection is cut, it is
/// sent again, and commits of other instances pass before, between and after the two copies.
#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread")]
async fn postgres_a_commit_sent_again_happens_once_though_others_pass_between_its_copies() {
    const OTHERS: u64 = 5;
    let Some(cluster) = cluster::Target::get().await else { return };
    let url = cluster.schema(&schema()).await;
    let cable = Cable::to(cluster.port()).await;
    let through = url.replace(&format!(":{}/", cluster.port()), &format!(":{}/", cable.port));
    let cut_off = open(&through).await;
    let mut others = Vec::new();
    for _ in 0..OTHERS {
        others.push(Arc::new(store::Postgres::connect(&url, 3).await.unwrap()));
    }
    let (holder, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    cut_off.commit(commit(0, 1)).await.unwrap();
    let (mut number, mut copies) = (1, 0);
    for _ in 0..rounds(15) {
        // Everybody waits for the owner's row: the first copy, others, the second copy, the same others again.
        holder
            .batch_execute("BEGIN; SELECT FROM partitions WHERE owner = 'athlete:0' FOR UPDATE")
            .await
            .unwrap();
        let mut waiting = tokio::task::JoinSet::new();
        let mut send = |store: Arc<dyn Store>| {
            number += 1;
            let commit = commit(0, number);
            waiting.spawn(async move { store.commit(commit).await });
        };
        send(Arc::clone(&cut_off));
        let arrived = waiting_in(&cluster, 1).await;
        for other in &others[..2] {
            send(Arc::clone(other) as Arc<dyn Store>);
        }
        waiting_in(&cluster, arrived + 2).await;
        cable.cut();
        // The server does not notice that nobody waits for the first copy; the second joins it.
        copies += waiting_in(&cluster, arrived + 3).await - 3;
        for other in &others[2..] {
            send(Arc::clone(other) as Arc<dyn Store>);
        }
        waiting_in(&cluster, arrived + OTHERS + 1).await;
        holder.batch_execute("ROLLBACK").await.unwrap();
        let mut made = std::collections::BTreeSet::new();
        while let Some(answer) = waiting.join_next().await {
            assert!(made.insert(answer.unwrap().unwrap()), "no two commits made the same revision");
        }
    }
    let standing = standing(&*cut_off, 0).await;
    assert_eq!(standing.0, number, "every commit moved the owner on by one");
    let mut jobs = standing.2;
    jobs.sort_unstable();
    every_one_once("job", 0, &jobs, number);
    assert!(copies > 0, "no commit was sent while its first copy waited");
    println!("{copies} commits sent again while their first copy waited: {number} commits, each there once");
}

/// Waits until so many statements wait for a lock in the server, and answers with how many.
#[cfg(feature = "postgres")]
async fn waiting_in(cluster: &cluster::Target, least: u64) -> u64 {
    let (client, connection) = tokio_postgres::connect(&cluster.url(), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let count = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    let cluster = "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')";
    let sql = match client.query_one(cluster, &[]).await.unwrap().get(0) {
        // The statements wait on the owner's node.
        true => format!("SELECT sum(result::bigint)::bigint FROM run_command_on_all_nodes($${count}$$)"),
        false => count.to_owned(),
    };
    for _ in 0..400 {
        let waiting = client.query_one(&sql, &[]).await.unwrap().get::<_, i64>(0).unsigned_abs();
        if waiting >= least {
            return waiting;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{least} statements never waited for the owner's row");
}

/// What one worker did: a document of the job's name for each time that its effect was committed.
async fn do_jobs(store: &dyn Store, now: Timestamp, worker: &str, most: usize) -> (u64, u64) {
    let (mut done, mut lost) = (0, 0);
    for job in store.lease(now, LEASE, most).await.unwrap() {
        let name = format!("{}-{worker}-{}", job.id.0, job.attempts);
        let effect = Change::Put {
            collection: CollectionName::new("effects").unwrap(),
            document: Document {
                id: DocumentId::new(name).unwrap(),
                span: None,
                body: json!({"job": job.id.0, "of": job.body}).into(),
            },
        };
        let finish = Change::Finish { job: job.id, attempt: job.attempts };
        match store.commit(Commit::of(job.owner.clone(), vec![finish, effect])).await {
            Ok(_) => done += 1,
            Err(StoreError::LeaseLost(_)) => lost += 1,
            Err(error) => panic!("{error}"),
        }
    }
    (done, lost)
}

const LEASE: jiff::SignedDuration = jiff::SignedDuration::from_mins(5);

const JOBS: u64 = 400;

async fn leave_jobs(store: &dyn Store) {
    for n in 0..JOBS {
        store.commit(commit(n % WRITERS, n / WRITERS + 1)).await.unwrap();
    }
}

/// Every job's effect is there, once; none is left.
async fn every_effect_once(store: &dyn Store) {
    let mut effects = BTreeMap::<u64, u64>::new();
    for writer in 0..WRITERS {
        let collection = CollectionName::new("effects").unwrap();
        for effect in store.list(&owner(writer), &collection).await.unwrap() {
            *effects.entry(number(&effect, "job")).or_default() += 1;
        }
        assert!(store.holdings(&owner(writer)).await.unwrap().jobs.is_empty(), "no job is left");
    }
    assert_eq!(effects.len() as u64, JOBS, "every job was done");
    assert!(effects.values().all(|times| *times == 1), "no job was done twice");
}

/// Not a test: an instance that takes jobs, does some, and holds the rest until it is killed.
#[tokio::test]
#[ignore = "runs until it is killed"]
async fn hold_leases() {
    let Ok(target) = std::env::var(TARGET) else { return };
    let store = open(&target).await;
    let now: Timestamp = NOW.parse().unwrap();
    let done = do_jobs(&*store, now, "first", 20).await.0;
    let held = store.lease(now, LEASE, 50).await.unwrap().len();
    println!("holding {done} {held}");
    std::io::stdout().flush().unwrap();
    std::future::pending::<()>().await;
}

const NOW: &str = "2026-06-10T08:00:00Z";

/// An instance dies holding leases: its jobs go to others when the leases run out, not before.
async fn killed_holding_leases(target: &str) {
    let store = open(target).await;
    leave_jobs(&*store).await;
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "hold_leases", "--ignored", "--nocapture"])
        .env(TARGET, target)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let told = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .find_map(|line| Some(line.split_once("holding ")?.1.to_owned()))
        .unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let (first, held) = told.split_once(' ').unwrap();
    let (first, held): (u64, u64) = (first.parse().unwrap(), held.parse().unwrap());
    let now: Timestamp = NOW.parse().unwrap();
    let others = do_jobs(&*store, now, "second", usize::MAX).await;
    assert_eq!(others, (JOBS - first - held, 0), "what is leased is given to nobody else");
    let early =
        do_jobs(&*store, now + LEASE - jiff::SignedDuration::from_secs(1), "second", usize::MAX).await;
    assert_eq!(early, (0, 0), "not a second too early");
    let after = do_jobs(&*store, now + LEASE, "second", usize::MAX).await;
    assert_eq!(after, (held, 0), "the dead instance's jobs are done by another");
    every_effect_once(&*store).await;
    println!("killed holding {held} leases: {JOBS} jobs, each done once");
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_jobs_outlive_an_instance_that_holds_them() {
    let folder = tempfile::tempdir().unwrap();
    killed_holding_leases(folder.path().join("isotone.db").to_str().unwrap()).await;
}

#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread")]
async fn postgres_jobs_outlive_an_instance_that_holds_them() {
    let Some(cluster) = cluster::Target::get().await else { return };
    killed_holding_leases(&cluster.schema(&schema()).await).await;
}

/// One instance's clock is an hour behind, then an hour ahead: it waits too long or is overtaken, but no effect happens
/// twice.
async fn clocks_apart(store: &dyn Store) {
    leave_jobs(store).await;
    let now: Timestamp = NOW.parse().unwrap();
    let hour = jiff::SignedDuration::from_hours(1);
    let slow = store.lease(now, LEASE, 100).await.unwrap();
    let behind = do_jobs(store, now - hour, "behind", usize::MAX).await;
    assert_eq!(behind, (JOBS - 100, 0), "with the clock set back, leased jobs stay leased");
    let ahead = do_jobs(store, now + hour, "ahead", usize::MAX).await;
    assert_eq!(ahead, (100, 0), "a clock an hour ahead takes the leases for run out");
    for job in slow {
        let finish = Change::Finish { job: job.id, attempt: job.attempts };
        let late = store.commit(Commit::of(job.owner, vec![finish])).await;
        assert_eq!(late, Err(StoreError::LeaseLost(job.id)), "the slow worker drops its work");
    }
    every_effect_once(store).await;
    println!("clock an hour back and an hour ahead: {JOBS} jobs, each done once, 100 late workers refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_clocks_that_disagree_do_no_job_twice() {
    let folder = tempfile::tempdir().unwrap();
    clocks_apart(&*open(folder.path().join("isotone.db").to_str().unwrap()).await).await;
}

#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread")]
async fn postgres_clocks_that_disagree_do_no_job_twice() {
    let Some(cluster) = cluster::Target::get().await else { return };
    clocks_apart(&*open(&cluster.schema(&schema()).await).await).await;
}
