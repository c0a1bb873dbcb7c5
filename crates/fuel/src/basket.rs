//! Baskets: the fewest items that cover a set of needs, found by exact search.
//!
//! The search asks first whether one item (with water) will do, then two, then three; within the fewest items it takes
//! the fewest servings, and among those the basket nearest to the targets. What it returns is optimal in that order, or
//! it says that the search was cut short. Unknown amounts never count towards a least amount, and an item with an
//! unknown amount of something that is limited is left out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};
use units::{Caffeine, Carbohydrate, Duration, Fat, Fibre, Potassium, Protein, Sodium, Volume};

use crate::exact::{self, Amounts, Choice, Problem};
use crate::{Allergen, Band, Catalogue, Form, Item, Note, Restriction, Slot, Tier};

mod clash;

use clash::clash;
pub use clash::{Clash, Infeasible};

/// What is limited or wanted: fluid mL, sodium mg, carbohydrate g, protein g, caffeine mg, fat g, fibre g, fructose g, and
/// pieces that take a pocket.
const KINDS: usize = 9;
const FLUID: usize = 0;
const CARBOHYDRATE: usize = 2;
const FRUCTOSE: usize = 7;
const PIECES: usize = 8;
const NAMES: [&str; KINDS] =
    ["fluid", "sodium", "carbohydrate", "protein", "caffeine", "fat", "fibre", "fructose", "pieces to carry"];
const UNITS: [&str; KINDS] = ["mL", "mg", "g", "g", "mg", "g", "g", "g", ""];

/// Above so much carbohydrate an hour the gut needs fructose beside glucose: at least a third of it (C1, C6).
const SINGLE_TRANSPORTER_G_PER_H: f64 = 60.0;
const FRUCTOSE_SHARE: f64 = 1.0 / 3.0;

/// At most so many of one item, and so many items.
const MOST_SERVINGS: u32 = 8;
const MOST_ITEMS: usize = 4;
/// How many steps the search may take.
const MOST_STEPS: u64 = 3_000_000;

/// What a basket must do.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The amounts to cover.
    pub amounts: Vec<Band>,
    /// When it is had.
    pub slot: Slot,
    /// The least sure figures that may be used.
    pub tier: Tier,
    /// What it must not contain; an item of unknown contents is then left out.
    pub without: Vec<Restriction>,
    /// Items not wanted, by their names in documents.
    pub dislikes: Vec<String>,
    /// Items at home, by their names in documents: if these alone will do, nothing else is proposed.
    pub pantry: Vec<String>,
    /// Items preferred among baskets of as many things and servings.
    pub likes: Vec<String>,
    /// What a serving costs, in any one currency, by item; the cheaper of two equal baskets goes first. Unknown prices
    /// count as the dearest known one.
    pub prices: BTreeMap<String, f64>,
    /// What can be carried; no limit when absent.
    pub carry: Option<Carry>,
    /// Over how long the basket is had, where its carbohydrate is taken by the hour.
    pub over: Option<Duration>,
    /// For somebody with high blood pressure or a medicine that keeps potassium: no drink, powder or capsule rich in it,
    /// or of which that is unknown (rule 9).
    pub low_potassium: bool,
    /// For somebody under 18: ordinary food and drinks, no supplements (rule 13).
    pub minor: bool,
}

/// What can be carried on the way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Carry {
    /// Fluid in bottles, all of them together.
    pub bottles: Volume,
    /// Gels, bars, chews and the like.
    pub pieces: u32,
}

impl Request {
    /// A basket for these amounts, from items whose figures were at least quoted publicly.
    pub fn of(amounts: Vec<Band>, slot: Slot) -> Self {
        Self {
            amounts,
            slot,
            tier: Tier::Community,
            without: Vec::new(),
            dislikes: Vec::new(),
            pantry: Vec::new(),
            likes: Vec::new(),
            prices: BTreeMap::new(),
            carry: None,
            over: None,
            low_potassium: false,
            minor: false,
        }
    }
}

/// A number of servings of an item.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pick {
    /// The item's name in documents.
    pub item: String,
    /// Its name for people.
    pub name: String,
    /// What one serving is.
    pub serving: String,
    /// How many servings; halves of food where whole ones do not fit.
    pub servings: f64,
    /// What it is there for; nothing where it brings nothing that is wanted.
    pub why: Option<Share>,
}

