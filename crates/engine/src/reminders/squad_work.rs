//! The job for a squad: derives what each practitioner may hear, claims what is due, and sends it, as the job of an athlete does.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use reminders::{Dispatch, Message, Rules, SquadSituation, What};
use store::{Change, Collection, Job, NewJob, Owner};
use team::sight::{Class, Role};
use units::UnitSystem;

use super::Channel;
use super::outbox::StoredOutbox;
use super::squad::role_of;
use super::wording::{Act, Saying};
use super::work::Errand;
use crate::amend::Write;
use crate::squads::{Read, Watched};
use crate::{Caller, Engine, Error, SquadRecord, owner};

/// Somebody who hears of a squad.
struct Reader {
    name: String,
    role: Role,
    channels: Vec<Channel>,
}

impl Reader {
    /// The name under which the log knows the reader.
    fn signature(&self) -> String {
        let account = self.channels.iter().find_map(|channel| channel.account.as_deref());
        account.unwrap_or(Caller::Open.signature()).to_owned()
    }
}

/// What was claimed for a squad's practitioners.
struct Claimed {
    record: SquadRecord,
    dispatches: Vec<(String, Channel, Dispatch)>,
    at: Timestamp,
}

/// What is to be sent to one practitioner.
struct Settled {
    dispatches: Vec<Dispatch>,
    /// The job that looks again.
    jobs: Vec<NewJob>,
    /// The athletes whose red flags are told.
    flags: BTreeSet<String>,
}

impl Engine {
    /// Looks at the messages of a squad's practitioners.
    pub(super) async fn remind_squad(&self, job: &Job) -> Result<(), Error> {
        let owner = &job.owner;
        let (revision, now) = (self.store.revision(owner).await?, self.now());
        let known = self.of::<StoredOutbox>(owner).all().await?;
        if !known.is_empty() && known.iter().all(|outbox| outbox.is_settled(revision, now)) {
            return Ok(self.store.complete(job.id).await?);
        }
        let claimed = match self.transact(owner, || self.claim_of_squad(owner, job)).await {
            // Gone meanwhile.
            Err(Error::NotFound { .. }) => return Ok(self.store.complete(job.id).await?),
            claimed => claimed?,
        };
        let Some(Claimed { record, dispatches, at }) = claimed else { return Ok(()) };
        for (reader, channel, dispatch) in dispatches {
            let zone = self.squad_settings_of(owner, &reader).await?.time_zone();
            let message = shown_or_sent(&dispatch);
            let page = page_of(message, &record, &channel.origin);
            let words = self.messages.wording.say(&Saying {
                language: &channel.language,
                zone: &zone,
                units: UnitSystem::Metric,
                what: &dispatch.what,
                details: channel.details,
                items: &[],
            });
            let open = connect::notify::Button {
                action: Act::Open.code().to_owned(),
                title: self.messages.wording.button(&channel.language, Act::Open),
                link: page.clone(),
                fields: Vec::new(),
            };
            let actions = if matches!(dispatch.what, What::Message(_)) { vec![open] } else { Vec::new() };
            let envelope = self.enveloped(&record.id, &channel, &dispatch, words, page, actions);
            let (owner, reader) = (owner.clone(), Some(reader));
            self.set_out(Errand { owner, reader, channel, dispatch, envelope, claimed: at });
        }
        Ok(())
    }

    async fn claim_of_squad(&self, owner: &Owner, job: &Job) -> Result<Write<Option<Claimed>>, Error> {
        let mut changes = vec![Change::Finish { job: job.id, attempt: job.attempts }];
        let Some(id) = owner::name_in(owner, "squad").filter(|_| self.messages.sender.is_some()) else {
            return Ok(Write::of(changes, None));
        };
        let now = self.now();
        let revision = self.store.revision(owner).await?;
        let record = self.squad(id).await?;
        let mut readers: BTreeMap<String, Reader> = BTreeMap::new();
        for channel in self.of::<Channel>(owner).all().await? {
            let role = match &channel.account {
                Some(account) if !self.is_account(account).await? => None,
                _ => role_of(&record, &channel),
            };
            let Some(role) = role else {
                // Whoever has no part in the squad any more hears nothing, and leaves no address behind.
                changes.push(Collection::<Channel>::delete(&channel.id)?);
                continue;
            };
            let name = channel.reader().to_owned();
            let reader = Reader { name: name.clone(), role, channels: Vec::new() };
            readers.entry(name).or_insert(reader).channels.push(channel);
        }
        for stored in self.of::<StoredOutbox>(owner).all().await? {
            if let Some(reader) = stored.reader.filter(|reader| !readers.contains_key(reader)) {
                changes.push(Collection::<StoredOutbox>::delete(&reader)?);
            }
        }
        if readers.is_empty() {
            return Ok(Write::of(changes, None));
        }
        let watched = self.watched_sessions(&record).await?;
        let (mut jobs, mut dispatches, mut told) = (Vec::new(), Vec::new(), Vec::new());
        for reader in readers.into_values() {
            let before = self.of::<StoredOutbox>(owner).get(&reader.name).await?;
            let mut stored = before.unwrap_or_default();
            stored.reader = Some(reader.name.clone());
            let settled = self.settle_reader(owner, &record, &reader, &watched, &mut stored).await?;
            jobs.extend(settled.jobs);
            told.extend(settled.flags.into_iter().map(|athlete| (reader.signature(), reader.role, athlete)));
            for dispatch in settled.dispatches {
                let channel = reader.channels.iter().find(|channel| channel.id == dispatch.channel);
                dispatches.extend(channel.map(|channel| (reader.name.clone(), channel.clone(), dispatch)));
            }
            // The commit of this very claim.
            stored.settled = revision.map(|revision| revision.get() + 1);
            stored.looked = Some(now);
            changes.push(Collection::put(&stored)?);
        }
        // What cannot be noted in the squad's log is not told.
        let reads: Vec<Read<'_>> = told
            .iter()
            .map(|(who, role, of)| Read { who, role: *role, action: "message", of, classes: &[Class::Flag] })
            .collect();
        changes.extend(self.noting(owner, &reads).await?);
        Ok(Write::of(changes, Some(Claimed { record, dispatches, at: now })).with_jobs(jobs))
    }

