//! Bytes that no document names: an upload that was given up half-way, a file that could not be read after all.
//!
//! Bytes are durable before the document that speaks of them is committed, so there may be bytes without a document at any
//! time. The nightly self-check lists an athlete's, and removes those that were listed two days before and are still
//! unnamed. Who stores the same bytes again takes them off the list first ([`Engine::store_bytes`]), or waits until a
//! removal under way is over, so that no upload rests on bytes that are about to go. What a provider's data must leave
//! behind goes at once ([`Engine::release_bytes`]).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{BlobId, Change, Collection, Owner, StoreError, Stored, Whole};

use crate::amend::Write;
use crate::{Engine, Error, owner};

/// How long bytes stay that no document names.
const STAY: SignedDuration = SignedDuration::from_hours(47);

/// A removal that takes longer was interrupted: its worker has lost the job by then.
const REMOVAL: SignedDuration = SignedDuration::from_mins(5);

/// How often a removal is looked at by whoever waits for it.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Which bytes of an athlete no document names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Unclaimed {
    /// Since when each was seen unnamed.
    since: BTreeMap<BlobId, Timestamp>,
    /// Those that are being removed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    removing: BTreeSet<BlobId>,
    /// When that removal began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    began: Option<Timestamp>,
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
    /// The list after a night in which these bytes were `unnamed`: what became named leaves it, what has stood on it for
    /// [`STAY`] is to be removed.
    fn after_a_night(&self, unnamed: &BTreeSet<BlobId>, now: Timestamp) -> Self {
        let since = |blob: &BlobId| self.since.get(blob).copied().unwrap_or(now);
        let (old, young): (Vec<_>, Vec<_>) = unnamed
            .iter()
            .map(|blob| (blob.clone(), since(blob)))
            .partition(|(_, since)| now.duration_since(*since) >= STAY);
        let removing: BTreeSet<BlobId> = old.into_iter().map(|(blob, _)| blob).collect();
        let began = (!removing.is_empty()).then_some(now);
        Self { since: young.into_iter().collect(), removing, began }
    }

    /// Whether these bytes are being removed by somebody who still may.
    fn is_removing(&self, blob: &BlobId, now: Timestamp) -> bool {
        self.removing.contains(blob) && self.began.is_some_and(|began| now.duration_since(began) < REMOVAL)
    }

    fn change(&self) -> Result<Change, StoreError> {
        if self.since.is_empty() && self.removing.is_empty() {
            Collection::<Self>::delete(LIST)
        } else {
            Collection::put(self)
        }
    }
}

impl Engine {
    /// Stores bytes of an athlete, for a document that will speak of them.
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

    /// Takes bytes off the list of the unnamed; waits while they are being removed.
    async fn claim_bytes(&self, owner: &Owner, blob: &BlobId) -> Result<(), Error> {
        loop {
            let Some(list) = self.of::<Unclaimed>(owner).get(LIST).await? else { return Ok(()) };
            if !list.since.contains_key(blob) && !list.removing.contains(blob) {
                return Ok(());
            }
            if list.is_removing(blob, self.now()) {
                tokio::time::sleep(LOOK_AGAIN).await;
                continue;
            }
            let claimed = |list: &mut Unclaimed| {
                if !list.is_removing(blob, self.now()) {
                    list.since.remove(blob);
                    list.removing.remove(blob);
                }
                Ok(())
            };
            self.amend(owner, LIST, claimed).await?;
        }
    }

    /// Removes bytes that a commit has left without a name. Whoever stores the same bytes meanwhile keeps them: one who comes
    /// later waits until they are gone, and for one who came before they are put back.
    ///
    /// # Errors
    /// When somebody commits all the time, or the database fails.
    pub(crate) async fn release_bytes(&self, owner: &Owner, blobs: &[BlobId]) -> Result<(), Error> {
        if blobs.is_empty() {
            return Ok(());
        }
        let leaving = self.transact(owner, || self.marked(owner, blobs)).await?;
        let mut removed = Vec::new();
        for blob in &leaving {
            removed.extend(self.store.blob(owner, blob).await?.map(|bytes| (blob, bytes)));
            self.store.forget_blob(owner, blob).await?;
        }
        let whole = Whole::read(self.store.as_ref(), owner).await?;
        let named = named(&whole);
        for (blob, bytes) in removed {
            if named.contains(blob.as_str()) {
                self.store.put_blob(owner, bytes).await?;
            }
        }
        self.unmark(owner, &leaving).await
    }

    /// Marks those of some bytes that no document names as being removed.
    async fn marked(&self, owner: &Owner, blobs: &[BlobId]) -> Result<Write<BTreeSet<BlobId>>, Error> {
        let whole = Whole::read(self.store.as_ref(), owner).await?;
        let named = named(&whole);
        let leaving: BTreeSet<BlobId> =
            blobs.iter().filter(|blob| !named.contains(blob.as_str())).cloned().collect();
        if leaving.is_empty() {
            return Ok(Write::nothing(leaving));
        }
        let mut list = self.of::<Unclaimed>(owner).get(LIST).await?.unwrap_or_default();
        list.removing.extend(leaving.iter().cloned());
        list.began = Some(self.now());
        Ok(Write::of(vec![list.change()?], leaving))
    }

