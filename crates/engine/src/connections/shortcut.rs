//! What the Apple Shortcut of the documentation sends: `{"body_mass": "62,45", "unit": "kg", "at": "2026-11-30T06:12:00+01:00"}`.
//!
//! Shortcuts writes numbers as the phone's region does. A comma that may stand for thousands is read only where one of its
//! two meanings is a body mass.

use jiff::Timestamp;
use serde_json::Value;
use units::Mass;

use crate::Error;

/// A body mass that a shortcut sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct BodyMass {
    pub(super) at: Option<Timestamp>,
    pub(super) mass: Mass,
}

/// Nobody weighs less or more, kg.
const MASSES: std::ops::RangeInclusive<f64> = 20.0..=350.0;

impl BodyMass {
    /// Reads it; `None` where it is something else.
    pub(super) fn read(bytes: &[u8]) -> Option<Result<Self, Error>> {
        let value: Value = serde_json::from_slice(bytes).ok()?;
        let given = value.get("body_mass")?;
        Some(Self::of(&value, given))
    }

    fn of(value: &Value, given: &Value) -> Result<Self, Error> {
        let unit = value.get("unit").and_then(Value::as_str).unwrap_or("kg").trim().to_lowercase();
        let mass = match unit.as_str() {
            "kg" => Mass::from_kg as fn(f64) -> Mass,
            "lb" | "lbs" => Mass::from_lb,
            "st" => Mass::from_st,
            _ => return Err(Error::field("unit", "write kg, lb or st")),
        };
        let text = match given {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.clone(),
            _ => String::new(),
        };
        let meant: Vec<Mass> =
            meanings(&text).into_iter().map(mass).filter(|mass| MASSES.contains(&mass.as_kg())).collect();
        let [mass] = meant[..] else {
            return Err(Error::field("body_mass", "write 20 to 350 kg, such as 62.45 or 62,45"));
        };
        let at = value.get("at").and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        let at = at.map(|text| {
            text.trim().parse::<Timestamp>().map_err(|_| {
                Error::field("at", "write a time with its offset, such as 2026-11-30T06:12:00+01:00")
            })
        });
        Ok(Self { at: at.transpose()?, mass })
    }
}

/// What a number may mean that was written in some region.
fn meanings(text: &str) -> Vec<f64> {
    let text: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != '\u{202f}' && *c != '\'').collect();
    if text.len() > 12 || !text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) {
        return Vec::new();
    }
    let number = |text: String| text.parse::<f64>().ok();
    let separators: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let grouped = |decimal: char| {
        let whole = text.rsplit_once(decimal).map_or(text.as_str(), |(whole, _)| whole);
        let mut groups = whole.split(|c: char| !c.is_ascii_digit());
        groups.next().is_some_and(|first| (1..=3).contains(&first.len()))
            && groups.all(|group| group.len() == 3)
    };
    let read = match separators[..] {
        [] => vec![number(text.clone())],
        [one] => {
            let decimal = number(text.replace(one, "."));
            // "1,234" may be a thousand and something.
            let digits = text.rsplit_once(one).map_or(0, |(_, digits)| digits.len());
            let thousands = (digits == 3 && grouped('\0')).then(|| number(text.replace(one, ""))).flatten();
            vec![decimal, thousands]
        }
        [first, .., last] if first != last && grouped(last) => {
            vec![number(text.replace(first, "").replace(last, "."))]
        }
        _ => Vec::new(),
    };
    read.into_iter().flatten().filter(|number| number.is_finite()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<f64, String> {
        let read = BodyMass::read(json.as_bytes()).unwrap();
        read.map(|read| read.mass.as_kg()).map_err(|error| error.to_string())
    }

    /// Trap 35: a decimal comma once made a number of 10^14.
    #[test]
    fn a_number_is_read_as_its_region_means_it_or_not_at_all() {
        for (text, kg) in [
            (r#"{"body_mass": 62.45}"#, 62.45),
            (r#"{"body_mass": "62.45"}"#, 62.45),
            (r#"{"body_mass": "62,45", "unit": "kg"}"#, 62.45),
            (r#"{"body_mass": " 62,4 "}"#, 62.4),
            (r#"{"body_mass": "70,125"}"#, 70.125),
        ] {
            assert_eq!(read(text), Ok(kg), "{text}");
        }
        assert!((read(r#"{"body_mass": "155,5", "unit": "lb"}"#).unwrap() - 70.53).abs() < 0.01);
        for text in [
            r#"{"body_mass": "1.234,5"}"#,
            r#"{"body_mass": "1,234"}"#,
            r#"{"body_mass": "1,234,567"}"#,
            r#"{"body_mass": "62,450000000000001"}"#,
            r#"{"body_mass": "6245"}"#,
            r#"{"body_mass": "-62"}"#,
            r#"{"body_mass": "6e1"}"#,
            r#"{"body_mass": ""}"#,
            r#"{"body_mass": null}"#,
            r#"{"body_mass": 62, "unit": "stone"}"#,
            r#"{"body_mass": 62, "at": "yesterday"}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_no_body_mass_is_left_to_others() {
        for text in ["", "[]", r#"{"data":{"metrics":[]}}"#, "62,45"] {
            assert!(BodyMass::read(text.as_bytes()).is_none(), "{text}");
        }
    }
}
