//! From a photo to the way between patch and pixels.

use super::corner::Corner;
use super::edges::refine;
use super::marks::{self, find_tag, sights};
use super::median::median;
use super::photo::{Light, Photo};
use super::refusal::Refusal;
use super::small::Small;
use super::surface::{Frame, Map, Sight, Surface};
use super::tags::{Found, Patterns, twice};
use crate::layout::Layout;
use crate::layout::fiducial::Fiducial;

/// A patch found in a photo.
#[derive(Clone, Debug)]
pub(crate) struct Located {
    /// Which of the layouts it is.
    pub(crate) layout: usize,
    /// From patch to photo.
    pub(crate) map: Map,
    /// How well the tags agree with their patterns where they were found, 1 at best.
    pub(crate) likeness: f64,
    /// The tags that were found.
    pub(crate) tags: Vec<Option<Corners>>,
    /// Whether tags were seen as a mirror shows them, beside these.
    pub(crate) mirrored: bool,
    /// Dots and places on bars that were found.
    pub(crate) marks: usize,
    /// How well the map fits, mm.
    pub(crate) geometry_mm: f64,
    /// How soft the photo is on the patch, mm.
    pub(crate) blur_mm: f64,
    /// Scale at the middle, px/mm.
    pub(crate) px_per_mm: f64,
}

impl Located {
    /// Where the tags are whose edges are not seen, in a photo that is looked at after so many quarter turns.
    pub(crate) fn hidden(&self, layout: &Layout, quarter_turns: u8) -> Vec<Corner> {
        let middle = self.map.pixel(layout.body.shape().center());
        let unseen = |(_, seen): &(&Fiducial, &Option<Corners>)| !seen.is_some_and(|seen| seen.is_sure());
        let tags = layout.fiducials.iter().zip(&self.tags).filter(unseen);
        tags.map(|(tag, _)| Corner::of(middle, self.map.pixel(tag.center), quarter_turns)).collect()
    }
}

/// The corners of a tag in the photo.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Corners {
    pub(crate) at: [[f64; 2]; 4],
    /// How sure they are, 1 where all edges were seen.
    pub(crate) weight: f64,
}

impl Corners {
    /// Whether they are known by the edges of the tag.
    pub(crate) fn is_sure(&self) -> bool {
        self.weight > 0.5
    }
}

/// A tag of which only the place is known, not the edges.
pub(crate) const ROUGH: f64 = 0.05;

/// Reaches of the threshold that are tried one after another, px of the small picture.
const REACHES: [usize; 3] = [11, 6, 22];

/// Below this the steepest edges of a photo are blurred, or there is nothing to see in it.
const SHARP: f64 = 0.06;

/// The same in a coarse copy.
const COARSE_REACH: usize = 6;

/// Looks for tags, first where they are large and sharp, then closer and closer.
fn search(photo: &Photo, patterns: &Patterns) -> Result<Found, Refusal> {
    let coarse = patterns.find(&Small::coarse(photo), COARSE_REACH);
    if patterns.enough(&coarse.tags) && !twice(&coarse.tags) {
        return Ok(coarse);
    }
    let small = Small::new(photo);
    let mut best = Found::default();
    for reach in REACHES {
        best.join(patterns.find(&small, reach))?;
        if best.tags.len() >= 2 {
            return Ok(best);
        }
    }
    if best.tags.is_empty() && small.step > 1 {
        let fine = Small::shrunk(photo, small.step.div_ceil(2).min(small.step - 1));
        best.join(patterns.find(&fine, 2 * REACHES[0]))?;
    }
    if best.tags.is_empty() { Err(nothing(&small, &best)) } else { Ok(best) }
}

/// Why there is no tag.
fn nothing(small: &Small, found: &Found) -> Refusal {
    let values = small.values.iter();
    let mean = values.map(|v| f64::from(*v)).sum::<f64>() / small.values.len().max(1) as f64;
    if found.is_mirrored() {
        Refusal::Mirrored
    } else if found.strangers >= 3 {
        Refusal::UnknownLayout
    } else if mean < DARK_CODE {
        Refusal::TooDark
    } else if mean > BRIGHT_CODE {
        Refusal::Overexposed
    } else if small.sharpness() < SHARP {
        Refusal::TooBlurred
    } else {
        Refusal::NoPatch
    }
}

/// A photo darker than this on average, without a tag, is too dark; one brighter is too bright.
const DARK_CODE: f64 = 28.0;
const BRIGHT_CODE: f64 = 225.0;

