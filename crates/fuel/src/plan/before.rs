//! Before a session: fluid, a meal, caffeine.

use units::{Caffeine, Carbohydrate, Duration, Quantity, Sodium};

use super::Writer;
use super::writer::Because;
use crate::day::earlier;
use crate::rules::gap::Gap;
use crate::rules::{carbohydrate, hydration};
use crate::safety::{self, limited};
use crate::{Band, CaffeineDose, Condition, Flag, Phase, Range, Reason, numbers};

impl Writer<'_> {
    /// The time before, unless it is the time after the session before.
    pub(super) fn before(&mut self) {
        let gap = Gap::of(self.previous);
        // Whoever gained mass has begun: the time before is over, and drinking too.
        if self.session.gained_mass() {
            return;
        }
        if self.previous.is_none() && self.day.morning.is_dry() {
            self.flag(Flag::HypohydratedStart);
        }
        // M2, M3: the rehydration after the session before is the drinking before this one.
        if gap >= Gap::Overnight {
            self.drink_before();
        }
        if gap >= Gap::Rapid {
            self.eat_before();
        }
    }

    fn drink_before(&mut self) {
        let person = &self.day.person;
        let window = self.awake_before();
        let dry = self.day.morning.is_dry();
        let carried = self.state.carried.fluid_deficit;
        let wanted = hydration::before(person, self.day.morning, carried);
        let (fluid, limited_by) = limited(safety::FLUID, &self.situation(Phase::Before, window), wanted);
        let reason = if dry { Reason::BeforeDry } else { Reason::BeforeFluid };
        let rules: &[&str] = if dry { &["H1", "H2", "U1"] } else { &["H1"] };
        let because = Because { rules, reason, sources: &["acsm-2007"], limited_by };
        self.need(Phase::Before, window, Band::Fluid(fluid), &because);
        self.ordinary_sodium(Phase::Before, window);
    }

    /// S9: where none may be added, what is had at rest holds no more sodium than an ordinary meal.
    pub(super) fn ordinary_sodium(&mut self, phase: Phase, window: (jiff::Timestamp, jiff::Timestamp)) {
        if !self.day.person.any(Condition::restricts_sodium) {
            return;
        }
        let most = Sodium::from_mg(numbers().after.sodium_most.value);
        let wanted = Range::of(Sodium::ZERO, most);
        let (salt, limited_by) = limited(safety::SODIUM, &self.situation(phase, window), wanted);
        let reason = Reason::SodiumOfMeal;
        let because = Because { rules: &["N3", "S9"], reason, sources: &["who-sodium"], limited_by };
        self.need(phase, window, Band::Sodium(salt), &because);
    }

    fn eat_before(&mut self) {
        let window = self.awake_before();
        let wanted = carbohydrate::before(&self.day.person, self.session);
        let (food, limited_by) =
            limited(safety::CARBOHYDRATE, &self.situation(Phase::Before, window), wanted);
        if food.max <= Carbohydrate::ZERO {
            return;
        }
        let reason = Reason::BeforeMeal;
        let because = Because { rules: &["C2"], reason, sources: &["gssi-carbohydrate"], limited_by };
        self.need(Phase::Before, window, Band::Carbohydrate(food), &because);
    }

    /// The dose that may be taken before, if a person wants one. It is never a requirement.
    pub(super) fn caffeine(&mut self) {
        if self.session.gained_mass() {
            return;
        }
        let caffeine = &numbers().caffeine;
        let start = self.session.start;
        let window = (earlier(start, Duration::from_hours(caffeine.lead.value)), start);
        let least = Caffeine::from_mg(caffeine.least.value);
        let wanted = Caffeine::from_mg(caffeine.day.value);
        let situation = self.situation(Phase::Before, window);
        let most = |rules: &[safety::Rule<Caffeine>]| {
            safety::tightest(rules, &situation).map_or(wanted, |bound| bound.most.min(wanted))
        };
        let by_day = most(safety::CAFFEINE);
        let dose = by_day.min(most(safety::CAFFEINE_NEAR_BED));
        if by_day >= least && dose < least {
            self.flag(Flag::NoCaffeineSleep);
        }
        if dose < least {
            return;
        }
        self.state.caffeine.push(CaffeineDose { at: start, amount: dose });
        let range = Range { min: Caffeine::ZERO, target: Caffeine::ZERO, max: dose };
        let because = Because {
            rules: &["K1", "K2"],
            reason: Reason::CaffeineIfUsed,
            sources: &["efsa-caffeine", "gardiner-2023"],
            limited_by: Some(crate::Limit::Caffeine),
        };
        self.need(Phase::Before, window, Band::Caffeine(range), &because);
    }
}
