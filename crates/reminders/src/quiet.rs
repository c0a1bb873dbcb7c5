//! Quiet hours, by the athlete's civil time.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Hours of the day in which nothing is sent. They may span midnight; an empty span is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// From this time of day.
    pub from: Time,
    /// Until this time of day, which is no longer quiet.
    pub until: Time,
}

impl Quiet {
    /// Whether a time of day is quiet.
    fn has(self, time: Time) -> bool {
        if self.from <= self.until {
            self.from <= time && time < self.until
        } else {
            self.from <= time || time < self.until
        }
    }

    /// The end of the quiet hours that `at` lies in, in this zone; `None` where it lies in none. Where the clocks skip that
    /// time of day, the end is the first instant after the gap; where they show it twice, the first of both.
    ///
    /// ```
    /// # use reminders::Quiet;
    /// # use jiff::{civil::time, tz::TimeZone, Timestamp};
    /// let night = Quiet { from: time(22, 0, 0, 0), until: time(7, 0, 0, 0) };
    /// let at = |text: &str| text.parse::<Timestamp>().unwrap();
    /// assert_eq!(night.end_at(at("2027-06-01T23:00:00Z"), &TimeZone::UTC), Some(at("2027-06-02T07:00:00Z")));
    /// assert_eq!(night.end_at(at("2027-06-01T12:00:00Z"), &TimeZone::UTC), None);
    /// ```
    pub fn end_at(self, at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let local = at.to_zoned_datetime(zone.clone());
        if !self.has(local.time()) {
            return None;
        }
        // The next time that the clocks show the end.
        let today = local.date();
        let end = instant(today, self.until, zone).filter(|end| *end > at);
        let tomorrow = || instant(today.tomorrow().ok()?, self.until, zone);
        end.or_else(tomorrow).or_else(|| at.checked_add(SignedDuration::from_hours(24)).ok())
    }
}

/// The instant of a time of day on a date. A time that the clocks skip is as long after the gap as it would be into it.
pub(crate) fn instant(date: Date, time: Time, zone: &TimeZone) -> Option<Timestamp> {
    Some(date.to_datetime(time).to_zoned_datetime(zone.clone()).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    const NIGHT: Quiet = Quiet { from: time(22, 0, 0, 0), until: time(7, 0, 0, 0) };

    #[test]
    fn trap_5_quiet_hours_span_midnight_and_end_on_the_minute() {
        for (now, end) in [
            ("2027-06-01T21:59:59Z", None),
            ("2027-06-01T22:00:00Z", Some("2027-06-02T07:00:00Z")),
            ("2027-06-02T06:59:59Z", Some("2027-06-02T07:00:00Z")),
            ("2027-06-02T07:00:00Z", None),
        ] {
            assert_eq!(NIGHT.end_at(at(now), &TimeZone::UTC), end.map(at), "{now}");
        }
        let noon = Quiet { from: time(12, 0, 0, 0), until: time(14, 0, 0, 0) };
        assert_eq!(noon.end_at(at("2027-06-01T13:00:00Z"), &TimeZone::UTC), Some(at("2027-06-01T14:00:00Z")));
        let none = Quiet { from: time(7, 0, 0, 0), until: time(7, 0, 0, 0) };
        assert_eq!(none.end_at(at("2027-06-01T07:00:00Z"), &TimeZone::UTC), None);
    }

    #[test]
    fn trap_7_a_night_whose_clocks_change_ends_at_seven_by_the_new_time() {
        let lisbon = zone("Europe/Lisbon");
        // Spring: 01:00 becomes 02:00, seven o'clock is 06:00 UTC.
        assert_eq!(NIGHT.end_at(at("2027-03-27T23:30:00Z"), &lisbon), Some(at("2027-03-28T06:00:00Z")));
        // Autumn: 02:00 becomes 01:00, seven o'clock is 07:00 UTC.
        assert_eq!(NIGHT.end_at(at("2027-10-30T23:30:00Z"), &lisbon), Some(at("2027-10-31T07:00:00Z")));
    }

    #[test]
    fn an_end_that_the_clocks_skip_is_after_the_gap() {
        let lisbon = zone("Europe/Lisbon");
        let short = Quiet { from: time(0, 0, 0, 0), until: time(1, 30, 0, 0) };
        assert_eq!(short.end_at(at("2027-03-28T00:30:00Z"), &lisbon), Some(at("2027-03-28T01:30:00Z")));
    }

    #[test]
    fn a_day_that_the_date_line_skips_still_ends() {
        // Samoa had no 30 December 2011.
        let apia = zone("Pacific/Apia");
        let end = NIGHT.end_at(at("2011-12-30T09:30:00Z"), &apia).unwrap();
        assert_eq!(end, at("2011-12-30T17:00:00Z"), "7:00 on the 31st, nine hours after 22:00 on the 29th");
    }
}
