//! The plan of a day: every session's needs, the sessions seen together, and safety last.

use evidence::{Estimate, Receipt, Shown};
use jiff::Timestamp;
use serde::Serialize;
use units::{Caffeine, Carbohydrate, Duration, Mass, Protein, Quantity, Sodium, Volume, VolumeRate};

use crate::day::{between, later};
use crate::rules::gap::Gap;
use crate::rules::{caffeine, carbohydrate, daily, hydration, protein, sodium};
use crate::safety::{self, Hourly};
use crate::{Band, DailyTotal, Day, Flag, Need, Phase, Range, Reason, Session};

mod assurance;
mod block;
mod carried;

pub use carried::Carried;

use block::Block;

/// The needs of a day.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Plan {
    /// The needs, in the order of sessions, phases and nutrients.
    pub needs: Vec<Need>,
    /// What to know beside the numbers, with the session it concerns.
    pub flags: Vec<(String, Flag)>,
    /// What the day as a whole asks for.
    pub totals: Vec<DailyTotal>,
    /// What each session starts with, in the order of time.
    pub carried: Vec<(String, Carried)>,
    /// The receipt of each amount.
    pub receipts: Vec<Receipt>,
}

/// Why no plan can be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// A body mass outside 20–250 kg.
    #[error("a body mass of {0} cannot be: write one from 20 to 250 kg")]
    Mass(Mass),
    /// A session that lasts no time, or days.
    #[error("session '{session}' lasts {duration}: write a duration from 5 minutes to 36 hours")]
    Duration {
        /// Which session.
        session: String,
        /// What was given.
        duration: Duration,
    },
    /// A sweating rate that nobody has.
    #[error("a sweating rate of {rate} in session '{session}' cannot be: write one from 0 to 6 L/h, or none")]
    SweatRate {
        /// Which session.
        session: String,
        /// What was given.
        rate: VolumeRate,
    },
    /// Caffeine already taken that is less than none, or no number.
    #[error("{0} of caffeine taken cannot be: write 0 mg or more, all sources of the day counted")]
    Caffeine(Caffeine),
    /// Dehydration was asked for.
    #[error(
        "losing {0} of water on purpose is not planned: weight cutting harms; talk to a clinician or a dietitian"
    )]
    WeightCutting(Mass),
    /// More sessions than a day holds.
    #[error("{0} sessions in one day cannot be planned: give at most 12")]
    TooMany(usize),
}

/// The longest that the time after a session counts for refuelling.
const AFTER: Duration = Duration::from_hours(4.0);
const BEFORE: Duration = Duration::from_hours(4.0);
/// Protein doses are spread over the day.
const DOSE_SPACING: Duration = Duration::from_hours(3.0);

/// Plans a day.
///
/// # Errors
/// When the body or a session cannot be.
pub fn plan(day: &Day) -> Result<Plan, PlanError> {
    check(day)?;
    let mut sessions: Vec<&Session> = day.sessions.iter().collect();
    sessions.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
    let mut plan = Plan::default();
    let mut carried = Carried { caffeine: day.caffeine_taken, ..Carried::default() };
    let mut last_protein = None;
    let mut block_deficit = Volume::ZERO;
    for (index, session) in sessions.iter().enumerate() {
        let next = sessions.get(index + 1).map(|next| between(session.end(), next.start));
        let previous = index.checked_sub(1).map(|before| between(sessions[before].end(), session.start));
        carried.gut_load = carried::gut_load(&plan, session.start);
        plan.carried.push((session.id.clone(), carried));
        let block = Block::of(&sessions, index);
        if block.first == index {
            block_deficit = carried.fluid_deficit;
        }
        let (start, caffeine_taken) = (carried.fluid_deficit, carried.caffeine);
        let mut writer = Writer {
            day,
            session,
            next,
            previous,
            block: &block,
            block_deficit,
            carried: start,
            caffeine_taken,
            last_protein,
            plan: &mut plan,
        };
        let left = writer.write();
        last_protein = left.protein;
        carried.fluid_deficit = left.deficit;
        carried.caffeine += left.caffeine;
        (carried.sodium_deficit, carried.carbohydrate_short) =
            carried::shortfalls(&plan, session, &carried, next);
    }
    if !safety::refuses_numbers(&day.person) {
        daily::totals(day, &mut plan);
    }
    Ok(plan)
}

