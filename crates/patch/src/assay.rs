//! An assay zone: from its colour to a concentration.

use serde::Deserialize;

use crate::LayoutError;

/// A zone that takes on colour with the concentration of an analyte.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Assay {
    /// The zone's name.
    pub id: String,
    /// What it measures: `chloride`.
    pub analyte: String,
    /// The unit of its values: `mmol/L`.
    pub unit: String,
    /// The concentrations that may be reported.
    pub reportable_range: [f64; 2],
    /// Colours by concentration.
    pub calibration: Vec<CalibrationPoint>,
}

/// The colour at a concentration.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct CalibrationPoint {
    /// The concentration.
    pub value: f64,
    /// The colour, linear, relative to the white of the body.
    #[serde(rename = "rgb_linear_rel_white")]
    pub rgb: [f64; 3],
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

impl Assay {
    /// The concentration at a colour, linear between the points of the calibration; `None` for a colour that is none.
    pub fn concentration(&self, rgb: [f64; 3]) -> Option<Concentration> {
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
        let light = |point: &CalibrationPoint| point.rgb.iter().all(|c| c.is_finite() && *c > 0.0);
        if !self.calibration.iter().all(light) {
            wrong("assay_zones.calibration", format!("{}: colours must be above zero", self.id));
        }
        let rises = |pair: &[CalibrationPoint]| {
            pair[1].value > pair[0].value && pair[1].absorbance() > pair[0].absorbance()
        };
        if !self.calibration.windows(2).all(rises) {
            wrong("assay_zones.calibration", format!("{}: value and absorbance must rise together", self.id));
        }
        let [least, most] = self.reportable_range;
        if least.is_nan() || most.is_nan() || least >= most {
            wrong("assay_zones.reportable_range", format!("{}: give the lower end first", self.id));
        }
    }
}
