//! Committing: one statement, one round trip, unless keys or leased jobs are concerned.

use std::sync::atomic::{AtomicBool, Ordering};

use deadpool_postgres::{Client, GenericClient};
use tokio_postgres::types::ToSql;

use super::job;
use super::net::Net;
use super::retry::{Failure, Try};
use crate::{Revision, StoreError};

/// The gate moves the owner on by one revision, or lets nothing through when it is not where it was expected.
/// Its row lock is what makes commits of one owner happen one after the other. A commit that was sent again because its
/// connection broke does not pass after itself: the first copy may still be under way in the server.
const GATE: &str = "
    WITH gate AS (
        INSERT INTO partitions (owner, revision, last_commit)
        SELECT $1, 1, $3
        WHERE $2::bigint IS NULL OR $2 = 0 OR EXISTS (SELECT FROM partitions WHERE owner = $1)
        ON CONFLICT (owner) DO UPDATE SET revision = partitions.revision + 1, last_commit = excluded.last_commit
        WHERE partitions.last_commit <> $3 AND ($2 IS NULL OR partitions.revision = $2)
        RETURNING revision
    )";

const PUTS: &str = ", puts AS (
        INSERT INTO documents (owner, collection, id, starts_at, ends_at, body)
        SELECT $1, d.collection, d.id, d.starts_at, d.ends_at, d.body
        FROM gate, unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[])
            AS d (collection, id, starts_at, ends_at, body)
        ON CONFLICT (owner, collection, id) DO UPDATE
        SET starts_at = excluded.starts_at, ends_at = excluded.ends_at, body = excluded.body
    )";

/// The same for a single document: a commit's usual size, and half the work for the server.
const PUT: &str = ", puts AS (
        INSERT INTO documents (owner, collection, id, starts_at, ends_at, body)
        SELECT $1, ?::text, ?::text, ?::bigint, ?::bigint, ?::text FROM gate
        ON CONFLICT (owner, collection, id) DO UPDATE
        SET starts_at = excluded.starts_at, ends_at = excluded.ends_at, body = excluded.body
    )";

const DELETES: &str = ", deletes AS (
        DELETE FROM documents USING gate, unnest(?::text[], ?::text[]) AS d (collection, id)
        WHERE documents.owner = $1 AND documents.collection = d.collection AND documents.id = d.id
    )";

const JOBS: &str = ", follow_up AS (
        INSERT INTO jobs (owner, kind, due_at, free_from, body, attempts)
        SELECT $1, j.kind, j.due_at, j.due_at, j.body, 0
        FROM gate, unnest(?::text[], ?::bigint[], ?::text[]) WITH ORDINALITY AS j (kind, due_at, body, n)
        ORDER BY j.n
    )";

const CLAIM: &str = "
    INSERT INTO keys (namespace, key, owner, id)
    SELECT k.namespace, k.key, $1, k.id FROM unnest($2::text[], $3::text[], $4::text[]) AS k (namespace, key, id)
    ON CONFLICT (namespace, key) DO UPDATE SET id = excluded.id WHERE keys.owner = excluded.owner
    RETURNING namespace, key";

const RELEASE: &str = "
    DELETE FROM keys USING unnest($2::text[], $3::text[]) AS k (namespace, key)
    WHERE keys.namespace = k.namespace AND keys.key = k.key AND keys.owner = $1";

/// A commit on its way, with a token that tells it from every other: when the connection breaks before the answer,
/// the token in the owner's row says whether it had arrived.
#[derive(Debug)]
pub(super) struct Request {
    net: Net,
    token: String,
    sent: AtomicBool,
}

impl Request {
    pub(super) fn new(net: Net, token: String) -> Self {
        Self { net, token, sent: AtomicBool::new(false) }
    }
}

/// Applies the commit, once.
pub(super) fn commit<'a>(client: &'a mut Client, request: &'a Request) -> Try<'a, Revision> {
    Box::pin(async move {
        if request.sent.swap(true, Ordering::Relaxed)
            && let (revision, Some(last)) = standing(&*client, request).await?
            && last == request.token
        {
            return Ok(revision);
        }
        if request.net.is_plain() {
            Ok(write(&*client, request).await?.revision())
        } else {
            in_transaction(client, request).await
        }
    })
}

