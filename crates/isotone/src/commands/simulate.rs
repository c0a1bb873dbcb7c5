//! `isotone simulate`: a database at the scale of a real service, made of simulated athletes by the same calls that
//! real ones use.

mod life;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use engine::Engine;
use tokio::task::JoinSet;

use crate::config::Config;
use crate::failure::Failure;
use crate::open;
use life::Life;

/// The flags of `isotone simulate`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How many athletes
    #[arg(long, default_value_t = 100)]
    athletes: u64,
    /// How many weeks each has behind them
    #[arg(long, default_value_t = 4)]
    weeks: u64,
    /// Seconds between the points of a recording: watches write one a second
    #[arg(long, value_name = "SECONDS", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=600))]
    every: u64,
    /// Afterwards, plan today for every athlete, and say how long it took
    #[arg(long)]
    replan: bool,
}

/// Athletes that are at work at the same time.
const AT_ONCE: u64 = 16;

#[derive(Debug, Default)]
struct Counts {
    next: AtomicU64,
    recordings: AtomicU64,
    bytes: AtomicU64,
    tests: AtomicU64,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    // Weather is simulated too: nobody is asked for it.
    let engine = open::engine(&Config { forecasts: false, ..config.clone() }).await?;
    let before = size(config).await?;
    let begun = Instant::now();
    let counts = Arc::new(Counts::default());
    let mut living = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (engine, counts) = (engine.clone(), Arc::clone(&counts));
        let (athletes, weeks, every) = (arguments.athletes, arguments.weeks, arguments.every);
        living.spawn(async move { live(&engine, &counts, athletes, weeks, every).await });
    }
    while let Some(ended) = living.join_next().await {
        ended.map_err(std::io::Error::other)??;
    }
    report(&counts, &arguments, begun.elapsed(), before, size(config).await?);
    if arguments.replan {
        replan(&engine, arguments.athletes).await?;
    }
    Ok(())
}

/// Lives the lives of athletes, the next as soon as one is done.
async fn live(
    engine: &Engine,
    counts: &Counts,
    athletes: u64,
    weeks: u64,
    every: u64,
) -> Result<(), Failure> {
    loop {
        let number = counts.next.fetch_add(1, Ordering::Relaxed);
        if number >= athletes {
            return Ok(());
        }
        let mut life = Life::begin(number, engine.now());
        engine.put_athlete(&life.id, life.introduction(), &jiff::tz::TimeZone::UTC).await?;
        for week in 0..weeks {
            for recording in life.week(weeks - week, every) {
                engine.import_recording(&life.id, &recording.name, recording.tcx.as_bytes()).await?;
                counts.recordings.fetch_add(1, Ordering::Relaxed);
                counts.bytes.fetch_add(recording.tcx.len() as u64, Ordering::Relaxed);
                if let Some(test) = recording.test {
                    match engine.take_sweat_test(&life.id, test).await {
                        Ok(_) => counts.tests.fetch_add(1, Ordering::Relaxed),
                        // Somebody who hardly sweats, on a cold day: the weights are refused, as in life.
                        Err(engine::Error::Invalid(_)) => 0,
                        Err(error) => return Err(error.into()),
                    };
                }
            }
        }
        let planned = life.planned();
        engine.plan_session(&life.id, planned).await?;
    }
}

fn report(counts: &Counts, arguments: &Arguments, took: Duration, before: u64, after: u64) {
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let (recordings, tests) = (count(&counts.recordings), count(&counts.tests));
    let seconds = took.as_secs_f64();
    let megabytes = |bytes: f64| bytes / 1e6;
    let grown = after.saturating_sub(before) as f64;
    let (athletes, weeks) = (arguments.athletes as f64, arguments.weeks as f64);
    println!("{athletes} athletes over {weeks} weeks: {recordings} recordings, {tests} sweat tests");
    println!(
        "took        {seconds:.1} s, {:.0} recordings/s ({:.1} MB/s as sent)",
        recordings as f64 / seconds,
        megabytes(count(&counts.bytes) as f64) / seconds
    );
    println!(
        "on disk     {:.1} MB for {:.1} MB sent; {:.2} kB a recording, {:.2} MB an athlete-year",
        megabytes(grown),
        megabytes(count(&counts.bytes) as f64),
        grown / 1e3 / recordings.max(1) as f64,
        megabytes(grown / athletes.max(1.0) / weeks.max(1.0) * 52.0)
    );
}

/// Plans today for everybody, as after a change of the weather.
async fn replan(engine: &Engine, athletes: u64) -> Result<(), Failure> {
    let begun = Instant::now();
    let next = Arc::new(AtomicU64::new(0));
    let mut planning = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (engine, next) = (engine.clone(), Arc::clone(&next));
        planning.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= athletes {
                    return Ok::<(), Failure>(());
                }
                engine.day_plan(&life::name(number), None).await?;
            }
        });
    }
    while let Some(ended) = planning.join_next().await {
        ended.map_err(std::io::Error::other)??;
    }
    let seconds = begun.elapsed().as_secs_f64();
    let rate = athletes as f64 / seconds;
    println!(
        "replanned   {athletes} athletes' today in {seconds:.1} s, {rate:.0}/s; 100,000 would take {:.0} s",
        1e5 / rate
    );
    Ok(())
}

/// The size of the database in bytes.
async fn size(config: &Config) -> Result<u64, Failure> {
    if let Some(url) = &config.database {
        let failed = |source| Failure::Store { place: "the PostgreSQL server".to_owned(), source };
        return Ok(open::postgres(url).await?.server().await.map_err(failed)?.bytes);
    }
    let file = open::database_file(&config.data);
    let beside = |suffix: &str| {
        let mut name = file.clone().into_os_string();
        name.push(suffix);
        std::fs::metadata(name).map_or(0, |about| about.len())
    };
    Ok(["", "-wal"].into_iter().map(beside).sum())
}
