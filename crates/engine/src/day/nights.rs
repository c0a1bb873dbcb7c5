//! The nights around a date at the athlete's nominal times: civil times meet the zone only here.

use fuel::SleepWindow;
use jiff::civil::Date;

use crate::AthleteRecord;

/// The nights from the evening before a date to the second evening after it.
pub(super) fn around(record: &AthleteRecord, date: Date) -> Vec<SleepWindow> {
    let zone = record.time_zone();
    let instant = |date: Date, time| zone.to_timestamp(date.to_datetime(time)).ok();
    (-1..=2)
        .filter_map(|offset| {
            let evening = date.saturating_add(jiff::Span::new().days(offset));
            // Who goes to bed after midnight gets up on the same date.
            let late = record.bedtime < record.rise;
            let morning = evening.tomorrow().ok()?;
            let bed = instant(if late { morning } else { evening }, record.bedtime)?;
            Some(SleepWindow { bed, rise: instant(morning, record.rise)? })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;
    use units::Mass;

    use super::*;

    #[test]
    fn a_bedtime_after_midnight_belongs_to_the_night_before_that_morning() {
        let of = |bedtime: &str| {
            let record = AthleteRecord::new("me", "Me", Mass::from_kg(70.0), &TimeZone::UTC);
            let record = AthleteRecord { bedtime: bedtime.parse().unwrap_or(record.bedtime), ..record };
            around(&record, date(2026, 6, 10)).into_iter().map(|night| night.rise.duration_since(night.bed))
        };
        assert!(of("22:30").all(|night| night.as_secs() == 8 * 3600));
        assert!(of("00:30").all(|night| night.as_secs() == 6 * 3600));
    }
}
