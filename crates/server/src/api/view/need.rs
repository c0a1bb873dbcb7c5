//! Needs, what was taken of them, and what a whole day asks for.

use fuel::{Band, Need, Range};
use serde::Serialize;
use units::UnitSystem;
use utoipa::ToSchema;

use super::amount::{Quantity, quantity};
use super::name_of;

/// A need.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct NeedView {
    /// Its name within the plan.
    id: String,
    /// `before`, `during`, `after`, `later` (with the meals of the day or of the next morning) or `before-sleep`.
    phase: String,
    /// From when.
    from: String,
    /// Until when.
    until: String,
    /// `fluid`, `sodium`, `carbohydrate`, `protein` or `caffeine`.
    nutrient: String,
    /// The least that serves.
    min: Quantity,
    /// What to aim for.
    target: Quantity,
    /// The most that is safe or useful.
    max: Quantity,
    /// The rules that made it.
    rules: Vec<String>,
    /// Why, in words.
    reason: String,
    /// How sure it is: `low`, `medium` or `high`.
    confidence: String,
    /// What keeps it from being more.
    limited_by: Option<String>,
    /// The receipt.
    receipt: String,
}

impl NeedView {
    pub(crate) fn of(need: &Need, system: UnitSystem) -> Self {
        let (min, target, max) = amounts(&need.amount, system);
        Self {
            id: need.id.clone(),
            phase: name_of(need.phase),
            from: need.from.to_string(),
            until: need.until.to_string(),
            nutrient: need.amount.nutrient().name().to_owned(),
            min,
            target,
            max,
            rules: need.rules.clone(),
            reason: need.reason.to_string(),
            confidence: name_of(need.confidence),
            limited_by: need.limited_by.map(|limit| limit.to_string()),
            receipt: need.receipt.as_str().to_owned(),
        }
    }
}

fn amounts(amount: &Band, system: UnitSystem) -> (Quantity, Quantity, Quantity) {
    match amount {
        Band::Fluid(range) => ends(range, system),
        Band::Sodium(range) => ends(range, system),
        Band::Carbohydrate(range) => ends(range, system),
        Band::Protein(range) => ends(range, system),
        Band::Caffeine(range) => ends(range, system),
    }
}

fn ends<Q: units::Quantity>(range: &Range<Q>, system: UnitSystem) -> (Quantity, Quantity, Quantity) {
    (quantity(range.min, system), quantity(range.target, system), quantity(range.max, system))
}

/// A need that was met.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TakenView {
    /// The need's name.
    need: String,
    /// The planned session that it belongs to.
    session: String,
    /// `before`, `during`, `after`, `later` (with the meals of the day or of the next morning) or `before-sleep`.
    phase: String,
    /// `fluid`, `sodium`, `carbohydrate`, `protein` or `caffeine`.
    nutrient: String,
    /// How much.
    amount: Quantity,
    /// When it was said.
    #[schema(example = "2026-06-11T07:00:00Z")]
    at: String,
}

impl TakenView {
    pub(crate) fn of(taken: &engine::Taken, system: UnitSystem) -> Self {
        use engine::Portion::{Caffeine, Carbohydrate, Fluid, Protein, Sodium};
        Self {
            need: taken.need.clone(),
            session: taken.session.clone(),
            phase: name_of(taken.phase),
            nutrient: taken.portion.nutrient().to_owned(),
            amount: match taken.portion {
                Fluid(amount) => quantity(amount, system),
                Sodium(amount) => quantity(amount, system),
                Carbohydrate(amount) => quantity(amount, system),
                Protein(amount) => quantity(amount, system),
                Caffeine(amount) => quantity(amount, system),
            },
            at: taken.at.to_string(),
        }
    }
}

/// What a whole day asks for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TotalView {
    /// `carbohydrate` or `protein`.
    nutrient: String,
    /// The least that serves.
    min: Quantity,
    /// What to aim for.
    target: Quantity,
    /// The most that is useful.
    max: Quantity,
    /// The rules that made it.
    rules: Vec<String>,
    /// Why, in words.
    reason: String,
    /// The receipt.
    receipt: String,
}

impl TotalView {
    pub(crate) fn of(total: &fuel::DailyTotal, system: UnitSystem) -> Self {
        let (min, target, max) = amounts(&total.amount, system);
        Self {
            nutrient: total.amount.nutrient().name().to_owned(),
            min,
            target,
            max,
            rules: total.rules.clone(),
            reason: total.reason.to_string(),
            receipt: total.receipt.as_str().to_owned(),
        }
    }
}
