//! Items from Open Food Facts, brought by the person as the JSON of one product.

use serde_json::Value;
use units::{Caffeine, Carbohydrate, Energy, Fat, Fibre, Mass, Potassium, Protein, Sodium};

use crate::food_page::{Amount, KCAL_PER_KJ, number, water};
use crate::{CatalogueError, Contents, Form, Item, Nutrients, Slot, Tier};

/// Salt is 2.5 times its sodium, as European labels count it (Regulation 1169/2011, annex I).
const SALT_PER_SODIUM: f64 = 2.5;
/// By how much salt and sodium of one page may disagree: a tenth, or the rounding of labels, g in 100 g.
const SALT_TOLERANCE: (f64, f64) = (0.1, 0.06);

/// Reads the JSON that Open Food Facts answers for one product, as a snack or drink of one serving or, without one, of
/// 100 g.
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
/// When it is other JSON, gives no amounts, when an amount cannot be, or when the figures contradict each other.
pub fn open_food_facts(json: &str) -> Result<Item, CatalogueError> {
    let form = |problem: &str| CatalogueError::Form(problem.to_owned());
    let json = json.trim_start_matches('\u{feff}').trim_start();
    if json.starts_with('<') {
        return Err(form("this is a web page, not the product's JSON: save …/api/v2/product/CODE.json"));
    }
    let answer: Value =
        serde_json::from_str(json).map_err(|error| CatalogueError::Form(error.to_string()))?;
    let product = answer.get("product").filter(|product| product.is_object());
    let product = product.or_else(|| answer.get("nutriments").map(|_| &answer));
    let product = product.ok_or_else(|| form("there is no product in it"))?;
    let code = code(product).or_else(|| code(&answer)).ok_or_else(|| form("the product has no code"))?;
    Page { product, id: format!("off_{code}"), code }.item()
}

/// The product's number: text or a number, in one of two places.
fn code(value: &Value) -> Option<String> {
    let of = |key: &str| match value.get(key)? {
        Value::String(code) if !code.trim().is_empty() => Some(code.trim().to_owned()),
        Value::Number(code) => Some(code.to_string()),
        _ => None,
    };
    of("code").or_else(|| of("_id"))
}

/// Amounts of a page: of 100 g or 100 mL, or of a serving where only that is said.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Per {
    Hundred,
    Serving,
}

/// The page of one product.
struct Page<'a> {
    product: &'a Value,
    id: String,
    code: String,
}

