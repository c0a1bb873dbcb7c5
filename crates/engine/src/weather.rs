//! The weather of a planned session, asked where nobody typed it.

use connect::weather::{Conditions, Kind, Origin, Place, WeatherError, conditions_over};
use jiff::{SignedDuration, Timestamp};
use physiology::solar::{self, Sunlight};
use physiology::{Foresight, Sun};
use serde::{Deserialize, Serialize};
use units::{Duration, TemperatureDifference};

use crate::{ConditionsInput, Engine, Error};

/// Where a session's weather comes from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeatherSource {
    /// How the hours came to be known.
    pub kind: Kind,
    /// Who said it; absent in documents written before this was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// When the source was asked.
    pub issued_at: Timestamp,
    /// The SD of the air temperature.
    pub temperature_sd: TemperatureDifference,
}

impl WeatherSource {
    /// Its name in keys of texts.
    pub fn code(&self) -> &'static str {
        match self.kind {
            Kind::Climatology => "usual",
            Kind::Forecast => "forecast",
            Kind::Archive => "measured",
            Kind::Typed => "typed",
        }
    }

    /// The source in words.
    pub fn words(&self) -> &'static str {
        match self.kind {
            Kind::Climatology => "usual for the place and season, no forecast reached",
            Kind::Forecast => "forecast",
            Kind::Archive => "measured",
            Kind::Typed => "typed",
        }
    }

    /// Who said it, where somebody has to be named.
    pub fn named(&self) -> Option<&'static str> {
        self.origin.and_then(Origin::name)
    }

    /// How well it is known, for a prediction.
    pub fn foresight(&self) -> Foresight {
        match self.kind {
            Kind::Archive | Kind::Typed => Foresight::Known,
            Kind::Climatology | Kind::Forecast => Foresight::Forecast { temperature_sd: self.temperature_sd },
        }
    }
}

/// Reads `38.72, -9.14` (degrees north, degrees east), the name of a city, or a link to a map.
///
/// # Errors
/// When it is no place on the globe.
pub fn place(text: &str) -> Result<Place, Error> {
    let wrong = |reason: String| Error::field("place", reason);
    if let Some(place) = crate::places::in_link(text) {
        return Ok(place);
    }
    if let Some(city) = crate::named_place(text) {
        return Place::new(city.latitude, city.longitude).map_err(|error| wrong(error.to_string()));
    }
    let accepted = "write a city such as Lisbon, or degrees north and east such as 38.72, -9.14";
    let (latitude, longitude) = text.split_once(',').ok_or_else(|| wrong(accepted.to_owned()))?;
    let degrees = |text: &str| text.trim().parse::<f64>().map_err(|_| wrong(accepted.to_owned()));
    Place::new(degrees(latitude)?, degrees(longitude)?).map_err(|error| wrong(error.to_string()))
}

/// The sun over a session: from the radiation that the weather knows, else from its cloud, else unknown. It is taken
/// at the middle of the session, where it stands for the whole.
fn sun(place: Place, start: Timestamp, duration: Duration, weather: &Conditions) -> Option<Sun> {
    #[expect(clippy::cast_possible_truncation, reason = "half of a session in seconds")]
    let half = SignedDuration::from_secs((duration.as_seconds() / 2.0) as i64);
    let middle = start.saturating_add(half).unwrap_or(start);
    let altitude = solar::altitude(middle, place.latitude(), place.longitude());
    let light = match (weather.radiation, weather.cloud_cover) {
        (Some(sun), _) => Sunlight::on_horizontal(sun.direct, sun.diffuse, altitude),
        (None, Some(cloud)) => Sunlight::under_sky(cloud, altitude),
        (None, None) => return None,
    };
    Some(Sun::Radiation { excess: light.radiant_excess() })
}

impl Engine {
    /// Fills in what of the weather was not typed, where a place was.
    pub(crate) async fn forecast(
        &self,
        start: Timestamp,
        typed: ConditionsInput,
    ) -> Result<(ConditionsInput, Option<WeatherSource>), Error> {
        let (Some(text), Some(duration), None) = (&typed.place, typed.duration, typed.air_temperature) else {
            return Ok((typed, None));
        };
        let (weather, source, sun) = self.weather_at(text, start, duration).await?;
        let filled = ConditionsInput {
            air_temperature: Some(weather.air_temperature),
            relative_humidity: typed.relative_humidity.or(Some(weather.relative_humidity)),
            wind: typed.wind.or(Some(weather.wind)),
            sun: typed.sun.or(sun),
            ..typed
        };
        Ok((filled, Some(source)))
    }

    /// The weather of a place, as it is typed, over a session; where it comes from; and the sun, where it is known.
    ///
    /// # Errors
    /// When the place is none, or its weather is not known.
    pub(crate) async fn weather_at(
        &self,
        text: &str,
        start: Timestamp,
        duration: Duration,
    ) -> Result<(Conditions, WeatherSource, Option<Sun>), Error> {
        let place = place(text)?;
        let weather = self.weather_over(place, start, duration).await.map_err(|error| {
            Error::field(
                "place",
                format!("the weather is not known: {error}; type the air temperature instead"),
            )
        })?;
        let source = WeatherSource {
            kind: weather.kind,
            origin: Some(weather.origin),
            issued_at: weather.issued_at,
            temperature_sd: weather.spread.air_temperature,
        };
        let sun = sun(place, start, duration, &weather);
        Ok((weather, source, sun))
    }

    async fn weather_over(
        &self,
        place: Place,
        start: Timestamp,
        duration: Duration,
    ) -> Result<Conditions, WeatherError> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "an absurd duration saturates, and is refused afterwards"
        )]
        let end = start
            .saturating_add(SignedDuration::from_secs(duration.as_seconds() as i64))
            .unwrap_or(Timestamp::MAX);
        let hours = self.weather.hours(place, start, end).await?;
        conditions_over(&hours, start, duration)
    }
}
