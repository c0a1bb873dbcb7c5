//! Squads: the same for many athletes at a glance.

use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use store::{StoreError, Stored};
use units::{Mass, UnitSystem};

use crate::access::{Action, Caller, Level, Verdict, may};
use crate::caught::caught;
use crate::{AthleteChanges, AthleteRecord, Engine, Error, FieldError, SessionPlan, owner};

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
    /// Why there is no plan, where it could not be made.
    pub problem: Option<String>,
}

/// How many members of a board are looked up at once.
const MEMBERS_AT_ONCE: usize = 8;

/// The largest squad that is founded at once.
const MOST_MEMBERS: usize = 60;

impl Engine {
    /// All squads.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn squads(&self) -> Result<Vec<SquadRecord>, Error> {
        let mut squads = Vec::new();
        for owner in self.owners_of("squad").await? {
            squads.extend(self.of::<SquadRecord>(&owner).get("record").await?);
        }
        Ok(squads)
    }

    /// Makes a squad of new athletes of the caller's own: each a name and a body mass.
    ///
    /// # Errors
    /// Every field that cannot be; nothing is stored then.
    pub async fn gather_squad(
        &self,
        caller: &Caller,
        name: &str,
        members: &[(String, Mass)],
        zone: &TimeZone,
        units: UnitSystem,
    ) -> Result<SquadRecord, Error> {
        if name.trim().is_empty() || name.chars().count() > 120 {
            return Err(Error::field("team", "write a name of 1 to 120 characters"));
        }
        if members.is_empty() || members.len() > MOST_MEMBERS {
            return Err(Error::field("members", format!("write 1 to {MOST_MEMBERS} athletes, one a line")));
        }
        let facts = |(name, mass): &(String, Mass)| AthleteChanges {
            name: Some(name.clone()),
            body_mass: Some(*mass),
            units: Some(units),
            ..AthleteChanges::default()
        };
        for member in members {
            AthleteRecord::made("member", facts(member), zone).map_err(of_members)?;
        }
        let mut ids = Vec::new();
        for member in members {
            ids.push(self.create_athlete(caller, facts(member), zone).await?.id);
        }
        let Some(account) = caller.account() else {
            let squad = SquadRecord {
                id: format!("squad-{}", self.squads().await?.len() + 1),
                name: name.trim().to_owned(),
                members: ids,
                practitioners: Vec::new(),
                simulated: false,
            };
            self.commit_new(&owner::squad(&squad.id)?, vec![store::Collection::put(&squad)?]).await?;
            return Ok(squad);
        };
        let id = self.found_squad(&account.id, name).await?.id;
        let owner = owner::squad(&id)?;
        let gathered = self.amend(&owner, "record", |squad: &mut SquadRecord| {
            squad.members.clone_from(&ids);
            Ok(squad.clone())
        });
        gathered.await?.ok_or_else(|| Error::not_found("squad", id))
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
        let members: Vec<_> = squad.members.iter().map(|member| self.board_row(caller, member)).collect();
        let rows: Vec<Option<BoardRow>> =
            stream::iter(members).buffered(MEMBERS_AT_ONCE).try_collect().await?;
        Ok((squad, rows.into_iter().flatten().collect()))
    }

    /// The row of one member; none for a member whose data the caller may not read, or who is gone. What is wrong with the
    /// data of one member is told in the row, and the others keep theirs.
    async fn board_row(&self, caller: &Caller, member: &str) -> Result<Option<BoardRow>, Error> {
        let standing = self.standing(caller, member).await?;
        if may(caller, Action::Athlete(Level::Read), standing) != Verdict::Granted {
            return Ok(None);
        }
        let athlete = match self.athlete(member).await {
            Err(Error::NotFound { .. }) => return Ok(None),
            found => found?,
        };
        let facts = caught(async {
            Ok::<_, Error>((self.sweat_tests(member).await?.len(), self.next_outline(member).await?))
        });
        match facts.await.unwrap_or_else(|panic| Err(Error::Defect(panic))) {
            Ok((tests, next)) => Ok(Some(BoardRow { athlete, tests, next, problem: None })),
            Err(Error::Store(error @ (StoreError::Unavailable(_) | StoreError::Database(_)))) => {
                Err(error.into())
            }
            Err(error) => {
                let problem = Some(error.to_string());
                Ok(Some(BoardRow { athlete, tests: 0, next: None, problem }))
            }
        }
    }
}

/// What is wrong with one of the athletes is said of their list.
fn of_members(error: Error) -> Error {
    match error {
        Error::Invalid(fields) => Error::Invalid(
            fields.into_iter().map(|field| FieldError { field: "members".to_owned(), ..field }).collect(),
        ),
        other => other,
    }
}