/// A part of a wanted amount: `80 g of the 120 g of carbohydrate`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The part, in the unit.
    pub part: f64,
    /// The whole that is wanted, in the unit.
    pub whole: f64,
    /// `mL`, `mg` or `g`.
    pub unit: &'static str,
    /// Of what: `carbohydrate`.
    pub of: &'static str,
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { part, whole, unit, of } = self;
        write!(f, "{part:.0} {unit} of the {whole:.0} {unit} of {of}")
    }
}

impl Serialize for Share {
    /// As the English wording.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Pick {
    /// The servings as people write them: `2`, `1½`.
    pub fn servings_in_words(&self) -> String {
        let whole = self.servings.floor();
        match (whole, self.servings - whole >= 0.5) {
            (0.0, true) => "½".to_owned(),
            (whole, true) => format!("{whole:.0}½"),
            (whole, false) => format!("{whole:.0}"),
        }
    }
}

/// A basket.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Basket {
    /// The items.
    pub picks: Vec<Pick>,
    /// Plain water, for mixing and to drink beside.
    pub water: Volume,
    /// Fluid in it, water included.
    pub fluid: Volume,
    /// Sodium in it.
    pub sodium: Sodium,
    /// Carbohydrate in it.
    pub carbohydrate: Carbohydrate,
    /// Protein in it.
    pub protein: Protein,
    /// Caffeine in it.
    pub caffeine: Caffeine,
    /// Whether fewer items, or fewer servings of as many, were proven not to do.
    pub proven: bool,
    /// What to keep in mind about it.
    pub notes: Vec<Note>,
}

#[derive(Clone, Debug)]
struct Limits {
    min: [f64; KINDS],
    target: [f64; KINDS],
    max: [f64; KINDS],
    /// How many steps a search within them may take.
    steps: u64,
}

/// Finds the best basket.
///
/// # Errors
/// When none fits: the smallest set of limits without which one would.
pub fn choose(request: &Request, catalogue: &Catalogue) -> Result<Basket, Infeasible> {
    let limits = limits(request);
    from_the_pantry(request, catalogue, &limits)
        .or_else(|| search(request, catalogue, &limits))
        .ok_or_else(|| clash(request, catalogue, &limits))
}

/// Whole servings first; half servings of food only where no whole ones fit.
fn search(request: &Request, catalogue: &Catalogue, limits: &Limits) -> Option<Basket> {
    search_in(request, catalogue, limits, Units::Whole)
        .or_else(|| search_in(request, catalogue, limits, Units::HalfFood))
}

/// In what steps items are counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Units {
    Whole,
    /// Food by the half serving.
    HalfFood,
}

impl Units {
    /// How much of a serving one step of an item is.
    fn step(self, form: Form) -> f64 {
        if self == Self::HalfFood && form == Form::Food { 0.5 } else { 1.0 }
    }
}

/// Up to `most` other baskets, best first, none of which shares an item with the best or with one before it.
pub fn alternatives(request: &Request, catalogue: &Catalogue, most: usize) -> Vec<Basket> {
    choose(request, catalogue)
        .map_or_else(|_| Vec::new(), |best| alternatives_to(&best, request, catalogue, most))
}

/// The same where the best is known already.
pub fn alternatives_to(best: &Basket, request: &Request, catalogue: &Catalogue, most: usize) -> Vec<Basket> {
    let mut request = request.clone();
    let limits = limits(&request);
    let mut others: Vec<Basket> = Vec::new();
    while others.len() < most {
        let last = others.last().unwrap_or(best);
        if last.picks.is_empty() {
            break;
        }
        request.dislikes.extend(last.picks.iter().map(|pick| pick.item.clone()));
        let next =
            from_the_pantry(&request, catalogue, &limits).or_else(|| search(&request, catalogue, &limits));
        match next {
            Some(next) => others.push(next),
            None => break,
        }
    }
    others
}

fn from_the_pantry(request: &Request, catalogue: &Catalogue, limits: &Limits) -> Option<Basket> {
    if request.pantry.is_empty() {
        return None;
    }
    let elsewhere = catalogue.items().iter().map(|item| &item.id).filter(|id| !request.pantry.contains(id));
    let mut at_home = request.clone();
    at_home.dislikes.extend(elsewhere.cloned());
    search(&at_home, catalogue, limits)
}

