//! What became of each message: which version of it each channel has shown, and what is to be sent next.
//!
//! The outbox is a value that is stored with the athlete's documents. [`settle`](Outbox::settle) compares it with what is
//! wanted now and claims what is due; the claim is stored before anything is sent, so that of several instances one sends.
//! [`finish`](Outbox::finish) notes the outcome. A claim whose outcome never came, because its instance died, runs out; the
//! message is then sent again under the same name, by which every channel shows it as one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Message, Settings, Wanted};

/// How long an instance may take to send what it claimed.
const CLAIM: SignedDuration = SignedDuration::from_secs(90);
/// A message that is sent this long after it was due is late: the server was down, or the plan was made late.
const LATE: SignedDuration = SignedDuration::from_mins(10);
/// How long what became of a message is remembered after it was of use.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);
/// The wait after a first failure; it doubles up to the longest.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(10);
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(10);
/// The longest wait that a channel may ask for.
const MOST_WAIT: SignedDuration = SignedDuration::from_hours(24);

/// What was sent to an athlete, and what waits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outbox {
    /// The messages by their keys.
    pub entries: BTreeMap<String, Entry>,
    /// When messages were first sent, of the last two days: for the daily limit.
    pub sent: Vec<Timestamp>,
    /// How many messages were never sent, because they came too late or were too many.
    pub missed: u64,
    /// The highest version of an entry that was forgotten: a key that comes back begins after it, so that no channel takes the
    /// new message for the old one.
    #[serde(skip_serializing_if = "is_zero")]
    pub forgotten: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A message and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The newest message of this key.
    pub message: Message,
    /// Raised whenever a reader of the earlier one has to be told.
    pub version: u32,
    /// It is not wanted any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Gone>,
    /// It will not be sent: it came too late, or there were too many.
    #[serde(default)]
    pub missed: bool,
    /// The message as it was when it was passed over. A reader misses nothing while the present one says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<Message>,
    /// What each channel has of it.
    #[serde(default)]
    pub deliveries: BTreeMap<String, Delivery>,
}

/// Why a message is not wanted any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gone {
    /// The athlete did what it asks for.
    Done,
    /// The plan does not call for it any more.
    Cancelled,
}

/// What a channel has of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Delivery {
    /// What it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<Shown>,
    /// What an instance is sending.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub under_way: Option<UnderWay>,
    /// Not before this instant, after a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait: Option<Timestamp>,
    /// How often the present version failed.
    pub failures: u32,
}

/// What a channel shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The version; whatever it was that was sent of it.
    pub version: u32,
    /// The message as it was then.
    pub message: Message,
    /// It was taken back.
    #[serde(default)]
    pub withdrawn: bool,
}

/// What an instance is sending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnderWay {
    /// The version.
    pub version: u32,
    /// When the claim runs out.
    pub until: Timestamp,
    /// The message that is being sent; absent where one is taken back. If the claim runs out it may have been shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
}

/// Something to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispatch {
    /// To this channel.
    pub channel: String,
    /// The message's key.
    pub key: String,
    /// Its version: a channel that is given the same key and version twice shows it once.
    pub version: u32,
    /// What is to be shown.
    pub what: What,
}

/// What is to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one at a time is on its way, and is not kept")]
pub enum What {
    /// The message.
    Message(Message),
    /// In place of this message, that it does not hold any more; and the message that comes later instead, if one does.
    Withdrawn {
        /// What is shown now.
        shown: Message,
        /// What comes later.
        later: Option<Message>,
    },
}

/// What came of sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The channel took it.
    Accepted,
    /// The channel may take it later; not before this instant, where it said so.
    Later(Option<Timestamp>),
    /// The channel will never take it.
    Refused,
}

/// The rules of sending.
#[derive(Clone, Debug)]
pub struct Rules<'a> {
    /// What the athlete wants.
    pub settings: &'a Settings,
    /// The zone the athlete lives in.
    pub zone: &'a TimeZone,
}

impl Rules<'_> {
    fn quiet_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.settings.quiet?.end_at(now, self.zone)
    }
}

