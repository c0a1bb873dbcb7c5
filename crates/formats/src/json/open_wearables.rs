//! What a phone sends in the shape of Open Wearables' SDK: records, sleep stages and workouts with their ids.
//!
//! Written from the published request model (open-wearables, `schemas/providers/mobile_sdk/sync_request.py`). Its weather
//! (`weatherTemperature`) is the phone's forecast and is not taken for the air's temperature.

use jiff::Timestamp;
use timeline::{
    Kind, Observation, Offsets, Position, Quality, Sample, Shape, Source, Span, Stage, StageSpan, Workout,
};
use units::{Duration, Energy, Frequency, Length, Mass, Volume};

use super::field::{list, number, offset, plausible, positive, text};
use super::nights::{Piece, device, gathered};
use super::samples::shape_of;
use super::{JsonError, Value};
use crate::{Decoded, Reading};

const FORMAT: &str = "Open Wearables";
/// Nobody weighs less or more, kg.
const MASSES: std::ops::RangeInclusive<f64> = 20.0..=350.0;

pub(super) fn decode(document: &Value<'_>) -> Option<Result<Decoded, JsonError>> {
    document.get("sdkVersion")?;
    let data = document.get("data").filter(|data| data.is_object())?;
    let provider = text(document, "provider").unwrap_or("apple").to_lowercase();
    let mut decoded = Decoded::of(FORMAT);
    decoded.readings.extend(list(data, "records").iter().filter_map(reading));
    let mut nights = gathered(list(data, "sleep").iter().filter_map(piece).collect());
    if provider != "apple" {
        nights.iter_mut().for_each(|night| night.source.provider.clone_from(&provider));
    }
    decoded.observations.extend(nights);
    decoded.observations.extend(list(data, "workouts").iter().filter_map(|row| workout(row, &provider)));
    let nothing = JsonError::Nothing { what: "an upload of other records" };
    Some(if decoded.is_empty() { Err(nothing) } else { Ok(decoded) })
}

/// A body mass or a drink, of Apple's names and of Android's.
fn reading(row: &Value<'_>) -> Option<Reading> {
    let at = text(row, "startDate").and_then(instant)?;
    let value = positive(row, "value")?;
    let unit = text(row, "unit").unwrap_or_default();
    match text(row, "type")? {
        "HKQuantityTypeIdentifierBodyMass" | "WEIGHT" => {
            let mass = match unit {
                "kg" => Mass::from_kg(value),
                "g" => Mass::from_kg(value / 1000.0),
                "lb" | "lbs" => Mass::from_lb(value),
                "st" => Mass::from_st(value),
                _ => return None,
            };
            MASSES.contains(&mass.as_kg()).then_some(Reading::BodyMass { at, mass })
        }
        "HKQuantityTypeIdentifierDietaryWater" | "HYDRATION" => {
            let volume = match unit {
                "mL" | "ml" => Volume::from_ml(value),
                "L" | "l" => Volume::from_l(value),
                "fl_oz_us" => Volume::from_us_fl_oz(value),
                _ => return None,
            };
            (volume.as_l() <= 10.0).then_some(Reading::Drink { at, volume })
        }
        _ => None,
    }
}

fn piece(row: &Value<'_>) -> Option<Piece> {
    let stage = match text(row, "stage")?.to_lowercase().replace(['_', '-', ' '], "").as_str() {
        "light" | "asleeplight" | "core" | "asleepcore" => Stage::Core,
        "rem" | "asleeprem" => Stage::Rem,
        "deep" | "asleepdeep" => Stage::Deep,
        "awake" => Stage::Awake,
        "inbed" => Stage::InBed,
        "sleeping" | "asleep" | "asleepunspecified" | "unspecified" => Stage::Asleep,
        _ => return None,
    };
    let (span, offsets) = between(row)?;
    Some((device(&source_name(row)), StageSpan { stage, span }, offsets))
}

/// Whose row it is: the application and the device.
fn source_name(row: &Value<'_>) -> String {
    let source = row.get("source").unwrap_or(&Value::Null);
    let any = |keys: [&str; 3]| keys.into_iter().find_map(|key| text(source, key));
    let name =
        any(["name", "deviceName", "deviceModel"]).or_else(|| any(["bundleIdentifier", "appId", "deviceId"]));
    name.unwrap_or("phone").to_owned()
}

