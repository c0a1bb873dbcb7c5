//! The files of a Garmin account export (`DI_CONNECT`): `…_summarizedActivities.json`, `…_sleepData.json`,
//! `…_userBioMetrics.json`.
//!
//! Unlike the answers of Garmin Connect, lengths are in milliseconds, distances in centimetres, and energies in kilojoules.
//! The units were compared with Garmin Connect's own list by the authors of public readers of this export.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use timeline::{Kind, Observation, Offsets, Position, Quality, Shape, Sleep, Source, Span, Workout};
use units::{Duration, Energy, Frequency, Length, Mass, Power};

use super::field::{lasting, list, millis, name, number, plausible, positive, text, utc};
use super::garmin_connect::standing;
use super::garmin_push::revision;
use super::{JsonError, Value};
use crate::{Decoded, Reading};

const FORMAT: &str = "Garmin export";
/// A file is known by one of its first entries: some have nothing but a flag.
const LOOKED_AT: usize = 50;
/// Nobody weighs less or more, kg.
const MASSES: std::ops::RangeInclusive<f64> = 20.0..=350.0;

pub(super) fn decode(document: &Value<'_>, zone: &TimeZone) -> Option<Result<Decoded, JsonError>> {
    let entries = document.as_array()?;
    let any = |key: &str| entries.iter().take(LOOKED_AT).any(|entry| entry.get(key).is_some());
    let mut decoded = Decoded::of(FORMAT);
    let what = if any("summarizedActivitiesExport") {
        let all = entries.iter().flat_map(|entry| list(entry, "summarizedActivitiesExport"));
        decoded.observations.extend(all.filter_map(activity));
        "a list of activities without a time"
    } else if any("sleepWindowConfirmationType") || any("sleepStartTimestampGMT") {
        for night in entries {
            decoded.observations.extend(sleep(night));
            decoded.observations.extend(list(night, "napList").iter().filter_map(nap));
        }
        "a list of nights without sleep"
    } else if any("metaData") && (any("weight") || any("height") || any("vo2Max")) {
        decoded.readings.extend(entries.iter().filter_map(|entry| body_mass(entry, zone)));
        "a list of body measures without a mass"
    } else {
        return None;
    };
    Some(if decoded.is_empty() { Err(JsonError::Nothing { what }) } else { Ok(decoded) })
}

fn source() -> Source {
    Source { provider: "garmin".into(), device: None, quality: Quality::ProviderSummary }
}

fn activity(value: &Value<'_>) -> Option<Observation> {
    let start = millis(value, "beginTimestamp").or_else(|| millis(value, "startTimeGmt"))?;
    let seconds = |key: &str| positive(value, key).map(|millis| millis / 1000.0);
    let timer = seconds("duration");
    let span = plausible(lasting(start, seconds("elapsedDuration").or(timer)?)?)?;
    let metres = |key: &str| positive(value, key).map(|centimetres| Length::from_m(centimetres / 100.0));
    let whole = value.get("parent").and_then(Value::as_bool).unwrap_or(false);
    let sport = text(value, "activityType").or_else(|| text(value, "sportType")).unwrap_or("generic");
    let workout = Workout {
        sport: if whole { "multisport".to_owned() } else { sport.to_lowercase() },
        name: text(value, "name").map(str::to_owned),
        timer: timer.map(Duration::from_seconds),
        distance: metres("distance"),
        ascent: metres("elevationGain"),
        mean_heart_rate: positive(value, "avgHr").map(Frequency::from_per_min),
        max_heart_rate: positive(value, "maxHr").map(Frequency::from_per_min),
        mean_power: positive(value, "avgPower").map(Power::from_watts),
        energy: positive(value, "calories").map(Energy::from_kj),
        ..Workout::default()
    };
    let place = |latitude, longitude| {
        let both = number(value, latitude).zip(number(value, longitude))?;
        crate::track::on_earth(&both).then_some(Position { latitude: both.0, longitude: both.1 })
    };
    let shape = Shape {
        first: place("startLatitude", "startLongitude"),
        last: place("endLatitude", "endLongitude"),
        ..Shape::default()
    };
    let local = millis(value, "startTimeLocal").and_then(|local| {
        let seconds = i32::try_from(local.duration_since(start).as_secs()).ok()?;
        (seconds.abs() < 93_600).then_some(Offsets { start: seconds, end: seconds })
    });
    let id = format!("garmin:{}", name(value, "activityId")?);
    Some(Observation {
        offsets: local,
        parent: name(value, "parentId").map(|parent| format!("garmin:{parent}")),
        shape: (shape != Shape::default()).then(|| Box::new(shape)),
        ..Observation::of(id, source(), span, Kind::Workout(workout))
    })
}

fn between(value: &Value<'_>, from: &str, to: &str) -> Option<Span> {
    let at = |key: &str| text(value, key).and_then(utc);
    plausible(Span { start: at(from)?, end: at(to)? })
}

fn sleep(night: &Value<'_>) -> Option<Observation> {
    let confirmed = text(night, "sleepWindowConfirmationType").map(str::to_lowercase);
    if confirmed.as_deref() == Some("off_wrist") {
        return None;
    }
    let span = between(night, "sleepStartTimestampGMT", "sleepEndTimestampGMT")?;
    let stages = ["deepSleepSeconds", "lightSleepSeconds", "remSleepSeconds"];
    let asleep: f64 = stages.iter().filter_map(|key| positive(night, key)).sum();
    let standing = standing(confirmed.as_deref());
    let sleep = Sleep {
        asleep: (asleep > 0.0).then(|| Duration::from_seconds(asleep)),
        standing,
        ..Sleep::default()
    };
    let id = format!("garmin:night:{}", text(night, "calendarDate")?);
    let revision = revision(standing, span);
    Some(Observation { revision, ..Observation::of(id, source(), span, Kind::Sleep(sleep)) })
}

fn nap(nap: &Value<'_>) -> Option<Observation> {
    let span = between(nap, "napStartTimestampGMT", "napEndTimestampGMT")?;
    let kind = Kind::Sleep(Sleep { nap: true, ..Sleep::default() });
    Some(Observation::of(format!("garmin:nap:{}", span.start), source(), span, kind))
}

/// A mass in grams, at its own time or the local one of the entry. Without an hour it is no weighing of anybody's morning.
fn body_mass(entry: &Value<'_>, zone: &TimeZone) -> Option<Reading> {
    let weight = entry.get("weight")?;
    let kg = positive(weight, "weight")? / 1000.0;
    let local = || -> Option<Timestamp> {
        let text = text(entry.get("metaData")?, "calendarDate").filter(|text| text.contains('T'))?;
        zone.to_timestamp(text.parse().ok()?).ok()
    };
    let at = text(weight, "timestampGMT").and_then(utc).or_else(local)?;
    MASSES.contains(&kg).then_some(Reading::BodyMass { at, mass: Mass::from_kg(kg) })
}
