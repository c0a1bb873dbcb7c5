//! The channel: from the position of the fill front to a volume of sweat.

use serde::Deserialize;

use super::LayoutError;
use super::path::{Path, Piece};
use super::shape::Disc;

/// The channel that sweat fills from its inlet.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Channel {
    /// The pieces of its centre line, from the inlet on.
    pub path: Vec<Piece>,
    /// The length of the centre line, mm.
    pub length_mm: f64,
    /// Width by position: `[mm, mm]` pairs from the inlet on.
    pub width_mm: Vec<[f64; 2]>,
    /// Depth, mm.
    pub depth_mm: f64,
    /// Volume behind the front by its position: `[mm, µL]` pairs from the inlet on.
    pub volume_table: Vec<[f64; 2]>,
    /// Volume of the inlet before the channel begins, µL.
    pub dead_volume_ul: f64,
    /// All that the patch holds, µL.
    pub capacity_ul: f64,
    /// The skin that sweats into it, cm²; absent where the maker leaves it to each batch.
    #[serde(default)]
    pub collection_area_cm2: Option<f64>,
    /// Where sweat comes in.
    pub inlet: Disc,
    /// Where air goes out.
    pub vent: Disc,
}

/// How much sweat a patch took up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fill {
    /// This much, µL.
    Volume(f64),
    /// The channel is full: this much at least, µL. It is a lower bound, never a value.
    AtLeast(f64),
}

/// The value at `at` in a table of `[position, value]` pairs, linear between them, constant beyond.
fn in_table(table: &[[f64; 2]], at: f64) -> f64 {
    match table.iter().position(|[s, _]| *s >= at) {
        Some(0) => table[0][1],
        None => table.last().map_or(0.0, |[_, value]| *value),
        Some(index) => {
            let ([s0, v0], [s1, v1]) = (table[index - 1], table[index]);
            v0 + (v1 - v0) * (at - s0) / (s1 - s0)
        }
    }
}

impl Channel {
    /// The volume behind a front at `front_mm` along the centre line; nothing where nothing entered, a lower bound where
    /// the channel is full.
    pub fn volume_ul(&self, front_mm: f64) -> Fill {
        if front_mm.is_nan() || front_mm <= 0.0 {
            return Fill::Volume(0.0);
        }
        if front_mm >= self.length_mm {
            return Fill::AtLeast(self.capacity_ul);
        }
        Fill::Volume(self.dead_volume_ul + in_table(&self.volume_table, front_mm))
    }

    /// Where the front is when the patch took up this volume, mm: the inverse of [`volume_ul`](Self::volume_ul), without
    /// bubbles.
    pub fn front_mm(&self, volume_ul: f64) -> f64 {
        let turned: Vec<[f64; 2]> = self.volume_table.iter().map(|[s, volume]| [*volume, *s]).collect();
        if volume_ul >= self.capacity_ul {
            self.length_mm
        } else {
            in_table(&turned, volume_ul - self.dead_volume_ul)
        }
    }

    /// The volume between two positions, µL.
    pub fn volume_between_ul(&self, from_mm: f64, to_mm: f64) -> f64 {
        in_table(&self.volume_table, to_mm) - in_table(&self.volume_table, from_mm)
    }

    /// The width at a position, mm.
    pub fn width_at_mm(&self, s_mm: f64) -> f64 {
        in_table(&self.width_mm, s_mm)
    }

    pub(crate) fn check(&self, errors: &mut Vec<LayoutError>) {
        let mut wrong =
            |field: &'static str, problem: String| errors.push(LayoutError::Field { field, problem });
        let positive = |value: f64| value.is_finite() && value > 0.0;
        if !positive(self.length_mm)
            || !positive(self.capacity_ul)
            || !positive(self.depth_mm)
            || self.dead_volume_ul.is_nan()
            || self.dead_volume_ul < 0.0
        {
            wrong(
                "channel",
                "length, depth and capacity must be above zero, the dead volume not below".to_owned(),
            );
        }
        if self.collection_area_cm2.is_some_and(|area| !(COLLECTION_AREA_CM2.contains(&area))) {
            wrong(
                "channel.collection_area_cm2",
                "give the skin that sweats into it, 0.02 to 50 cm²".to_owned(),
            );
        }
        match Path::new(&self.path) {
            None => {
                wrong("channel.path", "give a start, then lines and arcs of some length".to_owned());
            }
            Some(path) if (path.length_mm() - self.length_mm).abs() > LENGTH_TOLERANCE_MM => {
                wrong("channel.length_mm", format!("the path is {:.3} mm long", path.length_mm()));
            }
            Some(_) => {}
        }
        let climbs = |table: &[[f64; 2]]| table.windows(2).all(|pair| pair[1][0] > pair[0][0]);
        let wide = self.width_mm.iter().all(|[_, width]| positive(*width));
        if self.width_mm.is_empty() || !climbs(&self.width_mm) || !wide {
            wrong(
                "channel.width_mm",
                "give [mm, mm] pairs with rising positions, widths above zero".to_owned(),
            );
        }
        if self.volume_table.len() < 2 {
            wrong("channel.volume_table", "give at least two [mm, µL] pairs".to_owned());
            return;
        }
        let rises = |pair: &[[f64; 2]]| pair[1][0] > pair[0][0] && pair[1][1] > pair[0][1];
        if !self.volume_table.windows(2).all(rises) {
            wrong("channel.volume_table", "positions and volumes must rise from pair to pair".to_owned());
            return;
        }
        let ends = (self.volume_table.first(), self.volume_table.last());
        if let (Some([first, _]), Some([last, volume])) = ends {
            if first.abs() > LENGTH_TOLERANCE_MM || (last - self.length_mm).abs() > LENGTH_TOLERANCE_MM {
                let length = self.length_mm;
                wrong(
                    "channel.volume_table",
                    format!("it must run from 0 to the length of the channel, {length} mm"),
                );
            }
            let held = self.dead_volume_ul + volume;
            if (held - self.capacity_ul).abs() > VOLUME_TOLERANCE * self.capacity_ul {
                wrong("channel.capacity_ul", format!("the table and the dead volume hold {held:.2} µL"));
            }
        }
        let section = self.section_ul();
        let said = self.volume_between_ul(0.0, self.length_mm);
        if wide && (said - section).abs() > VOLUME_TOLERANCE * section {
            wrong(
                "channel.volume_table",
                format!("it holds {said:.2} µL, width and depth give {section:.2} µL"),
            );
        }
    }

    /// The volume by width and depth, µL: a cubic millimetre is a microlitre.
    fn section_ul(&self) -> f64 {
        const STEPS: u32 = 4000;
        let step = self.length_mm / f64::from(STEPS);
        let middle = |index: u32| (f64::from(index) + 0.5) * step;
        (0..STEPS).map(|index| self.width_at_mm(middle(index)) * self.depth_mm * step).sum()
    }
}

const COLLECTION_AREA_CM2: std::ops::RangeInclusive<f64> = 0.02..=50.0;
const LENGTH_TOLERANCE_MM: f64 = 0.01;
const VOLUME_TOLERANCE: f64 = 0.01;
