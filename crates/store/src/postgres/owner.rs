//! An owner as a whole, and its blobs.

use deadpool_postgres::{Client, GenericClient};
use tokio_postgres::IsolationLevel;

use super::job;
use super::retry::{Failure, Try};
use crate::{BlobId, CollectionName, DocumentId, Expected, Holdings, Key, Owner, StoreError};

pub(super) fn put_blob<'a>(
    client: &'a mut Client,
    (owner, id, packed): &'a (Owner, BlobId, Vec<u8>),
) -> Try<'a, ()> {
    Box::pin(async move {
        // The owner's row is locked against an erasure, and not against commits.
        let sql = "INSERT INTO blobs (owner, id, bytes)
                   SELECT owner, $2, $3 FROM partitions WHERE owner = $1 FOR KEY SHARE
                   ON CONFLICT (owner, id) DO UPDATE SET bytes = excluded.bytes";
        let statement = client.prepare_cached(sql).await?;
        match client.execute(&statement, &[&owner.as_str(), &id.as_str(), packed]).await? {
            0 => Err(StoreError::Conflict { expected: Expected::Exists, actual: None }.into()),
            _ => Ok(()),
        }
    })
}

pub(super) fn holdings<'a>(client: &'a mut Client, owner: &'a Owner) -> Try<'a, Holdings> {
    Box::pin(async move {
        // One snapshot for all of it.
        let transaction = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .await?;
        let collections = "SELECT DISTINCT collection FROM documents WHERE owner = $1 ORDER BY collection";
        let collections = texts(&transaction, collections, owner).await?;
        let blobs = texts(&transaction, "SELECT id FROM blobs WHERE owner = $1 ORDER BY id", owner).await?;
        Ok(Holdings {
            collections: collections.into_iter().map(CollectionName::new).collect::<Result<_, _>>()?,
            keys: keys(&transaction, owner).await?,
            blobs: blobs.into_iter().map(BlobId::named).collect(),
            jobs: job::of_owner(&transaction, owner).await?,
        })
    })
}

/// The owner's row goes first: commits of the owner wait at it until everything else is gone too.
pub(super) fn erase<'a>(client: &'a mut Client, owner: &'a Owner) -> Try<'a, ()> {
    Box::pin(async move {
        let transaction = client.transaction().await?;
        let sql = "DELETE FROM partitions WHERE owner = $1 RETURNING revision";
        let revision: Option<i64> =
            transaction.query_opt(sql, &[&owner.as_str()]).await?.map(|row| row.get(0));
        for table in ["documents", "keys", "blobs", "jobs"] {
            let sql = format!("DELETE FROM {table} WHERE owner = $1");
            transaction.execute(&sql, &[&owner.as_str()]).await?;
        }
        // Last, as all erasures wait for each other here.
        transaction.execute(RAISE, &[&revision.unwrap_or(0)]).await?;
        transaction.commit().await?;
        Ok(())
    })
}

const RAISE: &str = "UPDATE highest_erased SET revision = $1 WHERE revision < $1";

pub(super) fn raise_highest_erased<'a>(client: &'a mut Client, revision: &'a i64) -> Try<'a, ()> {
    Box::pin(async move {
        client.execute(RAISE, &[revision]).await?;
        Ok(())
    })
}

pub(super) fn highest_erased<'a>(client: &'a mut Client, (): &'a ()) -> Try<'a, u64> {
    Box::pin(async move {
        let row = client.query_one("SELECT max(revision) FROM highest_erased", &[]).await?;
        Ok(row.get::<_, Option<i64>>(0).unwrap_or(0).unsigned_abs())
    })
}

async fn texts(client: &impl GenericClient, sql: &str, owner: &Owner) -> Result<Vec<String>, Failure> {
    Ok(client.query(sql, &[&owner.as_str()]).await?.iter().map(|row| row.get(0)).collect())
}

async fn keys(client: &impl GenericClient, owner: &Owner) -> Result<Vec<Key>, Failure> {
    let sql = "SELECT namespace, key, id FROM keys WHERE owner = $1 ORDER BY namespace, key";
    let rows = client.query(sql, &[&owner.as_str()]).await?;
    let key = |row: &tokio_postgres::Row| {
        Ok(Key {
            namespace: CollectionName::new(row.get::<_, String>(0))?,
            key: row.get(1),
            id: DocumentId::new(row.get::<_, String>(2))?,
        })
    };
    rows.iter().map(key).collect()
}
