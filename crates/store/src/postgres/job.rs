//! Jobs.

use deadpool_postgres::{Client, GenericClient, Transaction};
use jiff::{SignedDuration, Timestamp};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::net::Net;
use super::read::{instant, json};
use super::retry::{Failure, Try};
use crate::{Job, JobId, Owner, Pick, StoreError};

/// The largest number of attempts, as the server counts.
pub(super) const MOST_ATTEMPTS: i32 = Job::MOST_ATTEMPTS.cast_signed();

/// Instances lease side by side: each skips the rows that another is about to take. The rows are chosen once, before the
/// join: a subquery in its place may be run again for every row, and skip on to others each time. No job is free before it is
/// due: an index is walked from its beginning until there are enough, however many more are due.
fn lease_sql(of_kind: &str) -> String {
    format!(
        "WITH free AS MATERIALIZED (
             SELECT owner, id FROM jobs WHERE due_at <= $1 AND free_from <= $1 AND attempts < $4{of_kind}
             ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
         UPDATE jobs SET free_from = $2, attempts = jobs.attempts + 1 FROM free
         WHERE jobs.owner = free.owner AND jobs.id = free.id
         RETURNING jobs.id, jobs.owner, jobs.kind, jobs.due_at, jobs.body, jobs.attempts"
    )
}

pub(super) fn lease<'a>(
    client: &'a mut Client,
    (now, lease, most, pick): &'a (Timestamp, SignedDuration, usize, Pick),
) -> Try<'a, Vec<Job>> {
    Box::pin(async move {
        let until = now.saturating_add(*lease).unwrap_or(Timestamp::MAX).as_microsecond();
        let now = now.as_microsecond();
        let mut leased = Vec::new();
        for kind in pick.looks() {
            let room = i64::try_from(most.saturating_sub(leased.len())).unwrap_or(i64::MAX);
            let mut given: Vec<&(dyn ToSql + Sync)> = vec![&now, &until, &room, &MOST_ATTEMPTS];
            given.extend(kind.as_ref().map(|kind| -> &(dyn ToSql + Sync) { kind }));
            let sql = lease_sql(if kind.is_some() { " AND kind = $5" } else { "" });
            let statement = client.prepare_cached(&sql).await?;
            leased.extend(in_order_of_time(&client.query(&statement, &given).await?)?);
        }
        Ok(leased)
    })
}

pub(super) fn poisoned<'a>(client: &'a mut Client, now: &'a Timestamp) -> Try<'a, Vec<Job>> {
    let sql = "SELECT id, owner, kind, due_at, body, attempts FROM jobs
               WHERE due_at <= $1 AND free_from <= $1 AND attempts >= $2";
    Box::pin(async move {
        let statement = client.prepare_cached(sql).await?;
        in_order_of_time(&client.query(&statement, &[&now.as_microsecond(), &MOST_ATTEMPTS]).await?)
    })
}

pub(super) async fn of_owner(client: &impl GenericClient, owner: &Owner) -> Result<Vec<Job>, Failure> {
    let sql = "SELECT id, owner, kind, due_at, body, attempts FROM jobs WHERE owner = $1 ORDER BY id";
    client.query(sql, &[&owner.as_str()]).await?.iter().map(job).collect()
}

pub(super) fn complete<'a>(client: &'a mut Client, job: &'a JobId) -> Try<'a, ()> {
    Box::pin(async move {
        let statement = client.prepare_cached("DELETE FROM jobs WHERE id = $1").await?;
        client.execute(&statement, &[&job.0.cast_signed()]).await?;
        Ok(())
    })
}

/// Ends the jobs that a commit on a cluster finishes; a plain server does so in the commit's statement.
pub(super) async fn finish(transaction: &Transaction<'_>, net: &Net) -> Result<(), Failure> {
    let sql = "DELETE FROM jobs WHERE owner = $1 AND id = $2 AND attempts = $3";
    for (job, attempt) in net.finishes.ids.iter().zip(&net.finishes.attempts) {
        let statement = transaction.prepare_cached(sql).await?;
        if transaction.execute(&statement, &[&net.owner, job, attempt]).await? == 0 {
            return Err(StoreError::LeaseLost(JobId(job.unsigned_abs())).into());
        }
    }
    Ok(())
}

pub(super) fn give_back<'a>(client: &'a mut Client, (job, due): &'a (JobId, Timestamp)) -> Try<'a, ()> {
    Box::pin(async move {
        let sql = "UPDATE jobs SET due_at = $2, free_from = $2 WHERE id = $1";
        let statement = client.prepare_cached(sql).await?;
        client.execute(&statement, &[&job.0.cast_signed(), &due.as_microsecond()]).await?;
        Ok(())
    })
}

pub(super) fn revive<'a>(client: &'a mut Client, (job, due): &'a (JobId, Timestamp)) -> Try<'a, ()> {
    Box::pin(async move {
        let sql = "UPDATE jobs SET due_at = $2, free_from = $2, attempts = 0 WHERE id = $1";
        let statement = client.prepare_cached(sql).await?;
        client.execute(&statement, &[&job.0.cast_signed(), &due.as_microsecond()]).await?;
        Ok(())
    })
}

fn job(row: &Row) -> Result<Job, Failure> {
    Ok(Job {
        id: JobId(row.get::<_, i64>(0).unsigned_abs()),
        owner: Owner::new(row.get::<_, String>(1))?,
        kind: row.get(2),
        due: instant(row.get(3))?,
        body: json(row.get(4))?,
        attempts: row.get::<_, i32>(5).unsigned_abs(),
    })
}

/// `RETURNING` promises no order.
pub(super) fn in_order_of_time(rows: &[Row]) -> Result<Vec<Job>, Failure> {
    let mut jobs = rows.iter().map(job).collect::<Result<Vec<_>, _>>()?;
    jobs.sort_by_key(|job| (job.due, job.id));
    Ok(jobs)
}
