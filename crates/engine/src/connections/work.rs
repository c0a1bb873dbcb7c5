//! Work: what is still to be done for a connection, one document for each thing, and the job that does it.
//!
//! A notice for something that waits already does not queue it twice: the document's version is raised, and whoever did an
//! earlier version does it again. A job that waits for a budget or a provider is finished and leaves a later one behind, so
//! that waiting is no failed attempt.

use std::sync::atomic::Ordering;

use connect::providers::{Failure, Fetched, Found, Item, Provider};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{BlobId, Change, Collection, Job, NewJob, Owner, Stored};

use super::arrival::Arrived;
use super::budget::Metered;
use super::connection::{Connection, ConnectionItem, ConnectionState, MISSING_SCOPE, Trouble, item_id};
use super::consent::{document, name};
use super::{Stop, after};
use crate::amend::Write;
use crate::{Engine, Error};

/// The kind of job that does work.
pub(crate) const CONNECTION_JOB: &str = "connection";

/// An errand: check whether the athlete withdrew the access, as a notice said.
pub(super) const REVOCATION: &str = "~revocation";
/// An errand: read a page of the list.
pub(super) const PAGE: &str = "~page";
/// An errand: begin to read the list of the last days again.
pub(super) const RESCAN: &str = "~rescan";
/// An errand: end the access at the provider.
pub(super) const REVOKE: &str = "~revoke";
/// An errand: delete what came from the provider.
pub(super) const FORGET: &str = "~forget";

/// When streams that are not there yet are asked for again, s.
const STREAMS_LATER: [i64; 3] = [5 * 60, 15 * 60, 45 * 60];
/// When an item that a notice announced and that is not there is asked for again, s.
const ABSENT_LATER: [i64; 3] = [60, 5 * 60, 15 * 60];
/// When an item that was there and is not is asked for again, before it counts as deleted, s.
const GONE_LATER: i64 = 60;
/// The wait after a first outage, s; it doubles up to an hour.
const OUTAGE_LATER: i64 = 20;
/// After so many tries, more than a day of them, what fails is not the provider but this one thing: every six hours then, and a
/// list of the last days is given up, as another one follows.
const MOST_OUTAGES: u32 = 40;
/// After so many attempts at one job, whether an instance died of it, ran into a defect or could not open the secrets, its work
/// is put off under a new job: a job that was attempted too often is given to nobody, and nothing may be lost by that.
const MOST_ATTEMPTS: u32 = 6;
/// No work that has a job waits so long after it was due, s.
const LOST_AFTER: i64 = 6 * 3600;
/// A request that is wrong is repeated so often.
const MOST_WRONG: u32 = 3;

/// Something to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Work {
    pub(super) id: String,
    pub(super) provider: String,
    /// The connection's generation that it is for.
    pub(super) generation: u64,
    pub(super) kind: String,
    pub(super) external: String,
    #[serde(default)]
    pub(super) link: Option<String>,
    /// What a notice held, where it held the data itself.
    #[serde(default)]
    pub(super) sent: Option<SentPayload>,
    /// What a list said of its version, where a list led to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) listed: Option<String>,
    /// Raised by each notice.
    pub(super) version: u64,
    /// Which job does it: one that waits for a later time is overtaken by a notice.
    pub(super) run: u64,
    pub(super) due: Timestamp,
    /// Whether it happened just now, rather than long ago.
    pub(super) live: bool,
    /// How often it was tried without success.
    #[serde(default)]
    pub(super) tries: u32,
    /// How often the item was not there.
    #[serde(default)]
    pub(super) absent: u32,
    /// How often it was there without its streams.
    #[serde(default)]
    pub(super) bare: u32,
}

/// A payload that a notice held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SentPayload {
    pub(super) blob: BlobId,
    pub(super) name: String,
    pub(super) account: Option<String>,
}

impl Stored for Work {
    const COLLECTION: &'static str = "connection-work";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// What a job needs to know.
#[derive(Debug, Serialize, Deserialize)]
struct Body {
    work: String,
    run: u64,
}

/// What becomes of work that was tried.
pub(super) enum Next {
    /// It is done, unless a notice came meanwhile.
    Done,
    /// It is tried again at this time, with what was learned.
    Later(Timestamp, Box<Work>),
}

impl Work {
    fn of(connection: &Connection, id: String, kind: &str, external: &str, now: Timestamp) -> Self {
        Self {
            id,
            provider: connection.provider.clone(),
            generation: connection.generation,
            kind: kind.to_owned(),
            external: external.to_owned(),
            link: None,
            sent: None,
            listed: None,
            version: 1,
            run: 1,
            due: now,
            live: true,
            tries: 0,
            absent: 0,
            bare: 0,
        }
    }

