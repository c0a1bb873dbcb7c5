//! Tags: known patterns found again in quadrangles, softly. No bit is decided; the whole pattern is compared.

use super::blobs::{area, quadrangles};
use super::linear::Homography;
use super::refusal::Refusal;
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
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) tags: Vec<SeenTag>,
    /// Tags as a mirror shows them.
    mirrored: usize,
    /// Squares with a black border and a pattern of black and white that no layout has.
    pub(crate) strangers: usize,
}

impl Found {
    /// Whether the photo is mirrored: one tag alone may look so by chance.
    pub(crate) fn is_mirrored(&self) -> bool {
        self.mirrored >= 2
    }

    /// Joins what another look found: the better sight of each tag.
    ///
    /// # Errors
    /// There is more than one patch.
    pub(crate) fn join(&mut self, other: Self) -> Result<(), Refusal> {
        if twice(&other.tags) {
            return Err(Refusal::SeveralPatches);
        }
        self.mirrored = self.mirrored.max(other.mirrored);
        self.strangers = self.strangers.max(other.strangers);
        for tag in other.tags {
            match self.tags.iter_mut().find(|known| (known.layout, known.tag) == (tag.layout, tag.tag)) {
                Some(known) if known.likeness < tag.likeness => *known = tag,
                Some(_) => {}
                None => self.tags.push(tag),
            }
        }
        Ok(())
    }
}

/// What a quadrangle is.
enum Square {
    Tag(SeenTag),
    Mirrored,
    Stranger,
    Nothing,
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

/// A pattern as a mirror shows it.
fn mirrored(pattern: &[f64], n: usize) -> Vec<f64> {
    pattern.chunks_exact(n).flat_map(|row| row.iter().rev().copied()).collect()
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

/// A tag of a layout, turned one way.
struct Pattern {
    layout: usize,
    tag: usize,
    turns: usize,
    modules: usize,
    values: Vec<f64>,
    mirrored: Vec<f64>,
}

/// Patterns of all tags of all layouts, turned four ways.
pub(crate) struct Patterns {
    all: Vec<Pattern>,
    /// The numbers of modules along an edge that tags have.
    sizes: Vec<usize>,
}

impl Patterns {
    pub(crate) fn new<'a>(layouts: impl IntoIterator<Item = &'a Layout>) -> Self {
        let mut all = Vec::new();
        for (layout, of) in layouts.into_iter().enumerate() {
            for (tag, mark) in of.fiducials.iter().enumerate() {
                all.extend((0..4).map(|turns| {
                    let (modules, values) = (mark.modules(), pattern(mark, turns));
                    let mirrored = mirrored(&values, modules);
                    Pattern { layout, tag, turns, modules, values, mirrored }
                }));
            }
        }
        let mut sizes: Vec<usize> = all.iter().map(|pattern| pattern.modules).collect();
        sizes.sort_unstable();
        sizes.dedup();
        Self { all, sizes }
    }

    /// Whether these are tags of one layout, each once and at most one missing.
    pub(crate) fn enough(&self, tags: &[SeenTag]) -> bool {
        let Some(first) = tags.first() else { return false };
        let of_it = |pattern: &&Pattern| pattern.layout == first.layout && pattern.turns == 0;
        let all = self.all.iter().filter(of_it).count();
        let once = |(at, tag): (usize, &SeenTag)| {
            tag.layout == first.layout && tags[..at].iter().all(|before| before.tag != tag.tag)
        };
        tags.len() > 2 && tags.len() + 1 >= all && tags.iter().enumerate().all(once)
    }

    fn decode(&self, small: &Small, quad: [[f64; 2]; 4]) -> Square {
        let (mut best, mut mirrored, mut stranger) = (None, 0.0_f64, false);
        let (mut high, mut second) = (f64::MIN, 0.0_f64);
        for n in &self.sizes {
            let Some(seen) = modules(&quad, *n, |at| small.at(at)) else { continue };
            stranger |= looks_like_a_tag(&seen, *n);
            for pattern in self.all.iter().filter(|pattern| pattern.modules == *n) {
                mirrored = mirrored.max(likeness(&seen, &pattern.mirrored));
                let likeness = likeness(&seen, &pattern.values);
                if likeness > high {
                    (second, high, best) = (second.max(high), likeness, Some(pattern));
                } else {
                    second = second.max(likeness);
                }
            }
        }
        match best {
            _ if mirrored >= LIKENESS && mirrored - high >= MARGIN => Square::Mirrored,
            Some(pattern) if high >= LIKENESS && high - second >= MARGIN => Square::Tag(SeenTag {
                layout: pattern.layout,
                tag: pattern.tag,
                corners: std::array::from_fn(|i| small.in_photo(quad[(i + pattern.turns) % 4])),
                likeness: high,
            }),
            _ if stranger => Square::Stranger,
            _ => Square::Nothing,
        }
    }

    /// Looks for tags with a threshold of this reach.
    pub(crate) fn find(&self, small: &Small, reach: usize) -> Found {
        let dark = small.dark(reach);
        let mut found = Found::default();
        for quad in quadrangles(small, &dark) {
            match self.decode(small, quad) {
                Square::Tag(tag) => found.tags.push(tag),
                Square::Mirrored => found.mirrored += 1,
                Square::Stranger => found.strangers += 1,
                Square::Nothing => {}
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
