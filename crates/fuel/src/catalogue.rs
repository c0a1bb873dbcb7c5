//! The catalogue: items with what they hold, where the figures come from, and when they can be had.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use units::{Caffeine, Carbohydrate, Energy, Fat, Fibre, Mass, Potassium, Protein, Sodium, Volume};

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Ready to drink.
    Drink,
    /// To be mixed with water.
    Powder,
    /// A gel.
    Gel,
    /// Chews.
    Chew,
    /// A bar.
    Bar,
    /// A capsule.
    Capsule,
    /// Food.
    Food,
}

/// When an item can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Slot {
    /// In the hours before a session.
    Before,
    /// While moving.
    During,
    /// Soon after.
    After,
    /// Before sleep.
    Bedtime,
    /// Between meals.
    Snack,
    /// With a meal.
    Meal,
}

impl Slot {
    /// All, in the order of a session.
    pub const ALL: [Self; 6] =
        [Self::Before, Self::During, Self::After, Self::Bedtime, Self::Snack, Self::Meal];

    /// The name in documents and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::During => "during",
            Self::After => "after",
            Self::Bedtime => "bedtime",
            Self::Snack => "snack",
            Self::Meal => "meal",
        }
    }
}

/// How well the figures of an item are known; better is less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// From the label.
    Label,
    /// From a public food table.
    FoodTable,
    /// From the maker's page.
    BrandPage,
    /// From a shop.
    Retailer,
    /// From public pages that quote the pack.
    Community,
    /// Recalled; never used by default.
    Unverified,
}

/// What one serving holds. `None` is unknown, which is not zero: it never counts towards a least amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Nutrients {
    /// Water.
    pub fluid: Option<Volume>,
    /// Energy.
    pub energy: Option<Energy>,
    /// Carbohydrate.
    pub carbohydrate: Option<Carbohydrate>,
    /// Of that, fructose, free or bound in table sugar.
    #[serde(default)]
    pub fructose: Option<Carbohydrate>,
    /// Protein.
    pub protein: Option<Protein>,
    /// Fat.
    pub fat: Option<Fat>,
    /// Fibre.
    pub fibre: Option<Fibre>,
    /// Sodium.
    pub sodium: Option<Sodium>,
    /// Potassium.
    #[serde(default)]
    pub potassium: Option<Potassium>,
    /// Caffeine.
    pub caffeine: Option<Caffeine>,
}

/// An item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Its name in documents.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What it is.
    pub form: Form,
    /// When it can be had.
    pub slots: Vec<Slot>,
    /// What one serving is: `1 gel 40 g`.
    pub serving: String,
    /// Mass of a serving.
    pub mass: Option<Mass>,
    /// Water to mix a serving with.
    pub mix_with: Option<Volume>,
    /// What a serving holds.
    pub nutrients: Nutrients,
    /// Allergens and foods of animals it contains; `None` when unknown, which excludes it where it matters.
    pub contains: Option<Vec<String>>,
    /// How well the figures are known.
    pub tier: Tier,
    /// Where they come from.
    pub source: String,
}

/// All items.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    items: Vec<Item>,
}

/// Why a catalogue row cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CatalogueError {
    /// The file has another form.
    #[error("the catalogue cannot be read: {0}")]
    Form(String),
    /// The figures of a row contradict each other.
    #[error("{item}: {problem}")]
    Lint {
        /// Which item.
        item: String,
        /// What contradicts what.
        problem: String,
    },
}

#[derive(Deserialize)]
struct Row {
    id: String,
    name: String,
    form: Form,
    slots: String,
    serving: String,
    grams: Option<f64>,
    water_ml: Option<f64>,
    mix_with_ml: Option<f64>,
    energy_kcal: Option<f64>,
    carbohydrate_g: Option<f64>,
    #[serde(default)]
    fructose_g: Option<f64>,
    protein_g: Option<f64>,
    fat_g: Option<f64>,
    fibre_g: Option<f64>,
    sodium_mg: Option<f64>,
    #[serde(default)]
    potassium_mg: Option<f64>,
    caffeine_mg: Option<f64>,
    contains: String,
    tier: Tier,
    source: String,
}

