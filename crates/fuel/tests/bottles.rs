//! Scenario T8, and the planner against plain enumeration.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use fuel::bottles::{Bottles, Drinker, Plan, Recipe, Request, Score, plan};

fn recipe(name: &str, carbohydrate: u32, sodium: u32) -> Recipe {
    Recipe { name: name.to_owned(), carbohydrate, sodium }
}

/// Least, most, target; carbohydrate wanted, most; sodium least, most; bottles.
fn drinker(athlete: &str, of: [u32; 7], bottles_most: u32) -> Drinker {
    Drinker {
        athlete: athlete.to_owned(),
        fluid_least: of[0],
        fluid_most: of[1],
        fluid_target: of[2],
        carbohydrate_wanted: of[3],
        carbohydrate_most: of[4],
        sodium_least: of[5],
        sodium_most: of[6],
        bottles_most,
        avoids: Vec::new(),
    }
}

fn t8(recipes_most: usize) -> Request {
    Request {
        recipes: vec![recipe("P", 0, 500), recipe("Q", 40, 500), recipe("R", 60, 700), recipe("T", 80, 900)],
        drinkers: vec![
            drinker("1", [500, 1500, 1000, 45, 135, 400, 1500], 4),
            drinker("2", [1400, 1500, 1500, 60, 135, 600, 1650], 4),
            drinker("3", [500, 1000, 1000, 0, 0, 500, 1100], 4),
            drinker("4", [0, 1000, 500, 40, 135, 0, 900], 4),
            drinker("5", [1000, 1500, 1500, 90, 135, 600, 1650], 4),
            drinker("6", [500, 1500, 1000, 45, 135, 0, 0], 4),
        ],
        bottle: 500,
        recipes_most,
    }
}

fn counts(plan: &Plan, request: &Request) -> Vec<String> {
    let one = |bottles: &Bottles| {
        let mixed =
            bottles.mixed.iter().map(|(place, count)| format!("{}{count}", request.recipes[*place].name));
        let water = (bottles.water > 0).then(|| format!("w{}", bottles.water));
        mixed.chain(water).collect::<Vec<_>>().join(" ")
    };
    plan.athletes.iter().map(one).collect()
}

fn first_six(score: Score) -> [u32; 6] {
    let Score { under, carbohydrate_short, sodium_short, recipes, mixed, bottles, .. } = score;
    [under, carbohydrate_short, sodium_short, recipes, mixed, bottles]
}

#[test]
fn t8_one_recipe_leaves_one_athlete_short_and_two_are_enough() {
    let one = plan(&t8(1)).unwrap();
    assert_eq!((one.recipes.as_slice(), first_six(one.score)), ([3].as_slice(), [0, 45, 500, 1, 8, 11]));
    for most in [2, 3, 4] {
        let request = t8(most);
        let found = plan(&request).unwrap();
        assert_eq!(
            (found.recipes.as_slice(), first_six(found.score)),
            ([0, 3].as_slice(), [0, 45, 0, 2, 10, 12])
        );
        assert_eq!(counts(&found, &request), ["T2", "T2 w1", "P2", "T1", "T3", "w1"]);
        assert_eq!(found.athletes[5].eat, 45, "eat 45 g");
        let batches = found.batches(&request, 0.0);
        let printed: Vec<String> = batches
            .iter()
            .map(|batch| format!("{} {} {:.0} {:.2}", batch.name, batch.volume, batch.sugar, batch.salt))
            .collect();
        assert_eq!(printed, ["P 1000 0 1.28", "T 4000 320 9.23"]);
    }
}

#[test]
fn less_than_a_bottle_is_a_fill_line_and_nothing_is_crossed() {
    let mut request = t8(2);
    request.drinkers = vec![drinker("small", [0, 330, 300, 20, 135, 0, 900], 4)];
    let found = plan(&request).unwrap();
    assert_eq!(found.athletes[0].fill, 300);
    assert!(
        found.athletes[0].mixed.iter().map(|(_, count)| count).sum::<u32>() + found.athletes[0].water <= 1
    );
    request.drinkers = vec![drinker("none", [500, 0, 500, 45, 135, 400, 1500], 4)];
    let none = plan(&request).unwrap();
    assert!(none.athletes[0].under && none.athletes[0].mixed.is_empty() && none.athletes[0].water == 0);
}

#[test]
fn what_an_athlete_must_avoid_is_not_in_their_bottles() {
    let mut request = t8(2);
    // Without T the second athlete takes the other recipe that is mixed, or water; nobody else changes.
    request.drinkers[1].avoids = vec![3];
    let found = plan(&request).unwrap();
    for (one, bottles) in request.drinkers.iter().zip(&found.athletes) {
        assert!(bottles.mixed.iter().all(|(place, _)| !one.avoids.contains(place)), "{bottles:?}");
    }
    assert_eq!(first_six(found.score), first_six(by_hand(&request)));
    request.drinkers.iter_mut().for_each(|one| one.avoids = vec![0, 1, 2, 3]);
    let water = plan(&request).unwrap();
    assert!(water.recipes.is_empty() && water.athletes.iter().all(|one| one.mixed.is_empty()));
    request.drinkers[0].avoids = vec![4];
    assert_eq!(plan(&request).unwrap_err().field, "drinkers");
}

/// A small generator: the same squads on every machine.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(most)).unwrap()
    }
}

