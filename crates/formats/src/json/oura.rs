//! Oura: sleep with stages every five minutes, workouts.

use jiff::SignedDuration;
use timeline::{Kind, Observation, Offsets, Quality, Sleep, Source, Span, Stage, StageSpan, Workout};
use units::{Duration, Energy, Length};

use super::field::{name, plausible, positive, text, zoned};
use super::{JsonError, Value};
use crate::Decoded;

const FORMAT: &str = "Oura";
/// A letter of the hypnogram is so long.
const STEP: SignedDuration = SignedDuration::from_mins(5);

pub(super) fn decode(document: &Value<'_>) -> Option<Result<Decoded, JsonError>> {
    let (found, what) = match (document.get("oura_sleep"), document.get("oura_workout")) {
        (Some(row), _) => (sleep(row), "a rest, or a sleep that was deleted"),
        (None, Some(row)) => (workout(row), "a workout without a time"),
        (None, None) => return None,
    };
    let observations: Vec<Observation> = found.into_iter().collect();
    if observations.is_empty() {
        return Some(Err(JsonError::Nothing { what }));
    }
    Some(Ok(Decoded { observations, ..Decoded::of(FORMAT) }))
}

fn between(row: &Value<'_>, from: &str, to: &str) -> Option<(Span, Option<Offsets>)> {
    let ((start, from), (end, to)) = (zoned(row, from)?, zoned(row, to)?);
    let offsets = from.zip(to).map(|(start, end)| Offsets { start, end });
    Some((plausible(Span { start, end })?, offsets))
}

fn source(quality: Quality) -> Source {
    Source { provider: "oura".into(), device: None, quality }
}

/// The night is the long sleep; shorter ones are naps, whichever is listed first.
fn sleep(row: &Value<'_>) -> Option<Observation> {
    let nap = match text(row, "type") {
        Some("long_sleep") | None => false,
        Some("sleep" | "late_nap") => true,
        Some(_) => return None,
    };
    let (span, offsets) = between(row, "bedtime_start", "bedtime_end")?;
    let stages = hypnogram(text(row, "sleep_phase_5_min").unwrap_or_default(), span);
    let asleep = positive(row, "total_sleep_duration").map(Duration::from_seconds);
    let kind = Sleep { asleep: asleep.filter(|_| stages.is_empty()), stages, nap, ..Sleep::default() };
    let id = format!("oura:sleep:{}", name(row, "id")?);
    let observation = Observation::of(id, source(Quality::ProviderSummary), span, Kind::Sleep(kind));
    Some(Observation { offsets, ..observation })
}

/// `1` deep, `2` light, `3` REM, `4` awake.
fn hypnogram(letters: &str, night: Span) -> Vec<StageSpan> {
    let mut stages: Vec<StageSpan> = Vec::new();
    let mut start = night.start;
    for letter in letters.chars().take(300) {
        let Ok(end) = start.checked_add(STEP) else { break };
        let span = Span { start, end: end.min(night.end) };
        start = end;
        let stage = match letter {
            '1' => Stage::Deep,
            '2' => Stage::Core,
            '3' => Stage::Rem,
            '4' => Stage::Awake,
            _ => continue,
        };
        if span.start >= span.end {
            break;
        }
        match stages.last_mut() {
            Some(last) if last.stage == stage && last.span.end == span.start => last.span.end = span.end,
            _ => stages.push(StageSpan { stage, span }),
        }
    }
    stages
}

fn workout(row: &Value<'_>) -> Option<Observation> {
    let (span, offsets) = between(row, "start_datetime", "end_datetime")?;
    let quality = match text(row, "source") {
        Some("manual") => Quality::Manual,
        Some("autodetected") => Quality::AutoDetected,
        _ => Quality::ProviderSummary,
    };
    let workout = Workout {
        sport: text(row, "activity").unwrap_or("generic").to_owned(),
        name: text(row, "label").map(str::to_owned),
        distance: positive(row, "distance").map(Length::from_m),
        energy: positive(row, "calories").map(Energy::from_kcal),
        ..Workout::default()
    };
    let id = format!("oura:{}", name(row, "id")?);
    Some(Observation { offsets, ..Observation::of(id, source(quality), span, Kind::Workout(workout)) })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn decode(document: &serde_json::Value) -> Option<Result<Decoded, JsonError>> {
        super::decode(&super::super::value::tree(document))
    }

    fn row(kind: &str) -> Value {
        json!({"oura_sleep": {"id": "8f9a", "type": kind, "bedtime_start": "2026-11-29T23:00:00+01:00",
            "bedtime_end": "2026-11-29T23:22:00+01:00", "sleep_phase_5_min": "42113", "total_sleep_duration": 900}})
    }

    /// Trap 45: a short sleep is a nap, whatever is listed first.
    #[test]
    fn the_long_sleep_is_the_night() {
        let read = |kind: &str| decode(&row(kind)).unwrap().map(|decoded| decoded.observations[0].clone());
        let Kind::Sleep(night) = read("long_sleep").unwrap().kind else { panic!() };
        assert!(!night.nap);
        let stages: Vec<(Stage, f64)> =
            night.stages.iter().map(|piece| (piece.stage, piece.span.duration().as_seconds())).collect();
        let expected =
            [(Stage::Awake, 300.0), (Stage::Core, 300.0), (Stage::Deep, 600.0), (Stage::Rem, 120.0)];
        assert_eq!(stages, expected, "the last piece ends with the night");
        let Kind::Sleep(nap) = read("sleep").unwrap().kind else { panic!() };
        assert!(nap.nap);
        assert!(read("deleted").is_err() && read("rest").is_err());
    }
}
