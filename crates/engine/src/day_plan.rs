//! The plan of a day: predictions, needs, baskets.

use std::collections::BTreeMap;

use fuel::basket::{self, Basket, Clash, Request};
use fuel::{Band, Bottle, Catalogue, DailyTotal, Need, Phase, Slot};
use jiff::SignedDuration;
use jiff::civil::Date;
use physiology::Prediction;
use serde::Serialize;

use crate::catalogue::request;
use crate::day::{Expected, Surroundings};
use crate::{AthleteRecord, Engine, Error, NewPlannedSession, PlannedSession, Taken, owner};

/// A day planned.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DayPlan {
    /// The local date.
    pub date: Date,
    /// The sessions that start on it, in the order of time.
    pub sessions: Vec<SessionPlan>,
    /// What the day as a whole asks for, meals and all; nothing on a day without a session.
    pub totals: Vec<DailyTotal>,
    /// Why the day has no amounts, where it cannot be planned: more sessions than a day holds.
    pub problem: Option<String>,
}

/// A session with what it needs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SessionPlan {
    /// The session.
    pub session: PlannedSession,
    /// What it will take out of the athlete.
    pub prediction: Prediction,
    /// What to have, and when.
    pub needs: Vec<Need>,
    /// What to know beside the numbers.
    pub flags: Vec<fuel::Flag>,
    /// Items that cover the needs of a phase.
    pub baskets: Vec<PhaseBasket>,
    /// What the athlete says to have taken already.
    pub taken: Vec<Taken>,
    /// A drink to mix oneself and how to sip it, where drinking is required or the session lasts an hour.
    pub bottle: Option<Bottle>,
}

/// The items for one phase.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PhaseBasket {
    /// Which phase.
    pub phase: Phase,
    /// The basket, if one fits.
    pub basket: Option<Basket>,
    /// Others that would do as well, none of which shares an item with it.
    pub alternatives: Vec<Basket>,
    /// The limits that clash, when none does.
    pub clashes: Vec<Clash>,
}

impl Engine {
    /// The plan of a local date: today's when `None`.
    ///
    /// # Errors
    /// When there is no such athlete, the day cannot be planned, or the database fails.
    pub async fn day_plan(&self, athlete: &str, date: Option<Date>) -> Result<DayPlan, Error> {
        self.planned_day(athlete, date, true).await
    }

    /// The same without baskets, for a glance at many days.
    ///
    /// # Errors
    /// When there is no such athlete, the day cannot be planned, or the database fails.
    pub async fn day_outline(&self, athlete: &str, date: Date) -> Result<DayPlan, Error> {
        self.planned_day(athlete, Some(date), false).await
    }

    /// The plan of one session that is planned.
    ///
    /// # Errors
    /// When there is no such athlete or session, or the database fails.
    pub async fn session_plan(&self, athlete: &str, session: &str) -> Result<SessionPlan, Error> {
        let record = self.athlete(athlete).await?;
        let found = self.of::<PlannedSession>(&owner::athlete(athlete)?).get(session).await?;
        let found = found.ok_or_else(|| Error::not_found("planned session", session))?;
        let date = found.start.to_zoned_datetime(record.time_zone()).date();
        let plan = self.planned_day(athlete, Some(date), true).await?;
        let of_session = plan.sessions.into_iter().find(|planned| planned.session.id == session);
        of_session.ok_or_else(|| Error::not_found("planned session", session))
    }

    /// The plan of a session that is not planned, on the day as it stands with it. Nothing is stored but receipts.
    ///
    /// # Errors
    /// Every field that is missing or cannot be; when there is no such athlete, or the database fails.
    pub async fn plan_of(&self, athlete: &str, new: NewPlannedSession) -> Result<SessionPlan, Error> {
        let record = self.athlete(athlete).await?;
        let session = self.to_plan(&record, new).await?;
        let id = session.id.clone();
        let date = session.start.to_zoned_datetime(record.time_zone()).date();
        let mut around = self.surroundings(athlete, Some(date)).await?;
        around.planned.retain(|planned| planned.id != id);
        around.planned.push(session);
        let plan = self.plan_around(&around, true).await?;
        let of_session = plan.sessions.into_iter().find(|planned| planned.session.id == id);
        of_session.ok_or_else(|| Error::not_found("planned session", id))
    }

