//! What differs on a Citus cluster: tables distributed by owner, and statements that stay on the owner's node.
//!
//! Everything of an owner lies on one worker, so that a commit is a transaction of that worker alone: a function that is
//! distributed by its owner argument runs there, in one round trip. What is looked up before the owner is known (unique keys),
//! and the few rows of the whole database, are plain tables of the coordinator; a commit that reserves a key spans the two.

use deadpool_postgres::{Client, Transaction};
use jiff::{SignedDuration, Timestamp};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::job::{self, MOST_ATTEMPTS};
use super::net::Net;
use super::retry::{Failure, Try};
use super::token::Token;
use crate::{BlobId, Expected, Job, Owner, Pick, Revision, StoreError};

/// The tables that lie where their owner does.
const BY_OWNER: [&str; 4] = ["documents", "partitions", "blobs", "jobs"];

/// A commit to an owner that exists, on the owner's node; NULL when the expectation does not hold or it has happened. What it
/// does is what the statements of a plain server do: see `commit.rs`. Its tables carry their schema, as a worker's session
/// does not know the search path of the coordinator's.
const COMMIT: &str = r#"
    CREATE FUNCTION isotone_commit(
        p_owner text, p_expected bigint, p_token text,
        p_collections text[], p_ids text[], p_starts bigint[], p_ends bigint[], p_bodies text[],
        p_gone_collections text[], p_gone_ids text[],
        p_kinds text[], p_due bigint[], p_job_bodies text[]
    ) RETURNS bigint LANGUAGE plpgsql AS $body$
    DECLARE
        made bigint;
    BEGIN
        UPDATE SCHEMA.partitions AS p SET revision = p.revision + 1,
            last_commit = left(p_token || lpad(to_hex(p.revision + 1), 12, '0')
                || CASE WHEN strpos(p.last_commit, left(p_token, 16)) = 0 THEN p.last_commit
                   ELSE overlay(p.last_commit PLACING '' FROM strpos(p.last_commit, left(p_token, 16)) FOR 40)
                   END, 480)
        WHERE p.owner = p_owner AND (p_expected IS NULL OR p.revision = p_expected)
            AND (strpos(p.last_commit, left(p_token, 16)) = 0
                OR substr(p.last_commit, strpos(p.last_commit, left(p_token, 16)), 28) < p_token COLLATE "C")
        RETURNING p.revision INTO made;
        IF made IS NULL THEN
            RETURN NULL;
        END IF;
        FOR n IN 1 .. cardinality(p_ids) LOOP
            INSERT INTO SCHEMA.documents (owner, collection, id, starts_at, ends_at, body)
            VALUES (p_owner, p_collections[n], p_ids[n], p_starts[n], p_ends[n], p_bodies[n])
            ON CONFLICT (owner, collection, id) DO UPDATE
            SET starts_at = excluded.starts_at, ends_at = excluded.ends_at, body = excluded.body;
        END LOOP;
        FOR n IN 1 .. cardinality(p_gone_ids) LOOP
            DELETE FROM SCHEMA.documents
            WHERE owner = p_owner AND collection = p_gone_collections[n] AND id = p_gone_ids[n];
        END LOOP;
        FOR n IN 1 .. cardinality(p_kinds) LOOP
            INSERT INTO SCHEMA.jobs (owner, kind, due_at, free_from, body, attempts)
            VALUES (p_owner, p_kinds[n], p_due[n], p_due[n], p_job_bodies[n], 0);
        END LOOP;
        RETURN made;
    END
    $body$;
    SELECT create_distributed_function(
        'isotone_commit(text,bigint,text,text[],text[],bigint[],bigint[],text[],text[],text[],text[],bigint[],text[])',
        'p_owner', colocate_with := 'documents');
"#;

const CALL: &str = "SELECT isotone_commit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

/// No job is due before this instant, as far as is known; so nobody asks all nodes before. Whoever leaves a job lowers it,
/// and counts: a lowering while somebody looked through the nodes is not undone by what was found there.
const HINT: &str = "
    CREATE TABLE next_job (one BIGINT PRIMARY KEY CHECK (one = 1), due BIGINT NOT NULL, lowered BIGINT NOT NULL,
        looked TIMESTAMPTZ NOT NULL);
    INSERT INTO next_job VALUES (1, 0, 0, now());
