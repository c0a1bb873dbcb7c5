//! The export of Apple Health: workouts, sleep, body mass and drinks, in one pass over the file.
//!
//! Only what is kept takes memory, so that a file of gigabytes is read as it streams by. Instants come from the offset
//! that each date is written with. Names of sources can be names of persons and are kept as hashes only.

mod sleep;
mod workout;

use std::io::BufRead;

use jiff::Timestamp;
use timeline::Span;
use units::{Mass, Volume};

use crate::track::number;
use crate::xml::{Attributes, Met, walk};
use crate::{DecodeError, Decoded, Note, Reading, short_hash};
use sleep::Nights;
use workout::Draft;

/// Nobody weighs less or more, kg.
const MASSES: std::ops::RangeInclusive<f64> = 20.0..=350.0;
/// No export has more of these: forty years of weights and drinks, and of workouts.
const MOST_READINGS: usize = 400_000;
const MOST_WORKOUTS: usize = 50_000;

/// Reads the export as it streams: what it takes in memory grows with the nights and workouts in it, not with the
/// measurements.
///
/// # Errors
/// When it breaks before anything useful, or is unsafe to read.
pub fn decode(input: impl BufRead) -> Result<Decoded, DecodeError> {
    let mut decoded = Decoded::of("Apple Health");
    let (mut nights, mut draft, mut correlated) = (Nights::default(), None::<Draft>, false);
    let mut left_out = 0_usize;
    let walked = walk(input, |met| match (met, &mut draft) {
        // What is in a correlation stands outside it once more.
        (Met::Begin("Correlation", _), _) => correlated = true,
        (Met::End("Correlation", ..), _) => correlated = false,
        (Met::Begin("Record", attributes), _) if !correlated => {
            let full = decoded.readings.len() >= MOST_READINGS || nights.is_full();
            left_out += usize::from(full);
            if !full {
                record(&attributes, &mut nights, &mut decoded.readings);
            }
        }
        (Met::Begin("Workout", attributes), draft) => *draft = Draft::begin(&attributes),
        (Met::End("Workout", ..), draft) => {
            let draft = draft.take().filter(|_| decoded.observations.len() < MOST_WORKOUTS);
            decoded.observations.extend(draft.into_iter().flat_map(Draft::finish));
        }
        (Met::Begin("WorkoutActivity", attributes), Some(draft)) => draft.begin_leg(&attributes),
        (Met::End("WorkoutActivity", ..), Some(draft)) => draft.end_leg(),
        (Met::Begin("WorkoutStatistics", attributes), Some(draft)) => draft.statistics(&attributes),
        (Met::Begin("WorkoutEvent", attributes), Some(draft)) => draft.event(&attributes),
        (Met::Begin("MetadataEntry", attributes), Some(draft)) => draft.metadata(&attributes),
        _ => {}
    });
    decoded.observations.extend(nights.observations());
    if left_out > 0 {
        let reason = "the export holds more than is read at once".to_owned();
        decoded.notes.push(Note::LeftOut { name: format!("{left_out} records"), reason });
    }
    if let Err(broken) = walked {
        if decoded.observations.is_empty() && decoded.readings.is_empty() {
            return Err(broken.into());
        }
        decoded.notes.push(Note::cut_off(broken)?);
    }
    Ok(decoded)
}

fn record(attributes: &Attributes<'_>, nights: &mut Nights, readings: &mut Vec<Reading>) {
    let Some(kind) = attributes.get("type") else { return };
    match kind.as_str() {
        "HKCategoryTypeIdentifierSleepAnalysis" => {
            if let (Some(span), Some(value)) = (span(attributes), attributes.get("value")) {
                nights.add(&source(attributes), span, &value);
            }
        }
        "HKQuantityTypeIdentifierBodyMass" => {
            let mass = quantity(attributes).and_then(|(value, unit)| mass(value, &unit));
            readings.extend(time(attributes).zip(mass).map(|(at, mass)| Reading::BodyMass { at, mass }));
        }
        "HKQuantityTypeIdentifierDietaryWater" => {
            let volume = quantity(attributes).and_then(|(value, unit)| volume(value, &unit));
            readings.extend(time(attributes).zip(volume).map(|(at, volume)| Reading::Drink { at, volume }));
        }
        _ => {}
    }
}

fn quantity(attributes: &Attributes<'_>) -> Option<(f64, String)> {
    let value = attributes.get("value").as_deref().and_then(number).filter(|value| *value > 0.0)?;
    Some((value, attributes.get("unit")?))
}

/// Masses in the units that HealthKit writes.
fn mass(value: f64, unit: &str) -> Option<Mass> {
    match unit {
        "kg" => Some(Mass::from_kg(value)),
        "g" => Some(Mass::from_g(value)),
        "lb" | "lbs" => Some(Mass::from_lb(value)),
        "st" => Some(Mass::from_st(value)),
        "oz" => Some(Mass::from_oz(value)),
        _ => None,
    }
    .filter(|mass| MASSES.contains(&mass.as_kg()))
}

/// Volumes in the units that HealthKit writes.
fn volume(value: f64, unit: &str) -> Option<Volume> {
    match unit {
        "mL" | "ml" => Some(Volume::from_ml(value)),
        "L" | "l" => Some(Volume::from_l(value)),
        "dL" | "dl" => Some(Volume::from_ml(value * 100.0)),
        "cL" | "cl" => Some(Volume::from_ml(value * 10.0)),
        "fl_oz_us" | "fl_oz" => Some(Volume::from_us_fl_oz(value)),
        "fl_oz_imp" => Some(Volume::from_imperial_fl_oz(value)),
        "cup_us" | "cup" => Some(Volume::from_us_cups(value)),
        "cup_imp" => Some(Volume::from_imperial_fl_oz(value * 10.0)),
        "pt_us" => Some(Volume::from_us_pints(value)),
        "pt_imp" => Some(Volume::from_imperial_pints(value)),
        _ => None,
    }
}

/// Tells sources apart without saying whose they are.
fn source(attributes: &Attributes<'_>) -> String {
    let name = attributes.get("sourceName").unwrap_or_default();
    format!("healthkit {}", short_hash(name.as_bytes()))
}

fn time(attributes: &Attributes<'_>) -> Option<Timestamp> {
    attributes.get("startDate").as_deref().and_then(instant)
}

fn span(attributes: &Attributes<'_>) -> Option<Span> {
    let (start, end) = (time(attributes)?, attributes.get("endDate").as_deref().and_then(instant)?);
    (start < end).then_some(Span { start, end })
}

/// `2025-03-01 09:00:00 +0000`; the first phones that had exports wrote `20150301090000+0000`.
fn instant(text: &str) -> Option<Timestamp> {
    let first = || Timestamp::strptime("%Y%m%d%H%M%S%z", text);
    Timestamp::strptime("%Y-%m-%d %H:%M:%S %z", text).or_else(|_| first()).ok()
}
