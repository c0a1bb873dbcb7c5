//! The sRGB curve between codes and light (IEC 61966-2-1), and the one-parameter tone curve that phones lay over it.

/// Light of a code, both 0 to 1.
pub(crate) fn decode(code: f64) -> f64 {
    if code <= 0.040_45 { code / 12.92 } else { ((code + 0.055) / 1.055).powf(2.4) }
}

/// Code of a light, both 0 to 1.
pub(crate) fn encode(light: f64) -> f64 {
    if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

/// A tone curve over a code: steeper in the middle for a `k` above 0.
pub(crate) fn toned(code: f64, k: f64) -> f64 {
    code + k * code * (1.0 - code) * (2.0 * code - 1.0)
}
/// The code that a tone curve made this one of; Newton's method, for -0.5 < k < 1.
pub(crate) fn untoned(code: f64, k: f64) -> f64 {
    /// After a step this small the next would change nothing: each squares what is left.
    const DONE: f64 = 1e-7;
    let mut y = code;
    for _ in 0..5 {
        let slope = 1.0 + k * (-6.0 * y * y + 6.0 * y - 1.0);
        let step = (toned(y, k) - code) / slope.max(0.2);
        y = (y - step).clamp(0.0, 1.0);
        if step.abs() < DONE {
            break;
        }
    }
    y
}
