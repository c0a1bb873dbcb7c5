//! Rows of the catalogue's table, and of tables in its form that people bring.

use serde::Deserialize;
use units::{Caffeine, Carbohydrate, Energy, Fat, Fibre, Mass, Potassium, Protein, Sodium, Volume};

use super::evidence::date;
use super::{Basis, CatalogueError, Class, Contents, Form, Item, Nutrients, Slot, Status, Tier};

/// A row. A table may leave out the columns of evidence and any amount; a column it has must be readable.
#[derive(Deserialize)]
pub(super) struct Row {
    pub(super) id: String,
    name: String,
    form: Form,
    #[serde(default)]
    class: Option<Class>,
    slots: String,
    serving: String,
    #[serde(default)]
    grams: Option<f64>,
    #[serde(default)]
    water_ml: Option<f64>,
    #[serde(default)]
    mix_with_ml: Option<f64>,
    #[serde(default)]
    energy_kcal: Option<f64>,
    #[serde(default)]
    carbohydrate_g: Option<f64>,
    #[serde(default)]
    sugars_g: Option<f64>,
    #[serde(default)]
    fructose_g: Option<f64>,
    #[serde(default)]
    protein_g: Option<f64>,
    #[serde(default)]
    fat_g: Option<f64>,
    #[serde(default)]
    fibre_g: Option<f64>,
    #[serde(default)]
    sodium_mg: Option<f64>,
    /// As labels of the European Union state sodium; read where `sodium_mg` is empty.
    #[serde(default)]
    salt_g: Option<f64>,
    #[serde(default)]
    potassium_mg: Option<f64>,
    #[serde(default)]
    caffeine_mg: Option<f64>,
    #[serde(default)]
    contains: String,
    #[serde(default)]
    may_contain: String,
    #[serde(default)]
    assessed: String,
    #[serde(default)]
    countries: String,
    #[serde(default)]
    barcode: String,
    tier: Tier,
    #[serde(default)]
    checked: String,
    #[serde(default)]
    basis: Option<Basis>,
    #[serde(default)]
    max_per_day: Option<u32>,
    #[serde(default)]
    status: Option<Status>,
    source: String,
}

/// The share of sodium in salt that labels use: salt is sodium times 2.5 (Regulation (EU) No 1169/2011, Annex I).
const SALT_PER_SODIUM: f64 = 2.5;
/// Salt and sodium of one row may differ by so much, for rounding.
const SALT_TOLERANCE: f64 = 0.15;

