//! From the colour of a chamber, and of the chips beside it, to a concentration.

use super::chamber::Wet;
use super::expect::{Shown, scale, unscale};
use super::reading::Concentration;
use super::refusal::Refusal;
use crate::layout::assay::Assay;

/// Chips that are off by more than this, root mean square.
const STRAIN: f64 = 3.2;
/// So many chips contradicted by the others: reflections lie over them.
const ODD: usize = 8;
/// A colour this far from every concentration belongs to something else.
const OFF_CURVE: f64 = 4.5;
/// A colour this far off is as likely as any nearer one; beyond it the uncertainty grows with the distance.
const USUAL_DISTANCE: f64 = 1.5;
/// An uncertainty that helps nobody, mmol/L.
const WORST_SD: f64 = 11.5;
/// Nothing is surer than this, mmol/L.
const LEAST_SD: f64 = 0.4;
/// How sure a sharp photo is beside what the spread of cameras and lights says, and how that falls with the blur, 1/mm:
/// fitted so that 95 of 100 truths lie within two standard uncertainties at each level.
const SURE: [f64; 2] = [0.40, 3.3];
/// How well the mean colour of clean rows is known, on the scale.
const ROW_SD: f64 = 0.012;

/// Mean and standard deviation over all concentrations.
///
/// # Errors
/// Why the colour says nothing.
pub(crate) fn of(zone: &Assay, wet: &Wet, shown: &Shown<'_>, blur_mm: f64) -> Result<Concentration, Refusal> {
    let (value, sd, distance) = posterior(zone, wet, shown)?;
    if shown.odd > ODD {
        return Err(Refusal::GlareOverChips);
    }
    if distance > OFF_CURVE {
        return Err(Refusal::AssayColourOffCurve);
    }
    let [sharp, by_blur] = SURE;
    let sd = sd * (distance / USUAL_DISTANCE).max(1.0) * (sharp + by_blur * blur_mm);
    if sd > WORST_SD || shown.strain > STRAIN {
        return Err(Refusal::ColourReferenceUnreliable);
    }
    let [least, most] = zone.reportable_range;
    Ok(Concentration { value: value.clamp(least, most), standard_uncertainty: sd, distance })
}

/// Mean, standard deviation, and how far the colour is off the nearest concentration, in standard deviations.
fn posterior(zone: &Assay, wet: &Wet, shown: &Shown<'_>) -> Result<(f64, f64, f64), Refusal> {
    let points = &zone.calibration;
    let means: Vec<[f64; 3]> = (0..points.len()).map(|p| shown.mean(p, wet.tilt)).collect();
    let curve = Curve::new(points.iter().map(|p| p.value).collect(), &means);
    let covariances: Vec<[[f64; 3]; 3]> = (0..points.len()).map(|p| shown.covariance(p, wet.tilt)).collect();
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
                    + covariances[(index + 1).min(points.len() - 1)][a][b] * part
                    // The floor is not known exactly; its error is common to all three.
                    + wet.floor_sd * wet.floor_sd;
            }
            v[a][a] += ROW_SD * ROW_SD + wet.sd[a] * wet.sd[a];
        }
        let off: [f64; 3] = std::array::from_fn(|c| wet.values[c] - expected[c]);
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

/// `dᵀ V⁻¹ d` and `ln det V` of a symmetric matrix of three, by Cholesky's method.
fn mahalanobis(v: &[[f64; 3]; 3], d: [f64; 3]) -> (f64, f64) {
    let mut l = [[0.0_f64; 3]; 3];
    let mut solved = [0.0; 3];
    for i in 0..3 {
        for j in 0..=i {
            let sum = v[i][j] - (0..j).map(|k| l[i][k] * l[j][k]).sum::<f64>();
            l[i][j] = if i == j { sum.sqrt() } else { sum / l[j][j] };
        }
        // Not positive definite: no concentration is any likelier than another.
        if !(l[i][i] > 0.0 && l[i][i].is_finite()) {
            return (f64::INFINITY, 0.0);
        }
        solved[i] = (d[i] - (0..i).map(|k| l[i][k] * solved[k]).sum::<f64>()) / l[i][i];
    }
    let log_det = 2.0 * (0..3).map(|i| l[i][i].ln()).sum::<f64>();
    (solved.iter().map(|s| s * s).sum(), log_det)
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
