//! Suunto: workouts. The FIT file beside them is the better source.

use timeline::{Kind, Observation, Offsets, Quality, Source, Span, Trait, Workout};
use units::{Duration, Energy, Frequency, Length, Power};

use super::field::{lasting, millis, name, number, plausible, positive, text};
use super::{JsonError, Value};
use crate::Decoded;

const FORMAT: &str = "Suunto";

pub(super) fn decode(document: &Value<'_>) -> Option<Result<Decoded, JsonError>> {
    let row = document.get("suunto_workout")?;
    let observations: Vec<Observation> = workout(row).into_iter().collect();
    if observations.is_empty() {
        return Some(Err(JsonError::Nothing { what: "a workout without a time" }));
    }
    Some(Ok(Decoded { observations, ..Decoded::of(FORMAT) }))
}

/// The end is worked out by Suunto some minutes later; until then it is unsure.
fn workout(row: &Value<'_>) -> Option<Observation> {
    let start = millis(row, "startTime")?;
    let timer = positive(row, "totalTime")?;
    let stop = millis(row, "stopTime").filter(|stop| *stop > start);
    let span = plausible(match stop {
        Some(end) => Span { start, end },
        None => lasting(start, timer)?,
    })?;
    let rate = row.get("hrdata").unwrap_or(&Value::Null);
    // `max` is the user's setting, not the workout's.
    let any = |keys: [&str; 2]| keys.into_iter().find_map(|key| positive(rate, key));
    let workout = Workout {
        sport: number(row, "activityId").map_or("generic", sport).to_owned(),
        name: text(row, "workoutName").or_else(|| text(row, "name")).map(str::to_owned),
        timer: Some(Duration::from_seconds(timer)),
        distance: positive(row, "totalDistance").map(Length::from_m),
        ascent: positive(row, "totalAscent").map(Length::from_m),
        mean_heart_rate: any(["avg", "workoutAvgHR"]).map(Frequency::from_per_min),
        max_heart_rate: any(["hrmax", "workoutMaxHR"]).map(Frequency::from_per_min),
        mean_power: positive(row, "avgPower").map(Power::from_watts),
        energy: positive(row, "energyConsumption").map(Energy::from_kcal),
        ..Workout::default()
    };
    #[expect(clippy::cast_possible_truncation, reason = "checked to be within a day")]
    let minutes = number(row, "timeOffsetInMinutes").filter(|m| m.abs() <= 1080.0).map(|m| m as i32);
    let gear = row.get("gear").unwrap_or(&Value::Null);
    let device = text(gear, "displayName").or_else(|| text(gear, "name")).map(str::to_lowercase);
    let source = Source { provider: "suunto".into(), device, quality: Quality::ProviderSummary };
    let id = format!("suunto:{}", name(row, "workoutKey").or_else(|| name(row, "workoutId"))?);
    Some(Observation {
        traits: stop.is_none().then_some(Trait::EndUnsure).into_iter().collect(),
        offsets: minutes.map(|minutes| Offsets { start: minutes * 60, end: minutes * 60 }),
        ..Observation::of(id, source, span, Kind::Workout(workout))
    })
}

/// The name of a sport that Suunto gives as a number.
fn sport(id: f64) -> &'static str {
    #[expect(clippy::cast_possible_truncation, reason = "a cast saturates")]
    let id = id as i64;
    SPORTS.iter().find(|(number, _)| *number == id).map_or("generic", |(_, name)| *name)
}