async fn in_transaction(client: &mut Client, request: &Request) -> Result<Revision, Failure> {
    let Net { owner, claims, releases, .. } = &request.net;
    let transaction = client.transaction().await?;
    let revision = match write(&transaction, request).await? {
        Written::Now(revision) => revision,
        Written::Before(revision) => return Ok(revision),
    };
    job::finish(&transaction, &request.net).await?;
    let statement = transaction.prepare_cached(CLAIM).await?;
    let rows = transaction.query(&statement, &[owner, &claims.namespaces, &claims.keys, &claims.ids]).await?;
    let held: Vec<(&str, &str)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    if let Some((namespace, key)) =
        claims.asked.iter().find(|(namespace, key)| !held.contains(&(namespace.as_str(), key.as_str())))
    {
        return Err(StoreError::KeyTaken { namespace: namespace.clone(), key: key.clone() }.into());
    }
    let statement = transaction.prepare_cached(RELEASE).await?;
    transaction.execute(&statement, &[owner, &releases.namespaces, &releases.keys]).await?;
    transaction.commit().await?;
    Ok(revision)
}

/// When a commit passed the gate.
enum Written {
    Now(Revision),
    /// An earlier copy of it, sent on a connection that broke, passed while this one came.
    Before(Revision),
}

impl Written {
    fn revision(self) -> Revision {
        let (Self::Now(revision) | Self::Before(revision)) = self;
        revision
    }
}

async fn write(client: &impl GenericClient, request: &Request) -> Result<Written, Failure> {
    let Net { owner, expected, puts, deletes, jobs, .. } = &request.net;
    let mut commit = Statement { sql: GATE.to_owned(), params: vec![owner, expected, &request.token] };
    if let ([collection], [id], [start], [end], [body]) =
        (&puts.collections[..], &puts.ids[..], &puts.starts[..], &puts.ends[..], &puts.bodies[..])
    {
        commit.part(PUT, &[collection, id, start, end, body]);
    } else if !puts.ids.is_empty() {
        commit.part(PUTS, &[&puts.collections, &puts.ids, &puts.starts, &puts.ends, &puts.bodies]);
    }
    if !deletes.ids.is_empty() {
        commit.part(DELETES, &[&deletes.collections, &deletes.ids]);
    }
    if !jobs.kinds.is_empty() {
        commit.part(JOBS, &[&jobs.kinds, &jobs.due, &jobs.bodies]);
    }
    commit.sql.push_str(" SELECT revision FROM gate");
    let statement = client.prepare_cached(&commit.sql).await?;
    match client.query_opt(&statement, &commit.params).await? {
        Some(row) => Ok(Written::Now(revision(row.get(0)))),
        None => match standing(client, request).await? {
            (actual, Some(last)) if last == request.token => Ok(Written::Before(actual)),
            (actual, _) => {
                Err(StoreError::Conflict { expected: revision(expected.unwrap_or(0)), actual }.into())
            }
        },
    }
}

/// A statement made of the parts that a commit needs: what is not there costs nothing.
struct Statement<'a> {
    sql: String,
    params: Vec<&'a (dyn ToSql + Sync)>,
}

impl<'a> Statement<'a> {
    /// Adds a part, its question marks numbered on from the parameters before.
    fn part(&mut self, sql: &str, params: &[&'a (dyn ToSql + Sync)]) {
        let mut pieces = sql.split('?');
        self.sql.push_str(pieces.next().unwrap_or_default());
        for (piece, param) in pieces.zip(params) {
            self.params.push(*param);
            self.sql.push('$');
            self.sql.push_str(&self.params.len().to_string());
            self.sql.push_str(piece);
        }
    }
}

/// Where the owner stands, and by whose commit.
async fn standing(
    client: &impl GenericClient,
    request: &Request,
) -> Result<(Revision, Option<String>), Failure> {
    let statement =
        client.prepare_cached("SELECT revision, last_commit FROM partitions WHERE owner = $1").await?;
    let row = client.query_opt(&statement, &[&request.net.owner]).await?;
    Ok(row.map_or((Revision(0), None), |row| (revision(row.get(0)), Some(row.get(1)))))
}

fn revision(stored: i64) -> Revision {
    Revision(stored.unsigned_abs())
}
