//! Connections: recordings that arrive by themselves, from a provider that an athlete connected or from a phone.
//!
//! A notice is stored and answered at once ([`inbox`]); a job fetches the present state of what it is about ([`work`]),
//! within the provider's [`budget`], with a token that one instance at a time refreshes ([`token`]), and stores what came
//! as a report ([`arrival`]). Nothing in a notice is believed: it says where to look.

mod arrival;
mod budget;
mod connection;
mod consent;
mod device;
mod disconnect;
mod inbox;
mod keyring;
mod onlooker;
mod operator;
mod scan;
mod shortcut;
mod token;
mod work;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use connect::providers::{Failure, Provider, Web};
use jiff::Timestamp;
use store::{CollectionName, Document, DocumentId, Owner, StoreError, Stored};

use crate::amend::Write;
use crate::{Engine, Error, owner};

pub use budget::BudgetWindow;
pub use connection::{Backfill, Connection, ConnectionState, Trouble};
pub use consent::{ConsentErrand, Returning};
pub use device::{Device, Uploaded};
pub use disconnect::Leave;
pub use inbox::{Answered, Incoming};
pub use keyring::Keyring;
pub use operator::{NoticeCounts, ProviderHealth, ProviderQueue, WorkCounts};

pub(crate) use arrival::NOT_IN_ARCHIVES;
pub(crate) use connection::{ConnectionItem, ConnectionSecret};
pub(crate) use consent::PendingConsent;
pub(crate) use keyring::Sealed;
pub(crate) use work::CONNECTION_JOB;

/// The namespace of accounts at providers that are connected: no two athletes share one.
pub(crate) const CONNECTED: &str = "connected-accounts";
/// The namespace of consents under way.
pub(crate) const CONSENTS: &str = "consents";
/// The namespace of the tokens of phones that upload.
pub(crate) const DEVICE_TOKENS: &str = "device-tokens";

/// The providers of this server, how they are reached, and the keys that seal what they give.
pub struct Connections {
    providers: BTreeMap<&'static str, Arc<dyn Provider>>,
    web: Option<Arc<dyn Web>>,
    keys: Option<Keyring>,
    /// Where providers reach this server: `https://isotone.example`.
    public: Option<String>,
    counts: inbox::Counts,
    /// The secrets of notices, as this instance read them last.
    listeners: Mutex<BTreeMap<String, inbox::Listener>>,
    /// Where requests ask for their share of each provider's budget.
    desks: BTreeMap<&'static str, budget::Desk>,
}

impl Connections {
    /// No provider.
    pub fn none() -> Self {
        Self {
            providers: BTreeMap::new(),
            web: None,
            keys: None,
            public: None,
            counts: inbox::Counts::default(),
            listeners: Mutex::default(),
            desks: BTreeMap::new(),
        }
    }

    /// These providers, reached through this web, with secrets sealed by these keys.
    pub fn new(
        providers: impl IntoIterator<Item = Arc<dyn Provider>>,
        web: Arc<dyn Web>,
        keys: Keyring,
    ) -> Self {
        let providers: BTreeMap<_, _> =
            providers.into_iter().map(|provider| (provider.about().id, provider)).collect();
        let desks = providers.keys().map(|name| (*name, budget::Desk::default())).collect();
        Self { providers, desks, web: Some(web), keys: Some(keys), ..Self::none() }
    }

    /// The same, reached by providers at this address: `https://isotone.example`.
    #[must_use]
    pub fn reached_at(self, public: Option<String>) -> Self {
        Self { public: public.map(|address| address.trim_end_matches('/').to_owned()), ..self }
    }

    fn provider(&self, name: &str) -> Result<&Arc<dyn Provider>, Error> {
        self.providers.get(name).ok_or_else(|| Error::not_found("provider", name))
    }

    fn remembered(&self, provider: &str) -> Option<inbox::Listener> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner).get(provider).cloned()
    }

    fn web(&self) -> Result<&dyn Web, Error> {
        self.web.as_deref().ok_or_else(|| Error::not_found("provider", "this server"))
    }

    fn keys(&self) -> Result<&Keyring, Error> {
        self.keys
            .as_ref()
            .ok_or_else(|| Error::field("connection_key", "this server has no key to seal secrets with"))
    }
}

/// Why something with a provider stopped.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The provider did not give it.
    Provider(Failure),
    /// The connection was ended, or made anew, meanwhile.
    Ended,
    /// The database, or a setting.
    Engine(Error),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Provider(failure)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Engine(error)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Engine(error.into())
    }
}

impl Engine {
    /// The same, with these providers.
    #[must_use]
    pub fn with_connections(self, connections: Connections) -> Self {
        Self { connections: Arc::new(connections), ..self }
    }

    /// The providers that an athlete can connect here.
    pub fn providers(&self) -> impl Iterator<Item = &Arc<dyn Provider>> {
        self.connections.providers.values()
    }

    /// The connections of an athlete, by provider.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn connections(&self, athlete: &str) -> Result<Vec<Connection>, Error> {
        self.athlete(athlete).await?;
        Ok(self.of::<Connection>(&owner::athlete(athlete)?).all().await?)
    }

    /// As [`transact`](Engine::transact); `None` where the owner has been erased.
    async fn revise<T, F>(&self, owner: &Owner, work: impl Fn() -> F) -> Result<Option<T>, Error>
    where
        F: Future<Output = Result<Write<T>, Error>>,
    {
        match self.transact(owner, work).await {
            Err(Error::NotFound { .. }) if self.store.revision(owner).await?.is_none() => Ok(None),
            outcome => outcome.map(Some),
        }
    }

    /// As [`transact_on`](Engine::transact_on); `None` where the owner has been erased.
    async fn revise_on<T>(
        &self,
        owner: &Owner,
        wanted: &[(CollectionName, DocumentId)],
        work: impl Fn(Vec<Option<Document>>) -> Result<Write<T>, Error>,
    ) -> Result<Option<T>, Error> {
        match self.transact_on(owner, wanted, work).await {
            Err(Error::NotFound { .. }) if self.store.revision(owner).await?.is_none() => Ok(None),
            outcome => outcome.map(Some),
        }
    }

    /// Changes one document, if it is there.
    async fn revise_one<T: Stored>(
        &self,
        owner: &Owner,
        id: &str,
        change: impl Fn(&mut T),
    ) -> Result<(), Error> {
        let change = |document: &mut T| {
            change(document);
            Ok(())
        };
        match self.amend(owner, id, change).await {
            Err(Error::NotFound { .. }) => Ok(()),
            outcome => outcome.map(drop),
        }
    }
}

/// `now` and a number of seconds.
fn after(now: Timestamp, seconds: i64) -> Timestamp {
    now.saturating_add(jiff::SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}
