//! Draws a million days and two hundred thousand races, plans them, and looks for any that breaks a limit.
//!
//! `cargo run --release -p isotone-fuel --example safety [DAYS] [RACES]` prints how many were drawn, how many broke what,
//! and how long it took; it fails when any did.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a command that prints what it finds")]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Instant;

#[path = "../tests/common/mod.rs"]
mod common;

use common::plasma::{self, Percentile};
use common::{invariants, races, random};
use fuel::plan;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>().unwrap());
    let (days, race_count) = (arguments.next().unwrap_or(1_000_000), arguments.next().unwrap_or(200_000));
    let mut broken: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut found = |seed: u64, what: &str| {
        let kind = what.split(':').next().unwrap_or(what).to_owned();
        let entry = broken.entry(kind).or_insert((0, seed));
        if entry.0 == 0 {
            println!("seed {seed}: {what}");
        }
        entry.0 += 1;
    };
    let start = Instant::now();
    let (mut lowest, mut highest, mut counted) = (f64::INFINITY, 0.0_f64, 0_u64);
    let mut above = 0_u64;
    for seed in 0..days {
        let day = random::day(seed);
        let planned = match plan(&day) {
            Ok(planned) => planned,
            Err(error) => {
                found(seed, &format!("error: {error}"));
                continue;
            }
        };
        for what in invariants::broken(&day, &planned) {
            found(seed, &what);
        }
        if !plasma::counts(&day, &planned) {
            continue;
        }
        for at in [Percentile::Tenth, Percentile::Median, Percentile::Ninetieth] {
            let (sodium, lost) = plasma::after(&day, &planned, at);
            // Nobody loses a tenth of body mass and goes on.
            if lost > 0.1 {
                continue;
            }
            counted += 1;
            lowest = lowest.min(sodium);
            if sodium < 134.0 {
                found(
                    seed,
                    &format!("plasma low {at:?}: {sodium:.1} mmol/L at a loss of {:.1} %", 100.0 * lost),
                );
            }
            // Where the gut, or a prediction that is known loosely, keeps a plan from replacing the sweat, thirst says so.
            if lost <= 0.02 {
                highest = highest.max(sodium);
                if sodium > 146.0 {
                    found(
                        seed,
                        &format!("plasma high {at:?}: {sodium:.1} mmol/L at a loss of {:.1} %", 100.0 * lost),
                    );
                }
            } else {
                above += 1;
            }
        }
    }
    println!(
        "{days} days in {:.1} s; plasma sodium of {counted}: from {lowest:.1}, to {highest:.1} mmol/L; \
         {above} beyond a loss of 2 %",
        start.elapsed().as_secs_f64()
    );
    let start = Instant::now();
    for seed in 0..race_count {
        for what in races::broken(seed) {
            found(seed, &what);
        }
    }
    println!("{race_count} races in {:.1} s", start.elapsed().as_secs_f64());
    for (what, (times, seed)) in &broken {
        println!("{what}: {times} times, first with seed {seed}");
    }
    if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
