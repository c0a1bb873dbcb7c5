//! The one way to the database: a commit that may change a plan looks at the messages again.

use store::{Change, CollectionName, Commit, Owner, Revision, StoreError, Stored};

use super::work::job_of_change;
use super::{CHANNELS, OUTBOX};
use crate::{Engine, forecast_watch, owner};

/// Documents that no plan depends on. Everything else might: a kind of document that is made tomorrow is looked at without
/// anybody thinking of it.
const WITHOUT_EFFECT: [&str; 27] = [
    super::changes::CHANGE_NEWS,
    OUTBOX,
    CHANNELS,
    super::feed::FEED,
    super::feed_log::FEED_LOG,
    crate::explain::StoredReceipt::COLLECTION,
    crate::requests::KeyedRequest::COLLECTION,
    crate::unclaimed::Unclaimed::COLLECTION,
    crate::Grant::COLLECTION,
    crate::Report::COLLECTION,
    crate::Import::COLLECTION,
    crate::ImportFile::COLLECTION,
    crate::CalendarSubscription::COLLECTION,
    crate::reconciliation::StoredObservation::COLLECTION,
    crate::connections::ConnectionSecret::COLLECTION,
    crate::connections::PendingConsent::COLLECTION,
    crate::Device::COLLECTION,
    "connection-work",
    "connection-items",
    "patch-readings",
    "audit",
    "audit-head",
    "kiosks",
    "consent-links",
    "squad-needs",
    "squad-tallies",
    "squad-bottles",
];

impl Engine {
    /// Commits, as every use case does in the end: a commit to an athlete's plan carries the job that looks at the messages.
    /// Where nobody listens, none is added. One that stores a session with a forecast carries the job that asks again.
    pub(crate) async fn deliver(&self, mut commit: Commit) -> Result<Revision, StoreError> {
        commit.jobs.extend(forecast_watch::jobs_of(&commit, self.now()));
        if may_replan(&commit) && self.is_listened_to(&commit.owner).await? {
            commit.jobs.push(job_of_change(self.now()));
        }
        self.store.commit(commit).await
    }

    async fn is_listened_to(&self, owner: &Owner) -> Result<bool, StoreError> {
        let channels = CollectionName::new(CHANNELS)?;
        Ok(!self.store.page(owner, &channels, None, 1).await?.is_empty())
    }
}

/// Whether a commit may change what an athlete or a squad's practitioners are told.
fn may_replan(commit: &Commit) -> bool {
    let changes_plan = |change: &Change| match change {
        Change::Put { collection, .. } | Change::Delete { collection, .. } => {
            !WITHOUT_EFFECT.contains(&collection.as_str())
        }
        Change::Reserve { .. } | Change::Release { .. } | Change::Finish { .. } | Change::Forget(_) => false,
    };
    let told = ["athlete", "squad"].into_iter().any(|kind| owner::name_in(&commit.owner, kind).is_some());
    told && commit.changes.iter().any(changes_plan)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// What commits past [`deliver`](crate::Engine::deliver) would change a plan of which nobody is told.
    fn past_it(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                past_it(&path, found);
            } else if !path.ends_with("reminders/replan.rs") {
                let source = std::fs::read_to_string(&path).unwrap_or_default();
                let own = source.split("#[cfg(test)]").next().unwrap_or_default();
                found.extend(own.contains("self.store.commit(").then(|| path.display().to_string()));
            }
        }
    }

    #[test]
    fn every_commit_of_the_engine_goes_one_way() {
        let mut found = Vec::new();
        past_it(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        assert_eq!(found, [""; 0]);
    }
}
