//! The administrators of the instance: a list of its own, so that "at least one" is checked where it is changed.

use serde::{Deserialize, Serialize};
use store::{Collection, Stored};

use super::Account;
use crate::amend::Write;
use crate::{Engine, Error, owner};

/// The accounts that look after this instance, by their ids. The flag in the account says what an account may do; this
/// list, which lies in one partition, says whether an account may go.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Administrators {
    accounts: Vec<String>,
}

impl Stored for Administrators {
    const COLLECTION: &'static str = "administrators";

    fn id(&self) -> String {
        "record".to_owned()
    }
}

impl Engine {
    /// Whether somebody looks after this instance.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_administrator(&self) -> Result<bool, Error> {
        for id in self.listed_administrators().await?.accounts {
            if self.is_administrator(&id).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Lists an account that is about to be created as an administrator's. Until it is there, it does not count.
    pub(super) async fn list_administrator(&self, id: &str) -> Result<(), Error> {
        self.transact(&owner::instance()?, || async {
            let mut list = self.listed_administrators().await?;
            if !list.accounts.iter().any(|known| known == id) {
                list.accounts.push(id.to_owned());
            }
            Ok(Write::of(vec![Collection::put(&list)?], ()))
        })
        .await
    }

    /// Takes an account off the list, unless no other administrator would be left. Two who remove each other at the same
    /// moment meet here: one of them stays.
    ///
    /// # Errors
    /// When it is the last one.
    pub(super) async fn strike_administrator(&self, id: &str) -> Result<(), Error> {
        self.transact(&owner::instance()?, || async {
            let mut list = self.listed_administrators().await?;
            let mut others = 0;
            for other in list.accounts.iter().filter(|other| *other != id) {
                others += usize::from(self.is_administrator(other).await?);
            }
            if others == 0 {
                let message = "the last administrator cannot be removed: make another first";
                return Err(Error::field("account", message));
            }
            list.accounts.retain(|known| known != id);
            Ok(Write::of(vec![Collection::put(&list)?], ()))
        })
        .await
    }

    /// The list; of an instance from before there was one, made of the accounts.
    async fn listed_administrators(&self) -> Result<Administrators, Error> {
        if let Some(list) = self.of::<Administrators>(&owner::instance()?).get("record").await? {
            return Ok(list);
        }
        let accounts = self.accounts().await?.into_iter().filter(|account| account.admin);
        Ok(Administrators { accounts: accounts.map(|account| account.id).collect() })
    }

    async fn is_administrator(&self, id: &str) -> Result<bool, Error> {
        let account = self.of::<Account>(&owner::account(id)?).get("record").await?;
        Ok(account.is_some_and(|account| account.admin))
    }
}
