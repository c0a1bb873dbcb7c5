//! The embedded database: one writer thread that groups commits, and readers beside it.
//!
//! WAL with full synchronisation: an acknowledged commit survives the loss of power. Commits that wait while one is
//! being synchronised share the next synchronisation, so durable throughput grows with the number of writers.

mod backup;
mod job;
mod read;
mod schema;
mod threads;
mod write;

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use crate::blob::pack;
use crate::{
    Answer, BlobId, CollectionName, Commit, Document, DocumentId, Feed, Holdings, Job, JobId, Owner, Pick,
    Revision, Store, StoreError,
};
use threads::{Readers, Writer};

/// How many long reads run at the same time, and how many short ones beside them.
const READERS: usize = 4;

/// So many documents are read as quickly as they would be handed to a thread and back.
const FEW: usize = 16;

/// A store in one SQLite file.
pub struct Sqlite {
    writer: Writer,
    readers: Readers,
    feed: Feed,
}

impl Sqlite {
    /// Opens the database file, making it and its tables when they are missing.
    ///
    /// # Errors
    /// When the file cannot be opened, is no database, or was written by a newer version of the program.
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        let writer = schema::open(file)?;
        let readers = || (0..READERS).map(|_| schema::open_reader(file)).collect::<Result<Vec<_>, _>>();
        let readers = Readers::start(readers()?, readers()?);
        Ok(Self { writer: Writer::start(writer), readers, feed: Feed::default() })
    }

    /// Puts a backup in the place of a database. `file`, its `-wal` and its `-shm` must all be absent: a log left by a
    /// crash would be replayed into the restored file. `now` raises the revisions above those that were committed since.
    ///
    /// # Errors
    /// When any of the three is there, each is named; when the backup is no database, is damaged, or was written by a
    /// newer version; when it cannot be written. Nothing is left behind then.
    pub fn restore(backup: &Path, file: &Path, now: Timestamp) -> Result<(), StoreError> {
        backup::restore(backup, file, now)
    }

    /// Writes a consistent, verified copy to a new file while the program goes on writing. The way back is
    /// [`restore`](Self::restore).
    ///
    /// # Errors
    /// When the file exists, cannot be written, or does not read back as it should.
    pub fn backup_to(&self, file: &Path) -> Answer<'_, ()> {
        let file = file.to_owned();
        self.readers.run(move |connection| backup::write(connection, &file))
    }
}

impl Sqlite {
    /// Reads documents here and now when they are few, else on a thread made for it.
    fn documents(
        &self,
        read: impl Fn(&Connection, usize) -> Result<Option<Vec<Document>>, StoreError> + Clone + Send + 'static,
    ) -> Answer<'_, Vec<Document>> {
        let all = read.clone();
        let few = self.readers.row(move |connection| read(connection, FEW));
        Box::pin(async move {
            match few.await? {
                Some(documents) => Ok(documents),
                None => {
                    let all = move |connection: &Connection| all(connection, usize::MAX);
                    Ok(self.readers.run(all).await?.unwrap_or_default())
                }
            }
        })
    }

    /// Reads every page of the database, and answers with its size in bytes.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn check(&self) -> Answer<'_, u64> {
        self.readers.run(|connection| {
            backup::check(connection)?;
            let sql = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
            Ok(connection.query_row(sql, [], |row| row.get::<_, i64>(0))?.unsigned_abs())
        })
    }
}