    /// The name of the work that fetches an item.
    pub(super) fn name_of_fetch(provider: &str, item: &Item) -> String {
        item_id(provider, &item.kind, &item.id)
    }

    /// The name of the work that takes in what a notice held.
    pub(super) fn name_of_sent(provider: &str, item: &Item, sent: &SentPayload) -> String {
        let digest = Sha256::digest(format!("{}\n{}", item.id, sent.blob.as_str()).as_bytes());
        let digest: String = digest[..12].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{provider}/sent/{digest}")
    }

    /// The name of an errand.
    pub(super) fn name_of_errand(provider: &str, kind: &str) -> String {
        item_id(provider, "errand", kind.trim_start_matches('~'))
    }

    /// Fetch the present state of an item.
    pub(super) fn fetch(connection: &Connection, item: &Item, live: bool, now: Timestamp) -> Self {
        let id = Self::name_of_fetch(&connection.provider, item);
        let work = Self::of(connection, id, &item.kind, &item.id, now);
        Self { live, link: item.link.clone(), ..work }
    }

    /// Take in what a notice held.
    pub(super) fn sent(connection: &Connection, item: &Item, sent: &SentPayload, now: Timestamp) -> Self {
        let id = Self::name_of_sent(&connection.provider, item, sent);
        let work = Self::of(connection, id, &item.kind, &item.id, now);
        Self { sent: Some(sent.clone()), ..work }
    }

    /// Something that is not about one item.
    pub(super) fn errand(connection: &Connection, kind: &str, due: Timestamp) -> Self {
        let id = Self::name_of_errand(&connection.provider, kind);
        let live = !matches!(kind, PAGE | RESCAN);
        Self { live, ..Self::of(connection, id, kind, "", due) }
    }

    pub(super) fn job(&self) -> Result<NewJob, Error> {
        let body = serde_json::to_value(Body { work: self.id.clone(), run: self.run })
            .map_err(|error| Error::field("body", error))?;
        Ok(NewJob { kind: CONNECTION_JOB.to_owned(), due: self.due, body })
    }

    /// This work over what waits by its name already, and the job that it needs.
    pub(super) fn over(self, known: Option<Self>, now: Timestamp) -> Result<(Self, Vec<NewJob>), Error> {
        let Some(known) = known.filter(|known| known.generation == self.generation) else {
            let run = self.run;
            let jobs = vec![self.job()?];
            return Ok((Self { run, ..self }, jobs));
        };
        let mut work = Self {
            version: known.version + 1,
            live: known.live || self.live,
            run: known.run,
            due: known.due,
            absent: 0,
            bare: 0,
            tries: known.tries,
            ..self.clone()
        };
        // Work that has been due for hours has lost its job: earlier releases gave jobs up that had failed too often.
        let is_lost = now.duration_since(known.due).as_secs() > LOST_AFTER;
        if known.due <= self.due.max(now) && !is_lost {
            return Ok((work, Vec::new()));
        }
        work.run += 1;
        work.due = self.due;
        let jobs = vec![work.job()?];
        Ok((work, jobs))
    }

    fn item(&self) -> Item {
        Item { kind: self.kind.clone(), id: self.external.clone(), link: self.link.clone() }
    }

    /// Whether it is still to be done for a connection in this state. An access that seems to have ended may have been
    /// withdrawn, and then more is to be deleted.
    pub(super) fn is_done_in(&self, state: ConnectionState) -> bool {
        match self.kind.as_str() {
            REVOKE | FORGET => true,
            REVOCATION => matches!(state, ConnectionState::Active | ConnectionState::NeedsConsent),
            // The provider goes on sending, and no token of ours is needed for what it sent.
            _ if self.sent.is_some() => {
                matches!(state, ConnectionState::Active | ConnectionState::NeedsConsent)
            }
            _ => state == ConnectionState::Active,
        }
    }

    fn is_errand(&self) -> bool {
        self.kind.starts_with('~')
    }

