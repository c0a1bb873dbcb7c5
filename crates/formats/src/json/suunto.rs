//! Suunto: workouts. The FIT file beside them is the better source.

use timeline::{Kind, Observation, Offsets, Quality, Source, Span, Trait, Workout};
use units::{Duration, Energy, Frequency, Length, Power};

use super::field::{lasting, millis, name, number, plausible, positive, text};
use super::{JsonError, Value};
use crate::Decoded;

const FORMAT: &str = "Suunto";

pub(super) fn decode(document: &Value<'_>) -> Option<Result<Decoded, JsonError>> {
    let row = document.get("suunto_workout")?;
    let observations: Vec<Observation> = workout(row).into_iter().collect();
    if observations.is_empty() {
        return Some(Err(JsonError::Nothing { what: "a workout without a time" }));
    }
    Some(Ok(Decoded { observations, ..Decoded::of(FORMAT) }))
}

/// The end is worked out by Suunto some minutes later; until then it is unsure.
fn workout(row: &Value<'_>) -> Option<Observation> {
    let start = millis(row, "startTime")?;
    let timer = positive(row, "totalTime")?;
    let stop = millis(row, "stopTime").filter(|stop| *stop > start);
    let span = plausible(match stop {
        Some(end) => Span { start, end },
        None => lasting(start, timer)?,
    })?;
    let rate = row.get("hrdata").unwrap_or(&Value::Null);
    // `max` is the user's setting, not the workout's.
    let any = |keys: [&str; 2]| keys.into_iter().find_map(|key| positive(rate, key));
    let workout = Workout {
        sport: number(row, "activityId").map_or("generic", sport).to_owned(),
        name: text(row, "workoutName").or_else(|| text(row, "name")).map(str::to_owned),
        timer: Some(Duration::from_seconds(timer)),
        distance: positive(row, "totalDistance").map(Length::from_m),
        ascent: positive(row, "totalAscent").map(Length::from_m),
        mean_heart_rate: any(["avg", "workoutAvgHR"]).map(Frequency::from_per_min),
        max_heart_rate: any(["hrmax", "workoutMaxHR"]).map(Frequency::from_per_min),
        mean_power: positive(row, "avgPower").map(Power::from_watts),
        energy: positive(row, "energyConsumption").map(Energy::from_kcal),
        ..Workout::default()
    };
    #[expect(clippy::cast_possible_truncation, reason = "checked to be within a day")]
    let minutes = number(row, "timeOffsetInMinutes").filter(|m| m.abs() <= 1080.0).map(|m| m as i32);
    let gear = row.get("gear").unwrap_or(&Value::Null);
    let device = text(gear, "displayName").or_else(|| text(gear, "name")).map(str::to_lowercase);
    let source = Source { provider: "suunto".into(), device, quality: Quality::ProviderSummary };
    let id = format!("suunto:{}", name(row, "workoutKey").or_else(|| name(row, "workoutId"))?);
    Some(Observation {
        traits: stop.is_none().then_some(Trait::EndUnsure).into_iter().collect(),
        offsets: minutes.map(|minutes| Offsets { start: minutes * 60, end: minutes * 60 }),
        ..Observation::of(id, source, span, Kind::Workout(workout))
    })
}

/// Names of Suunto's numbers for the sports that are told apart here.
fn sport(id: f64) -> &'static str {
    #[expect(clippy::cast_possible_truncation, reason = "a cast saturates")]
    match id as i64 {
        0 | 24 => "walking",
        1 | 59 | 95 | 103 => "running",
        2 | 99 => "cycling",
        3 | 56 => "cross country skiing",
        10 => "mountain biking",
        11 | 70 => "hiking",
        15 => "rowing",
        21 => "swimming",
        22 => "trail running",
        23 | 54 | 63 | 73 | 104 => "strength training",
        33 | 67 => "soccer",
        34 => "tennis",
        35 => "basketball",
        51 => "yoga",
        52 => "indoor cycling",
        53 => "treadmill",
        55 => "elliptical",
        57 => "indoor rowing",
        68 | 93 => "multisport",
        72 => "kayaking",
        74 => "triathlon",
        85 => "open water swimming",
        _ => "generic",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn decode(document: &serde_json::Value) -> Option<Result<Decoded, JsonError>> {
        super::decode(&super::super::value::tree(document))
    }

    /// Trap 47: `stopTime` follows later; until then the end is unsure.
    #[test]
    fn an_end_that_is_not_there_yet_is_unsure() {
        let row = |stop: Value| {
            json!({"suunto_workout": {"workoutKey": "k1", "workoutId": 7, "activityId": 1, "startTime": 1_764_480_000_000_i64,
                "stopTime": stop, "totalTime": 1800.0, "timeOffsetInMinutes": 120, "hrdata": {"avg": 150, "hrmax": 170, "max": 190}}})
        };
        let of = |stop| decode(&row(stop)).unwrap().unwrap().observations.pop().unwrap();
        let early = of(Value::Null);
        assert!(early.traits.contains(&Trait::EndUnsure));
        assert_eq!(early.span.duration().as_seconds(), 1800.0);
        let whole = of(json!(1_764_482_100_000_i64));
        assert_eq!((whole.span.duration().as_seconds(), whole.traits.len()), (2100.0, 0));
        let Kind::Workout(run) = &whole.kind else { panic!() };
        assert_eq!(run.max_heart_rate, Some(Frequency::from_per_min(170.0)));
    }
}
