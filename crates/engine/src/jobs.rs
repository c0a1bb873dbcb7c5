//! Work that is done later, on whichever instance takes it: at least once, its effects once.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::FutureExt;
use futures_util::stream::{FuturesUnordered, StreamExt};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Change, Collection, Job, JobId, NewJob, Owner, Pick, StoreError, Stored};
use tokio::sync::Semaphore;
use tracing::Instrument as _;
use tracing::field::Empty;

use crate::amend::Write;
use crate::caught::caught;
use crate::connections::CONNECTION_JOB;
use crate::forecast_watch::FORECAST_JOB;
use crate::import::IMPORT;
use crate::rebuild::Difference;
use crate::reminders::REMIND;
use crate::signals::SIGNAL;
use crate::subscriptions::CALENDAR_JOB;
use crate::{Engine, Error, owner};

/// The kind of the nightly job that replays every athlete's reports and notes each difference.
pub const SELF_CHECK: &str = "self-check";

/// How long a worker may take over a job before another is given it.
const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// Recurring jobs run at this time of day, in UTC: while most of Europe and Africa sleeps.
const NIGHTLY: SignedDuration = SignedDuration::from_hours(3);

/// How many athletes one job checks; far fewer than fit in a lease. The next job goes on after them.
const CHECKED_AT_ONCE: usize = 50;

/// More differences than these are counted, not listed: a person needs the first few and the number.
const MOST_LISTED: usize = 200;

/// A pass over the jobs that were due.
#[derive(Debug, Default)]
pub struct Worked {
    /// How many were done.
    pub done: usize,
    /// Those that failed, and why; they will be tried again.
    pub failed: Vec<(Job, Error)>,
    /// How many were done by another worker, because this one took too long.
    pub overtaken: usize,
}

impl Worked {
    fn add(&mut self, attempt: Attempt) {
        match attempt {
            Attempt::Done => self.done += 1,
            Attempt::Overtaken => self.overtaken += 1,
            Attempt::Failed(job, error) => self.failed.push((*job, error)),
        }
    }
}

/// How a job went.
enum Attempt {
    Done,
    Overtaken,
    Failed(Box<Job>, Error),
}

/// Does jobs as they become due, some side by side. Dropped, it leaves jobs under leases that run out.
pub struct Worker<'a> {
    engine: &'a Engine,
    at_once: usize,
    /// Room for jobs that compute, and hold much in memory meanwhile.
    large: Arc<Semaphore>,
    running: FuturesUnordered<Running<'a>>,
    /// How many of those under way are reminders.
    reminding: usize,
    /// When reminders were last looked for while there was no room for other jobs.
    looked: Option<Instant>,
}

/// So many imports and self-checks are under way at a time, whatever the room for others.
const MOST_LARGE: usize = 2;

/// While there is no room for other jobs, reminders are looked for so often.
const LOOK_FOR_REMINDERS: Duration = Duration::from_secs(1);

/// A job under way: whether it is a reminder, and how it went.
type Running<'a> = Pin<Box<dyn Future<Output = (bool, Result<Attempt, Error>)> + Send + 'a>>;

impl Worker<'_> {
    /// Begins jobs that are due, as far as there is room, and waits until one ends, but no longer than `patience`: others may
    /// become due meanwhile. Answers at once when nothing is due and nothing under way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn turn(&mut self, patience: Duration) -> Result<Worked, Error> {
        if let Some((pick, most)) = self.next_pick() {
            let engine = self.engine;
            for job in engine.store.lease_picked(engine.now(), LEASE, most, pick).await? {
                let large = Arc::clone(&self.large);
                let is_reminder = job.kind == REMIND;
                self.reminding += usize::from(is_reminder);
                self.running.push(Box::pin(async move {
                    let is_large = matches!(job.kind.as_str(), IMPORT | SELF_CHECK);
                    let _room = if is_large { large.acquire().await.ok() } else { None };
                    (is_reminder, engine.attempt(job).await)
                }));
            }
        }
        let mut worked = Worked::default();
        let Ok(first) = tokio::time::timeout(patience, self.running.next()).await else { return Ok(worked) };
        let mut ended = first;
        while let Some((is_reminder, attempt)) = ended {
            self.reminding -= usize::from(is_reminder);
            worked.add(attempt?);
            ended = self.running.next().now_or_never().flatten();
        }
        Ok(worked)
    }

    /// What to lease now, and how many. A reminder is of use for minutes, and what a provider has for days: reminders go first,
    /// and find room where slow providers take up all that there is for others.
    fn next_pick(&mut self) -> Option<(Pick, usize)> {
        let spare = self.at_once / 4;
        let others = self.running.len() - self.reminding;
        let left = (self.at_once + spare).saturating_sub(self.running.len());
        let room = self.at_once.saturating_sub(others).min(left);
        // Several are leased by one commit: not one for each job that ends.
        if room * 4 >= self.at_once {
            self.looked = None;
            return Some((Pick::First(REMIND), room));
        }
        let is_soon = self.looked.is_some_and(|looked| looked.elapsed() < LOOK_FOR_REMINDERS);
        if left == 0 || is_soon {
            return None;
        }
        self.looked = Some(Instant::now());
        Some((Pick::Only(REMIND), left))
    }

    /// Whether no job is under way.
    pub fn is_idle(&self) -> bool {
        self.running.is_empty()
    }

    /// Waits for the jobs under way, and begins no other.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish(mut self) -> Result<Worked, Error> {
        let mut worked = Worked::default();
        while let Some((_, attempt)) = self.running.next().await {
            worked.add(attempt?);
        }
        Ok(worked)
    }
}

