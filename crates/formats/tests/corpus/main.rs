//! The corpus: a small file made by code for every kind of input that was once read wrongly, here or elsewhere, and what it
//! says. One table, one test.
//!
//! To add a case: make the file in the module of its format (real recordings are never committed), and add a line to that
//! module's `cases()` with everything that is read from it. A line is a workout (start, sport, span, timer, distance, means,
//! pauses), a sleep, a reading, a planned workout, a note, or why the file is refused.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod accounts;
mod apple_health;
mod calendars;
mod fit;
mod health_auto_export;
mod providers;
mod series;
mod tracks;

use std::fmt::Write as _;

use formats::{Decoded, Hints, Reading, Start};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use timeline::{Kind, Observation};

/// A file, and what is read from it.
pub(crate) struct Case {
    /// What it shows.
    pub(crate) what: &'static str,
    /// The name of the file.
    pub(crate) file: &'static str,
    pub(crate) bytes: Vec<u8>,
    says: &'static [&'static str],
}

fn case(
    what: &'static str,
    file: &'static str,
    bytes: impl Into<Vec<u8>>,
    says: &'static [&'static str],
) -> Case {
    Case { what, file, bytes: bytes.into(), says }
}

/// When most of the workouts here begin.
const START: &str = "2026-10-03T07:00:00Z";

/// Some seconds after [`START`].
fn after(seconds: i64) -> Timestamp {
    START.parse::<Timestamp>().unwrap() + jiff::SignedDuration::from_secs(seconds)
}

/// The whole corpus. The fuzz targets start from these files too.
pub(crate) fn cases() -> Vec<Case> {
    let modules = [
        fit::cases(),
        tracks::cases(),
        apple_health::cases(),
        health_auto_export::cases(),
        calendars::cases(),
        series::cases(),
        accounts::cases(),
    ];
    modules.into_iter().flatten().collect()
}

#[test]
fn every_file_of_the_corpus_says_what_it_means() {
    let (mut wrong, mut count) = (String::new(), 0);
    for case in cases() {
        let said = said(case.file, &case.bytes);
        let said: Vec<&str> = said.lines().collect();
        if said != case.says {
            writeln!(wrong, "{} ({}):\n  wanted {:#?}\n  got {said:#?}", case.what, case.file, case.says)
                .unwrap();
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{wrong}");
    println!("{count} files");
    assert!(count >= 60, "only {count} files");
}

/// What is read from a file, in lines. The athlete lives in New York, and it is the first of December 2026.
fn said(file: &str, bytes: &[u8]) -> String {
    let hints = Hints { now: "2026-12-01T08:00:00Z".parse().ok(), ..Hints::default() };
    let zone = TimeZone::get("America/New_York").unwrap();
    match formats::decode_with(file, bytes, &hints, &zone) {
        Ok(decoded) => lines(&decoded),
        Err(error) => format!("refused: {error}\n"),
    }
}

fn lines(decoded: &Decoded) -> String {
    let mut text = String::new();
    for observation in &decoded.observations {
        writeln!(text, "{}", line(observation)).unwrap();
    }
    for reading in &decoded.readings {
        match reading {
            Reading::BodyMass { at, mass } => writeln!(text, "{at} weighs {} kg", short(mass.as_kg())),
            Reading::UnsureBodyMass { at, mass } => {
                writeln!(text, "{at} may weigh {} kg", short(mass.as_kg()))
            }
            Reading::Drink { at, volume } => writeln!(text, "{at} drinks {} mL", short(volume.as_ml())),
        }
        .unwrap();
    }
    for planned in &decoded.planned {
        let start = match planned.start {
            Some(Start::At(at)) => at.to_string(),
            Some(Start::Day(date)) => date.to_string(),
            None => "some day".to_owned(),
        };
        let minutes = planned.duration.map_or("?".to_owned(), |length| short(length.as_minutes()));
        write!(text, "plan {start} {} {minutes} min", planned.sport.key()).unwrap();
        if let Some(effort) = planned.effort {
            write!(text, " {}", format!("{effort:?}").to_lowercase()).unwrap();
        }
        if let Some(at) = planned.position {
            write!(text, " at {}, {}", at.latitude, at.longitude).unwrap();
        }
        writeln!(text, ": {}", planned.title).unwrap();
    }
    decoded.notes.iter().for_each(|note| writeln!(text, "note: {note}").unwrap());
    text
}

fn line(observation: &Observation) -> String {
    let span = observation.span;
    let minutes = short(span.duration().as_minutes());
    let mut text = format!("{} ", span.start);
    match &observation.kind {
        Kind::Workout(workout) => {
            let named = sport::named(&workout.sport);
            let indoor = if named.is_some_and(|named| named.indoor) { " indoors" } else { "" };
            let sport = named.map_or(workout.sport.as_str(), |named| named.sport.key());
            write!(text, "{sport}{indoor}, {minutes} min").unwrap();
            let mut add = |value: Option<f64>, what: &str| {
                if let Some(value) = value {
                    write!(text, ", {}{what}", short(value)).unwrap();
                }
            };
            add(workout.timer.map(units::Duration::as_minutes), " min timer");
            add(workout.distance.map(units::Length::as_km), " km");
            add(workout.mean_heart_rate.map(units::Frequency::as_per_min), "/min");
            add(workout.mean_power.map(units::Power::as_watts), " W");
            add(workout.energy.map(units::Energy::as_kcal), " kcal");
            for pause in &workout.pauses {
                let clock = |at: Timestamp| at.strftime("%H:%M").to_string();
                write!(text, ", paused {} to {}", clock(pause.start), clock(pause.end)).unwrap();
            }
            if let Some(name) = &workout.name {
                write!(text, ", '{name}'").unwrap();
            }
        }
        Kind::Sleep(sleep) => {
            let what = if sleep.nap {
                "nap"
            } else if sleep.in_bed {
                "in bed"
            } else {
                "sleep"
            };
            write!(text, "{what}, {minutes} min").unwrap();
            if let Some(asleep) = sleep.asleep {
                write!(text, ", {} min asleep", short(asleep.as_minutes())).unwrap();
            }
            if !sleep.stages.is_empty() {
                write!(text, ", {} stages", sleep.stages.len()).unwrap();
            }
        }
    }
    text
}

/// A number without zeros at its end.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
