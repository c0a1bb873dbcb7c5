//! What Garmin's Health API sends: batches of summaries, of many users at once.

use std::collections::BTreeSet;

use timeline::{
    HeartRateSensor, Kind, Observation, Offsets, Position, Quality, Sample, Shape, Sleep, Source, Span,
    Stage, StageSpan, Standing, TraceBuilder, Trait, Workout,
};
use units::{Duration, Energy, Frequency, Length, Mass};

use super::field::{lasting, length, list, name, number, plausible, positive, seconds, text};
use super::{Hints, JsonError, Value};
use crate::{Decoded, Note, Reading};

const FORMAT: &str = "Garmin Health";
/// What else is sent, and has nothing for a timeline.
const OTHERS: [&str; 11] = [
    "dailies",
    "epochs",
    "stressDetails",
    "userMetrics",
    "pulseox",
    "allDayRespiration",
    "healthSnapshot",
    "hrv",
    "bloodPressures",
    "skinTemp",
    "mct",
];
const USED: [&str; 7] = [
    "activities",
    "activityDetails",
    "manuallyUpdatedActivities",
    "moveIQActivities",
    "sleeps",
    "bodyComps",
    "userPermissionsChange",
];
/// A stage this far outside the sleep's own time is another's.
const BEYOND: Duration = Duration::from_hours(12.0);
/// Nobody weighs less or more, kg.
const MASSES: std::ops::RangeInclusive<f64> = 20.0..=350.0;

pub(super) fn decode(document: &Value<'_>, hints: &Hints) -> Option<Result<Decoded, JsonError>> {
    let is_batch =
        |key: &str| document.get(key).and_then(Value::as_array).is_some_and(|all| is_summaries(all));
    if !USED.iter().chain(&OTHERS).any(|key| is_batch(key)) {
        return None;
    }
    Some(batch(document, hints))
}