impl Row {
    /// The item of a row.
    ///
    /// # Errors
    /// When a word is not in its vocabulary, or amounts cannot be.
    pub(super) fn item(self) -> Result<Item, CatalogueError> {
        let id = self.id.clone();
        let form = |problem: String| CatalogueError::Form(format!("{id}: {problem}"));
        let lint = |problem: String| CatalogueError::Lint { item: id.clone(), problem };
        let slots = self.slots.split(';').map(|name| slot(name.trim())).collect::<Option<Vec<_>>>();
        let slots = slots.ok_or_else(|| form(format!("unknown slot in '{}'", self.slots)))?;
        let contains = Contents::read(&self.contains, &self.may_contain, &self.assessed).map_err(form)?;
        let checked = match self.checked.trim() {
            "" => None,
            text => Some(
                date(text).ok_or_else(|| form(format!("checked '{text}': write 2026-11 or 2026-11-30")))?,
            ),
        };
        let barcode = Some(self.barcode.trim().to_owned()).filter(|code| !code.is_empty());
        if let Some(code) = barcode.as_deref().filter(|code| !is_barcode(code)) {
            return Err(lint(format!(
                "{code} is not a barcode: its check digit is wrong or it is not 8 to 14 digits"
            )));
        }
        for amount in [
            self.grams,
            self.water_ml,
            self.mix_with_ml,
            self.energy_kcal,
            self.carbohydrate_g,
            self.sugars_g,
            self.fructose_g,
            self.protein_g,
            self.fat_g,
            self.fibre_g,
            self.sodium_mg,
            self.salt_g,
            self.potassium_mg,
            self.caffeine_mg,
        ] {
            if let Some(wrong) = amount.filter(|amount| !amount.is_finite() || *amount < 0.0) {
                return Err(lint(format!("{wrong} is no amount: write 0 or more")));
            }
        }
        let of_salt = self.salt_g.map(|grams| grams / SALT_PER_SODIUM * 1000.0);
        if let (Some(sodium), Some(of_salt)) = (self.sodium_mg, of_salt)
            && (sodium - of_salt).abs() > SALT_TOLERANCE * sodium.max(of_salt) + 20.0
        {
            return Err(lint(format!("{sodium:.0} mg of sodium, but the salt holds {of_salt:.0} mg")));
        }
        if let (Some(sugars), Some(carbohydrate)) = (self.sugars_g, self.carbohydrate_g)
            && sugars > carbohydrate * 1.05 + 1.0
        {
            return Err(lint(format!("{sugars:.0} g of sugars in {carbohydrate:.0} g of carbohydrate")));
        }
        Ok(Item {
            nutrients: Nutrients {
                fluid: self.water_ml.map(Volume::from_ml),
                energy: self.energy_kcal.map(Energy::from_kcal),
                carbohydrate: self.carbohydrate_g.map(Carbohydrate::from_g),
                fructose: self.fructose_g.map(Carbohydrate::from_g),
                protein: self.protein_g.map(Protein::from_g),
                fat: self.fat_g.map(Fat::from_g),
                fibre: self.fibre_g.map(Fibre::from_g),
                sodium: self.sodium_mg.or(of_salt).map(Sodium::from_mg),
                potassium: self.potassium_mg.map(Potassium::from_mg),
                caffeine: self.caffeine_mg.map(Caffeine::from_mg),
            },
            name: self.name,
            class: self.class.unwrap_or_else(|| Class::usual(self.form)),
            form: self.form,
            slots,
            serving: self.serving,
            mass: self.grams.map(Mass::from_g),
            mix_with: self.mix_with_ml.map(Volume::from_ml),
            contains,
            countries: words(&self.countries),
            barcode,
            tier: self.tier,
            checked,
            basis: self.basis.unwrap_or_default(),
            max_per_day: self.max_per_day,
            status: self.status.unwrap_or_default(),
            source: self.source,
            id: self.id,
        })
    }
}

fn slot(name: &str) -> Option<Slot> {
    Slot::ALL.into_iter().find(|slot| slot.name() == name)
}

fn words(list: &str) -> Vec<String> {
    list.split(';').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether a text is a GTIN of 8, 12, 13 or 14 digits with the right check digit.
fn is_barcode(text: &str) -> bool {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| matches!(digits.len(), 8 | 12 | 13 | 14)) else { return false };
    let weighted =
        digits.iter().rev().enumerate().map(|(place, digit)| digit * if place % 2 == 0 { 1 } else { 3 });
    weighted.sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;

    const HEAD: &str =
        "id,name,form,slots,serving,grams,carbohydrate_g,sodium_mg,salt_g,contains,barcode,tier,source\n";

    fn read(row: &str) -> Result<Item, String> {
        let (catalogue, refused) =
            Catalogue::read(&format!("{HEAD}{row}\n")).map_err(|error| error.to_string())?;
        match refused.first() {
            Some(error) => Err(error.to_string()),
            None => Ok(catalogue.items()[0].clone()),
        }
    }

    #[test]
    fn salt_is_read_as_sodium_and_refused_where_the_two_contradict() {
        let salted = read("x,Gel,gel,during,1 gel,40,25,,0.5,none,,label,pack").unwrap();
        assert_eq!(salted.nutrients.sodium, Some(Sodium::from_mg(200.0)));
        let error = read("x,Gel,gel,during,1 gel,40,25,500,0.5,none,,label,pack").unwrap_err();
        assert!(error.contains("the salt holds 200 mg"), "{error}");
    }

    #[test]
    fn a_barcode_with_a_wrong_digit_and_a_negative_amount_are_refused_by_name() {
        assert!(read("x,Gel,gel,during,1 gel,40,25,50,,none,5025324010295,label,pack").is_ok());
        let error = read("x,Gel,gel,during,1 gel,40,25,50,,none,5025324010296,label,pack").unwrap_err();
        assert!(error.starts_with("x: 5025324010296 is not a barcode"), "{error}");
        assert!(read("x,Gel,gel,during,1 gel,40,-25,50,,none,,label,pack").is_err());
        assert!(read("x,Gel,gel,during,1 gel,40,25,50,,kiwi,,label,pack").unwrap_err().contains("kiwi"));
    }
}
