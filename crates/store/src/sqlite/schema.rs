//! The tables, and how a connection is set up.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::StoreError;

/// The version of the tables, kept in the file. It changes only when a table does; bodies are read tolerantly.
const VERSION: i64 = 1;

const TABLES: &str = "
    CREATE TABLE documents (
        owner TEXT NOT NULL,
        collection TEXT NOT NULL,
        id TEXT NOT NULL,
        starts_at INTEGER,
        ends_at INTEGER,
        body TEXT NOT NULL,
        PRIMARY KEY (owner, collection, id)
    ) WITHOUT ROWID;
    CREATE INDEX documents_by_time ON documents (owner, collection, starts_at, ends_at) WHERE starts_at IS NOT NULL;
    CREATE TABLE partitions (owner TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE keys (
        namespace TEXT NOT NULL,
        key TEXT NOT NULL,
        owner TEXT NOT NULL,
        id TEXT NOT NULL,
        PRIMARY KEY (namespace, key)
    ) WITHOUT ROWID;
    CREATE INDEX keys_by_owner ON keys (owner);
    CREATE TABLE blobs (owner TEXT NOT NULL, id TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (owner, id));
    CREATE TABLE jobs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        due_at INTEGER NOT NULL,
        free_from INTEGER NOT NULL,
        owner TEXT NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        attempts INTEGER NOT NULL
    );
    CREATE INDEX jobs_by_owner ON jobs (owner);
    CREATE INDEX jobs_by_time ON jobs (free_from, due_at);
";

/// Tables that came later; programs that do not know them pass them over, so the version stays.
const LATER_TABLES: &str = "
    CREATE TABLE IF NOT EXISTS highest_erased (revision INTEGER NOT NULL);
";

/// How long a statement waits for another program that holds the file.
pub(super) const BUSY: Duration = Duration::from_secs(10);

/// After so many pages of 4 kB the log is written back into the file: a page that changes often meanwhile is written back
/// once.
const CHECKPOINT: i64 = 4000;

/// Opens the file for writing and sees to its tables.
pub(super) fn open(file: &Path) -> Result<Connection, StoreError> {
    let mut connection = Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT)?;
    // What is deleted is overwritten with zeros, so that erasing leaves nothing in the file's free space.
    connection.pragma_update(None, "secure_delete", "on")?;
    settle(&connection)?;
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match version {
        0 => {
            transaction.execute_batch(TABLES)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
        }
        VERSION => {}
        newer => {
            return Err(StoreError::Database(format!(
                "{} was written by a newer isotone (tables {newer}, this one knows {VERSION}): use the newer program",
                file.display()
            )));
        }
    }
    transaction.execute_batch(LATER_TABLES)?;
    transaction.commit()?;
    Ok(connection)
}

/// Opens the file for reading.
pub(super) fn open_reader(file: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    settle(&connection)?;
    Ok(connection)
}

/// What holds for every connection.
fn settle(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(BUSY)?;
    // A statement keeps its plan: it would be prepared anew for each time range, which cost an eighth of a day's planning.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}
