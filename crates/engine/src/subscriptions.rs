//! Calendars that an athlete subscribed to: an address is stored, and the server looks at it again and again.
//!
//! Each subscription has one job that waits for the next look. A calendar is read like one that is uploaded; what a new
//! copy leaves out is no longer planned. The address may hold a secret of the platform: only the host is ever shown.

use connect::calendar::{Calendars, Fetched, Validators};
use formats::Hints;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{BlobId, Change, Collection, Job, NewJob, StoreError, Stored};

use crate::amend::Write;
use crate::{Engine, Error, PlannedSession, owner};

/// The kind of the job that looks at a subscription.
pub(crate) const CALENDAR_JOB: &str = "calendar";

/// How often a calendar is looked at.
const EVERY: SignedDuration = SignedDuration::from_hours(6);
/// After this long it is read whole even if it did not change: endless series are expanded from the present on.
const WHOLE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The wait after a first failure; it doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: SignedDuration = SignedDuration::from_mins(15);
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(24);
/// No athlete follows more calendars.
const MOST: usize = 20;

/// A calendar that an athlete subscribed to, and how it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalendarSubscription {
    /// Its name: the same address is the same subscription.
    pub id: String,
    /// Where the calendar is. It may hold a secret: show [`host`](Self::host) instead.
    pub address: String,
    /// When the athlete subscribed.
    pub added: Timestamp,
    /// When it answered last.
    #[serde(default)]
    pub checked: Option<Timestamp>,
    /// When it was last read.
    #[serde(default)]
    pub read: Option<Timestamp>,
    /// When it is looked at next.
    pub next: Timestamp,
    /// How often in a row it did not answer, or could not be read.
    #[serde(default)]
    pub failures: u32,
    /// Why, the last time.
    #[serde(default)]
    pub problem: Option<String>,
    /// How many planned workouts the last copy had.
    #[serde(default)]
    pub planned: usize,
    /// What to know about the reading of the last copy.
    #[serde(default)]
    pub notes: Vec<String>,
    #[serde(default)]
    etag: Option<String>,
    #[serde(default)]
    last_modified: Option<String>,
}

impl CalendarSubscription {
    /// The host that serves the calendar.
    pub fn host(&self) -> &str {
        let after = self.address.split_once("://").map_or(self.address.as_str(), |(_, after)| after);
        after.split(['/', '?', '#']).next().unwrap_or(after)
    }

    /// What to ask with: nothing where the calendar is to be read whole.
    fn validators(&self, now: Timestamp) -> Validators {
        if self.read.is_none_or(|read| now.duration_since(read) >= WHOLE) {
            return Validators::default();
        }
        Validators { etag: self.etag.clone(), last_modified: self.last_modified.clone() }
    }

    /// Notes how a look went, and when the next one is.
    fn note(&mut self, look: &Look, now: Timestamp) {
        if let Look::Failed(problem) = look {
            self.problem = Some(problem.clone());
            let wait = FIRST_WAIT.saturating_mul(1 << self.failures.min(10)).min(LONGEST_WAIT);
            self.failures = self.failures.saturating_add(1);
            self.next = now.saturating_add(wait).unwrap_or(now);
            return;
        }
        (self.checked, self.failures, self.problem) = (Some(now), 0, None);
        self.next = now.saturating_add(EVERY).unwrap_or(now);
        if let Look::Read { planned, notes, validators } = look {
            self.read = Some(now);
            (self.planned, self.notes) = (*planned, notes.clone());
            (self.etag, self.last_modified) = (validators.etag.clone(), validators.last_modified.clone());
        }
    }
}

impl Stored for CalendarSubscription {
    const COLLECTION: &'static str = "calendar-subscriptions";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// How a look at a calendar went.
enum Look {
    /// It is as it was.
    Unchanged,
    /// It was read.
    Read { planned: usize, notes: Vec<String>, validators: Validators },
    /// It did not answer, or what it answered is no calendar.
    Failed(String),
}

/// What the job of a look needs to know. The time makes an older job void.
#[derive(Debug, Serialize, Deserialize)]
struct Turn {
    subscription: String,
    next: Timestamp,
}

fn turn_job(subscription: &CalendarSubscription) -> Result<NewJob, Error> {
    let turn = Turn { subscription: subscription.id.clone(), next: subscription.next };
    let body = serde_json::to_value(turn).map_err(|error| Error::field("body", error))?;
    Ok(NewJob { kind: CALENDAR_JOB.to_owned(), due: subscription.next, body })
}

impl Engine {
    /// The same, fetching calendars by these means.
    #[must_use]
    pub fn with_calendars(self, calendars: std::sync::Arc<dyn Calendars>) -> Self {
        Self { calendars, ..self }
    }

