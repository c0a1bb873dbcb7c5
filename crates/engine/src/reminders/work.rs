//! The job: derive, claim, send, note.

use std::sync::atomic::Ordering::Relaxed;

use connect::notify::{Answer, Button, Envelope};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use reminders::{Dispatch, Kind, Message, Outcome, Rules, Settings, What};
use serde_json::json;
use store::{Change, Collection, Job, NewJob, Owner, Revision};
use units::UnitSystem;

use super::outbox::{ID, StoredOutbox};
use super::wording::{Act, Saying, Words};
use super::{Channel, Reach};
use crate::amend::Write;
use crate::{AthleteRecord, Engine, Error, owner};

/// The kind of job that looks at an athlete's messages.
pub(crate) const REMIND: &str = "remind";

/// Messages are looked at again at least so often: days come nearer by themselves.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_hours(12);
/// A message whose claim has less left than this is not begun: another instance may soon begin it.
const ENOUGH: SignedDuration = SignedDuration::from_secs(45);

pub(super) fn job(due: Timestamp) -> NewJob {
    NewJob { kind: REMIND.to_owned(), due, body: json!({}) }
}

/// The job that a change of the plan leaves behind.
pub(super) fn job_of_change(due: Timestamp) -> NewJob {
    NewJob { body: json!({"changed": true}), ..job(due) }
}

pub(super) fn is_of_change(job: &Job) -> bool {
    job.body.get("changed").is_some_and(|changed| changed == true)
}

/// A message on its way to one channel.
pub(super) struct Errand {
    pub(super) owner: Owner,
    /// The practitioner whose outbox it came from; none in an athlete's partition.
    pub(super) reader: Option<String>,
    pub(super) channel: Channel,
    pub(super) dispatch: Dispatch,
    pub(super) envelope: Envelope,
    pub(super) claimed: Timestamp,
}

/// Whose outbox it is: by whose settings and clock messages are sent, and where to.
struct Hearer {
    settings: Settings,
    zone: TimeZone,
    channels: Vec<String>,
}

/// What was claimed, and for whom.
struct Claimed {
    record: AthleteRecord,
    reach: Reach,
    dispatches: Vec<Dispatch>,
    at: Timestamp,
}

impl Engine {
    /// Looks at an athlete's messages: claims what is due, sends it, and leaves the next job behind.
    pub(crate) async fn remind(&self, job: &Job) -> Result<(), Error> {
        let owner = &job.owner;
        if owner::name_in(owner, "squad").is_some() {
            return self.remind_squad(job).await;
        }
        match self.tell_changes(owner, job).await {
            Err(Error::NotFound { .. }) => {}
            told => told?,
        }
        let revision = self.store.revision(owner).await?;
        let known = self.of::<StoredOutbox>(owner).get(ID).await?;
        if known.as_ref().is_some_and(|outbox| outbox.is_settled(revision, self.now())) {
            return Ok(self.store.complete(job.id).await?);
        }
        if is_of_change(job)
            && let Some(known) = known
            && known.looks_soon(self.now()).is_some()
        {
            return match known.is_looked_at_soon(self.now()) {
                true => Ok(self.store.complete(job.id).await?),
                false => self.put_off(owner, job).await,
            };
        }
        let claimed = self.transact(owner, || self.claim(owner, job)).await;
        let claimed = match claimed {
            // Erased meanwhile: nobody is to be told.
            Err(Error::NotFound { .. }) => return Ok(self.store.complete(job.id).await?),
            claimed => claimed?,
        };
        let Some(Claimed { record, reach, dispatches, at }) = claimed else { return Ok(()) };
        for dispatch in dispatches {
            let Some(channel) = reach.channels.iter().find(|channel| channel.id == dispatch.channel) else {
                continue;
            };
            let envelope = self.envelope(&record, channel, &dispatch).await?;
            let (owner, channel) = (owner.clone(), channel.clone());
            self.set_out(Errand { owner, reader: None, channel, dispatch, envelope, claimed: at });
        }
        Ok(())
    }

