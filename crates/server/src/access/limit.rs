//! The request limit: how many requests a minute each caller has.
//!
//! Each instance counts for itself. Behind a load balancer over n instances a caller gets up to n times as much.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// More keys than this are not remembered: the oldest go.
const MOST_KEYS: usize = 20_000;

/// What is kept in memory of who did how much.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    requests: Mutex<HashMap<String, Bucket>>,
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
pub(super) fn seconds(wait: f64) -> u64 {
    wait.ceil().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

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
}
