//! The items that a basket may be made of, as the search sees them.

use units::{Caffeine, Carbohydrate, Fat, Fibre, Potassium, Protein, Sodium, Volume};

use super::limits::{
    CAFFEINE, CARBOHYDRATE, FAT, FIBRE, FLUID, FRUCTOSE, GLUCOSE, KINDS, Limits, PIECES, POTASSIUM, PROTEIN,
    SODIUM,
};
use super::{Request, UnknownContents};
use crate::catalogue::{Unknown, worst_case};
use crate::{Age, Allergen, Catalogue, Class, Form, Item, Presence, Restriction, Slot, Status, Tier};

/// At most so many servings of one item.
const MOST_SERVINGS: u32 = 8;
/// Rule 12: no drink is stronger than this while moving; what is, needs that much more water.
const STRONGEST_SODIUM_MG_PER_L: f64 = 1100.0;
/// The same at rest: the strongest oral rehydration solution (World Health Organization, 75 mmol/L).
const STRONGEST_AT_REST_MG_PER_L: f64 = 1725.0;
/// Sugars in what is drunk while moving: the upper end of what drinks of sport hold (5 to 10 %).
const STRONGEST_CARBOHYDRATE_G_PER_L: f64 = 100.0;

/// Which rows a search may use. Each stage is tried only where the one before finds nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stage {
    /// Rows that nobody verified, or that were checked too long ago.
    pub(super) unverified: bool,
    /// Rows of unknown contents, where these matter.
    pub(super) unknown_contents: bool,
    /// In what steps items are counted.
    pub(super) units: Units,
}

impl Stage {
    /// The stages of a request, the surest first; halves only where no whole servings fit.
    pub(super) fn of(request: &Request) -> impl Iterator<Item = Self> {
        let asks = !request.without.is_empty() && request.unknown_contents == UnknownContents::AskToRead;
        let may_be_unverified = request.tier >= Tier::Unverified;
        let sure = [(false, false), (false, true), (true, false), (true, true)];
        sure.into_iter()
            .filter(move |(unverified, unknown)| (!unverified || may_be_unverified) && (!unknown || asks))
            .flat_map(|(unverified, unknown_contents)| {
                [Units::Whole, Units::Half].map(|units| Self { unverified, unknown_contents, units })
            })
    }
}

/// In what steps items are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Units {
    Whole,
    /// Food and ready drinks by the half serving.
    Half,
}

impl Units {
    /// How much of a serving one step of an item is.
    fn step(self, form: Form) -> f64 {
        if self == Self::Half && matches!(form, Form::Food | Form::Drink) { 0.5 } else { 1.0 }
    }
}

/// An item as the search sees it.
pub(super) struct Candidate<'a> {
    pub(super) item: &'a Item,
    /// Amounts of a step. Unknown ones are the worst case where only a most amount limits them, and zero elsewhere.
    pub(super) holds: [f64; KINDS],
    /// Water that a step is mixed with, or has to be drunk with.
    pub(super) mix: f64,
    pub(super) most: u32,
    /// How much of a serving one step is.
    pub(super) step: f64,
    /// Whether its contents are unknown where they matter.
    pub(super) read_the_pack: bool,
}

/// The items that a request may use in one stage or another, whatever its limits: looked for once, since what clashes is
/// found by hundreds of searches.
pub(super) fn shelf<'a>(request: &Request, catalogue: &'a Catalogue) -> Vec<&'a Item> {
    let widest = Stage { unverified: true, unknown_contents: true, units: Units::Whole };
    let may_be = |item: &&Item| usable(request, item, widest) && contents(request, item) < Verdict::Excluded;
    catalogue.items().iter().filter(may_be).collect()
}

/// The items of the [`shelf`] that a request may use in a stage.
pub(super) fn candidates<'a>(
    request: &Request,
    shelf: &[&'a Item],
    limits: &Limits,
    stage: Stage,
) -> Vec<Candidate<'a>> {
    shelf.iter().filter_map(|item| admit(request, item, limits, stage)).collect()
}

