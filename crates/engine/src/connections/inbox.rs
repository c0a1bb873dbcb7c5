//! Notices: read, stored as work, answered at once.

use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};

use connect::providers::{Event, Happened, Heard, Listening, Need, Notice, Payload, Provider, Web};
use serde::{Deserialize, Serialize};
use store::{Collection, Owner, Stored};

use super::budget::partition;
use super::connection::{Connection, MISSING_SCOPE, Trouble};
use super::consent::{account_key, document, name};
use super::work::{RESCAN, REVOCATION, SentPayload, Work};
use super::{CONNECTED, after};
use crate::access::Secret;
use crate::amend::Write;
use crate::{Engine, Error};

/// A request of a provider, as the server received it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incoming {
    /// `GET`, `HEAD` or `POST`.
    pub method: String,
    /// The secret part of the address.
    pub hook: String,
    /// The fields of the address, decoded.
    pub query: Vec<(String, String)>,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// What was sent.
    pub body: Vec<u8>,
}

impl Incoming {
    fn notice<'a>(&'a self, listener: &'a Listener) -> Notice<'a> {
        Notice {
            method: &self.method,
            query: &self.query,
            headers: &self.headers,
            body: &self.body,
            verify: &listener.verify,
            subscription: listener.subscription.as_deref(),
        }
    }
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// JSON, or nothing.
    pub body: String,
}

/// What is stored of a provider beside its budget: the secrets of its notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Listener {
    /// The secret part of the address to which notices are sent.
    hook: String,
    /// The word that is agreed on when a subscription is made.
    verify: String,
    /// The provider's name for the subscription.
    #[serde(default)]
    subscription: Option<String>,
}

impl Stored for Listener {
    const COLLECTION: &'static str = "listeners";

    fn id(&self) -> String {
        "listener".to_owned()
    }
}

/// Counts of this instance, since it started.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) notices: AtomicU64,
    pub(super) refused: AtomicU64,
    pub(super) unknown: AtomicU64,
    pub(super) done: AtomicU64,
    pub(super) later: AtomicU64,
    /// How late the work was that was begun last, s.
    pub(super) lag: AtomicU64,
}

