//! A coarse prior of the weather, for when nobody knows better.

use std::f64::consts::TAU;

use jiff::Timestamp;
use jiff::tz::Offset;
use units::{AirSpeed, Fraction, Temperature};

use super::{HourRange, HourlyWeather, Hours, Kind, Origin, Place, Weather};

/// A prior by latitude, season and solar hour: a zonal annual mean with a yearly and a daily wave.
///
/// **An engineering prior, not a climatology of any data set.** Its numbers are our own, set by eye to the order of
/// magnitude of inhabited lowlands; it knows no altitude, sea or desert. Its hours are labelled [`Kind::Climatology`]
/// and carry the widest [`Spread`](super::Spread); show both. Radiation is left unknown, to be derived from the sun's
/// position and the cloud cover, which is half.
#[derive(Clone, Copy, Debug, Default)]
pub struct Climatology;

/// Annual mean at the equator, °C. Our choice, as all below.
const EQUATOR_CELSIUS: f64 = 27.5;
/// Fall of the annual mean with the squared sine of the latitude, K.
const FALL_KELVIN: f64 = 29.0;
/// Yearly amplitude at the pole, growing with the sine of the latitude, K; the southern seas halve it, nearly.
const NORTH_YEARLY_KELVIN: f64 = 14.0;
const SOUTH_YEARLY_KELVIN: f64 = 9.0;
/// Day of the year on which the north is warmest: a month after the solstice.
const WARMEST_DAY: f64 = 201.0;
/// Daily amplitude, K, and the solar hour of its peak.
const DAILY_KELVIN: f64 = 4.5;
const WARMEST_HOUR: f64 = 15.0;
/// Mean relative humidity, and how far it falls when the day is warmest.
const HUMIDITY: f64 = 0.70;
const DAILY_HUMIDITY: f64 = 0.13;
/// Wind at 10 m, m/s.
const WIND_M_PER_S: f64 = 3.0;
/// Cloud cover.
const CLOUD: f64 = 0.5;
/// Days of a mean year, hours of a day.
const YEAR_DAYS: f64 = 365.25;
const DAY_HOURS: f64 = 24.0;
/// Degrees the sun passes in an hour.
const DEGREES_PER_HOUR: f64 = 15.0;

impl Climatology {
    /// The prior for one hour at a place. Solar time is taken from the longitude alone, within a quarter of an hour.
    pub fn hour(place: Place, at: Timestamp) -> HourlyWeather {
        let utc = Offset::UTC.to_datetime(at);
        let utc_hour = f64::from(utc.hour()) + f64::from(utc.minute()) / 60.0;
        let solar_hour = utc_hour + place.longitude() / DEGREES_PER_HOUR;
        let sine = place.latitude().to_radians().sin();
        let yearly_kelvin = if sine < 0.0 { SOUTH_YEARLY_KELVIN } else { NORTH_YEARLY_KELVIN };
        // The sign of the sine turns the seasons round in the south.
        let season = (TAU * (f64::from(utc.day_of_year()) - WARMEST_DAY) / YEAR_DAYS).cos() * sine;
        let day = (TAU * (solar_hour - WARMEST_HOUR) / DAY_HOURS).cos();
        let celsius =
            EQUATOR_CELSIUS - FALL_KELVIN * sine.powi(2) + yearly_kelvin * season + DAILY_KELVIN * day;
        HourlyWeather {
            at,
            air_temperature: Temperature::from_celsius(celsius),
            relative_humidity: Fraction::from_ratio(HUMIDITY - DAILY_HUMIDITY * day),
            wind: AirSpeed::from_m_per_s(WIND_M_PER_S),
            cloud_cover: Some(Fraction::from_ratio(CLOUD)),
            radiation: None,
            precipitation_probability: None,
            kind: Kind::Climatology,
            origin: Origin::Climatology,
            issued_at: at,
        }
    }
}

impl Weather for Climatology {
    fn hours(&self, place: Place, from: Timestamp, to: Timestamp) -> Hours<'_> {
        let hours = HourRange::covering(from, to)
            .map(|range| range.hours().map(|at| Self::hour(place, at)).collect());
        Box::pin(std::future::ready(hours))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn celsius(latitude: f64, at: &str) -> f64 {
        let place = Place::new(latitude, 0.0).unwrap();
        Climatology::hour(place, at.parse().unwrap()).air_temperature.as_celsius()
    }

    #[test]
    fn seasons_turn_round_at_the_equator_and_afternoons_are_warm() {
        let (january, july) = ("2026-01-19T15:00:00Z", "2026-07-20T15:00:00Z");
        assert!(celsius(52.0, july) > celsius(52.0, january) + 15.0);
        assert!(celsius(-34.0, january) > celsius(-34.0, july) + 8.0);
        assert!((celsius(0.0, january) - celsius(0.0, july)).abs() < 0.1);
        assert!((celsius(52.0, july) - celsius(52.0, "2026-07-20T03:00:00Z") - 9.0).abs() < 0.2);
    }

    #[test]
    fn the_day_follows_the_longitude() {
        let at = "2026-07-20T05:00:00Z".parse().unwrap();
        let [here, there] = [0.0, 150.0].map(|east| Climatology::hour(Place::new(40.0, east).unwrap(), at));
        assert!(there.air_temperature > here.air_temperature, "05:00 UTC is mid-afternoon at 150° E");
        assert!(there.relative_humidity < here.relative_humidity);
    }

    proptest! {
        #[test]
        fn the_prior_is_possible_everywhere(
            latitude in -90.0..=90.0_f64, longitude in -180.0..=180.0_f64, second in 0..4_000_000_000_i64,
        ) {
            let hour = Climatology::hour(
                Place::new(latitude, longitude).unwrap(), Timestamp::from_second(second).unwrap(),
            );
            prop_assert_eq!(hour.checked().unwrap(), hour);
        }
    }
}
