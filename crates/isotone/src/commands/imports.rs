//! `isotone imports`: what was uploaded to the server and is read in the background.

use engine::{AthleteRecord, Engine, Import, ImportState};

use crate::commands::{ME, show, timeline};
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// How many files are asked for at once.
const PAGE: usize = 500;

/// The flags of `isotone imports`.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    /// Whose imports they are
    #[arg(long, default_value = ME, global = true)]
    athlete: String,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(clap::Subcommand)]
enum What {
    /// The files of an import with what came of each
    Show {
        /// The import, as isotone imports prints it
        import: String,
    },
    /// Stop an import after the file under way; what was read stays
    Cancel {
        /// The import
        import: String,
    },
    /// Go on with an import that was stopped
    Resume {
        /// The import
        import: String,
    },
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let engine = open::engine(config).await?;
    let Arguments { what, athlete, json } = arguments;
    let record = engine.athlete(&athlete).await?;
    match what {
        None => list(config, &engine, &record, json).await,
        Some(What::Show { import }) => files(config, &engine, &record, &import, json).await,
        Some(What::Cancel { import }) => {
            println!("{}", line(&engine.cancel_import(&athlete, &import).await?, &record));
            Ok(())
        }
        Some(What::Resume { import }) => {
            println!("{}", line(&engine.resume_import(&athlete, &import).await?, &record));
            println!("The server goes on with it while it runs: isotone serve");
            Ok(())
        }
    }
}

async fn list(config: &Config, engine: &Engine, record: &AthleteRecord, json: bool) -> Result<(), Failure> {
    let imports = engine.imports(&record.id).await?;
    if json {
        return show::json(&imports, config.units);
    }
    if imports.is_empty() {
        println!("No imports: upload files on the page, over the API, or use isotone import.");
    }
    for import in &imports {
        println!("{}", line(import, record));
    }
    Ok(())
}

/// An import in one line.
fn line(import: &Import, record: &AthleteRecord) -> String {
    let counts = import.counts;
    let state = match import.state {
        ImportState::Running => match import.left() {
            Some(left) => format!("running, about {} left", left.in_words()),
            None => "running".to_owned(),
        },
        ImportState::Cancelled => format!("cancelled; isotone imports resume {} goes on", import.id),
        ImportState::Finished => "finished".to_owned(),
    };
    format!(
        "{}  {}  {} of {} files: {} read, {} recovered, {} known already, {} refused ({state})",
        import.id,
        timeline::when(import.begun, record),
        import.done,
        import.files,
        counts.read,
        counts.recovered,
        counts.known,
        counts.refused
    )
}

async fn files(
    config: &Config,
    engine: &Engine,
    record: &AthleteRecord,
    id: &str,
    json: bool,
) -> Result<(), Failure> {
    let import = engine.import(&record.id, id).await?;
    let mut all = Vec::new();
    while all.len() < import.files {
        let page = engine.import_files(&record.id, id, all.len(), PAGE).await?;
        if page.is_empty() {
            break;
        }
        all.extend(page);
    }
    if json {
        return show::json(&all, config.units);
    }
    for file in all {
        match file.outcome {
            Some(outcome) => super::import::print(&file.name, &outcome),
            None => println!("waits      {}", file.name),
        }
    }
    println!("{}", line(&import, record));
    Ok(())
}
