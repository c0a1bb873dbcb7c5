//! The one way out to the web.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::redirect;
use rustls_platform_verifier::BuilderVerifierExt;

/// A client that trusts what the system trusts, waits no longer than `timeout` and follows at most so many redirects.
///
/// # Errors
/// In words, when the system has no certificates to trust or the client cannot be set up.
pub(crate) fn client(timeout: Duration, redirects: usize) -> Result<reqwest::Client, String> {
    let policy = if redirects == 0 { redirect::Policy::none() } else { redirect::Policy::limited(redirects) };
    builder(timeout, &[])?.redirect(policy).build().map_err(|error| error.to_string())
}

/// The same for addresses that people type: names are resolved by `resolver`, and no redirect and no proxy leads elsewhere.
///
/// # Errors
/// As [`client`].
pub(crate) fn guarded(
    timeout: Duration,
    resolver: Arc<impl reqwest::dns::Resolve + 'static>,
) -> Result<reqwest::Client, String> {
    let builder = builder(timeout, &[])?.redirect(redirect::Policy::none()).dns_resolver(resolver).no_proxy();
    builder.build().map_err(|error| error.to_string())
}

/// A client for what the operator set up, which follows no redirect: a key that goes with a request goes nowhere else.
///
/// # Errors
/// In words, when the system has no certificates to trust or the client cannot be set up.
pub fn web_client(timeout: Duration) -> Result<reqwest::Client, String> {
    client(timeout, 0)
}

/// The same for a service that speaks HTTP/2 alone.
///
/// # Errors
/// As [`client`].
pub(crate) fn guarded_http2(
    timeout: Duration,
    resolver: Arc<impl reqwest::dns::Resolve + 'static>,
) -> Result<reqwest::Client, String> {
    let builder = builder(timeout, &[b"h2"])?.http2_prior_knowledge();
    let builder = builder.redirect(redirect::Policy::none()).dns_resolver(resolver).no_proxy();
    builder.build().map_err(|error| error.to_string())
}

fn builder(timeout: Duration, protocols: &[&[u8]]) -> Result<reqwest::ClientBuilder, String> {
    // The provider is named here instead of being installed for the process: a library has no say over others.
    let mut tls =
        rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(BuilderVerifierExt::with_platform_verifier)
            .map_err(|error| error.to_string())?
            .with_no_client_auth();
    tls.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    let agent = concat!("isotone/", env!("CARGO_PKG_VERSION"));
    Ok(reqwest::Client::builder().tls_backend_preconfigured(tls).timeout(timeout).user_agent(agent))
}

/// How long an answer asks to wait (`Retry-After`): seconds, or an instant as HTTP writes it, counted from the answer's own `Date`, or
/// else from `now`. `None` where it cannot be understood.
pub(crate) fn retry_after(said: &str, date: Option<&str>, now: Timestamp) -> Option<Duration> {
    let said = said.trim();
    if let Ok(seconds) = said.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let instant = |text: &str| Some(jiff::fmt::rfc2822::parse(text.trim()).ok()?.timestamp());
    let from = date.and_then(instant).unwrap_or(now);
    // What has passed already asks for no wait.
    Some(Duration::try_from(instant(said)?.duration_since(from)).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trap_9_a_wait_is_asked_for_in_seconds_or_until_an_instant() {
        let now = "2027-06-01T08:00:00Z".parse().unwrap();
        let date = Some("Tue, 01 Jun 2027 07:00:00 GMT");
        for (said, date, seconds) in [
            ("120", date, Some(120)),
            (" 0 ", None, Some(0)),
            ("Tue, 01 Jun 2027 08:05:00 GMT", None, Some(300)),
            // By the clock of whoever asks: ours may be off.
            ("Tue, 01 Jun 2027 07:05:00 GMT", date, Some(300)),
            ("Tue, 01 Jun 2027 06:00:00 GMT", date, Some(0)),
            ("-3", None, None),
            ("soon", None, None),
            ("99999999999999999999", None, None),
        ] {
            assert_eq!(retry_after(said, date, now), seconds.map(Duration::from_secs), "{said}");
        }
    }
}
