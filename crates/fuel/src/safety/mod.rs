//! The safety layer: every rule is a function from a situation to a limit with its reason, and all of them are
//! intersected last, for every phase, whatever the fuelling rules and preferences asked for.
//!
//! A limit is computed here and nowhere else. Each nutrient has its table of rules; [`tightest`] finds the one that
//! binds, and [`limited`] applies it. What must be said in words whatever the amounts are is in [`flags`].

mod caffeine;
mod carbohydrate;
mod during;
pub(crate) mod flags;
mod ledger;
mod over_drinking;
mod plasma;
mod rest;
mod sodium;

use jiff::Timestamp;
use units::{Caffeine, Carbohydrate, Duration, Quantity, Sodium, Volume};

pub(crate) use ledger::Ledger;
pub(crate) use over_drinking::at_risk;
pub(crate) use plasma::salt;

use crate::day::between;
use crate::{Band, CaffeineDose, Condition, Day, Limit, Person, Phase, Range, Session};

/// The most of something, and why it is not more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bound<Q> {
    pub(crate) most: Q,
    pub(crate) why: Limit,
}

/// What a rule looks at.
#[derive(Clone, Copy)]
pub(crate) struct Situation<'a> {
    pub(crate) day: &'a Day,
    /// The session that the amount belongs to.
    pub(crate) session: &'a Session,
    /// The session with all that follow on it without a pause, as one (M0).
    pub(crate) whole: &'a Session,
    pub(crate) phase: Phase,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    /// The start of the session that this time leads up to.
    pub(crate) leads_to: Option<Timestamp>,
    /// The loss was weighed, and the next session is within eight hours, for which sodium is planned too (A6).
    pub(crate) salted: bool,
    /// The fluid, sodium and carbohydrate that may be had at most in the same phase beside this amount.
    pub(crate) beside: Beside,
    /// What was planned before.
    pub(crate) ledger: &'a Ledger,
    /// Caffeine of the same local day: taken, and planned before.
    pub(crate) caffeine: &'a [CaffeineDose],
}

/// Amounts of the same phase that a limit depends on.
#[derive(Clone, Copy, Default)]
pub(crate) struct Beside {
    /// The most that is drunk where sodium comes with it.
    pub(crate) fluid: Option<Volume>,
}

impl Situation<'_> {
    pub(crate) fn person(&self) -> &Person {
        &self.day.person
    }

    /// How long the window is.
    pub(crate) fn time(&self) -> Duration {
        between(self.from, self.until).max(Duration::ZERO)
    }

    /// How much of the window lies within a stretch of time.
    pub(crate) fn within(&self, from: Timestamp, until: Timestamp) -> Duration {
        between(self.from.max(from), self.until.min(until)).max(Duration::ZERO)
    }

    /// Whether the loss of the session was weighed.
    pub(crate) fn weighed(&self) -> bool {
        self.session.done.is_some_and(|done| done.mass_lost.is_some())
    }

    /// Whether this is time at rest.
    pub(crate) fn resting(&self) -> bool {
        self.phase != Phase::During
    }
}

