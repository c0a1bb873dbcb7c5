//! Reminders: what is said to an athlete, when, and over which channels.
//!
//! Whatever changes a plan is a commit to the athlete's documents. [`Engine::deliver`], by which all commits go, adds to
//! each such commit a job that looks at the messages again, so that no use case has to think of it. The [job](work) derives from
//! the plan which messages are wanted (`reminders::Situation`), compares with what was sent ([`StoredOutbox`]) and claims
//! what is due in a commit that fails if the plan has changed since: a message of a session that was cancelled is never
//! claimed. What was claimed is sent by tasks of their own, a lane for each kind of channel, so that a slow mail server holds
//! up no push. A squad's practitioners are told [in the same way](squad_work): the squad's partition has an outbox for each of them.

mod changes;
mod channel;
mod feed;
mod feed_log;
mod outbox;
mod push_key;
mod replan;
mod sealed;
mod settings;
mod situation;
mod squad;
mod squad_work;
mod wording;
mod work;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use connect::notify::{Address, Sender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

pub use changes::DeadLetter;
pub use channel::{Channel, Hears, NewChannel};
pub use feed::{Feed, FeedEntry};
pub use feed_log::{FeedLine, FeedNews};
pub use outbox::{MessageState, SentMessage};
pub use settings::ReminderSettings;
pub use squad::SquadReminders;
pub use wording::{Act, Saying, Wording, Words};

pub(crate) use channel::Reach;
pub(crate) use feed::FEEDS;
pub(crate) use work::REMIND;

use crate::Engine;
use wording::Codes;

/// The collections of reminders that belong to the server they were written by.
pub(crate) const NOT_IN_ARCHIVES: [&str; 5] =
    [CHANNELS, OUTBOX, feed::FEED, feed_log::FEED_LOG, changes::CHANGE_NEWS];
pub(crate) const CHANNELS: &str = "channels";
pub(crate) const OUTBOX: &str = "outbox";

/// How many messages of one kind of channel are on their way at a time.
const LANE: usize = 64;
/// How many of them to one host, of kinds whose hosts people choose: one that does not answer takes no room from the others.
const OF_ONE_HOST: usize = LANE / 4;
/// No more hosts are remembered than these, unless as many are under way.
const MOST_HOSTS: usize = 1000;

/// The ways out, and what says the words.
pub(crate) struct Messages {
    sender: Option<Arc<dyn Sender>>,
    wording: Arc<dyn Wording>,
    /// The public half of the key that browsers subscribe with.
    push_key: Option<String>,
    lanes: [Arc<Semaphore>; 5],
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
    under_way: watch::Sender<usize>,
    tally: Tally,
}

impl Default for Messages {
    fn default() -> Self {
        Self {
            sender: None,
            wording: Arc::new(Codes),
            push_key: None,
            lanes: std::array::from_fn(|_| Arc::new(Semaphore::new(LANE))),
            hosts: Mutex::default(),
            under_way: watch::Sender::new(0),
            tally: Tally::default(),
        }
    }
}

impl Messages {
    /// Something is on its way, until [`end`](Self::end).
    pub(crate) fn begin(&self) {
        self.under_way.send_modify(|count| *count += 1);
    }

    pub(crate) fn end(&self) {
        self.under_way.send_modify(|count| *count -= 1);
    }

    pub(crate) fn sender(&self) -> Option<&dyn Sender> {
        self.sender.as_deref()
    }

    /// Waits for room on the way to an address; it is free again when the answer is dropped.
    async fn way(&self, address: &Address) -> [Option<OwnedSemaphorePermit>; 2] {
        let host = match address {
            Address::Webhook { .. } | Address::Ntfy { .. } => Some(self.host(&address.shown())),
            // The services of browsers and phones answer for millions, and mail leaves by one server.
            _ => None,
        };
        let of_host = match host {
            Some(host) => host.acquire_owned().await.ok(),
            None => None,
        };
        // Lanes are never closed.
        [of_host, self.lane(address.kind()).acquire_owned().await.ok()]
    }

