//! Every store keeps the promises of the port.

use std::cell::Cell;
use std::sync::Arc;

use store::{Memory, Sqlite, Store, conformance};

#[tokio::test]
async fn the_reference_in_memory() {
    conformance::check(async || Arc::new(Memory::default()) as Arc<dyn Store>).await;
}

#[tokio::test]
async fn sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let count = Cell::new(0);
    conformance::check(async || {
        count.set(count.get() + 1);
        let file = folder.path().join(format!("{}.db", count.get()));
        Arc::new(Sqlite::open(&file).unwrap()) as Arc<dyn Store>
    })
    .await;
}
