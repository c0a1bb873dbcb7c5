//! What a reader says of a photo.

use serde::Serialize;

use super::corner::Corner;
use super::refusal::Refusal;

/// What a photo of a patch says. Fill and assay are judged apart: one may be read where the other is refused.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reading {
    /// The layout of the patch.
    pub layout_id: String,
    /// Its version.
    pub layout_version: u32,
    /// How far the channel is filled, or why that is not known.
    pub fill: Outcome<FillReading>,
    /// What the assay says, or why that is not known.
    pub assay: Outcome<Concentration>,
    /// The filled part of the assay's chamber, 0 to 1.
    pub assay_fill: f64,
    /// How the photo was.
    pub quality: Quality,
}

impl Reading {
    /// Why a part of this photo is not read and what to do about it, in words: with the corner, where one is covered.
    pub fn advice(&self, refusal: Refusal) -> String {
        let hidden: Vec<String> = self.hidden_by(refusal).iter().map(ToString::to_string).collect();
        if hidden.is_empty() {
            refusal.to_string()
        } else {
            format!("{refusal} (not seen in the photo: {})", hidden.join(", "))
        }
    }

    /// The corners that this refusal is about.
    pub fn hidden_by(&self, refusal: Refusal) -> &[Corner] {
        if refusal == Refusal::FiducialHidden { &self.quality.hidden } else { &[] }
    }
}

/// A value, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome<T> {
    /// It was read.
    Read(T),
    /// It was refused.
    Refused(Refusal),
}

impl<T> Outcome<T> {
    /// The value, where there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Read(value) => Some(value),
            Self::Refused(_) => None,
        }
    }

    /// Why there is none.
    pub fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Read(_) => None,
            Self::Refused(refusal) => Some(*refusal),
        }
    }
}

impl<T> From<Result<T, Refusal>> for Outcome<T> {
    fn from(result: Result<T, Refusal>) -> Self {
        match result {
            Ok(value) => Self::Read(value),
            Err(refusal) => Self::Refused(refusal),
        }
    }
}

/// How far a channel is filled.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum FillReading {
    /// Too little sweat to see a front.
    NotFilled,
    /// There is a front.
    Filled(Front),
    /// Full to the end: the volume is a lower bound, never a value.
    Overfilled {
        /// At least this much, µL.
        at_least_ul: f64,
    },
}

/// Where the fill ends.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Front {
    /// Along the centre line from its start, mm.
    pub front_mm: f64,
    /// Its standard uncertainty, mm.
    pub front_uncertainty_mm: f64,
    /// What the patch took up, without the bubbles, µL.
    pub volume_ul: f64,
    /// Its standard uncertainty, µL. How exactly the patch was made is not in it.
    pub volume_uncertainty_ul: f64,
    /// Bubbles behind the front: from and to, mm.
    pub bubbles: Vec<[f64; 2]>,
}

/// A concentration.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Concentration {
    /// In the unit of the assay: mmol/L.
    pub value: f64,
    /// Its standard uncertainty. What the chemistry adds is not in it.
    pub standard_uncertainty: f64,
    /// How far the colour is off the curve, in standard deviations.
    pub distance: f64,
}

/// How a photo was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quality {
    /// Tags that were found.
    pub tags: usize,
    /// Dots and places on bars that were found.
    pub marks: usize,
    /// What the map from patch to photo leaves over, mm.
    pub geometry_mm: f64,
    /// Standard deviation of the blur, mm.
    pub blur_mm: f64,
    /// Scale at the middle of the patch, px/mm.
    pub px_per_mm: f64,
    /// How well the tags agree with their patterns, 1 at best.
    pub likeness: f64,
    /// The tone curve.
    pub tone: f64,
    /// Chips that contradict the others.
    pub odd_chips: usize,
    /// How far chips are off, root mean square, in standard deviations.
    pub strain: f64,
    /// Where the tags' corners are in the photo, px, by tag of the layout.
    pub corners: Vec<[[f64; 2]; 4]>,
    /// Where tags are not seen, in the photo as it is looked at.
    pub hidden: Vec<Corner>,
}
