//! Open-Meteo: forecast and archive. Data by Open-Meteo.com under CC BY 4.0; say so where they are shown.

mod answer;
mod client;
mod settings;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, ToSpan};

use self::client::{Client, Endpoint};
pub use self::settings::{ApiKey, OpenMeteoSettings};
use super::{HourRange, Hours, Place, Weather, WeatherError};
use crate::Now;

/// How far back the forecast service answers, days (`past_days`).
const FORECAST_PAST_DAYS: i64 = 92;
/// How far ahead the forecast service answers, days, today among them.
const FORECAST_DAYS: i64 = 16;

/// Weather from Open-Meteo, or from an instance of one's own.
///
/// Hours older than [`OpenMeteoSettings::archive_lag`] come from the archive, the rest, and what the archive does not
/// hold yet, from the forecast. Only the middle of the 0.1° [`Cell`](super::Cell) is told to the service, never where
/// the athlete is.
pub struct OpenMeteo {
    client: Client,
    lag: SignedDuration,
    now: Now,
}

impl OpenMeteo {
    /// An adapter that reads the time from `now`.
    ///
    /// # Errors
    /// [`WeatherError::Setup`] when an address is not http(s) or the machine has no root certificates.
    pub fn new(settings: OpenMeteoSettings, now: Now) -> Result<Self, WeatherError> {
        let lag = settings.archive_lag;
        Ok(Self { client: Client::new(settings)?, lag, now })
    }
}

impl Weather for OpenMeteo {
    fn hours(&self, place: Place, from: Timestamp, to: Timestamp) -> Hours<'_> {
        Box::pin(async move {
            let range = HourRange::covering(from, to)?;
            let centre = place.cell().centre();
            let now = (self.now)();
            let mut hours = BTreeMap::new();
            if let Some(past) = range.before(now.checked_sub(self.lag).unwrap_or(Timestamp::MIN)) {
                for hour in self.client.fetch(Endpoint::Archive, centre, past, now).await? {
                    hours.insert(hour.at, hour);
                }
            }
            let missing = range.hours().find(|at| !hours.contains_key(at));
            if let Some(rest) = missing.and_then(|first| forecast_part(range, first, now)) {
                for hour in self.client.fetch(Endpoint::Forecast, centre, rest, now).await? {
                    // The archive knows what happened; the forecast only fills its gaps.
                    hours.entry(hour.at).or_insert(hour);
                }
            }
            if hours.is_empty() { Err(WeatherError::NoData) } else { Ok(hours.into_values().collect()) }
        })
    }
}

/// The part of the range from `first` on that the forecast service answers.
fn forecast_part(range: HourRange, first: Timestamp, now: Timestamp) -> Option<HourRange> {
    let oldest = now.checked_sub((FORECAST_PAST_DAYS * 24).hours()).ok()?;
    // Whole days in GMT: the last one ends at midnight.
    let day = SignedDuration::from_hours(24);
    let midnight = Timestamp::from_second(now.as_second().div_euclid(day.as_secs()) * day.as_secs()).ok()?;
    let end = midnight.checked_add((FORECAST_DAYS * 24).hours()).ok()?;
    range.not_before(first)?.not_before(oldest)?.before(end)
}