impl Row {
    fn item(self) -> Result<Item, CatalogueError> {
        let slots = self.slots.split(';').map(slot).collect::<Option<Vec<_>>>();
        let slots = slots
            .ok_or_else(|| CatalogueError::Form(format!("{}: unknown slot in '{}'", self.id, self.slots)))?;
        let contains = match self.contains.as_str() {
            "?" | "" => None,
            "none" => Some(Vec::new()),
            list => Some(list.split(';').map(str::to_owned).collect()),
        };
        Ok(Item {
            nutrients: Nutrients {
                fluid: self.water_ml.map(Volume::from_ml),
                energy: self.energy_kcal.map(Energy::from_kcal),
                carbohydrate: self.carbohydrate_g.map(Carbohydrate::from_g),
                fructose: self.fructose_g.map(Carbohydrate::from_g),
                protein: self.protein_g.map(Protein::from_g),
                fat: self.fat_g.map(Fat::from_g),
                fibre: self.fibre_g.map(Fibre::from_g),
                sodium: self.sodium_mg.map(Sodium::from_mg),
                potassium: self.potassium_mg.map(Potassium::from_mg),
                caffeine: self.caffeine_mg.map(Caffeine::from_mg),
            },
            id: self.id,
            name: self.name,
            form: self.form,
            slots,
            serving: self.serving,
            mass: self.grams.map(Mass::from_g),
            mix_with: self.mix_with_ml.map(Volume::from_ml),
            contains,
            tier: self.tier,
            source: self.source,
        })
    }
}

fn slot(name: &str) -> Option<Slot> {
    Slot::ALL.into_iter().find(|slot| slot.name() == name)
}

/// The share of caffeine in a serving's mass from which it counts as pure.
const PURE_CAFFEINE_SHARE: f64 = 0.10;

impl Item {
    /// What contradicts what in the figures of a serving.
    pub fn lint(&self) -> Vec<String> {
        let of = &self.nutrients;
        let mut problems = Vec::new();
        let grams = |value: Option<f64>| value.unwrap_or(0.0);
        let (carbohydrate, protein, fat) = (
            grams(of.carbohydrate.map(Carbohydrate::as_g)),
            grams(of.protein.map(Protein::as_g)),
            grams(of.fat.map(Fat::as_g)),
        );
        let parts = carbohydrate + protein + fat + grams(of.fluid.map(Volume::as_ml));
        if let Some(mass) = self.mass.filter(|mass| parts > mass.as_g() * 1.03 + 1.0) {
            problems.push(format!("its parts weigh {parts:.0} g, the serving {:.0} g", mass.as_g()));
        }
        // Fibre yields half; alcohol and rounding take the rest.
        let fibre = grams(of.fibre.map(Fibre::as_g));
        let kcal = 4.0 * (carbohydrate + protein) + 9.0 * fat - 2.0 * fibre;
        if let (Some(energy), true) = (of.energy, of.fat.is_some() && of.protein.is_some()) {
            let stated = energy.as_kcal();
            if (kcal - stated).abs() > 0.2 * stated.max(kcal) + 8.0 {
                problems.push(format!("4-4-9 gives {kcal:.0} kcal, the row says {stated:.0}"));
            }
        }
        if let (Some(fructose), true) = (of.fructose, of.carbohydrate.is_some())
            && fructose.as_g() > carbohydrate * 1.05 + 0.5
        {
            problems
                .push(format!("{:.0} g of fructose in {carbohydrate:.0} g of carbohydrate", fructose.as_g()));
        }
        // Rule 7: pure caffeine is in no catalogue; a spoonful of it can kill. A strong gum holds 3 %.
        if let (Some(caffeine), Some(mass)) = (of.caffeine, self.mass)
            && caffeine.as_mg() > PURE_CAFFEINE_SHARE * mass.as_g() * 1000.0
        {
            problems.push("it is nearly pure caffeine, which no plan uses".to_owned());
        }
        // `PH 1000` names milligrams per litre, not per serving.
        let number = self
            .name
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|n| n.parse::<f64>().ok())
            .find(|n| *n >= 250.0);
        if let (Some(number), Some(sodium)) = (number, of.sodium)
            && self.form == Form::Powder
            && (sodium.as_mg() - number).abs() < 1.0
            && self.mix_with.is_none_or(|water| water.as_ml() < 900.0)
        {
            problems.push(format!("{number} is a concentration in the name, not the sodium of a serving"));
        }
        problems
    }
}

