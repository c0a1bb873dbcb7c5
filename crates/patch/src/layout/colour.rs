//! Colours on a patch: as numbers, and as the spectra behind them.

use serde::Deserialize;

use super::LayoutError;
use super::shape::Rect;

/// A colour: red, green and blue, linear in light, relative to the white of the body.
pub type Rgb = [f64; 3];

/// How many wavelengths a reflectance has: 400 to 700 nm in steps of 10.
pub const WAVELENGTHS: usize = 31;

/// What a chip is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Grey: the tone curve of the camera.
    Neutral,
    /// A strong colour.
    Primary,
    /// The colour of the dye in the channel.
    DyeRef,
    /// The colour of the assay at some value.
    AssayRef,
}

/// A printed patch of known colour.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Chip {
    /// Its name.
    pub id: String,
    /// What it is for.
    pub role: Role,
    /// Where it is.
    pub shape: Rect,
    /// Its colour.
    #[serde(rename = "rgb_linear_rel_white")]
    pub rgb: Rgb,
    /// Its reflectance relative to the white, 400 to 700 nm in steps of 10, where it was measured.
    #[serde(rename = "reflectance_rel_white", default)]
    pub reflectance: Option<Vec<f64>>,
    /// The densities of cyan, magenta, yellow and black ink it is printed with.
    #[serde(rename = "ink_cmyk_density", default)]
    pub ink: Option<[f64; 4]>,
}

/// The black of tags, dots and bars.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct BlackInk {
    /// Its colour.
    #[serde(rename = "rgb_linear_rel_white")]
    pub rgb: Rgb,
}

/// A window over the floor of the channel that never gets wet: what skin shows through it is measured there.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Window {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub shape: Rect,
}

pub(crate) fn check(
    field: &'static str,
    id: &str,
    rgb: Rgb,
    reflectance: Option<&Vec<f64>>,
    errors: &mut Vec<LayoutError>,
) {
    let mut wrong = |problem: String| errors.push(LayoutError::Field { field, problem });
    let light = |value: &f64| value.is_finite() && *value > 0.0 && *value < 2.0;
    if !rgb.iter().all(light) {
        wrong(format!("{id}: a colour must be above 0 and below 2, relative to the white"));
    }
    if reflectance.is_some_and(|curve| curve.len() != WAVELENGTHS || !curve.iter().all(light)) {
        wrong(format!(
            "{id}: a reflectance has {WAVELENGTHS} numbers above 0 and below 2, for 400 to 700 nm in steps of 10"
        ));
    }
}