    /// The same, tried again after a while that grows with each try.
    fn after_outage(&self, now: Timestamp) -> Next {
        let most = if self.tries < MOST_OUTAGES { 3600 } else { 6 * 3600 };
        let wait = (OUTAGE_LATER << self.tries.min(12)).min(most);
        // Those that failed together do not come back together.
        let spread = i64::from(Sha256::digest(self.id.as_bytes())[0]) * wait / 512;
        Next::Later(after(now, wait + spread), Box::new(Self { tries: self.tries + 1, ..self.clone() }))
    }

    fn later(&self, at: Timestamp) -> Next {
        Next::Later(at, Box::new(self.clone()))
    }
}

impl Engine {
    /// Does what a job is for. The job is finished in the same commit as its effects.
    pub(crate) async fn do_connection_work(&self, job: &Job) -> Result<(), Error> {
        let body = Body::deserialize(&job.body).map_err(|error| Error::field("body", error))?;
        let owner = &job.owner;
        let finish = || Change::Finish { job: job.id, attempt: job.attempts };
        // The name of work begins with its provider's.
        let provider = body.work.split('/').next().unwrap_or_default();
        let wanted = [
            (name(Work::COLLECTION)?, document(&body.work)?),
            (name(Connection::COLLECTION)?, document(provider)?),
        ];
        let (_, mut found) = self.store.read(owner, &wanted).await?;
        let connection = found.pop().flatten().map(|found| found.read::<Connection>()).transpose()?;
        let work = found.pop().flatten().map(|found| found.read::<Work>()).transpose()?;
        let Some(work) = work.filter(|work| work.run == body.run) else {
            return self.settle(owner, finish(), None, Next::Done).await;
        };
        let Some(connection) = connection else {
            return self.settle(owner, finish(), Some(&work), Next::Done).await;
        };
        let ours = connection.generation == work.generation && work.is_done_in(connection.state);
        let Some(provider) = self.connections.providers.get(work.provider.as_str()).filter(|_| ours) else {
            return self.settle(owner, finish(), Some(&work), Next::Done).await;
        };
        if job.attempts > MOST_ATTEMPTS {
            self.note_stuck(owner, &connection, &work).await?;
            return self.settle(owner, finish(), Some(&work), work.after_outage(self.now())).await;
        }
        let provider = std::sync::Arc::clone(provider);
        let counts = &self.connections.counts;
        let late = self.now().duration_since(work.due).as_secs();
        counts.lag.store(u64::try_from(late).unwrap_or(0), Ordering::Relaxed);
        let next = match self.try_work(owner, &*provider, &connection, &work).await {
            Ok(next) => next,
            Err(Stop::Engine(error)) => return Err(error),
            Err(Stop::Ended) => Next::Done,
            Err(Stop::Provider(failure)) => {
                self.note_trouble(owner, &connection, &failure).await?;
                self.after_failure(owner, &*provider, &connection, &work, &failure).await?
            }
        };
        let count = if matches!(next, Next::Done) { &counts.done } else { &counts.later };
        count.fetch_add(1, Ordering::Relaxed);
        self.settle(owner, finish(), Some(&work), next).await
    }

    async fn try_work(
        &self,
        owner: &Owner,
        provider: &dyn Provider,
        connection: &Connection,
        work: &Work,
    ) -> Result<Next, Stop> {
        match work.kind.as_str() {
            PAGE => self.read_page(owner, provider, connection, work).await,
            RESCAN => self.begin_rescan(owner, provider, connection, work).await,
            REVOCATION => self.check_revocation(owner, provider, connection).await,
            REVOKE => self.revoke(owner, provider, connection).await,
            FORGET => self.forget_some(owner, connection, work).await,
            _ => match &work.sent {
                Some(sent) => self.take_sent(owner, connection, work, sent).await,
                None => self.fetch(owner, provider, connection, work).await,
            },
        }
    }

    /// Fetches an item and takes it in.
    async fn fetch(
        &self,
        owner: &Owner,
        provider: &dyn Provider,
        connection: &Connection,
        work: &Work,
    ) -> Result<Next, Stop> {
        let item = work.item();
        let web = Metered { engine: self, provider, live: work.live };
        let began = self.now();
        let mut pair = self.access(owner, provider, None).await?;
        let mut fetched = provider.fetch(&web, &pair.tokens.access, &connection.account, &item).await;
        if fetched == Err(Failure::Unauthorised) {
            // Its life may have been cut short: once more with a new one.
            pair = self.access(owner, provider, Some(pair.number)).await?;
            fetched = provider.fetch(&web, &pair.tokens.access, &connection.account, &item).await;
            if fetched == Err(Failure::Unauthorised) && self.works(&web, &pair).await {
                return Err(Failure::Wrong(format!("{} is refused, while the access works", work.id)).into());
            }
        }
        match fetched? {
            Fetched::Absent => self.absent(owner, connection, work).await,
            Fetched::Found(found) => self.found(owner, connection, work, found, began).await,
        }
    }

