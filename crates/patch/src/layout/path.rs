//! The centre line of a channel: straight lines and arcs.

use serde::Deserialize;

use super::shape::Point;

/// One piece of a centre line.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Piece {
    /// Where it begins.
    Start {
        /// There.
        p: Point,
    },
    /// Straight on.
    Line {
        /// Its end.
        to: Point,
    },
    /// Around a centre.
    Arc {
        /// The centre.
        center: Point,
        /// Its end.
        to: Point,
        /// Against the clock, as seen on the print.
        ccw: bool,
    },
}

/// A piece between its ends, with the distance at which it begins.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Leg {
    at_mm: f64,
    length_mm: f64,
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Line { from: Point, along: Point },
    Arc { center: Point, radius: f64, from_angle: f64, turn: f64 },
}

/// A centre line that can be walked along.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    legs: Vec<Leg>,
    length_mm: f64,
}

/// A place on a centre line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Station {
    /// Where.
    pub at: Point,
    /// The direction of the line there, length 1.
    pub along: Point,
}

impl Station {
    /// The point so far to the right of the line (as seen with y down), mm.
    pub fn beside(&self, offset_mm: f64) -> Point {
        [self.at[0] - self.along[1] * offset_mm, self.at[1] + self.along[0] * offset_mm]
    }
}

impl Path {
    /// The line of these pieces; `None` where they do not begin with a start or where a piece has no length.
    pub fn new(pieces: &[Piece]) -> Option<Self> {
        let (Piece::Start { p }, rest) = pieces.split_first()? else { return None };
        let (mut from, mut at_mm, mut legs) = (*p, 0.0, Vec::with_capacity(rest.len()));
        for piece in rest {
            let (form, length_mm, to) = match *piece {
                Piece::Start { .. } => return None,
                Piece::Line { to } => {
                    let length = (to[0] - from[0]).hypot(to[1] - from[1]);
                    let along = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
                    (Form::Line { from, along }, length, to)
                }
                Piece::Arc { center, to, ccw } => {
                    let angle = |p: Point| (p[1] - center[1]).atan2(p[0] - center[0]);
                    let radius = (from[0] - center[0]).hypot(from[1] - center[1]);
                    // y runs down: against the clock on the print is against rising angles.
                    let turn = if ccw { -1.0 } else { 1.0 };
                    let swept = ((angle(to) - angle(from)) * turn).rem_euclid(std::f64::consts::TAU);
                    (Form::Arc { center, radius, from_angle: angle(from), turn }, radius * swept, to)
                }
            };
            if !(length_mm.is_finite() && length_mm > 0.0) {
                return None;
            }
            legs.push(Leg { at_mm, length_mm, form });
            at_mm += length_mm;
            from = to;
        }
        (!legs.is_empty()).then_some(Self { legs, length_mm: at_mm })
    }

    /// A line of no length.
    pub fn nothing() -> Self {
        let form = Form::Line { from: [0.0, 0.0], along: [1.0, 0.0] };
        Self { legs: vec![Leg { at_mm: 0.0, length_mm: 0.0, form }], length_mm: 0.0 }
    }

    /// Its length, mm.
    pub fn length_mm(&self) -> f64 {
        self.length_mm
    }

    /// The place so far along; beyond an end the line goes on straight.
    pub fn station(&self, s_mm: f64) -> Station {
        let index = self.legs.partition_point(|leg| leg.at_mm <= s_mm).max(1) - 1;
        let leg = &self.legs[index];
        let t = s_mm - leg.at_mm;
        match leg.form {
            Form::Line { from, along } => {
                Station { at: [from[0] + t * along[0], from[1] + t * along[1]], along }
            }
            Form::Arc { center, radius, from_angle, turn } => {
                let (sin, cos) = (from_angle + turn * t.clamp(0.0, leg.length_mm) / radius).sin_cos();
                let along = [-turn * sin, turn * cos];
                let beyond = t - t.clamp(0.0, leg.length_mm);
                let [x, y] = [center[0] + radius * cos, center[1] + radius * sin];
                Station { at: [x + beyond * along[0], y + beyond * along[1]], along }
            }
        }
    }

    /// The nearest place: distance along and offset to the right, mm.
    pub fn nearest(&self, [x, y]: Point) -> (f64, f64) {
        let mut best = (0.0, f64::INFINITY);
        for leg in &self.legs {
            let (t, offset) = match leg.form {
                Form::Line { from, along } => {
                    let (dx, dy) = (x - from[0], y - from[1]);
                    let t = dx * along[0] + dy * along[1];
                    if t < 0.0 || t > leg.length_mm {
                        continue;
                    }
                    (t, dy * along[0] - dx * along[1])
                }
                Form::Arc { center, radius, from_angle, turn } => {
                    let (dx, dy) = (x - center[0], y - center[1]);
                    let offset = turn * (radius - (dx * dx + dy * dy).sqrt());
                    // Most arcs are far off; their angle is not needed.
                    if offset.abs() >= best.1.abs() {
                        continue;
                    }
                    let swept = ((dy.atan2(dx) - from_angle) * turn).rem_euclid(std::f64::consts::TAU);
                    if swept * radius > leg.length_mm {
                        continue;
                    }
                    (swept * radius, offset)
                }
            };
            if offset.abs() < best.1.abs() {
                best = (leg.at_mm + t, offset);
            }
        }
        best
    }
}