fn squad(draw: &mut Draw, athletes: u32, recipes: u32, recipes_most: usize) -> Request {
    let drinkers = (0..athletes)
        .map(|number| {
            let target = 250 * (1 + draw.below(8));
            let most = target + 250 * draw.below(3);
            let carbohydrate = 15 * draw.below(8);
            let sodium_most = if draw.below(12) == 0 { 0 } else { 1100 * most / 1000 };
            let sodium_least = (100 * draw.below(8)).min(sodium_most);
            let most_g = if draw.below(10) == 0 { 0 } else { carbohydrate + 45 };
            let of =
                [target.saturating_sub(500), most, target, carbohydrate, most_g, sodium_least, sodium_most];
            let avoids = if draw.below(6) == 0 { vec![draw.below(recipes) as usize] } else { Vec::new() };
            Drinker { avoids, ..drinker(&number.to_string(), of, 1 + draw.below(4)) }
        })
        .collect();
    let recipes = (0..recipes)
        .map(|number| recipe(&number.to_string(), 20 * draw.below(5), 400 + 100 * draw.below(8)))
        .collect();
    Request { recipes, drinkers, bottle: 500, recipes_most }
}

/// Every set of recipes, and for each athlete every count of every recipe in it and water.
fn by_hand(request: &Request) -> Score {
    let mut best: Option<Score> = None;
    for set in 0_u32..1 << request.recipes.len() {
        if set.count_ones() as usize > request.recipes_most {
            continue;
        }
        let chosen: Vec<&Recipe> = (0..request.recipes.len())
            .filter(|place| set >> place & 1 == 1)
            .map(|place| &request.recipes[place])
            .collect();
        let mut total = Score { recipes: set.count_ones(), ..Score::default() };
        for one in &request.drinkers {
            let mut counts = vec![0; chosen.len() + 1];
            let mut own: Option<Score> = None;
            loop {
                own = own.into_iter().chain(judged(request, one, &chosen, &counts)).min();
                let Some(place) = counts.iter().position(|count| *count < one.bottles_most) else { break };
                counts[place] += 1;
                counts[..place].fill(0);
            }
            let own = own.unwrap();
            total.under += own.under;
            total.carbohydrate_short += own.carbohydrate_short;
            total.sodium_short += own.sodium_short;
            total.mixed += own.mixed;
            total.bottles += own.bottles;
            total.off_target += own.off_target;
        }
        best = best.into_iter().chain([total]).min();
    }
    best.unwrap()
}

fn judged(request: &Request, one: &Drinker, chosen: &[&Recipe], counts: &[u32]) -> Option<Score> {
    let fill = if one.fluid_most < request.bottle { one.fluid_most / 50 * 50 } else { request.bottle };
    let bottles: u32 = counts.iter().sum();
    let mixed: u32 = counts[..chosen.len()].iter().sum();
    let kinds = counts[..chosen.len()].iter().filter(|count| **count > 0).count();
    let content = |of: fn(&Recipe) -> u32| {
        chosen.iter().zip(counts).map(|(recipe, count)| of(recipe) * count * fill).sum::<u32>()
    };
    let (carbohydrate, sodium) = (content(|recipe| recipe.carbohydrate), content(|recipe| recipe.sodium));
    let avoided = chosen.iter().zip(counts).any(|(recipe, count)| {
        *count > 0 && one.avoids.iter().any(|place| std::ptr::eq(&request.recipes[*place], *recipe))
    });
    let fits = kinds <= 2
        && !avoided
        && bottles <= one.bottles_most
        && (bottles == 0 || fill > 0)
        && bottles * fill <= one.fluid_most
        && carbohydrate <= 1000 * one.carbohydrate_most
        && sodium <= 1000 * one.sodium_most;
    fits.then(|| Score {
        under: u32::from(bottles * fill < one.fluid_least),
        carbohydrate_short: one.carbohydrate_wanted.saturating_sub(carbohydrate / 1000),
        sodium_short: one.sodium_least.saturating_sub(sodium / 1000),
        recipes: 0,
        mixed,
        bottles,
        off_target: (bottles * fill).abs_diff(one.fluid_target),
    })
}

#[test]
fn five_hundred_squads_have_the_score_of_plain_enumeration() {
    let mut draw = Draw(7);
    for number in 0..500 {
        let (athletes, recipes) = (1 + draw.below(6), 1 + draw.below(6));
        let most = 1 + draw.below(4) as usize;
        let request = squad(&mut draw, athletes, recipes, most);
        let found = plan(&request).unwrap();
        assert_eq!(found.score, by_hand(&request), "squad {number}: {request:?}");
    }
}

#[test]
fn a_large_squad_is_planned_and_planned_again_alike() {
    let mut draw = Draw(11);
    let request = squad(&mut draw, 90, 30, 4);
    let begun = std::time::Instant::now();
    let found = plan(&request).unwrap();
    println!("90 athletes, 30 recipes, 4 of them: {:?}, {:?}", begun.elapsed(), found.score);
    assert_eq!(found, plan(&request).unwrap());
}

#[test]
fn what_is_too_large_is_refused() {
    let mut draw = Draw(1);
    assert_eq!(plan(&squad(&mut draw, 151, 2, 2)).unwrap_err().field, "drinkers");
    assert_eq!(plan(&squad(&mut draw, 2, 61, 2)).unwrap_err().field, "recipes");
    assert_eq!(plan(&squad(&mut draw, 2, 2, 5)).unwrap_err().field, "recipes_most");
}
