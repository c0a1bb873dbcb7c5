//! The catalogue: items with what they hold, where the figures come from, and when they can be had.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use units::{Caffeine, Carbohydrate, Energy, Fat, Fibre, Mass, Potassium, Protein, Sodium, Volume};

mod check;
mod contents;
mod diff;
mod evidence;
mod lint;
pub(crate) mod names;
mod row;
mod search;
mod translated;
mod worst_case;

pub use check::{Check, Coverage, Finding, Remaining};
pub use contents::{Contents, Presence};
pub use diff::{Diff, Difference};
pub use evidence::{Age, Basis, Status, Tier};
pub use search::Search;
pub use translated::{item_name_in, serving_in};
pub(crate) use worst_case::{Unknown, worst_case};

use row::Row;

/// The project's own tables: foods by public food tables and home-made drinks, then products.
const TABLES: [&str; 2] =
    [include_str!("../data/catalogue/foods.csv"), include_str!("../data/catalogue/products.csv")];

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

/// What an item is sold as: what a minor may be offered hangs on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Ordinary food and drink, bottled sports drinks among them.
    Food,
    /// Sports nutrition and supplements: gels, powders, chews, capsules, protein.
    Sports,
    /// Oral rehydration salts and solutions, with directions of their own.
    Medicine,
}

impl Class {
    /// What an item of a form is where nothing else is stated.
    pub const fn usual(form: Form) -> Self {
        match form {
            Form::Drink | Form::Bar | Form::Food => Self::Food,
            Form::Powder | Form::Gel | Form::Chew | Form::Capsule => Self::Sports,
        }
    }

    fn of_stored() -> Self {
        Self::Sports
    }
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
    /// What it is sold as. Items stored before this field existed count as sports nutrition, the stricter reading.
    #[serde(default = "Class::of_stored")]
    pub class: Class,
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
    /// What it contains, may contain, and is known to be free of.
    #[serde(default)]
    pub contains: Contents,
    /// Where it is sold, as ISO 3166 codes; everywhere where empty.
    #[serde(default)]
    pub countries: Vec<String>,
    /// Its barcode (GTIN), where one is known.
    #[serde(default)]
    pub barcode: Option<String>,
    /// How well the figures are known.
    pub tier: Tier,
    /// When they were last compared with their source.
    #[serde(default)]
    pub checked: Option<Date>,
    /// What they are stated for.
    #[serde(default)]
    pub basis: Basis,
    /// The most servings a day, by its maker.
    #[serde(default)]
    pub max_per_day: Option<u32>,
    /// Whether it can still be bought.
    #[serde(default)]
    pub status: Status,
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

impl Item {
    /// An item of which nothing but its name and form is known: every amount, its contents and its date are unknown.
    pub fn unknown(id: &str, name: &str, form: Form) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            form,
            class: Class::usual(form),
            slots: Vec::new(),
            serving: "1".to_owned(),
            mass: None,
            mix_with: None,
            nutrients: Nutrients::default(),
            contains: Contents::unknown(),
            countries: Vec::new(),
            barcode: None,
            tier: Tier::Unverified,
            checked: None,
            basis: Basis::default(),
            max_per_day: None,
            status: Status::default(),
            source: String::new(),
        }
    }

    /// How old the check of its figures is on a day.
    pub fn age(&self, today: Date) -> Age {
        evidence::age(self.tier, self.checked, today)
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
            let row = row.map_err(|error| CatalogueError::Form(error.to_string()))?;
            match row.item() {
                Ok(item) => match item.lint().into_iter().next() {
                    Some(problem) => refused.push(CatalogueError::Lint { item: item.id, problem }),
                    None => items.push(item),
                },
                Err(error @ CatalogueError::Lint { .. }) => refused.push(error),
                Err(error) => return Err(error),
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
            // A test reads the same tables and refuses any row that cannot be used.
            let mut items: Vec<Item> = TABLES
                .iter()
                .filter_map(|table| Catalogue::read(table).ok())
                .flat_map(|(catalogue, _)| catalogue.items)
                .collect();
            items.sort_by(|a, b| a.id.cmp(&b.id));
            Catalogue { items }
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
    fn every_row_of_the_projects_tables_can_be_used_and_no_name_is_taken_twice() {
        let mut ids = Vec::new();
        for table in TABLES {
            let (catalogue, refused) = Catalogue::read(table).unwrap();
            assert_eq!(refused, [], "rows that contradict themselves");
            ids.extend(catalogue.items.into_iter().map(|item| item.id));
        }
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count, "an id is taken twice");
        assert_eq!(Catalogue::built_in().items().len(), count);
        assert!(count >= 350, "{count} rows");
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

    #[test]
    fn a_serving_read_from_the_column_for_100_grams_is_refused() {
        let table = "id,name,form,slots,serving,grams,mix_with_ml,carbohydrate_g,sodium_mg,contains,tier,source\n\
                     x,Mix,powder,during,1 scoop,300,500,250,300,?,label,s\n";
        let (_, refused) = Catalogue::read(table).unwrap();
        assert!(refused[0].to_string().contains("is the serving misread"), "{refused:?}");
    }
}
