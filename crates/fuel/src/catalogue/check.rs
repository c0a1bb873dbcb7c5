//! The catalogue held against what people ask of it: rows that no basket can hold, rows that vanish under a common need,
//! strength as directed, names against contents, and how far each region is covered and verified.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::Serialize;
use units::{Caffeine, Carbohydrate, Sodium};

use super::{Age, Catalogue, Form, Item, Slot, Status, Tier, names};
use crate::basket::{Request, UnknownContents, can_hold};
use crate::{Allergen, Band, Range, Restriction};

/// A row that is wrong, or that says less than baskets need.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Finding {
    /// The figures of a row contradict each other.
    Contradiction {
        /// Which row.
        item: String,
        /// What contradicts what.
        problem: String,
    },
    /// No basket can hold the row, in any of its slots.
    Unusable {
        /// Which row.
        item: String,
    },
    /// The name gives a food away that the contents do not list.
    NameAgainstContents {
        /// Which row.
        item: String,
        /// The foods.
        foods: Vec<Allergen>,
    },
    /// A drink mix without the water it is mixed with.
    NoMixingWater {
        /// Which row.
        item: String,
    },
    /// A verified row that does not say when it was checked.
    NoDate {
        /// Which row.
        item: String,
    },
    /// A blank because of which the row leaves every basket with such a need.
    Vanishes {
        /// Which row.
        item: String,
        /// The need: `sodium`.
        under: &'static str,
    },
    /// Stronger than is drunk while moving, as directed: it is proposed with so much more water.
    Strong {
        /// Which row.
        item: String,
        /// Sodium, mg/L.
        sodium: f64,
        /// Carbohydrate, g/L.
        carbohydrate: f64,
    },
    /// Checked more than a year ago: shown with the doubt, and after two years ranked behind.
    Old {
        /// Which row.
        item: String,
    },
}

impl Finding {
    /// Whether it has to be fixed; the others are told for who adds rows.
    pub fn is_error(&self) -> bool {
        match self {
            Self::Contradiction { .. }
            | Self::Unusable { .. }
            | Self::NameAgainstContents { .. }
            | Self::NoMixingWater { .. }
            | Self::NoDate { .. } => true,
            Self::Vanishes { .. } | Self::Strong { .. } | Self::Old { .. } => false,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contradiction { item, problem } => write!(f, "{item}: {problem}"),
            Self::Unusable { item } => write!(f, "{item}: no basket can hold it, in any of its slots"),
            Self::NameAgainstContents { item, foods } => {
                let foods: Vec<&str> = foods.iter().map(|food| food.code()).collect();
                write!(
                    f,
                    "{item}: its name gives away {}, which 'contains' does not list",
                    foods.join(" and ")
                )
            }
            Self::NoMixingWater { item } => {
                write!(f, "{item}: 'mix_with_ml' is empty: how much water is it mixed with?")
            }
            Self::NoDate { item } => {
                write!(f, "{item}: 'checked' is empty: when was it compared with its source?")
            }
            Self::Vanishes { item, under } => {
                write!(f, "{item}: leaves every basket that needs {under}, which it leaves blank")
            }
            Self::Strong { item, sodium, carbohydrate } => write!(
                f,
                "{item}: {sodium:.0} mg of sodium and {carbohydrate:.0} g of carbohydrate in a litre as directed; more water is added while moving"
            ),
            Self::Old { item } => write!(f, "{item}: checked more than a year ago"),
        }
    }
}

/// How many rows of a slot remain under a common need.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Remaining {
    /// The need: `gluten-free, during`.
    pub need: String,
    /// Rows whose figures are verified and whose contents are known.
    pub rows: usize,
    /// Rows more where the person reads packs.
    pub with_packs: usize,
    /// All rows of the slot.
    pub of: usize,
}

/// What a region's shops hold of the catalogue, by how well it is known.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// From a label, a maker's page or a food table.
    pub verified: usize,
    /// As public pages quote it.
    pub quoted: usize,
    /// Recalled.
    pub unverified: usize,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Check {
    /// How many rows were checked.
    pub rows: usize,
    /// What was found, errors first.
    pub findings: Vec<Finding>,
    /// What remains under common needs.
    pub remaining: Vec<Remaining>,
    /// Coverage by country, and of what is sold everywhere under `everywhere`.
    pub coverage: BTreeMap<String, Coverage>,
}

