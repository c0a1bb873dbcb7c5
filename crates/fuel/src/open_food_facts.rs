//! Items from Open Food Facts, brought by the person as the JSON of one product.

use serde::Deserialize;
use serde_json::{Map, Value};
use units::{Caffeine, Carbohydrate, Energy, Fat, Fibre, Mass, Potassium, Protein, Sodium};

use crate::{CatalogueError, Contents, Form, Item, Nutrients, Slot, Tier};

#[derive(Deserialize)]
struct Answer {
    product: Product,
}

#[derive(Deserialize)]
struct Product {
    #[serde(alias = "_id")]
    code: String,
    product_name: String,
    serving_quantity: Option<Value>,
    nutriments: Map<String, Value>,
}

/// Reads the JSON that Open Food Facts answers for one product, as a snack of one serving or, without one, of 100 g.
///
/// Anybody may edit those pages, so the item is of the tier [`Tier::Community`]. What the page leaves out stays
/// unknown. Allergens too: a page that names some does not say that these are all, and unknown contents are excluded
/// where they matter.
///
/// ```
/// let page = r#"{"product": {"code": "1", "product_name": "Oat bar", "serving_quantity": "40",
///     "nutriments": {"carbohydrates_100g": 60, "sodium_100g": 0.2}}}"#;
/// let bar = fuel::open_food_facts(page).unwrap();
/// assert_eq!(bar.nutrients.sodium, Some(units::Sodium::from_mg(80.0)));
/// assert_eq!(bar.nutrients.caffeine, None);
/// ```
///
/// # Errors
/// When it is other JSON, when an amount cannot be, or when the figures contradict each other.
pub fn open_food_facts(json: &str) -> Result<Item, CatalogueError> {
    let Answer { product } =
        serde_json::from_str(json).map_err(|error| CatalogueError::Form(error.to_string()))?;
    let id = format!("off_{}", product.code);
    let refuse = |problem: String| CatalogueError::Lint { item: id.clone(), problem };
    let serving = product.serving_quantity.as_ref().and_then(number);
    let grams = serving.unwrap_or(100.0);
    if !(0.1..=5000.0).contains(&grams) {
        return Err(refuse(format!("a serving of {grams} g cannot be: give one from 0.1 to 5000 g")));
    }
    let amount = |name: &str, most: f64| {
        let of_100 = product.nutriments.get(&format!("{name}_100g")).and_then(number);
        match of_100.filter(|of_100| !(0.0..=most).contains(of_100)) {
            Some(wrong) => Err(refuse(format!("{wrong} of {name} in 100 g cannot be"))),
            None => Ok(of_100.map(|of_100| of_100 * grams / 100.0)),
        }
    };
    // The pages keep all masses in grams, sodium and caffeine too.
    let nutrients = Nutrients {
        fluid: None,
        energy: amount("energy-kcal", 900.0)?.map(Energy::from_kcal),
        carbohydrate: amount("carbohydrates", 100.0)?.map(Carbohydrate::from_g),
        fructose: amount("fructose", 100.0)?.map(Carbohydrate::from_g),
        protein: amount("proteins", 100.0)?.map(Protein::from_g),
        fat: amount("fat", 100.0)?.map(Fat::from_g),
        fibre: amount("fiber", 100.0)?.map(Fibre::from_g),
        sodium: amount("sodium", 40.0)?.map(|g| Sodium::from_mg(g * 1000.0)),
        potassium: amount("potassium", 60.0)?.map(|g| Potassium::from_mg(g * 1000.0)),
        caffeine: amount("caffeine", 100.0)?.map(|g| Caffeine::from_mg(g * 1000.0)),
    };
    // Rule 7: pure caffeine is in no catalogue; a spoonful of it can kill.
    if nutrients.caffeine.is_some_and(|caffeine| caffeine.as_mg() / grams > 100.0) {
        return Err(refuse("it is nearly pure caffeine, which no plan uses".to_owned()));
    }
    let item = Item {
        id: id.clone(),
        name: product.product_name,
        form: Form::Food,
        slots: vec![Slot::Snack],
        serving: format!("{grams} g"),
        mass: Some(Mass::from_g(grams)),
        mix_with: None,
        nutrients,
        contains: Contents::unknown(),
        tier: Tier::Community,
        source: format!("Open Food Facts, product {}", product.code),
        ..Item::unknown(&id, "", Form::Food)
    };
    match item.lint().into_iter().next() {
        Some(problem) => Err(refuse(problem)),
        None => Ok(item),
    }
}

/// A number, which some pages write as text.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()).filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(nutriments: &str) -> String {
        format!(
            r#"{{"product": {{"code": "7", "product_name": "Bar", "serving_quantity": 50, "nutriments": {{{nutriments}}}}}}}"#
        )
    }

    #[test]
    fn a_serving_is_read_and_what_is_missing_stays_unknown() {
        let item = open_food_facts(&page(r#""carbohydrates_100g": "62.0", "proteins_100g": 8"#)).unwrap();
        assert_eq!(item.nutrients.carbohydrate, Some(Carbohydrate::from_g(31.0)));
        assert_eq!(item.nutrients.sodium, None);
        assert_eq!((item.contains, item.tier), (Contents::unknown(), Tier::Community));
    }

    #[test]
    fn figures_that_cannot_be_are_refused_by_name() {
        for (nutriments, word) in [
            (r#""carbohydrates_100g": 160"#, "carbohydrates"),
            (r#""sodium_100g": -1"#, "sodium"),
            (r#""caffeine_100g": 99"#, "pure caffeine"),
            (r#""carbohydrates_100g": 70, "proteins_100g": 60"#, "weigh"),
        ] {
            let error = open_food_facts(&page(nutriments)).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
        assert!(matches!(open_food_facts("[]"), Err(CatalogueError::Form(_))));
    }
}
