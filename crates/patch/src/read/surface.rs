//! The shape of a patch in a photo: a sheet bent around a cylinder, before a pinhole.

use super::linear::{Homography, Normal};

type Point = [f64; 2];

/// A sheet bent around an axis, in front of a camera: nine numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surface {
    /// ln of the focal length in px; rotation (a vector whose length is the angle); translation, mm; curvature, 1/mm;
    /// the angle of the axis to x.
    pub(crate) numbers: [f64; 9],
}

/// What does not change while a photo is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    /// The middle of the patch, mm.
    pub(crate) middle: Point,
    /// The middle of the photo, px.
    pub(crate) center: Point,
    /// Its longer side, px.
    pub(crate) side: f64,
    /// The focal length, px, where the photo says it.
    pub(crate) focal: Option<f64>,
}

/// A place of the patch seen in the photo.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sight {
    pub(crate) patch: Point,
    pub(crate) pixel: Point,
    /// Only the part along this direction counts, where there is one: an edge says nothing of the place along itself.
    pub(crate) along: Option<Point>,
    /// How sure it is, 1 for a corner of a tag.
    pub(crate) weight: f64,
}

/// Ready to project.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Projector {
    middle: Point,
    center: Point,
    focal: f64,
    turn: [[f64; 3]; 3],
    shift: [f64; 3],
    curvature: f64,
    axis: (f64, f64),
}

/// `sin a / a` and `(1 − cos a) / a` for up to a quarter turn, by their series.
fn bend(a: f64) -> (f64, f64) {
    let s = a * a;
    let sin = 1.0 - s / 6.0 * (1.0 - s / 20.0 * (1.0 - s / 42.0 * (1.0 - s / 72.0 * (1.0 - s / 110.0))));
    let cos = 0.5 * a * (1.0 - s / 12.0 * (1.0 - s / 30.0 * (1.0 - s / 56.0 * (1.0 - s / 90.0))));
    (sin, cos)
}

/// The matrix of a rotation vector (Rodrigues).
fn rotation([x, y, z]: [f64; 3]) -> [[f64; 3]; 3] {
    let angle = (x * x + y * y + z * z).sqrt();
    let (sin, cos) = angle.sin_cos();
    let (a, b) = if angle < 1e-9 { (1.0, 0.5) } else { (sin / angle, (1.0 - cos) / (angle * angle)) };
    [
        [1.0 - b * (y * y + z * z), b * x * y - a * z, b * x * z + a * y],
        [b * x * y + a * z, 1.0 - b * (x * x + z * z), b * y * z - a * x],
        [b * x * z - a * y, b * y * z + a * x, 1.0 - b * (x * x + y * y)],
    ]
}

/// The rotation vector of a matrix.
fn rotation_vector(m: &[[f64; 3]; 3]) -> [f64; 3] {
    // By the quaternion with the largest part, which is stable at every angle.
    let trace = m[0][0] + m[1][1] + m[2][2];
    let squares =
        [1.0 + trace, 1.0 + 2.0 * m[0][0] - trace, 1.0 + 2.0 * m[1][1] - trace, 1.0 + 2.0 * m[2][2] - trace];
    let largest = (0..4).fold(0, |best, i| if squares[i] > squares[best] { i } else { best });
    let s = 0.5 / squares[largest].max(1e-12).sqrt();
    let (d, e, f) = (m[2][1] - m[1][2], m[0][2] - m[2][0], m[1][0] - m[0][1]);
    let (g, h, i) = (m[1][0] + m[0][1], m[0][2] + m[2][0], m[2][1] + m[1][2]);
    let half = 0.5 * squares[largest].max(0.0).sqrt();
    let [w, x, y, z] = match largest {
        0 => [half, d * s, e * s, f * s],
        1 => [d * s, half, g * s, h * s],
        2 => [e * s, g * s, half, i * s],
        _ => [f * s, h * s, i * s, half],
    };
    let sin = (x * x + y * y + z * z).sqrt();
    let angle = 2.0 * sin.atan2(w);
    let by = if sin < 1e-9 { 2.0 } else { angle / sin };
    [x * by, y * by, z * by]
}