    async fn unmark(&self, owner: &Owner, removed: &BTreeSet<BlobId>) -> Result<(), Error> {
        let done = || async {
            let Some(mut list) = self.of::<Unclaimed>(owner).get(LIST).await? else {
                return Ok(Write::nothing(()));
            };
            list.removing.retain(|blob| !removed.contains(blob));
            if list.removing.is_empty() {
                list.began = None;
            }
            Ok(Write::of(vec![list.change()?], ()))
        };
        self.transact(owner, done).await
    }

    /// Lists an athlete's bytes that no document names, and removes those that were listed long ago; how many it removed.
    /// For one worker at a time.
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
        let removing = self
            .transact(owner, || async {
                let known = self.of::<Unclaimed>(owner).get(LIST).await?.unwrap_or_default();
                let whole = Whole::read(self.store.as_ref(), owner).await?;
                let next = known.after_a_night(&unnamed(&whole), now);
                let removing = next.removing.clone();
                if next == known {
                    return Ok(Write::nothing(removing));
                }
                Ok(Write::of(vec![next.change()?], removing))
            })
            .await?;
        if removing.is_empty() {
            return Ok(0);
        }
        for blob in &removing {
            self.store.forget_blob(owner, blob).await?;
        }
        self.unmark(owner, &removing).await?;
        Ok(removing.len())
    }
}

/// The bytes of an owner that no document names.
fn unnamed(whole: &Whole) -> BTreeSet<BlobId> {
    let named = named(whole);
    whole.holdings.blobs.iter().filter(|blob| !named.contains(blob.as_str())).cloned().collect()
}

/// All that documents name.
fn named(whole: &Whole) -> BTreeSet<&str> {
    let documents = whole.documents.iter();
    let others = documents.filter(|(collection, _)| collection.as_str() != Unclaimed::COLLECTION);
    others.flat_map(|(_, document)| names_of_blobs(document.body.as_str())).collect()
}

/// Whatever in a text looks like the name of a blob.
fn names_of_blobs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_hexdigit()).filter(|word| word.len() == 64)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use store::Memory;

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
        let both = BTreeSet::from([given_up.clone(), read.clone()]);
        let one = BTreeSet::from([given_up.clone()]);
        let first = Unclaimed::default().after_a_night(&both, night(1));
        assert!(first.removing.is_empty() && first.since.len() == 2, "{first:?}");
        let second = first.after_a_night(&one, night(2));
        assert!(second.removing.is_empty() && second.since.len() == 1, "{second:?}");
        let third = second.after_a_night(&one, night(3));
        assert_eq!((third.removing.clone(), third.since.len()), (one, 0));
        assert!(third.is_removing(&given_up, night(3)) && !third.is_removing(&given_up, night(4)));
    }

    #[tokio::test]
    async fn bytes_that_a_commit_left_go_unless_they_are_named_or_stored_again() -> Result<(), Error> {
        let engine = Engine::new(Arc::new(Memory::default()), Arc::new(FixedClock(Timestamp::UNIX_EPOCH)));
        let owner = Owner::new("athlete:ada").unwrap();
        let (left, kept) = (BlobId::of(b"left"), BlobId::of(b"kept"));
        engine.commit_new(&owner, vec![Collection::put(&Named(kept.clone()))?]).await?;
        for bytes in [b"left", b"kept"] {
            engine.store_bytes(&owner, bytes.to_vec()).await?;
        }
        engine.release_bytes(&owner, &[left.clone(), kept.clone()]).await?;
        assert_eq!(engine.store.blob(&owner, &left).await?, None);
        assert_eq!(engine.store.blob(&owner, &kept).await?, Some(b"kept".to_vec()));

        // One who stores what is being removed waits for that.
        let marked = || engine.marked(&owner, std::slice::from_ref(&left));
        engine.transact(&owner, marked).await?;
        let storing = engine.store_bytes(&owner, b"left".to_vec());
        assert!(tokio::time::timeout(LOOK_AGAIN * 3, storing).await.is_err(), "it waits");
        engine.unmark(&owner, &BTreeSet::from([left.clone()])).await?;
        engine.store_bytes(&owner, b"left".to_vec()).await?;
        assert_eq!(engine.store.blob(&owner, &left).await?, Some(b"left".to_vec()));
        Ok(())
    }

    #[test]
    fn a_name_is_found_wherever_it_stands_in_a_document() {
        let blob = BlobId::of(b"run.fit");
        let body = format!(r#"{{"files":[{{"blob":"{}"}}],"etag":"abc","long":"{0}0"}}"#, blob.as_str());
        assert_eq!(names_of_blobs(&body).collect::<Vec<_>>(), [blob.as_str()]);
    }
}
