//! Profiles across printed shapes: sums of blurred boxes, and how far they are blurred.

use super::linear::{factor, substitute};

/// The equations of profiles, factored: they are the same for all lines across the same shapes.
pub(crate) struct Profile {
    n: usize,
    design: Vec<f64>,
    square: Vec<f64>,
}

impl Profile {
    /// Of a design: for each place what each of the `n` unknowns adds. `held` keeps unknowns near zero, by weight.
    pub(crate) fn new(n: usize, design: Vec<f64>, held: &[(usize, f64)]) -> Option<Self> {
        let mut square = vec![0.0; n * n];
        for line in design.chunks_exact(n) {
            for i in 0..n {
                if line[i] != 0.0 {
                    let (cells, values) = (&mut square[i * n..=i * n + i], &line[..=i]);
                    cells.iter_mut().zip(values).for_each(|(cell, v)| *cell += line[i] * v);
                }
            }
        }
        (0..n).for_each(|i| square[i * n + i] += 1e-4);
        held.iter().for_each(|(i, weight)| square[i * n + i] += weight);
        factor(&mut square, n).then_some(Self { n, design, square })
    }

    /// The unknowns of one colour of a profile.
    pub(crate) fn solve(&self, profile: &[[f64; 3]], color: usize) -> Vec<f64> {
        let mut right = vec![0.0; self.n];
        for (line, value) in self.design.chunks_exact(self.n).zip(profile) {
            right.iter_mut().zip(line).for_each(|(r, a)| *r += a * value[color]);
        }
        substitute(&self.square, &mut right);
        right
    }

    /// The sum of the squares of what these unknowns leave over of that colour.
    pub(crate) fn left_over(&self, profile: &[[f64; 3]], color: usize, unknowns: &[f64]) -> f64 {
        let off = |(line, value): (&[f64], &[f64; 3])| {
            let model: f64 = line.iter().zip(unknowns).map(|(a, x)| a * x).sum();
            (value[color] - model).powi(2)
        };
        self.design.chunks_exact(self.n).zip(profile).map(off).sum()
    }

    /// What is left over of green, which tells how well a blur fits.
    pub(crate) fn unexplained(&self, profile: &[[f64; 3]]) -> f64 {
        self.left_over(profile, 1, &self.solve(profile, 1))
    }
}

/// How much wider or narrower than the edges of the tags a blur across other shapes may be.
const BLURS: [f64; 5] = [0.6, 0.85, 1.1, 1.45, 1.9];
/// No blur is less than this, mm: the camera's own.
const LEAST_MM: f64 = 0.02;

/// The blur, mm, near that of the tags, that leaves least over: the best of a few, and between them along a parabola. A
/// blur that is off by a tenth makes black bars seem darker or lighter by as much as a reflection does.
pub(crate) fn sharpest(blur_mm: f64, left_over: impl Fn(f64) -> Option<f64>) -> f64 {
    let at = |by: f64| (by * blur_mm).max(LEAST_MM);
    // What is left over has one valley: the outer ones are only asked where it falls towards them.
    let mut left = [f64::INFINITY; BLURS.len()];
    let mut ask = |i: usize| {
        left[i] = left_over(at(BLURS[i])).unwrap_or(f64::INFINITY);
        left[i]
    };
    let (low, middle, high) = (ask(1), ask(2), ask(3));
    if low <= middle {
        ask(0);
    }
    if high < middle {
        ask(4);
    }
    let best = (0..BLURS.len()).fold(0, |best, i| if left[i] < left[best] { i } else { best });
    if best == 0 || best + 1 == BLURS.len() || !(left[best - 1] + left[best + 1]).is_finite() {
        return at(BLURS[best]);
    }
    // Through three points, by the logarithm of the blur (Newton's divided differences).
    let x = [best - 1, best, best + 1].map(|i| BLURS[i].ln());
    let y = [left[best - 1], left[best], left[best + 1]];
    let (first, second) = ((y[1] - y[0]) / (x[1] - x[0]), (y[2] - y[1]) / (x[2] - x[1]));
    let bend = (second - first) / (x[2] - x[0]);
    let lowest = 0.5 * (x[0] + x[1]) - 0.5 * first / bend.max(1e-300);
    at(lowest.clamp(x[0], x[2]).exp())
}
