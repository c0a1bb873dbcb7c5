//! One hour of weather, and how it came to be known.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use units::{AirSpeed, Fraction, HeatFlux, Temperature};

use super::{Spread, WeatherError};

/// How an hour came to be known, from the least sure to the surest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A coarse prior by latitude, season and hour: no source knew better.
    Climatology,
    /// A model's forecast, or its most recent analysis where the archive does not reach yet.
    Forecast,
    /// The reanalysis of what happened.
    Archive,
    /// Read off an instrument by a person.
    Typed,
}

/// Who said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Nobody: a coarse prior.
    Climatology,
    /// Open-Meteo.com.
    OpenMeteo,
    /// MET Norway.
    MetNorway,
    /// A person.
    Person,
}

impl Origin {
    /// Its name, as its licence wants it to be named; `None` where there is nobody to name.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::OpenMeteo => Some("Open-Meteo.com"),
            Self::MetNorway => Some("MET Norway"),
            Self::Climatology | Self::Person => None,
        }
    }
}

/// Solar radiation on a horizontal plane: means over the hour that **ends** at the stamp.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Radiation {
    /// All of it.
    pub shortwave: HeatFlux,
    /// The part straight from the sun.
    pub direct: HeatFlux,
    /// The part scattered by sky and cloud.
    pub diffuse: HeatFlux,
}

/// The weather at a whole hour. Temperature, humidity, wind and cloud are values at the stamp; radiation and the
/// probability of precipitation belong to the hour that ends there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HourlyWeather {
    /// The stamp.
    pub at: Timestamp,
    /// Air temperature 2 m above ground.
    pub air_temperature: Temperature,
    /// Relative humidity 2 m above ground, 0 to 1.
    pub relative_humidity: Fraction,
    /// Wind 10 m above ground; at the height of a person it blows slower.
    pub wind: AirSpeed,
    /// The share of the sky under cloud, 0 to 1. `None` is unknown, not clear.
    pub cloud_cover: Option<Fraction>,
    /// Solar radiation. `None` is unknown, not dark: derive it from the sun's position and the cloud.
    pub radiation: Option<Radiation>,
    /// The probability of precipitation, 0 to 1; forecasts only.
    pub precipitation_probability: Option<Fraction>,
    /// How this hour is known.
    pub kind: Kind,
    /// Who said it.
    pub origin: Origin,
    /// When the source was asked, or the value typed in; for a climatology, the stamp itself.
    pub issued_at: Timestamp,
}

impl HourlyWeather {
    /// How far the truth may lie from these values.
    pub fn spread(&self) -> Spread {
        Spread::of(self.kind, self.at.duration_since(self.issued_at))
    }

    /// The same hour if every value is one the earth knows. Rounding beyond the ends of a share and the small negative
    /// radiation some models give at night are brought back to the end.
    ///
    /// # Errors
    /// [`WeatherError::Impossible`] names the first value that is not.
    pub fn checked(self) -> Result<Self, WeatherError> {
        let celsius = self.air_temperature.as_celsius();
        // The records are −89.2 °C and 56.7 °C.
        within("air temperature", celsius, -90.0..=60.0, ("-90 °C", "60 °C"))?;
        // The record is 113 m/s.
        within("wind", self.wind.as_m_per_s(), 0.0..=120.0, ("0 m/s", "120 m/s"))?;
        Ok(Self {
            relative_humidity: share("relative humidity", self.relative_humidity)?,
            cloud_cover: self.cloud_cover.map(|cloud| share("cloud cover", cloud)).transpose()?,
            precipitation_probability: self
                .precipitation_probability
                .map(|chance| share("precipitation probability", chance))
                .transpose()?,
            radiation: self.radiation.map(Radiation::checked).transpose()?,
            ..self
        })
    }
}

impl Radiation {
    fn checked(self) -> Result<Self, WeatherError> {
        // Outside the atmosphere the sun gives 1361 W/m²; cloud edges lift an hour's mean hardly above that.
        let flux = |name, flux: HeatFlux| {
            within(name, flux.as_w_per_m2(), -20.0..=1500.0, ("0 W/m²", "1500 W/m²"))?;
            Ok(HeatFlux::from_w_per_m2(flux.as_w_per_m2().max(0.0)))
        };
        Ok(Self {
            shortwave: flux("shortwave radiation", self.shortwave)?,
            direct: flux("direct radiation", self.direct)?,
            diffuse: flux("diffuse radiation", self.diffuse)?,
        })
    }
}

/// A share, with up to 5 % of rounding beyond either end taken back.
fn share(name: &'static str, share: Fraction) -> Result<Fraction, WeatherError> {
    within(name, share.as_percent(), -5.0..=105.0, ("0 %", "100 %"))?;
    Ok(Fraction::from_ratio(share.as_ratio().clamp(0.0, 1.0)))
}

fn within(
    name: &'static str,
    value: f64,
    accepted: std::ops::RangeInclusive<f64>,
    (low, high): (&'static str, &'static str),
) -> Result<(), WeatherError> {
    if accepted.contains(&value) { Ok(()) } else { Err(WeatherError::Impossible { name, value, low, high }) }
}
