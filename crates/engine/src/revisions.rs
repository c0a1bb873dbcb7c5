//! At which revision the documents are that an athlete's answers are made of.

use store::Revision;

use crate::{Engine, Error, owner};

/// Two answers about an athlete made at the same revisions say the same, but for what the clock changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revisions {
    /// Of the athlete's documents; `None` when there is no such athlete.
    pub athlete: Option<Revision>,
    /// Of what belongs to everybody, such as the model in use; `None` while there is nothing.
    pub instance: Option<Revision>,
}

impl Engine {
    /// The revisions now.
    ///
    /// # Errors
    /// When the name cannot be one, or the database fails.
    pub async fn revisions(&self, athlete: &str) -> Result<Revisions, Error> {
        let owners = [owner::athlete(athlete)?, owner::instance()?];
        let told = self.store.revisions(&owners).await?;
        let of = |place: usize| told.get(place).copied().flatten();
        Ok(Revisions { athlete: of(0), instance: of(1) })
    }
}
