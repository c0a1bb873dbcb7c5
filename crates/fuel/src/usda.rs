//! Foods from USDA FoodData Central, brought by the person as JSON or CSV.
//!
//! Both the full form of the downloads and the short form of the service are read; amounts are per 100 g, or per serving
//! where a serving in grams is told.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use units::{Caffeine, Carbohydrate, Energy, Fat, Fibre, Mass, Potassium, Protein, Sodium, Volume};

use crate::catalogue::names;
use crate::food_page::{Amount, KCAL_PER_KJ, number as number_of, water};
use crate::{Allergen, CatalogueError, Contents, Form, Item, Nutrients, Slot, Tier};

/// What a food holds in 100 g, by the nutrient numbers of the USDA.
type PerHundred = BTreeMap<String, f64>;

/// Nutrient numbers (the old ones, which every form carries) and the ids of the download that stand for them.
const NUMBERS: [(&str, &str); 14] = [
    ("255", "1051"),
    ("208", "1008"),
    ("957", "2047"),
    ("958", "2048"),
    ("268", "1062"),
    ("205", "1005"),
    ("203", "1003"),
    ("204", "1004"),
    ("291", "1079"),
    ("307", "1093"),
    ("306", "1092"),
    ("262", "1057"),
    ("212", "1012"),
    (ALCOHOL, "1018"),
];
/// Alcohol, g in 100 g.
const ALCOHOL: &str = "221";
/// With more of it, it is an alcoholic drink: 1.2 % by volume, as European labels count it.
const MOST_ALCOHOL: f64 = 1.0;

/// What the label of a branded food says of a serving, and the nutrient numbers of it.
const OF_LABEL: [(&str, &str); 7] = [
    ("calories", "208"),
    ("carbohydrates", "205"),
    ("protein", "203"),
    ("fat", "204"),
    ("fiber", "291"),
    ("sodium", "307"),
    ("potassium", "306"),
];

/// Reads one food, an array of foods, or a download (`{"FoundationFoods": […]}`) of FoodData Central in JSON.
///
/// ```
/// let page = r#"{"fdcId": 173944, "description": "Bananas, raw", "foodNutrients": [
///     {"number": "205", "amount": 22.84}, {"number": "307", "amount": 1}, {"number": "255", "amount": 74.9}]}"#;
/// let foods = fuel::usda_json(page).unwrap();
/// assert_eq!(foods[0].nutrients.carbohydrate, Some(units::Carbohydrate::from_g(22.84)));
/// assert_eq!(foods[0].nutrients.caffeine, None);
/// ```
///
/// Foods whose figures contradict each other are left out; [`usda_refused`] says which.
///
/// # Errors
/// When it is other JSON, or none of its foods can be used.
pub fn usda_json(json: &str) -> Result<Vec<Item>, CatalogueError> {
    usable(foods(json)?)
}

/// The foods of the JSON that cannot be used, and why.
pub fn usda_refused(json: &str) -> Vec<CatalogueError> {
    foods(json).map_or_else(|error| vec![error], |foods| foods.into_iter().filter_map(Result::err).collect())
}

