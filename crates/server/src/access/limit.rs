//! How often: requests by each caller, and wrong passwords by name and by address.
//!
//! The counts are kept by each instance for itself. Behind a load balancer over n instances a caller gets up to n times
//! as much, which neither limit minds; what decides anything lies in the store.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// More keys than this are not remembered: the oldest go.
const MOST_KEYS: usize = 20_000;

/// So many wrong passwords are nobody's business.
const FREE: u32 = 5;

/// From one address more are free, since many people can share one.
const FREE_BY_ADDRESS: u32 = 20;

/// After that each wrong password doubles the wait, up to this.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);

/// What is kept in memory of who did how much.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    requests: Mutex<HashMap<String, Bucket>>,
    wrong: Mutex<HashMap<String, Wrong>>,
}

/// A bucket that holds a minute's requests and fills up evenly.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Timestamp,
}

/// What a caller has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allowance {
    /// Requests a minute.
    pub(crate) limit: u32,
    /// Requests that would be answered now.
    pub(crate) remaining: u32,
    /// Seconds until the bucket is full again.
    pub(crate) reset: u64,
    /// Seconds to wait, when this request is one too many.
    pub(crate) wait: Option<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Wrong {
    count: u32,
    last: Timestamp,
}

impl Limits {
    /// Takes one request out of a caller's bucket of `limit` a minute.
    pub(crate) fn request(&self, caller: &str, limit: u32, now: Timestamp) -> Allowance {
        let (most, a_second) = (f64::from(limit), f64::from(limit) / 60.0);
        let mut buckets = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST_KEYS {
            let full = |bucket: &Bucket| now.duration_since(bucket.at).as_secs() >= 60;
            buckets.retain(|_, bucket| !full(bucket));
        }
        let bucket = buckets.entry(caller.to_owned()).or_insert(Bucket { left: most, at: now });
        let since = now.duration_since(bucket.at).as_secs_f64().max(0.0);
        *bucket = Bucket { left: (bucket.left + since * a_second).min(most), at: now };
        let enough = bucket.left >= 1.0;
        let wait = (!enough).then(|| seconds((1.0 - bucket.left) / a_second));
        if enough {
            bucket.left -= 1.0;
        }
        Allowance {
            limit,
            remaining: whole(bucket.left),
            reset: seconds((most - bucket.left) / a_second),
            wait,
        }
    }

    /// How long a sign-in under this name from this address has to wait, if it has to.
    pub(crate) fn sign_in_waits(&self, login: &str, address: &str, now: Timestamp) -> Option<u64> {
        let wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = |key: String, free| {
            let known = wrong.get(&key)?;
            let over = known.count.checked_sub(free)?;
            let doubled = SignedDuration::from_secs(1_i64 << over.min(10));
            let until = known.last + doubled.min(LONGEST_WAIT);
            let left = until.duration_since(now);
            (left > SignedDuration::ZERO).then(|| seconds(left.as_secs_f64()))
        };
        wait(by_login(login), FREE).max(wait(by_address(address), FREE_BY_ADDRESS))
    }

    /// Notes a wrong password.
    pub(crate) fn wrong_password(&self, login: &str, address: &str, now: Timestamp) {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let forgotten = |known: &Wrong| now.duration_since(known.last) > LONGEST_WAIT * 4;
        if wrong.len() >= MOST_KEYS {
            wrong.retain(|_, known| !forgotten(known));
        }
        for key in [by_login(login), by_address(address)] {
            let known = wrong.entry(key).or_insert(Wrong { count: 0, last: now });
            let count = if forgotten(known) { 0 } else { known.count };
            *known = Wrong { count: count + 1, last: now };
        }
    }

    /// Forgets the wrong passwords of a name whose person is in now.
    pub(crate) fn right_password(&self, login: &str) {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner).remove(&by_login(login));
    }
}

fn by_login(login: &str) -> String {
    let folded: String = login.trim().to_lowercase().chars().take(120).collect();
    format!("name {folded}")
}

fn by_address(address: &str) -> String {
    format!("from {address}")
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bucket holds 0 to its limit, a u32"
)]
fn whole(left: f64) -> u32 {
    left.floor() as u32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "waits are a few minutes at most"
)]
fn seconds(wait: f64) -> u64 {
    wait.ceil().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn a_minutes_requests_are_answered_and_the_next_is_told_when_to_come_back() {
        let limits = Limits::default();
        let first = limits.request("ada", 60, at(0));
        assert_eq!(first, Allowance { limit: 60, remaining: 59, reset: 1, wait: None });
        for _ in 0..59 {
            assert_eq!(limits.request("ada", 60, at(0)).wait, None);
        }
        let over = limits.request("ada", 60, at(0));
        assert_eq!((over.remaining, over.wait, over.reset), (0, Some(1), 60));
        assert_eq!(limits.request("ben", 60, at(0)).wait, None, "everybody has a bucket of their own");
        assert_eq!(limits.request("ada", 60, at(1)).wait, None);
        assert_eq!(limits.request("ada", 60, at(1)).wait, Some(1));
        assert_eq!(limits.request("ada", 60, at(90)).remaining, 59, "a bucket holds no more than a minute's");
    }

    #[test]
    fn the_sixth_wrong_password_waits_and_each_further_one_twice_as_long() {
        let limits = Limits::default();
        let mut now = 0;
        let mut waits = Vec::new();
        for _ in 0..9 {
            let wait = limits.sign_in_waits("Ada ", "1.1.1.1", at(now)).unwrap_or(0);
            waits.push(wait);
            now += i64::try_from(wait).unwrap();
            limits.wrong_password("ada", "1.1.1.1", at(now));
        }
        assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8]);
        assert_eq!(limits.sign_in_waits("ben", "1.1.1.1", at(now)), None, "another name is not to blame");
        limits.right_password("ADA");
        assert_eq!(limits.sign_in_waits("ada", "1.1.1.1", at(now)), None);
    }

    #[test]
    fn one_address_cannot_try_many_names() {
        let limits = Limits::default();
        for attempt in 0..20 {
            assert_eq!(limits.sign_in_waits(&format!("name{attempt}"), "1.1.1.1", at(0)), None);
            limits.wrong_password(&format!("name{attempt}"), "1.1.1.1", at(0));
        }
        assert_eq!(limits.sign_in_waits("one more", "1.1.1.1", at(0)), Some(1));
        assert_eq!(limits.sign_in_waits("one more", "2.2.2.2", at(0)), None);
    }

    #[test]
    fn the_longest_wait_is_a_quarter_of_an_hour_and_an_hour_forgets() {
        let limits = Limits::default();
        for _ in 0..40 {
            limits.wrong_password("ada", "1.1.1.1", at(0));
        }
        assert_eq!(limits.sign_in_waits("ada", "2.2.2.2", at(0)), Some(900));
        limits.wrong_password("ada", "2.2.2.2", at(3601));
        assert_eq!(limits.sign_in_waits("ada", "2.2.2.2", at(3601)), None);
    }
}
