//! Consent: the way to the provider and the way back, or a key that is typed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use connect::providers::{Code, Consent, Door, Failure, Granted, Need, Provider};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Change, Collection, CollectionName, DocumentId, Owner, StoreError, Stored};

use super::budget::Metered;
use super::connection::{Backfill, Connection, ConnectionSecret, ConnectionState, MISSING_SCOPE, Trouble};
use super::keyring::Sealed;
use super::token::lasting;
use super::work::{PAGE, RESCAN, Work};
use super::{CONNECTED, CONSENTS, after};
use crate::access::{Secret, SecretHash};
use crate::amend::Write;
use crate::{Engine, Error, owner};

/// A consent page that is left open for longer has to be opened again, s.
const OPEN_FOR: i64 = 3600;
/// Before the last word of a connection that is made anew, something may have been missed already.
pub(super) const OVERLAP: SignedDuration = SignedDuration::from_hours(48);

/// A consent under way: single use, bound to one session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PendingConsent {
    /// The hash of what the provider hands back.
    id: String,
    provider: String,
    /// The browser session that began it.
    session: String,
    verifier: Sealed,
    redirect: String,
    until: Timestamp,
}

impl Stored for PendingConsent {
    const COLLECTION: &'static str = "pending-consents";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// A consent that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentErrand {
    /// The provider's page to which the browser is sent.
    pub address: String,
}

/// With what a browser comes back from a provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returning {
    /// What the provider was to hand back as it was.
    pub state: String,
    /// What is exchanged for tokens; absent when the athlete declined.
    pub code: Option<String>,
    /// The scopes that were granted, where the address says so.
    pub scope: Option<String>,
}

fn denied(words: impl Into<String>) -> Error {
    Error::Denied(words.into())
}