/// When a recurring job runs next; its existence says that the job is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    /// The kind of the job.
    pub kind: String,
    /// When it is due.
    pub next: Timestamp,
}

impl Stored for Schedule {
    const COLLECTION: &'static str = "schedules";

    fn id(&self) -> String {
        self.kind.clone()
    }
}

/// What a night's self-check found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SelfCheck {
    /// When it was due, which is its name.
    pub due: Timestamp,
    /// When all athletes had been checked; absent while it goes on.
    #[serde(default)]
    pub finished: Option<Timestamp>,
    /// How many athletes were checked.
    #[serde(default)]
    pub athletes: u64,
    /// How many documents differed.
    #[serde(default)]
    pub differences: u64,
    /// The first of them, with the athlete's name.
    #[serde(default)]
    pub found: Vec<(String, Difference)>,
    /// Athletes who could not be checked, and why.
    #[serde(default)]
    pub failed: Vec<(String, String)>,
}

impl Stored for SelfCheck {
    const COLLECTION: &'static str = "self-checks";

    fn id(&self) -> String {
        self.due.to_string()
    }
}

impl SelfCheck {
    /// A check of which nothing is done yet.
    fn of(due: Timestamp) -> Self {
        Self { due, finished: None, athletes: 0, differences: 0, found: Vec::new(), failed: Vec::new() }
    }

    /// Adds what was found of some athletes.
    fn add(&mut self, more: &Self) {
        self.athletes += more.athletes;
        self.differences += more.differences;
        let room = MOST_LISTED.saturating_sub(self.found.len());
        self.found.extend(more.found.iter().take(room).cloned());
        self.failed.extend(more.failed.iter().cloned());
    }
}

/// What a self-check job needs to know.
#[derive(Debug, Serialize, Deserialize)]
struct Part {
    /// The night it belongs to.
    night: Timestamp,
    /// The last owner that was checked; none at the beginning.
    after: Option<String>,
}