fn is_summaries(all: &[Value<'_>]) -> bool {
    all.first().is_some_and(|first| first.get("userId").is_some() || first.get("userAccessToken").is_some())
}

fn batch(document: &Value<'_>, hints: &Hints) -> Result<Decoded, JsonError> {
    let of = |keys: &[&str]| -> Vec<&Value<'_>> { keys.iter().flat_map(|key| list(document, key)).collect() };
    let all = of(&[&USED[..], &OTHERS[..]].concat());
    let users: BTreeSet<&str> = all.iter().filter_map(|summary| text(summary, "userId")).collect();
    let user = match (&hints.account, users.len()) {
        (Some(account), _) if users.contains(account.as_str()) => account.as_str(),
        (Some(account), _) => return Err(JsonError::NotOf { account: account.clone() }),
        (None, 0 | 1) => users.first().copied().unwrap_or_default(),
        (None, count) => {
            let example = users.first().copied().unwrap_or_default().to_owned();
            return Err(JsonError::SeveralUsers { users: count, example });
        }
    };
    let own = |summary: &&Value<'_>| text(summary, "userId").is_none_or(|of| of == user);
    let mut decoded = Decoded { account: Some(format!("garmin:{user}")), ..Decoded::of(FORMAT) };
    for summary in of(&["activities", "manuallyUpdatedActivities"]).into_iter().filter(own) {
        decoded.observations.extend(activity(summary, summary, Quality::ProviderSummary));
    }
    for summary in of(&["moveIQActivities"]).into_iter().filter(own) {
        decoded.observations.extend(activity(summary, summary, Quality::AutoDetected));
    }
    for details in of(&["activityDetails"]).into_iter().filter(own) {
        let inner = details.get("summary").unwrap_or(details);
        decoded.observations.extend(activity(inner, details, Quality::ProviderDetail));
    }
    for summary in of(&["sleeps"]).into_iter().filter(own) {
        decoded.observations.extend(sleep(summary));
        decoded.observations.extend(list(summary, "naps").iter().filter_map(|nap| self::nap(summary, nap)));
    }
    decoded.readings.extend(of(&["bodyComps"]).into_iter().filter(own).filter_map(body_mass));
    for change in of(&["userPermissionsChange"]).into_iter().filter(own) {
        let permissions: Vec<&str> = list(change, "permissions").iter().filter_map(Value::as_str).collect();
        decoded.notes.push(Note::Permissions { granted: permissions.join(", ") });
    }
    if decoded.is_empty() && decoded.notes.is_empty() {
        return Err(JsonError::Nothing { what: "a batch of daily summaries of Garmin" });
    }
    Ok(decoded)
}

/// Details repeat the summary's id with `-detail`: they are the same activity, told better.
fn activity(summary: &Value<'_>, outer: &Value<'_>, quality: Quality) -> Option<Observation> {
    let start = seconds(summary, "startTimeInSeconds")?;
    let timer = positive(summary, "durationInSeconds")?;
    let span = plausible(lasting(start, timer)?)?;
    let id = name(outer, "activityId").or_else(|| name(outer, "summaryId"))?;
    let id = id.trim_end_matches("-detail").to_owned();
    let sport = text(summary, "activityType").unwrap_or("generic").to_lowercase();
    let manual = summary.get("manual").and_then(Value::as_bool).unwrap_or(false);
    let whole = summary.get("isParent").and_then(Value::as_bool).unwrap_or(false);
    let workout = Workout {
        sport: if whole { "multisport".to_owned() } else { sport },
        name: text(summary, "activityName").map(str::to_owned),
        timer: length(summary, "durationInSeconds"),
        distance: positive(summary, "distanceInMeters").map(Length::from_m),
        ascent: positive(summary, "totalElevationGainInMeters").map(Length::from_m),
        mean_heart_rate: positive(summary, "averageHeartRateInBeatsPerMinute").map(Frequency::from_per_min),
        max_heart_rate: positive(summary, "maxHeartRateInBeatsPerMinute").map(Frequency::from_per_min),
        heart_rate_sensor: None::<HeartRateSensor>,
        energy: positive(summary, "activeKilocalories").map(Energy::from_kcal),
        ..Workout::default()
    };
    let shape = shape(summary, outer, span);
    // The time without pauses is all that is told: samples that go on beyond it show the true end.
    let end = shape.trace.as_ref().map(timeline::Trace::end).filter(|end| *end > span.end);
    let span = Span { end: end.unwrap_or(span.end), ..span };
    let device = text(summary, "deviceName").map(|device| device.to_lowercase().replace(' ', ""));
    let source =
        Source { provider: "garmin".into(), device, quality: if manual { Quality::Manual } else { quality } };
    Some(Observation {
        traits: vec![Trait::EndUnsure],
        offsets: offsets(summary),
        parent: name(summary, "parentSummaryId").map(|parent| format!("garmin:{parent}")),
        shape: (shape != Shape::default()).then(|| Box::new(shape)),
        ..Observation::of(format!("garmin:{id}"), source, span, Kind::Workout(workout))
    })
}

/// Only samples within a day of the activity are its own: a published example has some that lie years away.
fn shape(summary: &Value<'_>, outer: &Value<'_>, span: Span) -> Shape {
    let near = |at: &jiff::Timestamp| {
        let since = at.duration_since(span.start).as_hours();
        (0..24).contains(&since)
    };
    let mut trace = TraceBuilder::default();
    let place = |sample: &Value<'_>| {
        let (latitude, longitude) = (number(sample, "latitudeInDegree"), number(sample, "longitudeInDegree"));
        latitude.zip(longitude).map(|(latitude, longitude)| Position { latitude, longitude })
    };
    let (mut first, mut last) = (None, None);
    for sample in list(outer, "samples") {
        let Some(at) = seconds(sample, "startTimeInSeconds").filter(near) else { continue };
        let position = place(sample);
        first = first.or(position);
        last = position.or(last);
        trace.add(
            at,
            &Sample {
                heart_rate: positive(sample, "heartRate"),
                power: number(sample, "powerInWatts"),
                cadence: number(sample, "stepsPerMinute").or_else(|| number(sample, "bikeCadenceInRPM")),
                speed: number(sample, "speedMetersPerSecond"),
                altitude: number(sample, "elevationInMeters"),
                position,
            },
        );
    }
    let start = number(summary, "startingLatitudeInDegree").zip(number(summary, "startingLongitudeInDegree"));
    let start = start.map(|(latitude, longitude)| Position { latitude, longitude });
    Shape { laps: Vec::new(), first: start.or(first), last, trace: trace.finish() }
}

