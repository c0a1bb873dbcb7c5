//! What colours to expect: how chips and assay look together under all kinds of lights, to all kinds of cameras.
//!
//! Chips and assay are seen by the same camera under the same light. What that does to the chips tells what it does to
//! the assay. From many drawn cameras and lights comes a joint normal distribution of all logarithms of ratios; the
//! chips of a photo then give the colours of the calibration as *this* photo shows them, with their uncertainty.

use super::linear::{factor, substitute};
use crate::layout::Layout;
use crate::layout::colour::{Rgb, WAVELENGTHS};
use crate::optics::camera::Camera;
use crate::optics::random::Random;
use crate::optics::spectrum::{self, Spectrum};
use crate::render::level::Level;

/// A ratio on the scale on which colours are compared: a logarithm that stays calm near zero.
pub(crate) fn scale(ratio: f64) -> f64 {
    (ratio.max(0.0) + CALM).ln()
}
const CALM: f64 = 0.03;

/// The ratio of a value on that scale.
pub(crate) fn unscale(value: f64) -> f64 {
    value.exp() - CALM
}

/// Cameras and lights that are drawn.
const DRAWS: usize = 900;
const SEED: u64 = 6;
/// Standard deviation of the amounts of ink. Source: patch-reader notes, 5.3.
const INK: f64 = 0.02;
/// What a joint normal distribution does not catch, on the scale.
const LEFT_OVER: f64 = 0.012;
/// The same where spectra are only guessed from colours.
const GUESSED: f64 = 0.05;

/// How the colours of a layout go together.
#[derive(Clone, Debug)]
pub(crate) struct Expectation {
    /// Values of the chips: three for each, in the order of the layout.
    chips: usize,
    mean: Vec<f64>,
    /// Chips with chips.
    inner: Vec<f64>,
    /// Assay (calibration points, then dry) with chips.
    outer: Vec<f64>,
    /// Assay points with themselves, three by three.
    own: Vec<[[f64; 3]; 3]>,
    left_over: f64,
}

fn spectrum_of(reflectance: Option<&Vec<f64>>, rgb: Rgb) -> Spectrum {
    let known = reflectance.and_then(|curve| <Spectrum>::try_from(curve.as_slice()).ok());
    known.unwrap_or_else(|| spectrum::smooth(rgb))
}

impl Expectation {
    /// Of the first assay of a layout.
    pub(crate) fn new(layout: &Layout) -> Option<Self> {
        let zone = layout.assay_zones.first()?;
        let chips: Vec<Spectrum> =
            layout.chips.iter().map(|chip| spectrum_of(chip.reflectance.as_ref(), chip.rgb)).collect();
        let mut assay: Vec<Spectrum> =
            zone.calibration.iter().map(|point| spectrum_of(point.reflectance.as_ref(), point.rgb)).collect();
        assay.push(spectrum_of(zone.dry_reflectance.as_ref(), zone.dry_rgb));
        let known = layout.chips.iter().all(|chip| chip.reflectance.is_some())
            && zone.calibration.iter().all(|point| point.reflectance.is_some());
        let n = 3 * (chips.len() + assay.len());
        let mut random = Random::new(SEED);
        let draws: Vec<Vec<f64>> = (0..DRAWS).map(|index| draw(index, &chips, &assay, &mut random)).collect();
        let mean: Vec<f64> =
            (0..n).map(|i| draws.iter().map(|draw| draw[i]).sum::<f64>() / DRAWS as f64).collect();
        let mut products = vec![0.0; n * n];
        for draw in &draws {
            let off: Vec<f64> = draw.iter().zip(&mean).map(|(value, mean)| value - mean).collect();
            for (a, line) in off.iter().zip(products.chunks_exact_mut(n)) {
                line.iter_mut().zip(&off).for_each(|(cell, b)| *cell += a * b);
            }
        }
        let covariance = |i: usize, j: usize| products[i * n + j] / DRAWS as f64;
        let c = 3 * chips.len();
        let inner = (0..c * c).map(|at| covariance(at / c, at % c)).collect();
        let outer = (0..(n - c) * c).map(|at| covariance(c + at / c, at % c)).collect();
        let own = (0..assay.len())
            .map(|p| {
                std::array::from_fn(|a| std::array::from_fn(|b| covariance(c + 3 * p + a, c + 3 * p + b)))
            })
            .collect();
        let left_over = if known { LEFT_OVER } else { GUESSED };
        Some(Self { chips: chips.len(), mean, inner, outer, own, left_over })
    }
}

