//! Typed collections, so that callers see their own types and neither SQL nor JSON.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Body, Change, CollectionName, Document, DocumentId, Owner, Span, Store, StoreError};

/// A value that is kept as a document.
pub trait Stored: Serialize + DeserializeOwned {
    /// The collection it is kept in.
    const COLLECTION: &'static str;

    /// The version of its shape, written into the body as `v`. Raise it when the meaning of a field changes; new fields
    /// need no new version.
    const VERSION: u32 = 1;

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
        document.map(|document| document.read()).transpose()
    }

    /// Those of these names that there is a document of.
    ///
    /// # Errors
    /// When a name is not accepted, or the database fails.
    pub async fn present(&self, ids: &[&str]) -> Result<BTreeSet<String>, StoreError> {
        let ids = ids.iter().copied().map(DocumentId::new).collect::<Result<Vec<_>, _>>()?;
        let there = self.store.present(self.owner, &Self::name()?, &ids).await?;
        Ok(there.iter().map(DocumentId::to_string).collect())
    }

    /// All documents in the order of their names.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn all(&self) -> Result<Vec<T>, StoreError> {
        self.store.list(self.owner, &Self::name()?).await?.iter().map(Document::read).collect()
    }

    /// The documents that speak of a time in `from..to`, in the order of time.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn between(&self, from: Timestamp, to: Timestamp) -> Result<Vec<T>, StoreError> {
        self.store.range(self.owner, &Self::name()?, from, to).await?.iter().map(Document::read).collect()
    }

    /// Up to `most` documents whose names come after `after`, in the order of their names.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn page(&self, after: Option<&str>, most: usize) -> Result<Vec<T>, StoreError> {
        let after = after.map(DocumentId::new).transpose()?;
        let page = self.store.page(self.owner, &Self::name()?, after.as_ref(), most).await?;
        page.iter().map(Document::read).collect()
    }

    /// The change that writes this value, new or wholly derived. Use [`rewrite`](Self::rewrite) for a document that a
    /// newer version of the program may have written.
    ///
    /// # Errors
    /// When the value cannot be written as JSON or its name is not accepted.
    pub fn put(value: &T) -> Result<Change, StoreError> {
        let id = DocumentId::new(value.id())?;
        let document = Document { id, span: value.span(), body: write(value)? };
        Ok(Change::Put { collection: Self::name()?, document })
    }

    /// The change that writes this value over the stored one and keeps the fields that this version of the program does
    /// not know.
    ///
    /// # Errors
    /// As [`get`](Self::get) and [`put`](Self::put).
    pub async fn rewrite(&self, value: &T) -> Result<Change, StoreError> {
        let mut change = Self::put(value)?;
        if let Change::Put { collection, document } = &mut change
            && let Some(stored) = self.store.get(self.owner, collection, &document.id).await?
        {
            let known = value_of::<T>(&write(&stored.read::<T>()?)?, &document.id)?;
            let mut body = value_of::<T>(&document.body, &document.id)?;
            keep_unknown(&mut body, &value_of::<T>(&stored.body, &document.id)?, &known);
            document.body = body.into();
        }
        Ok(change)
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

fn write<T: Stored>(value: &T) -> Result<Body, StoreError> {
    Body::versioned(value, T::VERSION).map_err(|error| unfit::<T>(&value.id(), &error))
}

fn value_of<T: Stored>(body: &Body, id: &DocumentId) -> Result<Value, StoreError> {
    body.read().map_err(|error| unfit::<T>(id.as_str(), &error))
}

fn unfit<T: Stored>(id: &str, error: &serde_json::Error) -> StoreError {
    StoreError::Body { collection: T::COLLECTION.to_owned(), id: id.to_owned(), reason: error.to_string() }
}

/// Adds to `body` the fields of `stored` that are not among the `known` ones, in objects within objects too.
fn keep_unknown(body: &mut Value, stored: &Value, known: &Value) {
    let (Some(body), Some(stored), Some(known)) =
        (body.as_object_mut(), stored.as_object(), known.as_object())
    else {
        return;
    };
    for (field, old) in stored {
        match (body.get_mut(field), known.get(field)) {
            (Some(new), Some(known)) => keep_unknown(new, old, known),
            (None, None) => {
                body.insert(field.clone(), old.clone());
            }
            // This version knows the field, and has written it or left it out on purpose.
            _ => {}
        }
    }
}

impl Document {
    /// What it says, as the type that its collection holds.
    ///
    /// # Errors
    /// [`StoreError::Body`], which names it, when the body cannot be read as this type.
    pub fn read<T: Stored>(&self) -> Result<T, StoreError> {
        self.body.read().map_err(|error| unfit::<T>(self.id.as_str(), &error))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::{Commit, Memory};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Bottle {
        name: String,
        #[serde(default)]
        millilitres: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        colour: Option<String>,
        #[serde(default)]
        prices: BTreeMap<String, u32>,
    }

    impl Stored for Bottle {
        const COLLECTION: &'static str = "bottles";

        fn id(&self) -> String {
            self.name.clone()
        }
    }

    async fn stored(store: &Memory, owner: &Owner, body: Value) {
        let document = Document { id: DocumentId::new("b").unwrap(), span: None, body: body.into() };
        let put = Change::Put { collection: CollectionName::new("bottles").unwrap(), document };
        store.commit(Commit::creating(owner.clone(), vec![put])).await.unwrap();
    }

    #[tokio::test]
    async fn an_older_body_is_read_with_defaults() {
        let (store, owner) = (Memory::default(), Owner::new("a").unwrap());
        stored(&store, &owner, json!({"name": "b"})).await;
        let bottle = Collection::<Bottle>::of(&store, &owner).get("b").await.unwrap().unwrap();
        assert_eq!(
            bottle,
            Bottle { name: "b".into(), millilitres: 0, colour: None, prices: BTreeMap::new() }
        );
    }

    #[tokio::test]
    async fn rewriting_keeps_what_a_newer_program_wrote() {
        let (store, owner) = (Memory::default(), Owner::new("a").unwrap());
        let newer = json!({"v": 2, "name": "b", "millilitres": 500, "lid": {"kind": "flip"}, "colour": "red",
                           "prices": {"eur": 3}});
        stored(&store, &owner, newer).await;
        let bottles = Collection::<Bottle>::of(&store, &owner);
        let mut bottle = bottles.get("b").await.unwrap().unwrap();
        bottle.millilitres = 750;
        bottle.colour = None;
        bottle.prices.clear();
        let change = bottles.rewrite(&bottle).await.unwrap();
        let Change::Put { document, .. } = change else { panic!("{change:?}") };
        let kept = json!({"v": 1, "name": "b", "millilitres": 750, "lid": {"kind": "flip"}, "prices": {}});
        assert_eq!(
            document.body,
            kept.into(),
            "unknown fields stay, known ones that were taken away do not come back"
        );
    }

    #[tokio::test]
    async fn a_body_that_does_not_fit_is_named() {
        let (store, owner) = (Memory::default(), Owner::new("a").unwrap());
        stored(&store, &owner, json!({"name": 7})).await;
        let error = Collection::<Bottle>::of(&store, &owner).get("b").await.unwrap_err().to_string();
        assert!(error.contains("bottles 'b'") && error.contains("expected a string"), "{error}");
    }
}
