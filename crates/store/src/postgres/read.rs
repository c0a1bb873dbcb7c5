//! Reading.

use deadpool_postgres::{Client, ClientWrapper};
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::retry::{Failure, Try};
use crate::blob::unpack;
use crate::{BlobId, Body, CollectionName, Document, DocumentId, Owner, Revision, Span, StoreError};

pub(super) fn revisions<'a>(
    client: &'a ClientWrapper,
    owners: &'a Vec<String>,
) -> Try<'a, Vec<Option<Revision>>> {
    let sql = "SELECT coalesce(revision, 0) FROM unnest($1::text[]) WITH ORDINALITY AS asked (owner, place)
               LEFT JOIN partitions USING (owner) ORDER BY place";
    Box::pin(async move {
        let rows = all(client, sql, &[owners]).await?;
        Ok(rows.iter().map(|row| Revision::stored(row.get(0))).collect())
    })
}

pub(super) fn get<'a>(
    client: &'a ClientWrapper,
    (owner, collection, id): &'a (Owner, CollectionName, DocumentId),
) -> Try<'a, Option<Document>> {
    let sql =
        "SELECT id, starts_at, ends_at, body FROM documents WHERE owner = $1 AND collection = $2 AND id = $3";
    Box::pin(async move {
        let row = first(client, sql, &[&owner.as_str(), &collection.as_str(), &id.as_str()]).await?;
        row.as_ref().map(document).transpose()
    })
}

/// The revision and these documents, of one snapshot. Each document is looked up by its key, whatever the planner thinks of a
/// list whose length it does not know.
pub(super) fn together<'a>(
    client: &'a ClientWrapper,
    (owner, collections, ids): &'a (Owner, Vec<String>, Vec<String>),
) -> Try<'a, (Option<Revision>, Vec<Option<Document>>)> {
    let sql = "SELECT d.id, d.starts_at, d.ends_at, d.body, coalesce(p.revision, 0)
               FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS asked (collection, id, place)
               LEFT JOIN LATERAL (SELECT id, starts_at, ends_at, body FROM documents
                   WHERE owner = $1 AND collection = asked.collection AND id = asked.id LIMIT 1) AS d ON true
               LEFT JOIN LATERAL (SELECT revision FROM partitions WHERE owner = $1 LIMIT 1) AS p ON true
               ORDER BY asked.place";
    Box::pin(async move {
        let rows = all(client, sql, &[&owner.as_str(), collections, ids]).await?;
        let revision = rows.first().and_then(|row| Revision::stored(row.get(4)));
        let found = |row: &Row| row.get::<_, Option<&str>>(0).map(|_| document(row)).transpose();
        Ok((revision, rows.iter().map(found).collect::<Result<_, _>>()?))
    })
}

pub(super) fn present<'a>(
    client: &'a ClientWrapper,
    (owner, collection, ids): &'a (Owner, CollectionName, Vec<String>),
) -> Try<'a, Vec<DocumentId>> {
    let sql =
        "SELECT id FROM documents WHERE owner = $1 AND collection = $2 AND id = ANY($3::text[]) ORDER BY id";
    Box::pin(async move {
        let rows = all(client, sql, &[&owner.as_str(), &collection.as_str(), ids]).await?;
        rows.iter().map(|row| Ok(DocumentId::new(row.get::<_, String>(0))?)).collect()
    })
}

pub(super) fn present_blobs<'a>(
    client: &'a ClientWrapper,
    (owner, ids): &'a (Owner, Vec<String>),
) -> Try<'a, Vec<BlobId>> {
    let sql = "SELECT id FROM blobs WHERE owner = $1 AND id = ANY($2::text[]) ORDER BY id";
    Box::pin(async move {
        let rows = all(client, sql, &[&owner.as_str(), ids]).await?;
        Ok(rows.iter().map(|row| BlobId::named(row.get(0))).collect())
    })
}

pub(super) fn list<'a>(
    client: &'a mut Client,
    (owner, collection): &'a (Owner, CollectionName),
) -> Try<'a, Vec<Document>> {
    let sql =
        "SELECT id, starts_at, ends_at, body FROM documents WHERE owner = $1 AND collection = $2 ORDER BY id";
    Box::pin(async move {
        all(client, sql, &[&owner.as_str(), &collection.as_str()]).await?.iter().map(document).collect()
    })
}

