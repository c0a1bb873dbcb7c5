//! The rows of chips: each is one profile along x, explained by white, black and the colours of its chips, blurred.

use super::profile::{self, Profile};
use super::view::{Levels, View, blurred_box};
use crate::layout::Layout;
use crate::layout::shape::Rect;

/// A row of chips with the bars between them.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    y: f64,
    h: f64,
    from: f64,
    to: f64,
    chips: Vec<(usize, Rect)>,
    bars: Vec<Rect>,
}

/// White to either side of a row that helps to see its ends, mm.
const MARGIN_MM: f64 = 1.1;
const STEP_MM: f64 = 0.15;
const SUB_ROWS: usize = 4;
/// White and black may change along a row like a parabola.
const POWERS: usize = 3;
/// The unknowns of each line, by colour.
type Solved = Vec<[Vec<f64>; 3]>;

/// The light along a line, and where the line is.
type Line = (f64, Vec<[f64; 3]>);

/// From this code on the sensor was full.
const FULL_CODE: u8 = 252;

/// One chip as seen on one line through its row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SeenChip {
    pub(crate) chip: usize,
    pub(crate) levels: Levels,
    pub(crate) weight: f64,
    /// In which colours white beside it fills the sensor.
    pub(crate) clipped: [bool; 3],
}

/// The rows of a layout.
pub(crate) fn rows(layout: &Layout) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (index, chip) in layout.chips.iter().enumerate() {
        let shape = chip.shape;
        let same = |row: &&mut Row| (row.y - shape.y).abs() < 0.01 && (row.h - shape.h).abs() < 0.01;
        match rows.iter_mut().find(same) {
            Some(row) => row.chips.push((index, shape)),
            None => rows.push(Row {
                y: shape.y,
                h: shape.h,
                from: 0.0,
                to: 0.0,
                chips: vec![(index, shape)],
                bars: Vec::new(),
            }),
        }
    }
    for row in &mut rows {
        let beside = |bar: &Rect| bar.y <= row.y + 0.01 && bar.bottom() >= row.y + row.h - 0.01;
        row.bars = layout.black_bars.iter().map(|bar| bar.shape).filter(beside).collect();
        let all = || row.chips.iter().map(|(_, shape)| shape).chain(&row.bars);
        let (from, to) = (
            all().map(|shape| shape.x).fold(f64::MAX, f64::min),
            all().map(Rect::right).fold(f64::MIN, f64::max),
        );
        (row.from, row.to) = (from - MARGIN_MM, to + MARGIN_MM);
    }
    rows.retain(|row| !row.bars.is_empty());
    rows
}

impl Row {
    fn unknowns(&self) -> usize {
        2 * POWERS + self.chips.len()
    }

    fn place(&self, index: usize) -> f64 {
        self.from + STEP_MM * (index as f64 + 0.5)
    }

    /// What each unknown adds at each place of the profile.
    fn design(&self, sigma: f64, count: usize) -> Vec<f64> {
        let n = self.unknowns();
        let mut design = vec![0.0; count * n];
        for (index, line) in design.chunks_exact_mut(n).enumerate() {
            let x = self.place(index);
            let t = self.along(x);
            let black: f64 = self.bars.iter().map(|bar| blurred_box(x, bar.x, bar.right(), sigma)).sum();
            let mut white = 1.0 - black;
            for (slot, (_, chip)) in line[2 * POWERS..].iter_mut().zip(&self.chips) {
                *slot = blurred_box(x, chip.x, chip.right(), sigma);
                white -= *slot;
            }
            let mut power = 1.0;
            for p in 0..POWERS {
                line[p] = white * power;
                line[POWERS + p] = black * power;
                power *= t;
            }
        }
        design
    }

    /// The equations of a profile with this blur.
    fn profile(&self, sigma: f64, count: usize) -> Option<Profile> {
        Profile::new(self.unknowns(), self.design(sigma, count), &[])
    }

    /// -1 at one end, 1 at the other.
    fn along(&self, x: f64) -> f64 {
        (2.0 * x - self.from - self.to) / (self.to - self.from)
    }

    fn count(&self) -> usize {
        ((self.to - self.from) / STEP_MM) as usize
    }

    /// The light along the row on a few lines, by where they are.
    fn lines(&self, view: &View<'_>) -> Vec<Line> {
        (0..SUB_ROWS)
            .filter_map(|sub| {
                let y = self.y + self.h * (0.18 + 0.64 * (sub as f64 + 0.5) / SUB_ROWS as f64);
                Some((y, view.line([self.place(0), y], [STEP_MM, 0.0], self.count())?))
            })
            .collect()
    }