fn check(day: &Day) -> Result<(), PlanError> {
    let mass = day.person.body_mass;
    if !(20.0..=250.0).contains(&mass.as_kg()) {
        return Err(PlanError::Mass(mass));
    }
    // 14. Nobody is helped to dry out.
    if let Some(cut) = day.target_mass_loss.filter(|cut| *cut > Mass::ZERO) {
        return Err(PlanError::WeightCutting(cut));
    }
    let busiest = busiest_day(&day.sessions);
    if busiest > MOST_IN_A_DAY {
        return Err(PlanError::TooMany(busiest));
    }
    if !(0.0..1e5).contains(&day.caffeine_taken.as_mg()) {
        return Err(PlanError::Caffeine(day.caffeine_taken));
    }
    for session in &day.sessions {
        if let Some(rate) = session.sweat_rate.filter(|rate| !plausible(rate)) {
            return Err(PlanError::SweatRate { session: session.id.clone(), rate: rate.median });
        }
    }
    let wrong =
        day.sessions.iter().find(|session| !(5.0..=36.0 * 60.0).contains(&session.duration.as_minutes()));
    match wrong {
        Some(session) => Err(PlanError::Duration { session: session.id.clone(), duration: session.duration }),
        None => Ok(()),
    }
}

/// How many sessions start within any twenty-four hours: the days beside the planned one come along.
fn busiest_day(sessions: &[Session]) -> usize {
    let mut starts: Vec<Timestamp> = sessions.iter().map(|session| session.start).collect();
    starts.sort();
    let within = |first: usize| {
        let day = later(starts[first], Duration::from_hours(24.0));
        starts[first..].iter().take_while(|start| **start < day).count()
    };
    (0..starts.len()).map(within).max().unwrap_or(0)
}

const MOST_IN_A_DAY: usize = 12;

/// Twice what the heaviest sweaters on record lose, so that no true value is refused.
fn plausible(rate: &Estimate<VolumeRate>) -> bool {
    let ends = [rate.median, rate.i80.low, rate.i80.high];
    (0.0..=6.0).contains(&rate.median.as_l_per_h()) && ends.iter().all(|end| end.as_l_per_h().is_finite())
}

/// What one session leaves to the next.
struct Left {
    deficit: Volume,
    caffeine: Caffeine,
    /// When protein was last planned.
    protein: Option<Timestamp>,
}

/// Writes the needs of one session.
struct Writer<'a> {
    day: &'a Day,
    session: &'a Session,
    next: Option<Duration>,
    previous: Option<Duration>,
    block: &'a Block,
    /// The fluid deficit at the start of the block.
    block_deficit: Volume,
    carried: Volume,
    caffeine_taken: Caffeine,
    /// When protein was last planned.
    last_protein: Option<Timestamp>,
    plan: &'a mut Plan,
}

