//! Writing. Every function runs inside the writer's transaction.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};

use super::job;
use super::read::{self, micros};
use super::schema::BUSY;
use crate::{BlobId, Change, Commit, Document, Expected, Owner, Revision, StoreError};

pub(super) fn commit(connection: &Connection, commit: &Commit) -> Result<Revision, StoreError> {
    commit.check()?;
    let (expected, actual) = (commit.expected, read::revision(connection, &commit.owner)?);
    let highest_erased = if actual.is_none() { read::highest_erased(connection)? } else { 0 };
    let next = expected.next(actual, highest_erased).ok_or(StoreError::Conflict { expected, actual })?;
    for change in &commit.changes {
        apply(connection, &commit.owner, change)?;
    }
    for new in &commit.jobs {
        job::add(connection, &commit.owner, new)?;
    }
    connection
        .prepare_cached("INSERT OR REPLACE INTO partitions (owner, revision) VALUES (?1, ?2)")?
        .execute(params![commit.owner.as_str(), next.get().cast_signed()])?;
    Ok(next)
}

fn apply(connection: &Connection, owner: &Owner, change: &Change) -> Result<(), StoreError> {
    match change {
        Change::Put { collection, document } => put(connection, owner, collection.as_str(), document),
        Change::Delete { collection, id } => {
            connection
                .prepare_cached("DELETE FROM documents WHERE owner = ?1 AND collection = ?2 AND id = ?3")?
                .execute([owner.as_str(), collection.as_str(), id.as_str()])?;
            Ok(())
        }
        Change::Reserve { namespace, key, id } => {
            reserve(connection, owner, namespace.as_str(), key, id.as_str())
        }
        Change::Finish { job, attempt } => job::finish(connection, owner, *job, *attempt),
        Change::Forget(blob) => {
            connection
                .prepare_cached("DELETE FROM blobs WHERE owner = ?1 AND id = ?2")?
                .execute([owner.as_str(), blob.as_str()])?;
            Ok(())
        }
        Change::Release { namespace, key } => {
            connection
                .prepare_cached("DELETE FROM keys WHERE namespace = ?1 AND key = ?2 AND owner = ?3")?
                .execute([namespace.as_str(), key, owner.as_str()])?;
            Ok(())
        }
    }
}

fn put(
    connection: &Connection,
    owner: &Owner,
    collection: &str,
    document: &Document,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO documents (owner, collection, id, starts_at, ends_at, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            owner.as_str(),
            collection,
            document.id.as_str(),
            document.span.map(|span| micros(span.start)),
            document.span.map(|span| micros(span.end)),
            document.body.as_str(),
        ])?;
    Ok(())
}

fn reserve(
    connection: &Connection,
    owner: &Owner,
    namespace: &str,
    key: &str,
    id: &str,
) -> Result<(), StoreError> {
    let holder: Option<String> = connection
        .prepare_cached("SELECT owner FROM keys WHERE namespace = ?1 AND key = ?2")?
        .query_row([namespace, key], |row| row.get(0))
        .optional()?;
    if holder.is_some_and(|holder| holder != owner.as_str()) {
        return Err(StoreError::KeyTaken { namespace: namespace.to_owned(), key: key.to_owned() });
    }
    connection
        .prepare_cached("INSERT OR REPLACE INTO keys (namespace, key, owner, id) VALUES (?1, ?2, ?3, ?4)")?
        .execute([namespace, key, owner.as_str(), id])?;
    Ok(())
}

pub(super) fn put_blob(
    connection: &Connection,
    owner: &Owner,
    id: &BlobId,
    packed: &[u8],
) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO blobs (owner, id, bytes)
               SELECT owner, ?2, ?3 FROM partitions WHERE owner = ?1";
    match connection.prepare_cached(sql)?.execute(params![owner.as_str(), id.as_str(), packed])? {
        0 => Err(StoreError::Conflict { expected: Expected::Exists, actual: None }),
        _ => Ok(()),
    }
}

pub(super) fn erase(connection: &Connection, owner: &Owner) -> Result<(), StoreError> {
    if let Some(revision) = read::revision(connection, owner)? {
        raise_highest_erased(connection, revision.get())?;
    }
    for table in ["documents", "partitions", "keys", "blobs", "jobs"] {
        connection.execute(&format!("DELETE FROM {table} WHERE owner = ?1"), [owner.as_str()])?;
    }
    Ok(())
}

/// Remembers that an erased owner had this revision, if none had a higher one.
pub(super) fn raise_highest_erased(connection: &Connection, revision: u64) -> Result<(), StoreError> {
    if revision > read::highest_erased(connection)? {
        connection.execute("DELETE FROM highest_erased", [])?;
        connection.execute("INSERT INTO highest_erased (revision) VALUES (?1)", [revision.cast_signed()])?;
    }
    Ok(())
}

/// Empties the log into the file, where what was erased is overwritten; whether nothing of it is left in the log. Readers
/// that have begun before the erasure keep it there for as long as they read.
pub(super) fn empty_log(connection: &Connection) -> Result<bool, StoreError> {
    compact_if_small(connection)?;
    connection.busy_timeout(Duration::ZERO)?;
    let outcome = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
    connection.busy_timeout(BUSY)?;
    Ok(!outcome?)
}

/// Deleted content is overwritten at once (`secure_delete`), but names of an erased owner can stay in inner pages of the
/// tables. A file that is written anew in well under a second is; a larger one keeps those names, without any content,
/// until it is restored from a backup, which is written anew.
fn compact_if_small(connection: &Connection) -> Result<(), StoreError> {
    let number = |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0));
    if number("page_count")? * number("page_size")? <= COMPACTED_BYTES {
        connection.execute_batch("VACUUM")?;
    }
    Ok(())
}

/// The largest file that is written anew after an erasure: 50 MB took 3 s beside a load, for which everybody's writes stood
/// still.
const COMPACTED_BYTES: i64 = 8 << 20;
