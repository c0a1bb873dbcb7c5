//! A sweat test: what was measured, in which conditions, when.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use units::VolumeRate;

use crate::SessionConditions;

/// A measured whole-body sweating rate as the profile takes it in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweatTest {
    /// The test's name.
    pub id: String,
    /// When the session began.
    pub at: Timestamp,
    /// The session's conditions.
    pub conditions: SessionConditions,
    /// The measured rate.
    pub rate: VolumeRate,
    /// The standard uncertainty of the measurement.
    pub uncertainty: VolumeRate,
}