impl Writer<'_> {
    fn write(&mut self) -> Left {
        let person = &self.day.person;
        for flag in safety::flags(person, self.session) {
            self.flag(flag);
        }
        if self.next.is_some_and(|gap| gap < Duration::ZERO) {
            self.flag(Flag::SessionsOverlap);
        }
        if safety::refuses_numbers(person) {
            return Left { deficit: Volume::ZERO, caffeine: Caffeine::ZERO, protein: None };
        }
        // What is over is not planned again: only what comes after it is, and from what was really had.
        if let Some(done) = self.session.done {
            let deficit = self.after(done.drunk);
            self.before_sleep();
            return Left { deficit, caffeine: done.caffeine, protein: self.last_protein };
        }
        self.before();
        let caffeine = self.caffeine();
        let drunk = self.during();
        let deficit = self.after(drunk);
        self.before_sleep();
        Left { deficit, caffeine, protein: self.last_protein }
    }

    /// The time before, unless it is the time after the session before.
    fn before(&mut self) {
        let person = &self.day.person;
        let markers = self.day.dehydration_markers;
        let gap = Gap::of(self.previous);
        // Whoever gained mass has begun: the time before is over, and drinking too.
        if self.session.gained_mass() {
            return;
        }
        let (from, until) = self.awake_before();
        if self.previous.is_none() && markers >= 2 {
            self.flag(Flag::HypohydratedStart);
        }
        // M2, M3: the rehydration after the session before is the drinking before this one.
        if gap >= Gap::Overnight {
            let fluid = hydration::before(person, markers);
            let reason = if markers >= 2 { Reason::BeforeDry } else { Reason::BeforeFluid };
            let rules: &[&str] = if markers >= 2 { &["H1", "H2", "U1"] } else { &["H1"] };
            self.need(Phase::Before, (from, until), Band::Fluid(fluid), rules, reason, &["acsm-2007"]);
        }
        if gap >= Gap::Rapid {
            let food = carbohydrate::before(person, self.session.duration);
            if food.max > Carbohydrate::ZERO {
                let reason = Reason::BeforeMeal;
                self.need(
                    Phase::Before,
                    (from, until),
                    Band::Carbohydrate(food),
                    &["C2"],
                    reason,
                    &["gssi-carbohydrate"],
                );
            }
        }
    }

    /// The dose that may be taken before, if a person wants one. It is never a requirement.
    fn caffeine(&mut self) -> Caffeine {
        let person = &self.day.person;
        let single = caffeine::single(person.body_mass, self.caffeine_taken);
        let allowed = safety::limit_caffeine(person, self.caffeine_taken, single);
        let fits = caffeine::before_bed(allowed, self.to_bed(self.session.start));
        if fits < allowed && fits <= Caffeine::ZERO {
            self.flag(Flag::NoCaffeineSleep);
        }
        let dose = if self.session.gained_mass() { Caffeine::ZERO } else { fits };
        if dose > Caffeine::ZERO {
            let start = self.session.start;
            let window = (earlier(start, Duration::from_hours(1.0)), start);
            let range = Range { min: Caffeine::ZERO, target: Caffeine::ZERO, max: dose };
            let reason = Reason::CaffeineIfUsed;
            self.need(
                Phase::Before,
                window,
                Band::Caffeine(range),
                &["K1", "K2"],
                reason,
                &["efsa-caffeine", "gardiner-2023"],
            );
        }
        dose
    }

    /// During; answers with what is planned to be drunk.
    fn during(&mut self) -> Volume {
        let (person, session, whole) = (&self.day.person, self.session, &self.block.session);
        let drinking =
            hydration::during(person, whole.duration, whole.sweat_rate.as_ref(), self.block_deficit);
        let gap = Gap::of(self.block.next);
        let wanted = Hourly {
            fluid: drinking.rate,
            sodium: {
                let of_block = sodium::during(person, whole, drinking.rate.target);
                sodium::lost(session).map_or(of_block, |lost| of_block.at_most(lost))
            },
            carbohydrate: carbohydrate::during(person, whole.duration, whole.intensity, gap),
        };
        // The limits of the whole and of each part: nobody drinks above what they sweat in either.
        let hourly = safety::limit_hour(person, session, safety::limit_hour(person, whole, wanted));
        if drinking.cannot_hold && !session.gained_mass() {
            self.flag(Flag::CannotHold2Pct);
        }
        if drinking.unknown && !session.gained_mass() {
            self.flag(Flag::SweatRateUnknown);
        }
        if hourly.carbohydrate.max.as_g_per_h() > 90.0 {
            self.flag(Flag::HighCarbOptIn);
        }
        let window = (session.start, session.end());
        let time = session.duration;
        let fluid = over(hourly.fluid, |rate| rate * time);
        let (rules, reason): (&[&str], _) = if drinking.cannot_hold {
            (&["H3", "H6"], Reason::GutLimit)
        } else if drinking.unknown {
            (&["H4"], Reason::UsualRange)
        } else if fluid.min <= Volume::ZERO {
            (&["H0", "H3"], Reason::ToThirst)
        } else {
            (&["H3"], Reason::HoldsTwoPercent { per_hour: hourly.fluid.target })
        };
        let sources = ["acsm-2007", "dge-2020"];
        self.need(Phase::During, window, Band::Fluid(fluid), rules, reason, &sources);
        let salt = over(hourly.sodium, |rate| rate * time);
        if salt.max > Sodium::ZERO {
            let reason = if salt.min > Sodium::ZERO { Reason::SodiumCarried } else { Reason::SodiumUpTo };
            self.need(Phase::During, window, Band::Sodium(salt), &["N1", "N2"], reason, &["dge-2020"]);
        }
        let food = over(hourly.carbohydrate, |rate| rate * time);
        if food.max > Carbohydrate::ZERO {
            let reason = carbohydrate_reason(hourly.carbohydrate.max.as_g_per_h());
            self.need(
                Phase::During,
                window,
                Band::Carbohydrate(food),
                &["C1"],
                reason,
                &["burke-2011", "gssi-carbohydrate"],
            );
        }
        fluid.target
    }

    /// After; answers with what of the deficit is left for the next session.
    fn after(&mut self, drunk: Volume) -> Volume {
        let (person, session) = (&self.day.person, self.session);
        let gap = Gap::of(self.next);
        let time = self.next.map(|time| time.max(Duration::ZERO));
        let window_time = time.map_or(AFTER, |time| time.min(AFTER));
        // Nobody refuels asleep.
        let window_time = self.to_bed(session.end()).map_or(window_time, |to_bed| window_time.min(to_bed));
        let window = (session.end(), later(session.end(), window_time));
        let lost = session.sweat_rate.map_or(Volume::ZERO, |rate| rate.median * session.duration);
        let left = self.carried + lost - drunk;
        // A scale knows better than any prediction.
        let weighed =
            session.done.and_then(|done| done.mass_lost).map(|lost| self.carried + Volume::of_water(lost));
        let deficit = weighed.unwrap_or(left).max(Volume::ZERO);
        match gap {
            Gap::Tournament | Gap::Continued => {
                self.flag(Flag::OverlapPostPre);
                if deficit > Volume::from_ml(500.0) {
                    self.flag(Flag::GapTooShortToRehydrate);
                }
            }
            Gap::Merged => self.flag(Flag::OverlapPostPre),
            Gap::Rapid if time.is_some_and(|time| time <= BEFORE) => self.flag(Flag::OverlapPostPre),
            Gap::Rapid => self.flag(Flag::RapidRefuel),
            Gap::Overnight | Gap::Open => {}
        }
        let mut fluid = hydration::after(person, session.duration, deficit, gap, time);
        if session.gained_mass() {
            fluid = Range::none();
        }
        if fluid.max > Volume::ZERO || session.gained_mass() {
            let reason = match gap {
                Gap::Open => Reason::AfterMeals,
                Gap::Overnight => Reason::AfterOvernight,
                _ => Reason::AfterSoon,
            };
            self.need(
                Phase::After,
                window,
                Band::Fluid(fluid),
                &["H5", gap.rule()],
                reason,
                &["dge-2020", "acsm-2007"],
            );
        }
        let food = carbohydrate::after(person.body_mass, gap, time);
        if food.max > Carbohydrate::ZERO {
            let (rule, reason) = match gap {
                Gap::Merged | Gap::Rapid => ("C3", Reason::RefuelSoon),
                Gap::Tournament => ("C3", Reason::RefuelLight),
                Gap::Overnight => ("C4", Reason::RefuelOvernight),
                _ => ("C4", Reason::RefuelMeal),
            };
            self.need(
                Phase::After,
                window,
                Band::Carbohydrate(food),
                &[rule, gap.rule()],
                reason,
                &["gssi-carbohydrate"],
            );
        }
        let protein = protein::after(person, gap);
        // Doses stand three hours apart: two sessions close together share one.
        let due = self.last_protein.is_none_or(|last| between(last, session.end()) >= DOSE_SPACING);
        if due && protein.max > Protein::ZERO {
            self.last_protein = Some(session.end());
            let reason = Reason::ProteinAfter;
            self.need(Phase::After, window, Band::Protein(protein), &["P1"], reason, &["issn-protein"]);
        }
        if gap >= Gap::Overnight { Volume::ZERO } else { (deficit - fluid.target).max(Volume::ZERO) }
    }

    fn before_sleep(&mut self) {
        let to_bed = self.to_bed(self.session.end());
        let amount = protein::before_sleep(&self.day.person, self.session.strength, to_bed);
        if let Some(to_bed) = to_bed.filter(|_| amount.max > Protein::ZERO) {
            let bed = later(self.session.end(), to_bed);
            let reason = Reason::ProteinBeforeSleep;
            let window = (earlier(bed, Duration::from_minutes(45.0)), bed);
            self.need(
                Phase::BeforeSleep,
                window,
                Band::Protein(amount),
                &["P2", "P3"],
                reason,
                &["trommelen-2016"],
            );
        }
    }

    /// The hours before the session, from four to one ahead of it; whoever still sleeps then begins on getting up, and has
    /// until the start.
    fn awake_before(&self) -> (Timestamp, Timestamp) {
        let start = self.session.start;
        let (from, until) = (earlier(start, BEFORE), earlier(start, Duration::from_hours(1.0)));
        let night =
            self.day.sleep.iter().find(|sleep| sleep.bed < start && sleep.rise > from && sleep.rise <= start);
        match night.map(|night| night.rise) {
            Some(rise) if rise > until => (rise, start),
            Some(rise) => (rise.max(from), until),
            None => (from, until),
        }
    }

    /// The time from an instant to the next bedtime, within a day.
    fn to_bed(&self, from: Timestamp) -> Option<Duration> {
        let times = self.day.sleep.iter().map(|sleep| between(from, sleep.bed));
        times
            .filter(|time| *time >= Duration::ZERO && *time < Duration::from_hours(24.0))
            .reduce(Quantity::min)
    }

    fn flag(&mut self, flag: Flag) {
        let entry = (self.session.id.clone(), flag);
        if !self.plan.flags.contains(&entry) {
            self.plan.flags.push(entry);
        }
    }

    fn need(
        &mut self,
        phase: Phase,
        (from, until): (Timestamp, Timestamp),
        amount: Band,
        rules: &[&str],
        reason: Reason,
        sources: &[&str],
    ) {
        let nutrient = amount.nutrient().name();
        let title = format!("{} {nutrient}, {}", phase.words(), self.session.title);
        let (low, target, high) = ends(&amount);
        let mut receipt = Receipt::of(title, rules.join(" "), reason.to_string())
            .input("body mass", self.day.person.body_mass)
            .input("session", self.session.duration);
        if let Some(rate) = self.session.sweat_rate {
            receipt = receipt.input("expected sweating rate", rate.median);
            receipt = receipt.input("its cautious end (80 % interval)", rate.i80.low);
        }
        if let Some(next) = self.next {
            receipt = receipt.input("time to the next session", next);
        }
        let receipt = receipt
            .input("least", low)
            .input("most", high)
            .sources(sources.iter().copied())
            .source("isotone")
            .note("Safety rules were applied last: never above the sweating rate, the gut's limit or the day's limits.")
            .result(target);
        self.plan.needs.push(Need {
            id: format!("{}/{}/{nutrient}", self.session.id, phase.words().to_lowercase().replace(' ', "-")),
            session: self.session.id.clone(),
            phase,
            from,
            until,
            amount,
            rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
            reason,
            confidence: self.confidence(&amount, rules),
            limited_by: self.limited_by(phase, &amount),
            receipt: receipt.id.clone(),
        });
        self.plan.receipts.push(receipt);
    }
}

fn carbohydrate_reason(most: f64) -> Reason {
    if most > 90.0 {
        Reason::CarbohydrateTrained
    } else if most > 60.0 {
        Reason::CarbohydrateMixed
    } else if most > 30.0 {
        Reason::CarbohydrateAny
    } else {
        Reason::CarbohydrateRinse
    }
}

fn over<R: Quantity, Q: Quantity>(rate: Range<R>, total: impl Fn(R) -> Q) -> Range<Q> {
    Range { min: total(rate.min), target: total(rate.target), max: total(rate.max) }
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

fn earlier(instant: Timestamp, duration: Duration) -> Timestamp {
    later(instant, -duration)
}
