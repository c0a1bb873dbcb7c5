//! A connection of the pool while a request uses it.
//!
//! A caller that goes away drops its request in the middle of a statement. The connection would return to the pool with
//! that statement still running, perhaps waiting for a row that somebody locked, and the next request would wait behind it.
//! So an unfinished connection leaves the pool for good, and its statement is cancelled.

use std::time::Duration;

use deadpool_postgres::Client;
use tokio::runtime::Handle;
use tokio_postgres::{CancelToken, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::retry::{Failure, Try};

/// How long the server may take to accept a cancellation.
const WAIT: Duration = Duration::from_secs(5);

/// The way on which statements are cancelled: the same as the connections'.
#[derive(Clone)]
pub(super) enum Way {
    Plain,
    Encrypted(MakeRustlsConnect),
}

impl Way {
    async fn cancel(self, token: CancelToken) {
        // A statement that cannot be cancelled ends by its time limit.
        let _ = match self {
            Self::Plain => tokio::time::timeout(WAIT, token.cancel_query(NoTls)).await,
            Self::Encrypted(tls) => tokio::time::timeout(WAIT, token.cancel_query(tls)).await,
        };
    }
}

/// A connection that belongs to one request.
pub(super) struct Checkout {
    client: Option<Client>,
    way: Way,
}

impl Checkout {
    pub(super) fn new(client: Client, way: &Way) -> Self {
        Self { client: Some(client), way: way.clone() }
    }

    /// Asks on the connection; nothing once the request is [finished](Self::finish).
    pub(super) async fn ask<A, T>(
        &mut self,
        ask: for<'c> fn(&'c mut Client, &'c A) -> Try<'c, T>,
        asked: &A,
    ) -> Result<T, Failure> {
        match &mut self.client {
            Some(client) => ask(client, asked).await,
            None => Err(Failure::Busy("the connection was given back".to_owned())),
        }
    }

    /// The request has its answer: the connection returns to the pool, if it is still `good`.
    pub(super) fn finish(mut self, good: bool) {
        if let Some(client) = self.client.take()
            && !good
        {
            drop(Client::take(client));
        }
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        let Some(client) = self.client.take() else { return };
        let (token, way) = (client.cancel_token(), self.way.clone());
        let connection = Client::take(client);
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                way.cancel(token).await;
                drop(connection);
            });
        }
    }
}
