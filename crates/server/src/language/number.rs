//! Numbers with the decimal sign of the language.

use units::{DecimalSign, Interval, Quantity, UnitSystem};

use super::Language;

impl Language {
    /// The sign that its readers write before decimals.
    pub(crate) fn decimals(self) -> DecimalSign {
        match self {
            Self::English => DecimalSign::Point,
            Self::Portuguese | Self::Spanish => DecimalSign::Comma,
        }
    }

    /// A printed number, or several in a text, with this language's decimal sign.
    pub(crate) fn number(self, printed: &str) -> String {
        if self.decimals() == DecimalSign::Point {
            return printed.to_owned();
        }
        let mut localised = String::with_capacity(printed.len());
        let mut rest = printed.chars().peekable();
        let mut digit_before = false;
        while let Some(c) = rest.next() {
            let between = c == '.' && digit_before && rest.peek().is_some_and(char::is_ascii_digit);
            localised.push(if between { ',' } else { c });
            digit_before = c.is_ascii_digit();
        }
        localised
    }

    /// A quantity in the reader's units and this language's form.
    pub(crate) fn quantity<Q: Quantity>(self, quantity: Q, system: UnitSystem) -> String {
        self.number(&quantity.display(system))
    }

    /// What is expected of a person, no finer than it is known: millilitres and milligrams to 10, milligrams from 500 on to 50.
    pub(crate) fn expected<Q: Quantity>(self, quantity: Q, system: UnitSystem) -> String {
        self.quantity(coarse(quantity, quantity, system), system)
    }

    /// A range of what is expected, both ends as coarse as the upper one.
    pub(crate) fn expected_range<Q: Quantity>(self, range: &Interval<Q>, system: UnitSystem) -> String {
        self.interval(&range.map(|end| coarse(end, range.high, system)), system)
    }

    /// The range of what is expected that stands beside its number, in the unit of that number: `500 mL (240–1060 mL)`.
    pub(crate) fn expected_range_of<Q: Quantity>(
        self,
        median: Q,
        range: &Interval<Q>,
        system: UnitSystem,
    ) -> String {
        let (unit, decimals) = coarse(median, median, system).customary(system);
        let same = range.high.customary(system).0.symbol == unit.symbol;
        let like = if same { range.high } else { median };
        let [low, high] = [range.low, range.high].map(|end| {
            let end = unit.of_base(coarse(end, like, system).base());
            // No minus before a zero.
            format!("{:.decimals$}", if end.abs() < 1e-9 { 0.0 } else { end })
        });
        self.number(&format!("{low}–{high} {}", unit.symbol))
    }

    /// A range of a quantity.
    pub(crate) fn interval<Q: Quantity>(self, interval: &Interval<Q>, system: UnitSystem) -> String {
        self.number(&interval.display(system))
    }
}

/// Rounds to the step that suits `like`.
fn coarse<Q: Quantity>(quantity: Q, like: Q, system: UnitSystem) -> Q {
    let (unit, _) = like.customary(system);
    let step = match unit.symbol {
        "mg" if unit.of_base(like.base()) >= 500.0 => 50.0,
        "mg" | "mL" if unit.of_base(like.base()) >= 100.0 => 10.0,
        _ => return quantity,
    };
    Q::from_base(unit.to_base((unit.of_base(quantity.base()) / step).round() * step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::{Sodium, Volume};

    #[test]
    fn what_is_expected_is_printed_no_finer_than_it_is_known() {
        let say = |mg| Language::English.expected(Sodium::from_mg(mg), UnitSystem::Metric);
        assert_eq!((say(1027.0), say(287.0), say(12.0)), ("1050 mg".into(), "290 mg".into(), "12 mg".into()));
        let range = Interval::between(Sodium::from_mg(154.0), Sodium::from_mg(536.0));
        assert_eq!(Language::English.expected_range(&range, UnitSystem::Metric), "150–550 mg");
        let loss = Interval::between(Volume::from_ml(340.0), Volume::from_ml(1010.0));
        assert_eq!(Language::Spanish.expected_range(&loss, UnitSystem::Metric), "0,34–1,01 L");
        assert_eq!(Language::English.expected(Volume::from_ml(735.0), UnitSystem::Metric), "740 mL");
    }

    #[test]
    fn a_range_beside_its_number_is_in_the_unit_of_the_number() {
        let beside = |median, low, high| {
            let range = Interval::between(Volume::from_ml(low), Volume::from_ml(high));
            Language::Spanish.expected_range_of(Volume::from_ml(median), &range, UnitSystem::Metric)
        };
        assert_eq!(beside(500.0, 242.0, 1058.0), "240–1060 mL");
        assert_eq!(beside(1200.0, 640.0, 2310.0), "0,64–2,31 L");
    }

    #[test]
    fn decimals_are_set_off_as_the_language_does_and_nothing_else_changes() {
        assert_eq!(Language::English.number("0.72–1.12 L/h"), "0.72–1.12 L/h");
        assert_eq!(Language::Portuguese.number("0.72–1.12 L/h"), "0,72–1,12 L/h");
        assert_eq!(Language::Spanish.number("up 3. Then .5, 12 fl. oz"), "up 3. Then .5, 12 fl. oz");
    }
}
