//! Everything an owner has, and moving it to another database.

use crate::port::OWNERS_AT_ONCE;
use crate::{
    BlobId, Change, CollectionName, Commit, Document, DocumentId, Job, NewJob, Owner, Revision, Store,
    StoreError,
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

/// Copies every owner's documents, blobs, keys and jobs from one store to another, an owner at a time and each whole
/// or not at all. Owners begin at revision 1 in their new home.
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
    let whole = Whole::read(from, owner).await?;
    moved.owners += 1;
    moved.documents += whole.documents.len();
    moved.blobs += whole.holdings.blobs.len();
    moved.keys += whole.holdings.keys.len();
    moved.jobs += whole.holdings.jobs.len();
    for blob in &whole.holdings.blobs {
        let bytes = from.blob(owner, blob).await?.ok_or_else(|| StoreError::Damaged(blob.clone()))?;
        to.put_blob(owner, bytes).await?;
    }
    to.commit(whole.into_commit(owner.clone())).await?;
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
    /// Reads an owner as it was at one revision.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is committed to faster than it can be read, and whatever the database says.
    pub async fn read(from: &dyn Store, owner: &Owner) -> Result<Self, StoreError> {
        let mut expected = from.revision(owner).await?;
        for _ in 0..MOST_TRIES {
            let holdings = from.holdings(owner).await?;
            let mut documents = Vec::new();
            for collection in &holdings.collections {
                let of_one = from.list(owner, collection).await?;
                documents.extend(of_one.into_iter().map(|document| (collection.clone(), document)));
            }
            let actual = from.revision(owner).await?;
            if actual == expected {
                return Ok(Self { holdings, documents });
            }
            expected = actual;
        }
        let actual = from.revision(owner).await?;
        Err(StoreError::Conflict { expected, actual })
    }

    /// The commit that makes it in its new home, refused where the owner has documents already. Put the blobs there first.
    pub fn into_commit(self, owner: Owner) -> Commit {
        let documents =
            self.documents.into_iter().map(|(collection, document)| Change::Put { collection, document });
        let keys = self.holdings.keys.into_iter();
        let keys = keys.map(|Key { namespace, key, id }| Change::Reserve { namespace, key, id });
        let jobs = self.holdings.jobs.into_iter();
        let jobs = jobs.map(|Job { kind, due, body, .. }| NewJob { kind, due, body }).collect();
        Commit { owner, expected: Some(Revision(0)), changes: documents.chain(keys).collect(), jobs }
    }
}
