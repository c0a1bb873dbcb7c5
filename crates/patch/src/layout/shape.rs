//! Shapes on a patch. All lengths are mm, x to the right, y down, from the top left corner of the body.

use serde::Deserialize;

/// A point, mm.
pub type Point = [f64; 2];

/// An upright rectangle; its corners may be rounded.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Rect {
    /// Left edge, mm.
    pub x: f64,
    /// Upper edge, mm.
    pub y: f64,
    /// Width, mm.
    pub w: f64,
    /// Height, mm.
    pub h: f64,
    /// Radius of the corners, mm; 0 where they are square.
    #[serde(default)]
    pub r: f64,
}

impl Rect {
    /// The middle.
    pub fn center(&self) -> Point {
        [self.x + 0.5 * self.w, self.y + 0.5 * self.h]
    }

    /// The right edge, mm.
    pub fn right(&self) -> f64 {
        self.x + self.w
    }

    /// The lower edge, mm.
    pub fn bottom(&self) -> f64 {
        self.y + self.h
    }

    /// The distance from the outline, mm: negative inside.
    pub fn distance(&self, [x, y]: Point) -> f64 {
        let [cx, cy] = self.center();
        let dx = (x - cx).abs() - (0.5 * self.w - self.r);
        let dy = (y - cy).abs() - (0.5 * self.h - self.r);
        dx.max(0.0).hypot(dy.max(0.0)) + dx.max(dy).min(0.0) - self.r
    }

    pub(crate) fn within(&self, outer: &Self) -> bool {
        self.w > 0.0
            && self.h > 0.0
            && self.x >= outer.x
            && self.y >= outer.y
            && self.right() <= outer.right()
            && self.bottom() <= outer.bottom()
    }

    /// Whether the two share more than an edge.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        const TOUCH_MM: f64 = 1e-6;
        self.x + TOUCH_MM < other.right()
            && other.x + TOUCH_MM < self.right()
            && self.y + TOUCH_MM < other.bottom()
            && other.y + TOUCH_MM < self.bottom()
    }
}

/// A disc.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Disc {
    /// Its middle.
    pub center: Point,
    /// Its radius, mm.
    pub r: f64,
}

impl Disc {
    pub(crate) fn bounds(&self) -> Rect {
        let [x, y] = self.center;
        Rect { x: x - self.r, y: y - self.r, w: 2.0 * self.r, h: 2.0 * self.r, r: 0.0 }
    }
}
