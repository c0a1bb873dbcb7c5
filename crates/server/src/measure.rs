//! What a field of a form is measured in: a number alone is read in this unit, and the page shows the unit beside it.

use units::{DecimalSign, Length, Mass, Quantity, Temperature, UnitSystem, Volume};

/// How a field is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Words.
    Text,
    /// A number in the field's unit, or with a unit of its own.
    Number,
    /// A whole number.
    Count,
    /// A civil date with its time.
    Moment,
    /// A time of day.
    Clock,
}

/// How a field is typed, and the unit that stands beside it.
pub(crate) fn measure(name: &str, system: UnitSystem) -> (Kind, &'static str) {
    let metric = system == UnitSystem::Metric;
    let mass = || Mass::from_kg(70.0).customary(system).0.symbol;
    let volume = || if metric { "mL" } else { Volume::from_ml(300.0).customary(system).0.symbol };
    let unit = match name {
        "body_mass" | "mass_before" | "mass_after" => mass(),
        "drunk" | "urine" | "drink" | "item_fluid" | "item_mix_with" => volume(),
        "air_temperature" | "wbgt" => Temperature::from_celsius(20.0).customary(system).0.symbol,
        "relative_humidity" | "grade" => "%",
        "duration" | "patch_time" => "min",
        "height" => Length::from_m(1.75).customary(system).0.symbol,
        "tested_drinking_rate" => {
            if metric {
                "L/h"
            } else {
                "fl oz/h"
            }
        }
        "distance" => Length::from_km(10.0).customary(system).0.symbol,
        "wind" | "speed" => {
            if metric {
                "km/h"
            } else {
                "mph"
            }
        }
        "power" => "W",
        "heart_rate" => "/min",
        "caffeine" | "item_sodium" | "item_caffeine" => "mg",
        "food" | "stool" if metric => "g",
        "food" | "stool" => "oz",
        "item_carbohydrate" | "item_protein" | "item_mass" => "g",
        "patch_volume" => "µL",
        "patch_inlet" => "cm²",
        "patch_chloride" => "mmol/L",
        "met" => return (Kind::Number, "MET"),
        "born" => return (Kind::Count, ""),
        "start" | "at" => return (Kind::Moment, ""),
        "bedtime" | "rise" => return (Kind::Clock, ""),
        _ => return (Kind::Text, ""),
    };
    (Kind::Number, unit)
}

/// Less than anybody notes having drunk: a number that was meant in litres.
pub(crate) fn is_under_a_sip(number: f64, unit: &str) -> bool {
    unit == "mL" && number > 0.0 && number < 10.0
}

/// A number that was typed without a unit, with the decimal sign of programs: `61,2` is `61.2`. Three digits after the sign that
/// does not stand before decimals are thousands: `1,250` is `1250` where decimals follow a point, `1.250` where they follow a
/// comma. Nothing where it is anything else.
pub(crate) fn bare(typed: &str, decimals: DecimalSign) -> Option<String> {
    let typed = typed.trim();
    let typed = typed.strip_prefix('+').unwrap_or(typed);
    let digits = typed.strip_prefix(['-', '−']).unwrap_or(typed);
    let sign = if digits.len() == typed.len() { "" } else { "-" };
    let signs = digits.matches([',', '.']).count();
    let plain = !digits.is_empty()
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
    if !plain || signs > 1 {
        return None;
    }
    let of_thousands = match decimals {
        DecimalSign::Point => ',',
        DecimalSign::Comma => '.',
    };
    match digits.split_once([',', '.']) {
        Some((whole, rest)) if digits.contains(of_thousands) && rest.len() == 3 && whole != "0" => {
            Some(format!("{sign}{whole}{rest}"))
        }
        Some((whole, rest)) => Some(format!("{sign}{whole}.{rest}")),
        None => Some(format!("{sign}{digits}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_without_a_unit_are_told_from_all_else() {
        for (typed, read) in [
            ("61.2", Some("61.2")),
            (" 61,2 ", Some("61.2")),
            ("1,250", Some("1250")),
            ("1.250", Some("1.250")),
            ("0,250", Some("0.250")),
            ("−5", Some("-5")),
            ("+5", Some("5")),
            ("61.2 kg", None),
            ("1.250,5", None),
            ("", None),
            ("💧", None),
            (".5", None),
            ("١٢", None),
        ] {
            assert_eq!(bare(typed, DecimalSign::Point).as_deref(), read, "{typed}");
        }
        for (typed, read) in
            [("1.250", "1250"), ("1,250", "1.250"), ("61,2", "61.2"), ("61.2", "61.2"), ("0.250", "0.250")]
        {
            assert_eq!(
                bare(typed, DecimalSign::Comma).as_deref(),
                Some(read),
                "{typed} with a decimal comma"
            );
        }
    }

    #[test]
    fn readers_of_pounds_type_pounds() {
        assert_eq!(measure("mass_after", UnitSystem::UsCustomary), (Kind::Number, "lb"));
        assert_eq!(measure("mass_after", UnitSystem::Metric), (Kind::Number, "kg"));
        assert_eq!(measure("air_temperature", UnitSystem::UsCustomary).1, "°F");
        assert_eq!(measure("drunk", UnitSystem::Imperial).1, "fl oz");
    }
}
