//! The assay chamber: row by row from white over black bar, chamber and black bar to white.

use super::expect::scale;
use super::floor::{self, Floor};
use super::median::median;
use super::profile::{self, Profile};
use super::refusal::Refusal;
use super::view::{Levels, View, blurred_box};
use crate::layout::Layout;
use crate::layout::assay::Assay;
use crate::layout::shape::Rect;

const ROWS: usize = 14;
const STEP_MM: f64 = 0.12;
/// The dark line along the wall of the chamber, on its inner side: how far in its middle lies, and its width, mm.
const RIM_MM: (f64, f64) = (0.12, 0.09);

/// The chamber with its bars.
pub(crate) struct Chamber<'a> {
    layout: &'a Layout,
    pub(crate) zone: &'a Assay,
    left: Rect,
    right: Rect,
}

/// The bars look lighter than they are by this part of the white, and by so much for a blur of a millimetre: what
/// sharpening and half the resolution of colour do to thin shapes. Measured on 110 photos of the renderer; the public
/// photos show the same.
const LIGHTER: f64 = 0.003;
const LIGHTER_BY_BLUR: f64 = 0.025;
/// White beyond the bars that helps to know its level, mm: on the left the channel is near.
const INNER_MM: f64 = 0.4;
const OUTER_MM: f64 = 1.5;

/// A row through the chamber.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// From where it fills (0) to where it is full last (1).
    height: f64,
    levels: Levels,
    contrast: f64,
    clipped: [bool; 3],
    /// What white, black and colour do not explain of it, root mean square, relative to the white.
    left: f64,
    /// Its colour on the scale, by a tone and a floor.
    values: [f64; 3],
}

/// The colour of what is wet in the chamber.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wet {
    /// The filled part, 0 to 1.
    pub(crate) full: f64,
    /// Colour on the scale.
    pub(crate) values: [f64; 3],
    /// How it would change with the tone curve.
    pub(crate) tilt: [f64; 3],
    /// How uncertain each is by the rows.
    pub(crate) sd: [f64; 3],
    /// How well the floor is known.
    pub(crate) floor_sd: f64,
    /// How much the rows differ, on the scale.
    pub(crate) spread: f64,
    /// What white, black and colour do not explain of a row, relative to the white: the edge of a shadow or a reflection.
    pub(crate) left: f64,
}

impl<'a> Chamber<'a> {
    /// The first zone of a layout, between the nearest bars to either side.
    pub(crate) fn of(layout: &'a Layout) -> Option<Self> {
        let zone = layout.assay_zones.first()?;
        let [_, y] = zone.shape.center();
        let beside = |bar: &&Rect| bar.y < y && bar.bottom() > y && bar.h > 0.5 * zone.shape.h;
        let bars = || layout.black_bars.iter().map(|bar| &bar.shape).filter(beside);
        let left = bars().filter(|bar| bar.right() <= zone.shape.x).max_by(|a, b| a.x.total_cmp(&b.x))?;
        let right = bars().filter(|bar| bar.x >= zone.shape.right()).min_by(|a, b| a.x.total_cmp(&b.x))?;
        Some(Self { layout, zone, left: *left, right: *right })
    }

    /// All rows that can be seen.
    ///
    /// # Errors
    /// The chamber is covered.
    pub(crate) fn rows(&self, view: &View<'_>, blur_mm: f64) -> Result<Vec<Row>, Refusal> {
        let lines: Vec<(f64, Vec<[f64; 3]>)> = (0..ROWS).filter_map(|index| self.line(view, index)).collect();
        let blur = profile::sharpest(blur_mm, |sigma| {
            let profile = self.profile(sigma)?;
            Some(lines.iter().map(|(_, line)| profile.unexplained(line)).sum())
        });
        let Some(profile) = self.profile(blur) else { return Err(Refusal::AssayHidden) };
        let rows: Vec<Row> = lines.iter().map(|line| self.row(view, line, &profile, blur)).collect();
        // Nothing that covers the chamber has white and black beside it in this order.
        if rows.len() < ROWS / 2 || contrast(&rows) < COVERED {
            return Err(Refusal::AssayHidden);
        }
        Ok(rows)
    }

    /// From where to where a row reaches, and in how many steps.
    fn reach(&self) -> (f64, f64, usize) {
        let (from, to) = (self.left.x - INNER_MM, self.right.right() + OUTER_MM);
        (from, to, ((to - from) / STEP_MM) as usize)
    }

    /// The light across one row, and where that is.
    fn line(&self, view: &View<'_>, index: usize) -> Option<(f64, Vec<[f64; 3]>)> {
        let (shape, inset) = (&self.zone.shape, self.zone.read_inset_mm);
        let height = (shape.h - 2.0 * inset) / ROWS as f64;
        let y = shape.y + inset + height * (index as f64 + 0.5);
        let (from, _, count) = self.reach();
        let part = |part: f64| view.line([from + 0.5 * STEP_MM, y + part * height], [STEP_MM, 0.0], count);
        let [mut mean, middle, lower] = [part(-0.3)?, part(0.0)?, part(0.3)?];
        for ((mean, middle), lower) in mean.iter_mut().zip(&middle).zip(&lower) {
            (0..3).for_each(|c| mean[c] = (mean[c] + middle[c] + lower[c]) / 3.0);
        }
        Some((y, mean))
    }

