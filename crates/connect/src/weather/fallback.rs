//! One source behind another.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{HourRange, Hours, Place, Weather, WeatherError};

/// Asks `first`; the hours it does not know, or all when it fails, come from `second`. Each hour's
/// [`kind`](super::HourlyWeather::kind) tells from whom it came in the end.
#[derive(Clone, Debug)]
pub struct Fallback<First, Second> {
    /// The source to believe.
    pub first: First,
    /// The source for the rest, often [`Climatology`](super::Climatology).
    pub second: Second,
}

impl<First: Weather, Second: Weather> Weather for Fallback<First, Second> {
    fn hours(&self, place: Place, from: Timestamp, to: Timestamp) -> Hours<'_> {
        Box::pin(async move {
            let range = HourRange::covering(from, to)?;
            let (known, failure) = match self.first.hours(place, from, to).await {
                Ok(hours) => (hours, WeatherError::NoData),
                Err(error) if error.is_question() => return Err(error),
                Err(error) => (Vec::new(), error),
            };
            let mut hours: BTreeMap<_, _> = known.into_iter().map(|hour| (hour.at, hour)).collect();
            if range.hours().any(|at| !hours.contains_key(&at)) {
                match self.second.hours(place, from, to).await {
                    Ok(rest) => rest.into_iter().for_each(|hour| {
                        hours.entry(hour.at).or_insert(hour);
                    }),
                    // The first source's failure is the one to mend.
                    Err(_) if hours.is_empty() => return Err(failure),
                    Err(_) => {}
                }
            }
            Ok(hours.into_values().collect())
        })
    }
}
