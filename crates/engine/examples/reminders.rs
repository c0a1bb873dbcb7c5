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

use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use connect::notify::{Address, Answer, Envelope, News, Sender, Sending};
use engine::{
    Act, AthleteChanges, Clock, ConditionsInput, Engine, Hears, NewChannel, NewPlannedSession, Saying,
    Wording, Words,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::{Memory, Sqlite, Store};
use tokio::runtime::Handle;
use units::{Duration, Mass, Temperature};

/// Workers side by side, one for each core that a small server has.
const WORKERS: usize = 2;

#[derive(Clone)]
struct Hand(Arc<AtomicI64>);

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// A channel that takes everything.
#[derive(Default)]
struct Sink(AtomicU64);

impl Sender for Sink {
    fn send<'a>(&'a self, _: &'a Address, _: &'a Envelope) -> Sending<'a> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async { Answer::Accepted })
    }

    fn tell<'a>(&'a self, _: &'a Address, _: &'a News) -> Sending<'a> {
        Box::pin(async { Answer::Accepted })
    }

    fn check(&self, _: &Address) -> Result<(), String> {
        Ok(())
    }

    fn offers(&self) -> Vec<&'static str> {
        vec!["mail"]
    }
}

struct Plain;

impl Wording for Plain {
    fn say(&self, _: &Saying<'_>) -> Words {
        Words { title: "Isotone".to_owned(), body: "Time to drink".to_owned() }
    }

    fn button(&self, _: &str, act: Act) -> String {
        act.code().to_owned()
    }
}

fn session(celsius: f64) -> NewPlannedSession {
    let conditions = ConditionsInput {
        sport: Some("run".to_owned()),
        duration: Some(Duration::from_hours(2.0)),
        air_temperature: Some(Temperature::from_celsius(celsius)),
        ..ConditionsInput::default()
    };
    NewPlannedSession { title: None, start: "2027-06-03T12:00:00Z".parse().unwrap(), conditions }
}

/// Works until nothing is due; how many jobs were done.
async fn drain(engine: &Engine) -> usize {
    let done = Arc::new(Mutex::new(0));
    let worker = || {
        let (engine, done, handle) = (engine.clone(), Arc::clone(&done), Handle::current());
        tokio::task::spawn_blocking(move || {
            handle.block_on(async {
                loop {
                    let worked = engine.work(100).await.unwrap();
                    assert!(worked.failed.is_empty(), "{:?}", worked.failed);
                    *done.lock().unwrap() += worked.done;
                    if worked.done + worked.overtaken == 0 {
                        break;
                    }
                }
            });
        })
    };
    let workers: Vec<_> = (0..WORKERS).map(|_| worker()).collect();
    for worker in workers {
        worker.await.unwrap();
    }
    engine.sent().await;
    *done.lock().unwrap()
}

/// Changes the session of each athlete; how long a commit took, µs.
async fn change(engine: &Engine, athletes: &[String], celsius: f64) -> f64 {
    let begun = Instant::now();
    for athlete in athletes {
        engine.plan_session(athlete, session(celsius)).await.unwrap();
    }
    begun.elapsed().as_secs_f64() * 1e6 / athletes.len() as f64
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
    let clock =
        Hand(Arc::new(AtomicI64::new("2027-06-02T08:00:00Z".parse::<Timestamp>().unwrap().as_second())));
    let later = |by: SignedDuration| clock.0.fetch_add(by.as_secs(), Ordering::SeqCst);
    let sink = Arc::new(Sink::default());
    let engine = Engine::new(store, Arc::new(clock.clone())).with_messages(
        Arc::clone(&sink) as _,
        Arc::new(Plain),
        None,
    );

    let athletes: Vec<String> = (0..count).map(|n| format!("a-{n}")).collect();
    for athlete in &athletes {
        let changes = AthleteChanges { body_mass: Some(Mass::from_kg(70.0)), ..AthleteChanges::default() };
        engine.put_athlete(athlete, changes, &TimeZone::UTC).await.unwrap();
    }
    change(&engine, &athletes, 20.0).await;
    // The same change with and without a job behind it, in turns, so that both meet the same machine.
    let silent = change(&engine, &athletes, 21.0).await;
    for athlete in &athletes {
        let channel = NewChannel {
            label: String::new(),
            address: Address::Mail { to: "a@example.org".to_owned() },
            language: "en".to_owned(),
            details: false,
            hears: Hears::Messages,
            origin: "https://isotone.example.org".to_owned(),
        };
        engine.add_channel(athlete, channel, None).await.unwrap();
    }
    drain(&engine).await;
    later(SignedDuration::from_mins(2));
    drain(&engine).await;
    let heard = change(&engine, &athletes, 20.0).await;
    println!(
        "a plan's commit: {silent:.0} µs where nobody listens, {heard:.0} µs with messages ({:+.1} %)",
        (heard / silent - 1.0) * 100.0
    );

    drain(&engine).await;
    later(SignedDuration::from_mins(2));
    change(&engine, &athletes, 32.0).await;
    let begun = Instant::now();
    let done = drain(&engine).await;
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{count} athletes × 6 messages looked at again: {seconds:.1} s ({done} jobs, {WORKERS} workers)"
    );

    let before = sink.0.load(Ordering::Relaxed);
    // Half an hour before the session everybody is asked to weigh, and has still to drink.
    clock.0.store("2027-06-03T11:30:00Z".parse::<Timestamp>().unwrap().as_second(), Ordering::SeqCst);
    let begun = Instant::now();
    drain(&engine).await;
    let seconds = begun.elapsed().as_secs_f64();
    let sent = sink.0.load(Ordering::Relaxed) - before;
    println!("{sent} messages sent: {seconds:.1} s, {:.0} a second", sent as f64 / seconds);
}