impl Projector {
    /// Where a place of the patch is in the photo.
    pub(crate) fn pixel(&self, [x, y]: Point) -> Point {
        let (dx, dy) = (x - self.middle[0], y - self.middle[1]);
        let (sin, cos) = self.axis;
        let (p, q) = (cos * dx + sin * dy, cos * dy - sin * dx);
        let (across, deep) = bend(self.curvature * q);
        let (across, deep) = (across * q, deep * q);
        let [a, b, c] = [cos * p - sin * across, sin * p + cos * across, deep];
        let t = &self.turn;
        let part = |row: usize| t[row][0] * a + t[row][1] * b + t[row][2] * c + self.shift[row];
        let depth = part(2).max(1.0);
        [self.center[0] + self.focal * part(0) / depth, self.center[1] + self.focal * part(1) / depth]
    }
}

/// Priors: ln of the focal length over the longer side; curvature; angle of the axis. Source: patch-reader notes, 3.3.
const FOCAL: (f64, f64) = (1.6, 0.45);
/// Where the photo says its focal length.
const FOCAL_SAID: f64 = 0.08;
const CURVATURE: (f64, f64) = (1.0 / 45.0, 1.0 / 70.0);
const AXIS: f64 = 0.25;
/// A sheet lies this close to the cylinder, mm: what is left is the warp of the print and of the arm.
const SHEET_MM: f64 = 0.12;

impl Surface {
    pub(crate) fn projector(&self, frame: &Frame) -> Projector {
        let n = &self.numbers;
        Projector {
            middle: frame.middle,
            center: frame.center,
            focal: n[0].clamp(-20.0, 20.0).exp(),
            turn: rotation([n[1], n[2], n[3]]),
            shift: [n[4], n[5], n[6]],
            curvature: n[7].clamp(-0.05, 0.05),
            axis: n[8].sin_cos(),
        }
    }

