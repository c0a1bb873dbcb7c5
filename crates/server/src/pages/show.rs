//! Numbers and times as the pages show them.

use engine::AthleteRecord;
use evidence::Receipt;
use jiff::Timestamp;
use units::{Quantity, UnitSystem};

use crate::language::Language;

/// A number with the receipt behind it.
pub(crate) struct Figure {
    pub(crate) number: String,
    pub(crate) band: String,
    pub(crate) receipt: String,
}

impl Figure {
    /// A number with its four-in-five band and the receipt that made it.
    pub(crate) fn of<Q: Quantity>(
        estimate: &evidence::Estimate<Q>,
        receipt: &Receipt,
        system: UnitSystem,
        language: Language,
    ) -> Self {
        Self {
            number: language.quantity(estimate.median, system),
            band: language.interval(&estimate.i80, system),
            receipt: receipt.id.to_string(),
        }
    }
}

/// A number with its four-in-five band; without a receipt where none was made by this rule.
pub(crate) fn figure<Q: Quantity>(
    estimate: &evidence::Estimate<Q>,
    receipts: &[Receipt],
    rule: &str,
    system: UnitSystem,
    language: Language,
) -> Figure {
    let receipt = receipts.iter().find(|receipt| receipt.rule == rule);
    Figure {
        number: language.quantity(estimate.median, system),
        band: language.interval(&estimate.i80, system),
        receipt: receipt.map(|receipt| receipt.id.to_string()).unwrap_or_default(),
    }
}

/// The same of what is expected: no finer than it is known.
pub(crate) fn foreseen<Q: Quantity>(
    estimate: &evidence::Estimate<Q>,
    receipts: &[Receipt],
    rule: &str,
    system: UnitSystem,
    language: Language,
) -> Figure {
    Figure {
        number: language.expected(estimate.median, system),
        band: language.expected_range_of(estimate.median, &estimate.i80, system),
        ..figure(estimate, receipts, rule, system, language)
    }
}

/// A mass, a share of it or an energy, for the athlete's own pages: a dash for whoever chose not to see them.
pub(crate) fn of_body(athlete: &AthleteRecord, said: impl FnOnce() -> String) -> String {
    if athlete.hides_body_numbers { "–".to_owned() } else { said() }
}

/// `Tue 9 June, 07:00` in the athlete's zone.
pub(crate) fn when(instant: Timestamp, athlete: &AthleteRecord, language: Language) -> String {
    language.moment(&instant.to_zoned_datetime(athlete.time_zone()))
}

/// `Tuesday 9 June 2026, 07:00` in the athlete's zone.
pub(crate) fn long_when(instant: Timestamp, athlete: &AthleteRecord, language: Language) -> String {
    language.long_moment(&instant.to_zoned_datetime(athlete.time_zone()))
}

/// `07:00` in the athlete's zone.
pub(crate) fn time(instant: Timestamp, athlete: &AthleteRecord, language: Language) -> String {
    language.clock(&instant.to_zoned_datetime(athlete.time_zone()))
}

/// `07:00–09:00` in the athlete's zone, with dates where they are not that of `near`.
pub(crate) fn window(
    (from, until): (Timestamp, Timestamp),
    near: Timestamp,
    athlete: &AthleteRecord,
    language: Language,
) -> String {
    let date = |instant: Timestamp| instant.to_zoned_datetime(athlete.time_zone()).date();
    if date(from) == date(near) && date(until) == date(near) {
        format!("{}–{}", time(from, athlete, language), time(until, athlete, language))
    } else {
        format!("{} – {}", when(from, athlete, language), when(until, athlete, language))
    }
}

/// `07:00`, or `07:00 on Tue 9 June` where that is not the date of `near`: as it stands in a sentence, after *from* or *by*.
pub(crate) fn clock_near(
    instant: Timestamp,
    near: Timestamp,
    athlete: &AthleteRecord,
    language: Language,
) -> String {
    let [at, near] = [instant, near].map(|instant| instant.to_zoned_datetime(athlete.time_zone()));
    if at.date() == near.date() {
        return language.clock(&at);
    }
    let said = language.with("time", language.clock(&at)).with("day", language.day(at.date()));
    said.t("calendar-clock-of-day")
}

/// `07:00`, or with its date where that is not the date of `near`.
pub(crate) fn time_near(
    instant: Timestamp,
    near: Timestamp,
    athlete: &AthleteRecord,
    language: Language,
) -> String {
    let date = |instant: Timestamp| instant.to_zoned_datetime(athlete.time_zone()).date();
    if date(instant) == date(near) {
        time(instant, athlete, language)
    } else {
        when(instant, athlete, language)
    }
}