impl Counts {
    fn add(count: &AtomicU64, number: usize) {
        count.fetch_add(u64::try_from(number).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

/// The longest notice that is read, bytes.
const LONGEST: usize = 16 << 20;

impl Engine {
    /// Takes in a notice of a provider: everything of it that concerns somebody here is stored as work when this answers.
    ///
    /// # Errors
    /// When there is no such provider, the secret part of the address is wrong, or the database fails. The provider sends
    /// the notice again then.
    pub async fn hear(&self, provider: &str, incoming: &Incoming) -> Result<Answered, Error> {
        let counts = &self.connections.counts;
        Counts::add(&counts.notices, 1);
        let found = self.connections.provider(provider)?;
        let remembered = self.connections.remembered(provider);
        let mut listener = remembered.filter(|listener| listener.hook == incoming.hook);
        let was_remembered = listener.is_some();
        if !was_remembered {
            listener = self.stored_listener(provider).await?.filter(|stored| stored.hook == incoming.hook);
        }
        let Some(listener) = listener.filter(|_| incoming.body.len() <= LONGEST) else {
            Counts::add(&counts.refused, 1);
            return Err(Error::not_found("address for notices", provider));
        };
        let mut heard = found.hear(&incoming.notice(&listener));
        if heard.refused > 0
            && was_remembered
            && let Some(newer) = self.stored_listener(provider).await?
        {
            // Another instance may have subscribed anew meanwhile.
            heard = found.hear(&incoming.notice(&newer));
        }
        let Heard { status, body, events, refused } = heard;
        Counts::add(&counts.refused, refused);
        for event in events {
            if !self.take_event(&**found, event).await? {
                Counts::add(&counts.unknown, 1);
            }
        }
        Ok(Answered { status, body })
    }

    /// Stores what an event leads to; whether it concerns somebody who is connected.
    async fn take_event(&self, provider: &dyn Provider, event: Event) -> Result<bool, Error> {
        let id = provider.about().id;
        let holder = self.store.holder(&name(CONNECTED)?, &account_key(id, &event.account)).await?;
        let Some((owner, _)) = holder else { return Ok(false) };
        match event.what {
            Happened::Changed(item) => {
                let name = Work::name_of_fetch(id, &item);
                let fetch = |connection: &Connection, now| Work::fetch(connection, &item, true, now);
                self.enqueue(&owner, id, &name, fetch).await
            }
            Happened::Sent { item, payload } => {
                let Payload { name, account, bytes } = payload;
                // Durable before anything refers to it, and before the notice is answered.
                let blob = self.store_bytes(&owner, bytes).await?;
                let sent = SentPayload { blob, name, account };
                let name = Work::name_of_sent(id, &item, &sent);
                let take = |connection: &Connection, now| Work::sent(connection, &item, &sent, now);
                self.enqueue(&owner, id, &name, take).await
            }
            Happened::Somewhere => self.enqueue_errand(&owner, id, RESCAN).await,
            Happened::Since(at) => {
                let days = provider.about().rescan.map_or(0, |cadence| cadence.days);
                if at < after(self.now(), -86_400 * i64::from(days)) {
                    // Some days before, as lists begin by calendars and clocks of their own.
                    let relist = |connection: &mut Connection| connection.relist(after(at, -2 * 86_400));
                    self.revise_one(&owner, id, relist).await?;
                }
                self.enqueue_errand(&owner, id, RESCAN).await
            }
            Happened::Revoked => self.enqueue_errand(&owner, id, REVOCATION).await,
            Happened::Permissions(scopes) => {
                let missing = provider.about().missing(&scopes, Need::Required).join(", ");
                let now = self.now();
                let permitted = |connection: &mut Connection| {
                    connection.scopes.clone_from(&scopes);
                    let other = connection.trouble.take().filter(|trouble| trouble.code != MISSING_SCOPE);
                    let lacks =
                        || Trouble { code: MISSING_SCOPE.to_owned(), detail: missing.clone(), since: now };
                    connection.trouble = if missing.is_empty() { other } else { Some(lacks()) };
                };
                self.revise_one(&owner, id, permitted).await?;
                Ok(true)
            }
        }
    }

    async fn enqueue_errand(&self, owner: &Owner, provider: &str, kind: &str) -> Result<bool, Error> {
        let name = Work::name_of_errand(provider, kind);
        self.enqueue(owner, provider, &name, |connection, now| Work::errand(connection, kind, now)).await
    }

    /// Queues work of the name `id` for a connection, where its state lets it be done. Work that waits already is done once, for the newest state.
    pub(super) async fn enqueue(
        &self,
        owner: &Owner,
        provider: &str,
        id: &str,
        work: impl Fn(&Connection, jiff::Timestamp) -> Work,
    ) -> Result<bool, Error> {
        let now = self.now();
        let wanted =
            [(name(Connection::COLLECTION)?, document(provider)?), (name(Work::COLLECTION)?, document(id)?)];
        let queued = self.revise_on(owner, &wanted, |mut found| {
            let known = found.pop().flatten().map(|known| known.read::<Work>()).transpose()?;
            let connection = found.pop().flatten().map(|found| found.read::<Connection>()).transpose()?;
            let new = connection.map(|connection| (work(&connection, now), connection.state));
            let Some((new, _)) = new.filter(|(new, state)| new.is_done_in(*state)) else {
                return Ok(Write::nothing(false));
            };
            let (work, jobs) = new.over(known, now)?;
            let write = Write::of(vec![Collection::put(&work)?], true).with_jobs(jobs);
            Ok(write.resting_on(work.sent.as_ref().map(|sent| &sent.blob)))
        });
        Ok(queued.await?.unwrap_or(false))
    }

    /// The address to which a provider sends notices, without the server's name: `/connections/strava/notices/…`.
    ///
    /// # Errors
    /// When there is no such provider, or the database fails.
    pub async fn hook(&self, provider: &str) -> Result<String, Error> {
        self.connections.provider(provider)?;
        Ok(format!("/connections/{provider}/notices/{}", self.listener(provider).await?.hook))
    }

    /// The secrets of a provider's notices, if there are any; this instance remembers them.
    async fn stored_listener(&self, provider: &str) -> Result<Option<Listener>, Error> {
        let stored = self.of::<Listener>(&partition(provider)?).get("listener").await?;
        if let Some(listener) = &stored {
            let mut all = self.connections.listeners.lock().unwrap_or_else(PoisonError::into_inner);
            all.insert(provider.to_owned(), listener.clone());
        }
        Ok(stored)
    }

    /// The secrets of a provider's notices, made when they are first needed.
    async fn listener(&self, provider: &str) -> Result<Listener, Error> {
        let place = partition(provider)?;
        let fresh = Listener {
            hook: Secret::new(&*self.randomness, "")?.expose().to_owned(),
            verify: Secret::new(&*self.randomness, "")?.expose().to_owned(),
            subscription: None,
        };
        let made = self.revise(&place, || async {
            if let Some(known) = self.of::<Listener>(&place).get("listener").await? {
                return Ok(Write::nothing(known));
            }
            Ok(Write::of(vec![Collection::put(&fresh)?], fresh.clone()))
        });
        made.await?.ok_or_else(|| Error::not_found("provider", provider))
    }

    /// Makes sure that notices about one account arrive, where a provider is asked so for each. What fails now is tried again
    /// with the next reading of the list, which finds what was not told.
    pub(super) async fn listen_for(
        &self,
        provider: &dyn Provider,
        web: &dyn Web,
        access: &str,
    ) -> Result<(), Error> {
        let Some(public) = &self.connections.public else { return Ok(()) };
        let name = provider.about().id;
        let callback = format!("{public}{}", self.hook(name).await?);
        if let Some(asked) = provider.listen_for(web, access, &callback) {
            let _ = asked.await;
        }
        Ok(())
    }

    /// Makes sure that every provider sends its notices here, where that is arranged by request. What cannot be arranged now
    /// is logged by the caller and tried again: lists are read meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn listen(&self) -> Result<Vec<(&'static str, String)>, Error> {
        let mut failed = Vec::new();
        let Some(public) = self.connections.public.clone() else { return Ok(failed) };
        for (name, provider) in &self.connections.providers {
            let listener = self.listener(name).await?;
            let callback = format!("{public}/connections/{name}/notices/{}", listener.hook);
            let Some(asked) = provider.listen(self.connections.web()?, &callback, &listener.verify) else {
                continue;
            };
            match asked.await {
                Ok(Listening { subscription }) => {
                    let place = partition(name)?;
                    let subscribed =
                        |listener: &mut Listener| listener.subscription.clone_from(&subscription);
                    self.revise_one(&place, "listener", subscribed).await?;
                }
                Err(failure) => failed.push((*name, failure.to_string())),
            }
        }
        Ok(failed)
    }
}
