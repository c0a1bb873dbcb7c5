//! Commits that share a transaction.
//!
//! A commit waits until its log is on the disk, which takes milliseconds, and a connection carries one at a time: a pool of
//! twenty on a disk of 4 ms is full at some two thousand commits a second, and what arrives then waits in a line that grows.
//! So commits that arrive while others are under way are put together: whoever is done next takes all that wait, one
//! transaction brings them to the disk, and each is answered when they are there. Nothing waits for company.
//!
//! Each commit keeps its own gate, so that one which is refused leaves the others alone, and skips an owner whose row somebody
//! else holds, so that a group waits for nobody. What did not pass, for whichever reason, is asked for again by itself.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use deadpool_postgres::{Client, Pool};
use tokio::sync::oneshot;

use super::commit::Request;
use super::retry::Failure;
use crate::Revision;

/// So many groups are under way at a time: while one waits for the disk, others are written.
const GROUPS: usize = 4;

/// The most commits of a group.
const MOST: usize = 64;

/// Commits that wait for the next group.
#[derive(Clone, Default)]
pub(super) struct Groups(Arc<Mutex<Queue>>);

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    under_way: usize,
}

struct Waiting {
    request: Arc<Request>,
    answer: oneshot::Sender<Option<Revision>>,
}

impl Groups {
    /// Commits together with others that come at the same time; `None` where it did not pass, or where it is not known whether it
    /// did: then it is to be asked for by itself.
    pub(super) async fn commit(&self, pool: &Pool, request: &Arc<Request>) -> Option<Revision> {
        let (answer, made) = oneshot::channel();
        let begins = {
            let mut queue = self.queue();
            queue.waiting.push_back(Waiting { request: Arc::clone(request), answer });
            let begins = queue.under_way < GROUPS;
            queue.under_way += usize::from(begins);
            begins
        };
        if begins {
            // On a task of its own: a caller that goes away takes nobody else's commit along.
            let (groups, pool) = (self.clone(), pool.clone());
            tokio::spawn(async move { groups.work(&pool).await });
        }
        made.await.ok().flatten()
    }

    /// Commits group after group until nothing waits.
    async fn work(&self, pool: &Pool) {
        // Also when a group ends by a defect, there is room for another.
        let mut place = Place(Some(self));
        while let Some(group) = place.next() {
            commit_together(pool, group).await;
        }
    }

    fn queue(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A group's place among those under way.
struct Place<'a>(Option<&'a Groups>);

impl Place<'_> {
    /// The commits that wait; the place is given up where there are none.
    fn next(&mut self) -> Option<Vec<Waiting>> {
        let groups = self.0?;
        let mut queue = groups.queue();
        let most = queue.waiting.len().min(MOST);
        if most == 0 {
            queue.under_way -= 1;
            self.0 = None;
            return None;
        }
        Some(queue.waiting.drain(..most).collect())
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if let Some(groups) = self.0 {
            groups.queue().under_way -= 1;
        }
    }
}

async fn commit_together(pool: &Pool, group: Vec<Waiting>) {
    let requests: Vec<&Request> = group.iter().map(|waiting| &*waiting.request).collect();
    let made = match pool.get().await {
        Ok(mut client) => {
            for request in &requests {
                request.may_have_happened(true);
            }
            let made = write(&mut client, &requests).await;
            if made.as_ref().is_err_and(Failure::passes) {
                // It is broken, or what it leads to is.
                drop(Client::take(client));
            }
            made.ok()
        }
        Err(_) => None,
    };
    for (request, made) in requests.iter().zip(made.iter().flatten()) {
        request.may_have_happened(made.is_some());
    }
    let mut made = made.unwrap_or_default().into_iter();
    for waiting in group {
        // Whoever asked may have gone away.
        let _ = waiting.answer.send(made.next().flatten());
    }
}

/// What the server answers to one of the messages of a group.
type Written<'a> = Pin<Box<dyn Future<Output = Result<Option<Revision>, Failure>> + Send + 'a>>;

/// The revisions that the commits of a group made, `None` for those that did not pass.
async fn write(client: &mut Client, requests: &[&Request]) -> Result<Vec<Option<Revision>>, Failure> {
    let mut statements = Vec::with_capacity(requests.len());
    for request in requests {
        // Each is prepared once for a connection, and not by all at the same time.
        statements.push(client.prepare_cached(request.sql(true)).await?);
    }
    let client = &*client;
    let is_several = requests.len() > 1;
    let mut messages: Vec<Written<'_>> = Vec::with_capacity(requests.len() + 2);
    messages.extend(is_several.then(|| plain(client, "BEGIN")));
    for (request, statement) in requests.iter().copied().zip(statements) {
        messages.push(Box::pin(async move {
            let row = client.query_opt(&statement, &request.parameters()).await?;
            Ok(row.and_then(|row| Revision::stored(row.get(0))))
        }));
    }
    messages.extend(is_several.then(|| plain(client, "COMMIT")));
    // One way there and back for all of them. Where one fails, the COMMIT at the end undoes the others.
    let written = in_order(messages).await;
    let ends = usize::from(is_several);
    let mut made = written.into_iter().collect::<Result<Vec<_>, _>>()?;
    made.truncate(made.len() - ends);
    Ok(made.split_off(ends))
}

fn plain<'a>(client: &'a Client, command: &'static str) -> Written<'a> {
    Box::pin(async move {
        client.batch_execute(command).await?;
        Ok(None)
    })
}

/// Sends all messages in this order, without waiting for the answers in between, and gives the answers.
async fn in_order<T>(mut messages: Vec<Pin<Box<dyn Future<Output = T> + Send + '_>>>) -> Vec<T> {
    let mut answers: Vec<Option<T>> = messages.iter().map(|_| None).collect();
    poll_fn(|context| {
        let mut all = Poll::Ready(());
        for (message, answer) in messages.iter_mut().zip(&mut answers).filter(|(_, answer)| answer.is_none())
        {
            match message.as_mut().poll(context) {
                Poll::Ready(given) => *answer = Some(given),
                Poll::Pending => all = Poll::Pending,
            }
        }
        all
    })
    .await;
    answers.into_iter().flatten().collect()
}
