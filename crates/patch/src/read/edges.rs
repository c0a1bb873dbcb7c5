//! The edges of a tag to a part of a pixel.

use super::linear::Homography;
use super::median::median;
use super::photo::Light;
use crate::layout::fiducial::Fiducial;

type Point = [f64; 2];

/// A tag with its corners refined.
#[derive(Clone, Debug)]
pub(crate) struct RefinedTag {
    /// Corners in the photo.
    pub(crate) corners: [Point; 4],
    /// How soft the edges are: the standard deviation of the blur, mm.
    pub(crate) blur_mm: f64,
}

/// Places along an edge.
const ALONG: usize = 12;
/// How far to either side of an edge is looked, in modules: the quiet zone and the border end there.
const REACH: f64 = 0.85;
/// Steps to either side.
const STEPS: usize = 12;
/// Fewer places with an edge than this, and it is hidden.
const LEAST: usize = 6;
/// An edge rises by at least this part of the brightness around the tag.
const CONTRAST: f32 = 0.12;

/// Where along a line across an edge the brightness rises: the middle of the rise, and its variance.
fn rise(profile: &[f32; 2 * STEPS + 1]) -> Option<(f64, f64)> {
    let slope: [f32; 2 * STEPS] = std::array::from_fn(|i| profile[i + 1] - profile[i]);
    // Over three steps: noise alone is steep too.
    let smooth = |i: usize| slope[i.saturating_sub(1)..(i + 2).min(2 * STEPS)].iter().sum::<f32>();
    let steepest = (0..2 * STEPS).max_by(|a, b| smooth(*a).total_cmp(&smooth(*b)))?;
    let (low, high) = profile.iter().fold((f32::MAX, f32::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
    if smooth(steepest) < 0.11 * (high - low) || high - low < CONTRAST * high {
        return None;
    }
    // The rise ends where it falls again on either side.
    let falls = |i: &usize| smooth(*i) <= 0.0;
    let first = (0..steepest).rev().find(falls).map_or(0, |i| i + 1);
    let last = (steepest..2 * STEPS).find(falls).unwrap_or(2 * STEPS);
    let place = |i: usize| i as f64 + 0.5;
    let weight = |i: usize| f64::from(slope[i].max(0.0));
    let sum: f64 = (first..last).map(weight).sum();
    let mean = (first..last).map(|i| weight(i) * place(i)).sum::<f64>() / sum;
    let variance = (first..last).map(|i| weight(i) * (place(i) - mean).powi(2)).sum::<f64>() / sum;
    Some((mean - STEPS as f64, variance))
}

/// A line as a normal and a distance, fitted twice: the second time without what lies far off.
fn line(points: &[Point]) -> Option<[f64; 3]> {
    let mut kept: Vec<Point> = points.to_vec();
    for round in 0..3 {
        let n = kept.len() as f64;
        if kept.len() < LEAST {
            return None;
        }
        let mean = [kept.iter().map(|p| p[0]).sum::<f64>() / n, kept.iter().map(|p| p[1]).sum::<f64>() / n];
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for p in &kept {
            let (dx, dy) = (p[0] - mean[0], p[1] - mean[1]);
            (xx, xy, yy) = (xx + dx * dx, xy + dx * dy, yy + dy * dy);
        }
        let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
        let normal = [-angle.sin(), angle.cos()];
        let distance = normal[0] * mean[0] + normal[1] * mean[1];
        let off = |p: &Point| (normal[0] * p[0] + normal[1] * p[1] - distance).abs();
        let mut sizes: Vec<f64> = kept.iter().map(off).collect();
        sizes.sort_by(f64::total_cmp);
        let limit = (2.5 * sizes[sizes.len() / 2]).max(0.15);
        if round == 2 || sizes.last().is_some_and(|most| *most <= limit) {
            return Some([normal[0], normal[1], distance]);
        }
        kept.retain(|p| off(p) <= limit);
    }
    None
}

fn crossing(a: [f64; 3], b: [f64; 3]) -> Option<Point> {
    let det = a[0] * b[1] - a[1] * b[0];
    (det.abs() > 0.05).then(|| [(a[2] * b[1] - a[1] * b[2]) / det, (a[0] * b[2] - a[2] * b[0]) / det])
}

/// Refines the corners of a tag; `None` where an edge cannot be seen.
pub(crate) fn refine(light: &Light<'_>, tag: &Fiducial, corners: &[Point; 4]) -> Option<RefinedTag> {
    let mut corners = *corners;
    let mut spread = Vec::with_capacity(4 * ALONG);
    let n = tag.modules() as f64;
    let square = [[0.0, 0.0], [n, 0.0], [n, n], [0.0, n]];
    for round in 0..2 {
        let pairs: [_; 4] = std::array::from_fn(|i| (square[i], corners[i]));
        let plane = Homography::fit(&pairs)?;
        // The second look is closer.
        let reach = if round == 0 { REACH } else { 0.8 * REACH };
        spread.clear();
        let mut lines = [[0.0; 3]; 4];
        for (edge, line_of) in lines.iter_mut().enumerate() {
            let (from, to) = (square[edge], square[(edge + 1) % 4]);
            let along = [(to[0] - from[0]) / n, (to[1] - from[1]) / n];
            let outward = [along[1], -along[0]];
            let mut points = Vec::with_capacity(ALONG);
            for index in 0..ALONG {
                let t = 0.55 + (n - 1.1) * index as f64 / (ALONG - 1) as f64;
                let at = |off: f64| {
                    plane.apply([
                        from[0] + t * along[0] + off * outward[0],
                        from[1] + t * along[1] + off * outward[1],
                    ])
                };
                let step = |i: usize| reach * (i as f64 / STEPS as f64 - 1.0);
                let mut profile = [0.0; 2 * STEPS + 1];
                for (i, value) in profile.iter_mut().enumerate() {
                    *value = light.gray(at(step(i)))?;
                }
                if let Some((place, variance)) = rise(&profile) {
                    let unit = reach / STEPS as f64;
                    points.push(at(place * unit));
                    spread.push(variance * unit * unit);
                }
            }
            *line_of = line(&points)?;
        }
        for i in 0..4 {
            corners[i] = crossing(lines[(i + 3) % 4], lines[i])?;
        }
    }
    let variance = median(&mut spread, f64::total_cmp).unwrap_or(0.0);
    Some(RefinedTag { corners, blur_mm: variance.sqrt() * tag.size / n })
}
