//! The document port and the databases behind it.
//!
//! Documents are partitioned by owner (an athlete, a squad, the system), may carry a time range, and change only
//! through [`Store::commit`]: atomic, optimistic, one owner at a time. Unique keys, due jobs and content-addressed
//! blobs complete the port; nothing above it knows which database is underneath.
//!
//! [`Sqlite`] is the embedded database, `Postgres` (feature `postgres`, on by default) the server; [`Memory`] is the reference that the conformance suite holds it against.

mod blob;
mod body;
mod change;
mod collection;
pub mod conformance;
mod error;
mod feed;
mod holdings;
mod job;
mod memory;
mod name;
mod port;
#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;

pub use blob::BlobId;
pub use body::Body;
pub use change::{Change, Commit, Document, Expected, Revision, Span};
pub use collection::{Collection, Stored};
pub use error::StoreError;
pub use feed::Feed;
pub use holdings::{Holdings, Key, Moved, Whole, is_unfinished_copy, move_all};
pub use job::{Job, JobId, NewJob, Pick};
pub use memory::Memory;
pub use name::{CollectionName, DocumentId, NameError, Owner};
pub use port::{Answer, Store};
#[cfg(feature = "postgres")]
pub use postgres::{Postgres, Server, Worker};
pub use sqlite::Sqlite;
