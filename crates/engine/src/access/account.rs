//! Accounts: a name to sign in with, a password, and the athletes and squads they begin with.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Change, Collection, CollectionName, Commit, DocumentId, Owner, StoreError, Stored};

use super::password::PasswordHash;
use super::secret::fresh_name;
use super::{Grant, Grantee, Level, Session, Token};
use crate::{Engine, Error, SquadRecord, owner};

/// A person's account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The name in documents.
    pub id: String,
    /// The name to sign in with: an e-mail address or any word.
    pub login: String,
    /// Looks after this instance. It opens nobody's data.
    #[serde(default)]
    pub admin: bool,
    /// The athletes listed at the start. What may be done with each of them is said by its own grants.
    #[serde(default)]
    pub athletes: Vec<String>,
    /// The squads of which the person may be a practitioner; the squad's own record says whether it is so.
    #[serde(default)]
    pub squads: Vec<String>,
    /// The code of the language that the person reads; that of the browser, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Since when.
    pub created: Timestamp,
    /// How the password is known; absent until the person has chosen one.
    #[serde(default)]
    password: Option<PasswordHash>,
}

impl Stored for Account {
    const COLLECTION: &'static str = "account";

    fn id(&self) -> String {
        "record".to_owned()
    }
}

/// Unique keys: names to sign in with.
pub(super) const LOGINS: &str = "login";

/// The key that the first account of an instance takes, so that there is only one.
const FIRST: &str = "first-account";

impl Account {
    #[cfg(test)]
    pub(super) fn named_for_tests(id: &str, admin: bool) -> Self {
        Self {
            id: id.to_owned(),
            login: id.to_owned(),
            admin,
            athletes: Vec::new(),
            squads: Vec::new(),
            language: None,
            created: Timestamp::UNIX_EPOCH,
            password: None,
        }
    }

    /// Whether a password was chosen.
    pub fn has_password(&self) -> bool {
        self.password.is_some()
    }
}

fn set_up_already() -> Error {
    Error::Denied("Somebody has set this server up already: sign in, or ask them.".to_owned())
}

/// The form in which two spellings of a name are the same.
fn folded(login: &str) -> String {
    login.trim().to_lowercase()
}

fn check_login(login: &str) -> Result<(), Error> {
    let count = login.chars().count();
    let fits = (1..=120).contains(&count) && !login.chars().any(|c| c.is_control() || c.is_whitespace());
    let message = "write an e-mail address or a word of 1 to 120 characters without spaces";
    if fits { Ok(()) } else { Err(Error::field("login", message)) }
}

pub(crate) fn reserve(namespace: &str, key: &str, id: &str) -> Result<Change, Error> {
    let (namespace, id) = (name(namespace)?, DocumentId::new(id).map_err(StoreError::from)?);
    Ok(Change::Reserve { namespace, key: key.to_owned(), id })
}

pub(crate) fn release(namespace: &str, key: &str) -> Result<Change, Error> {
    Ok(Change::Release { namespace: name(namespace)?, key: key.to_owned() })
}

fn name(namespace: &str) -> Result<CollectionName, Error> {
    Ok(CollectionName::new(namespace).map_err(StoreError::from)?)
}

