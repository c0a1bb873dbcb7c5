//! Erasure: nothing of the athlete stays but that somebody was erased, and when.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Change, Collection, Commit, Owner, StoreError, Stored};

use crate::jobs::SelfCheck;
use crate::squad::SquadRecord;
use crate::{Account, Engine, Error, owner};

/// That an athlete was erased: the fact and the date, and nothing that says who it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// When.
    pub at: Timestamp,
}

impl Stored for Erasure {
    const COLLECTION: &'static str = "erasures";

    fn id(&self) -> String {
        self.at.to_string()
    }
}

impl Engine {
    /// Erases an athlete: documents, originals, keys, jobs, the place in squads and accounts, and the name wherever the instance noted it.
    /// Safe to repeat: what an interrupted erasure left is erased then.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn erase(&self, athlete: &str) -> Result<Erasure, Error> {
        self.athlete(athlete).await?;
        // The athlete goes last: an erasure that was interrupted can be asked for again.
        self.leave_squads_and_accounts(athlete).await?;
        self.strike_from_self_checks(athlete).await?;
        let erasure = Erasure { at: self.now() };
        self.commit(&owner::instance()?, vec![Collection::put(&erasure)?]).await?;
        self.store.erase(&owner::athlete(athlete)?).await?;
        Ok(erasure)
    }

    /// When athletes were erased.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erasures(&self) -> Result<Vec<Erasure>, Error> {
        Ok(self.of::<Erasure>(&owner::instance()?).all().await?)
    }

    async fn leave_squads_and_accounts(&self, athlete: &str) -> Result<(), Error> {
        for owner in self.store.owners().await? {
            if owner::name_in(&owner, "squad").is_some() {
                self.amend(&owner, |squad: &mut SquadRecord| strike(&mut squad.members, athlete)).await?;
            } else if owner::name_in(&owner, "account").is_some() {
                self.amend(&owner, |account: &mut Account| strike(&mut account.athletes, athlete)).await?;
            }
        }
        Ok(())
    }

    async fn strike_from_self_checks(&self, athlete: &str) -> Result<(), Error> {
        self.amend::<SelfCheck>(&owner::instance()?, |check| {
            let before = check.found.len() + check.failed.len();
            check.found.retain(|(name, _)| name != athlete);
            check.failed.retain(|(name, _)| name != athlete);
            check.found.len() + check.failed.len() != before
        })
        .await
    }

    /// Changes those documents of a kind that `change` says it changed, whoever else commits meanwhile.
    async fn amend<T: Stored>(&self, owner: &Owner, change: impl Fn(&mut T) -> bool) -> Result<(), Error> {
        loop {
            let at = self.store.revision(owner).await?;
            let documents = self.of::<T>(owner);
            let mut changes: Vec<Change> = Vec::new();
            for mut document in documents.all().await? {
                if change(&mut document) {
                    changes.push(documents.rewrite(&document).await?);
                }
            }
            if changes.is_empty() {
                return Ok(());
            }
            match self.store.commit(Commit::of(owner.clone(), changes).at(at)).await {
                Err(StoreError::Conflict { .. }) => {}
                outcome => return Ok(outcome.map(drop)?),
            }
        }
    }
}

/// Takes a name off a list; whether it was there.
fn strike(names: &mut Vec<String>, name: &str) -> bool {
    let before = names.len();
    names.retain(|other| other != name);
    names.len() != before
}