    /// The plan of a session that is not stored, without baskets, on the day as it stands with it: a squad's session takes the
    /// place of whatever the athlete planned at the same time.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub(crate) async fn outline_with(
        &self,
        athlete: &str,
        session: PlannedSession,
        by_tests: bool,
    ) -> Result<SessionPlan, Error> {
        let record = self.athlete(athlete).await?;
        let id = session.id.clone();
        let date = session.start.to_zoned_datetime(record.time_zone()).date();
        let mut around = self.surroundings(athlete, Some(date)).await?;
        around.planned.retain(|planned| planned.id != id && !planned.overlaps(&session));
        around.planned.push(session);
        if !by_tests {
            let model = self.model_of(&owner::athlete(athlete)?).await?;
            around.profile = self.profile_of(&model, &around.record, &[]);
        }
        let plan = self.plan_around(&around, false).await?;
        if let Some(problem) = plan.problem {
            return Err(Error::field("session", problem));
        }
        let of_session = plan.sessions.into_iter().find(|planned| planned.session.id == id);
        of_session.ok_or_else(|| Error::not_found("planned session", id))
    }

    /// The day of a local date as the fuelling rules take it.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn day_for_rules(&self, athlete: &str, date: Option<Date>) -> Result<fuel::Day, Error> {
        let around = self.surroundings(athlete, date).await?;
        let (sessions, _) = apart(around.near().map(|session| around.expect(session)).collect());
        Ok(around.day(&sessions))
    }

    async fn planned_day(
        &self,
        athlete: &str,
        date: Option<Date>,
        with_baskets: bool,
    ) -> Result<DayPlan, Error> {
        let around = self.surroundings(athlete, date).await?;
        self.plan_around(&around, with_baskets).await
    }

    pub(crate) async fn plan_around(
        &self,
        around: &Surroundings,
        with_baskets: bool,
    ) -> Result<DayPlan, Error> {
        let (record, date) = (&around.record, around.date);
        let (sessions, overlapping) = apart(around.near().map(|session| around.expect(session)).collect());
        let day = around.day(&sessions);
        // The sessions of a day that cannot be planned are still shown, to be cancelled; other days do not suffer for it.
        let (plan, problem) = match fuel::plan(&day) {
            Ok(plan) => (plan, None),
            Err(error) => (fuel::Plan::default(), Some(error.to_string())),
        };
        let catalogue = self.catalogue(&around.athlete).await?;
        let planned = |Expected { session, prediction }: Expected| {
            let needs: Vec<Need> =
                plan.needs.iter().filter(|need| need.session == session.id).cloned().collect();
            let baskets = match with_baskets {
                true => baskets(&needs, record, date, &catalogue),
                false => Vec::new(),
            };
            let flags =
                plan.flags.iter().filter(|(of, _)| *of == session.id).map(|(_, flag)| *flag).collect();
            // One session, one total: the sips add up to what the basket holds.
            let during = baskets.iter().find(|basket| basket.phase == Phase::During);
            let held = during.and_then(|during| during.basket.as_ref()).map(|basket| basket.fluid);
            let bottle = bottle(&plan, &day, &session);
            let bottle = bottle.map(|bottle| held.map_or(bottle.clone(), |held| bottle.over(held)));
            let taken = around.had.of(&session.id).cloned().collect();
            SessionPlan { session, prediction, needs, flags, baskets, taken, bottle }
        };
        let asked = |Expected { session, prediction }: Expected| SessionPlan {
            taken: around.had.of(&session.id).cloned().collect(),
            session,
            prediction,
            needs: Vec::new(),
            flags: vec![fuel::Flag::SessionsOverlap],
            baskets: Vec::new(),
            bottle: None,
        };
        let zone = record.time_zone();
        let mut sessions: Vec<SessionPlan> =
            sessions.into_iter().map(planned).chain(overlapping.into_iter().map(asked)).collect();
        sessions.retain(|plan| plan.session.start.to_zoned_datetime(zone.clone()).date() == date);
        sessions.sort_by(|a, b| (a.session.start, &a.session.id).cmp(&(b.session.start, &b.session.id)));
        let shown = sessions.iter().flat_map(|session| &session.prediction.receipts).chain(&plan.receipts);
        if !around.unseen {
            self.keep_receipts(&around.athlete, shown).await?;
        }
        let totals = if sessions.is_empty() { Vec::new() } else { plan.totals };
        Ok(DayPlan { date, sessions, totals, problem })
    }

    /// The plan of the next session that has not ended: today's or later.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn next_session(&self, athlete: &str) -> Result<Option<SessionPlan>, Error> {
        self.next_planned(athlete, true).await
    }

    /// The same without baskets, for a glance at many athletes.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn next_outline(&self, athlete: &str) -> Result<Option<SessionPlan>, Error> {
        self.next_planned(athlete, false).await
    }

    async fn next_planned(&self, athlete: &str, with_baskets: bool) -> Result<Option<SessionPlan>, Error> {
        let record = self.athlete(athlete).await?;
        let now = self.now();
        let ahead = self.planned_sessions(athlete, now, now + SignedDuration::from_hours(24 * 21)).await?;
        let Some(next) = ahead.into_iter().find(|session| session.end() > now) else { return Ok(None) };
        let date = next.start.to_zoned_datetime(record.time_zone()).date();
        let plan = self.planned_day(athlete, Some(date), with_baskets).await?;
        Ok(plan.sessions.into_iter().find(|planned| planned.session.id == next.id))
    }
}

