//! Jobs.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Row, ToSql, params};

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

/// No job is free before it is due: an index is walked from its beginning until there are enough, however many more are due.
fn lease_sql(of_kind: &str) -> String {
    format!(
        "UPDATE jobs SET free_from = ?2, attempts = attempts + 1
         WHERE id IN (SELECT id FROM jobs WHERE due_at <= ?1 AND free_from <= ?1 AND attempts < ?4{of_kind}
                      ORDER BY due_at, id LIMIT ?3)
         RETURNING id, owner, kind, due_at, body, attempts"
    )
}

const OF_KIND: &str = " AND kind = ?5";

pub(super) fn lease(
    connection: &Connection,
    now: Timestamp,
    lease: SignedDuration,
    most: usize,
    pick: Pick,
) -> Result<Vec<Job>, StoreError> {
    let until = micros(now.saturating_add(lease).unwrap_or(Timestamp::MAX));
    let now = micros(now);
    let mut leased = Vec::new();
    for kind in pick.looks() {
        let room = i64::try_from(most.saturating_sub(leased.len())).unwrap_or(i64::MAX);
        let mut given: Vec<&dyn ToSql> = vec![&now, &until, &room, &Job::MOST_ATTEMPTS];
        given.extend(kind.as_ref().map(|kind| -> &dyn ToSql { kind }));
        let mut statement = connection.prepare_cached(&lease_sql(kind.map_or("", |_| OF_KIND)))?;
        let rows = statement.query_map(&given[..], columns)?.collect::<Result<Vec<_>, _>>()?;
        leased.extend(in_order_of_time(rows)?);
    }
    Ok(leased)
}

pub(super) fn poisoned(connection: &Connection, now: Timestamp) -> Result<Vec<Job>, StoreError> {
    let sql = "SELECT id, owner, kind, due_at, body, attempts FROM jobs
               WHERE due_at <= ?1 AND free_from <= ?1 AND attempts >= ?2";
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

#[cfg(test)]
mod tests {
    use super::super::schema;
    use super::*;

    #[test]
    fn a_lease_does_not_sort_what_is_due() {
        let folder = tempfile::tempdir().unwrap();
        let connection = schema::open(&folder.path().join("isotone.db")).unwrap();
        let plan = |of_kind| {
            let sql = format!("EXPLAIN QUERY PLAN {}", lease_sql(of_kind));
            let mut statement = connection.prepare(&sql).unwrap();
            let given = [0; 5];
            let given = &given[..if of_kind.is_empty() { 4 } else { 5 }];
            let steps = statement.query_map(rusqlite::params_from_iter(given), |row| row.get::<_, String>(3));
            steps.unwrap().map(Result::unwrap).collect::<Vec<_>>().join("; ")
        };
        for (of_kind, found) in
            [("", "jobs_by_turn (due_at<?)"), (OF_KIND, "jobs_by_kind (kind=? AND due_at<?)")]
        {
            let plan = plan(of_kind);
            assert!(plan.contains(found) && !plan.contains("FOR ORDER BY"), "{plan}");
        }
    }
}