impl Catalogue {
    /// Reads a catalogue in the project's CSV form, and checks each row against itself.
    ///
    /// # Errors
    /// When the form is another one. Rows whose figures contradict each other come back beside the catalogue.
    pub fn read(text: &str) -> Result<(Self, Vec<CatalogueError>), CatalogueError> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let mut items = Vec::new();
        let mut refused = Vec::new();
        for row in reader.deserialize::<Row>() {
            let item = row.map_err(|error| CatalogueError::Form(error.to_string()))?.item()?;
            match item.lint().into_iter().next() {
                Some(problem) => refused.push(CatalogueError::Lint { item: item.id, problem }),
                None => items.push(item),
            }
        }
        items.sort_by(|a, b| a.id.cmp(&b.id));
        Ok((Self { items }, refused))
    }

    /// The same catalogue with a person's own items in it; an own item takes the place of one of the same name.
    ///
    /// # Errors
    /// The own items whose figures contradict each other, each with what is wrong.
    pub fn with_own(&self, own: &[Item]) -> Result<Self, Vec<CatalogueError>> {
        let wrong: Vec<CatalogueError> = own
            .iter()
            .filter_map(|item| {
                let problem = item.lint().into_iter().next()?;
                Some(CatalogueError::Lint { item: item.id.clone(), problem })
            })
            .collect();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let kept = self.items.iter().filter(|item| !own.iter().any(|mine| mine.id == item.id));
        let mut items: Vec<Item> = kept.chain(own).cloned().collect();
        items.sort_by(|a, b| a.id.cmp(&b.id));
        items.dedup_by(|a, b| a.id == b.id);
        Ok(Self { items })
    }

    /// The project's own catalogue.
    pub fn built_in() -> &'static Self {
        static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
            // A test reads the same file, so the fallback is never met.
            Catalogue::read(include_str!("../data/catalogue.csv"))
                .map(|(catalogue, _)| catalogue)
                .unwrap_or_default()
        });
        &CATALOGUE
    }

    /// All items, in the order of their names in documents.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The item of this name.
    pub fn get(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_projects_catalogue_reads_and_few_rows_contradict_themselves() {
        let (catalogue, refused) = Catalogue::read(include_str!("../data/catalogue.csv")).unwrap();
        for error in &refused {
            println!("refused: {error}");
        }
        assert!(
            catalogue.items().len() >= 150,
            "{} items, {} refused",
            catalogue.items().len(),
            refused.len()
        );
        assert!(refused.len() <= 25);
    }

    #[test]
    fn a_concentration_in_the_name_is_not_the_sodium_of_a_serving() {
        let trap = "id,name,form,slots,serving,grams,water_ml,mix_with_ml,energy_kcal,carbohydrate_g,protein_g,fat_g,fibre_g,sodium_mg,caffeine_mg,contains,tier,source\n\
                    x,PH 1000 tablet,powder,during,1 tablet,6,0,500,10,3,0,0,0,1000,0,?,community,s\n";
        let (catalogue, refused) = Catalogue::read(trap).unwrap();
        assert!(catalogue.items().is_empty());
        assert!(refused[0].to_string().contains("concentration in the name"));
        let tablet = Catalogue::built_in().get("ph1000_tablet").unwrap();
        assert_eq!(tablet.nutrients.sodium, Some(Sodium::from_mg(500.0)));
    }
}
