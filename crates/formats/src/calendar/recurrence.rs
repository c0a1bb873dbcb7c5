//! Series: the recurrence rules of iCalendar (RFC 5545, 3.3.10), as far as training calendars use them.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{Span, ToSpan};

/// No series is looked through for more days, weeks or months.
const MOST_PERIODS: i64 = 4000;
/// Or for more years, each of whose days may have to be looked at.
const MOST_YEARS: i64 = 150;
/// No day has more workouts of one series.
const MOST_TIMES: usize = 24;

/// How often a series repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// A recurrence rule.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rule {
    frequency: Frequency,
    interval: i64,
    pub(super) count: Option<usize>,
    /// The last moment, as it is written: local, or UTC with `Z`.
    pub(super) until: Option<Until>,
    by_day: Vec<(i8, Weekday)>,
    by_month_day: Vec<i8>,
    by_year_day: Vec<i16>,
    by_week: Vec<i8>,
    by_month: Vec<i8>,
    by_hour: Vec<i8>,
    by_minute: Vec<i8>,
    by_position: Vec<i32>,
    week_start: Weekday,
}

/// When a series ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Until {
    /// In the series' own zone.
    Local(DateTime),
    /// UTC.
    Utc(DateTime),
}

impl Rule {
    /// Reads a rule; none where it repeats in a way that is not understood.
    pub(super) fn read(text: &str) -> Option<Self> {
        let of = |name: &str| {
            let mut pairs = text.split(';').filter_map(|part| part.split_once('='));
            let (_, value) = pairs.find(|(key, _)| key.trim().eq_ignore_ascii_case(name))?;
            Some(value.trim().to_ascii_uppercase())
        };
        let Some(frequency) = of("FREQ") else { return Self::read(&of_vcalendar(text)?) };
        let frequency = match frequency.as_str() {
            "DAILY" => Frequency::Daily,
            "WEEKLY" => Frequency::Weekly,
            "MONTHLY" => Frequency::Monthly,
            "YEARLY" => Frequency::Yearly,
            _ => return None,
        };
        fn list<T>(text: Option<String>, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
            // Some programs write the parts that they have no value for (`BYDAY=`).
            let text = text.filter(|text| !text.is_empty());
            text.map_or(Some(Vec::new()), |text| text.split(',').map(|one| read(one.trim())).collect())
        }
        let until = of("UNTIL").map(|text| until(&text));
        let until = match until {
            Some(None) => return None,
            Some(until) => until,
            None => None,
        };
        Some(Self {
            frequency,
            interval: of("INTERVAL").map_or(Some(1), |text| text.parse().ok())?.clamp(1, 1000),
            count: of("COUNT").map_or(Some(None), |text| text.parse().ok().map(Some))?,
            until,
            by_day: list(of("BYDAY"), by_day)?,
            by_month_day: list(of("BYMONTHDAY"), |day| day.parse().ok())?,
            by_year_day: list(of("BYYEARDAY"), |day| day.parse().ok())?,
            by_week: list(of("BYWEEKNO"), |week| week.parse().ok())?,
            by_month: list(of("BYMONTH"), |month| month.parse().ok())?,
            by_hour: list(of("BYHOUR"), |hour| hour.parse().ok())?,
            by_minute: list(of("BYMINUTE"), |minute| minute.parse().ok())?,
            by_position: list(of("BYSETPOS"), |position| position.parse().ok())?,
            week_start: of("WKST").and_then(|day| weekday(&day)).unwrap_or(Weekday::Monday),
        })
    }

    /// Whether the series ends by itself.
    pub(super) fn is_finite(&self) -> bool {
        self.count.is_some() || self.until.is_some()
    }

