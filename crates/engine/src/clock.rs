//! The clock port: the one place where time enters.

use jiff::{SignedDuration, Timestamp};

/// How far a sender's clock may be ahead of this machine's: a time up to so much later than now is not the future.
pub(crate) const CLOCK_AHEAD: SignedDuration = SignedDuration::from_mins(1);

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands still, for tests and for replaying.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}