impl Engine {
    /// Sends an athlete to a provider's consent page, to come back to `redirect` in the same browser session.
    ///
    /// # Errors
    /// When there is no such athlete or provider, it is not connected by consent, or deleted data is still being removed.
    pub async fn begin_consent(
        &self,
        athlete: &str,
        provider: &str,
        session: &str,
        redirect: &str,
    ) -> Result<ConsentErrand, Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let found = self.connections.provider(provider)?;
        let Door::OAuth(door) = found.door() else {
            return Err(Error::field("provider", "it is connected with a key: type the key instead"));
        };
        self.is_forgotten(&owner, provider).await?;
        let state = Secret::new(&*self.randomness, "")?;
        let verifier = Secret::new(&*self.randomness, "")?;
        let pending = PendingConsent {
            id: state.hash().as_str().to_owned(),
            provider: provider.to_owned(),
            session: SecretHash::of(session).as_str().to_owned(),
            verifier: self.sealed(&owner, provider, "verifier", verifier.expose())?,
            redirect: redirect.to_owned(),
            until: after(self.now(), OPEN_FOR),
        };
        let now = self.now();
        self.revise(&owner, || async {
            let mut changes = Vec::new();
            for old in self.of::<PendingConsent>(&owner).all().await?.iter().filter(|old| old.until <= now) {
                changes.extend(gone(old)?);
            }
            changes.push(Collection::put(&pending)?);
            let (namespace, id) = (name(CONSENTS)?, document(&pending.id)?);
            changes.push(Change::Reserve { namespace, key: pending.id.clone(), id });
            Ok(Write::of(changes, ()))
        })
        .await?;
        let known = self.of::<Connection>(&owner).get(provider).await?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose().as_bytes()));
        let consent = Consent {
            state: state.expose(),
            redirect,
            challenge: &challenge,
            again: known.is_some_and(|known| !self.missing_scopes(&known).is_empty()),
        };
        Ok(ConsentErrand { address: door.authorize(&consent) })
    }

    /// Takes an athlete back who comes from a provider, and connects. The athlete, whose name the address does not hold.
    ///
    /// # Errors
    /// [`Error::Denied`] when the consent was not begun in this session, was used or is too old, the athlete declined, or the
    /// account is connected by another athlete here.
    pub async fn finish_consent(
        &self,
        provider: &str,
        session: &str,
        returning: &Returning,
    ) -> Result<String, Error> {
        let again = || denied("This was not begun in this browser, or too long ago. Connect again.");
        let found = self.connections.provider(provider)?;
        let Door::OAuth(door) = found.door() else { return Err(again()) };
        let id = SecretHash::of(&returning.state).as_str().to_owned();
        let (owner, _) = self.store.holder(&name(CONSENTS)?, &id).await?.ok_or_else(again)?;
        let athlete = owner::name_in(&owner, "athlete").ok_or_else(again)?.to_owned();
        let pending = self.take_consent(&owner, &id).await?.ok_or_else(again)?;
        let is_ours = pending.provider == provider
            && pending.session == SecretHash::of(session).as_str()
            && self.now() < pending.until;
        if !is_ours {
            return Err(again());
        }
        let code = returning.code.as_deref().filter(|code| !code.is_empty());
        let code = code.ok_or_else(|| denied("You did not allow it. Nothing was connected."))?;
        let verifier = self.unsealed(&owner, provider, "verifier", &pending.verifier)?;
        let code = Code {
            code,
            redirect: &pending.redirect,
            verifier: &verifier,
            scope: returning.scope.as_deref(),
        };
        let web = Metered { engine: self, provider: &**found, live: true };
        // Some codes end after half a minute: this is not left to a job.
        let granted =
            door.exchange(&web, code, self.now()).await.map_err(|failure| not_given(&**found, &failure))?;
        self.connect(&owner, &**found, granted).await?;
        Ok(athlete)
    }

    /// Connects with a key that the athlete made at the provider.
    ///
    /// # Errors
    /// As [`finish_consent`](Self::finish_consent).
    pub async fn connect_with_key(&self, athlete: &str, provider: &str, key: &str) -> Result<(), Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let found = self.connections.provider(provider)?;
        let Door::Key(door) = found.door() else {
            return Err(Error::field("provider", "it is connected on its own pages, not with a key"));
        };
        self.is_forgotten(&owner, provider).await?;
        let web = Metered { engine: self, provider: &**found, live: true };
        let granted = door
            .enter(&web, key.trim(), self.now())
            .await
            .map_err(|failure| not_given(&**found, &failure))?;
        self.connect(&owner, &**found, granted).await
    }

    /// The scopes that an athlete did not grant.
    pub fn missing_scopes(&self, connection: &Connection) -> Vec<&'static str> {
        let Ok(provider) = self.connections.provider(&connection.provider) else { return Vec::new() };
        let about = provider.about();
        [Need::Required, Need::Wanted]
            .into_iter()
            .flat_map(|need| about.missing(&connection.scopes, need))
            .collect()
    }

    /// Removes a consent under way, so that it is used once.
    async fn take_consent(&self, owner: &Owner, id: &str) -> Result<Option<PendingConsent>, Error> {
        let taken = self.revise(owner, || async {
            let Some(pending) = self.of::<PendingConsent>(owner).get(id).await? else {
                return Ok(Write::nothing(None));
            };
            let changes = gone(&pending)?;
            Ok(Write::of(changes, Some(pending)))
        });
        Ok(taken.await?.flatten())
    }

    async fn connect(&self, owner: &Owner, provider: &dyn Provider, granted: Granted) -> Result<(), Error> {
        let about = provider.about();
        let now = self.now();
        let missing = about.missing(&granted.scopes, Need::Required);
        let taken = || {
            denied(format!(
                "This {} account is connected by another athlete here. Disconnect it there first.",
                about.name
            ))
        };
        let outcome = self.revise(owner, || async {
            let known = self.of::<Connection>(owner).get(about.id).await?;
            let other = known
                .as_ref()
                .filter(|known| known.account != granted.account && known.state != ConnectionState::Ended);
            if other.is_some() {
                return Err(denied(format!(
                    "You came back with another {} account. Disconnect the present one first.",
                    about.name
                )));
            }
            let secret = self.of::<ConnectionSecret>(owner).get(about.id).await?;
            let number = secret.map_or(1, |secret| secret.pair + 1);
            let since = known.as_ref().filter(|known| known.account == granted.account).and_then(|known| {
                // From the last time that it was whole, or that anything came.
                known.scanned.or(known.heard).map(|heard| heard.saturating_add(-OVERLAP).unwrap_or(heard))
            });
            let days = SignedDuration::from_hours(24 * i64::from(about.backfill_days));
            let from = since.unwrap_or_else(|| now.saturating_add(-days).unwrap_or(now));
            // What an earlier reading left out; of another account it says nothing.
            let unlisted = since.and(known.as_ref().and_then(|known| known.unlisted));
            let from = unlisted.map_or(from, |unlisted| from.min(unlisted));
            let trouble = (!missing.is_empty()).then(|| Trouble {
                code: MISSING_SCOPE.to_owned(),
                detail: missing.join(", "),
                since: now,
            });
            let connection = Connection {
                provider: about.id.to_owned(),
                account: granted.account.clone(),
                state: ConnectionState::Active,
                generation: known.as_ref().map_or(1, |known| known.generation + 1),
                scopes: granted.scopes.clone(),
                connected: now,
                heard: known.as_ref().and_then(|known| known.heard),
                arrived: known.as_ref().and_then(|known| known.arrived),
                items: known.as_ref().map_or(0, |known| known.items),
                trouble,
                backfill: Some(Backfill::of(from, false, now)),
                scanned: known.as_ref().and_then(|known| known.scanned),
                far: Some(now),
                unlisted,
                unannounced: 0,
                emptied: 0,
                unreadable: known.as_ref().map_or(0, |known| known.unreadable),
            };
            let mut changes = vec![
                Collection::put(&connection)?,
                Collection::put(&self.secret_of(owner, about.id, &lasting(&granted.tokens, now), number)?)?,
                Change::Reserve {
                    namespace: name(CONNECTED)?,
                    key: account_key(about.id, &granted.account),
                    id: document(about.id)?,
                },
            ];
            let mut jobs = Vec::new();
            if missing.is_empty() {
                let mut begin = vec![(PAGE, now)];
                begin.extend(
                    about.rescan.map(|cadence| (RESCAN, after(now, i64::from(cadence.hours) * 3600))),
                );
                for (kind, due) in begin {
                    let work = Work::errand(&connection, kind, due);
                    changes.push(Collection::put(&work)?);
                    jobs.push(work.job()?);
                }
            }
            Ok(Write::of(changes, ()).with_jobs(jobs))
        });
        match outcome.await {
            Err(Error::Store(StoreError::KeyTaken { .. })) => Err(taken()),
            outcome => outcome.map(drop),
        }
    }
}

fn gone(pending: &PendingConsent) -> Result<Vec<Change>, Error> {
    let release = Change::Release { namespace: name(CONSENTS)?, key: pending.id.clone() };
    Ok(vec![Collection::<PendingConsent>::delete(&pending.id)?, release])
}

fn not_given(provider: &dyn Provider, failure: &Failure) -> Error {
    denied(format!("{} did not connect: {failure}. Try again.", provider.about().name))
}

/// The key under which an account at a provider is found.
pub(super) fn account_key(provider: &str, account: &str) -> String {
    format!("{provider}:{account}")
}

pub(super) fn name(namespace: &str) -> Result<CollectionName, Error> {
    Ok(CollectionName::new(namespace).map_err(StoreError::from)?)
}

pub(super) fn document(id: &str) -> Result<DocumentId, Error> {
    Ok(DocumentId::new(id).map_err(StoreError::from)?)
}
