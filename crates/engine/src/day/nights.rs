//! The nights around a date at the athlete's nominal times: civil times meet the zone only here.

use fuel::SleepWindow;
use jiff::Timestamp;
use jiff::civil::{Date, Time};

use crate::AthleteRecord;

/// The nights from the evening before a date to the second evening after it.
pub(super) fn around(record: &AthleteRecord, date: Date) -> Vec<SleepWindow> {
    (-1..=2)
        .filter_map(|offset| {
            let evening = date.saturating_add(jiff::Span::new().days(offset));
            let rise = record.instant(evening.tomorrow().ok()?, record.rise)?;
            Some(SleepWindow { bed: record.to_bed(evening)?, rise })
        })
        .collect()
}

impl AthleteRecord {
    /// When the athlete gets up and goes to bed on a date, at the nominal times.
    pub fn awake(&self, date: Date) -> (Timestamp, Timestamp) {
        let rise = self.instant(date, self.rise);
        (rise.unwrap_or(Timestamp::MIN), self.to_bed(date).unwrap_or(Timestamp::MIN))
    }

    /// Who goes to bed after midnight does so on the next date, on which they get up.
    fn to_bed(&self, evening: Date) -> Option<Timestamp> {
        let late = self.bedtime < self.rise;
        self.instant(if late { evening.tomorrow().ok()? } else { evening }, self.bedtime)
    }

    fn instant(&self, date: Date, time: Time) -> Option<Timestamp> {
        self.time_zone().to_timestamp(date.to_datetime(time)).ok()
    }
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
        let mut record = AthleteRecord::new("me", "Me", Mass::from_kg(70.0), &TimeZone::UTC);
        let hours = |record: &AthleteRecord| {
            let (rise, bed) = record.awake(date(2026, 6, 10));
            bed.duration_since(rise).as_secs() / 3600
        };
        assert_eq!(hours(&record), 16);
        record.bedtime = "00:30".parse().unwrap_or(record.bedtime);
        assert_eq!(hours(&record), 18);
    }
}
