//! Reading an answer: parallel arrays that may be short, hold nulls, or not be there at all.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::Deserialize;
use units::{AirSpeed, Fraction, HeatFlux, Temperature};

use crate::weather::{HourlyWeather, Kind, Origin, Radiation, WeatherError};

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    error: bool,
    reason: Option<String>,
    #[serde(default)]
    utc_offset_seconds: i32,
    #[serde(default)]
    hourly_units: HashMap<String, String>,
    hourly: Option<Hourly>,
}

#[derive(Deserialize)]
struct Hourly {
    time: Vec<Stamp>,
    /// The variables by name. Read only when used: an unknown one may hold anything.
    #[serde(flatten)]
    variables: HashMap<String, serde_json::Value>,
}

/// A stamp: unix time as asked, or local time in the answer's one offset as some instances give it nevertheless.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stamp {
    Unix(i64),
    Local(DateTime),
}

/// The hours of an answer. An hour in which temperature, humidity or wind is null is left out.
pub(super) fn read(
    body: &[u8],
    kind: Kind,
    issued_at: Timestamp,
) -> Result<Vec<HourlyWeather>, WeatherError> {
    let answer: Answer = serde_json::from_slice(body).map_err(|error| not_json(body, &error))?;
    if answer.error {
        let reason = answer.reason.unwrap_or_else(|| "no reason given".to_owned());
        return Err(WeatherError::Refused { status: 200, reason });
    }
    let hourly = answer.hourly.as_ref().ok_or_else(|| WeatherError::unreadable("'hourly' is missing"))?;
    let required = |name, unit| {
        answer
            .column(hourly, name, unit)?
            .ok_or_else(|| WeatherError::unreadable(format!("'hourly.{name}' is missing")))
    };
    let temperature = required("temperature_2m", "°C")?;
    let humidity = required("relative_humidity_2m", "%")?;
    let wind = required("wind_speed_10m", "m/s")?;
    let optional = |name, unit| Ok(answer.column(hourly, name, unit)?.unwrap_or_default());
    let cloud = optional("cloud_cover", "%")?;
    let shortwave = optional("shortwave_radiation", "W/m²")?;
    let direct = optional("direct_radiation", "W/m²")?;
    let diffuse = optional("diffuse_radiation", "W/m²")?;
    let precipitation: Vec<_> = optional("precipitation_probability", "%")?;

    let value = |column: &[Option<f64>], row: usize| column.get(row).copied().flatten();
    let percent = |column: &[Option<f64>], row| value(column, row).map(Fraction::from_percent);
    let flux = |column: &[Option<f64>], row| value(column, row).map(HeatFlux::from_w_per_m2);
    let mut hours: Vec<HourlyWeather> = Vec::with_capacity(hourly.time.len());
    for (row, stamp) in hourly.time.iter().enumerate() {
        let (Some(celsius), Some(relative_humidity), Some(wind)) =
            (value(&temperature, row), percent(&humidity, row), value(&wind, row))
        else {
            continue;
        };
        let at = stamp.instant(answer.utc_offset_seconds)?;
        if hours.last().is_some_and(|last| last.at >= at) {
            return Err(WeatherError::unreadable(format!("'hourly.time' does not rise at {at}")));
        }
        let radiation = match (flux(&shortwave, row), flux(&direct, row), flux(&diffuse, row)) {
            (Some(shortwave), Some(direct), Some(diffuse)) => Some(Radiation { shortwave, direct, diffuse }),
            _ => None,
        };
        let hour = HourlyWeather {
            at,
            air_temperature: Temperature::from_celsius(celsius),
            relative_humidity,
            wind: AirSpeed::from_m_per_s(wind),
            cloud_cover: percent(&cloud, row),
            radiation,
            precipitation_probability: percent(&precipitation, row),
            kind,
            origin: Origin::OpenMeteo,
            issued_at,
        };
        hours.push(hour.checked()?);
    }
    Ok(hours)
}

/// The reason in an error body, if it is one.
pub(super) fn reason(body: &[u8]) -> Option<String> {
    serde_json::from_slice::<Answer>(body).ok()?.reason
}