    /// A start from a flat sheet through these places; `None` for fewer than four.
    pub(crate) fn start(frame: &Frame, sights: &[Sight]) -> Option<Self> {
        let pairs: Vec<_> = sights
            .iter()
            .map(|s| {
                let patch = [s.patch[0] - frame.middle[0], s.patch[1] - frame.middle[1]];
                (patch, [s.pixel[0] - frame.center[0], s.pixel[1] - frame.center[1]])
            })
            .collect();
        let plane = Homography::fit(&pairs)?.0;
        let focal = frame.focal.unwrap_or(FOCAL.0 * frame.side);
        let column = |j: usize| [plane[j] / focal, plane[3 + j] / focal, plane[6 + j]];
        let (a, b, c) = (column(0), column(1), column(2));
        let size = |v: [f64; 3]| (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]).sqrt();
        let scale = 2.0 / (size(a) + size(b)) * if c[2] < 0.0 { -1.0 } else { 1.0 };
        let x = a.map(|v| v / size(a) * scale.signum());
        let dot = x[0] * b[0] + x[1] * b[1] + x[2] * b[2];
        let y: [f64; 3] = std::array::from_fn(|i| (b[i] - dot * x[i]) * scale.signum());
        let y = y.map(|v| v / size(y));
        let z = [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]];
        let turn = rotation_vector(&std::array::from_fn(|row| [x[row], y[row], z[row]]));
        let shift = c.map(|v| v * scale);
        let numbers = [focal.ln(), turn[0], turn[1], turn[2], shift[0], shift[1], shift[2], CURVATURE.0, 0.0];
        numbers.iter().all(|v| v.is_finite()).then_some(Self { numbers })
    }

    /// Starts tilted this way and that, for when few places make the flat start weak.
    pub(crate) fn tilted(&self, about_x: f64, about_y: f64) -> Self {
        let mut numbers = self.numbers;
        numbers[1] += about_x;
        numbers[2] += about_y;
        Self { numbers }
    }

    fn priors(frame: &Frame) -> [(usize, f64, f64); 3] {
        let (focal, wide) = match frame.focal {
            Some(said) => (said.ln(), FOCAL_SAID),
            None => ((FOCAL.0 * frame.side).ln(), FOCAL.1),
        };
        [(0, focal, wide), (7, CURVATURE.0, CURVATURE.1), (8, 0.0, AXIS)]
    }

    /// Pixels for a millimetre at the middle of the patch.
    pub(crate) fn scale(&self, frame: &Frame) -> f64 {
        let projector = self.projector(frame);
        let [x, y] = frame.middle;
        let apart = |a: Point, b: Point| (a[0] - b[0]).hypot(a[1] - b[1]);
        let (left, right) = (projector.pixel([x - 2.0, y]), projector.pixel([x + 2.0, y]));
        let (upper, lower) = (projector.pixel([x, y - 2.0]), projector.pixel([x, y + 2.0]));
        (apart(left, right) * apart(upper, lower)).sqrt() / 4.0
    }

    fn cost(&self, frame: &Frame, sights: &[Sight], sigma: f64) -> f64 {
        let projector = self.projector(frame);
        let seen: f64 = sights
            .iter()
            .flat_map(|sight| residuals(&projector, sight))
            .map(|(off, weight)| weight * cauchy(off / sigma))
            .sum();
        let held: f64 =
            Self::priors(frame).iter().map(|(i, mean, sd)| ((self.numbers[*i] - mean) / sd).powi(2)).sum();
        seen + held
    }

    /// Fits by Levenberg and Marquardt's method; far-off places count less and less (Cauchy). Returns the cost.
    pub(crate) fn fit(&mut self, frame: &Frame, sights: &[Sight], rounds: usize) -> f64 {
        const STEP: [f64; 9] = [1e-5, 1e-6, 1e-6, 1e-6, 1e-4, 1e-4, 1e-4, 1e-7, 1e-6];
        let sigma = SHEET_MM * self.scale(frame).clamp(1.0, 200.0);
        let mut damping = 1e-3;
        let mut cost = self.cost(frame, sights, sigma);
        for _ in 0..rounds {
            let projector = self.projector(frame);
            let moved: [Projector; 9] = std::array::from_fn(|i| {
                let mut numbers = self.numbers;
                numbers[i] += STEP[i];
                Self { numbers }.projector(frame)
            });
            let mut normal = Normal::new(9);
            for sight in sights {
                let here = residuals(&projector, sight);
                let there = moved.map(|moved| residuals(&moved, sight));
                for (axis, (off, weight)) in here.iter().enumerate() {
                    let row: [f64; 9] = std::array::from_fn(|i| (there[i][axis].0 - off) / STEP[i]);
                    let trust = weight / (sigma * sigma) / (1.0 + (off / (CAUCHY * sigma)).powi(2));
                    normal.add(&row, -off, trust);
                }
            }
            for (i, mean, sd) in Self::priors(frame) {
                normal.prior(i, mean - self.numbers[i], 1.0 / (sd * sd));
            }
            let mut improved = false;
            for _ in 0..6 {
                let Some(step) = normal.clone().solve(damping) else {
                    damping *= 10.0;
                    continue;
                };
                let trial = Self { numbers: std::array::from_fn(|i| self.numbers[i] + step[i]) };
                let next = trial.cost(frame, sights, sigma);
                if next.is_finite() && next < cost {
                    improved = cost - next > 1e-4 * cost;
                    *self = trial;
                    cost = next;
                    damping = (damping * 0.2).max(1e-9);
                    break;
                }
                damping *= 8.0;
            }
            if !improved {
                break;
            }
        }
        cost
    }
}

