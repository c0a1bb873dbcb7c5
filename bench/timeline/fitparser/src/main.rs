//! Reads FIT files with the fitparser crate: `timeline-fitparser ROUNDS FILE…`, and prints the seconds of one round.

use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let rounds: u32 = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1);
    let files: Vec<Vec<u8>> = arguments.map(|path| std::fs::read(&path).expect("the file is there")).collect();
    let mut messages = 0;
    let began = Instant::now();
    for _ in 0..rounds {
        messages = files.iter().map(|file| fitparser::from_bytes(file).map_or(0, |read| read.len())).sum();
    }
    println!("{} {messages}", began.elapsed().as_secs_f64() / f64::from(rounds));
}