impl Engine {
    /// Makes the recurring jobs that are not there yet. Every instance may call it at every start: the first one wins.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn schedule(&self) -> Result<(), Error> {
        let system = owner::instance()?;
        self.transact(&system, || async {
            if self.of::<Schedule>(&system).get(SELF_CHECK).await?.is_some() {
                return Ok(Write::nothing(()));
            }
            let (change, job) = night(next_night(self.now()))?;
            Ok(Write::of(vec![change], ()).with_jobs(vec![job]))
        })
        .await
    }

    /// Does up to `most` of the jobs that are due, one after the other.
    ///
    /// # Errors
    /// When the database fails. A job that fails is no error: it is given back and listed.
    pub async fn work(&self, most: usize) -> Result<Worked, Error> {
        let mut worked = Worked::default();
        for _ in 0..most {
            // One at a time: a job waits in the queue, not under a lease that runs out.
            let leased = self.store.lease_picked(self.now(), LEASE, 1, Pick::First(REMIND)).await?;
            let Some(job) = leased.into_iter().next() else { break };
            worked.add(self.attempt(job).await?);
        }
        Ok(worked)
    }

    /// A worker that does up to `at_once` jobs side by side. Most of what a job does is to wait, for a provider or for the disk.
    pub fn worker(&self, at_once: usize) -> Worker<'_> {
        let large = Arc::new(Semaphore::new(MOST_LARGE));
        let running = FuturesUnordered::new();
        Worker { engine: self, at_once: at_once.max(1), large, running, reminding: 0, looked: None }
    }

    async fn attempt(&self, job: Job) -> Result<Attempt, Error> {
        let span = tracing::debug_span!(
            "job",
            otel.name = job.kind,
            otel.status_code = Empty,
            isotone.job.attempt = i64::from(job.attempts),
        );
        let ran = caught(self.run(&job)).instrument(span.clone()).await;
        let ran = ran.unwrap_or_else(|panic| Err(Error::Defect(panic)));
        match ran {
            Ok(()) => Ok(Attempt::Done),
            Err(Error::Store(StoreError::LeaseLost(_))) => Ok(Attempt::Overtaken),
            Err(error) => {
                span.record("otel.status_code", "ERROR");
                self.store.give_back(job.id, job.next_try(self.now())).await?;
                Ok(Attempt::Failed(Box::new(job), error))
            }
        }
    }

    async fn run(&self, job: &Job) -> Result<(), Error> {
        match job.kind.as_str() {
            SELF_CHECK => self.check_some(job).await,
            IMPORT => self.take_turn(job).await,
            REMIND => self.remind(job).await,
            FORECAST_JOB => self.ask_forecast_again(job).await,
            SIGNAL => self.deliver_signal(job).await,
            CONNECTION_JOB => self.do_connection_work(job).await,
            CALENDAR_JOB => self.look_at_calendar(job).await,
            // A newer instance beside this one knows it.
            other => Err(Error::field("kind", format!("this version does no job '{other}'"))),
        }
    }

    /// Checks the athletes whose turn it is, and leaves the job of the next ones behind, or of the next night.
    async fn check_some(&self, job: &Job) -> Result<(), Error> {
        let part = Part::deserialize(&job.body).map_err(|error| Error::field("body", error))?;
        let system = owner::instance()?;
        // Athletes stand together among the owners, after this name.
        let after = Owner::new(part.after.as_deref().unwrap_or("athlete:")).map_err(StoreError::from)?;
        let mut owners = self.store.owners_after(Some(&after), CHECKED_AT_ONCE + 1).await?;
        owners.retain(|owner| owner::name_in(owner, "athlete").is_some());
        let more = owners.len() > CHECKED_AT_ONCE;
        owners.truncate(CHECKED_AT_ONCE);
        let mut checked = SelfCheck::of(part.night);
        for owner in &owners {
            self.check_one(owner, &mut checked).await?;
        }
        let last = owners.last().map(ToString::to_string);
        let (checked, last) = (&checked, &last);
        self.transact(&system, || async {
            let known = self.of::<SelfCheck>(&system).get(&part.night.to_string()).await?;
            let mut check = known.unwrap_or_else(|| SelfCheck::of(part.night));
            check.add(checked);
            // Whoever was erased meanwhile is not noted, and what an interrupted erasure left goes too.
            self.forget_the_erased(&mut check).await?;
            let finish = Change::Finish { job: job.id, attempt: job.attempts };
            let (mut changes, mut jobs) = (vec![finish], Vec::new());
            if more {
                jobs.push(part_job(self.now(), &Part { after: last.clone(), night: part.night })?);
            } else {
                check.finished = Some(self.now());
                // After the night that was done, even if the clock was set back meanwhile.
                let (change, job) = night(next_night(self.now().max(part.night)))?;
                changes.push(change);
                jobs.push(job);
            }
            changes.push(Collection::put(&check)?);
            Ok(Write::of(changes, ()).with_jobs(jobs))
        })
        .await
    }

    /// Takes out the names of athletes who are no longer there.
    async fn forget_the_erased(&self, check: &mut SelfCheck) -> Result<(), Error> {
        let named = check.found.iter().map(|(name, _)| name).chain(check.failed.iter().map(|(name, _)| name));
        let names: BTreeSet<String> = named.cloned().collect();
        let owners = names.iter().map(|name| owner::athlete(name)).collect::<Result<Vec<_>, _>>()?;
        let there = self.store.revisions(&owners).await?;
        let there: BTreeSet<&String> =
            names.iter().zip(there).filter_map(|(name, revision)| revision.map(|_| name)).collect();
        check.found.retain(|(name, _)| there.contains(name));
        check.failed.retain(|(name, _)| there.contains(name));
        Ok(())
    }

    async fn check_one(&self, owner: &Owner, check: &mut SelfCheck) -> Result<(), Error> {
        let name = owner::name_in(owner, "athlete").unwrap_or_default();
        check.athletes += 1;
        match self.replay(name).await {
            Ok(replayed) => {
                check.differences += replayed.differences.len() as u64;
                let listed = replayed.differences.into_iter();
                check.found.extend(listed.map(|difference| (name.to_owned(), difference)));
            }
            // Gone since the owners were listed, or never more than a key: nothing to check.
            Err(Error::NotFound { .. }) => check.athletes -= 1,
            Err(Error::Store(error @ StoreError::Unavailable(_))) => return Err(error.into()),
            Err(error) => check.failed.push((name.to_owned(), error.to_string())),
        }
        match self.remove_unclaimed(owner).await {
            Err(Error::NotFound { .. }) | Ok(_) => {}
            Err(Error::Store(error @ StoreError::Unavailable(_))) => return Err(error.into()),
            Err(error) => check.failed.push((name.to_owned(), error.to_string())),
        }
        Ok(())
    }

    /// The newest self-check, if there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_self_check(&self) -> Result<Option<SelfCheck>, Error> {
        let mut checks = self.of::<SelfCheck>(&owner::instance()?).all().await?;
        checks.sort_by_key(|check| check.due);
        Ok(checks.pop())
    }

    /// The recurring jobs, and when each runs next.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn schedules(&self) -> Result<Vec<Schedule>, Error> {
        Ok(self.of::<Schedule>(&owner::instance()?).all().await?)
    }

    /// The jobs that were tried too often and wait for a person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn poisoned_jobs(&self) -> Result<Vec<Job>, Error> {
        Ok(self.store.poisoned(self.now()).await?)
    }

    /// Gives a job that waits for a person new attempts, from now.
    ///
    /// # Errors
    /// When no job of this number waits for a person, or the database fails.
    pub async fn retry_job(&self, id: u64) -> Result<(), Error> {
        let now = self.now();
        if !self.store.poisoned(now).await?.iter().any(|job| job.id.0 == id) {
            return Err(Error::NotFound {
                what: "job that waits for a person",
                id: id.to_string(),
                hint: ": isotone jobs lists them",
            });
        }
        Ok(self.store.revive(JobId(id), now).await?)
    }
}

