//! Reading.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, Row, params, params_from_iter};

use super::job;
use crate::blob::unpack;
use crate::{
    BlobId, Body, CollectionName, Document, DocumentId, Holdings, Key, Owner, Revision, Span, StoreError,
};

pub(super) fn revision(connection: &Connection, owner: &Owner) -> Result<Option<Revision>, StoreError> {
    let revision: Option<i64> = connection
        .prepare_cached("SELECT revision FROM partitions WHERE owner = ?1")?
        .query_row([owner.as_str()], |row| row.get(0))
        .optional()?;
    Ok(revision.and_then(Revision::stored))
}

pub(super) fn revisions(
    connection: &Connection,
    owners: &[Owner],
) -> Result<Vec<Option<Revision>>, StoreError> {
    if owners.is_empty() {
        return Ok(Vec::new());
    }
    // One statement with a column for each: they are of one instant, and the file is locked once.
    let column = ", coalesce((SELECT revision FROM partitions WHERE owner = ?), 0)";
    let mut statement = connection.prepare_cached(&format!("SELECT 0{}", column.repeat(owners.len())))?;
    let names = params_from_iter(owners.iter().map(Owner::as_str));
    Ok(statement.query_row(names, |row| {
        let revision = |column| Ok(Revision::stored(row.get(column)?));
        (1..=owners.len()).map(revision).collect()
    })?)
}

/// The highest revision that an erased owner had.
pub(super) fn highest_erased(connection: &Connection) -> Result<u64, StoreError> {
    let sql = "SELECT coalesce(max(revision), 0) FROM highest_erased";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
}

pub(super) fn get(
    connection: &Connection,
    owner: &Owner,
    collection: &CollectionName,
    id: &DocumentId,
) -> Result<Option<Document>, StoreError> {
    let sql =
        "SELECT id, starts_at, ends_at, body FROM documents WHERE owner = ?1 AND collection = ?2 AND id = ?3";
    let found = documents(connection, sql, params![owner.as_str(), collection.as_str(), id.as_str()])?;
    Ok(found.into_iter().next())
}

pub(super) fn present(
    connection: &Connection,
    owner: &Owner,
    collection: &CollectionName,
    mut ids: Vec<DocumentId>,
) -> Result<Vec<DocumentId>, StoreError> {
    let sql = "SELECT 1 FROM documents WHERE owner = ?1 AND collection = ?2 AND id = ?3";
    let mut statement = connection.prepare_cached(sql)?;
    ids.sort_unstable();
    ids.dedup();
    let mut there = Vec::new();
    for id in ids {
        if statement.exists(params![owner.as_str(), collection.as_str(), id.as_str()])? {
            there.push(id);
        }
    }
    Ok(there)
}

pub(super) fn present_blobs(
    connection: &Connection,
    owner: &Owner,
    mut ids: Vec<BlobId>,
) -> Result<Vec<BlobId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM blobs WHERE owner = ?1 AND id = ?2")?;
    ids.sort_unstable();
    ids.dedup();
    let mut there = Vec::new();
    for id in ids {
        if statement.exists(params![owner.as_str(), id.as_str()])? {
            there.push(id);
        }
    }
    Ok(there)
}

pub(super) fn list(
    connection: &Connection,
    owner: &Owner,
    collection: &CollectionName,
    most: usize,
) -> Result<Option<Vec<Document>>, StoreError> {
    let sql =
        "SELECT id, starts_at, ends_at, body FROM documents WHERE owner = ?1 AND collection = ?2 ORDER BY id";
    at_most(most, connection, sql, params![owner.as_str(), collection.as_str()])
}

pub(super) fn page(
    connection: &Connection,
    owner: &Owner,
    collection: &CollectionName,
    after: Option<&DocumentId>,
    most: usize,
) -> Result<Vec<Document>, StoreError> {
    // No name is empty, so that all names come after nothing.
    let after = after.map_or("", DocumentId::as_str);
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let sql = "SELECT id, starts_at, ends_at, body FROM documents
               WHERE owner = ?1 AND collection = ?2 AND id > ?3 ORDER BY id LIMIT ?4";
    documents(connection, sql, params![owner.as_str(), collection.as_str(), after, most])
}

