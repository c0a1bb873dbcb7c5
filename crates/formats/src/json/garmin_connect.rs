//! What Garmin Connect answers to its own pages: activities, lists of them, nights.

use timeline::{
    Kind, Observation, Offsets, Position, Quality, Shape, Sleep, Source, Span, Stage, StageSpan, Standing,
    Workout,
};
use units::{Duration, Energy, Frequency, Length, Mass, Power};

use super::field::{lasting, list, millis, name, number, plausible, positive, text, utc};
use super::garmin_push::revision;
use super::{JsonError, Value};
use crate::{Decoded, Reading};

const FORMAT: &str = "Garmin Connect";
/// Nobody weighs less or more, kg.
const MASSES: std::ops::RangeInclusive<f64> = 20.0..=350.0;

pub(super) fn decode(document: &Value<'_>) -> Option<Result<Decoded, JsonError>> {
    let has = |value: &Value<'_>, key: &str| value.get(key).is_some();
    if has(document, "dailySleepDTO") {
        let nights: Vec<Observation> = sleep(document).into_iter().collect();
        return Some(if nights.is_empty() { nothing("a night without sleep") } else { Ok(decoded(nights)) });
    }
    if has(document, "summaryDTO") && has(document, "activityId") {
        let summary = document.get("summaryDTO").unwrap_or(&Value::Null);
        return Some(some(activity(document, summary), "an activity without a time"));
    }
    if let Some(list) =
        document.as_array().filter(|list| list.first().is_some_and(|one| has(one, "activityId")))
    {
        let activities: Vec<Observation> = list.iter().filter_map(|one| activity(one, one)).collect();
        return Some(if activities.is_empty() {
            nothing("a list of activities without their lengths")
        } else {
            Ok(decoded(activities))
        });
    }
    if has(document, "dailyWeightSummaries") {
        let days = list(document, "dailyWeightSummaries");
        let readings: Vec<Reading> =
            days.iter().flat_map(|day| list(day, "allWeightMetrics")).filter_map(body_mass).collect();
        let nothing = || nothing("days without a body mass");
        return Some(if readings.is_empty() {
            nothing()
        } else {
            Ok(Decoded { readings, ..Decoded::of(FORMAT) })
        });
    }
    let what = if has(document, "metricDescriptors") {
        "the details of an activity without its summary"
    } else if has(document, "hrvSummary") {
        "a night's heart rate variability"
    } else if has(document, "heartRateValues") || has(document, "userDailySummaryId") {
        "a day's summary of Garmin Connect"
    } else {
        return None;
    };
    Some(nothing(what))
}

/// Clients differ on whether the mass is in grams or kilograms: nobody weighs as many kilograms as grams.
fn body_mass(metric: &Value<'_>) -> Option<Reading> {
    let mass = positive(metric, "weight")?;
    let kg = Some(if mass >= 1000.0 { mass / 1000.0 } else { mass }).filter(|kg| MASSES.contains(kg))?;
    let said = text(metric, "timestampGMT");
    let at = millis(metric, "timestampGMT").or_else(|| {
        let text = said?.replacen("+0000", "Z", 1);
        utc(&text)
    })?;
    Some(Reading::BodyMass { at, mass: Mass::from_kg(kg) })
}

fn nothing(what: &'static str) -> Result<Decoded, JsonError> {
    Err(JsonError::Nothing { what })
}

fn some(observation: Option<Observation>, what: &'static str) -> Result<Decoded, JsonError> {
    observation.map(|observation| decoded(vec![observation])).ok_or(JsonError::Nothing { what })
}

fn decoded(observations: Vec<Observation>) -> Decoded {
    Decoded { observations, ..Decoded::of(FORMAT) }
}