    /// Fits the row; what cannot be seen is left out. Also the blur along the row, mm.
    pub(crate) fn read(&self, view: &View<'_>, blur_mm: f64) -> (Vec<SeenChip>, f64) {
        let lines = self.lines(view);
        let blur = profile::sharpest(blur_mm, |sigma| {
            let profile = self.profile(sigma, self.count())?;
            Some(lines.iter().map(|(_, line)| profile.unexplained(line)).sum())
        });
        (self.fitted(view, &lines, blur), blur)
    }

    /// The same with a blur that is known about: enough to see the tone curve.
    pub(crate) fn glance(&self, view: &View<'_>, blur_mm: f64) -> Vec<SeenChip> {
        self.fitted(view, &self.lines(view), blur_mm)
    }

    fn fitted(&self, view: &View<'_>, lines: &[Line], blur_mm: f64) -> Vec<SeenChip> {
        let count = self.count();
        let Some(fit) = self.profile(blur_mm, count) else { return Vec::new() };
        let mut levels: Solved = Vec::with_capacity(lines.len());
        let mut left = Vec::with_capacity(lines.len());
        for (_, profile) in lines {
            let solved = [0, 1, 2].map(|c| fit.solve(profile, c));
            left.push((fit.left_over(profile, 1, &solved[1]) / count as f64).sqrt());
            levels.push(solved);
        }
        let mut seen = Vec::with_capacity(lines.len() * self.chips.len());
        for (((y, _), solved), left) in lines.iter().zip(&levels).zip(&left) {
            for (slot, (chip, shape)) in self.chips.iter().enumerate() {
                let [x, _] = shape.center();
                let t = self.along(x);
                let poly = |c: usize, from: usize| {
                    (0..POWERS).rev().fold(0.0, |sum, p| sum * t + solved[c][from + p])
                };
                let levels = Levels {
                    color: std::array::from_fn(|c| solved[c][2 * POWERS + slot]),
                    white: std::array::from_fn(|c| poly(c, 0)),
                    black: std::array::from_fn(|c| poly(c, POWERS)),
                    tone: view.tone,
                };
                let beside = [shape.x - 0.5, shape.right() + 0.5].map(|x| view.codes([x, *y]));
                let white = levels.white[1].max(1e-4);
                // Rows in glare or badly explained say little.
                let weight =
                    (-(levels.haze() / 0.25).powi(2)).exp() / (1.0 + (left / (0.03 * white)).powi(2));
                seen.push(SeenChip {
                    chip: *chip,
                    levels,
                    weight: weight.max(1e-4),
                    clipped: std::array::from_fn(|c| beside.iter().any(|codes| codes[c] >= FULL_CODE)),
                });
            }
        }
        seen
    }
}

/// A chip over all lines of its row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MeanChip {
    pub(crate) chip: usize,
    pub(crate) levels: Levels,
    pub(crate) weight: f64,
    /// How much the lines differ, relative to the white.
    pub(crate) spread: f64,
    pub(crate) clipped: [bool; 3],
}

/// Joins the lines of each chip, the clear ones more than the hazy ones.
pub(crate) fn joined(seen: &[SeenChip]) -> Vec<MeanChip> {
    let mut chips: Vec<usize> = seen.iter().map(|s| s.chip).collect();
    chips.sort_unstable();
    chips.dedup();
    let one = |chip: usize| {
        let of: Vec<&SeenChip> = seen.iter().filter(|s| s.chip == chip).collect();
        let weight: f64 = of.iter().map(|s| s.weight).sum();
        let mean = |pick: &dyn Fn(&Levels) -> f64| {
            of.iter().map(|s| s.weight * pick(&s.levels)).sum::<f64>() / weight
        };
        let levels = Levels {
            color: std::array::from_fn(|c| mean(&|l| l.color[c])),
            white: std::array::from_fn(|c| mean(&|l| l.white[c])),
            black: std::array::from_fn(|c| mean(&|l| l.black[c])),
            tone: of.first().map_or(0.0, |s| s.levels.tone),
        };
        let part = |l: &Levels| (l.color[1] - l.black[1]) / (l.white[1] - l.black[1]).max(1e-4);
        let middle = mean(&part);
        let spread = mean(&|l| (part(l) - middle).powi(2)).sqrt();
        let clipped = std::array::from_fn(|c| of.iter().filter(|s| s.clipped[c]).count() * 2 > of.len());
        MeanChip { chip, levels, weight: weight / of.len() as f64, spread, clipped }
    };
    chips.into_iter().map(one).collect()
}
