//! Exact search for the fewest things whose amounts together lie in a set of windows.
//!
//! It asks whether none will do, then one, two, three. For each number the set is cut in two: a *head*, walked in
//! falling order of one amount, and a *tail* of two, looked up in a tree of boxes that holds every admissible pair
//! once. Three bounds do the work. Along the falling order, the next thing is the most that any later one can give, so a
//! head that cannot reach the least amount ends the walk there and then; a pair that the largest things could not complete
//! is not kept. And a box of pairs that misses what the head leaves open, in any window, is passed over whole. Nothing is
//! skipped that could be better, so the answer is the optimum: fewest things, then fewest servings, then the least cost,
//! then the first in order of places.

use std::cmp::Ordering;

/// How many amounts are watched at once.
pub const WINDOWS: usize = 12;
/// Amounts, one per window.
pub type Amounts = [f64; WINDOWS];

/// Sums may miss a window by so much, for rounding.
const ROUNDING: f64 = 1e-9;
/// Pairs in a box that is not divided further: measured, 8 to 64 differ by little.
const LEAF: usize = 24;
/// More pairs than this would not fit a cache, nor a phone; singles are looked up instead.
const MOST_PAIRS: usize = 400_000;

/// One thing that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What a serving holds; never negative.
    pub holds: Amounts,
    /// The most servings.
    pub most: u32,
}

/// What to solve.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What there is.
    pub choices: Vec<Choice>,
    /// The least of each amount.
    pub min: Amounts,
    /// The most of each amount; infinite where nothing limits it.
    pub max: Amounts,
    /// The most different things.
    pub most_things: usize,
    /// How many boxes and heads may be looked at before the search gives up.
    pub most_steps: u64,
}

/// A place in [`Problem::choices`], and a number of servings.
pub type Pick = (usize, u32);

/// What the search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The best set, in order of places; `None` when none was found.
    pub best: Option<Vec<Pick>>,
    /// Whether the search ended by itself: the best is the optimum, or there is none.
    pub proven: bool,
    /// Boxes and heads looked at.
    pub steps: u64,
}

/// Finds the fewest things, then the fewest servings, then the least `cost`.
///
/// ```
/// use fuel::exact::{Choice, Problem, WINDOWS, solve};
/// let holds = |amount: f64| { let mut holds = [0.0; WINDOWS]; holds[0] = amount; holds };
/// let problem = Problem {
///     choices: vec![Choice { holds: holds(20.0), most: 4 }, Choice { holds: holds(25.0), most: 4 }],
///     min: holds(45.0),
///     max: [45.0; WINDOWS],
///     most_things: 4,
///     most_steps: 1_000,
/// };
/// assert_eq!(solve(&problem, &|_| 0.0).best, Some(vec![(0, 1), (1, 1)]));
/// ```
pub fn solve(problem: &Problem, cost: &dyn Fn(&[Pick]) -> f64) -> Outcome {
    let (singles, anchor) = singles(problem);
    let mut search = Search { problem, cost, singles, anchor, best: None, steps: 0 };
    if search.fits(&[0.0; WINDOWS]) {
        return Outcome { best: Some(Vec::new()), proven: true, steps: 0 };
    }
    for things in 1..=problem.most_things {
        match things {
            1 => search.one(),
            2 => search.two(),
            _ => search.more(things),
        }
        if search.best.is_some() || search.spent() {
            break;
        }
    }
    let proven = !search.spent();
    Outcome { best: search.best.map(|best| best.picks), proven, steps: search.steps }
}

/// A number of servings of one thing.
#[derive(Clone, Debug)]
struct Single {
    pick: Pick,
    amounts: Amounts,
    /// The most of each amount in this single or any later one.
    reach: Amounts,
}

/// Every single that alone exceeds nothing, in falling order of the scarcest amount, and which amount that is.
fn singles(problem: &Problem) -> (Vec<Single>, usize) {
    let mut singles = Vec::new();
    for (place, choice) in problem.choices.iter().enumerate() {
        for servings in 1..=choice.most {
            let amounts = choice.holds.map(|amount| amount * f64::from(servings));
            if within(&amounts, &problem.max) {
                singles.push(Single { pick: (place, servings), amounts, reach: amounts });
            }
        }
    }
    let anchor = anchor(problem, &singles);
    singles.sort_by(|a, b| b.amounts[anchor].total_cmp(&a.amounts[anchor]).then_with(|| a.pick.cmp(&b.pick)));
    let mut reach = [0.0; WINDOWS];
    for single in singles.iter_mut().rev() {
        reach = max(&reach, &single.amounts);
        single.reach = reach;
    }
    (singles, anchor)
}

