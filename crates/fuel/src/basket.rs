//! Baskets: the fewest items that cover a set of needs, found by exact search.
//!
//! The search asks first whether one item (with water) will do, then two, then three; within the fewest items it takes
//! the fewest servings, and among those the basket nearest to the targets. What it returns is optimal in that order, or
//! it says that the search was cut short. Rows whose figures are verified are searched first; rows that nobody verified,
//! and rows of unknown contents where a person allows them, only where those give nothing. Unknown amounts never count
//! towards a least amount, and towards a most amount as the worst case of their kind.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize, Serializer};
use units::{Caffeine, Carbohydrate, Duration, Protein, Sodium, Volume};

use crate::exact::{self, Amounts, Choice, Problem};
use crate::{Age, Band, Catalogue, Form, Item, Note, Nutrient, Restriction, Slot, Tier};

mod candidate;
mod clash;
mod limits;

use candidate::{Candidate, Stage, candidates, shelf};
use clash::clash;
pub use clash::{Clash, Infeasible};
pub use limits::Ceiling;
use limits::{CAFFEINE, CARBOHYDRATE, FLUID, KINDS, Limits, NAMES, PROTEIN, SODIUM, UNITS};

/// At most so many different items.
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
    /// Limits besides those of the amounts, each with a reason that the plan knows.
    pub ceilings: Vec<Ceiling>,
    /// The least sure figures that may be used. Those that nobody verified are used only where no others will do.
    pub tier: Tier,
    /// The day it is for, by which figures that were checked long ago rank behind; without it none does.
    pub today: Option<Date>,
    /// What it must not contain.
    pub without: Vec<Restriction>,
    /// What becomes of an item of which it is unknown whether it contains that.
    pub unknown_contents: UnknownContents,
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
    /// For somebody with high blood pressure or a medicine that keeps potassium: at most 350 mg of it in all drinks,
    /// powders and supplements together, unknown amounts at their worst (rule 9).
    pub low_potassium: bool,
    /// For somebody under 18: ordinary food and drinks, no supplements and no sports nutrition (rule 13).
    pub minor: bool,
}

