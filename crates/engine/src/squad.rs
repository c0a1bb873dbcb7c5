//! Squads: the same for many athletes at a glance.

use serde::{Deserialize, Serialize};
use store::Stored;

use crate::{AthleteRecord, Engine, Error, SessionPlan, owner};

/// A squad.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SquadRecord {
    /// The name in addresses and documents.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// The athletes in it.
    pub members: Vec<String>,
    /// Made by the demo.
    #[serde(default)]
    pub simulated: bool,
}

impl Stored for SquadRecord {
    const COLLECTION: &'static str = "squad";

    fn id(&self) -> String {
        "record".to_owned()
    }
}

/// One athlete of a squad's board.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BoardRow {
    /// The athlete.
    pub athlete: AthleteRecord,
    /// How many sweat tests the athlete has.
    pub tests: usize,
    /// The next session with its needs.
    pub next: Option<SessionPlan>,
}

impl Engine {
    /// All squads.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn squads(&self) -> Result<Vec<SquadRecord>, Error> {
        let mut squads = Vec::new();
        for owner in self.store.owners().await? {
            if owner::name_in(&owner, "squad").is_some() {
                squads.extend(self.of::<SquadRecord>(&owner).get("record").await?);
            }
        }
        Ok(squads)
    }

    /// A squad with its board: each athlete's next session and needs.
    ///
    /// # Errors
    /// When there is none of this name, or the database fails.
    pub async fn squad_board(&self, id: &str) -> Result<(SquadRecord, Vec<BoardRow>), Error> {
        let owner = owner::squad(id)?;
        let squad = self.of::<SquadRecord>(&owner).get("record").await?;
        let squad = squad.ok_or_else(|| Error::not_found("squad", id))?;
        let mut rows = Vec::new();
        for member in &squad.members {
            rows.push(BoardRow {
                athlete: self.athlete(member).await?,
                tests: self.sweat_tests(member).await?.len(),
                next: self.next_session(member).await?,
            });
        }
        Ok((squad, rows))
    }
}
