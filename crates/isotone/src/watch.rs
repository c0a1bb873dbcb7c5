//! The folder that a running server watches: what is put there is taken in.

use std::path::{Path, PathBuf};
use std::time::Duration;

use engine::{Came, Engine, Hints, ImportOutcome};
use tokio::sync::watch;

use crate::folder::Watched;

/// How often the folder is looked through.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Takes in what is put into the folder until `stopping` says so. What was there before is passed over by its content.
pub(crate) async fn watch(
    engine: Engine,
    folder: PathBuf,
    athlete: String,
    mut stopping: watch::Receiver<bool>,
) {
    let mut watched = Watched::default();
    let mut said = false;
    while !*stopping.borrow() {
        match watched.look([&folder]) {
            Ok(files) => {
                said = false;
                for file in files {
                    if *stopping.borrow() {
                        return;
                    }
                    take(&engine, &file, &athlete).await;
                }
            }
            // A folder on a stick that is not plugged in is said once, not every five seconds.
            Err(error) if !said => {
                tracing::warn!(%error, "the watched folder cannot be looked through");
                said = true;
            }
            Err(_) => {}
        }
        // Either way it is time to look again.
        let _ = tokio::time::timeout(LOOK_EVERY, stopping.changed()).await;
    }
}

async fn take(engine: &Engine, file: &Path, athlete: &str) {
    let shown = file.display();
    let (name, bytes) = match crate::folder::read(file) {
        Ok(read) => read,
        Err(error) => return tracing::warn!(%error, "a file cannot be read"),
    };
    let taken = engine.import_with(athlete, &name, &bytes, &Hints::default()).await;
    match ImportOutcome::of(taken) {
        Ok(outcome) if outcome.came == Came::Refused => {
            tracing::warn!(file = %shown, reason = outcome.notes.join("; "), "refused");
        }
        Ok(outcome) => tracing::info!(file = %shown, holds = outcome.contents(), "{}", outcome.came.words()),
        Err(error) => tracing::warn!(%error, file = %shown, "it waits: put it there again"),
    }
}
