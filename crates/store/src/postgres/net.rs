//! What a commit amounts to, so that it fits one statement whatever the order of its changes.

use std::collections::BTreeMap;

use serde_json::Value;

use super::schema::Kind;
use crate::{Change, Commit, Document, Expected};

/// A commit's last word on each document and key.
#[derive(Debug)]
pub(super) struct Net {
    pub(super) owner: String,
    pub(super) expected: Expected,
    pub(super) puts: Puts,
    pub(super) deletes: Deletes,
    pub(super) claims: Claims,
    pub(super) releases: Releases,
    pub(super) jobs: Jobs,
    pub(super) finishes: Finishes,
    /// Blobs whose bytes go.
    pub(super) forgotten: Vec<String>,
}

/// Documents to write, column by column.
#[derive(Debug, Default)]
pub(super) struct Puts {
    pub(super) collections: Vec<String>,
    pub(super) ids: Vec<String>,
    pub(super) starts: Vec<Option<i64>>,
    pub(super) ends: Vec<Option<i64>>,
    pub(super) bodies: Vec<String>,
}

/// Documents to remove, column by column.
#[derive(Debug, Default)]
pub(super) struct Deletes {
    pub(super) collections: Vec<String>,
    pub(super) ids: Vec<String>,
}

/// Keys that nobody else may hold, column by column; sorted, so that two commits cannot wait for each other.
#[derive(Debug, Default)]
pub(super) struct Claims {
    pub(super) namespaces: Vec<String>,
    pub(super) keys: Vec<String>,
    pub(super) ids: Vec<String>,
    /// The same keys in the order in which the commit asked for them.
    pub(super) asked: Vec<(String, String)>,
}

/// Keys to give back in the end, column by column.
#[derive(Debug, Default)]
pub(super) struct Releases {
    pub(super) namespaces: Vec<String>,
    pub(super) keys: Vec<String>,
}

/// Jobs that end with the commit, each under the lease of this attempt, column by column.
#[derive(Debug, Default)]
pub(super) struct Finishes {
    pub(super) ids: Vec<i64>,
    pub(super) attempts: Vec<i32>,
}

/// Jobs to leave behind, column by column.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    pub(super) kinds: Vec<String>,
    pub(super) due: Vec<i64>,
    pub(super) bodies: Vec<String>,
}

impl Net {
    /// What the commit amounts to.
    pub(super) fn of(commit: Commit) -> Self {
        let mut documents: BTreeMap<(String, String), Option<Document>> = BTreeMap::new();
        let mut claimed: BTreeMap<(String, String), String> = BTreeMap::new();
        let mut released: BTreeMap<(String, String), bool> = BTreeMap::new();
        let mut claims = Claims::default();
        let (mut finishes, mut forgotten) = (Finishes::default(), Vec::new());
        for change in commit.changes {
            match change {
                Change::Put { collection, document } => {
                    let name = (collection.to_string(), document.id.to_string());
                    documents.insert(name, Some(document));
                }
                Change::Delete { collection, id } => {
                    documents.insert((collection.to_string(), id.to_string()), None);
                }
                Change::Reserve { namespace, key, id } => {
                    let slot = (namespace.to_string(), key);
                    released.insert(slot.clone(), false);
                    if claimed.insert(slot.clone(), id.to_string()).is_none() {
                        claims.asked.push(slot);
                    }
                }
                Change::Finish { job, attempt } => {
                    finishes.ids.push(job.0.cast_signed());
                    finishes.attempts.push(attempt.cast_signed());
                }
                Change::Forget(blob) => forgotten.push(blob.as_str().to_owned()),
                Change::Release { namespace, key } => {
                    released.insert((namespace.to_string(), key), true);
                }
            }
        }
        let (mut puts, mut deletes) = (Puts::default(), Deletes::default());
        for ((collection, id), document) in documents {
            match document {
                Some(document) => puts.push(collection, id, &document),
                None => {
                    deletes.collections.push(collection);
                    deletes.ids.push(id);
                }
            }
        }
        for ((namespace, key), id) in claimed {
            claims.namespaces.push(namespace);
            claims.keys.push(key);
            claims.ids.push(id);
        }
        let mut releases = Releases::default();
        for ((namespace, key), _) in released.into_iter().filter(|(_, last)| *last) {
            releases.namespaces.push(namespace);
            releases.keys.push(key);
        }
        let mut jobs = Jobs::default();
        for job in commit.jobs {
            jobs.kinds.push(job.kind);
            jobs.due.push(job.due.as_microsecond());
            jobs.bodies.push(Value::to_string(&job.body));
        }
        let expected = commit.expected;
        let owner = commit.owner.to_string();
        Self { owner, expected, puts, deletes, claims, releases, jobs, finishes, forgotten }
    }

    /// Whether one statement is enough: the owner is there, and nothing is concerned that others may hold. A deletion that
    /// is to hold whatever passed before it has to see what that wrote, which takes a statement of its own; the function of
    /// a cluster has one.
    pub(super) fn is_plain(&self, kind: Kind) -> bool {
        let in_place = match self.expected {
            Expected::At(_) => true,
            Expected::Exists => kind == Kind::Citus || self.deletes.ids.is_empty(),
            Expected::New | Expected::CopyAt(_) => false,
        };
        let ends_in_place = kind == Kind::Plain || self.finishes.ids.is_empty();
        let of_documents = self.claims.keys.is_empty() && self.releases.keys.is_empty();
        in_place && ends_in_place && of_documents && self.forgotten.is_empty()
    }

    /// When the earliest of the jobs that it leaves is due.
    pub(super) fn first_due(&self) -> Option<i64> {
        self.jobs.due.iter().min().copied()
    }
}

impl Puts {
    fn push(&mut self, collection: String, id: String, document: &Document) {
        self.collections.push(collection);
        self.ids.push(id);
        self.starts.push(document.span.map(|span| span.start.as_microsecond()));
        self.ends.push(document.span.map(|span| span.end.as_microsecond()));
        self.bodies.push(document.body.as_str().to_owned());
    }
}