/// The window that the fewest singles bring a third of the way: in its order, heads end soonest.
fn anchor(problem: &Problem, singles: &[Single]) -> usize {
    let helpful = |window: &usize| {
        let least = problem.min[*window];
        singles.iter().filter(|single| single.amounts[*window] * 3.0 >= least).count()
    };
    (0..WINDOWS).filter(|window| problem.min[*window] > 0.0).min_by_key(helpful).unwrap_or(0)
}

struct Best {
    servings: u32,
    cost: f64,
    picks: Vec<Pick>,
}

struct Search<'a> {
    problem: &'a Problem,
    cost: &'a dyn Fn(&[Pick]) -> f64,
    singles: Vec<Single>,
    /// The amount in whose falling order the singles are.
    anchor: usize,
    best: Option<Best>,
    steps: u64,
}

impl Search<'_> {
    fn spent(&self) -> bool {
        self.steps >= self.problem.most_steps
    }

    fn fits(&self, total: &Amounts) -> bool {
        within(total, &self.problem.max) && within(&self.problem.min, total)
    }

    fn one(&mut self) {
        for index in 0..self.singles.len() {
            self.steps += 1;
            if self.fits(&self.singles[index].amounts) {
                self.keep(vec![self.singles[index].pick]);
            }
        }
    }

    /// Tries the pairs that can reach the scarcest amount: along the falling order, the rest of a row cannot.
    fn two(&mut self) {
        let least = self.problem.min[self.anchor];
        for first in 0..self.singles.len() {
            let needed = least - self.singles[first].amounts[self.anchor] - ROUNDING;
            for second in first + 1..self.singles.len() {
                let (a, b) = (&self.singles[first], &self.singles[second]);
                if b.amounts[self.anchor] < needed {
                    break;
                }
                let amounts = sum(&a.amounts, &b.amounts);
                if a.pick.0 != b.pick.0 && self.fits(&amounts) {
                    self.keep(vec![a.pick, b.pick]);
                }
            }
        }
    }

    /// Every pair that exceeds nothing and that the largest `heads` singles could complete; every single, where the pairs
    /// are too many.
    fn tails(&self, heads: u32) -> Tree {
        let mut tails = Vec::new();
        let reach = self.singles.first().map_or([0.0; WINDOWS], |single| single.reach);
        let needed = difference(&self.problem.min, &reach.map(|reach| reach * f64::from(heads)));
        'pairs: for first in 0..self.singles.len() {
            let left = needed[self.anchor] - self.singles[first].amounts[self.anchor] - ROUNDING;
            for second in first + 1..self.singles.len() {
                let (a, b) = (&self.singles[first], &self.singles[second]);
                // Along the falling order, the rest of the row gives no more.
                if b.amounts[self.anchor] < left {
                    break;
                }
                let amounts = sum(&a.amounts, &b.amounts);
                let fits = within(&amounts, &self.problem.max) && within(&needed, &amounts);
                if a.pick.0 == b.pick.0 || !fits {
                    continue;
                }
                if tails.len() >= MOST_PAIRS {
                    tails = self.single_tails();
                    break 'pairs;
                }
                tails.push(Tail { first, second: Some(second), servings: a.pick.1 + b.pick.1, amounts });
            }
        }
        Tree::of(tails, self.problem)
    }

    fn single_tails(&self) -> Vec<Tail> {
        let single = |(first, single): (usize, &Single)| Tail {
            first,
            second: None,
            servings: single.pick.1,
            amounts: single.amounts,
        };
        self.singles.iter().enumerate().map(single).collect()
    }

    /// Tries the sets of so many things, three or more.
    fn more(&mut self, things: usize) {
        let tree = self.tails(u32::try_from(things - 2).unwrap_or(u32::MAX));
        if tree.tails.is_empty() {
            return;
        }
        let head = things - tree.tail_things();
        self.walk(&tree, &mut Vec::with_capacity(head), &[0.0; WINDOWS], 0, head);
    }

    /// Adds `left` singles to the head, from the one at `from` on, then looks up tails.
    fn walk(&mut self, tree: &Tree, head: &mut Vec<usize>, total: &Amounts, from: usize, left: usize) {
        if left == 0 {
            self.look_up(tree, head, total, from);
            return;
        }
        let open = u32::try_from(left + tree.tail_things()).map_or(f64::INFINITY, f64::from);
        for index in from..self.singles.len() {
            self.steps += 1;
            let single = &self.singles[index];
            let reached = std::array::from_fn(|window| total[window] + open * single.reach[window]);
            if self.spent() || !within(&self.problem.min, &reached) {
                return;
            }
            let amounts = sum(total, &single.amounts);
            let again = head.iter().any(|taken| self.singles[*taken].pick.0 == single.pick.0);
            if again || !within(&amounts, &self.problem.max) {
                continue;
            }
            head.push(index);
            self.walk(tree, head, &amounts, index + 1, left - 1);
            head.pop();
        }
    }

    fn look_up(&mut self, tree: &Tree, head: &[usize], total: &Amounts, from: usize) {
        let low = difference(&self.problem.min, total);
        let high = difference(&self.problem.max, total);
        let taken: u32 = head.iter().map(|index| self.singles[*index].pick.1).sum();
        let mut boxes = vec![0];
        while let Some(place) = boxes.pop() {
            let Some(node) = tree.nodes.get(place) else { continue };
            self.steps += 1;
            let beaten = self.best.as_ref().is_some_and(|best| taken + node.servings > best.servings);
            if beaten || !within(&node.low, &high) || !within(&low, &node.high) {
                continue;
            }
            if let Some(upper) = node.upper {
                boxes.extend([upper, place + 1]);
                continue;
            }
            for tail in &tree.tails[node.from..node.until] {
                if tail.first >= from && within(&tail.amounts, &high) && within(&low, &tail.amounts) {
                    self.join(head, tail);
                }
            }
        }
    }

    fn join(&mut self, head: &[usize], tail: &Tail) {
        let indices = head.iter().copied().chain([tail.first]).chain(tail.second);
        let mut picks: Vec<Pick> = indices.map(|index| self.singles[index].pick).collect();
        picks.sort_unstable();
        if picks.windows(2).all(|two| two[0].0 != two[1].0) {
            self.keep(picks);
        }
    }

    fn keep(&mut self, mut picks: Vec<Pick>) {
        picks.sort_unstable();
        let servings: u32 = picks.iter().map(|pick| pick.1).sum();
        if self.best.as_ref().is_some_and(|best| servings > best.servings) {
            return;
        }
        let cost = (self.cost)(&picks);
        let better = self.best.as_ref().is_none_or(|best| {
            let order = servings.cmp(&best.servings).then_with(|| cost.total_cmp(&best.cost));
            order.then_with(|| picks.cmp(&best.picks)) == Ordering::Less
        });
        if better {
            self.best = Some(Best { servings, cost, picks });
        }
    }
}

