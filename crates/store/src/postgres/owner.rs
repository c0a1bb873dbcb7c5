//! An owner as a whole, and its blobs.

use deadpool_postgres::{Client, GenericClient};
use tokio_postgres::IsolationLevel;

use super::job;
use super::retry::{Failure, Try};
use crate::{BlobId, CollectionName, DocumentId, Holdings, Key, Owner};

pub(super) fn put_blob<'a>(
    client: &'a mut Client,
    (owner, id, packed): &'a (Owner, BlobId, Vec<u8>),
) -> Try<'a, ()> {
    Box::pin(async move {
        let sql = "INSERT INTO blobs (owner, id, bytes) VALUES ($1, $2, $3)
                   ON CONFLICT (owner, id) DO UPDATE SET bytes = excluded.bytes";
        let statement = client.prepare_cached(sql).await?;
        client.execute(&statement, &[&owner.as_str(), &id.as_str(), packed]).await?;
        Ok(())
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
        for table in ["partitions", "documents", "keys", "blobs", "jobs"] {
            let sql = format!("DELETE FROM {table} WHERE owner = $1");
            transaction.execute(&sql, &[&owner.as_str()]).await?;
        }
        transaction.commit().await?;
        Ok(())
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
