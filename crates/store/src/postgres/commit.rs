//! Committing: one statement, one round trip, unless keys or leased jobs are concerned.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use deadpool_postgres::{Client, GenericClient};
use tokio_postgres::types::ToSql;

use super::citus;
use super::job;
use super::net::Net;
use super::retry::{Failure, Try};
use super::schema::Kind;
use super::token::Token;
use crate::{Expected, Revision, StoreError};

/// The gate moves the owner on by one revision, or lets nothing through when the owner is not there or not where it was
/// expected. It is an UPDATE, never an upsert: an owner that was erased does not come back by it. Its row lock is what makes
/// commits of one owner happen one after the other. A commit that was sent again because its connection broke does not pass
/// after itself, nor its first copy after it: of each instance only a higher number than the last passes (see [`Token`]).
/// The row is read anew once the lock is held, so that whoever waited sees what passed.
const GATE: &str = r#"
    WITH gate AS (
        UPDATE partitions SET revision = partitions.revision + 1,
            last_commit = left($3 || lpad(to_hex(partitions.revision + 1), 12, '0')
                || CASE strpos(partitions.last_commit, left($3, 16)) WHEN 0 THEN partitions.last_commit
                   ELSE overlay(partitions.last_commit PLACING '' FROM strpos(partitions.last_commit, left($3, 16)) FOR 40)
                   END, 480)
        WHERE owner = $1 AND ($2::bigint IS NULL OR partitions.revision = $2)
            AND (strpos(partitions.last_commit, left($3, 16)) = 0
                OR substr(partitions.last_commit, strpos(partitions.last_commit, left($3, 16)), 28) < $3 COLLATE "C")
        RETURNING revision
    )"#;

/// Creates the owner, at no revision yet. It waits for an erasure under way, whose height the next statement then sees.
const CREATE: &str =
    "INSERT INTO partitions (owner, revision, last_commit) VALUES ($1, 0, '') ON CONFLICT (owner) DO NOTHING";

/// How high erased owners reached; read after [`CREATE`] has waited for an erasure under way.
const HEIGHT: &str = "SELECT max(revision) FROM highest_erased";

/// Places a new owner below its first revision.
const PLACE: &str = "UPDATE partitions SET revision = $2 WHERE owner = $1";

const LOCK: &str = "SELECT 1 FROM partitions WHERE owner = $1 FOR NO KEY UPDATE";

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

const FORGET: &str = "DELETE FROM blobs WHERE owner = $1 AND id = ANY($2::text[])";

/// A commit on its way, with the token that tells it from every other.
#[derive(Debug)]
pub(super) struct Request {
    net: Net,
    token: Token,
    kind: Kind,
    sent: AtomicBool,
}

impl Request {
    pub(super) fn new(net: Net, token: Token, kind: Kind) -> Self {
        Self { net, token, kind, sent: AtomicBool::new(false) }
    }
}

/// Applies the commit, once.
pub(super) fn commit<'a>(client: &'a mut Client, request: &'a Request) -> Try<'a, Revision> {
    Box::pin(async move {
        if request.sent.swap(true, Ordering::Relaxed)
            && let (_, Some(revision)) = standing(&*client, request).await?
        {
            return Ok(revision);
        }
        if request.net.is_plain(request.kind) {
            Ok(write(&*client, request).await?.revision())
        } else {
            in_transaction(client, request).await
        }
    })
}

async fn in_transaction(client: &mut Client, request: &Request) -> Result<Revision, Failure> {
    let Net { owner, expected, claims, releases, forgotten, .. } = &request.net;
    let transaction = client.transaction().await?;
    let there = match expected {
        Expected::New => create(&transaction, owner, None).await?,
        Expected::CopyAt(revision) => create(&transaction, owner, Some(*revision)).await?,
        // From here on the row is locked: the next statement sees all that was written before it.
        Expected::Exists | Expected::At(_) => transaction.execute(LOCK, &[owner]).await? == 1,
    };
    if !there {
        return match standing(&transaction, request).await? {
            (_, Some(before)) => Ok(before),
            (actual, None) => Err(StoreError::Conflict { expected: *expected, actual }.into()),
        };
    }
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
    if !forgotten.is_empty() {
        transaction.execute(FORGET, &[owner, forgotten]).await?;
    }
    transaction.commit().await?;
    Ok(revision)
}

