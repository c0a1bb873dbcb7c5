//! The folder that a running server watches: what is put there is read.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use engine::{Came, Engine, Error, Hints, ImportOutcome};
use formats::Parts;
use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};

use crate::folder::{self, Found};
use crate::watched::{Watched, may_be_on_its_way};

/// Archives are opened this deep, as in an import.
const DEEPEST: u8 = 3;
/// How often the folder is looked through.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// The folder and whose recordings are put there.
pub(crate) struct Folder {
    /// The folder.
    pub(crate) path: PathBuf,
    /// The athlete.
    pub(crate) athlete: String,
}

/// Watches the folder until `stopping` says so, on a thread of its own: a disk that does not answer holds up neither
/// requests nor the end of the process. What was there before is passed over by its content.
///
/// # Errors
/// When the system gives no thread.
pub(crate) fn spawn(
    engine: Engine,
    folder: Folder,
    stopping: watch::Receiver<bool>,
) -> std::io::Result<oneshot::Receiver<()>> {
    let (ended, end) = oneshot::channel();
    let runtime = Handle::current();
    std::thread::Builder::new().name("watched folder".to_owned()).spawn(move || {
        Watcher { engine, folder, stopping, runtime, watched: Watched::default() }.run();
        // Nobody waits for it when the process was cut off.
        let _ = ended.send(());
    })?;
    Ok(end)
}

struct Watcher {
    engine: Engine,
    folder: Folder,
    stopping: watch::Receiver<bool>,
    runtime: Handle,
    watched: Watched,
}

/// What is to be done about a file after it was tried.
enum Tried {
    Done,
    Later(String),
}

impl Watcher {
    fn run(&mut self) {
        let mut said = false;
        while !*self.stopping.borrow() {
            match self.watched.look([&self.folder.path]) {
                Ok(news) => {
                    said = false;
                    for (path, reason) in news.passed_over {
                        tracing::warn!(path = ?path, reason, "passed over in the watched folder");
                    }
                    self.take_all(news.files);
                }
                // A folder on a stick that is not plugged in is said once, not every five seconds.
                Err(error) if !said => {
                    tracing::warn!(%error, "the watched folder cannot be looked through");
                    said = true;
                }
                Err(_) => {}
            }
            let runtime = self.runtime.clone();
            // Either way it is time to look again.
            let _ =
                runtime.block_on(async { tokio::time::timeout(LOOK_EVERY, self.stopping.changed()).await });
        }
    }

    fn take_all(&mut self, files: Vec<Found>) {
        for file in files {
            if *self.stopping.borrow() {
                return;
            }
            match self.take(&file) {
                Tried::Done => self.watched.done(file),
                Tried::Later(reason) => {
                    let times = self.watched.failed(&file);
                    if times == 1 {
                        tracing::warn!(file = ?file.path, reason, "it is tried again later");
                    }
                }
            }
        }
    }

    fn take(&self, file: &Found) -> Tried {
        let (name, bytes) = match folder::read(&file.path) {
            Ok(read) => read,
            Err(error) => return Tried::Later(error.to_string()),
        };
        if may_be_on_its_way(file, SystemTime::now()) && !Engine::reads_whole(&name, &bytes) {
            return Tried::Later("it cannot be read whole: the rest may be on its way".to_owned());
        }
        match self.take_in(&file.path, &name, &bytes, 0) {
            Ok(()) => Tried::Done,
            Err(reason) => Tried::Later(reason),
        }
    }

    /// Imports a recording, or those in an archive one by one. `depth` is the number of archives it is in.
    fn take_in(&self, shown: &Path, name: &str, bytes: &[u8], depth: u8) -> Result<(), String> {
        let mut parts = match Parts::of(bytes) {
            Ok(Some(parts)) if !parts.names().is_empty() && depth < DEEPEST => parts,
            _ => return self.take_one(shown, name, bytes).map_err(|error| error.to_string()),
        };
        for number in 0..parts.names().len() {
            let part = parts.names()[number].clone();
            let shown = shown.join(&part);
            let Ok(bytes) = parts.take(number) else {
                tracing::warn!(file = ?shown, "refused: it is damaged or too large");
                continue;
            };
            if *self.stopping.borrow() {
                return Err("the server stops".to_owned());
            }
            self.take_in(&shown, &part, &bytes, depth + 1)?;
        }
        Ok(())
    }

    /// Imports a recording and says in the log what came of it.
    fn take_one(&self, shown: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let hints = Hints::default();
        let taken = self.engine.import_with(&self.folder.athlete, name, bytes, &hints);
        let outcome = ImportOutcome::of(self.runtime.block_on(taken))?;
        if outcome.came == Came::Refused {
            tracing::warn!(file = ?shown, reason = outcome.notes.join("; "), "refused");
        } else {
            tracing::info!(file = ?shown, holds = outcome.contents(), "{}", outcome.came.words());
        }
        Ok(())
    }
}
