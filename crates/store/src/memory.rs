//! The reference: what the words of the port mean, in the plainest form that is true.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::{
    Answer, BlobId, Change, CollectionName, Commit, Document, DocumentId, Expected, Feed, Holdings, Job,
    JobId, Key, Owner, Pick, Revision, Span, Store, StoreError,
};

/// A store in memory, gone with the process.
#[derive(Debug, Default)]
pub struct Memory {
    state: Mutex<State>,
    feed: Feed,
}

#[derive(Debug, Default)]
struct State {
    /// By owner and collection; none of them is empty.
    documents: BTreeMap<(Owner, CollectionName), BTreeMap<DocumentId, Document>>,
    revisions: BTreeMap<Owner, Revision>,
    keys: BTreeMap<(CollectionName, String), (Owner, DocumentId)>,
    blobs: BTreeMap<(Owner, BlobId), Vec<u8>>,
    jobs: BTreeMap<JobId, (Job, Timestamp)>,
    last_job: u64,
    highest_erased: u64,
}

impl State {
    /// The revision that a commit makes, or why it is refused. It is checked whole before anything is changed.
    fn next(&self, commit: &Commit) -> Result<Revision, StoreError> {
        commit.check()?;
        let (expected, actual) = (commit.expected, self.revisions.get(&commit.owner).copied());
        let next = expected.next(actual, self.highest_erased);
        let next = next.ok_or(StoreError::Conflict { expected, actual })?;
        let mut finished = BTreeSet::new();
        for change in &commit.changes {
            match change {
                Change::Reserve { namespace, key, .. } => {
                    let holder = self.keys.get(&(namespace.clone(), key.clone()));
                    if holder.is_some_and(|(holder, _)| *holder != commit.owner) {
                        let (namespace, key) = (namespace.to_string(), key.clone());
                        return Err(StoreError::KeyTaken { namespace, key });
                    }
                }
                Change::Finish { job: id, attempt } => {
                    let held =
                        |(job, _): &(Job, Timestamp)| job.owner == commit.owner && job.attempts == *attempt;
                    if !self.jobs.get(id).is_some_and(held) || !finished.insert(*id) {
                        return Err(StoreError::LeaseLost(*id));
                    }
                }
                Change::Put { .. } | Change::Delete { .. } | Change::Release { .. } | Change::Forget(_) => {}
            }
        }
        Ok(next)
    }

    fn apply(&mut self, commit: Commit) -> Result<Revision, StoreError> {
        let next = self.next(&commit)?;
        for change in commit.changes {
            self.change(&commit.owner, change);
        }
        for new in commit.jobs {
            self.last_job += 1;
            let id = JobId(self.last_job);
            let owner = commit.owner.clone();
            let due = to_the_microsecond(new.due);
            let job = Job { id, owner, kind: new.kind, due, body: new.body, attempts: 0 };
            let free_from = job.due;
            self.jobs.insert(id, (job, free_from));
        }
        self.revisions.insert(commit.owner, next);
        Ok(next)
    }

    fn change(&mut self, owner: &Owner, change: Change) {
        match change {
            Change::Put { collection, mut document } => {
                document.span = document.span.map(|Span { start, end }| Span {
                    start: to_the_microsecond(start),
                    end: to_the_microsecond(end),
                });
                let all = self.documents.entry((owner.clone(), collection)).or_default();
                all.insert(document.id.clone(), document);
            }
            Change::Delete { collection, id } => {
                let place = (owner.clone(), collection);
                if let Some(all) = self.documents.get_mut(&place) {
                    all.remove(&id);
                    if all.is_empty() {
                        self.documents.remove(&place);
                    }
                }
            }
            Change::Reserve { namespace, key, id } => {
                self.keys.insert((namespace, key), (owner.clone(), id));
            }
            Change::Finish { job, .. } => {
                self.jobs.remove(&job);
            }
            Change::Forget(blob) => {
                self.blobs.remove(&(owner.clone(), blob));
            }
            Change::Release { namespace, key } => {
                let slot = (namespace, key);
                if self.keys.get(&slot).is_some_and(|(holder, _)| holder == owner) {
                    self.keys.remove(&slot);
                }
            }
        }
    }

    /// The documents of a collection, by name.
    fn of(&self, owner: &Owner, collection: &CollectionName) -> Option<&BTreeMap<DocumentId, Document>> {
        self.documents.get(&(owner.clone(), collection.clone()))
    }
}

