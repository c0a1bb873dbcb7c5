//! How fast the stores commit and read, beside the bare library calls with the same durability.
//!
//! `bench sqlite FILE` makes the file and prints one line per measurement, the median of five rounds. `bench postgres URL
//! commits|reads TASKS` prints the rate of one round, so that `bench/store/run` can put one of pgbench after each.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};
use serde_json::{Value, json};
use store::{
    Change, CollectionName, Commit, Document, DocumentId, NameError, Owner, Sqlite, Store, StoreError,
};

/// How long one round of a measurement runs.
const ROUND: Duration = Duration::from_millis(1500);

const ROUNDS: usize = 5;

/// Athletes whose documents are written and read.
const ATHLETES: u64 = 1000;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main]
async fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["sqlite", file] => sqlite(Path::new(file)).await,
        #[cfg(feature = "postgres")]
        ["postgres", url, what, tasks] => postgres(url, what, tasks).await,
        _ => Err("say 'bench sqlite FILE' or 'bench postgres URL commits|reads TASKS'".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn sqlite(file: &Path) -> Outcome<()> {
    let store: Arc<dyn Store> = Arc::new(Sqlite::open(file)?);
    fill(&store).await?;
    bare_commits(file, 1)?;
    bare_commits(file, 64)?;
    for writers in [1, 64] {
        commits("store", &store, writers).await?;
    }
    bare_reads(file)?;
    for readers in [1, 16] {
        reads("store", &store, readers).await?;
    }
    Ok(())
}

#[cfg(feature = "postgres")]
async fn postgres(url: &str, what: &str, tasks: &str) -> Outcome<()> {
    let store: Arc<dyn Store> = Arc::new(store::Postgres::connect(url, 20).await?);
    let rate = match what {
        "commits" => commit_round(&store, tasks.parse()?, std::process::id().into()).await?,
        "reads" => {
            fill(&store).await?;
            read_round(&store, tasks.parse()?).await?
        }
        other => return Err(format!("'{other}' is neither commits nor reads").into()),
    };
    println!("{rate:.0}");
    Ok(())
}

/// A report as it is derived: about 400 bytes.
fn body(n: u64) -> Value {
    json!({"v": 1, "sport": "cycling", "n": n, "rate": [0.41, 0.52, 0.63], "note": "x".repeat(300)})
}

fn owner(n: u64) -> Result<Owner, NameError> {
    Owner::new(format!("athlete:{:05}", n % ATHLETES))
}

/// The same commit through the bare library: one prepared statement per table, `group` commits per transaction.
fn bare_commits(file: &Path, group: u64) -> Outcome<()> {
    let mut connection = Connection::open(file)?;
    connection.pragma_update(None, "synchronous", "full")?;
    let mut n = 0;
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let (begun, first) = (Instant::now(), n);
        while begun.elapsed() < ROUND {
            let transaction =
                connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            for _ in 0..group {
                n += 1;
                let owner = format!("athlete:{:05}", n % ATHLETES);
                transaction
                    .prepare_cached("INSERT INTO partitions (owner, revision) VALUES (?1, 1) ON CONFLICT DO UPDATE SET revision = revision + 1")?
                    .execute([&owner])?;
                transaction
                    .prepare_cached("INSERT OR REPLACE INTO documents (owner, collection, id, starts_at, ends_at, body) VALUES (?1, 'reports', ?2, NULL, NULL, ?3)")?
                    .execute(params![owner, format!("{:04}", n / ATHLETES % 100), body(n).to_string()])?;
            }
            transaction.commit()?;
        }
        rates.push(rate(n - first, begun));
    }
    tell(&format!("bare loop, {group} a transaction"), "commits/s", rates);
    Ok(())
}

fn bare_reads(file: &Path) -> Outcome<()> {
    let connection = Connection::open(file)?;
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let (begun, mut n) = (Instant::now(), 0_u64);
        while begun.elapsed() < ROUND {
            n += 1;
            let sql = "SELECT id, starts_at, ends_at, body FROM documents WHERE owner = ?1 AND collection = 'reports' AND id = '0000'";
            let owner = format!("athlete:{:05}", n.wrapping_mul(7919) % ATHLETES);
            let body: String = connection.prepare_cached(sql)?.query_row([owner], |row| row.get(3))?;
            std::hint::black_box(body);
        }
        rates.push(rate(n, begun));
    }
    tell("bare loop", "reads/s", rates);
    Ok(())
}

