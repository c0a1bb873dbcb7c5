//! The artwork of one patch: what a maker prints, and for a dummy what sweat would have made of it.

use super::Content;
use super::drawing::{BLACK, Color, Drawing, closed, codes};
use crate::layout::Layout;
use crate::layout::colour::{Rgb, Role};
use crate::layout::path::{Path, Station};
use crate::layout::shape::{Point, Rect};

/// How wide the line along a wall of channel, chamber and windows is, mm.
const WALL_MM: f64 = 0.12;
/// How much light that line leaves.
const WALL: Rgb = [0.8; 3];
/// The colour of the dye where a layout has no chip of it.
const ORANGE: Rgb = [0.85, 0.45, 0.12];
/// The colour of the vent over its floor.
const VENT: Rgb = [0.7; 3];
/// Outlines of the channel are taken this often, mm.
const STEP_MM: f64 = 0.1;
/// Points closer than this to the line between their neighbours are left out, mm.
const STRAIGHT_MM: f64 = 0.002;

/// Draws a patch with its top left corner at the origin.
pub(crate) fn draw(layout: &Layout, content: &Content) -> Drawing {
    let mut drawing = Drawing::default();
    let black = codes(layout.black_ink.rgb);
    drawing.rect(&layout.body.shape(), [1.0; 3]);
    for tag in &layout.fiducials {
        drawing.rect(&tag.bounds(), black);
        let (n, [x, y]) = (tag.modules(), tag.corners()[0]);
        let module = tag.size / n as f64;
        let white = (0..n * n).filter(|at| tag.white(at % n, at / n));
        let squares = white.flat_map(|at| {
            let (left, top) = (x + module * (at % n) as f64, y + module * (at / n) as f64);
            let (right, bottom) = (left + module, top + module);
            closed(&[[left, top], [right, top], [right, bottom], [left, bottom]])
        });
        drawing.fill(squares.collect(), [1.0; 3]);
    }
    for dot in &layout.registration_dots {
        let bounds = dot.bounds();
        drawing.rect(&Rect { r: 0.5 * dot.diameter, ..bounds }, black);
    }
    layout.black_bars.iter().for_each(|bar| drawing.rect(&bar.shape, black));
    layout.chips.iter().for_each(|chip| drawing.rect(&chip.shape, codes(chip.rgb)));
    if let Some(mark) = &layout.orientation_mark {
        let cyan = layout.chips.iter().find(|chip| chip.id == "CYA").map_or([0.0, 0.6, 0.8], |chip| chip.rgb);
        drawing.fill(closed(&mark.points), codes(cyan));
    }
    let wall = codes(WALL);
    layout.blank_windows.iter().for_each(|window| drawing.frame(&window.shape, wall, WALL_MM));
    draw_channel(&mut drawing, layout, content, wall);
    draw_chambers(&mut drawing, layout, content, wall);
    drawing
}

fn draw_channel(drawing: &mut Drawing, layout: &Layout, content: &Content, wall: Color) {
    let channel = &layout.channel;
    let Some(path) = Path::new(&channel.path) else { return };
    let length = path.length_mm();
    let whole = outline(layout, &path, length);
    let front = content.front_mm.min(length);
    let dye = codes(dye(layout));
    if front > 0.0 {
        drawing.fill(closed(&outline(layout, &path, front)), dye);
    }
    drawing.stroke(closed(&whole), wall, WALL_MM);
    drawing.disc(&channel.inlet, dye);
    let full = front >= length;
    drawing.disc(&channel.vent, if full { dye } else { codes(VENT) });
}

fn dye(layout: &Layout) -> Rgb {
    // The strongest of the dye's chips: that is the dye at its front.
    let chips = layout.chips.iter().filter(|chip| chip.role == Role::DyeRef);
    chips.map(|chip| chip.rgb).min_by(|a, b| a[2].total_cmp(&b[2])).unwrap_or(ORANGE)
}

/// The outline of the channel from its start to a place along it.
fn outline(layout: &Layout, path: &Path, to_mm: f64) -> Vec<Point> {
    let steps = (to_mm / STEP_MM).ceil().max(1.0) as usize;
    let at = |index: usize| to_mm * index as f64 / steps as f64;
    let side = |sign: f64| -> Vec<Point> {
        let place = |index: usize| {
            let station: Station = path.station(at(index));
            station.beside(sign * 0.5 * layout.channel.width_at_mm(at(index)))
        };
        simplified(&(0..=steps).map(place).collect::<Vec<_>>())
    };
    let mut outline = side(-1.0);
    outline.extend(side(1.0).into_iter().rev());
    outline
}

/// The line without the points that a straight line passes through anyhow (Reumann and Witkam 1974).
fn simplified(line: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    let mut start = 0;
    while let Some(first) = line.get(start) {
        kept.push(*first);
        let mut end = start + 1;
        while end + 1 < line.len()
            && (start + 1..=end).all(|at| off(line[at], *first, line[end + 1]) < STRAIGHT_MM)
        {
            end += 1;
        }
        start = end;
    }
    kept
}

fn off([x, y]: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    ((x - a[0]) * dy - (y - a[1]) * dx).abs() / dx.hypot(dy).max(1e-9)
}

fn draw_chambers(drawing: &mut Drawing, layout: &Layout, content: &Content, wall: Color) {
    for (index, zone) in layout.assay_zones.iter().enumerate() {
        // A dummy has one concentration: the first assay's.
        let wet = content.concentration.filter(|_| index == 0).and_then(|value| zone.rgb_at(value));
        drawing.rect(&zone.shape, codes(wet.unwrap_or(zone.dry_rgb)));
        drawing.frame(&zone.shape, wall, WALL_MM);
    }
}

/// Around the body, where to cut.
pub(crate) fn cutting_line(layout: &Layout) -> Drawing {
    /// Outside, so that a cut along it leaves the body as large as it is.
    const OUTSIDE_MM: f64 = 0.15;
    const GREY: Color = [0.6; 3];
    let body = layout.body.shape();
    let mut drawing = Drawing::default();
    let line = Rect {
        x: body.x - OUTSIDE_MM,
        y: body.y - OUTSIDE_MM,
        w: body.w + 2.0 * OUTSIDE_MM,
        h: body.h + 2.0 * OUTSIDE_MM,
        r: body.r + OUTSIDE_MM,
    };
    drawing.frame(&line, GREY, 0.1);
    drawing
}

/// A ruler of 100 mm, its left end at the origin.
pub(crate) fn ruler() -> Drawing {
    const LENGTH_MM: u32 = 100;
    let mut drawing = Drawing::default();
    drawing.rect(&Rect { x: 0.0, y: -0.1, w: f64::from(LENGTH_MM), h: 0.2, r: 0.0 }, BLACK);
    for mm in 0..=LENGTH_MM {
        let length = if mm % 10 == 0 {
            5.0
        } else if mm % 5 == 0 {
            3.5
        } else {
            2.0
        };
        drawing.rect(&Rect { x: f64::from(mm) - 0.06, y: -length, w: 0.12, h: length, r: 0.0 }, BLACK);
        if mm % 10 == 0 {
            drawing.text([f64::from(mm) + 0.6, -3.6], 2.6, false, format!("{mm}"));
        }
    }
    drawing
}
