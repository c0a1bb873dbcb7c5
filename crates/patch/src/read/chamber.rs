//! The assay chamber: row by row from white over black bar, chamber and black bar to white, and what that says of the
//! concentration.

use super::expect::{Shown, scale, unscale};
use super::linear::Normal;
use super::reading::Concentration;
use super::refusal::Refusal;
use super::view::{Color, Levels, View, blurred_box};
use crate::layout::Layout;
use crate::layout::assay::Assay;
use crate::layout::shape::Rect;

const ROWS: usize = 14;
const STEP_MM: f64 = 0.12;
/// The dark line along the wall of the chamber, mm.
const RIM_MM: f64 = 0.15;

/// The chamber with its bars.
pub(crate) struct Chamber<'a> {
    layout: &'a Layout,
    zone: &'a Assay,
    left: Rect,
    right: Rect,
}

/// A row through the chamber.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// From where it fills (0) to where it is full last (1).
    height: f64,
    values: [f64; 3],
    contrast: f64,
}

/// What skin lets shine through the floor: its colour relative to the white body.
fn floor_factor(layout: &Layout, view: &View<'_>, bar: &Rect, tone: f64) -> [f64; 3] {
    let ink = layout.black_ink.rgb;
    let (mut sum, mut weights) = ([0.0; 3], 1e-6);
    for window in &layout.blank_windows {
        let shape = &window.shape;
        let inset = 0.3 * shape.w;
        let inner = Rect {
            x: shape.x + inset,
            y: shape.y + inset,
            w: shape.w - 2.0 * inset,
            h: shape.h - 2.0 * inset,
            r: 0.0,
        };
        let Some(color) = view.mean(&inner, 6, 6) else { continue };
        const GAP_MM: f64 = 0.45;
        const BAND_MM: f64 = 0.5;
        let sides = [
            Rect { x: shape.x - GAP_MM - BAND_MM, w: BAND_MM, ..*shape },
            Rect { x: shape.right() + GAP_MM, w: BAND_MM, ..*shape },
            Rect { y: shape.y - GAP_MM - BAND_MM, h: BAND_MM, ..*shape },
            Rect { y: shape.bottom() + GAP_MM, h: BAND_MM, ..*shape },
        ];
        let whites: Vec<Color> = sides.iter().filter_map(|side| view.mean(side, 4, 4)).collect();
        // Opposite sides should agree in the middle: a shadow's edge or a reflection makes them differ.
        if whites.len() < 4 {
            continue;
        }
        let pair = |a: usize| -> [f64; 3] {
            std::array::from_fn(|c| 0.5 * f64::from(whites[a][c] + whites[a + 1][c]))
        };
        let (across, down) = (pair(0), pair(2));
        let white: [f64; 3] = std::array::from_fn(|c| 0.5 * (across[c] + down[c]));
        let middle = Rect { x: bar.x + 0.35 * bar.w, w: 0.3 * bar.w, y: shape.y, h: shape.h, r: 0.0 };
        let Some(black) = view.mean(&middle, 2, 6) else { continue };
        let levels = Levels { color: color.map(f64::from), white, black: black.map(f64::from) };
        let Some(ratio) = levels.toned(tone).ratio(ink) else { continue };
        let off = (0..3).map(|c| (across[c] / down[c].max(1e-6)).ln().abs()).fold(0.0, f64::max);
        let slope = (0..3)
            .map(|c| (f64::from(whites[0][c]) / f64::from(whites[1][c]).max(1e-6)).ln().abs())
            .fold(0.0, f64::max);
        let weight = 1.0 / (0.01 + off * off + 0.05 * slope * slope) * (-(levels.haze() / 0.4).powi(2)).exp();
        (0..3).for_each(|c| sum[c] += weight * ratio[c].clamp(0.5, 1.1));
        weights += weight;
    }
    // A floor without skin below it is what there is before anything is measured.
    const NOTHING: f64 = 0.5;
    sum.map(|s| (s + NOTHING) / (weights + NOTHING))
}

impl<'a> Chamber<'a> {
    /// The first zone of a layout, between the nearest bars to either side.
    pub(crate) fn of(layout: &'a Layout) -> Option<Self> {
        let zone = layout.assay_zones.first()?;
        let [_, y] = zone.shape.center();
        let beside = |bar: &&Rect| bar.y < y && bar.bottom() > y && bar.h > 0.5 * zone.shape.h;
        let bars = || layout.black_bars.iter().map(|bar| &bar.shape).filter(beside);
        let left = bars().filter(|bar| bar.right() <= zone.shape.x).max_by(|a, b| a.x.total_cmp(&b.x))?;
        let right = bars().filter(|bar| bar.x >= zone.shape.right()).min_by(|a, b| a.x.total_cmp(&b.x))?;
        Some(Self { layout, zone, left: *left, right: *right })
    }

