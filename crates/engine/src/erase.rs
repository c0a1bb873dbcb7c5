//! Erasure: nothing of the athlete stays but that somebody was erased, and when.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Change, Collection, Stored};

use crate::amend::Write;
use crate::jobs::SelfCheck;
use crate::squad::SquadRecord;
use crate::{Account, Engine, Error, owner};

/// That an athlete was erased: the fact and the date, and nothing that says who it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// When.
    pub at: Timestamp,
    /// The providers that could not be told that the access has ended: the athlete has to end it there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub untold: Vec<String>,
}

impl Stored for Erasure {
    const COLLECTION: &'static str = "erasures";

    fn id(&self) -> String {
        self.at.to_string()
    }
}

impl Engine {
    /// Erases an athlete: documents, originals, keys, jobs, the place in squads and accounts, and the name wherever the instance noted it.
    /// Access that providers gave is ended there first.
    /// Safe to repeat: what an interrupted erasure left is erased then.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn erase(&self, athlete: &str) -> Result<Erasure, Error> {
        self.athlete(athlete).await?;
        let untold = self.end_accesses(&owner::athlete(athlete)?).await?;
        // The athlete goes last: an erasure that was interrupted can be asked for again.
        self.leave_squads_and_accounts(athlete).await?;
        self.strike_from_self_checks(athlete).await?;
        let erasure = Erasure { at: self.now(), untold };
        let instance = owner::instance()?;
        self.commit(&instance, vec![Collection::put(&erasure)?]).await?;
        self.store.erase(&owner::athlete(athlete)?).await?;
        // A self-check that found the athlete there may be about to note the name. This commit comes before its, which
        // then looks again, or after it, and strikes the name out.
        self.transact(&instance, || async {
            let mut changes = self.struck_from_self_checks(athlete).await?;
            changes.push(Collection::put(&erasure)?);
            Ok(Write::of(changes, ()))
        })
        .await?;
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
        for squad in self.owners_of("squad").await? {
            let leave = |squad: &mut SquadRecord| {
                squad.members.retain(|member| member != athlete);
                Ok(())
            };
            gone_is_fine(self.amend(&squad, "record", leave).await)?;
            gone_is_fine(self.forget_member(&squad, athlete).await)?;
        }
        for account in self.owners_of("account").await? {
            let leave = |account: &mut Account| {
                account.athletes.retain(|listed| listed != athlete);
                Ok(())
            };
            gone_is_fine(self.amend(&account, "record", leave).await)?;
        }
        Ok(())
    }

    async fn strike_from_self_checks(&self, athlete: &str) -> Result<(), Error> {
        let instance = owner::instance()?;
        let work = || async { Ok(Write::of(self.struck_from_self_checks(athlete).await?, ())) };
        self.transact(&instance, work).await
    }

    /// The changes that take an athlete's name out of the self-checks.
    async fn struck_from_self_checks(&self, athlete: &str) -> Result<Vec<Change>, Error> {
        let instance = owner::instance()?;
        let checks = self.of::<SelfCheck>(&instance);
        let mut changes = Vec::new();
        for mut check in checks.all().await? {
            let before = check.found.len() + check.failed.len();
            check.found.retain(|(name, _)| name != athlete);
            check.failed.retain(|(name, _)| name != athlete);
            if check.found.len() + check.failed.len() != before {
                changes.push(checks.rewrite(&check).await?);
            }
        }
        Ok(changes)
    }
}

/// Whoever was removed meanwhile lists nobody.
fn gone_is_fine<T>(outcome: Result<T, Error>) -> Result<(), Error> {
    match outcome {
        Ok(_) | Err(Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}