/// The foods that can be used; the first refusal where there are none.
fn usable(foods: Vec<Result<Item, CatalogueError>>) -> Result<Vec<Item>, CatalogueError> {
    let (mut items, mut refused) = (Vec::new(), None);
    for food in foods {
        match food {
            Ok(item) => items.push(item),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    match refused {
        Some(error) if items.is_empty() => Err(error),
        _ => Ok(items),
    }
}

fn foods(json: &str) -> Result<Vec<Result<Item, CatalogueError>>, CatalogueError> {
    let json = json.trim_start_matches('\u{feff}');
    let value: Value = serde_json::from_str(json).map_err(|error| CatalogueError::Form(error.to_string()))?;
    let foods = match value {
        Value::Array(foods) => foods,
        Value::Object(mut object) if !object.contains_key("description") => {
            // A search answers other lists beside its foods (`pageList`).
            let lists = object.values_mut().filter_map(|value| value.as_array_mut().map(std::mem::take));
            let mut lists: Vec<Vec<Value>> = lists.collect();
            lists.sort_by_key(|list| !list.first().is_some_and(Value::is_object));
            match lists.into_iter().next() {
                Some(foods) => foods,
                None => return Err(form("there is no food in it")),
            }
        }
        other => vec![other],
    };
    Ok(foods.iter().map(food).collect())
}

/// What makes the unit in which a nutrient is kept of the one that is written beside it: minerals and caffeine in milligrams,
/// energy in kilocalories or, by number 268, kilojoules, and all else in grams. Other units (`IU`) are of nutrients that
/// nothing is read from.
fn scale_of(number: &str, unit: &str) -> f64 {
    let kept_in_milligrams = matches!(number, "307" | "306" | "262");
    match (unit.trim().to_lowercase().as_str(), kept_in_milligrams) {
        ("g", true) => 1e3,
        ("mg", false) => 1e-3,
        ("ug" | "µg" | "μg" | "mcg", true) => 1e-3,
        ("ug" | "µg" | "μg" | "mcg", false) => 1e-6,
        ("kj", _) if number != "268" => KCAL_PER_KJ,
        _ => 1.0,
    }
}

fn form(problem: &str) -> CatalogueError {
    CatalogueError::Form(problem.to_owned())
}

fn food(value: &Value) -> Result<Item, CatalogueError> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let number_of_food = |id: &Value| id.as_u64().or_else(|| id.as_str()?.trim().parse().ok());
    let id = value.get("fdcId").and_then(number_of_food).ok_or_else(|| form("a food without fdcId"))?;
    let name = text("description").ok_or_else(|| form("a food without description"))?;
    let nutrients = value.get("foodNutrients").and_then(Value::as_array);
    let mut held = PerHundred::new();
    for nutrient in nutrients.into_iter().flatten() {
        // The download nests number and name; the service's short form does not.
        let number = nutrient.pointer("/nutrient/number").or_else(|| nutrient.get("number"));
        let number = number.or_else(|| nutrient.get("nutrientNumber"));
        // Some answers write the numbers as numbers.
        let text = |value: &Value| {
            value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|number| number.to_string()))
        };
        // Some tools keep the ids of the download alone.
        let of_id = || {
            let id =
                nutrient.pointer("/nutrient/id").or_else(|| nutrient.get("nutrientId")).and_then(text)?;
            NUMBERS.iter().find(|(_, known)| *known == id).map(|(number, _)| (*number).to_owned())
        };
        let number = number.and_then(text).or_else(of_id);
        let amount = nutrient.get("amount").or_else(|| nutrient.get("value")).and_then(number_of);
        let unit = nutrient.pointer("/nutrient/unitName").or_else(|| nutrient.get("unitName"));
        if let (Some(number), Some(amount)) = (number, amount) {
            let scale = scale_of(&number, unit.and_then(Value::as_str).unwrap_or_default());
            held.insert(number, amount * scale);
        }
    }
    let serving = value.get("servingSize").and_then(number_of).filter(|size| *size > 0.0);
    let serving = serving.zip(text("servingSizeUnit")).and_then(|(size, unit)| Amount::of(size, unit));
    if let Some(serving) = serving {
        // What the rows leave out, the label says.
        let label = |name: &str| number_of(value.pointer(&format!("/labelNutrients/{name}/value"))?);
        for (name, number) in OF_LABEL {
            if let Some(of_label) = label(name).filter(|_| !held.contains_key(number)) {
                held.insert(number.to_owned(), of_label * 100.0 / serving.figure());
            }
        }
    }
    let mut food = item(id, name, &held, serving.unwrap_or(Amount::Grams(100.0)))?;
    let household = text("householdServingFullText").map(str::trim).filter(|words| !words.is_empty());
    if let Some(household) = household.filter(|_| serving.is_some()) {
        food.serving = format!("{household} ({})", food.serving);
    }
    food.contains = contents(name, text("ingredients").unwrap_or_default(), &held);
    Ok(food)
}

