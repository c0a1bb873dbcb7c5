//! Strava: activities, lists of them, and streams.

use jiff::{SignedDuration, Timestamp};
use timeline::{
    Kind, Observation, Offsets, Position, Quality, Sample, Shape, Source, Span, TraceBuilder, Trait, Workout,
};
use units::{Duration, Energy, Frequency, Length, Power, Temperature};

use super::field::{lasting, length, list, name, number, plausible, positive, text, utc};
use super::{Hints, JsonError, Value};
use crate::{Decoded, short_hash};

const FORMAT: &str = "Strava";
/// A stream has no more values than this.
const MOST: usize = 500_000;

pub(super) fn decode(
    file: &str,
    bytes: &[u8],
    document: &Value<'_>,
    hints: &Hints,
) -> Option<Result<Decoded, JsonError>> {
    if let (Some(activity), Some(streams)) = (document.get("activity"), document.get("streams")) {
        let streams = Streams::of(streams)?;
        let mut observation = observation(activity)?;
        let measured = activity.get("device_watts").and_then(Value::as_bool).unwrap_or(false);
        let streams = if measured { streams } else { streams.without("watts") };
        observation.shape = streams.shape(observation.span.start, observation.shape.take());
        return Some(Ok(decoded(vec![observation])));
    }
    if is_activity(document) {
        return Some(Ok(decoded(observation(document).into_iter().collect())));
    }
    if let Some(activities) = document.as_array().filter(|list| list.first().is_some_and(is_activity)) {
        return Some(Ok(decoded(activities.iter().filter_map(observation).collect())));
    }
    let streams = Streams::of(document)?;
    let Some(start) = hints.start else { return Some(Err(JsonError::Undated)) };
    Some(streams.recording(file, bytes, start).map(|recording| decoded(vec![recording])))
}

fn decoded(observations: Vec<Observation>) -> Decoded {
    Decoded { observations, ..Decoded::of(FORMAT) }
}

fn is_activity(document: &Value<'_>) -> bool {
    let has = |key: &str| document.get(key).is_some();
    has("start_date") && has("elapsed_time") && (has("sport_type") || has("type"))
}

fn observation(activity: &Value<'_>) -> Option<Observation> {
    let start = text(activity, "start_date").and_then(utc)?;
    let span = plausible(lasting(start, positive(activity, "elapsed_time")?)?)?;
    let flag = |key| activity.get(key).and_then(Value::as_bool).unwrap_or(false);
    // Estimated power says nothing of the athlete.
    let power = positive(activity, "average_watts").filter(|_| flag("device_watts"));
    let sport = text(activity, "sport_type").or_else(|| text(activity, "type")).unwrap_or("generic");
    let workout = Workout {
        sport: sport.to_owned(),
        name: text(activity, "name").map(str::to_owned),
        timer: length(activity, "moving_time"),
        distance: positive(activity, "distance").map(Length::from_m),
        ascent: positive(activity, "total_elevation_gain").map(Length::from_m),
        mean_heart_rate: positive(activity, "average_heartrate").map(Frequency::from_per_min),
        max_heart_rate: positive(activity, "max_heartrate").map(Frequency::from_per_min),
        mean_power: power.map(Power::from_watts),
        energy: positive(activity, "calories").map(Energy::from_kcal),
        device_temperature: number(activity, "average_temp").map(Temperature::from_celsius),
        ..Workout::default()
    };
    let place = |key: &str| {
        let [latitude, longitude] = activity.get(key)?.as_array()? else { return None };
        Some(Position { latitude: latitude.as_f64()?, longitude: longitude.as_f64()? })
    };
    let laps = list(activity, "laps").iter().filter_map(|lap| length(lap, "elapsed_time")).collect();
    let shape = Shape { laps, first: place("start_latlng"), last: place("end_latlng"), trace: None };
    let device = text(activity, "device_name").map(str::to_lowercase);
    let quality = if flag("manual") { Quality::Manual } else { Quality::AggregatorCopy };
    // Other viewers are told the first second of the local day.
    let hidden = text(activity, "start_date_local").is_some_and(|local| local.contains("T00:00:01"));
    let traits = [
        (Trait::StartHidden, hidden),
        (Trait::Companion, flag("from_accepted_tag")),
        (Trait::Virtual, sport.starts_with("Virtual")),
    ];
    let source = Source { provider: "strava".into(), device, quality };
    let id = format!("strava:{}", name(activity, "id")?);
    Some(Observation {
        traits: traits.into_iter().filter_map(|(which, set)| set.then_some(which)).collect(),
        offsets: offsets(activity, span),
        recording: text(activity, "external_id").map(|id| format!("upload:{id}")),
        shape: (shape != Shape::default()).then(|| Box::new(shape)),
        ..Observation::of(id, source, span, Kind::Workout(workout))
    })
}

