//! Who runs next: drawn from a seed, so that every run can be had again.

use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::task::Poll;
use std::time::Duration;

use engine::Clock;
use jiff::Timestamp;

/// Numbers drawn from a seed (SplitMix64).
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One of `0..many`.
    pub(crate) fn below(&mut self, many: usize) -> usize {
        usize::try_from(self.next() % many.max(1) as u64).unwrap()
    }

    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }
}

/// A clock that moves a second whenever it is told.
pub(crate) struct Ticking(AtomicI64);

impl Ticking {
    pub(crate) fn from(start: Timestamp) -> Self {
        Self(AtomicI64::new(start.as_second()))
    }

    pub(crate) fn tick(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

pub(crate) type Actor = Pin<Box<dyn Future<Output = ()>>>;

/// After so many steps the waits of those who met come to an end a little.
const STEPS: usize = 16;

/// Runs the actors to their ends, one step of one of them at a time, in an order drawn from `random`.
pub(crate) async fn interleave(mut actors: Vec<Actor>, random: &mut Random) {
    let mut steps = 0_usize;
    while !actors.is_empty() {
        let next = random.below(actors.len());
        let actor = &mut actors[next];
        let done = std::future::poll_fn(|context| Poll::Ready(actor.as_mut().poll(context).is_ready())).await;
        if done {
            drop(actors.swap_remove(next));
        }
        steps += 1;
        if steps.is_multiple_of(STEPS) {
            tokio::time::advance(Duration::from_millis(1)).await;
        }
    }
}
