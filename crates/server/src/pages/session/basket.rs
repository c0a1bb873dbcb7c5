//! The items of a basket in words.

use engine::PhaseBasket;
use fuel::basket::Basket;
use units::{UnitSystem, Volume};

use crate::language::Language;

/// What covers the needs of a phase.
pub(crate) struct Items {
    pub(crate) picks: Vec<Pick>,
    /// Other baskets, each in one line.
    pub(crate) others: Vec<String>,
    pub(crate) notes: Vec<String>,
    /// Fewer items were proven not to do.
    pub(crate) proven: bool,
}

/// Servings of one item.
pub(crate) struct Pick {
    /// What it is there for.
    pub(crate) why: String,
    words: String,
}

impl Pick {
    /// How much of what, in the words of food.
    pub(crate) fn words(&self) -> &str {
        &self.words
    }
}

impl Items {
    pub(crate) fn of(phase: &PhaseBasket, system: UnitSystem, language: Language) -> Option<Self> {
        let basket = phase.basket.as_ref()?;
        let picks = picks(basket, system, language);
        if picks.is_empty() {
            return None;
        }
        let others = phase.alternatives.iter().map(|other| line(other, system, language));
        Some(Self {
            picks,
            others: others.filter(|line| !line.is_empty()).collect(),
            notes: notes(basket, language),
            proven: basket.proven,
        })
    }
}

/// What a basket does not cover, then what to keep in mind about it.
pub(in crate::pages) fn notes(basket: &Basket, language: Language) -> Vec<String> {
    let gaps = basket.gaps.iter().map(|gap| language.with("share", language.share(gap)).t("basket-gap"));
    gaps.chain(basket.notes.iter().map(|note| language.t_of("note", note.code()))).collect()
}

/// A basket in one line.
fn line(basket: &Basket, system: UnitSystem, language: Language) -> String {
    let parts: Vec<String> = picks(basket, system, language).into_iter().map(|pick| pick.words).collect();
    parts.join(" + ")
}

/// The items of a basket, water last.
pub(in crate::pages) fn picks(basket: &Basket, system: UnitSystem, language: Language) -> Vec<Pick> {
    let mut picks: Vec<Pick> = basket
        .picks
        .iter()
        .map(|pick| Pick {
            words: language.helping(pick.servings, &pick.serving, &pick.item, &pick.name),
            why: pick.why.as_ref().map(|share| language.share(share)).unwrap_or_default(),
        })
        .collect();
    if basket.water > Volume::ZERO {
        let words = language.with("amount", language.quantity(basket.water, system)).t("basket-water");
        picks.push(Pick { why: String::new(), words });
    }
    picks
}
