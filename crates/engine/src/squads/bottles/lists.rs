//! The lists of a plan of bottles: what is mixed, what is bought, what stands in which crate.

use fuel::bottles::{Batch, Bottles};
use fuel::{Catalogue, Item};
use serde::Serialize;
use units::{Mass, Volume};

use super::{BottlePlan, ml, whole};
use crate::squads::member::MemberRecord;

/// A package of sugar or salt in a shop.
const SHOP_PACK: Mass = Mass::from_kg(1.0);
/// Whole packets are mixed where the drink stays within this share of what was planned.
const WHOLE_PACKETS: f64 = 0.05;

/// A recipe to be mixed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecipeView {
    /// Its letter on labels.
    pub name: &'static str,
    /// Carbohydrate, g/L.
    pub carbohydrate_g_per_l: u32,
    /// Sodium, mg/L.
    pub sodium_mg_per_l: u32,
    /// Bottles of it.
    pub bottles: u32,
    /// The volume that it is made up to, what is spilt included.
    pub volume: Volume,
    /// Sugar, where it is mixed of sugar and salt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sugar: Option<Mass>,
    /// Table salt, where it is mixed of sugar and salt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salt: Option<Mass>,
    /// The product, where it is mixed of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<Product>,
    /// Allergens and the like that are in it.
    pub contains: Vec<String>,
}

/// How much of a product goes into a recipe.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Product {
    /// Its name in the catalogue.
    pub item: String,
    /// Its name for people.
    pub name: String,
    /// Servings: whole packets where the drink stays within 5 % of what was planned.
    pub servings: f64,
    /// Their mass, where the mass of a serving is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mass: Option<Mass>,
}

/// Something to buy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Purchase {
    /// `sugar`, `salt`, or an item of the catalogue.
    pub item: String,
    /// Its name, for an item of the catalogue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How much is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Mass>,
    /// Packages: of 1 kg for sugar and salt, servings for a product.
    pub packs: u32,
}

/// A crate, in the order of the bench.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CrateView {
    /// Its number.
    pub number: usize,
    /// What stands in it.
    pub bottles: Vec<CratedBottle>,
}

/// A bottle in a crate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CratedBottle {
    /// The shirt number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u16>,
    /// The name.
    pub name: String,
    /// The recipe's letter.
    pub recipe: String,
}

/// What is mixed.
pub(super) fn recipes_of(plan: &BottlePlan, catalogue: &Catalogue) -> Vec<RecipeView> {
    let spare = f64::from(plan.wishes.spare_percent) / 100.0;
    let batches = plan.plan.batches(&plan.request, spare);
    let one = |(place, batch): (&usize, Batch)| {
        let recipe = plan.request.recipes.get(*place)?;
        let product = catalogue.get(&recipe.name).filter(|_| !plan.wishes.items.is_empty());
        let volume = ml(batch.volume);
        let count = |one: &Bottles| {
            one.mixed.iter().filter(|(of, _)| of == place).map(|(_, count)| count).sum::<u32>()
        };
        Some(RecipeView {
            name: plan.letter(*place),
            carbohydrate_g_per_l: recipe.carbohydrate,
            sodium_mg_per_l: recipe.sodium,
            bottles: plan.plan.athletes.iter().map(count).sum(),
            volume,
            sugar: product.is_none().then(|| Mass::from_g(batch.sugar)),
            salt: product.is_none().then(|| Mass::from_g(batch.salt)),
            contains: product
                .map(|item| item.contains.contains().iter().map(|food| food.code().to_owned()).collect())
                .unwrap_or_default(),
            product: product.and_then(|item| servings(item, volume)),
        })
    };
    plan.plan.recipes.iter().zip(batches).filter_map(one).collect()
}

fn servings(item: &Item, volume: Volume) -> Option<Product> {
    let exact = volume / item.mix_with?;
    let packets = exact.round();
    let servings = match (packets / exact - 1.0).abs() <= WHOLE_PACKETS {
        true => packets,
        false => (exact * 10.0).round() / 10.0,
    };
    Some(Product {
        item: item.id.clone(),
        name: item.name.clone(),
        servings,
        mass: item.mass.map(|mass| mass * servings),
    })
}

/// What is bought for it.
pub(super) fn shopping(recipes: &[RecipeView]) -> Vec<Purchase> {
    let total = |of: fn(&RecipeView) -> Option<Mass>| recipes.iter().filter_map(of).map(Mass::as_kg).sum();
    let packs = |kg: f64| whole((kg / SHOP_PACK.as_kg() - 1e-9).ceil());
    let loose = |item: &str, kg: f64| {
        (kg > 0.0).then(|| Purchase {
            item: item.to_owned(),
            name: None,
            amount: Some(Mass::from_kg(kg)),
            packs: packs(kg),
        })
    };
    let products = recipes.iter().filter_map(|recipe| recipe.product.as_ref()).map(|product| Purchase {
        item: product.item.clone(),
        name: Some(product.name.clone()),
        amount: product.mass,
        packs: whole(product.servings.ceil()),
    });
    let sugar = loose("sugar", total(|recipe| recipe.sugar));
    let salt = loose("salt", total(|recipe| recipe.salt));
    sugar.into_iter().chain(salt).chain(products).collect()
}

/// The bottles in crates, in the order of the members.
pub(super) fn crates(plan: &BottlePlan, members: &[MemberRecord]) -> Vec<CrateView> {
    let mut all = Vec::new();
    for member in members {
        if let Some(one) = plan.plan.athletes.iter().find(|one| one.athlete == member.athlete) {
            all.extend(plan.of(one).into_iter().map(|bottle| CratedBottle {
                number: member.number,
                name: member.name.clone(),
                recipe: bottle.recipe,
            }));
        }
    }
    let holds = plan.wishes.crate_holds.max(1);
    let one = |(index, bottles): (usize, &[CratedBottle])| CrateView {
        number: index + 1,
        bottles: bottles.to_vec(),
    };
    all.chunks(holds).enumerate().map(one).collect()
}
