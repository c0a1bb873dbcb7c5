//! What a provider has, and what of it was fetched.

use jiff::Timestamp;

use super::{Failure, Response, classified};

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
    /// Why a part of it could not be had just now: the rest is stored, and the part is asked for again.
    pub failed: Option<Failure>,
    /// Whether it is the present state, which counts as newer than everything that came before. Where a provider sends one
    /// state after another, in any order, they say themselves which is newer.
    pub latest: bool,
}

impl Found {
    /// The present state of an item, with everything that belongs to it.
    pub(crate) fn whole(version: String, payloads: Vec<Payload>) -> Self {
        Self { payloads, version, complete: true, failed: None, latest: true }
    }

    /// The same, with the file that belongs to it, where there is one and it could be had.
    pub(crate) fn with_file(mut self, name: String, file: Result<Option<Vec<u8>>, Failure>) -> Self {
        match file {
            Ok(Some(bytes)) => self.payloads.push(Payload::new(name, bytes)),
            Ok(None) => {}
            Err(failure) => self.failed = Some(failure),
        }
        self
    }
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

impl Payload {
    /// A payload of one account.
    pub(crate) fn new(name: String, bytes: Vec<u8>) -> Self {
        Self { name, account: None, bytes }
    }
}

/// The file in an answer; `None` where there is none. What stands between us and a file does not keep the rest of its item.
///
/// # Errors
/// As [`classified`]; [`Failure::Wrong`] for 401, as the same token was good for the rest of the item just before.
pub(crate) fn file_in(answer: Result<Response, Failure>) -> Result<Option<Vec<u8>>, Failure> {
    match answer.and_then(classified) {
        Err(Failure::Unauthorised) => Err(Failure::Wrong("the file is refused".to_owned())),
        Ok(answer) if matches!(answer.status, 204 | 404 | 410) || answer.body.is_empty() => Ok(None),
        answer => Ok(Some(answer?.body)),
    }
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
