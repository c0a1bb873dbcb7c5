//! The plan of a day: predictions, needs, baskets.

use std::collections::BTreeMap;

use fuel::basket::{self, Basket, Clash, Request};
use fuel::{Band, Bottle, Catalogue, DailyTotal, Need, Phase, SleepWindow, Slot};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use physiology::{Intensity, Prediction, Sport};
use serde::Serialize;

use crate::catalogue::request;
use crate::{AthleteRecord, Engine, Error, FieldError, PlannedSession, Taken, owner};

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

    async fn planned_day(
        &self,
        athlete: &str,
        date: Option<Date>,
        with_baskets: bool,
    ) -> Result<DayPlan, Error> {
        let record = self.athlete(athlete).await?;
        let zone = record.time_zone();
        let date = date.unwrap_or_else(|| self.now().to_zoned_datetime(zone.clone()).date());
        let start = day_start(crate::check_date("date", date)?, &zone)?;
        let (from, to) = (start - SignedDuration::from_hours(24), start + SignedDuration::from_hours(48));
        // The days beside it are planned too: an evening session reaches into the next morning.
        let owner = owner::athlete(athlete)?;
        let ahead = start + SignedDuration::from_hours(96);
        let near = self.of::<PlannedSession>(&owner).between(from, ahead).await?;
        let loading_for = race_after(&near, date, &zone);
        let sessions: Vec<PlannedSession> = near.into_iter().filter(|session| session.start < to).collect();
        let tests = self.tests_of(&owner).await?;
        let profile = self.profile_of(&self.model().await?, &record, &tests);
        let predictions: Vec<Prediction> = sessions
            .iter()
            .map(|session| profile.predict(&session.conditions, session.foresight()))
            .collect();
        let had = self.had(&owner, from, to).await?;
        let now = self.now();
        let done = |session: &PlannedSession| match session.end() <= now {
            true => had.done(session, &tests),
            false => None,
        };
        let of_day = |session: &PlannedSession| session.start.to_zoned_datetime(zone.clone()).date() == date;
        let day = fuel::Day {
            sessions: sessions
                .iter()
                .zip(&predictions)
                .map(|(session, p)| fuel::Session { done: done(session), ..for_rules(session, p) })
                .collect(),
            sleep: nights(&record, date),
            // What a session allows counts towards the next ones whether it was taken or not; what is over counts as taken.
            loading_for,
            today: Some(fuel::LocalDay { start, end: day_start(date.tomorrow().unwrap_or(date), &zone)? }),
            ..fuel::Day::of(record.person(date.year()))
        };
        // The sessions of a day that cannot be planned are still shown, to be cancelled; other days do not suffer for it.
        let (plan, problem) = match fuel::plan(&day) {
            Ok(plan) => (plan, None),
            Err(error) => (fuel::Plan::default(), Some(error.to_string())),
        };
        let catalogue = self.catalogue(athlete).await?;
        let planned = sessions.into_iter().zip(predictions).filter(|(session, _)| of_day(session));
        let sessions: Vec<SessionPlan> = planned
            .map(|(session, prediction)| {
                let needs: Vec<Need> =
                    plan.needs.iter().filter(|need| need.session == session.id).cloned().collect();
                let baskets = match with_baskets {
                    true => baskets(&needs, &record, date, &catalogue),
                    false => Vec::new(),
                };
                let flags =
                    plan.flags.iter().filter(|(of, _)| *of == session.id).map(|(_, flag)| *flag).collect();
                let bottle = bottle(&plan, &day, &session);
                let taken = had.of(&session.id).cloned().collect();
                SessionPlan { session, prediction, needs, flags, baskets, taken, bottle }
            })
            .collect();
        let shown = sessions.iter().flat_map(|session| &session.prediction.receipts).chain(&plan.receipts);
        self.keep_receipts(athlete, shown).await?;
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

/// How many other baskets a plan shows for a phase.
const ALTERNATIVES: usize = 2;

/// The start of a race of more than ninety minutes after this date, to load for; the rules decide whether it is near.
fn race_after(sessions: &[PlannedSession], date: Date, zone: &jiff::tz::TimeZone) -> Option<Timestamp> {
    let race = |session: &&PlannedSession| {
        session.intensity == Intensity::Max
            && session.conditions.duration > units::Duration::from_minutes(90.0)
            && session.start.to_zoned_datetime(zone.clone()).date() > date
    };
    sessions.iter().find(race).map(|session| session.start)
}

fn day_start(date: Date, zone: &jiff::tz::TimeZone) -> Result<Timestamp, Error> {
    let midnight = date.to_zoned_datetime(zone.clone());
    midnight
        .map(|zoned| zoned.timestamp())
        .map_err(|error| Error::Invalid(vec![FieldError::new("date", error)]))
}

fn for_rules(session: &PlannedSession, prediction: &Prediction) -> fuel::Session {
    let conditions = &session.conditions;
    fuel::Session {
        title: session.title.clone(),
        strength: conditions.sport == Sport::Gym,
        sweat_rate: Some(prediction.rate),
        sweat_measured: prediction.tests > 0,
        sweat_sodium: Some(prediction.sodium_concentration),
        air_temperature: Some(conditions.air_temperature),
        ..fuel::Session::new(&session.id, session.start, conditions.duration, intensity_of(session.intensity))
    }
}

/// The intensity as the fuelling rules name it.
pub(crate) fn intensity_of(intensity: Intensity) -> fuel::Intensity {
    match intensity {
        Intensity::Easy => fuel::Intensity::Easy,
        Intensity::Moderate => fuel::Intensity::Moderate,
        Intensity::Hard => fuel::Intensity::Hard,
        Intensity::Max => fuel::Intensity::Max,
    }
}

/// The nights around a date at the athlete's nominal times: civil times that meet the zone only here.
fn nights(record: &AthleteRecord, date: Date) -> Vec<SleepWindow> {
    let zone = record.time_zone();
    let instant = |date: Date, time| zone.to_timestamp(date.to_datetime(time)).ok();
    (-1..=2)
        .filter_map(|offset| {
            let evening = date.saturating_add(jiff::Span::new().days(offset));
            let morning = evening.tomorrow().ok()?;
            Some(SleepWindow { bed: instant(evening, record.bedtime)?, rise: instant(morning, record.rise)? })
        })
        .collect()
}

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
