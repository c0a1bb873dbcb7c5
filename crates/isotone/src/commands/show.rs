//! How the commands print.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use units::UnitSystem;

use crate::failure::Failure;

/// Prints a value as JSON for programs, in the reader's units.
pub(crate) fn json(value: &impl Serialize, system: UnitSystem) -> Result<(), Failure> {
    let mut value = serde_json::to_value(value).map_err(|error| Failure::Argument(error.to_string()))?;
    units::localise(&mut value, system);
    println!("{value:#}");
    Ok(())
}

/// Reads a typed quantity; ambiguous names are taken in the reader's system.
pub(crate) fn quantity<Q: units::Quantity>(flag: &str, text: &str, system: UnitSystem) -> Result<Q, Failure> {
    // Metric readers who type `fl oz` have a US bottle in hand.
    units::parse_in(text, system).map_err(|error| Failure::Argument(format!("--{flag}: {error}")))
}

/// The same, where the flag may be absent.
pub(crate) fn optional<Q: units::Quantity>(
    flag: &str,
    text: Option<&str>,
    system: UnitSystem,
) -> Result<Option<Q>, Failure> {
    text.map(|text| quantity(flag, text, system)).transpose()
}

/// From when until when, with the date where that is not the date of `near`.
pub(crate) fn window((from, until): (Timestamp, Timestamp), near: Timestamp, zone: &TimeZone) -> String {
    let near = near.to_zoned_datetime(zone.clone()).date();
    let [from, until] = [from, until].map(|instant| instant.to_zoned_datetime(zone.clone()));
    let format = if from.date() == near && until.date() == near { "%H:%M" } else { "%a %-d %B %H:%M" };
    format!("{} to {}", from.strftime(format), until.strftime(format))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_over_midnight_says_its_dates() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap_or_default();
        let (noon, evening, next) =
            (at("2026-06-10T12:00:00Z"), at("2026-06-10T18:00:00Z"), at("2026-06-11T18:00:00Z"));
        assert_eq!(window((noon, evening), noon, &TimeZone::UTC), "12:00 to 18:00");
        assert_eq!(window((noon, next), noon, &TimeZone::UTC), "Wed 10 June 12:00 to Thu 11 June 18:00");
        assert_eq!(window((next, next), noon, &TimeZone::UTC), "Thu 11 June 18:00 to Thu 11 June 18:00");
    }
}
