//! Measures the decoders, for bench/timeline/run.
//!
//! - `decode fit ROUNDS FILE…` prints the seconds of one round over the files and what was read.
//! - `decode write-health PATH` writes an export of Apple Health of 3 million records and a gigabyte.
//! - `decode read-health PATH` reads one as it streams, and prints the seconds and the peak of memory.
//! - `decode any PATH` reads a file of any kind, and prints what came of it, the seconds and the peak of memory.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["fit", rounds, ref files @ ..] => fit(rounds.parse().unwrap(), files),
        ["write-health", path] => write_health(path),
        ["read-health", path] => read_health(path),
        ["any", path] => read_any(path),
        _ => eprintln!("decode fit ROUNDS FILE… | write-health PATH | read-health PATH | any PATH"),
    }
}

fn fit(rounds: u32, files: &[&str]) {
    let files: Vec<Vec<u8>> = files.iter().map(|path| std::fs::read(path).unwrap()).collect();
    let mut observations = 0;
    let began = Instant::now();
    for _ in 0..rounds {
        let read = |file: &Vec<u8>| formats::decode("a.fit", file).map_or(0, |read| read.observations.len());
        observations = files.iter().map(read).sum();
    }
    println!("{} {observations}", began.elapsed().as_secs_f64() / f64::from(rounds));
}

fn read_health(path: &str) {
    let began = Instant::now();
    let decoded =
        formats::decode_apple_health(BufReader::with_capacity(1 << 16, File::open(path).unwrap())).unwrap();
    let seconds = began.elapsed().as_secs_f64();
    println!("{seconds} {} {} {}", decoded.observations.len(), decoded.readings.len(), peak_mb());
}

fn read_any(path: &str) {
    let bytes = std::fs::read(path).unwrap();
    let began = Instant::now();
    let read = formats::decode(path, &bytes)
        .map_or_else(|error| error.to_string(), |read| format!("{} observations", read.observations.len()));
    println!("{read}: {:.1} s, {} MB", began.elapsed().as_secs_f64(), peak_mb());
}

/// The most memory that this process held at once, MB (Linux).
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).map_or(0, |kb| kb / 1024)
}

/// Ten years of a watch: heart rate and steps every two minutes, energy, staged sleep each night, a workout most days with its
/// statistics, body mass each morning, water through the day.
fn write_health(path: &str) {
    const DAYS: i64 = 3650;
    const RECORDS_A_DAY: i64 = 822;
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path).unwrap());
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>\n\
        <!ATTLIST Record type CDATA #REQUIRED>\n]>\n<HealthData locale=\"en_GB\">\n";
    out.write_all(head.as_bytes()).unwrap();
    let began: jiff::Timestamp = "2016-01-01T00:00:00Z".parse().unwrap();
    let date = |second: i64| {
        let at = began.checked_add(jiff::SignedDuration::from_secs(second)).unwrap();
        at.strftime("%Y-%m-%d %H:%M:%S +0000").to_string()
    };
    let watch = "&lt;&lt;HKDevice: 0x281e3a1b0&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,2, software:10.1&gt;";
    let mut text = String::new();
    for day in 0..DAYS {
        text.clear();
        let midnight = day * 86_400;
        let mut record = |kind: &str, value: &str, unit: &str, start: i64, end: i64| {
            let (start, end) = (date(start), date(end));
            writeln!(
                text,
                " <Record type=\"{kind}\" sourceName=\"Apple Watch\" sourceVersion=\"10.1\" device=\"{watch}\"{unit} \
                 creationDate=\"{end}\" startDate=\"{start}\" endDate=\"{end}\" value=\"{value}\"/>"
            )
            .unwrap();
        };
        for number in 0..RECORDS_A_DAY - 30 {
            let at = midnight + number * 109;
            match number % 3 {
                0 => record(
                    "HKQuantityTypeIdentifierHeartRate",
                    &(50 + number % 90).to_string(),
                    " unit=\"count/min\"",
                    at,
                    at,
                ),
                1 => record(
                    "HKQuantityTypeIdentifierStepCount",
                    &(number % 200).to_string(),
                    " unit=\"count\"",
                    at,
                    at + 60,
                ),
                _ => record(
                    "HKQuantityTypeIdentifierActiveEnergyBurned",
                    "0.417",
                    " unit=\"kcal\"",
                    at,
                    at + 60,
                ),
            }
        }
        for number in 0..24 {
            let stage =
                ["AsleepCore", "AsleepDeep", "AsleepREM", "Awake"][usize::try_from(number % 4).unwrap()];
            let at = midnight - 3600 + number * 1200;
            let value = format!("HKCategoryValueSleepAnalysis{stage}");
            record("HKCategoryTypeIdentifierSleepAnalysis", &value, "", at, at + 1200);
        }
        record(
            "HKQuantityTypeIdentifierBodyMass",
            "70.4",
            " unit=\"kg\"",
            midnight + 25_200,
            midnight + 25_200,
        );
        for number in 0..5 {
            let at = midnight + 30_000 + number * 7000;
            record("HKQuantityTypeIdentifierDietaryWater", "250", " unit=\"mL\"", at, at);
        }
        if day % 7 < 5 {
            let (start, end) = (date(midnight + 61_200), date(midnight + 64_800));
            writeln!(
                text,
                " <Workout workoutActivityType=\"HKWorkoutActivityTypeRunning\" duration=\"58.5\" durationUnit=\"min\" \
                 sourceName=\"Apple Watch\" sourceVersion=\"10.1\" device=\"{watch}\" creationDate=\"{end}\" startDate=\"{start}\" \
                 endDate=\"{end}\">\n  <MetadataEntry key=\"HKTimeZone\" value=\"Europe/London\"/>\n  \
                 <WorkoutStatistics type=\"HKQuantityTypeIdentifierHeartRate\" startDate=\"{start}\" endDate=\"{end}\" \
                 average=\"148\" minimum=\"90\" maximum=\"171\" unit=\"count/min\"/>\n  \
                 <WorkoutStatistics type=\"HKQuantityTypeIdentifierDistanceWalkingRunning\" startDate=\"{start}\" \
                 endDate=\"{end}\" sum=\"10.4\" unit=\"km\"/>\n </Workout>"
            )
            .unwrap();
        }
        out.write_all(text.as_bytes()).unwrap();
    }
    out.write_all(b"</HealthData>\n").unwrap();
    out.flush().unwrap();
}
