//! intervals.icu: an activity, a day of the diary, the calendar of planned workouts.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use sport::Sport;
use timeline::{Kind, Observation, Offsets, Quality, Source, Trait, Workout};
use units::{Duration, Energy, Frequency, Length, Mass, Power, Temperature};

use super::field::{lasting, length, list, name, number, plausible, positive, text, utc};
use super::{JsonError, Value};
use crate::{Decoded, EntryVersion, Feed, PlannedWorkout, Reading, Start, words};

const FORMAT: &str = "intervals.icu";
/// Nobody weighs less or more, kg.
const MASSES: std::ops::RangeInclusive<f64> = 20.0..=350.0;
/// The diary says a day only: most people weigh themselves in the morning.
const MORNING: Time = Time::constant(7, 0, 0, 0);
/// No planned workout lasts longer, s.
const LONGEST: f64 = 36.0 * 3600.0;

pub(super) fn decode(document: &Value<'_>, zone: &TimeZone) -> Option<Result<Decoded, JsonError>> {
    if let Some(activity) = document.get("intervals_activity") {
        let observations: Vec<Observation> = observation(activity).into_iter().collect();
        return Some(some(Decoded { observations, ..Decoded::of(FORMAT) }, "an activity without a time"));
    }
    if let Some(day) = document.get("intervals_wellness") {
        let readings = body_mass(day, zone).into_iter().collect();
        return Some(some(
            Decoded { readings, ..Decoded::of(FORMAT) },
            "a day of a diary without a body mass",
        ));
    }
    let athlete = name(document, "intervals_athlete")?;
    let planned = list(document, "events").iter().filter_map(|event| planned(event, zone)).collect();
    // An empty calendar says something too: that nothing is planned any more.
    let feed = Some(Feed { id: format!("intervals:{athlete}"), name: FORMAT.to_owned() });
    Some(Ok(Decoded { planned, feed, ..Decoded::of(FORMAT) }))
}

fn some(decoded: Decoded, what: &'static str) -> Result<Decoded, JsonError> {
    if decoded.is_empty() { Err(JsonError::Nothing { what }) } else { Ok(decoded) }
}

fn observation(activity: &Value<'_>) -> Option<Observation> {
    let start = text(activity, "start_date").and_then(utc)?;
    let elapsed = positive(activity, "elapsed_time").or_else(|| positive(activity, "moving_time"))?;
    let span = plausible(lasting(start, elapsed)?)?;
    let flag = |key| activity.get(key).and_then(Value::as_bool).unwrap_or(false);
    let sport = text(activity, "type").unwrap_or("generic");
    let any = |keys: [&str; 2]| keys.into_iter().find_map(|key| positive(activity, key));
    let workout = Workout {
        sport: sport.to_owned(),
        name: text(activity, "name").map(str::to_owned),
        timer: length(activity, "moving_time"),
        distance: any(["distance", "icu_distance"]).map(Length::from_m),
        ascent: positive(activity, "total_elevation_gain").map(Length::from_m),
        mean_heart_rate: positive(activity, "average_heartrate").map(Frequency::from_per_min),
        max_heart_rate: positive(activity, "max_heartrate").map(Frequency::from_per_min),
        mean_power: any(["icu_average_watts", "average_watts"])
            .filter(|_| flag("device_watts"))
            .map(Power::from_watts),
        energy: positive(activity, "calories").map(Energy::from_kcal),
        device_temperature: number(activity, "average_temp").map(Temperature::from_celsius),
        ..Workout::default()
    };
    let local = text(activity, "start_date_local").and_then(utc);
    let offsets = local.map(|local| {
        let seconds = i32::try_from(local.duration_since(start).as_secs()).unwrap_or(0);
        Offsets { start: seconds, end: seconds }
    });
    let typed = text(activity, "source") == Some("MANUAL");
    let source = Source {
        provider: "intervals".into(),
        device: text(activity, "device_name").map(str::to_lowercase),
        quality: if typed { Quality::Manual } else { Quality::AggregatorCopy },
    };
    let id = format!("intervals:{}", name(activity, "id")?);
    Some(Observation {
        traits: sport.starts_with("Virtual").then_some(Trait::Virtual).into_iter().collect(),
        offsets,
        recording: text(activity, "external_id").map(|id| format!("upload:{id}")),
        ..Observation::of(id, source, span, Kind::Workout(workout))
    })
}

/// Typed for a day, or copied from elsewhere: neither whose scale it was nor the hour is known.
fn body_mass(day: &Value<'_>, zone: &TimeZone) -> Option<Reading> {
    let kg = positive(day, "weight").filter(|kg| MASSES.contains(kg))?;
    if day.get("tempWeight").and_then(Value::as_bool).unwrap_or(false) {
        return None;
    }
    let date: Date = text(day, "id")?.parse().ok()?;
    let at = zone.to_timestamp(DateTime::from_parts(date, MORNING)).ok()?;
    Some(Reading::UnsureBodyMass { at, mass: Mass::from_kg(kg) })
}

