//! `isotone import`: recordings and calendars, one or a folder of them.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use connect::calendar;
use engine::{AthleteChanges, AthleteRecord, Came, Engine, Hints, ImportOutcome};
use formats::Parts;
use units::Mass;

use crate::commands::export::restore_archives;
use crate::commands::{ME, moment, show, timeline};
use crate::config::Config;
use crate::failure::Failure;
use crate::folder::{self, Found};
use crate::open;
use crate::watched::Watched;

/// How often a watched folder is looked through.
const LOOK_AGAIN: Duration = Duration::from_secs(3);
/// How many events are shown at the end.
const SHOWN: usize = 20;

/// The flags of `isotone import`.
#[derive(clap::Args)]
#[command(
    after_help = "What came before is passed over, so an import that was stopped goes on where it was: run it again."
)]
pub(crate) struct Arguments {
    /// Files, folders to look through, addresses of calendars (https:// or webcal://), archives of isotone export
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Your body mass, when you are new here
    #[arg(long, value_name = "MASS")]
    mass: Option<String>,
    /// When the recording began, for streams that do not say
    #[arg(long, value_name = "TIME")]
    start: Option<String>,
    /// Whose records to take, of a file that holds several users'
    #[arg(long, value_name = "USER")]
    account: Option<String>,
    /// Keep looking through the folders for new files, until stopped
    #[arg(long)]
    watch: bool,
    /// Whose recordings they are [default: me, and the archive's own athlete]
    #[arg(long)]
    athlete: Option<String>,
}

pub(crate) async fn run(config: &Config, mut arguments: Arguments) -> Result<(), Failure> {
    let engine = open::engine(config).await?;
    arguments.paths = restore_archives(&engine, arguments.paths, arguments.athlete.as_deref()).await?;
    if arguments.paths.is_empty() {
        return Ok(());
    }
    let id = arguments.athlete.as_deref().unwrap_or(ME);
    if let Some(mass) = show::optional::<Mass>("mass", arguments.mass.as_deref(), config.units)? {
        let new = AthleteChanges { body_mass: Some(mass), ..AthleteChanges::default() };
        engine.put_athlete(id, new, &config.zone).await?;
    }
    let record = engine.athlete(id).await.map_err(|_| {
        Failure::Argument(format!("there is no athlete '{id}' yet: give --mass, such as --mass 70.4kg"))
    })?;
    let start = arguments.start.as_deref().map(|text| moment::parse("start", text, &record)).transpose()?;
    let hints = Hints { start, account: arguments.account.clone(), ..Hints::default() };
    let mut import = Import {
        engine: &engine,
        record: &record,
        hints,
        folders: arguments.paths.clone(),
        told: Told::default(),
    };
    for address in arguments.paths.iter().filter(|path| is_address(path)).filter_map(|path| path.to_str()) {
        let bytes = calendar::fetch(address).await.map_err(|error| Failure::Argument(error.to_string()))?;
        import.take(address, "calendar.ics", &bytes).await?;
    }
    let folders: Vec<&PathBuf> = arguments.paths.iter().filter(|path| !is_address(path)).collect();
    let look = folder::look(folders.iter().copied())?;
    for (path, reason) in &look.passed_over {
        println!("passed over {}: {reason}", import.shown(path));
    }
    import.take_files(&look.files, true).await?;
    import.told.print();
    if import.told.changed() {
        let events = engine.events(id, jiff::Timestamp::MIN, jiff::Timestamp::MAX).await?;
        println!("\nThe timeline, newest last ({} events):", events.len());
        timeline::print(&events[events.len().saturating_sub(SHOWN)..], &record, config.units);
        let open = engine.questions(id).await?.len();
        if open > 0 {
            println!("\n{open} open questions: isotone timeline questions");
        }
    }
    if arguments.watch {
        return import.watch(&folders, Watched::after(&look.files)).await;
    }
    Ok(())
}

fn is_address(path: &Path) -> bool {
    path.to_str().is_some_and(calendar::is_address)
}

/// An import under way.
struct Import<'a> {
    engine: &'a Engine,
    record: &'a AthleteRecord,
    hints: Hints,
    /// The folders that were given: files are called by their way from there.
    folders: Vec<PathBuf>,
    told: Told,
}

/// What came of the files so far.
#[derive(Default)]
struct Told {
    read: usize,
    recovered: usize,
    known: usize,
    refused: usize,
    left_out: usize,
    stopped_before: usize,
}