/// Suunto's numbers, by names that the table of names knows.
const SPORTS: &[(i64, &str)] = &[
    (0, "walking"),
    (1, "running"),
    (2, "cycling"),
    (3, "cross country skiing"),
    (10, "mountain biking"),
    (11, "hiking"),
    (12, "roller skating"),
    (13, "downhill skiing"),
    (14, "paddling"),
    (15, "rowing"),
    (16, "golf"),
    (17, "indoor"),
    (20, "outdoor gym"),
    (21, "swimming"),
    (22, "trail running"),
    (23, "gym"),
    (24, "nordic walking"),
    (25, "horseback riding"),
    (26, "motorsports"),
    (27, "skateboarding"),
    (28, "water sports"),
    (29, "climbing"),
    (30, "snowboarding"),
    (31, "ski touring"),
    (32, "fitness class"),
    (33, "soccer"),
    (34, "tennis"),
    (35, "basketball"),
    (36, "badminton"),
    (37, "baseball"),
    (38, "volleyball"),
    (39, "american football"),
    (40, "table tennis"),
    (41, "racquetball"),
    (42, "squash"),
    (43, "floorball"),
    (44, "handball"),
    (45, "softball"),
    (46, "bowling"),
    (47, "cricket"),
    (48, "rugby"),
    (49, "ice skating"),
    (50, "ice hockey"),
    (51, "yoga"),
    (52, "indoor cycling"),
    (53, "treadmill"),
    (54, "crossfit"),
    (55, "crosstrainer"),
    (56, "roller skiing"),
    (57, "indoor rowing"),
    (58, "stretching"),
    (59, "track and field"),
    (60, "orienteering"),
    (61, "stand up paddling"),
    (62, "combat sport"),
    (63, "kettlebell"),
    (64, "dancing"),
    (65, "snowshoeing"),
    (66, "disc golf"),
    (67, "futsal"),
    (68, "multisport"),
    (69, "aerobics"),
    (70, "trekking"),
    (71, "sailing"),
    (72, "kayaking"),
    (73, "circuit training"),
    (74, "triathlon"),
    (75, "padel"),
    (77, "boxing"),
    (78, "scuba"),
    (79, "freediving"),
    (80, "multisport"),
    (81, "gymnastics"),
    (82, "canoeing"),
    (83, "mountaineering"),
    (84, "telemark"),
    (85, "open water swimming"),
    (86, "windsurfing"),
    (87, "kitesurfing"),
    (88, "paragliding"),
    (90, "snorkeling"),
    (91, "surfing"),
    (92, "swimrun"),
    (93, "duathlon"),
    (94, "aquathlon"),
    (95, "obstacle racing"),
    (96, "fishing"),
    (97, "hunting"),
    (98, "transition"),
    (99, "gravel cycling"),
    (100, "swimming"),
    (101, "freediving"),
    (102, "jump rope"),
    (103, "track running"),
    (104, "calisthenics"),
    (105, "e biking"),
    (106, "e bike mountain"),
    (107, "backcountry skiing"),
    (108, "wheelchair"),
    (109, "hand cycling"),
    (110, "splitboard"),
    (111, "biathlon"),
    (112, "meditation"),
    (113, "field hockey"),
    (114, "cyclocross"),
    (115, "trail running"),
    (116, "ski mountaineering"),
    (117, "skate skiing"),
    (118, "classic skiing"),
    (120, "pilates"),
    (121, "yoga"),
];

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn decode(document: &serde_json::Value) -> Option<Result<Decoded, JsonError>> {
        super::decode(&super::super::value::tree(document))
    }

    #[test]
    fn every_number_of_suuntos_has_a_name_that_the_table_of_names_knows() {
        for (number, name) in SPORTS {
            assert!(::sport::named(name).is_some(), "{number}: {name}");
        }
        assert_eq!((sport(50.0), sport(7.0), sport(f64::NAN)), ("ice hockey", "generic", "walking"));
    }

    /// Trap 47: `stopTime` follows later; until then the end is unsure.
    #[test]
    fn an_end_that_is_not_there_yet_is_unsure() {
        let row = |stop: Value| {
            json!({"suunto_workout": {"workoutKey": "k1", "workoutId": 7, "activityId": 1, "startTime": 1_764_480_000_000_i64,
                "stopTime": stop, "totalTime": 1800.0, "timeOffsetInMinutes": 120, "hrdata": {"avg": 150, "hrmax": 170, "max": 190}}})
        };
        let of = |stop| decode(&row(stop)).unwrap().unwrap().observations.pop().unwrap();
        let early = of(Value::Null);
        assert!(early.traits.contains(&Trait::EndUnsure));
        assert_eq!(early.span.duration().as_seconds(), 1800.0);
        let whole = of(json!(1_764_482_100_000_i64));
        assert_eq!((whole.span.duration().as_seconds(), whole.traits.len()), (2100.0, 0));
        let Kind::Workout(run) = &whole.kind else { panic!() };
        assert_eq!(run.max_heart_rate, Some(Frequency::from_per_min(170.0)));
    }
}
