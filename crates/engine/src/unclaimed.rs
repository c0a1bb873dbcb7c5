//! Bytes that no document speaks of: an upload that was given up half-way, a file that could not be read after all.
//!
//! Bytes are durable before the document that speaks of them is committed, so there may be bytes without a document at any
//! time. The nightly self-check lists an athlete's, and removes those that were listed two days before and are still
//! unnamed. What a provider's data must leave behind goes at once ([`Engine::release_bytes`]).
//!
//! Bytes go in a commit at the revision at which nothing spoke of them, and a commit that speaks of bytes
//! [rests on them](Write::resting_on): it happens at a revision at which they were there. So no document is ever left
//! without its bytes, whoever stores the same ones at the moment; its sender is told to send them again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{BlobId, Change, Collection, CollectionName, Document, Owner, StoreError, Stored, Whole};

use crate::amend::Write;
use crate::connections::ConnectionItem;
use crate::{Engine, Error, Report, owner};

/// How long bytes stay that no document speaks of.
const STAY: SignedDuration = SignedDuration::from_hours(47);

/// Which bytes of an athlete no document speaks of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Unclaimed {
    /// Since when each was seen unnamed.
    since: BTreeMap<BlobId, Timestamp>,
}

/// The one list of an athlete.
const LIST: &str = "originals";

impl Stored for Unclaimed {
    const COLLECTION: &'static str = "unclaimed";

    fn id(&self) -> String {
        LIST.to_owned()
    }
}

impl Unclaimed {
    /// The list after a night in which these bytes were `unnamed`, and what has stood on it for [`STAY`] and goes now. What
    /// became named leaves it.
    fn after_a_night(&self, unnamed: BTreeSet<BlobId>, now: Timestamp) -> (Self, BTreeSet<BlobId>) {
        let since = |blob: BlobId| (self.since.get(&blob).copied().unwrap_or(now), blob);
        let is_old = |(since, _): &(Timestamp, BlobId)| now.duration_since(*since) >= STAY;
        let (old, young): (Vec<_>, Vec<_>) = unnamed.into_iter().map(since).partition(is_old);
        let list = Self { since: young.into_iter().map(|(since, blob)| (blob, since)).collect() };
        (list, old.into_iter().map(|(_, blob)| blob).collect())
    }

    fn change(&self) -> Result<Change, StoreError> {
        if self.since.is_empty() { Collection::<Self>::delete(LIST) } else { Collection::put(self) }
    }
}

impl Engine {
    /// Stores bytes of an athlete, for a document that will speak of them: the commit that does
    /// [rests on](Write::resting_on) what this answers with.
    ///
    /// # Errors
    /// When there is no such athlete any more, they are too large, or the database fails.
    pub(crate) async fn store_bytes(&self, owner: &Owner, bytes: Vec<u8>) -> Result<BlobId, Error> {
        self.claim_bytes(owner, &BlobId::of(&bytes)).await?;
        match self.store.put_blob(owner, bytes).await {
            Err(StoreError::Conflict { .. }) => {
                Err(Error::not_found("athlete", owner::name_in(owner, "athlete").unwrap_or_default()))
            }
            outcome => Ok(outcome?),
        }
    }

    /// Takes bytes off the list of the unnamed: an upload that was given up and is sent again has its time anew.
    async fn claim_bytes(&self, owner: &Owner, blob: &BlobId) -> Result<(), Error> {
        let list = self.of::<Unclaimed>(owner).get(LIST).await?;
        if list.is_some_and(|list| list.since.contains_key(blob)) {
            let claimed = |list: &mut Unclaimed| Ok(list.since.remove(blob));
            self.amend(owner, LIST, claimed).await?;
        }
        Ok(())
    }

    /// Removes those of some bytes that a commit has left without a name.
    ///
    /// # Errors
    /// When somebody commits all the time, or the database fails.
    pub(crate) async fn release_bytes(&self, owner: &Owner, blobs: &[BlobId]) -> Result<(), Error> {
        if blobs.is_empty() {
            return Ok(());
        }
        self.transact(owner, || async {
            let whole = Whole::read(self.store.as_ref(), owner).await?;
            let named = named(&whole);
            let leaving = blobs.iter().filter(|blob| !named.contains(blob.as_str())).cloned();
            Ok(Write::of(leaving.map(Change::Forget).collect(), ()))
        })
        .await
    }

    /// Lists an athlete's bytes that no document speaks of, and removes those that were listed long ago; how many it
    /// removed.
    ///
    /// # Errors
    /// When somebody commits all the time, or the database fails.
    pub(crate) async fn remove_unclaimed(&self, owner: &Owner) -> Result<usize, Error> {
        let now = self.now();
        // Who has no bytes, nor a list of some, is not read for them.
        let held = self.store.holdings(owner).await?;
        if held.blobs.is_empty() && held.collections.iter().all(|name| name.as_str() != Unclaimed::COLLECTION)
        {
            return Ok(0);
        }
        self.transact(owner, || async {
            let known = self.of::<Unclaimed>(owner).get(LIST).await?.unwrap_or_default();
            let whole = Whole::read(self.store.as_ref(), owner).await?;
            let (next, leaving) = known.after_a_night(unnamed(&whole), now);
            let removed = leaving.len();
            let mut changes: Vec<Change> = leaving.into_iter().map(Change::Forget).collect();
            if next != known {
                changes.push(next.change()?);
            }
            Ok(Write::of(changes, removed))
        })
        .await
    }
}

/// The bytes of an owner that no document speaks of.
fn unnamed(whole: &Whole) -> BTreeSet<BlobId> {
    let named = named(whole);
    whole.holdings.blobs.iter().filter(|blob| !named.contains(blob.as_str())).cloned().collect()
}

