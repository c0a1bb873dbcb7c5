//! What a commit changes.

use std::fmt;
use std::num::NonZeroU64;

use jiff::Timestamp;

use crate::name;
use crate::{BlobId, Body, CollectionName, DocumentId, JobId, NameError, NewJob, Owner};

/// The number of an owner's last commit, at least 1. It rises with every commit and never restarts: an owner that is
/// created after another was erased begins above every revision that an erased owner had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(NonZeroU64);

impl Revision {
    /// The first revision of the first owner.
    pub const FIRST: Self = Self(NonZeroU64::MIN);

    /// The revision of this number; none for 0, as an owner without commits does not exist.
    pub fn new(number: u64) -> Option<Self> {
        NonZeroU64::new(number).map(Self)
    }

    /// Its number.
    pub fn get(self) -> u64 {
        self.0.get()
    }

    /// The revision of the next commit.
    pub(crate) fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The first revision of an owner that is created where erased owners reached `highest_erased`.
    pub(crate) fn first_above(highest_erased: u64) -> Self {
        Self(NonZeroU64::MIN.saturating_add(highest_erased))
    }

    /// A revision as a database stores it; `None` for the 0 that stands for an owner that does not exist.
    pub(crate) fn stored(number: i64) -> Option<Self> {
        Self::new(number.unsigned_abs())
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What must be true of the owner for a commit to happen. A commit whose expectation does not hold is refused with
/// [`StoreError::Conflict`](crate::StoreError::Conflict), and stores nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The owner does not exist, and the commit creates it. No other expectation creates an owner, so that a commit on
    /// its way never brings an erased one back.
    New,
    /// As `New`, at this revision: the commit copies an owner into a store that is being filled from another one, and
    /// serves nobody yet.
    CopyAt(Revision),
    /// The owner exists, at any revision. For changes that depend on no document that was read.
    Exists,
    /// The owner exists and nothing was committed since this revision was read.
    At(Revision),
}

impl Expected {
    /// The revision that a commit of this expectation makes of an owner at `actual`, where erased owners reached
    /// `highest_erased`; `None` when it is refused.
    pub(crate) fn next(self, actual: Option<Revision>, highest_erased: u64) -> Option<Revision> {
        match (self, actual) {
            (Self::New, None) => Some(Revision::first_above(highest_erased)),
            (Self::CopyAt(revision), None) => Some(revision),
            (Self::Exists, Some(actual)) => Some(actual.next()),
            (Self::At(revision), Some(actual)) => (revision == actual).then(|| actual.next()),
            _ => None,
        }
    }
}

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
    /// Removes the bytes of a blob, in the same breath as what was said of them; they need not exist. Name the
    /// [revision](Commit::at) at which nothing spoke of them.
    Forget(BlobId),
}

/// Changes of one owner that happen together or not at all, with the jobs that follow from them.
#[derive(Clone, Debug, PartialEq)]
pub struct Commit {
    /// Whose documents change.
    pub owner: Owner,
    /// What must be true of the owner. A commit happens once, however often a connection is cut before its answer.
    pub expected: Expected,
    /// The changes, in order.
    pub changes: Vec<Change>,
    /// Work to do later.
    pub jobs: Vec<NewJob>,
}

impl Commit {
    /// A commit to an owner that exists, at any revision: for changes that depend on no document that was read.
    /// Changes worked out from documents name the [revision](Self::at) these were read at.
    pub fn of(owner: Owner, changes: Vec<Change>) -> Self {
        Self { owner, expected: Expected::Exists, changes, jobs: Vec::new() }
    }

    /// A commit that creates its owner, refused where the owner exists.
    pub fn creating(owner: Owner, changes: Vec<Change>) -> Self {
        Self { owner, expected: Expected::New, changes, jobs: Vec::new() }
    }

    /// The same commit, refused if the owner is no longer at `revision`.
    #[must_use]
    pub fn at(self, revision: Revision) -> Self {
        Self { expected: Expected::At(revision), ..self }
    }

    /// The same commit with these jobs.
    #[must_use]
    pub fn with_jobs(self, jobs: Vec<NewJob>) -> Self {
        Self { jobs, ..self }
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
