//! The front of the fill along the channel, and the bubbles behind it.

use super::bubbles::{Fluid, Gaps};
use super::median::median;
use super::reading::Front;
use super::refusal::Refusal;
use super::step;
use super::unrolled::{STEP_MM, Unrolled, index};
use super::view::View;
use crate::layout::Layout;
use crate::layout::path::Path;

/// A state of the channel.
pub(crate) enum Found {
    NotFilled,
    Filled(Front),
    Overfilled,
}

/// A place votes for being filled from here on, and fully so from there.
const FILLED_FROM: f64 = 0.15;
const VOTE_WIDTH: f64 = 0.12;

/// The best split of votes into filled (before) and empty (behind), and the best other split at least this far away.
struct Split {
    at: usize,
    score: f64,
    other: f64,
}

fn split(votes: &[f64], far: usize) -> Split {
    let total: f64 = votes.iter().sum();
    let mut scores = Vec::with_capacity(votes.len() + 1);
    let mut before = 0.0;
    scores.push(-total);
    for vote in votes {
        before += vote;
        scores.push(2.0 * before - total);
    }
    let at = (0..scores.len()).fold(0, |best, k| if scores[k] > scores[best] { k } else { best });
    let away = |k: &usize| k.abs_diff(at) > far;
    let other = (0..scores.len()).filter(away).map(|k| scores[k]).fold(f64::MIN, f64::max);
    Split { at, score: scores[at], other }
}

/// Reads the channel.
///
/// # Errors
/// Why there is no telling where the front is.
pub(crate) fn read(
    layout: &Layout,
    view: View<'_>,
    path: &Path,
    blur_mm: f64,
    geometry_mm: f64,
) -> Result<Found, Refusal> {
    let channel = Unrolled::new(layout, view, path);
    let length = path.length_mm();
    let known = channel.index.iter().filter(|v| !v.is_nan()).count();
    if 2 * known < channel.index.len() {
        return Err(Refusal::ChannelUnreadable);
    }
    let mut values: Vec<f64> = channel.index.iter().copied().filter(|v| !v.is_nan()).collect();
    // An empty floor has nearly the colour of the white beside it, however full the rest is.
    let low = values.len() * 3 / 100;
    let empty = values.select_nth_unstable_by(low, f64::total_cmp).1.clamp(-0.12, 0.06);
    let vote = |value: &f64| {
        if value.is_nan() { 0.0 } else { ((value - empty - FILLED_FROM) / VOTE_WIDTH).clamp(-1.0, 1.0) }
    };
    let votes: Vec<f64> = channel.index.iter().map(vote).collect();
    let far = (6.0 / STEP_MM) as usize;
    let first = split(&votes, far);
    let agree = {
        let sides = votes.iter().enumerate();
        let good = sides.filter(|(k, v)| if *k < first.at { **v > 0.0 } else { **v < 0.0 }).count();
        good as f64 / votes.len() as f64
    };
    let rough = STEP_MM * first.at as f64;
    if agree < AGREE {
        return Err(Refusal::ChannelUnreadable);
    }
    if (first.score - first.other) * STEP_MM < MARGIN_MM {
        return Err(Refusal::FrontAmbiguous);
    }
    if rough < NOTHING_MM {
        return clear_end(&channel, 0.0).map(|()| Found::NotFilled);
    }
    if rough > length - FULL_MM {
        return clear_end(&channel, length).map(|()| Found::Overfilled);
    }
    let front = channel.second_look(channel.last_fluid(rough, empty), empty)?;
    channel.gates(front, blur_mm)?;
    channel.measure(front, empty, blur_mm, geometry_mm).map(Found::Filled)
}

