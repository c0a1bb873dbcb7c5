//! The server itself, for operators.

use deadpool_postgres::Client;
use jiff::Timestamp;

use super::read::instant;
use super::retry::Try;

/// What a database server says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its version.
    pub version: String,
    /// The size of the database in bytes.
    pub bytes: u64,
    /// How many connections it accepts from all instances together.
    pub connections: u32,
    /// Its clock.
    pub clock: Timestamp,
    /// Whether what it acknowledges survives a crash.
    pub durable: bool,
}

pub(super) fn server<'a>(client: &'a mut Client, (): &'a ()) -> Try<'a, Server> {
    let sql = "SELECT current_setting('server_version'), pg_database_size(current_database()),
                      current_setting('max_connections')::int,
                      (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
                      current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off'";
    Box::pin(async move {
        let row = client.query_one(sql, &[]).await?;
        Ok(Server {
            version: row.get(0),
            bytes: row.get::<_, i64>(1).unsigned_abs(),
            connections: row.get::<_, i32>(2).unsigned_abs(),
            clock: instant(row.get(3))?,
            durable: row.get(4),
        })
    })
}