/// The last one or two singles of a set, by their places in the falling order.
struct Tail {
    first: usize,
    second: Option<usize>,
    servings: u32,
    amounts: Amounts,
}

/// A box around some tails. The lower half follows it directly; `upper` is where the other half is.
struct Node {
    low: Amounts,
    high: Amounts,
    servings: u32,
    from: usize,
    until: usize,
    upper: Option<usize>,
}

struct Tree {
    tails: Vec<Tail>,
    nodes: Vec<Node>,
}

impl Tree {
    fn of(tails: Vec<Tail>, problem: &Problem) -> Self {
        let mut tree = Self { tails, nodes: Vec::new() };
        if !tree.tails.is_empty() {
            tree.divide(0, tree.tails.len(), &difference(&problem.max, &problem.min));
        }
        tree
    }

    fn tail_things(&self) -> usize {
        if self.tails.first().is_some_and(|tail| tail.second.is_none()) { 1 } else { 2 }
    }

    /// Divides at the median of the amount that spreads over most widths of its window.
    fn divide(&mut self, from: usize, until: usize, widths: &Amounts) {
        let mut node = bounds(&self.tails[from..until]);
        (node.from, node.until) = (from, until);
        let spread =
            |window: &usize| (node.high[*window] - node.low[*window]) / widths[*window].max(ROUNDING);
        let widest = (0..WINDOWS).max_by(|a, b| spread(a).total_cmp(&spread(b))).unwrap_or(0);
        let place = self.nodes.len();
        self.nodes.push(node);
        if until - from <= LEAF {
            return;
        }
        let middle = (until - from) / 2;
        self.tails[from..until]
            .select_nth_unstable_by(middle, |a, b| a.amounts[widest].total_cmp(&b.amounts[widest]));
        self.divide(from, from + middle, widths);
        self.nodes[place].upper = Some(self.nodes.len());
        self.divide(from + middle, until, widths);
    }
}