";

/// So often all nodes are looked through whatever the hint says: an instance may die between leaving a job and saying so.
const LOOK_ANYWAY: &str = "1 minute";

/// Whether this server is the coordinator of a cluster.
pub(super) async fn is_coordinator(client: &Client) -> Result<bool, Failure> {
    let installed = "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')";
    if !client.query_one(installed, &[]).await?.get::<_, bool>(0) {
        return Ok(false);
    }
    let nodes = "SELECT citus_is_coordinator(), count(*) FROM pg_dist_node WHERE shouldhaveshards";
    let row = client.query_one(nodes, &[]).await?;
    match (row.get::<_, bool>(0), row.get::<_, i64>(1)) {
        (_, 0) => Ok(false),
        (true, _) => Ok(true),
        (false, _) => {
            let reason = "this is a worker of a Citus cluster: name the coordinator in the URL";
            Err(StoreError::Database(reason.to_owned()).into())
        }
    }
}

/// Distributes the tables, those that are not yet.
pub(super) async fn distribute(transaction: &Transaction<'_>) -> Result<(), Failure> {
    transaction.batch_execute("SET LOCAL citus.multi_shard_modify_mode TO 'sequential'").await?;
    for table in BY_OWNER {
        let known = "SELECT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = to_regclass($1))";
        if !transaction.query_one(known, &[&table]).await?.get::<_, bool>(0) {
            let with = if table == BY_OWNER[0] { "default" } else { BY_OWNER[0] };
            let sql =
                format!("SELECT create_distributed_table('{table}', 'owner', colocate_with := '{with}')");
            transaction.batch_execute(&sql).await?;
        }
    }
    let there = "SELECT to_regproc('isotone_commit') IS NOT NULL, quote_ident(current_schema())";
    let row = transaction.query_one(there, &[]).await?;
    if !row.get::<_, bool>(0) {
        transaction.batch_execute(&COMMIT.replace("SCHEMA", row.get(1))).await?;
        transaction.batch_execute(HINT).await?;
    }
    Ok(())
}

/// The gate and what passes it, in one round trip to the owner's node.
pub(super) async fn write(
    client: &impl deadpool_postgres::GenericClient,
    net: &Net,
    token: &Token,
) -> Result<Option<i64>, Failure> {
    let Net { owner, expected, puts, deletes, jobs, .. } = net;
    let at = match expected {
        Expected::At(revision) => Some(revision.get().cast_signed()),
        Expected::New | Expected::CopyAt(_) | Expected::Exists => None,
    };
    let token = token.as_str();
    let params: [&(dyn ToSql + Sync); 13] = [
        owner,
        &at,
        &token,
        &puts.collections,
        &puts.ids,
        &puts.starts,
        &puts.ends,
        &puts.bodies,
        &deletes.collections,
        &deletes.ids,
        &jobs.kinds,
        &jobs.due,
        &jobs.bodies,
    ];
    let statement = client.prepare_cached(CALL).await?;
    Ok(client.query_one(&statement, &params).await?.get(0))
}

/// Says when the earliest of new jobs is due.
pub(super) fn announce_job<'a>(client: &'a mut Client, due: &'a i64) -> Try<'a, ()> {
    Box::pin(async move {
        let sql = "UPDATE next_job SET due = least(due, $1), lowered = lowered + 1";
        let statement = client.prepare_cached(sql).await?;
        client.execute(&statement, &[due]).await?;
        Ok(())
    })
}

