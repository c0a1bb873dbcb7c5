//! What past workouts were likely to take out of the athlete, by the sweat profile of today.

use std::collections::BTreeMap;

use ::timeline::{Event, EventKind};
use evidence::Estimate;
use jiff::SignedDuration;
use physiology::Foresight;
use units::{Fraction, Temperature, Volume};

use crate::{ConditionsInput, Engine, Error};

/// The air of a workout of which nothing is known.
const MILD: Temperature = Temperature::from_celsius(18.0);

/// What a past workout was likely to take.
#[derive(Clone, Debug, PartialEq)]
pub struct ExpectedLoss {
    /// The sweat that was likely lost.
    pub loss: Estimate<Volume>,
    /// The air that this was worked out with.
    pub air_temperature: Temperature,
    /// The air is not known, and was assumed.
    pub assumed: bool,
    /// The test of this workout, where it was tested.
    pub test: Option<String>,
}

impl Engine {
    /// The sweat that each workout among these events was likely to cost, by its name. The air is that of its sweat test, else
    /// that of the session planned for the same hours, else assumed to be mild. Workouts that no model takes are left out.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn expected_losses(
        &self,
        athlete: &str,
        events: &[Event],
    ) -> Result<BTreeMap<String, ExpectedLoss>, Error> {
        let Some(first) = events.iter().map(|event| event.span.start).min() else {
            return Ok(BTreeMap::new());
        };
        let last = events.iter().map(|event| event.span.end).max().unwrap_or(first);
        let record = self.athlete(athlete).await?;
        let tests = self.sweat_tests(athlete).await?;
        let profile = self.profile_of(&self.model().await?, &record, &tests);
        let planned = self.planned_sessions(athlete, first - SignedDuration::from_hours(36), last).await?;
        let expected = |event: &Event| {
            let EventKind::Workout(workout) = &event.kind else { return None };
            let tested = tests.iter().find(|test| {
                test.event.as_ref() == Some(&event.id)
                    || event.span.start <= test.at && test.at < event.span.end
            });
            if let Some(test) = tested {
                return Some(ExpectedLoss {
                    loss: profile.outline(&test.conditions, Foresight::Known).loss,
                    air_temperature: test.conditions.air_temperature,
                    assumed: false,
                    test: Some(test.id.clone()),
                });
            }
            let session = planned
                .iter()
                .find(|session| session.start < event.span.end && event.span.start < session.end());
            let air = session.map(|session| &session.conditions);
            let input = ConditionsInput {
                air_temperature: Some(air.map_or(MILD, |air| air.air_temperature)),
                relative_humidity: air.map(|air| air.relative_humidity).or(Some(Fraction::from_ratio(0.5))),
                ..ConditionsInput::default()
            };
            let conditions = input.resolve(Some((workout, event.span.duration()))).ok()?;
            physiology::check_effort(profile.athlete(), &conditions).ok()?;
            Some(ExpectedLoss {
                loss: profile.outline(&conditions, Foresight::Known).loss,
                air_temperature: conditions.air_temperature,
                assumed: air.is_none(),
                test: None,
            })
        };
        Ok(events.iter().filter_map(|event| Some((event.id.clone(), expected(event)?))).collect())
    }
}