impl Answer {
    /// A variable's values, checked to be as many as the stamps and in the unit asked for; `None` when it is not there.
    fn column(
        &self,
        hourly: &Hourly,
        name: &str,
        unit: &str,
    ) -> Result<Option<Vec<Option<f64>>>, WeatherError> {
        let Some(values) = hourly.variables.get(name) else { return Ok(None) };
        let values: Vec<Option<f64>> = Vec::deserialize(values).map_err(|error| {
            WeatherError::unreadable(format!("'hourly.{name}' is no list of numbers: {error}"))
        })?;
        if values.len() != hourly.time.len() {
            let (given, expected) = (values.len(), hourly.time.len());
            return Err(WeatherError::unreadable(format!(
                "'hourly.{name}' has {given} values for {expected} hours"
            )));
        }
        match self.hourly_units.get(name) {
            Some(given) if given == unit => Ok(Some(values)),
            Some(given) => {
                Err(WeatherError::unreadable(format!("'hourly.{name}' is in {given}, {unit} was asked for")))
            }
            // The service's default wind is km/h: a number without its unit is not a wind.
            None => Err(WeatherError::unreadable(format!(
                "'hourly_units.{name}' is missing, {unit} was asked for"
            ))),
        }
    }
}

impl Stamp {
    fn instant(&self, utc_offset_seconds: i32) -> Result<Timestamp, WeatherError> {
        let instant = match self {
            Self::Unix(second) => Timestamp::from_second(*second),
            Self::Local(local) => {
                Offset::from_seconds(utc_offset_seconds).and_then(|offset| offset.to_timestamp(*local))
            }
        };
        instant.map_err(|error| WeatherError::unreadable(format!("'hourly.time': {error}")))
    }
}

