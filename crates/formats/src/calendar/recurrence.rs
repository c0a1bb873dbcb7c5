//! Series: the recurrence rules of iCalendar (RFC 5545, 3.3.10), as far as training calendars use them.

use jiff::civil::{Date, DateTime, Weekday};
use jiff::{Span, ToSpan};

/// No series is looked through for more days, weeks, months or years.
const MOST_PERIODS: i64 = 4000;

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
    by_month: Vec<i8>,
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
        if of("BYWEEKNO").is_some() || of("BYYEARDAY").is_some() {
            return None;
        }
        fn list<T>(text: Option<String>, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
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
            by_month: list(of("BYMONTH"), |month| month.parse().ok())?,
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
        for period in first..first + MOST_PERIODS {
            let Some(mut dates) = self.dates(start, period) else { break };
            if period == 0 && !dates.contains(&start.date()) {
                dates.insert(0, start.date());
            }
            for date in dates {
                let moment = date.to_datetime(start.time());
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
                let in_month =
                    |date: &Date| self.by_month.is_empty() || self.by_month.contains(&date.month());
                days.into_iter().filter_map(of_week).filter(in_month).collect()
            }
            Frequency::Monthly => {
                let month = first.first_of_month().checked_add(Span::new().try_months(step).ok()?).ok()?;
                let in_month = self.by_month.is_empty() || self.by_month.contains(&month.month());
                if in_month { self.of_month(month, first) } else { Vec::new() }
            }
            Frequency::Yearly => {
                let year = i16::try_from(i64::from(first.year()) + step).ok()?;
                let months: Vec<i8> = match (self.by_month.is_empty(), self.by_day.is_empty()) {
                    (false, _) => self.by_month.clone(),
                    (true, true) => vec![first.month()],
                    (true, false) => (1..=12).collect(),
                };
                let month = |month: &i8| Date::new(year, *month, 1).ok();
                Date::new(year, 1, 1).ok()?;
                months.iter().filter_map(month).flat_map(|month| self.of_month(month, first)).collect()
            }
        };
        dates.sort_unstable();
        dates.dedup();
        if self.by_position.is_empty() {
            return Some(dates);
        }
        let count = i32::try_from(dates.len()).unwrap_or(i32::MAX);
        let at = |position: &i32| {
            let index = if *position < 0 { count + position } else { position - 1 };
            dates.get(usize::try_from(index).ok()?).copied()
        };
        let mut chosen: Vec<Date> = self.by_position.iter().filter_map(at).collect();
        chosen.sort_unstable();
        Some(chosen)
    }

    /// Whether a daily series has this date.
    fn takes(&self, date: Date) -> bool {
        let day = self.by_day.is_empty() || self.by_day.iter().any(|(_, day)| *day == date.weekday());
        let month = self.by_month.is_empty() || self.by_month.contains(&date.month());
        let of_month = self.by_month_day.is_empty() || self.by_month_day.contains(&date.day());
        day && month && of_month
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

    #[test]
    fn what_is_not_understood_is_said_to_be() {
        for rule in
            ["", "FREQ=HOURLY", "FREQ=YEARLY;BYWEEKNO=20", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;UNTIL=soon"]
        {
            assert_eq!(Rule::read(rule), None, "{rule}");
        }
    }
}
