//! A session that nobody planned: what it would take out of the athlete, and what it would need.

use physiology::{Foresight, Intensity, Prediction, SessionConditions};

use crate::day_plan::intensity_of;
use crate::{Engine, Error};

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
        let record = self.athlete(athlete).await?;
        let now = self.now();
        let prediction = self.sweat_profile(athlete).await?.outline(conditions, Foresight::Known);
        let session = fuel::Session {
            title: conditions.sport.words().to_owned(),
            strength: conditions.sport == physiology::Sport::Gym,
            sweat_rate: Some(prediction.rate),
            sweat_measured: prediction.tests > 0,
            sweat_sodium: Some(prediction.sodium_concentration),
            air_temperature: Some(conditions.air_temperature),
            ..fuel::Session::new("imagined", now, conditions.duration, intensity_of(intensity))
        };
        let person = record.person(now.to_zoned_datetime(record.time_zone()).year());
        let day = fuel::Day { sessions: vec![session], ..fuel::Day::of(person) };
        let plan = fuel::plan(&day).map_err(|error| Error::field("duration", error))?;
        let flags = plan.flags.into_iter().map(|(_, flag)| flag).collect();
        Ok(Imagined { prediction, needs: plan.needs, flags })
    }
}