/// What becomes of an item of unknown contents where something must not be in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnknownContents {
    /// It is left out.
    #[default]
    LeaveOut,
    /// It is offered where nothing else will do, with the ask to read the pack. What a pack is known to say that it may
    /// contain stays out.
    AskToRead,
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
    /// A basket for these amounts, without any wish or restriction.
    pub fn of(amounts: Vec<Band>, slot: Slot) -> Self {
        Self {
            amounts,
            slot,
            ceilings: Vec::new(),
            tier: Tier::Unverified,
            today: None,
            without: Vec::new(),
            unknown_contents: UnknownContents::default(),
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
    /// Nutrients of which an item holds an unknown amount: the totals above are the least there is of them.
    pub unknown: Vec<Nutrient>,
    /// What it gives of each need that it does not cover, as where the bottles do not hold it.
    pub gaps: Vec<Share>,
    /// What to keep in mind about it.
    pub notes: Vec<Note>,
}

/// Finds the best basket.
///
/// # Errors
/// When none fits: the smallest set of limits without which one would.
pub fn choose(request: &Request, catalogue: &Catalogue) -> Result<Basket, Infeasible> {
    let limits = Limits::of(request);
    let shelf = shelf(request, catalogue);
    from_the_pantry(request, &shelf, &limits)
        .or_else(|| search(request, &shelf, &limits))
        .ok_or_else(|| clash(request, &shelf, &limits))
}

/// Whether a basket for a request could hold an item at all, by its own slot, figures and contents.
pub(crate) fn can_hold(request: &Request, item: &crate::Item) -> bool {
    let limits = Limits::of(request);
    Stage::of(request).any(|stage| candidate::admit(request, item, &limits, stage).is_some())
}

/// The best basket of the first stage that has one, of items of the [`shelf`].
fn search(request: &Request, shelf: &[&Item], limits: &Limits) -> Option<Basket> {
    Stage::of(request).find_map(|stage| search_in(request, shelf, limits, stage))
}

/// Up to `most` other baskets, best first, none of which shares an item with the best or with one before it.
pub fn alternatives(request: &Request, catalogue: &Catalogue, most: usize) -> Vec<Basket> {
    choose(request, catalogue)
        .map_or_else(|_| Vec::new(), |best| alternatives_to(&best, request, catalogue, most))
}

/// The same where the best is known already.
pub fn alternatives_to(best: &Basket, request: &Request, catalogue: &Catalogue, most: usize) -> Vec<Basket> {
    let mut request = request.clone();
    let limits = Limits::of(&request);
    let mut others: Vec<Basket> = Vec::new();
    while others.len() < most {
        let last = others.last().unwrap_or(best);
        if last.picks.is_empty() {
            break;
        }
        request.dislikes.extend(last.picks.iter().map(|pick| pick.item.clone()));
        let shelf = shelf(&request, catalogue);
        let next = from_the_pantry(&request, &shelf, &limits).or_else(|| search(&request, &shelf, &limits));
        match next {
            Some(next) => others.push(next),
            None => break,
        }
    }
    others
}

fn from_the_pantry(request: &Request, shelf: &[&Item], limits: &Limits) -> Option<Basket> {
    if request.pantry.is_empty() {
        return None;
    }
    let at_home: Vec<&Item> =
        shelf.iter().copied().filter(|item| request.pantry.contains(&item.id)).collect();
    search(request, &at_home, limits)
}

fn search_in(request: &Request, shelf: &[&Item], limits: &Limits, stage: Stage) -> Option<Basket> {
    let candidates = candidates(request, shelf, limits, stage);
    if !reachable(&candidates, limits) {
        return None;
    }
    let cost = |picks: &[exact::Pick]| preference(request, &candidates, picks, limits);
    let outcome = exact::solve(&problem(&candidates, limits), &cost);
    outcome.best.map(|picks| basket(request, &candidates, &picks, limits, outcome.proven))
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

/// What decides between baskets of as many things and servings, less being better: liked items, then price, then what can
/// be had while moving, then surer figures, then how near the amounts are to their targets. Each outweighs all that follow.
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
    let doubt: u32 = picks.iter().map(|&(index, _)| doubt(candidates[index].item.tier)).sum();
    let plates =
        picks.iter().filter(|&&(index, _)| takes_a_stop(request.slot, candidates[index].item)).count();
    #[expect(clippy::cast_precision_loss, reason = "at most a handful of things")]
    let (liked, plates) = (liked as f64, plates as f64);
    -1e12 * liked
        + 1e6 * price
        + 2e5 * plates
        + 1e4 * f64::from(doubt)
        + distance(candidates, picks, limits).min(9e3)
}

/// Whether it is food to sit down to: while moving, what is drunk, squeezed or chewed comes first.
fn takes_a_stop(slot: Slot, item: &Item) -> bool {
    slot == Slot::During && item.form == Form::Food
}

/// Figures of a label, a table or a maker are as good as each other; those quoted by others rank behind.
fn doubt(tier: Tier) -> u32 {
    match tier {
        Tier::Label | Tier::FoodTable | Tier::BrandPage => 0,
        Tier::Retailer | Tier::Community => 1,
        Tier::Unverified => 4,
    }
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
    total[FLUID] += limits.water(total[FLUID], mix);
    let wanted = total.iter().zip(limits.target).filter(|(_, target)| *target > 0.0);
    wanted.map(|(total, target)| ((total - target) / target).powi(2)).sum()
}

fn basket(
    request: &Request,
    candidates: &[Candidate<'_>],
    picks: &[exact::Pick],
    limits: &Limits,
    proven: bool,
) -> Basket {
    let (mut total, mix) = totals(candidates, picks);
    let water = limits.water(total[FLUID], mix);
    total[FLUID] += water;
    let pick = |&(index, servings): &exact::Pick| {
        let item = candidates[index].item;
        let why = why(&candidates[index], f64::from(servings), limits);
        let servings = f64::from(servings) * candidates[index].step;
        Pick { item: item.id.clone(), name: item.name.clone(), serving: item.serving.clone(), servings, why }
    };
    let chosen: Vec<&Candidate<'_>> = picks.iter().map(|&(index, _)| &candidates[index]).collect();
    let known = |amount: &dyn Fn(&Candidate<'_>) -> Option<f64>| {
        let of = |&(index, servings): &exact::Pick| {
            let candidate = &candidates[index];
            amount(candidate).unwrap_or(0.0) * candidate.step * f64::from(servings)
        };
        picks.iter().map(of).sum::<f64>()
    };
    Basket {
        picks: picks.iter().map(pick).collect(),
        water: Volume::from_ml(water),
        fluid: Volume::from_ml(total[FLUID]),
        sodium: Sodium::from_mg(known(&|of| of.item.nutrients.sodium.map(Sodium::as_mg))),
        carbohydrate: Carbohydrate::from_g(known(&|of| {
            of.item.nutrients.carbohydrate.map(Carbohydrate::as_g)
        })),
        protein: Protein::from_g(known(&|of| of.item.nutrients.protein.map(Protein::as_g))),
        caffeine: Caffeine::from_mg(known(&|of| of.item.nutrients.caffeine.map(Caffeine::as_mg))),
        proven,
        unknown: unknown(&chosen),
        gaps: gaps(&total, limits),
        notes: notes(request, &chosen),
    }
}

/// The nutrients of which an item of a basket holds an unknown amount.
fn unknown(chosen: &[&Candidate<'_>]) -> Vec<Nutrient> {
    let any = |blank: &dyn Fn(&crate::Nutrients) -> bool| chosen.iter().any(|of| blank(&of.item.nutrients));
    let all = [
        (Nutrient::Sodium, any(&|of| of.sodium.is_none())),
        (Nutrient::Carbohydrate, any(&|of| of.carbohydrate.is_none())),
        (Nutrient::Protein, any(&|of| of.protein.is_none())),
        (Nutrient::Caffeine, any(&|of| of.caffeine.is_none())),
    ];
    all.into_iter().filter(|(_, blank)| *blank).map(|(nutrient, _)| nutrient).collect()
}

/// What a basket gives of each least amount that it does not reach.
fn gaps(total: &[f64; KINDS], limits: &Limits) -> Vec<Share> {
    let short = [FLUID, SODIUM, CARBOHYDRATE, PROTEIN, CAFFEINE]
        .into_iter()
        .filter(|kind| total[*kind] < limits.min[*kind] - 0.5);
    short
        .map(|kind| Share { part: total[kind], whole: limits.min[kind], unit: UNITS[kind], of: NAMES[kind] })
        .collect()
}

fn notes(request: &Request, chosen: &[&Candidate<'_>]) -> Vec<Note> {
    let old = |of: &&&Candidate<'_>, age: Age| {
        request.today.is_some_and(|today| of.item.tier < Tier::Unverified && of.item.age(today) == age)
    };
    let all = [
        (Note::ReadPack, chosen.iter().any(|of| of.read_the_pack)),
        (Note::Unverified, chosen.iter().any(|of| of.item.tier == Tier::Unverified)),
        (Note::Stale, chosen.iter().any(|of| old(&of, Age::Ageing) || old(&of, Age::Stale))),
        (Note::ThirdParty, chosen.iter().any(|of| of.item.form == Form::Capsule)),
    ];
    all.into_iter().filter(|(_, holds)| *holds).map(|(note, _)| note).collect()
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
    use crate::{Allergen, Presence, Range};

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
            assert_eq!(item.contains.presence(Allergen::Milk), Presence::Absent, "{item:?}");
        }
    }

    #[test]
    fn a_band_without_width_is_covered_by_what_a_person_would_eat() {
        let grams = Carbohydrate::from_g(30.5);
        let band = Band::Carbohydrate(Range { min: grams, target: grams, max: grams });
        let basket = choose(&Request::of(vec![band], Slot::Before), Catalogue::built_in()).unwrap();
        assert_eq!(basket.picks.len(), 1, "{basket:?}");
        assert!((24.4..=30.5).contains(&basket.carbohydrate.as_g()), "{basket:?}");
        assert_eq!(basket.gaps, []);
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