    fn row(&self, view: &View<'_>, index: usize, blur_mm: f64, tone: f64, floor: [f64; 3]) -> Option<Row> {
        let shape = &self.zone.shape;
        let inset = self.zone.read_inset_mm;
        let height = (shape.h - 2.0 * inset) / ROWS as f64;
        let y = shape.y + inset + height * (index as f64 + 0.5);
        let (from, to) = (self.left.x + 0.15, self.right.right() - 0.15);
        let count = ((to - from) / STEP_MM) as usize;
        let sigma = blur_mm.max(0.03);
        let rim = sigma.hypot(RIM_MM);
        let line = |x: f64, center: f64| (-0.5 * ((x - center) / rim).powi(2)).exp();
        let mut normals: [Normal; 3] = std::array::from_fn(|_| Normal::new(6));
        for at in 0..count {
            let x = from + STEP_MM * (at as f64 + 0.5);
            let mut mean = [0.0_f64; 3];
            for part in [-0.3, 0.0, 0.3] {
                let color = view.at([x, y + part * height])?;
                (0..3).for_each(|c| mean[c] += f64::from(color[c]) / 3.0);
            }
            let t = 2.0 * (x - from) / (to - from) - 1.0;
            let inner = blurred_box(x, shape.x, shape.right(), sigma);
            let black = blurred_box(x, self.left.x, self.left.right(), sigma)
                + blurred_box(x, self.right.x, self.right.right(), sigma);
            let white = 1.0 - inner - black;
            let edge = line(x, shape.x) + line(x, shape.right());
            let design = [white, white * t, inner, black, black * t, edge];
            (0..3).for_each(|c| normals[c].add(&design, mean[c], 1.0));
        }
        let mut levels = Levels::default();
        for (c, mut normal) in normals.into_iter().enumerate() {
            normal.prior(5, 0.0, 0.05);
            let solved = normal.solve(1e-9)?;
            (levels.white[c], levels.color[c], levels.black[c]) = (solved[0], solved[2], solved[3]);
        }
        let contrast = (0..3)
            .map(|c| (levels.white[c] - levels.black[c]) / levels.white[c].max(1e-6))
            .fold(f64::MAX, f64::min);
        let ratio = levels.toned(tone).ratio(self.layout.black_ink.rgb)?;
        let values = [0, 1, 2].map(|c| scale(ratio[c] / floor[c]));
        let place = (y - shape.y) / shape.h;
        let height = if self.zone.fill_direction[1] < 0.0 { 1.0 - place } else { place };
        Some(Row { height, values, contrast })
    }

    /// How full the chamber is and what its colour says.
    pub(crate) fn read(
        &self,
        view: &View<'_>,
        blur_mm: f64,
        tone: f64,
        shown: &Shown<'_>,
    ) -> (f64, Result<Concentration, Refusal>) {
        let floor = floor_factor(self.layout, view, &self.right, tone);
        let rows: Vec<Row> =
            (0..ROWS).filter_map(|index| self.row(view, index, blur_mm, tone, floor)).collect();
        if rows.len() < ROWS / 2 {
            return (0.0, Err(Refusal::AssayHidden));
        }
        // Nothing that covers the chamber has white and black beside it in this order.
        let mut contrasts: Vec<f64> = rows.iter().map(|row| row.contrast).collect();
        contrasts.sort_by(f64::total_cmp);
        let contrast = contrasts[contrasts.len() / 2];
        if contrast < COVERED {
            return (0.0, Err(Refusal::AssayHidden));
        }
        let full = self.filled(&rows, shown);
        if contrast < GLARE {
            return (full, Err(Refusal::GlareOverAssay));
        }
        if full < self.zone.min_fill_fraction {
            return (full, Err(Refusal::AssayNotFilled));
        }
        let wet: Vec<Row> = rows.into_iter().filter(|row| row.height < full - 0.03 || full > 0.97).collect();
        (full, self.concentration(&wet, shown))
    }

