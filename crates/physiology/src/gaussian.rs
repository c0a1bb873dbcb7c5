//! Gaussian inference on a few latent values, seen exactly, with noise, or only as a bound.
//!
//! A bound (a full patch channel: "at least this much") is taken in by expectation propagation: it becomes the value
//! with uncertainty that moves the belief as the bound does. Sources: Rasmussen & Williams 2006, ch. 2 and 3.6.

use std::ops::Range;

/// What was seen of one latent value, with the variance of the measurement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Sighting {
    /// The value.
    Value { value: f64, variance: f64 },
    /// The latent value lies above.
    AtLeast { bound: f64, variance: f64 },
    /// The latent value lies below.
    AtMost { bound: f64, variance: f64 },
}

impl Sighting {
    fn is_bound(&self) -> bool {
        !matches!(self, Self::Value { .. })
    }
}

/// A lower triangular matrix, row by row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Triangle {
    entries: Vec<f64>,
    size: usize,
}

impl Triangle {
    fn row(&self, row: usize) -> &[f64] {
        &self.entries[span(row)]
    }

    /// The Cholesky factor of a symmetric matrix given by its entries.
    ///
    /// A kernel plus noise is positive definite; a pivot that rounding made smaller than that is lifted, so that no
    /// input gives NaN.
    pub(crate) fn cholesky(size: usize, entry: impl Fn(usize, usize) -> f64) -> Self {
        let mut factor = Self { entries: Vec::with_capacity(size * (size + 1) / 2), size };
        for i in 0..size {
            let start = factor.entries.len();
            for j in 0..i {
                let sum = dot(&factor.entries[start..], factor.row(j));
                let rest = entry(i, j) - sum;
                let pivot = factor.row(j)[j];
                factor.entries.push(rest / pivot);
            }
            let own = &factor.entries[start..];
            let rest = entry(i, i) - dot(own, own);
            factor.entries.push(rest.max(1e-12).sqrt());
        }
        factor
    }

    /// L⁻¹ · right.
    pub(crate) fn solve_lower(&self, right: &[f64]) -> Vec<f64> {
        let mut solution: Vec<f64> = Vec::with_capacity(self.size);
        for (i, value) in right.iter().enumerate().take(self.size) {
            let row = self.row(i);
            solution.push((value - dot(&row[..i], &solution)) / row[i]);
        }
        solution
    }

    /// L⁻ᵀ · right.
    pub(crate) fn solve_upper(&self, right: &[f64]) -> Vec<f64> {
        let mut solution = right.to_vec();
        for i in (0..self.size).rev() {
            solution[i] /= self.row(i)[i];
            let known = solution[i];
            for (value, entry) in solution[..i].iter_mut().zip(self.row(i)) {
                *value -= entry * known;
            }
        }
        solution
    }

    /// The logarithm of the determinant of the factored matrix.
    pub(crate) fn log_determinant(&self) -> f64 {
        2.0 * (0..self.size).map(|i| self.row(i)[i].ln()).sum::<f64>()
    }
}

fn span(row: usize) -> Range<usize> {
    let start = row * (row + 1) / 2;
    start..start + row + 1
}

/// The sum of products, as far as the shorter of the two goes.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Beliefs about any latent value that is correlated with those that were seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conditioned {
    factor: Triangle,
    /// (K + noise)⁻¹ · values.
    weights: Vec<f64>,
    /// values · (K + noise)⁻¹ · values, of the exact sightings alone.
    pub(crate) surprise: f64,
    /// How many sightings were exact.
    pub(crate) exact: usize,
}

impl Conditioned {
    /// Takes in the sightings of latent values with zero mean and this covariance. Exact sightings come first.
    pub(crate) fn on(covariance: impl Fn(usize, usize) -> f64, sightings: &[Sighting]) -> Self {
        let exact = sightings.iter().take_while(|sighting| !sighting.is_bound()).count();
        let seen = resolve_bounds(&covariance, sightings);
        let all: Vec<usize> = (0..seen.len()).collect();
        let (factor, whitened) = factored(&covariance, &seen, &all);
        let surprise = dot(&whitened[..exact], &whitened[..exact]);
        let weights = factor.solve_upper(&whitened);
        Self { factor, weights, surprise, exact }
    }

    /// The mean of a latent value with these covariances towards those seen.
    pub(crate) fn mean(&self, towards: &[f64]) -> f64 {
        dot(towards, &self.weights)
    }

    /// Covariances towards those seen, whitened: the product of two of these is what the sightings explain of the
    /// covariance of two latent values.
    pub(crate) fn whiten(&self, towards: &[f64]) -> Vec<f64> {
        self.factor.solve_lower(towards)
    }
}

/// A value and the variance it was seen with.
type Seen = (f64, f64);

fn factored(
    covariance: &impl Fn(usize, usize) -> f64,
    seen: &[Seen],
    chosen: &[usize],
) -> (Triangle, Vec<f64>) {
    let factor = Triangle::cholesky(chosen.len(), |i, j| {
        let noise = if i == j { seen[chosen[i]].1 } else { 0.0 };
        covariance(chosen[i], chosen[j]) + noise
    });
    let values: Vec<f64> = chosen.iter().map(|&index| seen[index].0).collect();
    let whitened = factor.solve_lower(&values);
    (factor, whitened)
}

