//! Writing what is no commit: blobs, leases, erasure.

use deadpool_postgres::Client;
use jiff::{SignedDuration, Timestamp};

use super::read::{instant, json};
use super::retry::Try;
use crate::{BlobId, Job, JobId, Owner};

pub(super) fn put_blob<'a>(
    client: &'a mut Client,
    (owner, id, bytes): &'a (Owner, BlobId, Vec<u8>),
) -> Try<'a, BlobId> {
    Box::pin(async move {
        let sql = "INSERT INTO blobs (owner, id, bytes) VALUES ($1, $2, $3)
                   ON CONFLICT (owner, id) DO UPDATE SET bytes = excluded.bytes";
        let statement = client.prepare_cached(sql).await?;
        client.execute(&statement, &[&owner.as_str(), &id.as_str(), bytes]).await?;
        Ok(id.clone())
    })
}

/// Instances lease side by side: each skips the rows that another is about to take.
pub(super) fn lease<'a>(
    client: &'a mut Client,
    (now, lease, most): &'a (Timestamp, SignedDuration, usize),
) -> Try<'a, Vec<Job>> {
    let sql = "UPDATE jobs SET free_from = $2, attempts = jobs.attempts + 1
               FROM (SELECT owner, id FROM jobs WHERE free_from <= $1
                     ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED) AS free
               WHERE jobs.owner = free.owner AND jobs.id = free.id
               RETURNING jobs.id, jobs.owner, jobs.kind, jobs.due_at, jobs.body, jobs.attempts";
    Box::pin(async move {
        let until = now.saturating_add(*lease).unwrap_or(Timestamp::MAX).as_microsecond();
        let most = i64::try_from(*most).unwrap_or(i64::MAX);
        let statement = client.prepare_cached(sql).await?;
        let mut jobs = Vec::new();
        for row in client.query(&statement, &[&now.as_microsecond(), &until, &most]).await? {
            jobs.push(Job {
                id: JobId(row.get::<_, i64>(0).unsigned_abs()),
                owner: Owner::new(row.get::<_, String>(1))?,
                kind: row.get(2),
                due: instant(row.get(3))?,
                body: json(row.get(4))?,
                attempts: row.get::<_, i32>(5).unsigned_abs(),
            });
        }
        // RETURNING promises no order.
        jobs.sort_by_key(|job| (job.due, job.id));
        Ok(jobs)
    })
}

pub(super) fn complete<'a>(client: &'a mut Client, job: &'a JobId) -> Try<'a, ()> {
    Box::pin(async move {
        let statement = client.prepare_cached("DELETE FROM jobs WHERE id = $1").await?;
        client.execute(&statement, &[&job.0.cast_signed()]).await?;
        Ok(())
    })
}

pub(super) fn give_back<'a>(client: &'a mut Client, (job, due): &'a (JobId, Timestamp)) -> Try<'a, ()> {
    Box::pin(async move {
        let sql = "UPDATE jobs SET due_at = $2, free_from = $2 WHERE id = $1";
        let statement = client.prepare_cached(sql).await?;
        client.execute(&statement, &[&job.0.cast_signed(), &due.as_microsecond()]).await?;
        Ok(())
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
