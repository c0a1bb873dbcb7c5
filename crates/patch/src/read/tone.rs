//! The tone curve the phone laid over the photo, from the grey chips.

use super::chips::MeanChip;
use super::view::Coded;
use crate::layout::Layout;
use crate::layout::colour::Role;

/// What phones do: mean and standard deviation of the curve's parameter. Source: patch-reader notes, 5.1.
pub(crate) const USUAL: (f64, f64) = (0.15, 0.25);
const RANGE: (f64, f64) = (-0.3, 0.8);
/// Ratios near zero are uncertain in their logarithm.
const FLOOR: f64 = 0.03;
/// How well a grey chip is known, natural logarithm.
const CHIP: f64 = 0.03;

/// The parameter of the tone curve.
pub(crate) fn estimate(layout: &Layout, seen: &[MeanChip]) -> f64 {
    let black = layout.black_ink.rgb;
    let grays: Vec<(&MeanChip, Coded)> = seen
        .iter()
        .filter(|s| layout.chips[s.chip].role == Role::Neutral && s.clipped != [true; 3])
        .map(|gray| (gray, gray.levels.coded()))
        .collect();
    let cost = |tone: f64| {
        let mut sum = ((tone - USUAL.0) / USUAL.1).powi(2);
        for (gray, coded) in &grays {
            let Some(ratio) = coded.under(tone).ratio(black) else { continue };
            let expected = layout.chips[gray.chip].rgb;
            for c in (0..3).filter(|c| !gray.clipped[*c]) {
                let off = ((ratio[c].max(0.0) + FLOOR) / (expected[c] + FLOOR)).ln() / (CHIP + gray.spread);
                // Far-off chips count less and less.
                sum += gray.weight * (1.0 + off * off / 4.0).ln() * 4.0;
            }
        }
        sum
    };
    let mut best = (f64::INFINITY, 0.0);
    let mut look = |tone: f64| {
        let cost = cost(tone);
        if cost < best.0 {
            best = (cost, tone);
        }
    };
    (0..12).for_each(|step| look(RANGE.0 + 0.1 * f64::from(step)));
    let (mut middle, mut width) = (best.1, 0.05);
    for _ in 0..4 {
        let mut look = |tone: f64| {
            let cost = cost(tone);
            if cost < best.0 {
                best = (cost, tone);
            }
        };
        look(middle - width);
        look(middle + width);
        middle = best.1;
        width *= 0.5;
    }
    best.1.clamp(RANGE.0, RANGE.1)
}
