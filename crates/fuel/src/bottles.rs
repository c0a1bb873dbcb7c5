//! Bottles for a squad: a few recipes, whole bottles for each athlete, proven best.
//!
//! With a set of recipes chosen, athletes are independent: each takes the best bottles of at most two recipes and water.
//! The best of every pair of recipes is worked out once for each athlete; then all sets of up to four recipes are walked, and
//! branches are left out whose bound cannot beat the best set so far. Costs are whole numbers, compared in the order of the
//! objective, so that the result is exact and the same on every machine. Of equal plans the first in the order of the recipes
//! is taken.
//!
//! Volumes are in mL, carbohydrate in g, sodium in mg: whole numbers, as bottles and packets are.

mod search;
mod table;

use serde::{Deserialize, Serialize};

/// A drink that can be mixed. Water is always there and is no recipe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// Its name: a letter for labels.
    pub name: String,
    /// Carbohydrate, g/L.
    pub carbohydrate: u32,
    /// Sodium, mg/L.
    pub sodium: u32,
}

/// What one athlete may have. The limits are those of the safety rules: no objective crosses them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drinker {
    /// The athlete.
    pub athlete: String,
    /// The least fluid, mL.
    pub fluid_least: u32,
    /// The most fluid, mL.
    pub fluid_most: u32,
    /// What to aim for, mL.
    pub fluid_target: u32,
    /// Carbohydrate wanted, g; what bottles do not hold is eaten.
    pub carbohydrate_wanted: u32,
    /// The most carbohydrate, g.
    pub carbohydrate_most: u32,
    /// The least sodium, mg.
    pub sodium_least: u32,
    /// The most sodium, mg.
    pub sodium_most: u32,
    /// Bottles that can be carried or refilled.
    pub bottles_most: u32,
    /// Recipes that the athlete must not have, by their places in the request: what they hold is to be avoided.
    #[serde(default)]
    pub avoids: Vec<usize>,
}

/// What is to be planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The recipes to choose from, in the order of preference.
    pub recipes: Vec<Recipe>,
    /// The athletes.
    pub drinkers: Vec<Drinker>,
    /// The volume of a bottle, mL.
    pub bottle: u32,
    /// At most so many recipes, 1 to 4.
    pub recipes_most: usize,
}

/// How good a plan is, in the order in which plans are compared: smaller is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Score {
    /// Athletes below their least fluid.
    pub under: u32,
    /// Carbohydrate that is not in bottles, g, over all athletes.
    pub carbohydrate_short: u32,
    /// Sodium that is missing, mg, over all athletes.
    pub sodium_short: u32,
    /// Recipes to mix.
    pub recipes: u32,
    /// Bottles that are mixed.
    pub mixed: u32,
    /// Bottles.
    pub bottles: u32,
    /// How far the volumes are from their targets, mL, over all athletes.
    pub off_target: u32,
}

/// The bottles of one athlete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bottles {
    /// The athlete.
    pub athlete: String,
    /// Bottles of each recipe, by its place in the request; none has zero bottles.
    pub mixed: Vec<(usize, u32)>,
    /// Bottles of water.
    pub water: u32,
    /// Each bottle is filled to this, mL: less than a bottle where less is the most that is safe.
    pub fill: u32,
    /// Carbohydrate to eat besides, g.
    pub eat: u32,
    /// Sodium that is missing, mg.
    pub sodium_short: u32,
    /// The volume is below the least, because no bottles fit between the limits.
    pub under: bool,
}

/// A plan that is proven best.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The recipes that are mixed, by their places in the request.
    pub recipes: Vec<usize>,
    /// The bottles of each athlete, in the order of the request.
    pub athletes: Vec<Bottles>,
    /// How good it is.
    pub score: Score,
}

/// What is mixed of one recipe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// The recipe's name.
    pub name: String,
    /// The volume that it is made up to, mL.
    pub volume: u32,
    /// Sugar, g.
    pub sugar: f64,
    /// Table salt, g.
    pub salt: f64,
}

/// Why a request cannot be planned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct RequestError {
    /// The field at fault.
    pub field: &'static str,
    /// What is wrong, and what is accepted.
    pub message: String,
}

/// The most athletes, recipes to choose from, recipes chosen and bottles of one athlete.
const MOST: (usize, usize, usize, u32) = (150, 60, 4, 12);

/// Milligrams of sodium in a gram of table salt, as mixing lists round it.
const SODIUM_OF_SALT: f64 = 390.0;

impl Request {
    fn check(&self) -> Result<(), RequestError> {
        let wrong = |field, message: String| Err(RequestError { field, message });
        let (drinkers, recipes, chosen, bottles) = MOST;
        if self.drinkers.len() > drinkers {
            return wrong("drinkers", format!("at most {drinkers} athletes are planned at once"));
        }
        if self.recipes.len() > recipes {
            return wrong("recipes", format!("at most {recipes} recipes to choose from"));
        }
        if !(1..=chosen).contains(&self.recipes_most) {
            return wrong("recipes_most", format!("write 1 to {chosen}"));
        }
        if !(100..=3000).contains(&self.bottle) {
            return wrong("bottle", "a bottle holds 100 to 3000 mL".to_owned());
        }
        if self.recipes.iter().any(|recipe| recipe.carbohydrate > 200 || recipe.sodium > 5000) {
            return wrong(
                "recipes",
                "a drink has at most 200 g/L carbohydrate and 5000 mg/L sodium".to_owned(),
            );
        }
        for drinker in &self.drinkers {
            if drinker.avoids.iter().any(|place| *place >= self.recipes.len()) {
                return wrong(
                    "drinkers",
                    format!("{}: a recipe to avoid is not in the list", drinker.athlete),
                );
            }
            let large = drinker.fluid_most.max(drinker.fluid_least).max(drinker.fluid_target) > 20_000
                || drinker.carbohydrate_wanted > 2000
                || drinker.sodium_least > 20_000;
            if drinker.bottles_most > bottles || large {
                let message = format!("{}: at most {bottles} bottles and 20 L", drinker.athlete);
                return wrong("drinkers", message);
            }
        }
        Ok(())
    }
}

/// Plans the bottles of a squad. The plan is the best there is: nothing is approximated.
///
/// # Errors
/// When the request is larger than what is planned at once, or holds what cannot be.
pub fn plan(request: &Request) -> Result<Plan, RequestError> {
    request.check()?;
    let table = table::Table::of(request);
    let chosen = search::best_set(&table, request.recipes_most);
    Ok(table.plan(request, &chosen))
}

impl Plan {
    /// What to mix, with this much more of each for spilling: 0.1 for 10 %.
    pub fn batches(&self, request: &Request, spare: f64) -> Vec<Batch> {
        let batch = |place: &usize| {
            let recipe = request.recipes.get(*place)?;
            let volume: u32 = self
                .athletes
                .iter()
                .flat_map(|one| one.mixed.iter().map(move |(of, count)| (of, count * one.fill)))
                .filter(|(of, _)| *of == place)
                .map(|(_, volume)| volume)
                .sum();
            let litres = f64::from(volume) * (1.0 + spare) / 1000.0;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some litres in mL")]
            let volume = (litres * 1000.0).round() as u32;
            Some(Batch {
                name: recipe.name.clone(),
                volume,
                sugar: litres * f64::from(recipe.carbohydrate),
                salt: litres * f64::from(recipe.sodium) / SODIUM_OF_SALT,
            })
        };
        self.recipes.iter().filter_map(batch).collect()
    }
}
