//! One-time links: the one that sets a server up, and those by which a person chooses a password.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Change, Collection, Stored};

use super::Account;
use super::account::{release, reserve};
use super::secret::{Secret, SecretHash, fresh_name};
use crate::amend::Write;
use crate::{Engine, Error, owner};

/// What a one-time link is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "kebab-case")]
pub enum Purpose {
    /// Making the first account.
    SetUp,
    /// Choosing the password of an account.
    Password {
        /// Which account.
        account: String,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Link {
    id: String,
    purpose: Purpose,
    expires: Timestamp,
    hash: SecretHash,
}

impl Stored for Link {
    const COLLECTION: &'static str = "links";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// Unique keys: hashes of one-time links.
const LINKS: &str = "link";

/// A link that nobody used by then is worth nothing.
pub(super) const LASTS: SignedDuration = SignedDuration::from_hours(48);

impl Link {
    fn gone(&self) -> Result<[Change; 2], Error> {
        Ok([Collection::<Self>::delete(&self.id)?, release(LINKS, self.hash.as_str())?])
    }
}

fn worthless() -> Error {
    Error::Denied("This link was used, or is too old. Ask for a new one.".to_owned())
}

impl Engine {
    /// A link to make the first administrator's account with; nothing when there is an administrator. Accounts that people
    /// got by an identity provider do not set a server up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_up_link(&self) -> Result<Option<Secret>, Error> {
        if self.has_administrator().await? {
            return Ok(None);
        }
        self.make_link(Purpose::SetUp).await.map(Some)
    }

    /// A link by which the person of an account chooses a password: an invitation, or help for whoever forgot theirs.
    ///
    /// # Errors
    /// When there is no such account.
    pub async fn invite(&self, account: &str) -> Result<Secret, Error> {
        let account = self.account(account).await?.id;
        self.make_link(Purpose::Password { account }).await
    }

    /// Whether a link for this account was made so short a time ago.
    pub(super) async fn was_invited_within(
        &self,
        account: &str,
        time: SignedDuration,
    ) -> Result<bool, Error> {
        let owner = owner::instance()?;
        let (now, purpose) = (self.now(), Purpose::Password { account: account.to_owned() });
        let links = self.of::<Link>(&owner).all().await?;
        let age = |link: &Link| LASTS - link.expires.duration_since(now);
        Ok(links.iter().any(|link| link.purpose == purpose && age(link) < time))
    }

    async fn make_link(&self, purpose: Purpose) -> Result<Secret, Error> {
        let owner = owner::instance()?;
        let now = self.now();
        let secret = Secret::new(&*self.randomness, "")?;
        let id = fresh_name(&*self.randomness, "l-")?;
        let link = Link { id, purpose, expires: now + LASTS, hash: secret.hash() };
        self.transact(&owner, || async {
            let mut changes = Vec::new();
            for old in self.of::<Link>(&owner).all().await? {
                // A newer link for the same account takes the place of the older one.
                if old.expires <= now || (old.purpose == link.purpose && link.purpose != Purpose::SetUp) {
                    changes.extend(old.gone()?);
                }
            }
            changes.push(Collection::put(&link)?);
            changes.push(reserve(LINKS, link.hash.as_str(), &link.id)?);
            Ok(Write::of(changes, ()))
        })
        .await?;
        Ok(secret)
    }

    async fn link(&self, text: &str) -> Result<Link, Error> {
        let Some((owner, id)) = self.holder("instance", LINKS, SecretHash::of(text).as_str()).await? else {
            return Err(worthless());
        };
        let link = self.of::<Link>(&owner).get(id.as_str()).await?;
        link.filter(|link| self.now() < link.expires).ok_or_else(worthless)
    }

    /// What a link is for, with the name to sign in with where there is one already. Looking does not use it up.
    ///
    /// # Errors
    /// [`Error::Denied`] when it is worth nothing.
    pub async fn look_at_link(&self, text: &str) -> Result<(Purpose, Option<String>), Error> {
        let purpose = self.link(text).await?.purpose;
        let login = match &purpose {
            Purpose::SetUp => None,
            Purpose::Password { account } => {
                Some(self.account(account).await.map_err(|_| worthless())?.login)
            }
        };
        Ok((purpose, login))
    }

    /// Uses a link up: makes the first account under `login`, or sets the password of the account it is for. Of two who
    /// use it at once one is let in.
    ///
    /// # Errors
    /// [`Error::Denied`] when it is worth nothing; the fields that cannot be, which leave it as good as before.
    pub async fn use_link(&self, text: &str, login: &str, password: &str) -> Result<Account, Error> {
        let owner = owner::instance()?;
        let link = self.link(text).await?;
        match &link.purpose {
            Purpose::SetUp => {
                // The account's own key sees to it that there is one first account.
                let account = self.found_first(login, password).await?;
                let mut changes = Vec::new();
                for old in self.of::<Link>(&owner).all().await? {
                    if old.purpose == Purpose::SetUp {
                        changes.extend(old.gone()?);
                    }
                }
                self.commit(&owner, changes).await?;
                Ok(account)
            }
            Purpose::Password { account } => {
                let account = self.account(account).await.map_err(|_| worthless())?;
                let hash = self.hashing.hash(&*self.randomness, &account.login, password).await?;
                // Used up where it is found: of two who use it at once the second finds it gone.
                self.transact(&owner, || async {
                    self.of::<Link>(&owner).get(&link.id).await?.ok_or_else(worthless)?;
                    Ok(Write::of(link.gone()?.to_vec(), ()))
                })
                .await?;
                self.reset_password(&account.id, &hash).await?;
                Ok(account)
            }
        }
    }
}
