//! The channel: from the position of the fill front to a volume of sweat.

use serde::Deserialize;

use crate::LayoutError;

/// The channel that sweat fills from its inlet.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Channel {
    /// The length of the centre line, mm.
    pub length_mm: f64,
    /// Volume behind the front by its position: `[mm, µL]` pairs from the inlet on.
    pub volume_table: Vec<[f64; 2]>,
    /// Volume of the inlet before the channel begins, µL.
    pub dead_volume_ul: f64,
    /// All that the patch holds, µL.
    pub capacity_ul: f64,
}

/// How much sweat a patch took up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fill {
    /// This much, µL.
    Volume(f64),
    /// The channel is full: this much at least, µL. It is a lower bound, never a value.
    AtLeast(f64),
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
        let after = self.volume_table.iter().position(|[at, _]| *at >= front_mm);
        let behind = match after {
            Some(0) | None => self.volume_table.first().map_or(0.0, |[_, volume]| *volume),
            Some(index) => {
                let ([s0, v0], [s1, v1]) = (self.volume_table[index - 1], self.volume_table[index]);
                v0 + (v1 - v0) * (front_mm - s0) / (s1 - s0)
            }
        };
        Fill::Volume(self.dead_volume_ul + behind)
    }

    pub(crate) fn check(&self, errors: &mut Vec<LayoutError>) {
        let mut wrong =
            |field: &'static str, problem: String| errors.push(LayoutError::Field { field, problem });
        let positive = |value: f64| value.is_finite() && value > 0.0;
        if !positive(self.length_mm)
            || !positive(self.capacity_ul)
            || self.dead_volume_ul.is_nan()
            || self.dead_volume_ul < 0.0
        {
            wrong("channel", "length and capacity must be above zero, the dead volume not below".to_owned());
        }
        if self.volume_table.len() < 2 {
            wrong("channel.volume_table", "give at least two [mm, µL] pairs".to_owned());
        }
        let rises = |pair: &[[f64; 2]]| pair[1][0] > pair[0][0] && pair[1][1] > pair[0][1];
        if !self.volume_table.windows(2).all(rises) {
            wrong("channel.volume_table", "positions and volumes must rise from pair to pair".to_owned());
        }
        let ends = (self.volume_table.first(), self.volume_table.last());
        if let (Some([first, _]), Some([last, volume])) = ends {
            if first.abs() > 0.01 || (last - self.length_mm).abs() > 0.01 {
                let length = self.length_mm;
                wrong(
                    "channel.volume_table",
                    format!("it must run from 0 to the length of the channel, {length} mm"),
                );
            }
            let held = self.dead_volume_ul + volume;
            if (held - self.capacity_ul).abs() > 0.01 * self.capacity_ul {
                wrong("channel.capacity_ul", format!("the table and the dead volume hold {held:.2} µL"));
            }
        }
    }
}