/// All bytes that documents speak of.
fn named(whole: &Whole) -> BTreeSet<&str> {
    let speaking =
        whole.documents.iter().filter(|(collection, document)| may_need_bytes(collection, document));
    speaking.flat_map(|(_, document)| names_of_blobs(document.body.as_str())).collect()
}

/// Whether a document needs the bytes that it names. The list of the unnamed does not; what is known of a provider's item
/// names reports, and a report whose payload was pruned stays to say so.
fn may_need_bytes(collection: &CollectionName, document: &Document) -> bool {
    #[derive(Deserialize)]
    struct Payload {
        #[serde(default)]
        pruned: Option<Timestamp>,
    }

    match collection.as_str() {
        Unclaimed::COLLECTION | ConnectionItem::COLLECTION => false,
        Report::COLLECTION => serde_json::from_str::<Payload>(document.body.as_str())
            .map_or(true, |payload| payload.pruned.is_none()),
        _ => true,
    }
}

/// Whatever in a text looks like the name of a blob.
fn names_of_blobs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_hexdigit()).filter(|word| word.len() == 64)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use store::{Commit, Memory};

    use super::*;
    use crate::FixedClock;

    /// A document that names bytes.
    #[derive(Serialize, Deserialize)]
    struct Named(BlobId);

    impl Stored for Named {
        const COLLECTION: &'static str = "named";

        fn id(&self) -> String {
            "one".to_owned()
        }
    }

    #[test]
    fn bytes_stay_two_days_without_a_name_and_leave_the_list_when_named() {
        let (given_up, read): (BlobId, BlobId) = (BlobId::of(b"given up"), BlobId::of(b"read"));
        let night =
            |day: i8| jiff::civil::date(2026, 11, day).at(3, 0, 0, 0).in_tz("UTC").unwrap().timestamp();
        let both = BTreeSet::from([given_up.clone(), read]);
        let one = BTreeSet::from([given_up]);
        let (first, gone) = Unclaimed::default().after_a_night(both, night(1));
        assert!(gone.is_empty() && first.since.len() == 2, "{first:?}");
        let (second, gone) = first.after_a_night(one.clone(), night(2));
        assert!(gone.is_empty() && second.since.len() == 1, "{second:?}");
        let (third, gone) = second.after_a_night(one.clone(), night(3));
        assert_eq!((gone, third), (one, Unclaimed::default()));
    }

    fn named(blob: &BlobId) -> Vec<Change> {
        vec![Collection::put(&Named(blob.clone())).unwrap()]
    }

    #[tokio::test]
    async fn bytes_that_a_commit_left_go_unless_they_are_named() -> Result<(), Error> {
        let engine = Engine::new(Arc::new(Memory::default()), Arc::new(FixedClock(Timestamp::UNIX_EPOCH)));
        let owner = Owner::new("athlete:ada").unwrap();
        let (left, kept) = (BlobId::of(b"left"), BlobId::of(b"kept"));
        engine.commit_new(&owner, named(&kept)).await?;
        for bytes in [b"left", b"kept"] {
            engine.store_bytes(&owner, bytes.to_vec()).await?;
        }
        engine.release_bytes(&owner, &[left.clone(), kept.clone()]).await?;
        assert_eq!(engine.store.blob(&owner, &left).await?, None);
        assert_eq!(engine.store.blob(&owner, &kept).await?, Some(b"kept".to_vec()));
        Ok(())
    }

    #[tokio::test]
    async fn no_document_is_left_without_its_bytes_whenever_they_are_released() -> Result<(), Error> {
        let engine = Engine::new(Arc::new(Memory::default()), Arc::new(FixedClock(Timestamp::UNIX_EPOCH)));
        let owner = Owner::new("athlete:ada").unwrap();
        engine.commit_new(&owner, Vec::new()).await?;
        // Released before the commit is worked out: it is refused, and its sender sends the bytes again.
        let blob = engine.store_bytes(&owner, b"run.fit".to_vec()).await?;
        engine.release_bytes(&owner, std::slice::from_ref(&blob)).await?;
        let commit = || async { Ok(Write::of(named(&blob), ()).resting_on([&blob])) };
        let refused = engine.transact(&owner, commit).await;
        assert!(matches!(refused, Err(Error::Store(StoreError::Unavailable(_)))), "{refused:?}");
        assert!(engine.of::<Named>(&owner).all().await?.is_empty());
        // Released while it is worked out, after its bytes were seen: it is worked out again, and refused.
        engine.store_bytes(&owner, b"run.fit".to_vec()).await?;
        let removal = Commit::of(owner.clone(), vec![Change::Forget(blob.clone())]);
        let seen = engine.revision_of(&owner).await?;
        engine.store.commit(removal).await?;
        let late = engine.store.commit(Commit::of(owner.clone(), named(&blob)).at(seen)).await;
        assert!(matches!(late, Err(StoreError::Conflict { .. })), "{late:?}");
        // Released afterwards: they are named, and stay.
        engine.store_bytes(&owner, b"run.fit".to_vec()).await?;
        engine.transact(&owner, commit).await?;
        engine.release_bytes(&owner, std::slice::from_ref(&blob)).await?;
        assert!(engine.store.blob(&owner, &blob).await?.is_some());
        Ok(())
    }

    #[test]
    fn a_name_is_found_wherever_it_stands_in_a_document() {
        let blob = BlobId::of(b"run.fit");
        let body = format!(r#"{{"files":[{{"blob":"{}"}}],"etag":"abc","long":"{0}0"}}"#, blob.as_str());
        assert_eq!(names_of_blobs(&body).collect::<Vec<_>>(), [blob.as_str()]);
    }
}
