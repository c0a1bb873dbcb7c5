//! Numbers with the decimal sign of the language.

use units::{Interval, Quantity, UnitSystem};

use super::Language;

impl Language {
    /// A printed number, or several in a text, with this language's decimal sign.
    pub(crate) fn number(self, printed: &str) -> String {
        if self == Self::English {
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

    /// A range of a quantity.
    pub(crate) fn interval<Q: Quantity>(self, interval: &Interval<Q>, system: UnitSystem) -> String {
        self.number(&interval.display(system))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_set_off_as_the_language_does_and_nothing_else_changes() {
        assert_eq!(Language::English.number("0.72–1.12 L/h"), "0.72–1.12 L/h");
        assert_eq!(Language::Portuguese.number("0.72–1.12 L/h"), "0,72–1,12 L/h");
        assert_eq!(Language::Spanish.number("up 3. Then .5, 12 fl. oz"), "up 3. Then .5, 12 fl. oz");
    }
}
