//! Committing: one statement, one round trip, unless keys are concerned.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use deadpool_postgres::{Client, GenericClient};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;

use super::citus;
use super::job;
use super::net::{Claims, Net};
use super::retry::{Failure, Try};
use super::schema::Kind;
use super::token::Token;
use crate::{Expected, JobId, Revision, StoreError};

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
        WHERE owner = OWNER AND ($2::bigint IS NULL OR partitions.revision = $2)
            AND (strpos(partitions.last_commit, left($3, 16)) = 0
                OR substr(partitions.last_commit, strpos(partitions.last_commit, left($3, 16)), 28) < $3 COLLATE "C")
        RETURNING revision
    )"#;

/// The owner of a commit that waits for its row.
const WAITS: &str = "$1";

/// The owner of a commit in a [group](super::group): none while somebody else holds the row, so that the group waits for nobody.
const SKIPS: &str = "(SELECT p.owner FROM partitions AS p WHERE p.owner = $1 FOR NO KEY UPDATE SKIP LOCKED)";

/// Creates the owner, at no revision yet. It waits for an erasure under way, whose height the next statement then sees.
const CREATE: &str =
    "INSERT INTO partitions (owner, revision, last_commit) VALUES ($1, 0, '') ON CONFLICT (owner) DO NOTHING";

/// How high erased owners reached; read after [`CREATE`] has waited for an erasure under way.
const HEIGHT: &str = "SELECT revision FROM highest_erased WHERE one = 1";

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

/// Ends jobs under leases.
const FINISHES: &str = ", finished AS (
        DELETE FROM jobs USING gate, unnest(?::bigint[], ?::integer[]) AS f (id, attempt)
        WHERE jobs.owner = $1 AND jobs.id = f.id AND jobs.attempts = f.attempt
        RETURNING jobs.id
    )";

const MADE: &str = " SELECT revision FROM gate";

/// The same where all jobs were still under their leases. Otherwise it divides by zero, which undoes the whole statement.
const MADE_AND_FINISHED: &str = " SELECT revision / (CASE (SELECT count(*) FROM finished) WHEN cardinality(?::bigint[]) THEN 1 ELSE 0 END) FROM gate";

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
    /// The revision that the owner has to be at, where that matters.
    at: Option<i64>,
    kind: Kind,
    sent: AtomicBool,
}

impl Request {
    pub(super) fn new(net: Net, token: Token, kind: Kind) -> Self {
        let at = match net.expected {
            Expected::At(revision) => Some(revision.get().cast_signed()),
            Expected::New | Expected::CopyAt(_) | Expected::Exists => None,
        };
        Self { net, token, at, kind, sent: AtomicBool::new(false) }
    }

    /// Whether it may share a transaction with others: one statement does it, and it concerns its owner alone.
    pub(super) fn may_be_grouped(&self) -> bool {
        self.kind == Kind::Plain && self.net.is_plain(self.kind)
    }

    /// Notes whether the server may have done it already, so that it is looked before it is asked again.
    pub(super) fn may_have_happened(&self, may: bool) {
        self.sent.store(may, Ordering::Relaxed);
    }

    /// The statement, put together once for each shape.
    pub(super) fn sql(&self, in_group: bool) -> &'static str {
        self.shape(in_group).sql()
    }

    fn shape(&self, in_group: bool) -> Shape {
        let Net { puts, deletes, jobs, finishes, .. } = &self.net;
        let puts = match puts.ids.len() {
            0 => HowMany::None,
            1 => HowMany::One,
            _ => HowMany::Many,
        };
        Shape {
            puts,
            deletes: !deletes.ids.is_empty(),
            jobs: !jobs.kinds.is_empty(),
            finishes: !finishes.ids.is_empty(),
            in_group,
        }
    }

    /// What the statement is asked with.
    pub(super) fn parameters(&self) -> Vec<&(dyn ToSql + Sync)> {
        let Net { owner, puts, deletes, jobs, finishes, .. } = &self.net;
        let mut all: Vec<&(dyn ToSql + Sync)> = Vec::with_capacity(16);
        all.extend_from_slice(&[owner, &self.at, self.token.text()]);
        if let ([collection], [id], [start], [end], [body]) =
            (&puts.collections[..], &puts.ids[..], &puts.starts[..], &puts.ends[..], &puts.bodies[..])
        {
            all.extend_from_slice(&[collection, id, start, end, body]);
        } else if !puts.ids.is_empty() {
            all.extend_from_slice(&[&puts.collections, &puts.ids, &puts.starts, &puts.ends, &puts.bodies]);
        }
        if !deletes.ids.is_empty() {
            all.extend_from_slice(&[&deletes.collections, &deletes.ids]);
        }
        if !jobs.kinds.is_empty() {
            all.extend_from_slice(&[&jobs.kinds, &jobs.due, &jobs.bodies]);
        }
        if !finishes.ids.is_empty() {
            all.extend_from_slice(&[&finishes.ids, &finishes.attempts, &finishes.ids]);
        }
        all
    }
}

