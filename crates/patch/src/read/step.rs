//! The front to a part of a pixel: where the colour steps from full to bare.
//!
//! The filled part is integrated between what is full behind and what is bare ahead, which no blur moves. Three things
//! still do: a front is soft in the *fluid*, and light falls off with its exponent; colour is stored at half the
//! resolution, averaged in codes instead of light; and blue runs out before the fluid is at its darkest. Each moves
//! green and blue differently and widens the step, so that what is seen of them takes it away again.

use super::median::median;
use super::view::{View, blurred_box};
use crate::layout::channel::Channel;
use crate::layout::path::Path;

/// Distance between samples, mm.
const STEP_MM: f64 = 0.08;
/// How far full and bare are looked at, mm.
const LEVEL_MM: f64 = 7.0;
/// The spot of dye at the inlet reaches this far into the channel, mm.
const INLET_MM: f64 = 1.1;
/// Green and blue in the mix that is measured.
const MIX: [f64; 2] = [0.35, 0.65];
/// Between light and code: half of what blurs a front blurs light, half blurs codes.
const POWER: f64 = 0.45;
/// What moves the front forward, mm: by contrast of green, by that times the width of the step beyond the blur, by that
/// times the blur, by the distance of the blue front from the green one. Fitted on 1,750 photos of the renderer.
const FORWARD: [f64; 4] = [-0.0079, 0.166, 0.2167, 0.2548];
/// Nothing is behind or ahead that differs by less, natural logarithm.
const LEAST_CONTRAST: f64 = 0.03;

/// A front.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// Along the channel, mm.
    pub(crate) at_mm: f64,
    /// How much darker full is than bare, natural logarithm.
    pub(crate) contrast: f64,
    /// How much full and bare vary along the channel, the same.
    pub(crate) noise: f64,
}

/// A straight line along the channel, known by its height and slope at the front.
#[derive(Clone, Copy)]
struct Level {
    at: f64,
    slope: f64,
    spread: f64,
}

/// How a line is fitted: how steep it may be, 1/mm, and with which of the values to begin, 0.5 for the median.
struct Usual {
    slope: f64,
    begin: f64,
}

/// Dye thins out behind the front; bubbles there are brighter.
const FULL: Usual = Usual { slope: 0.02, begin: 0.3 };
/// Nothing changes ahead of it; drops there are darker.
const BARE: Usual = Usual { slope: 0.006, begin: 0.7 };

impl Level {
    /// Fitted with less and less for what lies far off.
    fn of(values: &[(f64, f64)], usual: &Usual, sizes: &mut Vec<f64>) -> Option<Self> {
        const LEAST: usize = 6;
        /// How far neighbours lie off the line together, natural logarithm.
        const ROUGH: f64 = 0.15;
        if values.len() < LEAST {
            return None;
        }
        let quantile = |sizes: &mut Vec<f64>, part: f64| {
            let at = (part * sizes.len() as f64) as usize;
            *sizes.select_nth_unstable_by(at, f64::total_cmp).1
        };
        sizes.clear();
        sizes.extend(values.iter().map(|v| v.1));
        let mut level = Self { at: quantile(sizes, usual.begin), slope: 0.0, spread: 0.0 };
        let mut scale = ROUGH;
        for _ in 0..5 {
            let (mut w, mut t, mut tt, mut v, mut tv) = (1e-9, 0.0, 0.0, 0.0, 0.0);
            for (x, y) in values {
                let off = (y - level.at - level.slope * x) / (2.0 * scale);
                let weight = 1.0 / (1.0 + off * off).powi(2);
                w += weight;
                t += weight * x;
                tt += weight * x * x;
                v += weight * y;
                tv += weight * x * y;
            }
            let (mx, my) = (t / w, v / w);
            let slope = (tv - w * mx * my) / (tt - w * mx * mx + (ROUGH / usual.slope).powi(2));
            level = Self { at: my - slope * mx, slope, spread: 0.0 };
            sizes.clear();
            sizes.extend(values.iter().map(|(x, y)| (y - level.at - level.slope * x).abs()));
            level.spread = 1.48 * quantile(sizes, 0.5);
            scale = level.spread.max(0.01);
        }
        Some(level)
    }