impl Outbox {
    /// Takes over what is wanted now, and claims for `channels` what is to be sent at `now`. Store the outbox before sending.
    pub fn settle(
        &mut self,
        wanted: Wanted,
        channels: &[String],
        rules: &Rules<'_>,
        now: Timestamp,
    ) -> Vec<Dispatch> {
        self.forget_past(now);
        self.take_over(wanted, now);
        self.forget(channels, now);
        let quiet = rules.quiet_until(now).is_some();
        if !quiet {
            self.drop_late(channels, now);
        }
        let mut today = self.sent_today(rules, now);
        let mut dispatches = Vec::new();
        let mut keys: Vec<(_, String)> =
            self.entries.iter().map(|(key, entry)| (entry.message.order(), key.clone())).collect();
        keys.sort();
        for (_, key) in keys {
            let Some(entry) = self.entries.get_mut(&key) else { continue };
            let kind = entry.message.kind;
            if quiet && !kind.breaks_quiet() {
                continue;
            }
            if entry.is_first(now) && !kind.is_of_safety() {
                if today >= usize::from(rules.settings.daily_limit) {
                    entry.pass_over();
                    self.missed += 1;
                    continue;
                }
                if !channels.is_empty() {
                    today += 1;
                    self.sent.push(now);
                }
            }
            for channel in channels {
                let Some(what) = entry.next_of(channel, now) else { continue };
                let version = entry.version;
                let delivery = entry.deliveries.entry(channel.clone()).or_default();
                let message = match &what {
                    What::Message(message) => Some(message.clone()),
                    What::Withdrawn { .. } => None,
                };
                let until = now.saturating_add(CLAIM).unwrap_or(Timestamp::MAX);
                delivery.under_way = Some(UnderWay { version, until, message });
                dispatches.push(Dispatch { channel: channel.clone(), key: key.clone(), version, what });
            }
        }
        dispatches
    }

    /// Notes what came of a dispatch. The plan may have changed meanwhile: the outcome is that of the version that was sent.
    pub fn finish(&mut self, dispatch: &Dispatch, outcome: Outcome, now: Timestamp) {
        let Some(entry) = self.entries.get_mut(&dispatch.key) else { return };
        let Some(delivery) = entry.deliveries.get_mut(&dispatch.channel) else { return };
        if delivery.under_way.as_ref().is_some_and(|claim| claim.version == dispatch.version) {
            delivery.under_way = None;
        }
        match outcome {
            Outcome::Accepted | Outcome::Refused => {
                // A newer version that was shown already stays what is shown.
                if delivery.shown.as_ref().is_none_or(|shown| shown.version <= dispatch.version) {
                    let (message, withdrawn) = match &dispatch.what {
                        What::Message(message) => (message.clone(), false),
                        What::Withdrawn { shown, .. } => (shown.clone(), true),
                    };
                    delivery.shown = Some(Shown { version: dispatch.version, message, withdrawn });
                }
                delivery.wait = None;
                delivery.failures = 0;
            }
            Outcome::Later(at) => {
                delivery.failures += 1;
                let doubled = FIRST_WAIT.as_secs() << delivery.failures.saturating_sub(1).min(10);
                let wait = SignedDuration::from_secs(doubled.min(LONGEST_WAIT.as_secs()));
                let again = now.saturating_add(wait).unwrap_or(Timestamp::MAX);
                let most = now.saturating_add(MOST_WAIT).unwrap_or(Timestamp::MAX);
                delivery.wait = Some(at.map_or(again, |at| at.max(again).min(most)));
            }
        }
    }

    /// When to settle again at the latest, if nothing changes; `None` where nothing waits.
    pub fn next(&self, channels: &[String], rules: &Rules<'_>, now: Timestamp) -> Option<Timestamp> {
        if channels.is_empty() {
            return None;
        }
        let quiet = rules.quiet_until(now);
        let of_channel = |entry: &Entry, channel: &String| {
            let delivery = entry.deliveries.get(channel);
            let blocked = delivery.and_then(|delivery| delivery.blocked_until(now));
            let quiet = quiet.filter(|_| !entry.message.kind.breaks_quiet());
            let earliest = [blocked, quiet].into_iter().flatten().max();
            let in_time = |(due, useless_after): (Timestamp, Timestamp)| {
                let at = earliest.map_or(due, |earliest| earliest.max(due));
                (at < useless_after).then_some(at)
            };
            entry.next_of_channel(channel, now).into_iter().flatten().filter_map(in_time).min()
        };
        let of_entry = |entry: &Entry| channels.iter().filter_map(|channel| of_channel(entry, channel)).min();
        self.entries.values().filter_map(of_entry).min()
    }

    /// When the oldest message that waits was due; `None` where none is overdue.
    pub fn oldest_due(&self, now: Timestamp) -> Option<Timestamp> {
        let waits = |entry: &&Entry| {
            entry.gone.is_none()
                && !entry.missed
                && entry.message.due <= now
                && entry.message.is_useful_at(now)
                && entry.deliveries.values().all(|delivery| delivery.shown.is_none())
        };
        self.entries.values().filter(waits).map(|entry| entry.message.due).min()
    }

