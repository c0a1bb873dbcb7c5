//! What a printed patch shows as if sweat had been in it: nothing, or a chosen fill and concentration.

use crate::layout::Layout;
use crate::layout::assay::Assay;
use crate::layout::channel::Fill;
use crate::layout::colour::Rgb;

/// How far the channel of a dummy is to be filled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// This volume, µL.
    Microlitres(f64),
    /// This part of the channel's length, 0 to 1.
    Part(f64),
}

/// What a printed patch shows. The default is a patch that nobody wore: nothing in the channel, the chamber dry.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Content {
    pub(crate) front_mm: f64,
    pub(crate) concentration: Option<f64>,
}

/// What cannot be shown on a patch.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ContentError {
    /// More than the patch holds, or too little to leave the inlet.
    #[error(
        "a fill of {asked} µL cannot be shown: write one from {least:.1} to {most:.1} µL, or 0 % to 100 %"
    )]
    Volume {
        /// What was asked for, µL.
        asked: f64,
        /// What fills the inlet only, µL.
        least: f64,
        /// All that the patch holds, µL.
        most: f64,
    },
    /// Not a part of the channel.
    #[error("a fill of {0} % cannot be shown: write 0 % to 100 % of the channel")]
    Part(f64),
    /// Beyond the assay's calibration.
    #[error("{asked} {unit} has no colour on this assay: write a value from {least} to {most} {unit}")]
    Concentration {
        /// What was asked for.
        asked: f64,
        /// The assay's unit.
        unit: String,
        /// The lower end of its calibration.
        least: f64,
        /// The upper end.
        most: f64,
    },
}

impl Content {
    /// What a patch of this layout shows that is filled so far, with this concentration in its first assay; a chamber
    /// without one stays dry.
    ///
    /// # Errors
    /// [`ContentError`]: what the patch cannot show.
    pub fn new(
        layout: &Layout,
        fill: Option<Amount>,
        concentration: Option<f64>,
    ) -> Result<Self, ContentError> {
        let length = layout.channel.length_mm;
        let front_mm = match fill {
            None => 0.0,
            Some(Amount::Part(part)) if (0.0..=1.0).contains(&part) => part * length,
            Some(Amount::Part(part)) => return Err(ContentError::Part(100.0 * part)),
            Some(Amount::Microlitres(asked)) => {
                let (least, most) = (layout.channel.dead_volume_ul, layout.channel.capacity_ul);
                if !(least..=most).contains(&asked) {
                    return Err(ContentError::Volume { asked, least, most });
                }
                layout.channel.front_mm(asked)
            }
        };
        if let (Some(asked), Some(zone)) = (concentration, layout.assay_zones.first())
            && zone.rgb_at(asked).is_none()
        {
            let end = |point: Option<&crate::layout::assay::CalibrationPoint>| point.map_or(0.0, |p| p.value);
            let (least, most) = (end(zone.calibration.first()), end(zone.calibration.last()));
            return Err(ContentError::Concentration { asked, unit: zone.unit.clone(), least, most });
        }
        Ok(Self { front_mm, concentration })
    }

    /// Where the front is, mm along the channel.
    pub fn front_mm(&self) -> f64 {
        self.front_mm
    }

    /// The concentration in the first assay; `None` where the chamber is dry.
    pub fn concentration(&self) -> Option<f64> {
        self.concentration
    }

    /// What a reader should say of it, in one line.
    pub fn words(&self, layout: &Layout) -> String {
        let fill = match layout.channel.volume_ul(self.front_mm) {
            Fill::AtLeast(volume) => format!("channel full (at least {volume:.1} µL)"),
            Fill::Volume(0.0) => "channel empty".to_owned(),
            Fill::Volume(volume) => format!("{volume:.1} µL, front at {:.1} mm", self.front_mm),
        };
        let assay = match (self.concentration, layout.assay_zones.first()) {
            (Some(value), Some(zone)) => format!("{} {value} {}", zone.analyte, zone.unit),
            _ => "chamber dry".to_owned(),
        };
        format!("{fill}; {assay}")
    }
}

impl Assay {
    /// The colour at a concentration: −ln of each channel by a monotone cubic through the calibration (Fritsch and
    /// Butland 1984); `None` beyond its ends.
    pub fn rgb_at(&self, value: f64) -> Option<Rgb> {
        let points = &self.calibration;
        let last = points.len().checked_sub(2)?;
        if !(points[0].value..=points[last + 1].value).contains(&value) {
            return None;
        }
        let at = points.partition_point(|point| point.value <= value).clamp(1, last + 1) - 1;
        let width = points[at + 1].value - points[at].value;
        let t = (value - points[at].value) / width;
        Some(std::array::from_fn(|channel| {
            let dark = |index: usize| -points[index].rgb[channel].ln();
            let secant = |index: usize| {
                (dark(index + 1) - dark(index)) / (points[index + 1].value - points[index].value)
            };
            let slope = |index: usize| match index {
                0 => secant(0),
                index if index > last => secant(last),
                index => {
                    let (before, after) = (secant(index - 1), secant(index));
                    if before * after <= 0.0 { 0.0 } else { 2.0 * before * after / (before + after) }
                }
            };
            let (a, b) = (dark(at), dark(at + 1));
            let (p, q) = (width * slope(at), width * slope(at + 1));
            let cubic = a + t * (p + t * (3.0 * (b - a) - 2.0 * p - q + t * (2.0 * (a - b) + p + q)));
            (-cubic).exp()
        }))
    }
}
