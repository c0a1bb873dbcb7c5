//! A small copy of a photo's green, where tags are looked for.

use super::photo::Photo;

/// Green of a photo, shrunk by whole steps.
#[derive(Clone, Debug)]
pub(crate) struct Small {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Pixels of the photo for one of this.
    pub(crate) step: usize,
    pub(crate) values: Vec<u8>,
}

/// The longer side is shrunk to about this many pixels: tags of a patch that fills the frame are 20 to 60 px then.
const SIDE_PX: usize = 800;

impl Small {
    pub(crate) fn new(photo: &Photo) -> Self {
        let step = (photo.width().max(photo.height()) / SIDE_PX).max(1);
        Self::shrunk(photo, step)
    }

    /// Shrunk by this step.
    pub(crate) fn shrunk(photo: &Photo, step: usize) -> Self {
        let (width, height) = (photo.width() / step, photo.height() / step);
        let stride = 3 * photo.width();
        let rgb = photo.rgb();
        let mut values = Vec::with_capacity(width * height);
        let mut sums = vec![0_u32; width];
        if step == 2 {
            // By far the most photos come here.
            for y in 0..height {
                let upper = rgb[2 * y * stride..].chunks_exact(6);
                let lower = rgb[(2 * y + 1) * stride..].chunks_exact(6);
                let mean = |(a, b): (&[u8], &[u8])| {
                    ((u16::from(a[1]) + u16::from(a[4]) + u16::from(b[1]) + u16::from(b[4])) / 4) as u8
                };
                values.extend(upper.zip(lower).take(width).map(mean));
            }
            return Self { width, height, step, values };
        }
        for y in 0..height {
            sums.fill(0);
            for row in 0..step {
                let line = &rgb[(y * step + row) * stride..][..3 * step * width];
                for (sum, pixels) in sums.iter_mut().zip(line.chunks_exact(3 * step)) {
                    *sum += pixels.iter().skip(1).step_by(3).map(|v| u32::from(*v)).sum::<u32>();
                }
            }
            let count = (step * step) as u32;
            values.extend(sums.iter().map(|sum| (sum / count) as u8));
        }
        Self { width, height, step, values }
    }

    /// Half as fine again, of the four pixels in the middle of each square: tags that are large and sharp are found in
    /// this as well, in a quarter of the time.
    pub(crate) fn coarse(photo: &Photo) -> Self {
        let step = 2 * (photo.width().max(photo.height()) / SIDE_PX).max(1);
        let (width, height) = (photo.width() / step, photo.height() / step);
        let stride = 3 * photo.width();
        // Green of the two pixels in the middle, in bytes from the start of the square.
        let first = 3 * (step / 2 - 1) + 1;
        let green = |square: &[u8]| match square[first..first + 4] {
            [left, _, _, right] => u16::from(left) + u16::from(right),
            _ => 0,
        };
        let mut values = Vec::with_capacity(width * height);
        for y in 0..height {
            let upper = (y * step + step / 2 - 1) * stride;
            let line = |from: usize| photo.rgb()[from..from + stride].chunks_exact(3 * step);
            let both = line(upper).zip(line(upper + stride));
            values.extend(both.map(|(a, b)| ((green(a) + green(b)) / 4) as u8));
        }
        Self { width, height, step, values }
    }

    /// Where a point of this lies in the photo.
    pub(crate) fn in_photo(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let (step, half) = (self.step as f64, 0.5 * (self.step as f64 - 1.0));
        [x * step + half, y * step + half]
    }

    pub(crate) fn at(&self, [x, y]: [f64; 2]) -> Option<f64> {
        if !(x >= 0.0 && y >= 0.0 && x < self.width as f64 - 1.0 && y < self.height as f64 - 1.0) {
            return None;
        }
        let (i, j) = (x as usize, y as usize);
        let (s, t) = (x - i as f64, y - j as f64);
        let v = |i: usize, j: usize| f64::from(self.values[j * self.width + i]);
        let upper = v(i, j) + s * (v(i + 1, j) - v(i, j));
        let lower = v(i, j + 1) + s * (v(i + 1, j + 1) - v(i, j + 1));
        Some(upper + t * (lower - upper))
    }

    /// For each pixel whether it is darker than its surroundings of this reach.
    pub(crate) fn dark(&self, reach: usize) -> Vec<bool> {
        // Blurred ink is at least this much darker than what it lies in, in codes and in part.
        const DARKER_CODES: f32 = 3.0;
        const DARKER_PART: f32 = 15.0 / 16.0;
        let (w, h) = (self.width, self.height);
        let mut dark = Vec::with_capacity(w * h);
        if w == 0 || h == 0 {
            return dark;
        }
        let line = |y: usize| &self.values[y * w..(y + 1) * w];
        // Sums of the columns, with nothing around them, so that a square that is cut off by the edge needs no other care.
        let mut columns = vec![0_i32; reach + w + reach + 1];
        let inner = reach..reach + w;
        for y in 0..reach.min(h) {
            columns[inner.clone()].iter_mut().zip(line(y)).for_each(|(sum, v)| *sum += i32::from(*v));
        }
        let within =
            |at: usize, size: usize| ((at + reach).min(size - 1) + 1 - at.saturating_sub(reach)) as f32;
        let widths: Vec<f32> = (0..w).map(|x| within(x, w)).collect();
        let mut sums = vec![0.0_f32; w];
        for y in 0..h {
            if y + reach < h {
                let new = line(y + reach);
                columns[inner.clone()].iter_mut().zip(new).for_each(|(sum, v)| *sum += i32::from(*v));
            }
            if y > reach {
                let old = line(y - reach - 1);
                columns[inner.clone()].iter_mut().zip(old).for_each(|(sum, v)| *sum -= i32::from(*v));
            }
            let mut sum: i32 = columns[..2 * reach].iter().sum();
            for ((at, new), old) in sums.iter_mut().zip(&columns[2 * reach..]).zip(&columns) {
                sum += new;
                *at = sum as f32;
                sum -= old;
            }
            let rows = within(y, h);
            let pixels = line(y).iter().zip(&sums).zip(&widths);
            dark.extend(pixels.map(|((value, sum), width)| {
                (f32::from(*value) + DARKER_CODES) * (rows * width) < sum * DARKER_PART
            }));
        }
        dark
    }

    /// How steep the steepest edges are, relative to the range of brightness: near 0 in a blurred photo.
    pub(crate) fn sharpness(&self) -> f64 {
        let mut steps = [0_u32; 256];
        let mut values = [0_u32; 256];
        for row in self.values.chunks_exact(self.width.max(1)) {
            for pair in row.windows(3) {
                steps[usize::from(pair[0].abs_diff(pair[2]) / 2)] += 1;
                values[usize::from(pair[1])] += 1;
            }
        }
        let quantile = |counts: &[u32; 256], part: f64| {
            let total: u32 = counts.iter().sum();
            let mut left = f64::from(total) * part;
            counts.iter().position(|n| {
                left -= f64::from(*n);
                left < 0.0
            })
        };
        let range = quantile(&values, 0.99).unwrap_or(0) as f64 - quantile(&values, 0.01).unwrap_or(0) as f64;
        // A plain wall has no edges that could be blurred.
        const PLAIN: f64 = 8.0;
        if range < PLAIN { f64::INFINITY } else { quantile(&steps, 0.998).unwrap_or(0) as f64 / range }
    }
}
