//! Polar AccessLink: exercises and nights.

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, SpanRelativeTo, Timestamp};
use timeline::{Kind, Observation, Offsets, Quality, Sleep, Source, Span, Stage, StageSpan, Workout};
use units::{Duration, Energy, Frequency, Length};

use super::field::{name, number, plausible, positive, text, zoned};
use super::{JsonError, Value};
use crate::Decoded;

const FORMAT: &str = "Polar";

pub(super) fn decode(document: &Value<'_>, zone: &TimeZone) -> Option<Result<Decoded, JsonError>> {
    let (found, what) = match (document.get("polar_exercise"), document.get("polar_night")) {
        (Some(row), _) => (exercise(row, zone), "an exercise without a time"),
        (None, Some(row)) => (night(row), "a night without a time"),
        (None, None) => return None,
    };
    let observations: Vec<Observation> = found.into_iter().collect();
    if observations.is_empty() {
        return Some(Err(JsonError::Nothing { what }));
    }
    Some(Ok(Decoded { observations, ..Decoded::of(FORMAT) }))
}

fn source(device: Option<&str>) -> Source {
    Source {
        provider: "polar".into(),
        device: device.map(str::to_lowercase),
        quality: Quality::ProviderSummary,
    }
}

/// The start is the wall clock's, even where a `Z` follows it; the offset is minutes east. Where there is none, the clock is
/// that of the athlete's zone.
fn exercise(row: &Value<'_>, zone: &TimeZone) -> Option<Observation> {
    let local: DateTime = text(row, "start_time")?.trim_end_matches('Z').parse().ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "checked to be within a day")]
    let minutes = number(row, "start_time_utc_offset").filter(|m| m.abs() <= 1080.0).map(|m| m as i32);
    let start = match minutes {
        Some(minutes) => {
            let shift = SignedDuration::from_mins(i64::from(minutes));
            TimeZone::UTC.to_timestamp(local).ok()?.checked_sub(shift).ok()?
        }
        None => zone.to_timestamp(local).ok()?,
    };
    let lasted = lasted(text(row, "duration")?)?;
    let span = plausible(Span { start, end: start.checked_add(lasted).ok()? })?;
    let rate = row.get("heart_rate").unwrap_or(&Value::Null);
    let sport = text(row, "detailed_sport_info").or_else(|| text(row, "sport")).unwrap_or("generic");
    let workout = Workout {
        sport: sport.to_lowercase(),
        timer: Some(Duration::from_seconds(lasted.as_secs_f64())),
        distance: positive(row, "distance").map(Length::from_m),
        mean_heart_rate: positive(rate, "average").map(Frequency::from_per_min),
        max_heart_rate: positive(rate, "maximum").map(Frequency::from_per_min),
        energy: positive(row, "calories").map(Energy::from_kcal),
        ..Workout::default()
    };
    let offsets = minutes.map(|minutes| Offsets { start: minutes * 60, end: minutes * 60 });
    let id = format!("polar:{}", name(row, "id")?);
    Some(Observation {
        offsets,
        ..Observation::of(id, source(text(row, "device")), span, Kind::Workout(workout))
    })
}

/// `PT1H30M12.5S`, or `P1DT2H` of what went on for days.
fn lasted(text: &str) -> Option<SignedDuration> {
    let of_days = || {
        let span: jiff::Span = text.parse().ok()?;
        span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()
    };
    text.parse().ok().or_else(of_days)
}

fn night(row: &Value<'_>) -> Option<Observation> {
    let ((start, from), (end, to)) = (zoned(row, "sleep_start_time")?, zoned(row, "sleep_end_time")?);
    let span = plausible(Span { start, end })?;
    let seconds: f64 =
        ["light_sleep", "deep_sleep", "rem_sleep"].iter().filter_map(|key| positive(row, key)).sum();
    let stages = hypnogram(row, span, from.unwrap_or(0));
    let sleep = Sleep {
        asleep: (stages.is_empty() && seconds > 0.0).then(|| Duration::from_seconds(seconds)),
        stages,
        ..Sleep::default()
    };
    let id = format!("polar:night:{}", name(row, "date")?);
    Some(Observation {
        offsets: from.zip(to).map(|(start, end)| Offsets { start, end }),
        ..Observation::of(id, source(None), span, Kind::Sleep(sleep))
    })
}

