//! Marks between the tags: hidden tags found again, dots, and bars.

use super::edges::refine;
use super::locate::{Corners, ROUGH};
use super::photo::Light;
use super::surface::{Map, Sight};
use super::tags::{LIKENESS, likeness, modules, pattern};
use crate::layout::Layout;
use crate::layout::fiducial::{Bar, Dot, Fiducial};

type Point = [f64; 2];

/// Points for a millimetre when a tag is looked for.
const GRID_PER_MM: f64 = 4.0;

/// Looks for a tag near where it should be, up to `reach_mm` off.
pub(crate) fn find_tag(light: &Light<'_>, map: &Map, tag: &Fiducial, reach_mm: f64) -> Option<Corners> {
    let [cx, cy] = tag.center;
    let half = 0.5 * tag.size + 0.5 * tag.size / tag.modules() as f64;
    let side = ((2.0 * half) * GRID_PER_MM).round() as usize;
    let wide = ((2.0 * (half + reach_mm)) * GRID_PER_MM).round() as usize;
    let start = [cx - 0.5 * wide as f64 / GRID_PER_MM, cy - 0.5 * wide as f64 / GRID_PER_MM];
    let place = |index: usize| (index as f64 + 0.5) / GRID_PER_MM;
    let mut window = vec![0.0_f32; wide * wide];
    for (index, value) in window.iter_mut().enumerate() {
        let at = [start[0] + place(index % wide), start[1] + place(index / wide)];
        // Beyond the photo there is nothing that could be taken for ink.
        *value = light.gray(map.pixel(at)).unwrap_or(1.0).max(1e-4).sqrt();
    }
    let template = template(tag, side, half);
    let mut best = (0.0_f32, 0, 0);
    for oy in 0..=wide - side {
        for ox in 0..=wide - side {
            let (mut dot, mut sum, mut squares) = (0.0_f32, 0.0_f32, 0.0_f32);
            for y in 0..side {
                let row = &window[(oy + y) * wide + ox..][..side];
                for (v, t) in row.iter().zip(&template[y * side..]) {
                    dot += v * t;
                    sum += v;
                    squares += v * v;
                }
            }
            let spread = (squares - sum * sum / (side * side) as f32).max(1e-9).sqrt();
            if dot / spread > best.0 {
                best = (dot / spread, ox, oy);
            }
        }
    }
    let (score, ox, oy) = best;
    /// A template must agree this well with what is seen.
    const AGREES: f32 = 0.55;
    if score < AGREES {
        return None;
    }
    let found = |index: usize| index as f64 / GRID_PER_MM + half;
    let shift = [start[0] + found(ox) - cx, start[1] + found(oy) - cy];
    let corners = tag.corners().map(|[x, y]| map.pixel([x + shift[0], y + shift[1]]));
    let alike = |corners: &[Point; 4]| {
        let seen = modules(corners, tag.modules(), |at| light.gray(at).map(|v| f64::from(v.sqrt())));
        seen.is_some_and(|seen| likeness(&seen, &pattern(tag, 0)) > LIKENESS - 0.1)
    };
    let refined = refine(light, tag, &corners).map(|refined| refined.corners).filter(alike);
    match refined {
        Some(at) => Some(Corners { at, weight: 1.0 }),
        None => alike(&corners).then_some(Corners { at: corners, weight: ROUGH }),
    }
}

/// How well a tag agrees with its pattern where the map has it.
pub(crate) fn likeness_at(light: &Light<'_>, map: &Map, tag: &Fiducial) -> f64 {
    let corners = tag.corners().map(|at| map.pixel(at));
    modules(&corners, tag.modules(), |at| light.gray(at).map(|v| f64::from(v.sqrt())))
        .map_or(0.0, |seen| likeness(&seen, &pattern(tag, 0)))
}

/// The tag with its quiet zone, mean 0 and length 1.
fn template(tag: &Fiducial, side: usize, half: f64) -> Vec<f32> {
    let module = tag.size / tag.modules() as f64;
    let place = |index: usize| (index as f64 + 0.5) / GRID_PER_MM - half + 0.5 * tag.size;
    let mut values: Vec<f32> = (0..side * side)
        .map(|at| {
            let (u, v) = (place(at % side) / module, place(at / side) / module);
            let n = tag.modules() as f64;
            let white = u < 0.0 || v < 0.0 || u >= n || v >= n || tag.white(u as usize, v as usize);
            f32::from(u8::from(white))
        })
        .collect();
    let mean = values.iter().sum::<f32>() / values.len() as f32;
    values.iter_mut().for_each(|v| *v -= mean);
    let size = values.iter().map(|v| v * v).sum::<f32>().sqrt();
    values.iter_mut().for_each(|v| *v /= size);
    values
}

