//! Smooth random fields.

use crate::optics::random::Random;

/// A smooth random field of mean 0 and standard deviation about 1.
#[derive(Clone, Debug)]
pub(crate) struct Noise {
    values: Vec<f32>,
    cell: f64,
}

/// Points along an edge of the lattice, which repeats beyond.
const SIDE: usize = 64;
/// What smooth interpolation leaves of the standard deviation of the lattice.
const LEFT: f32 = 0.72;

impl Noise {
    /// A field that changes over this length.
    pub(crate) fn new(length: f64, random: &mut Random) -> Self {
        let values = (0..SIDE * SIDE).map(|_| random.normal(0.0, 1.0) as f32 / LEFT).collect();
        Self { values, cell: 1.6 * length }
    }

    pub(crate) fn at(&self, x: f64, y: f64) -> f32 {
        let (u, v) = (x / self.cell, y / self.cell);
        let (i, j) = (u.floor(), v.floor());
        let smooth = |t: f64| (t * t * (3.0 - 2.0 * t)) as f32;
        let (s, t) = (smooth(u - i), smooth(v - j));
        let wrap = |index: f64| (index as i64).rem_euclid(SIDE as i64) as usize;
        let (i0, j0) = (wrap(i), wrap(j));
        let (i1, j1) = ((i0 + 1) % SIDE, (j0 + 1) % SIDE);
        let value = |i: usize, j: usize| self.values[j * SIDE + i];
        let upper = value(i0, j0) + s * (value(i1, j0) - value(i0, j0));
        let lower = value(i0, j1) + s * (value(i1, j1) - value(i0, j1));
        upper + t * (lower - upper)
    }
}
