//! Patience with a database that is failing over, starting, or asks for a transaction to be tried again.

use std::error::Error;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use deadpool_postgres::PoolError;
use tokio_postgres::error::SqlState;

use crate::StoreError;

/// How often a request is tried again: for a quarter of a minute, a little more than a failover takes.
const MOST_RETRIES: u32 = 19;

/// The wait before the first retry; it quadruples with each further one.
const FIRST_WAIT: Duration = Duration::from_millis(5);

/// The longest wait, so that a server which comes back is found soon.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

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
                None => error.is_closed() || error.source().is_some_and(is_broken_connection),
            },
        }
    }
}

/// A certificate that is not vouched for comes as invalid data, and will not be vouched for a moment later.
fn is_broken_connection(cause: &(dyn Error + 'static)) -> bool {
    cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() != io::ErrorKind::InvalidData)
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
            Failure::Server(ref error) if failure.passes() || took_too_long(error) => {
                Self::Unavailable(in_full(error))
            }
            Failure::Server(error) => Self::Database(in_full(&error)),
        }
    }
}

/// Whether a time limit ended it: what it waited for may be over by the time it is asked for again.
fn took_too_long(error: &tokio_postgres::Error) -> bool {
    matches!(error.code(), Some(&SqlState::LOCK_NOT_AVAILABLE | &SqlState::QUERY_CANCELED))
}

/// The driver's words followed by the server's, which say what happened.
fn in_full(error: &tokio_postgres::Error) -> String {
    let words = match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    };
    if matches!(error.code(), Some(&SqlState::INVALID_SQL_STATEMENT_NAME | &SqlState::DUPLICATE_PSTATEMENT)) {
        return format!(
            "{words}; a pooler before the server forgets prepared statements: PgBouncer in transaction mode keeps them from \
             1.21 on, with max_prepared_statements, and earlier ones want pool_mode = session"
        );
    }
    words
}

/// Tries until it succeeds, is refused, or patience runs out.
pub(super) async fn patiently<'a, T>(
    mut attempt: impl FnMut() -> Try<'a, T> + Send,
) -> Result<T, StoreError> {
    for retry in 0..MOST_RETRIES {
        match attempt().await {
            Err(failure) if failure.passes() => {
                tokio::time::sleep(FIRST_WAIT.saturating_mul(4_u32.saturating_pow(retry)).min(LONGEST_WAIT))
                    .await;
            }
            outcome => return Ok(outcome?),
        }
    }
    Ok(attempt().await?)
}