    fn at(&self, t: f64) -> f64 {
        self.at + self.slope * t
    }
}

/// A front in one mix of colours on one line along the channel.
#[derive(Clone, Copy, Default)]
struct Edge {
    at: f64,
    contrast: f64,
    noise: f64,
    variance: f64,
}

/// What is seen at one place of a line.
struct Sample {
    /// Distance from the rough front, mm.
    t: f64,
    color: [f64; 3],
    /// How much more of the channel's own colour is seen at the front than here: a blur mixes more white into a narrow
    /// channel than into a wide one.
    gain: f64,
}

/// Values along one line, the natural logarithm of a colour over red, by distance from the rough front.
#[derive(Default)]
struct Line {
    behind: Vec<(f64, f64)>,
    inner: Vec<(f64, f64)>,
    ahead: Vec<(f64, f64)>,
    sizes: Vec<f64>,
}

impl Line {
    /// Sorts the samples by where they lie, in this mix of green and blue.
    fn fill(&mut self, samples: &[Sample], mix: [f64; 2], reach: f64) {
        self.behind.clear();
        self.inner.clear();
        self.ahead.clear();
        let value = |[r, g, b]: [f64; 3]| ((mix[0] * g + mix[1] * b).max(1e-4) / r.max(1e-4)).ln();
        self.ahead.extend(samples.iter().filter(|s| s.t > reach).map(|s| (s.t, value(s.color))));
        for sample in samples.iter().filter(|s| s.t <= reach) {
            let list = if sample.t < -reach { &mut self.behind } else { &mut self.inner };
            list.push((sample.t, value(sample.color)));
        }
        if samples.iter().any(|s| s.gain != 1.0) {
            self.widen(samples);
        }
    }

    /// What would be seen of the channel's own colour at the width that it has at the front.
    fn widen(&mut self, samples: &[Sample]) {
        // Bare floor has nearly the colour of the white around it.
        self.sizes.clear();
        self.sizes.extend(self.ahead.iter().map(|v| v.1));
        let white = median(&mut self.sizes, f64::total_cmp).unwrap_or(0.0);
        let before_and_at = self.behind.iter_mut().chain(&mut self.inner);
        for ((_, seen), sample) in before_and_at.zip(samples).filter(|(_, sample)| sample.gain != 1.0) {
            *seen = white + (1.0 - sample.gain * (1.0 - (*seen - white).exp())).max(1e-4).ln();
        }
    }

    /// The front by light to this power; its variance is looked for within `near`, mm.
    fn edge(&mut self, power: f64, near: f64) -> Option<Edge> {
        let bare = Level::of(&self.ahead, &BARE, &mut self.sizes)?;
        let full = Level::of(&self.behind, &FULL, &mut self.sizes).or_else(|| {
            // At the very start of the channel there is no behind; the darkest is full.
            let least = self.inner.iter().map(|v| v.1).reduce(f64::min)?;
            Some(Level { at: least, slope: 0.0, spread: 0.05 })
        })?;
        let contrast = bare.at - full.at;
        if contrast < LEAST_CONTRAST {
            return None;
        }
        let filled = |(t, v): &(f64, f64)| {
            let [bare, full, here] = [bare.at(*t), full.at(*t), *v].map(|v| (power * v).exp());
            ((bare - here) / (bare - full)).clamp(-0.4, 1.4)
        };
        let start = self.inner.first()?.0 - 0.5 * STEP_MM;
        let at = start + STEP_MM * self.inner.iter().map(filled).sum::<f64>();
        let (mut sum, mut first, mut second) = (1e-9, 0.0, 0.0);
        for pair in self.inner.windows(2) {
            let off = 0.5 * (pair[0].0 + pair[1].0) - at;
            if off.abs() < near {
                let fall = filled(&pair[0]) - filled(&pair[1]);
                sum += fall;
                first += fall * off;
                second += fall * off * off;
            }
        }
        let variance = second / sum - (first / sum).powi(2);
        Some(Edge { at, contrast, noise: 0.5 * (bare.spread + full.spread), variance })
    }
}

