//! Withings: groups of measures, of which body mass is taken.

use units::Mass;

use super::field::{list, number, seconds};
use super::{JsonError, Value};
use crate::{Decoded, Reading};

const FORMAT: &str = "Withings";
/// Nobody weighs less or more, kg.
const MASSES: std::ops::RangeInclusive<f64> = 20.0..=350.0;
/// The type of body mass.
const WEIGHT: f64 = 1.0;
/// Weighed by the scale and certainly this user's (0, 8), or confirmed by the user (7).
const SURE: [f64; 3] = [0.0, 7.0, 8.0];

pub(super) fn decode(document: &Value<'_>) -> Option<Result<Decoded, JsonError>> {
    let body = document.get("body").unwrap_or(document);
    body.get("measuregrps")?.as_array()?;
    let groups = list(body, "measuregrps");
    let readings: Vec<Reading> = groups.iter().filter_map(body_mass).collect();
    if readings.is_empty() {
        return Some(Err(JsonError::Nothing { what: "a set of measures of Withings without a body mass" }));
    }
    Some(Ok(Decoded { readings, ..Decoded::of(FORMAT) }))
}

/// A body mass. A scale that several people use may not know who stood on it: that, what was typed, and codes that nobody
/// has documented, are unsure.
fn body_mass(group: &Value<'_>) -> Option<Reading> {
    // A goal (2) was not measured.
    if number(group, "category").is_some_and(|category| (category - 1.0).abs() > 0.5) {
        return None;
    }
    let at = seconds(group, "date")?;
    let weight = list(group, "measures")
        .iter()
        .find(|measure| number(measure, "type").is_some_and(|kind| (kind - WEIGHT).abs() < 0.5))?;
    let unit = number(weight, "unit").filter(|unit| unit.abs() <= 12.0)?;
    let kg = Some(number(weight, "value")? * 10_f64.powf(unit)).filter(|kg| MASSES.contains(kg))?;
    let mass = Mass::from_kg(kg);
    let sure =
        number(group, "attrib").is_some_and(|attrib| SURE.iter().any(|sure| (attrib - sure).abs() < 0.5));
    Some(if sure { Reading::BodyMass { at, mass } } else { Reading::UnsureBodyMass { at, mass } })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn decode(document: &serde_json::Value) -> Option<Result<Decoded, JsonError>> {
        super::decode(&super::super::value::tree(document))
    }

    fn group(attrib: i32, value: i64, unit: i32) -> Value {
        json!({"grpid": 1, "attrib": attrib, "date": 1_764_480_000, "category": 1,
               "measures": [{"value": value, "type": 1, "unit": unit}]})
    }

    /// Trap 40: whose weight it is has to be known, and an undocumented code does not fail the page.
    #[test]
    fn a_weight_is_the_value_by_a_power_of_ten_and_may_be_somebody_else_s() {
        let groups = json!([group(0, 70_250, -3), group(1, 7130, -2), group(3, 70, 0), group(8, 70_000, -3),
            {"attrib": 0, "date": 1_764_480_000, "category": 2, "measures": [{"value": 65, "type": 1, "unit": 0}]},
            {"attrib": 0, "date": 1_764_480_000, "category": 1, "measures": [{"value": 17, "type": 6, "unit": 0}]},
            {"attrib": 0, "category": 1}, 7, null, group(0, 9, 12), group(0, 70, 999)]);
        let decoded = decode(&json!({"status": 0, "body": {"measuregrps": groups}})).unwrap().unwrap();
        let kg = |reading: &Reading| match reading {
            Reading::BodyMass { mass, .. } => (true, mass.as_kg()),
            Reading::UnsureBodyMass { mass, .. } => (false, mass.as_kg()),
            Reading::Drink { .. } => panic!("{reading:?}"),
        };
        let found: Vec<(bool, f64)> = decoded.readings.iter().map(kg).collect();
        let rounded: Vec<(bool, f64)> =
            found.iter().map(|(sure, kg)| (*sure, (kg * 100.0).round() / 100.0)).collect();
        assert_eq!(rounded, [(true, 70.25), (false, 71.3), (false, 70.0), (true, 70.0)]);
    }
}
