//! The maximum of a smooth function of a few variables (BFGS with numeric gradients), and how sharp it is.
//!
//! A page of textbook code (Nocedal & Wright 2006, ch. 6) where a library would bring twenty crates into the core.

/// A maximum, and the covariance of the parameters there by the curvature of the log-likelihood.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Optimum {
    pub(super) at: Vec<f64>,
    pub(super) value: f64,
    /// Standard errors of the parameters.
    pub(super) standard_errors: Vec<f64>,
}

type Matrix = Vec<Vec<f64>>;

/// Climbs from `start`; `None` where the function has no sharp maximum.
pub(super) fn maximise(function: impl Fn(&[f64]) -> f64, start: &[f64]) -> Option<Optimum> {
    let cost = |x: &[f64]| -function(x);
    let n = start.len();
    let (mut x, mut inverse) = (start.to_vec(), identity(n));
    let mut here = cost(&x);
    let mut slope = gradient(&cost, &x);
    for _ in 0..200 {
        if norm(&slope) < 1e-5 * (1.0 + here.abs()) {
            break;
        }
        let mut direction: Vec<f64> = inverse.iter().map(|row| -product(row, &slope)).collect();
        if product(&direction, &slope) >= 0.0 {
            inverse = identity(n);
            direction = slope.iter().map(|value| -value).collect();
        }
        let Some((next, there)) = step(&cost, &x, here, &direction, &slope) else { break };
        let next_slope = gradient(&cost, &next);
        let moved: Vec<f64> = next.iter().zip(&x).map(|(a, b)| a - b).collect();
        let turned: Vec<f64> = next_slope.iter().zip(&slope).map(|(a, b)| a - b).collect();
        update(&mut inverse, &moved, &turned);
        let gained = here - there;
        (x, here, slope) = (next, there, next_slope);
        if gained < 1e-9 * (1.0 + here.abs()) {
            break;
        }
    }
    let covariance = invert(hessian(&cost, &x))?;
    let variances: Vec<f64> = (0..n).map(|i| covariance[i][i]).collect();
    let sharp = variances.iter().all(|variance| variance.is_finite() && *variance > 0.0 && *variance < 25.0);
    let standard_errors = variances.iter().map(|variance| variance.max(0.0).sqrt()).collect();
    (sharp && here.is_finite()).then_some(Optimum { at: x, value: -here, standard_errors })
}

fn identity(n: usize) -> Matrix {
    (0..n).map(|i| (0..n).map(|j| if i == j { 0.05 } else { 0.0 }).collect()).collect()
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn norm(a: &[f64]) -> f64 {
    product(a, a).sqrt()
}

/// Halves the step until the function falls as its slope promises.
fn step(
    cost: &impl Fn(&[f64]) -> f64,
    x: &[f64],
    here: f64,
    direction: &[f64],
    slope: &[f64],
) -> Option<(Vec<f64>, f64)> {
    let promised = product(direction, slope);
    // No parameter moves by more than one unit of its scale at once.
    let longest = direction.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    let mut length = if longest > 1.0 { 1.0 / longest } else { 1.0 };
    for _ in 0..40 {
        let next: Vec<f64> = x.iter().zip(direction).map(|(x, d)| x + length * d).collect();
        let there = cost(&next);
        if there.is_finite() && there <= here + 1e-4 * length * promised {
            return Some((next, there));
        }
        length *= 0.5;
    }
    None
}

const STEP: f64 = 1e-4;

fn gradient(cost: &impl Fn(&[f64]) -> f64, x: &[f64]) -> Vec<f64> {
    (0..x.len())
        .map(|i| {
            let mut moved = x.to_vec();
            moved[i] = x[i] + STEP;
            let above = cost(&moved);
            moved[i] = x[i] - STEP;
            (above - cost(&moved)) / (2.0 * STEP)
        })
        .collect()
}

fn hessian(cost: &impl Fn(&[f64]) -> f64, x: &[f64]) -> Matrix {
    let n = x.len();
    let step = 1e-3;
    let at = |i: usize, a: f64, j: usize, b: f64| {
        let mut moved = x.to_vec();
        moved[i] += a;
        moved[j] += b;
        cost(&moved)
    };
    let second = |i: usize, j: usize| {
        (at(i, step, j, step) - at(i, step, j, -step) - at(i, -step, j, step) + at(i, -step, j, -step))
            / (4.0 * step * step)
    };
    (0..n).map(|i| (0..n).map(|j| second(i.min(j), i.max(j))).collect()).collect()
}

/// The BFGS update of the inverse curvature.
fn update(inverse: &mut Matrix, moved: &[f64], turned: &[f64]) {
    let curvature = product(moved, turned);
    if curvature <= 1e-12 {
        return;
    }
    let along: Vec<f64> = inverse.iter().map(|row| product(row, turned)).collect();
    let scale = (1.0 + product(turned, &along) / curvature) / curvature;
    for i in 0..moved.len() {
        for j in 0..moved.len() {
            inverse[i][j] +=
                scale * moved[i] * moved[j] - (along[i] * moved[j] + moved[i] * along[j]) / curvature;
        }
    }
}

/// Gauss–Jordan with pivots; `None` for a singular matrix.
fn invert(mut matrix: Matrix) -> Option<Matrix> {
    let n = matrix.len();
    let mut inverse: Matrix =
        (0..n).map(|i| (0..n).map(|j| if i == j { 1.0 } else { 0.0 }).collect()).collect();
    for column in 0..n {
        let pivot =
            (column..n).max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))?;
        matrix.swap(column, pivot);
        inverse.swap(column, pivot);
        let scale = matrix[column][column];
        if !scale.is_finite() || scale.abs() < 1e-12 {
            return None;
        }
        for k in 0..n {
            matrix[column][k] /= scale;
            inverse[column][k] /= scale;
        }
        for row in (0..n).filter(|row| *row != column) {
            let factor = matrix[row][column];
            for k in 0..n {
                matrix[row][k] -= factor * matrix[column][k];
                inverse[row][k] -= factor * inverse[column][k];
            }
        }
    }
    Some(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hill_is_climbed_and_its_width_is_known() {
        // A normal density with SDs 0.5 and 2: the standard errors are those SDs.
        let hill = |x: &[f64]| -0.5 * (((x[0] - 1.0) / 0.5).powi(2) + ((x[1] + 2.0) / 2.0).powi(2));
        let optimum = maximise(hill, &[0.0, 0.0]).unwrap();
        assert!((optimum.at[0] - 1.0).abs() < 1e-4 && (optimum.at[1] + 2.0).abs() < 1e-3, "{optimum:?}");
        assert!((optimum.standard_errors[0] - 0.5).abs() < 1e-3, "{optimum:?}");
        assert!((optimum.standard_errors[1] - 2.0).abs() < 1e-2, "{optimum:?}");
    }

    #[test]
    fn a_plain_has_no_top() {
        assert_eq!(maximise(|x| x[0] * 0.0, &[1.0]), None);
    }
}
