//! Gaps in the fluid behind the front.

use super::median::median;
use super::unrolled::{STEP_MM, Unrolled};

/// Gaps shorter than this do not change the volume; longer ones have been seen to 6 mm.
const LEAST_MM: f64 = 0.5;
const MOST_MM: f64 = 9.0;
/// How far to either side the fluid is looked at, mm.
const NEIGHBOURS_MM: f64 = 7.0;
/// Gaps this close are one.
const APART_MM: f64 = 0.6;
/// Levels are worked out at every fifth sample.
const COARSE: usize = 5;
/// The bottom of a gap has lost all but this part of the colour.
const LEFT: f64 = 0.3;
/// So much of the level the channel's own colour steps at each end of a gap, not only that of the white beside it: where a
/// reflection has no colour left, the white that is asked may change sides.
const OWN_STEP: f64 = 0.34;
/// And so much where hardly any colour is left.
const CLEAR_STEP: f64 = 0.7;

/// What was found behind a front, from and to, mm.
pub(crate) struct Gaps {
    pub(crate) found: Vec<[f64; 2]>,
    /// What may be gaps or reflections: where the sensor is full, both look alike.
    pub(crate) unsure: Vec<[f64; 2]>,
}

/// The fluid in a channel.
pub(crate) struct Fluid<'a> {
    pub(crate) channel: &'a Unrolled<'a>,
    /// What an empty channel has.
    pub(crate) empty: f64,
    pub(crate) blur_mm: f64,
}

impl Fluid<'_> {
    fn median(&self, from: usize, to: usize, scratch: &mut Vec<f64>) -> Option<f64> {
        scratch.clear();
        scratch.extend(self.channel.index.get(from..to)?.iter().copied().filter(|v| !v.is_nan()));
        median(scratch, f64::total_cmp)
    }

    /// Gaps up to a sample behind the front.
    pub(crate) fn gaps(&self, last: usize) -> Gaps {
        let samples = |mm: f64| (mm / STEP_MM).round() as usize;
        let (wide, close) = (samples(NEIGHBOURS_MM), samples(0.5));
        let mut scratch = Vec::new();
        let after: Vec<Option<f64>> = (0..=last)
            .step_by(COARSE)
            .map(|k| self.median(k + close, (k + wide).min(last + close), &mut scratch))
            .collect();
        // What comes before one place came after another.
        let mut before = |k: usize| match k.checked_sub(wide + close) {
            Some(earlier) if earlier.is_multiple_of(COARSE) => after[earlier / COARSE],
            _ => self.median(k.saturating_sub(wide), k.saturating_sub(close), &mut scratch),
        };
        // A gap is where the index is below half of what it is on the fuller side.
        let half: Vec<f64> = (0..=last)
            .step_by(COARSE)
            .map(|k| {
                let level =
                    before(k).into_iter().chain(after[k / COARSE]).reduce(f64::max).unwrap_or(f64::NAN);
                self.empty + 0.5 * (level - self.empty)
            })
            .collect();
        let half_at = |k: usize| half[k / COARSE];
        let below = |k: usize| self.channel.index[k] < half_at(k);
        let above = |k: usize| self.channel.index[k] >= half_at(k);
        let mut found: Vec<[f64; 2]> = Vec::new();
        let mut unsure: Vec<[f64; 2]> = Vec::new();
        let mut k = samples(0.6);
        while k <= last {
            if !below(k) {
                k += 1;
                continue;
            }
            let from = k;
            // What is hidden is neither below nor above.
            while k <= last && !above(k) {
                k += 1;
            }
            if k > last || from == 0 {
                break;
            }
            let ends = [self.cross(from, from - 1, half_at(from)), self.cross(k - 1, k, half_at(k - 1))];
            let joins = found.last().is_some_and(|before| ends[0] - before[1] < APART_MM);
            let most = |of: &[bool]| 2 * of[from..k].iter().filter(|is| **is).count() > k - from;
            if !self.is_gap(from, k, half_at(from)) {
                continue;
            }
            let step = self.own_step(from, k, half_at(from));
            if step < OWN_STEP {
                continue;
            }
            if most(&self.channel.glare) || most(&self.channel.washed) && step < CLEAR_STEP {
                unsure.push(ends);
                continue;
            }
            match found.last_mut() {
                Some(before) if joins => before[1] = ends[1],
                _ if ends[1] - ends[0] >= LEAST_MM => found.push(ends),
                _ => {}
            }
        }
        found.retain(|[from, to]| to - from <= MOST_MM);
        unsure.retain(|[from, to]| (LEAST_MM..=MOST_MM).contains(&(to - from)));
        Gaps { found, unsure }
    }

    /// Where the index crosses a level between two samples, mm.
    fn cross(&self, low: usize, high: usize, level: f64) -> f64 {
        let (a, b) = (self.channel.index[low], self.channel.index[high]);
        let part = if (b - a).abs() > 1e-9 { (level - a) / (b - a) } else { 0.5 };
        STEP_MM * (low as f64 + part.clamp(0.0, 1.0) * (high as f64 - low as f64))
    }

    /// Whether what lies between two samples looks like a gap in fluid: its ends are steep and its bottom is empty.
    fn is_gap(&self, from: usize, to: usize, half: f64) -> bool {
        let level = 2.0 * (half - self.empty);
        let part = &self.channel.index[from..to];
        let seen = part.iter().filter(|v| !v.is_nan()).count();
        let deep = part.iter().copied().fold(f64::INFINITY, f64::min);
        if 10 * seen < 7 * part.len() || deep > self.empty + LEFT * level {
            return false;
        }
        // From a quarter to three quarters of the level in one step.
        let steep = self.steep();
        let mid = (to - from) / 2;
        let (low, high) = (self.empty + 0.33 * level, self.empty + 0.67 * level);
        let some = |range: std::ops::Range<usize>, is: &dyn Fn(f64) -> bool| {
            self.channel.index.get(range).is_some_and(|part| part.iter().any(|v| is(*v)))
        };
        let count = self.channel.index.len();
        let (full, bare) = (|v: f64| v > high, |v: f64| v < low);
        let start = some(from.saturating_sub(steep)..from, &full)
            && some(from..(from + steep.max(1)).min(from + mid + 1), &bare);
        let end = some(to..(to + steep).min(count), &full)
            && some(to.saturating_sub(steep).max(from + mid)..to, &bare);
        start && end
    }

    /// How much the channel's own colour steps at the ends of a gap, as a part of the level: the smaller of both.
    fn own_step(&self, from: usize, to: usize, half: f64) -> f64 {
        let (level, steep) = (2.0 * (half - self.empty), self.steep());
        let own =
            |range: std::ops::Range<usize>| self.channel.own.get(range).unwrap_or_default().iter().copied();
        let step = |full: std::ops::Range<usize>, bare: std::ops::Range<usize>| {
            own(full).fold(f64::MIN, f64::max) - own(bare).fold(f64::MAX, f64::min)
        };
        let mid = from + (to - from) / 2;
        let start = step(from.saturating_sub(steep)..from, from..(from + steep).min(mid.max(from + 1)));
        let end = step(to..(to + steep).min(self.channel.own.len()), to.saturating_sub(steep).max(mid)..to);
        start.min(end) / level
    }

    /// So many samples are what blur and the roundness of a gap make of a step.
    fn steep(&self) -> usize {
        ((0.45 + 2.2 * self.blur_mm) / STEP_MM).ceil() as usize
    }
}