pub(super) fn range(
    connection: &Connection,
    owner: &Owner,
    collection: &CollectionName,
    (from, to): (Timestamp, Timestamp),
    most: usize,
) -> Result<Option<Vec<Document>>, StoreError> {
    // Which documents meet the range is read from the index alone: in one step the database would look up every earlier
    // document, body and all, before it compares their ends.
    let sql = "SELECT d.id, d.starts_at, d.ends_at, d.body
               FROM documents AS near CROSS JOIN documents AS d
                 ON d.owner = near.owner AND d.collection = near.collection AND d.id = near.id
               WHERE near.owner = ?1 AND near.collection = ?2 AND near.starts_at IS NOT NULL
                 AND near.starts_at < ?4 AND (near.ends_at > ?3 OR near.starts_at >= ?3)
               ORDER BY near.starts_at, near.id";
    let (from, to) = (micros(from), micros(to));
    at_most(most, connection, sql, params![owner.as_str(), collection.as_str(), from, to])
}

pub(super) fn owners_after(
    connection: &Connection,
    after: Option<&Owner>,
    most: usize,
) -> Result<Vec<Owner>, StoreError> {
    let sql = "SELECT owner FROM partitions WHERE owner > ?1 ORDER BY owner LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![after.map_or("", Owner::as_str), most], |row| row.get(0))?;
    let names = rows.collect::<Result<Vec<String>, _>>()?;
    names.into_iter().map(|name| Ok(Owner::new(name)?)).collect()
}

pub(super) fn holder(
    connection: &Connection,
    namespace: &CollectionName,
    key: &str,
) -> Result<Option<(Owner, DocumentId)>, StoreError> {
    let found: Option<(String, String)> = connection
        .prepare_cached("SELECT owner, id FROM keys WHERE namespace = ?1 AND key = ?2")?
        .query_row(params![namespace.as_str(), key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map(|(owner, id)| Ok((Owner::new(owner)?, DocumentId::new(id)?))).transpose()
}

pub(super) fn blob(
    connection: &Connection,
    owner: &Owner,
    id: &BlobId,
) -> Result<Option<Vec<u8>>, StoreError> {
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached("SELECT bytes FROM blobs WHERE owner = ?1 AND id = ?2")?
        .query_row(params![owner.as_str(), id.as_str()], |row| row.get(0))
        .optional()?;
    bytes.map(|packed| unpack(id, &packed)).transpose()
}

pub(super) fn holdings(connection: &Connection, owner: &Owner) -> Result<Holdings, StoreError> {
    let transaction = connection.unchecked_transaction()?;
    let texts = |sql: &str| -> Result<Vec<String>, StoreError> {
        let mut statement = transaction.prepare_cached(sql)?;
        let rows = statement.query_map([owner.as_str()], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let collections =
        texts("SELECT DISTINCT collection FROM documents WHERE owner = ?1 ORDER BY collection")?;
    let blobs = texts("SELECT id FROM blobs WHERE owner = ?1 ORDER BY id")?;
    Ok(Holdings {
        collections: collections.into_iter().map(CollectionName::new).collect::<Result<_, _>>()?,
        keys: keys(&transaction, owner)?,
        blobs: blobs.into_iter().map(BlobId::named).collect(),
        jobs: job::of_owner(&transaction, owner)?,
    })
}

fn keys(connection: &Connection, owner: &Owner) -> Result<Vec<Key>, StoreError> {
    let sql = "SELECT namespace, key, id FROM keys WHERE owner = ?1 ORDER BY namespace, key";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([owner.as_str()])?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next()? {
        keys.push(Key {
            namespace: CollectionName::new(row.get::<_, String>(0)?)?,
            key: row.get(1)?,
            id: DocumentId::new(row.get::<_, String>(2)?)?,
        });
    }
    Ok(keys)
}

/// The documents, or nothing when there are more than `most` of them.
fn at_most(
    most: usize,
    connection: &Connection,
    sql: &str,
    params: impl Params,
) -> Result<Option<Vec<Document>>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params, columns)?.take(most.saturating_add(1));
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    if rows.len() > most {
        return Ok(None);
    }
    rows.into_iter().map(document).collect::<Result<_, _>>().map(Some)
}

fn documents(connection: &Connection, sql: &str, params: impl Params) -> Result<Vec<Document>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params, columns)?.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(document).collect()
}

type Columns = (String, Option<i64>, Option<i64>, String);

fn columns(row: &Row<'_>) -> Result<Columns, rusqlite::Error> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn document((id, starts_at, ends_at, body): Columns) -> Result<Document, StoreError> {
    let span = match (starts_at, ends_at) {
        (Some(start), Some(end)) => Some(Span { start: instant(start)?, end: instant(end)? }),
        _ => None,
    };
    Ok(Document { id: DocumentId::new(id)?, span, body: Body::stored(body) })
}

pub(super) fn micros(instant: Timestamp) -> i64 {
    instant.as_microsecond()
}

pub(super) fn instant(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|error| StoreError::Database(error.to_string()))
}
