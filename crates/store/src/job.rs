//! Work to do later: at least once, by one worker at a time.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::Owner;

/// A job that a commit leaves behind.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    /// What is to be done: `notify`, `fetch-weather`.
    pub kind: String,
    /// Not before this instant.
    pub due: Timestamp,
    /// What the worker needs to know.
    pub body: Value,
}

/// The name of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// A job that a worker holds until it says how it went, or until its lease runs out.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its name.
    pub id: JobId,
    /// Whose it is.
    pub owner: Owner,
    /// What is to be done.
    pub kind: String,
    /// When it became due.
    pub due: Timestamp,
    /// What the worker needs to know.
    pub body: Value,
    /// How often it has been leased, this time included.
    pub attempts: u32,
}

/// Which of the jobs that are due a worker is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pick {
    /// Those that have been due for the longest time.
    #[default]
    Longest,
    /// Those of this kind before all others; within both, those that have been due for the longest time.
    First(&'static str),
    /// Those of this kind, and no others.
    Only(&'static str),
}

impl Pick {
    /// The kinds to look for, one look after the other until there are enough jobs; `None` is any kind. A look finds its jobs in an
    /// index of its own order, however many are due.
    pub(crate) fn looks(self) -> impl Iterator<Item = Option<&'static str>> {
        let (first, then) = match self {
            Self::Longest => (None, true),
            Self::First(kind) => (Some(kind), true),
            Self::Only(kind) => (Some(kind), false),
        };
        first.map(Some).into_iter().chain(then.then_some(None))
    }
}

/// The wait after the first failure; it doubles with each further one.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(10);

/// The longest wait between two attempts.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);

impl Job {
    /// A job is given to workers this often; then it waits for a person (see [`Store::poisoned`](crate::Store::poisoned)).
    /// With the waits of [`next_try`](Self::next_try) that is after three to six hours.
    pub const MOST_ATTEMPTS: u32 = 14;

    /// When to try a failed job again: later each time, and jobs that failed together not all at once.
    ///
    /// The wait is between half and the whole of 10 s, 20 s, 40 s, … up to an hour, spread by the job's name.
    ///
    /// ```
    /// # use store::{Job, JobId, Owner};
    /// # let due = jiff::Timestamp::UNIX_EPOCH;
    /// # let owner = Owner::new("system")?;
    /// let job = Job { id: JobId(7), owner, kind: "notify".into(), due, body: 0.into(), attempts: 3 };
    /// let wait = job.next_try(due).duration_since(due).as_secs();
    /// assert!((20..=40).contains(&wait));
    /// # Ok::<(), store::NameError>(())
    /// ```
    pub fn next_try(&self, now: Timestamp) -> Timestamp {
        let doublings = self.attempts.saturating_sub(1).min(20);
        let whole = (FIRST_WAIT.as_secs() << doublings).min(LONGEST_WAIT.as_secs());
        let half = whole / 2;
        let spread = scatter(self.id.0, self.attempts) * (whole - half) / i64::from(u32::MAX);
        now.saturating_add(SignedDuration::from_secs(half + spread)).unwrap_or(Timestamp::MAX)
    }
}

/// A number below 2³² that is different for every job and attempt and always the same for one (SplitMix64's finaliser).
fn scatter(job: u64, attempt: u32) -> i64 {
    let mut mixed = job.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(u64::from(attempt));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) >> 32).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(id: u64, attempts: u32) -> i64 {
        let (owner, due) = (Owner::new("a").unwrap(), Timestamp::UNIX_EPOCH);
        let job = Job { id: JobId(id), owner, kind: "k".into(), due, body: Value::Null, attempts };
        job.next_try(due).as_second()
    }

    #[test]
    fn waits_grow_to_an_hour() {
        for (attempts, least, most) in
            [(1, 5, 10), (2, 10, 20), (5, 80, 160), (9, 1280, 2560), (40, 1800, 3600)]
        {
            for id in 0..1000 {
                let wait = wait(id, attempts);
                assert!((least..=most).contains(&wait), "attempt {attempts} of job {id}: {wait} s");
            }
        }
    }

    #[test]
    fn jobs_that_failed_together_spread_over_the_whole_wait() {
        let waits: Vec<i64> = (0..1000).map(|id| wait(id, 20)).collect();
        for quarter in [1800..2250, 2250..2700, 2700..3150, 3150..3601] {
            let share = waits.iter().filter(|wait| quarter.contains(*wait)).count();
            assert!((200..300).contains(&share), "{share} of 1000 jobs in {quarter:?}");
        }
    }
}