fn limits(request: &Request) -> Limits {
    let mut limits =
        Limits { min: [0.0; KINDS], target: [0.0; KINDS], max: [f64::INFINITY; KINDS], steps: MOST_STEPS };
    // Caffeine is never slipped in, and what goes down while moving or before sleep is light.
    limits.max[4] = 0.0;
    match request.slot {
        Slot::During => (limits.max[3], limits.max[5], limits.max[6]) = (12.0, 8.0, 8.0),
        Slot::Before => (limits.max[5], limits.max[6]) = (20.0, 12.0),
        Slot::Bedtime => limits.max[5] = 15.0,
        Slot::After | Slot::Snack | Slot::Meal => limits.max[5] = 30.0,
    }
    for amount in &request.amounts {
        let (kind, min, target, max) = match amount {
            Band::Fluid(r) => (0, r.min.as_ml(), r.target.as_ml(), r.max.as_ml()),
            Band::Sodium(r) => (1, r.min.as_mg(), r.target.as_mg(), r.max.as_mg()),
            Band::Carbohydrate(r) => (2, r.min.as_g(), r.target.as_g(), r.max.as_g()),
            Band::Protein(r) => (3, r.min.as_g(), r.target.as_g(), r.max.as_g()),
            Band::Caffeine(r) => (4, r.min.as_mg(), r.target.as_mg(), r.max.as_mg()),
        };
        (limits.min[kind], limits.target[kind], limits.max[kind]) = (min, target, max);
    }
    if let Some(over) = request.over.filter(|_| request.slot == Slot::During) {
        let least = limits.min[CARBOHYDRATE];
        if least > SINGLE_TRANSPORTER_G_PER_H * over.as_hours() {
            limits.min[FRUCTOSE] = FRUCTOSE_SHARE * least;
        }
    }
    if let Some(carry) = request.carry {
        limits.max[FLUID] = limits.max[FLUID].min(carry.bottles.as_ml());
        limits.target[FLUID] = limits.target[FLUID].min(limits.max[FLUID]);
        limits.max[PIECES] = f64::from(carry.pieces);
    }
    limits
}

/// An item as the search sees it.
struct Candidate<'a> {
    item: &'a Item,
    /// Known amounts of a serving; unknown ones are zero and allowed only where nothing limits them.
    holds: [f64; KINDS],
    /// Water it is mixed with.
    mix: f64,
    most: u32,
    /// How much of a serving one of these is.
    step: f64,
}

fn candidates<'a>(
    request: &Request,
    catalogue: &'a Catalogue,
    limits: &Limits,
    units: Units,
) -> Vec<Candidate<'a>> {
    let usable = |item: &&Item| {
        item.slots.contains(&request.slot)
            && (!request.minor || item.form != Form::Capsule)
            && (!request.low_potassium || !rich_in_potassium(item))
            && item.tier <= request.tier
            && item.id != "water"
            && !request.dislikes.contains(&item.id)
            && !request.without.iter().any(|restriction| may_hold(item, restriction))
    };
    catalogue.items().iter().filter(usable).filter_map(|item| candidate(item, limits, units)).collect()
}

/// The allergens that the rows of the catalogue were looked through for: of the others a row tells nothing.
const ASSESSED: [Allergen; 8] = [
    Allergen::Gluten,
    Allergen::Egg,
    Allergen::Fish,
    Allergen::Peanut,
    Allergen::Soy,
    Allergen::Milk,
    Allergen::Nuts,
    Allergen::Meat,
];

/// Whether an item contains, or for all that is known may contain, what a restriction excludes.
fn may_hold(item: &Item, restriction: &Restriction) -> bool {
    let contains = item.contains.as_ref();
    let contains: Option<Vec<Allergen>> =
        contains.and_then(|words| words.iter().map(|word| word.parse().ok()).collect());
    restriction.excludes(contains.as_deref())
        || restriction.allergens().iter().any(|allergen| !ASSESSED.contains(allergen))
}

/// An electrolyte with more potassium than rule 9 allows, or with an unknown amount of it. Ordinary food is not meant.
fn rich_in_potassium(item: &Item) -> bool {
    let food = matches!(item.form, Form::Food | Form::Bar);
    !food && item.nutrients.potassium.is_none_or(|potassium| potassium > MOST_POTASSIUM)
}

/// Rule 9.
const MOST_POTASSIUM: Potassium = Potassium::from_mg(350.0);

