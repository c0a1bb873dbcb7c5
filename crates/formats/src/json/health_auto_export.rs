//! Health Auto Export: what the phone app posts of Apple Health.

use jiff::Timestamp;
use timeline::{
    Kind, Observation, Offsets, Position, Quality, Sample, Shape, Sleep, Source, Span, Stage, StageSpan,
    Workout,
};
use units::{Duration, Energy, Frequency, Length, Mass, Power, Volume};

use super::field::{list, number, plausible, positive, text};
use super::nights::{Piece, device, gathered, slept};
use super::samples::shape_of;
use super::{JsonError, Value};
use crate::track::Mean;
use crate::{Decoded, Note, Reading};

const FORMAT: &str = "Health Auto Export";
/// From 1970 to 2001, where Apple's clock begins, s.
const SECONDS_TO_2001: f64 = 978_307_200.0;
/// Seconds since 1970 of the years 2001 to 2100; those since 2001 of the years 2010 to 2032 are below.
const SINCE_1970_FROM: f64 = 1.0e9;
const SINCE_1970_TO: f64 = 4.1e9;
const SINCE_2001_FROM: f64 = 0.28e9;
/// The lists in which the parts of a distance stand.
const DISTANCES: [&str; 4] =
    ["walkingAndRunningDistance", "cyclingDistance", "swimDistance", "swimmingDistance"];
/// The lists of powers, W.
const POWERS: [&str; 2] = ["cyclingPower", "runningPower"];
/// Nobody weighs less or more, kg.
const MASSES: std::ops::RangeInclusive<f64> = 20.0..=350.0;

pub(super) fn decode(document: &Value<'_>) -> Option<Result<Decoded, JsonError>> {
    let one_metric = document.get("name").is_some() && document.get("units").is_some();
    let cloud_metric = document.get("metric").is_some() && document.get("data").is_some();
    let data = document.get("data").filter(|data| data.is_object());
    let has_data = data.is_some_and(|data| data.get("metrics").is_some() || data.get("workouts").is_some());
    if !(one_metric || cloud_metric || has_data) {
        return None;
    }
    let mut decoded = Decoded::of(FORMAT);
    let data = data.unwrap_or(&Value::Null);
    let metrics = list(data, "metrics").iter().chain(one_metric.then_some(document));
    for metric in metrics {
        read_metric(metric, &mut decoded);
    }
    decoded.observations.extend(list(data, "workouts").iter().filter_map(workout));
    let nothing = JsonError::Nothing { what: "a Health Auto Export of other metrics" };
    // What was left out is told, even where nothing else came.
    Some(if decoded.is_empty() && decoded.notes.is_empty() { Err(nothing) } else { Ok(decoded) })
}

fn read_metric(metric: &Value<'_>, decoded: &mut Decoded) {
    let rows = list(metric, "data");
    let units = text(metric, "units").unwrap_or_default();
    match text(metric, "name") {
        Some("sleep_analysis") => {
            let nights = sleeps(rows);
            decoded.notes.extend(incomplete(rows, &nights));
            decoded.observations.extend(nights);
        }
        Some("weight_body_mass" | "body_mass") => {
            let mass = |value: f64| match units {
                "kg" => Some(Mass::from_kg(value)),
                "g" => Some(Mass::from_kg(value / 1000.0)),
                "lb" | "lbs" => Some(Mass::from_lb(value)),
                "st" => Some(Mass::from_st(value)),
                _ => None,
            };
            let reading = |row: &Value<'_>| {
                let mass =
                    positive(row, "qty").and_then(mass).filter(|mass| MASSES.contains(&mass.as_kg()))?;
                let (at, offset) = instant_in(row, "date")?;
                // It may be the mean of several weighings.
                Some(if is_of_a_day(at, offset) {
                    Reading::UnsureBodyMass { at, mass }
                } else {
                    Reading::BodyMass { at, mass }
                })
            };
            decoded.readings.extend(rows.iter().filter_map(reading));
        }
        Some("dietary_water") => {
            let volume = |value: f64| match units {
                "mL" | "ml" => Some(Volume::from_ml(value)),
                "L" | "l" => Some(Volume::from_l(value)),
                "dL" => Some(Volume::from_ml(value * 100.0)),
                "cL" => Some(Volume::from_ml(value * 10.0)),
                "fl_oz_us" | "fl oz" | "fl_oz" => Some(Volume::from_us_fl_oz(value)),
                "fl_oz_imp" => Some(Volume::from_imperial_fl_oz(value)),
                "cup_us" | "cup" | "cups" => Some(Volume::from_us_cups(value)),
                "cup_imp" => Some(Volume::from_imperial_fl_oz(value * 10.0)),
                "pt_us" | "pt" => Some(Volume::from_us_pints(value)),
                "pt_imp" => Some(Volume::from_imperial_pints(value)),
                _ => None,
            };
            let mut totals = false;
            for row in rows {
                let volume = positive(row, "qty").and_then(volume);
                let Some((volume, (at, offset))) = volume.zip(instant_in(row, "date")) else { continue };
                // Whoever runs through midnight did not drink all of it then, and single drinks may have come before.
                if is_of_a_day(at, offset) {
                    totals = true;
                } else {
                    decoded.readings.push(Reading::Drink { at, volume });
                }
            }
            decoded.notes.extend(totals.then_some(Note::DrinkTotals));
        }
        _ => {}
    }
}

