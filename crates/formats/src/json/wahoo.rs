//! Wahoo: workouts with their summaries. The FIT file beside them is the better source.

use timeline::{Kind, Observation, Quality, Source, Workout};
use units::{Energy, Frequency, Length, Power};

use super::field::{lasting, length, name, number, plausible, positive, text, utc};
use super::{JsonError, Value};
use crate::Decoded;

const FORMAT: &str = "Wahoo";

pub(super) fn decode(document: &Value<'_>) -> Option<Result<Decoded, JsonError>> {
    let row = document.get("wahoo_workout")?;
    let observations: Vec<Observation> = workout(row).into_iter().collect();
    if observations.is_empty() {
        return Some(Err(JsonError::Nothing { what: "a planned workout, or one without a time" }));
    }
    Some(Ok(Decoded { observations, ..Decoded::of(FORMAT) }))
}

/// Numbers come as text.
fn workout(row: &Value<'_>) -> Option<Observation> {
    let summary = row.get("workout_summary").filter(|summary| summary.is_object())?;
    let start = text(row, "starts").and_then(utc)?;
    let total =
        positive(summary, "duration_total_accum").or_else(|| positive(summary, "duration_active_accum"))?;
    let span = plausible(lasting(start, total)?)?;
    let workout = Workout {
        sport: number(row, "workout_type_id").map_or("generic", sport).to_owned(),
        name: text(row, "name").map(str::to_owned),
        timer: length(summary, "duration_active_accum"),
        distance: positive(summary, "distance_accum").map(Length::from_m),
        ascent: positive(summary, "ascent_accum").map(Length::from_m),
        mean_heart_rate: positive(summary, "heart_rate_avg").map(Frequency::from_per_min),
        mean_power: positive(summary, "power_avg").map(Power::from_watts),
        energy: positive(summary, "calories_accum").map(Energy::from_kcal),
        ..Workout::default()
    };
    let source = Source { provider: "wahoo".into(), device: None, quality: Quality::ProviderSummary };
    let id = format!("wahoo:{}", name(row, "id")?);
    Some(Observation::of(id, source, span, Kind::Workout(workout)))
}

/// Names of Wahoo's numbers for the sports that are told apart here.
fn sport(id: f64) -> &'static str {
    #[expect(clippy::cast_possible_truncation, reason = "a cast saturates")]
    match id as i64 {
        0 | 11 | 14..=17 => "cycling",
        12 | 49 | 61 => "indoor cycling",
        13 => "mountain biking",
        1 | 3..=4 => "running",
        5 => "treadmill",
        6..=7 => "walking",
        9 => "hiking",
        25 => "swimming",
        26 => "open water swimming",
        _ => "generic",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn decode(document: &serde_json::Value) -> Option<Result<Decoded, JsonError>> {
        super::decode(&super::super::value::tree(document))
    }

    /// The sample of Wahoo's page on workout summaries, with the workout around it.
    #[test]
    fn a_summary_in_text_is_read_and_a_plan_is_not() {
        let row = json!({"wahoo_workout": {"id": 56, "starts": "2026-11-30T05:00:00.000Z", "minutes": 5, "name": "Cycling",
            "workout_type_id": 0, "workout_summary": {"id": 8297, "ascent_accum": "450.00", "calories_accum": "1500.00",
            "distance_accum": "24909.71", "duration_active_accum": "179.00", "duration_total_accum": "275.00",
            "heart_rate_avg": "100.00", "power_avg": "94.59"}}});
        let ride = decode(&row).unwrap().unwrap().observations.pop().unwrap();
        assert_eq!(ride.span.duration().as_seconds(), 275.0);
        let planned =
            json!({"wahoo_workout": {"id": 57, "starts": "2026-12-01T05:00:00Z", "workout_summary": null}});
        assert!(decode(&planned).unwrap().is_err());
    }
}