/// An item as the search sees it, where the request may use it in this stage.
pub(super) fn admit<'a>(
    request: &Request,
    item: &'a Item,
    limits: &Limits,
    stage: Stage,
) -> Option<Candidate<'a>> {
    let read_the_pack = match contents(request, item) {
        Verdict::Free => false,
        Verdict::Unknown if stage.unknown_contents => true,
        Verdict::Unknown | Verdict::Excluded => return None,
    };
    usable(request, item, stage).then(|| candidate(request, item, limits, stage, read_the_pack)).flatten()
}

fn usable(request: &Request, item: &Item, stage: Stage) -> bool {
    // What is at home or liked was chosen by the person: the pack is in reach, and the basket says what is not verified.
    let chosen = request.pantry.contains(&item.id) || request.likes.contains(&item.id);
    let stale = request.today.is_some_and(|today| item.age(today) == Age::Stale);
    item.slots.contains(&request.slot)
        && (!request.minor || is_ordinary(item))
        && item.tier <= request.tier
        && (stage.unverified || chosen || (item.tier < Tier::Unverified && !stale))
        && (item.status == Status::Current || chosen)
        && item.id != "water"
        && !request.dislikes.contains(&item.id)
}

/// What the contents of an item mean for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// It contains nothing of what must not be in it.
    Free,
    /// It may, for all that is known.
    Unknown,
    /// It does, or the pack says that it may.
    Excluded,
}

/// Judges an item by all restrictions of a request; the worst of them counts.
pub(super) fn contents(request: &Request, item: &Item) -> Verdict {
    let of = |restriction: &Restriction| match item.contains.of_restriction(restriction) {
        Presence::Absent => Verdict::Free,
        // A word that no vocabulary knows cannot be read on a pack by a rule: it excludes until it is replaced.
        Presence::Unknown if restriction.is_recognised() => Verdict::Unknown,
        Presence::Unknown | Presence::Possible | Presence::Contained => Verdict::Excluded,
    };
    request.without.iter().map(of).max().unwrap_or(Verdict::Free)
}

fn candidate<'a>(
    request: &Request,
    item: &'a Item,
    limits: &Limits,
    stage: Stage,
    read_the_pack: bool,
) -> Option<Candidate<'a>> {
    let step = stage.units.step(item.form);
    let mut holds = [0.0; KINDS];
    for (kind, amount) in amounts(item).into_iter().enumerate() {
        let amount = match amount {
            Some(amount) => amount,
            None => assumed(item, kind, limits)?,
        };
        // A pocket holds half a banana no better than a whole one.
        holds[kind] = if kind == PIECES { amount } else { step * amount };
    }
    let mix = water_needed(request, item, &holds, step);
    let by_item = item.max_per_day.unwrap_or(u32::MAX);
    let mut most = usual_servings(item.form, step).min(by_item);
    for (kind, held) in holds.into_iter().enumerate() {
        if held > 0.0 && limits.max[kind].is_finite() {
            most = most.min(fits(limits.max[kind] / held));
        }
    }
    if mix > 0.0 && limits.max[FLUID].is_finite() {
        most = most.min(fits(limits.max[FLUID] / (holds[FLUID] + mix)));
    }
    (most > 0).then_some(Candidate { item, holds, mix, most, step, read_the_pack })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to MOST_SERVINGS")]
fn fits(times: f64) -> u32 {
    (times + 1e-9).floor().clamp(0.0, f64::from(MOST_SERVINGS)) as u32
}

fn usual_servings(form: Form, step: f64) -> u32 {
    match form {
        Form::Capsule => 4,
        // Nobody eats eight potatoes because that is the fewest different things.
        Form::Food if step < 1.0 => 6,
        Form::Food | Form::Bar => 3,
        Form::Drink | Form::Powder | Form::Gel | Form::Chew => MOST_SERVINGS,
    }
}