/// Scale of the Cauchy weights in standard deviations.
const CAUCHY: f64 = 2.5;

fn cauchy(off: f64) -> f64 {
    CAUCHY * CAUCHY * (1.0 + (off / CAUCHY).powi(2)).ln()
}

/// How far off a place is, px, by axis, with its weight.
fn residuals(projector: &Projector, sight: &Sight) -> [(f64, f64); 2] {
    let seen = projector.pixel(sight.patch);
    let (dx, dy) = (seen[0] - sight.pixel[0], seen[1] - sight.pixel[1]);
    match sight.along {
        None => [(dx, sight.weight), (dy, sight.weight)],
        Some([x, y]) => [(dx * x + dy * y, sight.weight), (0.0, 0.0)],
    }
}

/// The way from patch to photo: the bent sheet, and what is left over as a smooth surface.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Map {
    projector: Projector,
    left: [[f64; TERMS]; 2],
    half: Point,
}

/// A map around a place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around {
    terms: [[f64; 6]; 2],
}

impl Around {
    /// The pixel so far from the place, mm.
    pub(crate) fn pixel(&self, [x, y]: Point) -> Point {
        self.terms.map(|[k, a, b, aa, ab, bb]| k + a * x + b * y + aa * x * x + ab * x * y + bb * y * y)
    }
}

/// The place so far from one to another.
pub(crate) fn between(a: Point, b: Point, part: f64) -> Point {
    [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])]
}

/// Places in the photo, some for each step: a map is smooth, so that it is asked every few steps, and between them it is
/// straight.
pub(crate) fn sparsely<const N: usize>(
    count: usize,
    ask: impl Fn(usize) -> [Point; N],
) -> impl Iterator<Item = [Point; N]> {
    const SPARSE: usize = 5;
    let mut ends = [[[0.0; 2]; N], ask(0)];
    (0..count).map(move |k| {
        if k.is_multiple_of(SPARSE) {
            ends = [ends[1], ask(k + SPARSE)];
        }
        let part = (k % SPARSE) as f64 / SPARSE as f64;
        std::array::from_fn(|i| between(ends[0][i], ends[1][i], part))
    })
}

/// Terms of a polynomial of the third degree in two variables.
const TERMS: usize = 10;

fn terms([x, y]: Point) -> [f64; TERMS] {
    [1.0, x, y, x * x, x * y, y * y, x * x * x, x * x * y, x * y * y, y * y * y]
}

impl Map {
    pub(crate) fn flat(projector: Projector, half: Point) -> Self {
        Self { projector, left: [[0.0; TERMS]; 2], half }
    }

    fn place(&self, [x, y]: Point) -> Point {
        let middle = self.projector.middle;
        [(x - middle[0]) / self.half[0], (y - middle[1]) / self.half[1]]
    }

    pub(crate) fn pixel(&self, at: Point) -> Point {
        let [u, v] = self.projector.pixel(at);
        let terms = terms(self.place(at));
        let sum = |axis: usize| self.left[axis].iter().zip(&terms).map(|(c, t)| c * t).sum::<f64>();
        [u + sum(0), v + sum(1)]
    }

    /// The pixels of so many places in a straight line: the first and the steps between them, mm.
    pub(crate) fn line(&self, [x, y]: Point, [dx, dy]: Point, count: usize) -> impl Iterator<Item = Point> {
        let ask = move |k: usize| [self.pixel([x + k as f64 * dx, y + k as f64 * dy])];
        sparsely(count, ask).map(|[pixel]| pixel)
    }

    /// How the photo changes with a step to the right and a step down at a place, px/mm.
    pub(crate) fn steps(&self, [x, y]: Point) -> [Point; 2] {
        const STEP: f64 = 0.25;
        let half = |a: Point, b: Point| [(b[0] - a[0]) / (2.0 * STEP), (b[1] - a[1]) / (2.0 * STEP)];
        [
            half(self.pixel([x - STEP, y]), self.pixel([x + STEP, y])),
            half(self.pixel([x, y - STEP]), self.pixel([x, y + STEP])),
        ]
    }

