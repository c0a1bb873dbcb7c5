//! Reading an answer: a row for each stamp, hourly at first, then every six hours.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use units::{AirSpeed, Fraction, Temperature};

use crate::weather::{HourlyWeather, Kind, Origin, WeatherError};

/// Between stamps further apart than this nothing is interpolated.
const LONGEST_STEP: SignedDuration = SignedDuration::from_hours(6);

#[derive(Deserialize)]
struct Answer {
    properties: Properties,
}

#[derive(Deserialize)]
struct Properties {
    #[serde(default)]
    meta: Meta,
    timeseries: Vec<Row>,
}

#[derive(Default, Deserialize)]
struct Meta {
    updated_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Row {
    time: Timestamp,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    instant: Instant,
}

#[derive(Deserialize)]
struct Instant {
    details: Details,
}

/// In the units of the compact answer: °C, %, m/s, %.
#[derive(Clone, Copy, Deserialize)]
struct Details {
    air_temperature: Option<f64>,
    relative_humidity: Option<f64>,
    wind_speed: Option<f64>,
    cloud_area_fraction: Option<f64>,
}

/// The hours of an answer. A row in which temperature, humidity or wind is missing is left out.
pub(super) fn read(body: &[u8], asked_at: Timestamp) -> Result<Vec<HourlyWeather>, WeatherError> {
    let answer: Answer =
        serde_json::from_slice(body).map_err(|error| WeatherError::unreadable(error.to_string()))?;
    let issued_at = answer.properties.meta.updated_at.map_or(asked_at, |made| made.min(asked_at));
    let rows = answer.properties.timeseries.iter().filter_map(|row| hour(row, issued_at));
    let rows = rows.map(HourlyWeather::checked).collect::<Result<Vec<_>, _>>()?;
    let mut hours: Vec<HourlyWeather> = Vec::new();
    for row in rows {
        if let Some(last) = hours.last().copied() {
            if row.at <= last.at {
                return Err(WeatherError::unreadable(format!("its times do not rise at {}", row.at)));
            }
            hours.extend(between(&last, &row));
        }
        hours.push(row);
    }
    Ok(hours)
}

fn hour(row: &Row, issued_at: Timestamp) -> Option<HourlyWeather> {
    let details = row.data.instant.details;
    Some(HourlyWeather {
        at: row.time,
        air_temperature: Temperature::from_celsius(details.air_temperature?),
        relative_humidity: Fraction::from_percent(details.relative_humidity?),
        wind: AirSpeed::from_m_per_s(details.wind_speed?),
        cloud_cover: details.cloud_area_fraction.map(Fraction::from_percent),
        radiation: None,
        precipitation_probability: None,
        kind: Kind::Forecast,
        origin: Origin::MetNorway,
        issued_at,
    })
}

/// The whole hours between two stamps, in a straight line.
fn between(a: &HourlyWeather, b: &HourlyWeather) -> Vec<HourlyWeather> {
    let step = b.at.duration_since(a.at);
    if step > LONGEST_STEP {
        return Vec::new();
    }
    let mix = |share: f64, a: f64, b: f64| a + (b - a) * share;
    let at = |hour: i64| {
        let since = SignedDuration::from_hours(hour);
        let share = since.as_secs_f64() / step.as_secs_f64();
        let percent = |a: Fraction, b: Fraction| Fraction::from_ratio(mix(share, a.as_ratio(), b.as_ratio()));
        let celsius = mix(share, a.air_temperature.as_celsius(), b.air_temperature.as_celsius());
        Some(HourlyWeather {
            at: a.at.checked_add(since).ok()?,
            air_temperature: Temperature::from_celsius(celsius),
            relative_humidity: percent(a.relative_humidity, b.relative_humidity),
            wind: AirSpeed::from_m_per_s(mix(share, a.wind.as_m_per_s(), b.wind.as_m_per_s())),
            cloud_cover: a.cloud_cover.zip(b.cloud_cover).map(|(a, b)| percent(a, b)),
            ..*a
        })
    };
    (1..step.as_hours()).filter_map(at).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn row(time: &str, celsius: Option<f64>) -> Value {
        json!({"time": time, "data": {"instant": {"details": {"air_temperature": celsius, "relative_humidity": 60.0,
            "wind_speed": 3.0, "cloud_area_fraction": 50.0, "air_pressure_at_sea_level": 1013.0}}}})
    }

    fn read_rows(rows: &[Value]) -> Result<Vec<HourlyWeather>, WeatherError> {
        let meta = json!({"updated_at": "2026-07-18T05:00:00Z"});
        let answer = json!({"type": "Feature", "properties": {"meta": meta, "timeseries": rows}});
        read(answer.to_string().as_bytes(), "2026-07-18T06:30:00Z".parse().unwrap())
    }

    #[test]
    fn hours_between_six_hourly_stamps_lie_on_a_line() {
        let hours = read_rows(&[
            row("2026-07-18T06:00:00Z", Some(15.0)),
            row("2026-07-18T07:00:00Z", Some(16.0)),
            row("2026-07-18T13:00:00Z", Some(22.0)),
        ])
        .unwrap();
        let celsius: Vec<f64> = hours.iter().map(|hour| hour.air_temperature.as_celsius().round()).collect();
        assert_eq!(celsius, [15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0]);
        assert!(hours.iter().all(|hour| hour.origin == Origin::MetNorway && hour.radiation.is_none()));
        assert_eq!(hours[0].issued_at.to_string(), "2026-07-18T05:00:00Z");
    }

    #[test]
    fn a_null_is_no_zero_and_a_long_hole_stays_one() {
        let hours = read_rows(&[
            row("2026-07-18T06:00:00Z", Some(15.0)),
            row("2026-07-18T07:00:00Z", None),
            row("2026-07-18T15:00:00Z", Some(24.0)),
        ])
        .unwrap();
        assert_eq!(hours.len(), 2);
        assert!(
            read_rows(&[row("2026-07-18T07:00:00Z", Some(1.0)), row("2026-07-18T06:00:00Z", Some(1.0))])
                .is_err()
        );
        assert!(read(b"{", "2026-07-18T06:30:00Z".parse().unwrap()).is_err());
    }
}