fn workout(row: &Value<'_>, provider: &str) -> Option<Observation> {
    let (span, offsets) = between(row)?;
    let span = plausible(span)?;
    let values = list(row, "values");
    let value = |keys: &[&str]| {
        let row = values.iter().find(|row| text(row, "type").is_some_and(|kind| keys.contains(&kind)))?;
        Some((positive(row, "value")?, text(row, "unit").unwrap_or_default()))
    };
    let metres = |(value, unit): (f64, &str)| match unit {
        "km" => Some(Length::from_km(value)),
        "m" => Some(Length::from_m(value)),
        "mi" => Some(Length::from_miles(value)),
        _ => None,
    };
    let rate = |keys: &[&str]| value(keys).map(|(rate, _)| Frequency::from_per_min(rate));
    let timer = value(&["duration"]).and_then(|(value, unit)| match unit {
        "s" => Some(Duration::from_seconds(value)),
        "ms" => Some(Duration::from_seconds(value / 1000.0)),
        "min" => Some(Duration::from_minutes(value)),
        _ => None,
    });
    let indoor = values.iter().any(|row| {
        text(row, "type") == Some("indoorWorkout")
            && (row.get("value").and_then(Value::as_bool) == Some(true)
                || number(row, "value").is_some_and(|value| value > 0.5))
    });
    let sport = text(row, "type").unwrap_or("generic");
    let workout = Workout {
        sport: if indoor { format!("indoor {sport}") } else { sport.to_owned() },
        name: text(row, "title").map(str::to_owned),
        timer,
        distance: value(&["distance", "totalDistance"]).and_then(metres),
        ascent: value(&["elevationAscended", "altitudeGain"]).and_then(metres),
        mean_heart_rate: rate(&["averageHeartRate", "meanHeartRate"]),
        max_heart_rate: rate(&["maxHeartRate"]),
        energy: value(&["activeEnergyBurned", "calories"]).and_then(|(value, unit)| match unit {
            "kcal" | "Cal" => Some(Energy::from_kcal(value)),
            "kJ" => Some(Energy::from_kj(value)),
            _ => None,
        }),
        ..Workout::default()
    };
    let typed = row.get("source").and_then(|source| text(source, "recordingMethod")) == Some("manual");
    let (prefix, provider) =
        if provider == "apple" { ("healthkit", "apple-health") } else { (provider, provider) };
    let source = Source {
        provider: provider.to_owned(),
        device: None,
        quality: if typed { Quality::Manual } else { Quality::ProviderSummary },
    };
    let id = text(row, "id").map_or_else(|| format!("{sport}:{}:{}", span.start, span.end), str::to_owned);
    Some(Observation {
        offsets,
        shape: shape(row, span),
        ..Observation::of(format!("{prefix}:{id}"), source, span, Kind::Workout(workout))
    })
}

fn shape(row: &Value<'_>, span: Span) -> Option<Box<Shape>> {
    let mut samples: Vec<(Timestamp, Sample)> = Vec::new();
    let at = |row: &Value<'_>| {
        text(row, "timestamp").and_then(instant).filter(|at| span.start <= *at && *at <= span.end)
    };
    for point in list(row, "route") {
        let place = number(point, "latitude").zip(number(point, "longitude"));
        let position = place.map(|(latitude, longitude)| Position { latitude, longitude });
        let sample = Sample { position, speed: number(point, "speed"), ..Sample::default() };
        samples.extend(at(point).map(|at| (at, sample)));
    }
    for value in list(row, "samples") {
        let number = number(value, "value");
        let sample = match text(value, "type") {
            Some("heartRate") => Sample { heart_rate: number, ..Sample::default() },
            Some("power") => Sample { power: number, ..Sample::default() },
            Some("cadence") => Sample { cadence: number, ..Sample::default() },
            Some("speed") => Sample { speed: number, ..Sample::default() },
            _ => continue,
        };
        samples.extend(at(value).map(|at| (at, sample)));
    }
    shape_of(samples)
}

