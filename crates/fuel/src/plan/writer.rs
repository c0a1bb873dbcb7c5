//! Writes the needs of one session into the plan.

use evidence::{Receipt, Shown};
use jiff::Timestamp;
use units::{Duration, Quantity, Sodium, Volume};

use super::{Block, Plan, State};
use crate::safety::{self, Beside, Situation};
use crate::{Band, Day, Flag, Limit, Need, Phase, Range, Reason, Session, numbers};

pub(super) struct Writer<'a> {
    pub(super) day: &'a Day,
    pub(super) session: &'a Session,
    /// The session after it.
    pub(super) following: Option<&'a Session>,
    /// The time to the session after it, negative where they overlap.
    pub(super) next: Option<Duration>,
    /// The time since the session before it.
    pub(super) previous: Option<Duration>,
    pub(super) block: &'a Block,
    pub(super) state: &'a mut State,
    pub(super) plan: &'a mut Plan,
}

/// What a need says beside its amount and its time.
pub(super) struct Because<'a> {
    pub(super) rules: &'a [&'a str],
    pub(super) reason: Reason,
    pub(super) sources: &'a [&'a str],
    pub(super) limited_by: Option<Limit>,
}

impl Writer<'_> {
    pub(super) fn write(&mut self) {
        let person = &self.day.person;
        for flag in safety::flags::flags(person, self.session) {
            self.flag(flag);
        }
        if safety::at_risk(person, &self.block.session) {
            self.flag(Flag::EahRisk);
        }
        if self.next.is_some_and(|gap| gap < Duration::ZERO) {
            self.flag(Flag::SessionsOverlap);
        }
        if safety::refuses_numbers(person) {
            self.state.carried.fluid_deficit = Volume::ZERO;
            return;
        }
        // What is over is not planned again: only what comes after it is, and from what was really had.
        let drunk = match self.session.done {
            Some(done) => {
                let drunk = done.drunk.unwrap_or_else(|| self.drinking().0.max);
                let weighed = done.mass_lost.map(Volume::of_water);
                self.state.ledger.done(self.session, drunk, weighed);
                drunk
            }
            None => {
                self.before();
                self.caffeine();
                self.during()
            }
        };
        self.state.carried.fluid_deficit = self.after(drunk);
        self.before_sleep();
    }

    /// The situation of an amount in a window, for the safety layer.
    pub(super) fn situation(&self, phase: Phase, (from, until): (Timestamp, Timestamp)) -> Situation<'_> {
        let leads_to = match phase {
            Phase::Before => Some(self.session.start),
            Phase::After | Phase::Later => self.following.map(|next| next.start),
            Phase::During | Phase::BeforeSleep => None,
        };
        Situation {
            day: self.day,
            session: self.session,
            whole: &self.block.session,
            phase,
            from,
            until,
            leads_to,
            salted: false,
            beside: Beside::default(),
            ledger: &self.state.ledger,
            caffeine: &self.state.caffeine,
        }
    }

    pub(super) fn flag(&mut self, flag: Flag) {
        let entry = (self.session.id.clone(), flag);
        if !self.plan.flags.contains(&entry) {
            self.plan.flags.push(entry);
        }
    }

    pub(super) fn need(
        &mut self,
        phase: Phase,
        (from, until): (Timestamp, Timestamp),
        amount: Band,
        because: &Because<'_>,
    ) {
        if phase != Phase::During && is_trivial(&amount, because) {
            return;
        }
        self.state.ledger.enter(phase, from, until, &amount);
        let receipt = self.receipt(phase, &amount, because);
        self.plan.needs.push(Need {
            id: format!("{}/{}/{}", self.session.id, phase.name(), amount.nutrient().name()),
            session: self.session.id.clone(),
            phase,
            from,
            until,
            amount,
            rules: because.rules.iter().map(|rule| (*rule).to_owned()).collect(),
            reason: because.reason,
            confidence: self.confidence(&amount, because.rules),
            limited_by: because.limited_by,
            receipt: receipt.id.clone(),
        });
        self.plan.receipts.push(receipt);
    }

    fn receipt(&self, phase: Phase, amount: &Band, because: &Because<'_>) -> Receipt {
        let title = format!("{} {}, {}", phase.words(), amount.nutrient().name(), self.session.title);
        let (low, target, high) = ends(amount);
        let mut receipt = Receipt::of(title, because.rules.join(" "), because.reason.to_string())
            .input("body mass", self.day.person.body_mass)
            .input("session", self.session.duration);
        if let Some(rate) = self.session.sweat_rate {
            receipt = receipt.input("expected sweating rate", rate.median);
            receipt = receipt.input("its cautious end (80 % interval)", rate.i80.low);
        }
        if let Some(next) = self.next {
            receipt = receipt.input("time to the next session", next);
        }
        let note = match because.limited_by {
            Some(limit) => format!("Safety rules were applied last. It is not more because of {limit}."),
            None => "Safety rules were applied last; none of them binds here.".to_owned(),
        };
        receipt
            .input("least", low)
            .input("most", high)
            .sources(because.sources.iter().copied())
            .source("isotone")
            .note(note)
            .result(target)
    }
}

/// An amount at rest that nobody measures out: two millilitres are no need. That nothing may be had, because the scale or a
/// condition says so, is said.
fn is_trivial(amount: &Band, because: &Because<'_>) -> bool {
    let numbers = &numbers().trivial;
    match amount {
        Band::Fluid(range) => {
            range.max.as_ml() < numbers.fluid.value && because.limited_by != Some(Limit::MassGained)
        }
        Band::Sodium(range) => range.max > Sodium::ZERO && range.max.as_mg() < numbers.sodium.value,
        Band::Carbohydrate(_) | Band::Protein(_) | Band::Caffeine(_) => false,
    }
}

pub(crate) fn ends(amount: &Band) -> (Shown, Shown, Shown) {
    fn of<Q: Quantity>(range: &Range<Q>) -> (Shown, Shown, Shown) {
        (range.min.into(), range.target.into(), range.max.into())
    }
    match amount {
        Band::Fluid(range) => of(range),
        Band::Sodium(range) => of(range),
        Band::Carbohydrate(range) => of(range),
        Band::Protein(range) => of(range),
        Band::Caffeine(range) => of(range),
    }
}