/// Creates the owner, below the revision that the gate moves it on to; whether there was none.
async fn create(client: &impl GenericClient, owner: &String, at: Option<Revision>) -> Result<bool, Failure> {
    if client.execute(CREATE, &[owner]).await? == 0 {
        return Ok(false);
    }
    let below = match at {
        Some(revision) => revision.get().cast_signed() - 1,
        None => client.query_one(HEIGHT, &[]).await?.get::<_, Option<i64>>(0).unwrap_or(0),
    };
    Ok(below == 0 || client.execute(PLACE, &[owner, &below]).await? == 1)
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
    let made = match request.kind {
        Kind::Plain => write_in_a_statement(client, request).await?,
        Kind::Citus => citus::write(client, &request.net, &request.token).await?,
    };
    match made {
        Some(made) => Ok(Written::Now(stored(made)?)),
        None => match standing(client, request).await? {
            (_, Some(before)) => Ok(Written::Before(before)),
            (actual, None) => Err(StoreError::Conflict { expected: request.net.expected, actual }.into()),
        },
    }
}

async fn write_in_a_statement(
    client: &impl GenericClient,
    request: &Request,
) -> Result<Option<i64>, Failure> {
    let Net { owner, expected, puts, deletes, jobs, .. } = &request.net;
    let token = request.token.as_str();
    let mut params: Vec<&(dyn ToSql + Sync)> = Vec::with_capacity(13);
    let at = match expected {
        Expected::At(revision) => Some(revision.get().cast_signed()),
        Expected::New | Expected::CopyAt(_) | Expected::Exists => None,
    };
    params.extend_from_slice(&[owner, &at, &token]);
    let how_many = if let ([collection], [id], [start], [end], [body]) =
        (&puts.collections[..], &puts.ids[..], &puts.starts[..], &puts.ends[..], &puts.bodies[..])
    {
        params.extend_from_slice(&[collection, id, start, end, body]);
        HowMany::One
    } else if puts.ids.is_empty() {
        HowMany::None
    } else {
        params.extend_from_slice(&[&puts.collections, &puts.ids, &puts.starts, &puts.ends, &puts.bodies]);
        HowMany::Many
    };
    let shape = Shape { puts: how_many, deletes: !deletes.ids.is_empty(), jobs: !jobs.kinds.is_empty() };
    if shape.deletes {
        params.extend_from_slice(&[&deletes.collections, &deletes.ids]);
    }
    if shape.jobs {
        params.extend_from_slice(&[&jobs.kinds, &jobs.due, &jobs.bodies]);
    }
    let statement = client.prepare_cached(shape.sql()).await?;
    Ok(client.query_opt(&statement, &params).await?.map(|row| row.get(0)))
}

/// Which parts a commit's statement has: what is not there costs nothing.
#[derive(Clone, Copy)]
struct Shape {
    puts: HowMany,
    deletes: bool,
    jobs: bool,
}

#[derive(Clone, Copy)]
enum HowMany {
    None,
    One,
    Many,
}

impl Shape {
    /// The statement of this shape, put together once.
    fn sql(self) -> &'static str {
        static STATEMENTS: [OnceLock<String>; 12] = [const { OnceLock::new() }; 12];
        let place = self.puts as usize * 4 + usize::from(self.deletes) * 2 + usize::from(self.jobs);
        STATEMENTS[place].get_or_init(|| self.written())
    }

    fn written(self) -> String {
        let puts = match self.puts {
            HowMany::None => "",
            HowMany::One => PUT,
            HowMany::Many => PUTS,
        };
        let deletes = if self.deletes { DELETES } else { "" };
        let jobs = if self.jobs { JOBS } else { "" };
        // The question marks of the parts are numbered on from the parameters of the gate.
        let parts = [puts, deletes, jobs].concat();
        let mut pieces = parts.split('?');
        let mut sql = [GATE, pieces.next().unwrap_or_default()].concat();
        for (number, piece) in (4..).zip(pieces) {
            sql.push_str(&format!("${number}{piece}"));
        }
        sql + " SELECT revision FROM gate"
    }
}

/// Where the owner stands, and the revision that this commit made if it has happened.
async fn standing(
    client: &impl GenericClient,
    request: &Request,
) -> Result<(Option<Revision>, Option<Revision>), Failure> {
    let statement =
        client.prepare_cached("SELECT revision, last_commit FROM partitions WHERE owner = $1").await?;
    let row = client.query_opt(&statement, &[&request.net.owner]).await?;
    Ok(row.map_or((None, None), |row| (Revision::stored(row.get(0)), request.token.made(row.get(1)))))
}

fn stored(revision: i64) -> Result<Revision, StoreError> {
    Revision::stored(revision)
        .ok_or_else(|| StoreError::Database("an owner has revision 0: restore a backup".to_owned()))
}