fn sleep(summary: &Value<'_>) -> Option<Observation> {
    let start = seconds(summary, "startTimeInSeconds")?;
    let asleep = positive(summary, "durationInSeconds")?;
    let awake = positive(summary, "awakeDurationInSeconds").unwrap_or(0.0);
    let said = lasting(start, asleep + awake)?;
    let mut stages: Vec<StageSpan> = Vec::new();
    let levels =
        [("deep", Stage::Deep), ("light", Stage::Core), ("rem", Stage::Rem), ("awake", Stage::Awake)];
    for (key, stage) in levels {
        let map = summary.get("sleepLevelsMap").unwrap_or(&Value::Null);
        for piece in list(map, key) {
            let (from, to) = (seconds(piece, "startTimeInSeconds"), seconds(piece, "endTimeInSeconds"));
            let span = from.zip(to).map(|(start, end)| Span { start, end });
            let near = |span: &Span| {
                span.start < span.end
                    && span.gap(&said) <= BEYOND
                    && span.hull(&said).duration() <= BEYOND * 2.0
            };
            stages.extend(span.filter(near).map(|span| StageSpan { stage, span }));
        }
    }
    // The length leaves out time awake: the end is that of the last stage.
    let end = stages.iter().map(|piece| piece.span.end).max().unwrap_or(said.end);
    let span = Span { start: stages.iter().map(|piece| piece.span.start).fold(start, Ord::min), end };
    let standing = match text(summary, "validation").map(str::to_uppercase).as_deref() {
        Some(of) if of.contains("TENTATIVE") => Standing::Tentative,
        Some("MANUAL") => Standing::Confirmed,
        _ => Standing::Final,
    };
    let kind = Sleep {
        asleep: stages.is_empty().then(|| Duration::from_seconds(asleep)),
        stages,
        standing,
        ..Sleep::default()
    };
    let id = name(summary, "summaryId")?;
    Some(Observation {
        revision: revision(standing, span),
        offsets: offsets(summary),
        ..Observation::of(format!("garmin:sleep:{id}"), source(), span, Kind::Sleep(kind))
    })
}

/// A sleep comes again with a later end, or settled: that is the newer one, whichever arrives first.
pub(super) fn revision(standing: Standing, span: Span) -> u64 {
    let rank = match standing {
        Standing::Tentative => 0,
        Standing::Final => 1,
        Standing::Confirmed => 2,
    };
    let seconds = u64::try_from(span.end.duration_since(span.start).as_secs()).unwrap_or(0);
    rank * 1_000_000 + seconds
}

fn nap(sleep: &Value<'_>, nap: &Value<'_>) -> Option<Observation> {
    let start = seconds(nap, "napStartTimeInSeconds")?;
    let span = lasting(start, positive(nap, "napDurationInSeconds")?)?;
    let id = format!("garmin:nap:{}:{}", name(sleep, "userId").unwrap_or_default(), start);
    let kind = Kind::Sleep(Sleep { nap: true, ..Sleep::default() });
    Some(Observation { offsets: offsets(sleep), ..Observation::of(id, source(), span, kind) })
}

fn source() -> Source {
    Source { provider: "garmin".into(), device: None, quality: Quality::ProviderSummary }
}

fn body_mass(summary: &Value<'_>) -> Option<Reading> {
    let at = seconds(summary, "measurementTimeInSeconds")?;
    let kg =
        positive(summary, "weightInGrams").map(|grams| grams / 1000.0).filter(|kg| MASSES.contains(kg))?;
    Some(Reading::BodyMass { at, mass: Mass::from_kg(kg) })
}

fn offsets(summary: &Value<'_>) -> Option<Offsets> {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be within a day")]
    let seconds = number(summary, "startTimeOffsetInSeconds").filter(|s| s.abs() < 93_600.0)? as i32;
    Some(Offsets { start: seconds, end: seconds })
}
