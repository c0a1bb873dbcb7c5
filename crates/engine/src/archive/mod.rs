//! Everything of an athlete in one archive, and back: what the athlete owns can be taken away, read without this
//! program, and put into another one.
//!
//! | in the archive | what it is |
//! |---|---|
//! | `manifest.json` | what the archive is, of whom, and how much is in it |
//! | `documents/*.jsonl`, `keys.jsonl`, `jobs.jsonl` | what is stored, as it is stored: an import makes an equal store of it |
//! | `originals/` | the bytes as they came, each named by its hash and the name it was given |
//! | `tables/*.csv` | workouts, sleeps, sweat tests, readings and plans for a spreadsheet |
//! | `fhir/observations.json` | body mass, fluid intake and sweat loss as FHIR R4 observations |
//! | `streams.parquet` | what recordings measured, every ten seconds |
//!
//! An import reads the manifest, the documents, keys, jobs and originals; the rest is made of them. It gives an equal
//! athlete: the same data, and none of the rights to them. Shares (`grants`) are in the archive for the athlete to read, and
//! no import takes them over; the answers kept for requests sent again are not the athlete's data and stay where they are.

mod export;
mod fhir;
mod known;
mod restore;
#[cfg(feature = "parquet")]
mod streams;
mod tables;
pub(crate) use tables::{number, text};

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{CollectionName, Document, DocumentId, Key, NameError, Span};

pub use restore::{Restored, is_archive};

/// What the manifest says an archive is.
const FORMAT: &str = "isotone-archive";
/// The form of the archives that this program writes, and the newest that it reads.
const VERSION: u32 = 1;

const MANIFEST: &str = "manifest.json";
const DOCUMENTS: &str = "documents/";
const KEYS: &str = "keys.jsonl";
const JOBS: &str = "jobs.jsonl";
const ORIGINALS: &str = "originals/";

/// What an archive is, of whom, and how much is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// `isotone-archive`.
    pub format: String,
    /// The form of the archive.
    pub version: u32,
    /// The version of the program that wrote it.
    pub program: String,
    /// When it was made.
    pub made: Timestamp,
    /// Whose it is: the name in addresses and documents.
    pub athlete: String,
    /// How many documents there are of each collection.
    pub documents: BTreeMap<String, usize>,
    /// How many files came in.
    pub originals: usize,
    /// How many unique keys are held, such as accounts with providers.
    pub keys: usize,
    /// How many jobs wait.
    pub jobs: usize,
}

/// A document as a line. Its body carries the version of its shape as `v`.
#[derive(Debug, Serialize, Deserialize)]
struct DocumentLine {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<Timestamp>,
    body: Value,
}

impl TryFrom<&Document> for DocumentLine {
    type Error = serde_json::Error;

    fn try_from(document: &Document) -> Result<Self, Self::Error> {
        Ok(Self {
            id: document.id.to_string(),
            from: document.span.map(|span| span.start),
            to: document.span.map(|span| span.end),
            body: document.body.read()?,
        })
    }
}

impl DocumentLine {
    fn document(self) -> Result<Document, NameError> {
        let span = self.from.zip(self.to).map(|(from, to)| Span::between(from, to));
        Ok(Document { id: DocumentId::new(self.id)?, span, body: self.body.into() })
    }
}

/// A unique key as a line.
#[derive(Debug, Serialize, Deserialize)]
struct KeyLine {
    namespace: String,
    key: String,
    id: String,
}

impl From<&Key> for KeyLine {
    fn from(key: &Key) -> Self {
        Self { namespace: key.namespace.to_string(), key: key.key.clone(), id: key.id.to_string() }
    }
}

impl KeyLine {
    fn key(self) -> Result<Key, NameError> {
        let (namespace, id) = (CollectionName::new(self.namespace)?, DocumentId::new(self.id)?);
        Ok(Key { namespace, key: self.key, id })
    }
}

/// A waiting job as a line.
#[derive(Debug, Serialize, Deserialize)]
struct JobLine {
    kind: String,
    due: Timestamp,
    body: Value,
}
