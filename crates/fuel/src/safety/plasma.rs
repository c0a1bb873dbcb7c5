//! S4: no more is drunk than keeps plasma sodium up, by the equation of Nguyen and Kurtz, if no urine passes.
//!
//! Salt does not protect somebody who drinks too much; too little of it lowers how much may be drunk.

use units::{Quantity, SodiumConcentration, Volume};

use super::{Bound, Situation};
use crate::day::between;
use crate::{Condition, Limit, Phase, Session, numbers};

/// Water and cations (mmol of sodium and potassium) that left and entered a body since it last rested.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Body {
    lost: Volume,
    cations_lost: f64,
    drunk: Volume,
    cations_had: f64,
}

impl Body {
    /// The same after a session at its cautious end: as little sweat as is likely, as salty as is expected.
    fn sweating(self, session: &Session, mass_lost: Option<Volume>) -> Self {
        let plasma = &numbers().plasma;
        let by_rate =
            session.sweat_rate.map_or(Volume::ZERO, |rate| rate.i80.low.min(rate.median) * session.duration);
        let lost = mass_lost.unwrap_or(by_rate);
        let usual = SodiumConcentration::from_mmol_per_l(plasma.sweat_sodium.value);
        let sodium = session.sweat_sodium.map_or(usual, |sodium| sodium.median).as_mmol_per_l();
        Self {
            lost: self.lost + lost,
            cations_lost: self.cations_lost + lost.as_l() * (sodium + plasma.sweat_potassium.value),
            ..self
        }
    }

    /// Enters a session with what is drunk in it; `weighed` is the mass lost, if a scale says so.
    pub(super) fn enter(&mut self, session: &Session, drunk: Volume, weighed: Option<Volume>, salt: f64) {
        *self = self.sweating(session, weighed.map(|lost| (lost + drunk).max(Volume::ZERO)));
        self.drink(drunk, salt);
    }

    /// Enters a drink with so much sodium, mmol/L.
    pub(super) fn drink(&mut self, drunk: Volume, salt: f64) {
        self.drunk += drunk;
        self.cations_had += drunk.as_l() * salt;
    }
}

/// S4: what may still be drunk. Before a session there is time to pass what is too much.
pub(super) fn sodium(situation: &Situation<'_>) -> Option<Bound<Volume>> {
    if matches!(situation.phase, Phase::Before | Phase::BeforeSleep) {
        return None;
    }
    let plasma = &numbers().plasma;
    let session = situation.session;
    let body = match situation.phase {
        Phase::During => situation.ledger.body(situation).sweating(session, None),
        _ => situation.ledger.body(situation),
    };
    let water = plasma.body_water.value * situation.person().body_mass.as_kg();
    // Cations per litre of body water at a plasma sodium.
    let held = |sodium: f64| (sodium + plasma.intercept.value) / plasma.slope.value;
    let kept = if situation.weighed() { &plasma.least_weighed } else { &plasma.least };
    let least = held(kept.value);
    let cations = held(plasma.usual.value) * water - body.cations_lost + body.cations_had;
    let water_left = water - body.lost.as_l() + body.drunk.as_l();
    let spare = |salt: f64| Volume::from_l(((cations - least * water_left) / (least - salt)).max(0.0));
    let salted = spare(salt(situation, Volume::from_l(f64::INFINITY)));
    // So little comes without salt, and without salt there is room for less.
    let most = if salt(situation, salted) > 0.0 { salted } else { spare(0.0) };
    Some(Bound { most, why: Limit::PlasmaSodium })
}

/// The sodium that is planned at least with a drink of so much in this situation, mmol/L; none with a small one after a
/// session (A11).
pub(crate) fn salt(situation: &Situation<'_>, drunk: Volume) -> f64 {
    let mg_per_l = match situation.phase {
        _ if situation.person().any(Condition::restricts_sodium) => 0.0,
        Phase::After | Phase::Later if drunk.as_ml() <= numbers().after.sodium_from.value => 0.0,
        Phase::During => numbers().sodium.per_litre_least.value,
        _ if situation.salted => numbers().after.sodium_soon_least.value,
        _ => numbers().after.sodium_least.value,
    };
    SodiumConcentration::from_mg_per_l(mg_per_l).as_mmol_per_l()
}

/// Whether a session begins anew: what was lost and drunk longer ago has been made up with meals and urine.
pub(super) fn rested(since: jiff::Timestamp, start: jiff::Timestamp) -> bool {
    between(since, start).as_hours() >= numbers().gap.rapid.value
}
