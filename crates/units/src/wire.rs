//! Quantities in documents and over HTTP: `{"value": 72.4, "unit": "kg"}`, or a string on the way in.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::{Quantity, UnitSystem, parse, registry};

/// A number with its unit as it travels, its quantity not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// The reading.
    pub value: f64,
    /// The unit's symbol.
    pub unit: String,
}

impl Measure {
    /// The quantity in its base unit, as documents keep it.
    pub fn of<Q: Quantity>(quantity: Q) -> Self {
        Self { value: quantity.base(), unit: Q::UNITS[0].symbol.to_owned() }
    }

    /// The quantity in the unit customary in `system`.
    pub fn in_system<Q: Quantity>(quantity: Q, system: UnitSystem) -> Self {
        let (unit, _) = quantity.customary(system);
        Self { value: unit.of_base(quantity.base()), unit: unit.symbol.to_owned() }
    }
}

impl std::fmt::Display for Measure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let magnitude = self.value.abs();
        let decimals = if magnitude >= 100.0 {
            0
        } else if magnitude >= 10.0 {
            1
        } else if magnitude >= 0.1 {
            2
        } else {
            4
        };
        write!(f, "{} {}", crate::number::fixed(self.value, decimals), self.unit)
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Incoming {
    Text(String),
    Measure(Measure),
}

pub(crate) fn serialize<Q: Quantity, S: Serializer>(quantity: Q, serializer: S) -> Result<S::Ok, S::Error> {
    Measure::of(quantity).serialize(serializer)
}

pub(crate) fn deserialize<'de, Q: Quantity, D: Deserializer<'de>>(deserializer: D) -> Result<Q, D::Error> {
    match Incoming::deserialize(deserializer) {
        Ok(Incoming::Text(text)) => parse(&text).map_err(D::Error::custom),
        Ok(Incoming::Measure(measure)) => read(&measure).map_err(D::Error::custom),
        Err(_) => Err(D::Error::custom(format!(
            "the {} must be text such as {} or an object {{\"value\": …, \"unit\": …}}",
            Q::NAME,
            Q::EXAMPLE
        ))),
    }
}

fn read<Q: Quantity>(measure: &Measure) -> Result<Q, crate::UnitError> {
    // The base unit needs no detour over text, so that stored values come back bit by bit.
    if measure.unit == Q::UNITS[0].symbol && measure.value.is_finite() {
        return Ok(Q::from_base(measure.value));
    }
    // A number of JSON has a decimal point: 184.162 lb is no 184,162 lb.
    let text = format!("{} {}", measure.value, measure.unit);
    crate::parse_as(&text, UnitSystem::UsCustomary, Some(crate::DecimalSign::Point))
}

/// Rewrites every `{"value", "unit"}` inside a JSON document from base units to the units customary in `system`.
///
/// Documents and answers carry base units; this is the one place where an answer becomes the reader's own.
///
/// ```
/// let mut answer = serde_json::json!({"mass": units::Mass::from_kg(70.0)});
/// units::localise(&mut answer, units::UnitSystem::UsCustomary);
/// assert_eq!(answer["mass"]["unit"], "lb");
/// ```
pub fn localise(value: &mut Value, system: UnitSystem) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| localise(item, system)),
        Value::Object(fields) => {
            if let (2, Some(Value::Number(number)), Some(Value::String(symbol))) =
                (fields.len(), fields.get("value"), fields.get("unit"))
                && let (Some(base), Some(units)) = (number.as_f64(), registry::with_base_symbol(symbol))
            {
                let (unit, _) = crate::unit::customary(units, base, system);
                let local = Measure { value: tidy(unit.of_base(base)), unit: unit.symbol.to_owned() };
                *value = serde_json::json!(local);
                return;
            }
            fields.values_mut().for_each(|field| localise(field, system));
        }
        _ => {}
    }
}

/// Nine significant digits: beyond any instrument, and free of binary dust such as 0.30000000000000004.
fn tidy(value: f64) -> f64 {
    format!("{value:.8e}").parse().unwrap_or(value)
}
