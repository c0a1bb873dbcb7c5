//! Who observed.

use serde::{Deserialize, Serialize};

/// How much an observation is worth where several say something about the same field; better is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quality {
    /// Typed by hand.
    Manual,
    /// A phone or watch noticed it by itself.
    AutoDetected,
    /// A platform's copy of another platform's workout.
    AggregatorCopy,
    /// A provider's summary.
    ProviderSummary,
    /// A provider's detail with streams.
    ProviderDetail,
    /// The device's own file.
    DeviceFile,
}

/// The source of an observation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Source {
    /// Who delivered it: `file`, `strava`, `garmin`, `typed`.
    pub provider: String,
    /// The device that recorded it, if known: maker, product and a hash of the serial number.
    #[serde(default)]
    pub device: Option<String>,
    /// What it is worth.
    pub quality: Quality,
}
