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
    /// A provider's detail with streams, or its export of a device's file.
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

impl Source {
    /// Whether both are known to be one device at one provider; a device records one workout at a time.
    pub fn is_same_device(&self, other: &Self) -> bool {
        self.device.is_some() && self.device == other.device && self.provider == other.provider
    }

    /// Whether both devices are known and differ.
    pub fn is_other_device(&self, other: &Self) -> bool {
        self.device.is_some() && other.device.is_some() && self.device != other.device
    }
}