/// What a name and a list of ingredients give away. What they do not name stays unknown.
fn contents(name: &str, ingredients: &str, held: &PerHundred) -> Contents {
    let alcohol = held.get(ALCOHOL).is_some_and(|grams| *grams > 0.0).then_some(Allergen::Alcohol);
    let mut possible = names::in_name(name);
    possible.extend(names::in_ingredients(ingredients));
    Contents::of(alcohol.into_iter().collect(), possible, Vec::new())
}

#[derive(Deserialize)]
struct FoodRow {
    fdc_id: u64,
    description: String,
}

#[derive(Deserialize)]
struct NutrientRow {
    fdc_id: u64,
    nutrient_id: String,
    amount: Option<f64>,
}

/// Reads foods from the CSV download: the text of `food.csv` and of `food_nutrient.csv`. Rows of nutrients whose food is
/// not in the first are passed over.
///
/// # Errors
/// When a table has other columns, or none of its foods can be used.
pub fn usda_csv(foods: &str, nutrients: &str) -> Result<Vec<Item>, CatalogueError> {
    let wrong = |error: csv::Error| CatalogueError::Form(error.to_string());
    let mut held: BTreeMap<u64, PerHundred> = BTreeMap::new();
    for row in csv::Reader::from_reader(nutrients.as_bytes()).deserialize::<NutrientRow>() {
        let row = row.map_err(wrong)?;
        let number = NUMBERS.iter().find(|(number, id)| row.nutrient_id == *id || row.nutrient_id == *number);
        if let (Some((number, _)), Some(amount)) = (number, row.amount) {
            held.entry(row.fdc_id).or_default().insert((*number).to_owned(), amount);
        }
    }
    let none = PerHundred::new();
    let rows: Vec<FoodRow> = csv::Reader::from_reader(foods.trim_start_matches('\u{feff}').as_bytes())
        .deserialize::<FoodRow>()
        .collect::<Result<_, _>>()
        .map_err(wrong)?;
    let read = rows
        .into_iter()
        .map(|row| {
            item(row.fdc_id, &row.description, held.get(&row.fdc_id).unwrap_or(&none), Amount::Grams(100.0))
        })
        .collect();
    usable(read)
}

/// A sum by difference may come out this far below zero, g in 100 g: it is nothing.
const BELOW_ZERO: f64 = -1.0;

