//! Weighings around a workout: offered as those of a sweat test, without typing.

use ::timeline::Event;
use jiff::SignedDuration;
use units::Mass;

use crate::day::is_plausible;
use crate::{Engine, Error, LoggedReading, owner};

/// A weighing further from the workout says little of what it took off.
const NEAR: SignedDuration = SignedDuration::from_hours(1);

/// The weighings next to a workout.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WeighedAround {
    /// The last one within an hour before it.
    pub before: Option<LoggedReading>,
    /// The first one within an hour after it.
    pub after: Option<LoggedReading>,
}

impl Engine {
    /// The weighings within an hour before and after a workout, of a scale, a phone or typed. One that may be somebody else's
    /// is left out: a scale knows the whole household.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn weighed_around(&self, athlete: &str, workout: &Event) -> Result<WeighedAround, Error> {
        let record = self.athlete(athlete).await?;
        let (start, end) = (workout.span.start, workout.span.end);
        let from = start.saturating_sub(NEAR).unwrap_or(start);
        let to = end.saturating_add(NEAR).unwrap_or(end);
        let until = to.saturating_add(SignedDuration::from_secs(1)).unwrap_or(to);
        let readings: Vec<LoggedReading> = self.of(&owner::athlete(athlete)?).between(from, until).await?;
        let is_of = |reading: &LoggedReading, known: Mass| {
            !reading.unsure && reading.mass().is_some_and(|mass| is_plausible(mass, known))
        };
        let before =
            readings.iter().rev().find(|reading| reading.at <= start && is_of(reading, record.body_mass));
        let known = before.and_then(LoggedReading::mass).unwrap_or(record.body_mass);
        let after =
            readings.iter().find(|reading| end <= reading.at && reading.at <= to && is_of(reading, known));
        Ok(WeighedAround { before: before.cloned(), after: after.cloned() })
    }
}