    /// The moments of the series in `from..=to`, in the series' own zone; the first is `start` itself.
    pub(super) fn moments(
        &self,
        start: DateTime,
        from: DateTime,
        to: DateTime,
        most: usize,
    ) -> Vec<DateTime> {
        let mut moments = Vec::new();
        let mut number = 0;
        // Without a count nothing before the window needs to be counted.
        let first = if self.count.is_some() { 0 } else { self.periods_before(start, from) };
        let most_periods = if self.frequency == Frequency::Yearly { MOST_YEARS } else { MOST_PERIODS };
        for period in first..first + most_periods {
            let Some(dates) = self.dates(start, period) else { break };
            let mut found = self.positioned(self.at_times(&dates, start));
            if period == 0 && !found.contains(&start) {
                found.insert(0, start);
            }
            for moment in found {
                if moment < start {
                    continue;
                }
                number += 1;
                let over = self.count.is_some_and(|count| number > count);
                if over || moment > to || moments.len() >= most {
                    return moments;
                }
                if moment >= from {
                    moments.push(moment);
                }
            }
        }
        moments
    }

    /// The moments of these dates: at the time of the series, or at the hours and minutes that the rule names.
    fn at_times(&self, dates: &[Date], start: DateTime) -> Vec<DateTime> {
        let own = start.time();
        let or = |named: &[i8], own: i8| if named.is_empty() { vec![own] } else { named.to_vec() };
        let (hours, minutes) = (or(&self.by_hour, own.hour()), or(&self.by_minute, own.minute()));
        let at = |hour: &i8| {
            let of_hour = minutes.iter().map(|minute| Time::new(*hour, *minute, own.second(), 0).ok());
            of_hour.collect::<Vec<_>>()
        };
        let mut times: Vec<Time> = hours.iter().flat_map(at).flatten().collect();
        times.sort_unstable();
        times.dedup();
        times.truncate(MOST_TIMES);
        dates.iter().flat_map(|date| times.iter().map(|time| date.to_datetime(*time))).collect()
    }

    /// Of the moments of a period those at the positions that the rule names, all where it names none.
    fn positioned(&self, moments: Vec<DateTime>) -> Vec<DateTime> {
        if self.by_position.is_empty() {
            return moments;
        }
        let count = i32::try_from(moments.len()).unwrap_or(i32::MAX);
        let at = |position: &i32| {
            let index =
                if *position < 0 { count.checked_add(*position)? } else { position.checked_sub(1)? };
            moments.get(usize::try_from(index).ok()?).copied()
        };
        let mut chosen: Vec<DateTime> = self.by_position.iter().filter_map(at).collect();
        chosen.sort_unstable();
        chosen.dedup();
        chosen
    }

    /// How many whole periods lie safely before a moment.
    fn periods_before(&self, start: DateTime, from: DateTime) -> i64 {
        let days = (from.date() - start.date()).get_days();
        let length = match self.frequency {
            Frequency::Daily => 1,
            Frequency::Weekly => 7,
            Frequency::Monthly => 31,
            Frequency::Yearly => 366,
        };
        (i64::from(days) / length / self.interval - 2).max(0)
    }

    /// The dates of a period of the series, in order; none where the calendar ends.
    fn dates(&self, start: DateTime, period: i64) -> Option<Vec<Date>> {
        let (first, step) = (start.date(), period.checked_mul(self.interval)?);
        let mut dates = match self.frequency {
            Frequency::Daily => {
                let date = first.checked_add(Span::new().try_days(step).ok()?).ok()?;
                vec![date].into_iter().filter(|date| self.takes(*date)).collect()
            }
            Frequency::Weekly => {
                let back = first.weekday().since(self.week_start);
                let week = first.checked_sub(back.days()).ok()?;
                let week = week.checked_add(Span::new().try_weeks(step).ok()?).ok()?;
                let of_week = |weekday: Weekday| week.checked_add(weekday.since(self.week_start).days()).ok();
                let days: Vec<Weekday> = if self.by_day.is_empty() {
                    vec![first.weekday()]
                } else {
                    self.by_day.iter().map(|(_, day)| *day).collect()
                };
                days.into_iter().filter_map(of_week).filter(|date| self.takes_month(*date)).collect()
            }
            Frequency::Monthly => {
                let month = first.first_of_month().checked_add(Span::new().try_months(step).ok()?).ok()?;
                if self.takes_month(month) { self.of_month(month, first) } else { Vec::new() }
            }
            Frequency::Yearly => {
                let year = i16::try_from(i64::from(first.year()) + step).ok()?;
                self.of_year(Date::new(year, 1, 1).ok()?, first)
            }
        };
        dates.sort_unstable();
        dates.dedup();
        Some(dates)
    }