/// The middle of a dot near where it should be.
pub(crate) fn find_dot(light: &Light<'_>, map: &Map, dot: &Dot, most_off_mm: f64) -> Option<Sight> {
    const STEP_MM: f64 = 0.15;
    const AROUND: i32 = 9;
    let radius = 0.5 * dot.diameter;
    let mut center = dot.center;
    let near = map.around(dot.center);
    let mut seen = Vec::with_capacity(((2 * AROUND + 1) * (2 * AROUND + 1)) as usize);
    let mut ring = Vec::with_capacity(seen.capacity());
    for round in 0..2 {
        let moved = [center[0] - dot.center[0], center[1] - dot.center[1]];
        seen.clear();
        for j in -AROUND..=AROUND {
            for i in -AROUND..=AROUND {
                let off = [STEP_MM * f64::from(i), STEP_MM * f64::from(j)];
                let away = (off[0] * off[0] + off[1] * off[1]).sqrt();
                if away < radius + 0.65 {
                    let value = light.gray(near.pixel([moved[0] + off[0], moved[1] + off[1]]))?;
                    seen.push((off, away, f64::from(value)));
                }
            }
        }
        // White is what lies around it; the median does not mind a hair.
        ring.clear();
        ring.extend(seen.iter().filter(|s| s.1 > radius + 0.35).map(|s| s.2));
        if ring.is_empty() {
            return None;
        }
        let half = ring.len() / 2;
        let white = Some(*ring.select_nth_unstable_by(half, f64::total_cmp).1).filter(|w| *w > 1e-4)?;
        let dark = |value: f64| (1.0 - value / white).max(0.0);
        let within = seen.iter().filter(|s| s.1 < radius + 0.35);
        let (mut sum, mut x, mut y) = (1e-9, 0.0, 0.0);
        for (off, _, value) in within {
            let weight = dark(*value);
            (sum, x, y) = (sum + weight, x + weight * off[0], y + weight * off[1]);
        }
        center = [center[0] + x / sum, center[1] + y / sum];
        if round == 1 {
            let full = std::f64::consts::PI * radius * radius;
            let area = sum * STEP_MM * STEP_MM / full;
            let off = (center[0] - dot.center[0]).hypot(center[1] - dot.center[1]);
            if !(0.5..1.35).contains(&area) || off > most_off_mm {
                return None;
            }
        }
    }
    Some(Sight { patch: dot.center, pixel: map.pixel(center), along: None, weight: 0.8 })
}

/// Places along the long bars where their middle is seen; only the way across counts.
pub(crate) fn find_bar(light: &Light<'_>, map: &Map, bar: &Bar, most_off_mm: f64) -> Vec<Sight> {
    const PLACES: usize = 6;
    const STEP_MM: f64 = 0.1;
    const LONG: f64 = 4.0;
    let shape = &bar.shape;
    if shape.h < LONG * shape.w {
        return Vec::new();
    }
    let middle = shape.center()[0];
    let reach = 0.5 * shape.w + 0.45;
    let count = (2.0 * reach / STEP_MM).ceil() as usize;
    let place = |index: usize| -reach + 2.0 * reach * (index as f64 + 0.5) / count as f64;
    let one = |index: usize| {
        let y = shape.y + shape.h * (index as f64 + 0.5) / PLACES as f64;
        let near = map.around([middle, y]);
        let mut center = middle;
        for _ in 0..2 {
            let mut profile = vec![0.0; count];
            for (at, value) in profile.iter_mut().enumerate() {
                for dy in [-0.5, 0.0, 0.5] {
                    *value += f64::from(light.gray(near.pixel([center - middle + place(at), dy]))?);
                }
            }
            // The ends may differ: a line through them is white.
            let (left, right) = (profile[0].max(profile[1]), profile[count - 1].max(profile[count - 2]));
            let dark = |at: usize| {
                let white = left + (right - left) * at as f64 / (count - 1) as f64;
                (1.0 - profile[at] / white.max(1e-6)).max(0.0)
            };
            let sum: f64 = (0..count).map(dark).sum();
            let width = sum * 2.0 * reach / count as f64;
            if !(0.5..1.3).contains(&(width / shape.w)) {
                return None;
            }
            center += (0..count).map(|at| dark(at) * place(at)).sum::<f64>() / sum;
        }
        if (center - middle).abs() > most_off_mm {
            return None;
        }
        let [across, _] = map.steps([middle, y]);
        let length = across[0].hypot(across[1]);
        let along = Some([across[0] / length, across[1] / length]);
        Some(Sight { patch: [middle, y], pixel: map.pixel([center, y]), along, weight: 0.6 })
    };
    (0..PLACES).filter_map(one).collect()
}

/// All dots and bars that are seen.
pub(crate) fn find(light: &Light<'_>, map: &Map, layout: &Layout, most_off_mm: f64) -> Vec<Sight> {
    let dots = layout.registration_dots.iter().filter_map(|dot| find_dot(light, map, dot, most_off_mm));
    let bars = layout.black_bars.iter().flat_map(|bar| find_bar(light, map, bar, most_off_mm));
    dots.chain(bars).collect()
}

/// The four corners of a tag as places.
pub(crate) fn sights(tag: &Fiducial, corners: &Corners) -> [Sight; 4] {
    let patch = tag.corners();
    std::array::from_fn(|i| Sight {
        patch: patch[i],
        pixel: corners.at[i],
        along: None,
        weight: corners.weight,
    })
}
