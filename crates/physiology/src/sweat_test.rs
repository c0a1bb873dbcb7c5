//! A sweat test: what was measured, on whom, in which conditions, when.

use evidence::Estimate;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use units::{Interval, VolumeRate};

use crate::patch_test::PatchResult;
use crate::{Athlete, Model, Recording, SessionConditions};

/// A measured session as the profile takes it in: weighed, photographed, or both.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweatTest {
    /// The test's name.
    pub id: String,
    /// When the session began.
    pub at: Timestamp,
    /// The athlete's body on that day.
    pub athlete: Athlete,
    /// The session's conditions.
    pub conditions: SessionConditions,
    /// What two weighings showed.
    pub weighed: Option<Weighed>,
    /// What patches showed.
    #[serde(default)]
    pub patches: Vec<PatchResult>,
    /// The session by the minute, where it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<Recording>,
}

/// A whole-body sweating rate by mass balance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weighed {
    /// The rate.
    pub rate: VolumeRate,
    /// Its standard uncertainty.
    pub uncertainty: VolumeRate,
}

/// A ratio of whole-body to local rate: the logarithm of what it is relative to the population's, and its SD.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocalRatio {
    /// ln(own ratio / the population's).
    pub log_shift: f64,
    /// The SD of that.
    pub log_sd: f64,
}

impl LocalRatio {
    /// What is believed of anybody's.
    pub fn of_population(model: &Model) -> Self {
        Self { log_shift: 0.0, log_sd: model.patch.ratio_sd.value }
    }
}

impl SweatTest {
    /// A test by weighing alone.
    pub fn weighed(
        id: impl Into<String>,
        at: Timestamp,
        athlete: Athlete,
        conditions: SessionConditions,
        weighed: Weighed,
    ) -> Self {
        Self {
            id: id.into(),
            at,
            athlete,
            conditions,
            weighed: Some(weighed),
            patches: Vec::new(),
            recording: None,
        }
    }

    /// The whole-body rate of the session from everything that measured it, each weighted by its variance on the log
    /// scale. Bounds do not enter; `None` when nothing else was measured.
    ///
    /// Several patches share the athlete's ratio, so that two of them are not twice as sure as one.
    pub fn combined_rate(&self, ratio: LocalRatio, model: &Model) -> Option<Estimate<VolumeRate>> {
        let mut parts = Vec::new();
        if let Some(Weighed { rate, uncertainty }) = self.weighed {
            let relative = uncertainty / rate;
            parts.push((rate.as_l_per_h().max(1e-3).ln(), relative * relative));
        }
        let read: Vec<(f64, f64)> = self
            .patches
            .iter()
            .filter(|patch| patch.local_rate.is_some_and(|rate| !rate.is_bound()))
            .filter_map(|patch| {
                let log_rate = patch.log_whole_body_rate(&self.athlete, model)?;
                Some((log_rate + ratio.log_shift, patch.log_rate_sd(model)?.powi(2)))
            })
            .collect();
        if let Some((mean, variance)) = weighted(&read) {
            parts.push((mean, variance + ratio.log_sd * ratio.log_sd));
        }
        let (mean, variance) = weighted(&parts)?;
        let sd = variance.sqrt();
        let at = |z: f64| VolumeRate::from_l_per_h((mean + z * sd).exp());
        let within = |z: f64| Interval { low: at(-z), high: at(z) };
        Some(Estimate {
            median: at(0.0),
            i50: within(0.674_490),
            i80: within(1.281_552),
            i95: within(1.959_964),
        })
    }
}

/// The mean of values weighted by the inverse of their variances, and its variance.
fn weighted(parts: &[(f64, f64)]) -> Option<(f64, f64)> {
    let precision: f64 = parts.iter().map(|(_, variance)| 1.0 / variance.max(1e-9)).sum();
    let sum: f64 = parts.iter().map(|(value, variance)| value / variance.max(1e-9)).sum();
    (precision > 0.0).then(|| (sum / precision, 1.0 / precision))
}