fn not_json(body: &[u8], error: &serde_json::Error) -> WeatherError {
    let body = body.trim_ascii();
    // A number cut after its sign is no end of file to the parser, but an object that is not closed was cut all the same.
    if error.is_eof() || body.starts_with(b"{") && !body.ends_with(b"}") {
        return WeatherError::Unreachable { reason: "the answer broke off".to_owned() };
    }
    if body.starts_with(b"<") {
        return WeatherError::unreadable("it is a web page, not JSON: is the configured address right?");
    }
    WeatherError::unreadable(error.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn read_text(text: &str) -> Result<Vec<HourlyWeather>, WeatherError> {
        read(text.as_bytes(), Kind::Archive, Timestamp::UNIX_EPOCH)
    }

    /// A whole answer of three hours, to be damaged.
    fn whole() -> Value {
        json!({
            "latitude": 53.3, "longitude": -6.3, "utc_offset_seconds": 0,
            "hourly_units": {
                "time": "unixtime", "temperature_2m": "°C", "relative_humidity_2m": "%", "wind_speed_10m": "m/s",
                "cloud_cover": "%", "shortwave_radiation": "W/m²", "direct_radiation": "W/m²", "diffuse_radiation": "W/m²",
            },
            "hourly": {
                "time": [1_784_358_000, 1_784_361_600, 1_784_365_200],
                "temperature_2m": [16.1, 17.4, 18.9], "relative_humidity_2m": [81, 101, 69], "wind_speed_10m": [2.1, 2.6, 3.0],
                "cloud_cover": [100, 63, 20], "shortwave_radiation": [120.0, -0.4, 430.0],
                "direct_radiation": [20.0, 0.0, 300.0], "diffuse_radiation": [100.0, 0.0, null],
            },
        })
    }

    #[test]
    fn a_whole_answer_is_read_and_rounding_taken_back() {
        let hours = read_text(&whole().to_string()).unwrap();
        assert_eq!(hours.len(), 3);
        assert_eq!(hours[0].at, "2026-07-18T07:00:00Z".parse().unwrap());
        assert_eq!(hours[0].wind, AirSpeed::from_m_per_s(2.1));
        assert_eq!(hours[1].relative_humidity, Fraction::from_ratio(1.0));
        assert_eq!(hours[1].radiation.unwrap().shortwave, HeatFlux::ZERO);
        assert_eq!(hours[2].radiation, None, "a part that is null leaves the whole unknown");
        assert_eq!(hours[2].precipitation_probability, None);
    }

    #[test]
    fn an_hour_with_a_null_is_left_out() {
        for name in ["temperature_2m", "relative_humidity_2m", "wind_speed_10m"] {
            let mut answer = whole();
            answer["hourly"][name][1] = Value::Null;
            assert_eq!(read_text(&answer.to_string()).unwrap().len(), 2, "{name}");
        }
    }

    #[test]
    fn each_fault_is_named() {
        type Damage = fn(&mut Value);
        let faults: [(&str, Damage); 9] = [
            ("'hourly' is missing", |a| a["hourly"] = Value::Null),
            ("'hourly.relative_humidity_2m' is missing", |a| {
                a["hourly"].as_object_mut().unwrap().remove("relative_humidity_2m");
            }),
            ("'hourly.cloud_cover' has 2 values for 3 hours", |a| a["hourly"]["cloud_cover"] = json!([1, 2])),
            ("'hourly.temperature_2m' is no list", |a| a["hourly"]["temperature_2m"] = json!("warm")),
            ("'hourly.wind_speed_10m' is in km/h", |a| a["hourly_units"]["wind_speed_10m"] = json!("km/h")),
            ("'hourly_units.wind_speed_10m' is missing", |a| {
                a["hourly_units"].as_object_mut().unwrap().remove("wind_speed_10m");
            }),
            ("'hourly.time' does not rise", |a| a["hourly"]["time"][2] = json!(1_784_361_600)),
            ("air temperature is 999", |a| a["hourly"]["temperature_2m"][0] = json!(999)),
            ("HTTP 200): out of range", |a| *a = json!({"error": true, "reason": "out of range"})),
        ];
        for (expected, damage) in faults {
            let mut answer = whole();
            damage(&mut answer);
            let error = read_text(&answer.to_string()).unwrap_err().to_string();
            assert!(error.contains(expected), "{expected}: {error}");
        }
        assert!(
            read_text("<!DOCTYPE html><title>Bad gateway</title>")
                .unwrap_err()
                .to_string()
                .contains("web page")
        );
    }

    /// What the public recordings look like, which were asked for local time in a named zone.
    #[test]
    fn the_recorded_answers_are_read_or_refused_for_their_reason() {
        let recording = |name: &str| {
            let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/recordings/open-meteo");
            std::fs::read_to_string(format!("{shared}/{name}/open_meteo_archive.json"))
        };
        let (Ok(adelaide), Ok(dublin)) = (recording("vinea"), recording("dublin-bikes")) else {
            eprintln!("skipped: the recordings are not here");
            return;
        };
        let hours = read_text(&adelaide).unwrap();
        assert_eq!(hours.len(), 72);
        // 00:00 in the answer's fixed +9:30, although Adelaide's clocks stood at +10:30 that summer.
        assert_eq!(hours[0].at, "2025-01-09T14:30:00Z".parse().unwrap());
        assert_eq!(hours[0].air_temperature, Temperature::from_celsius(20.3));
        assert_eq!(hours[0].wind, AirSpeed::from_m_per_s(1.27));
        let error = read_text(&dublin).unwrap_err().to_string();
        assert!(error.contains("temperature_2m"), "an answer without units is not guessed at: {error}");
    }

    #[test]
    fn an_answer_cut_anywhere_asks_to_be_tried_again() {
        let text = whole().to_string();
        for cut in 0..text.len() {
            let error = read(&text.as_bytes()[..cut], Kind::Forecast, Timestamp::UNIX_EPOCH).unwrap_err();
            assert!(error.is_transient(), "cut at {cut}: {error}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_are_a_panic(body in proptest::collection::vec(any::<u8>(), 0..200), second in any::<i64>(), value in any::<f64>()) {
            let _ = read(&body, Kind::Forecast, Timestamp::UNIX_EPOCH);
            let mut answer = whole();
            answer["hourly"]["time"][0] = json!(second);
            answer["hourly"]["temperature_2m"][0] = json!(value);
            let _ = read_text(&answer.to_string());
        }
    }
}
