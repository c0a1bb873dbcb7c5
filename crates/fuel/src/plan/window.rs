//! The windows around a session: nobody drinks or eats asleep, or after the next session has begun.

use jiff::Timestamp;
use units::{Duration, Quantity};

use super::Writer;
use crate::day::{between, earlier, later};
use crate::numbers;
use crate::rules::gap::Gap;

fn hours(of: &evidence::Coefficient) -> Duration {
    Duration::from_hours(of.value)
}

impl Writer<'_> {
    /// The hours before the session, from four to one ahead of it; whoever still sleeps then begins on getting up, and has
    /// until the start.
    pub(super) fn awake_before(&self) -> (Timestamp, Timestamp) {
        let (start, gap) = (self.session.start, &numbers().gap);
        let (from, until) = (earlier(start, hours(&gap.window)), earlier(start, hours(&gap.until)));
        let night =
            self.day.sleep.iter().find(|sleep| sleep.bed < start && sleep.rise > from && sleep.rise <= start);
        match night.map(|night| night.rise) {
            Some(rise) if rise > until => (rise, start),
            Some(rise) => (rise.max(from), until),
            None => (from, until),
        }
    }

    /// The four hours after the session, until the next session or bed if that is sooner; whoever comes home at night
    /// goes to bed within the hour.
    pub(super) fn awake_after(&self) -> (Timestamp, Timestamp) {
        let end = self.session.end();
        let window = match self.day.sleep.iter().find(|night| night.bed <= end && end < night.rise) {
            Some(night) => between(end, night.rise).min(hours(&numbers().gap.until)),
            None => hours(&numbers().gap.window),
        };
        let time = self.next.map_or(window, |time| time.max(Duration::ZERO).min(window));
        let time = self.to_bed(end).map_or(time, |to_bed| time.min(to_bed));
        (end, later(end, time))
    }

    /// The time for what could not be drunk in the hours after: the rest of the evening, or the next morning when no
    /// session follows it. Nothing where the night or the next session leaves none.
    pub(super) fn later(&self, after_until: Timestamp) -> Option<(Timestamp, Timestamp)> {
        let numbers = &numbers().gap;
        let (window, least) = (hours(&numbers.window), hours(&numbers.later));
        let gap = Gap::of(self.next);
        let next = self.following.map(|next| match gap {
            Gap::Rapid => next.start,
            _ => earlier(next.start, window),
        });
        let until_next = |until: Timestamp| next.map_or(until, |next| until.min(next));
        if gap < Gap::Rapid {
            return None;
        }
        let asleep = self.day.sleep.iter().any(|night| night.bed <= after_until && after_until < night.rise);
        let to_bed =
            if asleep { Duration::ZERO } else { self.to_bed(after_until).unwrap_or(window + window) };
        let bed = later(after_until, to_bed);
        let evening =
            (after_until, until_next(earlier(bed, hours(&numbers.until)).min(later(after_until, window))));
        let time = between(evening.0, evening.1);
        if time >= least || (gap == Gap::Rapid && time > hours(&numbers.continued)) {
            return Some(evening);
        }
        if gap != Gap::Open {
            return None;
        }
        let rise = self.day.sleep.iter().map(|night| night.rise).filter(|rise| *rise >= after_until).min()?;
        let morning = (rise, until_next(later(rise, window)));
        (between(morning.0, morning.1) >= least).then_some(morning)
    }

    /// The time from an instant to the next bedtime, within a day.
    pub(super) fn to_bed(&self, from: Timestamp) -> Option<Duration> {
        let times = self.day.sleep.iter().map(|sleep| between(from, sleep.bed));
        times
            .filter(|time| *time >= Duration::ZERO && *time < Duration::from_hours(24.0))
            .reduce(Quantity::min)
    }
}
