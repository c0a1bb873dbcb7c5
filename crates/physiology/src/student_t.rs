//! Quantiles of Student's t: intervals that stay honest when few tests are known.

/// The quantile of Student's t with `freedom` degrees of freedom at probability `p` (0 < p < 1).
///
/// ```
/// let t = physiology::student_t::quantile(0.975, 6.0);
/// assert!((t - 2.446_911_851).abs() < 1e-6);
/// ```
pub fn quantile(p: f64, freedom: f64) -> f64 {
    if p < 0.5 {
        return -quantile(1.0 - p, freedom);
    }
    // Right of zero the distribution function is concave: Newton's steps come from the left and never overshoot.
    let mut t = 0.0;
    for _ in 0..100 {
        let step = (p - cumulative(t, freedom)) / density(t, freedom);
        t += step;
        if step.abs() < 1e-12 * (1.0 + t) {
            break;
        }
    }
    t
}

/// The density of Student's t.
fn density(t: f64, freedom: f64) -> f64 {
    let log_scale = libm::lgamma(0.5 * (freedom + 1.0))
        - libm::lgamma(0.5 * freedom)
        - 0.5 * (freedom * std::f64::consts::PI).ln();
    (log_scale - 0.5 * (freedom + 1.0) * (t * t / freedom).ln_1p()).exp()
}

/// The probability that a t-distributed value lies at or below `t`.
pub fn cumulative(t: f64, freedom: f64) -> f64 {
    let tail = 0.5 * incomplete_beta(0.5 * freedom, 0.5, freedom / (freedom + t * t));
    if t >= 0.0 { 1.0 - tail } else { tail }
}

/// The regularised incomplete beta function, by its continued fraction.
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front =
        (libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(a, b, x) / a
    } else {
        1.0 - front * beta_fraction(b, a, 1.0 - x) / b
    }
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..300 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        let change = d * c;
        fraction *= change;
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabled_quantiles() {
        for (p, freedom, t) in [
            (0.9, 6.0, 1.439_755_747),
            (0.975, 6.0, 2.446_911_851),
            (0.9, 9.0, 1.383_028_738),
            (0.75, 10.0, 0.699_812_061),
            (0.975, 30.0, 2.042_272_456),
        ] {
            assert!((quantile(p, freedom) - t).abs() < 1e-6, "t({p}, {freedom})");
            assert!((quantile(1.0 - p, freedom) + t).abs() < 1e-6);
        }
    }
}
