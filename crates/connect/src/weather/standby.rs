//! A second source that is asked when the first one fails or has grown old.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{HourRange, HourlyWeather, Hours, Kind, Place, Weather, WeatherError};
use crate::Now;

/// Asks `first`; where it fails, leaves hours out, or knows only a forecast older than `aged`, `second` is asked as well, and
/// its hour is taken where there was none or an older forecast. What was measured is never replaced by a forecast.
pub struct Standby<First, Second> {
    first: First,
    second: Second,
    aged: SignedDuration,
    now: Now,
}

impl<First, Second> Standby<First, Second> {
    /// The first source before the second.
    pub fn new(first: First, second: Second, aged: SignedDuration, now: Now) -> Self {
        Self { first, second, aged, now }
    }
}

impl<First: Weather, Second: Weather> Weather for Standby<First, Second> {
    fn hours(&self, place: Place, from: Timestamp, to: Timestamp) -> Hours<'_> {
        Box::pin(async move {
            let range = HourRange::covering(from, to)?;
            let (known, failure) = match self.first.hours(place, from, to).await {
                Ok(hours) => (hours, WeatherError::NoData),
                Err(error) if error.is_question() => return Err(error),
                Err(error) => (Vec::new(), error),
            };
            let mut hours: BTreeMap<Timestamp, HourlyWeather> =
                known.into_iter().map(|hour| (hour.at, hour)).collect();
            let now = (self.now)();
            let is_aged = |hour: &HourlyWeather| {
                hour.kind == Kind::Forecast && now.duration_since(hour.issued_at) > self.aged
            };
            if range.hours().any(|at| hours.get(&at).is_none_or(is_aged)) {
                match self.second.hours(place, from, to).await {
                    Ok(rest) => {
                        for hour in rest {
                            let newer = hours
                                .get(&hour.at)
                                .is_none_or(|known| is_aged(known) && known.issued_at < hour.issued_at);
                            if newer {
                                hours.insert(hour.at, hour);
                            }
                        }
                    }
                    // The first source's failure is the one to mend.
                    Err(_) if hours.is_empty() => return Err(failure),
                    Err(_) => {}
                }
            }
            if hours.is_empty() { Err(failure) } else { Ok(hours.into_values().collect()) }
        })
    }
}
