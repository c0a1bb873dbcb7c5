//! Patience with a database that is failing over, starting, or asks for a transaction to be tried again.

use std::error::Error;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use deadpool_postgres::PoolError;
use tokio_postgres::error::SqlState;

use crate::StoreError;

/// How long to wait before each further try. Together a little more than a planned failover takes.
const PAUSES: [Duration; 9] = [
    Duration::from_millis(5),
    Duration::from_millis(50),
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(3),
    Duration::from_secs(4),
    Duration::from_secs(5),
];

/// One try of a request.
pub(super) type Try<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'a>>;

/// Why a try failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// The store refuses; trying again changes nothing.
    Refused(StoreError),
    /// The server, or the way to it, failed.
    Server(tokio_postgres::Error),
    /// No connection was free in time.
    Busy(String),
}

impl Failure {
    /// Whether the same request may well succeed a moment later.
    pub(super) fn passes(&self) -> bool {
        match self {
            Self::Refused(_) => false,
            Self::Busy(_) => true,
            Self::Server(error) => match error.code() {
                Some(code) => code_passes(code),
                None => error.is_closed() || error.source().is_some_and(<dyn Error>::is::<io::Error>),
            },
        }
    }
}

fn code_passes(code: &SqlState) -> bool {
    let passing = [
        &SqlState::T_R_SERIALIZATION_FAILURE,
        &SqlState::T_R_DEADLOCK_DETECTED,
        &SqlState::ADMIN_SHUTDOWN,
        &SqlState::CRASH_SHUTDOWN,
        &SqlState::CANNOT_CONNECT_NOW,
        &SqlState::TOO_MANY_CONNECTIONS,
        // A primary that has become a standby answers this until the connection is replaced.
        &SqlState::READ_ONLY_SQL_TRANSACTION,
    ];
    passing.contains(&code) || code.code().starts_with("08")
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Refused(error)
    }
}

impl From<crate::NameError> for Failure {
    fn from(error: crate::NameError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Server(error)
    }
}

impl From<PoolError> for Failure {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => Self::Server(error),
            other => Self::Busy(other.to_string()),
        }
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(error) => error,
            Failure::Busy(reason) => Self::Unavailable(reason),
            Failure::Server(ref error) if failure.passes() => Self::Unavailable(in_full(error)),
            Failure::Server(error) => Self::Database(in_full(&error)),
        }
    }
}

/// The driver's words followed by the server's, which say what happened.
fn in_full(error: &tokio_postgres::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

/// Tries until it succeeds, is refused, or patience runs out.
pub(super) async fn patiently<'a, T>(
    mut attempt: impl FnMut() -> Try<'a, T> + Send,
) -> Result<T, StoreError> {
    for pause in PAUSES {
        match attempt().await {
            Err(failure) if failure.passes() => tokio::time::sleep(pause).await,
            outcome => return Ok(outcome?),
        }
    }
    Ok(attempt().await?)
}
