//! `isotone backup`, `restore` and `move`: copies of the data, and its way from one database to another.

use std::path::PathBuf;

use store::move_all;

use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone backup` and `isotone restore`.
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

/// Writes a consistent, verified copy while other instances go on.
pub(crate) async fn backup(config: &Config, arguments: File) -> Result<(), Failure> {
    if config.database.is_some() {
        let advice = "the data is in PostgreSQL: back it up with pg_dump, or move it with isotone move --to FOLDER first";
        return Err(Failure::Argument(advice.to_owned()));
    }
    if arguments.file.exists() {
        return Err(Failure::Argument(format!(
            "{} is there already: choose a new name",
            arguments.file.display()
        )));
    }
    let failed = |source| Failure::Store { place: arguments.file.display().to_string(), source };
    open::sqlite(&config.data)?.backup_to(&arguments.file).await.map_err(failed)?;
    println!("{} holds a verified copy of {}", arguments.file.display(), config.data.display());
    Ok(())
}

/// Puts a backup in the place of an empty data folder; data that is there is never overwritten.
pub(crate) fn restore(config: &Config, arguments: &File) -> Result<(), Failure> {
    let target = open::database_file(&config.data);
    if target.exists() {
        return Err(Failure::Argument(format!(
            "{} is there already: move it away first, or name another folder with --data",
            target.display()
        )));
    }
    // A file that is no database is refused before anything is put in place.
    let failed = |source| Failure::File { path: arguments.file.display().to_string(), source };
    let scratch = tempfile::tempdir()?;
    std::fs::copy(&arguments.file, open::database_file(scratch.path())).map_err(failed)?;
    open::sqlite(scratch.path())?;
    std::fs::create_dir_all(&config.data)?;
    std::fs::copy(&arguments.file, &target).map_err(failed)?;
    println!("{} holds the data of {}", config.data.display(), arguments.file.display());
    Ok(())
}

/// Copies everything to another, empty database.
pub(crate) async fn move_data(config: &Config, arguments: To) -> Result<(), Failure> {
    let from = open::store(config).await?;
    let target = Config { database: None, data: PathBuf::from(&arguments.to), ..config.clone() };
    let target = if arguments.to.starts_with("postgres") {
        Config { database: Some(arguments.to.clone()), ..target }
    } else {
        target
    };
    let to = open::store(&target).await?;
    let failed = |source| Failure::Store { place: "the new database".to_owned(), source };
    let moved = move_all(&*from, &*to).await.map_err(failed)?;
    println!("copied {} owners with {} keys and {} files", moved.owners, moved.keys, moved.blobs);
    println!("The old database is untouched. Set database (or data) to the new one to use it.");
    Ok(())
}
