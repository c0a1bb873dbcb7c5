//! Foods that the name of an item gives away.

use crate::{Allergen, Contents, Presence};

/// Phrases in which a word does not mean its food, and the food that they do mean.
const MEANT: &[(&str, &str)] = &[
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
    // What other languages call cocoa butter, coconut and nutmeg.
    ("shea butter", ""),
    ("manteiga de cacau", ""),
    ("manteca de cacao", ""),
    ("mantequilla de cacao", ""),
    ("beurre de cacao", ""),
    ("beurre de karite", ""),
    ("leite de coco", ""),
    ("leche de coco", ""),
    ("lait de coco", ""),
    ("creme de coco", ""),
    ("crema de coco", ""),
    ("latte di cocco", ""),
    ("noix de coco", ""),
    ("noix de muscade", ""),
    ("noz moscada", ""),
    ("nuez moscada", ""),
    ("noce moscata", ""),
    ("cream of tartar", ""),
    ("creme de tartre", ""),
    ("sans gluten", ""),
    ("sem gluten", ""),
    ("sin gluten", ""),
    ("senza glutine", ""),
    ("sans lactose", ""),
    ("sem lactose", ""),
    ("sin lactosa", ""),
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

/// Parts of words that name a food in languages that write compounds or no blanks: `Magermilchpulver`, `小麦粉`.
const PARTS: &[(&str, Allergen)] = &[
    // German and Dutch.
    ("weizen", Allergen::Gluten),
    ("gerste", Allergen::Gluten),
    ("roggen", Allergen::Gluten),
    ("dinkel", Allergen::Gluten),
    ("hafer", Allergen::Gluten),
    ("malzextrakt", Allergen::Gluten),
    ("tarwe", Allergen::Gluten),
    ("gerst", Allergen::Gluten),
    ("haver", Allergen::Gluten),
    ("milch", Allergen::Milk),
    ("molke", Allergen::Milk),
    ("sahne", Allergen::Milk),
    ("rahm", Allergen::Milk),
    ("joghurt", Allergen::Milk),
    ("kase", Allergen::Milk),
    ("butter", Allergen::Milk),
    ("melk", Allergen::Milk),
    ("soja", Allergen::Soy),
    ("erdnuss", Allergen::Peanut),
    ("pinda", Allergen::Peanut),
    ("mandel", Allergen::Nuts),
    ("haselnuss", Allergen::Nuts),
    ("walnuss", Allergen::Nuts),
    ("cashew", Allergen::Nuts),
    ("pistazie", Allergen::Nuts),
    ("hazelnoot", Allergen::Nuts),
    ("amandel", Allergen::Nuts),
    ("sesam", Allergen::Sesame),
    ("sellerie", Allergen::Celery),
    ("selderij", Allergen::Celery),
    ("volleipulver", Allergen::Egg),
    ("vollei", Allergen::Egg),
    ("eigelb", Allergen::Egg),
    ("eiklar", Allergen::Egg),
    ("eiweisspulver", Allergen::Egg),
    ("lupinen", Allergen::Lupin),
    ("honig", Allergen::Honey),
    ("gelatine", Allergen::Meat),
    ("schwein", Allergen::Pork),
    ("rindfleisch", Allergen::Meat),
    ("rinder", Allergen::Meat),
    ("sulfit", Allergen::Sulphites),
    ("sulphite", Allergen::Sulphites),
    ("sussstoff", Allergen::Sweetener),
    ("sussungsmittel", Allergen::Sweetener),
    // Japanese and Chinese.
    ("小麦", Allergen::Gluten),
    ("大麦", Allergen::Gluten),
    ("麦芽", Allergen::Gluten),
    ("ライ麦", Allergen::Gluten),
    ("乳成分", Allergen::Milk),
    ("牛乳", Allergen::Milk),
    ("乳製品", Allergen::Milk),
    ("粉乳", Allergen::Milk),
    ("脱脂乳", Allergen::Milk),
    ("ホエイ", Allergen::Milk),
    ("カゼイン", Allergen::Milk),
    ("バター", Allergen::Milk),
    ("チーズ", Allergen::Milk),
    ("卵", Allergen::Egg),
    ("大豆", Allergen::Soy),
    ("落花生", Allergen::Peanut),
    ("ピーナッツ", Allergen::Peanut),
    ("くるみ", Allergen::Nuts),
    ("アーモンド", Allergen::Nuts),
    ("カシューナッツ", Allergen::Nuts),
    ("そば", Allergen::Buckwheat),
    ("えび", Allergen::Crustaceans),
    ("かに", Allergen::Crustaceans),
    ("ごま", Allergen::Sesame),
    ("さば", Allergen::Fish),
    ("さけ", Allergen::Fish),
    ("魚介", Allergen::Fish),
    ("ゼラチン", Allergen::Meat),
    ("牛肉", Allergen::Meat),
    ("鶏肉", Allergen::Meat),
    ("豚肉", Allergen::Pork),
    ("はちみつ", Allergen::Honey),
    ("蜂蜜", Allergen::Honey),
    ("スクラロース", Allergen::Sweetener),
    ("アセスルファム", Allergen::Sweetener),
    ("アスパルテーム", Allergen::Sweetener),
];

/// Words with one of those parts that are none of its food, and what they are.
const NO_PARTS: &[(&str, &str)] = &[
    ("kakaobutter", ""),
    ("cacaoboter", ""),
    ("sheabutter", ""),
    ("kokosbutter", ""),
    ("erdnussbutter", "erdnuss"),
    ("mandelbutter", "mandel"),
    ("butter bean", ""),
    ("kokosmilch", ""),
    ("kokosmelk", ""),
    ("reismilch", ""),
    ("hafermilch", "hafer"),
    ("mandelmilch", "mandel"),
    ("sojamilch", "soja"),
    ("milchsaure", ""),
    ("melkzuur", ""),
    ("buchweizen", ""),
];

/// Foods that a name gives away and the contents neither list nor leave possible.
pub(super) fn missing(name: &str, contents: &Contents) -> Vec<Allergen> {
    let mut foods = in_name(name);
    foods.retain(|food| contents.presence(*food) < Presence::Possible);
    foods
}

/// Foods that the name of an item gives away.
pub(crate) fn in_name(name: &str) -> Vec<Allergen> {
    let text = Text::of(name);
    let mut foods = text.foods();
    // What plain rice, maize or potato is made into holds no gluten, whatever its shape is called; malted cereal does.
    let other_grain = ["rice", "corn", "potato", "tortilla", "buckwheat"].iter().any(|grain| text.has(grain));
    let malted = text.has("krispies") || text.has("flakes");
    if text.gluten_free || (other_grain && !malted) {
        foods.retain(|food| *food != Allergen::Gluten);
    }
    foods
}

/// Foods that a list of ingredients names. One grain in it says nothing of the next: `rice flour, wheat flour`.
pub(crate) fn in_ingredients(list: &str) -> Vec<Allergen> {
    let text = Text::of(list);
    let mut plain = text.plain.clone();
    NO_PARTS.iter().for_each(|(word, meant)| plain = plain.replace(word, meant));
    let parts = PARTS.iter().filter(|(part, _)| plain.contains(part)).map(|(_, food)| *food);
    let mut foods: Vec<Allergen> = text.foods().into_iter().chain(parts).collect();
    foods.sort_unstable();
    foods.dedup();
    foods
}

/// A text in plain words, those phrases replaced that do not mean the foods in them.
struct Text {
    plain: String,
    gluten_free: bool,
}

impl Text {
    fn of(text: &str) -> Self {
        let words = |text: &str| {
            let plain = text.replace(|c: char| !(c.is_alphanumeric() || c == '\''), " ");
            format!(" {} ", plain.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        let text = words(&crate::allergen::fold(text));
        let gluten_free = text.contains(" gluten free ");
        let meant = MEANT.iter().fold(text, |text, (phrase, meant)| {
            text.replace(&format!(" {phrase} "), &format!(" {meant} "))
                .replace(&format!(" {phrase}s "), &format!(" {meant} "))
        });
        Self { plain: words(&meant), gluten_free }
    }

    fn has(&self, word: &str) -> bool {
        self.plain.contains(&format!(" {word} ")) || self.plain.contains(&format!(" {word}s "))
    }

    fn foods(&self) -> Vec<Allergen> {
        let named = Allergen::ALL.into_iter().filter(|food| food.words().any(|word| self.has(word)));
        let hidden = HIDDEN.iter().filter(|(kind, _)| self.has(kind)).map(|(_, food)| *food);
        let mut foods: Vec<Allergen> = named.chain(hidden).collect();
        foods.sort_unstable();
        foods.dedup();
        foods
    }
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

    #[test]
    fn a_list_of_ingredients_is_read_in_the_languages_of_labels() {
        for (list, foods) in [
            ("Sucre, beurre de cacao, noix de coco, LAIT écrémé en poudre", &[Allergen::Milk][..]),
            ("Açúcar; manteiga de cacau; soro de leite; amêndoas", &[Allergen::Milk, Allergen::Nuts]),
            ("rice flour (40%), wheat flour, sugar", &[Allergen::Gluten]),
            (
                "Zucker, Haferflocken, Gerstenmalz, Kakaobutter, Süßungsmittel: Sucralose",
                &[Allergen::Gluten, Allergen::Sweetener],
            ),
            ("Magermilchpulver, Sojalecithin, Vollei", &[Allergen::Egg, Allergen::Soy, Allergen::Milk]),
            (
                "砂糖、小麦粉、卵、(一部に乳成分・大豆を含む)",
                &[Allergen::Gluten, Allergen::Egg, Allergen::Soy, Allergen::Milk],
            ),
            ("Buchweizenmehl, Kokosmilch, Milchsäure", &[]),
            ("Erdnussbutter, Hafermilch", &[Allergen::Gluten, Allergen::Peanut]),
            ("Maltodextrin, fructose, water, salt", &[]),
        ] {
            assert_eq!(in_ingredients(list), foods, "{list}");
        }
    }
}