/// What a serving holds of each kind; nothing where it is unknown.
fn amounts(item: &Item) -> [Option<f64>; KINDS] {
    let of = &item.nutrients;
    let carbohydrate = of.carbohydrate.map(Carbohydrate::as_g);
    let fructose = of.fructose.map_or(0.0, Carbohydrate::as_g);
    let carried = !matches!(item.form, Form::Drink | Form::Powder);
    let mut amounts = [None; KINDS];
    // Solid food's own water is a bonus that nobody counts on.
    amounts[FLUID] = Some(if item.form == Form::Drink { of.fluid.map_or(0.0, Volume::as_ml) } else { 0.0 });
    amounts[SODIUM] = of.sodium.map(Sodium::as_mg);
    amounts[CARBOHYDRATE] = carbohydrate;
    amounts[PROTEIN] = of.protein.map(Protein::as_g);
    amounts[CAFFEINE] = of.caffeine.map(Caffeine::as_mg);
    amounts[FAT] = of.fat.map(Fat::as_g);
    amounts[FIBRE] = of.fibre.map(Fibre::as_g);
    // Unknown fructose covers no need for it, and counts as glucose.
    amounts[FRUCTOSE] = Some(fructose);
    amounts[PIECES] = Some(f64::from(u8::from(carried)));
    amounts[GLUCOSE] = carbohydrate.map(|carbohydrate| (carbohydrate - fructose).max(0.0));
    let food = matches!(item.form, Form::Food | Form::Bar);
    amounts[POTASSIUM] = if food { Some(0.0) } else { of.potassium.map(Potassium::as_mg) };
    amounts
}

/// What an unknown amount counts as: nothing where it is not limited, its worst case where only a most amount is. Where a
/// least amount is wanted too the item cannot be used, because one figure would have to stand for both.
fn assumed(item: &Item, kind: usize, limits: &Limits) -> Option<f64> {
    if limits.max[kind].is_infinite() && limits.min[kind] <= 0.0 {
        return Some(0.0);
    }
    if limits.min[kind] > 0.0 {
        return limits.max[kind].is_infinite().then_some(0.0);
    }
    let unknown = match kind {
        SODIUM => Unknown::Sodium,
        CARBOHYDRATE | GLUCOSE => Unknown::Carbohydrate,
        PROTEIN => Unknown::Protein,
        CAFFEINE => Unknown::Caffeine,
        FAT => Unknown::Fat,
        FIBRE => Unknown::Fibre,
        POTASSIUM => Unknown::Potassium,
        _ => return Some(0.0),
    };
    worst_case(item, unknown)
}

/// Water that a step needs besides its own: as directed, and enough that nothing too strong is drunk.
fn water_needed(request: &Request, item: &Item, holds: &[f64; KINDS], step: f64) -> f64 {
    let directed = step * item.mix_with.map_or(0.0, Volume::as_ml);
    let salty = matches!(item.form, Form::Drink | Form::Powder | Form::Capsule);
    let moving = request.slot == Slot::During;
    let strongest = if moving { STRONGEST_SODIUM_MG_PER_L } else { STRONGEST_AT_REST_MG_PER_L };
    let for_sodium = if salty { holds[SODIUM] / strongest * 1000.0 } else { 0.0 };
    let drunk = moving && matches!(item.form, Form::Drink | Form::Powder);
    let for_sugar = if drunk { holds[CARBOHYDRATE] / STRONGEST_CARBOHYDRATE_G_PER_L * 1000.0 } else { 0.0 };
    let own = holds[FLUID];
    directed.max(for_sodium - own).max(for_sugar - own).max(0.0)
}

/// S13: what somebody under 18 is offered: food and drink that is no product for athletes, and holds no alcohol, not even
/// the half per cent of a beer sold as free of it.
fn is_ordinary(item: &Item) -> bool {
    let alcohol = item.contains.presence(Allergen::Alcohol) >= Presence::Possible;
    item.class == Class::Food && matches!(item.form, Form::Food | Form::Drink) && !alcohol
}
