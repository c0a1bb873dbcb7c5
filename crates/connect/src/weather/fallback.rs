//! One source behind another.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{HourRange, HourlyWeather, Hours, Place, Weather, WeatherError};

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
            let merged = merged((&self.first, &self.second), place, (from, to), |_| false).await?;
            Ok(merged.hours)
        })
    }
}

/// What two sources know together.
pub(super) struct Merged {
    /// The hours, in order.
    pub(super) hours: Vec<HourlyWeather>,
    /// Why the first source did not answer, or that nothing is known.
    pub(super) failure: WeatherError,
}

/// Asks `first`, and where an hour is missing or `aged`, `second` as well: its hour is taken where there is none, or an aged one
/// that was issued before.
///
/// # Errors
/// What the first source answered, where it refuses the question, or where neither answers.
pub(super) async fn merged(
    (first, second): (&impl Weather, &impl Weather),
    place: Place,
    (from, to): (Timestamp, Timestamp),
    aged: impl Fn(&HourlyWeather) -> bool,
) -> Result<Merged, WeatherError> {
    let range = HourRange::covering(from, to)?;
    let (known, failure) = match first.hours(place, from, to).await {
        Ok(hours) => (hours, WeatherError::NoData),
        Err(error) if error.is_question() => return Err(error),
        Err(error) => (Vec::new(), error),
    };
    let mut hours: BTreeMap<Timestamp, HourlyWeather> =
        known.into_iter().map(|hour| (hour.at, hour)).collect();
    if range.hours().any(|at| hours.get(&at).is_none_or(&aged)) {
        match second.hours(place, from, to).await {
            Ok(rest) => {
                for hour in rest {
                    let known = hours.get(&hour.at);
                    if known.is_none_or(|known| aged(known) && known.issued_at < hour.issued_at) {
                        hours.insert(hour.at, hour);
                    }
                }
            }
            // The first source's failure is the one to mend.
            Err(_) if hours.is_empty() => return Err(failure),
            Err(_) => {}
        }
    }
    Ok(Merged { hours: hours.into_values().collect(), failure })
}
