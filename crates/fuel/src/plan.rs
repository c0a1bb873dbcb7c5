//! The plan of a day: every session's needs, the sessions seen together, and safety last.

use evidence::{Estimate, Receipt};
use jiff::Timestamp;
use serde::Serialize;
use units::{Caffeine, Duration, Mass, Volume, VolumeRate};

use crate::day::{between, later};
use crate::rules::daily;
use crate::safety::{self, Ledger};
use crate::{CaffeineDose, DailyTotal, Day, Flag, Need, Session};

mod after;
mod assurance;
mod before;
mod block;
mod carried;
mod during;
mod window;
mod writer;

pub use carried::Carried;

use block::Block;
use writer::Writer;
pub(crate) use writer::ends;

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
    /// More sessions than a day holds.
    #[error("{0} sessions in one day cannot be planned: give at most 12")]
    TooMany(usize),
}

/// Plans a day.
///
/// # Errors
/// When the body or a session cannot be.
///
/// ```
/// use fuel::{Day, Intensity, Person, Session, plan};
/// use jiff::Timestamp;
/// use units::{Duration, Mass};
///
/// let run = Session::new("run", Timestamp::UNIX_EPOCH, Duration::from_hours(2.0), Intensity::Hard);
/// let day = Day { sessions: vec![run], ..Day::of(Person::of_mass(Mass::from_kg(70.0))) };
/// assert!(plan(&day)?.needs.iter().any(|need| need.id == "run/during/fluid"));
/// # Ok::<(), fuel::PlanError>(())
/// ```
pub fn plan(day: &Day) -> Result<Plan, PlanError> {
    check(day)?;
    let mut sessions: Vec<&Session> = day.sessions.iter().collect();
    sessions.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
    let mut plan = Plan::default();
    // What was had in any session counts before anything is offered in another.
    let had = sessions
        .iter()
        .filter_map(|session| Some(CaffeineDose { at: session.start, amount: session.done?.caffeine }));
    let mut state = State { caffeine: day.caffeine.iter().copied().chain(had).collect(), ..State::default() };
    for (index, session) in sessions.iter().enumerate() {
        let block = Block::of(&sessions, index);
        state.begin(day, session, &plan);
        plan.carried.push((session.id.clone(), state.carried));
        if block.first == index {
            state.block_deficit = state.carried.fluid_deficit;
        }
        let mut writer = Writer {
            day,
            session,
            following: sessions.get(index + 1).copied(),
            next: sessions.get(index + 1).map(|next| between(session.end(), next.start)),
            previous: index.checked_sub(1).map(|before| between(sessions[before].end(), session.start)),
            block: &block,
            state: &mut state,
            plan: &mut plan,
        };
        writer.write();
        let next = writer.next;
        (state.carried.sodium_deficit, state.carried.carbohydrate_short) =
            carried::shortfalls(&plan, session, &state.carried, next);
    }
    if !safety::refuses_numbers(&day.person) {
        daily::totals(day, &mut plan);
    }
    Ok(plan)
}

/// What goes from session to session while a day is planned.
#[derive(Default)]
struct State {
    carried: Carried,
    /// The fluid deficit at the start of the block.
    block_deficit: Volume,
    /// When protein was last planned.
    last_protein: Option<Timestamp>,
    /// Fluid and carbohydrate planned so far, by the clock.
    ledger: Ledger,
    /// Caffeine taken, and planned so far.
    caffeine: Vec<CaffeineDose>,
}

impl State {
    fn begin(&mut self, day: &Day, session: &Session, plan: &Plan) {
        self.carried.gut_load = carried::gut_load(plan, session.start);
        let same = self.caffeine.iter().filter(|dose| day.same_day(dose.at, session.start));
        self.carried.caffeine = same.map(|dose| dose.amount).sum::<Caffeine>();
    }
}

fn check(day: &Day) -> Result<(), PlanError> {
    let mass = day.person.body_mass;
    if !(20.0..=250.0).contains(&mass.as_kg()) {
        return Err(PlanError::Mass(mass));
    }
    let busiest = busiest_day(&day.sessions);
    if busiest > MOST_IN_A_DAY {
        return Err(PlanError::TooMany(busiest));
    }
    if let Some(dose) = day.caffeine.iter().find(|dose| !(0.0..1e5).contains(&dose.amount.as_mg())) {
        return Err(PlanError::Caffeine(dose.amount));
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
