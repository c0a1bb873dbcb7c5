//! Online backup: a consistent copy while the program goes on writing; and the way back.

use std::fs::File;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
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
    sync_folder_of(file).map_err(failed)
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

/// Puts a backup in the place of a database, which must not be there. The backup is checked before it has the database's
/// name, and durable afterwards; whatever fails leaves nothing behind.
///
/// Every owner's revision rises: what was committed after the backup is gone, and its revisions must not come again with
/// other documents.
pub(super) fn restore(backup: &Path, file: &Path, now: Timestamp) -> Result<(), StoreError> {
    let log = with_ending(backup, "-wal");
    if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        return Err(StoreError::Database(format!(
            "{} belongs to a database in use, so {} alone is not whole: restore a file that isotone backup wrote",
            log.display(),
            backup.display()
        )));
    }
    let parts = ["", "-wal", "-shm"].map(|ending| with_ending(file, ending));
    let there: Vec<String> =
        parts.iter().filter(|part| part.exists()).map(|part| part.display().to_string()).collect();
    if !there.is_empty() {
        return Err(StoreError::Database(format!(
            "there already: {}: they belong to one database, so move all of them away first, or restore into another folder",
            there.join(", ")
        )));
    }
    let unfinished = unfinished(file);
    remove_all(&unfinished)?;
    let outcome = put_back(backup, &unfinished, file, now);
    if outcome.is_err() {
        // What failed is reported; half a copy helps nobody.
        let _ = remove_all(&unfinished);
    }
    outcome
}

fn put_back(backup: &Path, unfinished: &Path, file: &Path, now: Timestamp) -> Result<(), StoreError> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::StorageFull => StoreError::Unavailable(format!(
            "{}: the disk is full: make room, then restore again",
            file.display()
        )),
        _ => StoreError::Database(format!("{}: {error}", file.display())),
    };
    let mut from =
        File::open(backup).map_err(|error| StoreError::Database(format!("{}: {error}", backup.display())))?;
    let mut to = File::create(unfinished).map_err(failed)?;
    std::io::copy(&mut from, &mut to).map_err(failed)?;
    drop(to);
    let connection = super::schema::open(unfinished)?;
    check(&connection)?;
    let least = revision_floor(now);
    connection.execute("UPDATE partitions SET revision = max(revision + 1, ?1)", [least])?;
    super::write::raise_highest_erased(&connection, least.unsigned_abs())?;
    // One file again, without a log beside it.
    connection.pragma_update(None, "journal_mode", "delete")?;
    connection.close().map_err(|(_, error)| error)?;
    File::open(unfinished).and_then(|copy| copy.sync_all()).map_err(failed)?;
    std::fs::rename(unfinished, file).map_err(failed)?;
    sync_folder_of(file).map_err(failed)
}

/// A revision above any that an owner reaches by committing: 65,536 for each second since 1970. It fits the 12
/// hexadecimal digits of a PostgreSQL row's token and the 53 bits of a number in JSON until 2106.
fn revision_floor(now: Timestamp) -> i64 {
    now.as_second().max(0).saturating_mul(1 << 16)
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    file.with_file_name(name)
}

/// Removes a database file with its log.
fn remove_all(file: &Path) -> Result<(), StoreError> {
    ["-wal", "-shm", "-journal", ""].iter().try_for_each(|ending| remove(&with_ending(file, ending)))
}

fn sync_folder_of(file: &Path) -> Result<(), std::io::Error> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn unfinished(file: &Path) -> PathBuf {
    with_ending(file, ".unfinished")
}

fn remove(file: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::Database(format!("{}: {error}", file.display())))
        }
        _ => Ok(()),
    }
}
