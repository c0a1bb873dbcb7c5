//! The best bottles of every athlete from every pair of recipes.

use super::{Bottles, Drinker, Plan, Request, Score};

/// A cost as one number: the fields of [`Score`] but the recipes, each in bits wide enough for the sum over a squad, so that
/// adding and comparing numbers adds and compares the fields.
pub(super) type Cost = u128;

const OFF: u32 = 22;
const BOTTLES: u32 = 12;
const MIXED: u32 = 12;
const RECIPES: u32 = 8;
const SODIUM: u32 = 22;
const CARBOHYDRATE: u32 = 22;

/// The cost of so many recipes.
pub(super) fn of_recipes(count: usize) -> Cost {
    (count as Cost) << (OFF + BOTTLES + MIXED)
}

fn pack(score: Score) -> Cost {
    let mut cost = Cost::from(score.under);
    for (value, bits) in [
        (score.carbohydrate_short, CARBOHYDRATE),
        (score.sodium_short, SODIUM),
        (score.recipes, RECIPES),
        (score.mixed, MIXED),
        (score.bottles, BOTTLES),
        (score.off_target, OFF),
    ] {
        cost = (cost << bits) | Cost::from(value);
    }
    cost
}

/// The three counts of a choice: bottles of the first recipe, of the second, of water.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Choice {
    first: u32,
    second: u32,
    water: u32,
}

/// The costs of all athletes, by pair of recipes.
pub(super) struct Table {
    pub(super) recipes: usize,
    pub(super) drinkers: usize,
    /// Of water alone, by athlete.
    pub(super) water: Vec<Cost>,
    /// By pair and athlete; the pair of a recipe with itself is that recipe alone. Not more than water alone.
    pairs: Vec<Cost>,
}

impl Table {
    pub(super) fn of(request: &Request) -> Self {
        let (recipes, drinkers) = (request.recipes.len(), request.drinkers.len());
        let water: Vec<Cost> = request.drinkers.iter().map(|one| best(request, one, None).0).collect();
        let mut pairs = vec![0; recipes * recipes * drinkers];
        for first in 0..recipes {
            for second in first..recipes {
                for (place, one) in request.drinkers.iter().enumerate() {
                    let cost = best(request, one, allowed(one, first, second)).0;
                    pairs[(first * recipes + second) * drinkers + place] = cost;
                    pairs[(second * recipes + first) * drinkers + place] = cost;
                }
            }
        }
        Self { recipes, drinkers, water, pairs }
    }

    /// The costs of a pair, by athlete.
    pub(super) fn pair(&self, first: usize, second: usize) -> &[Cost] {
        let begin = (first * self.recipes + second) * self.drinkers;
        &self.pairs[begin..begin + self.drinkers]
    }

    /// The plan of a set of recipes.
    pub(super) fn plan(&self, request: &Request, chosen: &[usize]) -> Plan {
        let mut score = Score::default();
        let mut athletes = Vec::with_capacity(request.drinkers.len());
        for one in &request.drinkers {
            let mut found = (best(request, one, None), None);
            for (index, first) in chosen.iter().enumerate() {
                for second in &chosen[index..] {
                    let pair = allowed(one, *first, *second);
                    let other = best(request, one, pair);
                    if other.0 < found.0.0 {
                        found = (other, pair);
                    }
                }
            }
            let ((_, choice, own), pair) = found;
            score.under += own.under;
            score.carbohydrate_short += own.carbohydrate_short;
            score.sodium_short += own.sodium_short;
            score.mixed += own.mixed;
            score.bottles += own.bottles;
            score.off_target += own.off_target;
            let mixed = pair.map_or(Vec::new(), |(first, second)| {
                [(first, choice.first), (second, choice.second)]
                    .into_iter()
                    .filter(|(_, count)| *count > 0)
                    .collect()
            });
            athletes.push(Bottles {
                athlete: one.athlete.clone(),
                mixed,
                water: choice.water,
                fill: fill(request.bottle, one),
                eat: own.carbohydrate_short,
                sodium_short: own.sodium_short,
                under: own.under > 0,
            });
        }
        let used = |place: &&usize| athletes.iter().any(|one| one.mixed.iter().any(|(of, _)| of == *place));
        let recipes: Vec<usize> = chosen.iter().filter(used).copied().collect();
        score.recipes = u32::try_from(recipes.len()).unwrap_or(u32::MAX);
        Plan { recipes, athletes, score }
    }
}

/// What an athlete may have of a pair of recipes: both, one of them, or neither.
fn allowed(one: &Drinker, first: usize, second: usize) -> Option<(usize, usize)> {
    let may = |place: usize| !one.avoids.contains(&place);
    match (may(first), may(second)) {
        (true, true) => Some((first, second)),
        (true, false) => Some((first, first)),
        (false, true) => Some((second, second)),
        (false, false) => None,
    }
}

/// How far a bottle is filled: to the most that is safe, in steps of 50 mL, where that is less than a bottle.
fn fill(bottle: u32, one: &Drinker) -> u32 {
    if one.fluid_most >= bottle { bottle } else { one.fluid_most / 50 * 50 }
}

/// The best bottles of one athlete from a pair of recipes and water. Nothing at all always fits.
fn best(request: &Request, one: &Drinker, pair: Option<(usize, usize)>) -> (Cost, Choice, Score) {
    let fill = fill(request.bottle, one);
    let most = one.fluid_most.checked_div(fill).map_or(0, |fills| one.bottles_most.min(fills));
    let content = |place: usize| {
        let recipe = &request.recipes[place];
        // In g and mg of a bottle, a thousandth of each kept.
        (recipe.carbohydrate * fill, recipe.sodium * fill)
    };
    let (first, second) = pair.map_or(((0, 0), (0, 0)), |(first, second)| (content(first), content(second)));
    let (firsts, seconds) = match pair {
        None => (0, 0),
        Some((first, second)) if first == second => (most, 0),
        Some(_) => (most, most),
    };
    let mut found: Option<(Cost, Choice, Score)> = None;
    for a in 0..=firsts {
        for b in 0..=seconds.min(most - a) {
            let carbohydrate = (a * first.0 + b * second.0).div_ceil(1000);
            let sodium = (a * first.1 + b * second.1).div_ceil(1000);
            if carbohydrate > one.carbohydrate_most || sodium > one.sodium_most {
                continue;
            }
            // Short amounts are told from what is surely in the bottles.
            let carbohydrate = (a * first.0 + b * second.0) / 1000;
            let sodium = (a * first.1 + b * second.1) / 1000;
            for water in 0..=most - a - b {
                let volume = (a + b + water) * fill;
                let score = Score {
                    under: u32::from(volume < one.fluid_least),
                    carbohydrate_short: one.carbohydrate_wanted.saturating_sub(carbohydrate),
                    sodium_short: one.sodium_least.saturating_sub(sodium),
                    recipes: 0,
                    mixed: a + b,
                    bottles: a + b + water,
                    off_target: volume.abs_diff(one.fluid_target),
                };
                let cost = pack(score);
                if found.is_none_or(|(known, ..)| cost < known) {
                    found = Some((cost, Choice { first: a, second: b, water }, score));
                }
            }
        }
    }
    found.unwrap_or_default()
}