fn candidate<'a>(item: &'a Item, limits: &Limits, units: Units) -> Option<Candidate<'a>> {
    let of = &item.nutrients;
    let step = units.step(item.form);
    let carried = !matches!(item.form, Form::Drink | Form::Powder);
    let known = [
        of.fluid.map(Volume::as_ml),
        of.sodium.map(Sodium::as_mg),
        of.carbohydrate.map(Carbohydrate::as_g),
        of.protein.map(Protein::as_g),
        of.caffeine.map(Caffeine::as_mg),
        of.fat.map(Fat::as_g),
        of.fibre.map(Fibre::as_g),
        of.fructose.map(Carbohydrate::as_g),
        Some(f64::from(u8::from(carried))),
    ];
    let mut holds = [0.0; KINDS];
    let mut most = match item.form {
        Form::Capsule => 4,
        // Nobody eats eight potatoes because that is the fewest different things.
        Form::Food if step < 1.0 => 6,
        Form::Food | Form::Bar => 3,
        Form::Drink | Form::Powder | Form::Gel | Form::Chew => MOST_SERVINGS,
    };
    for (kind, amount) in known.into_iter().enumerate() {
        match amount {
            // Solid food's own water is a bonus that nobody counts on.
            None if limits.max[kind].is_finite() && kind != FLUID => return None,
            None => {}
            Some(amount) => {
                // A pocket holds half a banana no better than a whole one.
                let part = if kind == PIECES { 1.0 } else { step };
                holds[kind] = if kind == FLUID && item.form != Form::Drink { 0.0 } else { part * amount };
                if holds[kind] > 0.0 && limits.max[kind].is_finite() {
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "0 to MOST_SERVINGS"
                    )]
                    let fits =
                        (limits.max[kind] / holds[kind] + 1e-9).floor().min(f64::from(MOST_SERVINGS)) as u32;
                    most = most.min(fits);
                }
            }
        }
    }
    let mix = item.mix_with.map_or(0.0, Volume::as_ml);
    (most > 0).then_some(Candidate { item, holds, mix, most, step })
}

fn search_in(request: &Request, catalogue: &Catalogue, limits: &Limits, units: Units) -> Option<Basket> {
    let candidates = candidates(request, catalogue, limits, units);
    if units == Units::HalfFood && candidates.iter().all(|candidate| candidate.step >= 1.0) {
        return None;
    }
    if !reachable(&candidates, limits) {
        return None;
    }
    let cost = |picks: &[exact::Pick]| preference(request, &candidates, picks, limits);
    let outcome = exact::solve(&problem(&candidates, limits), &cost);
    outcome.best.map(|picks| basket(&candidates, &picks, limits, outcome.proven))
}

