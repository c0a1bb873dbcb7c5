//! The one way to change stored documents that others may be changing.
//!
//! A change that was worked out from documents is stored only if these are still what they were: the commit names the
//! revision they were read at. If somebody else was faster, everything is read again and the change worked out anew,
//! after a short wait of random length. [`amend`](Engine::amend) does so for one document,
//! [`transact`](Engine::transact) for whatever can be read of one owner. [`commit`](Engine::commit) stores changes that
//! depend on no document at all.
//!
//! ```ignore
//! // One document: the closure sees the stored value, as often as it takes.
//! let squad = self.amend(&owner, "record", |squad: &mut SquadRecord| {
//!     if !squad.members.contains(&athlete) {
//!         squad.members.push(athlete.clone());
//!     }
//!     Ok(squad.clone())
//! });
//! let squad = squad.await?.ok_or_else(|| Error::not_found("squad", id))?;
//!
//! // Several documents of one owner: read inside, answer with what to write.
//! self.transact(&owner, || async {
//!     let grants = self.of::<Grant>(&owner).all().await?;
//!     if grants.len() == 1 {
//!         return Err(Error::field("share", "somebody has to own the data"));
//!     }
//!     Ok(Write::of(vec![Collection::<Grant>::delete(id)?], grants.len() - 1))
//! })
//! .await?;
//! ```

use std::time::Duration;

use store::{
    BlobId, Change, CollectionName, Commit, Document, DocumentId, Expected, NewJob, Owner, Revision,
    StoreError, Stored,
};

use crate::{Engine, Error, owner};

/// How often a change is worked out before its sender is told to try later.
const MOST_TRIES: u32 = 60;

/// The longest wait before the second try; it doubles with each further one, up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_millis(1);

/// The longest wait between two tries. All waits together are some seconds.
const LONGEST_WAIT: Duration = Duration::from_millis(200);

/// What a [transaction](Engine::transact) has worked out: what to write, and what to answer with.
#[derive(Debug)]
pub(crate) struct Write<T> {
    changes: Vec<Change>,
    jobs: Vec<NewJob>,
    /// Bytes that the changes speak of.
    bytes: Vec<BlobId>,
    answer: T,
}

impl<T> Write<T> {
    /// Writes these changes, then answers.
    pub(crate) fn of(changes: Vec<Change>, answer: T) -> Self {
        Self { changes, jobs: Vec::new(), bytes: Vec::new(), answer }
    }

    /// Writes nothing, and answers.
    pub(crate) fn nothing(answer: T) -> Self {
        Self::of(Vec::new(), answer)
    }

    /// The same, with work that follows from it.
    #[must_use]
    pub(crate) fn with_jobs(self, jobs: Vec<NewJob>) -> Self {
        Self { jobs, ..self }
    }

    /// The same, refused where these bytes are not there any more: what is written speaks of them.
    #[must_use]
    pub(crate) fn resting_on<'a>(mut self, bytes: impl IntoIterator<Item = &'a BlobId>) -> Self {
        self.bytes.extend(bytes.into_iter().cloned());
        self
    }
}

impl Engine {
    /// Changes the document `id` of an owner, and answers with what `change` answers; `None` when there is no such
    /// document. `change` is called with the stored value, and called again with the newer one if somebody else commits
    /// meanwhile: it must have no other effect. Fields that a newer version of the program wrote stay. A value that is
    /// left as it was is not written.
    ///
    /// # Errors
    /// Whatever `change` refuses with, nothing is stored then; [`Error::NotFound`] when there is no such owner;
    /// [`StoreError::Unavailable`] when others commit all the time; and whatever the database says.
    pub(crate) async fn amend<T: Stored, A>(
        &self,
        owner: &Owner,
        id: &str,
        change: impl Fn(&mut T) -> Result<A, Error>,
    ) -> Result<Option<A>, Error> {
        self.transact(owner, || async {
            let documents = self.of::<T>(owner);
            let Some(mut value) = documents.get(id).await? else { return Ok(Write::nothing(None)) };
            let before = store::Body::of(&value).map_err(|error| Error::field(id, error))?;
            let answer = change(&mut value)?;
            let after = store::Body::of(&value).map_err(|error| Error::field(id, error))?;
            if after.as_str() == before.as_str() {
                return Ok(Write::nothing(Some(answer)));
            }
            Ok(Write::of(vec![documents.rewrite(&value).await?], Some(answer)))
        })
        .await
    }

