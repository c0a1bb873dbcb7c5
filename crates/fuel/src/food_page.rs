//! What pages of foods have in common: numbers as people write them, servings, and the water of a drink.

use serde_json::Value;
use units::Volume;

/// Kilocalories in a kilojoule.
pub(crate) const KCAL_PER_KJ: f64 = 1.0 / 4.184;
/// A gram of dissolved sugar takes this much room, mL (partial specific volume of sucrose and glucose in water).
const SUGAR_VOLUME: f64 = 0.62;
/// With more dissolved in 100 mL, g, it is a syrup, a gel or an oil, and no drink.
const MOST_DISSOLVED: f64 = 30.0;

/// A number, which some pages write as text: `"62,5"`, `"< 0.5"`, `"1.234,5"`.
pub(crate) fn number(value: &Value) -> Option<f64> {
    let read = value.as_f64().or_else(|| {
        let text = value.as_str()?.trim().trim_start_matches(['<', '>', '~', '≈', '=']).trim();
        let plain = match (text.rfind(','), text.rfind('.')) {
            // The last of the two is the decimal sign.
            (Some(comma), Some(point)) if comma > point => text.replace('.', "").replace(',', "."),
            (Some(_), Some(_)) => text.replace(',', ""),
            (Some(_), None) => text.replace(',', "."),
            (None, _) => text.to_owned(),
        };
        plain.parse().ok()
    });
    read.filter(|number| number.is_finite())
}

/// How much of a food a serving is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Amount {
    /// Grams.
    Grams(f64),
    /// Millilitres.
    Millilitres(f64),
}

impl Amount {
    /// An amount in a unit, of those that labels use; none for pieces and spoons.
    pub(crate) fn of(number: f64, unit: &str) -> Option<Self> {
        let unit = unit.trim().trim_end_matches('.').to_lowercase();
        Some(match unit.as_str() {
            "g" | "gr" | "grm" | "gm" | "gms" | "grs" | "gram" | "grams" | "gramme" | "gramm" | "gramas"
            | "gramos" => Self::Grams(number),
            "kg" => Self::Grams(number * 1000.0),
            "oz" | "onz" => Self::Grams(number * 28.349_523_125),
            "ml" | "mlt" | "mls" | "cc" | "millilitre" | "millilitres" | "milliliter" | "milliliters" => {
                Self::Millilitres(number)
            }
            "cl" => Self::Millilitres(number * 10.0),
            "dl" => Self::Millilitres(number * 100.0),
            "l" | "ltr" | "litre" | "litres" | "liter" | "liters" | "litro" | "litros" => {
                Self::Millilitres(number * 1000.0)
            }
            "fl oz" | "floz" => Self::Millilitres(number * 29.573_529_562_5),
            _ => return None,
        })
    }

    /// The amount that a serving's text names: `1 bottle (0,5 l)`, `2 biscuits (25g)`, `8 fl oz (240 mL)`, `2 x 20 g`. The
    /// first metric one counts, what stands behind it may be milk to pour on (`45 g with 125 ml milk`).
    pub(crate) fn in_text(text: &str) -> Option<Self> {
        let mut found: Option<Self> = None;
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        let mut rest = text;
        // How often the next amount is had.
        let mut times = 1.0;
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            let from = &rest[start..];
            let end = from.find(|c| !is_number(c)).unwrap_or(from.len());
            let after = from[end..].trim_start();
            let letters = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
            let fluid_ounces =
                ["fl oz", "fl. oz"].iter().any(|ounces| after.to_lowercase().starts_with(ounces));
            let unit = if fluid_ounces { "fl oz" } else { &after[..letters] };
            let read = number(&Value::String(from[..end].trim_end_matches(['.', ',']).to_owned()));
            rest = &from[end..];
            let repeated = after.strip_prefix(['x', 'X', '×']).map(str::trim_start);
            if repeated.is_some_and(|what| what.starts_with(|c: char| c.is_ascii_digit())) {
                times = read.filter(|times| (1.0..=100.0).contains(times)).unwrap_or(1.0);
                continue;
            }
            let amount = read.and_then(|read| Self::of(read * times, unit));
            times = 1.0;
            if amount.is_some() && !matches!(unit.to_lowercase().as_str(), "oz" | "onz" | "fl oz" | "floz") {
                return amount;
            }
            found = found.or(amount);
        }
        found
    }

    /// Grams or millilitres.
    pub(crate) fn figure(self) -> f64 {
        match self {
            Self::Grams(figure) | Self::Millilitres(figure) => figure,
        }
    }

    /// The same, for people.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Grams(grams) => format!("{grams} g"),
            Self::Millilitres(millilitres) => format!("{millilitres} mL"),
        }
    }
}

/// The water in a drink: its volume without what is dissolved in it. None for what is no drink.
pub(crate) fn water(amount: Amount, dissolved_grams: f64) -> Option<Volume> {
    let Amount::Millilitres(volume) = amount else { return None };
    let is_drink = dissolved_grams <= MOST_DISSOLVED * volume / 100.0;
    is_drink.then(|| Volume::from_ml((volume - SUGAR_VOLUME * dissolved_grams).max(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_pages_write_them() {
        for (text, wanted) in
            [("62.5", 62.5), ("62,5", 62.5), ("< 0,5", 0.5), ("1.234,5", 1234.5), ("1,234.5", 1234.5)]
        {
            assert_eq!(number(&Value::String(text.to_owned())), Some(wanted), "{text}");
        }
        assert_eq!(number(&Value::String("traces".to_owned())), None);
    }

    #[test]
    fn a_servings_text_names_its_amount() {
        for (text, amount) in [
            ("1 gel", None),
            ("1 gel (40 g)", Some(Amount::Grams(40.0))),
            ("1 bottle (0,5 l)", Some(Amount::Millilitres(500.0))),
            ("2 biscuits (25g)", Some(Amount::Grams(25.0))),
            ("33 cl", Some(Amount::Millilitres(330.0))),
            ("100", None),
            ("45g with 125ml semi-skimmed milk", Some(Amount::Grams(45.0))),
            ("1 portion (30 g + 125 ml milk)", Some(Amount::Grams(30.0))),
            ("8 fl oz (240 mL)", Some(Amount::Millilitres(240.0))),
            ("1 fl oz (30 ml)", Some(Amount::Millilitres(30.0))),
            ("2 Stück (25 g)", Some(Amount::Grams(25.0))),
            ("2 x 20 g", Some(Amount::Grams(40.0))),
            ("6 × 330 ml", Some(Amount::Millilitres(1980.0))),
            ("1 oz", Some(Amount::Grams(28.349_523_125))),
        ] {
            assert_eq!(Amount::in_text(text), amount, "{text}");
        }
    }

    #[test]
    fn a_drink_is_mostly_water_and_a_syrup_is_none() {
        let drink = water(Amount::Millilitres(500.0), 30.0).unwrap();
        assert!((drink.as_ml() - 481.4).abs() < 0.01);
        assert_eq!(water(Amount::Millilitres(60.0), 45.0), None);
        assert_eq!(water(Amount::Grams(500.0), 30.0), None);
    }
}