fn planned(event: &Value<'_>, zone: &TimeZone) -> Option<PlannedWorkout> {
    if text(event, "category") != Some("WORKOUT") {
        return None;
    }
    let title = text(event, "name").unwrap_or("Workout").to_owned();
    if words::is_rest(&title) {
        return None;
    }
    let start: DateTime = text(event, "start_date_local")?.parse().ok()?;
    // A workout without an hour stands at midnight.
    let start = if start.time() == Time::midnight() {
        Start::Day(start.date())
    } else {
        Start::At(zone.to_timestamp(start).ok()?)
    };
    let named = text(event, "type").and_then(sport::named).or_else(|| sport::named(&title));
    let indoor = event.get("indoor").and_then(Value::as_bool);
    let seconds = positive(event, "moving_time").filter(|seconds| *seconds <= LONGEST);
    let stamp: Option<Timestamp> = text(event, "updated").and_then(utc);
    Some(PlannedWorkout {
        id: Some(format!("intervals:{}", name(event, "id")?)),
        uid: None,
        version: EntryVersion { sequence: 0, stamp },
        sport: named.map_or(Sport::Other, |named| named.sport),
        indoors: indoor.unwrap_or_else(|| named.is_some_and(|named| named.indoor)),
        effort: words::effort(&title),
        start: Some(start),
        duration: seconds.map(Duration::from_seconds).or_else(|| words::duration(&title)),
        place: None,
        position: None,
        title,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn decode(document: &serde_json::Value, zone: &TimeZone) -> Option<Result<Decoded, JsonError>> {
        super::decode(&super::super::value::tree(document), zone)
    }

    fn read(document: &Value) -> Decoded {
        let zone = TimeZone::get("Europe/Lisbon").unwrap();
        decode(document, &zone).unwrap().unwrap()
    }

    #[test]
    fn an_activity_is_a_workout_with_its_local_offset() {
        let decoded = read(&json!({"intervals_activity": {
            "id": "i77", "type": "Run", "name": "Easy", "start_date": "2026-07-01T05:00:00Z",
            "start_date_local": "2026-07-01T06:00:00", "elapsed_time": 3600, "moving_time": 3500,
            "distance": 10_000.0, "average_heartrate": 140, "device_watts": false, "average_watts": 250}}));
        let [run] = &decoded.observations[..] else { panic!("{decoded:?}") };
        assert_eq!((run.id.as_str(), run.offsets.unwrap().start), ("intervals:i77", 3600));
        let Kind::Workout(workout) = &run.kind else { panic!("{run:?}") };
        assert_eq!(workout.mean_power, None, "power that nobody measured says nothing");
    }

    #[test]
    fn a_weight_of_the_diary_is_unsure_and_one_carried_over_is_none() {
        let day =
            |temp| json!({"intervals_wellness": {"id": "2026-07-01", "weight": 70.5, "tempWeight": temp}});
        let [Reading::UnsureBodyMass { at, mass }] = read(&day(false)).readings[..] else { panic!() };
        assert_eq!((at.to_string().as_str(), mass.as_kg()), ("2026-07-01T06:00:00Z", 70.5));
        let zone = TimeZone::UTC;
        assert!(decode(&day(true), &zone).unwrap().is_err());
    }

    #[test]
    fn planned_workouts_have_an_hour_or_a_day_and_an_empty_calendar_is_one() {
        let events = json!([
            {"id": 1, "category": "WORKOUT", "start_date_local": "2026-12-01T00:00:00", "name": "Threshold 3x10",
             "type": "Ride", "moving_time": 5400, "updated": "2026-11-20T10:00:00.000+00:00"},
            {"id": 2, "category": "WORKOUT", "start_date_local": "2026-12-02T17:30:00", "name": "Jog", "type": "Run"},
            {"id": 3, "category": "NOTE", "start_date_local": "2026-12-02T00:00:00", "name": "Travel"},
            {"id": 4, "category": "WORKOUT", "start_date_local": "2026-12-03T00:00:00", "name": "Rest day"}]);
        let decoded = read(&json!({"intervals_athlete": "i1", "events": events}));
        assert_eq!(decoded.planned.len(), 2, "{:?}", decoded.planned);
        assert_eq!(decoded.planned[0].start, Some(Start::Day("2026-12-01".parse().unwrap())));
        assert_eq!(decoded.planned[0].duration, Some(Duration::from_minutes(90.0)));
        assert_eq!(decoded.planned[1].start, Some(Start::At("2026-12-02T17:30:00Z".parse().unwrap())));
        let empty = read(&json!({"intervals_athlete": "i1", "events": []}));
        assert_eq!(empty.feed.unwrap().id, "intervals:i1");
    }
}
