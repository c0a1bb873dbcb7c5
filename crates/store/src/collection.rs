//! Typed collections, so that callers see their own types and neither SQL nor JSON.

use std::marker::PhantomData;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Change, CollectionName, Document, DocumentId, Owner, Span, Store, StoreError};

/// A value that is kept as a document.
pub trait Stored: Serialize + DeserializeOwned {
    /// The collection it is kept in.
    const COLLECTION: &'static str;

    /// Its name within owner and collection.
    fn id(&self) -> String;

    /// The time it speaks of.
    fn span(&self) -> Option<Span> {
        None
    }
}

/// The documents of one type and one owner.
pub struct Collection<'a, T> {
    store: &'a dyn Store,
    owner: &'a Owner,
    of: PhantomData<T>,
}

impl<'a, T: Stored> Collection<'a, T> {
    /// The documents of this type that `owner` has in `store`.
    pub fn of(store: &'a dyn Store, owner: &'a Owner) -> Self {
        Self { store, owner, of: PhantomData }
    }

    /// One document.
    ///
    /// # Errors
    /// When the database fails or the stored body cannot be read as this type.
    pub async fn get(&self, id: &str) -> Result<Option<T>, StoreError> {
        let Ok(id) = DocumentId::new(id) else { return Ok(None) };
        let document = self.store.get(self.owner, &Self::name()?, &id).await?;
        document.map(|document| read(&document)).transpose()
    }

    /// All documents in the order of their names.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn all(&self) -> Result<Vec<T>, StoreError> {
        self.store.list(self.owner, &Self::name()?).await?.iter().map(read).collect()
    }

    /// The documents that speak of a time in `from..to`, in the order of time.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn between(&self, from: Timestamp, to: Timestamp) -> Result<Vec<T>, StoreError> {
        self.store.range(self.owner, &Self::name()?, from, to).await?.iter().map(read).collect()
    }

    /// The change that writes this value.
    ///
    /// # Errors
    /// When the value cannot be written as JSON or its name is not accepted.
    pub fn put(value: &T) -> Result<Change, StoreError> {
        let id = DocumentId::new(value.id())?;
        let body = serde_json::to_value(value).map_err(|error| StoreError::Body {
            collection: T::COLLECTION.to_owned(),
            id: value.id(),
            reason: error.to_string(),
        })?;
        Ok(Change::Put { collection: Self::name()?, document: Document { id, span: value.span(), body } })
    }

    /// The change that removes the document of this name.
    ///
    /// # Errors
    /// When the name is not accepted.
    pub fn delete(id: &str) -> Result<Change, StoreError> {
        Ok(Change::Delete { collection: Self::name()?, id: DocumentId::new(id)? })
    }

    fn name() -> Result<CollectionName, StoreError> {
        Ok(CollectionName::new(T::COLLECTION)?)
    }
}

fn read<T: Stored>(document: &Document) -> Result<T, StoreError> {
    T::deserialize(&document.body).map_err(|error| StoreError::Body {
        collection: T::COLLECTION.to_owned(),
        id: document.id.to_string(),
        reason: error.to_string(),
    })
}
