//! What past workouts were likely to take out of the athlete, by the sweat profile of today.

use std::collections::BTreeMap;

use ::timeline::{Event, EventKind, Observation};
use evidence::{Estimate, Receipt, ReceiptId};
use jiff::SignedDuration;
use physiology::{Foresight, Prediction, Recording, SessionConditions, SweatProfile};
use units::{Duration, Fraction, Sodium, Temperature, TemperatureDifference, Volume};

use crate::planned::PlannedSession;
use crate::recorded::recorded;
use crate::sweat_test::SweatTestRecord;
use crate::{ConditionsInput, Engine, Error, owner};

/// The air of a workout of which nothing is known.
const MILD: Temperature = Temperature::from_celsius(18.0);
/// How far the air may have been from that: the SD of the air that people train in.
const UNKNOWN_AIR_SD: TemperatureDifference = TemperatureDifference::from_kelvin(7.0);

/// What a past workout was likely to take.
#[derive(Clone, Debug, PartialEq)]
pub struct ExpectedLoss {
    /// The sweat that was likely lost.
    pub loss: Estimate<Volume>,
    /// The sodium that was likely lost with it.
    pub sodium: Estimate<Sodium>,
    /// The air that this was worked out with.
    pub air_temperature: Temperature,
    /// The air is not known, and was assumed: the interval is the wider for it.
    pub assumed: bool,
    /// The time in motion, where the workout was recorded by the minute.
    pub in_motion: Option<Duration>,
    /// The test of this workout, where it was tested.
    pub test: Option<String>,
    /// The receipts of both numbers, sweat and sodium; empty in a list of workouts, whose receipts are not stored.
    pub receipts: Vec<ReceiptId>,
}

/// What is known of a past workout.
struct Known {
    conditions: SessionConditions,
    recording: Option<Recording>,
    assumed: bool,
    test: Option<String>,
}

/// What the workouts of an athlete are judged by.
struct Hindsight {
    profile: SweatProfile,
    tests: Vec<SweatTestRecord>,
    planned: Vec<PlannedSession>,
    observations: BTreeMap<String, Observation>,
}

impl Engine {
    /// The sweat and sodium that each workout among these events was likely to cost, by its name, minute by minute where it
    /// was recorded. The air is that of its sweat test, else that of the session planned for the same hours, else assumed
    /// to be mild. Workouts that no model takes are left out.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn expected_losses(
        &self,
        athlete: &str,
        events: &[Event],
    ) -> Result<BTreeMap<String, ExpectedLoss>, Error> {
        let Some(hindsight) = self.hindsight(athlete, events).await? else { return Ok(BTreeMap::new()) };
        let expected = |event: &Event| {
            let known = hindsight.known(event)?;
            let prediction = hindsight.profile.estimate_outline(
                &known.conditions,
                known.recording.as_ref(),
                known.foresight(),
            );
            Some((event.id.clone(), known.expected(&prediction)))
        };
        Ok(events.iter().filter_map(expected).collect())
    }

    /// The same for one workout, with its receipts stored; `None` when it is no workout, or no model takes it.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn expected_loss(&self, athlete: &str, event: &Event) -> Result<Option<ExpectedLoss>, Error> {
        let hindsight = self.hindsight(athlete, std::slice::from_ref(event)).await?;
        let Some((hindsight, known)) =
            hindsight.and_then(|hindsight| hindsight.known(event).map(|known| (hindsight, known)))
        else {
            return Ok(None);
        };
        let recording = known.recording.as_ref();
        let prediction = hindsight.profile.estimate(&known.conditions, recording, known.foresight());
        self.keep_receipts(athlete, prediction.receipts.iter()).await?;
        Ok(Some(known.expected(&prediction)))
    }

    async fn hindsight(&self, athlete: &str, events: &[Event]) -> Result<Option<Hindsight>, Error> {
        let Some(first) = events.iter().map(|event| event.span.start).min() else { return Ok(None) };
        let last = events.iter().map(|event| event.span.end).max().unwrap_or(first);
        let record = self.athlete(athlete).await?;
        let tests = self.sweat_tests(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let profile = self.profile_of(&self.model_of(&owner).await?, &record, &tests);
        let planned = self.planned_sessions(athlete, first - SignedDuration::from_hours(36), last).await?;
        let workouts: Vec<Event> = events.iter().filter(|event| event.workout().is_some()).cloned().collect();
        let observations = self.behind(&owner, &workouts).await?;
        Ok(Some(Hindsight { profile, tests, planned, observations }))
    }
}

impl Hindsight {
    fn known(&self, event: &Event) -> Option<Known> {
        let EventKind::Workout(workout) = &event.kind else { return None };
        let tested = self.tests.iter().find(|test| {
            test.event.as_ref() == Some(&event.id) || event.span.start <= test.at && test.at < event.span.end
        });
        if let Some(test) = tested {
            return Some(Known {
                conditions: test.conditions,
                recording: test.recording.clone(),
                assumed: false,
                test: Some(test.id.clone()),
            });
        }
        let session = self
            .planned
            .iter()
            .find(|session| session.start < event.span.end && event.span.start < session.end());
        let air = session.map(|session| &session.conditions);
        let input = ConditionsInput {
            air_temperature: Some(air.map_or(MILD, |air| air.air_temperature)),
            relative_humidity: air.map(|air| air.relative_humidity).or(Some(Fraction::from_ratio(0.5))),
            ..ConditionsInput::default()
        };
        let conditions = input.resolve(Some((workout, event.span.duration()))).ok()?;
        physiology::check_effort(self.profile.athlete(), &conditions).ok()?;
        let recording = recorded(event, conditions.sport, |name| self.observations.get(name));
        Some(Known { conditions, recording, assumed: air.is_none(), test: None })
    }
}

impl Known {
    fn foresight(&self) -> Foresight {
        if self.assumed { Foresight::Forecast { temperature_sd: UNKNOWN_AIR_SD } } else { Foresight::Known }
    }

    fn expected(self, prediction: &Prediction) -> ExpectedLoss {
        let by = |rule: &str| {
            let made = prediction.receipts.iter().find(|receipt| receipt.rule == rule);
            made.map(|receipt: &Receipt| receipt.id.clone())
        };
        ExpectedLoss {
            loss: prediction.loss,
            sodium: prediction.sodium_loss,
            air_temperature: self.conditions.air_temperature,
            assumed: self.assumed,
            in_motion: self.recording.as_ref().map(Recording::in_motion),
            test: self.test,
            receipts: ["sweat-profile.loss", "sweat-profile.sodium-loss"]
                .into_iter()
                .filter_map(by)
                .collect(),
        }
    }
}
