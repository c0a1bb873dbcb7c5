//! Measures reconciliation, for bench/timeline/run.
//!
//! - `reconcile all [CSV]` reconciles a million observations of ten thousand athletes on one core, prints the seconds, and
//!   writes the workouts among them for a peer.
//! - `reconcile insert` takes one more workout into histories of a month and of ten years, and prints the microseconds of each.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use timeline::{Kind, Neighbourhood, Observation, Quality, Sleep, Source, Span, Workout, reconcile};
use units::{Frequency, Length};

const ATHLETES: u64 = 10_000;
/// Of each athlete: 30 workouts, each by two or three sources, and a night of each of 25 days.
const OBSERVATIONS_EACH: usize = 100;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["all", ref csv @ ..] => reconcile_all(csv.first().copied()),
        ["insert"] => insert(),
        _ => eprintln!("reconcile all [CSV] | insert"),
    }
}

/// Numbers that look like chance and are always the same (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i64::try_from((mixed ^ (mixed >> 31)) >> 1).unwrap_or_default() % most
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

/// A workout of this day, as the watch recorded it, as a cloud copied it, and sometimes as a second device did.
fn workout(day: i64, chance: &mut Chance) -> Vec<Observation> {
    let start = day * 86_400 + 21_600 + chance.below(36_000);
    let length = 1800 + chance.below(5400);
    let metres = i32::try_from(length * 3).unwrap();
    let one = |id: String, source: Source, from: i64, until: i64, metres: i32| {
        let workout = Workout {
            sport: "running".into(),
            distance: Some(Length::from_m(f64::from(metres))),
            mean_heart_rate: Some(Frequency::from_per_min(150.0)),
            ..Workout::default()
        };
        Observation::of(id, source, Span { start: at(from), end: at(until) }, Kind::Workout(workout))
    };
    let device = |name: &str, quality| Source { provider: "file".into(), device: Some(name.into()), quality };
    let cloud = Source { provider: "strava".into(), device: None, quality: Quality::AggregatorCopy };
    let mut all = vec![
        one(format!("fit:{day}"), device("watch", Quality::DeviceFile), start, start + length, metres),
        one(
            format!("strava:{day}"),
            cloud,
            start + chance.below(3),
            start + length + chance.below(20),
            metres,
        ),
    ];
    if chance.below(2) == 0 {
        let (from, until) = (start - chance.below(120), start + length + chance.below(120));
        all.push(one(
            format!("bike:{day}"),
            device("bike", Quality::DeviceFile),
            from,
            until,
            metres + metres / 50,
        ));
    }
    all
}

fn night(day: i64, chance: &mut Chance) -> Observation {
    let start = day * 86_400 - 3600 + chance.below(5400);
    let source = Source { provider: "garmin".into(), device: None, quality: Quality::ProviderSummary };
    let span = Span { start: at(start), end: at(start + 23_000 + chance.below(7000)) };
    Observation::of(format!("sleep:{day}"), source, span, Kind::Sleep(Sleep::default()))
}

fn athlete(number: u64) -> Vec<Observation> {
    let mut chance = Chance(number);
    let mut all = Vec::with_capacity(OBSERVATIONS_EACH);
    for day in 0.. {
        all.extend(workout(day, &mut chance));
        if day < 25 {
            all.push(night(day, &mut chance));
        }
        if all.len() >= OBSERVATIONS_EACH {
            break;
        }
    }
    all.truncate(OBSERVATIONS_EACH);
    all
}

fn reconcile_all(csv: Option<&str>) {
    let mut csv = csv.map(|path| BufWriter::new(File::create(path).unwrap()));
    if let Some(out) = &mut csv {
        writeln!(out, "athlete,id,provider,device,start,end,metres").unwrap();
    }
    let (mut spent, mut events, mut observations, mut workouts) = (Duration::ZERO, 0, 0, 0);
    for number in 0..ATHLETES {
        let all = athlete(number);
        if let Some(out) = &mut csv {
            write_workouts(out, number, &all);
        }
        let began = Instant::now();
        let reconciled = reconcile(&all, &[], &TimeZone::UTC);
        spent += began.elapsed();
        observations += all.len();
        workouts += reconciled.events.iter().filter(|event| event.workout().is_some()).count();
        events += reconciled.events.len();
    }
    println!("{} {observations} {events} {workouts}", spent.as_secs_f64());
}

fn write_workouts(out: &mut impl Write, number: u64, all: &[Observation]) {
    for observation in all {
        let Some(workout) = observation.workout() else { continue };
        let Source { provider, device, .. } = &observation.source;
        let (device, metres) = (device.as_deref().unwrap_or_default(), workout.distance.unwrap().as_m());
        let (start, end) = (observation.span.start.as_second(), observation.span.end.as_second());
        writeln!(out, "{number},{},{provider},{device},{start},{end},{metres}", observation.id).unwrap();
    }
}

fn insert() {
    for (what, days) in [("a month", 30), ("ten years", 3650)] {
        let mut chance = Chance(7);
        let mut history: BTreeMap<(Timestamp, String), Observation> = BTreeMap::new();
        for day in 0..days {
            for observation in workout(day, &mut chance).into_iter().chain([night(day, &mut chance)]) {
                history.insert((observation.span.start, observation.id.clone()), observation);
            }
        }
        let mut spent: Vec<Duration> = Vec::new();
        for number in 0..500 {
            let new = workout(days / 2, &mut Chance(number)).remove(0);
            let new = Observation { id: format!("new:{number}"), ..new };
            let began = Instant::now();
            let (changed, zone) = ([new.clone()], TimeZone::UTC);
            let mut near = Neighbourhood::of(&changed, &[], &zone).unwrap();
            let loaded = loop {
                // A database finds these by its index on the start; the longest sleep and workout reach a day over it.
                let range = near.range();
                let from = range.start.checked_sub(SignedDuration::from_hours(36)).unwrap();
                let inside = history.range((from, String::new())..=(range.end, String::from("~")));
                let loaded: Vec<Observation> =
                    inside.map(|(_, known)| known.clone()).chain([new.clone()]).collect();
                if near.is_enough(&loaded) {
                    break loaded;
                }
            };
            let settled = near.settle(&loaded);
            spent.push(began.elapsed());
            assert!(!settled.reconciled.events.is_empty());
        }
        spent.sort_unstable();
        println!("{what}\t{}\t{:.0}", history.len(), spent[spent.len() / 2].as_secs_f64() * 1e6);
    }
}