fn to_the_microsecond(instant: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(instant.as_microsecond()).unwrap_or(instant)
}

fn is_free((_, free_from): &(Job, Timestamp), now: Timestamp) -> bool {
    *free_from <= to_the_microsecond(now)
}

fn is_poisoned((job, _): &(Job, Timestamp)) -> bool {
    job.attempts >= Job::MOST_ATTEMPTS
}

impl Memory {
    fn with<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut State) -> Result<T, StoreError>,
    ) -> Answer<'static, T> {
        let answer = act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        Box::pin(std::future::ready(answer))
    }
}

impl Store for Memory {
    fn commit(&self, commit: Commit) -> Answer<'_, Revision> {
        let owner = commit.owner.clone();
        let answer = self.with(|state| state.apply(commit));
        self.feed.announce(&owner);
        answer
    }

    fn revisions(&self, owners: &[Owner]) -> Answer<'_, Vec<Option<Revision>>> {
        self.with(|state| Ok(owners.iter().map(|owner| state.revisions.get(owner).copied()).collect()))
    }

    fn get(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        id: &DocumentId,
    ) -> Answer<'_, Option<Document>> {
        self.with(|state| Ok(state.of(owner, collection).and_then(|all| all.get(id)).cloned()))
    }

    fn present(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        ids: &[DocumentId],
    ) -> Answer<'_, Vec<DocumentId>> {
        self.with(|state| {
            let ids: BTreeSet<&DocumentId> = ids.iter().collect();
            let all = state.of(owner, collection);
            let there = |id: &&DocumentId| all.is_some_and(|all| all.contains_key(*id));
            Ok(ids.into_iter().filter(there).cloned().collect())
        })
    }

    fn list(&self, owner: &Owner, collection: &CollectionName) -> Answer<'_, Vec<Document>> {
        self.with(|state| {
            let all = state.of(owner, collection).into_iter().flat_map(BTreeMap::values);
            Ok(all.cloned().collect())
        })
    }

    fn page(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        after: Option<&DocumentId>,
        most: usize,
    ) -> Answer<'_, Vec<Document>> {
        self.with(|state| {
            let range = (after.map_or(Bound::Unbounded, Bound::Excluded), Bound::Unbounded);
            let found = state.of(owner, collection).into_iter().flat_map(|all| all.range(range));
            Ok(found.take(most).map(|(_, document)| document.clone()).collect())
        })
    }

    fn range(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        from: Timestamp,
        to: Timestamp,
    ) -> Answer<'_, Vec<Document>> {
        self.with(|state| {
            let (from, to) = (to_the_microsecond(from), to_the_microsecond(to));
            let meets = |document: &&Document| document.span.is_some_and(|span| span.meets(from, to));
            let all = state.of(owner, collection).into_iter().flat_map(BTreeMap::values);
            let mut found: Vec<Document> = all.filter(meets).cloned().collect();
            found.sort_by(|a, b| (a.span.map(|s| s.start), &a.id).cmp(&(b.span.map(|s| s.start), &b.id)));
            Ok(found)
        })
    }

    fn owners_after(&self, after: Option<&Owner>, most: usize) -> Answer<'_, Vec<Owner>> {
        let later = |owner: &&Owner| after.is_none_or(|after| *owner > after);
        self.with(|state| Ok(state.revisions.keys().filter(later).take(most).cloned().collect()))
    }

    fn holder(&self, namespace: &CollectionName, key: &str) -> Answer<'_, Option<(Owner, DocumentId)>> {
        let slot = (namespace.clone(), key.to_owned());
        self.with(|state| Ok(state.keys.get(&slot).cloned()))
    }

    fn holdings(&self, owner: &Owner) -> Answer<'_, Holdings> {
        self.with(|state| {
            let collections = state.documents.keys().filter(|(o, _)| o == owner).map(|(_, c)| c.clone());
            let keys = state.keys.iter().filter(|(_, (o, _))| o == owner);
            let jobs = state.jobs.values().filter(|(job, _)| job.owner == *owner);
            Ok(Holdings {
                collections: collections.collect(),
                keys: keys
                    .map(|((namespace, key), (_, id))| Key {
                        namespace: namespace.clone(),
                        key: key.clone(),
                        id: id.clone(),
                    })
                    .collect(),
                blobs: state.blobs.keys().filter(|(o, _)| o == owner).map(|(_, id)| id.clone()).collect(),
                jobs: jobs.map(|(job, _)| job.clone()).collect(),
            })
        })
    }

    fn put_blob(&self, owner: &Owner, bytes: Vec<u8>) -> Answer<'_, BlobId> {
        let id = BlobId::of(&bytes);
        let key = (owner.clone(), id.clone());
        self.with(|state| {
            BlobId::fits(&bytes)?;
            if !state.revisions.contains_key(&key.0) {
                return Err(StoreError::Conflict { expected: Expected::Exists, actual: None });
            }
            state.blobs.insert(key, bytes);
            Ok(id)
        })
    }

    fn blob(&self, owner: &Owner, id: &BlobId) -> Answer<'_, Option<Vec<u8>>> {
        let key = (owner.clone(), id.clone());
        self.with(|state| Ok(state.blobs.get(&key).cloned()))
    }

    fn present_blobs(&self, owner: &Owner, ids: &[BlobId]) -> Answer<'_, Vec<BlobId>> {
        self.with(|state| {
            let ids: BTreeSet<&BlobId> = ids.iter().collect();
            let there = |id: &&BlobId| state.blobs.contains_key(&(owner.clone(), (*id).clone()));
            Ok(ids.into_iter().filter(there).cloned().collect())
        })
    }

    fn lease_picked(
        &self,
        now: Timestamp,
        lease: SignedDuration,
        most: usize,
        pick: Pick,
    ) -> Answer<'_, Vec<Job>> {
        self.with(|state| {
            let until = to_the_microsecond(now.saturating_add(lease).unwrap_or(Timestamp::MAX));
            let mut leased: Vec<Job> = Vec::new();
            for kind in pick.looks() {
                let mut free: Vec<&mut (Job, Timestamp)> = state
                    .jobs
                    .values_mut()
                    .filter(|entry| is_free(entry, now) && !is_poisoned(entry))
                    .filter(|(job, _)| kind.is_none_or(|kind| job.kind == kind))
                    .collect();
                free.sort_by_key(|(job, _)| (job.due, job.id));
                for (job, free_from) in free.into_iter().take(most.saturating_sub(leased.len())) {
                    *free_from = until;
                    job.attempts += 1;
                    leased.push(job.clone());
                }
            }
            Ok(leased)
        })
    }

    fn complete(&self, job: JobId) -> Answer<'_, ()> {
        self.with(|state| {
            state.jobs.remove(&job);
            Ok(())
        })
    }

    fn give_back(&self, job: JobId, due: Timestamp) -> Answer<'_, ()> {
        self.with(|state| {
            if let Some((job, free_from)) = state.jobs.get_mut(&job) {
                job.due = to_the_microsecond(due);
                *free_from = job.due;
            }
            Ok(())
        })
    }

    fn poisoned(&self, now: Timestamp) -> Answer<'_, Vec<Job>> {
        self.with(|state| {
            let stuck = state.jobs.values().filter(|entry| is_free(entry, now) && is_poisoned(entry));
            let mut jobs: Vec<Job> = stuck.map(|(job, _)| job.clone()).collect();
            jobs.sort_by_key(|job| (job.due, job.id));
            Ok(jobs)
        })
    }

    fn revive(&self, job: JobId, due: Timestamp) -> Answer<'_, ()> {
        self.with(|state| {
            if let Some((job, free_from)) = state.jobs.get_mut(&job) {
                job.attempts = 0;
                job.due = to_the_microsecond(due);
                *free_from = job.due;
            }
            Ok(())
        })
    }

    fn erase(&self, owner: &Owner) -> Answer<'_, ()> {
        let answer = self.with(|state| {
            state.documents.retain(|(o, _), _| o != owner);
            if let Some(revision) = state.revisions.remove(owner) {
                state.highest_erased = state.highest_erased.max(revision.get());
            }
            state.keys.retain(|_, (o, _)| o != owner);
            state.blobs.retain(|(o, _), _| o != owner);
            state.jobs.retain(|_, (job, _)| job.owner != *owner);
            Ok(())
        });
        self.feed.announce(owner);
        answer
    }

    fn highest_erased(&self) -> Answer<'_, u64> {
        self.with(|state| Ok(state.highest_erased))
    }

    fn raise_highest_erased(&self, revision: u64) -> Answer<'_, ()> {
        self.with(|state| {
            state.highest_erased = state.highest_erased.max(revision);
            Ok(())
        })
    }

    fn feed(&self) -> &Feed {
        &self.feed
    }
}