    /// Forgets a person who is erased: the messages about that person alone, whose keys end so, and the names in the others.
    pub fn forget_person(&mut self, key_end: &str, names: &BTreeSet<String>) {
        self.entries.retain(|key, _| !key.ends_with(key_end));
        let forget = |message: &mut Message| message.facts.people.retain(|name| !names.contains(name));
        for entry in self.entries.values_mut() {
            forget(&mut entry.message);
            entry.passed.iter_mut().for_each(forget);
            for delivery in entry.deliveries.values_mut() {
                delivery.shown.iter_mut().for_each(|shown| forget(&mut shown.message));
                delivery.under_way.iter_mut().filter_map(|claim| claim.message.as_mut()).for_each(forget);
            }
        }
    }

    fn take_over(&mut self, wanted: Wanted, now: Timestamp) {
        let Wanted { messages, done } = wanted;
        for (key, entry) in &mut self.entries {
            let still = messages.binary_search_by(|message| message.key.cmp(key)).is_ok();
            if still {
                continue;
            }
            entry.version += u32::from(entry.gone.is_none());
            // What was done stays done: a session that is cancelled afterwards calls for no word.
            if done.contains(key) {
                entry.gone = Some(Gone::Done);
            } else if entry.gone.is_none() {
                entry.gone = Some(Gone::Cancelled);
            }
        }
        for message in messages {
            match self.entries.get_mut(&message.key) {
                None if message.is_useful_at(now) => {
                    let entry = Entry::new(message, self.forgotten + 1);
                    self.entries.insert(entry.message.key.clone(), entry);
                }
                None => {}
                Some(entry) => entry.renew(message),
            }
        }
    }

    /// Forgets what is long past.
    fn forget_past(&mut self, now: Timestamp) {
        let mut highest = self.forgotten;
        self.entries.retain(|_, entry| {
            let until = entry.message.useless_after.saturating_add(REMEMBERED).unwrap_or(Timestamp::MAX);
            if until <= now && !entry.deliveries.is_empty() {
                highest = highest.max(entry.version);
            }
            now < until
        });
        self.forgotten = highest;
        self.sent.retain(|at| now.duration_since(*at) < SignedDuration::from_hours(48));
    }

    /// Forgets channels that are there no more, and messages that nobody has seen and nobody wants. What was passed over is
    /// remembered: a session that is cancelled and put back does not make it news.
    fn forget(&mut self, channels: &[String], now: Timestamp) {
        let mut missed = 0;
        self.entries.retain(|_, entry| {
            entry.deliveries.retain(|channel, _| channels.contains(channel));
            let seen = entry.deliveries.values().any(|delivery| delivery.seen().is_some());
            if entry.gone.is_some() {
                return seen || entry.missed;
            }
            if !entry.message.is_useful_at(now) && !seen && !entry.missed {
                entry.pass_over();
                missed += u64::from(!channels.is_empty());
            }
            true
        });
        self.missed += missed;
    }

    /// Of several messages that are late at once, only the one that was due last is sent: a heap helps nobody.
    fn drop_late(&mut self, channels: &[String], now: Timestamp) {
        if channels.is_empty() {
            return;
        }
        let is_late = |entry: &Entry| {
            let droppable = entry.is_first(now) && !entry.message.kind.is_of_safety();
            droppable && now.duration_since(entry.message.due) > LATE
        };
        let newest = self
            .entries
            .iter()
            .filter(|(_, entry)| is_late(entry))
            .map(|(key, entry)| (entry.message.due, key.clone()))
            .max();
        let Some((_, newest)) = newest else { return };
        for (key, entry) in &mut self.entries {
            if *key != newest && is_late(entry) {
                entry.pass_over();
                self.missed += 1;
            }
        }
    }

    fn sent_today(&self, rules: &Rules<'_>, now: Timestamp) -> usize {
        let day = |at: Timestamp| at.to_zoned_datetime(rules.zone.clone()).date();
        let today = day(now);
        self.sent.iter().filter(|at| day(**at) == today).count()
    }
}

impl Entry {
    fn new(message: Message, version: u32) -> Self {
        Self { message, version, gone: None, missed: false, passed: None, deliveries: BTreeMap::new() }
    }

    /// Takes over a message that is wanted now.
    fn renew(&mut self, message: Message) {
        let seen = |delivery: &Delivery| delivery.shown.as_ref().is_some_and(|shown| !shown.withdrawn);
        // Whoever has read the one that was shown is told of what matters. A newer version that waits to be shown already has a
        // name of its own.
        let outdated = |delivery: &Delivery| {
            delivery.shown.as_ref().is_some_and(|shown| {
                let waits = shown.version < self.version && !self.message.is_outdated_by(&message);
                !shown.withdrawn && !waits && shown.message.is_outdated_by(&message)
            })
        };
        let outdated = match self.deliveries.values().any(seen) {
            true => self.deliveries.values().any(outdated),
            false => self.message != message,
        };
        let under_way = self.deliveries.values().any(|delivery| delivery.under_way.is_some());
        let again = self.gone.take().is_some();
        if outdated || again || (under_way && self.message.is_outdated_by(&message)) {
            self.version += 1;
        }
        if self.missed && self.passed.is_none() {
            // Written by a version that did not store it.
            self.passed = Some(self.message.clone());
        }
        self.missed = self.passed.as_ref().is_some_and(|passed| !passed.is_outdated_by(&message));
        self.message = message;
    }

