//! A second source that is asked when the first one fails or has grown old.

use jiff::{SignedDuration, Timestamp};

use super::fallback::merged;
use super::{HourlyWeather, Hours, Kind, Place, Weather};
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
            let is_aged = |hour: &HourlyWeather| {
                hour.kind == Kind::Forecast && (self.now)().duration_since(hour.issued_at) > self.aged
            };
            let merged = merged((&self.first, &self.second), place, (from, to), is_aged).await?;
            if merged.hours.is_empty() { Err(merged.failure) } else { Ok(merged.hours) }
        })
    }
}