impl Engine {
    /// All accounts, in the order of their names in documents.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts(&self) -> Result<Vec<Account>, Error> {
        let mut accounts = Vec::new();
        for owner in self.owners_of("account").await? {
            accounts.extend(self.of::<Account>(&owner).get("record").await?);
        }
        Ok(accounts)
    }

    /// The account of this name in documents.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn account(&self, id: &str) -> Result<Account, Error> {
        let found = self.of::<Account>(&owner::account(id)?).get("record").await?;
        found.ok_or_else(|| Error::not_found("account", id))
    }

    /// The account that signs in under this name, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_by_login(&self, login: &str) -> Result<Option<Account>, Error> {
        let Some((owner, _)) = self.holder("account", LOGINS, &folded(login)).await? else { return Ok(None) };
        Ok(self.of::<Account>(&owner).get("record").await?)
    }

    /// Whoever of this kind holds a key, asking for none that no database keeps. A key of another kind of owner, which a
    /// forged archive may have brought, opens nothing.
    pub(crate) async fn holder(
        &self,
        kind: &str,
        namespace: &str,
        key: &str,
    ) -> Result<Option<(Owner, DocumentId)>, Error> {
        if key.is_empty() || key.len() > 500 || key.chars().any(char::is_control) {
            return Ok(None);
        }
        let found = self.store.holder(&name(namespace)?, key).await?;
        Ok(found.filter(|(owner, _)| owner::name_in(owner, kind).is_some()))
    }

    /// Whether anybody has an account here.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_accounts(&self) -> Result<bool, Error> {
        Ok(!self.owners_of("account").await?.is_empty())
    }

    /// Makes an account without a password: the person chooses one by a link
    /// ([`invite`](Engine::invite)).
    ///
    /// # Errors
    /// When the name cannot be, or is taken.
    pub async fn add_account(&self, login: &str, admin: bool) -> Result<Account, Error> {
        self.found_account(login, admin, None, false).await
    }

    /// Makes the first account of this instance: an administrator, who takes over the athlete `me` if the command line
    /// made one that is nobody's.
    pub(super) async fn found_first(&self, login: &str, password: &str) -> Result<Account, Error> {
        check_login(login.trim())?;
        if self.has_administrator().await? {
            return Err(set_up_already());
        }
        let hash = self.hashing.hash(&*self.randomness, login.trim(), password).await?;
        let account = self.found_account(login, true, Some(hash), true).await?;
        if self.athlete(ME).await.is_ok() {
            self.give_athlete(&account, ME).await?;
        }
        self.account(&account.id).await
    }

    async fn found_account(
        &self,
        login: &str,
        admin: bool,
        password: Option<PasswordHash>,
        first: bool,
    ) -> Result<Account, Error> {
        let login = login.trim();
        check_login(login)?;
        let account = Account {
            id: fresh_name(&*self.randomness, "u-")?,
            login: login.to_owned(),
            admin,
            athletes: Vec::new(),
            squads: Vec::new(),
            language: None,
            created: self.now(),
            password,
        };
        if admin {
            self.list_administrator(&account.id).await?;
        }
        let mut changes = vec![Collection::put(&account)?, reserve(LOGINS, &folded(login), "record")?];
        if first {
            changes.push(reserve(FIRST, FIRST, "record")?);
        }
        let commit = Commit::creating(owner::account(&account.id)?, changes);
        match self.deliver(commit).await {
            Ok(_) => Ok(account),
            Err(StoreError::KeyTaken { namespace, .. }) if namespace == LOGINS => {
                Err(Error::field("login", "this name is taken: choose another"))
            }
            Err(StoreError::KeyTaken { .. }) => Err(set_up_already()),
            Err(error) => Err(error.into()),
        }
    }

    /// Changes an account, worked out anew when somebody else changed it meanwhile.
    pub(crate) async fn change_account(
        &self,
        id: &str,
        change: impl Fn(&mut Account),
    ) -> Result<Account, Error> {
        let owner = owner::account(id)?;
        let changed = self.amend(&owner, "record", |account: &mut Account| {
            change(account);
            Ok(account.clone())
        });
        changed.await?.ok_or_else(|| Error::not_found("account", id))
    }

    /// Sets the language that the person reads, by its code; without one, the browser says which. Which languages there are
    /// is the faces' word.
    ///
    /// # Errors
    /// When there is no such account, or the code is none.
    pub async fn set_language(&self, id: &str, language: Option<&str>) -> Result<Account, Error> {
        if language.is_some_and(|code| code.is_empty() || code.len() > 12 || !code.is_ascii()) {
            return Err(Error::field("language", "write the code of a language, such as pt"));
        }
        self.change_account(id, |account| account.language = language.map(str::to_owned)).await
    }

    /// Puts an athlete among those that an account begins with.
    pub(crate) async fn list_athlete(&self, account: &str, athlete: &str) -> Result<(), Error> {
        let listed = |account: &mut Account| {
            if !account.athletes.iter().any(|known| known == athlete) {
                account.athletes.push(athlete.to_owned());
            }
        };
        self.change_account(account, listed).await?;
        Ok(())
    }

    /// Makes an account an owner of an athlete.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn give_athlete(&self, account: &Account, athlete: &str) -> Result<(), Error> {
        self.athlete(athlete).await?;
        let to = Grantee::Account { id: account.id.clone(), login: account.login.clone() };
        let grant = Grant::new(to, Level::Own, self.now(), None)?;
        self.commit(&owner::athlete(athlete)?, vec![Collection::put(&grant)?]).await?;
        self.list_athlete(&account.id, athlete).await
    }

    /// Lets a person in who knows the name and the password, or says no without saying which was wrong.
    ///
    /// # Errors
    /// [`Error::Denied`] when name and password do not belong together.
    pub async fn sign_in(&self, login: &str, password: &str) -> Result<Account, Error> {
        let account = self.account_by_login(login).await?;
        let hash = account.as_ref().and_then(|account| account.password.clone());
        let right = self.hashing.verify(hash, password).await?;
        account
            .filter(|_| right)
            .ok_or_else(|| Error::Denied("This name and this password do not belong together.".to_owned()))
    }

    /// Sets a new password, and ends every session but this one.
    ///
    /// # Errors
    /// When the new password cannot be one.
    pub async fn set_password(&self, id: &str, password: &str, keep: Option<&str>) -> Result<(), Error> {
        let account = self.account(id).await?;
        let hash = self.hashing.hash(&*self.randomness, &account.login, password).await?;
        self.put_password(id, &hash, keep).await
    }

    /// Puts a password in place that was chosen by a link, and ends every session and every API token: whoever knew the old
    /// one may have made them.
    pub(super) async fn reset_password(&self, id: &str, hash: &PasswordHash) -> Result<(), Error> {
        self.put_password(id, hash, None).await?;
        for token in self.tokens(id).await? {
            match self.revoke_token(id, &token.id).await {
                Ok(()) | Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Puts a password in place, and ends every session but this one.
    pub(super) async fn put_password(
        &self,
        id: &str,
        hash: &PasswordHash,
        keep: Option<&str>,
    ) -> Result<(), Error> {
        self.change_account(id, |account| account.password = Some(hash.clone())).await?;
        for session in self.sessions(id).await? {
            if Some(session.id.as_str()) != keep {
                self.end_session(id, &session.id).await?;
            }
        }
        Ok(())
    }

    /// Sets a new password for a person who knows the old one.
    ///
    /// # Errors
    /// When the old one is wrong or the new one cannot be.
    pub async fn change_password(
        &self,
        id: &str,
        old: &str,
        new: &str,
        keep: Option<&str>,
    ) -> Result<(), Error> {
        let account = self.account(id).await?;
        if !self.hashing.verify(account.password, old).await? {
            return Err(Error::field("old_password", "this is not the password you have now"));
        }
        self.set_password(id, new, keep).await
    }

    /// Removes an account with its sessions, tokens and roles in squads. The athletes it owned stay, as somebody else may own them
    /// too.
    ///
    /// # Errors
    /// When there is none, or it is the last administrator.
    pub async fn remove_account(&self, id: &str) -> Result<Account, Error> {
        let account = self.account(id).await?;
        if account.admin {
            self.strike_administrator(id).await?;
        }
        for athlete in &account.athletes {
            let gone = Collection::<Grant>::delete(&Grant::name_of_account(id))?;
            match self.commit(&owner::athlete(athlete)?, vec![gone]).await {
                // The list of an account is where it began, and athletes in it may be gone.
                Ok(()) | Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        for squad in &account.squads {
            let leave = |squad: &mut SquadRecord| {
                squad.practitioners.retain(|known| known != id);
                squad.settings.roles.remove(id);
                Ok(())
            };
            match self.amend(&owner::squad(squad)?, "record", leave).await {
                Ok(_) | Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        self.store.erase(&owner::account(id)?).await?;
        Ok(account)
    }

    /// What an account can be entered by, beside its password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn entries_of(&self, id: &str) -> Result<(Vec<Session>, Vec<Token>), Error> {
        Ok((self.sessions(id).await?, self.tokens(id).await?))
    }
}

/// The athlete of a person's own data on the command line.
pub(super) const ME: &str = "me";
