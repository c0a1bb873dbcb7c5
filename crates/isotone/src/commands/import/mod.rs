//! `isotone import`: recordings and calendars, one or a folder of them.

mod report;
mod standard_input;

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

pub(crate) use report::{Report, print};
use standard_input::{DASH, StandardInput};

/// How often a watched folder is looked through.
const LOOK_AGAIN: Duration = Duration::from_secs(3);
/// Archives are opened this deep, as in an import of the server's.
const DEEPEST: u8 = 3;
/// How many events are shown at the end.
const SHOWN: usize = 20;

/// The flags of `isotone import`.
#[derive(clap::Args)]
#[command(
    after_help = "What came before is passed over, so an import that was stopped goes on where it was: run it again.\n\n\
        Exit codes: 0 everything was read or known already, 2 the command failed, 3 some files were refused, 4 all were."
)]
pub(crate) struct Arguments {
    /// Files, folders to look through, addresses of calendars (https:// or webcal://), archives of isotone export, - for
    /// the standard input
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Your body mass, when you are new here
    #[arg(long = "body-mass", value_name = "MASS", alias = "mass")]
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
    /// Print one JSON document with the outcome of each file
    #[arg(long, conflicts_with = "watch")]
    json: bool,
    /// Whose recordings they are [default: me, and the archive's own athlete]
    #[arg(long)]
    athlete: Option<String>,
}

pub(crate) async fn run(config: &Config, mut arguments: Arguments) -> Result<(), Failure> {
    let engine = open::engine(config).await?;
    let mut report = Report::new(arguments.json);
    let input = replace_dash(&mut arguments)?;
    let paths = std::mem::take(&mut arguments.paths);
    let shown = |path: &Path| shown_as(path, input.as_ref());
    arguments.paths =
        restore_archives(&engine, paths, arguments.athlete.as_deref(), shown, &mut report).await?;
    if arguments.paths.is_empty() {
        return finish(config, &report);
    }
    let id = arguments.athlete.as_deref().unwrap_or(ME);
    if let Some(mass) = show::optional::<Mass>("body-mass", arguments.mass.as_deref(), config.units)? {
        let new = AthleteChanges { body_mass: Some(mass), ..AthleteChanges::default() };
        engine.put_athlete(id, new, &config.zone).await?;
    }
    let record = engine.athlete(id).await.map_err(|_| {
        Failure::Argument(format!(
            "there is no athlete '{id}' yet: give --body-mass, such as --body-mass 70.4kg"
        ))
    })?;
    let start = arguments.start.as_deref().map(|text| moment::parse("start", text, &record)).transpose()?;
    let hints = Hints { start, account: arguments.account.clone(), ..Hints::default() };
    let mut import = Import {
        engine: &engine,
        record: &record,
        hints,
        folders: arguments.paths.clone(),
        input: input.as_ref(),
        report,
    };
    for address in arguments.paths.iter().filter_map(|path| address(path)) {
        match calendar::fetch(address).await {
            Ok(bytes) => import.take(address, "calendar.ics", &bytes, 0).await?,
            Err(error) => import.report.add(address, refused(error.to_string())),
        }
    }
    let folders: Vec<&PathBuf> = arguments.paths.iter().filter(|path| address(path).is_none()).collect();
    let look = folder::look(folders.iter().copied())?;
    for (path, reason) in look.passed_over {
        let shown = import.shown(&path);
        import.report.pass_over(shown, reason);
    }
    import.take_files(&look.files, true).await?;
    import.report.print_counts();
    import.show_timeline(config).await?;
    if arguments.watch {
        return import.watch(&folders, Watched::after(&look.files)).await;
    }
    finish(config, &import.report)
}

/// Puts a file with the standard input in the place of `-`.
fn replace_dash(arguments: &mut Arguments) -> Result<Option<StandardInput>, Failure> {
    let is_dash = |path: &PathBuf| path.as_os_str() == DASH;
    let dashes = arguments.paths.iter().filter(|path| is_dash(path)).count();
    if dashes == 0 {
        return Ok(None);
    }
    if dashes > 1 || arguments.watch {
        let message = "-: the standard input can be read once, and cannot be watched: give - alone or once";
        return Err(Failure::Argument(message.to_owned()));
    }
    let input = StandardInput::read()?;
    for path in arguments.paths.iter_mut().filter(|path| is_dash(path)) {
        input.path().clone_into(path);
    }
    Ok(Some(input))
}