    /// The map around a place: within a few millimetres it is a parabola, which is asked much faster.
    pub(crate) fn around(&self, [x, y]: Point) -> Around {
        const H: f64 = 1.0;
        let at = |i: f64, j: f64| self.pixel([x + i * H, y + j * H]);
        let middle = at(0.0, 0.0);
        let [left, right, upper, lower] = [at(-1.0, 0.0), at(1.0, 0.0), at(0.0, -1.0), at(0.0, 1.0)];
        let corners = [at(1.0, 1.0), at(-1.0, 1.0), at(1.0, -1.0), at(-1.0, -1.0)];
        let of = |c: usize| {
            [
                middle[c],
                (right[c] - left[c]) / (2.0 * H),
                (lower[c] - upper[c]) / (2.0 * H),
                (0.5 * (right[c] + left[c]) - middle[c]) / (H * H),
                (corners[0][c] - corners[1][c] - corners[2][c] + corners[3][c]) / (4.0 * H * H),
                (0.5 * (lower[c] + upper[c]) - middle[c]) / (H * H),
            ]
        };
        Around { terms: [of(0), of(1)] }
    }

    /// Fits what the sheet leaves over; returns the map and the weighted root mean square of what is left then, mm.
    pub(crate) fn fit(projector: Projector, half: Point, sights: &[Sight], scale: f64) -> (Self, f64) {
        /// What the surface may be, mm, by term: the constant and the slopes are the sheet's matter.
        const PRIOR_MM: [f64; TERMS] = [0.1, 0.1, 0.1, 0.15, 0.15, 0.15, 0.15, 0.15, 0.15, 0.15];
        const SIGHT_MM: f64 = 0.03;
        let mut map = Self::flat(projector, half);
        let mut rms = 0.0;
        let mut trust = vec![1.0; sights.len()];
        for _ in 0..3 {
            let mut normal = Normal::new(2 * TERMS);
            for (index, prior) in PRIOR_MM.iter().enumerate() {
                for axis in 0..2 {
                    normal.prior(axis * TERMS + index, 0.0, (SIGHT_MM / prior).powi(2));
                }
            }
            for (sight, trust) in sights.iter().zip(&trust) {
                let [u, v] = projector.pixel(sight.patch);
                let off = [(sight.pixel[0] - u) / scale, (sight.pixel[1] - v) / scale];
                let terms = terms(map.place(sight.patch));
                let weight = sight.weight * trust;
                let row = |a: f64, b: f64| -> [f64; 2 * TERMS] {
                    std::array::from_fn(|i| if i < TERMS { a * terms[i] } else { b * terms[i - TERMS] })
                };
                match sight.along {
                    None => {
                        normal.add(&row(1.0, 0.0), off[0], weight);
                        normal.add(&row(0.0, 1.0), off[1], weight);
                    }
                    Some([x, y]) => normal.add(&row(x, y), off[0] * x + off[1] * y, weight),
                }
            }
            let Some(solved) = normal.solve(0.0) else { break };
            map.left = std::array::from_fn(|axis| std::array::from_fn(|i| solved[axis * TERMS + i] * scale));
            let (mut sum, mut weights) = (0.0, 1e-9);
            for (sight, trust) in sights.iter().zip(&mut trust) {
                let [u, v] = map.pixel(sight.patch);
                let (dx, dy) = (u - sight.pixel[0], v - sight.pixel[1]);
                let off = sight.along.map_or_else(|| dx.hypot(dy), |[x, y]| dx * x + dy * y) / scale;
                *trust = 1.0 / (1.0 + (off / (3.0 * SIGHT_MM)).powi(2));
                sum += *trust * sight.weight * off * off;
                weights += *trust * sight.weight;
            }
            rms = (sum / weights).sqrt();
        }
        (map, rms)
    }
}
