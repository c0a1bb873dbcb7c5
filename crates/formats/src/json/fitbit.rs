//! Fitbit's own files of a Takeout (`Global Export Data`): `sleep-….json`, `weight-….json`, `exercise-….json`.
//!
//! Nights and weighings are in the local time of the account, and masses in pounds, whatever the account shows: the public
//! readers of this export agree on both. On the times of its exercises they do not (some read UTC, some local time), so only
//! those that say their offset are read.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use timeline::{Kind, Observation, Quality, Sleep, Source, Span, Stage, StageSpan, Workout};
use units::{Duration, Energy, Frequency, Length, Mass};

use super::field::{lasting, list, name, plausible, positive, text};
use super::{JsonError, Value};
use crate::{Decoded, Reading};

const FORMAT: &str = "Fitbit export";
/// Nobody weighs less or more, kg.
const MASSES: std::ops::RangeInclusive<f64> = 20.0..=350.0;

pub(super) fn decode(document: &Value<'_>, zone: &TimeZone) -> Option<Result<Decoded, JsonError>> {
    let entries = document.as_array().unwrap_or_else(|| list(document, "activities"));
    let first = entries.first()?;
    let has = |keys: &[&str]| keys.iter().all(|key| first.get(key).is_some());
    let mut decoded = Decoded::of(FORMAT);
    let what = if has(&["dateOfSleep", "startTime", "endTime"]) {
        decoded.observations.extend(entries.iter().filter_map(|entry| sleep(entry, zone)));
        "a list of nights of Fitbit without sleep"
    } else if has(&["weight", "bmi", "date", "time"]) {
        decoded.readings.extend(entries.iter().filter_map(|entry| body_mass(entry, zone)));
        "a list of weighings of Fitbit without a mass"
    } else if has(&["activityName", "startTime", "logId"]) {
        decoded.observations.extend(entries.iter().filter_map(exercise));
        if decoded.observations.is_empty() {
            return Some(Err(JsonError::Unclear {
                what: "Fitbit's list of exercises",
                why: "does not say whether its times are local or UTC",
                instead: "give UserExercises_….csv of the same export",
            }));
        }
        "a list of exercises of Fitbit"
    } else {
        return None;
    };
    Some(if decoded.is_empty() { Err(JsonError::Nothing { what }) } else { Ok(decoded) })
}

fn source(quality: Quality) -> Source {
    Source { provider: "fitbit".into(), device: None, quality }
}

fn local(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_timestamp(text.parse::<DateTime>().ok()?).ok()
}

fn sleep(entry: &Value<'_>, zone: &TimeZone) -> Option<Observation> {
    let at = |key: &str| local(text(entry, key)?, zone);
    let span = plausible(Span { start: at("startTime")?, end: at("endTime")? })?;
    let levels = entry.get("levels").map(|levels| list(levels, "data")).unwrap_or_default();
    let stages: Vec<StageSpan> = levels.iter().filter_map(|level| stage(level, zone, span)).collect();
    let asleep = positive(entry, "minutesAsleep").map(Duration::from_minutes).filter(|_| stages.is_empty());
    let nap = entry.get("mainSleep").and_then(Value::as_bool) == Some(false);
    let id = format!("fitbit:sleep:{}", name(entry, "logId")?);
    let kind = Kind::Sleep(Sleep { asleep, stages, nap, ..Sleep::default() });
    Some(Observation::of(id, source(Quality::ProviderSummary), span, kind))
}

fn stage(level: &Value<'_>, zone: &TimeZone, night: Span) -> Option<StageSpan> {
    let stage = match text(level, "level")? {
        "deep" => Stage::Deep,
        "light" => Stage::Core,
        "rem" => Stage::Rem,
        "asleep" | "restless" => Stage::Asleep,
        "wake" | "awake" => Stage::Awake,
        _ => return None,
    };
    let span = lasting(local(text(level, "dateTime")?, zone)?, positive(level, "seconds")?)?;
    (span.overlap(&night) > Duration::ZERO).then_some(StageSpan { stage, span })
}

/// `10/13/19` and `06:45:12`, a mass in pounds.
fn body_mass(entry: &Value<'_>, zone: &TimeZone) -> Option<Reading> {
    let mass = Mass::from_lb(positive(entry, "weight")?);
    let when = format!("{} {}", text(entry, "date")?, text(entry, "time")?);
    let at = zone.to_timestamp(DateTime::strptime("%m/%d/%y %H:%M:%S", when).ok()?).ok()?;
    MASSES.contains(&mass.as_kg()).then_some(Reading::BodyMass { at, mass })
}

/// An exercise whose time has its offset, as Fitbit's API writes it: `2026-09-08T08:00:00.000-03:00`.
fn exercise(entry: &Value<'_>) -> Option<Observation> {
    let start: Timestamp = text(entry, "startTime")?.parse().ok()?;
    let seconds = |key: &str| positive(entry, key).map(|millis| millis / 1000.0);
    let span = plausible(lasting(start, seconds("duration")?)?)?;
    let distance = positive(entry, "distance").zip(text(entry, "distanceUnit"));
    let quality = match text(entry, "logType") {
        Some("manual") => Quality::Manual,
        Some("auto_detected") => Quality::AutoDetected,
        _ => Quality::ProviderSummary,
    };
    let workout = Workout {
        sport: text(entry, "activityName").unwrap_or("generic").to_owned(),
        timer: seconds("activeDuration").map(Duration::from_seconds),
        distance: distance.and_then(|(distance, unit)| match unit {
            "Kilometer" => Some(Length::from_km(distance)),
            "Mile" => Some(Length::from_miles(distance)),
            _ => None,
        }),
        mean_heart_rate: positive(entry, "averageHeartRate").map(Frequency::from_per_min),
        energy: positive(entry, "calories").map(Energy::from_kcal),
        ..Workout::default()
    };
    let id = format!("fitbit:exercise:{}", name(entry, "logId")?);
    Some(Observation::of(id, source(quality), span, Kind::Workout(workout)))
}
