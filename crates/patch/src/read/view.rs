//! The patch through the photo: ask for a place on the patch, get its light.

use super::photo::Light;
use super::surface::Map;
use crate::layout::shape::{Point, Rect};
use crate::srgb;

/// Red, green, blue, linear.
pub(crate) type Color = [f32; 3];

/// The light of a photo by places on the patch.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) light: Light<'a>,
    pub(crate) map: &'a Map,
    /// The tone curve that the light has been freed of; 0 for none.
    pub(crate) tone: f64,
}

impl View<'_> {
    pub(crate) fn at(&self, place: Point) -> Option<Color> {
        self.light.rgb(self.map.pixel(place))
    }

    /// The light at so many places in a straight line: the first and the steps between them, mm. `None` where one lies
    /// outside the photo.
    pub(crate) fn line(&self, first: Point, step: Point, count: usize) -> Option<Vec<[f64; 3]>> {
        let look = |pixel| self.light.rgb(pixel).map(|color| color.map(f64::from));
        self.map.line(first, step, count).map(look).collect()
    }

    /// The mean over a grid of places in a rectangle.
    pub(crate) fn mean(&self, over: &Rect, columns: usize, rows: usize) -> Option<Color> {
        let mut sum = [0.0; 3];
        for row in 0..rows {
            for column in 0..columns {
                let part = |index: usize, n: usize| (index as f64 + 0.5) / n as f64;
                let place = [over.x + over.w * part(column, columns), over.y + over.h * part(row, rows)];
                let color = self.at(place)?;
                (0..3).for_each(|c| sum[c] += color[c]);
            }
        }
        Some(sum.map(|v| v / (columns * rows) as f32))
    }

    /// Red, green and blue codes at a place, to see in which the sensor was full.
    pub(crate) fn codes(&self, place: Point) -> [u8; 3] {
        self.light.codes(self.map.pixel(place))
    }

    /// The largest code at a place, to see where the sensor was full.
    pub(crate) fn code(&self, place: Point) -> u8 {
        self.light.brightest_code(self.map.pixel(place))
    }
}

/// How bright white, black and something between them are at one place.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Levels {
    pub(crate) color: [f64; 3],
    pub(crate) white: [f64; 3],
    pub(crate) black: [f64; 3],
    /// The tone curve that they have been freed of.
    pub(crate) tone: f64,
}

impl Levels {
    /// The reflectance relative to the white: haze, glare and shade lie over white and black alike and fall out.
    pub(crate) fn ratio(&self, ink: [f64; 3]) -> Option<[f64; 3]> {
        let mut ratio = [0.0; 3];
        for c in 0..3 {
            let span = self.white[c] - self.black[c];
            if span <= 0.02 * self.white[c].abs().max(1e-4) {
                return None;
            }
            ratio[c] = (self.color[c] - self.black[c]) / span * (1.0 - ink[c]) + ink[c];
        }
        Some(ratio)
    }

    /// Black over white: how much haze and glare there is.
    pub(crate) fn haze(&self) -> f64 {
        (0..3).map(|c| self.black[c] / self.white[c].max(1e-6)).fold(0.0, f64::max)
    }

    /// The same freed of another tone curve.
    pub(crate) fn toned(&self, tone: f64) -> Self {
        if tone == self.tone { *self } else { self.coded().under(tone) }
    }

    /// The codes that the phone made of them.
    pub(crate) fn coded(&self) -> Coded {
        let code = |light: f64| srgb::toned(srgb::encode(light.clamp(0.0, 1.0)), self.tone);
        Coded { color: self.color.map(code), white: self.white.map(code), black: self.black.map(code) }
    }
}

/// The codes of [`Levels`].
pub(crate) struct Coded {
    color: [f64; 3],
    white: [f64; 3],
    black: [f64; 3],
}

impl Coded {
    /// The light of them under a tone curve.
    pub(crate) fn under(&self, tone: f64) -> Levels {
        let light = |code: f64| srgb::decode(srgb::untoned(code, tone));
        Levels {
            color: self.color.map(light),
            white: self.white.map(light),
            black: self.black.map(light),
            tone,
        }
    }
}

/// A box from `from` to `to`, blurred by `sigma`, at `x`.
pub(crate) fn blurred_box(x: f64, from: f64, to: f64, sigma: f64) -> f64 {
    normal((to - x) / sigma) - normal((from - x) / sigma)
}

/// The normal distribution function (by tanh; within 2e-4).
fn normal(z: f64) -> f64 {
    if z > 5.0 {
        1.0
    } else if z < -5.0 {
        0.0
    } else {
        // sqrt(2/π) and the cubic term of the usual approximation.
        0.5 * (1.0 + (0.797_884_6 * (z + 0.044_715 * z * z * z)).tanh())
    }
}
