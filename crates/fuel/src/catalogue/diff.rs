//! The catalogue against a release of public data, by barcode or by number of the food table.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::Value;
use units::{Caffeine, Carbohydrate, Energy, Fat, Potassium, Protein, Sodium};

use super::{Catalogue, CatalogueError, Item};

/// Differences above this share are listed.
const TOLERANCE: f64 = 0.10;

/// One amount of one row that differs from the release by more than a tenth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Which row.
    pub item: String,
    /// By what it was found: its barcode, or `NDB 09040`.
    pub key: String,
    /// Of what: `sodium`.
    pub of: &'static str,
    /// What the row says of a serving.
    pub ours: f64,
    /// What the release says of as much.
    pub theirs: f64,
    /// `g`, `mg` or `kcal`.
    pub unit: &'static str,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { item, key, of, ours, theirs, unit } = self;
        write!(f, "{item} ({key}): {of} {ours:.1} {unit} here, {theirs:.1} {unit} there")
    }
}

/// What a comparison came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Diff {
    /// Rows that the release has too.
    pub compared: usize,
    /// Foods of the release that no row has.
    pub unmatched: usize,
    /// Foods of the release that could not be read, with the reason.
    pub refused: Vec<String>,
    /// What differs.
    pub differences: Vec<Difference>,
}

impl Catalogue {
    /// Compares with a release: foods of USDA FoodData Central in JSON, one product of Open Food Facts, or either of them
    /// line by line. Amounts are compared for the mass of our serving; what either side leaves blank is not compared.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn diff(&self, release: &str) -> Result<Diff, CatalogueError> {
        let rows: BTreeMap<String, &Item> =
            self.items().iter().filter_map(|item| Some((key(item)?, item))).collect();
        let mut diff = Diff::default();
        for food in foods(release)? {
            let Some(key) = key_of(&food) else {
                diff.unmatched += 1;
                continue;
            };
            let Some(item) = rows.get(&key) else {
                diff.unmatched += 1;
                continue;
            };
            match read(&food) {
                Ok(theirs) => {
                    diff.compared += 1;
                    diff.differences.extend(differences(item, &theirs, &key));
                }
                Err(error) => diff.refused.push(error.to_string()),
            }
        }
        Ok(diff)
    }
}

/// What a row is found by: its barcode without leading zeros, or its number in the food table.
fn key(item: &Item) -> Option<String> {
    let of_table = || {
        let number = item.source.strip_prefix("USDA SR28 NDB ")?;
        Some(format!("NDB {}", number.get(..5)?))
    };
    item.barcode.as_deref().map(without_zeros).or_else(of_table)
}

fn without_zeros(code: &str) -> String {
    code.trim_start_matches('0').to_owned()
}

fn key_of(food: &Value) -> Option<String> {
    let text =
        |value: &Value| value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|n| n.to_string()));
    let barcode = ["/gtinUpc", "/product/code", "/code", "/product/_id"];
    let code =
        barcode.iter().find_map(|path| food.pointer(path).and_then(text)).map(|code| without_zeros(&code));
    code.or_else(|| food.get("ndbNumber").and_then(text).map(|number| format!("NDB {number:0>5}")))
}

/// The foods of a release, each as its JSON.
fn foods(release: &str) -> Result<Vec<Value>, CatalogueError> {
    let wrong = |error: serde_json::Error| CatalogueError::Form(format!("a release of public data: {error}"));
    match serde_json::from_str::<Value>(release) {
        Ok(Value::Array(foods)) => Ok(foods),
        Ok(Value::Object(mut object)) => {
            let list = ["FoundationFoods", "SRLegacyFoods", "BrandedFoods", "SurveyFoods", "products"]
                .into_iter()
                .find_map(|name| object.get_mut(name).and_then(Value::as_array_mut).map(std::mem::take));
            Ok(list.unwrap_or_else(|| vec![Value::Object(object)]))
        }
        Ok(_) => Err(CatalogueError::Form("a release of public data: there is no food in it".to_owned())),
        Err(_) => {
            let lines = release.lines().filter(|line| !line.trim().is_empty());
            lines.map(|line| serde_json::from_str(line).map_err(wrong)).collect()
        }
    }
}

