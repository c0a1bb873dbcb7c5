//! Weather that a person typed in.

use jiff::Timestamp;
use units::{AirSpeed, Fraction, Temperature};

use super::{HourRange, HourlyWeather, Hours, Kind, Origin, Place, Weather, WeatherError};

/// The conditions a person read off an instrument, or set for an indoor session: the same for every hour asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Typed(HourlyWeather);

impl Typed {
    /// Conditions as typed at `entered_at`. Indoors the wind is that of the fan. Cloud stays unknown when not given, and
    /// radiation always does: nobody reads it off.
    ///
    /// # Errors
    /// [`WeatherError::Impossible`] names a value that no place on earth has.
    pub fn new(
        air_temperature: Temperature,
        relative_humidity: Fraction,
        wind: AirSpeed,
        cloud_cover: Option<Fraction>,
        entered_at: Timestamp,
    ) -> Result<Self, WeatherError> {
        let hour = HourlyWeather {
            at: entered_at,
            air_temperature,
            relative_humidity,
            wind,
            cloud_cover,
            radiation: None,
            precipitation_probability: None,
            kind: Kind::Typed,
            origin: Origin::Person,
            issued_at: entered_at,
        };
        hour.checked().map(Self)
    }
}

impl Weather for Typed {
    fn hours(&self, _place: Place, from: Timestamp, to: Timestamp) -> Hours<'_> {
        let hours = HourRange::covering(from, to)
            .map(|range| range.hours().map(|at| HourlyWeather { at, ..self.0 }).collect());
        Box::pin(std::future::ready(hours))
    }
}
