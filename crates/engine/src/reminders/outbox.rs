//! The outbox as it is stored, and as people see it.

use jiff::{SignedDuration, Timestamp};
use reminders::{Gone, Outbox};
use serde::{Deserialize, Serialize};
use store::{Revision, Stored};

use super::OUTBOX;
use crate::{Engine, Error, owner};

/// The name of the one document.
pub(super) const ID: &str = "outbox";

/// Looks that changes of the plan call for are so far apart; the changes in between share the next one.
const SPACING: SignedDuration = SignedDuration::from_secs(10);

/// What was sent to an athlete or to a practitioner of a squad, and when it is looked at again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredOutbox {
    #[serde(default)]
    pub(super) outbox: Outbox,
    /// The practitioner whose it is, in a squad's partition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reader: Option<String>,
    /// When the next job looks at it; there is one for that instant.
    #[serde(default)]
    pub(super) wake: Option<Timestamp>,
    /// The revision of the athlete's documents that it was last compared with: while they stand there, jobs that many commits
    /// left behind have nothing more to find.
    #[serde(default)]
    pub(super) settled: Option<u64>,
    /// When it was last compared.
    #[serde(default)]
    pub(super) looked: Option<Timestamp>,
}

impl StoredOutbox {
    /// Whether nothing has changed since it was last compared, and nothing is due.
    pub(super) fn is_settled(&self, revision: Option<Revision>, now: Timestamp) -> bool {
        let same = self.settled.is_some() && self.settled == revision.map(Revision::get);
        same && self.wake.is_some_and(|wake| wake > now)
    }

    /// When to look at it for a change that came this soon after the last look: an import, or an athlete who tries out one
    /// start after the other, changes a plan many times in a minute. `None` where it is time to look now.
    pub(super) fn looks_soon(&self, now: Timestamp) -> Option<Timestamp> {
        let at = self.looked?.saturating_add(SPACING).ok()?;
        (self.looked? <= now && now < at).then_some(at)
    }

    /// Whether a job is there that looks at it before a change would call for it.
    pub(super) fn is_looked_at_soon(&self, now: Timestamp) -> bool {
        let soon = self.looks_soon(now);
        soon.is_some_and(|at| self.wake.is_some_and(|wake| now < wake && wake <= at))
    }
}

impl Stored for StoredOutbox {
    const COLLECTION: &'static str = OUTBOX;

    fn id(&self) -> String {
        self.reader.clone().unwrap_or_else(|| ID.to_owned())
    }
}

/// A message, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentMessage {
    /// The message.
    pub message: reminders::Message,
    /// Its version.
    pub version: u32,
    /// What became of it.
    pub state: MessageState,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// It waits for its time.
    Waiting,
    /// A channel has it.
    Sent,
    /// A channel had it, and was told that it does not hold any more.
    Withdrawn,
    /// The athlete did what it asks for.
    Done,
    /// It came too late, or there were too many.
    Missed,
}

impl MessageState {
    /// Its name in the API and keys of texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Withdrawn => "withdrawn",
            Self::Done => "done",
            Self::Missed => "missed",
        }
    }
}

/// What became of each message of an outbox, in the order of time.
pub(super) fn sent_of(outbox: Outbox) -> Vec<SentMessage> {
    let of = |entry: reminders::Entry| {
        let shown = entry.deliveries.values().any(|delivery| delivery.shown.is_some());
        let state = match entry.gone {
            Some(Gone::Done) => MessageState::Done,
            _ if entry.missed => MessageState::Missed,
            Some(Gone::Cancelled) => MessageState::Withdrawn,
            None if shown => MessageState::Sent,
            None => MessageState::Waiting,
        };
        SentMessage { message: entry.message, version: entry.version, state }
    };
    let mut messages: Vec<SentMessage> = outbox.entries.into_values().map(of).collect();
    messages.sort_by(|a, b| (a.message.due, &a.message.key).cmp(&(b.message.due, &b.message.key)));
    messages
}

impl Engine {
    /// The messages of the last day and those to come, in the order of time.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn messages(&self, athlete: &str) -> Result<Vec<SentMessage>, Error> {
        self.athlete(athlete).await?;
        let stored = self.of::<StoredOutbox>(&owner::athlete(athlete)?).get(ID).await?.unwrap_or_default();
        Ok(sent_of(stored.outbox))
    }

    /// When the oldest message was due that no channel has yet, over all athletes and squads, and whose it is; none where none
    /// waits.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn oldest_overdue(&self) -> Result<Option<(Timestamp, String)>, Error> {
        let now = self.now();
        let mut oldest: Option<(Timestamp, String)> = None;
        for kind in ["athlete", "squad"] {
            for owner in self.owners_of(kind).await? {
                let outboxes = self.of::<StoredOutbox>(&owner).all().await?;
                let due = outboxes.iter().filter_map(|stored| stored.outbox.oldest_due(now)).min();
                let Some(due) = due else { continue };
                if !self.is_reached(&owner).await? {
                    continue;
                }
                let name = owner::name_in(&owner, kind).unwrap_or_default();
                if oldest.as_ref().is_none_or(|(known, _)| due < *known) {
                    oldest = Some((due, name.to_owned()));
                }
            }
        }
        Ok(oldest)
    }

    async fn is_reached(&self, owner: &store::Owner) -> Result<bool, Error> {
        match owner::name_in(owner, "squad") {
            Some(_) => Ok(!self.of::<super::Channel>(owner).all().await?.is_empty()),
            None => Ok(!self.reach(owner).await?.channels.is_empty()),
        }
    }
}
