//! `isotone export` and `isotone erase`: an athlete's data are their own.

use std::fs::File;
use std::io::{BufReader, BufWriter, ErrorKind, IsTerminal, Seek, Write};
use std::path::{Path, PathBuf};

use engine::Engine;

use crate::commands::ME;
use crate::commands::import::Report;
use crate::config::Config;
use crate::failure::Failure;
use crate::{open, output};

/// The flags of `isotone export`.
#[derive(clap::Args)]
#[command(after_help = "Bring it back, here or elsewhere, with: isotone import FILE")]
pub(crate) struct Arguments {
    /// The archive, a new zip file; - writes it to the standard output
    file: PathBuf,
    /// Whose data
    #[arg(long, default_value = ME)]
    athlete: String,
}

/// The flags of `isotone erase`.
#[derive(clap::Args)]
pub(crate) struct Erase {
    /// Whose data
    #[arg(long)]
    athlete: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// Writes everything of an athlete as one archive.
pub(crate) async fn export(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let file = &arguments.file;
    if file.as_os_str() == "-" {
        return to_standard_output(config, &arguments.athlete).await;
    }
    if file.exists() {
        return Err(Failure::Argument(format!("{} is there already: choose a new name", file.display())));
    }
    let engine = open::engine(config).await?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // The archive has its name only when it is whole.
    let mut unfinished = tempfile::Builder::new().prefix(".isotone-export-").tempfile_in(folder)?;
    let manifest = engine.export(&arguments.athlete, BufWriter::new(unfinished.as_file_mut())).await?;
    unfinished.as_file().sync_all()?;
    unfinished.persist_noclobber(file).map_err(|error| error.error)?;
    println!(
        "{} holds everything of {}: {}",
        file.display(),
        arguments.athlete,
        amounts(manifest.documents.values().sum(), manifest.originals)
    );
    Ok(())
}

/// Writes the archive to the standard output. What is said goes to the standard error.
async fn to_standard_output(config: &Config, athlete: &str) -> Result<(), Failure> {
    let out = std::io::stdout();
    if out.is_terminal() {
        let message = "the archive is a zip file, not for a terminal: isotone export - > me.zip";
        return Err(Failure::Argument(message.to_owned()));
    }
    let engine = open::engine(config).await?;
    // Written whole before any of it is given away: half an archive would look like one to the next program.
    let mut archive = tempfile::tempfile()?;
    let manifest = engine.export(athlete, BufWriter::new(&mut archive)).await?;
    archive.rewind()?;
    match std::io::copy(&mut archive, &mut out.lock()).and_then(|_| out.lock().flush()) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(output::READER_GONE),
        Err(error) => return Err(error.into()),
    }
    eprintln!("everything of {athlete}: {}", amounts(manifest.documents.values().sum(), manifest.originals));
    Ok(())
}

/// Erases an athlete, when that is meant.
pub(crate) async fn erase(config: &Config, arguments: Erase) -> Result<(), Failure> {
    let engine = open::engine(config).await?;
    let record = engine.athlete(&arguments.athlete).await?;
    if !arguments.yes {
        if !std::io::stdin().is_terminal() {
            let message = "nobody is there to ask: give --yes to erase without a question";
            return Err(Failure::Argument(message.to_owned()));
        }
        println!("This erases everything of {} for good; only the fact and the date stay.", record.name);
        print!("Write {} to erase it: ", record.id);
        std::io::stdout().flush()?;
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer)?;
        if answer.trim() != record.id {
            println!("Nothing was erased.");
            return Ok(());
        }
    }
    let erasure = engine.erase(&record.id).await?;
    println!("Erased at {}. Backups made before still hold it until they are removed.", erasure.at);
    if !erasure.untold.is_empty() {
        println!("Not reached: {}. End the access in the settings there.", erasure.untold.join(", "));
    }
    Ok(())
}

/// Restores the archives among these paths, and answers with the other paths.
pub(crate) async fn restore_archives(
    engine: &Engine,
    paths: Vec<PathBuf>,
    athlete: Option<&str>,
    shown: impl Fn(&Path) -> String,
    report: &mut Report,
) -> Result<Vec<PathBuf>, Failure> {
    let mut others = Vec::new();
    for path in paths {
        let Some(archive) = archive(&path) else {
            others.push(path);
            continue;
        };
        let restored = engine.restore(archive, athlete).await?;
        let owned = !engine.has_accounts().await?;
        report.restore(&shown(&path), &restored, owned);
    }
    Ok(others)
}

fn archive(path: &Path) -> Option<BufReader<File>> {
    let opened = || File::open(path).ok().map(BufReader::new);
    engine::is_archive(opened()?).then(opened).flatten()
}

fn amounts(documents: usize, originals: usize) -> String {
    format!("{documents} documents, {originals} originals")
}