    /// Whether a date is one of the weekdays, months and days of the month that the rule names.
    fn takes(&self, date: Date) -> bool {
        let weekday = self.by_day.is_empty() || self.by_day.iter().any(|(_, day)| *day == date.weekday());
        let (from_end, days) = (date.day() - date.days_in_month() - 1, &self.by_month_day);
        let day = days.is_empty() || days.contains(&date.day()) || days.contains(&from_end);
        weekday && day && self.takes_month(date)
    }

    fn takes_month(&self, date: Date) -> bool {
        self.by_month.is_empty() || self.by_month.contains(&date.month())
    }

    /// The dates of the year that begins with this one.
    fn of_year(&self, year: Date, first: Date) -> Vec<Date> {
        let days = year.days_in_year();
        let all = || (0..days).filter_map(move |day| year.checked_add(i64::from(day).days()).ok());
        if !self.by_year_day.is_empty() {
            let counted = |date: &Date| {
                let (day, named) = (date.day_of_year(), &self.by_year_day);
                named.contains(&day) || named.contains(&(day - days - 1))
            };
            return all().filter(|date| counted(date) && self.takes(*date)).collect();
        }
        if !self.by_week.is_empty() {
            let own = |date: &Date| !self.by_day.is_empty() || date.weekday() == first.weekday();
            let fits = |date: &Date| own(date) && self.takes(*date) && self.takes_week(*date);
            return all().filter(fits).collect();
        }
        if self.by_month.is_empty() && !self.by_day.is_empty() && self.by_month_day.is_empty() {
            let of_year = |(nth, weekday): &(i8, Weekday)| {
                let is_day = move |date: &Date| date.weekday() == *weekday;
                match *nth {
                    0 => all().filter(is_day).collect::<Vec<_>>(),
                    nth => nth_of_year(year, nth, *weekday).into_iter().collect(),
                }
            };
            return self.by_day.iter().flat_map(of_year).collect();
        }
        let months: Vec<i8> = match (self.by_month.is_empty(), self.by_month_day.is_empty()) {
            (false, _) => self.by_month.clone(),
            (true, true) => vec![first.month()],
            (true, false) => (1..=12).collect(),
        };
        let month = |month: &i8| Date::new(year.year(), *month, 1).ok();
        months.iter().filter_map(month).flat_map(|month| self.of_month(month, first)).collect()
    }

    /// Whether a date lies in a week of the year that the rule names; the first week has four days of the year.
    fn takes_week(&self, date: Date) -> bool {
        let fourth_day = |date: Date| {
            let into = i64::from(date.weekday().since(self.week_start));
            date.checked_add((3 - into).days()).ok()
        };
        let number = |fourth: Date| i64::from((fourth.day_of_year() - 1) / 7 + 1);
        let Some(fourth) = fourth_day(date) else { return false };
        // The 28th of December lies in the last week of every year.
        let last = Date::new(fourth.year(), 12, 28).ok().and_then(fourth_day).map_or(52, number);
        let week = number(fourth);
        self.by_week.iter().any(|named| i64::from(*named) == week || i64::from(*named) == week - last - 1)
    }

    /// The dates of the month that begins with this one.
    fn of_month(&self, month: Date, first: Date) -> Vec<Date> {
        let length = month.days_in_month();
        let by_number = |day: &i8| {
            let day = if *day < 0 { length + 1 + day } else { *day };
            Date::new(month.year(), month.month(), day).ok()
        };
        let numbered: Vec<Date> = self.by_month_day.iter().filter_map(by_number).collect();
        if self.by_day.is_empty() {
            let own = || by_number(&first.day()).into_iter().collect();
            return if self.by_month_day.is_empty() { own() } else { numbered };
        }
        let mut dates = Vec::new();
        for (nth, weekday) in &self.by_day {
            if *nth == 0 {
                let all = (1..=length).filter_map(|day| by_number(&day));
                dates.extend(all.filter(|date| date.weekday() == *weekday));
            } else {
                dates.extend(month.nth_weekday_of_month(*nth, *weekday).ok());
            }
        }
        // Both together: the weekday that has one of the numbers.
        if !numbered.is_empty() {
            dates.retain(|date| numbered.contains(date));
        }
        dates
    }
}