    /// Reads documents of one owner with `work`, stores what it worked out, and answers with its answer. `work` is run
    /// again if somebody else commits to the owner meanwhile: everything that its changes depend on is read inside it, and
    /// it must have no other effect than the reads. Do not nest transactions of one owner.
    ///
    /// # Errors
    /// As [`amend`](Self::amend); also [`StoreError::Unavailable`] when bytes that it [rests on](Write::resting_on) were
    /// removed meanwhile: stored again, they stay.
    pub(crate) async fn transact<T, F>(&self, owner: &Owner, work: impl Fn() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<Write<T>, Error>>,
    {
        for tried in 0..MOST_TRIES {
            self.wait(tried).await?;
            let expected = self.expectation(owner).await?;
            if let Some(answer) = self.write(owner, expected, work().await?).await? {
                return Ok(answer);
            }
        }
        Err(busy())
    }

    /// As [`transact`](Self::transact) for a change that is worked out from these documents alone: they come with the revision, in
    /// one answer.
    ///
    /// # Errors
    /// As [`amend`](Self::amend).
    pub(crate) async fn transact_on<T>(
        &self,
        owner: &Owner,
        wanted: &[(CollectionName, DocumentId)],
        work: impl Fn(Vec<Option<Document>>) -> Result<Write<T>, Error>,
    ) -> Result<T, Error> {
        for tried in 0..MOST_TRIES {
            self.wait(tried).await?;
            let (revision, documents) = self.store.read(owner, wanted).await?;
            let expected = revision.map(Expected::At).ok_or_else(|| missing(owner))?;
            if let Some(answer) = self.write(owner, expected, work(documents)?).await? {
                return Ok(answer);
            }
        }
        Err(busy())
    }

    /// Stores what was worked out at a revision, and answers with its answer; `None` where all is to be read again.
    async fn write<T>(&self, owner: &Owner, expected: Expected, write: Write<T>) -> Result<Option<T>, Error> {
        let Write { changes, jobs, bytes, answer } = write;
        if changes.is_empty() && jobs.is_empty() {
            return Ok(Some(answer));
        }
        if !self.are_there(owner, &bytes).await? {
            // Gone with their owner, or with a commit since: then all is to be read again.
            if self.expectation(owner).await? != expected {
                return Ok(None);
            }
            let reason = "the file was being removed while it came: send it again".to_owned();
            return Err(StoreError::Unavailable(reason).into());
        }
        match self.deliver(Commit { owner: owner.clone(), expected, changes, jobs }).await {
            Ok(_) => Ok(Some(answer)),
            Err(StoreError::Conflict { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether all of these bytes are there. They go with a commit, so those that are there now are there at a commit that
    /// expects the revision from before.
    async fn are_there(&self, owner: &Owner, bytes: &[BlobId]) -> Result<bool, StoreError> {
        if bytes.is_empty() {
            return Ok(true);
        }
        let there = self.store.present_blobs(owner, bytes).await?;
        Ok(bytes.iter().all(|blob| there.binary_search(blob).is_ok()))
    }

    /// Waits before a try that follows `tried` others: a random time, longer after each.
    async fn wait(&self, tried: u32) -> Result<(), Error> {
        if tried > 0 {
            let most = FIRST_WAIT.saturating_mul(1 << tried.min(16)).min(LONGEST_WAIT);
            // Drawn like all randomness, so that a simulation is a function of its seed.
            let mut share = [0];
            self.randomness.fill(&mut share)?;
            tokio::time::sleep(most.mul_f64(f64::from(share[0]) / 255.0)).await;
        }
        Ok(())
    }

    /// The revision that what is read from now on has at least. Partitions of no person are created by whoever writes
    /// first; every other owner is created by a use case of its own.
    async fn expectation(&self, owner: &Owner) -> Result<Expected, Error> {
        match self.store.revision(owner).await? {
            Some(revision) => Ok(Expected::At(revision)),
            None if is_made_by_its_first_writer(owner)? => Ok(Expected::New),
            None => Err(missing(owner)),
        }
    }

    /// The owner's revision, for a commit [at](Commit::at) it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such owner, or whatever the database says.
    pub(crate) async fn revision_of(&self, owner: &Owner) -> Result<Revision, Error> {
        self.store.revision(owner).await?.ok_or_else(|| missing(owner))
    }

    /// Commits changes that depend on no document: what they write is right whatever else the owner has, and whoever else
    /// writes meanwhile. A new document under a name of its own, the deletion of a named one, a value that was made whole by
    /// its sender. A value that was read and changed goes through [`amend`](Self::amend), anything else that was worked
    /// out from documents through [`transact`](Self::transact).
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such owner, or it was erased meanwhile; and whatever the database says.
    pub(crate) async fn commit(&self, owner: &Owner, changes: Vec<Change>) -> Result<(), Error> {
        self.commit_with(Commit::of(owner.clone(), changes)).await
    }

    /// The same for a commit with jobs.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub(crate) async fn commit_with(&self, commit: Commit) -> Result<(), Error> {
        let owner = commit.owner.clone();
        loop {
            match self.deliver(commit.clone()).await {
                Err(StoreError::Conflict { expected: Expected::Exists, .. })
                    if owner == owner::instance()? =>
                {
                    match self.deliver(Commit::creating(owner.clone(), Vec::new())).await {
                        // Another one was faster, which is as good.
                        Ok(_) | Err(StoreError::Conflict { .. }) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
                Err(StoreError::Conflict { expected: Expected::Exists, .. }) => return Err(missing(&owner)),
                outcome => return Ok(outcome.map(drop)?),
            }
        }
    }

    /// Creates an owner with these changes.
    ///
    /// # Errors
    /// A [conflict](Error::is_conflict) where the owner exists, and whatever the database says.
    pub(crate) async fn commit_new(&self, owner: &Owner, changes: Vec<Change>) -> Result<(), Error> {
        self.deliver(Commit::creating(owner.clone(), changes)).await?;
        Ok(())
    }
}

/// The instance, and what is known of a provider of connections.
fn is_made_by_its_first_writer(owner: &Owner) -> Result<bool, Error> {
    Ok(*owner == owner::instance()? || owner::name_in(owner, "provider").is_some())
}

fn busy() -> Error {
    StoreError::Unavailable("others change the same data all the time at the moment".to_owned()).into()
}

fn missing(owner: &Owner) -> Error {
    let (kind, name) = owner.as_str().split_once(':').unwrap_or(("owner", owner.as_str()));
    let what = match kind {
        "athlete" => "athlete",
        "squad" => "squad",
        "account" => "account",
        _ => "owner",
    };
    Error::not_found(what, name)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;
    use serde::{Deserialize, Serialize};
    use store::{Collection, Memory, Sqlite, Store};

    use super::*;
    use crate::FixedClock;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Tally {
        counted: Vec<u32>,
    }

    impl Stored for Tally {
        const COLLECTION: &'static str = "tallies";

        fn id(&self) -> String {
            "tally".to_owned()
        }
    }

    fn engine(store: Arc<dyn Store>) -> Engine {
        Engine::new(store, Arc::new(FixedClock(Timestamp::UNIX_EPOCH)))
    }

    /// Faces await use cases on any thread.
    fn on_any_thread<T>(future: impl Future<Output = T> + Send) -> impl Future<Output = T> + Send {
        future
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn of_many_who_change_a_document_at_once_none_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let sqlite = Sqlite::open(&folder.path().join("isotone.db")).unwrap();
        for store in [Arc::new(Memory::default()) as Arc<dyn Store>, Arc::new(sqlite)] {
            let engine = engine(store);
            let squad = owner::squad("harbour").unwrap();
            engine.commit_new(&squad, vec![Collection::put(&Tally::default()).unwrap()]).await.unwrap();
            let all: Vec<_> = (0..64)
                .map(|number| {
                    let (engine, squad) = (engine.clone(), squad.clone());
                    tokio::spawn(on_any_thread(async move {
                        let count = |tally: &mut Tally| {
                            tally.counted.push(number);
                            Ok(())
                        };
                        engine.amend(&squad, "tally", count).await.unwrap().unwrap();
                    }))
                })
                .collect();
            for one in all {
                one.await.unwrap();
            }
            let mut counted = engine.of::<Tally>(&squad).get("tally").await.unwrap().unwrap().counted;
            counted.sort_unstable();
            assert_eq!(counted, (0..64).collect::<Vec<u32>>());
            assert_eq!(engine.revision_of(&squad).await.unwrap().get(), 65, "one commit each");
        }
    }

    #[tokio::test]
    async fn what_changes_nothing_is_not_written_and_what_is_refused_stores_nothing() {
        let engine = engine(Arc::new(Memory::default()));
        let squad = owner::squad("harbour").unwrap();
        let nowhere = engine.amend(&squad, "tally", |_: &mut Tally| Ok(())).await;
        assert!(matches!(nowhere, Err(Error::NotFound { what: "squad", .. })), "{nowhere:?}");
        engine.commit_new(&squad, vec![Collection::put(&Tally::default()).unwrap()]).await.unwrap();
        assert_eq!(engine.amend(&squad, "other", |_: &mut Tally| Ok(())).await.unwrap(), None);
        assert_eq!(engine.amend(&squad, "tally", |_: &mut Tally| Ok(7)).await.unwrap(), Some(7));
        let refused = engine.amend(&squad, "tally", |tally: &mut Tally| {
            tally.counted.push(1);
            Err::<(), _>(Error::field("counted", "not today"))
        });
        refused.await.unwrap_err();
        assert_eq!(engine.revision_of(&squad).await.unwrap().get(), 1);
    }

    #[tokio::test]
    async fn the_instance_is_created_by_its_first_writer_and_nobody_else_by_a_blind_commit() {
        let engine = engine(Arc::new(Memory::default()));
        let put = || vec![Collection::put(&Tally::default()).unwrap()];
        for owner in [owner::athlete("ada"), owner::squad("harbour"), owner::account("u-1")] {
            let refused = engine.commit(&owner.unwrap(), put()).await;
            assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
        }
        let instance = owner::instance().unwrap();
        engine.commit(&instance, put()).await.unwrap();
        engine.transact(&instance, || async { Ok(Write::of(put(), ())) }).await.unwrap();
    }
}
