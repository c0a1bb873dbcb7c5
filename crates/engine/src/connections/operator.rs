//! What the operator of a server sees of its providers.

use std::sync::atomic::Ordering;

use jiff::Timestamp;

use super::budget::BudgetWindow;
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