impl Import<'_> {
    fn shown(&self, file: &Path) -> String {
        let inside = self.folders.iter().find_map(|folder| file.strip_prefix(folder).ok());
        inside.filter(|way| !way.as_os_str().is_empty()).unwrap_or(file).display().to_string()
    }

    /// Takes in the files; stops between two of them when asked to. A file that cannot be read does not stop the others.
    async fn take_files(&mut self, files: &[Found], progress: bool) -> Result<(), Failure> {
        let begun = Instant::now();
        let mut stop = std::pin::pin!(tokio::signal::ctrl_c());
        for (done, file) in files.iter().enumerate() {
            let shown = self.shown(&file.path);
            match folder::read(&file.path) {
                Ok((name, bytes)) => self.take(&shown, &name, &bytes).await?,
                Err(Failure::File { source, .. }) => self.tell(&shown, &refused(source.to_string())),
                Err(failure) => return Err(failure),
            }
            if progress {
                estimate(done + 1, files.len(), begun.elapsed());
            }
            let stopped = tokio::time::timeout(Duration::ZERO, stop.as_mut()).await.is_ok();
            if stopped {
                self.told.stopped_before = files.len() - done - 1;
                break;
            }
        }
        Ok(())
    }

    /// Takes in a file, or the recordings in an archive of many, one by one.
    async fn take(&mut self, shown: &str, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        match Parts::of(bytes) {
            Ok(Some(mut parts)) if !parts.names().is_empty() => {
                for number in 0..parts.names().len() {
                    let part = parts.names()[number].clone();
                    let shown = format!("{shown}/{part}");
                    match parts.take(number) {
                        Ok(bytes) => self.take_one(&shown, &part, &bytes).await?,
                        Err(error) => self.tell(&shown, &refused(error.to_string())),
                    }
                }
                self.told.left_out += parts.left_out();
                Ok(())
            }
            // What is wrong with an archive is said by its reader.
            _ => self.take_one(shown, name, bytes).await,
        }
    }

    async fn take_one(&mut self, shown: &str, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let taken = self.engine.import_with(&self.record.id, name, bytes, &self.hints).await;
        let outcome = ImportOutcome::of(taken)?;
        self.tell(shown, &outcome);
        Ok(())
    }

    fn tell(&mut self, shown: &str, outcome: &ImportOutcome) {
        let told = &mut self.told;
        let counter = match outcome.came {
            Came::Read | Came::Unpacked => &mut told.read,
            Came::Recovered => &mut told.recovered,
            Came::Known => &mut told.known,
            Came::Refused => &mut told.refused,
        };
        *counter += 1;
        print(shown, outcome);
    }

    /// Looks for new files until stopped.
    async fn watch(mut self, folders: &[&PathBuf], mut watched: Watched) -> Result<(), Failure> {
        println!("\nWatching for new files; Ctrl-C stops.");
        let mut stop = std::pin::pin!(tokio::signal::ctrl_c());
        loop {
            if tokio::time::timeout(LOOK_AGAIN, stop.as_mut()).await.is_ok() {
                return Ok(());
            }
            let news = watched.look(folders.iter().copied())?;
            self.take_files(&news.files, false).await?;
            for file in news.files {
                watched.done(file);
            }
        }
    }
}

fn refused(reason: String) -> ImportOutcome {
    ImportOutcome { came: Came::Refused, notes: vec![reason], ..ImportOutcome::default() }
}

/// What came of a file, in a line, and a line for each thing to know about it.
pub(crate) fn print(shown: &str, outcome: &ImportOutcome) {
    let came = outcome.came.words();
    match (outcome.came, &outcome.format) {
        (Came::Refused, _) => println!("{came:<10} {shown}: {}", outcome.notes.join("; ")),
        (Came::Known, _) => println!("{came:<10} {shown}"),
        (_, format) => {
            let held = format.as_ref().map(|format| format!(" ({format}: {})", outcome.contents()));
            println!("{came:<10} {shown}{}", held.unwrap_or_default());
            for note in &outcome.notes {
                println!("           {note}");
            }
        }
    }
}

/// How far it is and how long it may take, on a terminal.
fn estimate(done: usize, of: usize, elapsed: Duration) {
    let mut out = std::io::stderr();
    if of < 20 || !out.is_terminal() {
        return;
    }
    let each = elapsed / u32::try_from(done).unwrap_or(u32::MAX);
    let left = each * u32::try_from(of - done).unwrap_or(u32::MAX);
    // A terminal that is gone does not stop the import.
    let _ = write!(out, "\r{done} of {of}, about {} s left \r", left.as_secs());
    let _ = out.flush();
}

impl Told {
    fn changed(&self) -> bool {
        self.read + self.recovered > 0
    }

    fn print(&self) {
        let Self { read, recovered, known, refused, left_out, stopped_before } = self;
        let files = read + recovered + known + refused;
        println!(
            "{files} files: {read} read, {recovered} recovered, {known} known already, {refused} refused"
        );
        if *left_out > 0 {
            println!(
                "{left_out} more files in archives are no recordings (pictures, tables) and were left out."
            );
        }
        if *stopped_before > 0 {
            println!("Stopped before {stopped_before} more files: run the same again to go on.");
        }
    }
}