impl Page<'_> {
    fn text(&self, key: &str) -> Option<&str> {
        self.product.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty())
    }

    fn refuse(&self, problem: String) -> CatalogueError {
        CatalogueError::Lint { item: self.id.clone(), problem }
    }

    fn figure(&self, name: &str, per: Per) -> Option<f64> {
        let key = match per {
            Per::Hundred => format!("{name}_100g"),
            Per::Serving => format!("{name}_serving"),
        };
        self.product.get("nutriments")?.get(key).and_then(number)
    }

    fn name(&self) -> String {
        let named = ["product_name", "product_name_en", "generic_name", "abbreviated_product_name", "brands"];
        let name = named.into_iter().find_map(|key| self.text(key));
        name.map_or_else(|| format!("Product {}", self.code), str::to_owned)
    }

    /// How much a serving is, where the page says in grams or millilitres.
    fn serving(&self) -> Option<Amount> {
        let unit = self.text("serving_quantity_unit");
        let quantity =
            self.product.get("serving_quantity").and_then(number).filter(|quantity| *quantity > 0.0);
        let in_text = self.text("serving_size").and_then(Amount::in_text);
        let usual = if self.is_liquid() { "ml" } else { "g" };
        match (quantity, unit, in_text) {
            (Some(quantity), Some(unit), _) => Amount::of(quantity, unit),
            (Some(quantity), None, Some(Amount::Millilitres(_))) => Some(Amount::Millilitres(quantity)),
            (Some(quantity), None, _) => Amount::of(quantity, usual),
            (None, _, in_text) => in_text,
        }
    }

    /// Whether its amounts are of 100 mL.
    fn is_liquid(&self) -> bool {
        let per = self.text("nutrition_data_per").is_some_and(|per| per.eq_ignore_ascii_case("100ml"));
        let unit = self.text("product_quantity_unit").is_some_and(|unit| unit.eq_ignore_ascii_case("ml"));
        let quantity = self.text("quantity").and_then(Amount::in_text);
        per || unit || matches!(quantity, Some(Amount::Millilitres(_)))
    }

    fn item(&self) -> Result<Item, CatalogueError> {
        let main = [
            "energy-kcal",
            "energy-kj",
            "energy",
            "carbohydrates",
            "proteins",
            "fat",
            "salt",
            "sodium",
            "caffeine",
        ];
        let says = |per| main.iter().any(|name| self.figure(name, per).is_some());
        let per = match (says(Per::Hundred), says(Per::Serving)) {
            (true, _) => Per::Hundred,
            (false, true) => Per::Serving,
            (false, false) => {
                return Err(
                    self.refuse("this page gives no amounts, neither per 100 g nor per serving".to_owned())
                );
            }
        };
        let said = self.serving();
        // Without a serving it is 100 g; of a serving that is only named (`1 gel`) the mass is unknown.
        let hundred = if self.is_liquid() { Amount::Millilitres(100.0) } else { Amount::Grams(100.0) };
        let amount = said.or((per == Per::Hundred).then_some(hundred));
        if let Some(wrong) = amount.map(Amount::figure).filter(|figure| !(0.1..=5000.0).contains(figure)) {
            return Err(self.refuse(format!("a serving of {wrong} g cannot be: give one from 0.1 to 5000 g")));
        }
        let nutrients = self.nutrients(per, amount)?;
        // Rule 7: pure caffeine is in no catalogue; a spoonful of it can kill.
        let figure = amount.map_or(f64::INFINITY, Amount::figure);
        if nutrients.caffeine.is_some_and(|caffeine| caffeine.as_mg() / figure > 100.0) {
            return Err(self.refuse("it is nearly pure caffeine, which no plan uses".to_owned()));
        }
        let is_drink = nutrients.fluid.is_some();
        let named = self.text("serving_size").filter(|_| said.is_none()).map(str::to_owned);
        let item = Item {
            id: self.id.clone(),
            name: self.name(),
            form: if is_drink { Form::Drink } else { Form::Food },
            slots: if is_drink {
                vec![Slot::Before, Slot::During, Slot::After, Slot::Snack]
            } else {
                vec![Slot::Snack]
            },
            serving: amount.map(Amount::words).or(named).unwrap_or_else(|| "1 serving".to_owned()),
            mass: amount.map(|amount| Mass::from_g(amount.figure())),
            mix_with: None,
            nutrients,
            contains: Contents::unknown(),
            tier: Tier::Community,
            source: format!("Open Food Facts, product {}", self.code),
            ..Item::unknown(&self.id, "", if is_drink { Form::Drink } else { Form::Food })
        };
        match item.lint().into_iter().next() {
            Some(problem) => Err(self.refuse(problem)),
            None => Ok(item),
        }
    }

    fn nutrients(&self, per: Per, amount: Option<Amount>) -> Result<Nutrients, CatalogueError> {
        let figure = amount.map(Amount::figure);
        let share = match per {
            Per::Hundred => figure.unwrap_or(100.0) / 100.0,
            Per::Serving => 1.0,
        };
        // What a page says of a serving is held to what can be in the serving, where its mass is known.
        let scale = if per == Per::Hundred { 1.0 } else { figure.unwrap_or(100.0) / 100.0 };
        let where_said = if per == Per::Hundred { "in 100 g" } else { "in a serving" };
        let within = |name: &str, of: Option<f64>, most: f64| match of
            .filter(|of| !(0.0..=most * scale).contains(of))
        {
            Some(wrong) => Err(self.refuse(format!("{wrong} of {name} {where_said} cannot be"))),
            None => Ok(of),
        };
        let read = |name: &str, most: f64| within(name, self.figure(name, per), most);
        let scaled = |of: Option<f64>| of.map(|of| of * share);
        // The pages keep all masses in grams, sodium and caffeine too. Grams become milligrams first, so that 0.2 g in
        // 100 g is 80 mg in 40 g and not 80.00000000000001.
        let milligrams = |of: Option<f64>| of.map(|grams| grams * 1000.0 * share);
        let sodium = self.sodium(read("sodium", 40.0)?, read("salt", 100.0)?)?;
        let (carbohydrate, protein, fat) =
            (read("carbohydrates", 100.0)?, read("proteins", 100.0)?, read("fat", 100.0)?);
        let salt = sodium.map_or(0.0, |sodium| sodium * SALT_PER_SODIUM);
        let parts = [carbohydrate, protein, fat].into_iter().flatten().sum::<f64>() + salt;
        if parts > 101.0 * scale && figure.is_some() {
            let problem =
                format!("its parts weigh {parts:.0} g {where_said}, over 100 g: was sodium typed in mg?");
            return Err(self.refuse(problem));
        }
        let kilojoules = self.figure("energy-kj", per).or_else(|| self.figure("energy", per));
        let energy = self.figure("energy-kcal", per).or(kilojoules.map(|energy| energy * KCAL_PER_KJ));
        let dissolved = parts * share;
        Ok(Nutrients {
            fluid: amount.and_then(|amount| water(amount, dissolved)),
            energy: scaled(within("energy-kcal", energy, 902.0)?).map(Energy::from_kcal),
            carbohydrate: scaled(carbohydrate).map(Carbohydrate::from_g),
            fructose: scaled(read("fructose", 100.0)?).map(Carbohydrate::from_g),
            protein: scaled(protein).map(Protein::from_g),
            fat: scaled(fat).map(Fat::from_g),
            fibre: scaled(read("fiber", 100.0)?).map(Fibre::from_g),
            sodium: milligrams(sodium).map(Sodium::from_mg),
            potassium: milligrams(read("potassium", 60.0)?).map(Potassium::from_mg),
            caffeine: milligrams(read("caffeine", 100.0)?).map(Caffeine::from_mg),
        })
    }

    /// Sodium, from salt where the page has only that; a page whose two figures disagree is refused.
    fn sodium(&self, sodium: Option<f64>, salt: Option<f64>) -> Result<Option<f64>, CatalogueError> {
        let (Some(sodium), Some(salt)) = (sodium, salt) else {
            return Ok(sodium.or(salt.map(|salt| salt / SALT_PER_SODIUM)));
        };
        let (share, rounding) = SALT_TOLERANCE;
        let (of_sodium, off) = (sodium * SALT_PER_SODIUM, (sodium * SALT_PER_SODIUM - salt).abs());
        if off > (share * of_sodium.max(salt)).max(rounding) {
            return Err(self.refuse(format!(
                "{salt} g of salt and {sodium} g of sodium contradict each other: salt is 2.5 times its sodium"
            )));
        }
        Ok(Some(sodium))
    }
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