pub(super) fn page<'a>(
    client: &'a mut Client,
    (owner, collection, after, most): &'a (Owner, CollectionName, Option<DocumentId>, usize),
) -> Try<'a, Vec<Document>> {
    let sql = "SELECT id, starts_at, ends_at, body FROM documents
               WHERE owner = $1 AND collection = $2 AND id > $3 ORDER BY id LIMIT $4";
    Box::pin(async move {
        // No name is empty, so that all names come after nothing.
        let after = after.as_ref().map_or("", DocumentId::as_str);
        let most = i64::try_from(*most).unwrap_or(i64::MAX);
        let rows = all(client, sql, &[&owner.as_str(), &collection.as_str(), &after, &most]).await?;
        rows.iter().map(document).collect()
    })
}

pub(super) fn range<'a>(
    client: &'a mut Client,
    (owner, collection, from, to): &'a (Owner, CollectionName, Timestamp, Timestamp),
) -> Try<'a, Vec<Document>> {
    let sql = "SELECT id, starts_at, ends_at, body FROM documents
               WHERE owner = $1 AND collection = $2 AND starts_at IS NOT NULL
                 AND starts_at < $4 AND (ends_at > $3 OR starts_at >= $3)
               ORDER BY starts_at, id";
    Box::pin(async move {
        let (from, to) = (from.as_microsecond(), to.as_microsecond());
        let rows = all(client, sql, &[&owner.as_str(), &collection.as_str(), &from, &to]).await?;
        rows.iter().map(document).collect()
    })
}

pub(super) fn owners_after<'a>(
    client: &'a mut Client,
    (after, most): &'a (Option<Owner>, usize),
) -> Try<'a, Vec<Owner>> {
    let sql = "SELECT owner FROM partitions WHERE owner > $1 ORDER BY owner LIMIT $2";
    Box::pin(async move {
        let after = after.as_ref().map_or("", Owner::as_str);
        let most = i64::try_from(*most).unwrap_or(i64::MAX);
        let rows = all(client, sql, &[&after, &most]).await?;
        rows.iter().map(|row| Ok(Owner::new(row.get::<_, String>(0))?)).collect()
    })
}

pub(super) fn holder<'a>(
    client: &'a ClientWrapper,
    (namespace, key): &'a (CollectionName, String),
) -> Try<'a, Option<(Owner, DocumentId)>> {
    let sql = "SELECT owner, id FROM keys WHERE namespace = $1 AND key = $2";
    Box::pin(async move {
        if key.contains('\0') {
            // The server takes this for a mistake; it is only a key that nobody holds.
            return Ok(None);
        }
        let row = first(client, sql, &[&namespace.as_str(), key]).await?;
        let held =
            |row: Row| Ok((Owner::new(row.get::<_, String>(0))?, DocumentId::new(row.get::<_, String>(1))?));
        row.map(held).transpose()
    })
}

pub(super) fn blob<'a>(client: &'a mut Client, (owner, id): &'a (Owner, BlobId)) -> Try<'a, Option<Vec<u8>>> {
    Box::pin(async move {
        let sql = "SELECT bytes FROM blobs WHERE owner = $1 AND id = $2";
        let row = first(client, sql, &[&owner.as_str(), &id.as_str()]).await?;
        Ok(row.map(|row| unpack(id, row.get(0))).transpose()?)
    })
}

async fn first(
    client: &ClientWrapper,
    sql: &str,
    params: &[&(dyn ToSql + Sync)],
) -> Result<Option<Row>, Failure> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.query_opt(&statement, params).await?)
}

async fn all(client: &ClientWrapper, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Failure> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.query(&statement, params).await?)
}

fn document(row: &Row) -> Result<Document, Failure> {
    let span = match (row.get(1), row.get(2)) {
        (Some(start), Some(end)) => Some(Span { start: instant(start)?, end: instant(end)? }),
        _ => None,
    };
    Ok(Document { id: DocumentId::new(row.get::<_, String>(0))?, span, body: Body::stored(row.get(3)) })
}

pub(super) fn instant(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|error| StoreError::Database(error.to_string()))
}

pub(super) fn json(text: &str) -> Result<serde_json::Value, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Database(error.to_string()))
}
