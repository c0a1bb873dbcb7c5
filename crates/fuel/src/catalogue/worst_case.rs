//! What an unknown amount counts as where it is limited: a stated worst case by kind of food.
//!
//! Rule 16: unknown is not zero. Towards a least amount it counts as nothing; towards a most amount as the most that an
//! item of its form plausibly holds, and never more than its energy and mass leave room for. The figures are our choice:
//! each is above every label of its form that the catalogue knows, and the suite holds them to that.

use units::{Carbohydrate, Fat, Protein};

use super::{Class, Form, Item};

/// The most in 100 g of an item of a form: fat g, fibre g, protein g, sodium mg, caffeine mg, potassium mg.
struct Most {
    fat: f64,
    fibre: f64,
    protein: f64,
    sodium: f64,
    caffeine: f64,
    potassium: f64,
}

const DRINK: Most =
    Most { fat: 5.0, fibre: 2.0, protein: 10.0, sodium: 700.0, caffeine: 220.0, potassium: 320.0 };
const POWDER: Most =
    Most { fat: 20.0, fibre: 15.0, protein: 90.0, sodium: 39_000.0, caffeine: 900.0, potassium: 10_000.0 };
const GEL: Most =
    Most { fat: 20.0, fibre: 5.0, protein: 15.0, sodium: 700.0, caffeine: 400.0, potassium: 400.0 };
const CHEW: Most =
    Most { fat: 10.0, fibre: 6.0, protein: 15.0, sodium: 4_500.0, caffeine: 3_500.0, potassium: 1_300.0 };
const BAR: Most =
    Most { fat: 45.0, fibre: 20.0, protein: 60.0, sodium: 700.0, caffeine: 200.0, potassium: 1_100.0 };
const FOOD: Most =
    Most { fat: 100.0, fibre: 40.0, protein: 90.0, sodium: 8_000.0, caffeine: 250.0, potassium: 2_600.0 };

/// Caffeine of ordinary food and drink in whose name nothing points to it.
const TRACE_CAFFEINE_MG: f64 = 5.0;

/// Parts of words that point to caffeine, in the languages of labels, and drinks that hold it without saying so.
const CAFFEINATED: [&str; 33] = [
    "caf",
    "koff",
    "kaff",
    "coffee",
    "cocoa",
    "cacao",
    "kakao",
    "choc",
    "schok",
    "cioc",
    "xocol",
    "mocha",
    "mocca",
    "espresso",
    "tea",
    "té ",
    "thé",
    "chá",
    "tee",
    "matcha",
    "mate",
    "guaran",
    "cola",
    "energy",
    "nootrop",
    "buzz",
    "celsius",
    "monster",
    "red bull",
    "rockstar",
    "fast twitch",
    "burn",
    "reign",
];

/// A kind of amount that can be unknown and limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unknown {
    Carbohydrate,
    Protein,
    Fat,
    Fibre,
    Sodium,
    Caffeine,
    Potassium,
}

/// The most of an unknown amount that a serving may hold, in g or mg; nothing where no bound can be stated, as for a
/// capsule or a serving of unknown mass.
pub(crate) fn worst_case(item: &Item, unknown: Unknown) -> Option<f64> {
    let of = &item.nutrients;
    if unknown == Unknown::Caffeine && item.class == Class::Food && !points_to_caffeine(&item.name) {
        return Some(TRACE_CAFFEINE_MG);
    }
    let mass = item.mass?.as_g();
    let most = match item.form {
        Form::Drink => DRINK,
        Form::Powder => POWDER,
        Form::Gel => GEL,
        Form::Chew => CHEW,
        Form::Bar => BAR,
        Form::Food => FOOD,
        Form::Capsule => return None,
    };
    let carbohydrate = of.carbohydrate.map_or(0.0, Carbohydrate::as_g);
    let (protein, fat) = (of.protein.map_or(0.0, Protein::as_g), of.fat.map_or(0.0, Fat::as_g));
    // Labels round energy down by up to five.
    let energy_left = |known: f64, per_gram: f64| {
        of.energy.map_or(f64::INFINITY, |energy| ((energy.as_kcal() + 5.0 - known) / per_gram).max(0.0))
    };
    let by_form = |per_100: f64| per_100 * mass / 100.0;
    Some(match unknown {
        Unknown::Carbohydrate => mass.min(energy_left(4.0 * protein + 9.0 * fat, 4.0)),
        Unknown::Protein => by_form(most.protein).min(energy_left(4.0 * carbohydrate + 9.0 * fat, 4.0)),
        Unknown::Fat => by_form(most.fat).min(energy_left(4.0 * (carbohydrate + protein), 9.0)),
        Unknown::Fibre => by_form(most.fibre).min(of.carbohydrate.map_or(f64::INFINITY, |_| carbohydrate)),
        Unknown::Sodium => by_form(most.sodium),
        Unknown::Caffeine => by_form(most.caffeine),
        Unknown::Potassium => by_form(most.potassium),
    })
}

fn points_to_caffeine(name: &str) -> bool {
    let name = format!("{} ", name.to_lowercase());
    CAFFEINATED.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use units::{Caffeine, Fibre, Potassium, Sodium};

    use super::*;
    use crate::Catalogue;

    /// Forgets one amount of each row that states it, and compares what the row says with what would be assumed.
    #[test]
    fn no_row_of_the_catalogue_holds_more_than_the_worst_case_of_its_kind() {
        for item in Catalogue::built_in().items() {
            let known = [
                (Unknown::Protein, item.nutrients.protein.map(Protein::as_g)),
                (Unknown::Fat, item.nutrients.fat.map(Fat::as_g)),
                (Unknown::Fibre, item.nutrients.fibre.map(Fibre::as_g)),
                (Unknown::Sodium, item.nutrients.sodium.map(Sodium::as_mg)),
                (Unknown::Caffeine, item.nutrients.caffeine.map(Caffeine::as_mg)),
                (Unknown::Potassium, item.nutrients.potassium.map(Potassium::as_mg)),
            ];
            for (unknown, stated) in known {
                let mut forgotten = item.clone();
                // The bound by energy is a consistency of the label, checked by the lint with its own tolerance.
                forgotten.nutrients.energy = None;
                match unknown {
                    Unknown::Protein => forgotten.nutrients.protein = None,
                    Unknown::Fat => forgotten.nutrients.fat = None,
                    Unknown::Fibre => forgotten.nutrients.fibre = None,
                    Unknown::Sodium => forgotten.nutrients.sodium = None,
                    Unknown::Caffeine => forgotten.nutrients.caffeine = None,
                    Unknown::Potassium => forgotten.nutrients.potassium = None,
                    Unknown::Carbohydrate => {}
                }
                if let (Some(stated), Some(assumed)) = (stated, worst_case(&forgotten, unknown)) {
                    assert!(
                        stated <= assumed + 0.5,
                        "{}: {unknown:?} is {stated}, the worst case says {assumed}",
                        item.id
                    );
                }
            }
        }
    }
}
