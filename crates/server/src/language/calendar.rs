//! Dates and times. The names and the order are texts of the language like any other.

use jiff::ZonedDateTime;
use jiff::civil::Date;

use super::Language;

impl Language {
    /// `Tue 9 June, 07:00`
    pub(crate) fn moment(self, at: &ZonedDateTime) -> String {
        self.with("day", self.day(at.date())).with("time", self.clock(at)).t("calendar-moment")
    }

    /// `Tuesday 9 June 2026, 07:00`
    pub(crate) fn long_moment(self, at: &ZonedDateTime) -> String {
        self.with("day", self.long_day(at.date())).with("time", self.clock(at)).t("calendar-moment")
    }

    /// `07:00`
    pub(crate) fn clock(self, at: &ZonedDateTime) -> String {
        at.strftime("%H:%M").to_string()
    }

    /// `Tue 9 June`
    pub(crate) fn day(self, date: Date) -> String {
        let weekday = self.t_of("calendar-weekday-short", &date.weekday().to_monday_one_offset().to_string());
        let (day, month) = self.day_of_month(date);
        self.with("weekday", weekday).with("day", day).with("month", month).t("calendar-day")
    }

    /// `Tuesday 9 June`
    pub(crate) fn weekday(self, date: Date) -> String {
        let weekday = self.t_of("calendar-weekday-long", &date.weekday().to_monday_one_offset().to_string());
        let (day, month) = self.day_of_month(date);
        self.with("weekday", weekday).with("day", day).with("month", month).t("calendar-day")
    }

    /// A moment, with its year where that is not the year of `now`.
    pub(crate) fn moment_near(self, at: &ZonedDateTime, now: &ZonedDateTime) -> String {
        if at.year() == now.year() { self.moment(at) } else { self.long_moment(at) }
    }

    /// `Tuesday 9 June 2026`
    pub(crate) fn long_day(self, date: Date) -> String {
        let weekday = self.t_of("calendar-weekday-long", &date.weekday().to_monday_one_offset().to_string());
        let (day, month) = self.day_of_month(date);
        let dated = self.with("weekday", weekday).with("day", day).with("month", month);
        dated.with("year", date.year().to_string()).t("calendar-long-day")
    }

    /// `23–29 November`, `30 November – 6 December`; with the year where that is not the year of `now`.
    pub(crate) fn days(self, from: Date, until: Date, now: Date) -> String {
        let named = |date: Date| {
            let (day, month) = self.day_of_month(date);
            self.with("day", day).with("month", month).t("calendar-date")
        };
        let last = named(until);
        let span = match (from.year(), from.month()) == (until.year(), until.month()) {
            true => format!("{}–{last}", from.day()),
            false => format!("{} – {last}", named(from)),
        };
        if until.year() == now.year() { span } else { format!("{span} {}", until.year()) }
    }

    fn day_of_month(self, date: Date) -> (String, String) {
        (date.day().to_string(), self.t_of("calendar-month", &date.month().to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_read_as_the_language_writes_them() {
        let day = date(2026, 6, 9);
        assert_eq!(Language::English.long_day(day), "Tuesday 9 June 2026");
        assert_eq!(Language::Portuguese.long_day(day), "terça-feira, 9 de junho de 2026");
        assert_eq!(Language::Spanish.long_day(day), "martes, 9 de junio de 2026");
        let at = day.at(7, 0, 0, 0).to_zoned_datetime(jiff::tz::TimeZone::UTC).unwrap();
        assert_eq!(Language::English.moment(&at), "Tue 9 June, 07:00");
        assert_eq!(Language::Portuguese.moment(&at), "ter., 9 de junho, 07:00");
        assert_eq!(Language::English.weekday(day), "Tuesday 9 June");
        let later = date(2027, 1, 2).at(7, 0, 0, 0).to_zoned_datetime(jiff::tz::TimeZone::UTC).unwrap();
        assert_eq!(Language::English.moment_near(&at, &at), "Tue 9 June, 07:00");
        assert_eq!(Language::English.moment_near(&at, &later), "Tuesday 9 June 2026, 07:00");
        assert_eq!(Language::Spanish.long_moment(&at), "martes, 9 de junio de 2026, 07:00");
    }
}
