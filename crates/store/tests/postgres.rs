//! The database server keeps the promises of the port.

#![cfg(feature = "postgres")]

mod cluster;

use std::process::Command;
use std::sync::Arc;

use cluster::{Cluster, Target};
use store::{Postgres, Store, conformance};

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    let Some(target) = Target::get().await else { return };
    let url = target.schema("conformance").await;
    let store = Arc::new(Postgres::connect(&url, 4).await.unwrap());
    conformance::check(async || {
        cluster::empty(&url).await;
        Arc::clone(&store) as Arc<dyn Store>
    })
    .await;
}

/// Names the server to a process that trusts its certificate.
const TARGET: &str = "ISOTONE_TLS_TARGET";

#[tokio::test(flavor = "multi_thread")]
async fn an_encrypted_connection_goes_to_a_server_that_is_vouched_for() {
    let Some(mut cluster) = Cluster::start().await else { return };
    let Some(certificate) = cluster.encrypt().await else { return };
    let url = cluster.schema("tls").await.replace("sslmode=disable", "sslmode=require");
    let refused = Postgres::connect(&url, 1).await.err().unwrap().to_string();
    assert!(
        refused.contains("certificate"),
        "an unknown certificate is refused, and said to be why: {refused}"
    );
    // Whom to trust is a setting of the process.
    let trusting = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "connects_encrypted", "--ignored"])
        .env(TARGET, &url)
        .env("SSL_CERT_FILE", certificate)
        .output()
        .unwrap();
    assert!(trusting.status.success(), "{}", String::from_utf8_lossy(&trusting.stdout));
}

/// Not a test: the process that the test above starts.
#[tokio::test]
#[ignore = "wants a server"]
async fn connects_encrypted() {
    let Ok(url) = std::env::var(TARGET) else { return };
    assert_eq!(Postgres::connect(&url, 1).await.unwrap().owners().await.unwrap(), []);
}
