//! Writing. Every function runs inside the writer's transaction.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::read::{self, instant, micros};
use crate::{BlobId, Change, Commit, Document, Job, JobId, NewJob, Owner, Revision, StoreError};

pub(super) fn commit(connection: &Connection, commit: &Commit) -> Result<Revision, StoreError> {
    let actual = read::revision(connection, &commit.owner)?;
    if let Some(expected) = commit.expected.filter(|&expected| expected != actual) {
        return Err(StoreError::Conflict { expected, actual });
    }
    for change in &commit.changes {
        apply(connection, &commit.owner, change)?;
    }
    for job in &commit.jobs {
        add_job(connection, &commit.owner, job)?;
    }
    let next = Revision(actual.0 + 1);
    connection
        .prepare_cached("INSERT OR REPLACE INTO partitions (owner, revision) VALUES (?1, ?2)")?
        .execute(params![commit.owner.as_str(), next.0.cast_signed()])?;
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
            document.body.to_string(),
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

fn add_job(connection: &Connection, owner: &Owner, job: &NewJob) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO jobs (due_at, free_from, owner, kind, body, attempts) VALUES (?1, ?1, ?2, ?3, ?4, 0)",
        )?
        .execute(params![micros(job.due), owner.as_str(), job.kind, job.body.to_string()])?;
    Ok(())
}

pub(super) fn put_blob(connection: &Connection, owner: &Owner, bytes: &[u8]) -> Result<BlobId, StoreError> {
    let id = BlobId::of(bytes);
    connection
        .prepare_cached("INSERT OR REPLACE INTO blobs (owner, id, bytes) VALUES (?1, ?2, ?3)")?
        .execute(params![owner.as_str(), id.as_str(), bytes])?;
    Ok(id)
}

pub(super) fn lease(
    connection: &Connection,
    now: Timestamp,
    lease: SignedDuration,
    most: usize,
) -> Result<Vec<Job>, StoreError> {
    let until = now.saturating_add(lease).unwrap_or(Timestamp::MAX);
    let mut statement = connection.prepare_cached(
        "UPDATE jobs SET free_from = ?2, attempts = attempts + 1
         WHERE id IN (SELECT id FROM jobs WHERE free_from <= ?1 ORDER BY due_at, id LIMIT ?3)
         RETURNING id, owner, kind, due_at, body, attempts",
    )?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![micros(now), micros(until), most])?;
    let mut jobs = Vec::new();
    while let Some(row) = rows.next()? {
        let body: String = row.get(4)?;
        jobs.push(Job {
            id: JobId(row.get::<_, i64>(0)?.unsigned_abs()),
            owner: Owner::new(row.get::<_, String>(1)?)?,
            kind: row.get(2)?,
            due: instant(row.get(3)?)?,
            body: serde_json::from_str(&body).map_err(|error| StoreError::Database(error.to_string()))?,
            attempts: row.get(5)?,
        });
    }
    // RETURNING promises no order.
    jobs.sort_by_key(|job| (job.due, job.id));
    Ok(jobs)
}

pub(super) fn complete(connection: &Connection, job: JobId) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM jobs WHERE id = ?1")?.execute([job.0.cast_signed()])?;
    Ok(())
}

pub(super) fn give_back(connection: &Connection, job: JobId, due: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE jobs SET due_at = ?2, free_from = ?2 WHERE id = ?1")?
        .execute(params![job.0.cast_signed(), micros(due)])?;
    Ok(())
}

pub(super) fn erase(connection: &Connection, owner: &Owner) -> Result<(), StoreError> {
    for table in ["documents", "partitions", "keys", "blobs", "jobs"] {
        connection.execute(&format!("DELETE FROM {table} WHERE owner = ?1"), [owner.as_str()])?;
    }
    Ok(())
}
