//! Solves the instances of the basket comparison, one JSON object per line on standard input, and writes one line per
//! instance: the objective (1000 × things + servings) and the microseconds it took.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measuring program stops at the first oddity"
)]

use std::hint::black_box;
use std::io::{BufRead, stdin};
use std::time::Instant;

use fuel::exact::{Amounts, Choice, Problem, WINDOWS, solve};
use serde::Deserialize;

#[derive(Deserialize)]
struct Instance {
    items: Vec<Vec<f64>>,
    min: Vec<f64>,
    max: Vec<f64>,
    most: u32,
}

fn main() {
    for line in stdin().lock().lines() {
        let Instance { items, min, max, most } = serde_json::from_str(&line.unwrap()).unwrap();
        let choices: Vec<Choice> =
            items.iter().map(|holds| Choice { holds: padded(holds, 0.0), most }).collect();
        let (min, max) = (padded(&min, 0.0), padded(&max, f64::INFINITY));
        let most_things = choices.len();
        let problem = Problem { choices, min, max, most_things, most_steps: u64::MAX };
        let start = Instant::now();
        let best = solve(black_box(&problem), &|_| 0.0).best.unwrap();
        let micros = start.elapsed().as_secs_f64() * 1e6;
        let servings: u32 = best.iter().map(|pick| pick.1).sum();
        println!("{} {micros:.1}", 1000 * best.len() + usize::try_from(servings).unwrap());
    }
}

/// The amounts of an instance, and windows that it does not use left open.
fn padded(amounts: &[f64], spare: f64) -> Amounts {
    let mut all = [spare; WINDOWS];
    all[..amounts.len()].copy_from_slice(amounts);
    all
}
