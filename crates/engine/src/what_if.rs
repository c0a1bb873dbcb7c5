//! A session that nobody planned: what it would take out of the athlete, and what it would need.

use physiology::{Foresight, Intensity, Prediction, SessionConditions};

use crate::day::Expected;
use crate::{Engine, Error, PlannedSession};

/// A session imagined, by itself on an otherwise empty day.
#[derive(Clone, Debug, PartialEq)]
pub struct Imagined {
    /// What it would take out of the athlete, without receipts.
    pub prediction: Prediction,
    /// What to have, and when.
    pub needs: Vec<fuel::Need>,
    /// What to know beside the numbers.
    pub flags: Vec<fuel::Flag>,
}

impl Engine {
    /// What a session in these conditions would take and need. Nothing is stored.
    ///
    /// # Errors
    /// When there is no such athlete, the session cannot be planned, or the database fails.
    pub async fn imagine(
        &self,
        athlete: &str,
        conditions: &SessionConditions,
        intensity: Intensity,
    ) -> Result<Imagined, Error> {
        let around = self.surroundings(athlete, None).await?.emptied();
        let (id, title) = ("imagined".to_owned(), conditions.sport.words());
        let session = PlannedSession::of(id, title, self.now(), *conditions, intensity);
        let session = PlannedSession { sun_unknown: false, ..session };
        let prediction = around.profile.outline(conditions, Foresight::Known);
        let expected = Expected { session, prediction };
        let plan = fuel::plan(&around.day(std::slice::from_ref(&expected)))
            .map_err(|error| Error::field("duration", error))?;
        let flags = plan.flags.into_iter().map(|(_, flag)| flag).collect();
        Ok(Imagined { prediction: expected.prediction, needs: plan.needs, flags })
    }
}
