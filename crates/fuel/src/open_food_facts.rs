//! Items from Open Food Facts, brought by the person as the JSON of one product: with `nutriments`, as every answer had
//! them, or with the `nutrition` of product schema 1003 (December 2025) and later.

mod contents;

use serde_json::Value;
use units::{Caffeine, Carbohydrate, Energy, Fat, Fibre, Mass, Potassium, Protein, Sodium};

use crate::food_page::{Amount, KCAL_PER_KJ, number, water};
use crate::{CatalogueError, Form, Item, Nutrients, Slot, Tier};

/// A drink that holds more alcohol, % by volume, is an alcoholic one (Regulation 1169/2011, article 28).
const MOST_ALCOHOL: f64 = 1.2;
/// Salt is 2.5 times its sodium, as European labels count it (Regulation 1169/2011, annex I).
const SALT_PER_SODIUM: f64 = 2.5;
/// The least that the salts of a gram of potassium weigh (its chloride).
const SALT_PER_POTASSIUM: f64 = 1.9;
/// How much less energy than other carbohydrate polyols hold, kcal in a gram (Regulation 1169/2011, annex XIV: 2.4 for 4).
const LESS_IN_POLYOLS: f64 = 1.6;
/// By how much salt and sodium of one page may disagree: a tenth, or the rounding of labels, g in 100 g.
const SALT_TOLERANCE: (f64, f64) = (0.1, 0.06);

