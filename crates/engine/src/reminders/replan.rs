//! Before the database: a commit that may change a plan looks at the messages again.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use store::{
    Answer, BlobId, Change, CollectionName, Commit, Document, DocumentId, Feed, Holdings, Job, JobId, Owner,
    Revision, Store, Stored,
};

use super::work::job;
use super::{CHANNELS, OUTBOX};
use crate::{Clock, owner};

/// Documents that no plan depends on. Everything else might: a kind of document that is made tomorrow is looked at without
/// anybody thinking of it.
const WITHOUT_EFFECT: [&str; 16] = [
    OUTBOX,
    CHANNELS,
    super::feed::FEED,
    crate::explain::StoredReceipt::COLLECTION,
    crate::requests::KeyedRequest::COLLECTION,
    crate::Grant::COLLECTION,
    crate::Report::COLLECTION,
    crate::Import::COLLECTION,
    crate::ImportFile::COLLECTION,
    crate::reconciliation::StoredObservation::COLLECTION,
    crate::connections::ConnectionSecret::COLLECTION,
    crate::connections::PendingConsent::COLLECTION,
    crate::Device::COLLECTION,
    "connection-work",
    "connection-items",
    "patch-readings",
];

/// A database whose commits to an athlete's plan carry the job that looks at the messages. Where nobody listens, none is
/// added.
pub(crate) struct Replanning {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
}

impl Replanning {
    pub(crate) fn over(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    async fn is_listened_to(&self, owner: &Owner) -> Result<bool, store::StoreError> {
        let channels = CollectionName::new(CHANNELS)?;
        Ok(!self.store.page(owner, &channels, None, 1).await?.is_empty())
    }
}

/// Whether a commit may change what an athlete is told.
fn may_replan(commit: &Commit) -> bool {
    let changes_plan = |change: &Change| match change {
        Change::Put { collection, .. } | Change::Delete { collection, .. } => {
            !WITHOUT_EFFECT.contains(&collection.as_str())
        }
        Change::Reserve { .. } | Change::Release { .. } | Change::Finish { .. } => false,
    };
    owner::name_in(&commit.owner, "athlete").is_some() && commit.changes.iter().any(changes_plan)
}

impl Store for Replanning {
    fn commit(&self, mut commit: Commit) -> Answer<'_, Revision> {
        if !may_replan(&commit) {
            return self.store.commit(commit);
        }
        Box::pin(async move {
            if self.is_listened_to(&commit.owner).await? {
                commit.jobs.push(job(self.clock.now()));
            }
            self.store.commit(commit).await
        })
    }

    fn revisions(&self, owners: &[Owner]) -> Answer<'_, Vec<Option<Revision>>> {
        self.store.revisions(owners)
    }

    fn revision(&self, owner: &Owner) -> Answer<'_, Option<Revision>> {
        self.store.revision(owner)
    }

    fn get(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        id: &DocumentId,
    ) -> Answer<'_, Option<Document>> {
        self.store.get(owner, collection, id)
    }

    fn present(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        ids: &[DocumentId],
    ) -> Answer<'_, Vec<DocumentId>> {
        self.store.present(owner, collection, ids)
    }

    fn list(&self, owner: &Owner, collection: &CollectionName) -> Answer<'_, Vec<Document>> {
        self.store.list(owner, collection)
    }

    fn page(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        after: Option<&DocumentId>,
        most: usize,
    ) -> Answer<'_, Vec<Document>> {
        self.store.page(owner, collection, after, most)
    }

    fn range(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        from: Timestamp,
        to: Timestamp,
    ) -> Answer<'_, Vec<Document>> {
        self.store.range(owner, collection, from, to)
    }

    fn owners_after(&self, after: Option<&Owner>, most: usize) -> Answer<'_, Vec<Owner>> {
        self.store.owners_after(after, most)
    }

    fn owners(&self) -> Answer<'_, Vec<Owner>> {
        self.store.owners()
    }

    fn holder(&self, namespace: &CollectionName, key: &str) -> Answer<'_, Option<(Owner, DocumentId)>> {
        self.store.holder(namespace, key)
    }

    fn holdings(&self, owner: &Owner) -> Answer<'_, Holdings> {
        self.store.holdings(owner)
    }

    fn put_blob(&self, owner: &Owner, bytes: Vec<u8>) -> Answer<'_, BlobId> {
        self.store.put_blob(owner, bytes)
    }

    fn blob(&self, owner: &Owner, id: &BlobId) -> Answer<'_, Option<Vec<u8>>> {
        self.store.blob(owner, id)
    }

    fn forget_blob(&self, owner: &Owner, id: &BlobId) -> Answer<'_, ()> {
        self.store.forget_blob(owner, id)
    }

    fn lease(&self, now: Timestamp, lease: SignedDuration, most: usize) -> Answer<'_, Vec<Job>> {
        self.store.lease(now, lease, most)
    }

    fn complete(&self, job: JobId) -> Answer<'_, ()> {
        self.store.complete(job)
    }

    fn give_back(&self, job: JobId, due: Timestamp) -> Answer<'_, ()> {
        self.store.give_back(job, due)
    }

    fn poisoned(&self, now: Timestamp) -> Answer<'_, Vec<Job>> {
        self.store.poisoned(now)
    }

    fn revive(&self, job: JobId, due: Timestamp) -> Answer<'_, ()> {
        self.store.revive(job, due)
    }

    fn erase(&self, owner: &Owner) -> Answer<'_, ()> {
        self.store.erase(owner)
    }

    fn highest_erased(&self) -> Answer<'_, u64> {
        self.store.highest_erased()
    }

    fn raise_highest_erased(&self, revision: u64) -> Answer<'_, ()> {
        self.store.raise_highest_erased(revision)
    }

    fn feed(&self) -> &Feed {
        self.store.feed()
    }

    fn changed(&self, owner: &Owner, since: Option<Revision>) -> Answer<'_, Option<Revision>> {
        self.store.changed(owner, since)
    }
}
