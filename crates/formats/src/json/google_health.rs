//! Google Health (the successor of Fitbit's interface): exercises and sleep as data points.

use timeline::{Kind, Observation, Offsets, Quality, Sleep, Source, Span, Stage, StageSpan, Workout};
use units::{Duration, Energy, Frequency, Length};

use super::field::{list, plausible, positive, text, utc};
use super::{JsonError, Value};
use crate::{Decoded, short_hash};

const FORMAT: &str = "Google Health";

pub(super) fn decode(document: &Value<'_>) -> Option<Result<Decoded, JsonError>> {
    let point = document.get("google_point")?;
    let observations: Vec<Observation> = observation(point).into_iter().collect();
    if observations.is_empty() {
        return Some(Err(JsonError::Nothing { what: "a data point without a time" }));
    }
    Some(Ok(Decoded { observations, ..Decoded::of(FORMAT) }))
}

fn observation(point: &Value<'_>) -> Option<Observation> {
    let (what, row) = ["exercise", "sleep"].into_iter().find_map(|key| Some((key, point.get(key)?)))?;
    let interval = row.get("interval")?;
    let (start, end) = (text(interval, "startTime").and_then(utc)?, text(interval, "endTime").and_then(utc)?);
    let span = plausible(Span { start, end })?;
    let kind = if what == "sleep" { sleep(row, span) } else { exercise(row) };
    // The last part of `users/…/dataPoints/…`; a hash of the whole where there is none.
    let full = text(point, "name")?;
    let id = full
        .rsplit('/')
        .next()
        .filter(|id| !id.is_empty())
        .map_or_else(|| short_hash(full.as_bytes()), str::to_owned);
    let how = point.get("dataSource").and_then(|source| text(source, "recordingMethod"));
    let quality = match how {
        Some("MANUAL") => Quality::Manual,
        // A walk that a watch noticed inside the run that the athlete recorded is no workout of its own.
        Some("PASSIVELY_MEASURED" | "DERIVED") if what == "exercise" => Quality::AutoDetected,
        _ => Quality::ProviderSummary,
    };
    let source = Source { provider: "google-health".into(), device: None, quality };
    let offset = |key: &str| {
        let seconds = text(interval, key)?.strip_suffix('s')?.parse::<i32>().ok()?;
        (seconds.abs() <= 64_800).then_some(seconds)
    };
    let from = offset("startUtcOffset");
    Some(Observation {
        offsets: from.map(|start| Offsets { start, end: offset("endUtcOffset").unwrap_or(start) }),
        ..Observation::of(format!("google-health:{what}:{id}"), source, span, kind)
    })
}

/// `"1800s"`.
fn seconds(row: &Value<'_>, key: &str) -> Option<Duration> {
    let seconds: f64 = text(row, key)?.strip_suffix('s')?.parse().ok()?;
    (seconds > 0.0 && seconds.is_finite()).then(|| Duration::from_seconds(seconds))
}

fn exercise(row: &Value<'_>) -> Kind {
    let metrics = row.get("metricsSummary").unwrap_or(&Value::Null);
    let millimetres = |key: &str| positive(metrics, key).map(|value| Length::from_m(value / 1000.0));
    Kind::Workout(Workout {
        sport: text(row, "exerciseType").unwrap_or("generic").to_lowercase(),
        name: text(row, "displayName").map(str::to_owned),
        timer: seconds(row, "activeDuration"),
        distance: millimetres("distanceMillimeters"),
        ascent: millimetres("elevationGainMillimeters"),
        mean_heart_rate: positive(metrics, "averageHeartRateBeatsPerMinute").map(Frequency::from_per_min),
        energy: positive(metrics, "caloriesKcal").map(Energy::from_kcal),
        ..Workout::default()
    })
}

