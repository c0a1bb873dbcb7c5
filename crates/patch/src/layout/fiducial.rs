//! Marks by which a patch is found, told from others, and by which its shape in a photo is measured.

use serde::Deserialize;

use super::LayoutError;
use super::shape::{Disc, Point, Rect};

/// A square tag: black border, black and white modules.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Fiducial {
    /// Its number.
    pub id: u32,
    /// Its centre.
    pub center: Point,
    /// The outer edge of its black border, mm.
    pub size: f64,
    /// Its modules, row by row from the smallest y, border included: `1` is white, `0` black.
    pub rows: Vec<String>,
}

/// How far apart the patterns of two tags must be, in modules, however they are turned.
const LEAST_DISTANCE: usize = 6;
/// A border of black on each side of at least one module leaves nothing of smaller tags.
const MODULES: std::ops::RangeInclusive<usize> = 5..=12;

impl Fiducial {
    /// Modules along an edge.
    pub fn modules(&self) -> usize {
        self.rows.len()
    }

    /// Whether the module in this column and row is white.
    pub fn white(&self, column: usize, row: usize) -> bool {
        self.rows.get(row).and_then(|row| row.as_bytes().get(column)) == Some(&b'1')
    }

    /// The corners: top left, top right, bottom right, bottom left.
    pub fn corners(&self) -> [Point; 4] {
        let [x, y] = self.center;
        let h = 0.5 * self.size;
        [[x - h, y - h], [x + h, y - h], [x + h, y + h], [x - h, y + h]]
    }

    pub(crate) fn bounds(&self) -> Rect {
        let [x, y] = self.center;
        Rect { x: x - 0.5 * self.size, y: y - 0.5 * self.size, w: self.size, h: self.size, r: 0.0 }
    }

    /// The module that stands here after so many quarter turns.
    pub(crate) fn turned(&self, turns: usize, column: usize, row: usize) -> bool {
        let last = self.modules() - 1;
        let (mut column, mut row) = (column, row);
        for _ in 0..turns {
            (column, row) = (row, last - column);
        }
        self.white(column, row)
    }

    fn differs_from(&self, other: &Self, turns: usize) -> usize {
        let n = self.modules();
        (0..n * n).filter(|at| self.white(at % n, at / n) != other.turned(turns, at % n, at / n)).count()
    }

    /// Whether a photo could take the one for the other, however they are turned.
    pub(crate) fn resembles(&self, other: &Self) -> bool {
        self.modules() == other.modules()
            && (0..4).any(|turns| self.differs_from(other, turns) < LEAST_DISTANCE)
    }

    fn well_formed(&self) -> bool {
        let n = self.modules();
        let bits = |row: &String| row.len() == n && row.bytes().all(|bit| bit == b'0' || bit == b'1');
        let edge = |at: usize| [(at, 0), (at, n - 1), (0, at), (n - 1, at)];
        MODULES.contains(&n)
            && self.size > 0.0
            && self.rows.iter().all(bits)
            && (0..n).flat_map(edge).all(|(column, row)| !self.white(column, row))
    }
}

pub(crate) fn check(marks: &[Fiducial], errors: &mut Vec<LayoutError>) {
    let mut wrong = |problem: String| errors.push(LayoutError::Field { field: "fiducials", problem });
    if marks.len() < 4 {
        wrong("give at least four".to_owned());
    }
    for (index, mark) in marks.iter().enumerate() {
        if !mark.well_formed() {
            wrong(format!(
                "number {}: rows must be a square of 5 to 12 '0' and '1' with a border of '0', size above zero",
                mark.id
            ));
            continue;
        }
        for other in &marks[index + 1..] {
            if mark.id == other.id {
                wrong(format!("number {} is given twice", mark.id));
            } else if mark.resembles(other) {
                let (a, b) = (mark.id, other.id);
                wrong(format!("numbers {a} and {b} differ in fewer than {LEAST_DISTANCE} modules"));
            }
        }
    }
}

/// A black dot between the tags: it shows how the patch bends there.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Dot {
    /// Its name.
    pub id: String,
    /// Its centre.
    pub center: Point,
    /// Its diameter, mm.
    pub diameter: f64,
}

impl Dot {
    pub(crate) fn bounds(&self) -> Rect {
        Disc { center: self.center, r: 0.5 * self.diameter }.bounds()
    }
}

/// A black bar: a reference for black on the row of what stands beside it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Bar {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub shape: Rect,
}
