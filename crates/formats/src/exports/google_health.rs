//! Tables of Google Health in a Takeout (Fitbit's successor): `UserExercises_….csv`, `UserSleeps_….csv`, `weight.csv`.
//! Their times are UTC and say so, their units are in the names of the columns. Samples: the test data of several public
//! readers of this export.

use timeline::{Kind, Observation, Quality, Sleep, Source, Workout};
use units::{Duration, Energy, Frequency, Length, Mass};

use super::table::{Row, Table, instant, offset, offsets, span};
use super::{TableError, some};
use crate::{Decoded, Reading};

const FORMAT: &str = "Google Health export";
/// Nobody weighs less or more, kg.
const MASSES: std::ops::RangeInclusive<f64> = 20.0..=350.0;

pub(super) fn decode(table: &Table) -> Option<Result<Decoded, TableError>> {
    let mut decoded = Decoded::of(FORMAT);
    let what = if table.has(&["exercise_id", "exercise_start", "exercise_end", "activity_name"]) {
        decoded.observations.extend(table.rows().filter_map(|row| exercise(&row)));
        "a list of exercises of Google Health"
    } else if table.has(&["sleep_id", "sleep_type", "sleep_start", "sleep_end", "minutes_asleep"]) {
        decoded.observations.extend(table.rows().filter_map(|row| sleep(&row)));
        "a list of sleeps of Google Health"
    } else if table.has(&["timestamp", "weight grams"]) {
        decoded.readings.extend(table.rows().filter_map(|row| body_mass(&row)));
        "a list of body masses of Google Health"
    } else if table.has(&["timestamp", "data source"]) || table.has(&["sleep_id", "sleep_stage_type"]) {
        "a measured series of Google Health"
    } else {
        return None;
    };
    Some(some(decoded, what))
}

fn source(quality: Quality) -> Source {
    Source { provider: "fitbit".into(), device: None, quality }
}

fn exercise(row: &Row<'_>) -> Option<Observation> {
    let span = span(instant(row.text("exercise_start")?)?, instant(row.text("exercise_end")?)?)?;
    let any = |names: [&str; 2]| names.into_iter().find_map(|name| row.positive(name));
    let log = row.text("log_type").unwrap_or_default().to_lowercase();
    let quality = match log.as_str() {
        "manual" => Quality::Manual,
        "auto_detected" => Quality::AutoDetected,
        _ => Quality::ProviderSummary,
    };
    let metres =
        any(["tracker_total_distance_mm", "manually_logged_total_distance_mm"]).map(|mm| mm / 1000.0);
    let kcal = any(["tracker_total_calories", "manually_logged_total_calories"]);
    let workout = Workout {
        sport: row.text("activity_name").unwrap_or("generic").to_owned(),
        distance: metres.map(Length::from_m),
        ascent: row.positive("tracker_total_altitude_mm").map(|mm| Length::from_m(mm / 1000.0)),
        mean_heart_rate: row.positive("tracker_avg_heart_rate").map(Frequency::from_per_min),
        max_heart_rate: row.positive("tracker_peak_heart_rate").map(Frequency::from_per_min),
        energy: kcal.map(Energy::from_kcal),
        ..Workout::default()
    };
    let id = format!("fitbit:exercise:{}", row.text("exercise_id")?);
    Some(Observation {
        offsets: row.text("utc_offset").and_then(offset).map(offsets),
        ..Observation::of(id, source(quality), span, Kind::Workout(workout))
    })
}

fn sleep(row: &Row<'_>) -> Option<Observation> {
    let span = span(instant(row.text("sleep_start")?)?, instant(row.text("sleep_end")?)?)?;
    let asleep = Duration::from_minutes(row.positive("minutes_asleep")?);
    let sleep = Sleep { asleep: Some(asleep), ..Sleep::default() };
    let id = format!("fitbit:sleep:{}", row.text("sleep_id")?);
    let at = |name: &str| row.text(name).and_then(offset).map(jiff::tz::Offset::seconds);
    let offsets = at("start_utc_offset").zip(at("end_utc_offset"));
    Some(Observation {
        offsets: offsets.map(|(start, end)| timeline::Offsets { start, end }),
        ..Observation::of(id, source(Quality::ProviderSummary), span, Kind::Sleep(sleep))
    })
}

fn body_mass(row: &Row<'_>) -> Option<Reading> {
    let kg = row.positive("weight grams")? / 1000.0;
    let at = instant(row.text("timestamp")?)?;
    MASSES.contains(&kg).then_some(Reading::BodyMass { at, mass: Mass::from_kg(kg) })
}
