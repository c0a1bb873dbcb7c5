//! The best set of recipes: all sets of up to four, but for branches that cannot be better.

use super::table::{Cost, Table, of_recipes};

/// The best set, in the order of the recipes.
pub(super) fn best_set(table: &Table, most: usize) -> Vec<usize> {
    let mut search = Search {
        table,
        most,
        best: table.water.iter().sum(),
        set: Vec::new(),
        path: Vec::new(),
        later: later(table),
    };
    search.extend(0, &table.water);
    search.set
}

/// The least cost of each athlete from any pair with a recipe from each place on.
fn later(table: &Table) -> Vec<Vec<Cost>> {
    let mut bounds = vec![table.water.clone(); table.recipes + 1];
    for place in (0..table.recipes).rev() {
        let mut bound = bounds[place + 1].clone();
        for other in 0..table.recipes {
            lower(&mut bound, table.pair(other, place));
        }
        bounds[place] = bound;
    }
    bounds
}

fn lower(costs: &mut [Cost], with: &[Cost]) {
    for (cost, with) in costs.iter_mut().zip(with) {
        *cost = (*cost).min(*with);
    }
}

struct Search<'a> {
    table: &'a Table,
    most: usize,
    best: Cost,
    set: Vec<usize>,
    path: Vec<usize>,
    later: Vec<Vec<Cost>>,
}

impl Search<'_> {
    /// Adds each recipe from a place on to the path, whose costs by athlete are given.
    fn extend(&mut self, from: usize, costs: &[Cost]) {
        if self.path.len() == self.most {
            return;
        }
        let count = of_recipes(self.path.len() + 1);
        for place in from..self.table.recipes {
            let bound: Cost =
                costs.iter().zip(&self.later[place]).map(|(now, later)| now.min(later)).sum::<Cost>() + count;
            // Later places are bounded by more.
            if bound >= self.best {
                return;
            }
            let mut with = costs.to_vec();
            lower(&mut with, self.table.pair(place, place));
            for other in &self.path {
                lower(&mut with, self.table.pair(*other, place));
            }
            let cost = with.iter().sum::<Cost>() + count;
            self.path.push(place);
            if cost < self.best {
                self.best = cost;
                self.set.clone_from(&self.path);
            }
            self.extend(place + 1, &with);
            self.path.pop();
        }
    }
}