/// Whether a figure is that of a whole day: the app writes it as of the day's midnight.
fn is_of_a_day(at: Timestamp, offset: i32) -> bool {
    (at.as_second() + i64::from(offset)).rem_euclid(86_400) == 0
}

/// Rows of one stage each, or of a whole night.
fn sleeps(rows: &[Value<'_>]) -> Vec<Observation> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut found = Vec::new();
    for row in rows {
        let source = source_in(row, "source").or_else(|| source_in(row, "sleepSource")).unwrap_or("phone");
        let stage = match text(row, "value") {
            Some("Core") => Some(Stage::Core),
            Some("REM") => Some(Stage::Rem),
            Some("Deep") => Some(Stage::Deep),
            Some("Awake") => Some(Stage::Awake),
            Some("Asleep" | "Unspecified") => Some(Stage::Asleep),
            Some("In Bed") => Some(Stage::InBed),
            _ => None,
        };
        match (stage, between(row, "startDate", "endDate")) {
            (Some(stage), Some((span, offsets))) => {
                pieces.push((device(source), StageSpan { stage, span }, Some(offsets)));
            }
            _ => found.extend(night(row, source)),
        }
    }
    found.extend(gathered(pieces));
    found
}

/// What is missing of nights that come without stages. Apps leave a watch's rows out by a setting that is easily missed.
fn incomplete(rows: &[Value<'_>], nights: &[Observation]) -> Option<Note> {
    if rows.iter().any(|row| positive(row, "totalSleep").or_else(|| positive(row, "asleep")).is_some()) {
        return Some(Note::SleepTotals);
    }
    let staged = |night: &Observation| match &night.kind {
        Kind::Sleep(sleep) => {
            sleep.stages.iter().any(|piece| matches!(piece.stage, Stage::Core | Stage::Deep | Stage::Rem))
        }
        Kind::Workout(_) => false,
    };
    (!nights.is_empty() && !nights.iter().any(staged)).then_some(Note::SleepWithoutStages)
}

/// A night in one row: hours asleep between two times, and perhaps the time in bed.
fn night(row: &Value<'_>, source: &str) -> Vec<Observation> {
    let asleep = positive(row, "totalSleep").or_else(|| positive(row, "asleep")).map(Duration::from_hours);
    let slept_from = between(row, "sleepStart", "sleepEnd");
    let in_bed = between(row, "inBedStart", "inBedEnd");
    let bed_source = source_in(row, "inBedSource").unwrap_or(source);
    let sleep = slept_from.filter(|_| asleep.is_some()).map(|(span, offsets)| {
        slept(&device(source), span, Some(offsets), Sleep { asleep, ..Sleep::default() })
    });
    let bed = in_bed.map(|(span, offsets)| {
        slept(&device(bed_source), span, Some(offsets), Sleep { in_bed: true, ..Sleep::default() })
    });
    sleep.into_iter().chain(bed).collect()
}

fn workout(value: &Value<'_>) -> Option<Observation> {
    let (span, offsets) = between(value, "start", "end")?;
    let span = plausible(span)?;
    let sport = text(value, "name").unwrap_or("generic");
    let quantity = |key: &str| {
        let of = value.get(key)?;
        Some((positive(of, "qty")?, text(of, "units").unwrap_or_default()))
    };
    // Series go on after the workout (recovery); only what lies in it counts.
    let series = list(value, "heartRateData");
    let inside = |row: &&Value<'_>| {
        let at = instant_in(row, "date");
        at.is_none_or(|(at, _)| span.start <= at && at < span.end)
    };
    let rates: Vec<f64> = series.iter().filter(inside).filter_map(rate).collect();
    let highest = series.iter().filter(inside).filter_map(|row| positive(row, "Max").or_else(|| rate(row)));
    let highest = highest.reduce(f64::max);
    #[expect(clippy::cast_precision_loss, reason = "samples of one workout")]
    let mean = (!rates.is_empty()).then(|| rates.iter().sum::<f64>() / rates.len() as f64);
    // A summary that comes with a series of its own was made of that, wherever it lies.
    let summary = |keys: [&str; 2]| summary_rate(value, keys).filter(|_| series.is_empty());
    let mean = mean.or_else(|| summary(["avgHeartRate", "avg"]));
    let max = highest.or_else(|| summary(["maxHeartRate", "max"]));
    let metres = |(qty, units): (f64, &str)| match units {
        "km" => Some(Length::from_km(qty)),
        "m" => Some(Length::from_m(qty)),
        "mi" => Some(Length::from_miles(qty)),
        "yd" => Some(Length::from_yards(qty)),
        "ft" => Some(Length::from_feet(qty)),
        _ => None,
    };
    // The first version has the sum of both in one object, the second a quantity of its own.
    let ascent = || {
        let of = value.get("elevation")?;
        Some((positive(of, "ascent")?, text(of, "units").unwrap_or("m")))
    };
    let timer = positive(value, "duration").map(Duration::from_seconds);
    let timer = timer.or_else(|| match quantity("duration")? {
        (qty, "min") => Some(Duration::from_minutes(qty)),
        (qty, "hr" | "h") => Some(Duration::from_hours(qty)),
        (qty, "s" | "sec") => Some(Duration::from_seconds(qty)),
        _ => None,
    });
    let energy = |(qty, units): (f64, &str)| match units {
        "kcal" | "Cal" => Some(Energy::from_kcal(qty)),
        "kJ" => Some(Energy::from_kj(qty)),
        _ => None,
    };
    // Releases that leave out a total write its parts.
    let sum_of = |keys: &[&str], read: &dyn Fn((f64, &str)) -> Option<f64>| {
        let of = |row: &Value<'_>| read((positive(row, "qty")?, text(row, "units").unwrap_or_default()));
        let rows = keys.iter().map(|key| list(value, key)).find(|rows| !rows.is_empty())?;
        let sum: f64 = rows.iter().filter(|row| begins_inside(row, span)).filter_map(of).sum();
        (sum > 0.0).then_some(sum)
    };
    let mut power = Mean::default();
    for row in POWERS.iter().flat_map(|key| list(value, key)).filter(|row| begins_inside(row, span)) {
        let watts = positive(row, "qty").filter(|_| text(row, "units").is_none_or(|units| units == "W"));
        watts.into_iter().for_each(|watts| power.add(watts));
    }
    // The place is in the phone's language (`Indoor`, `Interior`, `Ambiente fechado`).
    let is_inside = |place: &str| sport::named(&format!("jogging {place}")).is_some_and(|named| named.indoor);
    let indoor = value.get("isIndoor").and_then(Value::as_bool).unwrap_or(false)
        || text(value, "location").is_some_and(is_inside);
    let workout = Workout {
        sport: if indoor { format!("indoor {sport}") } else { sport.to_owned() },
        timer,
        distance: quantity("distance")
            .and_then(metres)
            .or_else(|| sum_of(&DISTANCES, &|row| metres(row).map(Length::as_m)).map(Length::from_m)),
        ascent: quantity("elevationUp").or_else(ascent).and_then(metres),
        mean_heart_rate: mean.map(Frequency::from_per_min),
        max_heart_rate: max.map(Frequency::from_per_min),
        mean_power: power.mean().map(Power::from_watts),
        energy: quantity("activeEnergyBurned").or_else(|| quantity("activeEnergy")).and_then(energy).or_else(
            || sum_of(&["activeEnergy"], &|row| energy(row).map(Energy::as_kcal)).map(Energy::from_kcal),
        ),
        ..Workout::default()
    };
    let id = text(value, "id").map_or_else(|| format!("{sport}:{}:{}", span.start, span.end), str::to_owned);
    let source = Source { provider: "apple-health".into(), device: None, quality: Quality::ProviderSummary };
    Some(Observation {
        offsets: Some(offsets),
        shape: shape(value, span),
        ..Observation::of(format!("healthkit:{id}"), source, span, Kind::Workout(workout))
    })
}

/// Whether a row is of the workout: rows of a minute begin with it, and so up to a minute before the first.
fn begins_inside(row: &Value<'_>, span: Span) -> bool {
    let first = span.start.checked_sub(jiff::SignedDuration::from_mins(1)).unwrap_or(span.start);
    instant_in(row, "date").is_none_or(|(at, _)| first < at && at < span.end)
}

/// A heart rate of the summary: `avgHeartRate`, or `heartRate` with its parts.
fn summary_rate(value: &Value<'_>, [key, part]: [&str; 2]) -> Option<f64> {
    let quantity = |of: &Value<'_>| positive(of, "qty").or_else(|| of.as_f64().filter(|rate| *rate > 0.0));
    let whole = value.get(key).and_then(quantity);
    whole.or_else(|| value.get("heartRate")?.get(part).and_then(quantity))
}

fn rate(row: &Value<'_>) -> Option<f64> {
    positive(row, "Avg").or_else(|| positive(row, "qty"))
}

fn shape(value: &Value<'_>, span: Span) -> Option<Box<Shape>> {
    let mut samples: Vec<(Timestamp, Sample)> = Vec::new();
    for row in list(value, "heartRateData") {
        let at = instant_in(row, "date");
        let at = at.filter(|(at, _)| span.start <= *at && *at <= span.end);
        samples.extend(at.map(|(at, _)| (at, Sample { heart_rate: rate(row), ..Sample::default() })));
    }
    let place = |row: &Value<'_>| {
        let latitude = number(row, "latitude").or_else(|| number(row, "lat"))?;
        let longitude = number(row, "longitude").or_else(|| number(row, "lon"))?;
        Some(Position { latitude, longitude })
    };
    for row in list(value, "route") {
        let at = instant_in(row, "timestamp");
        let sample = Sample {
            position: place(row),
            speed: number(row, "speed"),
            altitude: number(row, "altitude"),
            ..Sample::default()
        };
        samples.extend(at.map(|(at, _)| (at, sample)));
    }
    shape_of(samples)
}

