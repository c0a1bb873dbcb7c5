//! Everything an owner has, and moving it to another database.

use crate::port::OWNERS_AT_ONCE;
use crate::{
    BlobId, Change, CollectionName, Commit, Document, DocumentId, Expected, Job, NewJob, Owner, Revision,
    Store, StoreError,
};

/// What an owner has beside the bodies of its documents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Holdings {
    /// The collections that hold documents, in order.
    pub collections: Vec<CollectionName>,
    /// The unique keys, in order.
    pub keys: Vec<Key>,
    /// The blobs, in the order of their names.
    pub blobs: Vec<BlobId>,
    /// The jobs, in the order in which they came.
    pub jobs: Vec<Job>,
}

/// A unique key that an owner holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The kind of key.
    pub namespace: CollectionName,
    /// The key.
    pub key: String,
    /// The document it leads to.
    pub id: DocumentId,
}

/// How much was moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Owners.
    pub owners: usize,
    /// Documents of all of them.
    pub documents: usize,
    /// Blobs of all of them.
    pub blobs: usize,
    /// Unique keys of all of them.
    pub keys: usize,
    /// Jobs of all of them.
    pub jobs: usize,
}

/// How many owners are compared at a time.
const COMPARED_AT_ONCE: usize = 100;

/// The owner that marks a store that is being filled: nothing is served from it.
const UNFINISHED: &str = "instance:unfinished-copy";

/// Whether a [move](move_all) into this store was begun and not ended: it must not be used, and the move can be run again.
///
/// # Errors
/// When the database fails.
pub async fn is_unfinished_copy(store: &dyn Store) -> Result<bool, StoreError> {
    Ok(store.revision(&Owner::new(UNFINISHED)?).await?.is_some())
}

/// Copies every owner's documents, blobs, keys and jobs from one store to another, an owner at a time. Owners keep their
/// revisions. Until it is done the new store carries a [mark](is_unfinished_copy); a move that was interrupted is run
/// again and goes on where it was.
///
/// Others may go on writing to `from`: each owner is copied as it was at one revision, so that the copy is one that
/// could have been read. Owners who are new after the copy began are not in it; for a move that leaves nothing behind,
/// stop the writers first.
///
/// # Errors
/// [`StoreError::NotEmpty`] when `to` holds anything but an unfinished copy; [`StoreError::Conflict`] when an owner is
/// committed to faster than it can be read; [`StoreError::KeyTaken`] when a key went from one owner to another meanwhile;
/// and whatever either database says. Run it again afterwards.
pub async fn move_all(from: &dyn Store, to: &dyn Store) -> Result<Moved, StoreError> {
    if is_unfinished_copy(from).await? {
        return Err(StoreError::UnfinishedCopy);
    }
    let mark = Owner::new(UNFINISHED)?;
    if is_unfinished_copy(to).await? {
        remove_outdated(from, to).await?;
    } else {
        if !to.owners_after(None, 1).await?.is_empty() {
            return Err(StoreError::NotEmpty);
        }
        let commit = Commit::of(mark.clone(), Vec::new());
        to.commit(Commit { expected: Expected::CopyAt(Revision::FIRST), ..commit }).await?;
    }
    let mut moved = Moved::default();
    let mut after = None;
    loop {
        let page = from.owners_after(after.as_ref(), OWNERS_AT_ONCE).await?;
        for owner in &page {
            move_one(from, to, owner, &mut moved).await?;
        }
        match page.into_iter().next_back() {
            Some(last) => after = Some(last),
            None => break,
        }
    }
    remove_erased(from, to).await?;
    to.raise_highest_erased(from.highest_erased().await?).await?;
    to.erase(&mark).await?;
    Ok(moved)
}

/// Takes out of an unfinished copy what changed since: first all of it, as a key may have gone to another owner.
async fn remove_outdated(from: &dyn Store, to: &dyn Store) -> Result<(), StoreError> {
    let mut after = None;
    while let Some(page) = copied_after(to, &mut after).await? {
        let (copied, now) = (to.revisions(&page).await?, from.revisions(&page).await?);
        for (owner, (copied, now)) in page.iter().zip(copied.iter().zip(&now)) {
            if copied != now {
                to.erase(owner).await?;
            }
        }
    }
    Ok(())
}

