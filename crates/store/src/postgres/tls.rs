//! The way to the server, encrypted when the URL asks for it.

use std::sync::Arc;

use deadpool_postgres::{Manager, ManagerConfig, RecyclingMethod};
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;
use tokio_postgres::config::SslMode;
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::checkout::Way;
use crate::StoreError;

/// Makes connections as the URL asks: with `sslmode=require` encrypted, to a server whose certificate an authority
/// trusted by this machine vouches for (`SSL_CERT_FILE` names another); otherwise plain, for a server on the same
/// machine or a private network.
pub(super) fn manager(config: Config) -> Result<(Manager, Way), StoreError> {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    if config.get_ssl_mode() != SslMode::Require {
        return Ok((Manager::from_config(config, NoTls, recycling), Way::Plain));
    }
    let trusting = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| StoreError::Database(format!("encryption cannot be set up: {error}")))?;
    let tls = MakeRustlsConnect::new(trusting.with_no_client_auth());
    Ok((Manager::from_config(config, tls.clone(), recycling), Way::Encrypted(tls)))
}