/// Reads one food by the decoder of its form.
fn read(food: &Value) -> Result<Item, CatalogueError> {
    if food.get("fdcId").is_some() {
        let items = crate::usda_json(&food.to_string())?;
        return items
            .into_iter()
            .next()
            .ok_or_else(|| CatalogueError::Form("there is no food in it".to_owned()));
    }
    let product = food.get("product").is_some();
    let answer = if product { food.clone() } else { serde_json::json!({ "product": food }) };
    crate::open_food_facts(&answer.to_string())
}

fn differences(ours: &Item, theirs: &Item, key: &str) -> Vec<Difference> {
    let (Some(mass), Some(their_mass)) = (ours.mass, theirs.mass) else { return Vec::new() };
    let share = mass.as_g() / their_mass.as_g();
    let (a, b) = (&ours.nutrients, &theirs.nutrients);
    let pairs = [
        ("energy", "kcal", a.energy.map(Energy::as_kcal), b.energy.map(Energy::as_kcal), 10.0),
        (
            "carbohydrate",
            "g",
            a.carbohydrate.map(Carbohydrate::as_g),
            b.carbohydrate.map(Carbohydrate::as_g),
            1.0,
        ),
        ("protein", "g", a.protein.map(Protein::as_g), b.protein.map(Protein::as_g), 1.0),
        ("fat", "g", a.fat.map(Fat::as_g), b.fat.map(Fat::as_g), 1.0),
        ("sodium", "mg", a.sodium.map(Sodium::as_mg), b.sodium.map(Sodium::as_mg), 10.0),
        ("potassium", "mg", a.potassium.map(Potassium::as_mg), b.potassium.map(Potassium::as_mg), 20.0),
        ("caffeine", "mg", a.caffeine.map(Caffeine::as_mg), b.caffeine.map(Caffeine::as_mg), 3.0),
    ];
    let differ =
        |(of, unit, ours, theirs, rounding): (&'static str, &'static str, Option<f64>, Option<f64>, f64)| {
            let (ours, theirs) = (ours?, theirs? * share);
            ((ours - theirs).abs() > (TOLERANCE * ours.max(theirs)).max(rounding)).then(|| Difference {
                item: String::new(),
                key: key.to_owned(),
                of,
                ours,
                theirs,
                unit,
            })
        };
    let found = pairs.into_iter().filter_map(differ);
    found.map(|difference| Difference { item: ours.id.clone(), ..difference }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_compared_by_number_and_by_barcode() {
        let banana = r#"{"fdcId": 173944, "ndbNumber": 9040, "description": "Bananas, raw", "foodNutrients": [
            {"number": "205", "amount": 22.84}, {"number": "307", "amount": 1}, {"number": "306", "amount": 500}]}"#;
        let diff = Catalogue::built_in().diff(&format!("[{banana}]")).unwrap();
        assert_eq!((diff.compared, diff.unmatched), (1, 0));
        let words: Vec<String> = diff.differences.iter().map(ToString::to_string).collect();
        assert_eq!(words, ["banana (NDB 09040): potassium 422.4 mg here, 590.0 mg there"]);
        let gel = r#"{"code": "5025324010394", "product_name": "Gel", "serving_quantity": 60, "nutriments": {"carbohydrates_100g": 66, "sodium_100g": 0.2}}"#;
        let diff = Catalogue::built_in()
            .diff(&format!("{gel}\n{}", gel.replace("5025324010394", "4000000000006")))
            .unwrap();
        assert_eq!((diff.compared, diff.unmatched), (1, 1), "{diff:?}");
        assert!(diff.differences.iter().any(|difference| difference.of == "sodium"), "{diff:?}");
        assert!(Catalogue::built_in().diff("pickles").is_err());
    }
}
