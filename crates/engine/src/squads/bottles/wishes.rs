//! What a squad wishes of its bottles, and the recipes it can choose from.

use fuel::bottles::Recipe;
use fuel::{Catalogue, Form, Item, Slot};
use serde::{Deserialize, Serialize};
use units::Volume;

use super::whole;
use crate::{Error, SquadRecord};

/// What a squad wishes of its bottles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BottleWishes {
    /// At most so many recipes, 1 to 4.
    pub recipes_most: usize,
    /// The volume of a bottle, mL; the squad's usual one when absent.
    pub bottle_ml: Option<u32>,
    /// Bottles that one athlete carries or has refilled.
    pub bottles_most: u32,
    /// More of each recipe than is poured, in percent, for what is spilt.
    pub spare_percent: u32,
    /// Bottles in a crate.
    pub crate_holds: usize,
    /// Powders of the catalogue to choose from, by name; sugar and salt when there are none.
    pub items: Vec<String>,
}

impl Default for BottleWishes {
    /// Two recipes took 96.7 % of what thirty would bring, in twenty simulated squads of thirty; the rest is our choice.
    fn default() -> Self {
        Self {
            recipes_most: 2,
            bottle_ml: None,
            bottles_most: 4,
            spare_percent: 10,
            crate_holds: 12,
            items: Vec::new(),
        }
    }
}

/// The volume of a bottle where the squad says none, mL: our choice among the usual 500, 600, 750 and 1000.
pub(super) const USUAL_BOTTLE: u32 = 750;
/// The recipes of sugar and salt to choose from: g of carbohydrate and mg of sodium in a litre. Up to 80 g/L and 1,100 mg/L,
/// the strongest that the fuelling rules mix.
const SUGAR: [u32; 5] = [0, 20, 40, 60, 80];
const SALT: [u32; 6] = [0, 400, 500, 700, 900, 1100];
/// The wishes with what the squad decided put in.
pub(super) fn checked(record: &SquadRecord, wishes: BottleWishes) -> Result<BottleWishes, Error> {
    let bottle_ml = wishes.bottle_ml.or(record.settings.bottle_ml).unwrap_or(USUAL_BOTTLE);
    let within =
        |field: &'static str, value: u32, least: u32, most: u32| match (least..=most).contains(&value) {
            true => Ok(()),
            false => Err(Error::field(field, format!("write {least} to {most}"))),
        };
    within("recipes_most", u32::try_from(wishes.recipes_most).unwrap_or(u32::MAX), 1, 4)?;
    within("bottle_ml", bottle_ml, 200, 2000)?;
    within("bottles_most", wishes.bottles_most, 1, 12)?;
    within("spare_percent", wishes.spare_percent, 0, 50)?;
    within("crate_holds", u32::try_from(wishes.crate_holds).unwrap_or(u32::MAX), 1, 60)?;
    items(&wishes)?;
    Ok(BottleWishes { bottle_ml: Some(bottle_ml), ..wishes })
}

/// The products that a squad wishes to mix of.
pub(super) fn items(wishes: &BottleWishes) -> Result<Vec<&'static Item>, Error> {
    if wishes.items.len() > 60 {
        return Err(Error::field("items", "choose 60 at most"));
    }
    let find = |id: &String| {
        let item = Catalogue::built_in().get(id).filter(|item| is_bottled(item));
        item.ok_or_else(|| {
            let message = "is not a powder without caffeine, of known carbohydrate and sodium, for sessions";
            Error::field("items", format!("'{id}' {message}"))
        })
    };
    wishes.items.iter().map(find).collect()
}

/// Whether a product goes into bottles for a squad: a powder for sessions whose contents are known, without caffeine.
fn is_bottled(item: &Item) -> bool {
    let nutrients = &item.nutrients;
    item.form == Form::Powder
        && item.slots.contains(&Slot::During)
        && item.mix_with.is_some_and(|volume| volume > Volume::ZERO)
        && nutrients.carbohydrate.is_some()
        && nutrients.sodium.is_some()
        && nutrients.caffeine.is_some_and(|caffeine| caffeine.as_mg() <= 0.0)
        && recipe_of(item).is_some_and(|recipe| recipe.carbohydrate <= 100 && recipe.sodium <= 1100)
}

/// The products of the catalogue that bottles for a squad can be mixed of.
pub fn bottled_products() -> Vec<&'static Item> {
    Catalogue::built_in().items().iter().filter(|item| is_bottled(item)).collect()
}

fn recipe_of(item: &Item) -> Option<Recipe> {
    let litres = item.mix_with?.as_l();
    Some(Recipe {
        name: item.id.clone(),
        carbohydrate: whole(item.nutrients.carbohydrate?.as_g() / litres),
        sodium: whole(item.nutrients.sodium?.as_mg() / litres),
    })
}

/// The recipes of products, each as its pack says.
pub(super) fn of_items(items: &[&'static Item]) -> Vec<Recipe> {
    items.iter().filter_map(|item| recipe_of(item)).collect()
}

/// The recipes of sugar and salt.
pub(super) fn of_sugar_and_salt() -> Vec<Recipe> {
    let of = |carbohydrate: u32, sodium: u32| Recipe {
        name: format!("{carbohydrate}/{sodium}"),
        carbohydrate,
        sodium,
    };
    SUGAR
        .into_iter()
        .flat_map(|carbohydrate| SALT.into_iter().map(move |sodium| of(carbohydrate, sodium)))
        .filter(|recipe| recipe.carbohydrate > 0 || recipe.sodium > 0)
        .collect()
}
