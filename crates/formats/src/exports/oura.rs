//! `sleepmodel.csv` and `workout.csv` of an Oura export: semicolons, and times with their offset. Samples: the test data of
//! public readers of this export, and Oura's own names of the same fields in its API (v2).

use timeline::{Kind, Observation, Quality, Sleep, Source, Workout};
use units::{Duration, Energy, Length};

use super::table::{Row, Table, instant, offset, offsets, span};
use super::{TableError, some};
use crate::Decoded;

const FORMAT: &str = "Oura export";

pub(super) fn decode(table: &Table) -> Option<Result<Decoded, TableError>> {
    let (observations, what): (Vec<Observation>, _) =
        if table.has(&["bedtime_start", "bedtime_end", "total_sleep_duration", "type"]) {
            (table.rows().filter_map(|row| sleep(&row)).collect(), "a list of sleeps of Oura")
        } else if table.has(&["activity", "start_datetime", "end_datetime", "intensity"]) {
            (table.rows().filter_map(|row| workout(&row)).collect(), "a list of workouts of Oura")
        } else {
            return None;
        };
    Some(some(Decoded { observations, ..Decoded::of(FORMAT) }, what))
}

fn times(row: &Row<'_>, from: &str, to: &str) -> Option<(timeline::Span, Option<timeline::Offsets>)> {
    let (from, to) = (row.text(from)?, row.text(to)?);
    let sign = from.len().checked_sub(6).and_then(|at| from.get(at..));
    Some((span(instant(from)?, instant(to)?)?, sign.and_then(offset).map(offsets)))
}

fn sleep(row: &Row<'_>) -> Option<Observation> {
    // `rest` is lying still, and what was `deleted` was.
    let kind = row.text("type").filter(|kind| !matches!(*kind, "rest" | "deleted"))?;
    let (span, offsets) = times(row, "bedtime_start", "bedtime_end")?;
    let asleep = Duration::from_seconds(row.positive("total_sleep_duration")?);
    let nap = kind != "long_sleep";
    let sleep = Sleep { asleep: Some(asleep), nap, ..Sleep::default() };
    let id = format!("oura:sleep:{}", row.text("id").map_or_else(|| span.start.to_string(), str::to_owned));
    let source = Source { provider: "oura".into(), device: None, quality: Quality::ProviderSummary };
    Some(Observation { offsets, ..Observation::of(id, source, span, Kind::Sleep(sleep)) })
}

fn workout(row: &Row<'_>) -> Option<Observation> {
    let (span, offsets) = times(row, "start_datetime", "end_datetime")?;
    let workout = Workout {
        sport: row.text("activity").unwrap_or("generic").to_owned(),
        name: row.text("label").map(str::to_owned),
        distance: row.positive("distance").map(Length::from_m),
        energy: row.positive("calories").map(Energy::from_kcal),
        ..Workout::default()
    };
    let quality = match row.text("source") {
        Some("manual") => Quality::Manual,
        Some("workout_heart_rate") => Quality::ProviderSummary,
        _ => Quality::AutoDetected,
    };
    let id = format!("oura:workout:{}", row.text("id").map_or_else(|| span.start.to_string(), str::to_owned));
    let source = Source { provider: "oura".into(), device: None, quality };
    Some(Observation { offsets, ..Observation::of(id, source, span, Kind::Workout(workout)) })
}