/// An activity of a list, or the summary inside a single one.
fn activity(outer: &Value<'_>, summary: &Value<'_>) -> Option<Observation> {
    let start = text(summary, "startTimeGMT").and_then(utc)?;
    let timer = positive(summary, "duration");
    let elapsed = positive(summary, "elapsedDuration").or(timer)?;
    let span = plausible(lasting(start, elapsed)?)?;
    let kind = outer.get("activityTypeDTO").or_else(|| outer.get("activityType")).unwrap_or(&Value::Null);
    let whole = outer.get("isMultiSportParent").and_then(Value::as_bool).unwrap_or(false);
    let sport = text(kind, "typeKey").unwrap_or("generic");
    let any = |keys: [&str; 2]| keys.into_iter().find_map(|key| positive(summary, key));
    let workout = Workout {
        sport: if whole { "multisport".to_owned() } else { sport.to_owned() },
        name: text(outer, "activityName").map(str::to_owned),
        timer: timer.map(Duration::from_seconds),
        distance: positive(summary, "distance").map(Length::from_m),
        ascent: positive(summary, "elevationGain").map(Length::from_m),
        mean_heart_rate: positive(summary, "averageHR").map(Frequency::from_per_min),
        max_heart_rate: positive(summary, "maxHR").map(Frequency::from_per_min),
        mean_power: any(["averagePower", "avgPower"]).map(Power::from_watts),
        energy: positive(summary, "calories").map(Energy::from_kcal),
        ..Workout::default()
    };
    let place = |latitude, longitude| {
        let both = number(summary, latitude).zip(number(summary, longitude))?;
        Some(Position { latitude: both.0, longitude: both.1 })
    };
    let shape = Shape {
        first: place("startLatitude", "startLongitude"),
        last: place("endLatitude", "endLongitude"),
        ..Shape::default()
    };
    let maker = text(outer, "manufacturer").map(str::to_lowercase);
    let device = name(outer, "deviceId").filter(|id| id != "0");
    let source = Source {
        provider: "garmin".into(),
        device: maker.zip(device).map(|(maker, device)| format!("{maker} {device}")),
        quality: Quality::ProviderSummary,
    };
    let id = format!("garmin:{}", name(outer, "activityId")?);
    Some(Observation {
        offsets: text(summary, "startTimeLocal").and_then(utc).map(|local| offset(start, local)),
        parent: name(outer, "parentId").map(|parent| format!("garmin:{parent}")),
        shape: (shape != Shape::default()).then(|| Box::new(shape)),
        ..Observation::of(id, source, span, Kind::Workout(workout))
    })
}

fn sleep(document: &Value<'_>) -> Option<Observation> {
    let night = document.get("dailySleepDTO")?;
    let start = millis(night, "sleepStartTimestampGMT")?;
    let span = plausible(Span { start, end: millis(night, "sleepEndTimestampGMT")? })?;
    let local = millis(night, "sleepStartTimestampLocal").zip(millis(night, "sleepEndTimestampLocal"));
    let standing = standing(text(night, "sleepWindowConfirmationType"));
    let stages = stages(document, span);
    let sleep = Sleep {
        asleep: positive(night, "sleepTimeSeconds").map(Duration::from_seconds).filter(|_| stages.is_empty()),
        stages,
        standing,
        ..Sleep::default()
    };
    let id = format!("garmin:night:{}", name(night, "id").or_else(|| name(night, "calendarDate"))?);
    let source = Source { provider: "garmin".into(), device: None, quality: Quality::ProviderSummary };
    Some(Observation {
        revision: revision(standing, span),
        offsets: local.map(|(from, to)| Offsets {
            start: offset(span.start, from).start,
            end: offset(span.end, to).start,
        }),
        ..Observation::of(id, source, span, Kind::Sleep(sleep))
    })
}

/// How settled a night is, in Garmin's words for it.
pub(super) fn standing(confirmed: Option<&str>) -> Standing {
    match confirmed {
        Some("manually_confirmed") => Standing::Confirmed,
        Some(of) if of.ends_with("final") || of == "device_confirmed" => Standing::Final,
        Some("unconfirmed" | "auto_confirmed" | "enhanced_confirmed") => Standing::Tentative,
        _ => Standing::Final,
    }
}

/// Levels 0 to 3 with their times, where the answer has them.
fn stages(document: &Value<'_>, night: Span) -> Vec<StageSpan> {
    let level = |piece: &Value<'_>| {
        let (from, to) = (text(piece, "startGMT").and_then(utc)?, text(piece, "endGMT").and_then(utc)?);
        let stage = match number(piece, "activityLevel")? {
            level if level < 0.5 => Stage::Deep,
            level if level < 1.5 => Stage::Core,
            level if level < 2.5 => Stage::Rem,
            _ => Stage::Awake,
        };
        let span = Span { start: from, end: to };
        (from < to && span.overlap(&night) > Duration::ZERO).then_some(StageSpan { stage, span })
    };
    list(document, "sleepLevels").iter().filter_map(level).collect()
}

/// A local time is written as if it were UTC: what lies between is the offset.
fn offset(utc: jiff::Timestamp, local: jiff::Timestamp) -> Offsets {
    let seconds = i32::try_from(local.duration_since(utc).as_secs()).unwrap_or(0);
    Offsets { start: seconds, end: seconds }
}
