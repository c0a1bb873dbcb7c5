//! Gates that stand before everything else.

use super::locate::Located;
use super::refusal::Refusal;
use super::view::View;
use crate::layout::Layout;
use crate::layout::shape::Rect;

/// Edges softer than this hide what is to be measured, mm.
const SOFT_MM: f64 = 0.50;
/// So many dots and places on bars are seen wherever the patch is not blurred or covered by more than half.
const LEAST_MARKS: usize = 6;
/// Motion smears the pattern of the tags even where it leaves some of their edges sharp.
const ALIKE: f64 = 0.80;
/// Motion of some millimetres smears in one direction: neither how little the tags agree, nor how wide their edges are, mm,
/// nor how badly the marks fit, mm, says so alone; together they do. Of 240 such photos six came through the other gates.
const SMEARED: (f64, f64, f64) = (0.905, 0.27, 0.05);
/// A patch smaller than this cannot be measured, px/mm.
const SMALL_PX_PER_MM: f64 = 4.5;
/// Without all tags there must be so many dots and bars, and so good a fit, mm.
const MARKS: usize = 18;
const FIT_MM: f64 = 0.05;
/// What the map may leave over, mm.
const DEFORMED_MM: f64 = 0.25;
/// White below this code is too dark, above this it is full.
const DARK: u8 = 45;
const FULL: u8 = 253;

/// Whether the patch is large and sharp enough.
pub(crate) fn of_place(located: &Located) -> Result<(), Refusal> {
    let smeared =
        located.likeness < SMEARED.0 && located.blur_mm > SMEARED.1 && located.geometry_mm > SMEARED.2;
    if located.px_per_mm < SMALL_PX_PER_MM {
        Err(Refusal::PatchTooSmall)
    } else if smeared || located.blur_mm > SOFT_MM || located.marks < LEAST_MARKS || located.likeness < ALIKE
    {
        // Without a sharp edge at any tag the blur is infinite; without small marks everything small is lost.
        Err(Refusal::TooBlurred)
    } else {
        Ok(())
    }
}

/// Whether its shape is known well enough to follow the channel.
pub(crate) fn of_shape(located: &Located) -> Result<(), Refusal> {
    let sure = located.tags.iter().flatten().filter(|tag| tag.is_sure()).count();
    let few = sure < 4 && located.marks < MARKS && located.geometry_mm > FIT_MM;
    if sure < 2 && located.marks < MARKS || few {
        Err(Refusal::FiducialHidden)
    } else if located.geometry_mm > DEFORMED_MM {
        Err(Refusal::PatchDeformed)
    } else {
        Ok(())
    }
}

/// Whether the white of the body is neither dark nor full.
pub(crate) fn of_light(layout: &Layout, view: &View<'_>) -> Result<(), Refusal> {
    const GRID: usize = 30;
    let body = layout.body.shape();
    let windows: Vec<Rect> = layout.blank_windows.iter().map(|window| window.shape).collect();
    let mut codes: Vec<u8> = (0..GRID * GRID)
        .map(|at| {
            let part = |index: usize| (index as f64 + 0.5) / GRID as f64;
            [body.w * part(at % GRID), body.h * part(at / GRID)]
        })
        .filter(|at| windows.iter().all(|window| window.distance(*at) > 0.5))
        .map(|at| view.code(at))
        .collect();
    codes.sort_unstable();
    // Half of the body and more is white: the third quarter of the codes is.
    let white = codes[codes.len() * 3 / 5];
    let full = codes.iter().filter(|code| **code >= FULL).count();
    if white < DARK {
        Err(Refusal::TooDark)
    } else if 10 * full > 7 * codes.len() {
        Err(Refusal::Overexposed)
    } else {
        Ok(())
    }
}