fn draw(index: usize, chips: &[Spectrum], assay: &[Spectrum], random: &mut Random) -> Vec<f64> {
    let level = if index.is_multiple_of(3) { Level::Hard } else { Level::Realistic };
    let lights = level.lights().draw(random);
    let camera = Camera::draw(&level.cameras(), &lights, random);
    let share = random.uniform(0.2, 0.9);
    let light: Spectrum =
        std::array::from_fn(|at| share * lights.key[at] + (1.0 - share) * lights.ambient[at]);
    let white = camera.rgb(&[1.0; WAVELENGTHS], &light);
    let seen = |spectrum: &Spectrum| {
        let rgb = camera.rgb(spectrum, &light);
        [0, 1, 2].map(|c| scale(rgb[c] / white[c]))
    };
    let mut values = Vec::with_capacity(3 * (chips.len() + assay.len()));
    for chip in chips {
        let density = 1.0 + random.normal(0.0, INK);
        values.extend(seen(&chip.map(|r| r.powf(density))));
    }
    assay.iter().for_each(|spectrum| values.extend(seen(spectrum)));
    values
}

/// A chip as measured: its three values and how uncertain they are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    pub(crate) chip: usize,
    pub(crate) values: [f64; 3],
    pub(crate) sd: [f64; 3],
    /// How the values change with the tone curve.
    pub(crate) tilt: [f64; 3],
}

/// What is known of the tone curve before the chips are asked: by how much it may be off the one that the values were
/// worked out with, mean and standard deviation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ToneError {
    pub(crate) mean: f64,
    pub(crate) sd: f64,
}

/// The colours of the assay as a photo shows them.
#[derive(Clone, Debug)]
pub(crate) struct Shown<'a> {
    of: &'a Expectation,
    rows: Vec<usize>,
    factor: Vec<f64>,
    solved: Vec<f64>,
    /// How the chips change with the tone curve, times the standard deviation of that.
    tilts: Vec<f64>,
    tone: ToneError,
    /// How far the chips are off what the others let expect, in standard deviations: the root mean square.
    pub(crate) strain: f64,
    /// Chips that the others contradict.
    pub(crate) odd: usize,
}

impl Expectation {
    /// Narrows the expectation by the chips of a photo; chips that the others contradict count less and less.
    pub(crate) fn given(&self, chips: &[Measured], tone: ToneError) -> Option<Shown<'_>> {
        let c = 3 * self.chips;
        let rows: Vec<usize> = chips.iter().flat_map(|m| (0..3).map(|a| 3 * m.chip + a)).collect();
        let n = rows.len();
        let tilts: Vec<f64> = chips.iter().flat_map(|m| m.tilt.map(|t| t * tone.sd)).collect();
        // Values worked out with too low a tone are too low by the tilt times what is missing.
        let at = |m: &Measured, a: usize| self.mean[3 * m.chip + a] - m.tilt[a] * tone.mean;
        let off: Vec<f64> = chips.iter().flat_map(|m| (0..3).map(move |a| m.values[a] - at(m, a))).collect();
        let mut noise: Vec<f64> = chips.iter().flat_map(|m| m.sd.map(|sd| sd * sd)).collect();
        let plain = noise.clone();
        let (mut matrix, mut solved) = (Vec::new(), Vec::new());
        let (mut strain, mut odd) = (0.0, 0);
        for round in 0..4 {
            matrix = vec![0.0; n * n];
            for i in 0..n {
                for j in 0..=i {
                    matrix[i * n + j] = self.inner[rows[i] * c + rows[j]] + tilts[i] * tilts[j];
                }
                matrix[i * n + i] += noise[i] + self.left_over * self.left_over;
            }
            if !factor(&mut matrix, n) {
                return None;
            }
            solved = off.clone();
            substitute(&matrix, &mut solved);
            if round == 3 {
                break;
            }
            // Leaving one out: its residual is solved / inverse, its variance 1 / inverse.
            let inverse = inverse_diagonal(&matrix, n);
            let squares: Vec<f64> = (0..n).map(|i| solved[i] * solved[i] / inverse[i]).collect();
            let of_chip: Vec<f64> = squares.chunks_exact(3).map(|s| s.iter().sum::<f64>() / 3.0).collect();
            if round == 0 {
                strain =
                    (of_chip.iter().map(|s| s.min(25.0)).sum::<f64>() / of_chip.len().max(1) as f64).sqrt();
                odd = of_chip.iter().filter(|s| **s > 9.0).count();
            }
            for (i, noise) in noise.iter_mut().enumerate() {
                let wide = 1.0 + of_chip[i / 3] / 4.0;
                *noise =
                    (plain[i] + self.left_over * self.left_over) * (wide * wide) - self.left_over.powi(2);
            }
        }
        Some(Shown { of: self, rows, factor: matrix, solved, tilts, tone, strain, odd })
    }
}

