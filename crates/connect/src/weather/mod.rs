//! The weather port, its sources, and the weather of a session.
//!
//! [`OpenMeteo`] asks a forecast and an archive, [`MetNorway`] another forecast, [`Standby`] asks the one when the other fails
//! or has grown old, [`Cached`] keeps their answers, [`Fallback`] fills what is missing from [`Climatology`], and [`Typed`] holds what a person read off a thermometer. They compose, and every hour says which
//! [`Kind`] it is, so that a guess is never shown as a measurement:
//!
//! ```
//! use connect::weather::{Climatology, Kind, Place, Weather, conditions_over};
//! use units::Duration;
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
//! # runtime.block_on(async {
//! let start = "2026-07-18T08:20:00Z".parse()?;
//! let hours = Climatology.hours(Place::new(53.35, -6.26)?, start, "2026-07-18T09:50:00Z".parse()?).await?;
//! let session = conditions_over(&hours, start, Duration::from_minutes(90.0))?;
//! assert_eq!(session.kind, Kind::Climatology);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cached;
mod climatology;
mod conditions;
mod error;
mod fallback;
mod hour;
mod hour_range;
mod met_norway;
mod open_meteo;
mod place;
mod spread;
mod standby;
mod typed;

use std::future::Future;
use std::pin::Pin;

use jiff::Timestamp;

pub use cached::{CacheLimits, Cached};
pub use climatology::Climatology;
pub use conditions::{Conditions, conditions_over};
pub use error::WeatherError;
pub use fallback::Fallback;
pub use hour::{HourlyWeather, Kind, Origin, Radiation};
pub use hour_range::HourRange;
pub use met_norway::{MetNorway, MetNorwaySettings};
pub use open_meteo::{ApiKey, OpenMeteo, OpenMeteoSettings};
pub use place::{Cell, Place};
pub use spread::Spread;
pub use standby::Standby;
pub use typed::Typed;

/// Hours on their way.
pub type Hours<'a> = Pin<Box<dyn Future<Output = Result<Vec<HourlyWeather>, WeatherError>> + Send + 'a>>;

/// A source of hourly weather.
pub trait Weather: Send + Sync {
    /// The hours this source knows at a place, in order and none twice, from the whole hour at or before `from` to the
    /// one at or after `to` ([`HourRange::covering`]), so that a session from `from` to `to` lies inside them.
    ///
    /// Hours the source does not know are left out; when it knows none, that is [`WeatherError::NoData`].
    fn hours(&self, place: Place, from: Timestamp, to: Timestamp) -> Hours<'_>;
}

impl<W: Weather + ?Sized> Weather for std::sync::Arc<W> {
    fn hours(&self, place: Place, from: Timestamp, to: Timestamp) -> Hours<'_> {
        (**self).hours(place, from, to)
    }
}
