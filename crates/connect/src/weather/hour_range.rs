//! The whole hours around a stretch of time.

use jiff::Timestamp;

use super::WeatherError;

/// Seconds in an hour.
const HOUR: i64 = 3600;

/// Whole hours from `first` to `last`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourRange {
    first: i64,
    last: i64,
}

impl HourRange {
    /// The longest range one question may span, days; beyond about two weeks Open-Meteo counts a question as several.
    pub const MOST_DAYS: i64 = 31;

    /// The hours around `from..=to`: from the whole hour at or before `from` to the one at or after `to`.
    ///
    /// # Errors
    /// [`WeatherError::Range`] when `to` is before `from` or more than [`MOST_DAYS`](Self::MOST_DAYS) later.
    pub fn covering(from: Timestamp, to: Timestamp) -> Result<Self, WeatherError> {
        let first = from.as_second().div_euclid(HOUR);
        // The nanosecond before, so that a whole hour is its own end.
        let last = (to.as_nanosecond() - 1).div_euclid(i128::from(HOUR) * 1_000_000_000) + 1;
        let range = i64::try_from(last).map(|last| Self { first, last });
        match range {
            Ok(range) if from <= to && range.last - range.first <= Self::MOST_DAYS * 24 => Ok(range),
            _ => Err(WeatherError::Range { from, to }),
        }
    }

    /// The part not before `bound`, or none.
    pub(super) fn not_before(self, bound: Timestamp) -> Option<Self> {
        let first = self.first.max(-(-bound.as_second()).div_euclid(HOUR));
        (first <= self.last).then_some(Self { first, ..self })
    }

    /// The part before `bound`, or none.
    pub(super) fn before(self, bound: Timestamp) -> Option<Self> {
        let last = self.last.min(-(-bound.as_second()).div_euclid(HOUR) - 1);
        (self.first <= last).then_some(Self { last, ..self })
    }

    /// The first hour.
    pub fn first(self) -> Timestamp {
        stamp(self.first)
    }

    /// The last hour.
    pub fn last(self) -> Timestamp {
        stamp(self.last)
    }

    /// The hours, in order.
    pub fn hours(self) -> impl Iterator<Item = Timestamp> {
        (self.first..=self.last).map(stamp)
    }
}

/// The instant of an hour counted from 1970. The very ends of time, which no forecast reaches, are clamped.
fn stamp(hour: i64) -> Timestamp {
    Timestamp::from_second(hour * HOUR).unwrap_or(if hour < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_hours_lie_around_the_session() {
        for (from, to, first, count) in [
            ("2026-07-18T08:20:00Z", "2026-07-18T09:50:00Z", "2026-07-18T08:00:00Z", 3),
            ("2026-07-18T08:00:00Z", "2026-07-18T09:00:00Z", "2026-07-18T08:00:00Z", 2),
            ("2026-07-18T08:00:00Z", "2026-07-18T08:00:00Z", "2026-07-18T08:00:00Z", 1),
            ("2026-07-18T08:00:00Z", "2026-07-18T08:00:00.000000001Z", "2026-07-18T08:00:00Z", 2),
            ("1969-12-31T22:30:00Z", "1969-12-31T23:30:00Z", "1969-12-31T22:00:00Z", 3),
        ] {
            let range = HourRange::covering(at(from), at(to)).unwrap();
            assert_eq!((range.first(), range.hours().count()), (at(first), count), "{from} to {to}");
        }
    }

    #[test]
    fn backwards_or_endless_is_refused() {
        let noon = at("2026-07-18T12:00:00Z");
        assert!(HourRange::covering(noon, at("2026-07-18T11:59:59Z")).is_err());
        assert!(HourRange::covering(noon, at("2026-08-19T12:00:00Z")).is_err());
        for (from, to) in [(Timestamp::MIN, Timestamp::MAX), (Timestamp::MAX, Timestamp::MAX)] {
            let _ = HourRange::covering(from, to).map(|range| range.hours().count());
        }
    }

    #[test]
    fn a_range_splits_at_any_instant() {
        let range = HourRange::covering(at("2026-07-18T00:00:00Z"), at("2026-07-18T23:00:00Z")).unwrap();
        for (bound, before) in [
            ("2026-07-18T06:00:00Z", 6),
            ("2026-07-18T06:00:01Z", 7),
            ("2026-07-17T00:00:00Z", 0),
            ("2026-07-20T00:00:00Z", 24),
        ] {
            let count = |part: Option<HourRange>| part.map_or(0, |range| range.hours().count());
            assert_eq!(count(range.before(at(bound))), before, "{bound}");
            assert_eq!(count(range.not_before(at(bound))), 24 - before, "{bound}");
        }
    }
}
