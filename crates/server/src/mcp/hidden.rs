//! Figures of the body, for athletes who chose not to see them.

use serde_json::Value;

/// Units of body mass and of energy.
const OF_BODY: [&str; 5] = ["kg", "lb", "st", "kcal", "kJ"];

/// Takes every body mass, share of it and energy out of an answer: quantities in such units, fields named after a mass, and
/// lines of a receipt that speak of one.
pub(super) fn hide_body_numbers(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(hide_body_numbers),
        Value::Object(fields) => {
            let of_mass =
                |text: &Value| text.as_str().is_some_and(|text| text.to_lowercase().contains("mass"));
            let line_of_mass = fields.get("name").is_some_and(of_mass);
            let title_of_mass = fields.get("title").is_some_and(of_mass) && fields.contains_key("equation");
            for (name, field) in fields.iter_mut() {
                let about = name.contains("mass")
                    || (line_of_mass && name == "value")
                    || (title_of_mass && matches!(name.as_str(), "result" | "intervals"));
                if about || is_of_body(field) {
                    *field = Value::Null;
                } else {
                    hide_body_numbers(field);
                }
            }
        }
        _ => {}
    }
}

fn is_of_body(value: &Value) -> bool {
    value.get("unit").and_then(Value::as_str).is_some_and(|unit| OF_BODY.contains(&unit))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn masses_and_energies_are_taken_out_and_amounts_stay() {
        let mut value = json!({
            "body_mass": {"value": 61.4, "unit": "kg"},
            "needs": [{"target": {"value": 0.4, "unit": "L"}, "undrunk_mass_loss": {"value": 1.9, "unit": "%"}}],
            "energy": {"value": 600.0, "unit": "kcal"},
            "inputs": [{"name": "body mass", "value": "61.4"}, {"name": "duration", "value": "2 h"}],
            "title": "Body mass after", "equation": "a − b", "result": {"value": 60.2, "unit": "x"},
        });
        hide_body_numbers(&mut value);
        let text = value.to_string();
        for hidden in ["61.4", "1.9", "600", "60.2"] {
            assert!(!text.contains(hidden), "{text}");
        }
        assert!(text.contains("0.4") && text.contains("2 h"), "{text}");
    }
}