/// Prints the report for programs, and says by the exit code whether files were refused.
fn finish(config: &Config, report: &Report) -> Result<(), Failure> {
    if report.is_json() {
        show::json(report, config.units)?;
    }
    report.outcome()
}

/// A path as it was given: the file with the standard input as `-`.
fn shown_as(path: &Path, input: Option<&StandardInput>) -> String {
    if input.is_some_and(|input| input.path() == path) { DASH.to_owned() } else { path.display().to_string() }
}

fn address(path: &Path) -> Option<&str> {
    path.to_str().filter(|text| calendar::is_address(text))
}

/// An import under way.
struct Import<'a> {
    engine: &'a Engine,
    record: &'a AthleteRecord,
    hints: Hints,
    /// The folders that were given: files are called by their way from there.
    folders: Vec<PathBuf>,
    /// The file that holds the standard input.
    input: Option<&'a StandardInput>,
    report: Report,
}

impl Import<'_> {
    fn shown(&self, file: &Path) -> String {
        let inside = self.folders.iter().find_map(|folder| file.strip_prefix(folder).ok());
        shown_as(inside.filter(|way| !way.as_os_str().is_empty()).unwrap_or(file), self.input)
    }

    /// Takes in the files; stops between two of them when asked to. A file that cannot be read does not stop the others.
    async fn take_files(&mut self, files: &[Found], progress: bool) -> Result<(), Failure> {
        let begun = Instant::now();
        let mut stop = std::pin::pin!(tokio::signal::ctrl_c());
        for (done, file) in files.iter().enumerate() {
            let shown = self.shown(&file.path);
            match folder::read(&file.path) {
                Ok((_, bytes)) if shown == DASH => self.take(DASH, DASH, &bytes, 0).await?,
                Ok((name, bytes)) => self.take(&shown, &name, &bytes, 0).await?,
                Err(Failure::File { source, .. }) => self.report.add(&shown, refused(source.to_string())),
                Err(failure) => return Err(failure),
            }
            if progress {
                estimate(done + 1, files.len(), begun.elapsed());
            }
            let stopped = tokio::time::timeout(Duration::ZERO, stop.as_mut()).await.is_ok();
            if stopped {
                self.report.stop_before(files.len() - done - 1);
                break;
            }
        }
        Ok(())
    }

    /// Takes in a file, or the recordings in an archive of many, one by one. `depth` is the number of archives it is in.
    async fn take(&mut self, shown: &str, name: &str, bytes: &[u8], depth: u8) -> Result<(), Failure> {
        let mut parts = match Parts::of(bytes) {
            Ok(Some(parts)) if !parts.names().is_empty() && depth < DEEPEST => parts,
            // What is wrong with an archive is said by its reader.
            _ => return self.take_one(shown, name, bytes).await,
        };
        for number in 0..parts.names().len() {
            let part = parts.names()[number].clone();
            let shown = format!("{shown}/{part}");
            match parts.take(number) {
                Ok(bytes) => Box::pin(self.take(&shown, &part, &bytes, depth + 1)).await?,
                Err(error) => self.report.add(&shown, refused(error.to_string())),
            }
        }
        self.report.leave_out(parts.left_out());
        Ok(())
    }

    async fn take_one(&mut self, shown: &str, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let taken = self.engine.import_with(&self.record.id, name, bytes, &self.hints).await;
        self.report.add(shown, ImportOutcome::of(taken)?);
        Ok(())
    }

    /// Shows the newest events, where files brought some.
    async fn show_timeline(&mut self, config: &Config) -> Result<(), Failure> {
        if !self.report.has_news() {
            return Ok(());
        }
        let id = &self.record.id;
        let events = self.engine.events(id, jiff::Timestamp::MIN, jiff::Timestamp::MAX).await?;
        let open = self.engine.questions(id).await?.len();
        self.report.timeline(events.len(), open);
        if self.report.is_json() {
            return Ok(());
        }
        println!("\nThe timeline, newest last ({} events):", events.len());
        timeline::print(&events[events.len().saturating_sub(SHOWN)..], self.record, config.units);
        if open > 0 {
            println!("\n{open} open questions: isotone timeline questions");
        }
        Ok(())
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