    /// The part below the best split between wet and dry rows.
    fn filled(&self, rows: &[Row], shown: &Shown<'_>) -> f64 {
        let index = |values: &[f64; 3]| values[2] - values[1];
        let (Some(dry), Some(wet)) = (shown.means.last(), shown.means.first()) else { return 0.0 };
        let middle = 0.5 * (index(dry) + index(wet));
        let mut sorted: Vec<&Row> = rows.iter().collect();
        sorted.sort_by(|a, b| a.height.total_cmp(&b.height));
        let vote = |row: &Row| (index(&row.values) - middle).clamp(-0.2, 0.2);
        let total: f64 = sorted.iter().map(|row| vote(row)).sum();
        let (mut best, mut sum, mut full) = (-total, 0.0, 0.0);
        for (at, row) in sorted.iter().enumerate() {
            sum += vote(row);
            let score = 2.0 * sum - total;
            if score > best {
                let next = sorted.get(at + 1).map_or(1.0, |next| next.height);
                (best, full) = (score, if at + 1 == sorted.len() { 1.0 } else { 0.5 * (row.height + next) });
            }
        }
        full
    }

    fn concentration(&self, rows: &[Row], shown: &Shown<'_>) -> Result<Concentration, Refusal> {
        if rows.len() < 4 {
            return Err(Refusal::AssayNotFilled);
        }
        let (mean, spread) = robust(rows);
        if spread > SPREAD {
            return Err(Refusal::GlareOverAssay);
        }
        let n = rows.len() as f64;
        let posterior = self.posterior(mean, spread / n.sqrt(), shown)?;
        let (value, sd, distance) = posterior;
        if shown.odd > ODD {
            return Err(Refusal::GlareOverChips);
        }
        if distance > OFF_CURVE {
            return Err(Refusal::AssayColourOffCurve);
        }
        if sd > WORST_SD || shown.strain > STRAIN {
            return Err(Refusal::ColourReferenceUnreliable);
        }
        let [least, most] = self.zone.reportable_range;
        Ok(Concentration { value: value.clamp(least, most), standard_uncertainty: sd, distance })
    }

    /// Mean and standard deviation over all concentrations, and how far the colour is off the nearest, in standard
    /// deviations.
    fn posterior(&self, seen: [f64; 3], noise: f64, shown: &Shown<'_>) -> Result<(f64, f64, f64), Refusal> {
        let points = &self.zone.calibration;
        let curve = Curve::new(points.iter().map(|p| p.value).collect(), &shown.means);
        // Uncertainty by three points along the curve, linear between them.
        let covariances: Vec<[[f64; 3]; 3]> = (0..points.len()).map(|p| shown.covariance(p)).collect();
        let most = points.last().map_or(0.0, |p| p.value);
        let steps = 400;
        let mut weights = Vec::with_capacity(steps);
        let mut nearest = f64::INFINITY;
        for step in 0..=steps {
            let value = most * step as f64 / steps as f64;
            let (index, part) = curve.segment(value);
            let expected = curve.at(value);
            let mut v = [[0.0; 3]; 3];
            for a in 0..3 {
                for b in 0..3 {
                    v[a][b] = covariances[index][a][b] * (1.0 - part)
                        + covariances[(index + 1).min(points.len() - 1)][a][b] * part;
                }
                v[a][a] += ROW_SD * ROW_SD + noise * noise;
            }
            // The floor is not known exactly; its error is common to all three.
            v.iter_mut().for_each(|row| row.iter_mut().for_each(|cell| *cell += FLOOR_SD * FLOOR_SD));
            let off: [f64; 3] = std::array::from_fn(|c| seen[c] - expected[c]);
            let (square, log_det) = mahalanobis(&v, off);
            nearest = nearest.min(square);
            weights.push((value, -0.5 * (square + log_det)));
        }
        let top = weights.iter().map(|w| w.1).fold(f64::MIN, f64::max);
        let total: f64 = weights.iter().map(|w| (w.1 - top).exp()).sum();
        if !(total.is_finite() && total > 0.0) {
            return Err(Refusal::ColourReferenceUnreliable);
        }
        let mean = weights.iter().map(|w| w.0 * (w.1 - top).exp()).sum::<f64>() / total;
        let square = weights.iter().map(|w| (w.0 - mean).powi(2) * (w.1 - top).exp()).sum::<f64>() / total;
        Ok((mean, square.sqrt().hypot(LEAST_SD), nearest.sqrt()))
    }
}