/// A variance that says nothing.
const SILENT: f64 = 1e9;

/// Puts in place of each bound the value and variance that move the belief as the bound does.
fn resolve_bounds(covariance: &impl Fn(usize, usize) -> f64, sightings: &[Sighting]) -> Vec<Seen> {
    let mut seen: Vec<Seen> = sightings
        .iter()
        .map(|sighting| match *sighting {
            Sighting::Value { value, variance } => (value, variance),
            _ => (0.0, SILENT),
        })
        .collect();
    let bounds: Vec<usize> = (0..sightings.len()).filter(|&i| sightings[i].is_bound()).collect();
    // A bound's site depends on the others; a handful of rounds settles them.
    for _ in 0..if bounds.len() > 1 { 30 } else { bounds.len() } {
        let mut moved = 0.0_f64;
        for &index in &bounds {
            let (mean, variance) = without(covariance, &seen, index);
            let next = site(sightings[index], mean, variance);
            moved = moved.max((next.0 - seen[index].0).abs().min((next.1 - seen[index].1).abs()));
            seen[index] = next;
        }
        if moved < 1e-9 {
            break;
        }
    }
    seen
}

/// The belief about one latent value from all other sightings.
fn without(covariance: &impl Fn(usize, usize) -> f64, seen: &[Seen], index: usize) -> Seen {
    let others: Vec<usize> = (0..seen.len()).filter(|&other| other != index).collect();
    let (factor, values) = factored(covariance, seen, &others);
    let towards: Vec<f64> = others.iter().map(|&other| covariance(index, other)).collect();
    let whitened = factor.solve_lower(&towards);
    (dot(&whitened, &values), (covariance(index, index) - dot(&whitened, &whitened)).max(1e-12))
}

/// The value and variance equivalent to a bound, for a latent value believed to have this mean and variance.
fn site(sighting: Sighting, mean: f64, variance: f64) -> Seen {
    let (sign, bound, noise) = match sighting {
        Sighting::Value { value, variance } => return (value, variance),
        Sighting::AtLeast { bound, variance } => (1.0, bound, variance),
        Sighting::AtMost { bound, variance } => (-1.0, bound, variance),
    };
    let scale = (variance + noise).sqrt();
    let z = sign * (mean - bound) / scale;
    let hazard = hazard(z);
    let shrink = hazard * (z + hazard);
    if shrink < 1e-9 {
        return (mean, SILENT);
    }
    let site_variance = (scale * scale / shrink - variance).clamp(noise.min(1e-12), SILENT);
    (mean + sign * scale / (z + hazard), site_variance)
}

/// The density of the standard normal at `z` over its distribution function.
fn hazard(z: f64) -> f64 {
    if z < -25.0 {
        // The asymptote; below it the distribution function underflows.
        return -z - 1.0 / z;
    }
    let density = (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
    density / normal_cumulative(z)
}

/// The distribution function of the standard normal.
pub(crate) fn normal_cumulative(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn belief(sightings: &[Sighting]) -> (f64, f64) {
        let conditioned = Conditioned::on(|_, _| 1.0, sightings);
        let towards = vec![1.0; sightings.len()];
        let whitened = conditioned.whiten(&towards);
        (conditioned.mean(&towards), 1.0 - dot(&whitened, &whitened))
    }

    #[test]
    fn one_value_shrinks_as_the_textbook_says() {
        let (mean, variance) = belief(&[Sighting::Value { value: 2.0, variance: 1.0 }]);
        assert!((mean - 1.0).abs() < 1e-12 && (variance - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_bound_without_noise_gives_the_truncated_normal() {
        // E[x | x > 0] = √(2/π), Var = 1 − 2/π of the standard normal.
        let (mean, variance) = belief(&[Sighting::AtLeast { bound: 0.0, variance: 1e-9 }]);
        assert!((mean - (2.0 / std::f64::consts::PI).sqrt()).abs() < 1e-4, "{mean}");
        assert!((variance - (1.0 - 2.0 / std::f64::consts::PI)).abs() < 1e-4, "{variance}");
        let (mirrored, _) = belief(&[Sighting::AtMost { bound: 0.0, variance: 1e-9 }]);
        assert!((mirrored + mean).abs() < 1e-12);
    }

    #[test]
    fn a_bound_far_below_says_nothing_and_a_higher_bound_says_more() {
        let mean = |bound| belief(&[Sighting::AtLeast { bound, variance: 0.01 }]).0;
        assert!(mean(-8.0).abs() < 1e-6);
        let means: Vec<f64> = (-40..=40).map(|step| mean(f64::from(step) / 10.0)).collect();
        assert!(means.windows(2).all(|pair| pair[0] <= pair[1] + 1e-12));
        assert!(mean(60.0).is_finite());
    }

    #[test]
    fn many_bounds_and_values_together_stay_finite() {
        let sightings = [
            Sighting::Value { value: 0.3, variance: 0.04 },
            Sighting::AtLeast { bound: 0.5, variance: 0.04 },
            Sighting::AtLeast { bound: 0.4, variance: 0.01 },
            Sighting::AtMost { bound: 0.1, variance: 0.09 },
        ];
        let (mean, variance) = belief(&sightings);
        assert!((0.2..0.6).contains(&mean), "{mean}");
        assert!(variance > 0.0 && variance < 0.04, "{variance}");
    }
}
