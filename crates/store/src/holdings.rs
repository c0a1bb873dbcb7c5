//! Everything an owner has, and moving it to another database.

use crate::{
    BlobId, Change, CollectionName, Commit, DocumentId, Job, NewJob, Owner, Revision, Store, StoreError,
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
/// or not at all. Owners begin at revision 1 in their new home. Nobody may write to `from` meanwhile.
///
/// # Errors
/// [`StoreError::Conflict`] when an owner has documents in `to` already, and whatever either database says. What was
/// moved before the error stays moved; erase it there, or start with an empty database.
pub async fn move_all(from: &dyn Store, to: &dyn Store) -> Result<Moved, StoreError> {
    let mut moved = Moved::default();
    for owner in from.owners().await? {
        let holdings = from.holdings(&owner).await?;
        moved.owners += 1;
        moved.blobs += holdings.blobs.len();
        moved.keys += holdings.keys.len();
        moved.jobs += holdings.jobs.len();
        moved.documents += move_owner(from, to, owner, holdings).await?;
    }
    Ok(moved)
}

async fn move_owner(
    from: &dyn Store,
    to: &dyn Store,
    owner: Owner,
    holdings: Holdings,
) -> Result<usize, StoreError> {
    for blob in &holdings.blobs {
        let bytes = from.blob(&owner, blob).await?.ok_or_else(|| StoreError::Damaged(blob.clone()))?;
        to.put_blob(&owner, bytes).await?;
    }
    let mut changes = Vec::new();
    for collection in &holdings.collections {
        for document in from.list(&owner, collection).await? {
            changes.push(Change::Put { collection: collection.clone(), document });
        }
    }
    let documents = changes.len();
    changes.extend(holdings.keys.into_iter().map(|Key { namespace, key, id }| Change::Reserve {
        namespace,
        key,
        id,
    }));
    let jobs =
        holdings.jobs.into_iter().map(|Job { kind, due, body, .. }| NewJob { kind, due, body }).collect();
    to.commit(Commit { owner, expected: Some(Revision(0)), changes, jobs }).await?;
    Ok(documents)
}
