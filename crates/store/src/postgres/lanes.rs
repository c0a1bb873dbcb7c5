//! Connections that any number of short reads share.
//!
//! A read that waits for its answer leaves the connection idle. Here reads of many tasks follow each other on the same
//! connection without waiting (pipelining), so that one write of the socket carries many questions and one read brings
//! many answers. Only reads of single rows go this way: nothing long can stand before them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use deadpool_postgres::{ClientWrapper, Object, Pool};
use tokio::sync::RwLock;

use super::retry::Failure;

/// A connection of a lane, out of the pool for good.
pub(super) type Lane = Arc<ClientWrapper>;

/// The shared connections, each made when it is first asked for.
pub(super) struct Lanes {
    places: Vec<RwLock<Option<Lane>>>,
    turn: AtomicUsize,
}

impl Lanes {
    /// This many connections to share.
    pub(super) fn new(count: usize) -> Self {
        Self { places: (0..count).map(|_| RwLock::default()).collect(), turn: AtomicUsize::new(0) }
    }

    /// One of the connections, each in its turn.
    pub(super) async fn next(&self, pool: &Pool) -> Result<Lane, Failure> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % self.places.len();
        let place = &self.places[turn];
        if let Some(lane) = place.read().await.as_ref().filter(|lane| !lane.is_closed()) {
            return Ok(Arc::clone(lane));
        }
        let mut place = place.write().await;
        if let Some(lane) = place.as_ref().filter(|lane| !lane.is_closed()) {
            return Ok(Arc::clone(lane));
        }
        let lane = Arc::new(Object::take(pool.get().await?));
        *place = Some(Arc::clone(&lane));
        Ok(lane)
    }

    /// Forgets all connections: one has failed, and the others may lead to the same server.
    pub(super) async fn forget(&self) {
        for place in &self.places {
            place.write().await.take();
        }
    }
}