fn sleep(row: &Value<'_>, night: Span) -> Kind {
    let piece = |piece: &Value<'_>| {
        let stage = match text(piece, "type")? {
            "AWAKE" => Stage::Awake,
            "LIGHT" => Stage::Core,
            "DEEP" => Stage::Deep,
            "REM" => Stage::Rem,
            "ASLEEP" => Stage::Asleep,
            _ => return None,
        };
        let (start, end) = (text(piece, "startTime").and_then(utc)?, text(piece, "endTime").and_then(utc)?);
        let span = Span { start, end };
        (start < end && span.overlap(&night) > Duration::ZERO).then_some(StageSpan { stage, span })
    };
    let stages: Vec<StageSpan> = list(row, "stages").iter().filter_map(piece).collect();
    let summary = row.get("summary").unwrap_or(&Value::Null);
    let asleep = positive(summary, "minutesAsleep").map(Duration::from_minutes);
    let nap = row.get("metadata").and_then(|of| of.get("nap")).and_then(Value::as_bool).unwrap_or(false);
    Kind::Sleep(Sleep { asleep: asleep.filter(|_| stages.is_empty()), stages, nap, ..Sleep::default() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn decode(document: &serde_json::Value) -> Option<Result<Decoded, JsonError>> {
        super::decode(&super::super::value::tree(document))
    }

    #[test]
    fn an_exercise_that_a_watch_noticed_by_itself_is_told_from_one_that_was_begun() {
        let of = |how: serde_json::Value| {
            let point = json!({"google_point": {"name": "users/1/dataTypes/exercise/dataPoints/abc", "dataSource": how,
                "exercise": {"interval": {"startTime": "2026-11-30T05:00:00Z", "endTime": "2026-11-30T05:45:00Z"},
                             "exerciseType": "WALKING"}}});
            decode(&point).unwrap().unwrap().observations[0].source.quality
        };
        assert_eq!(
            of(json!({"recordingMethod": "PASSIVELY_MEASURED", "platform": "FITBIT"})),
            Quality::AutoDetected
        );
        assert_eq!(of(json!({"recordingMethod": "ACTIVELY_MEASURED"})), Quality::ProviderSummary);
        assert_eq!(of(json!({"recordingMethod": "MANUAL"})), Quality::Manual);
        assert_eq!(of(json!(null)), Quality::ProviderSummary);
    }

    #[test]
    fn data_points_are_read() {
        let run = json!({"google_point": {"name": "users/1/dataTypes/exercise/dataPoints/abc", "exercise": {
            "interval": {"startTime": "2026-11-30T05:00:00Z", "endTime": "2026-11-30T05:45:00Z", "startUtcOffset": "3600s"},
            "exerciseType": "RUNNING", "activeDuration": "2580s",
            "metricsSummary": {"distanceMillimeters": "8000000", "averageHeartRateBeatsPerMinute": 150}}}});
        let decoded = decode(&run).unwrap().unwrap();
        assert_eq!(decoded.observations[0].id, "google-health:exercise:abc");
        let Kind::Workout(workout) = &decoded.observations[0].kind else { panic!() };
        assert_eq!(
            (workout.distance, workout.timer),
            (Some(Length::from_m(8000.0)), Some(Duration::from_seconds(2580.0)))
        );
        let night = json!({"google_point": {"name": "users/1/dataTypes/sleep/dataPoints/n", "sleep": {
            "interval": {"startTime": "2026-11-29T22:00:00Z", "endTime": "2026-11-30T05:00:00Z"},
            "stages": [{"type": "DEEP", "startTime": "2026-11-29T23:00:00Z", "endTime": "2026-11-30T00:00:00Z"},
                       {"type": "NEW", "startTime": "2026-11-29T23:00:00Z", "endTime": "2026-11-30T00:00:00Z"}]}}});
        let Kind::Sleep(sleep) = decode(&night).unwrap().unwrap().observations[0].kind.clone() else {
            panic!()
        };
        assert_eq!(sleep.stages.len(), 1);
    }
}
