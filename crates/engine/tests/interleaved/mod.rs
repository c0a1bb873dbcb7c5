//! The in-memory store as several callers meet it: before each call another caller may run.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use store::{
    Answer, BlobId, CollectionName, Commit, Document, DocumentId, Feed, Holdings, Job, JobId, Memory, Owner,
    Pick, Revision, Store,
};

/// A store that lets others run before each of its calls. Futures over it that are polled in turn interleave at every
/// access to the database, and always in the same way.
#[derive(Clone, Default)]
pub(crate) struct Interleaved(Arc<Memory>);

impl Interleaved {
    fn after_others<'a, T: Send + 'a>(
        &'a self,
        call: impl FnOnce(&'a Memory) -> Answer<'a, T> + Send + 'a,
    ) -> Answer<'a, T> {
        Box::pin(async move {
            others().await;
            call(&self.0).await
        })
    }
}

impl Store for Interleaved {
    fn commit(&self, commit: Commit) -> Answer<'_, Revision> {
        self.after_others(|memory| memory.commit(commit))
    }

    fn revisions(&self, owners: &[Owner]) -> Answer<'_, Vec<Option<Revision>>> {
        let owners = owners.to_vec();
        Box::pin(async move {
            others().await;
            self.0.revisions(&owners).await
        })
    }

    fn get(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        id: &DocumentId,
    ) -> Answer<'_, Option<Document>> {
        let (owner, collection, id) = (owner.clone(), collection.clone(), id.clone());
        Box::pin(async move {
            others().await;
            self.0.get(&owner, &collection, &id).await
        })
    }

    fn present(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        ids: &[DocumentId],
    ) -> Answer<'_, Vec<DocumentId>> {
        let (owner, collection, ids) = (owner.clone(), collection.clone(), ids.to_vec());
        Box::pin(async move {
            others().await;
            self.0.present(&owner, &collection, &ids).await
        })
    }

    fn list(&self, owner: &Owner, collection: &CollectionName) -> Answer<'_, Vec<Document>> {
        let (owner, collection) = (owner.clone(), collection.clone());
        Box::pin(async move {
            others().await;
            self.0.list(&owner, &collection).await
        })
    }

    fn page(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        after: Option<&DocumentId>,
        most: usize,
    ) -> Answer<'_, Vec<Document>> {
        let (owner, collection, after) = (owner.clone(), collection.clone(), after.cloned());
        Box::pin(async move {
            others().await;
            self.0.page(&owner, &collection, after.as_ref(), most).await
        })
    }

    fn range(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        from: Timestamp,
        to: Timestamp,
    ) -> Answer<'_, Vec<Document>> {
        let (owner, collection) = (owner.clone(), collection.clone());
        Box::pin(async move {
            others().await;
            self.0.range(&owner, &collection, from, to).await
        })
    }

    fn owners_after(&self, after: Option<&Owner>, most: usize) -> Answer<'_, Vec<Owner>> {
        let after = after.cloned();
        Box::pin(async move {
            others().await;
            self.0.owners_after(after.as_ref(), most).await
        })
    }

    fn holder(&self, namespace: &CollectionName, key: &str) -> Answer<'_, Option<(Owner, DocumentId)>> {
        let (namespace, key) = (namespace.clone(), key.to_owned());
        Box::pin(async move {
            others().await;
            self.0.holder(&namespace, &key).await
        })
    }

    fn holdings(&self, owner: &Owner) -> Answer<'_, Holdings> {
        let owner = owner.clone();
        Box::pin(async move {
            others().await;
            self.0.holdings(&owner).await
        })
    }

    fn put_blob(&self, owner: &Owner, bytes: Vec<u8>) -> Answer<'_, BlobId> {
        let owner = owner.clone();
        Box::pin(async move {
            others().await;
            self.0.put_blob(&owner, bytes).await
        })
    }

    fn present_blobs(&self, owner: &Owner, ids: &[BlobId]) -> Answer<'_, Vec<BlobId>> {
        let (owner, ids) = (owner.clone(), ids.to_vec());
        Box::pin(async move {
            others().await;
            self.0.present_blobs(&owner, &ids).await
        })
    }

    fn blob(&self, owner: &Owner, id: &BlobId) -> Answer<'_, Option<Vec<u8>>> {
        let (owner, id) = (owner.clone(), id.clone());
        Box::pin(async move {
            others().await;
            self.0.blob(&owner, &id).await
        })
    }

    fn lease_picked(
        &self,
        now: Timestamp,
        lease: SignedDuration,
        most: usize,
        pick: Pick,
    ) -> Answer<'_, Vec<Job>> {
        self.after_others(move |memory| memory.lease_picked(now, lease, most, pick))
    }

    fn complete(&self, job: JobId) -> Answer<'_, ()> {
        self.after_others(move |memory| memory.complete(job))
    }

    fn give_back(&self, job: JobId, due: Timestamp) -> Answer<'_, ()> {
        self.after_others(move |memory| memory.give_back(job, due))
    }

    fn poisoned(&self, now: Timestamp) -> Answer<'_, Vec<Job>> {
        self.after_others(move |memory| memory.poisoned(now))
    }

    fn revive(&self, job: JobId, due: Timestamp) -> Answer<'_, ()> {
        self.after_others(move |memory| memory.revive(job, due))
    }

    fn erase(&self, owner: &Owner) -> Answer<'_, ()> {
        let owner = owner.clone();
        Box::pin(async move {
            others().await;
            self.0.erase(&owner).await
        })
    }

    fn highest_erased(&self) -> Answer<'_, u64> {
        self.after_others(|memory| memory.highest_erased())
    }

    fn raise_highest_erased(&self, revision: u64) -> Answer<'_, ()> {
        self.after_others(move |memory| memory.raise_highest_erased(revision))
    }

    fn feed(&self) -> &Feed {
        self.0.feed()
    }
}

/// Lets the other callers run.
async fn others() {
    tokio::task::yield_now().await;
}
