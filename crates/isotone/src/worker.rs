//! The jobs of a running server: looked for every second, one at a time, until it stops.

use std::time::Duration;

use engine::{Engine, Error};
use server::App;
use tokio::sync::watch;

/// Jobs are due to the second.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// After so many jobs it is looked whether the server stops.
const MOST_AT_ONCE: usize = 4;

/// Does the jobs that are due until `stopping` says so; the job under way is finished first.
pub(crate) async fn work(engine: Engine, app: App, mut stopping: watch::Receiver<bool>) {
    let mut scheduled = false;
    while !*stopping.borrow() {
        if !scheduled {
            scheduled = engine.schedule().await.inspect_err(not_now).is_ok();
        }
        let busy = match engine.work(MOST_AT_ONCE).await {
            Ok(worked) => {
                app.operations().worked(worked.done, worked.failed.len());
                for (job, error) in &worked.failed {
                    let (number, kind, attempt) = (job.id.0, &job.kind, job.attempts);
                    tracing::warn!(number, kind, attempt, %error, "a job failed and will be tried again");
                }
                worked.done == MOST_AT_ONCE
            }
            Err(error) => {
                not_now(&error);
                false
            }
        };
        if !busy {
            // Either way it is time to look again.
            let _ = tokio::time::timeout(LOOK_EVERY, stopping.changed()).await;
        }
    }
}

fn not_now(error: &Error) {
    tracing::warn!(%error, "jobs wait for the database");
}