impl Catalogue {
    /// Checks all rows as of a day.
    pub fn check(&self, today: Date) -> Check {
        let mut findings: Vec<Finding> =
            self.items().iter().flat_map(|item| self.findings_of(item, today)).collect();
        findings.sort_by_key(|finding| !finding.is_error());
        Check { rows: self.items().len(), findings, remaining: self.remaining(), coverage: self.coverage() }
    }

    fn findings_of(&self, item: &Item, today: Date) -> Vec<Finding> {
        let id = || item.id.clone();
        let mut found: Vec<Finding> =
            item.lint().into_iter().map(|problem| Finding::Contradiction { item: id(), problem }).collect();
        if item.status == Status::Current && !item.slots.iter().any(|slot| usable(item, *slot)) {
            found.push(Finding::Unusable { item: id() });
        }
        let foods = names::missing(&item.name, &item.contains);
        if !foods.is_empty() {
            found.push(Finding::NameAgainstContents { item: id(), foods });
        }
        if item.form == Form::Powder && item.mix_with.is_none() {
            found.push(Finding::NoMixingWater { item: id() });
        }
        if item.tier < Tier::Unverified && item.checked.is_none() {
            found.push(Finding::NoDate { item: id() });
        }
        if item.nutrients.sodium.is_none() {
            found.push(Finding::Vanishes { item: id(), under: "sodium" });
        }
        if item.nutrients.carbohydrate.is_none() {
            found.push(Finding::Vanishes { item: id(), under: "carbohydrate" });
        }
        found.extend(strength(item));
        if item.age(today) == Age::Ageing || (item.age(today) == Age::Stale && item.tier < Tier::Unverified) {
            found.push(Finding::Old { item: id() });
        }
        found
    }

    fn remaining(&self) -> Vec<Remaining> {
        let food = |food: Allergen| vec![Restriction::Allergen(food)];
        let needs = [
            ("gluten-free", Slot::During, food(Allergen::Gluten)),
            ("gluten-free", Slot::After, food(Allergen::Gluten)),
            ("milk-free", Slot::Bedtime, food(Allergen::Milk)),
            ("milk-free", Slot::During, food(Allergen::Milk)),
            ("nut-free and peanut-free", Slot::During, vec![Allergen::Nuts.into(), Allergen::Peanut.into()]),
            ("egg-free", Slot::After, food(Allergen::Egg)),
            ("soy-free", Slot::After, food(Allergen::Soy)),
            ("no sweetener", Slot::During, food(Allergen::Sweetener)),
            ("low FODMAP", Slot::During, food(Allergen::Fodmap)),
            ("vegan", Slot::During, vec![Restriction::Vegan]),
            ("vegan", Slot::After, vec![Restriction::Vegan]),
            ("vegetarian", Slot::After, vec![Restriction::Vegetarian]),
            ("halal", Slot::After, vec![Restriction::Halal]),
            ("kosher", Slot::After, vec![Restriction::Kosher]),
        ];
        let row = |(name, slot, without): (&str, Slot, Vec<Restriction>)| {
            let request = Request { without, tier: Tier::Community, ..Request::of(Vec::new(), slot) };
            let packs = Request { unknown_contents: UnknownContents::AskToRead, ..request.clone() };
            let rows = self.items().iter().filter(|item| can_hold(&request, item)).count();
            let with = self.items().iter().filter(|item| can_hold(&packs, item)).count();
            Remaining {
                need: format!("{name}, {}", slot.name()),
                rows,
                with_packs: with - rows,
                of: self.items().iter().filter(|item| item.slots.contains(&slot)).count(),
            }
        };
        needs.into_iter().map(row).collect()
    }