    /// Takes in what was found, and asks again for what is missing of it.
    async fn found(
        &self,
        owner: &Owner,
        connection: &Connection,
        work: &Work,
        found: Found,
        began: Timestamp,
    ) -> Result<Next, Stop> {
        let arrived = self.take_found(owner, connection, work, &found, began).await?;
        if arrived == Arrived::Ended {
            return Ok(Next::Done);
        }
        if let Some(failure) = found.failed {
            return Err(failure.into());
        }
        let is_whole = found.complete && arrived != Arrived::Damaged;
        let wait = usize::try_from(work.bare).ok().and_then(|bare| STREAMS_LATER.get(bare));
        Ok(match wait.filter(|_| !is_whole) {
            Some(wait) => {
                let bare = Work { bare: work.bare + 1, tries: 0, absent: 0, ..work.clone() };
                Next::Later(after(self.now(), *wait), Box::new(bare))
            }
            None => Next::Done,
        })
    }

    /// An item is not there: a new one may not be ready, a known one is hidden at once and counts as deleted when it is not
    /// there a second time.
    async fn absent(&self, owner: &Owner, connection: &Connection, work: &Work) -> Result<Next, Stop> {
        let now = self.now();
        let absent = Box::new(Work { absent: work.absent + 1, tries: 0, ..work.clone() });
        let known = self.of::<ConnectionItem>(owner).get(&work.id).await?;
        let Some(item) = known else {
            let wait = usize::try_from(work.absent).ok().and_then(|at| ABSENT_LATER.get(at));
            return Ok(wait.map_or(Next::Done, |wait| Next::Later(after(now, *wait), absent)));
        };
        if item.there {
            self.hide(owner, connection, &item).await?;
            return Ok(Next::Later(after(now, GONE_LATER), absent));
        }
        if work.absent == 0 && !item.reports.is_empty() {
            return Ok(Next::Later(after(now, GONE_LATER), absent));
        }
        self.forget_payloads(owner, connection, &item).await?;
        Ok(Next::Done)
    }

    /// Checks what a notice said with the token, before anything is deleted: whoever knows the address can write notices.
    async fn check_revocation(
        &self,
        owner: &Owner,
        provider: &dyn Provider,
        connection: &Connection,
    ) -> Result<Next, Stop> {
        let web = Metered { engine: self, provider, live: true };
        let first = match self.access(owner, provider, None).await {
            Ok(pair) => pair,
            Err(Stop::Provider(Failure::Refused(_))) => return self.ended(owner, connection).await,
            Err(stop) => return Err(stop),
        };
        match provider.probe(&web, &first.tokens.access).await {
            Ok(()) => return Ok(Next::Done),
            Err(Failure::Unauthorised) => {}
            Err(failure) => return Err(failure.into()),
        }
        // A token may end early: only a refresh that is refused too shows that the access is gone.
        let second = match self.access(owner, provider, Some(first.number)).await {
            Ok(pair) => pair,
            Err(Stop::Provider(Failure::Refused(_))) => return self.ended(owner, connection).await,
            Err(stop) => return Err(stop),
        };
        match provider.probe(&web, &second.tokens.access).await {
            Err(Failure::Unauthorised) => self.ended(owner, connection).await,
            Err(failure) => Err(failure.into()),
            Ok(()) => Ok(Next::Done),
        }
    }

