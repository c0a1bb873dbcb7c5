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
        const DARKER_CODES: u32 = 3;
        const DARKER_PARTS: (u32, u32) = (15, 16);
        let (w, h) = (self.width, self.height);
        let mut dark = Vec::with_capacity(w * h);
        if w == 0 || h == 0 {
            return dark;
        }
        let line = |y: usize| &self.values[y * w..(y + 1) * w];
        let mut columns = vec![0_u32; w];
        for y in 0..reach.min(h) {
            columns.iter_mut().zip(line(y)).for_each(|(sum, v)| *sum += u32::from(*v));
        }
        for y in 0..h {
            if y + reach < h {
                columns.iter_mut().zip(line(y + reach)).for_each(|(sum, v)| *sum += u32::from(*v));
            }
            if y > reach {
                columns.iter_mut().zip(line(y - reach - 1)).for_each(|(sum, v)| *sum -= u32::from(*v));
            }
            let rows = ((y + reach).min(h - 1) + 1 - y.saturating_sub(reach)) as u32;
            let mut sum: u32 = columns[..reach.min(w)].iter().sum();
            let values = line(y);
            let is_dark = |value: u8, sum: u32, count: u32| {
                (u32::from(value) + DARKER_CODES) * count * DARKER_PARTS.1 < sum * DARKER_PARTS.0
            };
            // Near the left and right edge the square is cut off.
            let edge = |x: usize, sum: &mut u32, dark: &mut Vec<bool>| {
                if x + reach < w {
                    *sum += columns[x + reach];
                }
                if x > reach {
                    *sum -= columns[x - reach - 1];
                }
                let count = rows * ((x + reach).min(w - 1) + 1 - x.saturating_sub(reach)) as u32;
                dark.push(is_dark(values[x], *sum, count));
            };
            let (left, right) = ((reach + 1).min(w), w.saturating_sub(reach).max(reach + 1).min(w));
            (0..left).for_each(|x| edge(x, &mut sum, &mut dark));
            if left < right {
                let count = rows * (2 * reach + 1) as u32;
                let ahead = &columns[left + reach..right + reach];
                let behind = &columns[left - reach - 1..right - reach - 1];
                dark.extend(values[left..right].iter().zip(ahead).zip(behind).map(|((value, new), old)| {
                    sum = sum + new - old;
                    is_dark(*value, sum, count)
                }));
            }
            (right..w).for_each(|x| edge(x, &mut sum, &mut dark));
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
