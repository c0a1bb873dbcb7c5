//! What a page of Open Food Facts names of the vocabulary of foods.

use serde_json::Value;

use crate::catalogue::names;
use crate::{Allergen, Contents};

/// What the page names: allergens and sweeteners that it lists are contained; traces, and what its ingredients or its name
/// give away, are possible. What it does not name stays unknown: no page says that its list is complete.
pub(super) fn named(product: &Value, alcohol: bool) -> Contents {
    let contains = listed(product, &["allergens_tags", "allergens", "allergens_from_ingredients"]);
    let sweeteners = texts(product, "additives_tags").iter().any(|tag| is_sweetener(tag));
    let contains = contains
        .into_iter()
        .chain(sweeteners.then_some(Allergen::Sweetener))
        .chain(alcohol.then_some(Allergen::Alcohol))
        .collect();
    let mut possible = listed(product, &["traces_tags", "traces", "traces_from_ingredients"]);
    for (key, value) in product.as_object().into_iter().flatten() {
        let Some(text) = value.as_str() else { continue };
        if key.starts_with("ingredients_text") {
            possible.extend(names::in_ingredients(text));
        } else if key.starts_with("product_name") || key.starts_with("generic_name") {
            possible.extend(names::in_name(text));
        }
    }
    Contents::of(contains, possible, Vec::new())
}

/// The foods of lists of tags, such as `["en:milk", "en:sesame-seeds"]` or `"en:milk,en:nuts"`.
fn listed(product: &Value, keys: &[&str]) -> Vec<Allergen> {
    let tags = keys.iter().flat_map(|key| texts(product, key));
    tags.flat_map(|tag| {
        // Tags carry their language before a colon.
        let word = tag.split_once(':').map_or(tag.as_str(), |(_, word)| word);
        names::in_ingredients(&word.replace('-', " "))
    })
    .collect()
}

fn texts(product: &Value, key: &str) -> Vec<String> {
    match product.get(key) {
        Some(Value::Array(tags)) => tags.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(tags)) => tags.split(',').map(|tag| tag.trim().to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// Sorbitol and mannitol (E 420, 421), and the sweeteners of E 950 to 969.
fn is_sweetener(tag: &str) -> bool {
    let number = tag.rsplit([':', 'e', 'E']).next().unwrap_or_default();
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    digits.parse::<u16>().is_ok_and(|number| matches!(number, 420 | 421 | 950..=969))
}