/// The first, second … last of a weekday in the year that begins with this date.
fn nth_of_year(year: Date, nth: i8, weekday: Weekday) -> Option<Date> {
    let weeks = i64::from(nth.unsigned_abs()) - 1;
    let date = if nth > 0 {
        let first = year.checked_add(i64::from(weekday.since(year.weekday())).days()).ok()?;
        first.checked_add((weeks * 7).days()).ok()?
    } else {
        let end = year.last_of_year();
        let last = end.checked_sub(i64::from(end.weekday().since(weekday)).days()).ok()?;
        last.checked_sub((weeks * 7).days()).ok()?
    };
    (date.year() == year.year()).then_some(date)
}

/// The same rule as a rule of vCalendar 1.0: `D1 #10`, `W2 TU TH 20261224T000000Z`, `MP1 1+ SA`, `MD1 15 LD`, `YM1`.
fn of_vcalendar(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_uppercase();
    let mut parts = text.split_whitespace();
    let first = parts.next()?;
    let digits = first.find(|c: char| c.is_ascii_digit())?;
    let (kind, interval) = (&first[..digits], first[digits..].parse::<u32>().ok()?);
    let (frequency, of) = match kind {
        "D" => ("DAILY", ""),
        "W" => ("WEEKLY", "BYDAY"),
        "MP" => ("MONTHLY", "BYDAY"),
        "MD" => ("MONTHLY", "BYMONTHDAY"),
        "YM" => ("YEARLY", "BYMONTH"),
        "YD" => ("YEARLY", ""),
        _ => return None,
    };
    // Without an end it happens twice; `#0` is without end.
    let (mut listed, mut end, mut nth) = (Vec::new(), "COUNT=2".to_owned(), String::new());
    for part in parts {
        if let Some(count) = part.strip_prefix('#') {
            let count: u32 = count.parse().ok()?;
            end = if count == 0 { String::new() } else { format!("COUNT={count}") };
        } else if part.len() >= 8 {
            end = format!("UNTIL={part}");
        } else if weekday(part).is_some() {
            listed.push(format!("{nth}{part}"));
        } else if part == "LD" {
            listed.push("-1".to_owned());
        } else {
            let number: i32 = part.trim_end_matches(['+', '-']).parse().ok()?;
            let number = if part.ends_with('-') { number.checked_neg()? } else { number };
            if kind == "MP" {
                nth = number.to_string();
            } else {
                listed.push(number.to_string());
            }
        }
    }
    if of.is_empty() && !listed.is_empty() {
        return None;
    }
    let mut rule = format!("FREQ={frequency};INTERVAL={interval}");
    if !listed.is_empty() {
        rule = format!("{rule};{of}={}", listed.join(","));
    }
    Some(if end.is_empty() { rule } else { format!("{rule};{end}") })
}

fn until(text: &str) -> Option<Until> {
    // Some programs write ISO 8601 with all its signs.
    let plain = text.replace(['-', ':'], "");
    let text = plain.as_str();
    match text.strip_suffix('Z') {
        Some(utc) => Some(Until::Utc(moment(utc)?)),
        None if text.len() == 8 => {
            let date = Date::strptime("%Y%m%d", text).ok()?;
            Some(Until::Local(date.at(23, 59, 59, 0)))
        }
        None => Some(Until::Local(moment(text)?)),
    }
}

/// `20261202T180000`
pub(super) fn moment(text: &str) -> Option<DateTime> {
    DateTime::strptime("%Y%m%dT%H%M%S", text).or_else(|_| DateTime::strptime("%Y%m%dT%H%M", text)).ok()
}

