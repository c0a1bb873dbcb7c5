//! A photo as it was decoded, and how its pixels are asked.

use std::sync::LazyLock;

use crate::srgb;

/// A decoded photo: red, green, blue by pixel, rows from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

/// Light of a code.
pub(crate) type Codes = [f32; 256];

static PLAIN: LazyLock<Codes> =
    LazyLock::new(|| std::array::from_fn(|code| srgb::decode(code as f64 / 255.0) as f32));

/// Light of the codes of a phone that laid this tone curve over them.
pub(crate) fn codes(tone: f64) -> Codes {
    std::array::from_fn(|code| srgb::decode(srgb::untoned(code as f64 / 255.0, tone)) as f32)
}

impl Photo {
    /// A photo of these pixels; `None` unless there are three bytes for each, and four pixels at least.
    pub fn new(width: usize, height: usize, rgb: Vec<u8>) -> Option<Self> {
        let whole = width.checked_mul(height)?.checked_mul(3)?;
        (width > 1 && height > 1 && rgb.len() == whole).then_some(Self { width, height, rgb })
    }

    /// Its width, px.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Its height, px.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Red, green and blue by pixel.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// The same, mirrored left to right.
    pub(crate) fn mirrored(&self) -> Self {
        let mut rgb = Vec::with_capacity(self.rgb.len());
        for row in self.rgb.chunks_exact(3 * self.width) {
            row.chunks_exact(3).rev().for_each(|pixel| rgb.extend_from_slice(pixel));
        }
        Self { width: self.width, height: self.height, rgb }
    }

    /// Light at a place by the plain sRGB curve.
    pub(crate) fn plain(&self) -> Light<'_> {
        Light { photo: self, codes: &PLAIN }
    }

    /// Light at a place by these codes.
    pub(crate) fn light<'a>(&'a self, codes: &'a Codes) -> Light<'a> {
        Light { photo: self, codes }
    }
}

/// The light in a photo, linear, interpolated between the pixels, whose centres are at whole numbers.
#[derive(Clone, Copy)]
pub(crate) struct Light<'a> {
    photo: &'a Photo,
    codes: &'a Codes,
}

impl Light<'_> {
    /// Red, green and blue; `None` outside.
    #[inline]
    pub(crate) fn rgb(&self, [x, y]: [f64; 2]) -> Option<[f32; 3]> {
        let (w, h) = (self.photo.width, self.photo.height);
        if !(x >= 0.0 && y >= 0.0 && x < (w - 1) as f64 && y < (h - 1) as f64) {
            return None;
        }
        let (i, j) = (x as u32, y as u32);
        let (s, t) = ((x - f64::from(i)) as f32, (y - f64::from(j)) as f32);
        let upper = 3 * (j as usize * w + i as usize);
        let lower = upper + 3 * w;
        // Four pixels as arrays of a known size: nothing more is checked below.
        let top: &[u8; 6] = self.photo.rgb.get(upper..upper + 6)?.try_into().ok()?;
        let low: &[u8; 6] = self.photo.rgb.get(lower..lower + 6)?.try_into().ok()?;
        let light = |of: &[u8; 6], at: usize| [0, 1, 2].map(|c| self.codes[usize::from(of[at + c])]);
        let mix = |left: [f32; 3], right: [f32; 3], part: f32| -> [f32; 3] {
            std::array::from_fn(|c| left[c] + part * (right[c] - left[c]))
        };
        let upper = mix(light(top, 0), light(top, 3), s);
        let lower = mix(light(low, 0), light(low, 3), s);
        Some(mix(upper, lower, t))
    }

    /// Brightness: green counts twice.
    pub(crate) fn gray(&self, at: [f64; 2]) -> Option<f32> {
        self.rgb(at).map(|[r, g, b]| 0.25 * (r + 2.0 * g + b))
    }

    /// The codes of the pixel nearest to a place.
    pub(crate) fn codes(&self, [x, y]: [f64; 2]) -> [u8; 3] {
        let clamp = |v: f64, n: usize| v.round().clamp(0.0, (n - 1) as f64) as usize;
        let at = 3 * (clamp(y, self.photo.height) * self.photo.width + clamp(x, self.photo.width));
        self.photo.rgb.get(at..at + 3).and_then(|p| p.try_into().ok()).unwrap_or_default()
    }

    /// The largest code at a place.
    pub(crate) fn brightest_code(&self, at: [f64; 2]) -> u8 {
        self.codes(at).into_iter().fold(0, u8::max)
    }
}