/// Takes out of a copy the owners that were erased while it was made.
async fn remove_erased(from: &dyn Store, to: &dyn Store) -> Result<(), StoreError> {
    let mut after = None;
    while let Some(page) = copied_after(to, &mut after).await? {
        for (owner, revision) in page.iter().zip(from.revisions(&page).await?) {
            if revision.is_none() {
                to.erase(owner).await?;
            }
        }
    }
    Ok(())
}

/// The next owners of a copy but its mark; `None` after the last.
async fn copied_after(to: &dyn Store, after: &mut Option<Owner>) -> Result<Option<Vec<Owner>>, StoreError> {
    let mut page = to.owners_after(after.as_ref(), COMPARED_AT_ONCE).await?;
    let Some(last) = page.last() else { return Ok(None) };
    *after = Some(last.clone());
    page.retain(|owner| owner.as_str() != UNFINISHED);
    Ok(Some(page))
}

async fn move_one(
    from: &dyn Store,
    to: &dyn Store,
    owner: &Owner,
    moved: &mut Moved,
) -> Result<(), StoreError> {
    // Erased since the owners were listed: there is nothing to copy.
    let Some((revision, whole)) = Whole::read_steadily(from, owner).await? else { return Ok(()) };
    moved.owners += 1;
    moved.documents += whole.documents.len();
    moved.blobs += whole.holdings.blobs.len();
    moved.keys += whole.holdings.keys.len();
    moved.jobs += whole.holdings.jobs.len();
    let mut blobs = whole.holdings.blobs.clone();
    if to.revision(owner).await? == Some(revision) {
        // Copied before the move was interrupted, but perhaps not all of its blobs.
        let there = to.holdings(owner).await?.blobs;
        blobs.retain(|blob| !there.contains(blob));
    } else {
        to.commit(whole.into_commit(owner.clone(), Expected::CopyAt(revision))).await?;
    }
    for blob in blobs {
        let bytes = from.blob(owner, &blob).await?.ok_or_else(|| StoreError::Damaged(blob.clone()))?;
        to.put_blob(owner, bytes).await?;
    }
    Ok(())
}

/// How often reading an owner begins anew because somebody committed meanwhile.
const MOST_TRIES: u32 = 20;

/// Everything of an owner but the bytes of its blobs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Whole {
    /// Its keys, jobs, and the names of its collections and blobs.
    pub holdings: Holdings,
    /// Its documents, each with its collection, in the order of both names.
    pub documents: Vec<(CollectionName, Document)>,
}

impl Whole {
    /// Reads an owner as it was at one revision; nothing of an owner that does not exist.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is committed to faster than it can be read, and whatever the database says.
    pub async fn read(from: &dyn Store, owner: &Owner) -> Result<Self, StoreError> {
        Ok(Self::read_steadily(from, owner).await?.map_or_else(Self::default, |(_, whole)| whole))
    }

    /// The same with the revision it was read at; `None` when there is no such owner.
    async fn read_steadily(from: &dyn Store, owner: &Owner) -> Result<Option<(Revision, Self)>, StoreError> {
        let Some(mut expected) = from.revision(owner).await? else { return Ok(None) };
        for _ in 0..MOST_TRIES {
            let holdings = from.holdings(owner).await?;
            let mut documents = Vec::new();
            for collection in &holdings.collections {
                let of_one = from.list(owner, collection).await?;
                documents.extend(of_one.into_iter().map(|document| (collection.clone(), document)));
            }
            match from.revision(owner).await? {
                Some(actual) if actual == expected => {
                    return Ok(Some((expected, Self { holdings, documents })));
                }
                Some(actual) => expected = actual,
                None => return Ok(None),
            }
        }
        let actual = from.revision(owner).await?;
        Err(StoreError::Conflict { expected: Expected::At(expected), actual })
    }

    /// The commit that makes it in its new home. Put the blobs there afterwards.
    fn into_commit(self, owner: Owner, expected: Expected) -> Commit {
        let documents =
            self.documents.into_iter().map(|(collection, document)| Change::Put { collection, document });
        let keys = self.holdings.keys.into_iter();
        let keys = keys.map(|Key { namespace, key, id }| Change::Reserve { namespace, key, id });
        let jobs = self.holdings.jobs.into_iter();
        let jobs = jobs.map(|Job { kind, due, body, .. }| NewJob { kind, due, body }).collect();
        Commit { owner, expected, changes: documents.chain(keys).collect(), jobs }
    }
}