    /// What a failure means for the work.
    async fn after_failure(
        &self,
        owner: &Owner,
        provider: &dyn Provider,
        connection: &Connection,
        work: &Work,
        failure: &Failure,
    ) -> Result<Next, Error> {
        let now = self.now();
        Ok(match failure {
            Failure::NotNow(at) => work.later((*at).max(after(now, 1))),
            Failure::Quota { .. } => work.later(self.left_alone(provider).await?),
            Failure::Outage(_) if work.tries >= MOST_OUTAGES && is_rescan(connection, work) => {
                self.end_reading(owner, connection).await?;
                Next::Done
            }
            Failure::Outage(_) => work.after_outage(now),
            Failure::Blocked(why) => work.later(self.block(provider.about().id, why).await?),
            // The refresh token may be refused by mistake: the wait is in the secret's document. When the connection ends,
            // so does its work; what was missed is read when the athlete connects again.
            Failure::Unauthorised | Failure::Refused(_) => work.after_outage(now),
            Failure::Wrong(_) if work.tries < MOST_WRONG => work.after_outage(now),
            Failure::MissingScope(_) => Next::Done,
            // An errand comes again by itself; an item that cannot be had is left out.
            _ if work.kind == RESCAN => work.later(after(now, 6 * 3600)),
            _ if work.kind == PAGE => {
                self.end_reading(owner, connection).await?;
                Next::Done
            }
            Failure::Wrong(_) | Failure::Foreign => Next::Done,
        })
    }

    pub(super) async fn note_trouble(
        &self,
        owner: &Owner,
        connection: &Connection,
        failure: &Failure,
    ) -> Result<(), Error> {
        let code = match failure {
            Failure::NotNow(_) | Failure::Foreign | Failure::Refused(_) => return Ok(()),
            Failure::Quota { .. } => "quota",
            Failure::Outage(_) => "outage",
            Failure::Blocked(_) => "blocked",
            Failure::MissingScope(_) => MISSING_SCOPE,
            Failure::Unauthorised => "refused",
            Failure::Wrong(_) => "wrong",
        };
        let now = self.now();
        self.revise_one(owner, &connection.provider, |stored: &mut Connection| {
            let same = stored.trouble.as_ref().is_some_and(|trouble| trouble.code == code);
            if !same && stored.generation == connection.generation {
                let detail = failure.to_string();
                stored.trouble = Some(Trouble { code: code.to_owned(), detail, since: now });
            }
        })
        .await
    }

    /// Notes that something could not be taken in for a reason of this server's own.
    async fn note_stuck(&self, owner: &Owner, connection: &Connection, work: &Work) -> Result<(), Error> {
        let (now, detail) = (self.now(), format!("{} could not be taken in, see the log", work.id));
        self.revise_one(owner, &connection.provider, |stored: &mut Connection| {
            if stored.trouble.is_none() && stored.generation == connection.generation {
                stored.trouble =
                    Some(Trouble { code: "stuck".to_owned(), detail: detail.clone(), since: now });
            }
        })
        .await
    }

    /// Finishes a job and says what becomes of its work.
    async fn settle(
        &self,
        owner: &Owner,
        finish: Change,
        work: Option<&Work>,
        next: Next,
    ) -> Result<(), Error> {
        let now = self.now();
        let wanted = match work {
            Some(work) => vec![(name(Work::COLLECTION)?, document(&work.id)?)],
            None => Vec::new(),
        };
        self.revise_on(owner, &wanted, |mut found| {
            let mut changes = vec![finish.clone()];
            let mut jobs = Vec::new();
            let stored = found.pop().flatten().map(|found| found.read::<Work>()).transpose()?;
            let stored = stored.filter(|now| work.is_some_and(|work| now.run == work.run));
            if let (Some(work), Some(mut stored)) = (work, stored) {
                let overtaken = stored.version != work.version;
                match &next {
                    _ if overtaken && stored.generation == work.generation => {
                        // A notice came meanwhile: once more, from the start.
                        let at = match &next {
                            Next::Later(at, _) if work.is_errand() => *at,
                            _ => now,
                        };
                        stored = Work { run: stored.run + 1, due: at, ..stored };
                    }
                    Next::Later(at, learned) => {
                        let due = (*at).max(after(now, 1));
                        stored = Work { run: stored.run + 1, due, ..(**learned).clone() };
                    }
                    Next::Done => {
                        changes.push(Collection::<Work>::delete(&stored.id)?);
                        return Ok(Write::of(changes, ()).with_jobs(jobs));
                    }
                }
                jobs.push(stored.job()?);
                changes.push(Collection::put(&stored)?);
            }
            Ok(Write::of(changes, ()).with_jobs(jobs))
        })
        .await?;
        Ok(())
    }
}

/// Whether it reads a page of the list of the last days, which is read again soon.
fn is_rescan(connection: &Connection, work: &Work) -> bool {
    work.kind == PAGE && connection.backfill.as_ref().is_some_and(|backfill| backfill.rescan)
}

/// How long ago something has to be to count as missed by the notices.
pub(super) const ANNOUNCED_WITHIN: SignedDuration = SignedDuration::from_hours(1);
