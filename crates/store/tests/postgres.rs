//! The database server keeps the promises of the port.

#![cfg(feature = "postgres")]

mod cluster;

use std::cell::Cell;
use std::sync::Arc;

use cluster::Cluster;
use store::{Postgres, Store, conformance};

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    let Some(cluster) = Cluster::start().await else { return };
    let count = Cell::new(0);
    conformance::check(async || {
        count.set(count.get() + 1);
        let url = cluster.schema(&format!("check_{}", count.get())).await;
        Arc::new(Postgres::connect(&url, 4).await.unwrap()) as Arc<dyn Store>
    })
    .await;
}