    /// Leaves a change to the next look, which is near, and makes its job.
    async fn put_off(&self, owner: &Owner, job: &Job) -> Result<(), Error> {
        let finish = Change::Finish { job: job.id, attempt: job.attempts };
        let done = self.transact(owner, || async {
            let now = self.now();
            let mut stored = self.of::<StoredOutbox>(owner).get(ID).await?.unwrap_or_default();
            let at = stored.looks_soon(now).unwrap_or(now);
            stored.wake = Some(at);
            Ok(Write::of(vec![finish.clone(), Collection::put(&stored)?], ()).with_jobs(vec![self::job(at)]))
        });
        match done.await {
            Err(Error::NotFound { .. }) => Ok(self.store.complete(job.id).await?),
            done => done,
        }
    }

    async fn claim(&self, owner: &Owner, job: &Job) -> Result<Write<Option<Claimed>>, Error> {
        let finish = Change::Finish { job: job.id, attempt: job.attempts };
        let reach = self.reach(owner).await?;
        let Some(athlete) = owner::name_in(owner, "athlete") else {
            return Ok(Write::of(vec![finish], None));
        };
        // A phone that was removed leaves nothing to do; the next one begins anew.
        if reach.names().is_empty() || self.messages.sender.is_none() {
            return Ok(Write::of(vec![finish], None));
        }
        let now = self.now();
        let revision = self.store.revision(owner).await?;
        let record = self.athlete(athlete).await?;
        let settings = self.settings_of(&record).await?;
        let situation = self.situation(owner, &record, settings).await?;
        let mut stored = self.of::<StoredOutbox>(owner).get(ID).await?.unwrap_or_default();
        let before = stored.clone();
        let rules = Rules { settings: &situation.settings, zone: &situation.zone };
        let channels = reach.names();
        let dispatches = stored.outbox.settle(situation.wanted(), &channels, &rules, now);
        let jobs = stored.wake_up(stored.outbox.next(&channels, &rules, now), now);
        // The commit of this very claim.
        stored.settled = revision.map(|revision| revision.get() + 1);
        stored.looked = Some(now);
        self.tally_claim(stored.outbox.missed - before.outbox.missed, &dispatches, now);
        let mut changes = vec![finish];
        if stored != before {
            changes.push(Collection::put(&stored)?);
        }
        let claimed = Claimed { record, reach, dispatches, at: now };
        Ok(Write::of(changes, Some(claimed)).with_jobs(jobs))
    }

    /// Counts what was claimed, for operators.
    pub(super) fn tally_claim(&self, missed: u64, dispatches: &[Dispatch], now: Timestamp) {
        let tally = &self.messages.tally;
        tally.missed.fetch_add(missed, Relaxed);
        let lag = |dispatch: &Dispatch| match &dispatch.what {
            What::Message(message) => now.duration_since(message.due).as_secs(),
            What::Withdrawn { .. } => 0,
        };
        if let Some(lag) = dispatches.iter().map(lag).max() {
            tally.lag.store(lag, Relaxed);
        }
    }

    /// Sends on a task of its own, in the lane of its kind of channel.
    pub(super) fn set_out(&self, errand: Errand) {
        let engine = self.clone();
        engine.messages.begin();
        tokio::spawn(async move {
            let way = engine.messages.way(&errand.channel.address).await;
            if let Err(error) = engine.run_errand(&errand).await {
                // The claim runs out, and the message is tried again.
                engine.messages.tally.later.fetch_add(1, Relaxed);
                drop(error);
            }
            drop(way);
            engine.messages.end();
        });
    }

    async fn run_errand(&self, errand: &Errand) -> Result<(), Error> {
        if self.now().duration_since(errand.claimed) > ENOUGH {
            return Ok(());
        }
        let answer = match self.unsealed_channel(&errand.owner, errand.channel.clone()) {
            Ok(opened) => self.sender()?.send(&opened.address, &errand.envelope).await,
            // The operator may put the key back while the message is of use.
            Err(error) => Answer::Later { after: None, why: error.to_string() },
        };
        let tally = &self.messages.tally;
        let counter = match &answer {
            Answer::Accepted => &tally.accepted,
            Answer::Gone => &tally.gone,
            Answer::Later { .. } => &tally.later,
            Answer::Refused { .. } => &tally.refused,
        };
        counter.fetch_add(1, Relaxed);
        self.note(errand, &answer).await
    }