fn item(id: u64, name: &str, held: &PerHundred, serving: Amount) -> Result<Item, CatalogueError> {
    let grams = serving.figure();
    let id = format!("fdc_{id}");
    let refuse = |problem: String| CatalogueError::Lint { item: id.clone(), problem };
    if !(0.1..=5000.0).contains(&grams) {
        return Err(refuse(format!("a serving of {grams} g cannot be: give one from 0.1 to 5000 g")));
    }
    let amount = |number: &str, most: f64| {
        let of_100 =
            held.get(number).map(|of_100| if (BELOW_ZERO..0.0).contains(of_100) { 0.0 } else { *of_100 });
        match of_100.filter(|of_100| !(0.0..=most).contains(of_100)) {
            Some(wrong) => Err(refuse(format!("{wrong} of nutrient {number} in 100 g cannot be"))),
            None => Ok(of_100.map(|of_100| of_100 * grams / 100.0)),
        }
    };
    if let Some(alcohol) = held.get(ALCOHOL).filter(|grams| **grams > MOST_ALCOHOL) {
        return Err(refuse(format!("it holds alcohol ({alcohol} g in 100 g), which no plan uses")));
    }
    // Foundation foods have their energy by Atwater's specific or general factors instead.
    let energy = amount("208", 950.0)?.or(amount("958", 950.0)?).or(amount("957", 950.0)?);
    let energy = energy.or(amount("268", 3975.0)?.map(|kilojoules| kilojoules * KCAL_PER_KJ));
    let (carbohydrate, protein, fat) = (amount("205", 100.0)?, amount("203", 100.0)?, amount("204", 100.0)?);
    let dissolved = [carbohydrate, protein, fat].into_iter().flatten().sum();
    let fluid = amount("255", 100.0)?.map(Volume::from_ml).or(water(serving, dissolved));
    let is_drink = fluid.is_some() && matches!(serving, Amount::Millilitres(_));
    let nutrients = Nutrients {
        fluid,
        energy: energy.map(Energy::from_kcal),
        carbohydrate: carbohydrate.map(Carbohydrate::from_g),
        fructose: amount("212", 100.0)?.map(Carbohydrate::from_g),
        protein: protein.map(Protein::from_g),
        fat: fat.map(Fat::from_g),
        fibre: amount("291", 100.0)?.map(Fibre::from_g),
        sodium: amount("307", 40_000.0)?.map(Sodium::from_mg),
        potassium: amount("306", 60_000.0)?.map(Potassium::from_mg),
        caffeine: amount("262", 100_000.0)?.map(Caffeine::from_mg),
    };
    let item = Item {
        id: id.clone(),
        name: name.to_owned(),
        form: if is_drink { Form::Drink } else { Form::Food },
        slots: if is_drink {
            vec![Slot::Before, Slot::During, Slot::After, Slot::Snack, Slot::Meal]
        } else {
            vec![Slot::Snack, Slot::Meal, Slot::After]
        },
        serving: serving.words(),
        mass: Some(Mass::from_g(grams)),
        mix_with: None,
        nutrients,
        // The tables name no allergens: what the name does not give away is unknown, and excluded where it matters.
        contains: contents(name, "", held),
        tier: Tier::FoodTable,
        source: format!("USDA FoodData Central {}", id.trim_start_matches("fdc_")),
        ..Item::unknown(&id, "", Form::Food)
    };
    match item.lint().into_iter().next() {
        Some(problem) => Err(refuse(problem)),
        None => Ok(item),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_download_and_the_service_say_the_same() {
        let nested = r#"{"FoundationFoods": [{"fdcId": 1, "description": "Oats", "foodNutrients": [
            {"nutrient": {"number": "205", "name": "Carbohydrate"}, "amount": 66.3},
            {"nutrient": {"number": "203"}, "amount": 16.9}]}]}"#;
        let short = r#"[{"fdcId": 1, "description": "Oats", "foodNutrients": [
            {"number": "205", "amount": 66.3}, {"nutrientNumber": "203", "value": 16.9}]}]"#;
        assert_eq!(usda_json(nested).unwrap(), usda_json(short).unwrap());
    }

    #[test]
    fn the_tables_say_the_same_as_json() {
        let foods = "fdc_id,data_type,description\n1,foundation_food,Oats\n";
        let nutrients = "id,fdc_id,nutrient_id,amount\n9,1,1005,66.3\n8,1,1003,16.9\n7,2,1003,4\n";
        let json = r#"{"fdcId": 1, "description": "Oats", "foodNutrients": [
            {"number": "205", "amount": 66.3}, {"number": "203", "amount": 16.9}]}"#;
        assert_eq!(usda_csv(foods, nutrients).unwrap(), usda_json(json).unwrap());
        assert!(usda_csv("a\n1\n", nutrients).is_err());
    }

    #[test]
    fn ids_of_nutrients_and_the_label_of_a_branded_food_are_read() {
        let ids = r#"[{"fdcId": 1, "description": "Oats", "foodNutrients": [
            {"nutrient": {"id": 1005}, "amount": 66.3}, {"nutrientId": 1003, "value": 16.9}]}]"#;
        let numbers = r#"[{"fdcId": 1, "description": "Oats", "foodNutrients": [
            {"number": "205", "amount": 66.3}, {"number": "203", "amount": 16.9}]}]"#;
        assert_eq!(usda_json(ids).unwrap(), usda_json(numbers).unwrap());
        let label = r#"{"fdcId": 7, "description": "ENERGY BAR", "servingSize": 68, "servingSizeUnit": "GRM",
            "householdServingFullText": "1 BAR", "ingredients": "ROLLED OATS, WHEY PROTEIN. MAY CONTAIN ALMONDS.",
            "labelNutrients": {"carbohydrates": {"value": 44}, "sodium": {"value": 150}}}"#;
        let bar = &usda_json(label).unwrap()[0];
        assert_eq!(bar.serving, "1 BAR (68 g)");
        let grams = bar.nutrients.carbohydrate.unwrap().as_g();
        assert!((grams - 44.0).abs() < 1e-9, "{grams}");
        assert_eq!(bar.contains.may_contain(), [Allergen::Gluten, Allergen::Milk, Allergen::Nuts]);
    }

    #[test]
    fn a_search_a_unit_and_a_label_that_says_more_are_read() {
        let search = r#"{"totalHits": 1, "currentPage": 1, "aPageList": [1], "foods": [{"fdcId": "7", "description": "Drink mix",
            "servingSize": 20, "servingSizeUnit": "GRM", "labelNutrients": {"sodium": {"value": 150}, "fat": {"value": 9}},
            "foodNutrients": [
                {"nutrientId": 1005, "nutrientNumber": "205", "unitName": "G", "value": 90},
                {"nutrientId": 1004, "nutrientNumber": "204", "unitName": "G", "value": 0},
                {"nutrientId": 1092, "nutrientNumber": "306", "unitName": "G", "value": 0.5},
                {"nutrientId": 1104, "nutrientNumber": "318", "unitName": "IU", "value": 5000},
                {"nutrientId": 1008, "nutrientNumber": "208", "unitName": "kJ", "value": 1506.24}]}]}"#;
        let held = usda_json(search).unwrap()[0].nutrients;
        assert_eq!(held.carbohydrate, Some(Carbohydrate::from_g(18.0)));
        assert_eq!(held.sodium, Some(Sodium::from_mg(150.0)), "only the label has it");
        assert_eq!(held.fat, Some(Fat::from_g(0.0)), "the rows come first");
        assert_eq!(held.potassium, Some(Potassium::from_mg(100.0)));
        assert!((held.energy.unwrap().as_kcal() - 72.0).abs() < 1e-9);
    }

    #[test]
    fn beer_is_refused_and_beer_without_alcohol_names_its_trace() {
        let beer = |grams: f64| {
            format!(
                r#"{{"fdcId": 7, "description": "Malt beverage", "foodNutrients": [{{"number": "221", "amount": {grams}}}]}}"#
            )
        };
        assert!(usda_json(&beer(3.9)).unwrap_err().to_string().contains("holds alcohol"));
        assert_eq!(usda_json(&beer(0.4)).unwrap()[0].contains.contains(), [Allergen::Alcohol]);
    }

    #[test]
    fn a_branded_serving_is_scaled_and_nonsense_is_refused_by_name() {
        let branded = r#"{"fdcId": 7, "description": "Gel", "servingSize": 40, "servingSizeUnit": "g",
            "foodNutrients": [{"number": "205", "amount": 62.5}]}"#;
        assert_eq!(usda_json(branded).unwrap()[0].nutrients.carbohydrate, Some(Carbohydrate::from_g(25.0)));
        let absurd =
            r#"{"fdcId": 8, "description": "X", "foodNutrients": [{"number": "205", "amount": 150}]}"#;
        assert!(usda_json(absurd).unwrap_err().to_string().starts_with("fdc_8: 150 of nutrient 205"));
        for wrong in ["", "[]x", "{}", r#"{"fdcId": "a"}"#, r#"[{"description": "Y"}]"#] {
            assert!(usda_json(wrong).is_err(), "{wrong}");
        }
        assert_eq!(usda_json("[]").unwrap(), []);
    }
}
