//! Amounts to have, rounded as a person measures them: a most never up.

use engine::Portion;
use units::{Quantity, UnitSystem};

use super::Language;

/// Which way an amount is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Toward {
    /// To the nearest step: what is aimed for.
    Nearest,
    /// Down: the most.
    Less,
    /// Up: the least.
    More,
}

/// A number and its unit as they are printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) number: String,
    pub(crate) unit: &'static str,
}

impl Amount {
    /// The number with its unit.
    pub(crate) fn words(&self) -> String {
        format!("{} {}", self.number, self.unit)
    }
}

impl Language {
    /// An amount as a person measures it: millilitres and milligrams to 10, from 500 on to 50; grams to 5, under 30 to 1.
    pub(crate) fn amount(self, portion: &Portion, toward: Toward, system: UnitSystem) -> Amount {
        let (unit, reading) = reading(portion, system);
        let reading = stepped(unit, reading, toward);
        // A litre and more is read in litres.
        let (unit, number) = match unit {
            "mL" if reading >= 1000.0 => ("L", trimmed(format!("{:.2}", reading / 1000.0))),
            _ if reading.fract() == 0.0 => (unit, format!("{reading:.0}")),
            _ => (unit, format!("{reading:.1}")),
        };
        Amount { number: self.number(&number), unit }
    }

    /// A least and a most as a person measures them: `310–420 mL`. Nothing where the two would meet, or the most be none.
    pub(crate) fn between(self, least: &Portion, most: &Portion, system: UnitSystem) -> Option<String> {
        let [low, high] = [(least, Toward::More), (most, Toward::Less)].map(|(portion, toward)| {
            (portion, stepped(reading(portion, system).0, reading(portion, system).1, toward))
        });
        (low.1 < high.1).then(|| {
            let (low, high) =
                (self.amount(low.0, Toward::More, system), self.amount(high.0, Toward::Less, system));
            match low.unit == high.unit {
                true => format!("{}–{}", low.number, high.words()),
                false => format!("{}–{}", low.words(), high.words()),
            }
        })
    }

    /// The same with its unit, in one text.
    pub(crate) fn measured(self, portion: &Portion, toward: Toward, system: UnitSystem) -> String {
        self.amount(portion, toward, system).words()
    }
}

/// An amount in the unit in which it is measured out.
fn reading(portion: &Portion, system: UnitSystem) -> (&'static str, f64) {
    match portion {
        Portion::Fluid(volume) if system != UnitSystem::Metric => {
            // The unit of a glass, however little it is.
            let (unit, _) = units::Volume::from_ml(300.0).customary(system);
            (unit.symbol, unit.of_base(volume.base()))
        }
        Portion::Fluid(volume) => ("mL", volume.as_ml()),
        Portion::Sodium(amount) => ("mg", amount.as_mg()),
        Portion::Caffeine(amount) => ("mg", amount.as_mg()),
        Portion::Carbohydrate(amount) => ("g", amount.as_g()),
        Portion::Protein(amount) => ("g", amount.as_g()),
    }
}

fn stepped(unit: &str, reading: f64, toward: Toward) -> f64 {
    let step = match unit {
        "mL" | "mg" if reading >= 500.0 => 50.0,
        "mL" | "mg" => 10.0,
        "g" if reading >= 30.0 => 5.0,
        "g" => 1.0,
        _ if reading >= 4.0 => 1.0,
        _ => 0.5,
    };
    let steps = reading / step;
    // What is only a rounding of the machine away from a step is that step.
    let steps = if (steps - steps.round()).abs() < 1e-6 { steps.round() } else { steps };
    let steps = match toward {
        Toward::Nearest => steps.round(),
        Toward::Less => steps.floor(),
        Toward::More => steps.ceil(),
    };
    steps * step
}

fn trimmed(number: String) -> String {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.').to_owned() } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::{Carbohydrate, Sodium, Volume};

    #[test]
    fn amounts_are_rounded_as_they_are_measured_and_a_most_never_up() {
        let fluid = |ml, toward| {
            Language::English.measured(&Portion::Fluid(Volume::from_ml(ml)), toward, UnitSystem::Metric)
        };
        assert_eq!(fluid(366.2, Toward::Nearest), "370 mL");
        assert_eq!(fluid(427.0, Toward::Less), "420 mL");
        assert_eq!(fluid(509.0, Toward::Less), "500 mL");
        assert_eq!(fluid(1049.0, Toward::Less), "1 L");
        assert_eq!(fluid(1460.0, Toward::Nearest), "1.45 L");
        assert_eq!(fluid(420.0, Toward::Less), "420 mL", "an exact step stays");
        let between = |least, most| {
            let [least, most] = [least, most].map(|ml| Portion::Fluid(Volume::from_ml(ml)));
            Language::English.between(&least, &most, UnitSystem::Metric)
        };
        assert_eq!(between(305.0, 427.0).as_deref(), Some("310–420 mL"), "a least never down");
        assert_eq!(between(905.0, 1220.0).as_deref(), Some("950 mL–1.2 L"));
        assert_eq!(between(401.0, 409.0), None, "no step lies between");
        let grams = |g| Portion::Carbohydrate(Carbohydrate::from_g(g));
        let of =
            |portion: &Portion| Language::Portuguese.measured(portion, Toward::Nearest, UnitSystem::Metric);
        assert_eq!(of(&grams(66.7)), "65 g");
        assert_eq!(of(&grams(12.4)), "12 g");
        assert_eq!(of(&Portion::Sodium(Sodium::from_mg(78.0))), "80 mg");
        assert_eq!(of(&Portion::Fluid(Volume::from_ml(1240.0))), "1,25 L");
    }

    #[test]
    fn readers_of_ounces_never_see_millilitres() {
        for ml in [1.0, 60.0, 366.0, 2500.0] {
            let said = Language::English.measured(
                &Portion::Fluid(Volume::from_ml(ml)),
                Toward::Nearest,
                UnitSystem::UsCustomary,
            );
            assert!(said.ends_with("fl oz"), "{said}");
        }
    }
}
