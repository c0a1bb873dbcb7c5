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
    fn decimals_are_set_off_as_the_language_does_and_nothing_else_changes() {
        assert_eq!(Language::English.number("0.72–1.12 L/h"), "0.72–1.12 L/h");
        assert_eq!(Language::Portuguese.number("0.72–1.12 L/h"), "0,72–1,12 L/h");
        assert_eq!(Language::Spanish.number("up 3. Then .5, 12 fl. oz"), "up 3. Then .5, 12 fl. oz");
    }
}
