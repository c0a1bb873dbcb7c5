//! Why there is no weather.

use std::time::Duration;

use jiff::Timestamp;

/// Why a source did not answer, or an answer could not be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WeatherError {
    /// A coordinate off the globe.
    #[error("{name} is {value}: give decimal degrees from -{limit} to {limit}")]
    Place {
        /// `latitude` or `longitude`.
        name: &'static str,
        /// What was given.
        value: f64,
        /// The largest magnitude accepted, degrees.
        limit: f64,
    },
    /// A range of time that ends before it starts, or is too long for one question.
    #[error(
        "weather from {from} to {to}: ask for a range that ends after it starts and lasts at most {} days",
        super::HourRange::MOST_DAYS
    )]
    Range {
        /// The start asked for.
        from: Timestamp,
        /// The end asked for.
        to: Timestamp,
    },
    /// A session whose length is no length.
    #[error("a session of {seconds} s has no weather: give a duration above zero")]
    Duration {
        /// The length given, s.
        seconds: f64,
    },
    /// A value no place on earth has.
    #[error("{name} is {value}: give a value from {low} to {high}")]
    Impossible {
        /// What was measured.
        name: &'static str,
        /// The value, in the unit of the limits.
        value: f64,
        /// The lowest accepted, with its unit.
        low: &'static str,
        /// The highest accepted, with its unit.
        high: &'static str,
    },
    /// The hours given do not cover a session without a gap.
    #[error(
        "no weather for {at}: fetch the hours around the whole session, or fill them from another source"
    )]
    Gap {
        /// The first instant without weather.
        at: Timestamp,
    },
    /// The source knows nothing about these hours.
    #[error("the weather source has no data for these hours: type the conditions in, or use the climatology")]
    NoData,
    /// No connection, a time-out, or an answer that broke off.
    #[error(
        "the weather source could not be reached ({reason}): check the network and the configured address"
    )]
    Unreachable {
        /// What the connection said, without the address (it may carry a key).
        reason: String,
    },
    /// The source asked to be left alone for a while (HTTP 429).
    #[error(
        "the weather source is limiting requests: try again later, or configure a key or an own instance"
    )]
    Busy {
        /// How long it asked to be left alone, if it said so.
        retry_after: Option<Duration>,
    },
    /// The source refused the question.
    #[error("the weather source refused (HTTP {status}): {reason}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The reason it gave.
        reason: String,
    },
    /// The answer is not what the source's documentation promises.
    #[error("the weather source's answer cannot be read: {reason}")]
    Unreadable {
        /// What is wrong with it.
        reason: String,
    },
    /// The HTTP client cannot be built, for want of root certificates or a usable address.
    #[error("the weather client cannot be set up: {reason}")]
    Setup {
        /// What is missing.
        reason: String,
    },
}

impl WeatherError {
    /// Whether the same question may be answered a little later.
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Busy { .. } => true,
            Self::Refused { status, .. } => *status >= 500,
            _ => false,
        }
    }

    /// Whether the question itself is at fault, so that no source can answer it.
    pub const fn is_question(&self) -> bool {
        matches!(self, Self::Place { .. } | Self::Range { .. } | Self::Duration { .. })
    }

    pub(super) fn unreadable(reason: impl Into<String>) -> Self {
        Self::Unreadable { reason: reason.into() }
    }
}