/// Nothing that hides an end of the channel may be taken for empty or full: the white beside it is white, and at the
/// start the spot of dye is seen, which is there from the beginning.
fn clear_end(channel: &Unrolled<'_>, end: f64) -> Result<(), Refusal> {
    const REACH_MM: f64 = 8.0;
    const DYE: f64 = 0.3;
    let near = channel.at(end - REACH_MM)..=channel.at(end + REACH_MM);
    let hidden = |k: &usize| {
        let tint = channel.gap[*k].1 - channel.tint;
        channel.index[*k].is_nan() || tint.is_nan() || tint > SKIN
    };
    let count = near.clone().filter(hidden).count();
    let inlet = channel.layout.channel.inlet.center;
    let spot = end > 0.0 || channel.view.at(inlet).is_some_and(|color| index(color) - channel.tint > DYE);
    if 5 * count > near.count() || !spot { Err(Refusal::FrontHidden) } else { Ok(()) }
}

/// The lightest skin is this much redder than white, natural logarithm.
const SKIN: f64 = 0.11;
/// So much of the channel must agree with the front.
const AGREE: f64 = 0.85;
/// The front must be better than any other place by this much channel, mm.
const MARGIN_MM: f64 = 2.0;
/// A front before this is no fill, mm.
const NOTHING_MM: f64 = 1.2;
/// A front in the last stretch is a full channel, mm.
const FULL_MM: f64 = 1.0;
/// So much of the step from full to bare is taken at once: what rises slower is washed out by light and is no front.
/// Of 480 fronts of hard photos, none that was right was below 0.7.
const STEEP: f64 = 0.65;
/// So much of the step may be left ahead of it: fluid under a reflection is pale and not bare. Of the same fronts, none
/// that was right left more than 0.15.
const LEFT_AHEAD: f64 = 0.35;
/// What of the step is taken at once beside a reflection.
const SHARP: f64 = 0.8;
/// Where reflections may hide bubbles of more than this, the volume is not told, µL.
const UNSURE_UL: f64 = 1.0;
/// The least that filled and empty must differ.
const CONTRAST: f64 = 0.10;

