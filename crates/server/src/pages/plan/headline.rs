//! A planned day in one sentence: what to do first, and how it goes on.

use engine::{AthleteRecord, SessionPlan};
use fuel::{Nutrient, Phase};

use crate::language::{Language, Toward};
use crate::pages::show::clock_near;
use crate::pages::today::acts::{Act, Amount};

/// What the sentence of a day is made from: its sessions and their windows, both in the order of time.
pub(super) struct Day<'a> {
    pub(super) plans: &'a [SessionPlan],
    pub(super) acts: &'a [Act],
    pub(super) athlete: &'a AthleteRecord,
    pub(super) language: Language,
}

impl Day<'_> {
    /// The first of these that holds: a stop; what has to be had first, with the sips that follow where it is a drink before
    /// a session; what may be had, by its most; nothing to time.
    pub(super) fn sentence(&self) -> String {
        if let Some(stop) = self.stop() {
            return stop;
        }
        if let Some(act) = self.acts.iter().find(|act| act.is_due()) {
            return self.due(act);
        }
        let mut fluids = self.acts.iter().filter_map(|act| act.amount(Nutrient::Fluid));
        if let Some(fluid) = fluids.find(|fluid| !fluid.is_had()) {
            let most = on_one_line(&fluid.at_most(self.athlete, self.language));
            return self.language.with("most", most).t_of("plan-day", "thirst");
        }
        let had = self.acts.iter().any(|act| act.amounts.iter().any(|amount| amount.had > 0.0));
        self.language.t_of("plan-day", if had { "done" } else { "rest" })
    }

    fn stop(&self) -> Option<String> {
        let of = |plan: &SessionPlan| {
            let mut flags = plan.flags.iter().copied();
            flags.find(|flag| flag.is_stop() && !matches!(flag, fuel::Flag::EahWarn | fuel::Flag::Heat))
        };
        let flag = self.plans.iter().find_map(of)?;
        let known = self.language.known("hero-stop", &flag.code());
        Some(known.unwrap_or_else(|| self.language.t("hero-look")))
    }

    fn due(&self, act: &Act) -> String {
        let due = |nutrient| act.amount(nutrient).filter(|amount| amount.is_needed() && !amount.is_had());
        let sip = self.sip(act);
        if let Some(fluid) = due(Nutrient::Fluid) {
            return match (act.phase, sip) {
                (Phase::During, Some(sip)) => self
                    .language
                    .with("sip", sip)
                    .with("time", self.clock(act, act.from))
                    .t_of("plan-day", "sip"),
                (Phase::Before, Some(sip)) => {
                    self.amount(act, fluid).with("sip", sip).t_of("plan-day", "drink-sip")
                }
                (Phase::Before, None) if self.to_thirst(act) => {
                    self.amount(act, fluid).t_of("plan-day", "drink-thirst")
                }
                _ => self.amount(act, fluid).t_of("hero", "drink"),
            };
        }
        match (due(Nutrient::Carbohydrate), due(Nutrient::Protein)) {
            (Some(carb), Some(protein)) => {
                let protein = on_one_line(&protein.aim(self.athlete, self.language).words());
                self.amount(act, carb).with("protein", protein).t_of("hero", "eat-both")
            }
            (Some(carb), None) => self.amount(act, carb).t_of("hero", "eat"),
            (None, Some(protein)) => self.amount(act, protein).t_of("hero", "eat-protein"),
            (None, None) => match act.amounts.iter().find(|amount| amount.is_needed() && !amount.is_had()) {
                Some(sodium) => self.amount(act, sodium).t_of("hero", "eat-sodium"),
                None => self.language.t_of("plan-day", "rest"),
            },
        }
    }

    /// In the session of this window drinking is left to thirst.
    fn to_thirst(&self, act: &Act) -> bool {
        let during = |other: &&Act| other.session == act.session && other.phase == Phase::During;
        let fluid = self.acts.iter().find(during).and_then(|during| during.amount(Nutrient::Fluid));
        fluid.is_some_and(|fluid| !fluid.is_needed() && !fluid.is_had())
    }

    fn amount(&self, act: &Act, amount: &Amount) -> crate::language::Saying {
        let said =
            self.language.with("amount", on_one_line(&amount.aim(self.athlete, self.language).words()));
        said.with("time", self.clock(act, amount.until))
    }

    /// How much every quarter of an hour of the window's session, where drinking in it has to be.
    fn sip(&self, act: &Act) -> Option<String> {
        let during =
            self.acts.iter().find(|other| other.session == act.session && other.phase == Phase::During)?;
        during.amount(Nutrient::Fluid).filter(|fluid| fluid.is_needed() && !fluid.is_had())?;
        let plan = self.plans.iter().find(|plan| plan.session.id == act.session)?;
        let sip = engine::Portion::Fluid(plan.bottle.as_ref()?.sip);
        Some(on_one_line(&self.language.measured(&sip, Toward::Less, self.athlete.units)))
    }

    /// A time of the day that the page is about.
    fn clock(&self, act: &Act, at: jiff::Timestamp) -> String {
        let plan = self.plans.iter().find(|plan| plan.session.id == act.session);
        let near = plan.map_or(at, |plan| plan.session.start);
        clock_near(at, near, self.athlete, self.language)
    }
}

/// An amount whose number and unit are not parted by the end of a line.
fn on_one_line(amount: &str) -> String {
    amount.replace(' ', "\u{a0}")
}