/// Leases jobs: nothing but the hint is read while none is due.
pub(super) fn lease<'a>(
    client: &'a mut Client,
    (now, lease, most, pick): &'a (Timestamp, SignedDuration, usize, Pick),
) -> Try<'a, Vec<Job>> {
    Box::pin(async move {
        let until = now.saturating_add(*lease).unwrap_or(Timestamp::MAX).as_microsecond();
        let now = now.as_microsecond();
        let hint = format!("SELECT due, lowered, looked < now() - interval '{LOOK_ANYWAY}' FROM next_job");
        let statement = client.prepare_cached(&hint).await?;
        let row = client.query_one(&statement, &[]).await?;
        let (due, lowered, anyway): (i64, i64, bool) = (row.get(0), row.get(1), row.get(2));
        if now < due && !anyway {
            return Ok(Vec::new());
        }
        let mut taken = Vec::new();
        let mut is_enough = true;
        for kind in pick.looks() {
            let room = most.saturating_sub(taken.len());
            let free = free_jobs(client, kind, now, room).await?;
            taken.extend(take(client, &free, now, until).await?);
            is_enough = free.len() >= room;
        }
        if !is_enough && !matches!(pick, Pick::Only(_)) {
            let sql = "SELECT coalesce(min(free_from), $2) FROM jobs WHERE attempts < $1";
            let next: i64 = client.query_one(sql, &[&MOST_ATTEMPTS, &i64::MAX]).await?.get(0);
            let sql = "UPDATE next_job SET due = $1, looked = now() WHERE lowered = $2";
            client.execute(sql, &[&next, &lowered]).await?;
        }
        Ok(taken)
    })
}

/// The owners and numbers of jobs that are free, of one kind or of any.
async fn free_jobs(client: &Client, kind: Option<&str>, now: i64, most: usize) -> Result<Vec<Row>, Failure> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut given: Vec<&(dyn ToSql + Sync)> = vec![&now, &MOST_ATTEMPTS, &most];
    given.extend(kind.as_ref().map(|kind| -> &(dyn ToSql + Sync) { kind }));
    let of_kind = if kind.is_some() { " AND kind = $4" } else { "" };
    let sql = format!(
        "SELECT owner, id FROM jobs WHERE due_at <= $1 AND free_from <= $1 AND attempts < $2{of_kind}
         ORDER BY due_at, id LIMIT $3"
    );
    Ok(client.query(&sql, &given).await?)
}

/// Takes jobs under leases. Another instance may have found the same: each row goes to one.
async fn take(client: &Client, free: &[Row], now: i64, until: i64) -> Result<Vec<Job>, Failure> {
    let sql = "UPDATE jobs SET free_from = $3, attempts = attempts + 1
               WHERE owner = $1 AND id = $2 AND free_from <= $4 AND attempts < $5
               RETURNING id, owner, kind, due_at, body, attempts";
    let statement = client.prepare_cached(sql).await?;
    let mut taken = Vec::new();
    for row in free {
        let (owner, id): (&str, i64) = (row.get(0), row.get(1));
        taken.extend(client.query_opt(&statement, &[&owner, &id, &until, &now, &MOST_ATTEMPTS]).await?);
    }
    job::in_order_of_time(&taken)
}

/// Stores a blob while the owner's row is locked against an erasure, and not against commits.
pub(super) fn put_blob<'a>(
    client: &'a mut Client,
    (owner, id, packed): &'a (Owner, BlobId, Vec<u8>),
) -> Try<'a, ()> {
    Box::pin(async move {
        let transaction = client.transaction().await?;
        let sql = "SELECT 1 FROM partitions WHERE owner = $1 FOR KEY SHARE";
        if transaction.query_opt(sql, &[&owner.as_str()]).await?.is_none() {
            return Err(StoreError::Conflict { expected: Expected::Exists, actual: None }.into());
        }
        let sql = "INSERT INTO blobs (owner, id, bytes) VALUES ($1, $2, $3)
                   ON CONFLICT (owner, id) DO UPDATE SET bytes = excluded.bytes";
        transaction.execute(sql, &[&owner.as_str(), &id.as_str(), packed]).await?;
        transaction.commit().await?;
        Ok(())
    })
}

/// The revisions, each asked of its owner's node.
pub(super) fn revisions<'a>(
    client: &'a deadpool_postgres::ClientWrapper,
    owners: &'a Vec<String>,
) -> Try<'a, Vec<Option<Revision>>> {
    Box::pin(async move {
        let statement = client.prepare_cached("SELECT revision FROM partitions WHERE owner = $1").await?;
        let mut revisions = Vec::with_capacity(owners.len());
        for owner in owners {
            let row = client.query_opt(&statement, &[owner]).await?;
            revisions.push(row.and_then(|row| Revision::stored(row.get(0))));
        }
        Ok(revisions)
    })
}