/// The diagonal of the inverse, by a factor.
fn inverse_diagonal(l: &[f64], n: usize) -> Vec<f64> {
    (0..n)
        .map(|i| {
            // Forward substitution of a unit vector: the squares of the result sum to the diagonal.
            let mut y = vec![0.0; n];
            for k in i..n {
                let unit = if k == i { 1.0 } else { 0.0 };
                let sum: f64 = (i..k).map(|j| l[k * n + j] * y[j]).sum();
                y[k] = (unit - sum) / l[k * n + k];
            }
            y.iter().map(|v| v * v).sum()
        })
        .collect()
}

impl Shown<'_> {
    /// The last point: the assay before any sweat came.
    pub(crate) fn dry(&self) -> usize {
        self.of.own.len() - 1
    }

    /// How a colour of a point goes together with each value of the chips; `tilt` is how it changes with the tone curve.
    fn shared(&self, point: usize, a: usize, tilt: f64) -> impl Iterator<Item = f64> {
        let c = 3 * self.of.chips;
        let row = &self.of.outer[(3 * point + a) * c..][..c];
        let tilt = tilt * self.tone.sd;
        self.rows.iter().zip(&self.tilts).map(move |(r, t)| row[*r] + tilt * t)
    }

    /// The colour of a point of the calibration, or of the dry assay.
    pub(crate) fn mean(&self, point: usize, tilt: [f64; 3]) -> [f64; 3] {
        std::array::from_fn(|a| {
            let moved: f64 = self.shared(point, a, tilt[a]).zip(&self.solved).map(|(r, s)| r * s).sum();
            self.of.mean[3 * self.of.chips + 3 * point + a] - tilt[a] * self.tone.mean + moved
        })
    }

    /// How uncertain that colour is: three by three.
    pub(crate) fn covariance(&self, point: usize, tilt: [f64; 3]) -> [[f64; 3]; 3] {
        let n = self.rows.len();
        let half: [Vec<f64>; 3] = std::array::from_fn(|a| {
            // Only the forward half: the products of halves are the products of wholes.
            let mut y: Vec<f64> = self.shared(point, a, tilt[a]).collect();
            for i in 0..n {
                let sum: f64 = self.factor[i * n..i * n + i].iter().zip(&y).map(|(l, y)| l * y).sum();
                y[i] = (y[i] - sum) / self.factor[i * n + i];
            }
            y
        });
        let own = &self.of.own[point];
        std::array::from_fn(|a| {
            std::array::from_fn(|b| {
                let explained: f64 = half[a].iter().zip(&half[b]).map(|(x, y)| x * y).sum();
                let rest = if a == b { self.of.left_over.powi(2) } else { 0.0 };
                own[a][b] + tilt[a] * tilt[b] * self.tone.sd.powi(2) - explained + rest
            })
        })
    }
}
