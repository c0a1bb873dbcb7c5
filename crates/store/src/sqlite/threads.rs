//! The threads that own the connections: one that writes, several that read.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::oneshot;

use super::write::empty_log;
use crate::{Answer, StoreError};

/// How many waiting writes may share one synchronisation.
const GROUP: usize = 256;

/// How often the log is tried to be emptied while a long reader keeps it.
const EMPTY_AGAIN: Duration = Duration::from_millis(500);

/// A write on its way: applied inside the group's transaction, then told whether the group is durable.
trait Write: Send {
    fn apply(&mut self, connection: &Connection);
    fn answer(self: Box<Self>, durable: Result<(), StoreError>);
}

struct Waiting<T, F> {
    act: Option<F>,
    outcome: Option<Result<T, StoreError>>,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<T: Send, F: FnOnce(&Connection) -> Result<T, StoreError> + Send> Write for Waiting<T, F> {
    fn apply(&mut self, connection: &Connection) {
        let Some(act) = self.act.take() else { return };
        self.outcome = Some(in_savepoint(connection, act));
    }

    fn answer(self: Box<Self>, durable: Result<(), StoreError>) {
        let outcome = match (durable, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            (Err(error), _) => Err(error),
            (Ok(()), None) => Err(StoreError::Database("the write was not reached".to_owned())),
        };
        // A caller that has gone away does not want the answer.
        let _ = self.answer.send(outcome);
    }
}

/// Runs one write of a group so that its failure leaves the others untouched.
fn in_savepoint<T>(
    connection: &Connection,
    act: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    connection.prepare_cached("SAVEPOINT one")?.execute([])?;
    let outcome = act(connection);
    if outcome.is_err() {
        connection.prepare_cached("ROLLBACK TO one")?.execute([])?;
    }
    connection.prepare_cached("RELEASE one")?.execute([])?;
    outcome
}

/// What the writing thread is asked.
enum Task {
    /// A write that shares a transaction with those beside it.
    Write(Box<dyn Write>),
    /// Something was erased: nothing of it is to stay in the log.
    EmptyLog(oneshot::Sender<Result<(), StoreError>>),
}

/// The thread that writes.
pub(super) struct Writer {
    queue: Sender<Task>,
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Self {
        let (queue, writes) = channel();
        thread::spawn(move || write_groups(connection, &writes));
        Self { queue }
    }

    pub(super) fn run<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<'static, T> {
        let (answer, outcome) = oneshot::channel();
        let waiting = Box::new(Waiting { act: Some(act), outcome: None, answer });
        self.ask(Task::Write(waiting), outcome)
    }

    /// Empties the log after the writes that came before, now if no reader is in it, else again and again beside the
    /// writes that follow: nobody waits for a long reader.
    pub(super) fn empty_log(&self) -> Answer<'static, ()> {
        let (answer, outcome) = oneshot::channel();
        self.ask(Task::EmptyLog(answer), outcome)
    }

    fn ask<T: Send + 'static>(
        &self,
        task: Task,
        outcome: oneshot::Receiver<Result<T, StoreError>>,
    ) -> Answer<'static, T> {
        let sent = self.queue.send(task);
        Box::pin(async move {
            sent.map_err(|_| stopped())?;
            outcome.await.map_err(|_| stopped())?
        })
    }
}

fn write_groups(mut connection: Connection, tasks: &Receiver<Task>) {
    // Whoever erased before may have been stopped before the log was empty.
    let mut full_since = Some(Instant::now());
    loop {
        let first = match full_since {
            None => tasks.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(_) => tasks.recv_timeout(EMPTY_AGAIN),
        };
        let mut emptying = Vec::new();
        match first {
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {}
            Ok(first) => {
                let mut group = Vec::new();
                for task in std::iter::once(first).chain(tasks.try_iter()) {
                    match task {
                        Task::Write(write) => group.push(write),
                        Task::EmptyLog(answer) => emptying.push(answer),
                    }
                    if !emptying.is_empty() || group.len() == GROUP {
                        break;
                    }
                }
                if !group.is_empty() {
                    let durable = write_group(&mut connection, &mut group).map_err(StoreError::from);
                    for write in group {
                        write.answer(durable.clone());
                    }
                }
            }
        }
        let again = full_since.is_some_and(|since| since.elapsed() >= EMPTY_AGAIN);
        if !emptying.is_empty() || again {
            // What failed is tried again.
            full_since = if empty_log(&connection) == Ok(true) { None } else { Some(Instant::now()) };
            for answer in emptying {
                // A caller that has gone away does not want the answer.
                let _ = answer.send(Ok(()));
            }
        }
    }
}

fn write_group(connection: &mut Connection, group: &mut [Box<dyn Write>]) -> Result<(), rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for write in group {
        write.apply(&transaction);
        if transaction.is_autocommit() {
            // A full disk ends the transaction and all that was written in it, whoever's it was. What came
            // afterwards would be made durable one by one, and its callers told that it was not.
            return Err(rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL),
                None,
            ));
        }
    }
    transaction.commit()
}

type Read = Box<dyn FnOnce(&Connection) + Send>;

/// The connections that read: some owned by threads, some at hand for reads too short to hand over.
pub(super) struct Readers {
    queue: Sender<Read>,
    at_hand: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn start(connections: Vec<Connection>, at_hand: Vec<Connection>) -> Self {
        let (queue, reads) = channel::<Read>();
        let reads = Arc::new(Mutex::new(reads));
        for connection in connections {
            let reads = Arc::clone(&reads);
            thread::spawn(move || {
                loop {
                    // The lock is held while waiting, not while reading.
                    let next = reads.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(read) = next else { break };
                    read(&connection);
                }
            });
        }
        Self { queue, at_hand: Mutex::new(at_hand) }
    }

    /// Reads on a thread made for it.
    pub(super) fn run<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<'static, T> {
        let (answer, outcome) = oneshot::channel();
        let sent = self.queue.send(Box::new(move |connection| {
            let _ = answer.send(act(connection));
        }));
        Box::pin(async move {
            sent.map_err(|_| stopped())?;
            outcome.await.map_err(|_| stopped())?
        })
    }

    /// Reads one row here and now, when a connection is at hand: handing it to a thread and back takes ten times as
    /// long as the read.
    pub(super) fn row<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<'static, T> {
        let at_hand = || self.at_hand.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(connection) = at_hand().pop() else { return self.run(act) };
        let outcome = act(&connection);
        at_hand().push(connection);
        Box::pin(std::future::ready(outcome))
    }
}

fn stopped() -> StoreError {
    StoreError::Database("the database thread has stopped: restart the program".to_owned())
}
