//! Plays a scenario: everything it gives goes in through the use cases, at its own time.

use std::collections::BTreeMap;
use std::sync::Arc;

use fuel::RacePlan;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use physiology::weigh_in::WeighIn;
use store::Memory;

use super::given::FixedSweat;
use super::{GivenTest, Scenario, Verdict};
use crate::{
    ConditionsInput, DayPlan, Engine, Error, FixedClock, NewPlannedSession, NewSweatTest, SweatTestRecord,
};

/// Whose scenario it is.
const ATHLETE: &str = "me";

/// What came of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The plan, or why there is none.
    pub played: Played,
    /// The sessions by the names that the scenario gives them, with their names in the plan.
    pub names: BTreeMap<String, String>,
    /// The sweat tests it took.
    pub tests: Vec<SweatTestRecord>,
    /// What was expected, and whether it holds.
    pub verdicts: Vec<Verdict>,
}

impl Outcome {
    /// Whether everything holds that was expected.
    pub fn holds(&self) -> bool {
        self.verdicts.iter().all(|verdict| verdict.holds)
    }
}

/// What was advised.
#[derive(Clone, Debug, PartialEq)]
pub enum Played {
    /// A day.
    Day(Box<DayPlan>),
    /// A race.
    Race(RacePlan),
    /// Nothing: this was asked instead.
    Refused(String),
}

impl Scenario {
    /// Plays the scenario and judges the plan.
    ///
    /// # Errors
    /// When the database fails; everything else is part of the outcome.
    pub async fn play(&self) -> Result<Outcome, Error> {
        let mut stage = Stage {
            store: Arc::new(Memory::default()),
            scenario: self,
            names: BTreeMap::new(),
            tests: Vec::new(),
        };
        let played = match stage.play().await {
            Ok(played) => played,
            Err(error @ Error::Store(_)) => return Err(error),
            Err(error) => Played::Refused(error.to_string()),
        };
        let Stage { names, tests, .. } = stage;
        let mut outcome = Outcome { played, names, tests, verdicts: Vec::new() };
        outcome.verdicts = self.expect.judge(&outcome);
        Ok(outcome)
    }

    fn zone(&self) -> TimeZone {
        self.athlete.zone.as_deref().and_then(|zone| TimeZone::get(zone).ok()).unwrap_or(TimeZone::UTC)
    }

    fn instant(&self, at: DateTime) -> Result<Timestamp, Error> {
        self.zone().to_timestamp(at).map_err(|error| Error::field("scenario", error))
    }
}

struct Stage<'a> {
    store: Arc<Memory>,
    scenario: &'a Scenario,
    names: BTreeMap<String, String>,
    tests: Vec<SweatTestRecord>,
}

impl Stage<'_> {
    /// The use cases with the clock at an instant.
    fn at(&self, now: Timestamp) -> Engine {
        Engine::new(self.store.clone(), Arc::new(FixedClock(now))).with_fixed_sweat(self.sweat())
    }

    async fn play(&mut self) -> Result<Played, Error> {
        let scenario = self.scenario;
        let now = scenario.instant(scenario.now)?;
        self.given(now).await?;
        let engine = self.at(now);
        if let Some(race) = &scenario.race {
            return Ok(Played::Race(engine.race_plan(ATHLETE, race).await?));
        }
        let first = scenario.sessions.first().map(|session| session.start.date());
        let date = scenario.date.or(first).unwrap_or(scenario.now.date());
        let plan = self.at(now).day_plan(ATHLETE, Some(date)).await?;
        Ok(Played::Day(Box::new(plan)))
    }

    async fn given(&mut self, now: Timestamp) -> Result<(), Error> {
        let scenario = self.scenario;
        // The athlete is older than everything that was logged.
        let begin =
            scenario.log.iter().map(|reading| reading.at).chain(scenario.tests.iter().map(|test| test.at));
        let begin = begin.min().map_or(Ok(now), |at| scenario.instant(at))?.min(now);
        self.at(begin).put_athlete(ATHLETE, scenario.athlete.clone(), &scenario.zone()).await?;
        for given in &scenario.tests {
            let at = scenario.instant(given.at)?;
            let test = self.at(now).take_sweat_test(ATHLETE, sweat_test(given, at)).await?;
            self.tests.push(test);
        }
        for (number, given) in (1..).zip(&scenario.sessions) {
            let start = scenario.instant(given.start)?;
            let name = given.name.clone().unwrap_or_else(|| format!("{number}"));
            let new = NewPlannedSession { title: Some(name.clone()), start, conditions: given.conditions() };
            let session = self.at(now.min(start)).plan_session(ATHLETE, new).await?;
            self.names.insert(name, session.id);
        }
        for (session, given) in (1..).zip(&scenario.sessions) {
            let name = given.name.clone().unwrap_or_else(|| format!("{session}"));
            let Some(id) = self.names.get(&name) else { continue };
            let start = scenario.instant(given.start)?;
            let plan = self.at(start.min(now)).day_plan(ATHLETE, Some(given.start.date())).await?;
            let needs =
                plan.sessions.iter().filter(|plan| plan.session.id == *id).flat_map(|plan| &plan.needs);
            let taken: Vec<String> =
                needs.filter(|need| given.taken.contains(&need.phase)).map(|need| need.id.clone()).collect();
            self.at(start.min(now)).say_taken(ATHLETE, id, &taken).await?;
        }
        for given in &scenario.log {
            let at = scenario.instant(given.at)?;
            self.at(now.max(at)).log_readings(ATHLETE, Some(at), &given.kinds()).await?;
        }
        Ok(())
    }

    /// The sweat that the scenario fixes, by session.
    fn sweat(&self) -> BTreeMap<String, FixedSweat> {
        let sessions = (1..).zip(&self.scenario.sessions);
        let fixed = sessions.filter_map(|(number, given)| {
            let name = given.name.clone().unwrap_or_else(|| format!("{number}"));
            Some((self.names.get(&name)?.clone(), given.sweat()?))
        });
        fixed.collect()
    }
}

fn sweat_test(given: &GivenTest, at: Timestamp) -> NewSweatTest {
    NewSweatTest {
        event: None,
        at: Some(at),
        conditions: ConditionsInput {
            sport: Some(given.sport.clone()),
            duration: Some(given.duration),
            intensity: given.intensity,
            air_temperature: Some(given.air_temperature),
            relative_humidity: given.relative_humidity,
            ..ConditionsInput::default()
        },
        weigh_in: Some(WeighIn {
            mass_before: given.before,
            mass_after: given.after,
            drunk: given.drunk,
            urine: given.urine,
            ..WeighIn::default()
        }),
        patches: Vec::new(),
        confirmed: false,
    }
}