async fn commits(what: &str, store: &Arc<dyn Store>, writers: u64) -> Outcome<()> {
    let mut rates = Vec::new();
    for round in 0..ROUNDS {
        rates.push(commit_round(store, writers, round as u64).await?);
    }
    tell(&format!("{what}, {writers} writers"), "commits/s", rates);
    Ok(())
}

async fn commit_round(store: &Arc<dyn Store>, writers: u64, round: u64) -> Outcome<f64> {
    let begun = Instant::now();
    let tasks = (0..writers)
        .map(|writer| tokio::spawn(commit_for_a_round(Arc::clone(store), writer + round % 1000 * 64)));
    let mut done = 0;
    for task in tasks.collect::<Vec<_>>() {
        done += task.await??;
    }
    Ok(rate(done, begun))
}

async fn commit_for_a_round(store: Arc<dyn Store>, from: u64) -> Result<u64, StoreError> {
    let collection = CollectionName::new("reports")?;
    let (begun, mut done) = (Instant::now(), 0);
    while begun.elapsed() < ROUND {
        let n = from * 104_729 + done * 7;
        let id = DocumentId::new(format!("{:04}", n / ATHLETES % 100))?;
        let document = Document { id, span: None, body: body(n).into() };
        let put = Change::Put { collection: collection.clone(), document };
        store.commit(Commit::of(owner(n)?, vec![put])).await?;
        done += 1;
    }
    Ok(done)
}

async fn reads(what: &str, store: &Arc<dyn Store>, readers: u64) -> Outcome<()> {
    fill(store).await?;
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        rates.push(read_round(store, readers).await?);
    }
    tell(&format!("{what}, {readers} readers"), "reads/s", rates);
    Ok(())
}

/// Makes the documents that are read, where they are missing.
async fn fill(store: &Arc<dyn Store>) -> Outcome<()> {
    let (collection, id) = (CollectionName::new("reports")?, DocumentId::new("0000")?);
    for n in 0..ATHLETES {
        if store.get(&owner(n)?, &collection, &id).await?.is_none() {
            let document = Document { id: id.clone(), span: None, body: body(n).into() };
            let put = Change::Put { collection: collection.clone(), document };
            let commit = match store.revision(&owner(n)?).await? {
                Some(_) => Commit::of(owner(n)?, vec![put]),
                None => Commit::creating(owner(n)?, vec![put]),
            };
            store.commit(commit).await?;
        }
    }
    Ok(())
}

async fn read_round(store: &Arc<dyn Store>, readers: u64) -> Outcome<f64> {
    let begun = Instant::now();
    let tasks = (0..readers).map(|reader| tokio::spawn(read_for_a_round(Arc::clone(store), reader * 31)));
    let mut done = 0;
    for task in tasks.collect::<Vec<_>>() {
        done += task.await??;
    }
    Ok(rate(done, begun))
}

async fn read_for_a_round(store: Arc<dyn Store>, from: u64) -> Result<u64, StoreError> {
    let (collection, id) = (CollectionName::new("reports")?, DocumentId::new("0000")?);
    let (begun, mut done) = (Instant::now(), 0);
    while begun.elapsed() < ROUND {
        std::hint::black_box(store.get(&owner(from + done * 7919)?, &collection, &id).await?);
        done += 1;
    }
    Ok(done)
}

fn rate(done: u64, begun: Instant) -> f64 {
    done as f64 / begun.elapsed().as_secs_f64()
}

fn tell(what: &str, unit: &str, mut rates: Vec<f64>) {
    rates.sort_by(f64::total_cmp);
    let (least, median, most) = (rates[0], rates[ROUNDS / 2], rates[ROUNDS - 1]);
    println!("{what:<28} {median:>9.0} {unit:<10} ({least:.0} to {most:.0})");
}