    async fn note(&self, errand: &Errand, answer: &Answer) -> Result<(), Error> {
        let owner = &errand.owner;
        let noted = self
            .transact(owner, || async {
                let now = self.now();
                let outcome = match answer {
                    Answer::Accepted => Outcome::Accepted,
                    Answer::Gone | Answer::Refused { .. } => Outcome::Refused,
                    Answer::Later { after, .. } => {
                        let after = after.and_then(|after| SignedDuration::try_from(after).ok());
                        Outcome::Later(after.and_then(|after| now.saturating_add(after).ok()))
                    }
                };
                let revision = self.store.revision(owner).await?;
                let id = errand.reader.as_deref().unwrap_or(ID);
                let Some(mut stored) = self.of::<StoredOutbox>(owner).get(id).await? else {
                    return Ok(Write::nothing(()));
                };
                // The commit of this note changes no plan.
                if stored.settled.is_some() && stored.settled == revision.map(Revision::get) {
                    stored.settled = revision.map(|revision| revision.get() + 1);
                }
                stored.outbox.finish(&errand.dispatch, outcome, now);
                let Hearer { settings, zone, channels } = self.hearer(errand).await?;
                let rules = Rules { settings: &settings, zone: &zone };
                let jobs = stored.wake_up(stored.outbox.next(&channels, &rules, now), now);
                let mut changes = vec![Collection::put(&stored)?];
                changes.extend(self.noted(owner, &errand.channel, answer).await?);
                Ok(Write::of(changes, ()).with_jobs(jobs))
            })
            .await;
        match noted {
            Err(Error::NotFound { .. }) => Ok(()),
            noted => noted,
        }
    }

    async fn hearer(&self, errand: &Errand) -> Result<Hearer, Error> {
        let owner = &errand.owner;
        if let Some(reader) = &errand.reader {
            let chosen = self.squad_settings_of(owner, reader).await?;
            let zone = chosen.time_zone();
            let channels = self.of::<Channel>(owner).all().await?.into_iter();
            let channels = channels.filter(|channel| channel.reader() == *reader).map(|channel| channel.id);
            return Ok(Hearer { zone, settings: chosen.settings, channels: channels.collect() });
        }
        let record = self.athlete(owner::name_in(owner, "athlete").unwrap_or_default()).await?;
        let (settings, zone) = (self.settings_of(&record).await?, record.time_zone());
        Ok(Hearer { settings, zone, channels: self.reach(owner).await?.names() })
    }

    /// A message as one channel shows it.
    async fn envelope(
        &self,
        record: &AthleteRecord,
        channel: &Channel,
        dispatch: &Dispatch,
    ) -> Result<Envelope, Error> {
        let (message, withdrawn) = match &dispatch.what {
            What::Message(message) => (message, false),
            What::Withdrawn { shown, .. } => (shown, true),
        };
        let items = match channel.details && !withdrawn && message.kind == Kind::Pack {
            true => self.items_to_pack(record, message).await?,
            false => Vec::new(),
        };
        let (language, what, details) = (channel.language.as_str(), &dispatch.what, channel.details);
        let (zone, units) = (&record.time_zone(), record.units);
        let words =
            self.messages.wording.say(&Saying { language, zone, units, what, details, items: &items });
        let from = format!("{}/a/{}", channel.origin, record.id);
        let link = format!("{from}{}", page_of(message, record));
        let actions = if withdrawn { Vec::new() } else { self.buttons(message, language, &from) };
        Ok(self.enveloped(&record.id, channel, dispatch, words, link, actions))
    }

    /// The envelope of a message for a channel of an athlete or a squad.
    pub(super) fn enveloped(
        &self,
        of: &str,
        channel: &Channel,
        dispatch: &Dispatch,
        words: Words,
        link: String,
        actions: Vec<Button>,
    ) -> Envelope {
        let (message, withdrawn) = match &dispatch.what {
            What::Message(message) => (message, false),
            What::Withdrawn { shown, .. } => (shown, true),
        };
        let data = match channel.details {
            true => serde_json::to_value(&message.facts).unwrap_or_default(),
            false => json!({"session": message.facts.session}),
        };
        Envelope {
            // A withdrawal and the message that follows it have one version.
            id: format!(
                "{of}/{}/{}{}",
                dispatch.key,
                dispatch.version,
                if withdrawn { "/withdrawn" } else { "" }
            ),
            tag: format!("{of}/{}", dispatch.key),
            kind: message.kind.code().to_owned(),
            title: words.title,
            body: words.body,
            language: channel.language.clone(),
            link,
            actions,
            urgent: message.kind.is_momentary() && !withdrawn,
            withdrawn,
            at: self.now(),
            useless_after: message.useless_after,
            data,
        }
    }

