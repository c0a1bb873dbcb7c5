//! `isotone backup`, `restore` and `move`: copies of the data, and its way from one database to another.

use std::path::{Path, PathBuf};
use std::time::Duration;

use engine::Retention;
use jiff::{SignedDuration, Timestamp};
use store::{Sqlite, move_all};
use tokio::sync::watch;

use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone backup`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The backup file, a new one
    #[arg(required_unless_present = "into")]
    file: Option<PathBuf>,
    /// A folder for dated backups; those that are no longer kept are removed from it
    #[arg(long, value_name = "FOLDER", conflicts_with = "file")]
    into: Option<PathBuf>,
    /// Go on, with a backup so often, in hours
    #[arg(long, value_name = "HOURS", requires = "into", value_parser = clap::value_parser!(u32).range(1..=8784))]
    every: Option<u32>,
    /// Keep the newest backup of so many days
    #[arg(long, default_value_t = Retention::default().days, requires = "into")]
    days: usize,
    /// Keep the newest backup of so many weeks
    #[arg(long, default_value_t = Retention::default().weeks, requires = "into")]
    weeks: usize,
    /// Keep the newest backup of so many months
    #[arg(long, default_value_t = Retention::default().months, requires = "into")]
    months: usize,
}

/// The flags of `isotone restore`.
#[derive(clap::Args)]
pub(crate) struct File {
    /// The backup file
    file: PathBuf,
}

/// The flags of `isotone move`.
#[derive(clap::Args)]
pub(crate) struct To {
    /// Where the data goes: a PostgreSQL URL, or a folder for the embedded database
    #[arg(long, value_name = "URL|FOLDER")]
    to: String,
}

/// How a dated backup is called, in UTC: its name is its date.
const DATED: &str = "isotone-%Y%m%dT%H%M%SZ.db";

/// Writes consistent, verified copies while other instances go on: one, or one after the other into a folder.
pub(crate) async fn backup(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    if let Some(file) = &arguments.file {
        write(config, file).await?;
        println!("{} holds a verified copy of the data", file.display());
        return Ok(());
    }
    let folder = arguments.into.unwrap_or_default();
    let retention = Retention { days: arguments.days, weeks: arguments.weeks, months: arguments.months };
    loop {
        let outcome = dated(config, &folder, retention).await;
        if let Ok(told) = &outcome {
            println!("{told}");
        }
        let Some(hours) = arguments.every else { return outcome.map(|_| ()) };
        if let Err(failure) = outcome {
            // The next one may well succeed: a disk is cleared, a server comes back.
            eprintln!("isotone: no backup this time: {failure}");
        }
        tokio::time::sleep(Duration::from_secs(u64::from(hours) * 3600)).await;
    }
}

/// How long a running server lets the newest backup grow old.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// A backup dated further in the future than this was written while the clock was wrong.
const CLOCK_SET: SignedDuration = SignedDuration::from_mins(10);

/// Whether a backup was written while the clock was wrong.
pub(crate) fn is_of_the_future(date: Timestamp) -> bool {
    date.duration_since(Timestamp::now()) > CLOCK_SET
}

/// After a backup that failed, the next one is tried so soon.
const SOON: Duration = Duration::from_secs(900);

/// Writes a backup into the folder whenever the newest there is a day old, until the server stops. A server that is
/// started anew goes on where the one before left off.
pub(crate) async fn daily(config: Config, folder: PathBuf, mut stopping: watch::Receiver<bool>) {
    loop {
        let wait = match dates_in(&folder) {
            // One dated in the future was written while the clock was wrong; others are written all the same.
            Ok(dates) => dates.into_iter().filter(|date| !is_of_the_future(*date)).max().map_or(
                Duration::ZERO,
                |newest| {
                    let old = Timestamp::now().duration_since(newest);
                    Duration::try_from(A_DAY - old).unwrap_or(Duration::ZERO)
                },
            ),
            // It is made with the first backup.
            Err(_) => Duration::ZERO,
        };
        if tokio::time::timeout(wait, stopping.wait_for(|stop| *stop)).await.is_ok() {
            return;
        }
        match dated(&config, &folder, Retention::default()).await {
            Ok(told) => tracing::info!("{told}"),
            Err(failure) => {
                tracing::error!(%failure, "no backup this time, it is tried again in a quarter of an hour");
                if tokio::time::timeout(SOON, stopping.wait_for(|stop| *stop)).await.is_ok() {
                    return;
                }
            }
        }
    }
}

/// The dates of the backups in a folder; files of other names are none of ours.
pub(crate) fn dates_in(folder: &Path) -> Result<Vec<Timestamp>, std::io::Error> {
    let mut dates = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        dates.extend(date_of(&entry?.file_name().to_string_lossy()));
    }
    Ok(dates)
}

/// A backup of this moment, and afterwards none that is no longer kept. Answers with what was done, in words.
async fn dated(config: &Config, folder: &Path, retention: Retention) -> Result<String, Failure> {
    std::fs::create_dir_all(folder)?;
    let file = folder.join(Timestamp::now().strftime(DATED).to_string());
    write(config, &file).await?;
    let there = dates_in(folder)?;
    let kept = retention.kept(&there);
    let mut removed = 0;
    for gone in there.iter().filter(|date| !kept.contains(date)) {
        std::fs::remove_file(folder.join(gone.strftime(DATED).to_string()))?;
        removed += 1;
    }
    Ok(format!("{} holds a verified copy; {} backups kept, {removed} removed", file.display(), kept.len()))
}

fn date_of(name: &str) -> Option<Timestamp> {
    let date = jiff::civil::DateTime::strptime(DATED, name).ok()?;
    Some(date.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok()?.timestamp())
}

/// Every backup is a file of the embedded database, whatever the data is in: it can be looked into, served from, and
/// moved to a server.
async fn write(config: &Config, file: &Path) -> Result<(), Failure> {
    if file.exists() {
        return Err(Failure::Argument(format!("{} is there already: choose a new name", file.display())));
    }
    let failed = |source| Failure::Store { place: file.display().to_string(), source };
    let Some(url) = &config.database else {
        return open::sqlite(&config.data)?.backup_to(file).await.map_err(failed);
    };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let scratch = tempfile::Builder::new().prefix(".isotone-backup-").tempdir_in(folder)?;
    let copy = open::sqlite(scratch.path())?;
    move_all(&open::postgres(url).await?, &copy).await.map_err(failed)?;
    copy.backup_to(file).await.map_err(failed)
}

/// Puts a backup in the place of an empty data folder; data that is there is never overwritten.
pub(crate) fn restore(config: &Config, arguments: &File) -> Result<(), Failure> {
    let target = open::database_file(&config.data);
    std::fs::create_dir_all(&config.data)?;
    Sqlite::restore(&arguments.file, &target, Timestamp::now())
        .map_err(|source| Failure::Store { place: "nothing was restored".to_owned(), source })?;
    println!("{} holds the data of {}", config.data.display(), arguments.file.display());
    Ok(())
}

/// Copies everything to another, empty database. A copy that was interrupted is run again, and goes on.
pub(crate) async fn move_data(config: &Config, arguments: To) -> Result<(), Failure> {
    let from = open::store(config).await?;
    let target = Config { database: None, data: PathBuf::from(&arguments.to), ..config.clone() };
    let target = if arguments.to.starts_with("postgres") {
        Config { database: Some(arguments.to.clone()), ..target }
    } else {
        target
    };
    let to = open::any_store(&target).await?;
    let failed = |source| Failure::Store { place: "the new database".to_owned(), source };
    let moved = move_all(&*from, &*to).await.map_err(failed)?;
    println!("copied {} owners with {} keys and {} files", moved.owners, moved.keys, moved.blobs);
    println!("The old database is untouched. Set database (or data) to the new one to use it.");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_backup_is_its_date_and_other_files_have_none() {
        let date: Timestamp = "2026-11-23T03:00:07Z".parse().unwrap();
        let name = date.strftime(DATED).to_string();
        assert_eq!(name, "isotone-20261123T030007Z.db");
        assert_eq!(date_of(&name), Some(date));
        for other in ["isotone.db", "isotone-20261123T030007Z.db.unfinished", "isotone-20261399T030007Z.db"] {
            assert_eq!(date_of(other), None, "{other}");
        }
    }
}