    fn coverage(&self) -> BTreeMap<String, Coverage> {
        let mut coverage: BTreeMap<String, Coverage> = BTreeMap::new();
        for item in self.items() {
            let everywhere = [String::from("everywhere")];
            let places = if item.countries.is_empty() { &everywhere[..] } else { &item.countries };
            for place in places {
                let of = coverage.entry(place.clone()).or_default();
                match item.tier {
                    Tier::Label | Tier::FoodTable | Tier::BrandPage => of.verified += 1,
                    Tier::Retailer | Tier::Community => of.quoted += 1,
                    Tier::Unverified => of.unverified += 1,
                }
            }
        }
        coverage
    }
}

/// Whether a basket of a slot can hold an item, when nothing but the slot's own limits and wanted caffeine is asked.
fn usable(item: &Item, slot: Slot) -> bool {
    let caffeine = Band::Caffeine(Range::of(Caffeine::ZERO, Caffeine::from_mg(400.0)));
    // Water takes part in every basket without being searched for.
    item.id == "water" || can_hold(&Request::of(vec![caffeine], slot), item)
}

/// The upper end of what is drunk while moving (rules 12 and C1).
const STRONG_SODIUM_MG_PER_L: f64 = 1100.0;
const STRONG_CARBOHYDRATE_G_PER_L: f64 = 100.0;

fn strength(item: &Item) -> Option<Finding> {
    let litres = item.litres_as_directed().filter(|_| item.slots.contains(&Slot::During))?;
    let sodium = item.nutrients.sodium.map_or(0.0, Sodium::as_mg) / litres;
    let carbohydrate = item.nutrients.carbohydrate.map_or(0.0, Carbohydrate::as_g) / litres;
    (sodium > STRONG_SODIUM_MG_PER_L || carbohydrate > STRONG_CARBOHYDRATE_G_PER_L).then(|| Finding::Strong {
        item: item.id.clone(),
        sodium,
        carbohydrate,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_projects_catalogue_is_clean() {
        let check = Catalogue::built_in().check(date(2026, 11, 30));
        let errors: Vec<String> =
            check.findings.iter().filter(|finding| finding.is_error()).map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
        for need in &check.remaining {
            assert!(need.rows >= 10, "only {} rows remain of {}", need.rows, need.need);
        }
    }

    #[test]
    fn every_region_finds_its_shops_and_two_fifths_of_all_rows_are_verified() {
        let check = Catalogue::built_in().check(date(2026, 11, 30));
        for place in ["GB", "DE", "FR", "ES", "PT", "IT", "BR", "JP", "AU", "US"] {
            let of = &check.coverage[place];
            assert!(of.verified + of.quoted + of.unverified >= 8, "{place}: {of:?}");
        }
        let verified: usize =
            Catalogue::built_in().items().iter().filter(|item| item.tier <= Tier::BrandPage).count();
        assert!(verified * 5 >= check.rows * 2, "{verified} of {}", check.rows);
    }

    #[test]
    fn what_is_wrong_with_a_row_is_found() {
        let tablet = Item { mix_with: None, ..Catalogue::built_in().get("nuun_sport").unwrap().clone() };
        let flakes = Item {
            id: "flakes".into(),
            name: "Corn flakes".into(),
            contains: super::super::Contents::read("none", "", "").unwrap(),
            ..Catalogue::built_in().get("rice_cakes").unwrap().clone()
        };
        let strong = Item {
            nutrients: super::super::Nutrients {
                caffeine: Some(Caffeine::from_mg(900.0)),
                ..Catalogue::built_in().get("cola").unwrap().nutrients
            },
            ..Catalogue::built_in().get("cola").unwrap().clone()
        };
        let catalogue = Catalogue::built_in().with_own(&[tablet, flakes, strong]).unwrap();
        let found: Vec<String> = catalogue
            .check(date(2026, 11, 30))
            .findings
            .iter()
            .filter(|finding| finding.is_error())
            .map(ToString::to_string)
            .collect();
        assert!(
            found.iter().any(|words| words.starts_with("nuun_sport: 'mix_with_ml' is empty")),
            "{found:?}"
        );
        assert!(
            found.iter().any(|words| words.starts_with("flakes: its name gives away gluten")),
            "{found:?}"
        );
        assert!(found.iter().any(|words| words.starts_with("cola: no basket can hold it")), "{found:?}");
    }
}
