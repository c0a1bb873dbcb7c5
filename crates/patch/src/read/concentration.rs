//! From the colour of a chamber, and of the chips beside it, to a concentration.

use super::chamber::Wet;
use super::expect::{Shown, scale, unscale};
use super::reading::Concentration;
use super::refusal::Refusal;
use crate::layout::assay::Assay;

/// Chips that are off by more than this, root mean square.
const STRAIN: f64 = 3.6;
/// So many chips contradicted by the others: reflections lie over them.
const ODD: usize = 8;
/// A colour this far from every concentration belongs to something else.
const OFF_CURVE: f64 = 4.5;
/// A colour this far off is as likely as any nearer one; beyond it the uncertainty grows with the distance.
const USUAL_DISTANCE: f64 = 1.43;
/// An uncertainty that helps nobody, mmol/L.
const WORST_SD: f64 = 12.0;
/// Nothing is surer than this, mmol/L.
const LEAST_SD: f64 = 0.4;
/// How uncertain a value is, fitted to the errors of 1,740 photos of the renderer so that 95 of 100 truths lie within two
/// standard uncertainties. What the spread of cameras and lights leaves open counts by this part, and the more the
/// greater the strain of the chips is.
const OPEN: (f64, f64) = (0.375, 2.35);
/// Rows that differ, as a part of their spread on the scale.
const UNEVEN: f64 = 0.48;
/// What a row leaves unexplained beyond what is usual, on the scale.
const UNEXPLAINED: (f64, f64) = (0.015, 1.84);
/// What a blur beyond what is usual does, on the scale, by mm.
const BLURRED: (f64, f64) = (0.18, 0.15);
/// The edge of a shadow or a reflection lies across the chamber where a row leaves more than this unexplained.
const EDGE: f64 = 0.045;
/// How well the mean colour of clean rows is known, on the scale.
const ROW_SD: f64 = 0.012;

/// Mean and standard deviation over all concentrations.
///
/// # Errors
/// Why the colour says nothing.
pub(crate) fn of(zone: &Assay, wet: &Wet, shown: &Shown<'_>, blur_mm: f64) -> Result<Concentration, Refusal> {
    let Posterior { value, sd, distance, by_scale } = posterior(zone, wet, shown)?;
    if shown.odd > ODD {
        return Err(Refusal::GlareOverChips);
    }
    if distance > OFF_CURVE {
        return Err(Refusal::AssayColourOffCurve);
    }
    let open = OPEN.0 * sd * (1.0 + OPEN.1 * shown.strain.powi(2)).sqrt();
    let beyond = |value: f64, (usual, by): (f64, f64)| by * (value - usual).max(0.0);
    let colour = [UNEVEN * wet.spread, beyond(wet.left, UNEXPLAINED), beyond(blur_mm, BLURRED)];
    let colour = by_scale * colour.iter().map(|part| part * part).sum::<f64>().sqrt();
    let [least, most] = zone.reportable_range;
    let reported = value.clamp(least, most);
    let sd = open.hypot(colour).hypot(value - reported) * (distance / USUAL_DISTANCE).max(1.0);
    if sd > WORST_SD || shown.strain > STRAIN || wet.left > EDGE {
        return Err(Refusal::ColourReferenceUnreliable);
    }
    Ok(Concentration { value: reported, standard_uncertainty: sd, distance })
}

/// What a colour says of the concentration.
struct Posterior {
    /// The mean.
    value: f64,
    /// Its standard deviation.
    sd: f64,
    /// How far the colour is off the nearest concentration, in standard deviations.
    distance: f64,
    /// By how much the concentration changes with the colour there: for 1 on the scale.
    by_scale: f64,
}

fn posterior(zone: &Assay, wet: &Wet, shown: &Shown<'_>) -> Result<Posterior, Refusal> {
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
    let sd = square.sqrt().hypot(LEAST_SD);
    Ok(Posterior { value: mean, sd, distance: nearest.sqrt(), by_scale: curve.by_scale(mean.min(most)) })
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

    /// How fast the concentration changes with the colour that changes most.
    fn by_scale(&self, value: f64) -> f64 {
        const STEP: f64 = 2.0;
        let most = self.at.last().copied().unwrap_or(0.0);
        let (low, high) = ((value - STEP).max(0.0), (value + STEP).min(most));
        let (a, b) = (self.at(low), self.at(high));
        let change = (0..3).map(|c| (b[c] - a[c]).abs()).fold(0.0, f64::max);
        (high - low) / change.max(1e-3)
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