impl Unrolled<'_> {
    /// Fluid goes on behind a bubble, and drops run ahead of it: the front is the end of the last column that is long
    /// enough to be no drop.
    fn last_fluid(&self, rough: f64, empty: f64) -> f64 {
        const COLUMN_MM: f64 = 2.5;
        const AROUND_MM: f64 = 14.0;
        /// Fluid behind the front tells how full a column is; more than half of it may be a bubble or pale.
        const LEVEL_MM: f64 = 25.0;
        const LEVEL: f64 = 0.6;
        /// Noise does not end a column: it may be pale over so many samples.
        const PALE: usize = 3;
        let behind = self.at((rough - LEVEL_MM).max(0.0))..=self.at((rough - 0.8).max(0.0));
        let mut behind: Vec<f64> = self.index[behind].iter().copied().filter(|v| !v.is_nan()).collect();
        if behind.is_empty() {
            return rough;
        }
        let at = (LEVEL * behind.len() as f64) as usize;
        let filled = *behind.select_nth_unstable_by(at, f64::total_cmp).1;
        let half = empty + 0.5 * (filled - empty).max(CONTRAST);
        let (first, last) = (self.at((rough - AROUND_MM - COLUMN_MM).max(0.0)), self.at(rough + AROUND_MM));
        let (mut front, mut from, mut end) = (None, first, first);
        for k in first..=last {
            if self.index[k] <= half {
                continue;
            }
            if k > end + PALE {
                from = k;
            }
            end = k + 1;
            if (end - from) as f64 * STEP_MM >= COLUMN_MM {
                front = Some(end);
            }
        }
        front.map_or(rough, |front| STEP_MM * front as f64)
    }

    /// Looks again near the front with the filled level found there: drops that ran ahead are fainter or shorter.
    fn second_look(&self, rough: f64, empty: f64) -> Result<f64, Refusal> {
        let filled = self.median((rough - 7.0).max(0.0), rough - 0.8).unwrap_or(0.0);
        let ahead = self
            .median(rough + 1.0, (rough + 9.0).min(self.path.length_mm()))
            .unwrap_or(empty)
            .clamp(empty - 0.1, empty + 0.3);
        if filled - ahead < CONTRAST {
            return Err(Refusal::FrontAmbiguous);
        }
        let half = 0.5 * (filled + ahead);
        let wide = 0.35 * (filled - ahead);
        let (from, to) = (self.at(rough - 3.0), self.at(rough + 10.0));
        let votes: Vec<f64> = self.index[from..=to]
            .iter()
            .map(|v| if v.is_nan() { 0.0 } else { ((v - half) / wide).clamp(-1.0, 1.0) })
            .collect();
        Ok(STEP_MM * (from + split(&votes, 1).at) as f64)
    }

    fn gates(&self, front: f64, blur_mm: f64) -> Result<(), Refusal> {
        let near = &self.index[self.at(front - 3.0)..=self.at(front + 3.0)];
        let seen = near.iter().filter(|v| !v.is_nan()).count();
        if 2 * seen < near.len() {
            return Err(Refusal::FrontHidden);
        }
        // White beside the front that changes right there is the edge of something.
        let side = |from: f64, to: f64| {
            let part = &self.gap[self.at(from)..=self.at(to)];
            let mut values: Vec<(f64, f64)> = part.iter().copied().filter(|v| !v.0.is_nan()).collect();
            let green = median(&mut values, |a, b| a.0.total_cmp(&b.0)).map(|v| v.0.max(1e-5).ln());
            green.zip(median(&mut values, |a, b| a.1.total_cmp(&b.1)).map(|v| v.1))
        };
        let reach = 0.3 + blur_mm;
        let (behind, ahead) = (side(front - 2.5, front - reach), side(front + reach, front + 2.5));
        if let (Some((g0, t0)), Some((g1, t1))) = (behind, ahead)
            && (g0 - g1).abs() > 0.13
            && (t0 - t1).abs() > 0.10
        {
            return Err(Refusal::FrontHidden);
        }
        // Skin is never as white as the patch, however light it is.
        let behind = side(front - 9.0, front - reach).map_or(self.tint, |(_, tint)| tint.min(self.tint));
        if let Some((_, tint)) = side(front + reach, front + 5.0)
            && tint - behind > SKIN
        {
            return Err(Refusal::FrontHidden);
        }
        Ok(())
    }

    fn measure(&self, rough: f64, empty: f64, blur_mm: f64, geometry_mm: f64) -> Result<Front, Refusal> {
        let channel = &self.layout.channel;
        let find = |rough: f64| {
            step::find(&self.view, self.path, channel, rough, blur_mm).ok_or(Refusal::FrontHidden)
        };
        let step = find(find(rough)?.at_mm)?;
        let front = step.at_mm;
        if (front - rough).abs() > 2.0 {
            return Err(Refusal::FrontAmbiguous);
        }
        self.nothing_ahead(front, empty)?;
        let (steep, left) = self.rise(front, empty, blur_mm).unwrap_or((0.0, 0.0));
        // A reflection begins softly; only a front that is sharp and clear is believed beside one.
        let sharp = step.contrast > 0.25 && step.noise < 0.15 * step.contrast && steep > SHARP;
        if self.glare_ahead(front) && !sharp {
            return Err(Refusal::GlareOverFront);
        }
        if steep < STEEP || left > LEFT_AHEAD {
            return Err(Refusal::FrontAmbiguous);
        }
        let crate::Fill::Volume(whole) = channel.volume_ul(front) else {
            return Err(Refusal::FrontAmbiguous);
        };
        let fluid = Fluid { channel: self, empty, blur_mm };
        let Gaps { found: mut bubbles, unsure } = fluid.gaps(self.at(front - 1.5));
        bubbles.retain(|[from, to]| self.seen_around(*from, *to));
        let volume_of =
            |gaps: &[[f64; 2]]| gaps.iter().map(|[a, b]| channel.volume_between_ul(*a, *b)).sum::<f64>();
        let (gaps, unsure) = (volume_of(&bubbles), volume_of(&unsure));
        if unsure > UNSURE_UL {
            return Err(Refusal::GlareOverFront);
        }
        // In a turn the three lines fan out; where the channel widens, full and bare widen with it.
        let along = |s: f64| self.path.station(s).along;
        let (a, b) = (along(front - 0.5), along(front + 0.5));
        let turn = if a[0] * b[0] + a[1] * b[1] < 0.99 { 1.5 * blur_mm * blur_mm } else { 0.0 };
        let taper = 0.2 * (channel.width_at_mm(front + 1.0) - channel.width_at_mm(front - 1.0));
        let parts = [
            0.011,
            1.4 * geometry_mm,
            0.85 * blur_mm * blur_mm,
            0.8 * step.noise / step.contrast.max(0.05),
            turn,
            taper,
        ];
        let sd = parts.iter().map(|part| part * part).sum::<f64>().sqrt();
        let per_mm = channel.volume_between_ul(front - 1.0, front + 1.0) / 2.0;
        let bubble_sd = 0.25 * (bubbles.len() as f64).sqrt();
        Ok(Front {
            front_mm: front,
            front_uncertainty_mm: sd,
            // What may be a gap or a reflection counts half.
            volume_ul: (whole - gaps - 0.5 * unsure).max(0.0),
            volume_uncertainty_ul: (per_mm * sd.hypot(bubble_sd)).hypot(0.5 * unsure),
            bubbles,
        })
    }

    /// Fluid far ahead of a front says that the front is none: something washed out what lies between.
    fn nothing_ahead(&self, front: f64, empty: f64) -> Result<(), Refusal> {
        /// Drops that ran ahead are shorter.
        const COLUMN_MM: f64 = 1.6;
        let Some(filled) = self.median((front - 7.0).max(0.0), front - 0.8) else { return Ok(()) };
        let half = empty + 0.5 * (filled - empty).max(CONTRAST);
        let mut run = 0;
        for value in &self.index[self.at(front + 1.0)..] {
            run = if *value > half { run + 1 } else { 0 };
            if f64::from(run) * STEP_MM > COLUMN_MM {
                let glare = self.glare_ahead(front);
                return Err(if glare { Refusal::GlareOverFront } else { Refusal::FrontAmbiguous });
            }
        }
        Ok(())
    }

    /// Which part of the step from full to bare is taken within what blur and softness make of a front; and how much
    /// colour is left where it should be bare, as a part of the step.
    fn rise(&self, front: f64, empty: f64, blur_mm: f64) -> Option<(f64, f64)> {
        let near = 0.5 + 2.0 * blur_mm;
        let full = self.median((front - 7.0).max(0.0), front - 0.8)?;
        let bare = self.median(front + 0.8, front + 7.0)?;
        let behind = self.median((front - near - 0.4).max(0.0), (front - near).max(0.0))?;
        let ahead = self.median(front + near, front + near + 0.4)?;
        let step = (full - bare).max(CONTRAST);
        Some(((behind - ahead) / step, (bare - empty) / step))
    }

    /// Whether the channel is seen on both sides of a gap: the edge of what hides it looks like one.
    fn seen_around(&self, from: f64, to: f64) -> bool {
        const AROUND_MM: f64 = 4.0;
        let hidden = |from: f64, to: f64| {
            let part = &self.index[self.at(from)..=self.at(to)];
            4 * part.iter().filter(|v| v.is_nan()).count() > part.len()
        };
        !hidden((from - AROUND_MM).max(0.0), from) && !hidden(to, to + AROUND_MM)
    }

    /// Whether a reflection lies over what follows the front.
    fn glare_ahead(&self, front: f64) -> bool {
        let ahead = &self.glare[self.at(front)..=self.at(front + 8.0)];
        10 * ahead.iter().filter(|g| **g).count() > 3 * ahead.len()
    }
}
