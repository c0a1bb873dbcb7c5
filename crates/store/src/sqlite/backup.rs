//! Online backup: a consistent copy while the program goes on writing.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::StoreError;

/// Copies the database to a new file and checks the copy; the file has its name only when it is whole and durable.
pub(super) fn write(connection: &Connection, file: &Path) -> Result<(), StoreError> {
    if file.exists() {
        return Err(StoreError::Database(format!("{} is there already: choose a new name", file.display())));
    }
    let unfinished = unfinished(file);
    remove(&unfinished)?;
    let outcome = copy(connection, &unfinished, file);
    if outcome.is_err() {
        // What failed is reported; half a copy helps nobody.
        let _ = remove(&unfinished);
    }
    outcome
}

fn copy(connection: &Connection, unfinished: &Path, file: &Path) -> Result<(), StoreError> {
    connection.execute("VACUUM INTO ?1", [unfinished.to_string_lossy()])?;
    verify(unfinished)?;
    let failed = |error: std::io::Error| StoreError::Database(format!("{}: {error}", file.display()));
    File::open(unfinished).and_then(|copy| copy.sync_all()).map_err(failed)?;
    std::fs::rename(unfinished, file).map_err(failed)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}

/// Reads every page and index of a database file.
fn verify(file: &Path) -> Result<(), StoreError> {
    check(&Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?)
}

/// Reads every page and index of a database.
pub(super) fn check(connection: &Connection) -> Result<(), StoreError> {
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found == "ok" {
        return Ok(());
    }
    Err(StoreError::Database(format!("it is damaged ({found}): the disk or the memory may be failing")))
}

fn unfinished(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    file.with_file_name(name)
}

fn remove(file: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::Database(format!("{}: {error}", file.display())))
        }
        _ => Ok(()),
    }
}
