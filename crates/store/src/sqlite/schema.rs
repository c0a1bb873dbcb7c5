//! The tables, and how a connection is set up.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::backup;
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
";

/// What came later; programs that do not know it pass it over, so the version stays. Jobs are taken in their turn, of all kinds or
/// of one, from an index of that order: by when they are free, all that are due would be sorted for each that is taken.
const LATER_TABLES: &str = "
    CREATE TABLE IF NOT EXISTS highest_erased (revision INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS jobs_by_turn ON jobs (due_at, id);
    CREATE INDEX IF NOT EXISTS jobs_by_kind ON jobs (kind, due_at, id);
    DROP INDEX IF EXISTS jobs_by_time;
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
    if has_to_change(&connection)? {
        snapshot(&connection, file)?;
    }
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

/// Whether a database that an earlier program wrote is about to get other tables.
fn has_to_change(connection: &Connection) -> Result<bool, StoreError> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'highest_erased'";
    let later: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    Ok((1..VERSION).contains(&version) || (version == VERSION && later == 0))
}

/// Writes a verified copy beside the file before its tables change: the way back to the earlier program. It is never overwritten,
/// and nothing changes when it cannot be written.
fn snapshot(connection: &Connection, file: &Path) -> Result<(), StoreError> {
    let named = |number: u32| file.with_added_extension(format!("before-upgrade-{number}"));
    let copy = (1..).map(named).find(|copy| !copy.exists()).unwrap_or_else(|| named(0));
    backup::write(connection, &copy).map_err(|error| {
        let words =
            format!("nothing was upgraded, as no copy could be made before ({}): {error}", copy.display());
        StoreError::Database(words)
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_made_before_tables_change_and_only_then() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("isotone.db");
        let copies = || {
            let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
            let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
            names.retain(|name| name.contains("before-upgrade"));
            names.sort();
            names
        };
        drop(open(&file).unwrap());
        drop(open(&file).unwrap());
        assert_eq!(copies(), [""; 0], "neither a new database nor one that is as it should be");
        for number in 1..=2 {
            // As an earlier program wrote it.
            let old = Connection::open(&file).unwrap();
            old.execute_batch(
                "DROP TABLE highest_erased; INSERT INTO partitions VALUES ('athlete:ada' || random(), 7)",
            )
            .unwrap();
            drop(old);
            drop(open(&file).unwrap());
            assert_eq!(copies().len(), number, "{:?}", copies());
        }
        let copy = Connection::open(folder.path().join("isotone.db.before-upgrade-1")).unwrap();
        let rows: i64 = copy.query_row("SELECT count(*) FROM partitions", [], |row| row.get(0)).unwrap();
        assert!(rows == 1 && has_to_change(&copy).unwrap(), "it is what the earlier program wrote");
    }
}