fn between(row: &Value<'_>, from: &str, to: &str) -> Option<(Span, Offsets)> {
    let ((start, from), (end, to)) = (instant_in(row, from)?, instant_in(row, to)?);
    (start < end).then_some((Span { start, end }, Offsets { start: from, end: to }))
}

/// The name of a source, which releases of the app write as text or as an object.
fn source_in<'a>(row: &'a Value<'_>, key: &str) -> Option<&'a str> {
    let of = |object: &'a Value<'_>| ["name", "identifier"].into_iter().find_map(|key| text(object, key));
    text(row, key).or_else(|| row.get(key).and_then(of))
}

/// A time as text, or as seconds since 1970 or, as Apple counts, since 2001. Neither of the two can be taken for the other.
fn instant_in(row: &Value<'_>, key: &str) -> Option<(Timestamp, i32)> {
    if let Some(text) = text(row, key) {
        return instant(text);
    }
    let said = number(row, key)?;
    let seconds = match said {
        SINCE_1970_FROM..SINCE_1970_TO => said,
        SINCE_2001_FROM..SINCE_1970_FROM => said + SECONDS_TO_2001,
        _ => return None,
    };
    #[expect(clippy::cast_possible_truncation, reason = "checked to be in this century")]
    Some((Timestamp::from_millisecond((seconds * 1000.0).round() as i64).ok()?, 0))
}

