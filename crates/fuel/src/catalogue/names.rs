//! Foods that the name of an item gives away.

use crate::{Allergen, Contents, Presence};

/// Phrases in which a word does not mean its food, and the food that they do mean.
const MEANT: [(&str, &str); 20] = [
    ("tiger nut", ""),
    ("peanut butter", "peanut"),
    ("almond butter", "almond"),
    ("cocoa butter", ""),
    ("almond milk", "almond"),
    ("soy milk", "soy"),
    ("soy drink", "soy"),
    ("rice milk", "rice"),
    ("rice drink", "rice"),
    ("oat milk", "oat"),
    ("coconut milk", ""),
    ("gluten free", ""),
    ("alcohol free", ""),
    ("dairy free", ""),
    ("lactose free", ""),
    ("corn pasta", "corn"),
    ("ginger nut", ""),
    ("swedish fish", ""),
    ("cheese bread", "cheese"),
    ("milk powder", "milk"),
];

/// Names of kinds of food whose usual ingredients are not in the name: barley malt in crisped cereal, tahini in hummus,
/// anchovies in Worcester sauce.
const HIDDEN: [(&str, Allergen); 16] = [
    ("corn flakes", Allergen::Gluten),
    ("rice krispies", Allergen::Gluten),
    ("bread", Allergen::Gluten),
    ("sandwich", Allergen::Gluten),
    ("toast", Allergen::Gluten),
    ("pasta", Allergen::Gluten),
    ("cracker", Allergen::Gluten),
    ("pretzel", Allergen::Gluten),
    ("croissant", Allergen::Gluten),
    ("muffin", Allergen::Gluten),
    ("waffle", Allergen::Gluten),
    ("hummus", Allergen::Sesame),
    ("omelette", Allergen::Egg),
    ("mayonnaise", Allergen::Egg),
    ("worcester", Allergen::Fish),
    ("marshmallow", Allergen::Meat),
];

/// Foods that a name gives away and the contents neither list nor leave possible.
pub(super) fn missing(name: &str, contents: &Contents) -> Vec<Allergen> {
    let mut plain = format!(" {} ", crate::allergen::fold(name).replace([',', '(', ')', ':', '%', '.'], " "));
    let free = plain.contains("gluten free");
    for (phrase, meant) in MEANT {
        plain = plain.replace(phrase, meant);
    }
    let spelt = |word: &str| plain.contains(&format!(" {word} ")) || plain.contains(&format!(" {word}s "));
    let named = Allergen::ALL.into_iter().filter(|food| food.words().any(spelt));
    let hidden = HIDDEN.iter().filter(|(kind, _)| spelt(kind)).map(|(_, food)| *food);
    let mut foods: Vec<Allergen> = named.chain(hidden).collect();
    // What plain rice, maize or potato is made into holds no gluten, whatever its shape is called; malted cereal does.
    let other_grain = ["rice", "corn", "potato", "tortilla", "buckwheat"].iter().any(|grain| spelt(grain));
    let malted = spelt("krispies") || spelt("flakes");
    if free || (other_grain && !malted) {
        foods.retain(|food| *food != Allergen::Gluten);
    }
    foods.sort_unstable();
    foods.dedup();
    foods.retain(|food| contents.presence(*food) < Presence::Possible);
    foods
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gives_its_ingredients_away_and_no_more() {
        let of = |name: &str| missing(name, &Contents::unknown());
        assert_eq!(of("Chocolate milk, 1% low-fat"), [Allergen::Milk]);
        assert_eq!(of("Almond milk, unsweetened"), [Allergen::Nuts]);
        assert_eq!(of("Peanut butter bar"), [Allergen::Peanut]);
        assert_eq!(of("Corn Flakes"), [Allergen::Gluten]);
        assert_eq!(of("Hummus"), [Allergen::Sesame]);
        assert_eq!(of("Gluten-free roll"), []);
        assert_eq!(of("Tofu on toast"), [Allergen::Gluten, Allergen::Soy]);
        assert_eq!(missing("Tofu", &Contents::read("soy", "", "").unwrap()), []);
    }
}