    /// White, white along x, chamber, black, black along x, and the line along the wall.
    fn profile(&self, sigma: f64) -> Option<Profile> {
        let shape = &self.zone.shape;
        let (from, to, count) = self.reach();
        let (inside, width) = RIM_MM;
        let rim = sigma.hypot(width);
        let line = |x: f64, center: f64| (-0.5 * ((x - center) / rim).powi(2)).exp();
        let mut design = Vec::with_capacity(6 * count);
        for at in 0..count {
            let x = from + STEP_MM * (at as f64 + 0.5);
            let t = 2.0 * (x - from) / (to - from) - 1.0;
            let inner = blurred_box(x, shape.x, shape.right(), sigma);
            let black = blurred_box(x, self.left.x, self.left.right(), sigma)
                + blurred_box(x, self.right.x, self.right.right(), sigma);
            let white = 1.0 - inner - black;
            let edge = line(x, shape.x + inside) + line(x, shape.right() - inside);
            design.extend([white, white * t, inner, black, black * t, edge]);
        }
        Profile::new(6, design, &[(5, 0.05)])
    }

    fn row(&self, view: &View<'_>, (y, line): &(f64, Vec<[f64; 3]>), profile: &Profile, blur_mm: f64) -> Row {
        let shape = &self.zone.shape;
        let (from, to, _) = self.reach();
        // White and black are those at the middle of the chamber.
        let t = 2.0 * (shape.center()[0] - from) / (to - from) - 1.0;
        let mut levels = Levels { tone: view.tone, ..Levels::default() };
        let mut left = 0.0;
        for c in 0..3 {
            let solved = profile.solve(line, c);
            if c == 1 {
                let off = profile.left_over(line, c, &solved);
                left = (off / line.len() as f64).sqrt() / solved[0].max(1e-4);
            }
            levels.white[c] = solved[0] + t * solved[1];
            levels.color[c] = solved[2];
            levels.black[c] = solved[3] + t * solved[4];
            levels.black[c] -= (LIGHTER + LIGHTER_BY_BLUR * blur_mm) * (levels.white[c] - levels.black[c]);
        }
        let contrast = (0..3)
            .map(|c| (levels.white[c] - levels.black[c]) / levels.white[c].max(1e-6))
            .fold(f64::MAX, f64::min);
        let beside = [0.5 * (self.left.right() + shape.x), 0.5 * (shape.right() + self.right.x)];
        let codes = beside.map(|x| view.codes([x, *y]));
        let place = (y - shape.y) / shape.h;
        let height = if self.zone.fill_direction[1] < 0.0 { 1.0 - place } else { place };
        let clipped = std::array::from_fn(|c| codes.iter().any(|codes| codes[c] >= FULL_CODE));
        Row { height, levels, contrast, clipped, left, values: [0.0; 3] }
    }

    /// The white beside the chamber.
    pub(crate) fn white(rows: &[Row]) -> [f64; 3] {
        std::array::from_fn(|c| {
            rows.iter().map(|row| row.levels.white[c]).sum::<f64>() / rows.len().max(1) as f64
        })
    }

    /// Rows with their colours under a tone curve.
    fn toned(&self, rows: &[Row], tone: f64, floor: &Floor) -> Vec<Row> {
        let one = |row: &Row| {
            let ratio = row.levels.toned(tone).ratio(self.layout.black_ink.rgb)?;
            let values = std::array::from_fn(|c| scale(ratio[c] / floor.ratio[c]));
            Some(Row { values, ..*row })
        };
        rows.iter().filter_map(one).collect()
    }

