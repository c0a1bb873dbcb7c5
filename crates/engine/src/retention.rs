//! Which backups to keep: the newest of each of the last days, weeks and months.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// How many days, weeks and months keep their newest backup. The newest of all is always kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Days, the newest first.
    pub days: usize,
    /// Weeks from Monday to Sunday.
    pub weeks: usize,
    /// Calendar months.
    pub months: usize,
}

impl Default for Retention {
    /// A week of days, a month of weeks, a year of months: at most 23 files.
    fn default() -> Self {
        Self { days: 7, weeks: 4, months: 12 }
    }
}

impl Retention {
    /// Those of `backups` that are to be kept, in UTC's days, weeks and months. Days without a backup do not count:
    /// whoever stopped making backups loses none.
    ///
    /// ```
    /// # use engine::Retention;
    /// let hourly: Vec<jiff::Timestamp> =
    ///     (0..48).map(|hour| jiff::Timestamp::from_second(1_760_000_000 + hour * 3600)).collect::<Result<_, _>>()?;
    /// let kept = Retention { days: 2, weeks: 1, months: 1 }.kept(&hourly);
    /// assert_eq!(kept.len(), 2, "the newest of today and the newest of yesterday");
    /// assert!(kept.contains(&hourly[47]));
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn kept(&self, backups: &[Timestamp]) -> BTreeSet<Timestamp> {
        let mut newest_first = backups.to_vec();
        newest_first.sort_unstable_by(|a, b| b.cmp(a));
        let mut kept: BTreeSet<Timestamp> = newest_first.first().copied().into_iter().collect();
        keep_newest(&newest_first, self.days, &mut kept, |date| (date.year(), date.day_of_year()));
        keep_newest(&newest_first, self.weeks, &mut kept, |date| {
            let week = date.iso_week_date();
            (week.year(), i16::from(week.week()))
        });
        keep_newest(&newest_first, self.months, &mut kept, |date| (date.year(), i16::from(date.month())));
        kept
    }
}

/// Keeps the newest backup of each of the `most` newest periods that have one.
fn keep_newest(
    newest_first: &[Timestamp],
    most: usize,
    kept: &mut BTreeSet<Timestamp>,
    period: impl Fn(Date) -> (i16, i16),
) {
    let mut seen = BTreeSet::new();
    for &backup in newest_first {
        let period = period(backup.to_zoned_datetime(TimeZone::UTC).date());
        if seen.len() == most && !seen.contains(&period) {
            return;
        }
        if seen.insert(period) {
            kept.insert(backup);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn daily(days: i64) -> Vec<Timestamp> {
        let first = "2025-01-01T03:00:00Z".parse::<Timestamp>().unwrap().as_second();
        (0..days).map(|day| Timestamp::from_second(first + day * 86_400).unwrap()).collect()
    }

    #[test]
    fn two_years_of_nights_leave_a_week_a_month_and_a_year() {
        let nights = daily(730);
        let kept = Retention::default().kept(&nights);
        assert!((20..=23).contains(&kept.len()), "{}", kept.len());
        for night in &nights[723..] {
            assert!(kept.contains(night), "the last seven nights are kept");
        }
        let oldest = kept.first().unwrap().to_zoned_datetime(TimeZone::UTC).date();
        assert_eq!(oldest, jiff::civil::date(2026, 1, 31), "the last night of the twelfth month back");
    }

    #[test]
    fn the_newest_is_kept_whatever_is_asked() {
        let none = Retention { days: 0, weeks: 0, months: 0 };
        assert_eq!(none.kept(&daily(3)), BTreeSet::from([daily(3)[2]]));
        assert_eq!(none.kept(&[]), BTreeSet::new());
    }

    #[test]
    fn pruning_night_by_night_keeps_what_pruning_once_does() {
        let retention = Retention::default();
        let mut there = BTreeSet::new();
        for night in daily(400) {
            there.insert(night);
            there = retention.kept(&there.iter().copied().collect::<Vec<_>>());
        }
        let nights = daily(400);
        let at_once = retention.kept(&nights);
        assert_eq!(
            there.intersection(&at_once).count(),
            at_once.len(),
            "nothing that should be there was pruned early"
        );
    }
}
