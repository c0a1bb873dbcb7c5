//! The least, the target and the most of each amount that a basket is held to.

use units::{Caffeine, Carbohydrate, Fat, Fibre, Potassium, Protein, Sodium, Volume};

use super::Request;
use crate::exact;
use crate::{Band, Slot};

/// What is limited or wanted, in the order of the search's windows.
pub(super) const KINDS: usize = 11;
pub(super) const FLUID: usize = 0;
pub(super) const SODIUM: usize = 1;
pub(super) const CARBOHYDRATE: usize = 2;
pub(super) const PROTEIN: usize = 3;
pub(super) const CAFFEINE: usize = 4;
pub(super) const FAT: usize = 5;
pub(super) const FIBRE: usize = 6;
pub(super) const FRUCTOSE: usize = 7;
/// Pieces that take a pocket.
pub(super) const PIECES: usize = 8;
/// Carbohydrate that is not fructose: what one transporter of the gut takes up.
pub(super) const GLUCOSE: usize = 9;
/// Potassium of drinks, powders and supplements; that of ordinary food is not counted (rule 9).
pub(super) const POTASSIUM: usize = 10;
const _: () = assert!(KINDS <= exact::WINDOWS);

pub(super) const NAMES: [&str; KINDS] = [
    "fluid",
    "sodium",
    "carbohydrate",
    "protein",
    "caffeine",
    "fat",
    "fibre",
    "fructose",
    "pieces to carry",
    "carbohydrate other than fructose",
    "potassium",
];
pub(super) const UNITS: [&str; KINDS] = ["mL", "mg", "g", "g", "mg", "g", "g", "g", "", "g", "mg"];

/// Above so much carbohydrate an hour the gut needs fructose beside glucose: at least a third of it (C1, C6).
const SINGLE_TRANSPORTER_G_PER_H: f64 = 60.0;
const FRUCTOSE_SHARE: f64 = 1.0 / 3.0;
/// Rule 12: no more sodium than this in an hour of exercise, whatever is lost.
const MOST_SODIUM_MG_PER_H: f64 = 1500.0;
/// Rule 9: the most potassium from drinks, powders and supplements together.
const MOST_POTASSIUM_MG: f64 = 350.0;
/// A basket that reaches this share of the most reaches the least too.
const NEARLY: f64 = 0.8;
/// Where no sodium is to be added, what unsalted food and tap water hold all the same: four servings that a United
/// States label may call very low in sodium (35 mg, 21 CFR 101.61).
const TRACE_SODIUM_MG: f64 = 140.0;
/// Where no caffeine is wanted, what cocoa and decaffeinated coffee hold all the same; a fifth of the least dose that is
/// planned (K).
const TRACE_CAFFEINE_MG: f64 = 10.0;

/// A limit that the plan puts on a basket besides its bands: the most of one amount in the whole basket.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ceiling {
    /// Fluid.
    Fluid(Volume),
    /// Sodium; none means none added, and leaves the traces of unsalted food.
    Sodium(Sodium),
    /// Carbohydrate.
    Carbohydrate(Carbohydrate),
    /// Protein.
    Protein(Protein),
    /// Caffeine; none leaves the traces of cocoa.
    Caffeine(Caffeine),
    /// Fat.
    Fat(Fat),
    /// Fibre.
    Fibre(Fibre),
    /// Potassium of drinks, powders and supplements; that of ordinary food is not counted.
    Potassium(Potassium),
}

#[derive(Clone, Debug)]
pub(super) struct Limits {
    pub(super) min: [f64; KINDS],
    pub(super) target: [f64; KINDS],
    pub(super) max: [f64; KINDS],
    /// How many steps a search within them may take.
    pub(super) steps: u64,
}

