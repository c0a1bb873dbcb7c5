//! What the operator of a server sees of its providers.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use jiff::Timestamp;

use super::budget::BudgetWindow;
use super::connection::{Connection, ConnectionState};
use super::work::Work;
use crate::{Engine, Error};

/// How a provider does, for the whole server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderHealth {
    /// Its name in settings.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// Its windows, shortest first.
    pub windows: Vec<BudgetWindow>,
    /// How many requests were ever counted.
    pub requests: u64,
    /// Until when it asked to be left alone.
    pub closed: Option<Timestamp>,
    /// Why it refuses this server's application, if it does.
    pub blocked: Option<String>,
}

/// Counts of notices of this instance, since it started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeCounts {
    /// All.
    pub all: u64,
    /// Those that were not believed or could not be read.
    pub refused: u64,
    /// Those about accounts that nobody here has connected.
    pub unknown: u64,
}

/// Counts of work for connections of this instance, since it started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkCounts {
    /// Done.
    pub done: u64,
    /// Put off: the provider, its budget, or what it has is not there yet.
    pub later: u64,
    /// How late the work was that was begun last, s.
    pub lag: u64,
}

/// What waits for a provider, in the whole database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProviderQueue {
    /// Active connections.
    pub active: usize,
    /// Connections whose athlete has to connect again.
    pub needs_consent: usize,
    /// Items and errands that are due and not done.
    pub waiting: usize,
    /// Since when the first of them waits.
    pub oldest: Option<Timestamp>,
}

impl Engine {
    /// The providers of this server with their budgets.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn provider_health(&self) -> Result<Vec<ProviderHealth>, Error> {
        let now = self.now();
        let mut all = Vec::new();
        for provider in self.providers() {
            let about = provider.about();
            let budget = self.budget(about.id).await?;
            all.push(ProviderHealth {
                id: about.id,
                name: about.name,
                windows: budget.windows(&about.windows, now),
                requests: budget.requests(),
                closed: budget.closed(now),
                blocked: budget.blocked(now).map(str::to_owned),
            });
        }
        Ok(all)
    }

    /// What waits for each provider. Reads every athlete: for a person who looks, not for a scrape every minute.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn provider_queues(&self) -> Result<BTreeMap<String, ProviderQueue>, Error> {
        let now = self.now();
        let mut queues: BTreeMap<String, ProviderQueue> = BTreeMap::new();
        for owner in self.store.owners().await? {
            if crate::owner::name_in(&owner, "athlete").is_none() {
                continue;
            }
            for connection in self.of::<Connection>(&owner).all().await? {
                let queue = queues.entry(connection.provider).or_default();
                queue.active += usize::from(connection.state == ConnectionState::Active);
                queue.needs_consent += usize::from(connection.state == ConnectionState::NeedsConsent);
            }
            for work in self.of::<Work>(&owner).all().await? {
                if work.due <= now {
                    let queue = queues.entry(work.provider).or_default();
                    queue.waiting += 1;
                    queue.oldest = Some(queue.oldest.map_or(work.due, |oldest| oldest.min(work.due)));
                }
            }
        }
        Ok(queues)
    }

    /// The work that this instance did for connections since it started.
    pub fn connection_work_counts(&self) -> WorkCounts {
        let counts = &self.connections.counts;
        let read = |count: &std::sync::atomic::AtomicU64| count.load(Ordering::Relaxed);
        WorkCounts { done: read(&counts.done), later: read(&counts.later), lag: read(&counts.lag) }
    }

    /// The notices that this instance received since it started.
    pub fn notice_counts(&self) -> NoticeCounts {
        let counts = &self.connections.counts;
        let read = |count: &std::sync::atomic::AtomicU64| count.load(Ordering::Relaxed);
        NoticeCounts {
            all: read(&counts.notices),
            refused: read(&counts.refused),
            unknown: read(&counts.unknown),
        }
    }
}