fn instant(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

/// `zoneOffset` is `+01:00`; without one the offset is unknown, not zero.
fn between(row: &Value<'_>) -> Option<(Span, Option<Offsets>)> {
    let (start, end) = (text(row, "startDate").and_then(instant)?, text(row, "endDate").and_then(instant)?);
    let seconds = text(row, "zoneOffset").and_then(offset);
    let offsets = seconds.map(|seconds| Offsets { start: seconds, end: seconds });
    (start < end).then_some((Span { start, end }, offsets))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn decode(document: &serde_json::Value) -> Option<Result<Decoded, JsonError>> {
        super::decode(&super::super::value::tree(document))
    }

    /// The example of the published request model, and its test's payload of Apple Health.
    #[test]
    fn both_phones_uploads_are_read() {
        let android = json!({"provider": "samsung", "sdkVersion": "0.1.0", "syncTimestamp": "2026-02-24T10:00:00Z",
            "data": {
            "records": [{"id": "x", "type": "WEIGHT", "startDate": "2026-02-24T05:30:00Z", "endDate": "2026-02-24T05:30:00Z",
                "zoneOffset": "+01:00", "source": {"deviceName": "Scale"}, "value": 71.2, "unit": "kg"},
                {"type": "BLOOD_PRESSURE_SYSTOLIC", "startDate": "2026-02-24T08:30:00Z", "value": 122.0, "unit": "mmHg"},
                7, {"type": "WEIGHT", "value": 3, "unit": "kg"}],
            "sleep": [{"id": "s0", "stage": "light", "startDate": "2026-02-23T23:10:00Z", "endDate": "2026-02-24T00:00:00Z",
                "zoneOffset": "+01:00", "source": {"deviceName": "Galaxy Watch7"}},
                {"id": "s1", "stage": "deep", "startDate": "2026-02-24T00:00:00Z", "endDate": "2026-02-24T04:00:00Z",
                "zoneOffset": "+01:00", "source": {"deviceName": "Galaxy Watch7"}}],
            "workouts": [{"id": "wrk-001-s0", "type": "RUNNING", "startDate": "2026-02-24T06:00:00Z",
                "endDate": "2026-02-24T06:45:00Z", "zoneOffset": "+01:00", "values": [
                    {"type": "duration", "value": 2_700_000, "unit": "ms"}, {"type": "distance", "value": 5234.0, "unit": "m"},
                    {"type": "meanHeartRate", "value": 142.3, "unit": "bpm"}],
                "route": [{"timestamp": "2026-02-24T06:01:00Z", "latitude": 52.23, "longitude": 21.01}],
                "samples": [{"timestamp": "2026-02-24T06:01:00Z", "type": "heartRate", "value": 110.0, "unit": "bpm"}]}]}});
        let decoded = decode(&android).unwrap().unwrap();
        assert_eq!((decoded.observations.len(), decoded.readings.len()), (2, 1));
        let run = decoded.observations.iter().find(|o| o.id == "samsung:wrk-001-s0").unwrap();
        assert_eq!(run.offsets.unwrap().start, 3600);
        let Kind::Workout(workout) = &run.kind else { panic!("{run:?}") };
        assert_eq!(workout.timer, Some(Duration::from_minutes(45.0)));
        let apple = json!({"provider": "apple", "sdkVersion": "1", "data": {"workouts": [{"id": "801B68D7", "type": "walking",
            "startDate": "2025-03-25T17:27:00Z", "endDate": "2025-03-25T18:51:24Z", "values": [
            {"type": "duration", "unit": "s", "value": 1683.27}, {"type": "averageHeartRate", "unit": "bpm", "value": 121.49},
            {"type": "indoorWorkout", "unit": "bool", "value": false},
            {"type": "weatherTemperature", "unit": "degC", "value": 11.19}]}]}});
        let decoded = decode(&apple).unwrap().unwrap();
        assert_eq!(decoded.observations[0].id, "healthkit:801B68D7", "as Health Auto Export names it");
        assert_eq!(decoded.observations[0].offsets, None, "an offset that nobody told is not zero");
        let Kind::Workout(workout) = &decoded.observations[0].kind else { panic!() };
        assert_eq!((workout.sport.as_str(), workout.device_temperature), ("walking", None));
    }

    #[test]
    fn an_upload_of_steps_is_no_fault_of_the_phone() {
        let steps = json!({"provider": "apple", "sdkVersion": "1", "data": {"records": [{"type": "STEPS"}]}});
        assert!(decode(&steps).unwrap().is_err());
        assert!(decode(&json!({"sdkVersion": "1"})).is_none());
    }
}
