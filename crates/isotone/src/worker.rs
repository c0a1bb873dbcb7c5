//! The jobs of a running server: looked for every second, some side by side, until it stops.

use std::time::Duration;

use engine::{Engine, Error, Worked};
use server::App;
use tokio::sync::watch;

/// Jobs are due to the second.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// So many jobs are under way at a time. They share one thread: what they do side by side is to wait, for providers that take
/// half a second to answer and for the database.
const AT_ONCE: usize = 16;

/// A worker that ran into a defect begins anew after so long.
const REST: Duration = Duration::from_secs(1);

/// Does the jobs that are due until `stopping` says so; those under way are finished first. A job that panics counts as
/// failed and is tried again; should the worker itself panic, it begins anew.
pub(crate) async fn work(engine: Engine, app: App, mut stopping: watch::Receiver<bool>) {
    while let Err(cause) = engine::caught(work_until(&engine, &app, stopping.clone())).await {
        app.operations().panicked();
        tracing::error!(cause, "the worker ran into a defect of the program and begins anew");
        let _ = tokio::time::timeout(REST, stopping.changed()).await;
    }
}

async fn work_until(engine: &Engine, app: &App, mut stopping: watch::Receiver<bool>) {
    let mut scheduled = false;
    let mut worker = engine.worker(AT_ONCE);
    while !*stopping.borrow() {
        if !scheduled {
            scheduled = engine.schedule().await.inspect_err(not_now).is_ok();
        }
        let turned = worker.turn(LOOK_EVERY).await;
        let rests = turned.is_err() || worker.is_idle();
        if tell(app, turned) == 0 && rests {
            // Either way it is time to look again.
            let _ = tokio::time::timeout(LOOK_EVERY, stopping.changed()).await;
        }
    }
    tell(app, worker.finish().await);
}

/// Notes how jobs went; how many ended.
fn tell(app: &App, worked: Result<Worked, Error>) -> usize {
    let worked = worked.inspect_err(not_now).unwrap_or_default();
    app.operations().worked(worked.done, worked.failed.len());
    for (job, error) in &worked.failed {
        let (number, kind, attempt) = (job.id.0, &job.kind, job.attempts);
        if matches!(error, Error::Defect(_)) {
            app.operations().panicked();
        }
        tracing::warn!(number, kind, attempt, %error, "a job failed and will be tried again");
    }
    worked.done + worked.failed.len() + worked.overtaken
}

fn not_now(error: &Error) {
    tracing::warn!(%error, "jobs wait for the database");
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use engine::Clock;
    use jiff::Timestamp;
    use server::{Access, Settings};

    use super::*;

    /// A clock that has a defect the first time it is asked.
    struct BrokenOnce(AtomicBool);

    impl Clock for BrokenOnce {
        fn now(&self) -> Timestamp {
            assert!(self.0.swap(true, Ordering::SeqCst), "the clock stands still");
            Timestamp::now()
        }
    }

    #[tokio::test]
    async fn a_worker_that_panics_begins_anew() {
        let engine =
            Engine::new(Arc::new(store::Memory::default()), Arc::new(BrokenOnce(AtomicBool::new(false))));
        let app = App::new(engine.clone(), Settings::of(Access::Open));
        let (stop, stopping) = watch::channel(false);
        let working = tokio::spawn(work(engine.clone(), app, stopping));
        while engine.schedules().await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.send(true).unwrap();
        working.await.unwrap();
    }
}