/// Reads the JSON that Open Food Facts answers for one product, as a snack or drink of one serving or, without one, of
/// 100 g.
///
/// Anybody may edit those pages, so the item is of the tier [`Tier::Community`]. What the page leaves out stays
/// unknown. Allergens that it names are contained or possible; that it names some does not say that these are all, so
/// the others stay unknown, and unknown contents are excluded where they matter.
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
    let lists = [answer.get("products"), answer.get("hits"), Some(&answer)];
    let found = lists.into_iter().flatten().find_map(Value::as_array).filter(|_| product.is_none());
    // A search that found one product is as good as its page.
    let product = match found.map(Vec::as_slice) {
        Some([only]) => Some(only),
        Some(several) => {
            let problem =
                format!("there are {} products in it: save the page of the one you eat", several.len());
            return Err(CatalogueError::Form(problem));
        }
        None => product,
    };
    let is_unknown = answer.get("status").is_some_and(|status| {
        status.as_u64() == Some(0) || status.as_str().is_some_and(|status| status == "failure")
    });
    if let Some(code) = code(&answer).filter(|_| product.is_none() && is_unknown) {
        return Err(CatalogueError::Form(format!(
            "Open Food Facts knows no product {code}: check the digits under its bar code"
        )));
    }
    let bare = || answer.get("nutriments").or_else(|| answer.get("nutrition")).map(|_| &answer);
    let product = product.or_else(bare).ok_or_else(|| form("there is no product in it"))?;
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
        let nutriment = || self.product.get("nutriments")?.get(key).and_then(number);
        let of_set = || self.set().filter(|set| set.per == per)?.figure(name);
        nutriment().or_else(of_set).or_else(|| self.as_typed(name, per))
    }

    /// A figure as it was typed, in the unit and for the amount that stand beside it: all that old exports and some tools
    /// keep (`"sodium_value": 200, "sodium_unit": "mg"` with `"nutrition_data_per": "serving"`).
    fn as_typed(&self, name: &str, per: Per) -> Option<f64> {
        let said = match self.text("nutrition_data_per")?.to_lowercase().replace(' ', "").as_str() {
            "100g" | "100ml" => Per::Hundred,
            "serving" => Per::Serving,
            _ => return None,
        };
        let nutriments = self.product.get("nutriments").filter(|_| said == per)?;
        let unit = nutriments.get(format!("{name}_unit")).and_then(Value::as_str);
        // A figure without a unit is one of grams only where its field is always kept in them.
        let value = nutriments.get(format!("{name}_value")).and_then(number).filter(|_| unit.is_some());
        let value = value.map(|value| value * scale_of(unit.unwrap_or_default(), name));
        value.or_else(|| nutriments.get(name).and_then(number))
    }

    /// The amounts of the product as it is sold, in the newer schema: those that were worked out from all, or the first.
    fn set(&self) -> Option<Set<'_>> {
        let nutrition = self.product.get("nutrition")?;
        let all = nutrition.get("input_sets").and_then(Value::as_array).into_iter().flatten();
        let sold = |set: &&Value| set.get("preparation").and_then(Value::as_str) != Some("prepared");
        nutrition.get("aggregated_set").into_iter().chain(all).filter(sold).find_map(Set::of)
    }

    /// Whether it gives amounts of the prepared food and no others.
    fn is_of_prepared(&self) -> bool {
        let keys = self.product.get("nutriments").and_then(Value::as_object);
        let old = keys.is_some_and(|keys| keys.keys().any(|key| key.ends_with("_prepared_100g")));
        old || self.product.pointer("/nutrition/aggregated_set/preparation").and_then(Value::as_str)
            == Some("prepared")
    }

    fn name(&self) -> String {
        let named = ["product_name", "product_name_en", "generic_name", "abbreviated_product_name", "brands"];
        // A page may be named in the language of its pack only.
        let in_any_language = || {
            let fields = self.product.as_object()?.iter().filter(|(key, _)| key.starts_with("product_name_"));
            fields.filter_map(|(_, name)| name.as_str()).map(str::trim).find(|name| !name.is_empty())
        };
        let name = named[..2].iter().find_map(|key| self.text(key)).or_else(in_any_language);
        let name = name.or_else(|| named[2..].iter().find_map(|key| self.text(key)));
        name.map_or_else(|| format!("Product {}", self.code), str::to_owned)
    }

    /// How much a serving is, where the page says in grams or millilitres.
    fn serving(&self) -> Option<Amount> {
        // An app without millilitres in its list had people choose milligrams: such a serving says nothing.
        let in_milligrams = |text: &str| {
            let unit = text.trim_start_matches(|c: char| !c.is_alphabetic());
            unit.trim().eq_ignore_ascii_case("mg")
        };
        if self.text("serving_size").is_some_and(in_milligrams) {
            return None;
        }
        let unit = self.text("serving_quantity_unit");
        let quantity =
            self.product.get("serving_quantity").and_then(number).filter(|quantity| *quantity > 0.0);
        let in_text = self.text("serving_size").and_then(Amount::in_text);
        let usual = if self.is_liquid() { "ml" } else { "g" };
        match (quantity, unit, in_text) {
            (Some(quantity), Some(unit), _) => Amount::of(quantity, unit),
            (Some(quantity), None, Some(Amount::Millilitres(_))) => Some(Amount::Millilitres(quantity)),
            (Some(quantity), None, Some(Amount::Grams(_))) => Some(Amount::Grams(quantity)),
            (Some(quantity), None, _) => Amount::of(quantity, usual),
            (None, _, in_text) => in_text,
        }
    }

    /// Whether its amounts are of 100 mL.
    fn is_liquid(&self) -> bool {
        let per = self.text("nutrition_data_per").is_some_and(|per| per.eq_ignore_ascii_case("100ml"));
        let unit = self.text("product_quantity_unit").is_some_and(|unit| unit.eq_ignore_ascii_case("ml"));
        let quantity = self.text("quantity").and_then(Amount::in_text);
        let of_set = self.set().is_some_and(|set| set.of_liquid);
        per || of_set || unit || matches!(quantity, Some(Amount::Millilitres(_)))
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
            (false, false) if self.is_of_prepared() => {
                return Err(self.refuse(
                    "this page gives amounts of the prepared food only: type those of what is in the pack, from its label"
                        .to_owned(),
                ));
            }
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
        let alcohol = self.figure("alcohol", per).unwrap_or(0.0);
        if alcohol > MOST_ALCOHOL {
            return Err(self.refuse(format!("it holds alcohol ({alcohol} % by volume), which no plan uses")));
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
            contains: contents::named(self.product, alcohol > 0.0),
            tier: Tier::Community,
            source: format!("Open Food Facts, product {}", self.code),
            ..Item::unknown(&self.id, "", if is_drink { Form::Drink } else { Form::Food })
        };
        // Polyols are carbohydrate of less energy, so that either sum may be the label's.
        let share =
            if per == Per::Hundred { amount.map_or(1.0, |amount| amount.figure() / 100.0) } else { 1.0 };
        let polyols = self.figure("polyols", per).filter(|grams| *grams > 0.0).map(|grams| grams * share);
        let with_more = |grams: f64| {
            let energy =
                item.nutrients.energy.map(|energy| energy + Energy::from_kcal(grams * LESS_IN_POLYOLS));
            Item { nutrients: Nutrients { energy, ..item.nutrients }, ..item.clone() }
        };
        let fits = polyols.is_some_and(|grams| with_more(grams).lint().is_empty());
        match item.lint().into_iter().next().filter(|_| !fits) {
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
        let potassium = read("potassium", 60.0)?;
        let parts = [carbohydrate, protein, fat].into_iter().flatten().sum::<f64>() + salt;
        let with_potassium = parts + potassium.map_or(0.0, |potassium| potassium * SALT_PER_POTASSIUM);
        if with_potassium > 101.0 * scale && figure.is_some() {
            let which = if parts > 101.0 * scale { "sodium" } else { "potassium" };
            return Err(self.refuse(format!(
                "its parts weigh {with_potassium:.0} g {where_said}, over 100 g: was {which} typed in mg?"
            )));
        }
        let kilojoules = self.figure("energy-kj", per).or_else(|| self.figure("energy", per));
        // Apps had kilojoules typed into the field of kilocalories, or the other way: then both fields say the same number,
        // and what the food is made of says which of the two it is.
        let same = |kcal: f64| kilojoules.is_some_and(|kj| (kj - kcal).abs() <= 0.01 * kj && kj > 0.0);
        let made_of = 4.0 * (carbohydrate.unwrap_or(0.0) + protein.unwrap_or(0.0)) + 9.0 * fat.unwrap_or(0.0);
        let of_kilojoules = kilojoules.map(|energy| energy * KCAL_PER_KJ);
        let energy = match (self.figure("energy-kcal", per), of_kilojoules) {
            (Some(kcal), Some(of_kj)) if same(kcal) && (of_kj - made_of).abs() < (kcal - made_of).abs() => {
                Some(of_kj)
            }
            (kcal, of_kj) => kcal.or(of_kj),
        };
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
            potassium: milligrams(potassium).map(Potassium::from_mg),
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

/// A set of amounts of the newer schema.
struct Set<'a> {
    per: Per,
    /// Its amounts are of 100 mL.
    of_liquid: bool,
    nutrients: &'a Value,
}

impl<'a> Set<'a> {
    fn of(set: &'a Value) -> Option<Self> {
        let per = set.get("per").and_then(Value::as_str)?;
        let (per, of_liquid) = match per {
            "100g" => (Per::Hundred, false),
            "100ml" => (Per::Hundred, true),
            "serving" => (Per::Serving, false),
            _ => return None,
        };
        let nutrients = set.get("nutrients").filter(|nutrients| nutrients.is_object())?;
        Some(Self { per, of_liquid, nutrients })
    }

    /// An amount: masses in grams, energy in its own unit.
    fn figure(&self, name: &str) -> Option<f64> {
        let nutrient = self.nutrients.get(name)?;
        let value = ["value", "value_computed", "value_string"]
            .into_iter()
            .find_map(|key| number(nutrient.get(key)?))?;
        let unit = nutrient.get("unit").and_then(Value::as_str).unwrap_or_default();
        Some(value * scale_of(unit, name))
    }
}

/// What makes grams of a unit, or of a unit of energy the one that the field is kept in.
fn scale_of(unit: &str, name: &str) -> f64 {
    match unit.trim().to_lowercase().as_str() {
        "mg" => 1e-3,
        "µg" | "μg" | "mcg" | "ug" => 1e-6,
        "kj" if name == "energy-kcal" => KCAL_PER_KJ,
        "kcal" if matches!(name, "energy-kj" | "energy") => 1.0 / KCAL_PER_KJ,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Allergen, Contents};

    #[test]
    fn the_newer_schema_says_the_same() {
        let new = |per: &str, preparation: &str| {
            format!(
                r#"{{"code": "7", "status": "success", "product": {{"schema_version": 1004, "product_name": "Bar", "serving_quantity": 50,
                "nutrition": {{"aggregated_set": {{"per": "{per}", "preparation": "{preparation}", "nutrients": {{
                    "carbohydrates": {{"value": 62, "unit": "g"}}, "proteins": {{"value": 8, "unit": "g", "modifier": "~"}},
                    "sodium": {{"value": 200, "unit": "mg"}}, "energy-kj": {{"value": 1172, "unit": "kJ"}}}}}}}}}}}}"#
            )
        };
        let old = page(
            r#""carbohydrates_100g": 62, "proteins_100g": 8, "sodium_100g": 0.2, "energy-kj_100g": 1172"#,
        );
        let read = open_food_facts(&new("100g", "as_sold")).unwrap();
        assert_eq!(read, open_food_facts(&old).unwrap());
        assert_eq!(read.nutrients.sodium, Some(Sodium::from_mg(100.0)));
        let error = open_food_facts(&new("100g", "prepared")).unwrap_err().to_string();
        assert!(error.contains("prepared food only"), "{error}");
        let serving = open_food_facts(&new("serving", "as_sold").replace("62", "31")).unwrap();
        assert_eq!(serving.nutrients.carbohydrate, Some(Carbohydrate::from_g(31.0)));
    }

    #[test]
    fn milk_to_pour_on_makes_no_drink_of_a_cereal() {
        let cereal = r#"{"product": {"code": "7", "product_name": "Muesli", "serving_quantity": 45, "quantity": "750 g",
            "serving_size": "45 g with 125 ml milk", "nutriments": {"carbohydrates_100g": 60}}}"#;
        let item = open_food_facts(cereal).unwrap();
        assert_eq!((item.form, item.serving.as_str()), (Form::Food, "45 g"));
        let drink = r#"{"product": {"code": "7", "product_name": "Drink", "serving_quantity": 0.33, "quantity": "330 ml",
            "serving_size": "330 mg", "nutriments": {"carbohydrates_100g": 6}}}"#;
        let item = open_food_facts(drink).unwrap();
        assert_eq!((item.form, item.serving.as_str()), (Form::Drink, "100 mL"));
    }

    #[test]
    fn allergens_are_read_from_tags_traces_ingredients_and_the_name() {
        let read = |more: &str| {
            let bar = r#"{"product": {"code": "7", "product_name": "Bar", MORE, "nutriments": {"carbohydrates_100g": 60}}}"#;
            open_food_facts(&bar.replace("MORE", more)).unwrap().contains
        };
        let of =
            |contains: &[Allergen], may: &[Allergen]| Contents::of(contains.to_vec(), may.to_vec(), vec![]);
        for (more, contents) in [
            (
                r#""allergens_tags": ["en:milk", "en:sulphur-dioxide-and-sulphites", "fr:lait"], "traces_tags": ["en:sesame-seeds"]"#,
                of(&[Allergen::Milk, Allergen::Sulphites], &[Allergen::Sesame]),
            ),
            (
                r#""allergens": "en:soybeans,en:nuts", "traces": "Œufs, Céleri""#,
                of(&[Allergen::Soy, Allergen::Nuts], &[Allergen::Egg, Allergen::Celery]),
            ),
            (r#""ingredients_text_de": "Zucker, Magermilchpulver""#, of(&[], &[Allergen::Milk])),
            (r#""additives_tags": ["en:e330", "en:e955"]"#, of(&[Allergen::Sweetener], &[])),
            (r#""generic_name": "Peanut bar""#, of(&[], &[Allergen::Peanut])),
            (r#""labels_tags": ["en:vegan"]"#, Contents::unknown()),
        ] {
            assert_eq!(read(more), contents, "{more}");
        }
    }

    #[test]
    fn an_alcoholic_drink_is_refused_and_a_trace_is_told() {
        let beer = |strength: &str| {
            format!(
                r#"{{"product": {{"code": "7", "product_name": "Drink", "quantity": "330 ml",
                "nutriments": {{"carbohydrates_100g": 4, "alcohol_100g": {strength}}}}}}}"#
            )
        };
        assert!(open_food_facts(&beer("5")).unwrap_err().to_string().contains("holds alcohol"));
        assert_eq!(open_food_facts(&beer("0.5")).unwrap().contains.contains(), [Allergen::Alcohol]);
    }

    #[test]
    fn figures_as_they_were_typed_are_in_the_unit_beside_them() {
        let page = |per: &str, nutriments: &str| {
            format!(
                r#"{{"product": {{"code": "7", "product_name": "Gel", "serving_quantity": 40, "nutrition_data_per": "{per}",
                "nutriments": {{{nutriments}}}}}}}"#
            )
        };
        let typed =
            r#""sodium_value": "200", "sodium_unit": "mg", "carbohydrates": 25, "carbohydrates_unit": """#;
        let serving = open_food_facts(&page("serving", typed)).unwrap().nutrients;
        assert_eq!(serving.sodium, Some(Sodium::from_mg(200.0)));
        assert_eq!(serving.carbohydrate, Some(Carbohydrate::from_g(25.0)));
        let hundred = open_food_facts(&page("100g", typed)).unwrap().nutrients;
        assert_eq!(hundred.sodium, Some(Sodium::from_mg(80.0)));
        assert!(open_food_facts(&page("", typed)).is_err(), "of nothing it says nothing");
    }

    /// openfoodfacts-server issue 2955.
    #[test]
    fn kilojoules_in_the_field_of_kilocalories_are_kilojoules() {
        let macros = r#""carbohydrates_100g": 10, "proteins_100g": 9.5, "fat_100g": 10"#;
        for energy in [
            r#""energy_100g": 720, "energy-kcal_100g": 720"#,
            r#""energy_100g": 172, "energy-kcal_100g": 172"#,
            r#""energy_100g": 720, "energy-kcal_100g": 172"#,
        ] {
            let kcal = open_food_facts(&page(&format!("{energy}, {macros}"))).unwrap().nutrients.energy;
            assert!((kcal.unwrap().as_kcal() - 86.0).abs() < 0.2, "{energy}: {kcal:?}");
        }
    }

    #[test]
    fn what_is_no_single_product_is_refused_by_name() {
        let unknown = r#"{"code": "4000000000000", "status": 0, "status_verbose": "product not found"}"#;
        let error = open_food_facts(unknown).unwrap_err().to_string();
        assert!(error.contains("knows no product 4000000000000"), "{error}");
        let one = page(r#""carbohydrates_100g": 60"#);
        let found = |list: &str| format!(r#"{{"count": 1, "products": [{list}]}}"#);
        let inner = one.trim_start_matches(r#"{"product": "#).trim_end_matches('}').to_owned() + "}}";
        assert_eq!(open_food_facts(&found(&inner)).unwrap(), open_food_facts(&one).unwrap());
        let error = open_food_facts(&found(&format!("{inner}, {inner}"))).unwrap_err().to_string();
        assert!(error.contains("2 products"), "{error}");
    }

    /// A gum of polyols: 4 x 60 is 240 kcal, 2.4 x 60 the label's 144.
    #[test]
    fn polyols_hold_less_energy_than_sugar() {
        let gum = |polyols: &str| {
            page(&format!(
                r#""carbohydrates_100g": 60, "proteins_100g": 0, "fat_100g": 0, "energy-kcal_100g": 144{polyols}"#
            ))
        };
        assert!(open_food_facts(&gum("")).unwrap_err().to_string().contains("4-4-9"));
        let item = open_food_facts(&gum(r#", "polyols_100g": 60"#)).unwrap();
        assert_eq!(item.nutrients.energy, Some(Energy::from_kcal(72.0)));
        assert_eq!(item.nutrients.carbohydrate, Some(Carbohydrate::from_g(30.0)));
    }

    #[test]
    fn potassium_typed_in_milligrams_is_refused_by_name() {
        let bar = |potassium: &str| {
            page(&format!(r#""carbohydrates_100g": 60, "proteins_100g": 20, "potassium_100g": {potassium}"#))
        };
        assert!(open_food_facts(&bar("20")).unwrap_err().to_string().contains("was potassium typed in mg?"));
        let item = open_food_facts(&bar("0.4")).unwrap();
        assert_eq!(item.nutrients.potassium, Some(Potassium::from_mg(200.0)));
    }

    #[test]
    fn names_in_the_language_of_the_pack_and_other_lists_are_read() {
        let inner = r#"{"code": "7", "lang": "pt", "product_name": "", "product_name_pt": "Barra de aveia", "brands": "B",
            "nutriments": {"carbohydrates_100g": 60}}"#;
        for answer in [format!("[{inner}]"), format!(r#"{{"hits": [{inner}], "page": 1}}"#)] {
            assert_eq!(open_food_facts(&answer).unwrap().name, "Barra de aveia", "{answer}");
        }
    }

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
