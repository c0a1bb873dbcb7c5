//! The one way out to the web.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect;
use rustls_platform_verifier::BuilderVerifierExt;

/// A client that trusts what the system trusts, waits no longer than `timeout` and follows at most so many redirects.
///
/// # Errors
/// In words, when the system has no certificates to trust or the client cannot be set up.
pub(crate) fn client(timeout: Duration, redirects: usize) -> Result<reqwest::Client, String> {
    let policy = if redirects == 0 { redirect::Policy::none() } else { redirect::Policy::limited(redirects) };
    builder(timeout)?.redirect(policy).build().map_err(|error| error.to_string())
}

/// The same for addresses that people type: names are resolved by `resolver`, and no redirect and no proxy leads elsewhere.
///
/// # Errors
/// As [`client`].
pub(crate) fn guarded(
    timeout: Duration,
    resolver: Arc<impl reqwest::dns::Resolve + 'static>,
) -> Result<reqwest::Client, String> {
    let builder = builder(timeout)?.redirect(redirect::Policy::none()).dns_resolver(resolver).no_proxy();
    builder.build().map_err(|error| error.to_string())
}

fn builder(timeout: Duration) -> Result<reqwest::ClientBuilder, String> {
    // The provider is named here instead of being installed for the process: a library has no say over others.
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| error.to_string())?
        .with_no_client_auth();
    let agent = concat!("isotone/", env!("CARGO_PKG_VERSION"));
    Ok(reqwest::Client::builder().tls_backend_preconfigured(tls).timeout(timeout).user_agent(agent))
}
