//! A drawing in millimetres, y down: what the writers of SVG and PDF have in common.

use crate::layout::colour::Rgb;
use crate::layout::shape::{Disc, Point, Rect};
use crate::srgb;

/// Red, green and blue as a printer takes them: sRGB codes, 0 to 1.
pub(crate) type Color = [f64; 3];

pub(crate) const BLACK: Color = [0.0; 3];

/// The codes of a linear colour; what no sRGB code can say is taken at the nearest one that can.
pub(crate) fn codes(linear: Rgb) -> Color {
    linear.map(|light| srgb::encode(light.clamp(0.0, 1.0)))
}

/// A step of an outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    Move(Point),
    Line(Point),
    Curve(Point, Point, Point),
    Close,
}

/// How an outline is painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Ink {
    Fill(Color),
    Stroke { color: Color, width: f64 },
}

/// One thing that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mark {
    Outline {
        steps: Vec<Step>,
        ink: Ink,
    },
    /// A line of text by the left end of its base line; `bold` or not, its size in mm.
    Text {
        at: Point,
        size: f64,
        bold: bool,
        color: Color,
        words: String,
    },
}

/// Marks, painted in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Drawing {
    pub(crate) marks: Vec<Mark>,
}

/// A quarter of a circle of radius 1 as one cubic curve: how far its handles reach.
const QUARTER: f64 = 0.552_284_749_8;

/// The steps around a rectangle, its corners rounded where it says so.
fn around(rect: &Rect) -> Vec<Step> {
    let (x0, y0, x1, y1) = (rect.x, rect.y, rect.right(), rect.bottom());
    let r = rect.r.min(0.5 * rect.w).min(0.5 * rect.h);
    if r <= 0.0 {
        return closed(&[[x0, y0], [x1, y0], [x1, y1], [x0, y1]]);
    }
    let k = r * (1.0 - QUARTER);
    vec![
        Step::Move([x0 + r, y0]),
        Step::Line([x1 - r, y0]),
        Step::Curve([x1 - k, y0], [x1, y0 + k], [x1, y0 + r]),
        Step::Line([x1, y1 - r]),
        Step::Curve([x1, y1 - k], [x1 - k, y1], [x1 - r, y1]),
        Step::Line([x0 + r, y1]),
        Step::Curve([x0 + k, y1], [x0, y1 - k], [x0, y1 - r]),
        Step::Line([x0, y0 + r]),
        Step::Curve([x0, y0 + k], [x0 + k, y0], [x0 + r, y0]),
        Step::Close,
    ]
}

/// The steps around a polygon.
pub(crate) fn closed(points: &[Point]) -> Vec<Step> {
    let mut steps: Vec<Step> = points.iter().map(|point| Step::Line(*point)).collect();
    if let Some(first) = points.first() {
        steps[0] = Step::Move(*first);
        steps.push(Step::Close);
    }
    steps
}

impl Drawing {
    pub(crate) fn fill(&mut self, steps: Vec<Step>, color: Color) {
        self.marks.push(Mark::Outline { steps, ink: Ink::Fill(color) });
    }

    pub(crate) fn stroke(&mut self, steps: Vec<Step>, color: Color, width: f64) {
        self.marks.push(Mark::Outline { steps, ink: Ink::Stroke { color, width } });
    }

    pub(crate) fn rect(&mut self, rect: &Rect, color: Color) {
        self.fill(around(rect), color);
    }

    pub(crate) fn frame(&mut self, rect: &Rect, color: Color, width: f64) {
        self.stroke(around(rect), color, width);
    }

    pub(crate) fn disc(&mut self, disc: &Disc, color: Color) {
        let [x, y] = disc.center;
        let r = disc.r;
        self.rect(&Rect { x: x - r, y: y - r, w: 2.0 * r, h: 2.0 * r, r }, color);
    }

    pub(crate) fn text(&mut self, at: Point, size: f64, bold: bool, words: impl Into<String>) {
        self.marks.push(Mark::Text { at, size, bold, color: BLACK, words: words.into() });
    }

    pub(crate) fn text_in(&mut self, at: Point, size: f64, color: Color, words: impl Into<String>) {
        self.marks.push(Mark::Text { at, size, bold: false, color, words: words.into() });
    }
}