/// `"(GMT-08:00) America/Los_Angeles"`: the name counts; what stands in brackets is the offset in winter.
fn offsets(activity: &Value<'_>, span: Span) -> Option<Offsets> {
    let zone = text(activity, "timezone").and_then(|text| text.rsplit(' ').next());
    let zone = zone.and_then(|zone| jiff::tz::TimeZone::get(zone).ok());
    let by_zone = zone.map(|zone| Offsets {
        start: zone.to_offset(span.start).seconds(),
        end: zone.to_offset(span.end).seconds(),
    });
    // Zones that nobody knows are rare; the offset in force is told beside them.
    #[expect(clippy::cast_possible_truncation, reason = "checked to be within a day")]
    let told = || Some(number(activity, "utc_offset").filter(|s| s.abs() <= 64_800.0)? as i32);
    by_zone.or_else(|| told().map(|seconds| Offsets { start: seconds, end: seconds }))
}

/// Series of equal length, with the seconds since the start.
struct Streams<'a> {
    time: Vec<f64>,
    all: Vec<(&'a str, &'a [Value<'a>])>,
}

impl<'a> Streams<'a> {
    /// Streams by key, with or without their metadata, or as a list of typed ones.
    fn of(document: &'a Value<'a>) -> Option<Self> {
        let data = |stream: &'a Value<'a>| stream.as_array().or_else(|| stream.get("data")?.as_array());
        let all: Vec<(&str, &[Value<'_>])> = match document {
            Value::Object(streams) => {
                streams.iter().filter_map(|(key, stream)| Some((*key, data(stream)?))).collect()
            }
            Value::Array(streams) => streams
                .iter()
                .filter_map(|stream| Some((stream.get("type")?.as_str()?, data(stream.get("data")?)?)))
                .collect(),
            _ => return None,
        };
        let time = all.iter().find(|(key, _)| *key == "time")?.1;
        let known = ["distance", "latlng", "heartrate", "watts", "altitude", "velocity_smooth", "cadence"];
        let is_stream = time.len() <= MOST && all.iter().any(|(key, _)| known.contains(key));
        let time: Vec<f64> = time.iter().map_while(Value::as_f64).filter(|t| t.is_finite()).collect();
        (is_stream && time.len() >= 2).then_some(Self { time, all })
    }

    /// The same without one of them: power that Strava worked out from speed and grade was not measured.
    fn without(mut self, key: &str) -> Self {
        self.all.retain(|(name, _)| *name != key);
        self
    }

    fn value(&self, key: &str, index: usize) -> Option<&'a Value<'a>> {
        self.all.iter().find(|(name, _)| *name == key)?.1.get(index)
    }

    fn shape(&self, start: Timestamp, known: Option<Box<Shape>>) -> Option<Box<Shape>> {
        let number = |key, index| self.value(key, index).and_then(Value::as_f64);
        let place = |index| {
            let [latitude, longitude] = self.value("latlng", index)?.as_array()? else {
                return None;
            };
            Some(Position { latitude: latitude.as_f64()?, longitude: longitude.as_f64()? })
        };
        let mut trace = TraceBuilder::default();
        for (index, seconds) in self.time.iter().enumerate() {
            let since = SignedDuration::try_from_secs_f64(*seconds).ok();
            let Some(at) = since.and_then(|since| start.checked_add(since).ok()) else { continue };
            let sample = Sample {
                heart_rate: number("heartrate", index),
                power: number("watts", index),
                cadence: number("cadence", index),
                speed: number("velocity_smooth", index),
                altitude: number("altitude", index),
                position: place(index),
            };
            trace.add(at, &sample);
        }
        let known = known.map(|known| *known).unwrap_or_default();
        let count = self.time.len();
        Some(Box::new(Shape {
            first: known.first.or_else(|| (0..count).find_map(place)),
            last: known.last.or_else(|| (0..count).rev().find_map(place)),
            trace: trace.finish(),
            ..known
        }))
    }

    /// A recording of which only the streams are known.
    fn recording(&self, file: &str, bytes: &[u8], start: Timestamp) -> Result<Observation, JsonError> {
        let nothing = JsonError::Nothing { what: "a set of streams without a length" };
        let seconds = self.time.last().copied().unwrap_or(0.0) - self.time[0];
        let span = lasting(start, seconds).and_then(plausible).ok_or(nothing)?;
        let last = |key| {
            let all = self.all.iter().find(|(name, _)| *name == key)?.1;
            all.iter().rev().find_map(Value::as_f64)
        };
        let mean = |key| {
            let all = self.all.iter().find(|(name, _)| *name == key)?.1;
            let values: Vec<f64> =
                all.iter().filter_map(Value::as_f64).filter(|value| *value > 0.0).collect();
            #[expect(clippy::cast_precision_loss, reason = "at most half a million")]
            let count = values.len() as f64;
            (count > 0.0).then(|| values.iter().sum::<f64>() / count)
        };
        let workout = Workout {
            sport: "generic".to_owned(),
            timer: Some(Duration::from_seconds(seconds)),
            distance: last("distance").filter(|metres: &f64| *metres > 0.0).map(Length::from_m),
            mean_heart_rate: mean("heartrate").map(Frequency::from_per_min),
            mean_power: mean("watts").map(Power::from_watts),
            device_temperature: mean("temp").map(Temperature::from_celsius),
            name: title(file),
            ..Workout::default()
        };
        let source = Source { provider: "strava".into(), device: None, quality: Quality::AggregatorCopy };
        let id = format!("strava:streams:{}", short_hash(bytes));
        Ok(Observation {
            shape: self.shape(start, None),
            ..Observation::of(id, source, span, Kind::Workout(workout))
        })
    }
}

/// The file's name, where it has words, is the only title that streams have.
fn title(file: &str) -> Option<String> {
    let stem = file.rsplit('/').next()?.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let words: Vec<&str> = stem
        .split(['_', '-', ' '])
        .filter(|word| {
            word.chars().all(char::is_alphabetic) && word.len() > 1 && *word != "strava" && *word != "local"
        })
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::value::tree;
    use super::*;

    /// Strava works power out from speed and grade where nothing measured it; a heat production made of it would be believed.
    #[test]
    fn power_that_was_not_measured_is_no_power() {
        let has_power = |said: serde_json::Value| {
            let times: Vec<u32> = (0..=60).map(|step| step * 10).collect();
            let of =
                |value: u32| json!({"data": times.iter().map(|time| value + time % 7).collect::<Vec<_>>()});
            let mut activity = json!({"id": 1, "sport_type": "Ride", "start_date": "2026-11-30T05:00:00Z", "elapsed_time": 600});
            if !said.is_null() {
                activity["device_watts"] = said;
            }
            let streams = json!({"time": {"data": times}, "watts": of(200), "heartrate": of(140)});
            let document = tree(&json!({"activity": activity, "streams": streams}));
            let decoded = super::decode("ride.json", b"", &document, &Hints::default()).unwrap().unwrap();
            let trace = decoded.observations[0].shape.clone().unwrap().trace.unwrap();
            assert!(trace.heart_rate.values().iter().any(Option::is_some));
            trace.power.values().iter().any(Option::is_some)
        };
        assert!(has_power(json!(true)));
        assert!(!has_power(json!(false)) && !has_power(json!(null)));
    }
}