/// Finds the patch.
///
/// # Errors
/// Why it cannot be found.
pub(crate) fn locate(
    photo: &Photo,
    layouts: &[&Layout],
    patterns: &Patterns,
    focal: Option<f64>,
) -> Result<Located, Refusal> {
    let found = search(photo, patterns)?;
    let (mirrored, seen) = (found.is_mirrored(), found.tags);
    // The layout most tags speak for.
    let votes =
        |index: usize| seen.iter().filter(|tag| tag.layout == index).map(|tag| tag.likeness).sum::<f64>();
    let index = (0..layouts.len()).max_by(|a, b| votes(*a).total_cmp(&votes(*b))).unwrap_or(0);
    let layout = layouts[index];
    let light = photo.plain();
    let body = layout.body.shape();
    let frame = Frame {
        middle: body.center(),
        center: [0.5 * (photo.width() - 1) as f64, 0.5 * (photo.height() - 1) as f64],
        side: photo.width().max(photo.height()) as f64,
        focal,
    };
    let mut tags: Vec<Option<Corners>> = vec![None; layout.fiducials.len()];
    let mut blurs = Vec::new();
    for tag in seen.iter().filter(|tag| tag.layout == index) {
        let refined = refine(&light, &layout.fiducials[tag.tag], &tag.corners);
        tags[tag.tag] = Some(match refined {
            Some(refined) => {
                blurs.push(refined.blur_mm);
                Corners { at: refined.corners, weight: 1.0 }
            }
            None => Corners { at: tag.corners, weight: ROUGH },
        });
    }
    let mut surface = pose(&frame, layout, &mut tags).ok_or(Refusal::NoPatch)?;
    let half = [0.5 * body.w, 0.5 * body.h];
    // Tags that are missing are looked for where they should be; each that is found makes the next easier.
    for _ in 0..2 {
        let known = tags.iter().flatten().count();
        if known == tags.len() {
            break;
        }
        let reach = [7.0, 7.0, 4.5, 2.5][known.min(3)];
        let map = Map::flat(surface.projector(&frame), half);
        let mut grown = false;
        for (corners, tag) in tags.iter_mut().zip(&layout.fiducials) {
            if corners.is_none()
                && let Some(found) = find_tag(&light, &map, tag, reach)
            {
                *corners = Some(found);
                grown = true;
            }
        }
        if !grown {
            break;
        }
        surface = pose(&frame, layout, &mut tags).ok_or(Refusal::NoPatch)?;
    }
    let (mut map, mut geometry_mm, mut found) = (Map::flat(surface.projector(&frame), half), 0.0, Vec::new());
    for most_off in [0.75, 0.5] {
        sharpen(&light, &map, layout, &mut tags, &mut blurs);
        found = marks::find(&light, &map, layout, most_off);
        let mut all = of_tags(layout, &tags);
        all.extend(found.iter().copied());
        surface.fit(&frame, &all, 12);
        (map, geometry_mm) = Map::fit(surface.projector(&frame), half, &all, surface.scale(&frame));
    }
    let known = || tags.iter().zip(&layout.fiducials).filter(|(corners, _)| corners.is_some());
    let alike = known().map(|(_, tag)| marks::likeness_at(&light, &map, tag)).sum::<f64>();
    Ok(Located {
        likeness: alike / known().count().max(1) as f64,
        layout: index,
        mirrored,
        map,
        tags,
        marks: found.len(),
        geometry_mm,
        blur_mm: median(&mut blurs, f64::total_cmp).unwrap_or(f64::INFINITY),
        px_per_mm: surface.scale(&frame),
    })
}

/// Looks again at the edges of tags that were only found roughly, from where they should be by now.
fn sharpen(
    light: &Light<'_>,
    map: &Map,
    layout: &Layout,
    tags: &mut [Option<Corners>],
    blurs: &mut Vec<f64>,
) {
    const MOST_OFF_MM: f64 = 0.6;
    for (tag, corners) in layout.fiducials.iter().zip(tags) {
        let Some(rough) = corners.as_mut().filter(|corners| corners.weight < 1.0) else { continue };
        let expected = tag.corners().map(|at| map.pixel(at));
        let Some(refined) = refine(light, tag, &expected) else { continue };
        let side = (expected[0][0] - expected[1][0]).hypot(expected[0][1] - expected[1][1]) / tag.size;
        let near = |(a, b): (&[f64; 2], &[f64; 2])| (a[0] - b[0]).hypot(a[1] - b[1]) < MOST_OFF_MM * side;
        if refined.corners.iter().zip(&expected).all(near) {
            *rough = Corners { at: refined.corners, weight: 1.0 };
            blurs.push(refined.blur_mm);
        }
    }
}

fn of_tags(layout: &Layout, tags: &[Option<Corners>]) -> Vec<Sight> {
    let seen = tags.iter().zip(&layout.fiducials);
    seen.filter_map(|(corners, tag)| Some(sights(tag, corners.as_ref()?))).flatten().collect()
}

/// The pose by the tags alone; a tag that does not fit with the others is dropped.
fn pose(frame: &Frame, layout: &Layout, tags: &mut [Option<Corners>]) -> Option<Surface> {
    const WORST_MM: f64 = 0.8;
    loop {
        let all = of_tags(layout, tags);
        let start = Surface::start(frame, &all)?;
        let mut best = start;
        let mut cost = best.fit(frame, &all, 25);
        if tags.iter().flatten().count() < 3 {
            for (x, y) in [(0.3, 0.0), (-0.3, 0.0), (0.0, 0.3), (0.0, -0.3)] {
                let mut other = start.tilted(x, y);
                let other_cost = other.fit(frame, &all, 25);
                if other_cost < cost {
                    (best, cost) = (other, other_cost);
                }
            }
        }
        let known: Vec<usize> = (0..tags.len()).filter(|i| tags[*i].is_some()).collect();
        if known.len() <= 2 || worst(frame, &best, &all) < WORST_MM {
            return Some(best);
        }
        // Without which of them is the rest most at one?
        let without = |skip: usize| {
            let mut rest = tags.to_vec();
            rest[skip] = None;
            let all = of_tags(layout, &rest);
            let mut surface = Surface::start(frame, &all)?;
            surface.fit(frame, &all, 15);
            Some(worst(frame, &surface, &all))
        };
        let (drop, _) =
            known.iter().filter_map(|i| Some((*i, without(*i)?))).min_by(|a, b| a.1.total_cmp(&b.1))?;
        tags[drop] = None;
    }
}

/// How far off the worst place is, mm.
fn worst(frame: &Frame, surface: &Surface, all: &[Sight]) -> f64 {
    let projector = surface.projector(frame);
    let off = |sight: &Sight| {
        let [x, y] = projector.pixel(sight.patch);
        (x - sight.pixel[0]).hypot(y - sight.pixel[1])
    };
    all.iter().map(off).fold(0.0, f64::max) / surface.scale(frame)
}