    async fn is_account(&self, id: &str) -> Result<bool, Error> {
        match self.account(id).await {
            Ok(_) => Ok(true),
            Err(Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Settles the outbox of one practitioner.
    async fn settle_reader(
        &self,
        owner: &Owner,
        record: &SquadRecord,
        reader: &Reader,
        watched: &[Watched],
        stored: &mut StoredOutbox,
    ) -> Result<Settled, Error> {
        let now = self.now();
        let chosen = self.squad_settings_of(owner, &reader.name).await?;
        let rules = record.settings.sight;
        let sessions = watched.iter().map(|session| session.seen_by(reader.role, rules)).collect();
        let zone = chosen.time_zone();
        let situation = SquadSituation { settings: chosen.settings, zone, sessions };
        let names: Vec<String> = reader.channels.iter().map(|channel| channel.id.clone()).collect();
        let rules = Rules { settings: &situation.settings, zone: &situation.zone };
        let missed = stored.outbox.missed;
        let dispatches = stored.outbox.settle(situation.wanted(now), &names, &rules, now);
        self.tally_claim(stored.outbox.missed - missed, &dispatches, now);
        let by_the_clock = watched.iter().filter_map(Watched::next).min();
        let next = [stored.outbox.next(&names, &rules, now), situation.next(now), by_the_clock];
        let jobs = stored.wake_up(next.into_iter().flatten().min(), now);
        let details = |dispatch: &Dispatch| {
            reader.channels.iter().any(|channel| channel.id == dispatch.channel && channel.details)
        };
        let flags = dispatches
            .iter()
            .filter_map(|dispatch| match &dispatch.what {
                What::Message(message) => Some(situation.flags_told(message, details(dispatch))),
                What::Withdrawn { .. } => None,
            })
            .flatten()
            .map(str::to_owned)
            .collect();
        Ok(Settled { dispatches, jobs, flags })
    }

    /// The changes by which outboxes of a squad forget an athlete who is erased.
    pub(crate) async fn forget_in_outboxes(
        &self,
        squad: &Owner,
        athlete: &str,
    ) -> Result<Vec<Change>, Error> {
        let id = owner::name_in(squad, "squad").unwrap_or_default();
        let names: BTreeSet<String> = match self.member(&self.squad(id).await?, athlete).await {
            Ok(member) => member.shown_names().into_iter().collect(),
            Err(Error::NotFound { .. }) => BTreeSet::new(),
            Err(error) => return Err(error),
        };
        let mut changes = Vec::new();
        for mut stored in self.of::<StoredOutbox>(squad).all().await? {
            let before = stored.clone();
            stored.outbox.forget_person(&format!(":{athlete}"), &names);
            if stored != before {
                changes.push(Collection::put(&stored)?);
            }
        }
        Ok(changes)
    }
}

fn shown_or_sent(dispatch: &Dispatch) -> &Message {
    match &dispatch.what {
        What::Message(message) => message,
        What::Withdrawn { shown, .. } => shown,
    }
}

/// The page that a message leads to.
fn page_of(message: &Message, record: &SquadRecord, origin: &str) -> String {
    let page = match message.kind {
        reminders::Kind::Heat => "/heat",
        _ => "",
    };
    let session = message.facts.session.as_ref().map(|session| format!("?session={session}"));
    format!("{origin}/squads/{}{page}{}", record.id, session.unwrap_or_default())
}
