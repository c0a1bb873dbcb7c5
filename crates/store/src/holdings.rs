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

/// Copies every owner's documents, blobs, keys and jobs from one store to another, an owner at a time. Owners keep their
/// revisions.
///
/// Others may go on writing to `from`: each owner is copied as it was at one revision, so that the copy is one that
/// could have been read. Owners who are new after the copy began are not in it; for a move that leaves nothing behind,
/// stop the writers first.
///
/// # Errors
/// [`StoreError::Conflict`] when an owner has documents in `to` already, or is committed to faster than it can be read;
/// [`StoreError::KeyTaken`] when a key went from one owner to another meanwhile; and whatever either database says.
/// What was moved before the error stays moved; erase it there, or start with an empty database.
pub async fn move_all(from: &dyn Store, to: &dyn Store) -> Result<Moved, StoreError> {
    let mut moved = Moved::default();
    let mut after = None;
    to.raise_highest_erased(from.highest_erased().await?).await?;
    loop {
        let page = from.owners_after(after.as_ref(), OWNERS_AT_ONCE).await?;
        for owner in &page {
            move_one(from, to, owner, &mut moved).await?;
        }
        match page.into_iter().next_back() {
            Some(last) => after = Some(last),
            None => return Ok(moved),
        }
    }
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
    let blobs = whole.holdings.blobs.clone();
    to.commit(whole.into_commit(owner.clone(), Expected::CopyAt(revision))).await?;
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
