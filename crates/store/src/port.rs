//! The port: what every database behind it must do.

use std::future::Future;
use std::pin::Pin;

use jiff::{SignedDuration, Timestamp};

use crate::feed::LOOK_AGAIN;
use crate::{
    BlobId, CollectionName, Commit, Document, DocumentId, Feed, Holdings, Job, JobId, Owner, Pick, Revision,
    StoreError,
};

/// An answer on its way.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// How many owners are asked for at a time where all are wanted.
pub(crate) const OWNERS_AT_ONCE: usize = 1000;

/// A store of documents partitioned by owner. The [conformance suite](crate::conformance) says in tests what these
/// words promise.
pub trait Store: Send + Sync {
    /// Applies a commit whole or not at all, and answers with the owner's new revision once it is durable.
    fn commit(&self, commit: Commit) -> Answer<'_, Revision>;

    /// The revisions of these few owners, all at one instant; `None` for those that do not exist.
    fn revisions(&self, owners: &[Owner]) -> Answer<'_, Vec<Option<Revision>>>;

    /// The owner's revision; `None` when it does not exist.
    fn revision(&self, owner: &Owner) -> Answer<'_, Option<Revision>> {
        let owner = [owner.clone()];
        Box::pin(async move { Ok(self.revisions(&owner).await?.first().copied().flatten()) })
    }

    /// One document.
    fn get(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        id: &DocumentId,
    ) -> Answer<'_, Option<Document>>;

    /// The owner's revision and these documents, in this order: what a change is worked out from, in one answer. The documents
    /// are at least as new as the revision.
    fn read(
        &self,
        owner: &Owner,
        wanted: &[(CollectionName, DocumentId)],
    ) -> Answer<'_, (Option<Revision>, Vec<Option<Document>>)> {
        let (owner, wanted) = (owner.clone(), wanted.to_vec());
        Box::pin(async move {
            let revision = self.revision(&owner).await?;
            let mut documents = Vec::with_capacity(wanted.len());
            for (collection, id) in &wanted {
                documents.push(self.get(&owner, collection, id).await?);
            }
            Ok((revision, documents))
        })
    }

    /// Those of these documents that there are, in the order of their names: what a page of many small documents asks
    /// before it writes the missing ones.
    fn present(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        ids: &[DocumentId],
    ) -> Answer<'_, Vec<DocumentId>>;

    /// All documents of a collection, in the order of their names.
    fn list(&self, owner: &Owner, collection: &CollectionName) -> Answer<'_, Vec<Document>>;

    /// Up to `most` documents of a collection whose names come after `after`, in the order of their names.
    fn page(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        after: Option<&DocumentId>,
        most: usize,
    ) -> Answer<'_, Vec<Document>>;

    /// The documents of a collection whose span meets the half-open range `from..to`, in the order of start and name.
    fn range(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        from: Timestamp,
        to: Timestamp,
    ) -> Answer<'_, Vec<Document>>;

    /// Up to `most` owners that have committed and whose names come after `after`, in the order of their names.
    fn owners_after(&self, after: Option<&Owner>, most: usize) -> Answer<'_, Vec<Owner>>;

    /// All owners that have committed, in the order of their names: one answer for a store of some thousands.
    fn owners(&self) -> Answer<'_, Vec<Owner>> {
        Box::pin(async move {
            let mut all = Vec::new();
            loop {
                let page = self.owners_after(all.last(), OWNERS_AT_ONCE).await?;
                let last = page.len() < OWNERS_AT_ONCE;
                all.extend(page);
                if last {
                    return Ok(all);
                }
            }
        })
    }

    /// Who holds a unique key, and the document it leads to.
    fn holder(&self, namespace: &CollectionName, key: &str) -> Answer<'_, Option<(Owner, DocumentId)>>;

    /// What an owner has beside the bodies of its documents, for moving and exporting.
    fn holdings(&self, owner: &Owner) -> Answer<'_, Holdings>;

    /// Stores bytes for an owner that exists; durable when answered. Commit the document that refers to them afterwards.
    /// Refused with [`StoreError::Conflict`] where there is no such owner, so that no upload on its way outlives an
    /// erasure.
    fn put_blob(&self, owner: &Owner, bytes: Vec<u8>) -> Answer<'_, BlobId>;

    /// The bytes of a blob.
    fn blob(&self, owner: &Owner, id: &BlobId) -> Answer<'_, Option<Vec<u8>>>;

    /// Those of these blobs that there are, each once, in the order of their names. Bytes go with a commit
    /// ([`Change::Forget`](crate::Change::Forget)): those that are there after the owner's revision was read are there at the
    /// commit that expects this revision.
    fn present_blobs(&self, owner: &Owner, ids: &[BlobId]) -> Answer<'_, Vec<BlobId>>;

    /// Leases up to `most` jobs due at `now`, for `lease`, those due first before others (at one microsecond, in any
    /// order); no other worker is given them meanwhile. A job that was
    /// leased [`Job::MOST_ATTEMPTS`] times is given to nobody any more.
    fn lease(&self, now: Timestamp, lease: SignedDuration, most: usize) -> Answer<'_, Vec<Job>> {
        self.lease_picked(now, lease, most, Pick::Longest)
    }

    /// As [`lease`](Self::lease), with a preference: so that what is due at this minute does not wait behind thousands of jobs
    /// that may as well be done an hour later.
    fn lease_picked(
        &self,
        now: Timestamp,
        lease: SignedDuration,
        most: usize,
        pick: Pick,
    ) -> Answer<'_, Vec<Job>>;

    /// Ends a job that was done.
    fn complete(&self, job: JobId) -> Answer<'_, ()>;

    /// Gives a job back, to be due again at `due`.
    fn give_back(&self, job: JobId, due: Timestamp) -> Answer<'_, ()>;

    /// The jobs that are due at `now` but were tried too often, for a person to look at.
    fn poisoned(&self, now: Timestamp) -> Answer<'_, Vec<Job>>;

    /// Gives a job as many attempts as a new one, the first at `due`.
    fn revive(&self, job: JobId, due: Timestamp) -> Answer<'_, ()>;

    /// Removes everything of an owner: documents, keys, blobs, jobs. The embedded database leaves nothing of it in its
    /// files either, at once or as soon as no read that began before is under way; a server does so when it next vacuums. Only the height of its revision is remembered, and not
    /// whose it was: see [`highest_erased`](Self::highest_erased).
    fn erase(&self, owner: &Owner) -> Answer<'_, ()>;

    /// The highest revision that an erased owner had, 0 if none was erased. Owners are created above it.
    fn highest_erased(&self) -> Answer<'_, u64>;

    /// Raises [`highest_erased`](Self::highest_erased) to at least `revision`: the owners of another store are copied
    /// here, or a backup takes the place of a newer state.
    fn raise_highest_erased(&self, revision: u64) -> Answer<'_, ()>;

    /// Where commits of this process are announced.
    fn feed(&self) -> &Feed;

    /// Waits until the owner is no longer at revision `since`, and answers with the new one; `None` when it was erased. A
    /// commit of this process is seen at once, one of another within seconds. Wants a tokio runtime with time.
    fn changed(&self, owner: &Owner, since: Option<Revision>) -> Answer<'_, Option<Revision>> {
        let owner = owner.clone();
        Box::pin(async move {
            let place = self.feed().of(&owner);
            loop {
                // Listening starts before looking, so that nothing falls between.
                let news = place.notified();
                let revision = self.revision(&owner).await?;
                if revision != since {
                    return Ok(revision);
                }
                // Either way it is time to look again.
                let _ = tokio::time::timeout(LOOK_AGAIN, news).await;
            }
        })
    }
}
