//! `isotone import`: recordings and calendars, one or a folder of them.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use connect::calendar;
use engine::{AthleteChanges, AthleteRecord, Engine, Hints, ImportedRecording};
use units::Mass;

use crate::commands::export::restore_archives;
use crate::commands::{ME, moment, show, timeline};
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

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
    let hints = Hints { start, account: arguments.account.clone() };
    let mut import = Import { engine: &engine, record: &record, hints, told: Told::default() };
    for address in arguments.paths.iter().filter_map(|path| path.to_str()).filter(|p| calendar::is_address(p))
    {
        let bytes = calendar::fetch(address).await.map_err(|error| Failure::Argument(error.to_string()))?;
        import.take(address, "calendar.ics", &bytes).await?;
    }
    let files = files(&arguments.paths)?;
    import.take_files(&files, true).await?;
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
        return import.watch(&arguments.paths, files.into_iter().collect()).await;
    }
    Ok(())
}

/// All files under the paths, the newest first.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths.iter().filter(|path| !path.to_str().is_some_and(calendar::is_address)) {
        collect(path, &mut files)?;
    }
    let modified = |file: &PathBuf| {
        std::fs::metadata(file).and_then(|about| about.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
    };
    files.sort_by_cached_key(|file| (std::cmp::Reverse(modified(file)), file.clone()));
    files.dedup();
    Ok(files)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |source| Failure::File { path: path.display().to_string(), source };
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        // What the system hides (.DS_Store, half-written downloads) is no recording.
        if !entry.file_name().to_string_lossy().starts_with('.') {
            collect(&entry.path(), files)?;
        }
    }
    Ok(())
}

/// An import under way.
struct Import<'a> {
    engine: &'a Engine,
    record: &'a AthleteRecord,
    hints: Hints,
    told: Told,
}

/// What came of the files so far.
#[derive(Default)]
struct Told {
    read: usize,
    recovered: usize,
    known: usize,
    refused: usize,
    stopped_before: usize,
}

impl Import<'_> {
    /// Takes in the files; stops between two of them when asked to.
    async fn take_files(&mut self, files: &[PathBuf], progress: bool) -> Result<(), Failure> {
        let begun = Instant::now();
        let mut stop = std::pin::pin!(tokio::signal::ctrl_c());
        for (done, file) in files.iter().enumerate() {
            let bytes = std::fs::read(file)
                .map_err(|source| Failure::File { path: file.display().to_string(), source })?;
            let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            self.take(&file.display().to_string(), &name, &bytes).await?;
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

    async fn take(&mut self, shown: &str, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        match self.engine.import_with(&self.record.id, name, bytes, &self.hints).await {
            Ok(imported) if imported.known => {
                self.told.known += 1;
                println!("known      {shown}");
            }
            Ok(imported) => self.tell(shown, &imported),
            Err(engine::Error::Unreadable { reason, .. }) => {
                self.told.refused += 1;
                println!("refused    {shown}: {reason}");
            }
            Err(engine::Error::Invalid(fields)) => {
                self.told.refused += 1;
                println!("refused    {shown}: {}", engine::Error::Invalid(fields));
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn tell(&mut self, shown: &str, imported: &ImportedRecording) {
        let report = &imported.report;
        let what = if report.recovered { "recovered" } else { "read" };
        *(if report.recovered { &mut self.told.recovered } else { &mut self.told.read }) += 1;
        let mut parts = Vec::new();
        let mut count = |number: usize, one: &str, several: &str| {
            if number > 0 {
                parts.push(format!("{number} {}", if number == 1 { one } else { several }));
            }
        };
        count(report.observations.len(), "observation", "observations");
        count(imported.readings, "reading", "readings");
        count(imported.planned, "planned workout", "planned workouts");
        println!("{what:<10} {shown} ({}: {})", report.format, parts.join(", "));
        for note in &report.notes {
            println!("           {note}");
        }
    }

    /// Looks for new files until stopped. A file counts when its size has not changed since the last look.
    async fn watch(mut self, paths: &[PathBuf], mut seen: BTreeSet<PathBuf>) -> Result<(), Failure> {
        println!("\nWatching for new files; Ctrl-C stops.");
        let mut growing: BTreeSet<(PathBuf, u64)> = BTreeSet::new();
        let mut stop = std::pin::pin!(tokio::signal::ctrl_c());
        loop {
            if tokio::time::timeout(LOOK_AGAIN, stop.as_mut()).await.is_ok() {
                return Ok(());
            }
            let sized = files(paths)?.into_iter().filter(|file| !seen.contains(file)).map(|file| {
                let size = std::fs::metadata(&file).map_or(0, |about| about.len());
                (file, size)
            });
            let now: BTreeSet<(PathBuf, u64)> = sized.collect();
            let whole: Vec<PathBuf> = now.intersection(&growing).map(|(file, _)| file.clone()).collect();
            self.take_files(&whole, false).await?;
            seen.extend(whole);
            growing = now;
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
        let Self { read, recovered, known, refused, stopped_before } = self;
        let files = read + recovered + known + refused;
        println!(
            "{files} files: {read} read, {recovered} recovered, {known} known already, {refused} refused"
        );
        if *stopped_before > 0 {
            println!("Stopped before {stopped_before} more files: run the same again to go on.");
        }
    }
}
