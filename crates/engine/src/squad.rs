//! Squads: the same for many athletes at a glance.

use serde::{Deserialize, Serialize};
use store::Stored;

use crate::access::{Action, Caller, Level, Verdict, may};
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
    /// The accounts that look after it. They see those members who consented, by a grant to the squad.
    #[serde(default)]
    pub practitioners: Vec<String>,
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

    /// A squad with its board: the next session and needs of each member whose data the caller may read.
    ///
    /// # Errors
    /// When there is none of this name, or the database fails.
    pub async fn squad_board(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<(SquadRecord, Vec<BoardRow>), Error> {
        let owner = owner::squad(id)?;
        let squad = self.of::<SquadRecord>(&owner).get("record").await?;
        let squad = squad.ok_or_else(|| Error::not_found("squad", id))?;
        let mut rows = Vec::new();
        for member in &squad.members {
            let standing = self.standing(caller, member).await?;
            if may(caller, Action::Athlete(Level::Read), standing) != Verdict::Granted {
                continue;
            }
            rows.push(BoardRow {
                athlete: self.athlete(member).await?,
                tests: self.sweat_tests(member).await?.len(),
                next: self.next_session(member).await?,
            });
        }
        Ok((squad, rows))
    }
}
