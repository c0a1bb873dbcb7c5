//! How far the truth may lie from what a source says.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use units::{Fraction, TemperatureDifference};

use super::Kind;

/// One standard deviation of each value around the truth at the athlete.
///
/// The figures are engineering priors, not verification statistics of any service. Those of a fresh forecast are
/// the ones the sweat prediction propagates (± 1.5 K, ± 8 % RH, ± 30 % wind, ± 2/8 cloud); the rest are our choice.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Of the air temperature.
    pub air_temperature: TemperatureDifference,
    /// Of the relative humidity, as a share of 1.
    pub relative_humidity: Fraction,
    /// Of the wind, as a share of its value.
    pub wind: Fraction,
    /// Of the cloud cover, as a share of 1.
    pub cloud_cover: Fraction,
}

/// A person reading an instrument on the spot. Our choice.
const TYPED: Spread = spread(0.5, 0.05, 0.20, 0.125);
/// A reanalysis cell against a point inside it. Our choice.
const ARCHIVE: Spread = spread(1.0, 0.06, 0.25, 0.20);
/// A forecast for the hour it is issued: the engineering figures named above.
const FRESH_FORECAST: Spread = spread(1.5, 0.08, 0.30, 0.25);
/// The prior, weather and climate of the place together. Our choice, wide on purpose.
const CLIMATOLOGY: Spread = spread(6.0, 0.20, 0.60, 0.35);
/// The lead time at which a forecast knows no more than the prior. Our choice.
const FORECAST_HORIZON_DAYS: f64 = 14.0;

const fn spread(kelvin: f64, humidity: f64, wind: f64, cloud: f64) -> Spread {
    Spread {
        air_temperature: TemperatureDifference::from_kelvin(kelvin),
        relative_humidity: Fraction::from_ratio(humidity),
        wind: Fraction::from_ratio(wind),
        cloud_cover: Fraction::from_ratio(cloud),
    }
}

impl Spread {
    /// The spread of an hour of a kind, `lead` after it was issued. Only a forecast widens with its lead: its variance
    /// goes to that of the prior with the square of the lead time.
    pub fn of(kind: Kind, lead: SignedDuration) -> Self {
        match kind {
            Kind::Typed => TYPED,
            Kind::Archive => ARCHIVE,
            Kind::Climatology => CLIMATOLOGY,
            Kind::Forecast => {
                let days = lead.as_secs_f64() / 86_400.0;
                FRESH_FORECAST.towards(CLIMATOLOGY, (days / FORECAST_HORIZON_DAYS).clamp(0.0, 1.0).powi(2))
            }
        }
    }

    /// The wider of two, value by value.
    #[must_use]
    pub fn wider(self, other: Self) -> Self {
        self.with(other, f64::max)
    }

    fn towards(self, other: Self, share: f64) -> Self {
        self.with(other, |near, far| (near.powi(2) * (1.0 - share) + far.powi(2) * share).sqrt())
    }

    fn with(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        spread(
            f(self.air_temperature.as_kelvin(), other.air_temperature.as_kelvin()),
            f(self.relative_humidity.as_ratio(), other.relative_humidity.as_ratio()),
            f(self.wind.as_ratio(), other.wind.as_ratio()),
            f(self.cloud_cover.as_ratio(), other.cloud_cover.as_ratio()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forecast_widens_from_fresh_to_prior() {
        let kelvin = |days: i64| {
            Spread::of(Kind::Forecast, SignedDuration::from_hours(days * 24)).air_temperature.as_kelvin()
        };
        assert_eq!((kelvin(-3), kelvin(0), kelvin(14), kelvin(20)), (1.5, 1.5, 6.0, 6.0));
        for day in 0..14 {
            assert!(kelvin(day) < kelvin(day + 1), "day {day}");
        }
    }

    #[test]
    fn a_surer_kind_is_narrower() {
        let kinds = [Kind::Climatology, Kind::Forecast, Kind::Archive, Kind::Typed];
        for pair in kinds.windows(2) {
            let [unsure, sure] = [pair[0], pair[1]].map(|kind| Spread::of(kind, SignedDuration::ZERO));
            assert!(pair[0] < pair[1]);
            assert_eq!(unsure.wider(sure), unsure, "{pair:?}");
        }
    }
}