/// `WE`, `-1SU`, `2MO`
fn by_day(text: &str) -> Option<(i8, Weekday)> {
    let at = text.len().checked_sub(2).filter(|at| text.is_char_boundary(*at))?;
    let (nth, day) = text.split_at(at);
    let nth = if nth.is_empty() { 0 } else { nth.parse().ok()? };
    Some((nth, weekday(day)?))
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;

    #[track_caller]
    fn dates(rule: &str, start: DateTime) -> Vec<String> {
        let rule = Rule::read(rule).unwrap();
        let moments = rule.moments(start, DateTime::MIN, DateTime::MAX, 6);
        moments.iter().map(|moment| moment.date().to_string()).collect()
    }

    /// The examples of RFC 5545, 3.8.5.3, whose rules training calendars use.
    #[test]
    fn the_standards_examples() {
        let start = datetime(1997, 9, 2, 9, 0, 0, 0);
        assert_eq!(dates("FREQ=DAILY;COUNT=2", start), ["1997-09-02", "1997-09-03"]);
        assert_eq!(
            dates("FREQ=WEEKLY;INTERVAL=2;COUNT=4;WKST=SU;BYDAY=TU,TH", start),
            ["1997-09-02", "1997-09-04", "1997-09-16", "1997-09-18"]
        );
        assert_eq!(
            dates("FREQ=MONTHLY;COUNT=4;BYDAY=1FR", datetime(1997, 9, 5, 9, 0, 0, 0)),
            ["1997-09-05", "1997-10-03", "1997-11-07", "1997-12-05"]
        );
        assert_eq!(
            dates("FREQ=MONTHLY;COUNT=3;BYMONTHDAY=-3", datetime(1997, 9, 28, 9, 0, 0, 0)),
            ["1997-09-28", "1997-10-29", "1997-11-28"]
        );
        assert_eq!(
            dates("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3", datetime(1998, 2, 13, 9, 0, 0, 0)),
            ["1998-02-13", "1998-03-13", "1998-11-13"]
        );
        assert_eq!(
            dates("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", datetime(1997, 9, 4, 9, 0, 0, 0)),
            ["1997-09-04", "1997-10-07", "1997-11-06"]
        );
        assert_eq!(
            dates("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3;COUNT=2", datetime(1997, 3, 30, 9, 0, 0, 0)),
            ["1997-03-30", "1998-03-29"]
        );
        assert_eq!(dates("FREQ=MONTHLY;COUNT=3", datetime(1997, 1, 31, 9, 0, 0, 0)).len(), 3);
    }

    /// The standard's examples of whole years, and of a day at several hours.
    #[test]
    fn the_standards_examples_of_years_and_hours() {
        assert_eq!(
            dates("FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200", datetime(1997, 1, 1, 9, 0, 0, 0)),
            ["1997-01-01", "1997-04-10", "1997-07-19", "2000-01-01"]
        );
        assert_eq!(
            dates("FREQ=YEARLY;BYDAY=20MO;COUNT=3", datetime(1997, 5, 19, 9, 0, 0, 0)),
            ["1997-05-19", "1998-05-18", "1999-05-17"]
        );
        assert_eq!(
            dates("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3", datetime(1997, 5, 12, 9, 0, 0, 0)),
            ["1997-05-12", "1998-05-11", "1999-05-17"]
        );
        assert_eq!(
            dates("FREQ=YEARLY;BYMONTHDAY=15;COUNT=3", datetime(2026, 1, 15, 9, 0, 0, 0)),
            ["2026-01-15", "2026-02-15", "2026-03-15"]
        );
        assert_eq!(
            dates("FREQ=YEARLY;BYDAY=-1SU;COUNT=2", datetime(2026, 12, 27, 9, 0, 0, 0)),
            ["2026-12-27", "2027-12-26"]
        );
        assert_eq!(
            dates("FREQ=YEARLY;BYWEEKNO=-1,1;BYDAY=TH;COUNT=4", datetime(2026, 12, 31, 9, 0, 0, 0)),
            ["2026-12-31", "2027-01-07", "2027-12-30", "2028-01-06"]
        );
        assert_eq!(
            dates("FREQ=DAILY;BYMONTHDAY=-1;COUNT=3", datetime(2027, 1, 31, 9, 0, 0, 0)),
            ["2027-01-31", "2027-02-28", "2027-03-31"]
        );
        let hours = |rule: &str| {
            let rule = Rule::read(rule).unwrap();
            let moments = rule.moments(datetime(1997, 9, 2, 9, 0, 0, 0), DateTime::MIN, DateTime::MAX, 5);
            moments.iter().map(|moment| moment.strftime("%d %H:%M").to_string()).collect::<Vec<_>>()
        };
        assert_eq!(hours("FREQ=DAILY;BYHOUR=9,17;COUNT=3"), ["02 09:00", "02 17:00", "03 09:00"]);
        assert_eq!(hours("FREQ=DAILY;BYHOUR=9;BYMINUTE=0,30;COUNT=3"), ["02 09:00", "02 09:30", "03 09:00"]);
        assert_eq!(hours("FREQ=WEEKLY;BYDAY=TU;BYHOUR=6;COUNT=2"), ["02 09:00", "09 06:00"]);
        assert_eq!(hours("FREQ=DAILY;BYHOUR=9,17;BYSETPOS=-1;COUNT=3"), ["02 09:00", "02 17:00", "03 17:00"]);
    }

    #[test]
    fn parts_without_a_value_and_ends_with_signs_are_read() {
        let start = datetime(2026, 12, 2, 9, 0, 0, 0);
        for rule in [
            "FREQ=WEEKLY;BYDAY=;COUNT=2",
            "FREQ=WEEKLY;UNTIL=2026-12-09",
            "FREQ=WEEKLY;UNTIL=2026-12-09T23:00:00Z",
        ] {
            assert_eq!(
                dates(&rule.replace("UNTIL", "COUNT=2;UNTIL"), start),
                ["2026-12-02", "2026-12-09"],
                "{rule}"
            );
            assert!(Rule::read(rule).is_some(), "{rule}");
        }
    }

    /// The examples of vCalendar 1.0, and what they are in the newer form.
    #[test]
    fn rules_of_the_older_standard() {
        for (old, new) in [
            ("D1 #10", "FREQ=DAILY;INTERVAL=1;COUNT=10"),
            ("D2", "FREQ=DAILY;INTERVAL=2;COUNT=2"),
            ("W1 TU TH #0", "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU,TH"),
            ("W2 MO WE FR 19971224T000000Z", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR;UNTIL=19971224T000000Z"),
            ("MP1 1+ FR #10", "FREQ=MONTHLY;INTERVAL=1;BYDAY=1FR;COUNT=10"),
            ("MP2 1+ SU 1- SU #10", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU,-1SU;COUNT=10"),
            ("MD1 2 15 #10", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=2,15;COUNT=10"),
            ("MD1 LD #5", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1;COUNT=5"),
            ("MD1 3- #0", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-3"),
            ("YM1 6 7 #10", "FREQ=YEARLY;INTERVAL=1;BYMONTH=6,7;COUNT=10"),
            ("YM1", "FREQ=YEARLY;INTERVAL=1;COUNT=2"),
        ] {
            assert_eq!(of_vcalendar(old).as_deref(), Some(new), "{old}");
            assert!(Rule::read(old).is_some(), "{old}");
        }
        for wrong in ["", "X1", "D", "W1 XX", "YD1 100", "D1 #", "M1 2", "#5"] {
            assert_eq!(Rule::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_series_of_years_is_looked_into_where_it_is_asked() {
        let rule = Rule::read("FREQ=WEEKLY;BYDAY=WE").unwrap();
        let (from, to) = (datetime(2026, 12, 1, 0, 0, 0, 0), datetime(2026, 12, 20, 0, 0, 0, 0));
        let moments = rule.moments(datetime(1990, 1, 3, 18, 0, 0, 0), from, to, 100);
        let days: Vec<i8> = moments.iter().map(|moment| moment.day()).collect();
        assert_eq!(days, [2, 9, 16]);
    }

    /// A rule that no day fulfils is given up soon: a calendar may have thousands of them.
    #[test]
    fn a_rule_that_no_day_fulfils_ends() {
        let rule =
            Rule::read("FREQ=YEARLY;BYWEEKNO=60;COUNT=1000000;BYHOUR=1,2,3,4,5,6,7,8,9,10,11,12").unwrap();
        let start = datetime(2026, 1, 1, 9, 0, 0, 0);
        assert_eq!(rule.moments(start, start, DateTime::MAX, 400), [start]);
    }

    #[test]
    fn what_is_not_understood_is_said_to_be() {
        for rule in
            ["", "FREQ=HOURLY", "FREQ=YEARLY;BYWEEKNO=x", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;UNTIL=soon"]
        {
            assert_eq!(Rule::read(rule), None, "{rule}");
        }
    }
}
