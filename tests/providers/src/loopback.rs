//! A way to a world without a network.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use connect::providers::{Failure, Request, Sent, Web};
use tokio::sync::Semaphore;

use crate::World;

/// Carries requests to a [`World`] in the same process. Requests can be held back, so that something else happens while
/// they are under way.
#[derive(Clone, Debug)]
pub struct Loopback {
    world: Arc<Mutex<World>>,
    held: Arc<Mutex<Option<Held>>>,
    flight: Arc<Mutex<Flight>>,
}

/// Requests whose address contains this wait here for their answers.
type Held = (String, Arc<Semaphore>);

/// How many refreshes of one token were under way at a time.
#[derive(Debug, Default)]
struct Flight {
    now: Vec<String>,
    most: usize,
}

impl Loopback {
    /// A way to this world.
    pub fn to(world: World) -> Self {
        Self { world: Arc::new(Mutex::new(world)), held: Arc::default(), flight: Arc::default() }
    }

    /// The world, for oneself.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds back the answers to requests whose address contains this, until as many permits are added to the semaphore.
    pub fn hold(&self, path: &str) -> Arc<Semaphore> {
        let gate = Arc::new(Semaphore::new(0));
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((path.to_owned(), Arc::clone(&gate)));
        gate
    }

    /// The greatest number of refreshes of one token that were ever under way together.
    pub fn most_refreshes_at_once(&self) -> usize {
        self.flight.lock().unwrap_or_else(PoisonError::into_inner).most
    }

    fn takes_off(&self, body: &str) {
        let mut flight = self.flight.lock().unwrap_or_else(PoisonError::into_inner);
        flight.now.push(body.to_owned());
        let same = flight.now.iter().filter(|other| *other == body).count();
        flight.most = flight.most.max(same);
    }

    fn lands(&self, body: &str) {
        let mut flight = self.flight.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = flight.now.iter().position(|other| other == body) {
            flight.now.swap_remove(at);
        }
    }
}

impl Web for Loopback {
    fn send(&self, request: Request) -> Sent<'_> {
        Box::pin(async move {
            let refresh = request.body.clone().filter(|body| body.contains("grant_type=refresh_token"));
            if let Some(body) = &refresh {
                self.takes_off(body);
                // Long enough for another to begin.
                for _ in 0..3 {
                    tokio::task::yield_now().await;
                }
            }
            let answer = self.world().answer(&request);
            let gate = self.held.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some((_, gate)) = gate.filter(|(path, _)| request.url.contains(path)) {
                // The answer was given at once, and is on its way for a long time.
                let permit = gate.acquire().await;
                permit.map_err(|error| Failure::Outage(error.to_string()))?.forget();
            }
            if let Some(body) = &refresh {
                self.lands(body);
            }
            answer.ok_or_else(|| Failure::Outage("the connection was cut".to_owned()))
        })
    }
}