    pub(super) fn test_envelope(&self, record: &AthleteRecord, channel: &Channel) -> Envelope {
        let page = format!("{}/a/{}/notifications", channel.origin, record.id);
        self.channel_test(&record.id, &record.time_zone(), record.units, channel, page)
    }

    /// A message that says only that the channel works.
    pub(super) fn channel_test(
        &self,
        of: &str,
        zone: &TimeZone,
        units: UnitSystem,
        channel: &Channel,
        link: String,
    ) -> Envelope {
        let now = self.now();
        let useless_after = now.saturating_add(SignedDuration::from_mins(10)).unwrap_or(now);
        let message = Message {
            key: "test".to_owned(),
            kind: Kind::Test,
            due: now,
            useless_after,
            facts: reminders::Facts::default(),
        };
        let what = What::Message(message);
        let (language, details) = (channel.language.as_str(), channel.details);
        let words =
            self.messages.wording.say(&Saying { language, zone, units, what: &what, details, items: &[] });
        let dispatch = Dispatch { channel: channel.id.clone(), key: "test".to_owned(), version: 1, what };
        let envelope = self.enveloped(of, channel, &dispatch, words, link, Vec::new());
        Envelope { id: format!("{of}/test/{}", now.as_millisecond()), data: json!({}), ..envelope }
    }

    fn buttons(&self, message: &Message, language: &str, from: &str) -> Vec<Button> {
        let button = |act: Act, link: String, fields: Vec<(String, String)>| Button {
            action: act.code().to_owned(),
            title: self.messages.wording.button(language, act),
            link,
            fields,
        };
        let facts = &message.facts;
        match message.kind {
            Kind::WeighBefore | Kind::WeighAfter => {
                vec![button(Act::Weigh, format!("{from}/log#readings"), Vec::new())]
            }
            Kind::DrinkBefore | Kind::After | Kind::BeforeSleep if !facts.needs.is_empty() => {
                let mut fields = vec![("session".to_owned(), facts.session.clone().unwrap_or_default())];
                fields.extend(facts.needs.iter().map(|need| ("need".to_owned(), need.clone())));
                vec![
                    button(Act::Taken, format!("{from}/taken"), fields),
                    button(Act::Open, from.to_owned(), Vec::new()),
                ]
            }
            _ => vec![button(Act::Open, from.to_owned(), Vec::new())],
        }
    }

    /// The items of a day's baskets, for the day of the message's session.
    async fn items_to_pack(&self, record: &AthleteRecord, message: &Message) -> Result<Vec<String>, Error> {
        let Some(start) = message.facts.start else { return Ok(Vec::new()) };
        let date = start.to_zoned_datetime(record.time_zone()).date();
        self.shopping_list(&record.id, date).await
    }
}

/// The page that a message leads to, behind the athlete's own.
fn page_of(message: &Message, record: &AthleteRecord) -> String {
    match message.kind {
        Kind::WeighBefore | Kind::WeighAfter => "/log#readings".to_owned(),
        Kind::Pack | Kind::Forecast => {
            let date = message.facts.start.map(|start| start.to_zoned_datetime(record.time_zone()).date());
            date.map_or_else(|| "/plan".to_owned(), |date| format!("/plan?date={date}"))
        }
        Kind::Reconnect => "/connections".to_owned(),
        Kind::Duplicate => "/timeline".to_owned(),
        _ => String::new(),
    }
}

impl StoredOutbox {
    /// Sees to it that a job looks at the outbox when something is due, at `next`: the job that is to be made, if none is there.
    pub(super) fn wake_up(&mut self, next: Option<Timestamp>, now: Timestamp) -> Vec<NewJob> {
        if self.wake.is_some_and(|wake| wake <= now) {
            self.wake = None;
        }
        let latest = now.saturating_add(LOOK_AGAIN).unwrap_or(Timestamp::MAX);
        // What is due this instant was claimed, or is claimed as soon as the claim of another has run out.
        let soon = now.saturating_add(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX);
        let next = next.map_or(latest, |next| next.clamp(soon, latest));
        if self.wake.is_some_and(|wake| wake <= next) {
            return Vec::new();
        }
        self.wake = Some(next);
        vec![job(next)]
    }
}