impl Store for Sqlite {
    fn commit(&self, commit: Commit) -> Answer<'_, Revision> {
        let owner = commit.owner.clone();
        let answer = self.writer.run(move |connection| write::commit(connection, &commit));
        Box::pin(async move {
            let revision = answer.await?;
            self.feed.announce(&owner);
            Ok(revision)
        })
    }

    fn revisions(&self, owners: &[Owner]) -> Answer<'_, Vec<Option<Revision>>> {
        let owners = owners.to_vec();
        self.readers.row(move |connection| read::revisions(connection, &owners))
    }

    fn get(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        id: &DocumentId,
    ) -> Answer<'_, Option<Document>> {
        let (owner, collection, id) = (owner.clone(), collection.clone(), id.clone());
        self.readers.row(move |connection| read::get(connection, &owner, &collection, &id))
    }

    fn present(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        ids: &[DocumentId],
    ) -> Answer<'_, Vec<DocumentId>> {
        let (owner, collection, ids) = (owner.clone(), collection.clone(), ids.to_vec());
        self.readers.row(move |connection| read::present(connection, &owner, &collection, ids))
    }

    fn list(&self, owner: &Owner, collection: &CollectionName) -> Answer<'_, Vec<Document>> {
        let (owner, collection) = (owner.clone(), collection.clone());
        self.documents(move |connection, most| read::list(connection, &owner, &collection, most))
    }

    fn page(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        after: Option<&DocumentId>,
        most: usize,
    ) -> Answer<'_, Vec<Document>> {
        let (owner, collection, after) = (owner.clone(), collection.clone(), after.cloned());
        self.readers.run(move |connection| read::page(connection, &owner, &collection, after.as_ref(), most))
    }

    fn range(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        from: Timestamp,
        to: Timestamp,
    ) -> Answer<'_, Vec<Document>> {
        let (owner, collection) = (owner.clone(), collection.clone());
        self.documents(move |connection, most| read::range(connection, &owner, &collection, (from, to), most))
    }

    fn owners_after(&self, after: Option<&Owner>, most: usize) -> Answer<'_, Vec<Owner>> {
        let after = after.cloned();
        self.readers.run(move |connection| read::owners_after(connection, after.as_ref(), most))
    }

    fn holder(&self, namespace: &CollectionName, key: &str) -> Answer<'_, Option<(Owner, DocumentId)>> {
        let (namespace, key) = (namespace.clone(), key.to_owned());
        self.readers.row(move |connection| read::holder(connection, &namespace, &key))
    }

    fn holdings(&self, owner: &Owner) -> Answer<'_, Holdings> {
        let owner = owner.clone();
        self.readers.run(move |connection| read::holdings(connection, &owner))
    }

    fn put_blob(&self, owner: &Owner, bytes: Vec<u8>) -> Answer<'_, BlobId> {
        let owner = owner.clone();
        Box::pin(async move {
            // A reader packs, so that neither the caller's threads nor the other writes wait.
            let packing = move |_: &_| Ok((BlobId::of(&bytes), pack(&bytes)?));
            let (id, packed) = self.readers.run(packing).await?;
            let name = id.clone();
            self.writer.run(move |connection| write::put_blob(connection, &owner, &id, &packed)).await?;
            Ok(name)
        })
    }

    fn blob(&self, owner: &Owner, id: &BlobId) -> Answer<'_, Option<Vec<u8>>> {
        let (owner, id) = (owner.clone(), id.clone());
        self.readers.run(move |connection| read::blob(connection, &owner, &id))
    }

    fn present_blobs(&self, owner: &Owner, ids: &[BlobId]) -> Answer<'_, Vec<BlobId>> {
        let (owner, ids) = (owner.clone(), ids.to_vec());
        self.readers.row(move |connection| read::present_blobs(connection, &owner, ids))
    }

    fn lease_picked(
        &self,
        now: Timestamp,
        lease: SignedDuration,
        most: usize,
        pick: Pick,
    ) -> Answer<'_, Vec<Job>> {
        self.writer.run(move |connection| job::lease(connection, now, lease, most, pick))
    }

    fn complete(&self, job: JobId) -> Answer<'_, ()> {
        self.writer.run(move |connection| job::complete(connection, job))
    }

    fn give_back(&self, job: JobId, due: Timestamp) -> Answer<'_, ()> {
        self.writer.run(move |connection| job::give_back(connection, job, due))
    }

    fn poisoned(&self, now: Timestamp) -> Answer<'_, Vec<Job>> {
        self.readers.run(move |connection| job::poisoned(connection, now))
    }

    fn revive(&self, job: JobId, due: Timestamp) -> Answer<'_, ()> {
        self.writer.run(move |connection| job::revive(connection, job, due))
    }

    fn erase(&self, owner: &Owner) -> Answer<'_, ()> {
        let (owner, gone) = (owner.clone(), owner.clone());
        let answer = self.writer.run(move |connection| write::erase(connection, &gone));
        Box::pin(async move {
            answer.await?;
            self.feed.announce(&owner);
            self.writer.empty_log().await
        })
    }

    fn highest_erased(&self) -> Answer<'_, u64> {
        self.readers.row(read::highest_erased)
    }

    fn raise_highest_erased(&self, revision: u64) -> Answer<'_, ()> {
        self.writer.run(move |connection| write::raise_highest_erased(connection, revision))
    }

    fn feed(&self) -> &Feed {
        &self.feed
    }
}