/// A night's self-check: its place in the schedule and its first job.
fn night(due: Timestamp) -> Result<(Change, NewJob), Error> {
    let change = Collection::put(&Schedule { kind: SELF_CHECK.to_owned(), next: due })?;
    Ok((change, part_job(due, &Part { night: due, after: None })?))
}

fn part_job(due: Timestamp, part: &Part) -> Result<NewJob, Error> {
    let body = serde_json::to_value(part).map_err(|error| Error::field("body", error))?;
    Ok(NewJob { kind: SELF_CHECK.to_owned(), due, body })
}

/// The first nightly instant after this one.
fn next_night(now: Timestamp) -> Timestamp {
    const DAY: i64 = 24 * 3600;
    let tonight = now.as_second().div_euclid(DAY) * DAY + NIGHTLY.as_secs();
    let next = if tonight > now.as_second() { tonight } else { tonight + DAY };
    Timestamp::from_second(next).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sixteen slow fetches take all the room there is for them: reminders find four places more, and are looked for once a
    /// second.
    #[tokio::test]
    async fn reminders_find_room_beside_slow_jobs() {
        let now = "2026-11-23T03:00:00Z".parse().unwrap();
        let engine = Engine::new(Arc::new(store::Memory::default()), Arc::new(crate::clock::FixedClock(now)));
        let mut worker = engine.worker(16);
        let push = |worker: &mut Worker<'_>, count: usize, reminders: bool| {
            for _ in 0..count {
                worker.running.push(Box::pin(std::future::pending()));
                worker.reminding += usize::from(reminders);
            }
        };
        assert_eq!(worker.next_pick(), Some((Pick::First(REMIND), 16)));
        push(&mut worker, 13, false);
        assert_eq!(worker.next_pick(), Some((Pick::Only(REMIND), 7)));
        assert_eq!(worker.next_pick(), None, "it was looked just now");
        push(&mut worker, 3, false);
        worker.looked = None;
        assert_eq!(worker.next_pick(), Some((Pick::Only(REMIND), 4)));
        push(&mut worker, 4, true);
        worker.looked = None;
        assert_eq!(worker.next_pick(), None, "there is no more room at all");
        // Reminders take no room from others.
        let mut other = engine.worker(16);
        push(&mut other, 4, true);
        assert_eq!(other.next_pick(), Some((Pick::First(REMIND), 16)));
    }

    #[test]
    fn nights_follow_each_other_a_day_apart() {
        for (now, next) in [
            ("2026-11-23T02:59:59Z", "2026-11-23T03:00:00Z"),
            ("2026-11-23T03:00:00Z", "2026-11-24T03:00:00Z"),
            ("2026-11-23T23:00:00Z", "2026-11-24T03:00:00Z"),
            ("1969-12-31T04:00:00Z", "1970-01-01T03:00:00Z"),
        ] {
            assert_eq!(next_night(now.parse().unwrap()).to_string(), next, "after {now}");
        }
    }
}