    /// Subscribes to a calendar. It is looked at as soon as a worker has time, and every six hours from then on. The same
    /// address a second time is looked at again at once.
    ///
    /// # Errors
    /// When the address is none, or leads where the server must not go; there are too many subscriptions; there is no such
    /// athlete; or the database fails.
    pub async fn subscribe(&self, athlete: &str, address: &str) -> Result<CalendarSubscription, Error> {
        self.athlete(athlete).await?;
        let address = self.calendars.check(address).map_err(|error| Error::field("address", error))?;
        let owner = owner::athlete(athlete)?;
        let id = format!("c-{}", &BlobId::of(address.as_bytes()).as_str()[..16]);
        self.transact(&owner, || async {
            let known = self.of::<CalendarSubscription>(&owner).all().await?;
            let before = known.iter().find(|subscription| subscription.id == id);
            if before.is_none() && known.len() >= MOST {
                return Err(Error::field("address", format!("at most {MOST} calendars: remove one first")));
            }
            let now = self.now();
            let fresh = || CalendarSubscription {
                id: id.clone(),
                address: address.clone(),
                added: now,
                checked: None,
                read: None,
                next: now,
                failures: 0,
                problem: None,
                planned: 0,
                notes: Vec::new(),
                etag: None,
                last_modified: None,
            };
            let subscription = CalendarSubscription { next: now, ..before.cloned().unwrap_or_else(fresh) };
            let job = turn_job(&subscription)?;
            Ok(Write::of(vec![Collection::put(&subscription)?], subscription).with_jobs(vec![job]))
        })
        .await
    }

    /// The calendars that an athlete subscribed to, the oldest first.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn subscriptions(&self, athlete: &str) -> Result<Vec<CalendarSubscription>, Error> {
        self.athlete(athlete).await?;
        let mut all = self.of::<CalendarSubscription>(&owner::athlete(athlete)?).all().await?;
        all.sort_by(|a, b| (a.added, &a.id).cmp(&(b.added, &b.id)));
        Ok(all)
    }

    /// Ends a subscription. What it planned for the future is taken out, unless the athlete changed it.
    ///
    /// # Errors
    /// When there is none of this name, or the database fails.
    pub async fn unsubscribe(&self, athlete: &str, id: &str) -> Result<(), Error> {
        let owner = owner::athlete(athlete)?;
        self.transact(&owner, || async {
            if self.of::<CalendarSubscription>(&owner).get(id).await?.is_none() {
                return Err(Error::not_found("calendar", id));
            }
            let mut changes = vec![Collection::<CalendarSubscription>::delete(id)?];
            let now = self.now();
            for session in self.of::<PlannedSession>(&owner).all().await? {
                let own = session
                    .entry
                    .as_ref()
                    .is_some_and(|entry| entry.feed.as_deref() == Some(id) && !entry.by_hand);
                if own && session.start > now {
                    changes.extend(self.without_session(&owner, session, None).await?.1);
                }
            }
            Ok(Write::of(changes, ()))
        })
        .await
    }

    /// A look at a subscription, then the job of the next one.
    pub(crate) async fn look_at_calendar(&self, job: &Job) -> Result<(), Error> {
        let turn = Turn::deserialize(&job.body).map_err(|error| Error::field("body", error))?;
        let athlete = owner::name_in(&job.owner, "athlete").unwrap_or_default();
        let current = |subscription: &CalendarSubscription| subscription.next == turn.next;
        let subscription = self.of::<CalendarSubscription>(&job.owner).get(&turn.subscription).await?;
        let look = match subscription.filter(current) {
            Some(subscription) => Some(self.look(athlete, &subscription).await?),
            None => None,
        };
        let finish = Change::Finish { job: job.id, attempt: job.attempts };
        let ended = self.transact(&job.owner, || async {
            let (mut changes, mut jobs) = (vec![finish.clone()], Vec::new());
            let now = self.of::<CalendarSubscription>(&job.owner).get(&turn.subscription).await?;
            if let (Some(mut subscription), Some(look)) = (now.filter(current), &look) {
                subscription.note(look, self.now());
                jobs.push(turn_job(&subscription)?);
                changes.push(Collection::put(&subscription)?);
            }
            Ok(Write::of(changes, ()).with_jobs(jobs))
        });
        match ended.await {
            // Erased meanwhile, and the job with everything else.
            Err(Error::NotFound { .. }) => Err(StoreError::LeaseLost(job.id).into()),
            ended => ended,
        }
    }

    async fn look(&self, athlete: &str, subscription: &CalendarSubscription) -> Result<Look, Error> {
        let known = subscription.validators(self.now());
        let (bytes, validators) = match self.calendars.fetch(&subscription.address, &known).await {
            Ok(Fetched::Unchanged) => return Ok(Look::Unchanged),
            Ok(Fetched::Changed { bytes, validators }) => (bytes, validators),
            Err(error) => return Ok(Look::Failed(error.to_string())),
        };
        if !formats::is_calendar(&bytes) {
            return Ok(Look::Failed(
                "the address answers with something else than a calendar: check it".to_owned(),
            ));
        }
        let hints = Hints { feed: Some(subscription.id.clone()), ..Hints::default() };
        match self.import_with(athlete, "calendar.ics", &bytes, &hints).await {
            Ok(imported) => {
                Ok(Look::Read { planned: imported.planned, notes: imported.report.notes, validators })
            }
            Err(Error::Unreadable { reason, .. }) => Ok(Look::Failed(reason)),
            Err(error) => Err(error),
        }
    }
}
