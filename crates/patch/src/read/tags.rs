//! Tags: known patterns found again in quadrangles, softly. No bit is decided; the whole pattern is compared.

use super::blobs::{area, quadrangles};
use super::linear::Homography;
use super::small::Small;
use crate::layout::Layout;
use crate::layout::fiducial::Fiducial;

/// A tag in a photo.
#[derive(Clone, Debug)]
pub(crate) struct SeenTag {
    /// Which of the layouts.
    pub(crate) layout: usize,
    /// Which of its tags.
    pub(crate) tag: usize,
    /// Corners in the photo: top left, top right, bottom right, bottom left of the print.
    pub(crate) corners: [[f64; 2]; 4],
    /// How well it agrees with its pattern, 1 at best.
    pub(crate) likeness: f64,
}

/// What was found.
pub(crate) struct Found {
    pub(crate) tags: Vec<SeenTag>,
    /// Squares with a black border and a pattern of black and white that no layout has.
    pub(crate) strangers: usize,
}

/// A pattern must agree this well, and better than any other by this much.
pub(crate) const LIKENESS: f64 = 0.70;
const MARGIN: f64 = 0.12;

fn normalised(mut values: Vec<f64>) -> Vec<f64> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter_mut().for_each(|v| *v -= mean);
    let size = values.iter().map(|v| v * v).sum::<f64>().sqrt().max(1e-9);
    values.iter_mut().for_each(|v| *v /= size);
    values
}

/// The pattern of a tag after so many quarter turns, mean 0, length 1.
pub(crate) fn pattern(tag: &Fiducial, turns: usize) -> Vec<f64> {
    let n = tag.modules();
    normalised((0..n * n).map(|at| f64::from(u8::from(tag.turned(turns, at % n, at / n)))).collect())
}

/// The brightness of the modules in a quadrangle, mean 0, length 1.
pub(crate) fn modules(
    quad: &[[f64; 2]; 4],
    n: usize,
    light: impl Fn([f64; 2]) -> Option<f64>,
) -> Option<Vec<f64>> {
    let side = n as f64;
    let square = [[0.0, 0.0], [side, 0.0], [side, side], [0.0, side]];
    let pairs: [_; 4] = std::array::from_fn(|i| (square[i], quad[i]));
    let plane = Homography::fit(&pairs)?;
    let at = |index: usize| plane.apply([(index % n) as f64 + 0.5, (index / n) as f64 + 0.5]);
    let values: Option<Vec<f64>> = (0..n * n).map(|index| light(at(index))).collect();
    values.map(normalised)
}

pub(crate) fn likeness(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Patterns of all tags of all layouts, turned four ways.
pub(crate) struct Patterns {
    all: Vec<(usize, usize, usize, usize, Vec<f64>)>,
}

impl Patterns {
    pub(crate) fn new(layouts: &[&Layout]) -> Self {
        let mut all = Vec::new();
        for (index, layout) in layouts.iter().enumerate() {
            for (tag, mark) in layout.fiducials.iter().enumerate() {
                for turns in 0..4 {
                    all.push((index, tag, turns, mark.modules(), pattern(mark, turns)));
                }
            }
        }
        Self { all }
    }

    /// Whether these are tags of one layout, each once and at most one missing.
    pub(crate) fn enough(&self, tags: &[SeenTag]) -> bool {
        let Some(first) = tags.first() else { return false };
        let all = self.all.iter().filter(|pattern| pattern.0 == first.layout && pattern.2 == 0).count();
        let once = |(at, tag): (usize, &SeenTag)| {
            tag.layout == first.layout && tags[..at].iter().all(|before| before.tag != tag.tag)
        };
        tags.len() > 2 && tags.len() + 1 >= all && tags.iter().enumerate().all(once)
    }

    fn decode(&self, small: &Small, quad: [[f64; 2]; 4]) -> Result<SeenTag, bool> {
        let mut sizes: Vec<usize> = self.all.iter().map(|pattern| pattern.3).collect();
        sizes.dedup();
        let (mut best, mut second, mut stranger) = (None, 0.0_f64, false);
        for n in sizes {
            let Some(seen) = modules(&quad, n, |at| small.at(at)) else { continue };
            stranger |= looks_like_a_tag(&seen, n);
            for (layout, tag, turns, _, pattern) in self.all.iter().filter(|pattern| pattern.3 == n) {
                let likeness = likeness(&seen, pattern);
                match best {
                    Some((_, _, _, high)) if likeness <= high => second = second.max(likeness),
                    _ => {
                        second = best.map_or(second, |(_, _, _, high)| high);
                        best = Some((*layout, *tag, *turns, likeness));
                    }
                }
            }
        }
        let Some((layout, tag, turns, likeness)) = best else { return Err(false) };
        if likeness < LIKENESS || likeness - second < MARGIN {
            return Err(stranger);
        }
        let corners = std::array::from_fn(|i| small.in_photo(quad[(i + turns) % 4]));
        Ok(SeenTag { layout, tag, corners, likeness })
    }

    /// Looks for tags with a threshold of this reach.
    pub(crate) fn find(&self, small: &Small, reach: usize) -> Found {
        let dark = small.dark(reach);
        let mut found = Found { tags: Vec::new(), strangers: 0 };
        for quad in quadrangles(small, &dark) {
            match self.decode(small, quad) {
                Ok(tag) => found.tags.push(tag),
                Err(stranger) => found.strangers += usize::from(stranger),
            }
        }
        found
    }
}

/// A border darker than everything inside that is bright, and an inside of two kinds.
fn looks_like_a_tag(seen: &[f64], n: usize) -> bool {
    let edge = |at: usize| at.is_multiple_of(n) || at % n == n - 1 || at / n == 0 || at / n == n - 1;
    let border = (0..n * n).filter(|at| edge(*at)).map(|at| seen[at]).fold(f64::MIN, f64::max);
    let inner: Vec<f64> = (0..n * n).filter(|at| !edge(*at)).map(|at| seen[at]).collect();
    let (low, high) =
        (inner.iter().copied().fold(f64::MAX, f64::min), inner.iter().copied().fold(f64::MIN, f64::max));
    let middle = 0.5 * (low + high);
    let clear = inner.iter().filter(|v| (**v - middle).abs() > 0.25 * (high - low)).count();
    let white = inner.iter().filter(|v| **v > middle).count();
    border < middle - 0.15 * (high - low)
        && 10 * clear > 8 * inner.len()
        && (inner.len() / 5..=4 * inner.len() / 5).contains(&white)
}

/// Whether the same tag stands in two places: then there is more than one patch.
pub(crate) fn twice(tags: &[SeenTag]) -> bool {
    tags.iter().enumerate().any(|(index, a)| {
        tags[index + 1..].iter().any(|b| {
            let apart = (a.corners[0][0] - b.corners[0][0]).hypot(a.corners[0][1] - b.corners[0][1]);
            let both = a.likeness.min(b.likeness) > 0.8;
            both && (a.layout, a.tag) == (b.layout, b.tag) && apart > area(&a.corners).abs().sqrt()
        })
    })
}
