//! An assay zone: from its colour to a concentration.

use serde::Deserialize;

use super::LayoutError;
use super::colour::{self, Rgb};
use super::shape::Rect;

/// A zone that takes on colour with the concentration of an analyte.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Assay {
    /// The zone's name.
    pub id: String,
    /// What it measures: `chloride`. Zones of other analytes are printed and checked, but not read.
    pub analyte: String,
    /// The unit of its values: `mmol/L`. A layout may give others, which are converted when it is read.
    pub unit: String,
    /// Where the chamber is.
    pub shape: Rect,
    /// How far from its wall its colour may be read, mm.
    pub read_inset_mm: f64,
    /// The way it fills: `[0, -1]` is from below.
    pub fill_direction: [f64; 2],
    /// How full it must be for its colour to count.
    pub min_fill_fraction: f64,
    /// Its colour before it is wet.
    #[serde(rename = "dry_rgb_linear_rel_white")]
    pub dry_rgb: Rgb,
    /// The reflectance of that, 400 to 700 nm in steps of 10, where it was measured.
    #[serde(rename = "dry_reflectance_rel_white", default)]
    pub dry_reflectance: Option<Vec<f64>>,
    /// The concentrations that may be reported.
    pub reportable_range: [f64; 2],
    /// Colours by concentration.
    pub calibration: Vec<CalibrationPoint>,
}

/// The colour at a concentration.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct CalibrationPoint {
    /// The concentration.
    pub value: f64,
    /// The colour, linear, relative to the white of the body.
    #[serde(rename = "rgb_linear_rel_white")]
    pub rgb: Rgb,
    /// Its reflectance relative to the white, 400 to 700 nm in steps of 10, where it was measured.
    #[serde(rename = "reflectance_rel_white", default)]
    pub reflectance: Option<Vec<f64>>,
}

/// What a colour says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Concentration {
    /// This much.
    Value(f64),
    /// Less than can be reported.
    Below(f64),
    /// More than can be reported.
    Above(f64),
}

/// Green: the purple of the released chloranilate absorbs there.
const READ: usize = 1;

impl CalibrationPoint {
    /// How much light the colour swallows: the logarithm makes it rise evenly with the analyte.
    fn absorbance(&self) -> f64 {
        -self.rgb[READ].ln()
    }
}

/// Grams in a mole of chloride (IUPAC 2021, abridged).
const CHLORIDE_G_PER_MOL: f64 = 35.45;

/// The units of a chloride concentration that makers write, in small letters and without blanks, in mmol/L.
const UNITS: [(&str, f64); 11] = [
    ("mmol/l", 1.0),
    ("mm", 1.0),
    // One charge: an equivalent is a mole.
    ("meq/l", 1.0),
    ("mol/m3", 1.0),
    ("mol/m³", 1.0),
    ("umol/ml", 1.0),
    ("µmol/ml", 1.0),
    ("mol/l", 1000.0),
    ("mg/l", 1.0 / CHLORIDE_G_PER_MOL),
    ("ppm", 1.0 / CHLORIDE_G_PER_MOL),
    ("mg/dl", 10.0 / CHLORIDE_G_PER_MOL),
];

impl Assay {
    /// Whether it measures chloride, the one analyte that is read: sodium is estimated from it.
    pub(crate) fn is_chloride(&self) -> bool {
        matches!(self.analyte.trim().to_lowercase().as_str(), "chloride" | "cl" | "cl-" | "cl−" | "cl⁻")
    }

    /// Puts the values of a chloride zone into mmol/L.
    pub(crate) fn convert(&mut self, errors: &mut Vec<LayoutError>) {
        if !self.is_chloride() {
            return;
        }
        let unit: String = self.unit.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
        let unit = unit.replace('μ', "µ");
        let Some((_, factor)) = UNITS.iter().find(|(name, _)| *name == unit) else {
            let problem = format!(
                "{}: '{}' is no unit of a chloride concentration: write mmol/L, mEq/L, mg/L or mg/dL",
                self.id, self.unit
            );
            errors.push(LayoutError::Field { field: "assay_zones.unit", problem });
            return;
        };
        self.reportable_range = self.reportable_range.map(|bound| bound * factor);
        self.calibration.iter_mut().for_each(|point| point.value *= factor);
        (self.analyte, self.unit) = ("chloride".to_owned(), "mmol/L".to_owned());
    }

    /// The concentration at a colour, linear between the points of the calibration; `None` for a colour that is none.
    pub fn concentration(&self, rgb: Rgb) -> Option<Concentration> {
        let absorbance = -rgb[READ].ln();
        if !absorbance.is_finite() {
            return None;
        }
        let above = self.calibration.iter().position(|point| point.absorbance() >= absorbance);
        let value = match above {
            Some(0) => self.calibration.first()?.value,
            None => self.calibration.last()?.value,
            Some(index) => {
                let (low, high) = (&self.calibration[index - 1], &self.calibration[index]);
                let share = (absorbance - low.absorbance()) / (high.absorbance() - low.absorbance());
                low.value + share * (high.value - low.value)
            }
        };
        let [least, most] = self.reportable_range;
        Some(match value {
            value if value < least => Concentration::Below(least),
            value if value > most => Concentration::Above(most),
            value => Concentration::Value(value),
        })
    }

    pub(crate) fn check(&self, errors: &mut Vec<LayoutError>) {
        let mut wrong =
            |field: &'static str, problem: String| errors.push(LayoutError::Field { field, problem });
        if self.calibration.len() < 2 {
            wrong("assay_zones.calibration", format!("{}: give at least two points", self.id));
        }
        let rises = |pair: &[CalibrationPoint]| {
            pair[1].value > pair[0].value && pair[1].absorbance() > pair[0].absorbance()
        };
        if !self.calibration.windows(2).all(rises) {
            wrong("assay_zones.calibration", format!("{}: value and absorbance must rise together", self.id));
        }
        if !(0.0..1.0).contains(&self.min_fill_fraction) {
            wrong("assay_zones.min_fill_fraction", format!("{}: give a part of one", self.id));
        }
        if self.fill_direction != [0.0, -1.0] && self.fill_direction != [0.0, 1.0] {
            wrong("assay_zones.fill_direction", format!("{}: give [0, -1] or [0, 1]", self.id));
        }
        let inset = 2.0 * self.read_inset_mm;
        if self.read_inset_mm.is_nan() || inset < 0.0 || inset >= self.shape.w.min(self.shape.h) {
            wrong("assay_zones.read_inset_mm", format!("{}: it leaves nothing to read", self.id));
        }
        let [least, most] = self.reportable_range;
        if least.is_nan() || most.is_nan() || least >= most {
            wrong("assay_zones.reportable_range", format!("{}: give the lower end first", self.id));
        }
        for point in &self.calibration {
            colour::check("assay_zones.calibration", &self.id, point.rgb, point.reflectance.as_ref(), errors);
        }
    }
}
