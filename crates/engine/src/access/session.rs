//! Sessions: a person signed in on a device, until they sign out or stay away too long.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Change, Collection, Stored};

use super::account::{release, reserve};
use super::secret::{Secret, SecretHash, fresh_name};
use super::{Account, Caller, Person, Via};
use crate::{Engine, Error, owner};

/// A session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The name in documents.
    pub id: String,
    /// The device, as its browser calls itself.
    pub device: String,
    /// Since when.
    pub created: Timestamp,
    /// When it was last used, to a quarter of an hour.
    pub seen: Timestamp,
    hash: SecretHash,
}

impl Stored for Session {
    const COLLECTION: &'static str = "sessions";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// Unique keys: hashes of session tokens.
const SESSIONS: &str = "session";

/// Whoever stays away so long signs in again.
const IDLE: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Everybody does after so long.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 180);

/// Use is noted no more often than this.
pub(super) const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(15);

impl Session {
    fn is_alive(&self, now: Timestamp) -> bool {
        now.duration_since(self.seen) < IDLE && now.duration_since(self.created) < LONGEST
    }

    fn gone(&self) -> Result<[Change; 2], Error> {
        Ok([Collection::<Self>::delete(&self.id)?, release(SESSIONS, self.hash.as_str())?])
    }
}

impl Engine {
    /// Begins a session of an account, and gives the secret that the browser keeps.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_session(&self, account: &str, device: &str) -> Result<Secret, Error> {
        let secret = Secret::new(&*self.randomness, "")?;
        let now = self.now();
        let device: String = device.chars().filter(|c| !c.is_control()).take(200).collect();
        let id = fresh_name(&*self.randomness, "s-")?;
        let session = Session { id: id.clone(), device, created: now, seen: now, hash: secret.hash() };
        let mut changes = vec![Collection::put(&session)?, reserve(SESSIONS, session.hash.as_str(), &id)?];
        for old in self.of::<Session>(&owner::account(account)?).all().await? {
            if !old.is_alive(now) {
                changes.extend(old.gone()?);
            }
        }
        self.commit(&owner::account(account)?, changes).await?;
        Ok(secret)
    }

    /// Who holds this session token, as a caller.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person_of_session(&self, token: &str) -> Result<Option<Person>, Error> {
        let Some((owner, id)) = self.holder("account", SESSIONS, SecretHash::of(token).as_str()).await?
        else {
            return Ok(None);
        };
        let now = self.now();
        let session = self.of::<Session>(&owner).get(id.as_str()).await?;
        let Some(session) = session.filter(|session| session.is_alive(now)) else { return Ok(None) };
        let Some(account) = self.of::<Account>(&owner).get("record").await? else { return Ok(None) };
        if now.duration_since(session.seen) >= NOTED_EVERY {
            // One that is ended meanwhile does not come back by being noted.
            self.amend(&owner, id.as_str(), |session: &mut Session| {
                session.seen = now;
                Ok(())
            })
            .await?;
        }
        Ok(Some(Person { account, via: Via::Session { id: session.id } }))
    }

    pub(super) async fn has_session(&self, owner: &store::Owner, id: &str) -> Result<bool, Error> {
        let session = self.of::<Session>(owner).get(id).await?;
        Ok(session.is_some_and(|session| session.is_alive(self.now())))
    }

    /// The living sessions of an account, the one last used first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions(&self, account: &str) -> Result<Vec<Session>, Error> {
        let now = self.now();
        let mut sessions = self.of::<Session>(&owner::account(account)?).all().await?;
        sessions.retain(|session| session.is_alive(now));
        sessions.sort_by(|a, b| b.seen.cmp(&a.seen).then_with(|| a.id.cmp(&b.id)));
        Ok(sessions)
    }

    /// Ends a session; it need not be there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session(&self, account: &str, id: &str) -> Result<(), Error> {
        let owner = owner::account(account)?;
        match self.of::<Session>(&owner).get(id).await? {
            Some(session) => self.commit(&owner, session.gone()?.to_vec()).await,
            None => Ok(()),
        }
    }

    /// Ends the session that the caller came by.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_out(&self, caller: &Caller) -> Result<(), Error> {
        match caller {
            Caller::Met { person: Some(Person { account, via: Via::Session { id } }), .. } => {
                self.end_session(&account.id, id).await
            }
            _ => Ok(()),
        }
    }
}
