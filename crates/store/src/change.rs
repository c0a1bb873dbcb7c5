//! What a commit changes.

use jiff::Timestamp;

use crate::name;
use crate::{Body, CollectionName, DocumentId, JobId, NameError, NewJob, Owner};

/// How often an owner's documents have been committed; the ticket of optimistic concurrency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(pub u64);

/// The time a document speaks of, kept to the microsecond, from `start` up to but not including `end`; an instant has `end == start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its first instant.
    pub start: Timestamp,
    /// The instant after its last.
    pub end: Timestamp,
}

impl Span {
    /// The range between two instants, whichever is given first.
    pub fn between(a: Timestamp, b: Timestamp) -> Self {
        Self { start: a.min(b), end: a.max(b) }
    }

    /// Whether this span meets the half-open range `from..to`; an instant meets the range it lies in.
    pub fn meets(&self, from: Timestamp, to: Timestamp) -> bool {
        self.start < to && (self.end > from || self.start >= from)
    }
}

/// A stored document.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Its name within owner and collection.
    pub id: DocumentId,
    /// The time it speaks of.
    pub span: Option<Span>,
    /// What it says.
    pub body: Body,
}

/// One change of a commit.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Writes a document, new or in place of the one of the same name.
    Put {
        /// Its kind.
        collection: CollectionName,
        /// The document.
        document: Document,
    },
    /// Removes a document; it need not exist.
    Delete {
        /// Its kind.
        collection: CollectionName,
        /// Its name.
        id: DocumentId,
    },
    /// Takes a key that no other owner may hold: an e-mail address, a provider account, a token's hash.
    Reserve {
        /// The kind of key.
        namespace: CollectionName,
        /// The key.
        key: String,
        /// The document that the key leads to.
        id: DocumentId,
    },
    /// Ends a leased job in the same breath as its effects, so that they happen once even when a worker outlives its
    /// lease. Put it before the other changes; a recurring job leaves its successor in the commit's jobs.
    Finish {
        /// The job, one of this owner's.
        job: JobId,
        /// [`Job::attempts`](crate::Job::attempts) as it was leased; refused when it was leased again since.
        attempt: u32,
    },
    /// Gives a key back; it need not be held.
    Release {
        /// The kind of key.
        namespace: CollectionName,
        /// The key.
        key: String,
    },
}

/// Changes of one owner that happen together or not at all, with the jobs that follow from them.
#[derive(Clone, Debug, PartialEq)]
pub struct Commit {
    /// Whose documents change.
    pub owner: Owner,
    /// The revision the changes were worked out from; `None` when they hold whatever is there,
    /// which they seldom do: the last commit of an instance that died may still be on its way to a server. Either way a
    /// commit happens once, however often a connection is cut before its answer.
    pub expected: Option<Revision>,
    /// The changes, in order.
    pub changes: Vec<Change>,
    /// Work to do later.
    pub jobs: Vec<NewJob>,
}

impl Commit {
    /// A commit of `changes` that hold whatever is there.
    pub fn of(owner: Owner, changes: Vec<Change>) -> Self {
        Self { owner, expected: None, changes, jobs: Vec::new() }
    }

    /// The same commit, refused if the owner is no longer at `revision`.
    #[must_use]
    pub fn at(self, revision: Revision) -> Self {
        Self { expected: Some(revision), ..self }
    }

    /// Refuses keys and kinds of job that are not text any database keeps.
    pub(crate) fn check(&self) -> Result<(), NameError> {
        for change in &self.changes {
            if let Change::Reserve { key, .. } | Change::Release { key, .. } = change {
                name::check("key", 500, key)?;
            }
        }
        self.jobs.iter().try_for_each(|job| name::check("kind of job", 60, &job.kind))
    }
}