/// The mean over the lines of a mix.
fn joined(edges: &[(f64, Edge)]) -> Option<Edge> {
    let weight: f64 = edges.iter().map(|e| e.0).sum();
    let mean = |pick: fn(&Edge) -> f64| edges.iter().map(|(w, e)| w * pick(e)).sum::<f64>() / weight;
    (weight > 6.0).then(|| Edge {
        at: mean(|e| e.at),
        contrast: mean(|e| e.contrast),
        noise: mean(|e| e.noise),
        variance: mean(|e| e.variance),
    })
}

/// Which part of what is seen so far beside the middle of a channel is its own colour; the rest is white, by the blur.
fn own_part(beside: f64, width: f64, blur_mm: f64) -> f64 {
    blurred_box(beside, -0.5 * width, 0.5 * width, blur_mm.max(1e-3))
}

/// Looks for the front near a rough one. The three lines are weighted like a parabola's mean over the width (Gauss and
/// Legendre), so that a bulging front counts with its area.
pub(crate) fn find(
    view: &View<'_>,
    path: &Path,
    channel: &Channel,
    rough: f64,
    blur_mm: f64,
) -> Option<Step> {
    const LINES: [(f64, f64); 3] = [(-0.387_3, 5.0), (0.0, 8.0), (0.387_3, 5.0)];
    let reach = (0.55 + 3.0 * blur_mm).clamp(0.8, 1.6);
    let near = 0.35 + 2.0 * blur_mm;
    let from = (rough - LEVEL_MM).max(INLET_MM + blur_mm);
    let to = (rough + LEVEL_MM).min(path.length_mm() - 0.3);
    if to < rough + reach + 0.5 {
        return None;
    }
    let first = ((from - rough) / STEP_MM).ceil() as i32;
    let last = ((to - rough) / STEP_MM).floor() as i32;
    let here = channel.width_at_mm(rough);
    let mut line = Line::default();
    let (mut mixed, mut green, mut blue) = (Vec::new(), Vec::new(), Vec::new());
    let mut samples = Vec::with_capacity((last - first + 1).max(0) as usize);
    for (off, weight) in LINES {
        let own = own_part(off * here, here, blur_mm);
        samples.clear();
        samples.extend((first..=last).filter_map(|k| {
            let t = STEP_MM * f64::from(k);
            let width = channel.width_at_mm(rough + t);
            let beside = off * width;
            let light = view.at(path.station(rough + t).beside(beside))?;
            let gain = if width == here { 1.0 } else { own / own_part(beside, width, blur_mm) };
            Some(Sample { t, color: light.map(f64::from), gain })
        }));
        for (mix, power, edges) in
            [(MIX, POWER, &mut mixed), ([1.0, 0.0], 1.0, &mut green), ([0.0, 1.0], 1.0, &mut blue)]
        {
            line.fill(&samples, mix, reach);
            edges.extend(line.edge(power, near).map(|edge| (weight, edge)));
        }
    }
    let mixed = joined(&mixed)?;
    let green = joined(&green).unwrap_or(Edge { at: mixed.at, ..Edge::default() });
    let blue = joined(&blue).unwrap_or(green);
    let soft = (green.variance - blur_mm * blur_mm).max(0.0).sqrt();
    let apart = (blue.at - green.at).clamp(-0.3, 0.3);
    let by = [green.contrast, green.contrast * soft, green.contrast * blur_mm, apart];
    let forward: f64 = FORWARD.iter().zip(by).map(|(c, v)| c * v).sum();
    Some(Step { at_mm: rough + mixed.at - forward, contrast: mixed.contrast, noise: mixed.noise })
}