impl Limits {
    /// The limits of a request: those of its slot, its bands, its ceilings and what can be carried, the strictest of each.
    pub(super) fn of(request: &Request) -> Self {
        let mut limits = Self {
            min: [0.0; KINDS],
            target: [0.0; KINDS],
            max: [f64::INFINITY; KINDS],
            steps: super::MOST_STEPS,
        };
        limits.of_slot(request.slot);
        for band in &request.amounts {
            limits.of_band(band);
        }
        for ceiling in &request.ceilings {
            limits.of_ceiling(*ceiling);
        }
        // Caffeine is never slipped in, and a trace of it or of sodium is no addition.
        let wants_caffeine = request.amounts.iter().any(|band| matches!(band, Band::Caffeine(_)));
        if !wants_caffeine {
            limits.cap(CAFFEINE, TRACE_CAFFEINE_MG);
        }
        for (kind, trace) in [(SODIUM, TRACE_SODIUM_MG), (CAFFEINE, TRACE_CAFFEINE_MG)] {
            if limits.max[kind] <= 0.0 {
                limits.max[kind] = trace;
            }
        }
        if request.low_potassium {
            limits.cap(POTASSIUM, MOST_POTASSIUM_MG);
        }
        if let Some(over) = request.over.filter(|_| request.slot == Slot::During) {
            let hours = over.as_hours().max(1.0);
            let one_transporter = SINGLE_TRANSPORTER_G_PER_H * over.as_hours();
            limits.cap(GLUCOSE, one_transporter.max(SINGLE_TRANSPORTER_G_PER_H * 0.5));
            limits.cap(SODIUM, MOST_SODIUM_MG_PER_H * hours);
            if limits.min[CARBOHYDRATE] > one_transporter {
                limits.min[FRUCTOSE] = FRUCTOSE_SHARE * limits.min[CARBOHYDRATE];
            }
        }
        if let Some(carry) = request.carry {
            limits.cap(FLUID, carry.bottles.as_ml());
            limits.cap(PIECES, f64::from(carry.pieces));
        }
        limits.leave_room();
        for kind in 0..KINDS {
            limits.target[kind] = limits.target[kind].min(limits.max[kind]);
        }
        limits
    }

    /// A least amount that a safety rule has pushed against the most leaves nothing to choose from: to hit 30.5 g, minced
    /// beef was proposed for its 0.1 g. What reaches nearly the most will do; water fills any need for fluid.
    fn leave_room(&mut self) {
        for kind in [SODIUM, CARBOHYDRATE, PROTEIN] {
            let (least, most) = (self.min[kind], self.max[kind]);
            // A least above the most clashes, and is said.
            if least <= most && least > 0.999 * most {
                self.min[kind] = NEARLY * most;
            }
        }
    }

    fn cap(&mut self, kind: usize, most: f64) {
        self.max[kind] = self.max[kind].min(most);
    }

    /// What goes down while moving, before it or before sleep is light.
    fn of_slot(&mut self, slot: Slot) {
        match slot {
            Slot::During => {
                self.cap(PROTEIN, 12.0);
                self.cap(FAT, 8.0);
                self.cap(FIBRE, 8.0);
            }
            Slot::Before => {
                self.cap(FAT, 20.0);
                self.cap(FIBRE, 12.0);
            }
            Slot::Bedtime => self.cap(FAT, 15.0),
            Slot::After | Slot::Snack | Slot::Meal => self.cap(FAT, 30.0),
        }
    }

    fn of_band(&mut self, band: &Band) {
        let (kind, min, target, max) = match band {
            Band::Fluid(r) => (FLUID, r.min.as_ml(), r.target.as_ml(), r.max.as_ml()),
            Band::Sodium(r) => (SODIUM, r.min.as_mg(), r.target.as_mg(), r.max.as_mg()),
            Band::Carbohydrate(r) => (CARBOHYDRATE, r.min.as_g(), r.target.as_g(), r.max.as_g()),
            Band::Protein(r) => (PROTEIN, r.min.as_g(), r.target.as_g(), r.max.as_g()),
            Band::Caffeine(r) => (CAFFEINE, r.min.as_mg(), r.target.as_mg(), r.max.as_mg()),
        };
        (self.min[kind], self.target[kind]) = (min, target);
        // A band of protein says how much is wanted while moving; without one the slot's own limit stands.
        self.max[kind] = if kind == PROTEIN { max } else { self.max[kind].min(max) };
    }

    fn of_ceiling(&mut self, ceiling: Ceiling) {
        match ceiling {
            Ceiling::Fluid(most) => self.cap(FLUID, most.as_ml()),
            Ceiling::Sodium(most) => self.cap(SODIUM, most.as_mg()),
            Ceiling::Carbohydrate(most) => self.cap(CARBOHYDRATE, most.as_g()),
            Ceiling::Protein(most) => self.cap(PROTEIN, most.as_g()),
            Ceiling::Caffeine(most) => self.cap(CAFFEINE, most.as_mg()),
            Ceiling::Fat(most) => self.cap(FAT, most.as_g()),
            Ceiling::Fibre(most) => self.cap(FIBRE, most.as_g()),
            Ceiling::Potassium(most) => self.cap(POTASSIUM, most.as_mg()),
        }
    }

    /// Plain water that brings the fluid to its target, at least what is needed to mix and dilute.
    pub(super) fn water(&self, fluid: f64, mix: f64) -> f64 {
        let wanted = self.target[FLUID] - fluid;
        // In steps that a bottle can be filled to.
        let rounded = (wanted / 50.0).round() * 50.0;
        let room = self.max[FLUID] - fluid;
        rounded.max(mix).max(self.min[FLUID] - fluid).min(room).max(0.0)
    }
}
