//! Values of cells: names, numbers, masses, dates.

use jiff::civil::Date;
use units::Mass;

use super::{DateOrder, MassUnit};

/// A value, or why there is none.
pub(super) enum Read<T> {
    Value(T),
    /// It depends on what the file does not say.
    Unclear,
    Wrong,
}

/// The order of the dates of a file.
pub(super) enum Order {
    Said(DateOrder),
    /// Every date begins with its year, or there is none.
    Unneeded,
    Unclear,
}

/// First name first: `Silva, Ana` and the two columns give `Ana Silva`.
pub(super) fn name(whole: Option<&str>, first: Option<&str>, last: Option<&str>) -> String {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    match (first, last, whole) {
        (Some(first), Some(last), _) => format!("{} {}", words(first), words(last)),
        (_, _, Some(whole)) => match whole.split_once(',') {
            Some((last, first)) => format!("{} {}", words(first), words(last)).trim().to_owned(),
            None => words(whole),
        },
        (Some(one), None, None) | (None, Some(one), None) => words(one),
        (None, None, None) => String::new(),
    }
}

/// A shirt number of 0 to 999, with or without `#`.
pub(super) fn number(text: &str) -> Option<u16> {
    let digits = text.trim().trim_start_matches('#').trim();
    let digits = digits.strip_suffix(".0").unwrap_or(digits);
    (!digits.is_empty() && digits.len() <= 3).then(|| digits.parse().ok()).flatten()
}

/// A mass, with a decimal comma or point. A unit in the cell counts before that of the file.
pub(super) fn mass(text: &str, of_file: Option<MassUnit>) -> Read<Mass> {
    let text = text.trim().to_lowercase();
    let digits: String = text.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    let unit = match text[digits.len()..].trim().trim_end_matches('.') {
        "" => of_file,
        "kg" | "kgs" => Some(MassUnit::Kg),
        "lb" | "lbs" => Some(MassUnit::Lb),
        _ => return Read::Wrong,
    };
    if digits.matches(['.', ',']).count() > 1 {
        return Read::Wrong;
    }
    let Ok(value) = digits.replace(',', ".").parse::<f64>() else { return Read::Wrong };
    match unit {
        None => Read::Unclear,
        Some(MassUnit::Kg) => Read::Value(Mass::from_kg(value)),
        Some(MassUnit::Lb) => Read::Value(Mass::from_lb(value)),
    }
}

fn parts(text: &str) -> Option<[&str; 3]> {
    let text = text.split_whitespace().next()?;
    let mut parts = text.split(['/', '-', '.']);
    let found = [parts.next()?, parts.next()?, parts.next()?];
    let digits = found.iter().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    (digits && parts.next().is_none()).then_some(found)
}

/// The order of the dates: a part above 12 shows it for the whole file.
pub(super) fn date_order<'a>(dates: impl Iterator<Item = &'a str>) -> Order {
    let (mut any, mut day_first, mut month_first) = (false, false, false);
    for [first, second, _] in dates.filter_map(parts).filter(|[first, ..]| first.len() < 4) {
        let above = |part: &str| part.parse::<u32>().is_ok_and(|part| part > 12);
        // No order makes a date of 31/31.
        if above(first) && above(second) {
            continue;
        }
        any = true;
        day_first |= above(first);
        month_first |= above(second);
    }
    match (any, day_first, month_first) {
        (false, ..) => Order::Unneeded,
        (_, true, false) => Order::Said(DateOrder::DayFirst),
        (_, false, true) => Order::Said(DateOrder::MonthFirst),
        // Both, or neither: the file contradicts itself or does not say.
        _ => Order::Unclear,
    }
}

/// A date of birth.
pub(super) fn date(text: &str, order: Option<DateOrder>) -> Read<Date> {
    let Some([first, second, third]) = parts(text) else { return Read::Wrong };
    let number = |part: &str| part.parse::<i16>().ok();
    let (Some(a), Some(b), Some(c)) = (number(first), number(second), number(third)) else {
        return Read::Wrong;
    };
    let (year, month, day) = if first.len() == 4 {
        (a, b, c)
    } else {
        // A year of two digits could be of either century.
        if third.len() != 4 {
            return Read::Wrong;
        }
        match order {
            Some(DateOrder::DayFirst) => (c, b, a),
            Some(DateOrder::MonthFirst) => (c, a, b),
            None if a > 12 && b > 12 => return Read::Wrong,
            None => return Read::Unclear,
        }
    };
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else { return Read::Wrong };
    Date::new(year, month, day).map_or(Read::Wrong, Read::Value)
}
