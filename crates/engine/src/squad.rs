//! Squads: the same for many athletes at a glance.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use store::Stored;
use units::{Mass, UnitSystem};

use crate::access::{Action, Caller, Level, Verdict, fresh_name, may};
use crate::{AthleteChanges, AthleteRecord, Engine, Error, FieldError, SquadSettings, owner};

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
    /// What it decided: roles, what coaches see, policies.
    #[serde(default)]
    pub settings: SquadSettings,
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

/// The largest squad that is founded at once.
const MOST_MEMBERS: usize = team::roster::MOST_ATHLETES;

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
                id: fresh_name(&*self.randomness, "squad-")?,
                name: name.trim().to_owned(),
                members: ids,
                practitioners: Vec::new(),
                settings: SquadSettings::default(),
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

    /// The members of a squad whose whole data the caller may read, each with the number of their sweat tests: whose patch may be
    /// scanned.
    ///
    /// # Errors
    /// When there is no such squad, or the database fails.
    pub async fn readable_members(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<(SquadRecord, Vec<(AthleteRecord, usize)>), Error> {
        let squad = self.squad(id).await?;
        let mut members = Vec::new();
        for member in &squad.members {
            let standing = self.standing(caller, member).await?;
            if may(caller, Action::Athlete(Level::Read), standing) != Verdict::Granted {
                continue;
            }
            match self.athlete(member).await {
                Err(Error::NotFound { .. }) => {}
                found => members.push((found?, self.sweat_tests(member).await?.len())),
            }
        }
        Ok((squad, members))
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