/// `2021-12-18 02:21:06 +0800`; phones with twelve-hour clocks write `2:21:06 AM` with a narrow blank, or the half of the
/// day in their own language (`2:21:06 p. m.`, `午後2:21:06`), some in their own digits. Newer versions write ISO 8601 too.
fn instant(text: &str) -> Option<(Timestamp, i32)> {
    let text: String = text.chars().map(plain).collect();
    if let Ok(at) = text.parse::<Timestamp>() {
        let offset = text.len().checked_sub(6).and_then(|from| super::field::offset(text.get(from..)?));
        return Some((at, offset.unwrap_or(0)));
    }
    let lower = text.to_lowercase();
    let half = HALVES.iter().find_map(|(word, after_noon)| Some((lower.find(word)?, word, *after_noon)));
    let clock =
        half.map_or(lower.clone(), |(at, word, _)| format!("{} {}", &lower[..at], &lower[at + word.len()..]));
    let clock = clock.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut read = jiff::fmt::strtime::parse("%Y-%m-%d %H:%M:%S %z", &clock).ok()?;
    if let Some((.., after_noon)) = half {
        let hour = read.hour().filter(|hour| (1..=12).contains(hour))?;
        read.set_hour(Some(hour % 12 + if after_noon { 12 } else { 0 })).ok()?;
    }
    Some((read.to_timestamp().ok()?, read.offset().map_or(0, jiff::tz::Offset::seconds)))
}

