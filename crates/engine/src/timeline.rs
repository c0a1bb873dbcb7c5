//! The timeline of an athlete.

use ::timeline::Event;
use jiff::Timestamp;

use crate::recording::StoredEvent;
use crate::{Engine, Error, owner};

impl Engine {
    /// What happened in `from..to`, in the order of time.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn events(&self, athlete: &str, from: Timestamp, to: Timestamp) -> Result<Vec<Event>, Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let events = self.of::<StoredEvent>(&owner).between(from, to).await?;
        Ok(events.into_iter().map(|stored| stored.0).collect())
    }

    /// One event.
    ///
    /// # Errors
    /// When there is none of this name, or the database fails.
    pub async fn event(&self, athlete: &str, id: &str) -> Result<Event, Error> {
        let owner = owner::athlete(athlete)?;
        let found = self.of::<StoredEvent>(&owner).get(id).await?;
        found.map(|stored| stored.0).ok_or_else(|| Error::not_found("event", id))
    }
}