/// Applies the commit, once.
pub(super) fn commit<'a>(client: &'a mut Client, request: &'a Arc<Request>) -> Try<'a, Revision> {
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
    if request.kind == Kind::Citus {
        job::finish(&transaction, &request.net).await?;
    }
    if !claims.keys.is_empty() {
        claim(&transaction, owner, claims).await?;
    }
    if !releases.keys.is_empty() {
        let statement = transaction.prepare_cached(RELEASE).await?;
        transaction.execute(&statement, &[owner, &releases.namespaces, &releases.keys]).await?;
    }
    if !forgotten.is_empty() {
        transaction.execute(FORGET, &[owner, forgotten]).await?;
    }
    transaction.commit().await?;
    Ok(revision)
}

async fn claim(client: &impl GenericClient, owner: &String, claims: &Claims) -> Result<(), Failure> {
    let statement = client.prepare_cached(CLAIM).await?;
    let rows = client.query(&statement, &[owner, &claims.namespaces, &claims.keys, &claims.ids]).await?;
    let held: Vec<(&str, &str)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let is_held = |(namespace, key): &&(String, String)| held.contains(&(namespace.as_str(), key.as_str()));
    match claims.asked.iter().find(|asked| !is_held(asked)) {
        Some((namespace, key)) => {
            Err(StoreError::KeyTaken { namespace: namespace.clone(), key: key.clone() }.into())
        }
        None => Ok(()),
    }
}

/// Creates the owner, below the revision that the gate moves it on to; whether there was none.
async fn create(client: &impl GenericClient, owner: &String, at: Option<Revision>) -> Result<bool, Failure> {
    if client.execute(CREATE, &[owner]).await? == 0 {
        return Ok(false);
    }
    let below = match at {
        Some(revision) => revision.get().cast_signed() - 1,
        None => client.query_opt(HEIGHT, &[]).await?.map_or(0, |row| row.get::<_, i64>(0)),
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
    let statement = client.prepare_cached(request.sql(false)).await?;
    match client.query_opt(&statement, &request.parameters()).await {
        Ok(row) => Ok(row.map(|row| row.get(0))),
        Err(error) => match request.net.finishes.ids.first() {
            Some(job) if error.code() == Some(&SqlState::DIVISION_BY_ZERO) => {
                Err(StoreError::LeaseLost(JobId(job.unsigned_abs())).into())
            }
            _ => Err(error.into()),
        },
    }
}

/// Which parts a commit's statement has: what is not there costs nothing.
#[derive(Clone, Copy)]
struct Shape {
    puts: HowMany,
    deletes: bool,
    jobs: bool,
    finishes: bool,
    in_group: bool,
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
        static STATEMENTS: [OnceLock<String>; 48] = [const { OnceLock::new() }; 48];
        let parts = [self.deletes, self.jobs, self.finishes, self.in_group];
        let place = parts.into_iter().fold(self.puts as usize, |place, part| place * 2 + usize::from(part));
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
        let (finishes, made) = if self.finishes { (FINISHES, MADE_AND_FINISHED) } else { ("", MADE) };
        // The question marks of the parts are numbered on from the parameters of the gate.
        let parts = [puts, deletes, jobs, finishes, made].concat();
        let mut pieces = parts.split('?');
        let gate = GATE.replace("OWNER", if self.in_group { SKIPS } else { WAITS });
        let mut sql = gate + pieces.next().unwrap_or_default();
        for (number, piece) in (4..).zip(pieces) {
            sql.push_str(&format!("${number}{piece}"));
        }
        sql
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
