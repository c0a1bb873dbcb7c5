//! During a session: fluid, sodium, carbohydrate.

use units::{Carbohydrate, Quantity, Sodium, Volume};

use super::Writer;
use super::writer::Because;
use crate::rules::gap::Gap;
use crate::rules::hydration::{self, During};
use crate::rules::{carbohydrate, sodium};
use crate::safety::{self, Beside, Ledger, Situation, limited};
use crate::{Band, Condition, Flag, Limit, Phase, Range, Reason, numbers};

impl Writer<'_> {
    /// What is to be drunk during: the band, what the rules said of the whole block, and what limits it.
    pub(super) fn drinking(&self) -> (Range<Volume>, During, Option<Limit>) {
        let (session, whole) = (self.session, &self.block.session);
        // M0: the whole block has one ceiling, as if nothing else were planned.
        let alone = Ledger::default();
        let of_whole = Situation {
            session: whole,
            ledger: &alone,
            ..self.situation(Phase::During, (whole.start, whole.end()))
        };
        let ceiling = safety::tightest(safety::FLUID, &of_whole).map_or(Volume::ZERO, |bound| bound.most);
        let rule =
            hydration::during(&self.day.person, whole, self.state.block_deficit, ceiling / whole.duration);
        let wanted = over(rule.rate, |rate| rate * session.duration);
        let situation = self.situation(Phase::During, (session.start, session.end()));
        let (fluid, limited_by) = limited(safety::FLUID, &situation, wanted);
        (fluid, rule, limited_by)
    }

    /// During; answers with what is planned to be drunk.
    pub(super) fn during(&mut self) -> Volume {
        let window = (self.session.start, self.session.end());
        let (fluid, rule, limited_by) = self.drinking();
        let gained = self.session.gained_mass();
        if rule.cannot_hold && !gained {
            self.flag(Flag::CannotHold2Pct);
        }
        if (rule.unknown || !self.session.sweat_measured) && !gained {
            self.flag(Flag::SweatRateUnknown);
        }
        let (rules, reason): (&[&str], _) = if rule.cannot_hold {
            (&["H3", "H6"], Reason::GutLimit)
        } else if rule.unknown {
            (&["H4"], Reason::UsualRange)
        } else if fluid.min <= Volume::ZERO {
            (&["H0", "H3"], Reason::ToThirst)
        } else {
            (&["H3"], Reason::HoldsTwoPercent { per_hour: fluid.target / self.session.duration })
        };
        let because = Because { rules, reason, sources: &["acsm-2007", "dge-2020"], limited_by };
        self.need(Phase::During, window, Band::Fluid(fluid), &because);
        let salt = safety::salt(&self.situation(Phase::During, window), fluid.target);
        self.state.ledger.exercised(self.session, fluid.target, salt);
        self.salt_during(fluid);
        self.eat_during();
        fluid.target
    }

    fn salt_during(&mut self, fluid: Range<Volume>) {
        let window = (self.session.start, self.session.end());
        let wanted = sodium::during(&self.day.person, &self.block.session, fluid.target);
        let situation = Situation {
            beside: Beside { fluid: Some(fluid.target) },
            ..self.situation(Phase::During, window)
        };
        let (salt, limited_by) = limited(safety::SODIUM, &situation, wanted);
        let none = self.day.person.any(Condition::restricts_sodium);
        if salt.max <= Sodium::ZERO && !none {
            return;
        }
        let (rules, reason): (&[&str], _) = if none {
            (&["N3", "S9"], Reason::SodiumNone)
        } else if salt.min > Sodium::ZERO {
            (&["N1", "N2"], Reason::SodiumCarried)
        } else {
            (&["N1", "N2"], Reason::SodiumUpTo)
        };
        let because = Because { rules, reason, sources: &["dge-2020"], limited_by };
        self.need(Phase::During, window, Band::Sodium(salt), &because);
    }

    fn eat_during(&mut self) {
        let window = (self.session.start, self.session.end());
        let wanted = carbohydrate::during(&self.day.person, &self.block.session, Gap::of(self.block.next));
        let wanted = over(wanted, |rate| rate * self.session.duration);
        let situation = self.situation(Phase::During, window);
        let (food, limited_by) = limited(safety::CARBOHYDRATE, &situation, wanted);
        if food.max <= Carbohydrate::ZERO {
            return;
        }
        let numbers = &numbers().carbohydrate;
        let hourly = (food.max / self.session.duration).as_g_per_h() - 1e-6;
        let reason = if self.day.person.is_child() {
            Reason::CarbohydrateChild
        } else if hourly > numbers.mixed_most.value {
            self.flag(Flag::HighCarbOptIn);
            Reason::CarbohydrateTrained
        } else if hourly > numbers.any_most.value {
            Reason::CarbohydrateMixed
        } else if hourly > numbers.rinse_most.value {
            Reason::CarbohydrateAny
        } else {
            Reason::CarbohydrateRinse
        };
        let because =
            Because { rules: &["C1"], reason, sources: &["burke-2011", "gssi-carbohydrate"], limited_by };
        self.need(Phase::During, window, Band::Carbohydrate(food), &because);
    }
}

fn over<R: Quantity, Q: Quantity>(rate: Range<R>, total: impl Fn(R) -> Q) -> Range<Q> {
    Range { min: total(rate.min), target: total(rate.target), max: total(rate.max) }
}
