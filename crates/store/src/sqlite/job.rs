//! Jobs.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Row, params};

use super::read::{instant, micros};
use crate::{Job, JobId, NewJob, Owner, Pick, StoreError};

pub(super) fn add(connection: &Connection, owner: &Owner, job: &NewJob) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO jobs (due_at, free_from, owner, kind, body, attempts) VALUES (?1, ?1, ?2, ?3, ?4, 0)",
        )?
        .execute(params![micros(job.due), owner.as_str(), job.kind, job.body.to_string()])?;
    Ok(())
}

pub(super) fn lease(
    connection: &Connection,
    now: Timestamp,
    lease: SignedDuration,
    most: usize,
    pick: Pick,
) -> Result<Vec<Job>, StoreError> {
    let until = now.saturating_add(lease).unwrap_or(Timestamp::MAX);
    let sql = "UPDATE jobs SET free_from = ?2, attempts = attempts + 1
               WHERE id IN (SELECT id FROM jobs WHERE free_from <= ?1 AND attempts < ?4 AND (NOT ?6 OR kind = ?5)
                            ORDER BY kind <> ?5, due_at, id LIMIT ?3)
               RETURNING id, owner, kind, due_at, body, attempts";
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let params =
        params![micros(now), micros(until), most, Job::MOST_ATTEMPTS, pick.kind(), pick.leaves_others()];
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params, columns)?.collect::<Result<Vec<_>, _>>()?;
    let mut jobs = in_order_of_time(rows)?;
    pick.order(&mut jobs);
    Ok(jobs)
}

pub(super) fn poisoned(connection: &Connection, now: Timestamp) -> Result<Vec<Job>, StoreError> {
    let sql =
        "SELECT id, owner, kind, due_at, body, attempts FROM jobs WHERE free_from <= ?1 AND attempts >= ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![micros(now), Job::MOST_ATTEMPTS], columns)?;
    in_order_of_time(rows.collect::<Result<Vec<_>, _>>()?)
}

pub(super) fn of_owner(connection: &Connection, owner: &Owner) -> Result<Vec<Job>, StoreError> {
    let sql = "SELECT id, owner, kind, due_at, body, attempts FROM jobs WHERE owner = ?1 ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([owner.as_str()], columns)?.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(job).collect()
}

pub(super) fn complete(connection: &Connection, job: JobId) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM jobs WHERE id = ?1")?.execute([job.0.cast_signed()])?;
    Ok(())
}

pub(super) fn finish(
    connection: &Connection,
    owner: &Owner,
    job: JobId,
    attempt: u32,
) -> Result<(), StoreError> {
    let ended = connection
        .prepare_cached("DELETE FROM jobs WHERE id = ?1 AND owner = ?2 AND attempts = ?3")?
        .execute(params![job.0.cast_signed(), owner.as_str(), attempt])?;
    if ended == 1 { Ok(()) } else { Err(StoreError::LeaseLost(job)) }
}

pub(super) fn give_back(connection: &Connection, job: JobId, due: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE jobs SET due_at = ?2, free_from = ?2 WHERE id = ?1")?
        .execute(params![job.0.cast_signed(), micros(due)])?;
    Ok(())
}

pub(super) fn revive(connection: &Connection, job: JobId, due: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE jobs SET due_at = ?2, free_from = ?2, attempts = 0 WHERE id = ?1")?
        .execute(params![job.0.cast_signed(), micros(due)])?;
    Ok(())
}

type Columns = (i64, String, String, i64, String, u32);

fn columns(row: &Row<'_>) -> Result<Columns, rusqlite::Error> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
}

fn job((id, owner, kind, due, body, attempts): Columns) -> Result<Job, StoreError> {
    let body = serde_json::from_str(&body).map_err(|error| StoreError::Database(error.to_string()))?;
    let (id, owner, due) = (JobId(id.unsigned_abs()), Owner::new(owner)?, instant(due)?);
    Ok(Job { id, owner, kind, due, body, attempts })
}

/// `RETURNING` promises no order.
fn in_order_of_time(rows: Vec<Columns>) -> Result<Vec<Job>, StoreError> {
    let mut jobs = rows.into_iter().map(job).collect::<Result<Vec<_>, _>>()?;
    jobs.sort_by_key(|job| (job.due, job.id));
    Ok(jobs)
}
