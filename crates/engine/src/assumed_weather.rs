//! A session whose weather nobody knows: it is planned with mild air, and says so.

use units::Temperature;

use crate::{Assumed, Engine, Error, NewPlannedSession, PlannedSession, owner};

/// The air that is assumed.
const MILD: Temperature = Temperature::from_celsius(18.0);

impl Engine {
    /// Plans a session as [`plan_session`](Self::plan_session) does; where neither its air nor its place is told, mild air is
    /// assumed, and the session says that it is.
    ///
    /// # Errors
    /// As [`plan_session`](Self::plan_session).
    pub async fn plan_session_in_any_air(
        &self,
        athlete: &str,
        new: NewPlannedSession,
    ) -> Result<PlannedSession, Error> {
        self.write_in_any_air(athlete, new, None).await
    }

    /// Changes a session as [`change_session`](Self::change_session) does; where neither its air nor its place is told, mild
    /// air is assumed.
    ///
    /// # Errors
    /// As [`change_session`](Self::change_session).
    pub async fn change_session_in_any_air(
        &self,
        athlete: &str,
        id: &str,
        new: NewPlannedSession,
    ) -> Result<PlannedSession, Error> {
        self.write_in_any_air(athlete, new, Some(id)).await
    }

    async fn write_in_any_air(
        &self,
        athlete: &str,
        mut new: NewPlannedSession,
        replaces: Option<&str>,
    ) -> Result<PlannedSession, Error> {
        let told = new.conditions.air_temperature.is_some() || new.conditions.place.is_some();
        if !told {
            new.conditions.air_temperature = Some(MILD);
        }
        let session = match replaces {
            Some(id) => self.change_session(athlete, id, new).await?,
            None => self.plan_session(athlete, new).await?,
        };
        if told {
            return Ok(session);
        }
        let owner = owner::athlete(athlete)?;
        let assumed = self.amend(&owner, &session.id, |stored: &mut PlannedSession| {
            if !stored.assumed.contains(&Assumed::Weather) {
                stored.assumed.push(Assumed::Weather);
            }
            Ok(stored.clone())
        });
        Ok(assumed.await?.unwrap_or(session))
    }
}
