//! WHOOP, version 2: workouts and sleep, of which stages are known as totals only.

use timeline::{Kind, Observation, Offsets, Quality, Sleep, Source, Span, Standing, Workout};
use units::{Duration, Energy, Frequency, Length};

use super::field::{name, number, offset, plausible, positive, text, utc};
use super::{JsonError, Value};
use crate::Decoded;

const FORMAT: &str = "WHOOP";

pub(super) fn decode(document: &Value<'_>) -> Option<Result<Decoded, JsonError>> {
    let (found, what) = match (document.get("whoop_workout"), document.get("whoop_sleep")) {
        (Some(row), _) => (observation(row, workout), "a workout without a time"),
        (None, Some(row)) => (observation(row, sleep), "a sleep without a time"),
        (None, None) => return None,
    };
    let observations: Vec<Observation> = found.into_iter().collect();
    if observations.is_empty() {
        return Some(Err(JsonError::Nothing { what }));
    }
    Some(Ok(Decoded { observations, ..Decoded::of(FORMAT) }))
}

fn observation(row: &Value<'_>, kind: fn(&Value<'_>) -> Kind) -> Option<Observation> {
    let (start, end) = (text(row, "start").and_then(utc)?, text(row, "end").and_then(utc)?);
    let span = plausible(Span { start, end })?;
    let seconds = text(row, "timezone_offset").and_then(offset);
    let kind = kind(row);
    let what = if matches!(kind, Kind::Sleep(_)) { "sleep:" } else { "" };
    let source = Source { provider: "whoop".into(), device: None, quality: Quality::ProviderSummary };
    let id = format!("whoop:{what}{}", name(row, "id")?);
    Some(Observation {
        offsets: seconds.map(|seconds| Offsets { start: seconds, end: seconds }),
        ..Observation::of(id, source, span, kind)
    })
}

fn workout(row: &Value<'_>) -> Kind {
    let score = row.get("score").unwrap_or(&Value::Null);
    Kind::Workout(Workout {
        sport: text(row, "sport_name").unwrap_or("generic").to_owned(),
        distance: positive(score, "distance_meter").map(Length::from_m),
        ascent: positive(score, "altitude_gain_meter").map(Length::from_m),
        mean_heart_rate: positive(score, "average_heart_rate").map(Frequency::from_per_min),
        max_heart_rate: positive(score, "max_heart_rate").map(Frequency::from_per_min),
        energy: positive(score, "kilojoule").map(Energy::from_kj),
        ..Workout::default()
    })
}

fn sleep(row: &Value<'_>) -> Kind {
    let stages = row.get("score").and_then(|score| score.get("stage_summary")).unwrap_or(&Value::Null);
    let total: f64 =
        ["total_light_sleep_time_milli", "total_slow_wave_sleep_time_milli", "total_rem_sleep_time_milli"]
            .iter()
            .filter_map(|key| number(stages, key))
            .sum();
    let pending =
        text(row, "score_state") == Some("PENDING_SCORE") || text(row, "score_state") == Some("PENDING");
    Kind::Sleep(Sleep {
        asleep: (total > 0.0).then(|| Duration::from_seconds(total / 1000.0)),
        nap: row.get("nap").and_then(Value::as_bool).unwrap_or(false),
        standing: if pending { Standing::Tentative } else { Standing::Final },
        ..Sleep::default()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn decode(document: &serde_json::Value) -> Option<Result<Decoded, JsonError>> {
        super::decode(&super::super::value::tree(document))
    }

    #[test]
    fn a_workout_and_a_sleep_are_read_before_they_are_scored_and_after() {
        let run = json!({"whoop_workout": {"id": "ecfc6a15", "start": "2026-11-30T05:00:00.123Z",
            "end": "2026-11-30T06:00:00Z", "timezone_offset": "-05:00", "sport_name": "running", "score_state": "SCORED",
            "score": {"average_heart_rate": 140, "kilojoule": 2000.5, "distance_meter": 9800.0}}});
        let decoded = decode(&run).unwrap().unwrap();
        assert_eq!(decoded.observations[0].offsets.unwrap().start, -18_000);
        let pending = json!({"whoop_sleep": {"id": "x", "start": "2026-11-29T22:00:00Z", "end": "2026-11-30T05:00:00Z",
            "timezone_offset": "Z", "nap": false, "score_state": "PENDING_SCORE"}});
        let Kind::Sleep(sleep) = decode(&pending).unwrap().unwrap().observations[0].kind.clone() else {
            panic!()
        };
        assert_eq!((sleep.asleep, sleep.standing), (None, Standing::Tentative));
        assert!(decode(&json!({"whoop_sleep": {}})).unwrap().is_err());
    }
}
