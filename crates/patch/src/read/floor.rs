//! What skin lets shine through the floor of the chamber, from the sealed windows beside it.

use super::view::{Levels, View};
use crate::layout::Layout;
use crate::layout::shape::Rect;

/// The colour of the floor relative to the white body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Floor {
    pub(crate) ratio: [f64; 3],
    /// How well it is known, natural logarithm.
    pub(crate) sd: f64,
}

/// Floors of patches nobody measured: mean and standard deviation. Source: patch-reader notes, 5.1.
const USUAL: (f64, f64) = (0.965, 0.04);
/// How well a clean window tells it.
const CLEAN: f64 = 0.015;
/// White beside a window is this close to the white beside the chamber, natural logarithm, but for the light.
const WHITE: f64 = 0.6;
/// And has its tint.
const TINT: f64 = 0.12;
/// What a floor can be.
const RANGE: (f64, f64) = (0.6, 1.05);

const GAP_MM: f64 = 0.45;
const BAND_MM: f64 = 0.5;

fn one(
    view: &View<'_>,
    shape: &Rect,
    bar: &Rect,
    white_there: [f64; 3],
    tone: f64,
    ink: [f64; 3],
) -> Option<([f64; 3], f64)> {
    let inset = 0.3 * shape.w;
    let inner = Rect {
        x: shape.x + inset,
        y: shape.y + inset,
        w: shape.w - 2.0 * inset,
        h: shape.h - 2.0 * inset,
        r: 0.0,
    };
    let color = view.mean(&inner, 6, 6)?.map(f64::from);
    let side = |x: f64, y: f64, w: f64, h: f64| {
        view.mean(&Rect { x, y, w, h, r: 0.0 }, 4, 4).map(|c| c.map(f64::from))
    };
    let whites = [
        side(shape.x - GAP_MM - BAND_MM, shape.y, BAND_MM, shape.h)?,
        side(shape.right() + GAP_MM, shape.y, BAND_MM, shape.h)?,
        side(shape.x, shape.y - GAP_MM - BAND_MM, shape.w, BAND_MM)?,
        side(shape.x, shape.bottom() + GAP_MM, shape.w, BAND_MM)?,
    ];
    let ln = |a: f64, b: f64| (a.max(1e-5) / b.max(1e-5)).ln();
    // Cloth and fingers are neither as white nor as neutral as the body.
    let alien = whites.iter().any(|white| {
        let off: [f64; 3] = std::array::from_fn(|c| ln(white[c], white_there[c]));
        off[1].abs() > WHITE || (off[0] - off[1]).abs() > TINT || (off[2] - off[1]).abs() > TINT
    });
    if alien {
        return None;
    }
    // Opposite sides agree in the middle; the edge of a shadow or of a reflection makes them differ.
    let pair = |a: usize| -> [f64; 3] { std::array::from_fn(|c| 0.5 * (whites[a][c] + whites[a + 1][c])) };
    let (across, down) = (pair(0), pair(2));
    let white: [f64; 3] = std::array::from_fn(|c| 0.5 * (across[c] + down[c]));
    let middle = Rect { x: bar.x + 0.35 * bar.w, w: 0.3 * bar.w, y: shape.y, h: shape.h, r: 0.0 };
    let black = view.mean(&middle, 2, 6)?.map(f64::from);
    let levels = Levels { color, white, black, tone: view.tone };
    let ratio = levels.toned(tone).ratio(ink)?;
    let (low, high) = RANGE;
    if ratio.iter().any(|r| !(low..high).contains(r)) {
        return None;
    }
    let most = |a: &[f64; 3], b: &[f64; 3]| (0..3).map(|c| ln(a[c], b[c]).abs()).fold(0.0, f64::max);
    let uneven =
        most(&across, &down) + 0.25 * most(&whites[0], &whites[1]) + 0.25 * most(&whites[2], &whites[3]);
    let sd = CLEAN + 0.5 * uneven + 0.1 * (levels.haze() - 0.15).max(0.0);
    Some((ratio, sd))
}

/// The floor by all windows that can be seen, beside the chamber with its right bar and the white there.
pub(crate) fn read(layout: &Layout, view: &View<'_>, bar: &Rect, white: [f64; 3], tone: f64) -> Floor {
    let (mean, sd) = USUAL;
    let mut weights = 1.0 / (sd * sd);
    let mut sum = [mean * weights; 3];
    for window in &layout.blank_windows {
        if let Some((ratio, sd)) = one(view, &window.shape, bar, white, tone, layout.black_ink.rgb) {
            let weight = 1.0 / (sd * sd);
            weights += weight;
            (0..3).for_each(|c| sum[c] += weight * ratio[c]);
        }
    }
    Floor { ratio: sum.map(|s| s / weights), sd: (1.0 / weights).sqrt().max(0.6 * CLEAN) }
}