/// A rule: its number, and the limit it sets in a situation, if any.
pub(crate) struct Rule<Q> {
    /// Its number, by which the tests find it.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests find a rule by it"))]
    pub(crate) id: &'static str,
    pub(crate) limit: fn(&Situation<'_>) -> Option<Bound<Q>>,
}

/// The limits of fluid.
pub(crate) const FLUID: &[Rule<Volume>] = &[
    Rule { id: "S1 sweat", limit: during::sweat },
    Rule { id: "S1 gut", limit: during::gut },
    Rule { id: "S1 clock hour", limit: during::clock_hour },
    Rule { id: "A12 during", limit: during::child },
    Rule { id: "A13 during", limit: during::condition },
    Rule { id: "S2", limit: mass_gained },
    Rule { id: "S4", limit: plasma::sodium },
    Rule { id: "A7 hour", limit: rest::hour },
    Rule { id: "A7 sips", limit: rest::sips },
    Rule { id: "A8", limit: rest::four_hours },
    Rule { id: "A9", limit: rest::whole_day },
    Rule { id: "A10 bed", limit: rest::before_bed },
    Rule { id: "A10 rising", limit: rest::on_rising },
];

/// The limits of sodium.
pub(crate) const SODIUM: &[Rule<Sodium>] = &[
    Rule { id: "S9", limit: sodium::condition },
    Rule { id: "S12 litre", limit: sodium::per_litre },
    Rule { id: "S12 hour", limit: sodium::per_hour },
    Rule { id: "N2", limit: sodium::loss },
];

/// The limits of carbohydrate.
pub(crate) const CARBOHYDRATE: &[Rule<Carbohydrate>] = &[
    Rule { id: "S11", limit: carbohydrate::per_hour },
    Rule { id: "S11 clock hour", limit: carbohydrate::clock_hour },
    Rule { id: "S13", limit: carbohydrate::youth },
    Rule { id: "C2 lead", limit: carbohydrate::lead },
];

/// The limits of caffeine.
pub(crate) const CAFFEINE: &[Rule<Caffeine>] = &[
    Rule { id: "S5 person", limit: caffeine::person },
    Rule { id: "S5 dose", limit: caffeine::dose },
    Rule { id: "S5 day", limit: caffeine::whole_day },
];

/// The limits of caffeine by the hours to bed, on top of those.
pub(crate) const CAFFEINE_NEAR_BED: &[Rule<Caffeine>] = &[Rule { id: "S6", limit: caffeine::bedtime }];

/// The limit that binds, if a rule sets any.
pub(crate) fn tightest<Q: Quantity>(rules: &[Rule<Q>], situation: &Situation<'_>) -> Option<Bound<Q>> {
    let bounds = rules.iter().filter_map(|rule| (rule.limit)(situation));
    bounds.reduce(|tightest, bound| if bound.most < tightest.most { bound } else { tightest })
}

/// An amount nowhere above what the rules allow, with the reason where one of them binds.
pub(crate) fn limited<Q: Quantity>(
    rules: &[Rule<Q>],
    situation: &Situation<'_>,
    wanted: Range<Q>,
) -> (Range<Q>, Option<Limit>) {
    match tightest(rules, situation) {
        // The same number worked out in two ways may differ in its last bits.
        Some(bound) if bound.most.base() <= wanted.max.base() * (1.0 + 1e-9) => {
            (wanted.squeezed(bound.most), Some(bound.why))
        }
        _ => (wanted, None),
    }
}

/// The same for an amount of any nutrient; protein has no limit of safety.
pub(crate) fn limited_band(situation: &Situation<'_>, wanted: Band) -> (Band, Option<Limit>) {
    fn of<Q: Quantity>(
        rules: &[Rule<Q>],
        situation: &Situation<'_>,
        wanted: Range<Q>,
        band: fn(Range<Q>) -> Band,
    ) -> (Band, Option<Limit>) {
        let (range, why) = limited(rules, situation, wanted);
        (band(range), why)
    }
    match wanted {
        Band::Fluid(range) => of(FLUID, situation, range, Band::Fluid),
        Band::Sodium(range) => of(SODIUM, situation, range, Band::Sodium),
        Band::Carbohydrate(range) => of(CARBOHYDRATE, situation, range, Band::Carbohydrate),
        Band::Caffeine(range) => of(CAFFEINE, situation, range, Band::Caffeine),
        Band::Protein(_) => (wanted, None),
    }
}

/// S8: conditions with which no amount of fluid or sodium is given.
pub(crate) fn refuses_numbers(person: &Person) -> bool {
    person.any(Condition::refuses_numbers)
}

/// S2, A14: whoever gained mass stops drinking.
fn mass_gained(situation: &Situation<'_>) -> Option<Bound<Volume>> {
    let drinks = situation.phase != Phase::BeforeSleep && situation.session.gained_mass();
    drinks.then_some(Bound { most: Volume::ZERO, why: Limit::MassGained })
}

#[cfg(test)]
mod tests;
