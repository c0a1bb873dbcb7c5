//! What photos of patches say.

use serde::Serialize;
use units::UnitSystem;
use utoipa::ToSchema;

use super::amount::{Quantity, quantity};
use super::by_rule;

/// What a photo of a patch shows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PatchReading {
    /// Its name: the hash of the photo's bytes. A sweat test takes it in as one of `patch_readings`.
    id: String,
    /// Whether the photo was kept.
    kept: bool,
    /// The layout of the patch.
    #[schema(example = "OSP-A1")]
    layout: String,
    /// Its version.
    layout_version: u32,
    /// The skin that sweats into it, where the layout says.
    collection_area: Option<Quantity>,
    /// The sweat it took up; absent where it was not read.
    volume: Option<Read>,
    /// Its chloride; absent where it was not read.
    chloride: Option<Read>,
    /// Why a part was not read, and what to do about it.
    advice: Vec<PartAdvice>,
}

impl PatchReading {
    pub(crate) fn of(reading: &engine::PatchReading, system: UnitSystem) -> Self {
        let by = |rule| by_rule(&reading.receipts, rule);
        let (layout, layout_version) = reading.layout.clone();
        let advice = |advice: &engine::PatchAdvice| PartAdvice {
            part: advice.part.clone(),
            code: advice.code.clone(),
            words: advice.words.clone(),
            corners: advice.corners.iter().map(|corner| corner.code().to_owned()).collect(),
        };
        Self {
            id: reading.id.clone(),
            kept: reading.blob.is_some(),
            layout,
            layout_version,
            collection_area: reading.collection_area.map(|area| quantity(area, system)),
            volume: reading.volume.map(|volume| read(&volume, by("patch-reading.volume"), system)),
            chloride: reading.chloride.map(|chloride| read(&chloride, by("patch-reading.chloride"), system)),
            advice: reading.advice.iter().map(advice).collect(),
        }
    }
}

/// A number read from a photo.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Read {
    /// The value, or the bound.
    value: Quantity,
    /// Its standard uncertainty; absent for a bound.
    standard_uncertainty: Option<Quantity>,
    /// `at-least` or `at-most`, where it is a bound and no value.
    bound: Option<String>,
    /// The receipt.
    #[schema(example = "r-4f0c2a91d3be")]
    receipt: String,
}

/// Why a part of a patch was not read.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PartAdvice {
    /// Which part: `fill` or `assay`.
    part: String,
    /// A stable code.
    #[schema(example = "glare_over_assay")]
    code: String,
    /// What to do.
    words: String,
    /// The corners that are covered, in the photo as it is looked at, where it is about those: `top`, `top_left`.
    corners: Vec<String>,
}

fn read<Q: units::Quantity>(reading: &physiology::Reading<Q>, receipt: &str, system: UnitSystem) -> Read {
    use physiology::Reading::{AtLeast, AtMost, Value};
    let (uncertainty, bound) = match reading {
        Value { uncertainty, .. } => (Some(quantity(*uncertainty, system)), None),
        AtLeast { .. } => (None, Some("at-least".to_owned())),
        AtMost { .. } => (None, Some("at-most".to_owned())),
    };
    let value = quantity(reading.read(), system);
    Read { value, standard_uncertainty: uncertainty, bound, receipt: receipt.to_owned() }
}