    /// How full the chamber is, and the colour of what is wet. `dry` and `wet` are colours, on the scale, of a dry
    /// chamber and of one filled with the least there is.
    ///
    /// # Errors
    /// Why the colour is not known; with the filled part.
    pub(crate) fn read(
        &self,
        view: &View<'_>,
        rows: &[Row],
        tone: f64,
        [wet, dry]: [[f64; 3]; 2],
    ) -> Result<Wet, (f64, Refusal)> {
        const TILT: f64 = 0.1;
        let white = Self::white(rows);
        let at = |tone: f64| {
            let floor = floor::read(self.layout, view, &self.right, white, tone);
            (self.toned(rows, tone, &floor), floor.sd)
        };
        let (rows, floor_sd) = at(tone);
        let (full, clearly) = filled(&rows, wet, dry);
        if contrast(&rows) < GLARE {
            return Err((full, Refusal::GlareOverAssay));
        }
        if full < self.zone.min_fill_fraction || clearly < self.zone.min_fill_fraction - DOUBTFUL {
            return Err((full, Refusal::AssayNotFilled));
        }
        let wet = |rows: Vec<Row>| -> Vec<Row> {
            rows.into_iter().filter(|row| row.height < full - 0.03 || full > 0.97).collect()
        };
        let (rows, lower, upper) = (wet(rows), wet(at(tone - TILT).0), wet(at(tone + TILT).0));
        if rows.len() < LEAST_ROWS || lower.len() != rows.len() || upper.len() != rows.len() {
            return Err((full, Refusal::AssayNotFilled));
        }
        let (values, weights, spread) = robust(&rows);
        if spread > SPREAD {
            return Err((full, Refusal::GlareOverAssay));
        }
        let mean = |rows: &[Row], c: usize| {
            let total: f64 = weights.iter().sum();
            rows.iter().zip(&weights).map(|(row, w)| w * row.values[c]).sum::<f64>() / total
        };
        let tilt = std::array::from_fn(|c| (mean(&upper, c) - mean(&lower, c)) / (2.0 * TILT));
        let count = rows.len() as f64;
        let sd = std::array::from_fn(|c| {
            let clipped = rows.iter().filter(|row| row.clipped[c]).count() as f64 / count;
            (spread / count.sqrt()).hypot(CLIPPED_SD * clipped)
        });
        let left = middle(&rows, |row| row.left);
        Ok(Wet { full, values, tilt, sd, floor_sd, spread, left })
    }
}

fn contrast(rows: &[Row]) -> f64 {
    middle(rows, |row| row.contrast)
}

/// The median over the rows.
fn middle(rows: &[Row], of: impl Fn(&Row) -> f64) -> f64 {
    let mut all: Vec<f64> = rows.iter().map(of).collect();
    median(&mut all, f64::total_cmp).unwrap_or(0.0)
}

/// The part below the best split between wet and dry rows, and the part of all rows that are clearly wet.
fn filled(rows: &[Row], wet: [f64; 3], dry: [f64; 3]) -> (f64, f64) {
    let index = |values: &[f64; 3]| values[2] - values[1];
    let middle = 0.5 * (index(&dry) + index(&wet));
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by(|a, b| a.height.total_cmp(&b.height));
    let vote = |row: &Row| (index(&row.values) - middle).clamp(-0.2, 0.2);
    let total: f64 = sorted.iter().map(|row| vote(row)).sum();
    let (mut best, mut sum, mut full) = (-total, 0.0, 0.0);
    for (at, row) in sorted.iter().enumerate() {
        sum += vote(row);
        let score = 2.0 * sum - total;
        if score > best {
            let next = sorted.get(at + 1).map_or(1.0, |next| next.height);
            (best, full) = (score, if at + 1 == sorted.len() { 1.0 } else { 0.5 * (row.height + next) });
        }
    }
    let clearly = 0.5 * (index(&wet) + middle);
    let count = rows.iter().filter(|row| index(&row.values) > clearly).count();
    (full, count as f64 / rows.len().max(1) as f64)
}

/// A bubble in a dry part has no colour, and looks neither dry nor wet. So much of a chamber may look like that and count
/// as wet.
const DOUBTFUL: f64 = 0.08;
/// From this code on the sensor was full.
const FULL_CODE: u8 = 252;
/// How little a colour says whose white fills the sensor, on the scale.
const CLIPPED_SD: f64 = 0.2;
/// Fewer rows than this say nothing.
const LEAST_ROWS: usize = 4;
/// Black and white beside a chamber that is covered do not differ by this part.
const COVERED: f64 = 0.2;
/// Less than this, and a reflection lies over it.
const GLARE: f64 = 0.35;
/// More than this between rows, on the scale, and something lies over a part of it.
const SPREAD: f64 = 0.30;

/// The mean of the rows with less and less for what lies far off, their weights, and the standard deviation of what
/// counts.
fn robust(rows: &[Row]) -> ([f64; 3], Vec<f64>, f64) {
    let mut mean = [0, 1, 2].map(|c| middle(rows, |row| row.values[c]));
    let mut spread = 0.0;
    let mut weights = vec![1.0; rows.len()];
    for _ in 0..4 {
        let off = |row: &Row| (0..3).map(|c| (row.values[c] - mean[c]).powi(2)).sum::<f64>().sqrt();
        let scale = (1.5 * middle(rows, off)).max(0.02);
        let weight = |row: &Row| row.contrast.powi(2) / (1.0 + (off(row) / (2.0 * scale)).powi(4));
        weights = rows.iter().map(weight).collect();
        let total: f64 = weights.iter().sum();
        let mean_of = |pick: &dyn Fn(&Row) -> f64| {
            rows.iter().zip(&weights).map(|(row, w)| w * pick(row)).sum::<f64>() / total
        };
        let next = [0, 1, 2].map(|c| mean_of(&|row| row.values[c]));
        spread = mean_of(&|row| (row.values[1] - next[1]).powi(2)).sqrt();
        mean = next;
    }
    (mean, weights, spread)
}
