//! The server itself, for operators.

use deadpool_postgres::Client;
use jiff::Timestamp;

use super::read::instant;
use super::retry::Try;
use super::schema::Kind;

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
    /// The workers of a cluster, on which everything of the owners lies; none on a plain server.
    pub workers: Vec<Worker>,
}

/// A worker of a Citus cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    /// Host and port.
    pub address: String,
    /// Whether the coordinator reaches it.
    pub answers: bool,
}

/// The size of what is distributed is that of the shards: the coordinator's own tables are empty. Asked only while all answer.
const SHARDS: &str = "SELECT coalesce(sum(citus_total_relation_size(logicalrelid)), 0)::bigint FROM pg_dist_partition
                      WHERE partmethod = 'h' AND logicalrelid::oid IN (
                          to_regclass('documents'), to_regclass('partitions'), to_regclass('blobs'), to_regclass('jobs'))";

const WORKERS: &str = "SELECT nodename || ':' || nodeport, citus_check_connection_to_node(nodename, nodeport)
                       FROM pg_dist_node WHERE shouldhaveshards ORDER BY nodeid";

pub(super) fn server<'a>(client: &'a mut Client, kind: &'a Kind) -> Try<'a, Server> {
    let sql = "SELECT current_setting('server_version'), pg_database_size(current_database()),
                      current_setting('max_connections')::int,
                      (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
                      current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off'";
    Box::pin(async move {
        let row = client.query_one(sql, &[]).await?;
        let mut bytes = row.get::<_, i64>(1).unsigned_abs();
        let mut workers = Vec::new();
        if *kind == Kind::Citus {
            let rows = client.query(WORKERS, &[]).await?;
            let worker = |row: &tokio_postgres::Row| Worker {
                address: row.get(0),
                answers: row.get::<_, Option<bool>>(1).unwrap_or_default(),
            };
            workers = rows.iter().map(worker).collect();
            if workers.iter().all(|worker| worker.answers) {
                bytes += client.query_one(SHARDS, &[]).await?.get::<_, i64>(0).unsigned_abs();
            }
        }
        Ok(Server {
            version: row.get(0),
            bytes,
            workers,
            connections: row.get::<_, i32>(2).unsigned_abs(),
            clock: instant(row.get(3))?,
            durable: row.get(4),
        })
    })
}