fn bounds(tails: &[Tail]) -> Node {
    let mut node = Node {
        low: [f64::INFINITY; WINDOWS],
        high: [f64::NEG_INFINITY; WINDOWS],
        servings: u32::MAX,
        from: 0,
        until: 0,
        upper: None,
    };
    for tail in tails {
        node.low = std::array::from_fn(|window| node.low[window].min(tail.amounts[window]));
        node.high = max(&node.high, &tail.amounts);
        node.servings = node.servings.min(tail.servings);
    }
    node
}

/// Whether no amount exceeds the other. Without branches, so that all windows are compared at once.
fn within(amounts: &Amounts, most: &Amounts) -> bool {
    let mut within = true;
    for window in 0..WINDOWS {
        within &= amounts[window] <= most[window] + ROUNDING;
    }
    within
}

fn sum(a: &Amounts, b: &Amounts) -> Amounts {
    std::array::from_fn(|window| a[window] + b[window])
}

fn difference(a: &Amounts, b: &Amounts) -> Amounts {
    std::array::from_fn(|window| a[window] - b[window])
}

fn max(a: &Amounts, b: &Amounts) -> Amounts {
    std::array::from_fn(|window| a[window].max(b[window]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every set there is, one by one.
    fn by_trying_all(problem: &Problem) -> Option<(usize, u32)> {
        fn go(
            problem: &Problem,
            place: usize,
            total: Amounts,
            so_far: (usize, u32),
            best: &mut Option<(usize, u32)>,
        ) {
            let Some(choice) = problem.choices.get(place) else {
                let fits = within(&total, &problem.max) && within(&problem.min, &total);
                if fits && so_far.0 <= problem.most_things && best.is_none_or(|best| so_far < best) {
                    *best = Some(so_far);
                }
                return;
            };
            for servings in 0..=choice.most {
                let total = sum(&total, &choice.holds.map(|amount| amount * f64::from(servings)));
                let so_far = (so_far.0 + usize::from(servings > 0), so_far.1 + servings);
                go(problem, place + 1, total, so_far, best);
            }
        }
        let mut best = None;
        go(problem, 0, [0.0; WINDOWS], (0, 0), &mut best);
        best
    }

    fn problems() -> impl Strategy<Value = Problem> {
        let amount = prop_oneof![Just(0.0), (1..60_u32).prop_map(f64::from)];
        let holds = prop::array::uniform12(amount);
        let choice = (holds, 1..4_u32).prop_map(|(holds, most)| Choice { holds, most });
        let planted = prop::collection::vec(0..4_u32, 7);
        (prop::collection::vec(choice, 1..8), planted, 0.0..0.2_f64, 1..6_usize).prop_map(
            |(choices, planted, margin, most_things)| {
                let mut held = [0.0; WINDOWS];
                for (choice, servings) in choices.iter().zip(planted) {
                    held = sum(&held, &choice.holds.map(|amount| amount * f64::from(servings)));
                }
                let (min, max) =
                    (held.map(|held| held * (1.0 - margin)), held.map(|held| held * (1.0 + margin)));
                Problem { choices, min, max, most_things, most_steps: u64::MAX }
            },
        )
    }

    proptest! {
        #[test]
        fn it_finds_what_trying_all_finds(problem in problems()) {
            let outcome = solve(&problem, &|_| 0.0);
            prop_assert!(outcome.proven);
            let found = outcome.best.map(|picks| (picks.len(), picks.iter().map(|pick| pick.1).sum::<u32>()));
            prop_assert_eq!(found, by_trying_all(&problem));
        }
    }

    #[test]
    fn a_search_cut_short_says_so() {
        let choices = vec![Choice { holds: [1.0; WINDOWS], most: 4 }; 30];
        let problem =
            Problem { choices, min: [11.5; WINDOWS], max: [11.6; WINDOWS], most_things: 4, most_steps: 40 };
        let outcome = solve(&problem, &|_| 0.0);
        assert_eq!((outcome.best, outcome.proven), (None, false));
    }

    #[test]
    fn ties_go_to_the_lesser_cost_and_then_to_the_first_places() {
        let choices = vec![Choice { holds: [1.0; WINDOWS], most: 1 }; 5];
        let problem =
            Problem { choices, min: [3.0; WINDOWS], max: [3.0; WINDOWS], most_things: 5, most_steps: 1_000 };
        assert_eq!(solve(&problem, &|_| 0.0).best, Some(vec![(0, 1), (1, 1), (2, 1)]));
        let liked_last =
            |picks: &[Pick]| picks.iter().map(|pick| -f64::from(u8::try_from(pick.0).unwrap())).sum();
        assert_eq!(solve(&problem, &liked_last).best, Some(vec![(2, 1), (3, 1), (4, 1)]));
    }
}
