//! The end of a connection, from either side.

use std::time::Duration;

use connect::providers::{Failure, Provider};
use store::{Change, Collection, Owner};

use super::budget::Metered;
use super::connection::{Connection, ConnectionItem, ConnectionSecret, ConnectionState};
use super::consent::{account_key, name};
use super::work::{FORGET, Next, REVOKE, Work};
use super::{CONNECTED, Stop, after};
use crate::amend::Write;
use crate::reconciliation::{StoredObservation, Timekeeper};
use crate::{Engine, Error, owner};

/// How many items are deleted in one commit.
const FORGOTTEN_AT_ONCE: usize = 50;

/// What becomes of the data when an athlete disconnects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// It stays, where the provider's agreement allows that.
    Keep,
    /// It is deleted.
    Delete,
}

/// Before each try to end an access of somebody who waits to be erased.
const WAITS_BEFORE_ERASURE: [Duration; 3] =
    [Duration::ZERO, Duration::from_millis(300), Duration::from_secs(2)];

impl Engine {
    /// Ends a connection: nothing comes in from now on. The provider is told in the background, for as long as that takes.
    /// Where its agreement demands it, the data is deleted whatever `leave` says.
    ///
    /// # Errors
    /// When there is no such athlete or connection, or the database fails.
    pub async fn disconnect(&self, athlete: &str, provider: &str, leave: Leave) -> Result<(), Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let must = self
            .connections
            .providers
            .get(provider)
            .is_some_and(|provider| provider.about().retention.delete_on_revoke);
        let delete = must || leave == Leave::Delete;
        let found = self.end(&owner, provider, ConnectionState::Leaving, delete).await?;
        if found { Ok(()) } else { Err(Error::not_found("connection", provider)) }
    }

    /// The provider has ended the access, which was checked.
    pub(super) async fn ended(&self, owner: &Owner, connection: &Connection) -> Result<Next, Stop> {
        let provider = &connection.provider;
        let delete = self
            .connections
            .providers
            .get(provider.as_str())
            .is_none_or(|provider| provider.about().retention.delete_on_revoke);
        self.end(owner, provider, ConnectionState::Ended, delete).await?;
        Ok(Next::Done)
    }

    async fn end(
        &self,
        owner: &Owner,
        provider: &str,
        state: ConnectionState,
        delete: bool,
    ) -> Result<bool, Error> {
        let now = self.now();
        let ended = self.revise(owner, || async {
            let Some(mut connection) = self.of::<Connection>(owner).get(provider).await? else {
                return Ok(Write::nothing(false));
            };
            connection.generation += 1;
            connection.state = state;
            connection.backfill = None;
            connection.trouble = None;
            let mut changes = Vec::new();
            let waiting = self.of::<Work>(owner).all().await?;
            for work in waiting.iter().filter(|work| work.provider == provider) {
                changes.push(Collection::<Work>::delete(&work.id)?);
            }
            let mut errands = Vec::new();
            if state == ConnectionState::Ended {
                changes.extend(access_gone(&connection)?);
            } else {
                errands.push(REVOKE);
            }
            if delete {
                errands.push(FORGET);
            }
            let mut jobs = Vec::new();
            for kind in errands {
                let work = Work::errand(&connection, kind, now);
                changes.push(Collection::put(&work)?);
                jobs.push(work.job()?);
            }
            changes.push(Collection::put(&connection)?);
            Ok(Write::of(changes, true).with_jobs(jobs))
        });
        Ok(ended.await?.unwrap_or(false))
    }

    /// Ends every access at its provider, for an athlete who is about to be erased: without the tokens nobody could end it
    /// afterwards, and the provider would go on sending. Answers with the providers that could not be told.
    pub(crate) async fn end_accesses(&self, owner: &Owner) -> Result<Vec<String>, Error> {
        let mut untold = Vec::new();
        for known in self.of::<Connection>(owner).all().await? {
            if known.state == ConnectionState::Ended {
                continue;
            }
            self.end(owner, &known.provider, ConnectionState::Leaving, false).await?;
            let leaving = self.of::<Connection>(owner).get(&known.provider).await?;
            let provider = self.connections.providers.get(known.provider.as_str());
            let told = match provider.zip(leaving) {
                Some((provider, connection)) => self.tells(owner, &**provider, &connection).await,
                None => false,
            };
            untold.extend((!told).then_some(known.provider));
        }
        Ok(untold)
    }

    /// Whether a provider heard of the end of an access, of some tries in a row.
    async fn tells(&self, owner: &Owner, provider: &dyn Provider, connection: &Connection) -> bool {
        for wait in WAITS_BEFORE_ERASURE {
            tokio::time::sleep(wait).await;
            if self.revoke(owner, provider, connection).await.is_ok() {
                return true;
            }
        }
        false
    }

    /// Ends the access at the provider: before that the tokens are not removed, or nobody could end it any more.
    pub(super) async fn revoke(
        &self,
        owner: &Owner,
        provider: &dyn Provider,
        connection: &Connection,
    ) -> Result<Next, Stop> {
        let web = Metered { engine: self, provider, live: true };
        match self.access(owner, provider, None).await {
            Ok(pair) => match provider.revoke(&web, &pair.tokens, &connection.account).await {
                Ok(()) => {}
                Err(Failure::Unauthorised) => {
                    // Once more with a new token; refused, there is no access left to end.
                    match self.access(owner, provider, Some(pair.number)).await {
                        Ok(pair) => provider.revoke(&web, &pair.tokens, &connection.account).await?,
                        Err(Stop::Provider(Failure::Refused(_)) | Stop::Ended) => {}
                        Err(stop) => return Err(stop),
                    }
                }
                Err(failure) => return Err(failure.into()),
            },
            Err(Stop::Provider(Failure::Refused(_)) | Stop::Ended) => {}
            Err(stop) => return Err(stop),
        }
        self.revise(owner, || async {
            let stored = self.of::<Connection>(owner).get(&connection.provider).await?;
            let leaving = |stored: &Connection| {
                stored.generation == connection.generation && stored.state == ConnectionState::Leaving
            };
            let Some(mut stored) = stored.filter(leaving) else { return Ok(Write::nothing(())) };
            stored.state = ConnectionState::Ended;
            let mut changes = access_gone(&stored)?;
            changes.push(Collection::put(&stored)?);
            Ok(Write::of(changes, ()))
        })
        .await?;
        Ok(Next::Done)
    }

    /// Deletes some of what came from a provider: payloads, what was read from them, and that it was ever there.
    pub(super) async fn forget_some(
        &self,
        owner: &Owner,
        connection: &Connection,
        work: &Work,
    ) -> Result<Next, Stop> {
        let provider = connection.provider.as_str();
        let athlete = owner::name_in(owner, "athlete").unwrap_or_default();
        let forgotten = self.revise(owner, || async {
            let items = self.of::<ConnectionItem>(owner).all().await?;
            let mut ours: Vec<ConnectionItem> =
                items.into_iter().filter(|item| item.provider == provider).collect();
            let more = ours.len() > FORGOTTEN_AT_ONCE;
            ours.truncate(FORGOTTEN_AT_ONCE);
            let others = self.reported_elsewhere(owner, provider).await?;
            let record = self.athlete(athlete).await?;
            let mut timekeeper = Timekeeper::of(self, owner, record.time_zone()).await?;
            let (mut changes, mut after_settling, mut blobs) = (Vec::new(), Vec::new(), Vec::new());
            for item in &ours {
                for id in item.observations.iter().filter(|id| !others.contains(*id)) {
                    if let Some(stored) = self.of::<StoredObservation>(owner).get(id).await? {
                        // The events are worked out without it; then it goes itself.
                        timekeeper.observe(&[stored.0.deleted()]).await?;
                        after_settling.push(Collection::<StoredObservation>::delete(id)?);
                    }
                }
                let (removed, unused) = self.removed_item(owner, item).await?;
                after_settling.extend(removed);
                after_settling.push(Collection::<ConnectionItem>::delete(&item.id)?);
                blobs.extend(unused);
            }
            changes.extend(timekeeper.settled().await?);
            changes.extend(after_settling);
            Ok(Write::of(changes, (more, blobs)))
        });
        let (more, blobs) = forgotten.await?.unwrap_or_default();
        self.release_bytes(owner, &blobs).await?;
        Ok(if more { Next::Later(after(self.now(), 1), Box::new(work.clone())) } else { Next::Done })
    }

    /// Whether everything that is to be deleted has been.
    ///
    /// # Errors
    /// When something is still there.
    pub(super) async fn is_forgotten(&self, owner: &Owner, provider: &str) -> Result<(), Error> {
        let waiting = self.of::<Work>(owner).all().await?;
        if waiting.iter().any(|work| work.provider == provider && work.kind == FORGET) {
            let words = "What came from it is still being deleted. Connect again in a minute.";
            return Err(Error::Denied(words.to_owned()));
        }
        Ok(())
    }
}

/// The changes that remove the tokens and let the account be connected elsewhere.
fn access_gone(connection: &Connection) -> Result<Vec<Change>, Error> {
    let key = account_key(&connection.provider, &connection.account);
    Ok(vec![
        Collection::<ConnectionSecret>::delete(&connection.provider)?,
        Change::Release { namespace: name(CONNECTED)?, key },
    ])
}