    fn host(&self, name: &str) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MOST_HOSTS {
            hosts.retain(|_, host| Arc::strong_count(host) > 1);
        }
        Arc::clone(hosts.entry(name.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(OF_ONE_HOST))))
    }

    fn lane(&self, kind: &str) -> Arc<Semaphore> {
        let lane = match kind {
            "push" => 0,
            "ntfy" => 1,
            "mail" => 2,
            "fcm" | "apns" => 3,
            _ => 4,
        };
        Arc::clone(&self.lanes[lane])
    }
}

/// What this process did with messages, for operators.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    accepted: std::sync::atomic::AtomicU64,
    refused: std::sync::atomic::AtomicU64,
    later: std::sync::atomic::AtomicU64,
    gone: std::sync::atomic::AtomicU64,
    missed: std::sync::atomic::AtomicU64,
    lag: std::sync::atomic::AtomicI64,
}

/// What this process did with messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MessageCounts {
    /// Messages that a channel took.
    pub accepted: u64,
    /// Messages that a channel will never take.
    pub refused: u64,
    /// Tries that are repeated later.
    pub later: u64,
    /// Channels that were removed because nobody is there any more.
    pub gone: u64,
    /// Messages that came too late or were too many.
    pub missed: u64,
    /// How late the message was that was claimed last, s.
    pub lag: i64,
}

impl Engine {
    /// The same, sending messages this way, in these words.
    #[must_use]
    pub fn with_messages(
        self,
        sender: Arc<dyn Sender>,
        wording: Arc<dyn Wording>,
        push_key: Option<String>,
    ) -> Self {
        let messages = Messages { sender: Some(sender), wording, push_key, ..Messages::default() };
        Self { messages: Arc::new(messages), ..self }
    }

    /// The public key that browsers subscribe with; none where this server sends no pushes.
    pub fn push_key(&self) -> Option<&str> {
        self.messages.push_key.as_deref()
    }

    /// The kinds of channels that this server can send to.
    pub fn channel_kinds(&self) -> Vec<&'static str> {
        self.messages.sender.as_ref().map(|sender| sender.offers()).unwrap_or_default()
    }

    /// Waits until what is on its way has arrived or failed.
    pub async fn sent(&self) {
        let mut under_way = self.messages.under_way.subscribe();
        // The sender lives as long as `self`.
        let _ = under_way.wait_for(|count| *count == 0).await;
    }

    /// What this process did with messages.
    pub fn message_counts(&self) -> MessageCounts {
        use std::sync::atomic::Ordering::Relaxed;
        let tally = &self.messages.tally;
        MessageCounts {
            accepted: tally.accepted.load(Relaxed),
            refused: tally.refused.load(Relaxed),
            later: tally.later.load(Relaxed),
            gone: tally.gone.load(Relaxed),
            missed: tally.missed.load(Relaxed),
            lag: tally.lag.load(Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::FutureExt;

    use super::*;

    fn hook(url: &str) -> Address {
        Address::Webhook { url: url.to_owned(), secret: String::new(), previous: None }
    }

    #[test]
    fn trap_66_a_host_that_does_not_answer_takes_no_room_from_others() {
        let messages = Messages::default();
        let way = |address: &Address| messages.way(address).now_or_never();
        let dead = hook("https://dead.example.org/1");
        let mut held: Vec<_> = (0..OF_ONE_HOST).map(|_| way(&dead).unwrap()).collect();
        assert!(way(&hook("https://dead.example.org/2")).is_none(), "it has as much room as it gets");
        assert!(way(&hook("https://alive.example.org/1")).is_some());
        held.pop();
        assert!(way(&dead).is_some());
        // All browsers of one maker have one host.
        let push = |n: usize| Address::Push {
            endpoint: format!("https://fcm.googleapis.com/fcm/send/{n}"),
            p256dh: String::new(),
            auth: String::new(),
            key: String::new(),
        };
        let pushes: Vec<_> = (0..LANE).map(|n| way(&push(n))).collect();
        assert!(pushes.iter().all(Option::is_some));
    }
}
