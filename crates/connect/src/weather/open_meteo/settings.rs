//! Where Open-Meteo is and how patiently it is asked.

use std::fmt;
use std::time::Duration;

use jiff::SignedDuration;

/// A key of the paid service. It never shows in logs or errors.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// A key as the service gave it.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

/// Where Open-Meteo is and how patiently it is asked.
#[derive(Clone, Debug)]
pub struct OpenMeteoSettings {
    /// The forecast endpoint.
    pub forecast_url: String,
    /// The archive endpoint.
    pub archive_url: String,
    /// The key, for the paid hosts.
    pub api_key: Option<ApiKey>,
    /// How far the archive lags behind; younger hours are asked from the forecast. The reanalysis is said to take about
    /// five days (unverified).
    pub archive_lag: SignedDuration,
    /// How long one request may take, from the connection to the last byte.
    pub timeout: Duration,
    /// How often a request that failed for a passing reason is tried again.
    pub retries: usize,
    /// The wait before the first retry; it doubles each time, with jitter.
    pub first_wait: Duration,
    /// The longest wait. A service that asks for a longer one is not waited for.
    pub longest_wait: Duration,
    /// The most bytes read of an answer; a month of hours takes about 60 kB.
    pub most_bytes: usize,
}

impl Default for OpenMeteoSettings {
    /// The free public service (non-commercial use only), asked up to three times.
    fn default() -> Self {
        Self {
            forecast_url: "https://api.open-meteo.com/v1/forecast".to_owned(),
            archive_url: "https://archive-api.open-meteo.com/v1/archive".to_owned(),
            api_key: None,
            archive_lag: SignedDuration::from_hours(5 * 24),
            timeout: Duration::from_secs(10),
            retries: 2,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(10),
            most_bytes: 1 << 20,
        }
    }
}
