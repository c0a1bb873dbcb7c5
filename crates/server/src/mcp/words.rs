//! Answers of the API as lines that a model can read aloud. Every number is copied from the API's answer.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use units::Measure;

/// A quantity with its unit; a dash where the API has none, or does not say.
pub(super) fn amount(value: &Value) -> String {
    match (value["value"].as_f64(), value["unit"].as_str()) {
        (Some(0.0), Some(unit)) => format!("0 {unit}"),
        (Some(number), Some(unit)) => Measure { value: number, unit: unit.to_owned() }.to_string(),
        _ => value.as_str().map_or_else(|| "–".to_owned(), str::to_owned),
    }
}

/// An expectation with its interval and receipt: `1.42 L (80 % interval 1.05 L to 1.90 L; receipt r-…)`.
pub(super) fn uncertain(value: &Value) -> String {
    let (low, high) = (amount(&value["i80"]["low"]), amount(&value["i80"]["high"]));
    let receipt = value["receipt"].as_str().unwrap_or("none");
    format!("{} (80 % interval {low} to {high}; receipt {receipt})", amount(&value["median"]))
}

/// A time of day, with the date where it is another one than `on`.
pub(super) fn clock(value: &Value, zone: &TimeZone, on: Option<jiff::civil::Date>) -> String {
    let Some(at) = value.as_str().and_then(|text| text.parse::<Timestamp>().ok()) else {
        return "–".to_owned();
    };
    let local = at.to_zoned_datetime(zone.clone());
    let form = if on == Some(local.date()) { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    local.strftime(form).to_string()
}

/// The elements of a list; none where it is not there.
pub(super) fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value[name].as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// The flags under a heading, or nothing.
pub(super) fn flags(value: &Value, into: &mut String) {
    for flag in list(value, "flags") {
        let _ = writeln!(into, "- flag {}: {}", text(flag, "code"), text(flag, "words"));
    }
}

/// A need on one line.
pub(super) fn need(need: &Value, zone: &TimeZone, on: Option<jiff::civil::Date>) -> String {
    let (from, until) = (clock(&need["from"], zone, on), clock(&need["until"], zone, on));
    let mut line = format!(
        "- {} ({}), {from} to {until}: {}, {} to {}, aim for {}; confidence {}; receipt {}; {}",
        text(need, "id"),
        text(need, "phase"),
        text(need, "nutrient"),
        amount(&need["min"]),
        amount(&need["max"]),
        amount(&need["target"]),
        text(need, "confidence"),
        text(need, "receipt"),
        text(need, "reason"),
    );
    if let Some(limit) = need["limited_by"].as_str() {
        let _ = write!(line, "; limited: {limit}");
    }
    line
}

/// What a session is expected to take, on lines.
pub(super) fn expectation(prediction: &Value, into: &mut String) {
    flags(prediction, into);
    for (name, key) in [
        ("sweat rate", "rate"),
        ("sweat lost", "loss"),
        ("sweat sodium", "sodium_concentration"),
        ("sodium lost", "sodium_loss"),
    ] {
        let _ = writeln!(into, "- expected {name}: {}", uncertain(&prediction[key]));
    }
    let tests = prediction["tests"].as_u64().unwrap_or_default();
    let from = match tests {
        0 => "no sweat test of this athlete yet: this is what is known of people like them".to_owned(),
        tests => format!("sweat tests behind it: {tests}"),
    };
    let _ = writeln!(into, "- {from}");
}

/// A receipt on lines.
pub(super) fn receipt(receipt: &Value) -> String {
    let mut words = format!("{} ({})\n", text(receipt, "title"), text(receipt, "id"));
    let _ = writeln!(words, "result: {}", amount(&receipt["result"]));
    for interval in list(receipt, "intervals") {
        let percent = interval[0].as_u64().unwrap_or_default();
        let _ = writeln!(words, "{percent} % interval: {} to {}", amount(&interval[1]), amount(&interval[2]));
    }
    let _ = writeln!(words, "rule: {}\nequation: {}", text(receipt, "rule"), text(receipt, "equation"));
    for input in list(receipt, "inputs") {
        let _ = write!(words, "- {}: {}", text(input, "name"), amount(&input["value"]));
        let _ = match input["receipt"].as_str() {
            Some(from) => writeln!(words, " (receipt {from})"),
            None => writeln!(words),
        };
    }
    let sources: Vec<&str> = list(receipt, "sources").filter_map(Value::as_str).collect();
    let _ = writeln!(words, "sources: {}", sources.join(", "));
    for note in list(receipt, "notes").filter_map(Value::as_str) {
        let _ = writeln!(words, "note: {note}");
    }
    let _ = write!(words, "model version: {}", text(receipt, "model"));
    words
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_expectation_names_its_interval_and_receipt() {
        let litres = |value: f64| json!({"value": value, "unit": "L"});
        let loss = json!({"median": litres(1.42), "i80": {"low": litres(1.05), "high": litres(1.9)}, "receipt": "r-1"});
        assert_eq!(uncertain(&loss), "1.42 L (80 % interval 1.05 L to 1.90 L; receipt r-1)");
        assert_eq!(amount(&Value::Null), "–");
    }

    #[test]
    fn a_time_is_local_and_another_days_has_its_date() {
        let zone = TimeZone::get("Europe/Lisbon").unwrap();
        let day = Some("2026-06-11".parse().unwrap());
        assert_eq!(clock(&json!("2026-06-11T06:00:00Z"), &zone, day), "07:00");
        assert_eq!(clock(&json!("2026-06-11T23:30:00Z"), &zone, day), "2026-06-12 00:30");
        assert_eq!(clock(&json!("soon"), &zone, day), "–");
    }
}
