//! How fast reminders are: looked at again after a forecast changed, sent, and what they add to a commit.
//!
//! ```console
//! $ cargo run --profile dist -p isotone-engine --example reminders -- 100000 /var/tmp/reminders
//! ```
//!
//! The first argument is the number of athletes (1,000 unless told), the second a folder for SQLite; without one, documents are
//! held in memory. Each athlete has one channel and one session tomorrow, with its six messages. The channel takes everything at
//! once, so that what is measured is ours.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that fails stops")]

#[path = "../tests/reminders/post.rs"]
mod post;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use engine::{AthleteChanges, ConditionsInput, Engine, NewPlannedSession};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use store::{Memory, Sqlite, Store};
use tokio::runtime::Handle;
use units::{Duration, Mass, Temperature};

use post::{Hand, Post, at, mail, sending};

/// Jobs side by side, as a server does them.
const AT_ONCE: usize = 16;
/// How long a worker waits for what may become due.
const PATIENCE: std::time::Duration = std::time::Duration::from_millis(50);

fn session(celsius: f64) -> NewPlannedSession {
    let conditions = ConditionsInput {
        sport: Some("run".to_owned()),
        duration: Some(Duration::from_hours(2.0)),
        air_temperature: Some(Temperature::from_celsius(celsius)),
        ..ConditionsInput::default()
    };
    NewPlannedSession { title: None, start: "2027-06-03T12:00:00Z".parse().unwrap(), conditions }
}

/// Works as a server does until nothing is due; how many jobs were done.
async fn drain(engine: &Engine) -> usize {
    let (engine, handle) = (engine.clone(), Handle::current());
    let working = tokio::task::spawn_blocking(move || {
        handle.block_on(async {
            let (mut worker, mut done) = (engine.worker(AT_ONCE), 0);
            loop {
                let worked = worker.turn(PATIENCE).await.unwrap();
                assert!(worked.failed.is_empty(), "{:?}", worked.failed);
                done += worked.done;
                if worked.done + worked.overtaken == 0 && worker.is_idle() {
                    return done;
                }
            }
        })
    });
    working.await.unwrap()
}

/// Plans everybody's session in this weather, of those who hear nothing and of those who do in turns, so that both meet the same
/// machine and the same database; µs for each.
async fn change(engine: &Engine, athletes: &[String], celsius: f64) -> [f64; 2] {
    let mut took = [0.0; 2];
    for (n, athlete) in athletes.iter().enumerate() {
        let begun = Instant::now();
        engine.plan_session(athlete, session(celsius)).await.unwrap();
        took[n % 2] += begun.elapsed().as_secs_f64();
    }
    took.map(|seconds| seconds * 2e6 / athletes.len() as f64)
}

async fn listen(engine: &Engine, athletes: impl Iterator<Item = &String>) {
    for athlete in athletes {
        engine.add_channel(athlete, mail("a@example.org"), None).await.unwrap();
    }
}

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let count: usize = args.next().map_or(1000, |count| count.parse().unwrap());
    let store: Arc<dyn Store> = match args.next() {
        Some(folder) => {
            std::fs::create_dir_all(&folder).unwrap();
            Arc::new(Sqlite::open(&Path::new(&folder).join("isotone.db")).unwrap())
        }
        None => Arc::new(Memory::default()),
    };
    let clock = Hand::at("2027-06-02T08:00:00Z");
    let post = Arc::new(Post { only_counts: true, ..Post::default() });
    let engine = sending(&store, &clock, &post);

    let athletes: Vec<String> = (0..count).map(|n| format!("a-{n}")).collect();
    for athlete in &athletes {
        let changes = AthleteChanges { body_mass: Some(Mass::from_kg(70.0)), ..AthleteChanges::default() };
        engine.put_athlete(athlete, changes, &TimeZone::UTC).await.unwrap();
    }
    change(&engine, &athletes, 20.0).await;
    // Every second athlete hears of it.
    listen(&engine, athletes.iter().skip(1).step_by(2)).await;
    drain(&engine).await;
    clock.later(SignedDuration::from_mins(2));
    drain(&engine).await;
    let [silent, heard] = change(&engine, &athletes, 21.0).await;
    println!(
        "a plan's commit: {silent:.0} µs where nobody listens, {heard:.0} µs with messages ({:+.1} %)",
        (heard / silent - 1.0) * 100.0
    );

    listen(&engine, athletes.iter().step_by(2)).await;
    drain(&engine).await;
    clock.later(SignedDuration::from_mins(2));
    change(&engine, &athletes, 32.0).await;
    let begun = Instant::now();
    let done = drain(&engine).await;
    let seconds = begun.elapsed().as_secs_f64();
    println!("{count} athletes × 6 messages looked at again: {seconds:.1} s ({done} jobs)");

    let before = post.count.load(Ordering::Relaxed);
    // Half an hour before the session everybody is asked to weigh, and has still to drink.
    clock.set(at("2027-06-03T11:30:00Z"));
    let begun = Instant::now();
    drain(&engine).await;
    let seconds = begun.elapsed().as_secs_f64();
    let sent = post.count.load(Ordering::Relaxed) - before;
    println!("{sent} messages sent: {seconds:.1} s, {:.0} a second", sent as f64 / seconds);
}