/// Whether the largest servings together reach every least amount, each by itself: what they do not reach, no search need
/// look for.
fn reachable(candidates: &[Candidate<'_>], limits: &Limits) -> bool {
    let most_of = |kind: usize| {
        let mut most: Vec<f64> =
            candidates.iter().map(|candidate| candidate.holds[kind] * f64::from(candidate.most)).collect();
        most.sort_by(|a, b| b.total_cmp(a));
        most.iter().take(MOST_ITEMS).sum::<f64>()
    };
    // Plain water covers any least amount of fluid.
    (0..KINDS)
        .filter(|kind| *kind != FLUID && limits.min[*kind] > 0.0)
        .all(|kind| most_of(kind) >= limits.min[kind] - 1e-6)
}

/// What decides between baskets of as many things and servings, less being better: liked items, then price, then how near
/// the amounts are to their targets. Each outweighs all that follow.
fn preference(
    request: &Request,
    candidates: &[Candidate<'_>],
    picks: &[exact::Pick],
    limits: &Limits,
) -> f64 {
    let ids = || picks.iter().map(|&(index, servings)| (&candidates[index].item.id, servings));
    let liked = ids().filter(|(id, _)| request.likes.contains(*id)).count();
    let dearest = request.prices.values().copied().fold(0.0, f64::max);
    let price: f64 =
        ids().map(|(id, servings)| request.prices.get(id).unwrap_or(&dearest) * f64::from(servings)).sum();
    #[expect(clippy::cast_precision_loss, reason = "at most a handful of things")]
    let liked = liked as f64;
    -1e9 * liked + 1e4 * price + distance(candidates, picks, limits).min(9e3)
}

/// The windows of the search: fluid counts with what powders are mixed with, and water covers its least amount.
fn problem(candidates: &[Candidate<'_>], limits: &Limits) -> Problem {
    let windows = |of: &[f64; KINDS], spare: f64| {
        let mut amounts: Amounts = [spare; exact::WINDOWS];
        amounts[..KINDS].copy_from_slice(of);
        amounts
    };
    let mut min = windows(&limits.min, 0.0);
    min[FLUID] = 0.0;
    let choice = |candidate: &Candidate<'_>| {
        let mut holds = windows(&candidate.holds, 0.0);
        holds[FLUID] += candidate.mix;
        Choice { holds, most: candidate.most }
    };
    Problem {
        choices: candidates.iter().map(choice).collect(),
        min,
        max: windows(&limits.max, f64::INFINITY),
        most_things: MOST_ITEMS,
        most_steps: limits.steps,
    }
}

/// What some servings hold, without the water they are mixed with, and that water.
fn totals(candidates: &[Candidate<'_>], picks: &[exact::Pick]) -> ([f64; KINDS], f64) {
    let (mut total, mut mix) = ([0.0; KINDS], 0.0);
    for &(index, servings) in picks {
        let candidate = &candidates[index];
        mix += candidate.mix * f64::from(servings);
        for (total, holds) in total.iter_mut().zip(candidate.holds) {
            *total += holds * f64::from(servings);
        }
    }
    (total, mix)
}

/// How far the amounts are from their targets.
fn distance(candidates: &[Candidate<'_>], picks: &[exact::Pick], limits: &Limits) -> f64 {
    let (mut total, mix) = totals(candidates, picks);
    total[FLUID] += water(total[FLUID], mix, limits);
    let wanted = total.iter().zip(limits.target).filter(|(_, target)| *target > 0.0);
    wanted.map(|(total, target)| ((total - target) / target).powi(2)).sum()
}

/// Plain water that brings the fluid to its target, at least what the powders are mixed with.
fn water(fluid: f64, mix: f64, limits: &Limits) -> f64 {
    let wanted = limits.target[FLUID] - fluid;
    // In steps that a bottle can be filled to.
    let rounded = (wanted / 50.0).round() * 50.0;
    let room = limits.max[FLUID] - fluid;
    rounded.max(mix).max(limits.min[FLUID] - fluid).min(room).max(0.0)
}

fn basket(candidates: &[Candidate<'_>], picks: &[exact::Pick], limits: &Limits, proven: bool) -> Basket {
    let (total, mix) = totals(candidates, picks);
    let water = water(total[FLUID], mix, limits);
    let pick = |&(index, servings): &exact::Pick| {
        let item = candidates[index].item;
        let why = why(&candidates[index], f64::from(servings), limits);
        let servings = f64::from(servings) * candidates[index].step;
        Pick { item: item.id.clone(), name: item.name.clone(), serving: item.serving.clone(), servings, why }
    };
    let supplement = picks.iter().any(|&(index, _)| candidates[index].item.form == Form::Capsule);
    Basket {
        picks: picks.iter().map(pick).collect(),
        water: Volume::from_ml(water),
        fluid: Volume::from_ml(total[FLUID] + water),
        sodium: Sodium::from_mg(total[1]),
        carbohydrate: Carbohydrate::from_g(total[2]),
        protein: Protein::from_g(total[3]),
        caffeine: Caffeine::from_mg(total[4]),
        proven,
        notes: supplement.then_some(Note::ThirdParty).into_iter().collect(),
    }
}

/// The wanted amount of which an item brings the largest share.
fn why(candidate: &Candidate<'_>, steps: f64, limits: &Limits) -> Option<Share> {
    let share = |kind: &usize| steps * candidate.holds[*kind] / limits.target[*kind];
    let wanted = (0..KINDS).filter(|kind| limits.target[*kind] > 0.0 && candidate.holds[*kind] > 0.0);
    let most = wanted.max_by(|a, b| share(a).total_cmp(&share(b)))?;
    let (part, whole) = (steps * candidate.holds[most], limits.target[most]);
    Some(Share { part, whole, unit: UNITS[most], of: NAMES[most] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Range;

    fn during(fluid: (f64, f64), sodium: (f64, f64), carbohydrate: (f64, f64)) -> Request {
        Request::of(
            vec![
                Band::Fluid(Range::of(Volume::from_ml(fluid.0), Volume::from_ml(fluid.1))),
                Band::Sodium(Range::of(Sodium::from_mg(sodium.0), Sodium::from_mg(sodium.1))),
                Band::Carbohydrate(Range::of(
                    Carbohydrate::from_g(carbohydrate.0),
                    Carbohydrate::from_g(carbohydrate.1),
                )),
            ],
            Slot::During,
        )
    }

    #[test]
    fn two_hours_of_riding_take_one_item_and_water() {
        let basket =
            choose(&during((500.0, 2000.0), (520.0, 1430.0), (60.0, 120.0)), Catalogue::built_in()).unwrap();
        assert_eq!(basket.picks.len(), 1, "{basket:?}");
        assert!(basket.proven);
        assert!((500.0..=2000.0).contains(&basket.fluid.as_ml()));
        assert!((520.0..=1430.0).contains(&basket.sodium.as_mg()));
        assert!((60.0..=120.0).contains(&basket.carbohydrate.as_g()));
        assert_eq!(basket.caffeine.as_mg(), 0.0, "caffeine is never slipped in");
    }

    #[test]
    fn nothing_required_is_covered_by_water() {
        let basket = choose(&during((0.0, 800.0), (0.0, 440.0), (0.0, 30.0)), Catalogue::built_in()).unwrap();
        assert_eq!(basket.picks, []);
        assert_eq!(basket.water.as_ml(), 400.0);
    }

    #[test]
    fn a_clash_names_the_limit_in_the_way() {
        let clash =
            choose(&during((500.0, 900.0), (90_000.0, 91_000.0), (60.0, 90.0)), Catalogue::built_in())
                .unwrap_err();
        assert_eq!(
            clash.to_string(),
            "no items of the catalogue fit together: at least 90000 mg of sodium cannot be reached"
        );
    }

    #[test]
    fn unknown_contents_are_left_out_where_they_matter() {
        let protein = Band::Protein(Range::of(Protein::from_g(30.0), Protein::from_g(40.0)));
        let without = vec![Allergen::Milk.into()];
        let request = Request { without, ..Request::of(vec![protein], Slot::Bedtime) };
        let basket = choose(&request, Catalogue::built_in()).unwrap();
        for pick in &basket.picks {
            let item = Catalogue::built_in().get(&pick.item).unwrap();
            assert!(item.contains.as_ref().unwrap().iter().all(|c| c != "milk"), "{item:?}");
        }
    }

    #[test]
    fn alternatives_share_no_item_and_never_beat_the_best() {
        let request = during((500.0, 2000.0), (520.0, 1430.0), (60.0, 120.0));
        let best = choose(&request, Catalogue::built_in()).unwrap();
        let others = alternatives(&request, Catalogue::built_in(), 5);
        assert_eq!(others.len(), 5);
        assert_eq!(alternatives_to(&best, &request, Catalogue::built_in(), 5), others);
        let mut seen: Vec<&str> = best.picks.iter().map(|pick| pick.item.as_str()).collect();
        for other in &others {
            assert!(other.picks.len() >= best.picks.len());
            for pick in &other.picks {
                assert!(!seen.contains(&pick.item.as_str()), "{} comes twice", pick.item);
                seen.push(&pick.item);
            }
        }
        assert_eq!(alternatives(&request, Catalogue::built_in(), 0), []);
    }

    #[test]
    fn what_is_at_home_comes_first_and_what_is_disliked_not_at_all() {
        let request = during((500.0, 2000.0), (520.0, 1430.0), (60.0, 120.0));
        let others = alternatives(&request, Catalogue::built_in(), 3);
        let third = &others[2];
        let pantry: Vec<String> = third.picks.iter().map(|pick| pick.item.clone()).collect();
        let at_home = Request { pantry: pantry.clone(), ..request.clone() };
        assert_eq!(&choose(&at_home, Catalogue::built_in()).unwrap(), third);
        let disliked = Request { dislikes: pantry.clone(), pantry: pantry.clone(), ..request.clone() };
        let basket = choose(&disliked, Catalogue::built_in()).unwrap();
        assert!(
            basket.picks.iter().all(|pick| !pantry.contains(&pick.item)),
            "a dislike outweighs the pantry"
        );
        let too_little = Request { pantry: vec!["no such item".to_owned()], ..request.clone() };
        assert_eq!(choose(&too_little, Catalogue::built_in()), choose(&request, Catalogue::built_in()));
    }
}
