//! News of commits, so that a page can wait for the next change instead of asking again and again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::Notify;

use crate::Owner;

/// How long a change by another process may go unnoticed.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Who waits for whose commits, in this process.
#[derive(Debug, Default)]
pub struct Feed(Mutex<HashMap<Owner, Weak<Notify>>>);

impl Feed {
    /// Wakes those who wait for this owner.
    pub(crate) fn announce(&self, owner: &Owner) {
        let waiting =
            self.0.lock().unwrap_or_else(PoisonError::into_inner).get(owner).and_then(Weak::upgrade);
        if let Some(waiting) = waiting {
            waiting.notify_waiters();
        }
    }

    /// Where to wait for this owner.
    pub(crate) fn of(&self, owner: &Owner) -> Arc<Notify> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = waiting.get(owner).and_then(Weak::upgrade) {
            return place;
        }
        if waiting.len() == waiting.capacity() {
            // Rather than grow, forget those who have gone.
            waiting.retain(|_, place| place.strong_count() > 0);
        }
        let place = Arc::new(Notify::new());
        waiting.insert(owner.clone(), Arc::downgrade(&place));
        place
    }
}
