//! Work that holds a thread for long, off the threads that answer requests.

use std::sync::Arc;
use std::thread;

use tokio::sync::Semaphore;

use crate::{Error, panic_message};

/// A limit on how many pieces of such work run at once, so that a flood of them takes neither the memory nor all
/// processors; the others wait their turn.
#[derive(Clone, Debug)]
pub(crate) struct Blocking {
    permits: Arc<Semaphore>,
}

impl Blocking {
    /// At most this many at once.
    pub(crate) fn at_once(most: usize) -> Self {
        Self { permits: Arc::new(Semaphore::new(most.max(1))) }
    }

    /// As many as there are processors.
    pub(crate) fn by_processors() -> Self {
        Self::at_once(thread::available_parallelism().map_or(1, usize::from))
    }

    /// Runs work on a thread of its own when its turn comes.
    ///
    /// # Errors
    /// [`Error::Defect`] when it panics, or the runtime stops.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|closed| Error::Defect(closed.to_string()))?;
        // The permit goes with the work: a request that is cancelled meanwhile does not make room before it is done.
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        });
        done.await.map_err(|ended| match ended.try_into_panic() {
            Ok(panic) => Error::Defect(panic_message(&*panic)),
            Err(cancelled) => Error::Defect(cancelled.to_string()),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn no_more_than_the_limit_runs_at_once_and_a_panic_is_an_error() {
        let blocking = Blocking::at_once(2);
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let mut all = Vec::new();
        for _ in 0..8 {
            let (blocking, running, most) = (blocking.clone(), Arc::clone(&running), Arc::clone(&most));
            all.push(tokio::spawn(async move {
                let work = move || {
                    most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    thread::sleep(Duration::from_millis(5));
                    running.fetch_sub(1, Ordering::SeqCst);
                };
                blocking.run(work).await
            }));
        }
        for one in all {
            one.await.unwrap().unwrap();
        }
        assert!(most.load(Ordering::SeqCst) <= 2);
        let broken = blocking.run(|| assert_eq!(1 + 1, 3, "sums")).await;
        assert!(matches!(broken, Err(Error::Defect(words)) if words.contains("sums")));
    }
}
