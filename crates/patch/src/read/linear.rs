//! Small systems of equations.

/// Solves `a · x = b` for a symmetric positive definite `a` (rows one after another) by Cholesky's method; `b` becomes
/// `x`. False where `a` is not positive definite.
pub(crate) fn solve(a: &mut [f64], b: &mut [f64]) -> bool {
    if !factor(a, b.len()) {
        return false;
    }
    substitute(a, b);
    true
}

/// Turns the lower half of `a` into its Cholesky factor.
pub(crate) fn factor(a: &mut [f64], n: usize) -> bool {
    for i in 0..n {
        for j in 0..=i {
            let (head, tail) = (&a[i * n..i * n + j], &a[j * n..j * n + j]);
            let sum = a[i * n + j] - head.iter().zip(tail).map(|(p, q)| p * q).sum::<f64>();
            if i == j {
                if !(sum > 0.0 && sum.is_finite()) {
                    return false;
                }
                a[i * n + i] = sum.sqrt();
            } else {
                a[i * n + j] = sum / a[j * n + j];
            }
        }
    }
    true
}

/// Solves with a factor.
pub(crate) fn substitute(l: &[f64], b: &mut [f64]) {
    let n = b.len();
    for i in 0..n {
        let sum: f64 = (0..i).map(|k| l[i * n + k] * b[k]).sum();
        b[i] = (b[i] - sum) / l[i * n + i];
    }
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|k| l[k * n + i] * b[k]).sum();
        b[i] = (b[i] - sum) / l[i * n + i];
    }
}

/// Weighted least squares, gathered observation by observation.
#[derive(Clone, Debug)]
pub(crate) struct Normal {
    n: usize,
    matrix: Vec<f64>,
    right: Vec<f64>,
}

impl Normal {
    pub(crate) fn new(n: usize) -> Self {
        Self { n, matrix: vec![0.0; n * n], right: vec![0.0; n] }
    }

    /// Adds that `row · x` is `value`, with this weight.
    pub(crate) fn add(&mut self, row: &[f64], value: f64, weight: f64) {
        for (i, a) in row.iter().enumerate() {
            if *a == 0.0 {
                continue;
            }
            let part = weight * a;
            self.right[i] += part * value;
            for (cell, b) in self.matrix[i * self.n..=i * self.n + i].iter_mut().zip(row) {
                *cell += part * b;
            }
        }
    }

    /// Adds that the parameter is `value`, with this weight.
    pub(crate) fn prior(&mut self, index: usize, value: f64, weight: f64) {
        self.matrix[index * self.n + index] += weight;
        self.right[index] += weight * value;
    }

    /// The parameters; `None` where the observations do not fix them. `damping` widens the diagonal by this part.
    pub(crate) fn solve(mut self, damping: f64) -> Option<Vec<f64>> {
        for i in 0..self.n {
            self.matrix[i * self.n + i] *= 1.0 + damping;
        }
        solve(&mut self.matrix, &mut self.right).then_some(self.right)
    }
}

/// A plane seen in perspective: `x, y ↦ u, v`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Homography(pub(crate) [f64; 9]);

impl Homography {
    /// The best one for these pairs of places; `None` for fewer than four, or where they lie on a line.
    pub(crate) fn fit(pairs: &[([f64; 2], [f64; 2])]) -> Option<Self> {
        if pairs.len() < 4 {
            return None;
        }
        // Both sides are brought to a middle of 0 and a spread of 1: without that the equations are ill-conditioned.
        let (from, to) = (spread(pairs.iter().map(|p| p.0)), spread(pairs.iter().map(|p| p.1)));
        let mut normal = Normal::new(8);
        for (p, q) in pairs {
            let ([x, y], [u, v]) = (from.apply(*p), to.apply(*q));
            normal.add(&[x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y], u, 1.0);
            normal.add(&[0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y], v, 1.0);
        }
        let h = normal.solve(1e-12)?;
        let h: [f64; 9] = std::array::from_fn(|i| h.get(i).copied().unwrap_or(1.0));
        // to⁻¹ · h · from
        let a = [
            from.scale,
            0.0,
            -from.scale * from.mean[0],
            0.0,
            from.scale,
            -from.scale * from.mean[1],
            0.0,
            0.0,
            1.0,
        ];
        let b = [1.0 / to.scale, 0.0, to.mean[0], 0.0, 1.0 / to.scale, to.mean[1], 0.0, 0.0, 1.0];
        Some(Self(product(&b, &product(&h, &a))))
    }

    pub(crate) fn apply(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let h = &self.0;
        let w = h[6] * x + h[7] * y + h[8];
        [(h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w]
    }
}

fn product(a: &[f64; 9], b: &[f64; 9]) -> [f64; 9] {
    std::array::from_fn(|i| (0..3).map(|k| a[i / 3 * 3 + k] * b[3 * k + i % 3]).sum())
}

struct Spread {
    mean: [f64; 2],
    scale: f64,
}

impl Spread {
    fn apply(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [(x - self.mean[0]) * self.scale, (y - self.mean[1]) * self.scale]
    }
}

fn spread(points: impl Iterator<Item = [f64; 2]> + Clone) -> Spread {
    let n = points.clone().count() as f64;
    let mean = [points.clone().map(|p| p[0]).sum::<f64>() / n, points.clone().map(|p| p[1]).sum::<f64>() / n];
    let size = points.map(|p| (p[0] - mean[0]).hypot(p[1] - mean[1])).sum::<f64>() / n;
    Spread { mean, scale: 1.0 / size.max(1e-9) }
}