/// `{"23:50": 2, "00:20": 4, …}`: from when on which stage, by the wall clock of the start.
fn hypnogram(row: &Value<'_>, night: Span, offset: i32) -> Vec<StageSpan> {
    let rows = row.get("hypnogram").map(Value::fields).unwrap_or_default();
    let shift = SignedDuration::from_secs(i64::from(offset));
    let Ok(local) = night.start.checked_add(shift) else { return Vec::new() };
    let midnight = local.to_zoned_datetime(TimeZone::UTC).date().to_datetime(Time::midnight());
    let Ok(midnight) = TimeZone::UTC.to_timestamp(midnight) else { return Vec::new() };
    let at = |text: &str| -> Option<Timestamp> {
        let time: Time = text.parse().ok()?;
        let minutes = i64::from(time.hour()) * 60 + i64::from(time.minute());
        let same = midnight.checked_add(SignedDuration::from_mins(minutes)).ok()?.checked_sub(shift).ok()?;
        // Before the start is the next day; the first row may be some seconds early.
        let early = night.start.duration_since(same) > SignedDuration::from_mins(2);
        if early { same.checked_add(SignedDuration::from_hours(24)).ok() } else { Some(same) }
    };
    let mut begun: Vec<(Timestamp, Option<Stage>)> = rows
        .iter()
        .filter_map(|(time, level)| {
            let Value::Integer(level) = level else { return None };
            let stage = match level {
                0 => Some(Stage::Awake),
                1 => Some(Stage::Rem),
                2 | 3 => Some(Stage::Core),
                4 => Some(Stage::Deep),
                _ => None,
            };
            Some((at(time)?.clamp(night.start, night.end), stage))
        })
        .collect();
    begun.sort_by_key(|(at, _)| *at);
    begun.push((night.end, None));
    let piece = |pair: &[(Timestamp, Option<Stage>)]| {
        let span = Span { start: pair[0].0, end: pair[1].0 };
        pair[0].1.filter(|_| span.start < span.end).map(|stage| StageSpan { stage, span })
    };
    begun.windows(2).filter_map(piece).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn decode(document: &serde_json::Value) -> Option<Result<Decoded, JsonError>> {
        let zone = TimeZone::get("Europe/Lisbon").unwrap();
        super::decode(&super::super::value::tree(document), &zone)
    }

    fn one(document: &Value) -> Observation {
        decode(document).unwrap().unwrap().observations.pop().unwrap()
    }

    /// The start is local: the offset is taken off, not added.
    #[test]
    fn an_exercise_begins_by_the_wall_clock() {
        let run =
            one(&json!({"polar_exercise": {"id": "2AC312F", "device": "Polar Vantage", "sport": "RUNNING",
            "start_time": "2026-11-30T07:00:00Z", "start_time_utc_offset": 120, "duration": "PT1H30M12.5S",
            "distance": 15_000, "heart_rate": {"average": 148, "maximum": 170}}}));
        assert_eq!(run.span.start.to_string(), "2026-11-30T05:00:00Z");
        assert_eq!(run.span.duration().as_seconds(), 5412.5);
        assert_eq!(run.offsets.unwrap().start, 7200);
    }

    #[test]
    fn an_exercise_without_an_offset_or_of_days_is_read() {
        let hike = one(
            &json!({"polar_exercise": {"id": "h1", "start_time": "2026-07-01T07:00:00", "duration": "P1DT2H0.5S"}}),
        );
        assert_eq!(hike.span.start.to_string(), "2026-07-01T06:00:00Z", "by the athlete's own clock");
        assert_eq!((hike.span.duration().as_seconds(), hike.offsets), (93_600.5, None));
    }

    #[test]
    fn a_night_has_the_stages_of_its_hypnogram() {
        let night = one(
            &json!({"polar_night": {"date": "2026-11-30", "sleep_start_time": "2026-11-29T23:40:10+02:00",
            "sleep_end_time": "2026-11-30T06:40:10+02:00", "hypnogram": {"23:40": 2, "00:20": 4, "01:30": 1, "06:30": 0}}}),
        );
        assert_eq!(night.span.start.to_string(), "2026-11-29T21:40:10Z");
        let Kind::Sleep(sleep) = &night.kind else { panic!() };
        let stages: Vec<Stage> = sleep.stages.iter().map(|piece| piece.stage).collect();
        assert_eq!(stages, [Stage::Core, Stage::Deep, Stage::Rem, Stage::Awake]);
        assert_eq!(sleep.stages[1].span.start.to_string(), "2026-11-29T22:20:00Z");
        assert_eq!(sleep.stages[3].span.end, night.span.end);
    }

    #[test]
    fn what_cannot_be_is_left_out() {
        for row in [json!({}), json!({"start_time": "x"}), json!(7)] {
            assert!(decode(&json!({"polar_exercise": row})).unwrap().is_err());
            assert!(decode(&json!({"polar_night": row})).unwrap().is_err());
        }
    }
}
