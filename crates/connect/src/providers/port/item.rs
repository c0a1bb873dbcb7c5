//! What a provider has, and what of it was fetched.

use jiff::Timestamp;

use super::Failure;

/// One thing that a provider has of an athlete: an activity, a night, a day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// Its kind in the provider's words: `activity`.
    pub kind: String,
    /// The provider's name for it, unique for the account only.
    pub id: String,
    /// Where it is fetched, where the provider says so in its notice.
    pub link: Option<String>,
}

impl Item {
    /// An item that is fetched by its name.
    pub fn new(kind: &str, id: impl Into<String>) -> Self {
        Self { kind: kind.to_owned(), id: id.into(), link: None }
    }
}

/// What came of fetching an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// It is there.
    Found(Found),
    /// The provider does not have it, or not for this access.
    Absent,
}

/// An item as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it consists of, as it came.
    pub payloads: Vec<Payload>,
    /// A digest of its content, equal to that of [`Listed::version`] as long as nothing was edited.
    pub version: String,
    /// Whether all of it is there. Streams may follow minutes after the summary.
    pub complete: bool,
    /// What the athlete should know about it.
    pub notes: Vec<String>,
}

/// Bytes as a provider sent them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// A file name, for people and for telling formats apart.
    pub name: String,
    /// The account whose records are meant, where the payload may hold those of several.
    pub account: Option<String>,
    /// The content.
    pub bytes: Vec<u8>,
}

/// A half-open range of time, by the start of what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first instant.
    pub from: Timestamp,
    /// The instant after the last.
    pub to: Timestamp,
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The item.
    pub item: Item,
    /// When it began, if the list says so.
    pub at: Option<Timestamp>,
    /// A digest of its content, if the list shows enough of it.
    pub version: Option<String>,
}

/// A page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its rows.
    pub items: Vec<Listed>,
    /// How many rows could not be read.
    pub unreadable: usize,
    /// Where the next page is; `None` on the last one.
    pub next: Option<String>,
    /// Why a kind of data could not be listed, while the others go on. What is missing on such a list is not taken for
    /// deleted.
    pub failed: Option<Failure>,
}

impl Page {
    /// A page in place of one that the provider refused for good; the next kind of data goes on.
    ///
    /// # Errors
    /// The failure, where waiting may put it right.
    pub(crate) fn without(failure: Failure, next: Option<String>) -> Result<Self, Failure> {
        match failure {
            // What the athlete did not allow is no failure.
            Failure::MissingScope(_) => Ok(Self { next, ..Self::default() }),
            Failure::Wrong(_) => Ok(Self { next, failed: Some(failure), ..Self::default() }),
            failure => Err(failure),
        }
    }
}
