//! One commit of an owner at a time, within this process.

use std::hash::{BuildHasher, RandomState};

use tokio::sync::{Mutex, MutexGuard};

use crate::Owner;

/// Owners share a turn with a thousandth of all others: they wait for each other now and then, and nobody keeps a list.
const PLACES: usize = 1024;

/// Whose commit is under way. The server would order the commits of one owner anyway; here they are numbered in that
/// order too, and none begins while it is not known whether the one before happened.
pub(super) struct Turns {
    places: Vec<Mutex<()>>,
    scatter: RandomState,
}

impl Turns {
    pub(super) fn new() -> Self {
        Self { places: (0..PLACES).map(|_| Mutex::new(())).collect(), scatter: RandomState::new() }
    }

    /// Waits until no other commit of this owner is under way.
    pub(super) async fn of(&self, owner: &Owner) -> MutexGuard<'_, ()> {
        let place = self.scatter.hash_one(owner) % PLACES as u64;
        self.places[place as usize].lock().await
    }
}