/// Black and white beside a chamber that is covered do not differ by this part.
const COVERED: f64 = 0.2;
/// Less than this, and a reflection lies over it.
const GLARE: f64 = 0.35;
/// More than this between rows, on the scale, and something lies over a part of it.
const SPREAD: f64 = 0.30;
/// So many chips contradicted by the others: reflections lie over them.
const ODD: usize = 8;
/// Chips that are off by more than this, root mean square.
const STRAIN: f64 = 3.2;
/// A colour this far from every concentration belongs to something else.
const OFF_CURVE: f64 = 4.5;
/// An uncertainty that helps nobody, mmol/L.
const WORST_SD: f64 = 14.0;
/// Nothing is surer than this, mmol/L.
const LEAST_SD: f64 = 0.4;
/// How well the mean colour of clean rows is known, on the scale.
const ROW_SD: f64 = 0.012;
/// How well the floor is known.
const FLOOR_SD: f64 = 0.015;

/// The mean of the rows with less and less for what lies far off, and the standard deviation of what counts.
fn robust(rows: &[Row]) -> ([f64; 3], f64) {
    let median = |c: usize| {
        let mut values: Vec<f64> = rows.iter().map(|row| row.values[c]).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let mut mean = [median(0), median(1), median(2)];
    let mut spread = 0.0;
    for _ in 0..4 {
        let off = |row: &Row| (0..3).map(|c| (row.values[c] - mean[c]).powi(2)).sum::<f64>().sqrt();
        let mut sizes: Vec<f64> = rows.iter().map(off).collect();
        sizes.sort_by(f64::total_cmp);
        let scale = (1.5 * sizes[sizes.len() / 2]).max(0.02);
        let weight = |row: &Row| row.contrast.powi(2) / (1.0 + (off(row) / (2.0 * scale)).powi(4));
        let total: f64 = rows.iter().map(weight).sum();
        let next = [0, 1, 2].map(|c| rows.iter().map(|row| weight(row) * row.values[c]).sum::<f64>() / total);
        let square =
            rows.iter().map(|row| weight(row) * (row.values[1] - next[1]).powi(2)).sum::<f64>() / total;
        (mean, spread) = (next, square.sqrt());
    }
    (mean, spread)
}

/// `dᵀ V⁻¹ d` and `ln det V` of a symmetric matrix of three.
fn mahalanobis(v: &[[f64; 3]; 3], d: [f64; 3]) -> (f64, f64) {
    let mut flat: Vec<f64> = v.iter().flatten().copied().collect();
    if !super::linear::factor(&mut flat, 3) {
        return (f64::INFINITY, 0.0);
    }
    let log_det = 2.0 * (0..3).map(|i| flat[4 * i].ln()).sum::<f64>();
    let mut solved = d.to_vec();
    super::linear::substitute(&flat, &mut solved);
    (solved.iter().zip(d).map(|(s, d)| s * d).sum(), log_det)
}

/// The colours by concentration, between the points by monotone cubics (Fritsch and Carlson).
struct Curve {
    at: Vec<f64>,
    values: Vec<[f64; 3]>,
    slopes: Vec<[f64; 3]>,
}

impl Curve {
    fn new(at: Vec<f64>, means: &[[f64; 3]]) -> Self {
        // −ln of the ratio itself runs evenly; the calm scale is only for comparing.
        let values: Vec<[f64; 3]> =
            means[..at.len()].iter().map(|m| m.map(|v| unscale(v).max(1e-3).ln())).collect();
        let n = at.len();
        let secant = |i: usize, c: usize| (values[i + 1][c] - values[i][c]) / (at[i + 1] - at[i]);
        let slopes = (0..n)
            .map(|i| {
                std::array::from_fn(|c| {
                    if i == 0 {
                        secant(0, c)
                    } else if i == n - 1 {
                        secant(n - 2, c)
                    } else {
                        let (a, b) = (secant(i - 1, c), secant(i, c));
                        if a * b <= 0.0 { 0.0 } else { 2.0 * a * b / (a + b) }
                    }
                })
            })
            .collect();
        Self { at, values, slopes }
    }

    fn segment(&self, value: f64) -> (usize, f64) {
        let last = self.at.len() - 2;
        let index = self.at.partition_point(|at| *at <= value).clamp(1, last + 1) - 1;
        (index, ((value - self.at[index]) / (self.at[index + 1] - self.at[index])).clamp(0.0, 1.0))
    }

    fn at(&self, value: f64) -> [f64; 3] {
        let (i, t) = self.segment(value);
        let h = self.at[i + 1] - self.at[i];
        std::array::from_fn(|c| {
            let (a, b) = (self.values[i][c], self.values[i + 1][c]);
            let (p, q) = (h * self.slopes[i][c], h * self.slopes[i + 1][c]);
            let cubic = a + t * (p + t * (3.0 * (b - a) - 2.0 * p - q + t * (2.0 * (a - b) + p + q)));
            scale(cubic.exp())
        })
    }
}
