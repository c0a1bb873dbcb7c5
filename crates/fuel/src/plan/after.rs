//! After a session and before sleep.

use jiff::Timestamp;
use units::{Carbohydrate, Duration, Protein, Quantity, Volume};

use super::Writer;
use super::writer::Because;
use crate::day::{between, earlier, later};
use crate::rules::gap::Gap;
use crate::rules::hydration::{self, Deficit};
use crate::rules::{carbohydrate, protein, sodium};
use crate::safety::{self, Beside, Situation, at_risk, limited};
use crate::{Band, Condition, Flag, Intensity, Phase, Range, Reason, numbers};

impl Writer<'_> {
    /// After; answers with what of the deficit is left for the next session.
    pub(super) fn after(&mut self, drunk: Volume) -> Volume {
        self.flag_gap();
        let left = self.drink_after(drunk);
        self.eat_after();
        self.protein_after();
        left
    }

    fn flag_gap(&mut self) {
        match Gap::of(self.next) {
            Gap::Tournament | Gap::Continued | Gap::Merged => self.flag(Flag::OverlapPostPre),
            Gap::Rapid => {
                let window = Duration::from_hours(numbers().gap.window.value);
                let near = self.next.is_some_and(|time| time <= window);
                self.flag(if near { Flag::OverlapPostPre } else { Flag::RapidRefuel });
            }
            Gap::Overnight | Gap::Open => {}
        }
    }

    fn drink_after(&mut self, drunk: Volume) -> Volume {
        let gap = Gap::of(self.next);
        let carried = self.state.carried.fluid_deficit;
        let deficit = Deficit::of(self.session, drunk);
        let whole = &self.block.session;
        let total = hydration::after(&self.day.person, whole, deficit, carried, gap);
        let missing = deficit.cautious() + carried;
        let likely = match deficit {
            Deficit::Weighed(lost) => lost,
            Deficit::Predicted { likely, .. } => likely,
        };
        if gap <= Gap::Tournament && likely + carried > Volume::from_ml(500.0) {
            self.flag(Flag::GapTooShortToRehydrate);
        }
        let window = self.awake_after();
        let salted =
            deficit.weighed() && gap < Gap::Overnight && !self.day.person.any(Condition::restricts_sodium);
        let situation = Situation { salted, ..self.situation(Phase::After, window) };
        let (fluid, limited_by) = limited(safety::FLUID, &situation, total);
        if fluid.max <= Volume::ZERO && !self.session.gained_mass() {
            return if gap == Gap::Open { Volume::ZERO } else { missing };
        }
        let because = Because {
            rules: &self.rules_after(deficit, gap),
            reason: self.reason_after(deficit, gap),
            sources: &["dge-2020", "hew-butler-2015", "shirreffs-1996"],
            limited_by,
        };
        let salt = safety::salt(&situation, fluid.max);
        self.need(Phase::After, window, Band::Fluid(fluid), &because);
        self.state.ledger.drunk_at_rest(fluid.max, salt);
        self.salt_with(Phase::After, window, fluid, salted);
        let later = self.drink_later(window.1, total.max - fluid.max);
        match gap {
            Gap::Open => Volume::ZERO,
            // A10: what was not offered is carried on.
            _ => (missing - fluid.max - later).max(Volume::ZERO),
        }
    }

    fn rules_after(&self, deficit: Deficit, gap: Gap) -> [&'static str; 4] {
        let known = if deficit.weighed() { "A1" } else { "A2" };
        let amount = match gap {
            _ if self.day.person.is_child() => "A12",
            Gap::Open => "A4",
            Gap::Overnight => "A5",
            _ => "A6",
        };
        [known, amount, "A7", gap.rule()]
    }

    fn reason_after(&self, deficit: Deficit, gap: Gap) -> Reason {
        let person = &self.day.person;
        match (gap, deficit.weighed()) {
            _ if person.is_child() => Reason::AfterChild,
            _ if person.any(Condition::restricts_sodium) => Reason::AfterCondition,
            _ if at_risk(person, &self.block.session) => Reason::AfterThirst,
            (Gap::Open, _) => Reason::AfterMeals,
            (Gap::Overnight, _) => Reason::AfterOvernight,
            (_, true) => Reason::AfterSoon,
            (_, false) => Reason::AfterUnweighed,
        }
    }

    /// A11: larger volumes come with sodium; S9: or with that of an ordinary meal only.
    fn salt_with(
        &mut self,
        phase: Phase,
        window: (Timestamp, Timestamp),
        fluid: Range<Volume>,
        salted: bool,
    ) {
        if self.day.person.any(Condition::restricts_sodium) {
            self.ordinary_sodium(phase, window);
            return;
        }
        let Some(wanted) = sodium::after(fluid, salted) else { return };
        let situation =
            Situation { beside: Beside { fluid: Some(fluid.max) }, ..self.situation(phase, window) };
        let (salt, limited_by) = limited(safety::SODIUM, &situation, wanted);
        let because = Because {
            rules: if salted { &["A6", "A11"] } else { &["A11"] },
            reason: Reason::SodiumAfter,
            sources: &["gisolfi-1992", "shirreffs-1996"],
            limited_by,
        };
        self.need(phase, window, Band::Sodium(salt), &because);
        self.flag(Flag::DrinkWithFood);
    }

    /// A4 to A6, A10: what the hours after cannot safely hold, with the next meals; answers with the most of it.
    fn drink_later(&mut self, after_until: Timestamp, left: Volume) -> Volume {
        let person = &self.day.person;
        let worth_it = left.as_ml() >= numbers().gap.later_from.value;
        // A12, A13: children drink to thirst, and with these conditions the clinician knows more.
        if !worth_it || person.is_child() || person.any(Condition::restricts_sodium) {
            return Volume::ZERO;
        }
        let Some(window) = self.later(after_until) else { return Volume::ZERO };
        let wanted = Range::of(Volume::ZERO, left);
        let situation = self.situation(Phase::Later, window);
        let (fluid, limited_by) = limited(safety::FLUID, &situation, wanted);
        let salt = safety::salt(&situation, fluid.max);
        if fluid.max.as_ml() < numbers().gap.later_from.value {
            return Volume::ZERO;
        }
        let because = Because {
            rules: &["A8", "A10"],
            reason: Reason::AfterLater,
            sources: &["hew-butler-2015", "metered-2010"],
            limited_by,
        };
        self.need(Phase::Later, window, Band::Fluid(fluid), &because);
        self.state.ledger.drunk_at_rest(fluid.max, salt);
        self.salt_with(Phase::Later, window, fluid, false);
        fluid.max
    }

    fn eat_after(&mut self) {
        let (gap, window) = (Gap::of(self.next), self.awake_after());
        let time = self.next.map(|time| time.max(Duration::ZERO));
        let wanted = carbohydrate::after(self.day.person.body_mass, gap, time);
        let (food, limited_by) = limited(safety::CARBOHYDRATE, &self.situation(Phase::After, window), wanted);
        if food.max <= Carbohydrate::ZERO {
            return;
        }
        let whole = &self.block.session;
        let long = whole.duration.as_hours() > numbers().carbohydrate.neglected_from.value
            && whole.intensity > Intensity::Easy;
        let (rule, reason) = match gap {
            Gap::Merged | Gap::Rapid => ("C3", Reason::RefuelSoon),
            Gap::Tournament => ("C3", Reason::RefuelLight),
            Gap::Overnight => ("C4", Reason::RefuelOvernight),
            _ if long => ("C4", Reason::RefuelLong),
            _ => ("C4", Reason::RefuelMeal),
        };
        let rules = [rule, gap.rule()];
        let because = Because { rules: &rules, reason, sources: &["gssi-carbohydrate"], limited_by };
        self.need(Phase::After, window, Band::Carbohydrate(food), &because);
    }

    fn protein_after(&mut self) {
        let (end, window) = (self.session.end(), self.awake_after());
        let amount = protein::after(&self.day.person, Gap::of(self.next));
        // Doses are spread: two sessions close together share one.
        let spacing = Duration::from_hours(numbers().protein.spacing.value);
        let due = self.state.last_protein.is_none_or(|last| between(last, end) >= spacing);
        if due && amount.max > Protein::ZERO {
            self.state.last_protein = Some(end);
            let reason = Reason::ProteinAfter;
            let because = Because { rules: &["P1"], reason, sources: &["issn-protein"], limited_by: None };
            self.need(Phase::After, window, Band::Protein(amount), &because);
        }
    }

    pub(super) fn before_sleep(&mut self) {
        let to_bed = self.to_bed(self.session.end());
        let amount = protein::before_sleep(&self.day.person, self.session.strength, to_bed);
        if let Some(to_bed) = to_bed.filter(|_| amount.max > Protein::ZERO) {
            let bed = later(self.session.end(), to_bed);
            let window = (earlier(bed, Duration::from_minutes(45.0)), bed);
            let because = Because {
                rules: &["P2", "P3"],
                reason: Reason::ProteinBeforeSleep,
                sources: &["trommelen-2016"],
                limited_by: None,
            };
            self.need(Phase::BeforeSleep, window, Band::Protein(amount), &because);
        }
    }
}