/// The halves of the day as phones write them, and whether it is the second; the longest first.
const HALVES: [(&str, bool); 16] = [
    ("a. m.", false),
    ("p. m.", true),
    ("a.m.", false),
    ("p.m.", true),
    ("午前", false),
    ("午後", true),
    ("上午", false),
    ("下午", true),
    ("오전", false),
    ("오후", true),
    ("vorm.", false),
    ("nachm.", true),
    ("ص", false),
    ("م", true),
    ("am", false),
    ("pm", true),
];

/// A blank for every kind of blank, and digits as they are written in English.
fn plain(c: char) -> char {
    let digit = |zero: char| char::from_digit(u32::from(c) - u32::from(zero), 10);
    match c {
        '\u{202f}' | '\u{a0}' => ' ',
        '٠'..='٩' => digit('٠').unwrap_or(c),
        '۰'..='۹' => digit('۰').unwrap_or(c),
        '०'..='९' => digit('०').unwrap_or(c),
        '\u{ff10}'..='\u{ff19}' => digit('\u{ff10}').unwrap_or(c),
        // Marks of the direction of writing.
        '\u{200e}' | '\u{200f}' | '\u{61c}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn decode(document: &serde_json::Value) -> Decoded {
        super::decode(&super::super::value::tree(document)).unwrap().unwrap()
    }

    /// Phones write times as their region does, and releases of the app as they please.
    #[test]
    fn times_are_read_in_every_form_they_were_seen_in() {
        for text in [
            "2026-11-29 18:30:00 +0100",
            "2026-11-29 6:30:00\u{202f}PM +0100",
            "2026-11-29 6:30:00 p.m. +0100",
            "2026-11-29 06:30:00 p.\u{a0}m. +0100",
            "2026-11-29T18:30:00+01:00",
            "2026-11-29T17:30:00Z",
        ] {
            let read = instant(text).map(|(at, _)| at.to_string());
            assert_eq!(read.as_deref(), Some("2026-11-29T17:30:00Z"), "{text}");
        }
        for row in [json!({"d": 1_795_973_400}), json!({"d": 817_666_200.0})] {
            let read = instant_in(&super::super::value::tree(&row), "d").map(|(at, _)| at.to_string());
            assert_eq!(read.as_deref(), Some("2026-11-29T17:30:00Z"), "{row}");
        }
        for text in ["", "29/11/2026 18:30", "p.m.", "İp.m.", "2026-13-01 00:00:00 +0000"] {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    /// With days aggregated, the app sends the mean of a day's weighings as if it had been weighed at midnight.
    #[test]
    fn a_mass_at_midnight_is_a_day_s_and_no_weighing() {
        let decoded = decode(
            &json!({"data": {"metrics": [{"name": "weight_body_mass", "units": "kg", "data": [
            {"date": "2026-11-29 00:00:00 +0100", "qty": 70.8}, {"date": "2026-11-29 06:30:00 +0100", "qty": 71.2}]}]}}),
        );
        let sure = |reading: &Reading| matches!(reading, Reading::BodyMass { .. });
        assert_eq!(decoded.readings.iter().map(sure).collect::<Vec<_>>(), [false, true]);
    }

    /// With days aggregated, drinks come as one figure for each day, which grows with every upload and stands at midnight.
    #[test]
    fn the_drinks_of_a_day_are_not_drunk_at_midnight() {
        let water = |rows: serde_json::Value| {
            decode(&json!({"data": {"metrics": [{"name": "dietary_water", "units": "mL", "data": rows},
                {"name": "weight_body_mass", "units": "kg", "data": [{"date": "2026-11-29 06:30:00 +0100", "qty": 71.2}]}]}}))
        };
        let drinks = |decoded: &Decoded| {
            decoded.readings.iter().filter(|reading| matches!(reading, Reading::Drink { .. })).count()
        };
        let total = water(json!([{"date": "2026-11-29 00:00:00 +0100", "qty": 2600}]));
        assert_eq!((drinks(&total), &total.notes[..]), (0, &[Note::DrinkTotals][..]));
        let each = water(
            json!([{"date": "2026-11-29 00:04:00 +0100", "qty": 250}, {"date": "2026-11-29 09:00:00 +0100", "qty": 400}]),
        );
        assert_eq!((drinks(&each), &each.notes[..]), (2, &[][..]));
    }

    #[test]
    fn lengths_and_energies_have_the_units_that_are_written_beside_them() {
        let swim = |distance: serde_json::Value, elevation: serde_json::Value| {
            let decoded = decode(
                &json!({"data": {"workouts": [{"id": "S", "name": "Pool Swim", "start": "2026-11-29 07:00:00 +0000",
                "end": "2026-11-29 07:30:00 +0000", "duration": 1800, "distance": distance, "elevation": elevation,
                "activeEnergyBurned": {"qty": 1000, "units": "kJ"}}]}}),
            );
            let Kind::Workout(workout) = decoded.observations[0].kind.clone() else { panic!() };
            workout
        };
        let yards = swim(json!({"qty": 1000, "units": "yd"}), json!({"ascent": 300, "units": "ft"}));
        assert_eq!(yards.distance, Some(Length::from_m(914.4)));
        assert!((yards.ascent.unwrap().as_m() - 91.44).abs() < 1e-9);
        assert_eq!(yards.energy, Some(Energy::from_kj(1000.0)));
        let unknown = swim(json!({"qty": 3, "units": "leagues"}), json!({"ascent": 300, "units": "ells"}));
        assert_eq!(
            (unknown.distance, unknown.ascent),
            (None, None),
            "a unit that is not known is not guessed"
        );
    }

    /// Trap 38: a source may be an object; a watch's rows and a phone's are not thrown together by that.
    #[test]
    fn sources_are_told_apart_when_they_are_objects() {
        let row = |value: &str, source: serde_json::Value| json!({"startDate": "2026-11-28 23:00:00 +0000", "endDate": "2026-11-29 06:00:00 +0000", "value": value, "source": source});
        let night = |a: serde_json::Value, b: serde_json::Value| {
            let rows = json!([row("Core", a), row("Asleep", b)]);
            decode(&json!({"data": {"metrics": [{"name": "sleep_analysis", "units": "hr", "data": rows}]}}))
        };
        let (watch, phone) = (json!({"name": "Watch", "identifier": "w"}), json!({"name": "iPhone"}));
        assert_eq!(night(watch.clone(), phone).observations.len(), 2);
        assert_eq!(night(watch, json!("Watch")).observations.len(), 1);
    }

    #[test]
    fn clocks_of_twelve_hours_are_read_in_the_languages_of_phones() {
        let afternoon = instant("2026-10-03 14:05:06 +0200");
        assert_eq!(
            afternoon.map(|(at, offset)| (at.to_string(), offset)),
            Some(("2026-10-03T12:05:06Z".into(), 7200))
        );
        for text in [
            "2026-10-03 2:05:06 PM +0200",
            "2026-10-03 02:05:06\u{202f}PM +0200",
            "2026-10-03 2:05:06\u{a0}p.\u{a0}m. +0200",
            "2026-10-03 2:05:06 p.m. +0200",
            "2026-10-03 午後2:05:06 +0200",
            "2026-10-03 오후 2:05:06 +0200",
            "٢٠٢٦-١٠-٠٣ ٢:٠٥:٠٦ م +٠٢٠٠",
            "2026-10-03T14:05:06+02:00",
        ] {
            assert_eq!(instant(text), afternoon, "{text}");
        }
        assert_eq!(instant("2026-10-03 12:00:00 AM +0000"), instant("2026-10-03 00:00:00 +0000"));
        assert_eq!(instant("2026-10-03 12:00:00 PM +0000"), instant("2026-10-03 12:00:00 +0000"));
        for text in ["", "2026-10-03 14:05:06 PM +0200", "2026-10-03", "PM"] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
