//! Drinks and foods that meet needs.

use engine::PhaseBasket;
use serde::Serialize;
use units::UnitSystem;
use utoipa::ToSchema;

use super::amount::{Quantity, quantity};
use super::name_of;

/// Servings of an item.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PickView {
    /// The item's name in the catalogue.
    item: String,
    /// Its name for people.
    name: String,
    /// What one serving is.
    serving: String,
    /// How many; halves of food where whole servings do not fit.
    servings: f64,
    /// What it is there for.
    why: String,
}

/// The items for one phase.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BasketView {
    /// Which phase.
    phase: String,
    /// The items; empty when water alone does, or nothing fits.
    picks: Vec<PickView>,
    /// Plain water, for mixing and beside.
    water: Option<Quantity>,
    /// Whether fewer items were proven not to do.
    proven: bool,
    /// Nutrients of which an item holds an unknown amount: their totals are the least there is.
    unknown: Vec<String>,
    /// What it gives of each need that it does not cover: `500 mL of the 1400 mL of fluid`.
    gaps: Vec<String>,
    /// What to keep in mind about it.
    notes: Vec<String>,
    /// Others that would do as well, none of which shares an item with it.
    #[schema(no_recursion)]
    alternatives: Vec<BasketView>,
    /// The limits that clash, when nothing fits.
    clashes: Vec<String>,
}

impl BasketView {
    pub(super) fn of(phase: &PhaseBasket, system: UnitSystem) -> Self {
        let name = name_of(phase.phase);
        match &phase.basket {
            Some(basket) => {
                let others = phase.alternatives.iter().map(|other| Self::of_basket(&name, other, system));
                let alternatives = others.collect();
                Self { alternatives, ..Self::of_basket(&name, basket, system) }
            }
            None => Self {
                phase: name,
                picks: Vec::new(),
                water: None,
                proven: false,
                unknown: Vec::new(),
                gaps: Vec::new(),
                notes: Vec::new(),
                alternatives: Vec::new(),
                clashes: phase.clashes.iter().map(ToString::to_string).collect(),
            },
        }
    }

    /// A basket by itself.
    pub(crate) fn of_basket(phase: &str, basket: &fuel::basket::Basket, system: UnitSystem) -> Self {
        let pick = |pick: &fuel::basket::Pick| PickView {
            item: pick.item.clone(),
            name: pick.name.clone(),
            serving: pick.serving.clone(),
            servings: pick.servings,
            why: pick.why.map(|share| share.to_string()).unwrap_or_default(),
        };
        Self {
            phase: phase.to_owned(),
            picks: basket.picks.iter().map(pick).collect(),
            water: Some(quantity(basket.water, system)),
            proven: basket.proven,
            unknown: basket.unknown.iter().map(|nutrient| nutrient.name().to_owned()).collect(),
            gaps: basket.gaps.iter().map(ToString::to_string).collect(),
            notes: basket.notes.iter().map(ToString::to_string).collect(),
            alternatives: Vec::new(),
            clashes: Vec::new(),
        }
    }
}

/// A drink to mix oneself, within the session's limits, and how to sip it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BottleView {
    /// All that is to be drunk.
    fluid: Quantity,
    /// How much in each quarter of an hour.
    sip: Quantity,
    /// Sugar dissolved in it, g.
    sugar: Quantity,
    /// Table salt dissolved in it, g.
    salt_g: f64,
    /// Carbohydrate to eat beside it.
    to_eat: Quantity,
}

impl BottleView {
    pub(super) fn of(bottle: &fuel::Bottle, system: UnitSystem) -> Self {
        Self {
            fluid: quantity(bottle.fluid, system),
            sip: quantity(bottle.sip, system),
            sugar: quantity(bottle.sugar, system),
            salt_g: (bottle.salt.as_g() * 10.0).round() / 10.0,
            to_eat: quantity(bottle.to_eat, system),
        }
    }
}
