//! The channel unrolled along its centre line: its colour, and that of the white beside it.

use super::median::median;
use super::surface::{between, sparsely};
use super::view::{Color, View};
use crate::layout::Layout;
use crate::layout::path::Path;
use crate::layout::shape::Point;

/// Distance between samples along the channel, mm.
pub(crate) const STEP_MM: f64 = 0.1;
/// The fluid swallows blue and green and leaves red: red over this mix rises with the dye.
const GREEN: f32 = 0.35;
const BLUE: f32 = 0.65;

/// Red over the mix at one place.
fn ratio([r, g, b]: Color) -> f32 {
    r.max(1e-4) / (GREEN * g + BLUE * b).max(1e-4)
}

/// What an index says of one place.
pub(crate) fn index(color: Color) -> f64 {
    f64::from(ratio(color).ln())
}

/// A channel as a photo shows it, sample by sample.
pub(crate) struct Unrolled<'a> {
    pub(crate) layout: &'a Layout,
    pub(crate) view: View<'a>,
    pub(crate) path: &'a Path,
    /// The index at each place, less that of the white beside; NaN where the channel is hidden.
    pub(crate) index: Vec<f64>,
    /// The index at each place by itself.
    pub(crate) own: Vec<f64>,
    /// Green of the white beside it, and the index of the white, at each place.
    pub(crate) gap: Vec<(f64, f64)>,
    /// Whether the sensor is nearly full there.
    pub(crate) glare: Vec<bool>,
    /// Whether it is in red, and nearly so in green: fluid and bare floor look alike then.
    pub(crate) washed: Vec<bool>,
    /// The index of the white beside the channel in general.
    pub(crate) tint: f64,
}

/// Sides of the channel are white; they may be tinted and shaded by so much (natural logarithm).
const TINT: f64 = 0.42;
const SHADE: f64 = 2.3;
/// Codes above this are nearly full.
const NEARLY_FULL: u8 = 250;
/// Green above this beside a full red says no more how much dye there is.
const WASHED: u8 = 235;

/// White is looked at so far beyond the walls of the channel, mm.
const GAP_MM: f64 = 0.48;

impl<'a> Unrolled<'a> {
    pub(crate) fn new(layout: &'a Layout, view: View<'a>, path: &'a Path) -> Self {
        let count = (path.length_mm() / STEP_MM) as usize + 1;
        // The middle, and the white on both sides of it.
        let ask = |k: usize| {
            let s = STEP_MM * k as f64;
            let station = path.station(s);
            let beside = 0.5 * layout.channel.width_at_mm(s) + GAP_MM;
            [-beside, 0.0, beside].map(|off| view.map.pixel(station.beside(off)))
        };
        let mut raw = Vec::with_capacity(count);
        for (k, [left, middle, right]) in sparsely(count, ask).enumerate() {
            let width = layout.channel.width_at_mm(STEP_MM * k as f64);
            let inner = 0.26 * width / (0.5 * width + GAP_MM);
            let look = |place: Point| view.light.rgb(place);
            let mut inside = [between(middle, left, inner), middle, between(middle, right, inner)]
                .map(|place| look(place).map_or(f32::NAN, ratio));
            inside.sort_by(f32::total_cmp);
            let beside =
                [left, right].map(|place| look(place).map(|color| (f64::from(color[1]), index(color))));
            raw.push((f64::from(inside[1].ln()), beside, view.light.codes(middle)));
        }
        let sides = || raw.iter().flat_map(|r| r.1).flatten();
        let (mut greens, mut tints): (Vec<f64>, Vec<f64>) = sides().unzip();
        let shade = median(&mut greens, f64::total_cmp).unwrap_or(1.0).max(1e-4) * (-SHADE).exp();
        let tint = median(&mut tints, f64::total_cmp).unwrap_or(0.0);
        let body = |(green, index): &(f64, f64)| (index - tint).abs() < TINT && *green > shade;
        let mut channel = Self {
            layout,
            view,
            path,
            index: Vec::new(),
            own: Vec::new(),
            gap: Vec::new(),
            glare: Vec::new(),
            washed: Vec::new(),
            tint,
        };
        for (inside, sides, [r, g, b]) in raw {
            let good = sides.into_iter().flatten().filter(body);
            let beside = good.min_by(|a, b| a.1.total_cmp(&b.1));
            channel.index.push(beside.map_or(f64::NAN, |(_, tint)| inside - tint));
            channel.own.push(inside);
            channel.gap.push(beside.unwrap_or((f64::NAN, f64::NAN)));
            let full = g.min(b) >= NEARLY_FULL;
            channel.glare.push(full);
            channel.washed.push(full || r >= NEARLY_FULL && g >= WASHED);
        }
        channel
    }

    /// The sample nearest to a position, mm.
    pub(crate) fn at(&self, s: f64) -> usize {
        ((s / STEP_MM).round().max(0.0) as usize).min(self.index.len().saturating_sub(1))
    }

    /// The median index between two positions.
    pub(crate) fn median(&self, from: f64, to: f64) -> Option<f64> {
        if to <= from {
            return None;
        }
        let mut values: Vec<f64> =
            self.index[self.at(from)..=self.at(to)].iter().copied().filter(|v| !v.is_nan()).collect();
        median(&mut values, f64::total_cmp)
    }
}