/// The sessions that can be planned, and those that overlap another one: of these the athlete is asked which is right,
/// and no amount is given for either.
fn apart(sessions: Vec<Expected>) -> (Vec<Expected>, Vec<Expected>) {
    let overlaps = |one: &Expected| {
        let other = |other: &&Expected| other.session.id != one.session.id;
        sessions.iter().filter(other).any(|other| other.session.overlaps(&one.session))
    };
    let overlapping: Vec<bool> = sessions.iter().map(overlaps).collect();
    let (mut clean, mut asked) = (Vec::new(), Vec::new());
    for (session, overlaps) in sessions.into_iter().zip(overlapping) {
        if overlaps { asked.push(session) } else { clean.push(session) }
    }
    (clean, asked)
}

/// How many other baskets a plan shows for a phase.
const ALTERNATIVES: usize = 2;

/// The bottle of a session; a short one that requires nothing needs none.
fn bottle(plan: &fuel::Plan, day: &fuel::Day, session: &PlannedSession) -> Option<Bottle> {
    let planned = day.sessions.iter().find(|planned| planned.id == session.id)?;
    let required = plan.needs.iter().any(|need| {
        need.session == session.id
            && need.phase == Phase::During
            && matches!(need.amount, Band::Fluid(range) if range.min > units::Volume::ZERO)
    });
    let long = planned.duration >= units::Duration::from_hours(1.0);
    (required || long).then(|| Bottle::of(plan, planned)).flatten()
}

fn baskets(needs: &[Need], record: &AthleteRecord, date: Date, catalogue: &Catalogue) -> Vec<PhaseBasket> {
    let over = needs
        .iter()
        .find(|need| need.phase == Phase::During)
        .map(|need| units::Duration::from_seconds(need.until.duration_since(need.from).as_secs_f64()));
    let mut phases: BTreeMap<Phase, Vec<Band>> = BTreeMap::new();
    for need in needs {
        let of_phase = phases.entry(need.phase).or_default();
        // Caffeine is allowed, never planned.
        if !matches!(need.amount, Band::Caffeine(_)) {
            of_phase.push(need.amount);
        }
    }
    let slot = |phase| match phase {
        Phase::Before => Slot::Before,
        Phase::During => Slot::During,
        Phase::After | Phase::Later => Slot::After,
        Phase::BeforeSleep => Slot::Bedtime,
    };
    phases
        .into_iter()
        .map(|(phase, amounts)| {
            let request = Request { over, ..request(record, date, amounts, slot(phase)) };
            match basket::choose(&request, catalogue) {
                Ok(basket) => {
                    let alternatives = basket::alternatives_to(&basket, &request, catalogue, ALTERNATIVES);
                    PhaseBasket { phase, basket: Some(basket), alternatives, clashes: Vec::new() }
                }
                Err(infeasible) => {
                    PhaseBasket { phase, basket: None, alternatives: Vec::new(), clashes: infeasible.clashes }
                }
            }
        })
        .collect()
}