    /// It is not sent, now or later, as long as it says the same.
    fn pass_over(&mut self) {
        self.missed = true;
        self.passed = Some(self.message.clone());
    }

    /// Whether it is to be sent now, and nobody has seen anything of it.
    fn is_first(&self, now: Timestamp) -> bool {
        self.gone.is_none()
            && !self.missed
            && self.message.due <= now
            && self.message.is_useful_at(now)
            && self.deliveries.is_empty()
    }

    /// What a channel is to be sent of it now.
    fn next_of(&self, channel: &str, now: Timestamp) -> Option<What> {
        let delivery = self.deliveries.get(channel);
        if delivery.is_some_and(|delivery| delivery.blocked_until(now).is_some()) {
            return None;
        }
        let due = self.message.due <= now && self.message.is_useful_at(now);
        let seen = delivery.and_then(Delivery::seen);
        let wrong = || seen.filter(|seen| seen.is_to_withdraw(now)).map(|seen| self.withdrawn(&seen));
        match self.gone {
            // What the athlete did needs no word.
            Some(Gone::Done) => None,
            Some(Gone::Cancelled) => wrong(),
            None if self.missed && delivery.is_none_or(|delivery| delivery.shown.is_none()) => None,
            None if delivery.is_some_and(|delivery| self.is_shown_by(delivery)) => None,
            None if due => Some(What::Message(self.message.clone())),
            None if self.message.due <= now => None,
            // It was moved: what is shown is wrong until the new one comes.
            None => wrong(),
        }
    }

    /// Whether what a channel shows says the same as the message.
    fn is_shown_by(&self, delivery: &Delivery) -> bool {
        let same = |shown: &Shown| !shown.withdrawn && !shown.message.is_outdated_by(&self.message);
        delivery.shown.as_ref().is_some_and(same)
    }

    /// When a channel is to be sent something of it, if nothing changes, each with until when that is of use: that what it shows
    /// is wrong, and the message.
    fn next_of_channel(&self, channel: &str, now: Timestamp) -> [Option<(Timestamp, Timestamp)>; 2] {
        let delivery = self.deliveries.get(channel);
        let seen = delivery.and_then(Delivery::seen).filter(|seen| seen.is_to_withdraw(now));
        let wrong = seen.map(|seen| (now, seen.message.useless_after));
        match self.gone {
            Some(Gone::Done) => [None, None],
            Some(Gone::Cancelled) => [wrong, None],
            None if delivery.is_some_and(|delivery| self.is_shown_by(delivery)) => [None, None],
            None if self.missed && delivery.is_none_or(|delivery| delivery.shown.is_none()) => [None, None],
            None => {
                let due = self.message.due.max(now);
                [wrong.filter(|_| now < due), Some((due, self.message.useless_after))]
            }
        }
    }

    fn withdrawn(&self, shown: &Shown) -> What {
        let later = self.gone.is_none().then(|| self.message.clone());
        What::Withdrawn { shown: shown.message.clone(), later }
    }
}

impl Delivery {
    /// Until when nothing is sent: another instance has a claim, or the channel failed. What lies further ahead than any claim or
    /// wait can was noted by a clock that has been set back since, and holds nothing up.
    fn blocked_until(&self, now: Timestamp) -> Option<Timestamp> {
        let ahead = |at: &Timestamp, most| *at > now && at.duration_since(now) <= most;
        let claimed = self.under_way.as_ref().map(|claim| claim.until).filter(|until| ahead(until, CLAIM));
        let wait = self.wait.filter(|wait| ahead(wait, MOST_WAIT));
        [claimed, wait].into_iter().flatten().max()
    }

    /// What the channel shows; or may show, where an instance died over it.
    fn seen(&self) -> Option<Shown> {
        let claimed = self.under_way.as_ref().and_then(|claim| {
            let message = claim.message.clone()?;
            Some(Shown { version: claim.version, message, withdrawn: false })
        });
        claimed.or_else(|| self.shown.clone())
    }
}

impl Shown {
    fn is_to_withdraw(&self, now: Timestamp) -> bool {
        !self.withdrawn && self.message.kind.is_withdrawn() && self.message.is_useful_at(now)
    }
}
