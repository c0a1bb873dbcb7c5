//! The tables. They are the embedded database's, word for word where the dialects allow.

use deadpool_postgres::{Client, Transaction};

use super::citus;
use super::retry::Failure;
use crate::StoreError;

/// The version of the tables, kept in the database. It changes only when a table does; bodies are read tolerantly.
const VERSION: i64 = 1;

/// Instances that start together make the tables one after the other, under this advisory lock ("isotone" in ASCII).
const LOCK: i64 = 0x69_73_6f_74_6f_6e_65;

// Bodies are text, not jsonb: jsonb rewrites numbers, and a stored number must come back bit by bit.
// Names sort by their bytes, as in every other store.
const TABLES: &str = r#"
    CREATE TABLE documents (
        owner TEXT COLLATE "C" NOT NULL,
        collection TEXT COLLATE "C" NOT NULL,
        id TEXT COLLATE "C" NOT NULL,
        starts_at BIGINT,
        ends_at BIGINT,
        body TEXT NOT NULL,
        PRIMARY KEY (owner, collection, id)
    );
    CREATE INDEX documents_by_time ON documents (owner, collection, starts_at, ends_at) WHERE starts_at IS NOT NULL;
    CREATE TABLE partitions (
        owner TEXT COLLATE "C" PRIMARY KEY,
        revision BIGINT NOT NULL,
        last_commit TEXT NOT NULL
    );
    CREATE TABLE keys (
        namespace TEXT COLLATE "C" NOT NULL,
        key TEXT COLLATE "C" NOT NULL,
        owner TEXT COLLATE "C" NOT NULL,
        id TEXT NOT NULL,
        PRIMARY KEY (namespace, key)
    );
    CREATE INDEX keys_by_owner ON keys (owner);
    CREATE TABLE blobs (
        owner TEXT COLLATE "C" NOT NULL,
        id TEXT COLLATE "C" NOT NULL,
        bytes BYTEA NOT NULL,
        PRIMARY KEY (owner, id)
    );
    CREATE TABLE jobs (
        owner TEXT COLLATE "C" NOT NULL,
        id BIGINT GENERATED ALWAYS AS IDENTITY,
        due_at BIGINT NOT NULL,
        free_from BIGINT NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        PRIMARY KEY (owner, id)
    );
    CREATE INDEX jobs_by_id ON jobs (id);
    CREATE INDEX jobs_by_time ON jobs (free_from, due_at);
    CREATE TABLE tables (version BIGINT NOT NULL);
"#;

/// Indexes that came later: jobs are taken in their turn from them, of all kinds or of one. By when they are free, all that are
/// due would be sorted for each that is taken. A cluster keeps the earlier one too, for its hint of when the next is due.
const TURNS: &str = "CREATE INDEX IF NOT EXISTS jobs_by_turn ON jobs (due_at, id);
    CREATE INDEX IF NOT EXISTS jobs_by_kind ON jobs (kind, due_at, id)";
const ONCE_FOR_TIMES: &str = "DROP INDEX IF EXISTS jobs_by_time";

/// Tables that came later; programs that do not know them pass them over, so the version stays.
const LATER_TABLES: &str = "
    CREATE TABLE IF NOT EXISTS highest_erased (one BIGINT PRIMARY KEY CHECK (one = 1), revision BIGINT NOT NULL);
    INSERT INTO highest_erased (one, revision) VALUES (1, 0) ON CONFLICT DO NOTHING;
";

/// What kind of server it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One server.
    Plain,
    /// The coordinator of a Citus cluster.
    Citus,
}

async fn is_there(transaction: &Transaction<'_>, name: &str) -> Result<bool, Failure> {
    Ok(transaction.query_one("SELECT to_regclass($1) IS NOT NULL", &[&name]).await?.get(0))
}

/// Makes the tables when they are missing, distributes them on a cluster, and refuses those of a newer program.
pub(super) async fn prepare(client: &mut Client) -> Result<Kind, Failure> {
    let kind = if citus::is_coordinator(client).await? { Kind::Citus } else { Kind::Plain };
    let transaction = client.transaction().await?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    if !is_there(&transaction, "tables").await? {
        transaction.batch_execute(TABLES).await?;
        transaction.execute("INSERT INTO tables (version) VALUES ($1)", &[&VERSION]).await?;
    }
    let found: i64 = transaction.query_one("SELECT max(version) FROM tables", &[]).await?.get(0);
    if found != VERSION {
        let reason = format!(
            "it was written by a newer isotone (tables {found}, this one knows {VERSION}): use the newer program"
        );
        return Err(StoreError::Database(reason).into());
    }
    transaction.batch_execute(LATER_TABLES).await?;
    // Only asked for when it is missing: asking alone waits for whoever writes.
    if !is_there(&transaction, "jobs_by_kind").await? {
        transaction.batch_execute(TURNS).await?;
    }
    match kind {
        Kind::Citus => citus::distribute(&transaction).await?,
        Kind::Plain if is_there(&transaction, "jobs_by_time").await? => {
            transaction.batch_execute(ONCE_FOR_TIMES).await?;
        }
        Kind::Plain => {}
    }
    transaction.commit().await?;
    Ok(kind)
}
